package desk_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pronto/internal/desk"
)

// history is a random life of one agent's windows: tabs that open, reload, copy
// themselves, close, vanish and return, a server that restarts, and an agent who
// chooses a status now and then. Whatever happens, its account must make sense.
type history struct {
	t        *testing.T
	r        *rand.Rand
	a        desk.Agent
	now      time.Time
	trail    []string
	presence desk.Event // the last of each axis
	since    [2]time.Time
	changes  int
}

func TestRandomHistoriesOfWindowsMakeSense_1_8_4(t *testing.T) {
	changes := 0
	for seed := range uint64(150) {
		h := &history{t: t, r: rand.New(rand.NewPCG(seed, 7)), a: desk.NewAgent(ana, nine), now: nine, since: [2]time.Time{nine, nine}}
		for range 200 {
			h.step()
		}
		changes += h.changes
	}
	if changes < 7_500 {
		t.Fatalf("only %d changes: the histories prove little", changes)
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
	name, act := h.pick()
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
	h.invariants()
	if h.r.IntN(2) == 0 {
		h.wakes()
	}
}

type act func(desk.Agent, time.Time) (desk.Agent, []desk.Event)

func (h *history) pick() (string, act) {
	id, load := desk.WindowID([]string{"u", "v", "w"}[h.r.IntN(3)]), int64(h.r.IntN(3))
	seen := h.now.Add(-time.Duration(h.r.IntN(60_000)) * time.Millisecond)
	queues := []desk.QueueID{vida, sales}
	switch n := h.r.IntN(20); {
	case n < 7:
		return fmt.Sprintf("open %s/%d", id, load), func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			id := id
			if a.DuplicateOf(id, load) {
				id = "copy"
			}
			return a.OpenWindow(id, load, queues, graces, now)
		}
	case n < 10:
		said := h.now
		if n == 9 { // heard late
			said = seen
		}
		return fmt.Sprintf("close %s/%d said %s", id, load, clock(said)), func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			return a.CloseWindow(id, load, said, graces, now)
		}
	case n < 14:
		return fmt.Sprintf("miss %s/%d seen %s", id, load, clock(seen)), func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			return a.MissWindow(id, load, seen, graces, now)
		}
	case n < 15:
		return "restart", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			a, events := a.Wake(graces, now)
			return a.Restart(seen, now), events
		}
	case n < 17:
		return "online", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			a, events := a.Wake(graces, now)
			next, more, _ := a.GoOnline(queues, now)
			return next, append(events, more...)
		}
	case n < 18:
		return "pause", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			a, events := a.Wake(graces, now)
			next, more, _ := a.Pause(queues, "lunch", now)
			return next, append(events, more...)
		}
	case n < 18+h.r.IntN(2) && n < 19:
		return "dismiss", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			a, events := a.Wake(graces, now)
			next, more := a.Dismiss(now)
			return next, append(events, more...)
		}
	case n < 19:
		return "sign out", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) {
			a, events := a.Wake(graces, now)
			next, more, _ := a.SignOut(0, now)
			return next, append(events, more...)
		}
	}
	return "wake", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event) { return a.Wake(graces, now) }
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

// account reads the events as a ledger would.
func (h *history) account(events []desk.Event) {
	for _, e := range events {
		e, since := desk.Undate(e, h.now)
		axis := 0
		switch e := e.(type) {
		case desk.PresenceChanged:
			if e.From == e.To {
				h.fail("%s to itself", e.From)
			}
			if last, ok := h.presence.(desk.PresenceChanged); ok && last.To != e.From || !ok && e.From != desk.Gone {
				h.fail("a presence left from %s: %+v", e.From, h.presence)
			}
			if e.To != desk.Gone && len(e.Ended) != 0 {
				h.fail("sign-ins ended with %s", e.To)
			}
			h.presence = e
		case desk.StatusChanged:
			axis = 1
			if e.To != desk.Invisible && h.at() == desk.Gone {
				h.fail("%s while gone", e.To)
			}
		default:
			continue
		}
		if since.Before(h.since[axis]) || since.After(h.now) {
			h.fail("%s is dated %s, after %s", phrase(e), clock(since), clock(h.since[axis]))
		}
		h.since[axis] = since
		h.changes++
	}
}

func (h *history) at() desk.Presence {
	if e, ok := h.presence.(desk.PresenceChanged); ok {
		return e.To
	}
	return desk.Gone
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
	case a.Presence != h.at():
		h.fail("%s, and the events say %s", a.Presence, h.at())
	case a.PresenceSince.After(h.now) || a.StatusSince.After(h.now):
		h.fail("since the future")
	case a.Presence == desk.Gone && (len(a.SignIns) != 0 || len(a.Windows) != 0 || a.Status() != desk.Invisible):
		h.fail("gone, and still something there")
	case a.Presence != desk.Gone && (len(a.Windows) == 0 || a.Remembered != nil):
		h.fail("%s with no window, or with a memory of being gone", a.Presence)
	case live > 0 && (a.Presence != desk.Connected || !a.Reachable() || !a.Due(graces).IsZero()):
		h.fail("a window is live")
	case live == 0 && a.Presence != desk.Gone && a.Due(graces).IsZero():
		h.fail("away without an end")
	}
}

// wakes: early, twice and at the very instant are all the same; and after it
// nothing is due in the past.
func (h *history) wakes() {
	if due := h.a.Due(graces); !due.IsZero() && due.After(h.now) {
		if early, events := h.a.Wake(graces, due.Add(-time.Millisecond)); len(events) != 0 || !reflect.DeepEqual(early, h.a) {
			h.fail("an early wake did something: %s", said(events, due))
		}
	}
	a, events := h.a.Wake(graces, h.now)
	h.a = a
	h.account(events)
	h.invariants()
	if due := a.Due(graces); !due.IsZero() && !due.After(h.now) {
		h.fail("due %s, which is not to come", clock(due))
	}
	if again, events := a.Wake(graces, h.now); len(events) != 0 || !reflect.DeepEqual(again, a) {
		h.fail("a second wake did something: %s", said(events, h.now))
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
