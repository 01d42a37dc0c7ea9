package store

import (
	"maps"
	"slices"
	"strconv"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// sizes are how many rows one statement writes. They are few, so that the
// prepared statements are used again and again.
var sizes = [...]int{64, 16, 4, 1}

// keysAtOnce is how many old keys one flush forgets at most.
const keysAtOnce = 500

// Planner turns batches into statements. It belongs to the one writer. It
// remembers which conversations are stored with what besides their activity, so
// that a message costs no entry of an index: hence the writer says whether what
// was planned came to be.
type Planner struct {
	dialect Dialect
	cache   map[shape]string
	stored  map[desk.ConversationID]settled
	planned map[desk.ConversationID]settled

	// Room that each batch uses again.
	out           []Statement
	args          []any
	whole, active []desk.Conversation
	recorded      []record
}

// shape names a bulk statement.
type shape struct {
	kind, table string
	rows        int
}

// NewPlanner returns a Planner that knows nothing of what is stored.
func NewPlanner(d Dialect) *Planner {
	return &Planner{dialect: d, cache: map[shape]string{}, stored: map[desk.ConversationID]settled{}, planned: map[desk.ConversationID]settled{}}
}

// Plan lists the statements that write the batch, to be run in order in one
// transaction. They are lent until the next batch is planned. It fails with
// engine.ErrData.
func (p *Planner) Plan(b *engine.Batch) ([]Statement, error) {
	clear(p.planned)
	p.begin()
	var err error
	if p.recorded, err = encode(p.recorded[:0], b.Events); err != nil {
		return nil, err
	}
	p.settings(b)
	p.people(b)
	p.work(b)
	p.small(b)
	plan(p, "insert", traces, b.Traces)
	plan(p, "insert", events, p.recorded)
	return p.out, nil
}

// begin takes back what was lent.
func (p *Planner) begin() {
	clear(p.args) // what they hold is for the collector now
	p.out, p.args = p.out[:0], p.args[:0]
}

// Done says that the statements last planned are committed.
func (p *Planner) Done() {
	for id, s := range p.planned {
		if s.state == desk.Closed {
			delete(p.stored, id)
		} else {
			p.stored[id] = s
		}
	}
}

// Forget says that nobody knows what is stored.
func (p *Planner) Forget() { clear(p.stored) }

func (p *Planner) settings(b *engine.Batch) {
	if b.Installation != nil {
		plan(p, "upsert", installations, []desk.Installation{*b.Installation})
	}
	removeKeys(p, roles.table, b.RolesGone)
	plan(p, "upsert", roles, b.Roles)
	plan(p, "upsert", users, b.Users)
	removeKeys(p, sessions.table, b.SessionsGone)
	plan(p, "upsert", sessions, b.Sessions)
	plan(p, "upsert", queues, b.Queues)
	p.members(b.Members)
	plan(p, "upsert", channels, b.Channels)
	plan(p, "upsert", pauseReasons, b.PauseReasons)
	plan(p, "upsert", agents, b.Agents)
}

func (p *Planner) members(all []desk.Member) {
	var gone [][]any
	var stay []desk.Member
	for _, m := range all {
		if m.Serves || m.Supervises {
			stay = append(stay, m)
		} else {
			gone = append(gone, []any{string(m.Queue), string(m.User)})
		}
	}
	p.remove(members.table, gone)
	plan(p, "upsert", members, stay)
}

func (p *Planner) people(b *engine.Batch) {
	plan(p, "upsert", contacts, b.Contacts)
	p.words(b.Contacts)
	plan(p, "upsert", identities, b.Identities)
	removeKeys(p, visitors.table, b.VisitorsGone)
	plan(p, "upsert", visitors, b.Visitors)
}

// words rewrites what the contacts are found by.
func (p *Planner) words(written []desk.Contact) {
	byContact := contactWords.table
	byContact.key = []string{"contact"}
	var gone [][]any
	var found []contactWord
	for _, c := range written {
		gone = append(gone, []any{string(c.ID)})
		found = append(found, words(c)...)
	}
	p.remove(byContact, gone)
	plan(p, "insert", contactWords, found)
}

func (p *Planner) work(b *engine.Batch) {
	p.conversations(b.Conversations)
	plan(p, "upsert", legs, b.Legs)
	plan(p, "insert", messages, b.Messages)
	plan(p, "insert", whispers, b.Whispers)
	plan(p, "insert", corrections, b.Corrections)
	removeKeys(p, files.table, b.FilesGone)
	plan(p, "upsert", files, b.Files)
	plan(p, "upsert", offers, leavingFirst(b.Offers, func(o desk.Offer) bool { return o.State != desk.OfferPending }))
}

// conversations writes first those that close, and so leave the index of open
// ones, because another of the same contact may enter it.
func (p *Planner) conversations(all []desk.Conversation) {
	p.whole, p.active = p.whole[:0], p.active[:0]
	for i := range all {
		c := &all[i]
		s := settledOf(c)
		if was, known := p.stored[c.ID]; known && was == s {
			p.active = append(p.active, *c)
			continue
		}
		p.planned[c.ID] = s
		p.whole = append(p.whole, *c)
	}
	plan(p, "upsert", conversations, leavingFirst(p.whole, func(c desk.Conversation) bool { return !c.Open() }))
	plan(p, "activity", conversations, p.active)
}

// leavingFirst puts the rows that leave a partial unique index before those that
// may enter it, and keeps the order otherwise.
func leavingFirst[T any](rows []T, leaves func(T) bool) []T {
	out := make([]T, 0, len(rows))
	for _, v := range rows {
		if leaves(v) {
			out = append(out, v)
		}
	}
	for _, v := range rows {
		if !leaves(v) {
			out = append(out, v)
		}
	}
	return out
}

func (p *Planner) small(b *engine.Batch) {
	gone := make([][]any, len(b.DeadlinesGone))
	for i, d := range b.DeadlinesGone {
		gone[i] = []any{string(d.Kind), d.Subject}
	}
	p.remove(deadlines.table, gone)
	plan(p, "upsert", deadlines, b.Deadlines)
	var counted []counter
	for _, name := range slices.Sorted(maps.Keys(b.Counters)) {
		counted = append(counted, counter{name, b.Counters[name]})
	}
	plan(p, "upsert", counters, counted)
	plan(p, "upsert", keys, b.Keys)
	p.ledger(b.Ledger)
	if !b.KeysBefore.IsZero() {
		p.out = append(p.out, Statement{
			`DELETE FROM keys WHERE (actor_kind, actor_id, request_key) IN (
				SELECT actor_kind, actor_id, request_key FROM keys WHERE at < $1 ORDER BY at LIMIT $2)`,
			[]any{millis(b.KeysBefore), int64(keysAtOnce)},
		})
	}
	if !b.Beat.IsZero() {
		plan(p, "upsert", facts, []fact{{factBeat, strconv.FormatInt(millis(b.Beat), 10)}})
	}
}

// ledger writes what has become of the read model. To begin it anew, rows are
// deleted and the table is not truncated, which would make readers wait.
func (p *Planner) ledger(update *engine.LedgerUpdate) {
	if update == nil {
		return
	}
	if update.Anew {
		p.out = append(p.out, Statement{"DELETE FROM ledger_chunks", nil})
	}
	plan(p, "upsert", ledgerChunks, update.Chunks)
	plan(p, "upsert", ledgerStates, []engine.LedgerState{update.State})
}

// plan writes rows in as few statements as their sizes allow.
func plan[T any](p *Planner, kind string, t rowsOf[T], rows []T) {
	for len(rows) > 0 {
		n, from := chunk(len(rows)), len(p.args)
		for i := range rows[:n] {
			p.args = t.args(p.args, rows[i])
		}
		p.out = append(p.out, Statement{p.sql(kind, t.table, n), p.args[from:len(p.args):len(p.args)]})
		rows = rows[n:]
	}
}

// removeKeys removes rows whose key is one text.
func removeKeys[K ~string](p *Planner, t table, gone []K) {
	tuples := make([][]any, len(gone))
	for i, k := range gone {
		tuples[i] = []any{string(k)}
	}
	p.remove(t, tuples)
}

func (p *Planner) remove(t table, gone [][]any) {
	for len(gone) > 0 {
		n := chunk(len(gone))
		p.out = append(p.out, Statement{p.sql("remove by "+t.key[0], t, n), slices.Concat(gone[:n]...)})
		gone = gone[n:]
	}
}

func chunk(rows int) int {
	for _, n := range sizes {
		if n <= rows {
			return n
		}
	}
	return rows
}

func (p *Planner) sql(kind string, t table, rows int) string {
	s := shape{kind, t.name, rows}
	if sql, ok := p.cache[s]; ok {
		return sql
	}
	var sql string
	switch kind {
	case "insert":
		sql = t.insert(p.dialect, rows)
	case "upsert":
		sql = t.upsert(p.dialect, rows, t.values())
	case "activity":
		sql = t.upsert(p.dialect, rows, activity)
	default:
		sql = t.remove(p.dialect, rows)
	}
	p.cache[s] = sql
	return sql
}
