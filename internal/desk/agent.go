package desk

import (
	"slices"
	"strconv"
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
	Hold          Hold
	Busy          Busy
	// KeepOnline is the preference to stay online when the desk is closed
	// (B-STATUS-30), off until the agent turns it on (B-STATUS-31).
	KeepOnline bool
	Next       *NextStatus
	Drain      *Drain
	// DeclaredBy is who chose the present status: the agent, or a supervisor (C-27).
	// It is empty when nobody did, as on entering the desk.
	DeclaredBy UserID
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

// GoOnline declares online for what the agent may serve (rules.md 1.8.1). By is
// the agent, or a supervisor with the right to (C-27).
func (a Agent) GoOnline(by UserID, allowed []QueueID, now time.Time) (Agent, []Event, error) {
	if err := a.mayDeclare(allowed); err != nil {
		return a, nil, err
	}
	next, events := a.choose(a.SignIns.online(allowed, now), by, now)
	return next, events, nil
}

// Pause declares a break. Whether a reason is needed is the caller's to check,
// who knows which are configured (B-STATUS-07, B-STATUS-08). Another reason ends
// one pause and starts the next.
func (a Agent) Pause(by UserID, allowed []QueueID, reason PauseReasonID, now time.Time) (Agent, []Event, error) {
	if err := a.mayDeclare(allowed); err != nil {
		return a, nil, err
	}
	next, events := a.choose(a.SignIns.pause(allowed, reason, now), by, now)
	return next, events, nil
}

// GoInvisible signs out everywhere. Work already held stays.
func (a Agent) GoInvisible(by UserID, now time.Time) (Agent, []Event) {
	return a.choose(nil, by, now)
}

// SignInTo declares for one queue alone (C-05): in, paused with a reason, or out
// when the state is empty. While the desk is closed it can only be left.
func (a Agent) SignInTo(by UserID, queue QueueID, state SignInState, reason PauseReasonID, allowed []QueueID, now time.Time) (Agent, []Event, error) {
	if state != "" {
		if err := a.mayDeclare(allowed); err != nil {
			return a, nil, err
		}
		if !slices.Contains(allowed, queue) {
			return a, nil, Refuse(Conflict, "not_member", "user %s may not serve queue %s", a.User, queue)
		}
	}
	next, err := a.SignIns.with(queue, state, reason, now)
	if err != nil {
		return a, nil, err
	}
	a, events := a.choose(next, by, now)
	return a, events, nil
}

// choose is a declaration by a person. What was chosen for later gives way to it.
// By the agent it is a sign of life, and after their work went back it says that
// they are there for more.
func (a Agent) choose(next SignIns, by UserID, now time.Time) (Agent, []Event) {
	a, events := a.declare(next, by, now)
	own := by == a.User
	if own || len(events) > 0 {
		a, events = a.andForget(events, Agent.forgetNext)
	}
	if !own {
		return a, events
	}
	if a.Drain != nil && a.Drain.Done {
		a, events = a.andForget(events, Agent.EndDrain)
	}
	return a.sighted(now), events
}

func (a Agent) andForget(events []Event, forget func(Agent) (Agent, []Event)) (Agent, []Event) {
	a, more := forget(a)
	return a, append(events, more...)
}

// Prefer sets whether the status stays online when the desk is closed. Turning
// it off while kept online ends that.
func (a Agent) Prefer(keepOnline bool, now time.Time) (Agent, []Event) {
	if a.KeepOnline == keepOnline {
		return a, nil
	}
	a.KeepOnline = keepOnline
	events := []Event{KeepOnlineChanged{User: a.User, On: keepOnline}}
	if !a.KeptOnline() {
		return a.sighted(now), events
	}
	a, cleared := a.choose(nil, a.User, now)
	return a, append(events, cleared...)
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

// SignOut ends it all. It is refused while conversations are open, or a call
// rings or goes on; wrap-up does not stop it (S-03).
func (a Agent) SignOut(open int, now time.Time) (Agent, []Event, error) {
	switch {
	case open > 0:
		return a, nil, Refuse(Conflict, "logout_blocked", "user %s has %d conversations open", a.User, open)
	case a.withCall():
		return a, nil, Refuse(Conflict, "logout_blocked", "user %s is in a call", a.User)
	}
	next, events := a.signOut(now)
	return next, events, nil
}

// SignOutWithWork is SignOut where one may leave with work at hand (C-10), if
// they are sure. The conversations stay with them, a call that rings is taken
// back, and one that goes on lasts until the telephone says that it ended.
func (a Agent) SignOutWithWork(open int, sure bool, now time.Time) (Agent, []Event, error) {
	if (open > 0 || a.withCall()) && !sure {
		return a, nil, Refuse(Conflict, "logout_unconfirmed", "user %s has %d conversations open, or a call", a.User, open).
			With("open", strconv.Itoa(open)).With("call", strconv.FormatBool(a.withCall()))
	}
	next, events := a.signOut(now)
	return next, events, nil
}

func (a Agent) withCall() bool { return a.Hold.State == Connecting || a.Hold.State == InCall }

func (a Agent) signOut(now time.Time) (Agent, []Event) { return a.sighted(now).leave(SignedOut, now) }

// Dismiss ends it all without asking: the session or the user is no more. Who is
// away already was last there when they were last seen.
func (a Agent) Dismiss(now time.Time) (Agent, []Event) { return a.leave(Dismissed, now) }

func (a Agent) leave(cause EndCause, now time.Time) (Agent, []Event) {
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
	a, ended := a.end(cause, at)
	return a, append(events, ended...)
}

// Allow applies a change of the queues they may serve: entries of others end,
// and a queue newly given joins with the present status. While the desk is
// closed entries can only end.
func (a Agent) Allow(allowed, added []QueueID, now time.Time) (Agent, []Event) {
	next := a.SignIns.only(allowed)
	if a.Presence == Gone {
		added = nil
	}
	switch a.Status() {
	case Online:
		next = next.fill(added, SignedInQueue, "", now)
	case Paused:
		next = next.fill(added, PausedQueue, a.SignIns.Reason(), now)
	case Invisible:
	}
	return a.declare(next, "", now)
}

// Received moves the idle instant.
func (a Agent) Received(now time.Time) Agent { a.IdleSince = now; return a }

// Finished moves the idle instant.
func (a Agent) Finished(now time.Time) Agent { a.IdleSince = now; return a }

// declare puts new sign-ins in place and tells what changed. The status begins
// anew when the derived status or the pause reason is another. A pause needs an
// open desk: what would leave one to somebody kept online ends that, as closing
// the desk in a pause does (B-STATUS-36).
func (a Agent) declare(next SignIns, by UserID, at time.Time) (Agent, []Event) {
	if a.Presence == Gone && next.Status() == Paused {
		next = nil
	}
	if slices.Equal(a.SignIns, next) {
		return a, nil
	}
	from, fromReason := a.Status(), a.SignIns.Reason()
	a.SignIns = next
	to, reason := next.Status(), next.Reason()
	if to != from || reason != fromReason {
		a.StatusSince, a.DeclaredBy = at, by
	}
	if to == Online && from != Online {
		a.IdleSince = at
	}
	events := []Event{StatusChanged{User: a.User, From: from, To: to, Reason: reason, SignIns: next}}
	if a.Presence == Gone && to != Online {
		a, events = a.andForget(events, Agent.forgetNext) // who was kept online is there no more
	}
	if a.Hold.State == Connecting && !next.takesCalls(a.Hold.Queue) {
		return a.andWithdraw(events, at)
	}
	return a, events
}

// andWithdraw takes back the call that rings, if one does.
func (a Agent) andWithdraw(events []Event, at time.Time) (Agent, []Event) {
	if a.Hold.State != Connecting {
		return a, events
	}
	at = latest(at, a.Hold.Since)
	a, withdrawn := a.hold(Hold{State: Free}, at)
	return a, append(events, dated(at, withdrawn...)...)
}
