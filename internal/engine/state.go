package engine

import (
	"slices"
	"time"

	"pronto/internal/desk"
)

type (
	contactKey struct {
		channel desk.ChannelID
		contact desk.ContactID
	}
	identityKey struct {
		channel desk.ChannelID
		address string
	}
	memberKey struct {
		queue desk.QueueID
		user  desk.UserID
	}
	deadlineKey struct {
		kind    desk.DeadlineKind
		subject string
	}
	keyKey struct {
		actor desk.Actor
		key   string
	}
)

// state is all that the writer works on: a table for each kind of row, and what
// a batch appends.
type state struct {
	installation  *table[struct{}, desk.Installation]
	roles         *table[desk.Role, desk.RoleRow]
	users         *table[desk.UserID, desk.User]
	sessions      *table[string, desk.Session]
	queues        *table[desk.QueueID, desk.Queue]
	members       *table[memberKey, desk.Member]
	channels      *table[desk.ChannelID, desk.Channel]
	reasons       *table[desk.PauseReasonID, desk.PauseReason]
	agents        *table[desk.UserID, desk.Agent]
	contacts      *table[desk.ContactID, desk.Contact]
	identities    *table[identityKey, desk.Identity]
	visitors      *table[string, desk.Visitor] // by token
	conversations *table[desk.ConversationID, desk.Conversation]
	files         *table[desk.FileID, desk.File]
	offers        *table[desk.OfferID, desk.Offer]
	deadlines     *table[deadlineKey, desk.Deadline]
	counters      *table[string, counter]
	keys          *table[keyKey, Key]
	all           []overlay
	changed       []overlay // by the running command

	legs     appendix[desk.Leg]
	messages appendix[desk.Message]
	traces   appendix[Trace]
	whispers appendix[desk.Whisper]
	fixes    appendix[desk.Correction]
	events   appendix[desk.Recorded]
	ledger   *LedgerUpdate // of the batch
}

type counter struct {
	name string
	n    int64
}

// appendix is what a batch only adds to.
type appendix[V any] struct{ cmd, batch []V }

func (a *appendix[V]) add(v V)   { a.cmd = append(a.cmd, v) }
func (a *appendix[V]) drop()     { a.cmd = a.cmd[:0] }
func (a *appendix[V]) join()     { a.batch = append(a.batch, a.cmd...); a.cmd = a.cmd[:0] }
func (a *appendix[V]) rollback() { a.batch = nil }

func newState(contactPinned func(desk.Contact) bool) *state {
	never := func(desk.File) bool { return false }
	s := &state{
		installation: newTable(func(desk.Installation) struct{} { return struct{}{} }, func(v *desk.Installation, r int64) { v.Rev = r }, nil),
		roles:        newTable(func(v desk.RoleRow) desk.Role { return v.ID }, func(v *desk.RoleRow, r int64) { v.Rev = r }, nil),
		users:        newTable(func(v desk.User) desk.UserID { return v.ID }, func(v *desk.User, r int64) { v.Rev = r }, nil),
		sessions:     newTable(func(v desk.Session) string { return v.Token }, nil, nil),
		queues:       newTable(func(v desk.Queue) desk.QueueID { return v.ID }, func(v *desk.Queue, r int64) { v.Rev = r }, nil),
		members:      newTable(func(v desk.Member) memberKey { return memberKey{v.Queue, v.User} }, nil, nil),
		channels:     newTable(func(v desk.Channel) desk.ChannelID { return v.ID }, func(v *desk.Channel, r int64) { v.Rev = r }, nil),
		reasons:      newTable(func(v desk.PauseReason) desk.PauseReasonID { return v.ID }, func(v *desk.PauseReason, r int64) { v.Rev = r }, nil),
		agents:       newTable(func(v desk.Agent) desk.UserID { return v.User }, func(v *desk.Agent, r int64) { v.Rev = r }, nil),
		contacts:     newTable(func(v desk.Contact) desk.ContactID { return v.ID }, func(v *desk.Contact, r int64) { v.Rev = r }, contactPinned),
		identities: newTable(func(v desk.Identity) identityKey { return identityKey{v.Channel, v.Address} }, nil,
			func(desk.Identity) bool { return false }),
		visitors: newTable(func(v desk.Visitor) string { return v.Token }, nil, func(desk.Visitor) bool { return false }),
		conversations: newTable(func(v desk.Conversation) desk.ConversationID { return v.ID }, func(v *desk.Conversation, r int64) { v.Rev = r },
			desk.Conversation.Open),
		files: newTable(func(v desk.File) desk.FileID { return v.ID }, nil, never),
		offers: newTable(func(v desk.Offer) desk.OfferID { return v.ID }, func(v *desk.Offer, r int64) { v.Rev = r },
			func(v desk.Offer) bool { return v.State == desk.OfferPending }),
		deadlines: newTable(func(v desk.Deadline) deadlineKey { return deadlineKey{v.Kind, v.Subject} }, nil, nil),
		counters:  newTable(func(v counter) string { return v.name }, nil, nil),
		keys:      newTable(func(v Key) keyKey { return keyKey{v.Actor, v.Key} }, nil, func(Key) bool { return false }),
	}
	watch(s, s.installation)
	watch(s, s.roles)
	watch(s, s.users)
	watch(s, s.sessions)
	watch(s, s.queues)
	watch(s, s.members)
	watch(s, s.channels)
	watch(s, s.reasons)
	watch(s, s.agents)
	watch(s, s.contacts)
	watch(s, s.identities)
	watch(s, s.visitors)
	watch(s, s.conversations)
	watch(s, s.files)
	watch(s, s.offers)
	watch(s, s.deadlines)
	watch(s, s.counters)
	watch(s, s.keys)
	return s
}

// watch makes the state know which tables a command changed, so that a command
// costs what it changed and not how many kinds of row there are.
func watch[K comparable, V any](s *state, t *table[K, V]) {
	s.all = append(s.all, t)
	t.changed = func() { s.changed = append(s.changed, t) }
}

func (s *state) load(live Live) {
	s.installation.load([]desk.Installation{live.Installation})
	s.roles.load(withBuiltIn(live.Roles))
	s.users.load(live.Users)
	s.sessions.load(live.Sessions)
	s.queues.load(live.Queues)
	s.members.load(live.Members)
	s.channels.load(live.Channels)
	s.reasons.load(live.PauseReasons)
	s.agents.load(live.Agents)
	s.contacts.load(live.Contacts)
	s.conversations.load(live.Conversations)
	s.offers.load(live.Offers)
	s.deadlines.load(live.Deadlines)
	for name, n := range live.Counters {
		s.counters.base[name] = counter{name, n}
	}
}

// withBuiltIn adds the roles that are always there, until somebody edits them.
func withBuiltIn(stored []desk.RoleRow) []desk.RoleRow {
	for _, r := range desk.DefaultRoles() {
		if !slices.ContainsFunc(stored, func(s desk.RoleRow) bool { return s.ID == r.ID }) {
			stored = append(stored, r)
		}
	}
	return stored
}

// join takes the running command into the batch. Its events get the sequences
// after last, and its rows the last of them as their revision.
func (s *state) join(last int64) int64 {
	for i := range s.events.cmd {
		last++
		s.events.cmd[i].Seq = last
	}
	for i := range s.messages.cmd {
		s.messages.cmd[i].Rev = last
	}
	for i := range s.whispers.cmd {
		s.whispers.cmd[i].Rev = last
	}
	for _, t := range s.changed {
		t.join(last)
	}
	s.changed = s.changed[:0]
	s.legs.join()
	s.messages.join()
	s.traces.join()
	s.whispers.join()
	s.fixes.join()
	s.events.join()
	return last
}

func (s *state) drop() {
	for _, t := range s.changed {
		t.drop()
	}
	s.changed = s.changed[:0]
	s.legs.drop()
	s.messages.drop()
	s.traces.drop()
	s.whispers.drop()
	s.fixes.drop()
	s.events.drop()
}

func (s *state) rollback() {
	for _, t := range s.all {
		t.rollback()
	}
	s.legs.rollback()
	s.messages.rollback()
	s.traces.rollback()
	s.whispers.rollback()
	s.fixes.rollback()
	s.events.rollback()
	s.ledger = nil
}

func (s *state) commit(now time.Time) {
	for _, t := range s.all {
		t.commit(now)
	}
	s.legs.rollback()
	s.messages.rollback()
	s.traces.rollback()
	s.whispers.rollback()
	s.fixes.rollback()
	s.events.rollback()
	s.ledger = nil
}

// batch gathers what is to be written.
func (s *state) batch() *Batch {
	b := &Batch{Legs: s.legs.batch, Messages: s.messages.batch, Traces: s.traces.batch, Whispers: s.whispers.batch, Corrections: s.fixes.batch, Events: s.events.batch, Ledger: s.ledger}
	if rows, _ := s.installation.flush(); len(rows) > 0 {
		b.Installation = &rows[0]
	}
	b.Roles, b.RolesGone = s.roles.flush()
	b.Users, _ = s.users.flush()
	b.Sessions, b.SessionsGone = s.sessions.flush()
	b.Queues, _ = s.queues.flush()
	stay, gone := s.members.flush()
	b.Members = stay
	for _, k := range gone {
		b.Members = append(b.Members, desk.Member{Queue: k.queue, User: k.user})
	}
	b.Channels, _ = s.channels.flush()
	b.PauseReasons, _ = s.reasons.flush()
	b.Agents, _ = s.agents.flush()
	b.Contacts, _ = s.contacts.flush()
	b.Identities, _ = s.identities.flush()
	b.Visitors, _ = s.visitors.flush()
	for i := range s.visitors.batch.slots {
		if v := &s.visitors.batch.slots[i]; v.gone {
			b.VisitorsGone = append(b.VisitorsGone, v.row.ID)
		}
	}
	b.Conversations, _ = s.conversations.flush()
	b.Files, b.FilesGone = s.files.flush()
	b.Offers, _ = s.offers.flush()
	deadlines, over := s.deadlines.flush()
	b.Deadlines = deadlines
	for _, k := range over {
		b.DeadlinesGone = append(b.DeadlinesGone, desk.Deadline{Kind: k.kind, Subject: k.subject})
	}
	if rows, _ := s.counters.flush(); len(rows) > 0 {
		b.Counters = make(map[string]int64, len(rows))
		for _, c := range rows {
			b.Counters[c.name] = c.n
		}
	}
	b.Keys, _ = s.keys.flush()
	return b
}
