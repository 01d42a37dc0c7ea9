package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// onlineAtDesk opened w/1 at nine and went online in q1 a second later.
func onlineAtDesk(t *testing.T) desk.Agent {
	t.Helper()
	return online(t, atDesk(vida), after(1), vida)
}

// world moves an agent through its windows, in one line a step. Its desk opens
// Invisível unless initial says otherwise.
type world struct {
	a       desk.Agent
	initial desk.Status
}

func (w *world) open(id desk.WindowID, load int64, at float64) []desk.Event {
	var events []desk.Event
	w.a, events = w.a.OpenWindow(id, load, []desk.QueueID{vida}, w.initial, graces, after(at))
	return events
}

func (w *world) shut(id desk.WindowID, load int64, at float64) []desk.Event {
	var events []desk.Event
	w.a, events = w.a.CloseWindow(id, load, after(at), graces, after(at))
	return events
}

func (w *world) miss(id desk.WindowID, load int64, seen, at float64) []desk.Event {
	var events []desk.Event
	w.a, events = w.a.MissWindow(id, load, after(seen), graces, after(at))
	return events
}

func (w *world) wake(at float64) []desk.Event {
	var events []desk.Event
	w.a, events = w.a.Wake(graces, after(at))
	return events
}

// want fails unless the agent is in this presence and status.
func (w *world) want(t *testing.T, p desk.Presence, s desk.Status) {
	t.Helper()
	if w.a.Presence != p || w.a.Status() != s {
		t.Fatalf("%s and %s, want %s and %s: %s %s", w.a.Presence, w.a.Status(), p, s, windows(w.a.Windows), entries(w.a.SignIns))
	}
}

func wantSaid(t *testing.T, events []desk.Event, at float64, want string) {
	t.Helper()
	if got := said(events, after(at)); got != want {
		t.Fatalf("events %s\nwant   %s", got, want)
	}
}

// Every picture of the windows, every event, on both sides of each grace. The
// agent is online in q1 since 09:00:01; what happened to the windows happened at
// 09:01:00.
func TestThePresenceMachine_1_8_4(t *testing.T) {
	states := []struct {
		name  string
		build func(w *world)
		at    []float64
	}{
		{"never came", func(w *world) { w.a = desk.NewAgent(ana, nine) }, []float64{100}},
		{"live", func(*world) {}, []float64{100}},
		{"two live", func(w *world) { w.open("v", 1, 30) }, []float64{100}},
		{"live beside one that vanished", func(w *world) { w.open("v", 1, 30); w.miss("v", 1, 60, 70) }, []float64{100, 9000}},
		{"closing", func(w *world) { w.shut("w", 1, 60) }, []float64{69.999, 70, 100}},
		{"closed", func(w *world) { w.shut("w", 1, 60); w.wake(70) }, []float64{100}},
		{"missing", func(w *world) { w.miss("w", 1, 60, 70) }, []float64{104.999, 105, 359.999, 360}},
		{"two missing", func(w *world) { w.open("v", 1, 30); w.miss("v", 1, 50, 70); w.miss("w", 1, 60, 75) }, []float64{104.999, 105, 359.999, 360}},
		{"lost", func(w *world) { w.miss("w", 1, 60, 70); w.wake(105) }, []float64{120, 359.999, 360}},
		{"lost, then closing", func(w *world) { w.miss("w", 1, 60, 70); w.wake(105); w.shut("w", 1, 110) }, []float64{119.999, 120}},
		{"ended by the grace", func(w *world) { w.miss("w", 1, 60, 70); w.wake(360) }, []float64{400}},
		{"restarted at 09:10:00, was live", func(w *world) { w.a = w.a.Restart(after(60), after(600)) }, []float64{644.999, 645, 899.999, 900}},
		{"restarted at 09:10:00, two were live", func(w *world) { w.open("v", 1, 30); w.a = w.a.Restart(after(60), after(600)) }, []float64{644.999, 645}},
		{"restarted at 09:10:00, was closing", func(w *world) { w.shut("w", 1, 60); w.a = w.a.Restart(after(65), after(600)) }, []float64{609.999, 610}},
		{"restarted at 09:10:00, was lost", func(w *world) { w.miss("w", 1, 60, 70); w.wake(105); w.a = w.a.Restart(after(110), after(600)) }, []float64{899.999, 900}},
	}
	actions := []struct {
		name string
		do   func(w *world, at float64) []desk.Event
	}{
		{"wake", func(w *world, at float64) []desk.Event { return w.wake(at) }},
		{"open w/1 (same load)", func(w *world, at float64) []desk.Event { return w.open("w", 1, at) }},
		{"open w/2 (reloaded)", func(w *world, at float64) []desk.Event { return w.open("w", 2, at) }},
		{"open x/1 (another)", func(w *world, at float64) []desk.Event { return w.open("x", 1, at) }},
		{"close w/1", func(w *world, at float64) []desk.Event { return w.shut("w", 1, at) }},
		{"close w/0 (older load)", func(w *world, at float64) []desk.Event { return w.shut("w", 0, at) }},
		{"close x/1 (unknown)", func(w *world, at float64) []desk.Event { return w.shut("x", 1, at) }},
		{"miss w/1 just now", func(w *world, at float64) []desk.Event { return w.miss("w", 1, at-1, at) }},
		{"miss w/0 (older load)", func(w *world, at float64) []desk.Event { return w.miss("w", 0, at-1, at) }},
		{"restart", func(w *world, at float64) []desk.Event { w.a = w.a.Restart(after(at-2), after(at)); return nil }},
		{"dismiss", func(w *world, at float64) (events []desk.Event) { w.a, events = w.a.Dismiss(after(at)); return events }},
	}
	var page strings.Builder
	for _, s := range states {
		w := &world{a: onlineAtDesk(t)}
		s.build(w)
		fmt.Fprintf(&page, "%s: %s\n", s.name, present(w.a))
		for _, act := range actions {
			for _, at := range s.at {
				next := &world{a: w.a}
				events := act.do(next, at)
				text := present(next.a) + ": " + said(events, after(at))
				if len(events) == 0 && present(next.a) == present(w.a) {
					text = "="
				}
				fmt.Fprintf(&page, "\t%-22s at %-12s %s\n", act.name, clock(after(at)), text)
			}
		}
	}
	golden(t, "presence.golden", page.String())
}

func present(a desk.Agent) string {
	text := fmt.Sprintf("%s@%s %s@%s %s", a.Presence, clock(a.PresenceSince), a.Status(), clock(a.StatusSince), windows(a.Windows))
	if a.Remembered != nil {
		text += fmt.Sprintf(" remembers %s of %s", entries(a.Remembered.SignIns), windows(a.Remembered.Windows))
	}
	text += onAxisC(a)
	if a.KeepOnline {
		text += " keeps online"
	}
	if a.Next != nil {
		text += " next " + planned(*a.Next)
	}
	if a.Drain != nil {
		text += fmt.Sprintf(" drain by %s%s done=%v", a.Drain.By, until(a.Drain.At), a.Drain.Done)
	}
	if due := a.Due(graces); !due.IsZero() {
		text += " due " + clock(due)
	}
	if !a.Reachable() {
		text += " unreachable"
	}
	return text
}

// onAxisC is the agent's hold and busy, where there is any.
func onAxisC(a desk.Agent) (text string) {
	if h := a.Hold; !h.IsFree() {
		text = fmt.Sprintf(" %s(%s %s)@%s%s", h.State, h.Call, h.Queue, clock(h.Since), until(h.Until))
	}
	if b := a.Busy; b.Running() {
		text += fmt.Sprintf(" busy(%s)@%s%s", b.Cause, clock(b.Since), until(b.Until))
	}
	return text
}

// The matrix of B-STATUS-20 to B-STATUS-28 without the preference: whatever the
// status was, a clean close ends it at the close, and the desk reopens Invisível.
func TestCloseAndReopen_B_STATUS_20_22_27_28(t *testing.T) {
	for _, c := range []struct {
		name  string
		agent desk.Agent
		ended string
	}{
		{"Online", online(t, atDesk(), after(1), vida), "online→invisible (closed) [] since 09:01:00; connected→gone (closed) ending [q1 in@09:00:01] since 09:01:00"},
		{"Em pausa", paused(t, atDesk(), "lunch", after(1), vida), "paused→invisible (closed) [] since 09:01:00; connected→gone (closed) ending [q1 paused(lunch)@09:00:01] since 09:01:00"},
		{"Invisível", atDesk(vida), "connected→gone (closed) since 09:01:00"},
	} {
		w := &world{a: c.agent}
		wantSaid(t, w.shut("w", 1, 60), 60, "closed w")
		wantSaid(t, w.wake(70), 70, c.ended)
		w.want(t, desk.Gone, desk.Invisible)
		if !w.a.PresenceSince.Equal(after(60)) || w.a.Reachable() {
			t.Fatalf("%s: gone since %s", c.name, clock(w.a.PresenceSince))
		}
		wantSaid(t, w.open("w", 2, 3600), 3600, "opened w; gone→connected")
		w.want(t, desk.Connected, desk.Invisible)
		if !w.a.StatusSince.Equal(after(3600)) {
			t.Fatalf("%s: Invisível counts from %s, before the desk was open (B-STATUS-25)", c.name, clock(w.a.StatusSince))
		}
	}
}

// B-STATUS-23: after the last conversation one disconnects; nothing is left over.
func TestInvisibleThenSignOut_B_STATUS_23(t *testing.T) {
	a, _ := onlineAtDesk(t).GoInvisible(ana, after(60))
	a, _, err := a.SignOut(0, after(90))
	if err != nil || a.Presence != desk.Gone || !a.Due(graces).IsZero() || a.Remembered != nil {
		t.Fatalf("%v %s", err, present(a))
	}
}

func TestAnAgentWhoseLastWindowClosedReceivesNothingMore(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	if !w.a.Reachable() {
		t.Fatal("not reachable while the desk is open")
	}
	w.shut("w", 1, 60)
	if w.a.Reachable() || !w.a.Closing() {
		t.Fatal("reachable after the goodbye")
	}
	w.wake(70)
	if w.a.Reachable() || w.a.Closing() {
		t.Fatal("reachable after it took effect")
	}
}

func TestALostConnectionBeginsAtLastSeen_S_42_C_07(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	wantSaid(t, w.miss("w", 1, 60, 80), 80, "closed w since 09:01:00")
	w.want(t, desk.Connected, desk.Online)
	if events := w.wake(104.999); len(events) != 0 {
		t.Fatal("lost before its time:", said(events, after(105)))
	}
	wantSaid(t, w.wake(106), 106, "connected→lost since 09:01:00")
	w.want(t, desk.Lost, desk.Online) // the sign-ins are kept
	if w.a.Reachable() || !w.a.PresenceSince.Equal(after(60)) {
		t.Fatal(present(w.a))
	}
}

func TestTheSameWindowBackWithinTheGraceKeepsAll_S_28(t *testing.T) {
	for _, load := range []int64{1, 2} { // as it was, or reloaded on a bad line
		w := &world{a: onlineAtDesk(t)}
		w.miss("w", 1, 60, 80)
		w.wake(106)
		wantSaid(t, w.open("w", load, 359.999), 359.999, "opened w; lost→connected")
		w.want(t, desk.Connected, desk.Online)
		if !w.a.StatusSince.Equal(after(1)) {
			t.Fatalf("the status began anew at %s", clock(w.a.StatusSince))
		}
	}
}

func TestANewWindowWhileLostEndsTheOldAtLastSeen_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.wake(106)
	wantSaid(t, w.open("x", 1, 200), 200, "online→invisible (replaced) [] since 09:01:00; lost→gone (replaced) ending [q1 in@09:00:01] since 09:01:00; opened x; gone→connected")
	w.want(t, desk.Connected, desk.Invisible)
	w.open("w", 1, 210) // the old one returns after all: no more than a second window
	w.want(t, desk.Connected, desk.Invisible)
}

func TestTheGraceOverEndsAtLastSeen_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.wake(106)
	if events := w.wake(359.999); len(events) != 0 {
		t.Fatal("gone before its time")
	}
	wantSaid(t, w.wake(360), 360, "online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00")
	w.want(t, desk.Gone, desk.Invisible)
}

func TestOneWakeLongAfterDoesItAll_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	wantSaid(t, w.wake(5000), 5000, "connected→lost since 09:01:00; online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00")
}

// The gap stays offline: the sign-ins come back as they were, but from now.
func TestTheSamePageLoadReturningLaterGetsItsSignInsBack_1_8_4(t *testing.T) {
	w := &world{a: paused(t, atDesk(), "lunch", after(1), vida)}
	w.miss("w", 1, 60, 80)
	w.wake(360)
	wantSaid(t, w.open("w", 1, 9000), 9000, "opened w; gone→connected; invisible→paused [q1 paused(lunch)@11:30:00]")
	w.want(t, desk.Connected, desk.Paused)
	if !w.a.StatusSince.Equal(after(9000)) || w.a.SignIns.Reason() != "lunch" {
		t.Fatalf("since %s because of %s", clock(w.a.StatusSince), w.a.SignIns.Reason())
	}
}

func TestAnyOtherReturnAfterTheGraceReopensInvisible_1_8_4(t *testing.T) {
	lost := func() *world {
		w := &world{a: onlineAtDesk(t)}
		w.miss("w", 1, 60, 80)
		w.wake(360)
		return w
	}
	w := lost()
	w.open("w", 2, 400) // the tab was loaded again
	w.want(t, desk.Connected, desk.Invisible)
	w = lost()
	w.open("x", 1, 400) // another tab comes first
	w.open("w", 1, 410)
	w.want(t, desk.Connected, desk.Invisible)
	w = lost()
	w.open("w", 2, 400)
	w.shut("w", 2, 500)
	w.wake(600)
	w.open("w", 1, 700) // remembered once only
	w.want(t, desk.Connected, desk.Invisible)
}

func TestWhatComesBackIsWhatIsStillAllowed_1_8_4(t *testing.T) {
	w := &world{a: online(t, atDesk(), after(1), vida, sales)}
	w.miss("w", 1, 60, 80)
	w.wake(360)
	w.open("w", 1, 400) // allows q1 only
	if got := entries(w.a.SignIns); got != "[q1 in@09:06:40]" {
		t.Fatal(got)
	}
}

func TestSigningOutForgetsWhatWasRemembered_S_01(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.wake(360)
	w.a, _, _ = w.a.SignOut(0, after(400))
	w.open("w", 1, 500)
	w.want(t, desk.Connected, desk.Invisible)
}

func TestAReloadIsNoClose_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.shut("w", 1, 60)
	wantSaid(t, w.open("w", 2, 69.999), 69.999, "opened w")
	w.want(t, desk.Connected, desk.Online)
	if !w.a.Reachable() || !w.a.Due(graces).IsZero() || !w.a.StatusSince.Equal(after(1)) {
		t.Fatal(present(w.a))
	}
}

// Also when the timer was late: what is due is settled before a window opens.
func TestAReloadThatTakesTooLongIsAClose_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.shut("w", 1, 60)
	wantSaid(t, w.open("w", 2, 70), 70, "online→invisible (closed) [] since 09:01:00; connected→gone (closed) ending [q1 in@09:00:01] since 09:01:00; opened w; gone→connected")
	w.want(t, desk.Connected, desk.Invisible)
}

func TestAnotherWindowDoesNotUndoAClose_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.shut("w", 1, 60)
	w.open("x", 1, 63)
	w.want(t, desk.Connected, desk.Invisible)
	if !w.a.PresenceSince.Equal(after(63)) {
		t.Fatal(present(w.a))
	}
}

func TestACloseOfAnotherPageLoadIsIgnored_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.shut("w", 1, 60)
	w.open("w", 2, 61)
	for _, load := range []int64{1, 3} { // the beacon came late; a copy of the tab left before it had an id
		if events := w.shut("w", load, 62); len(events) != 0 {
			t.Fatalf("load %d: %s", load, said(events, after(62)))
		}
		if events := w.miss("w", load, 61, 62); len(events) != 0 {
			t.Fatalf("load %d: %s", load, said(events, after(62)))
		}
	}
	w.want(t, desk.Connected, desk.Online)
	if !w.a.Reachable() {
		t.Fatal(present(w.a))
	}
}

func TestADuplicatedTabIsKnown_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	if !w.a.DuplicateOf("w", 2) {
		t.Error("an id that is live under another load is a duplicate")
	}
	if w.a.DuplicateOf("w", 1) || w.a.DuplicateOf("x", 1) {
		t.Error("a reconnecting page, or a stranger, is none")
	}
	w.shut("w", 1, 60)
	if w.a.DuplicateOf("w", 2) {
		t.Error("a reload is none")
	}
	w.open("w", 2, 61)
	w.miss("w", 2, 62, 80)
	if w.a.DuplicateOf("w", 3) {
		t.Error("nor one that vanished")
	}
}

func TestThePresenceClosesWithTheLastOfSeveralWindows_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	wantSaid(t, w.open("v", 1, 10), 10, "opened v")
	wantSaid(t, w.shut("w", 1, 60), 60, "closed w")
	w.want(t, desk.Connected, desk.Online)
	if !w.a.Reachable() || !w.a.Due(graces).IsZero() {
		t.Fatal(present(w.a))
	}
	w.shut("v", 1, 120)
	w.wake(130)
	w.want(t, desk.Gone, desk.Invisible)
	if !w.a.PresenceSince.Equal(after(120)) {
		t.Fatal(present(w.a))
	}
}

func TestAWindowThatVanishesBesideALiveOneIsForgotten_1_8_1(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.open("v", 1, 10)
	w.miss("v", 1, 60, 80)
	if events := w.wake(9000); len(events) != 0 || !w.a.Reachable() || !w.a.Due(graces).IsZero() {
		t.Fatal(present(w.a))
	}
	w.want(t, desk.Connected, desk.Online)
	w.shut("w", 1, 9000) // the one that was live last decides
	w.wake(9010)
	w.want(t, desk.Gone, desk.Invisible)

	w = &world{a: onlineAtDesk(t)}
	w.open("v", 1, 10)
	w.miss("v", 1, 60, 80)
	w.miss("w", 1, 3600, 3620) // an hour later: v has nothing to do with it
	w.wake(3650)
	w.open("v", 1, 3660)
	w.want(t, desk.Connected, desk.Invisible)
}

// A network that drops takes every tab, but the server notices one by one. The
// tab that was noticed first may well be the first one back.
func TestWindowsLostTogetherAreAllTheSameWindowBack_1_8_4(t *testing.T) {
	for _, first := range []desk.WindowID{"v", "w"} {
		w := &world{a: onlineAtDesk(t)}
		w.open("v", 1, 10)
		w.miss("v", 1, 55, 70)
		w.miss("w", 1, 60, 80)
		if due := w.a.Due(graces); !due.Equal(after(105)) {
			t.Fatalf("lost counts from the last one seen: due %s", clock(due))
		}
		wantSaid(t, w.wake(105), 105, "connected→lost since 09:01:00")
		w.open(first, 1, 200)
		w.want(t, desk.Connected, desk.Online)
	}
	for _, first := range []desk.WindowID{"v", "w"} {
		w := &world{a: onlineAtDesk(t)}
		w.open("v", 1, 10)
		w.miss("v", 1, 55, 70)
		w.miss("w", 1, 60, 80)
		w.wake(5000)
		w.open(first, 1, 5001)
		w.want(t, desk.Connected, desk.Online)
	}
}

// Nothing is over while a goodbye may still be a reload, whatever the others do.
func TestAReloadAmongMissingWindowsIsNoClose_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.open("v", 1, 10)
	w.miss("v", 1, 50, 70)
	w.miss("w", 1, 60, 80)
	w.wake(105)
	w.shut("w", 1, 355)
	w.wake(364.999) // the grace of v is over meanwhile
	w.open("w", 2, 364.999)
	w.want(t, desk.Connected, desk.Online)
}

// A goodbye among windows that are all away is one less, not the last.
func TestAGoodbyeWhileTheOthersAreMissingIsOneLess_1_8_4(t *testing.T) {
	build := func() *world {
		w := &world{a: onlineAtDesk(t)}
		w.open("v", 1, 10)
		w.a = w.a.Restart(after(60), after(600))
		w.shut("w", 1, 605)
		return w
	}
	w := build()
	w.wake(620)
	w.want(t, desk.Connected, desk.Online)
	w.open("v", 1, 630)
	w.want(t, desk.Connected, desk.Online)

	w = build()
	w.wake(5000) // and if the other never comes, all was over at the goodbye
	w.want(t, desk.Gone, desk.Invisible)
	if !w.a.PresenceSince.Equal(after(605)) {
		t.Fatal(present(w.a))
	}

	w = build()
	w.shut("v", 1, 607)
	w.wake(617)
	w.want(t, desk.Gone, desk.Invisible)
	if !w.a.PresenceSince.Equal(after(607)) {
		t.Fatal(present(w.a))
	}
}

// Each of two goodbyes may be a reload, for its own ten seconds.
func TestTheLaterOfTwoGoodbyesMayBeAReload_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.open("v", 1, 10)
	w.a = w.a.Restart(after(60), after(600))
	w.shut("w", 1, 605)
	w.shut("v", 1, 607)
	w.wake(616)
	w.open("v", 2, 616)
	w.want(t, desk.Connected, desk.Online)
}

func TestAGoodbyeAfterTheSilenceIsAClose_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.wake(106)
	wantSaid(t, w.shut("w", 1, 200), 200, "closed w")
	w.open("w", 2, 205) // a reload, even then
	w.want(t, desk.Connected, desk.Online)
	w.shut("w", 2, 300)
	w.wake(310)
	w.want(t, desk.Gone, desk.Invisible)
	if !w.a.PresenceSince.Equal(after(300)) || w.a.Remembered != nil {
		t.Fatal(present(w.a))
	}
}

// Time while the server is down counts to neither grace.
func TestARestartCountsBothGracesAnew_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.a = w.a.Restart(after(60), after(7200))
	if events := w.wake(7244.999); len(events) != 0 {
		t.Fatal(said(events, after(7245)))
	}
	w.want(t, desk.Connected, desk.Online)
	back := *w
	wantSaid(t, back.open("w", 1, 7230), 7230, "opened w") // it keeps its labels throughout
	back.want(t, desk.Connected, desk.Online)
	wantSaid(t, w.wake(7245), 7245, "connected→lost since 09:01:00")
	wantSaid(t, w.wake(7500), 7500, "online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00")

	w = &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.wake(106)
	w.a = w.a.Restart(after(300), after(7200))
	if events := w.wake(7499.999); len(events) != 0 {
		t.Fatal("the second grace did not begin anew:", said(events, after(7500)))
	}
	wantSaid(t, w.wake(7500), 7500, "online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00")

	w = &world{a: onlineAtDesk(t)}
	w.shut("w", 1, 60)
	w.a = w.a.Restart(after(65), after(7200))
	w.open("w", 2, 7209)
	w.want(t, desk.Connected, desk.Online)
}

// Two restarts in a row: the second knows no better than the first.
func TestARestartDuringAGraceKeepsWhatWasSeen_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.a = w.a.Restart(after(60), after(600))
	w.a = w.a.Restart(after(610), after(1200))
	w.wake(9000)
	if !w.a.PresenceSince.Equal(after(60)) {
		t.Fatal(present(w.a))
	}
}

// Heartbeats come in steps of seconds, and a message or a choice of status can be
// younger than the last one. What ends is never dated before what it ends.
func TestWhatWasDoneAfterTheLastHeartbeatStands_1_8_4(t *testing.T) {
	w := &world{a: paused(t, onlineAtDesk(t), "lunch", after(64), vida)}
	w.miss("w", 1, 60, 80)
	wantSaid(t, w.wake(5000), 5000, "connected→lost since 09:01:04; paused→invisible (grace_over) [] since 09:01:04; lost→gone (grace_over) ending [q1 paused(lunch)@09:01:04] since 09:01:04")

	w = &world{a: paused(t, onlineAtDesk(t), "lunch", after(64), vida)}
	w.a = w.a.Restart(after(60), after(70))
	w.wake(5000)
	if !w.a.PresenceSince.Equal(after(64)) {
		t.Fatal(present(w.a))
	}

	w = &world{a: online(t, onlineAtDesk(t), after(64), vida, sales)} // one queue more
	w.miss("w", 1, 60, 80)
	w.wake(5000)
	if !w.a.PresenceSince.Equal(after(64)) {
		t.Fatal(present(w.a))
	}

	w = &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 90, 80) // from the future: a clock that stepped
	if got := windows(w.a.Windows); got != "[w/1 missing@09:01:20]" {
		t.Fatal(got)
	}
}

func TestAChoiceWhileMissingIsASignOfLife_1_8_4(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.a = paused(t, w.a, "lunch", after(90), vida)
	wantSaid(t, w.wake(105), 105, "connected→lost since 09:01:30") // the grace goes on, the date is later
	w.want(t, desk.Lost, desk.Paused)
}

// S-28: nothing of presence touches conversations; they have no part in it.
func TestTheGracesAreThoseOfTheModel_1_8_4(t *testing.T) {
	if graces.Presence != (desk.PresenceTimes{LostAfter: 45 * time.Second, LostGrace: 5 * time.Minute, ReloadGrace: 10 * time.Second}) {
		t.Fatalf("%+v", graces)
	}
}

// Somebody else ends it: who was away was last there when last seen. They end it
// themselves: that is a sign of life.
func TestDismissingWhoIsAwayIsDatedAtLastSeen_1_8_5(t *testing.T) {
	away := func() *world {
		w := &world{a: onlineAtDesk(t)}
		w.miss("w", 1, 60, 80)
		w.wake(106)
		return w
	}
	_, events := away().a.Dismiss(after(200))
	wantSaid(t, events, 200, "online→invisible (dismissed) [] since 09:01:00; lost→gone (dismissed) ending [q1 in@09:00:01] since 09:01:00")
	_, events, err := away().a.SignOut(0, after(200))
	if err != nil {
		t.Fatal(err)
	}
	wantSaid(t, events, 200, "online→invisible (signed_out) []; lost→gone (signed_out) ending [q1 in@09:00:01]")
}

func TestDismissingTellsOfEveryLiveWindow(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.open("v", 1, 10)
	w.open("u", 1, 11)
	w.miss("u", 1, 12, 20)
	a, events := w.a.Dismiss(after(60))
	wantSaid(t, events, 60, "closed w; closed v; online→invisible (dismissed) []; connected→gone (dismissed) ending [q1 in@09:00:01]")
	if a.Presence != desk.Gone || len(a.Windows) != 0 {
		t.Fatal(present(a))
	}
}

// A goodbye that could not be stored in time is dated when it was said, but not
// before what the agent did after it.
func TestAGoodbyeHeardLateIsDatedWhenItWasSaid_1_8_4(t *testing.T) {
	late := func(said, at float64) (*world, []desk.Event) {
		w := &world{a: onlineAtDesk(t)}
		var events []desk.Event
		w.a, events = w.a.CloseWindow("w", 1, after(said), graces, after(at))
		return w, events
	}
	w, events := late(60, 90)
	wantSaid(t, events, 90, "closed w since 09:01:00")
	wantSaid(t, w.wake(90), 90, "online→invisible (closed) [] since 09:01:00; connected→gone (closed) ending [q1 in@09:00:01] since 09:01:00")
	_, events = late(0, 90)
	wantSaid(t, events, 90, "closed w since 09:00:01")
	_, events = late(100, 90)
	wantSaid(t, events, 90, "closed w")
}

// The grace that never ends (S-28, "infinite = pure Smartspace"): who is lost is
// Inativo until they come back, or somebody ends it.
func TestAGraceThatNeverEnds_1_8_4(t *testing.T) {
	forever := graces
	forever.Presence.LostForever = true
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	if due := w.a.Due(forever); !due.Equal(after(105)) {
		t.Fatalf("lost at %s", clock(due))
	}
	a, _ := w.a.Wake(forever, after(105))
	if a.Presence != desk.Lost || !a.Due(forever).IsZero() {
		t.Fatal(present(a))
	}
	if a, events := a.Wake(forever, after(400*24*3600)); len(events) != 0 || a.Presence != desk.Lost || a.Status() != desk.Online {
		t.Fatal(said(events, after(400*24*3600)), present(a))
	}
	back, events := a.OpenWindow("w", 1, []desk.QueueID{vida}, desk.Invisible, forever, after(400*24*3600))
	wantSaid(t, events, 400*24*3600, "opened w; lost→connected")
	if back.Status() != desk.Online {
		t.Fatal(present(back))
	}
	// The setting is taken back: the grace was over long ago.
	if due := a.Due(graces); !due.Equal(after(360)) {
		t.Fatalf("gone at %s", clock(due))
	}
	_, events = a.Wake(graces, after(500))
	wantSaid(t, events, 500, "online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00")
}

// A grace that changes while it runs counts from where it began: longer is more
// time, shorter than what has passed is over now, and dated as it always is.
func TestAChangedGraceIsThatOfWhoIsAway_1_8_4(t *testing.T) {
	with := func(change func(*desk.PresenceTimes)) desk.Times {
		t := graces
		change(&t.Presence)
		return t
	}
	missing := func() desk.Agent {
		w := &world{a: onlineAtDesk(t)}
		w.miss("w", 1, 60, 80)
		return w.a
	}
	lost, _ := missing().Wake(graces, after(105))
	closing := &world{a: onlineAtDesk(t)}
	closing.shut("w", 1, 60)
	for _, c := range []struct {
		name  string
		agent desk.Agent
		times desk.Times
		due   float64
		then  string
	}{
		{"lost later", missing(), with(func(p *desk.PresenceTimes) { p.LostAfter = 2 * time.Minute }), 180, "connected→lost since 09:01:00"},
		{"gone later", lost, with(func(p *desk.PresenceTimes) { p.LostGrace = time.Hour }), 60 + 3600, "online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00"},
		{"gone sooner", lost, with(func(p *desk.PresenceTimes) { p.LostGrace = time.Minute }), 120, "online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00"},
		{"closed sooner", closing.a, with(func(p *desk.PresenceTimes) { p.ReloadGrace = 3 * time.Second }), 63, "online→invisible (closed) [] since 09:01:00; connected→gone (closed) ending [q1 in@09:00:01] since 09:01:00"},
		{"closed later", closing.a, with(func(p *desk.PresenceTimes) { p.ReloadGrace = time.Minute }), 120, "online→invisible (closed) [] since 09:01:00; connected→gone (closed) ending [q1 in@09:00:01] since 09:01:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if due := c.agent.Due(c.times); !due.Equal(after(c.due)) {
				t.Fatalf("due at %s", clock(due))
			}
			if _, early := c.agent.Wake(c.times, after(c.due-.001)); len(early) != 0 {
				t.Fatal(said(early, after(c.due)))
			}
			_, events := c.agent.Wake(c.times, after(c.due))
			wantSaid(t, events, c.due, c.then)
		})
	}
}
