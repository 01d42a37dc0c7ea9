package routing

import (
	"time"

	"pronto/internal/desk"
)

// Waiting is why a work waits. Candidates and the counts in LeftOut add up to
// Members.
type Waiting struct {
	Work       desk.ConversationID
	Queue      desk.QueueID
	Reason     Reason
	Until      time.Time // for AllAsked: when the first agent may be asked again
	Members    int
	LeftOut    []LeftOut
	Candidates int
	Position   int // in its queue, from 1
	WaitedFor  time.Duration
}

// Reason is the one answer to "why does this wait?". It tells how far the
// members came who came farthest: when some are out, some paused and one is
// full, that one is the hope, and so the reason is AllFull.
type Reason string

const (
	PullQueue       Reason = "queue_is_pull"
	NoMembers       Reason = "no_members"
	NobodySignedIn  Reason = "nobody_signed_in"
	AllPaused       Reason = "all_paused"
	NobodyConnected Reason = "nobody_connected"
	AllWindingDown  Reason = "all_winding_down"
	AllBusy         Reason = "all_busy" // for a while: after a refusal, or by the telephone
	AllFull         Reason = "all_full"
	AllAsked        Reason = "all_declined_until"
	// UpNext: an agent is able to take it, and it goes out as soon as its turn comes.
	UpNext Reason = "up_next"
)

// farthest says what a member left out by a rule makes of the waiting, the rule
// asked last standing first.
var farthest = [...]struct {
	rule   Rule
	reason Reason
}{
	{AskedLately, AllAsked},
	{ChatLimit, AllFull},
	{TotalLimit, AllFull},
	{IsHeld, AllBusy},
	{IsBusy, AllBusy},
	{IsWindingDown, AllWindingDown},
	{NeedsDesk, NobodyConnected},
	{IsClosing, NobodyConnected},
	{IsLost, NobodyConnected},
	{IsGone, NobodyConnected},
	{IsPaused, AllPaused},
	{IsOut, NobodySignedIn},
}

// WhyWaiting tells why this work waits; false when it does not.
func (x *Index) WhyWaiting(id desk.ConversationID, now time.Time) (Waiting, bool) {
	x.settleBooked()
	w := x.works[id]
	if w == nil {
		return Waiting{}, false
	}
	q, s := w.queue, x.standing(w, now)
	why := Waiting{
		Work:       id,
		Queue:      q.row.ID,
		Members:    len(q.members),
		LeftOut:    q.counts(s),
		Candidates: s.candidates(),
		Position:   q.position(w),
		WaitedFor:  now.Sub(w.row.Since),
	}
	why.Reason = reason(q, why)
	if why.Reason == AllAsked {
		why.Until = s.until
	}
	return why, true
}

func reason(q *queue, why Waiting) Reason {
	switch {
	case !q.row.Push:
		return PullQueue
	case why.Candidates > 0:
		return UpNext
	}
	for _, f := range farthest {
		for _, l := range why.LeftOut {
			if l.Rule == f.rule {
				return f.reason
			}
		}
	}
	return NoMembers
}
