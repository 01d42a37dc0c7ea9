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

// Window is one browser tab of an agent. Seen is when it closed or was last
// seen; From is what the graces count from, later than Seen when the server was
// down meanwhile. A page that loads again has a higher Load.
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

// OpenWindow takes a window in. Whoever comes back is told by id and page load;
// a window that is live already under another page load is a duplicated tab and
// must come with a fresh id (DuplicateOf tells).
func (a Agent) OpenWindow(id WindowID, load int64, allowed []QueueID, now time.Time) (Agent, []Event) {
	var events []Event
	known := slices.IndexFunc(a.Windows, func(w Window) bool { return w.ID == id })
	if known < 0 && !a.anyLive() && (a.Presence == Lost || a.closing()) {
		// Somebody else opens while the old window is away: what was away is over.
		a, events = a.end(a.lastSeen(), now)
	}
	if r := a.Remembered; r != nil && a.Presence == Gone {
		if slices.ContainsFunc(r.Windows, func(w Window) bool { return w.ID == id && w.Load == load }) {
			a, events = a.restore(r.SignIns.only(allowed), now, events)
		}
	}
	if known < 0 || a.Windows == nil || !a.liveWith(id, load) {
		events = append(events, WindowOpened{a.User, id})
	}
	// Those that vanished are forgotten once one is live again.
	live := slices.DeleteFunc(slices.Clone(a.Windows), func(w Window) bool { return w.State != WindowLive || w.ID == id })
	a.Windows = append(live, Window{ID: id, Load: load, State: WindowLive})
	a.Remembered = nil
	a, changed := a.observe(Connected, nil, now)
	return a, append(events, changed...)
}

// DuplicateOf says whether this id is live under another page load.
func (a Agent) DuplicateOf(id WindowID, load int64) bool {
	return slices.ContainsFunc(a.Windows, func(w Window) bool { return w.ID == id && w.Load != load && w.State == WindowLive })
}

// CloseWindow hears a window's goodbye. While another is live it is merely one
// less; the last one waits for a reload. A goodbye from an earlier page load, or
// from nobody we know, is ignored.
func (a Agent) CloseWindow(id WindowID, load int64, now time.Time) (Agent, []Event) {
	return a.leave(id, load, WindowClosing, now, now)
}

// MissWindow notes that a window vanished and when it was last seen.
func (a Agent) MissWindow(id WindowID, load int64, seen, now time.Time) (Agent, []Event) {
	if seen.After(now) {
		seen = now
	}
	return a.leave(id, load, WindowMissing, seen, now)
}

func (a Agent) leave(id WindowID, load int64, state WindowState, seen, now time.Time) (Agent, []Event) {
	i := slices.IndexFunc(a.Windows, func(w Window) bool {
		return w.ID == id && w.Load <= load && (w.State == WindowLive || w.State == WindowMissing && state == WindowClosing)
	})
	if i < 0 {
		return a, nil
	}
	event := dated(seen, WindowClosed{a.User, id})
	others := slices.Delete(slices.Clone(a.Windows), i, i+1)
	if slices.ContainsFunc(others, func(w Window) bool { return w.State == WindowLive }) {
		a.Windows = others
		return a, event
	}
	a.Windows = []Window{{ID: id, Load: a.Windows[i].Load, State: state, Seen: seen, From: seen}}
	return a, event
}

// Restart is what a new start of the server makes of the windows that the last
// one left: all are missing since its last heartbeat, and the graces begin anew.
func (a Agent) Restart(lastBeat, now time.Time) Agent {
	a.Windows = slices.Clone(a.Windows)
	for i, w := range a.Windows {
		if w.State == WindowLive {
			w.State, w.Seen = WindowMissing, lastBeat
		}
		w.From = now
		a.Windows[i] = w
	}
	return a
}

// Due is when Wake has something to do next; zero when never.
func (a Agent) Due(t PresenceTimes) time.Time {
	var due time.Time
	for _, w := range a.Windows {
		if at := w.due(a.Presence, t); !at.IsZero() && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	return due
}

func (w Window) due(p Presence, t PresenceTimes) time.Time {
	switch {
	case w.State == WindowClosing:
		return w.From.Add(t.ReloadGrace)
	case w.State == WindowMissing && p == Connected:
		return w.From.Add(t.LostAfter)
	case w.State == WindowMissing:
		return w.From.Add(t.LostGrace)
	}
	return time.Time{}
}

// Wake does what is due by now and no more: a goodbye takes effect, dated when
// it was said; a silence becomes lost, and once its grace is over, gone since it
// was last seen.
func (a Agent) Wake(t PresenceTimes, now time.Time) (Agent, []Event) {
	var events []Event
	for {
		due := a.Due(t)
		if due.IsZero() || now.Before(due) {
			return a, events
		}
		var more []Event
		switch {
		case a.closing():
			a, more = a.end(a.lastSeen(), now)
		case a.Presence == Connected:
			a, more = a.observe(Lost, nil, a.lastSeen())
			more = dated(a.PresenceSince, more...)
		default:
			windows, signIns := a.Windows, a.SignIns
			a, more = a.end(a.lastSeen(), now)
			a.Remembered = &Remembered{windows, signIns}
		}
		events = append(events, more...)
	}
}

// end clears everything as of the instant that it was last true.
func (a Agent) end(at, now time.Time) (Agent, []Event) {
	ended := a.SignIns
	var events []Event
	a.Windows, a.Remembered = nil, nil
	a, events = a.declare(nil, at)
	a, gone := a.observe(Gone, ended, at)
	return a, dated(at, append(events, gone...)...)
}

func (a Agent) restore(signIns SignIns, now time.Time, events []Event) (Agent, []Event) {
	for i := range signIns {
		signIns[i].Since = now
	}
	a, back := a.declare(signIns, now)
	return a, append(events, back...)
}

func (a Agent) observe(p Presence, ended SignIns, at time.Time) (Agent, []Event) {
	if a.Presence == p {
		return a, nil
	}
	from := a.Presence
	a.Presence, a.PresenceSince = p, at
	return a, []Event{PresenceChanged{User: a.User, From: from, To: p, Ended: ended}}
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
		if w.Seen.After(seen) {
			seen = w.Seen
		}
	}
	return seen
}
