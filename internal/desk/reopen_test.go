package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"pronto/internal/desk"
)

// The close and reopen matrix: every status, with the preference off and on, and
// every way to leave the desk. What was declared was declared at 09:00:01; the
// window's last sign is at 09:01:00; somebody looks at 09:30:00, or when it is
// known; and what comes back comes back an hour later, unless it is said when.
func TestCloseAndReopenMatrix_B_STATUS_20_to_36(t *testing.T) {
	golden(t, "reopen.golden", closeAndReopen(t, desk.Invisible))
}

// The same where a desk opens Online (C-03): what is a reload or a resume gives
// back what was there, and all that opens the desk anew is Online.
func TestCloseAndReopenMatrixOfADeskThatOpensOnline_C_03(t *testing.T) {
	golden(t, "reopen_online.golden", closeAndReopen(t, desk.Online))
}

func closeAndReopen(t *testing.T, initial desk.Status) string {
	statuses := []struct {
		name  string
		agent func() desk.Agent
	}{
		{"Online", func() desk.Agent { return online(t, atDesk(), after(1), vida) }},
		{"Em pausa", func() desk.Agent { return paused(t, atDesk(), "lunch", after(1), vida) }},
		{"Invisível", func() desk.Agent { return atDesk(vida) }},
	}
	ways := []struct {
		name  string
		leave func(w *world)
		back  func(w *world)
	}{
		{"closed, reopened", func(w *world) { w.shut("w", 1, 60); w.wake(1800) }, func(w *world) { w.open("w", 2, 3600) }},
		{"closed, another tab opens after 3 s", func(w *world) { w.shut("w", 1, 60) }, func(w *world) { w.open("x", 1, 63) }},
		{"reloaded within 10 s", func(w *world) { w.shut("w", 1, 60) }, func(w *world) { w.open("w", 2, 69.999) }},
		{"browser crashed, opened anew", func(w *world) { w.miss("w", 1, 60, 70); w.wake(1800) }, func(w *world) { w.open("w", 2, 3600) }},
		{"browser crashed, restored after a minute", func(w *world) { w.miss("w", 1, 60, 70); w.wake(105) }, func(w *world) { w.open("x", 1, 120) }},
		{"net lost, back within 5 min", func(w *world) { w.miss("w", 1, 60, 70); w.wake(105) }, func(w *world) { w.open("w", 1, 359.999) }},
		{"net lost, grace over, the same page returns", func(w *world) { w.miss("w", 1, 60, 70); w.wake(1800) }, func(w *world) { w.open("w", 1, 3600) }},
		{"signed out, reopened", func(w *world) { w.a, _, _ = w.a.SignOut(0, after(60)) }, func(w *world) { w.open("w", 2, 3600) }},
		{"dismissed, reopened", func(w *world) { w.a, _ = w.a.Dismiss(after(60)) }, func(w *world) { w.open("w", 2, 3600) }},
		{"server down for 9 min, page resumes", func(w *world) { w.a = w.a.Restart(after(60), after(600)) }, func(w *world) { w.open("w", 1, 605) }},
		{"server down for 9 min, page gone", func(w *world) { w.a = w.a.Restart(after(60), after(600)); w.wake(1800) }, func(w *world) { w.open("w", 2, 3600) }},
		{"one of two windows closed", func(w *world) { w.open("v", 1, 30); w.shut("w", 1, 60); w.wake(1800) }, func(w *world) { w.open("w", 2, 3600) }},
	}
	var page strings.Builder
	for _, way := range ways {
		fmt.Fprintf(&page, "%s\n", way.name)
		for _, s := range statuses {
			for _, keep := range []bool{false, true} {
				w := &world{s.agent(), initial}
				w.a, _ = w.a.Prefer(keep, after(2))
				way.leave(w)
				fmt.Fprintf(&page, "\t%-10s preference %-3s away: %s", s.name, map[bool]string{true: "on", false: "off"}[keep], called(w.a))
				way.back(w)
				fmt.Fprintf(&page, " | back: %s\n", called(w.a))
			}
		}
	}
	return page.String()
}

// called is what an agent without work is called in each vocabulary.
func called(a desk.Agent) string {
	x := a.Axes(desk.Load{}, desk.DefaultLimits)
	return fmt.Sprintf("%-9s %-9s %-10s %-9s status since %s", a.Presence, x.Blip(), x.Puzzel(), x.Smartspace(), clock(a.StatusSince))
}

// B-STATUS-32, 33, 34 word by word: it stays Online, the closed time counts as
// Online, and it reopens Online, with nothing in the log that says otherwise.
func TestKeptOnline_B_STATUS_30_to_34_37(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	if w.a.KeepOnline {
		t.Fatal("the preference is on before anybody turned it on (B-STATUS-31)")
	}
	a, events := w.a.Prefer(true, after(2))
	wantSaid(t, events, 2, "keep online true")
	if _, again := a.Prefer(true, after(3)); len(again) != 0 {
		t.Fatal(said(again, after(3)))
	}
	w.a = a
	w.shut("w", 1, 60)
	wantSaid(t, w.wake(70), 70, "connected→gone (closed) since 09:01:00")
	if !w.a.KeptOnline() || w.a.Reachable() || entries(w.a.SignIns) != "[q1 in@09:00:01]" {
		t.Fatal(present(w.a))
	}
	wantSaid(t, w.open("w", 2, 3600), 3600, "opened w; gone→connected")
	if !w.a.StatusSince.Equal(after(1)) || w.a.KeptOnline() {
		t.Fatal(present(w.a))
	}
}

// While kept online the sign-ins can only be cleared, by whoever may, and what is
// left of them is never a pause (rules.md 1.8.1, B-STATUS-36).
func TestKeptOnlineCanOnlyBeCleared_1_8_1(t *testing.T) {
	two := []desk.QueueID{vida, sales}
	kept := func() desk.Agent {
		w := &world{a: online(t, atDesk(), after(1), two...)}
		w.a, _, _ = w.a.SignInTo(ana, sales, desk.PausedQueue, "lunch", two, after(2))
		w.a, _ = w.a.Prefer(true, after(3))
		w.a, _, _ = w.a.Plan(desk.NextStatus{Status: desk.Invisible, AfterWork: true}, 1, after(4))
		w.shut("w", 1, 60)
		w.wake(70)
		return w.a
	}
	if a := kept(); !a.KeptOnline() || a.Next == nil {
		t.Fatal(present(a))
	}
	for _, by := range []desk.UserID{ana, bia} {
		_, _, err := kept().GoOnline(by, two, after(80))
		mustRefuse(t, err, "no_window")
		_, _, err = kept().Pause(by, two, "", after(80))
		mustRefuse(t, err, "no_window")
		_, _, err = kept().SignInTo(by, vida, desk.PausedQueue, "", two, after(80))
		mustRefuse(t, err, "no_window")
		_, events := kept().GoInvisible(by, after(80))
		wantSaid(t, events, 80, "online→invisible []; nothing next")
	}
	_, _, err := kept().Plan(desk.NextStatus{Status: desk.Invisible, AfterWork: true}, 0, after(80))
	mustRefuse(t, err, "no_window")
	a, events, err := kept().SignInTo(bia, sales, "", "", two, after(80))
	if err != nil || !a.KeptOnline() || a.Next != nil { // a person's choice (C-27)
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 80, "online→online [q1 in@09:00:01]; nothing next")
	a, events, err = kept().SignInTo(bia, vida, "", "", two, after(80))
	if err != nil || a.KeptOnline() {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 80, "online→invisible []; nothing next")
	a, events = kept().Allow([]desk.QueueID{vida}, nil, after(80))
	wantSaid(t, events, 80, "online→online [q1 in@09:00:01]")
	if a.Next == nil {
		t.Fatal("the queue that was lost took the plan along")
	}
	_, events = kept().Allow([]desk.QueueID{sales}, nil, after(80))
	wantSaid(t, events, 80, "online→invisible []; nothing next")
	a, events = kept().Prefer(false, after(80))
	wantSaid(t, events, 80, "keep online false; online→invisible []; nothing next")
	if a.KeptOnline() || a.DeclaredBy != ana {
		t.Fatal(present(a))
	}
}

// A pause that was chosen for later and comes true while kept online ends as one
// in which the desk is closed: with nothing left.
func TestAPauseComingTrueWhileKeptOnlineIsOffline_B_STATUS_36(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.a, _ = w.a.Prefer(true, after(2))
	w.a, _, _ = w.a.Plan(desk.NextStatus{Status: desk.Paused, Reason: "lunch", At: after(600)}, 0, after(3))
	w.shut("w", 1, 60)
	w.wake(70)
	a, events := w.a.Turn(0, after(601))
	wantSaid(t, events, 601, "nothing next since 09:10:00; online→invisible [] since 09:10:00")
	if x := a.Axes(desk.Load{}, desk.DefaultLimits); x.Blip() != desk.BlipOffline || x.Smartspace() != desk.Offline {
		t.Fatal(called(a))
	}
}

// Explicit sign-out is offline whatever the preference (B-STATUS-38), also of who
// is away already.
func TestSigningOutWhileKeptOnline_B_STATUS_38(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.a, _ = w.a.Prefer(true, after(2))
	w.shut("w", 1, 60)
	w.wake(70)
	a, events, err := w.a.SignOut(0, after(80))
	if err != nil || a.KeptOnline() {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 80, "online→invisible (signed_out) []")
}

// A goodbye is a clean close of the desk only when all windows said it: beside one
// that vanished the desk is lost, and lost is not closed.
func TestAGoodbyeBesideAMissingWindowIsNoCleanClose_B_STATUS_32_S_42(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.a, _ = w.a.Prefer(true, after(2))
	w.open("v", 1, 10)
	w.a = w.a.Restart(after(60), after(600))
	w.shut("w", 1, 605)
	wantSaid(t, w.open("x", 1, 607), 607, "online→invisible (replaced) [] since 09:10:05; connected→gone (replaced) ending [q1 in@09:00:01] since 09:10:05; opened x; gone→connected")
}
