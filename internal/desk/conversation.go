package desk

import "time"

// Conversation is all that passes between us and a contact on a channel about
// one matter. It holds its current leg; earlier ones are rows of their own. Its
// state is the state of its leg: once that is closed, so is the conversation.
type Conversation struct {
	ID       ConversationID
	Channel  ChannelID
	Contact  ContactID
	Class    Class
	Priority int
	OpenedAt time.Time
	ClosedAt time.Time
	Outcome  Outcome
	Leg      Leg

	// The newest message, and how far each side got. AgentRead is also how far an
	// answer implies reading, so that everything after it is unread and the
	// customer's.
	LastN             int64
	LastAt            time.Time
	LastFrom          Side
	LastText          string
	AgentRead         int64
	CustomerDelivered int64
	CustomerRead      int64

	// AskedAt is when the customer wrote the first of what has no answer yet: since
	// then they wait for a word. Zero when the last word is ours.
	AskedAt time.Time

	// CustomerGoneSince is zero while a window of the customer is open; else it is
	// when they left, wrote without one, or the server came back without them: from
	// then on their being gone counts.
	CustomerGoneSince time.Time
	Rev               int64
}

// Open says whether the conversation still goes on.
func (c Conversation) Open() bool { return c.Leg.State != Closed }

// Unread counts the customer's messages that the agent's side has not read.
func (c Conversation) Unread() int64 { return c.LastN - c.AgentRead }

// HeldBy says whether this agent owns it now.
func (c Conversation) HeldBy(u UserID) bool { return c.Leg.State == Assigned && c.Leg.Agent == u }

// OpenConversation begins a conversation in a queue.
func OpenConversation(id ConversationID, ch Channel, contact ContactID, leg LegID, queue QueueID, protocol string, now time.Time) (Conversation, []Event) {
	c := Conversation{
		ID: id, Channel: ch.ID, Contact: contact, Class: ClassChat, Priority: ch.Priority, OpenedAt: now,
		Leg: Leg{ID: leg, Conversation: id, Number: 1, Queue: queue, State: Queued, Protocol: protocol, QueuedAt: now, FirstN: 1},
	}
	return c, []Event{ConversationOpened{Conversation: id, Channel: ch.ID, Contact: contact, Queue: queue, Leg: leg, Priority: c.Priority, Protocol: protocol}}
}

// Write adds a message. The customer may write while the conversation is open,
// the agent only while it is theirs. The message gets its ordinal.
func (c Conversation) Write(m Message, now time.Time) (Conversation, Message, []Event, error) {
	if err := c.mayWrite(m); err != nil {
		return c, m, nil, err
	}
	m.Conversation, m.Leg, m.N, m.At = c.ID, c.Leg.ID, c.LastN+1, now
	c.LastN, c.LastAt, c.LastFrom, c.LastText = m.N, now, m.From, m.Summary()
	if m.From == FromCustomer && !c.CustomerGoneSince.IsZero() {
		c.CustomerGoneSince = now // what they write is a sign of life, window or not
	}
	if m.From == FromAgent {
		c.AgentRead, c.AskedAt = m.N, time.Time{}
		if c.Leg.FirstReplyAt.IsZero() {
			c.Leg.FirstReplyAt = now
		}
	} else {
		c.CustomerDelivered, c.CustomerRead = m.N, m.N
		if c.AskedAt.IsZero() {
			c.AskedAt = now
		}
	}
	return c, m, []Event{MessageWritten{
		Conversation: c.ID, Message: m.ID, N: m.N, From: m.From, Queue: c.Leg.Queue, Agent: c.Leg.Agent, Files: len(m.Files),
	}}, nil
}

func (c Conversation) mayWrite(m Message) error {
	switch {
	case !c.Open():
		return c.closedRefusal()
	case m.From == FromAgent && !c.HeldBy(m.Author):
		return Refuse(Forbidden, "not_assigned", "conversation %s is not with %s", c.ID, m.Author)
	}
	return nil
}

// ReadByAgent moves the agent's read mark. It never moves back.
func (c Conversation) ReadByAgent(by UserID, n int64) (Conversation, []Event, error) {
	if !c.HeldBy(by) {
		return c, nil, Refuse(Forbidden, "not_assigned", "conversation %s is not with %s", c.ID, by)
	}
	n = min(n, c.LastN)
	if n <= c.AgentRead {
		return c, nil, nil
	}
	c.AgentRead = n
	return c, []Event{c.marked(FromAgent)}, nil
}

// SeenByCustomer moves the customer's marks while the conversation is open. Read
// implies delivered, and neither moves back.
func (c Conversation) SeenByCustomer(delivered, read int64) (Conversation, []Event) {
	if !c.Open() {
		return c, nil
	}
	read = min(read, c.LastN)
	delivered = min(max(delivered, read), c.LastN)
	if delivered <= c.CustomerDelivered && read <= c.CustomerRead {
		return c, nil
	}
	c.CustomerDelivered = max(c.CustomerDelivered, delivered)
	c.CustomerRead = max(c.CustomerRead, read)
	return c, []Event{c.marked(FromCustomer)}
}

func (c Conversation) marked(side Side) Event {
	return MarksMoved{Conversation: c.ID, Side: side, Queue: c.Leg.Queue, Agent: c.Leg.Agent, AgentRead: c.AgentRead, Delivered: c.CustomerDelivered, Read: c.CustomerRead}
}

// AssignTo gives the waiting conversation to an agent. It fails with Conflict
// when somebody has it, which is what the slower of two takers gets to see.
func (c Conversation) AssignTo(agent UserID, source AssignSource, now time.Time) (Conversation, []Event, error) {
	switch c.Leg.State {
	case Closed:
		return c, nil, c.closedRefusal()
	case Queued, Offered:
	case Assigned:
		return c, nil, Refuse(Conflict, "already_taken", "conversation %s is already with %s", c.ID, c.Leg.Agent).With("agent_id", string(c.Leg.Agent))
	}
	c.Leg.State, c.Leg.Agent, c.Leg.Source, c.Leg.AssignedAt = Assigned, agent, source, now
	return c, []Event{ConversationAssigned{Conversation: c.ID, Leg: c.Leg.ID, Queue: c.Leg.Queue, Agent: agent, Source: source, Waited: now.Sub(c.Leg.QueuedAt)}}, nil
}

// End closes the conversation by its agent: finished or archived.
func (c Conversation) End(by UserID, outcome Outcome, now time.Time) (Conversation, []Event, error) {
	switch {
	case !c.Open():
		return c, nil, c.closedRefusal()
	case !c.HeldBy(by):
		return c, nil, Refuse(Forbidden, "not_assigned", "conversation %s is not with %s", c.ID, by)
	case outcome != Finished && outcome != Archived:
		return c, nil, InvalidField("outcome", "%q is not one of finished, archived", outcome)
	}
	next, events := c.close(outcome, now)
	return next, events, nil
}

// Leave records that the customer's last window closed; Back that one opened.
func (c Conversation) Leave(now time.Time) (Conversation, []Event) {
	if !c.Open() || !c.CustomerGoneSince.IsZero() {
		return c, nil
	}
	c.CustomerGoneSince = now
	return c, []Event{CustomerLeft{Conversation: c.ID, Queue: c.Leg.Queue, Agent: c.Leg.Agent}}
}

// Back records that the customer has a window again.
func (c Conversation) Back() (Conversation, []Event) {
	if !c.Open() || c.CustomerGoneSince.IsZero() {
		return c, nil
	}
	c.CustomerGoneSince = time.Time{}
	return c, []Event{CustomerReturned{Conversation: c.ID, Queue: c.Leg.Queue, Agent: c.Leg.Agent}}
}

// Restart is the start of the server, when no customer has a window yet. The time
// that it was down counts to nobody's being gone (1.8.4).
func (c Conversation) Restart(now time.Time) (Conversation, []Event) {
	if c.Open() && !c.CustomerGoneSince.IsZero() {
		c.CustomerGoneSince = now
		return c, nil
	}
	return c.Leave(now)
}

// Recognize hands the conversation to the contact whom its customer turned out to
// be. Who proves it is there.
func (c Conversation) Recognize(as ContactID) (Conversation, []Event) {
	if !c.Open() || c.Contact == as {
		return c, nil
	}
	recognized := CustomerRecognized{Conversation: c.ID, Queue: c.Leg.Queue, Agent: c.Leg.Agent, Was: c.Contact, Contact: as}
	c.Contact = as
	c, events := c.Back()
	return c, append([]Event{recognized}, events...)
}

// AbandonDue is when a waiting conversation whose customer is gone closes; zero
// when it does not.
func (c Conversation) AbandonDue(after time.Duration) time.Time {
	if c.CustomerGoneSince.IsZero() || (c.Leg.State != Queued && c.Leg.State != Offered) {
		return time.Time{}
	}
	return c.CustomerGoneSince.Add(after)
}

// Abandon closes the conversation when the customer has been gone for so long
// while waiting; at any other moment it does nothing.
func (c Conversation) Abandon(after time.Duration, now time.Time) (Conversation, []Event) {
	due := c.AbandonDue(after)
	if due.IsZero() || now.Before(due) {
		return c, nil
	}
	return c.close(Abandoned, now)
}

func (c Conversation) close(outcome Outcome, now time.Time) (Conversation, []Event) {
	c.Outcome, c.ClosedAt = outcome, now
	c.Leg.State, c.Leg.EndedAt, c.Leg.Outcome, c.Leg.LastN = Closed, now, outcome, c.LastN
	return c, []Event{ConversationClosed{Conversation: c.ID, Leg: c.Leg.ID, Queue: c.Leg.Queue, Agent: c.Leg.Agent, Outcome: outcome}}
}

// Return ends the agent's leg and puts the conversation back into its queue as a
// new leg with a new protocol number. It keeps its priority and, so that nobody
// who waited is punished, the place of its first queueing.
func (c Conversation) Return(leg LegID, protocol string, now time.Time) (ended Leg, next Conversation, events []Event, err error) {
	if c.Leg.State != Assigned {
		return c.Leg, c, nil, Refuse(Conflict, "not_assigned", "conversation %s is with nobody", c.ID)
	}
	ended = c.Leg
	ended.State, ended.EndedAt, ended.Outcome, ended.LastN = Closed, now, Returned, c.LastN
	c.Leg = Leg{ID: leg, Conversation: c.ID, Number: ended.Number + 1, Queue: ended.Queue, State: Queued, Protocol: protocol, QueuedAt: ended.QueuedAt, FirstN: c.LastN + 1}
	return ended, c, []Event{ConversationReturned{Conversation: c.ID, Ended: ended.ID, Leg: leg, Queue: ended.Queue, Agent: ended.Agent, Protocol: protocol}}, nil
}

// Move ends the leg and begins another in a queue by a person's word: with an
// agent whom source says who chose, or waiting behind those who came to that queue
// before. In its own queue it keeps its place, also with an agent, who may have to
// give it back.
func (c Conversation) Move(leg LegID, queue QueueID, agent UserID, source AssignSource, protocol string, now time.Time) (ended Leg, next Conversation, events []Event, err error) {
	switch {
	case !c.Open():
		return c.Leg, c, nil, c.closedRefusal()
	case c.Leg.State == Offered:
		return c.Leg, c, nil, Refuse(Conflict, "conflict", "conversation %s is being offered", c.ID)
	case agent != "" && c.HeldBy(agent) && c.Leg.Queue == queue, agent == "" && c.Leg.State == Queued && c.Leg.Queue == queue:
		return c.Leg, c, nil, Refuse(Conflict, "already_there", "conversation %s is there already", c.ID)
	}
	ended = c.Leg
	ended.State, ended.EndedAt, ended.Outcome, ended.LastN = Closed, now, Moved, c.LastN
	c.Leg = Leg{ID: leg, Conversation: c.ID, Number: ended.Number + 1, Queue: queue, State: Queued, Protocol: protocol, QueuedAt: now, FirstN: c.LastN + 1}
	if queue == ended.Queue {
		c.Leg.QueuedAt = ended.QueuedAt
	}
	if agent != "" {
		c.Leg.State, c.Leg.Agent, c.Leg.Source, c.Leg.AssignedAt = Assigned, agent, source, now
	}
	return ended, c, []Event{ConversationMoved{
		Conversation: c.ID, Ended: ended.ID, Leg: leg, FromQueue: ended.Queue, Queue: queue, FromAgent: ended.Agent, Agent: agent, Protocol: protocol,
	}}, nil
}

func (c Conversation) closedRefusal() error {
	return Refuse(Conflict, "already_closed", "conversation %s is closed", c.ID)
}
