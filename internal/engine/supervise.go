package engine

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// SignOutAgent ends what an agent left behind who vanished, and signs out one who is
// there: the supervisor is told so before. Their conversations stay with them until
// somebody moves them.
type SignOutAgent struct{ User desk.UserID }

// Run ends it.
func (cmd SignOutAgent) Run(tx *Tx) (AgentState, error) {
	if _, err := tx.user(cmd.User); err != nil {
		return AgentState{}, err
	}
	if err := tx.mayOverAgent(desk.MaySignOutOthers, cmd.User); err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(cmd.User)
	a, events := a.Dismiss(tx.Now)
	tx.endSessions(cmd.User, "")
	return tx.declared(a, append(due, events...), nil)
}

// MoveConversation gives a conversation to a queue, where it waits, or to a
// person in it (C-26): with a new leg and protocol number.
type MoveConversation struct {
	Conversation desk.ConversationID
	Queue        desk.QueueID // empty: the one it is in
	Agent        desk.UserID  // empty: whoever comes
	// Seen is the protocol number under which the supervisor saw it; empty: whatever
	// it is now. Of two who act at once the slower is told where it went.
	Seen string
}

// Run moves it.
func (cmd MoveConversation) Run(tx *Tx) (desk.Conversation, error) {
	c, err := tx.supervised(cmd.Conversation, desk.MayMove)
	if err != nil {
		return c, err
	}
	if err := tx.stillThere(c, cmd.Seen); err != nil {
		return c, err
	}
	q, err := tx.destination(c, cmd.Queue)
	if err != nil {
		return c, err
	}
	if cmd.Agent != "" {
		if err := tx.mayReceive(cmd.Agent, q, c); err != nil {
			return c, err
		}
	}
	return tx.move(c, q.ID, cmd.Agent)
}

// supervised is an open conversation of a queue that is the actor's to supervise.
func (tx *Tx) supervised(id desk.ConversationID, p desk.Permission) (desk.Conversation, error) {
	c, err := tx.conversation(id)
	if err != nil {
		return c, err
	}
	if err := tx.mayOver(p, c.Leg.Queue); err != nil {
		return c, desk.Missing("conversation", id) // what is not theirs to see is not there
	}
	return c, nil
}

// stillThere refuses what was decided over a leg that has ended since.
func (tx *Tx) stillThere(c desk.Conversation, seen string) error {
	if seen == "" || !c.Open() || c.Leg.Protocol == seen {
		return nil
	}
	q, _ := tx.queue(c.Leg.Queue)
	refusal := desk.Refuse(desk.Conflict, "moved_on", "conversation %s went on to %s", c.ID, c.Leg.Queue).With("queue", q.Name)
	if c.Leg.Agent != "" {
		holder, _ := tx.e.s.users.get(c.Leg.Agent)
		refusal = refusal.With("agent", holder.Name)
	}
	return refusal
}

func (tx *Tx) destination(c desk.Conversation, id desk.QueueID) (desk.Queue, error) {
	if id == "" {
		id = c.Leg.Queue
	}
	q, err := tx.queue(id)
	if err != nil || !q.Active {
		return q, desk.InvalidField("queue", "queue %s does not exist", id)
	}
	return q, nil
}

// mayReceive refuses to give work to somebody who is not able to have it.
func (tx *Tx) mayReceive(u desk.UserID, q desk.Queue, c desk.Conversation) error {
	if _, err := tx.user(u); err != nil {
		return desk.InvalidField("agent", "user %s does not exist", u)
	}
	to, agent := routable(q), tx.e.d.agent(u)
	to.Push, to.Offer = true, false // a person gives it, and does not ask
	agent.Open = tx.countsWithout(u, c)
	agent.Chat = agent.Open
	if why := routing.WhyNot(agent, to, routing.Work{}, tx.Now); len(why) > 0 {
		return desk.Refuse(desk.Conflict, "not_able", "user %s cannot receive: %v", u, why).With("rule", string(why[0]))
	}
	return nil
}

// move carries it out. Who moves it to themselves takes it over.
func (tx *Tx) move(c desk.Conversation, q desk.QueueID, agent desk.UserID) (desk.Conversation, error) {
	source := desk.ByMove
	if agent != "" && agent == tx.by() {
		source = desk.ByTakeOver
	}
	tx.withdrawOfferOf(c)
	c, err := tx.conversation(c.ID)
	if err != nil {
		return c, err
	}
	ended, next, events, err := c.Move(desk.LegID(tx.newID()), q, agent, source, tx.protocol(), tx.Now)
	if err != nil {
		return c, err
	}
	if err := tx.keepTrace(next, tx.movedTrace(source, ended, next.Leg)); err != nil {
		return c, err
	}
	tx.e.s.legs.add(ended)
	tx.putConversation(next)
	if agent != "" {
		tx.e.s.agents.put(tx.agent(agent).Received(tx.Now))
	}
	tx.emit(events...)
	return next, nil
}

// TakeOver takes a conversation from its agent, or from where it waits, for
// oneself. The status does not matter, the limit does.
type TakeOver struct {
	Conversation desk.ConversationID
	Seen         string // as in MoveConversation
}

// Run takes it.
func (cmd TakeOver) Run(tx *Tx) (desk.Conversation, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Conversation{}, err
	}
	c, err := tx.supervised(cmd.Conversation, desk.MayTakeOver)
	if err != nil {
		return c, err
	}
	if c.HeldBy(me.ID) {
		return c, nil // a double click
	}
	if err := tx.stillThere(c, cmd.Seen); err != nil {
		return c, err
	}
	if held := tx.countsWithout(me.ID, c); held >= me.Limits.Total || held >= me.Limits.Of(c.Class) {
		return c, desk.Refuse(desk.Conflict, "limit_reached", "user %s holds %d conversations", me.ID, held)
	}
	return tx.move(c, c.Leg.Queue, me.ID)
}

// SendWhisper writes to a conversation's agent what the customer never sees. Its
// id is made by the desk's page.
type SendWhisper struct {
	ID           desk.WhisperID
	Conversation desk.ConversationID
	Text         string
}

// Run writes it.
func (cmd SendWhisper) Run(tx *Tx) (desk.Whisper, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Whisper{}, err
	}
	c, err := tx.supervised(cmd.Conversation, desk.MayWhisper)
	if err != nil {
		return desk.Whisper{}, err
	}
	if cmd.ID == "" || len(cmd.ID) > 40 {
		return desk.Whisper{}, desk.InvalidField("id", "an id is required")
	}
	w, events, err := c.Whisper(desk.Whisper{ID: cmd.ID, Author: me.ID, Text: cmd.Text}, tx.Now)
	if err != nil {
		return w, err
	}
	tx.e.s.whispers.add(w)
	tx.emit(events...)
	return w, nil
}

// DrainAgent gives an agent no more work, and at an instant puts back what they
// still hold: now, when At is zero. Cancel takes it back before that, and must
// before another supervisor may set another hour.
type DrainAgent struct {
	User   desk.UserID
	At     time.Time
	Cancel bool
}

// Run begins it.
func (cmd DrainAgent) Run(tx *Tx) (AgentState, error) {
	if _, err := tx.user(cmd.User); err != nil {
		return AgentState{}, err
	}
	if err := tx.mayOverAgent(desk.MayMove, cmd.User); err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(cmd.User)
	var events []desk.Event
	if cmd.Cancel {
		a, events = a.EndDrain()
		return tx.declared(a, append(due, events...), nil)
	}
	if d := a.Drain; d != nil && !d.Done && d.By != tx.by() {
		first, _ := tx.e.s.users.get(d.By)
		return AgentState{}, desk.Refuse(desk.Conflict, "already_drained", "user %s is being drained by %s", cmd.User, d.By).With("by", first.Name)
	}
	a, events, err := a.Drained(tx.by(), asStored(cmd.At), tx.Now)
	if err != nil {
		return AgentState{}, err
	}
	a, err = tx.putDrained(a, append(due, events...))
	return tx.agentState(a), err
}

// putDrained puts an agent, and their work back if that was promised for now.
func (tx *Tx) putDrained(a desk.Agent, events []desk.Event) (desk.Agent, error) {
	if !a.DrainDue(tx.Now) {
		return a, tx.putAgent(a, events)
	}
	drain := *a.Drain
	drain.Done = true
	a.Drain = &drain
	if err := tx.putAgent(a, events); err != nil {
		return a, err
	}
	return a, tx.returnWork(a.User)
}

// CorrectTime says what was true of a stretch of an agent's past (T: corrections
// are events, never edits).
type CorrectTime struct{ Correction desk.Correction }

// Run records it.
func (cmd CorrectTime) Run(tx *Tx) (desk.Correction, error) {
	c := cmd.Correction
	u, ok := tx.e.s.users.get(c.User)
	if !ok {
		return c, desk.Missing("user", c.User)
	}
	if err := tx.mayOverAgent(desk.MayCorrect, c.User); err != nil {
		return c, err
	}
	if c.Reason != "" {
		if _, ok := tx.e.s.reasons.get(c.Reason); !ok {
			return c, desk.InvalidField("reason", "pause reason %s does not exist", c.Reason)
		}
	}
	if c.ID == "" || len(c.ID) > 40 {
		return c, desk.InvalidField("id", "an id is required")
	}
	c.Author = tx.Actor
	c, events, err := c.Correct(tx.Now)
	if err != nil {
		return c, err
	}
	if c.From.Before(asStored(u.CreatedAt)) {
		return c, &desk.Refusal{Kind: desk.Invalid, Code: "before_agent", Field: "from", Text: "the agent was added after this"}
	}
	tx.e.s.fixes.add(c)
	tx.emit(events...)
	return c, nil
}

// KeepLedger writes how far the ledger's read model has come. It goes through
// the lazy lane.
type KeepLedger struct{ Update LedgerUpdate }

// Run writes it with the batch.
func (cmd KeepLedger) Run(tx *Tx) (none, error) {
	tx.e.s.ledger = &cmd.Update
	return none{}, nil
}
