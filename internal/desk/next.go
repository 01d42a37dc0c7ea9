package desk

import "time"

// NextStatus is a status that an agent has chosen beforehand: after the
// conversations they hold now, or at an instant. It is their own choice all the
// same (B-STATUS-10). Until it comes true after work, no more is given to them.
type NextStatus struct {
	Status    Status
	Reason    PauseReasonID
	AfterWork bool
	At        time.Time // when not AfterWork
}

// MaxAhead is how far ahead a status can be chosen.
const MaxAhead = 24 * time.Hour

// Plan chooses the next status. After work when there is none, it comes at once.
func (a Agent) Plan(n NextStatus, open int, now time.Time) (Agent, []Event, error) {
	n.At = n.At.Truncate(time.Millisecond)
	switch {
	case n.Status != Paused && n.Status != Invisible:
		return a, nil, InvalidField("status", "%q cannot be chosen beforehand", n.Status)
	case a.Presence == Gone:
		return a, nil, Refuse(Conflict, "no_window", "user %s has no desk open", a.User)
	case !n.AfterWork && !n.At.After(now):
		return a, nil, InvalidField("at", "the instant has passed")
	case !n.AfterWork && n.At.Sub(now) > MaxAhead:
		return a, nil, InvalidField("at", "at most a day ahead")
	case a.Status() == Invisible && n.Status == Paused:
		return a, nil, Refuse(Conflict, "status_invisible", "user %s is invisible", a.User)
	}
	if n.AfterWork {
		n.At = time.Time{}
	}
	if n.Status != Paused {
		n.Reason = ""
	}
	a = a.sighted(now)
	a.Next = &n
	events := []Event{NextStatusChanged{User: a.User, Status: n.Status, Reason: n.Reason, AfterWork: n.AfterWork, Until: n.At}}
	a, more := a.Turn(open, now)
	return a, append(events, more...), nil
}

// CancelNext takes the choice back.
func (a Agent) CancelNext(now time.Time) (Agent, []Event) { return a.sighted(now).forgetNext() }

// Turn makes the next status the present one when its moment has come; open is
// how many conversations the agent holds.
func (a Agent) Turn(open int, now time.Time) (Agent, []Event) {
	n := a.Next
	if n == nil || n.AfterWork && open > 0 || !n.AfterWork && now.Before(n.At) {
		return a, nil
	}
	at := now
	if !n.AfterWork {
		at = a.credible(n.At, now) // however late the timer was
	}
	var next SignIns
	if n.Status == Paused {
		next = a.SignIns.pause(nil, n.Reason, at)
	}
	a, events := a.forgetNext()
	a, declared := a.declare(next, a.User, at)
	return a, dated(at, append(events, declared...)...)
}

func (a Agent) forgetNext() (Agent, []Event) {
	if a.Next == nil {
		return a, nil
	}
	a.Next = nil
	return a, []Event{NextStatusChanged{User: a.User}}
}

// Drain makes an agent receive no more until an instant at which their work goes
// back, and after it until they choose a status again. A supervisor does it.
type Drain struct {
	At   time.Time
	By   UserID
	Done bool
}

// Drained begins to drain, or changes the instant. No instant means at once.
func (a Agent) Drained(by UserID, at, now time.Time) (Agent, []Event, error) {
	at = at.Truncate(time.Millisecond)
	switch {
	case at.IsZero():
		at = now
	case !at.After(now):
		return a, nil, InvalidField("at", "the instant has passed")
	case at.Sub(now) > MaxAhead:
		return a, nil, InvalidField("at", "at most a day ahead")
	}
	a.Drain = &Drain{At: at, By: by}
	return a, []Event{DrainChanged{User: a.User, By: by, Until: at}}, nil
}

// EndDrain takes it back, or, once their work went back, ends it with the status
// that the agent chooses.
func (a Agent) EndDrain() (Agent, []Event) {
	if a.Drain == nil {
		return a, nil
	}
	a.Drain = nil
	return a, []Event{DrainChanged{User: a.User}}
}

// DrainDue says whether the work is to go back now.
func (a Agent) DrainDue(now time.Time) bool {
	return a.Drain != nil && !a.Drain.Done && !now.Before(a.Drain.At)
}

// WindingDown says that no more work is to be given, by the agent's choice or a
// supervisor's.
func (a Agent) WindingDown() bool {
	return a.Drain != nil || a.Next != nil && a.Next.AfterWork
}
