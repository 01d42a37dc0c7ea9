package sim

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

type (
	member  struct{ queue, user string }
	address struct{ channel, address string }
	promise struct{ kind, subject string }
)

// rows are the committed rows, kept in the plainest way: what every flush wrote,
// and nothing that was derived. They serve as the store of a simulation without a
// database, and as the measure of one that has it.
type rows struct {
	seq          int64
	at, beat     time.Time // of the last event, of the last heartbeat
	installation desk.Installation
	roles        map[desk.Role]desk.RoleRow
	users        map[desk.UserID]desk.User
	sessions     map[string]desk.Session
	queues       map[desk.QueueID]desk.Queue
	members      map[member]desk.Member
	channels     map[desk.ChannelID]desk.Channel
	reasons      map[desk.PauseReasonID]desk.PauseReason
	agents       map[desk.UserID]desk.Agent
	contacts     map[desk.ContactID]desk.Contact
	identities   map[address]desk.Identity
	visitors     map[string]desk.Visitor // by token
	tokens       map[desk.VisitorID]string
	open         map[desk.ConversationID]desk.Conversation
	closed       map[desk.ConversationID]desk.Conversation
	legs         map[desk.ConversationID][]desk.Leg
	messages     map[desk.MessageID]desk.Message
	threads      map[desk.ConversationID][]desk.MessageID
	offers       map[desk.OfferID]desk.Offer
	pending      map[desk.OfferID]desk.Offer
	deadlines    map[promise]desk.Deadline
	counters     map[string]int64
	keys         map[string]engine.Key
	protocols    map[string]desk.ConversationID

	past []desk.ConversationID // in the order of closing
}

func newRows() *rows {
	return &rows{
		roles: map[desk.Role]desk.RoleRow{},
		users: map[desk.UserID]desk.User{}, sessions: map[string]desk.Session{}, queues: map[desk.QueueID]desk.Queue{},
		members: map[member]desk.Member{}, channels: map[desk.ChannelID]desk.Channel{}, reasons: map[desk.PauseReasonID]desk.PauseReason{},
		agents: map[desk.UserID]desk.Agent{}, contacts: map[desk.ContactID]desk.Contact{}, identities: map[address]desk.Identity{},
		visitors: map[string]desk.Visitor{}, tokens: map[desk.VisitorID]string{}, open: map[desk.ConversationID]desk.Conversation{},
		closed: map[desk.ConversationID]desk.Conversation{}, legs: map[desk.ConversationID][]desk.Leg{}, messages: map[desk.MessageID]desk.Message{},
		threads: map[desk.ConversationID][]desk.MessageID{}, offers: map[desk.OfferID]desk.Offer{}, pending: map[desk.OfferID]desk.Offer{},
		deadlines: map[promise]desk.Deadline{}, counters: map[string]int64{}, keys: map[string]engine.Key{}, protocols: map[string]desk.ConversationID{},
	}
}

// apply takes a committed batch in.
func (r *rows) apply(b *engine.Batch) {
	r.settings(b)
	r.people(b)
	r.work(b)
	for _, d := range b.DeadlinesGone {
		delete(r.deadlines, promise{string(d.Kind), d.Subject})
	}
	for _, d := range b.Deadlines {
		r.deadlines[promise{string(d.Kind), d.Subject}] = d
	}
	maps.Copy(r.counters, b.Counters)
	for _, k := range b.Keys {
		r.keys[string(k.Actor.Kind)+k.Actor.ID+"/"+k.Key] = k
	}
	if n := len(b.Events); n > 0 {
		r.seq, r.at = b.Events[n-1].Seq, b.Events[n-1].At
	}
	if !b.Beat.IsZero() {
		r.beat = b.Beat
	}
}

func (r *rows) settings(b *engine.Batch) {
	if b.Installation != nil {
		r.installation = *b.Installation
	}
	for _, role := range b.RolesGone {
		delete(r.roles, role)
	}
	for _, role := range b.Roles {
		r.roles[role.ID] = role
	}
	for _, u := range b.Users {
		r.users[u.ID] = u
	}
	for _, token := range b.SessionsGone {
		delete(r.sessions, token)
	}
	for _, s := range b.Sessions {
		r.sessions[s.Token] = s
	}
	for _, q := range b.Queues {
		r.queues[q.ID] = q
	}
	for _, m := range b.Members {
		key := member{string(m.Queue), string(m.User)}
		if m.Serves || m.Supervises {
			r.members[key] = m
		} else {
			delete(r.members, key)
		}
	}
	for _, ch := range b.Channels {
		r.channels[ch.ID] = ch
	}
	for _, p := range b.PauseReasons {
		r.reasons[p.ID] = p
	}
}

func (r *rows) people(b *engine.Batch) {
	for _, a := range b.Agents {
		r.agents[a.User] = a
	}
	for _, c := range b.Contacts {
		r.contacts[c.ID] = c
	}
	for _, i := range b.Identities {
		r.identities[address{string(i.Channel), i.Address}] = i
	}
	for _, id := range b.VisitorsGone {
		delete(r.visitors, r.tokens[id])
		delete(r.tokens, id)
	}
	for _, v := range b.Visitors {
		r.visitors[v.Token], r.tokens[v.ID] = v, v.Token
	}
}

func (r *rows) work(b *engine.Batch) {
	for _, c := range b.Conversations {
		if c.Open() {
			r.open[c.ID] = c
			continue
		}
		if _, was := r.closed[c.ID]; !was {
			r.past = append(r.past, c.ID)
		}
		delete(r.open, c.ID)
		r.closed[c.ID] = c
	}
	for _, l := range b.Legs {
		r.legs[l.Conversation] = append(r.legs[l.Conversation], l)
	}
	for _, m := range b.Messages {
		r.messages[m.ID] = m
		r.threads[m.Conversation] = append(r.threads[m.Conversation], m.ID)
	}
	for _, o := range b.Offers {
		r.offers[o.ID] = o
		if o.State == desk.OfferPending {
			r.pending[o.ID] = o
		} else {
			delete(r.pending, o.ID)
		}
	}
}

// forget drops what closed long ago, so that a year fits into memory.
func (r *rows) forget(before time.Time) (gone []desk.ConversationID) {
	for len(r.past) > 0 {
		c := r.closed[r.past[0]]
		if !c.ClosedAt.Before(before) {
			break
		}
		for _, id := range r.threads[c.ID] {
			delete(r.messages, id)
		}
		for _, l := range append(r.legs[c.ID], c.Leg) {
			delete(r.protocols, l.Protocol)
		}
		delete(r.threads, c.ID)
		delete(r.legs, c.ID)
		delete(r.closed, c.ID)
		gone, r.past = append(gone, c.ID), r.past[1:]
	}
	for id, o := range r.offers {
		if o.State != desk.OfferPending && o.EndedAt.Before(before) {
			delete(r.offers, id)
		}
	}
	for id, k := range r.keys {
		if k.At.Before(before) {
			delete(r.keys, id)
		}
	}
	return gone
}

// repeats says whether a batch stores a message again: the one thing that the
// engine leaves to the store to refuse.
func (r *rows) repeats(b *engine.Batch) bool {
	return slices.ContainsFunc(b.Messages, func(m desk.Message) bool {
		_, there := r.messages[m.ID]
		return there
	})
}

func (r *rows) conversation(id desk.ConversationID) (desk.Conversation, bool) {
	if c, ok := r.open[id]; ok {
		return c, true
	}
	c, ok := r.closed[id]
	return c, ok
}

// live is what Load must answer.
func (r *rows) live(epoch string) engine.Live {
	l := engine.Live{
		Seq: r.seq, Epoch: epoch, LastAt: r.at, LastBeat: r.beat, Installation: r.installation,
		Roles: byKey(r.roles), Users: byKey(r.users), Sessions: byKey(r.sessions), Queues: byKey(r.queues), Channels: byKey(r.channels),
		PauseReasons: byKey(r.reasons), Agents: byKey(r.agents), Conversations: byKey(r.open), Offers: byKey(r.pending),
		Counters: maps.Clone(r.counters), MessageIDs: map[desk.ConversationID][]desk.MessageID{},
	}
	if r.beat.After(l.LastAt) {
		l.LastAt = r.beat
	}
	for _, m := range r.members {
		l.Members = append(l.Members, m)
	}
	for _, d := range r.deadlines {
		l.Deadlines = append(l.Deadlines, d)
	}
	contacts := map[desk.ContactID]desk.Contact{}
	for _, c := range r.open {
		contacts[c.Contact] = r.contacts[c.Contact]
		if ids := r.threads[c.ID]; len(ids) > 0 {
			l.MessageIDs[c.ID] = slices.Clone(ids)
		}
	}
	l.Contacts = byKey(contacts)
	return sorted(l)
}

// sorted puts the rows of a Live in order, so that two can be compared.
func sorted(l engine.Live) engine.Live {
	slices.SortFunc(l.Roles, func(a, b desk.RoleRow) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Users, func(a, b desk.User) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Sessions, func(a, b desk.Session) int { return cmp.Compare(a.Token, b.Token) })
	slices.SortFunc(l.Queues, func(a, b desk.Queue) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Members, func(a, b desk.Member) int {
		return cmp.Or(cmp.Compare(a.Queue, b.Queue), cmp.Compare(a.User, b.User))
	})
	slices.SortFunc(l.Channels, func(a, b desk.Channel) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.PauseReasons, func(a, b desk.PauseReason) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Agents, func(a, b desk.Agent) int { return cmp.Compare(a.User, b.User) })
	slices.SortFunc(l.Conversations, func(a, b desk.Conversation) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Contacts, func(a, b desk.Contact) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Offers, func(a, b desk.Offer) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.Deadlines, func(a, b desk.Deadline) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
	})
	return l
}

func byKey[K cmp.Ordered, V any](m map[K]V) []V {
	list := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[k])
	}
	return list
}

// memory answers as a store does, from rows.
type memory struct{ *rows }

const memoryEpoch = "memory"

func (m memory) Load(context.Context) (engine.Live, error) { return m.live(memoryEpoch), nil }

// Flush leaves the writing to the checker, which takes every committed batch in.
func (m memory) Flush(_ context.Context, b *engine.Batch) error {
	if m.repeats(b) {
		return fmt.Errorf("%w: a message is stored already", engine.ErrData)
	}
	return nil
}

func (m memory) Recover(context.Context) (int64, error) { return m.seq, nil }

func (m memory) ConversationByID(_ context.Context, id desk.ConversationID) (desk.Conversation, bool, error) {
	c, ok := m.conversation(id)
	return c, ok, nil
}

func (m memory) ContactByID(_ context.Context, id desk.ContactID) (desk.Contact, bool, error) {
	c, ok := m.contacts[id]
	return c, ok, nil
}

func (m memory) ContactByIdentity(_ context.Context, ch desk.ChannelID, where string) (desk.ContactID, bool, error) {
	i, ok := m.identities[address{string(ch), where}]
	return i.Contact, ok, nil
}

func (m memory) MessageByID(_ context.Context, id desk.MessageID) (desk.Message, bool, error) {
	v, ok := m.messages[id]
	return v, ok, nil
}

// FileByID finds nothing: files are not part of the simulation.
func (m memory) FileByID(context.Context, desk.FileID) (desk.File, bool, error) {
	return desk.File{}, false, nil
}

func (m memory) OfferByID(_ context.Context, id desk.OfferID) (desk.Offer, bool, error) {
	o, ok := m.offers[id]
	return o, ok, nil
}

func (m memory) VisitorByToken(_ context.Context, token string) (desk.Visitor, bool, error) {
	v, ok := m.visitors[token]
	return v, ok, nil
}

func (m memory) KeyByID(_ context.Context, actor desk.Actor, key string) (engine.Key, bool, error) {
	k, ok := m.keys[string(actor.Kind)+actor.ID+"/"+key]
	return k, ok, nil
}
