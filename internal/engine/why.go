package engine

import (
	"cmp"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// The questions of this file change nothing. They are asked on the writer
// because only it has the router's index at hand.

// WhyIdle answers an agent's "why do I receive nothing?".
type WhyIdle struct{}

// IdleAnswer is for each queue the rules that leave the agent out; none means
// that work will come as soon as there is some.
type IdleAnswer struct {
	Status desk.Status
	Queues []IdleQueue
}

// IdleQueue is one queue of an IdleAnswer: Rules keep its written work from the
// agent, Calls its calls.
type IdleQueue struct {
	Queue        desk.QueueID
	Rules, Calls []routing.Rule
	Waiting      int
}

// Run answers.
func (WhyIdle) Run(tx *Tx) (IdleAnswer, error) {
	me, err := tx.me()
	if err != nil {
		return IdleAnswer{}, err
	}
	agent := tx.e.d.agent(me.ID)
	a := IdleAnswer{Status: tx.agent(me.ID).Status()}
	lines := tx.waiting()
	for _, id := range tx.e.d.serves(me.ID) {
		q, _ := tx.queue(id)
		a.Queues = append(a.Queues, IdleQueue{
			Queue: id, Rules: agent.Own(routing.WhyNot(agent, routable(q), routing.Work{}, tx.Now)),
			Calls: agent.Own(routing.WhyNoCall(agent, id)), Waiting: lines[id].length,
		})
	}
	return a, nil
}

// Waiting is why a conversation, or the oldest of a queue, still waits.
// Conversation is empty when nothing waits.
type Waiting struct {
	Queue        desk.QueueID
	Conversation desk.Conversation
	Waiting      int
	Why          routing.Waiting
}

// WhyWaiting answers "why does this wait?" of one conversation.
type WhyWaiting struct{ Conversation desk.ConversationID }

// Run answers.
func (cmd WhyWaiting) Run(tx *Tx) (Waiting, error) {
	c, err := tx.conversation(cmd.Conversation)
	if err != nil {
		return Waiting{}, err
	}
	return tx.whyWaiting(c, tx.waiting()[c.Leg.Queue].length)
}

func (tx *Tx) whyWaiting(c desk.Conversation, n int) (Waiting, error) {
	why, waits := tx.e.d.router.WhyWaiting(c.ID, tx.Now)
	if !waits {
		return Waiting{}, desk.Refuse(desk.Conflict, "not_waiting", "conversation %s does not wait", c.ID)
	}
	return Waiting{Queue: c.Leg.Queue, Conversation: c, Waiting: n, Why: why}, nil
}

// QueuesWaiting answers the same of the oldest in each of these queues.
type QueuesWaiting struct{ Queues []desk.QueueID }

// Run answers.
func (cmd QueuesWaiting) Run(tx *Tx) ([]Waiting, error) {
	answers := make([]Waiting, 0, len(cmd.Queues))
	lines := tx.waiting()
	for _, q := range cmd.Queues {
		line := lines[q]
		if line.length == 0 {
			answers = append(answers, Waiting{Queue: q})
			continue
		}
		w, err := tx.whyWaiting(line.first, line.length)
		if err != nil {
			return nil, err
		}
		answers = append(answers, w)
	}
	return answers, nil
}

// Position is how many wait before a conversation in its queue; false when it
// does not wait.
type Position struct{ Conversation desk.ConversationID }

// Run answers.
func (cmd Position) Run(tx *Tx) (int, error) {
	why, waits := tx.e.d.router.WhyWaiting(cmd.Conversation, tx.Now)
	if !waits {
		return 0, nil
	}
	return why.Position - 1, nil
}

// line is what waits in a queue: how many, and who is next in the router's order.
type line struct {
	length int
	first  desk.Conversation
}

// waiting looks once at all that is open.
func (tx *Tx) waiting() map[desk.QueueID]line {
	lines := map[desk.QueueID]line{}
	for _, id := range tx.e.d.openOf {
		c, ok := tx.e.s.conversations.get(id)
		if !ok || c.Leg.State != desk.Queued {
			continue
		}
		l := lines[c.Leg.Queue]
		if l.length++; l.length == 1 || goesBefore(c, l.first) {
			l.first = c
		}
		lines[c.Leg.Queue] = l
	}
	return lines
}

func goesBefore(a, b desk.Conversation) bool {
	return cmp.Or(-cmp.Compare(a.Priority, b.Priority), a.Leg.QueuedAt.Compare(b.Leg.QueuedAt), cmp.Compare(a.ID, b.ID)) < 0
}
