package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// ringing is an agent online in q1 at whom the call c rings since at.
func ringing(t *testing.T, a desk.Agent, at time.Time) desk.Agent {
	t.Helper()
	a, _, err := a.Ring("c", vida, graces.Hold, at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func talking(t *testing.T, a desk.Agent, at time.Time) desk.Agent {
	t.Helper()
	a, _, err := ringing(t, a, at).Answered("c", at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wrappingUp(t *testing.T, a desk.Agent, at time.Time) desk.Agent {
	t.Helper()
	a, _, err := talking(t, a, at).HungUp("c", graces.Hold, at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func rangOut(t *testing.T, a desk.Agent, at time.Time) desk.Agent {
	t.Helper()
	a, _ = ringing(t, a, at.Add(-graces.Hold.Answer)).Wake(graces, at)
	return a
}

func declined(a desk.Agent, at time.Time) desk.Agent {
	a, _ = a.Declined(graces.Hold, at)
	return a
}

func lineTaken(a desk.Agent, at time.Time) desk.Agent {
	a, _ = a.LineTaken(at)
	return a
}

func puzzel(a desk.Agent, open int) desk.PuzzelLabel {
	return a.Axes(desk.Load{Open: open, Chat: open}, desk.DefaultLimits).Puzzel()
}

// Every hold with every thing that can happen to it, on both sides of its end.
// What is here began at 09:01:00. A call rings 20 s, wrap-up lasts 30, no answer
// and busy 10 (rules.md 1.8.1, axis C; 1.8.4).
func TestTheHoldMachine_P_STATUS_02_to_34(t *testing.T) {
	at := after(60)
	states := []struct {
		name  string
		agent desk.Agent
		at    []float64
	}{
		{"free", onlineAtDesk(t), []float64{65}},
		{"connecting", ringing(t, onlineAtDesk(t), at), []float64{79.999, 80, 95}},
		{"connecting, a colleague's", func() desk.Agent { a, _, _ := onlineAtDesk(t).Ring("c", "", graces.Hold, at); return a }(), []float64{65}},
		{"connected", talking(t, onlineAtDesk(t), at), []float64{3600}},
		{"wrap_up", wrappingUp(t, onlineAtDesk(t), at), []float64{89.999, 90}},
		{"no_answer", rangOut(t, onlineAtDesk(t), at), []float64{69.999, 70}},
		{"busy, rejected", declined(onlineAtDesk(t), at), []float64{65, 69.999, 70}},
		{"busy, line taken", lineTaken(onlineAtDesk(t), at), []float64{3600}},
		{"busy, line free", func() desk.Agent { a, _ := lineTaken(onlineAtDesk(t), at).LineFree(graces.Hold, at); return a }(), []float64{65, 70}},
		{"wrap_up, busy beside it", declined(wrappingUp(t, onlineAtDesk(t), at), after(65)), []float64{74.999, 75, 90}},
		{"connected, line taken", lineTaken(talking(t, onlineAtDesk(t), at), after(65)), []float64{70}},
		{"connecting while missing", func() desk.Agent {
			w := &world{a: ringing(t, onlineAtDesk(t), at)}
			w.miss("w", 1, 55, 61)
			return w.a
		}(), []float64{70}},
	}
	h := graces.Hold
	actions := []struct {
		name string
		do   func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error)
	}{
		{"wake", func(a desk.Agent, _ time.Time) (desk.Agent, []desk.Event, error) { return a, nil, nil }},
		{"ring d of q2", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.Ring("d", sales, h, now) }},
		{"answered c", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.Answered("c", now) }},
		{"answered d", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.Answered("d", now) }},
		{"rejected c", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.Rejected("c", h, now) }},
		{"hung up c", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.HungUp("c", h, now) }},
		{"hung up d", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.HungUp("d", h, now) }},
		{"declined an offer", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.Declined(h, now)
			return a, events, nil
		}},
		{"line taken", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.LineTaken(now)
			return a, events, nil
		}},
		{"line free", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.LineFree(h, now)
			return a, events, nil
		}},
		{"left wrap-up", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.LeaveWrapUp(now) }},
		{"Em pausa", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.Pause(ana, []desk.QueueID{vida}, "", now)
		}},
		{"Invisível", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.GoInvisible(ana, now)
			return a, events, nil
		}},
		{"signed out", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.SignOut(0, now) }},
		{"dismissed", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.Dismiss(now)
			return a, events, nil
		}},
	}
	var page strings.Builder
	for _, s := range states {
		fmt.Fprintf(&page, "%s:%s = %s\n", s.name, onAxisC(s.agent), puzzel(s.agent, 0))
		for _, act := range actions {
			for _, at := range s.at {
				a, due := s.agent.Wake(graces, after(at))
				next, events, err := act.do(a, after(at))
				text := said(append(due, events...), after(at))
				if err != nil {
					text = strings.TrimPrefix(text+"; "+refused(err), "; ")
				}
				fmt.Fprintf(&page, "\t%-17s at %-12s %s%s: %s\n", act.name, clock(after(at)), puzzel(next, 0), onAxisC(next), text)
			}
		}
	}
	golden(t, "hold.golden", page.String())
}

// P-STATUS-14: with zero seconds the status is left out altogether.
func TestZeroSecondsIsNoTimeAtAll_P_STATUS_09_14_22(t *testing.T) {
	none := desk.Times{Presence: graces.Presence, Hold: desk.HoldTimes{Answer: 20 * time.Second}}
	a, events, _ := talking(t, onlineAtDesk(t), after(60)).HungUp("c", none.Hold, after(90))
	wantSaid(t, events, 90, "connected→free c of q1")
	wantFree(t, a)
	a, events = ringing(t, onlineAtDesk(t), after(60)).Wake(none, after(99))
	wantSaid(t, events, 99, "connecting→free c of q1 since 09:01:20")
	wantFree(t, a)
	a, events, _ = ringing(t, onlineAtDesk(t), after(60)).Rejected("c", none.Hold, after(61))
	wantSaid(t, events, 61, "connecting→free c of q1")
	wantFree(t, a)
	a, events = onlineAtDesk(t).Declined(none.Hold, after(61))
	wantSaid(t, events, 61, "")
	wantFree(t, a)
	a, events = lineTaken(onlineAtDesk(t), after(60)).LineFree(none.Hold, after(61))
	wantSaid(t, events, 61, "not busy")
	wantFree(t, a)
}

func wantFree(t *testing.T, a desk.Agent) {
	t.Helper()
	if !a.Hold.IsFree() || a.Busy.Running() || puzzel(a, 0) != desk.PuzzelReady || !a.Due(graces).IsZero() {
		t.Fatal(present(a))
	}
}

// Busy and wrap-up may run at the same time, each to its own end.
func TestBusyRunsBesideWrapUp_1_8_1(t *testing.T) {
	a := declined(wrappingUp(t, onlineAtDesk(t), after(60)), after(65))
	if puzzel(a, 0) != desk.PuzzelBusy {
		t.Fatal(present(a))
	}
	a, events := a.Wake(graces, after(80))
	wantSaid(t, events, 80, "not busy since 09:01:15")
	if puzzel(a, 0) != desk.PuzzelWrapUp {
		t.Fatal(present(a))
	}
	a, events = a.Wake(graces, after(90))
	wantSaid(t, events, 90, "wrap_up→free c of q1")
	wantFree(t, a)
}

// A second refusal begins its own time; what runs longer already goes on.
func TestBusyLastsToTheLaterEnd_P_STATUS_11_12(t *testing.T) {
	a, events := declined(onlineAtDesk(t), after(60)).Declined(graces.Hold, after(65))
	wantSaid(t, events, 65, "busy rejected until 09:01:15")
	if !a.Busy.Since.Equal(after(60)) {
		t.Fatal("busy without a break since", clock(a.Busy.Since))
	}
	shorter := desk.HoldTimes{Busy: time.Second}
	if same, events := a.Declined(shorter, after(66)); len(events) != 0 || !same.Busy.Until.Equal(after(75)) {
		t.Fatal(present(same))
	}
	freed, _ := lineTaken(onlineAtDesk(t), after(60)).LineFree(graces.Hold, after(62))
	if same, events := freed.Declined(shorter, after(63)); len(events) != 0 || !same.Busy.Until.Equal(after(72)) {
		t.Fatal(present(same))
	}
}

// A refusal during a call outside the queues ends neither with its own time nor
// at once: the line is what makes one busy, until it is free and x seconds more.
func TestARefusalDoesNotFreeTheLine_P_STATUS_10(t *testing.T) {
	for _, h := range []desk.HoldTimes{graces.Hold, {}} {
		a, events := lineTaken(onlineAtDesk(t), after(60)).Declined(h, after(61))
		if len(events) != 0 || !a.Busy.Until.IsZero() || puzzel(a, 0) != desk.PuzzelBusy {
			t.Fatal(present(a))
		}
		if a, _ = a.Wake(graces, after(9000)); puzzel(a, 0) != desk.PuzzelBusy {
			t.Fatal("it ended by itself")
		}
	}
}

// The timers of holds go on while paused or invisible, and what is left of them
// applies on resuming (rules.md 1.8.2).
func TestHoldTimersGoOnInAPause_1_8_2(t *testing.T) {
	for name, away := range map[string]func(desk.Agent) desk.Agent{
		"paused":    func(a desk.Agent) desk.Agent { return paused(t, a, "lunch", after(70), vida) },
		"invisible": func(a desk.Agent) desk.Agent { a, _ = a.GoInvisible(ana, after(70)); return a },
	} {
		a := away(wrappingUp(t, onlineAtDesk(t), after(60)))
		if puzzel(a, 0) == desk.PuzzelWrapUp {
			t.Errorf("%s: the label is wrap-up", name)
		}
		if back := online(t, a, after(80), vida); puzzel(back, 0) != desk.PuzzelWrapUp || !back.Hold.Until.Equal(after(90)) {
			t.Errorf("%s: %s", name, present(back))
		}
		a, _ = a.Wake(graces, after(90))
		if back := online(t, a, after(95), vida); puzzel(back, 0) != desk.PuzzelReady {
			t.Errorf("%s: %s", name, present(back))
		}
	}
}

// "Becomes Ready" means that the hold ends and the label is computed anew
// (P-STATUS-08, 09, 13, 22).
func TestBecomingReadyIsComputedAnew_1_8_2(t *testing.T) {
	a, _, err := wrappingUp(t, onlineAtDesk(t), after(60)).LeaveWrapUp(after(61))
	if err != nil || puzzel(a, 0) != desk.PuzzelReady || puzzel(a, 5) != desk.PuzzelBusy {
		t.Fatal(err, present(a))
	}
	a, _ = paused(t, declined(onlineAtDesk(t), after(60)), "", after(61), vida).Wake(graces, after(70))
	if puzzel(a, 0) != desk.PuzzelPause {
		t.Fatal(present(a))
	}
}

// A pause chosen during a call: Connected, then Pause. Choosing it while a queue's
// call rings takes that call back (rules.md 1.8.3).
func TestAPauseDuringACall_1_8_6(t *testing.T) {
	a := paused(t, talking(t, onlineAtDesk(t), after(60)), "lunch", after(70), vida)
	if puzzel(a, 0) != desk.PuzzelConnected || a.Axes(desk.Load{}, desk.DefaultLimits).Blip() != desk.BlipPaused {
		t.Fatal(present(a))
	}
	a, events, _ := a.HungUp("c", graces.Hold, after(80))
	wantSaid(t, events, 80, "connected→wrap_up c of q1 until 09:01:50")
	if puzzel(a, 0) != desk.PuzzelPause {
		t.Fatal(present(a))
	}
	_, events, _ = ringing(t, onlineAtDesk(t), after(60)).Pause(ana, []desk.QueueID{vida}, "", after(70))
	wantSaid(t, events, 70, "online→paused [q1 paused@09:01:10]; connecting→free c of q1")
}

func TestARingingCallIsTakenBackWithItsQueue_1_8_3(t *testing.T) {
	two := []desk.QueueID{vida, sales}
	at := func(queue desk.QueueID) desk.Agent {
		a, _, err := online(t, atDesk(), after(1), two...).Ring("c", queue, graces.Hold, after(60))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, c := range []struct {
		rings desk.QueueID // empty: a colleague's
		leave desk.QueueID
		stops bool
	}{{vida, vida, true}, {vida, sales, false}, {"", vida, false}} {
		for _, state := range []desk.SignInState{"", desk.PausedQueue} {
			a, _, err := at(c.rings).SignInTo(ana, c.leave, state, "", two, after(70))
			if err != nil || a.Hold.IsFree() != c.stops {
				t.Errorf("a call of %q after leaving %s: %v %s", c.rings, c.leave, err, present(a))
			}
		}
	}
	if a, _ := at("").GoInvisible(ana, after(70)); !a.Hold.IsFree() {
		t.Error("a colleague's call rings on at who is invisible (C-26)")
	}
	if a, _ := at(vida).Allow([]desk.QueueID{sales}, nil, after(70)); !a.Hold.IsFree() {
		t.Error("it rings on in a queue that was taken away")
	}
}

// On gone what rings is withdrawn, wrap-up, busy and no answer end, and a call
// lasts until the telephone reports its end (rules.md 1.8.4).
func TestHoldsEndWithPresence_1_8_4(t *testing.T) {
	for name, c := range map[string]struct {
		agent desk.Agent
		want  string
	}{
		"connecting": {ringing(t, onlineAtDesk(t), after(95)), "connecting→free c of q1 since 09:01:40; "},
		"wrap_up":    {wrappingUp(t, onlineAtDesk(t), after(90)), "wrap_up→free c of q1 since 09:01:40; "},
		"no_answer":  {rangOut(t, onlineAtDesk(t), after(105)), "no_answer→free c of q1 since 09:01:45; "},
		"busy":       {declined(onlineAtDesk(t), after(105)), "not busy since 09:01:45; "},
		"connected":  {talking(t, onlineAtDesk(t), after(90)), ""},
		"line taken": {lineTaken(onlineAtDesk(t), after(90)), "not busy since 09:01:40; "},
	} {
		for _, keep := range []bool{false, true} {
			w := &world{a: c.agent}
			w.a, _ = w.a.Prefer(keep, after(99))
			w.shut("w", 1, 100)
			end := "online→invisible (closed) [] since 09:01:40; connected→gone (closed) ending [q1 in@09:00:01] since 09:01:40"
			if keep {
				end = "connected→gone (closed) since 09:01:40"
			}
			wantSaid(t, w.wake(110), 110, c.want+end)
			if keep == (puzzel(w.a, 0) == desk.PuzzelLoggedOff) && name != "connected" {
				t.Errorf("%s, keep online %v: %s", name, keep, puzzel(w.a, 0))
			}
		}
	}
	w := &world{a: talking(t, onlineAtDesk(t), after(60))}
	w.miss("w", 1, 70, 80)
	w.wake(5000)
	if w.a.Presence != desk.Gone || puzzel(w.a, 0) != desk.PuzzelConnected {
		t.Fatal(present(w.a))
	}
	a, events, err := w.a.HungUp("c", graces.Hold, after(5100))
	if err != nil || a.Due(graces) != (time.Time{}) {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 5100, "connected→free c of q1") // nobody is there to wrap up
	a, _ = lineTaken(onlineAtDesk(t), after(60)).Dismiss(after(61))
	if _, events = a.LineFree(graces.Hold, after(70)); len(events) > 0 {
		t.Fatal(said(events, after(70))) // it ended with presence
	}
}

// What begins after the last sight ends where it began, never before it.
func TestNoHoldEndsBeforeItBegan_1_8_5(t *testing.T) {
	w := &world{a: onlineAtDesk(t)}
	w.miss("w", 1, 60, 80)
	w.a = ringing(t, w.a, after(90))
	wantSaid(t, w.wake(105), 105, "connected→lost since 09:01:00; connecting→free c of q1 since 09:01:30")
	long := graces
	long.Hold.WrapUp = time.Hour
	w = &world{a: talking(t, onlineAtDesk(t), after(50))}
	w.miss("w", 1, 60, 80)
	w.a, _, _ = w.a.HungUp("c", long.Hold, after(95))
	wantSaid(t, w.wake(360), 360, "connected→lost since 09:01:00; wrap_up→free c of q1 since 09:01:35; "+
		"online→invisible (grace_over) [] since 09:01:00; lost→gone (grace_over) ending [q1 in@09:00:01] since 09:01:00")
}

// C-08: where no window is, or none that answers, nothing rings.
func TestNothingRingsWhereNobodyIs_C_08(t *testing.T) {
	lost := &world{a: onlineAtDesk(t)}
	lost.miss("w", 1, 60, 80)
	lost.wake(106)
	closing := &world{a: onlineAtDesk(t)}
	closing.shut("w", 1, 105)
	kept := &world{a: onlineAtDesk(t)}
	kept.a, _ = kept.a.Prefer(true, after(2))
	kept.shut("w", 1, 60)
	kept.wake(70)
	for name, a := range map[string]desk.Agent{"lost": lost.a, "closing": closing.a, "kept online": kept.a, "never came": desk.NewAgent(ana, nine)} {
		if _, _, err := a.Ring("c", vida, graces.Hold, after(107)); !desk.IsRefusal(err, "no_window") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := onlineAtDesk(t).Ring("", vida, graces.Hold, after(60))
	mustField(t, err, "call")
}

// P-STATUS-29, P-STATUS-30: the four holds say nothing of written work, unless a
// setting says so.
func TestWrittenWorkInHoldsIsASetting_P_STATUS_29_30_31(t *testing.T) {
	all := []desk.HoldState{"", desk.Free, desk.Connecting, desk.InCall, desk.WrapUp, desk.NoAnswer}
	for _, s := range all {
		if !desk.AlwaysWritten.Allows(s) {
			t.Errorf("%s stops written work by default", s)
		}
		if never := (desk.DuringHold{}); never.Allows(s) != (s == "" || s == desk.Free) {
			t.Errorf("%s, switched off: %v", s, never.Allows(s))
		}
	}
	for s, only := range map[desk.HoldState]desk.DuringHold{
		desk.Connecting: {Connecting: true}, desk.InCall: {Connected: true}, desk.WrapUp: {WrapUp: true}, desk.NoAnswer: {NoAnswer: true},
	} {
		for _, other := range all[2:] {
			if only.Allows(other) != (other == s) {
				t.Errorf("the switch of %s speaks of %s", s, other)
			}
		}
	}
}

// S-03: a call that rings or goes on keeps one from signing out; wrap-up does not.
func TestSignOutIsBlockedInACall_S_03(t *testing.T) {
	for _, a := range []desk.Agent{ringing(t, onlineAtDesk(t), after(60)), talking(t, onlineAtDesk(t), after(60))} {
		same, events, err := a.SignOut(0, after(61))
		mustRefuse(t, err, "logout_blocked")
		if len(events) != 0 || same.Hold.State != a.Hold.State {
			t.Fatal(present(same))
		}
	}
	a, _, err := wrappingUp(t, onlineAtDesk(t), after(60)).SignOut(0, after(61))
	if err != nil || !a.Hold.IsFree() {
		t.Fatal(err, present(a))
	}
}

// C-10, allow: with work at hand one is asked once, and is told how much it is; a
// call that rings is taken back, and one that goes on lasts until it ends.
func TestSignOutWithWork_C_10(t *testing.T) {
	ringing, _, err := onlineAtDesk(t).Ring("call", vida, graces.Hold, after(50))
	if err != nil {
		t.Fatal(err)
	}
	talking, _, err := ringing.Answered("call", after(55))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		agent desk.Agent
		open  int
		asked string // "": nothing to ask
		lasts bool   // a call, beyond the sign-out
	}{
		{"nothing at hand", onlineAtDesk(t), 0, "", false},
		{"conversations", onlineAtDesk(t), 3, "3 false", false},
		{"a call rings", ringing, 0, "0 true", false},
		{"a call goes on", talking, 2, "2 true", true},
		{"wrap-up (S-03)", wrappingUp(t, onlineAtDesk(t), after(50)), 0, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, _ := c.agent.Prefer(true, after(56)) // which is no reason to stay online (B-STATUS-38)
			_, _, err := a.SignOutWithWork(c.open, false, after(60))
			if c.asked == "" && err != nil {
				t.Fatal(err)
			}
			if c.asked != "" {
				mustRefuse(t, err, "logout_unconfirmed")
				var refusal *desk.Refusal
				if !errors.As(err, &refusal) || refusal.Params["open"]+" "+refusal.Params["call"] != c.asked {
					t.Fatal(refusal)
				}
			}
			a, _, err = a.SignOutWithWork(c.open, true, after(60))
			if err != nil || a.Presence != desk.Gone || len(a.SignIns) != 0 || a.KeptOnline() || (a.Hold.State == desk.InCall) != c.lasts || !c.lasts && !a.Hold.IsFree() {
				t.Fatal(err, present(a), a.Hold)
			}
		})
	}
}
