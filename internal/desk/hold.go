package desk

import "time"

// HoldState is why the router must wait for an agent because of the telephone
// (rules.md 1.8.1, axis C). None of it is about written work (P-STATUS-29).
type HoldState string

// The holds.
const (
	Free       HoldState = "free"
	Connecting HoldState = "connecting" // a call rings and is not accepted yet (P-STATUS-04)
	InCall     HoldState = "connected"  // P-STATUS-05
	WrapUp     HoldState = "wrap_up"    // after a call, whoever hung up (P-STATUS-06)
	NoAnswer   HoldState = "no_answer"  // a call rang out (P-STATUS-19)
)

// Hold is axis C: a call from a queue or from a colleague, and what comes of it.
// Until is zero where no timer ends it. A call outside the queues, which the agent
// made or which came to their own number, is no hold but Busy while it lasts
// (P-STATUS-10, P-STATUS-33).
//
// The methods of this file expect what was due before them to be done (Wake).
type Hold struct {
	State HoldState
	Call  CallID
	Queue QueueID // empty of a colleague's call
	Since time.Time
	Until time.Time
}

// IsFree says whether nothing is held; the zero Hold is free.
func (h Hold) IsFree() bool { return h.State == Free || h.State == "" }

// BusyCause says why an agent is busy, beside being at a limit, which is load.
type BusyCause string

// The causes of busy.
const (
	BusyTone     BusyCause = "busy_tone" // cause A, P-STATUS-10
	BusyRejected BusyCause = "rejected"  // cause B, P-STATUS-11
)

// Busy runs beside the holds. The zero Busy does not run. While a call of cause A
// lasts, Until is zero; the time that is set runs from its end.
type Busy struct {
	Cause BusyCause
	Since time.Time
	Until time.Time
}

// Running says whether the agent is busy.
func (b Busy) Running() bool { return b.Cause != "" }

// onLine says whether a call outside the queues still goes on.
func (b Busy) onLine() bool { return b.Cause == BusyTone && b.Until.IsZero() }

// HoldTimes are the settings of axis C. All are whole seconds; zero leaves the
// status out altogether (P-STATUS-14).
type HoldTimes struct {
	Answer   time.Duration // how long a call rings (P-STATUS-20)
	WrapUp   time.Duration // P-STATUS-07
	NoAnswer time.Duration // P-STATUS-21
	Busy     time.Duration // P-STATUS-12
}

// DefaultHoldTimes lie in the usual ranges that the document names.
var DefaultHoldTimes = HoldTimes{Answer: 20 * time.Second, WrapUp: 30 * time.Second, NoAnswer: 10 * time.Second, Busy: 10 * time.Second}

func (t HoldTimes) check() error {
	if err := wholeSeconds("hold_times.answer_seconds", t.Answer, 5*time.Second, 10*time.Minute); err != nil {
		return err
	}
	if err := wholeSeconds("hold_times.wrap_up_seconds", t.WrapUp, 0, time.Hour); err != nil {
		return err
	}
	if err := wholeSeconds("hold_times.no_answer_seconds", t.NoAnswer, 0, 10*time.Minute); err != nil {
		return err
	}
	return wholeSeconds("hold_times.busy_seconds", t.Busy, 0, 10*time.Minute)
}

// DuringHold are the separate settings for written work (P-STATUS-30): in which
// holds an agent still receives it.
type DuringHold struct {
	Connecting, Connected, WrapUp, NoAnswer bool
}

// AlwaysWritten is the default: the four holds do not apply to written work
// (P-STATUS-29).
var AlwaysWritten = DuringHold{true, true, true, true}

// Allows says whether written work may be given in this hold.
func (d DuringHold) Allows(s HoldState) bool {
	switch s {
	case Connecting:
		return d.Connecting
	case InCall:
		return d.Connected
	case WrapUp:
		return d.WrapUp
	case NoAnswer:
		return d.NoAnswer
	case Free:
	}
	return true
}

// Ring puts a call before the agent for as long as is set. Whether they may be
// given one is the caller's to know, but where nobody is nothing rings.
func (a Agent) Ring(call CallID, queue QueueID, t HoldTimes, now time.Time) (Agent, []Event, error) {
	switch {
	case call == "":
		return a, nil, InvalidField("call", "a call needs an id")
	case !a.Hold.IsFree():
		return a, nil, Refuse(Conflict, "held", "user %s is %s", a.User, a.Hold.State)
	case !a.Reachable():
		return a, nil, Refuse(Conflict, "no_window", "user %s has no desk open", a.User)
	}
	next, events := a.hold(Hold{State: Connecting, Call: call, Queue: queue, Since: now, Until: now.Add(t.Answer)}, now)
	return next, events, nil
}

// Answered says that the agent accepted the call.
func (a Agent) Answered(call CallID, now time.Time) (Agent, []Event, error) {
	if err := a.onCall(call, Connecting, now); err != nil {
		return a, nil, err
	}
	next, events := a.hold(Hold{State: InCall, Call: call, Queue: a.Hold.Queue, Since: now}, now)
	return next, events, nil
}

// HungUp ends a call, whoever did it. One that was answered leads to wrap-up,
// unless the agent has gone meanwhile; one that still rang was withdrawn.
func (a Agent) HungUp(call CallID, t HoldTimes, now time.Time) (Agent, []Event, error) {
	if a.Hold.Call != call || (a.Hold.State != Connecting && a.Hold.State != InCall) {
		return a, nil, Refuse(Conflict, "call_over", "call %s is not with user %s", call, a.User)
	}
	if a.Hold.State == Connecting || a.Presence == Gone {
		next, events := a.hold(Hold{State: Free}, now)
		return next, events, nil
	}
	next, events := a.holdFor(WrapUp, a.Hold, t.WrapUp, now)
	return next, events, nil
}

// Rejected says that the agent refused the call: busy by cause B.
func (a Agent) Rejected(call CallID, t HoldTimes, now time.Time) (Agent, []Event, error) {
	if err := a.onCall(call, Connecting, now); err != nil {
		return a, nil, err
	}
	a, events := a.hold(Hold{State: Free}, now)
	a, more := a.refused(t, now)
	return a, append(events, more...), nil
}

// Declined is the same for offered written work (P-STATUS-11, P-STATUS-31). It is
// a sign of life.
func (a Agent) Declined(t HoldTimes, now time.Time) (Agent, []Event) {
	return a.sighted(now).refused(t, now)
}

func (a Agent) refused(t HoldTimes, now time.Time) (Agent, []Event) {
	if a.Busy.onLine() {
		return a, nil // busy already, and for longer than a refusal makes one
	}
	return a.busyFor(BusyRejected, t.Busy, now)
}

// LineTaken says that the agent's number gives a busy tone from now on, by a call
// outside the queues; LineFree that it no longer does, from which the time that
// is set runs (P-STATUS-10, P-STATUS-12).
func (a Agent) LineTaken(now time.Time) (Agent, []Event) {
	if a.Busy.onLine() {
		return a, nil
	}
	return a.busy(Busy{Cause: BusyTone, Since: a.busySince(now)}, now)
}

// LineFree ends the tone.
func (a Agent) LineFree(t HoldTimes, now time.Time) (Agent, []Event) {
	switch {
	case !a.Busy.onLine():
		return a, nil
	case a.Presence == Gone:
		return a.busy(Busy{}, now)
	}
	return a.busyFor(BusyTone, t.Busy, now)
}

// LeaveWrapUp ends wrap-up early, at any time (P-STATUS-08).
func (a Agent) LeaveWrapUp(now time.Time) (Agent, []Event, error) {
	if a.Hold.State != WrapUp {
		return a, nil, Refuse(Conflict, "not_in_wrap_up", "user %s is not in wrap-up", a.User)
	}
	next, events := a.sighted(now).hold(Hold{State: Free}, now)
	return next, events, nil
}

func (a Agent) onCall(call CallID, s HoldState, now time.Time) error {
	if a.Hold.State != s || a.Hold.Call != call || (!a.Hold.Until.IsZero() && !now.Before(a.Hold.Until)) {
		return Refuse(Conflict, "call_over", "call %s does not ring at user %s", call, a.User)
	}
	return nil
}

// holdFor begins a hold that ends by itself; none at all when its time is zero.
func (a Agent) holdFor(s HoldState, was Hold, d time.Duration, at time.Time) (Agent, []Event) {
	if d <= 0 {
		return a.hold(Hold{State: Free}, at)
	}
	return a.hold(Hold{State: s, Call: was.Call, Queue: was.Queue, Since: at, Until: at.Add(d)}, at)
}

func (a Agent) hold(next Hold, at time.Time) (Agent, []Event) {
	from := a.Hold.State
	if a.Hold.IsFree() {
		from = Free
	}
	if next.State == Free && from == Free {
		return a, nil
	}
	if next.State == Free {
		next = Hold{State: Free, Since: at}
	}
	call := next.Call
	if call == "" {
		call = a.Hold.Call
	}
	queue := next.Queue
	if queue == "" {
		queue = a.Hold.Queue
	}
	a.Hold = next
	return a, []Event{HoldChanged{User: a.User, From: from, To: next.State, Call: call, Queue: queue, Until: next.Until}}
}

// busyFor runs for so long; not at all when that is zero. What runs already and
// longer goes on.
func (a Agent) busyFor(cause BusyCause, d time.Duration, now time.Time) (Agent, []Event) {
	until := now.Add(d)
	switch {
	case a.Busy.Until.After(until):
		return a, nil
	case d <= 0:
		return a.busy(Busy{}, now)
	}
	return a.busy(Busy{Cause: cause, Since: a.busySince(now), Until: until}, now)
}

// busySince is since when the agent is busy without a break, if they are now.
func (a Agent) busySince(now time.Time) time.Time {
	if a.Busy.Running() {
		return a.Busy.Since
	}
	return now
}

func (a Agent) busy(next Busy, at time.Time) (Agent, []Event) {
	if a.Busy == next {
		return a, nil
	}
	a.Busy = next
	return a, []Event{BusyChanged{User: a.User, Cause: next.Cause, Until: next.Until}}
}

// holdDue is when axis C changes by itself next; zero when never.
func (a Agent) holdDue() time.Time {
	return soonest(a.Hold.Until, a.Busy.Until)
}

// settleHold does what is due at this instant: what runs out becomes free, and a
// call that rang out no answer.
func (a Agent) settleHold(t HoldTimes, due time.Time) (Agent, []Event) {
	var events, more []Event
	if h := a.Hold; !h.Until.IsZero() && !due.Before(h.Until) {
		if h.State == Connecting {
			a, events = a.holdFor(NoAnswer, h, t.NoAnswer, due)
		} else {
			a, events = a.hold(Hold{State: Free}, due)
		}
	}
	if b := a.Busy; !b.Until.IsZero() && !due.Before(b.Until) {
		a, more = a.busy(Busy{}, due)
	}
	return a, dated(due, append(events, more...)...)
}

// endHolds is what becomes of axis C when the agent is gone: what rings is
// withdrawn, timers end, and a call lasts until the telephone says otherwise
// (rules.md 1.8.4). What began after they were last seen ends where it began.
func (a Agent) endHolds(at time.Time) (Agent, []Event) {
	var events []Event
	if !a.Hold.IsFree() && a.Hold.State != InCall {
		end := latest(at, a.Hold.Since)
		var freed []Event
		a, freed = a.hold(Hold{State: Free}, end)
		events = dated(end, freed...)
	}
	if !a.Busy.Running() {
		return a, events
	}
	end := latest(at, a.Busy.Since)
	a, freed := a.busy(Busy{}, end)
	return a, append(events, dated(end, freed...)...)
}
