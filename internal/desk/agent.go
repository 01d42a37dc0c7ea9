package desk

import (
	"slices"
	"time"
)

// Agent is the live side of a user: what the server observed (presence) and
// what they declared (sign-ins). Load is not kept here: it is the count of their
// open conversations and pending offers.
type Agent struct {
	User          UserID
	Presence      Presence
	PresenceSince time.Time
	Windows       []Window
	Remembered    *Remembered
	SignIns       SignIns
	// StatusSince is when the present status began: with its declaration, or with
	// the opening of the desk.
	StatusSince time.Time
	// IdleSince is when they last received or finished work or came online,
	// whichever was last: what "longest idle" compares.
	IdleSince time.Time
	Rev       int64
}

// NewAgent is a user who never opened the desk.
func NewAgent(u UserID, now time.Time) Agent {
	return Agent{User: u, Presence: Gone, PresenceSince: now, StatusSince: now, IdleSince: now}
}

// Status is the declaration over all queues.
func (a Agent) Status() Status { return a.SignIns.Status() }

// Reachable says whether work can be put before them now: connected, and not in
// the moment between a goodbye and the reload that may follow.
func (a Agent) Reachable() bool { return a.Presence == Connected && !a.closing() }

// Closing says whether the last window said goodbye and may still come back.
func (a Agent) Closing() bool { return a.Presence == Connected && a.closing() }

// GoOnline declares online for what the agent may serve (rules.md 1.8.1).
func (a Agent) GoOnline(allowed []QueueID, now time.Time) (Agent, []Event, error) {
	if err := a.mayDeclare(allowed); err != nil {
		return a, nil, err
	}
	next, events := a.choose(a.SignIns.online(allowed, now), now)
	return next, events, nil
}

// Pause declares a break. Whether a reason is needed is the caller's to check,
// who knows which are configured (B-STATUS-07, B-STATUS-08). Another reason ends
// one pause and starts the next.
func (a Agent) Pause(allowed []QueueID, reason PauseReasonID, now time.Time) (Agent, []Event, error) {
	if err := a.mayDeclare(allowed); err != nil {
		return a, nil, err
	}
	next, events := a.choose(a.SignIns.pause(allowed, reason, now), now)
	return next, events, nil
}

// GoInvisible signs out everywhere. Work already held stays.
func (a Agent) GoInvisible(now time.Time) (Agent, []Event) { return a.choose(nil, now) }

// choose is a declaration by the agent, who thereby is seen.
func (a Agent) choose(next SignIns, now time.Time) (Agent, []Event) {
	a, events := a.declare(next, now)
	if len(events) > 0 {
		a = a.sighted(now)
	}
	return a, events
}

func (a Agent) mayDeclare(allowed []QueueID) error {
	switch {
	case len(allowed) == 0:
		return Refuse(Conflict, "no_queue", "user %s may serve no queue", a.User)
	case a.Presence == Gone:
		return Refuse(Conflict, "no_window", "user %s has no desk open", a.User)
	}
	return nil
}

// SignOut ends it all. It is refused while conversations are open (S-03).
func (a Agent) SignOut(open int, now time.Time) (Agent, []Event, error) {
	if open > 0 {
		return a, nil, Refuse(Conflict, "logout_blocked", "user %s has %d conversations open", a.User, open)
	}
	next, events := a.sighted(now).Dismiss(now)
	return next, events, nil
}

// Dismiss ends it all without asking: the session or the user is no more. Who is
// away already was last there when they were last seen.
func (a Agent) Dismiss(now time.Time) (Agent, []Event) {
	var events []Event
	for _, w := range a.Windows {
		if w.State == WindowLive {
			events = append(events, WindowClosed{a.User, w.ID})
		}
	}
	at := now
	if len(a.Windows) > 0 && !a.anyLive() {
		at = a.lastSeen()
	}
	a, ended := a.end(at)
	return a, append(events, ended...)
}

// Allow applies a change of the queues they may serve: entries of others end,
// and a queue newly given joins with the present status.
func (a Agent) Allow(allowed, added []QueueID, now time.Time) (Agent, []Event) {
	next := a.SignIns.only(allowed)
	switch a.Status() {
	case Online:
		next = next.fill(added, SignedInQueue, "", now)
	case Paused:
		next = next.fill(added, PausedQueue, a.SignIns.Reason(), now)
	case Invisible:
	}
	return a.declare(next, now)
}

// Received moves the idle instant.
func (a Agent) Received(now time.Time) Agent { a.IdleSince = now; return a }

// Finished moves the idle instant.
func (a Agent) Finished(now time.Time) Agent { a.IdleSince = now; return a }

// declare puts new sign-ins in place and tells what changed. The status begins
// anew when the derived status or the pause reason is another.
func (a Agent) declare(next SignIns, at time.Time) (Agent, []Event) {
	if slices.Equal(a.SignIns, next) {
		return a, nil
	}
	from, fromReason := a.Status(), a.SignIns.Reason()
	a.SignIns = next
	to, reason := next.Status(), next.Reason()
	if to != from || reason != fromReason {
		a.StatusSince = at
	}
	if to == Online && from != Online {
		a.IdleSince = at
	}
	return a, []Event{StatusChanged{User: a.User, From: from, To: to, Reason: reason, SignIns: next}}
}
