package desk

import (
	"slices"
	"time"
)

// Presence is what the server observed of an agent over all their windows.
type Presence string

// The presences (rules.md 1.8.1, axis A).
const (
	Gone      Presence = "gone"
	Connected Presence = "connected"
	Lost      Presence = "lost"
)

// WindowState is where one desk window is.
type WindowState string

// The states of a window that is remembered.
const (
	WindowLive    WindowState = "live"
	WindowClosing WindowState = "closing" // said goodbye; may be a reload
	WindowMissing WindowState = "missing" // vanished without a word
)

// Window is one browser tab of an agent. Of one that is not live, Seen is when it
// said goodbye or was last seen, and From is what the graces count from, later
// than Seen when the server was down meanwhile. A page that loads again has
// another Load.
//
// While a window is live the others say nothing. One that vanished is kept beside
// it all the same, because a network that drops takes all tabs of a desk, yet the
// server notices one after the other: whichever returns first must be known.
type Window struct {
	ID    WindowID
	Load  int64
	State WindowState
	Seen  time.Time
	From  time.Time
}

// Remembered are the sign-ins that a lost connection ended, and the page loads
// that may have them back by returning without ever having been unloaded.
type Remembered struct {
	Windows []Window
	SignIns SignIns
}

// OpenWindow takes a window in, after what was due before it. Whoever comes back
// is told by id and page load; a window that is live already under another page
// load is a duplicated tab and must come with a fresh id (DuplicateOf tells). A
// desk that opens with nothing declared opens as initial says (C-03).
func (a Agent) OpenWindow(id WindowID, load int64, allowed []QueueID, initial Status, t Times, now time.Time) (Agent, []Event) {
	a, events := a.Wake(t, now)
	if !a.knows(id) && !a.anyLive() && (a.Presence == Lost || a.closing()) {
		// Somebody else opens while the old windows are away: those are over, as if
		// they had closed when they were last seen. It is a clean close if all said
		// goodbye.
		cause := Replaced
		if !slices.ContainsFunc(a.Windows, func(w Window) bool { return w.State != WindowClosing }) {
			cause = DeskClosed
		}
		var over []Event
		a, over = a.end(cause, a.lastSeen())
		events = append(events, over...)
	}
	if !a.liveWith(id, load) {
		events = append(events, WindowOpened{a.User, id})
	}
	// Those that vanished are forgotten once one is live again.
	a.Windows = append(a.only(func(w Window) bool { return w.State == WindowLive && w.ID != id }), Window{ID: id, Load: load, State: WindowLive})
	from, remembered := a.Presence, a.Remembered
	a.Remembered = nil
	a, connected := a.observe(Connected, "", nil, now)
	events = append(events, connected...)
	if from != Gone || a.Status() == Online {
		return a, events // kept online, it was never closed as far as time goes (B-STATUS-33)
	}
	a.StatusSince, a.DeclaredBy = now, "" // time in a status counts only while the desk is open (B-STATUS-25)
	var more []Event
	if back, resumes := remembered.of(id, load, now); resumes {
		a, more = a.declare(back.only(allowed), a.User, now)
	} else {
		a, more = a.enter(initial, allowed, now)
	}
	return a, append(events, more...)
}

// of answers the sign-ins for a page load that was there when they ended; false
// for anybody else.
func (r *Remembered) of(id WindowID, load int64, now time.Time) (SignIns, bool) {
	if r == nil || !slices.ContainsFunc(r.Windows, func(w Window) bool { return w.ID == id && w.Load == load }) {
		return nil, false
	}
	return r.SignIns.each(func(e SignedIn) SignedIn {
		e.Since = now
		return e
	}), true
}

// enter makes a desk that just opened what it opens as: invisible (B-STATUS-11),
// or online in every queue that the agent may serve, of whom a drain that is done
// has nothing more to keep from. Nobody declared it.
func (a Agent) enter(initial Status, allowed []QueueID, now time.Time) (Agent, []Event) {
	if initial != Online || len(allowed) == 0 {
		return a, nil
	}
	a, events := a.declare(SignIns(nil).fill(allowed, SignedInQueue, "", now), "", now)
	if a.Drain != nil && a.Drain.Done {
		a, events = a.andForget(events, Agent.EndDrain)
	}
	return a, events
}

// DuplicateOf says whether this id is live under another page load.
func (a Agent) DuplicateOf(id WindowID, load int64) bool {
	return slices.ContainsFunc(a.Windows, func(w Window) bool { return w.ID == id && w.Load != load && w.State == WindowLive })
}

// CloseWindow hears a window's goodbye, after what was due before it, and dates
// it when it was said. While another is live it is merely one less; the last one
// waits for a reload. A goodbye from another page load, or from nobody we know,
// is ignored.
func (a Agent) CloseWindow(id WindowID, load int64, said time.Time, t Times, now time.Time) (Agent, []Event) {
	a, due := a.Wake(t, now)
	a, events := a.goodbye(id, load, a.credible(said, now))
	return a, append(due, events...)
}

func (a Agent) goodbye(id WindowID, load int64, said time.Time) (Agent, []Event) {
	i := slices.IndexFunc(a.Windows, func(w Window) bool { return w.ID == id && w.Load == load && w.State != WindowClosing })
	if i < 0 {
		return a, nil
	}
	wasLive := a.Windows[i].State == WindowLive
	others := a.only(func(w Window) bool { return w.ID != id })
	closing := Window{ID: id, Load: load, State: WindowClosing, Seen: said, From: said}
	a.Windows = others
	switch {
	case a.anyLive():
	case wasLive:
		a.Windows = []Window{closing} // the one that was live last decides
	default:
		a = a.sighted(said)
		a.Windows = append(a.Windows, closing)
	}
	return a, dated(said, WindowClosed{a.User, id})
}

// MissWindow notes, after what was due before it, that a window vanished and
// when it was last seen.
func (a Agent) MissWindow(id WindowID, load int64, seen time.Time, t Times, now time.Time) (Agent, []Event) {
	a, due := a.Wake(t, now)
	a, events := a.vanish(id, load, a.credible(seen, now), t)
	return a, append(due, events...)
}

func (a Agent) vanish(id WindowID, load int64, seen time.Time, t Times) (Agent, []Event) {
	if !a.liveWith(id, load) {
		return a, nil
	}
	a.Windows = append(a.only(func(w Window) bool { return w.ID != id }), Window{ID: id, Load: load, State: WindowMissing, Seen: seen, From: seen})
	// Who vanished long before the others did not vanish with them.
	a.Windows = a.only(func(w Window) bool { return w.State == WindowLive || seen.Sub(w.Seen) < t.Presence.LostAfter })
	return a, dated(seen, WindowClosed{a.User, id})
}

// credible is an instant of the past as somebody tells it, put between what is known of the agent and
// now. Sights come in coarse steps, and a step may be older than what the agent
// did after it by another way.
func (a Agent) credible(seen, now time.Time) time.Time {
	if seen.After(now) {
		seen = now
	}
	seen = latest(seen, a.PresenceSince, a.StatusSince)
	for _, e := range a.SignIns {
		seen = latest(seen, e.Since)
	}
	return seen
}

// sighted notes a sign of life of an agent none of whose windows is live. The
// graces go on: only what ends with them is dated later.
func (a Agent) sighted(now time.Time) Agent {
	if a.anyLive() {
		return a
	}
	a.Windows = slices.Clone(a.Windows)
	for i := range a.Windows {
		a.Windows[i].Seen = latest(a.Windows[i].Seen, now)
	}
	return a
}

// Restart is what a new start of the server makes of the windows that the last
// one left: all are missing since its last heartbeat, and the graces begin anew.
func (a Agent) Restart(lastBeat, now time.Time) Agent {
	seen, live := a.credible(lastBeat, now), a.anyLive()
	a.Windows = a.only(func(w Window) bool { return !live || w.State == WindowLive })
	for i := range a.Windows {
		if w := &a.Windows[i]; w.State == WindowLive {
			w.State, w.Seen = WindowMissing, seen
		}
		a.Windows[i].From = now
	}
	return a
}

// Due is when Wake, Turn or a drain has something to do next; zero when never.
func (a Agent) Due(t Times) time.Time {
	due := a.machineDue(t)
	if a.Next != nil && !a.Next.AfterWork {
		due = soonest(due, a.Next.At)
	}
	if a.Drain != nil && !a.Drain.Done {
		due = soonest(due, a.Drain.At)
	}
	return due
}

// machineDue is when Wake has something to do next.
func (a Agent) machineDue(t Times) time.Time { return soonest(a.presenceDue(t), a.holdDue()) }

func (a Agent) presenceDue(t Times) time.Time {
	if a.anyLive() {
		return time.Time{}
	}
	var left, silent time.Time
	for _, w := range a.Windows {
		switch w.State {
		case WindowClosing:
			left = soonest(left, w.From.Add(t.Presence.ReloadGrace))
		case WindowMissing:
			silent = latest(silent, w.From)
		case WindowLive:
		}
	}
	switch {
	case !left.IsZero(): // it may be a reload: nothing is over before that is known
		return left
	case silent.IsZero():
		return silent
	case a.Presence == Lost && t.Presence.LostForever:
		return time.Time{}
	case a.Presence == Lost:
		return silent.Add(t.Presence.LostGrace)
	}
	return silent.Add(t.Presence.LostAfter)
}

// Wake does what is due by now and no more: a goodbye takes effect, dated when
// it was said; a silence becomes lost, and once its grace is over, gone since it
// was last seen; a hold runs out.
func (a Agent) Wake(t Times, now time.Time) (Agent, []Event) {
	var events []Event
	for {
		due := a.machineDue(t)
		if due.IsZero() || now.Before(due) {
			return a, events
		}
		var more []Event
		if held := a.holdDue(); held.Equal(due) {
			a, more = a.settleHold(t.Hold, due)
		} else {
			a, more = a.settle(t, due)
		}
		events = append(events, more...)
	}
}

func (a Agent) settle(t Times, due time.Time) (Agent, []Event) {
	left := slices.IndexFunc(a.Windows, func(w Window) bool {
		return w.State == WindowClosing && !due.Before(w.From.Add(t.Presence.ReloadGrace))
	})
	switch {
	case left >= 0 && len(a.Windows) > 1:
		a.Windows = slices.Delete(slices.Clone(a.Windows), left, left+1)
		return a, nil
	case left >= 0:
		return a.end(DeskClosed, a.lastSeen())
	case a.Presence == Connected:
		at := a.lastSeen()
		a, events := a.observe(Lost, "", nil, at)
		a, events = a.andWithdraw(events, at) // nothing rings where nobody is
		return a, dated(at, events...)
	}
	remembered := &Remembered{a.Windows, a.SignIns}
	a, events := a.end(GraceOver, a.lastSeen())
	a.Remembered = remembered
	return a, events
}

// EndCause says how an agent came to be gone.
type EndCause string

// The causes. Who closed the desk cleanly and prefers it stays online
// (B-STATUS-32); every other end clears the sign-ins.
const (
	DeskClosed EndCause = "closed"
	Replaced   EndCause = "replaced" // lost, and another window opened
	GraceOver  EndCause = "grace_over"
	SignedOut  EndCause = "signed_out"
	Dismissed  EndCause = "dismissed"
)

// end clears everything as of the instant that it was last true.
func (a Agent) end(cause EndCause, at time.Time) (Agent, []Event) {
	a.Windows, a.Remembered = nil, nil
	if cause == DeskClosed && a.KeepOnline && a.Status() == Online {
		a, events := a.endHolds(at)
		a, gone := a.observe(Gone, cause, nil, at)
		return a, dated(at, append(events, gone...)...)
	}
	ended := a.SignIns
	a, events := a.endHolds(at)
	a, cleared := a.declare(nil, "", at)
	if len(cleared) > 0 {
		changed := cleared[0].(StatusChanged)
		changed.End = cause
		cleared[0] = changed
	}
	events = append(events, cleared...)
	a, events = a.andForget(events, Agent.forgetNext)
	a, gone := a.observe(Gone, cause, ended, at)
	return a, dated(at, append(events, gone...)...)
}

func (a Agent) observe(p Presence, cause EndCause, ended SignIns, at time.Time) (Agent, []Event) {
	if a.Presence == p {
		return a, nil
	}
	from := a.Presence
	a.Presence, a.PresenceSince = p, at
	return a, []Event{PresenceChanged{User: a.User, From: from, To: p, End: cause, Ended: ended}}
}

// only is a copy of the windows that fit.
func (a Agent) only(fits func(Window) bool) []Window {
	return slices.DeleteFunc(slices.Clone(a.Windows), func(w Window) bool { return !fits(w) })
}

func (a Agent) knows(id WindowID) bool {
	return slices.ContainsFunc(a.Windows, func(w Window) bool { return w.ID == id })
}

func (a Agent) anyLive() bool {
	return slices.ContainsFunc(a.Windows, func(w Window) bool { return w.State == WindowLive })
}

func (a Agent) liveWith(id WindowID, load int64) bool {
	return slices.ContainsFunc(a.Windows, func(w Window) bool { return w.ID == id && w.Load == load && w.State == WindowLive })
}

func (a Agent) closing() bool {
	return slices.ContainsFunc(a.Windows, func(w Window) bool { return w.State == WindowClosing })
}

func (a Agent) lastSeen() time.Time {
	var seen time.Time
	for _, w := range a.Windows {
		seen = latest(seen, w.Seen)
	}
	return seen
}

func latest(first time.Time, others ...time.Time) time.Time {
	for _, at := range others {
		if at.After(first) {
			first = at
		}
	}
	return first
}

// soonest is the earlier of two instants, either of which may be unset.
func soonest(a, b time.Time) time.Time {
	if b.IsZero() || !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}
