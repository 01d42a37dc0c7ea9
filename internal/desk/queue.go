package desk

import "time"

// Mode says how work leaves a queue (C-11): taken by agents, given by the
// router, or both.
type Mode string

// The modes.
const (
	Pull Mode = "pull"
	Push Mode = "push"
	Both Mode = "both"
)

// Delivery says how the router gives work (C-12).
type Delivery string

// The deliveries.
const (
	Assign  Delivery = "assign"
	OfferIt Delivery = "offer"
)

// Strategy says whom the router prefers among the able.
type Strategy string

// The strategies.
const (
	FewestOpen  Strategy = "fewest_open"
	LongestIdle Strategy = "longest_idle"
)

// Queue is where work waits, and its rules.
type Queue struct {
	ID         QueueID
	Name       string
	Mode       Mode
	Delivery   Delivery
	Ring       time.Duration // how long an offer stands
	OfferRetry time.Duration // not offered to who let it pass before this
	Strategy   Strategy
	Active     bool
	Rev        int64
}

// Pushes says whether the router gives this queue's work.
func (q Queue) Pushes() bool { return q.Active && q.Mode != Pull }

// Pulls says whether agents may take this queue's work.
func (q Queue) Pulls() bool { return q.Mode != Push }

// Check cleans the fields and refuses what a queue cannot be.
func (q Queue) Check() (Queue, error) {
	var err error
	if q.Name, err = cleanLine("name", q.Name, 60, true); err != nil {
		return q, err
	}
	switch q.Mode {
	case Pull, Push, Both:
	default:
		return q, InvalidField("mode", "%q is not one of pull, push, both", q.Mode)
	}
	switch q.Delivery {
	case Assign, OfferIt:
	default:
		return q, InvalidField("delivery", "%q is not one of assign, offer", q.Delivery)
	}
	switch q.Strategy {
	case FewestOpen, LongestIdle:
	default:
		return q, InvalidField("strategy", "%q is not one of fewest_open, longest_idle", q.Strategy)
	}
	if err := wholeSeconds("ring_seconds", q.Ring, 5*time.Second, 10*time.Minute); err != nil {
		return q, err
	}
	if err := wholeSeconds("offer_retry_seconds", q.OfferRetry, 0, time.Hour); err != nil {
		return q, err
	}
	return q, nil
}

// Member ties a user to a queue: may serve it, supervises it, or both.
type Member struct {
	Queue      QueueID
	User       UserID
	Serves     bool
	Supervises bool
}
