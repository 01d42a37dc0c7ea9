package desk

import "time"

// Deadline is a promise to look again: a row before it is anything else, written
// in the transaction that made the promise. It decides nothing; the machine it
// wakes does, so early, late and twice are all harmless.
type Deadline struct {
	Kind    DeadlineKind
	Subject string
	Due     time.Time
}

// DeadlineKind says which machine wakes.
type DeadlineKind string

// The kinds of deadline.
const (
	OfferExpires DeadlineKind = "offer"   // Subject: OfferID
	AgentWake    DeadlineKind = "agent"   // Subject: UserID
	AbandonWake  DeadlineKind = "abandon" // Subject: ConversationID
	OrphanSweep  DeadlineKind = "orphans" // Subject: FileID
)
