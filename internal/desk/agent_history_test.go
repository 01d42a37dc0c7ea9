package desk_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pronto/internal/desk"
)

// history is a random life of one agent: tabs that open, reload, copy themselves,
// close, vanish and return, a server that restarts, calls that ring, are taken,
// refused and hung up, an agent who chooses a status now or for later, a
// supervisor who does too, queues given and taken away. Whatever happens, its
// account must make sense.
type history struct {
	t     *testing.T
	r     *rand.Rand
	a     desk.Agent
	now   time.Time
	trail []string
	open  int // conversations at hand
	calls int

	refused  bool // the last choice was
	presence desk.Presence
	hold     desk.HoldState
	busy     bool
	since    [4]time.Time // of the last event of each axis: presence, status, hold, busy
	chosen   time.Time    // when the agent last chose a status
	kinds    map[string]int
}

// What a history changed, so that none is tame.
var lively = map[string]int{
	"presence.changed": 2_000, "status.changed": 2_000, "hold.changed": 800, "busy.changed": 800,
	"keep_online.changed": 200, "next_status.changed": 400, "drain.changed": 200, "kept online": 50,
}

func TestRandomHistoriesOfAnAgentMakeSense_1_8(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(100) {
		h := &history{
			t: t, r: rand.New(rand.NewPCG(seed, 7)), a: desk.NewAgent(ana, nine), now: nine, kinds: kinds,
			presence: desk.Gone, hold: desk.Free, chosen: nine, since: [4]time.Time{nine, nine, nine, nine},
		}
		h.a.KeepOnline = seed%2 == 0
		for range 250 {
			h.step()
		}
	}
	t.Log(kinds)
	for kind, least := range lively {
		if kinds[kind] < least {
			t.Errorf("%s came %d times of %d: the histories prove little", kind, kinds[kind], least)
		}
	}
}

func (h *history) step() {
	// Now and then an instant to the millisecond at a deadline, else anything
	// from nothing to some minutes.
	due := h.a.Due(graces)
	if due.After(h.now) && h.r.IntN(3) == 0 {
		h.now = due.Add(time.Duration(h.r.IntN(3)-1) * time.Millisecond)
	} else {
		h.now = h.now.Add([]time.Duration{0, time.Millisecond, time.Second, 8 * time.Second, 40 * time.Second, 4 * time.Minute}[h.r.IntN(6)])
	}
	if h.r.IntN(4) == 0 {
		h.open = h.r.IntN(3)
	}
	name, own, act := h.pick()
	h.trail = append(h.trail, fmt.Sprintf("%s %s on %s", clock(h.now), name, present(h.a)))
	before := h.a
	picture := present(before)
	h.settlesFirst(act)
	a, events := act(h.a, h.now)
	if present(before) != picture {
		h.fail("changed the value it was called on")
	}
	h.a = a
	h.account(events)
	if own && !h.refused {
		h.chosen = lastChoice(a)
	}
	h.invariants()
	if h.r.IntN(2) == 0 {
		h.wakes()
	}
}

type act func(desk.Agent, time.Time) (desk.Agent, []desk.Event)

// pick is what happens next, and whether it is the agent who chooses a status.
func (h *history) pick() (name string, own bool, do act) {
	switch n := h.r.IntN(36); {
	case n < 14:
		name, do = h.window(n)
	case n < 16:
		return "wake", false, h.due
	case n < 26:
		name, own, do = h.choice(n - 16)
	default:
		name, do = h.call(n - 26)
	}
	return name, own, do
}

func (h *history) window(n int) (string, act) {
	id, load := desk.WindowID([]string{"u", "v", "w"}[h.r.IntN(3)]), int64(h.r.IntN(2))
	seen := h.now.Add(-time.Duration(h.r.IntN(60_000)) * time.Millisecond)
	switch {
	case n < 5:
		return fmt.Sprintf("open %s/%d", id, load), func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			id := id
			if a.DuplicateOf(id, load) {
				id = "copy"
			}
			return a.OpenWindow(id, load, []desk.QueueID{vida, sales}, desk.Invisible, graces, now)
		}
	case n < 11:
		said := h.now
		if n == 10 { // heard late
			said = seen
		}
		return fmt.Sprintf("close %s/%d said %s", id, load, clock(said)), func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			return a.CloseWindow(id, load, said, graces, now)
		}
	case n < 13:
		return fmt.Sprintf("miss %s/%d seen %s", id, load, clock(seen)), func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			return a.MissWindow(id, load, seen, graces, now)
		}
	}
	return "restart", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.Restart(seen, now), nil })
}

// choice is a declaration, for now or for later, or the end of all.
func (h *history) choice(n int) (name string, own bool, do act) {
	by, queues := []desk.UserID{ana, ana, bia}[h.r.IntN(3)], []desk.QueueID{vida, sales}
	reason := []desk.PauseReasonID{"lunch", "bank"}[h.r.IntN(2)]
	refusable := func(f func(desk.Agent, time.Time) (desk.Agent, []desk.Event, error)) act {
		return h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			next, events, err := f(a, now)
			h.refused = err != nil
			if h.refused && (len(events) > 0 || !reflect.DeepEqual(next, a)) {
				h.fail("refused and done: %v", err)
			}
			return next, events
		})
	}
	switch n {
	case 0, 1:
		return "online by " + string(by), by == ana, refusable(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.GoOnline(by, queues, now)
		})
	case 2:
		return "pause by " + string(by), by == ana, refusable(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.Pause(by, queues, reason, now)
		})
	case 3, 4:
		queue, state := queues[h.r.IntN(2)], []desk.SignInState{"", desk.SignedInQueue, desk.PausedQueue, "sleeping"}[h.r.IntN(4)]
		return fmt.Sprintf("%s %q by %s", queue, state, by), by == ana, refusable(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.SignInTo(by, queue, state, reason, queues, now)
		})
	case 5:
		if h.r.IntN(2) == 0 {
			return "dismiss", false, h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.Dismiss(now) })
		}
		return "sign out", true, refusable(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.SignOut(0, now) })
	case 6:
		given := queues[:2-h.r.IntN(5)/2]
		return fmt.Sprint("allow ", given), false, h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.Allow(given, given, now) })
	case 7:
		on := h.r.IntN(4) > 0
		return fmt.Sprint("prefer ", on), false, h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.Prefer(on, now) })
	case 8:
		n := desk.NextStatus{Status: []desk.Status{desk.Paused, desk.Invisible}[h.r.IntN(2)], Reason: reason, AfterWork: h.r.IntN(2) == 0, At: h.now.Add(time.Minute)}
		return "plan " + planned(n), true, refusable(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.Plan(n, h.open, now) })
	}
	at := h.now.Add(time.Duration(h.r.IntN(60)) * time.Second)
	return "drain at " + clock(at), false, refusable(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.Drained(bia, at, now) })
}

// call is what the telephone says.
func (h *history) call(n int) (string, act) {
	h.calls++
	call, queue := desk.CallID(fmt.Sprint("c", h.calls)), []desk.QueueID{vida, sales, ""}[h.r.IntN(3)]
	id := h.a.Hold.Call
	maybe := func(a desk.Agent, events []desk.Event, err error) (desk.Agent, []desk.Event) {
		if err != nil && len(events) > 0 {
			h.fail("refused and done: %v", err)
		}
		return a, events
	}
	switch n {
	case 0, 1, 2:
		return fmt.Sprintf("ring %s of %q", call, queue), h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			if e, _ := a.SignIns.In(queue); a.Status() != desk.Online || queue != "" && e.State != desk.SignedInQueue {
				return a, nil // P-STATUS-26, P-STATUS-27: whose calls they get is not the machine's to know
			}
			return maybe(a.Ring(call, queue, graces.Hold, now))
		})
	case 3, 4:
		return "answer", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return maybe(a.Answered(id, now)) })
	case 5:
		return "reject", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			return maybe(a.Rejected(id, graces.Hold, now))
		})
	case 6:
		return "hang up", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			return maybe(a.HungUp(id, graces.Hold, now))
		})
	case 7:
		return "leave wrap-up", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return maybe(a.LeaveWrapUp(now)) })
	case 8:
		return "decline", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			if a.Presence != desk.Connected {
				return a, nil // their offers were withdrawn
			}
			return a.Declined(graces.Hold, now)
		})
	}
	if h.r.IntN(2) == 0 {
		return "line taken", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.LineTaken(now) })
	}
	return "line free", h.after(func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.LineFree(graces.Hold, now) })
}

// after does what was due first, as the engine does.
func (h *history) after(do act) act {
	return func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
		a, events := h.due(a, now)
		a, more := do(a, now)
		return a, append(events, more...)
	}
}

// due is all that an agent's deadline wakes.
func (h *history) due(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
	a, events := a.Wake(graces, now)
	a, more := a.Turn(h.open, now)
	if a.DrainDue(now) {
		done := *a.Drain
		done.Done = true
		a.Drain = &done
	}
	return a, append(events, more...)
}

// lastChoice is when the present declaration was last changed. Leaving one of
// several queues leaves no date behind.
func lastChoice(a desk.Agent) time.Time {
	last := a.StatusSince
	for _, e := range a.SignIns {
		if e.Since.After(last) {
			last = e.Since
		}
	}
	return last
}

// settlesFirst: whether the timer came before the action or the action before the
// timer makes no difference.
func (h *history) settlesFirst(do act) {
	late, lateEvents := do(h.a, h.now)
	woken, events := h.a.Wake(graces, h.now)
	prompt, more := do(woken, h.now)
	if present(late) != present(prompt) || said(lateEvents, h.now) != said(append(events, more...), h.now) {
		h.fail("a late timer made a difference:\nlate   %s: %s\nprompt %s: %s", present(late), said(lateEvents, h.now), present(prompt), said(append(events, more...), h.now))
	}
}

// account reads the events as a ledger would. Only what ends with a presence that
// ended earlier may be dated before what its axis was told last: others may have
// chosen for an agent who had left already.
func (h *history) account(events []desk.Event) {
	for _, e := range events {
		e, since := desk.Undate(e, h.now)
		h.kinds[e.Kind()]++
		var axis int
		least := time.Time{}
		switch e := e.(type) {
		case desk.PresenceChanged:
			if e.From == e.To || e.From != h.presence {
				h.fail("%s, after %s", phrase(e), h.presence)
			}
			if e.To != desk.Gone && (len(e.Ended) != 0 || e.End != "") || e.To == desk.Gone && e.End == "" {
				h.fail("%s ended %s", phrase(e), entries(e.Ended))
			}
			h.presence, axis = e.To, 0
		case desk.StatusChanged:
			axis = 1
			if h.presence == desk.Gone && e.To != desk.Invisible && !h.a.KeptOnline() {
				h.fail("%s while gone", phrase(e))
			}
			if e.End != "" {
				least = h.chosen
			}
		case desk.HoldChanged:
			if e.From == e.To || e.From != h.hold {
				h.fail("%s, after %s", phrase(e), h.hold)
			}
			h.hold, axis = e.To, 2
		case desk.BusyChanged:
			if h.busy && e.Cause != "" {
				continue // it goes on, for longer
			}
			h.busy, axis = e.Cause != "", 3
		default:
			continue
		}
		if least.IsZero() {
			least = h.since[axis]
		}
		if since.Before(least) || since.After(h.now) {
			h.fail("%s is dated %s, after %s", phrase(e), clock(since), clock(least))
		}
		h.since[axis] = since
	}
}

func (h *history) invariants() {
	a := h.a
	live := 0
	seen := map[desk.WindowID]bool{}
	for _, w := range a.Windows {
		if seen[w.ID] {
			h.fail("window %s twice", w.ID)
		}
		seen[w.ID] = true
		if w.State == desk.WindowLive {
			live++
		} else if w.Seen.After(h.now) || w.From.After(h.now) || w.Seen.IsZero() || w.From.IsZero() {
			h.fail("a window was seen at %s", clock(w.Seen))
		}
	}
	switch {
	case a.Presence != h.presence:
		h.fail("%s, and the events say %s", a.Presence, h.presence)
	case a.PresenceSince.After(h.now) || a.StatusSince.After(h.now):
		h.fail("since the future")
	case a.Presence == desk.Gone && len(a.Windows) != 0:
		h.fail("gone, and still something there")
	case a.Presence == desk.Gone && len(a.SignIns) != 0 && (!a.KeepOnline || !a.KeptOnline()):
		h.fail("gone, and signed in without keeping online")
	case a.Presence == desk.Gone && a.Next != nil && !a.KeptOnline():
		h.fail("gone, and something to come")
	case a.Presence != desk.Gone && (len(a.Windows) == 0 || a.Remembered != nil):
		h.fail("%s with no window, or with a memory of being gone", a.Presence)
	case live > 0 && (a.Presence != desk.Connected || !a.Reachable()):
		h.fail("a window is live")
	case live == 0 && a.Presence != desk.Gone && a.Due(graces).IsZero():
		h.fail("away without an end")
	}
	if a.KeptOnline() {
		h.kinds["kept online"]++
	}
	h.axisC()
}

// axisC: at most one hold, as the events say, ringing only where somebody is to
// hear it, and with an end unless it is a call.
func (h *history) axisC() {
	a := h.a
	timed := !a.Hold.Until.IsZero()
	switch a.Hold.State {
	case desk.Free, "":
		if timed || a.Hold.Call != "" || h.hold != desk.Free {
			h.fail("free, after %s", h.hold)
		}
		return
	case desk.Connecting:
		e, in := a.SignIns.In(a.Hold.Queue)
		if a.Presence != desk.Connected || a.Hold.Queue != "" && (!in || e.State != desk.SignedInQueue) {
			h.fail("it rings where nobody is")
		}
	case desk.InCall:
		timed = !timed // P-STATUS-05 has no timer
	case desk.WrapUp, desk.NoAnswer:
		if a.Presence == desk.Gone {
			h.fail("%s while gone", a.Hold.State)
		}
	}
	if a.Hold.State != h.hold || !timed || a.Hold.Call == "" || a.Hold.Since.After(h.now) {
		h.fail("the hold is not what the events say: %s", h.hold)
	}
	if a.Busy.Running() && a.Presence == desk.Gone && !a.Busy.Until.IsZero() {
		h.fail("a busy time while gone")
	}
}

// wakes: early, twice and at the very instant are all the same, one long sleep is
// as good as many short ones, and after it nothing is due in the past.
func (h *history) wakes() {
	if due := h.a.Due(graces); !due.IsZero() && due.After(h.now) {
		early, events := h.due(h.a, due.Add(-time.Millisecond))
		if h.a.Next != nil && h.a.Next.AfterWork {
			early, events = h.a.Wake(graces, due.Add(-time.Millisecond))
		}
		if len(events) != 0 || !reflect.DeepEqual(early, h.a) {
			h.fail("an early wake did something: %s", said(events, due))
		}
	}
	a, events := h.due(h.a, h.now)
	h.a = a
	h.account(events)
	h.invariants()
	if due := a.Due(graces); !due.IsZero() && !due.After(h.now) {
		h.fail("due %s, which is not to come", clock(due))
	}
	if again, events := h.due(a, h.now); len(events) != 0 || !reflect.DeepEqual(again, a) {
		h.fail("a second wake did something: %s", said(events, h.now))
	}
	h.sleepsAnyLength()
}

func (h *history) sleepsAnyLength() {
	far := h.now.Add(time.Duration(h.r.IntN(600)) * time.Second)
	a := h.a
	a.Next, a.Drain = nil, nil // what only the machine itself does
	once, events := a.Wake(graces, far)
	var stepwise []desk.Event
	for due := a.Due(graces); !due.IsZero() && !due.After(far); due = a.Due(graces) {
		var more []desk.Event
		a, more = a.Wake(graces, due)
		stepwise = append(stepwise, more...)
	}
	if present(a) != present(once) || said(stepwise, time.Time{}) != said(events, time.Time{}) {
		h.fail("one sleep: %s: %s\nmany:      %s: %s", present(once), said(events, time.Time{}), present(a), said(stepwise, time.Time{}))
	}
}

func (h *history) fail(format string, args ...any) {
	h.t.Helper()
	trail := h.trail[max(0, len(h.trail)-8):]
	for _, line := range trail {
		h.t.Log(line)
	}
	h.t.Fatalf(format+"\nnow %s", append(args, present(h.a))...)
}
