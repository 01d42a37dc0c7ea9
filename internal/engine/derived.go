package engine

import (
	"cmp"
	"hash/maphash"
	"slices"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// derived is what follows from the rows and is never stored: who holds what,
// which conversation of a contact is open, what the router must know. It is
// moved along as commands join the batch, and made anew from the base when a
// batch is thrown away.
type derived struct {
	s        *state
	loads    map[desk.UserID]load
	openOf   map[contactKey]desk.ConversationID
	contacts map[desk.ContactID]int // open conversations of each
	offered  map[desk.ConversationID]desk.OfferID
	members  map[desk.QueueID][]desk.UserID // who may serve it, in order
	queues   map[desk.UserID][]desk.QueueID // the same the other way, in order
	router   *routing.Index
	// ids are hashes of the messages in open conversations: who repeats one of
	// them is asked to fetch the stored message. A false alarm only costs a read.
	ids  map[desk.ConversationID][]uint64
	seed maphash.Seed
	// aside is waiting work whose assignment failed: it is not tried again until
	// its row changes.
	aside map[desk.ConversationID]bool
}

// load is axis D: open work of an agent. Pending offers count for the limits.
type load struct {
	open    int // assigned
	offered int // pending offers
}

func newDerived(s *state) *derived {
	d := &derived{s: s, seed: maphash.MakeSeed(), ids: map[desk.ConversationID][]uint64{}, aside: map[desk.ConversationID]bool{}}
	d.rebuild()
	return d
}

func (d *derived) rebuild() {
	d.loads = map[desk.UserID]load{}
	d.openOf = map[contactKey]desk.ConversationID{}
	d.contacts = map[desk.ContactID]int{}
	d.offered = map[desk.ConversationID]desk.OfferID{}
	d.members = map[desk.QueueID][]desk.UserID{}
	d.queues = map[desk.UserID][]desk.QueueID{}
	d.router = routing.NewIndex()
	for _, m := range d.s.members.base {
		d.member(m, !m.Serves)
	}
	for _, q := range d.s.queues.base {
		d.router.PutQueue(routable(q))
	}
	for _, o := range d.s.offers.base {
		d.offer(desk.Offer{}, o)
	}
	for _, c := range d.s.conversations.base {
		d.conversation(desk.Conversation{}, c)
		if d.aside[c.ID] {
			d.router.RemoveWork(c.ID)
		}
	}
	for _, u := range d.s.users.base {
		d.router.PutAgent(d.agent(u.ID))
	}
}

// joining moves what is derived along with the running command. It must be
// called before the command joins the batch, while both values can be told.
func (d *derived) joining() {
	var touched touched
	for i := range d.s.conversations.cmd.slots {
		k, after := d.s.conversations.cmd.slots[i].key, &d.s.conversations.cmd.slots[i].row
		before, _ := d.s.conversations.settled(k)
		if before.Leg.State != after.Leg.State || before.Leg.ID != after.Leg.ID || before.Contact != after.Contact {
			touched.add(before.Leg.Agent, after.Leg.Agent)
			delete(d.aside, k)
			d.conversation(before, *after)
		}
	}
	for _, o := range d.s.offers.cmd.slots {
		before, _ := d.s.offers.settled(o.key)
		touched.add(o.row.Agent)
		d.offer(before, o.row)
	}
	for _, q := range d.s.queues.cmd.slots {
		d.router.PutQueue(routable(q.row))
		touched.add(d.members[q.key]...)
	}
	for _, m := range d.s.members.cmd.slots {
		d.member(m.row, m.gone || !m.row.Serves)
		touched.add(m.key.user)
	}
	for _, a := range d.s.agents.cmd.slots {
		touched.add(a.key)
	}
	for _, u := range d.s.users.cmd.slots {
		touched.add(u.key)
	}
	if before, _ := d.s.installation.settled(struct{}{}); before.Written != d.installation().Written {
		for _, u := range d.s.users.rows() {
			touched.add(u.ID)
		}
	}
	for _, m := range d.s.messages.cmd {
		d.ids[m.Conversation] = append(d.ids[m.Conversation], d.hash(m.ID))
	}
	for _, u := range touched.order {
		d.router.PutAgent(d.agent(u))
	}
}

// touched are agents whose standing may have changed, each once, in order.
type touched struct {
	order []desk.UserID
	seen  map[desk.UserID]bool // once they are many
}

func (t *touched) add(users ...desk.UserID) {
	for _, u := range users {
		if u != "" && !t.has(u) {
			t.order = append(t.order, u)
			if t.seen != nil {
				t.seen[u] = true
			}
		}
	}
}

func (t *touched) has(u desk.UserID) bool {
	if t.seen == nil && len(t.order) < 16 {
		return slices.Contains(t.order, u)
	}
	if t.seen == nil {
		t.seen = make(map[desk.UserID]bool, 2*len(t.order))
		for _, u := range t.order {
			t.seen[u] = true
		}
	}
	return t.seen[u]
}

func (d *derived) conversation(before, after desk.Conversation) {
	if before.Leg.State == desk.Assigned {
		d.count(before.Leg.Agent, -1, 0)
	}
	if after.Leg.State == desk.Assigned {
		d.count(after.Leg.Agent, 1, 0)
	}
	if before.ID != "" && before.Open() {
		delete(d.openOf, contactKey{before.Channel, before.Contact})
		if d.contacts[before.Contact]--; d.contacts[before.Contact] == 0 {
			delete(d.contacts, before.Contact)
		}
	}
	if after.Open() {
		d.openOf[contactKey{after.Channel, after.Contact}] = after.ID
		d.contacts[after.Contact]++
	}
	if after.Leg.State == desk.Queued {
		d.router.PutWork(waiting(after))
	} else {
		d.router.RemoveWork(after.ID)
	}
}

// setAside keeps work from the router until its row changes.
func (d *derived) setAside(id desk.ConversationID) {
	d.aside[id] = true
	d.router.RemoveWork(id)
}

func (d *derived) offer(before, after desk.Offer) {
	was, is := before.State == desk.OfferPending, after.State == desk.OfferPending
	switch {
	case is && !was:
		d.offered[after.Conversation] = after.ID
		d.count(after.Agent, 0, 1)
	case was && !is:
		if d.offered[after.Conversation] == after.ID {
			delete(d.offered, after.Conversation)
		}
		d.count(after.Agent, 0, -1)
	}
}

func (d *derived) member(m desk.Member, gone bool) {
	d.members[m.Queue] = with(d.members[m.Queue], m.User, !gone)
	d.queues[m.User] = with(d.queues[m.User], m.Queue, !gone)
}

// with is a copy of the ordered list that has the element or has it not.
func with[E cmp.Ordered](list []E, e E, has bool) []E {
	at, there := slices.BinarySearch(list, e)
	switch {
	case has && !there:
		return slices.Insert(slices.Clone(list), at, e)
	case !has && there:
		return slices.Delete(slices.Clone(list), at, at+1)
	}
	return list
}

func (d *derived) count(u desk.UserID, open, offered int) {
	l := d.loads[u]
	l.open += open
	l.offered += offered
	if l == (load{}) {
		delete(d.loads, u)
	} else {
		d.loads[u] = l
	}
}

// learn takes in the ids of messages that are stored in open conversations.
func (d *derived) learn(stored map[desk.ConversationID][]desk.MessageID) {
	for id, messages := range stored {
		for _, m := range messages {
			d.ids[id] = append(d.ids[id], d.hash(m))
		}
	}
}

// forget takes back the ids of messages that were not stored after all. They are
// the last of their conversations.
func (d *derived) forget(messages []desk.Message) {
	for _, m := range messages {
		if ids := d.ids[m.Conversation]; len(ids) > 1 {
			d.ids[m.Conversation] = ids[:len(ids)-1]
		} else {
			delete(d.ids, m.Conversation)
		}
	}
}

func (d *derived) hash(id desk.MessageID) uint64 { return maphash.String(d.seed, string(id)) }

// serves lists the active queues the user may serve, in order.
func (d *derived) serves(u desk.UserID) []desk.QueueID {
	return slices.DeleteFunc(slices.Clone(d.queues[u]), func(id desk.QueueID) bool {
		q, ok := d.s.queues.get(id)
		return !ok || !q.Active
	})
}

// agent is what the router must know of a user.
func (d *derived) agent(id desk.UserID) routing.Agent {
	user, _ := d.s.users.get(id)
	agent, ok := d.s.agents.get(id)
	if !ok {
		agent.Presence = desk.Gone
	}
	l := d.loads[id]
	return routingAgent(user, agent, desk.Load{Open: l.open, Offered: l.offered, Chat: l.open + l.offered}, d.serves(id), d.installation())
}

func routingAgent(user desk.User, agent desk.Agent, load desk.Load, serves []desk.QueueID, inst desk.Installation) routing.Agent {
	row := routing.Agent{
		ID: user.ID, Presence: presence(agent), IdleSince: agent.IdleSince,
		KeptOnline: agent.KeptOnline(), WindingDown: agent.WindingDown(), Drained: agent.Drain != nil, Busy: agent.Busy.Running(),
		OnHold: !agent.Hold.IsFree(), Held: !inst.Written.Allows(agent.Hold.State),
		Open: load.All(), Chat: load.Chat, MaxTotal: user.Limits.Total, MaxChat: user.Limits.Chat, MaxPhone: user.Limits.Phone,
	}
	if !user.Active {
		row.Presence, row.KeptOnline = routing.Gone, false
	}
	for _, q := range serves {
		m := routing.Membership{Queue: q, SignIn: routing.Out}
		if e, in := agent.SignIns.In(q); in {
			m.SignIn = routing.SignIn(e.State)
		}
		row.Queues = append(row.Queues, m)
	}
	return row
}

func (d *derived) installation() desk.Installation {
	i, _ := d.s.installation.get(struct{}{})
	return i
}

func presence(a desk.Agent) routing.Presence {
	if a.Closing() {
		return routing.Closing
	}
	return routing.Presence(a.Presence)
}

func routable(q desk.Queue) routing.Queue {
	return routing.Queue{ID: q.ID, Push: q.Pushes(), Offer: q.Delivery == desk.OfferIt, Strategy: routing.Strategy(q.Strategy), OfferRetry: q.OfferRetry}
}

func waiting(c desk.Conversation) routing.Work {
	tried := make([]routing.Tried, len(c.Leg.Tried))
	for i, t := range c.Leg.Tried {
		tried[i] = routing.Tried{Agent: t.Agent, At: t.At}
	}
	return routing.Work{ID: c.ID, Queue: c.Leg.Queue, Priority: c.Priority, Since: c.Leg.QueuedAt, Tried: tried}
}
