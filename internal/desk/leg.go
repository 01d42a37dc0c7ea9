package desk

import "time"

// LegState is where a leg is.
type LegState string

// The states of a leg.
const (
	Queued   LegState = "queued"
	Offered  LegState = "offered"
	Assigned LegState = "assigned"
	Closed   LegState = "closed"
)

// Outcome says how a leg or a conversation ended.
type Outcome string

// The outcomes.
const (
	Finished  Outcome = "finished"
	Archived  Outcome = "archived"  // put away in silence, not counted as handled
	Abandoned Outcome = "abandoned" // the customer left while waiting
	Returned  Outcome = "returned"  // of a leg: it went back to its queue
	Moved     Outcome = "moved"     // of a leg: a person moved it on
)

// Leg is one stage of a conversation: a queue, perhaps an agent, and the number
// told to the contact. FirstN and LastN are the ordinals of the messages it
// covers; LastN is set when it ends and is how far its agent may read from then.
type Leg struct {
	ID           LegID
	Conversation ConversationID
	Number       int // 1, 2, … in the conversation
	Queue        QueueID
	Agent        UserID
	Source       AssignSource // who chose the agent
	State        LegState
	Protocol     string
	QueuedAt     time.Time // its place in the queue counts from here
	AssignedAt   time.Time
	FirstReplyAt time.Time
	EndedAt      time.Time
	Outcome      Outcome
	FirstN       int64
	LastN        int64
	Tried        []Tried
}

// Tried remembers an agent who declined this leg or let its offer run out.
type Tried struct {
	Agent UserID
	At    time.Time
}
