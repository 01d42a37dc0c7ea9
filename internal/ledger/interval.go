package ledger

import (
	"time"

	"pronto/internal/desk"
)

// Interval is a stretch of one agent's time in which nothing changed. It holds
// what the figures need; how each is counted from it is below, once for all.
type Interval struct {
	From, To   Instant
	Blip       desk.BlipLabel
	Reason     desk.PauseReasonID // of paused
	Puzzel     desk.PuzzelLabel
	Smartspace desk.SmartspaceLabel
	Hold       desk.HoldState
	Open       int // written conversations held, the number in brackets (P-STATUS-32)
	Offered    int // offers that ring
	Corrected  bool
	// Since is when the run of Blip and Reason began. It may lie before From: a
	// pause goes on over midnight, and over whatever else changes meanwhile.
	Since Instant
}

// Length is how long it lasts.
func (v Interval) Length() time.Duration { return v.To.Sub(v.From) }

// Contact says whether the agent was with a customer: occupancy counts the union
// of such stretches, concurrency averages over them how many there are. Conversations that stay
// with an agent who is not there are nobody's work.
func (v Interval) Contact() bool {
	if v.Puzzel == desk.PuzzelConnected {
		return true
	}
	return v.Blip != desk.BlipOffline && (v.Open > 0 || v.Hold == desk.InCall || v.Hold == desk.WrapUp)
}

// Idle says whether the agent waited for work that could have been given:
// occupancy is contact / (contact + idle). Ring time is neither.
func (v Interval) Idle() bool {
	return v.Puzzel == desk.PuzzelReady && v.Smartspace == desk.Available && v.Offered == 0 && !v.Contact()
}

// Overrun is the part of a pause in this interval that is past its planned
// length; none when nothing is planned. Parts of one pause add up (B-STATUS-18).
func (v Interval) Overrun(planned time.Duration) time.Duration {
	if v.Blip != desk.BlipPaused || planned <= 0 {
		return 0
	}
	due := max(v.From, v.Since+Instant(planned.Milliseconds()))
	return max(0, v.To.Sub(due))
}

// sameRun says whether one status goes on.
func (v Interval) sameRun(o Interval) bool { return v.Blip == o.Blip && v.Reason == o.Reason }

// same says whether nothing changed from one to the other.
func (v Interval) same(o Interval) bool {
	o.From, o.To, o.Since = v.From, v.To, v.Since
	return v == o
}

// follow appends an interval that comes after those from index n on, and after
// last, which is what came before them, if anything did. It joins what did not
// change.
func follow(list []Interval, n int, last, v Interval) []Interval {
	if end := len(list) - 1; end >= n {
		if last = list[end]; last.To == v.From && last.same(v) {
			list[end].To = v.To
			return list
		}
	}
	v.Since = v.From
	if last.To == v.From && last.sameRun(v) {
		v.Since = last.Since
	}
	return append(list, v)
}

// SignIn is a stretch in which an agent was in or paused for one queue. Of what
// is still going on, To is unset.
type SignIn struct {
	Queue    desk.QueueID
	State    desk.SignInState
	From, To Instant
}

// Length is how long it lasted.
func (s SignIn) Length() time.Duration { return s.To.Sub(s.From) }

// Chunk is a part of one agent's time: intervals in order, none overlapping, and
// sign-ins in the order of their ends.
type Chunk struct {
	Intervals []Interval
	SignIns   []SignIn
}
