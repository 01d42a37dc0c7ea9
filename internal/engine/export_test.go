package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pronto/internal/desk"
)

// Differs says how the engine in memory differs from one that is made anew from
// what is stored; "" when it does not. It also says when a work waits although
// somebody could take it.
func (e *Engine) Differs(ctx context.Context) string {
	live, err := e.store.Load(ctx)
	if err != nil {
		return err.Error()
	}
	if live.Installation == (desk.Installation{}) {
		live.Installation = desk.DefaultInstallation
	}
	var d *derived
	s := newState(func(c desk.Contact) bool { return d.contacts[c.ID] > 0 })
	s.load(live)
	d = newDerived(s)
	d.seed, d.aside = e.d.seed, e.d.aside
	d.rebuild()
	d.learn(live.MessageIDs)
	have := append(e.s.dump(), e.d.dump(e.Now())...)
	want := append(s.dump(), d.dump(e.Now())...)
	have = append(have, fmt.Sprint("seq ", e.seq))
	want = append(want, fmt.Sprint("seq ", live.Seq))
	if a, ok := d.router.Next(e.Now()); ok && !e.ReadOnly() { // then nobody can be given anything
		have = append(have, fmt.Sprintf("work %s waits, though %s could take it", a.Work, a.Agent))
	}
	have, want = append(have, e.published()...), append(want, e.base()...)
	return firstDifference(have, want)
}

// Lazy is how many commands wait in the lazy lane.
func (e *Engine) Lazy() int {
	e.lazyMu.Lock()
	defer e.lazyMu.Unlock()
	return len(e.lazy)
}

func firstDifference(have, want []string) string {
	in := func(list []string) map[string]bool {
		m := map[string]bool{}
		for _, s := range list {
			m[s] = true
		}
		return m
	}
	var b strings.Builder
	w, h := in(want), in(have)
	for _, s := range have {
		if !w[s] {
			b.WriteString("\nonly in memory: " + s)
		}
	}
	for _, s := range want {
		if !h[s] {
			b.WriteString("\nonly in store:  " + s)
		}
	}
	return b.String()
}

// published is what anybody sees of the rows, and base the same rows.
func (e *Engine) published() []string {
	lines := []string{
		asLine("directory", e.Directory()), fmt.Sprint("viewers ", e.Directory().viewers), fmt.Sprint("published ", e.Seq()),
		fmt.Sprint("timers ", e.timers.Len()),
	}
	e.sessions.Range(func(k, v any) bool { lines = append(lines, asLine("published session", v)); return true })
	e.agents.Range(func(k, v any) bool { lines = append(lines, asLine("published agent", v)); return true })
	return lines
}

func (e *Engine) base() []string {
	c := e.configuration()
	lines := []string{asLine("directory", c), fmt.Sprint("viewers ", c.viewers), fmt.Sprint("published ", e.seq), fmt.Sprint("timers ", len(e.s.deadlines.base))}
	for _, s := range e.s.sessions.base {
		lines = append(lines, asLine("published session", s))
	}
	for _, a := range e.s.agents.base {
		lines = append(lines, asLine("published agent", e.agentState(a)))
	}
	return lines
}

func asLine(name string, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return name + ": " + err.Error()
	}
	return name + " " + strings.NewReplacer("[]", "null", "{}", "null").Replace(string(data))
}

func (s *state) dump() []string {
	var lines []string
	lines = append(lines, dump("installation", s.installation)...)
	lines = append(lines, dump("role", s.roles)...)
	lines = append(lines, dump("user", s.users)...)
	lines = append(lines, dump("session", s.sessions)...)
	lines = append(lines, dump("queue", s.queues)...)
	lines = append(lines, dump("member", s.members)...)
	lines = append(lines, dump("channel", s.channels)...)
	lines = append(lines, dump("reason", s.reasons)...)
	lines = append(lines, dump("agent", s.agents)...)
	lines = append(lines, dump("contact", s.contacts)...)
	lines = append(lines, dump("identity", s.identities)...)
	lines = append(lines, dump("visitor", s.visitors)...)
	lines = append(lines, dump("conversation", s.conversations)...)
	lines = append(lines, dump("file", s.files)...)
	lines = append(lines, dump("offer", s.offers)...)
	lines = append(lines, dump("deadline", s.deadlines)...)
	lines = append(lines, dump("counter", s.counters)...)
	lines = append(lines, dump("key", s.keys)...)
	if n := len(s.legs.cmd) + len(s.legs.batch) + len(s.messages.cmd) + len(s.messages.batch) + len(s.traces.cmd) + len(s.traces.batch) +
		len(s.whispers.cmd) + len(s.whispers.batch) + len(s.fixes.cmd) + len(s.fixes.batch) + len(s.events.cmd) + len(s.events.batch) + len(s.changed); n > 0 {
		lines = append(lines, fmt.Sprintf("%d rows are left to append", n))
	}
	return lines
}

// dump lists the rows of a table that are not merely kept for a while.
func dump[K comparable, V any](name string, t *table[K, V]) []string {
	var lines []string
	for k, v := range t.base {
		if _, loose := t.loose[k]; !loose {
			if c, ok := any(v).(counter); ok {
				lines = append(lines, fmt.Sprint(name, " ", c))
				continue
			}
			lines = append(lines, asLine(fmt.Sprint(name, " ", k), v))
		}
	}
	if len(t.batch.slots)+len(t.batch.at)+len(t.cmd.slots)+len(t.cmd.at) > 0 {
		lines = append(lines, name+" has changes that were neither written nor dropped")
	}
	return lines
}

func (d *derived) dump(now time.Time) []string {
	lines := []string{
		fmt.Sprint("loads ", d.loads), fmt.Sprint("open ", d.openOf), fmt.Sprint("contacts ", d.contacts), fmt.Sprint("offered ", d.offered),
		fmt.Sprint("ids ", d.ids),
	}
	for q, users := range d.members {
		if len(users) > 0 {
			lines = append(lines, fmt.Sprint("members ", q, users))
		}
	}
	for u, queues := range d.queues {
		if len(queues) > 0 {
			lines = append(lines, fmt.Sprint("queues ", u, queues))
		}
	}
	for id := range d.s.conversations.base {
		why, waits := d.router.WhyWaiting(id, now)
		lines = append(lines, asLine(fmt.Sprint("waiting ", id, waits), why))
	}
	return slices.DeleteFunc(lines, func(s string) bool { return strings.HasPrefix(s, "waiting") && strings.Contains(s, "false") })
}

// Asked is a command that is to run together with others.
type Asked struct {
	c *call
}

// Ask makes one.
func Ask[R any](c Call, cmd Command[R], answer *R) Asked {
	return Asked{&call{Call: c, cmd: cmd, got: &fetched{}, run: func(tx *Tx) error {
		if answer == nil {
			answer = new(R)
		}
		return runKeyed(tx, c, cmd, answer)
	}}}
}

// InOneBatch runs commands in one batch. Rows that a command lacks are fetched
// beforehand, by running it in vain.
func InOneBatch(e *Engine, asked ...Asked) []error {
	calls := make([]*call, len(asked))
	for i, a := range asked {
		calls[i] = a.c
		e.prefetch(a.c)
		a.c.done = make(chan error, 1)
	}
	e.process(calls)
	errs := make([]error, len(calls))
	for i, c := range calls {
		select {
		case errs[i] = <-c.done:
		default:
			errs[i] = ErrOutcome
		}
		var miss *missing
		if errors.As(errs[i], &miss) {
			_ = miss.fetch(context.Background(), e.store, c.got)
			errs[i] = InOneBatch(e, asked[i])[0]
		}
		var refused *dataRefused
		if errors.As(errs[i], &refused) {
			errs[i] = refused.refusal
		}
	}
	return errs
}

// Run runs commands in one batch that lack nothing.
func Run(e *Engine, asked ...Asked) []error {
	calls := make([]*call, len(asked))
	for i, a := range asked {
		calls[i] = a.c
		a.c.done = make(chan error, 1)
	}
	e.process(calls)
	errs := make([]error, len(calls))
	for i, c := range calls {
		errs[i] = <-c.done
	}
	return errs
}

// Prefetch brings along what the command lacks now.
func Prefetch(e *Engine, a Asked) { e.prefetch(a.c) }

func (e *Engine) prefetch(c *call) {
	try := func() (err error) {
		defer e.s.drop()
		defer func() { _ = recover() }()
		return c.run(&Tx{e: e, got: c.got, Now: e.Now(), Actor: c.Actor})
	}
	for range maxFetches {
		err := try()
		var miss *missing
		if !errors.As(err, &miss) || miss.fetch(context.Background(), e.store, c.got) != nil {
			return
		}
	}
}

// Spoil changes many things and then goes wrong as it is told.
type Spoil struct {
	How string // refuse, panic, data
	ID  string
}

// Run spoils.
func (cmd Spoil) Run(tx *Tx) (string, error) {
	s := tx.e.s
	s.queues.put(desk.Queue{ID: desk.QueueID(cmd.ID), Name: cmd.ID, Mode: desk.Both, Delivery: desk.Assign, Strategy: desk.FewestOpen, Active: true})
	for _, u := range s.users.rows() {
		s.members.put(desk.Member{Queue: desk.QueueID(cmd.ID), User: u.ID, Serves: true})
		s.agents.put(tx.agent(u.ID).Received(tx.Now))
	}
	for _, id := range sortedKeys(s.conversations.base) {
		if c, _ := s.conversations.get(id); c.Leg.State == desk.Queued {
			if err := tx.assign(c, desk.UserID("U"+cmd.ID), desk.ByTake); err != nil {
				return "", err
			}
		}
	}
	s.messages.add(desk.Message{ID: desk.MessageID("M" + cmd.ID), Conversation: "CX", N: 1, From: desk.FromCustomer})
	tx.deadline(desk.OrphanSweep, cmd.ID, tx.Now.Add(time.Hour))
	tx.emit(desk.FileStored{File: desk.FileID(cmd.ID)})
	switch cmd.How {
	case "refuse":
		return "", desk.Refuse(desk.Conflict, "spoiled", "refused after all")
	case "panic":
		panic("spoiled")
	}
	s.deadlines.put(desk.Deadline{Kind: desk.OrphanSweep, Subject: cmd.ID}) // due at no time: the store refuses it
	return "", nil
}

// Promise makes a deadline of a kind that nothing wakes for, or one that the
// store refuses to write when it is woken.
type Promise struct {
	Kind    desk.DeadlineKind
	Subject string
	Due     time.Time
}

// Run promises.
func (cmd Promise) Run(tx *Tx) (string, error) {
	tx.deadline(cmd.Kind, cmd.Subject, cmd.Due)
	return "", nil
}

// Kept is how many rows of each passing kind are in memory.
func (e *Engine) Kept() map[string]int {
	return map[string]int{
		"conversations": len(e.s.conversations.base), "contacts": len(e.s.contacts.base), "identities": len(e.s.identities.base),
		"visitors": len(e.s.visitors.base), "files": len(e.s.files.base), "offers": len(e.s.offers.base), "keys": len(e.s.keys.base),
		"ghosts": len(e.s.visitors.ghosts) + len(e.s.files.ghosts), "ids": len(e.d.ids),
	}
}

// Load is how many conversations and offers an agent has.
func (e *Engine) Load(u desk.UserID) (open, offered int) {
	return e.d.loads[u].open, e.d.loads[u].offered
}

// OpenConversations lists what is open, in order.
func (e *Engine) OpenConversations() []desk.Conversation {
	var open []desk.Conversation
	for _, id := range slices.Sorted(maps.Keys(e.s.conversations.base)) {
		if c := e.s.conversations.base[id]; c.Open() {
			open = append(open, c)
		}
	}
	return open
}

// Conversation is one that is at hand.
func (e *Engine) Conversation(id desk.ConversationID) desk.Conversation {
	return e.s.conversations.base[id]
}

// PendingOffers lists the offers that ring, in order.
func (e *Engine) PendingOffers() []desk.Offer {
	var pending []desk.Offer
	for _, id := range slices.Sorted(maps.Keys(e.s.offers.base)) {
		if o := e.s.offers.base[id]; o.State == desk.OfferPending {
			pending = append(pending, o)
		}
	}
	return pending
}

// Unsettled says that nobody knows whether the last batch was stored.
func (e *Engine) Unsettled() bool { return e.held != nil }

// AgentRow is the live side of a user.
func (e *Engine) AgentRow(u desk.UserID) desk.Agent { return e.s.agents.base[u] }

// LooseFor is how long passing rows stay in memory.
const LooseFor = looseFor
