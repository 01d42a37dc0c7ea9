package engine

import (
	"slices"

	"pronto/internal/desk"
)

// putConversation puts the row and keeps its promise to look for abandonment.
func (tx *Tx) putConversation(c desk.Conversation) {
	before, _ := tx.e.s.conversations.get(c.ID)
	tx.e.s.conversations.put(c)
	if before.Leg.State == desk.Assigned && !c.HeldBy(before.Leg.Agent) {
		tx.freed(before.Leg.Agent)
	}
	ch, _ := tx.e.s.channels.get(c.Channel)
	tx.deadline(desk.AbandonWake, string(c.ID), c.AbandonDue(ch.AbandonAfter))
}

// freed wakes an agent who chose a status for after their work, once it is done.
func (tx *Tx) freed(u desk.UserID) {
	if a := tx.agent(u); tx.workDone(a) {
		tx.deadline(desk.AgentWake, string(u), tx.Now)
	}
}

func (tx *Tx) workDone(a desk.Agent) bool {
	return a.Next != nil && a.Next.AfterWork && tx.load(a.User).open == 0
}

// TakeConversation is ✓ (T-06, T-07): the first of several takers wins, the
// others are told who it was.
type TakeConversation struct{ Conversation desk.ConversationID }

// Run takes it.
func (cmd TakeConversation) Run(tx *Tx) (desk.Conversation, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Conversation{}, err
	}
	c, err := tx.conversation(cmd.Conversation)
	if err != nil {
		return c, err
	}
	if c.HeldBy(me.ID) {
		return c, nil // a double click
	}
	if err := tx.mayTake(me, c); err != nil {
		return c, err
	}
	tx.withdrawOfferOf(c)
	c, _ = tx.conversation(c.ID)
	if err := tx.keepTrace(c, tx.takenTrace(me.ID, c)); err != nil {
		return c, err
	}
	if err := tx.assign(c, me.ID, desk.ByTake); err != nil {
		return c, err
	}
	return tx.conversation(c.ID)
}

func (tx *Tx) mayTake(me desk.User, c desk.Conversation) error {
	if !tx.memberOf(me.ID, c.Leg.Queue) {
		return desk.Missing("conversation", c.ID)
	}
	if c.Leg.State == desk.Assigned {
		holder, _ := tx.e.s.users.get(c.Leg.Agent)
		return desk.Refuse(desk.Conflict, "already_taken", "conversation %s is with %s", c.ID, c.Leg.Agent).
			With("agent", holder.Name).With("agent_id", string(c.Leg.Agent))
	}
	if !c.Open() {
		return desk.Refuse(desk.Conflict, "already_closed", "conversation %s is closed", c.ID)
	}
	q, err := tx.queue(c.Leg.Queue)
	if err != nil {
		return err
	}
	status, inst, held := tx.agent(me.ID).Status(), tx.installation(), tx.countsWithout(me.ID, c)
	switch {
	case !q.Pulls():
		return desk.Refuse(desk.Conflict, "queue_pushes", "queue %s gives its work by itself", q.ID)
	case status == desk.Paused && !inst.PullWhilePaused:
		return desk.Refuse(desk.Conflict, "status_paused", "user %s is paused", me.ID)
	case status == desk.Invisible && !inst.PullWhileInvisible:
		return desk.Refuse(desk.Conflict, "status_invisible", "user %s is invisible", me.ID)
	case held >= me.Limits.Total || held >= me.Limits.Of(c.Class):
		return desk.Refuse(desk.Conflict, "limit_reached", "user %s holds %d conversations", me.ID, held)
	}
	return nil
}

func (tx *Tx) memberOf(u desk.UserID, q desk.QueueID) bool {
	m, ok := tx.e.s.members.get(memberKey{q, u})
	return ok && m.Serves
}

// EndConversation is Finalizar or Arquivar (T-41 to T-44).
type EndConversation struct {
	Conversation desk.ConversationID
	Outcome      desk.Outcome
}

// Run ends it.
func (cmd EndConversation) Run(tx *Tx) (desk.Conversation, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Conversation{}, err
	}
	c, err := tx.conversation(cmd.Conversation)
	if err != nil {
		return c, err
	}
	c, events, err := c.End(me.ID, cmd.Outcome, tx.Now)
	if err != nil {
		return c, err
	}
	tx.putConversation(c)
	tx.e.s.agents.put(tx.agent(me.ID).Finished(tx.Now))
	tx.emit(events...)
	return c, nil
}

// WriteMessage is an agent's message. Its id is made by the desk's page.
type WriteMessage struct {
	ID           desk.MessageID
	Conversation desk.ConversationID
	Text         string
	Files        []desk.FileID
}

// Run writes it.
func (cmd WriteMessage) Run(tx *Tx) (desk.Message, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Message{}, err
	}
	c, err := tx.conversation(cmd.Conversation)
	if err != nil {
		return desk.Message{}, err
	}
	_, m, err := tx.write(c, desk.Message{ID: cmd.ID, From: desk.FromAgent, Author: me.ID, Text: cmd.Text}, cmd.Files)
	return m, err
}

// write adds a message of either side to a conversation. A repeat of one that
// was stored is answered with it; the same id with other words is refused.
func (tx *Tx) write(c desk.Conversation, m desk.Message, files []desk.FileID) (desk.Conversation, desk.Message, error) {
	m.Conversation = c.ID
	var err error
	for _, id := range files {
		f, err := tx.file(id)
		if err != nil {
			return c, m, err
		}
		m.Files = append(m.Files, f)
	}
	if m, err = m.Check(); err != nil {
		return c, m, err
	}
	if stored, yes, err := tx.repeated(c, m.ID); err != nil || yes {
		if err == nil && !stored.Same(m) {
			err = desk.Refuse(desk.Conflict, "id_reused", "message %s was already sent with other content", m.ID)
		}
		return c, stored, err
	}
	c, m, events, err := c.Write(m, tx.Now)
	if err != nil {
		return c, m, err
	}
	for i, f := range m.Files {
		if m.Files[i], err = tx.name(f, c.ID); err != nil {
			return c, m, err
		}
	}
	tx.e.s.messages.add(m)
	tx.putConversation(c)
	tx.emit(events...)
	return c, m, nil
}

// ReadConversation moves the agent's read mark; it goes through the lazy lane.
type ReadConversation struct {
	Conversation desk.ConversationID
	N            int64
}

// Run moves it.
func (cmd ReadConversation) Run(tx *Tx) (none, error) {
	me, err := tx.me()
	if err != nil {
		return none{}, err
	}
	c, err := tx.conversation(cmd.Conversation)
	if err != nil {
		return none{}, err
	}
	next, events, err := c.ReadByAgent(me.ID, cmd.N)
	if err != nil || len(events) == 0 {
		return none{}, err
	}
	tx.putConversation(next)
	tx.emit(events...)
	return none{}, nil
}

// returnWork puts everything an agent holds back into its queues.
func (tx *Tx) returnWork(u desk.UserID) error {
	for _, id := range tx.heldBy(u) {
		c, err := tx.conversation(id)
		if err != nil {
			return err
		}
		ended, next, events, err := c.Return(desk.LegID(tx.newID()), tx.protocol(), tx.Now)
		if err != nil {
			return err
		}
		tx.e.s.legs.add(ended)
		tx.putConversation(next)
		tx.emit(events...)
	}
	return nil
}

// heldBy lists the open conversations of an agent, in order. It looks at all that
// is open: only the rare removal of a user asks.
func (tx *Tx) heldBy(u desk.UserID) []desk.ConversationID {
	var ids []desk.ConversationID
	for _, id := range tx.e.d.openOf {
		if c, ok := tx.e.s.conversations.get(id); ok && c.HeldBy(u) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
