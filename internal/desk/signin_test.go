package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// atDesk is an agent whose window w/1 opened at nine.
func atDesk(allowed ...desk.QueueID) desk.Agent {
	a, _ := desk.NewAgent(ana, nine.Add(-time.Hour)).OpenWindow("w", 1, allowed, desk.Invisible, graces, nine)
	return a
}

func online(t *testing.T, a desk.Agent, at time.Time, allowed ...desk.QueueID) desk.Agent {
	t.Helper()
	a, _, err := a.GoOnline(ana, allowed, at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func paused(t *testing.T, a desk.Agent, reason desk.PauseReasonID, at time.Time, allowed ...desk.QueueID) desk.Agent {
	t.Helper()
	a, _, err := a.Pause(ana, allowed, reason, at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The three macros from every mix of entries of two queues, and what a change of
// the allowed queues makes of them (rules.md 1.8.1 and 1.8.2, B-STATUS-01, B-STATUS-04, B-STATUS-05).
func TestTheMacrosOverSignIns_1_8_1(t *testing.T) {
	states := []desk.SignedIn{
		{},
		{State: desk.SignedInQueue, Since: after(1)},
		{State: desk.PausedQueue, Since: after(2)},
		{State: desk.PausedQueue, Reason: "lunch", Since: after(3)},
	}
	both := []desk.QueueID{vida, sales}
	actions := []struct {
		name string
		do   func(desk.Agent, time.Time) (desk.Agent, []desk.Event, error)
	}{
		{"Online", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.GoOnline(ana, both, now) }},
		{"Em pausa", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.Pause(ana, both, "", now)
		}},
		{"Em pausa(lunch)", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.Pause(ana, both, "lunch", now)
		}},
		{"Em pausa(bank)", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.Pause(ana, both, "bank", now)
		}},
		{"Invisível", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.GoInvisible(ana, now)
			return a, events, nil
		}},
		{"Online, no queue", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) { return a.GoOnline(ana, nil, now) }},
		{"Em pausa, no queue", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			return a.Pause(ana, nil, "lunch", now)
		}},
		{"given q3", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.Allow([]desk.QueueID{vida, sales, third}, []desk.QueueID{third}, now)
			return a, events, nil
		}},
		{"loses q1", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.Allow([]desk.QueueID{sales}, nil, now)
			return a, events, nil
		}},
		{"loses all", func(a desk.Agent, now time.Time) (desk.Agent, []desk.Event, error) {
			a, events := a.Allow(nil, nil, now)
			return a, events, nil
		}},
	}
	var page strings.Builder
	for _, one := range states {
		for _, two := range states {
			a := atDesk(both...)
			a.SignIns, a.StatusSince = mix(one, two), after(3)
			fmt.Fprintf(&page, "%s = %s %s\n", entries(a.SignIns), a.Status(), a.SignIns.Reason())
			before := slices.Clone(a.SignIns)
			for _, act := range actions {
				next, events, err := act.do(a, after(60))
				text := said(events, after(60))
				if err != nil {
					text = refused(err)
				}
				fmt.Fprintf(&page, "\t%-18s %s %s, since %s: %s\n", act.name, next.Status(), entries(next.SignIns), clock(next.StatusSince), text)
				if !slices.Equal(a.SignIns, before) {
					t.Fatalf("%s changed the value it was called on", act.name)
				}
			}
		}
	}
	golden(t, "signin.golden", page.String())
}

func mix(one, two desk.SignedIn) desk.SignIns {
	one.Queue, two.Queue = vida, sales
	return slices.DeleteFunc(desk.SignIns{one, two}, func(e desk.SignedIn) bool { return e.State == "" })
}

// B-STATUS-02, B-STATUS-03: offline is nothing that anybody declares.
func TestExactlyThreeStatusesCanBeChosen_B_STATUS_01_02_03(t *testing.T) {
	seen := map[desk.Status]bool{}
	a := atDesk(vida)
	seen[a.Status()] = true
	seen[online(t, a, after(1), vida).Status()] = true
	seen[paused(t, a, "", after(1), vida).Status()] = true
	gone, _ := a.Dismiss(after(2))
	seen[gone.Status()] = true
	if len(seen) != 3 || !seen[desk.Online] || !seen[desk.Paused] || !seen[desk.Invisible] {
		t.Fatalf("statuses %v", seen)
	}
}

func TestEnteringTheDeskIsInvisible_B_STATUS_11_12_C_03(t *testing.T) {
	a := atDesk(vida, sales)
	if a.Status() != desk.Invisible || len(a.SignIns) != 0 || !a.StatusSince.Equal(nine) {
		t.Fatalf("%s %s since %s", a.Status(), entries(a.SignIns), clock(a.StatusSince))
	}
	if _, in := a.SignIns.In(vida); in {
		t.Fatal("signed in without having declared it")
	}
}

// The other setting of C-03, Puzzel's "Ready once logged on": a desk that opens
// with nothing declared is in every queue that the agent may serve. Nobody
// declared it, no reason is asked, and who may serve nothing stays Invisível.
func TestADeskMayOpenOnline_C_03(t *testing.T) {
	fresh := desk.NewAgent(ana, nine.Add(-time.Hour))
	a, events := fresh.OpenWindow("w", 1, []desk.QueueID{sales, vida}, desk.Online, graces, nine)
	wantSaid(t, events, 0, "opened w; gone→connected; invisible→online [q1 in@09:00:00, q2 in@09:00:00]")
	if a.DeclaredBy != "" || !a.StatusSince.Equal(nine) || !a.IdleSince.Equal(nine) {
		t.Fatal(present(a))
	}
	none, events := fresh.OpenWindow("w", 1, nil, desk.Online, graces, nine)
	wantSaid(t, events, 0, "opened w; gone→connected")
	if none.Status() != desk.Invisible {
		t.Fatal(present(none))
	}
}

// Only the opening is set: a second window, a reload, and the page that returns
// from a lost connection give back Invisível to whoever chose it (B-STATUS-10).
func TestOnlyAnOpeningIsOnline_B_STATUS_10_C_03(t *testing.T) {
	invisible := func() *world {
		w := &world{a: desk.NewAgent(ana, nine.Add(-time.Hour)), initial: desk.Online}
		w.open("w", 1, 0)
		w.a, _ = w.a.GoInvisible(ana, after(1))
		return w
	}
	for name, step := range map[string]func(w *world){
		"a second window":                     func(w *world) { w.open("v", 1, 60) },
		"a reload":                            func(w *world) { w.shut("w", 1, 60); w.open("w", 2, 65) },
		"the net lost, within the grace":      func(w *world) { w.miss("w", 1, 60, 80); w.wake(105); w.open("w", 1, 200) },
		"the net lost, the same page returns": func(w *world) { w.miss("w", 1, 60, 80); w.wake(1800); w.open("w", 1, 3600) },
		"the server restarted":                func(w *world) { w.a = w.a.Restart(after(60), after(600)); w.open("w", 1, 605) },
		"a queue newly given":                 func(w *world) { w.a, _ = w.a.Allow([]desk.QueueID{vida, sales}, []desk.QueueID{sales}, after(60)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := invisible()
			step(w)
			w.want(t, desk.Connected, desk.Invisible)
		})
	}
}

// Who opens a desk that opens Online is there for more, as who chooses Online is:
// a drain whose work went back keeps nothing from them. One that is to come does.
func TestOpeningOnlineEndsADrainThatIsDone_C_03(t *testing.T) {
	for _, done := range []bool{true, false} {
		a, _, err := desk.NewAgent(ana, nine.Add(-time.Hour)).Drained(bia, time.Time{}, after(-60))
		if err != nil {
			t.Fatal(err)
		}
		a.Drain.Done = done
		a, _ = a.OpenWindow("w", 1, []desk.QueueID{vida}, desk.Online, graces, nine)
		if a.Status() != desk.Online || a.WindingDown() == done {
			t.Fatal(done, present(a))
		}
	}
}

func TestOnlineIsInEveryQueueAllowed_B_STATUS_04(t *testing.T) {
	a := online(t, atDesk(), after(5), sales, vida)
	for _, q := range []desk.QueueID{vida, sales} {
		if e, in := a.SignIns.In(q); !in || e.State != desk.SignedInQueue {
			t.Fatalf("%s: %v %v", q, e, in)
		}
	}
	if _, in := a.SignIns.In(third); in {
		t.Fatal("in a queue that is not allowed")
	}
	if !a.IdleSince.Equal(after(5)) {
		t.Fatalf("idle since %s", clock(a.IdleSince))
	}
}

func TestAPauseLeavesNoQueueIn_B_STATUS_05_15(t *testing.T) {
	a := paused(t, online(t, atDesk(), after(5), vida, sales), "lunch", after(65), vida, sales)
	for _, e := range a.SignIns {
		if e.State != desk.PausedQueue || e.Reason != "lunch" || !e.Since.Equal(after(65)) {
			t.Fatalf("%+v", e)
		}
	}
	if a.Status() != desk.Paused || !a.StatusSince.Equal(after(65)) {
		t.Fatalf("%s since %s", a.Status(), clock(a.StatusSince))
	}
}

// The stopwatch starts from zero with another reason, and goes on with the same.
func TestAnotherReasonBeginsAnotherPause_B_STATUS_13_14(t *testing.T) {
	a := paused(t, atDesk(), "lunch", after(10), vida)
	again, events, _ := a.Pause(ana, []desk.QueueID{vida}, "lunch", after(20))
	if len(events) != 0 || !again.StatusSince.Equal(after(10)) {
		t.Fatalf("the same reason began anew at %s: %s", clock(again.StatusSince), said(events, after(20)))
	}
	other := paused(t, a, "bank", after(30), vida)
	if !other.StatusSince.Equal(after(30)) || other.SignIns.Reason() != "bank" {
		t.Fatalf("since %s because of %s", clock(other.StatusSince), other.SignIns.Reason())
	}
}

// However long a desk stays open, nothing but the agent changes the status: there
// is no deadline, and a wake at any hour finds nothing to do.
func TestNothingEndsAStatusByItself_B_STATUS_10_18_19_C_02(t *testing.T) {
	for name, a := range map[string]desk.Agent{
		"online": online(t, atDesk(), after(1), vida), "paused": paused(t, atDesk(), "lunch", after(1), vida), "invisible": atDesk(vida),
	} {
		if due := a.Due(graces); !due.IsZero() {
			t.Errorf("%s: due at %s", name, due)
		}
		next, events := a.Wake(graces, nine.AddDate(1, 0, 0))
		if len(events) != 0 || next.Status() != a.Status() || !next.StatusSince.Equal(a.StatusSince) {
			t.Errorf("%s: a year later %s: %s", name, next.Status(), said(events, nine))
		}
	}
}

func TestABreakIsLeftOnlyByChoice_B_STATUS_19(t *testing.T) {
	a := paused(t, atDesk(), "lunch", after(1), vida, sales)
	if on := online(t, a, after(2), vida, sales); on.Status() != desk.Online || on.SignIns.Reason() != "" {
		t.Fatalf("Online gave %s", entries(on.SignIns))
	}
	if off, _ := a.GoInvisible(ana, after(2)); off.Status() != desk.Invisible || len(off.SignIns) != 0 {
		t.Fatalf("Invisível gave %s", entries(off.SignIns))
	}
}

// B-STATUS-09, B-STATUS-16, B-STATUS-23: what is held is no part of the
// declaration, so no change of it can take anything away.
func TestWorkAtHandIsUntouchedByTheStatus_B_STATUS_09_16_23(t *testing.T) {
	c := held(t, ana)
	a := online(t, atDesk(), after(1), vida)
	a = paused(t, a, "lunch", after(2), vida)
	a, _ = a.GoInvisible(ana, after(3))
	if a.Status() != desk.Invisible {
		t.Fatal(a.Status())
	}
	if _, _, _, err := c.Write(desk.Message{ID: "m", From: desk.FromAgent, Author: ana, Text: "still here"}, after(4)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.End(ana, desk.Finished, after(5)); err != nil {
		t.Fatal(err)
	}
}

func TestNoAllowedQueueIsRefused_1_8_1(t *testing.T) {
	a := atDesk()
	_, _, err := a.GoOnline(ana, nil, after(1))
	mustRefuse(t, err, "no_queue")
	_, _, err = a.Pause(ana, nil, "lunch", after(1))
	mustRefuse(t, err, "no_queue")
}

func TestWhileGoneSignInsCanOnlyBeCleared_1_8_1(t *testing.T) {
	a := desk.NewAgent(ana, nine)
	_, _, err := a.GoOnline(ana, []desk.QueueID{vida}, after(1))
	mustRefuse(t, err, "no_window")
	_, _, err = a.Pause(ana, []desk.QueueID{vida}, "", after(1))
	mustRefuse(t, err, "no_window")
	if next, events := a.Allow([]desk.QueueID{vida}, []desk.QueueID{vida}, after(1)); len(events) != 0 || len(next.SignIns) != 0 {
		t.Fatalf("a queue given while gone signed in: %s", entries(next.SignIns))
	}
}

func TestThePauseReasonIsTheLatestThenTheLowestQueue_1_8_2(t *testing.T) {
	entry := func(q desk.QueueID, reason desk.PauseReasonID, at float64) desk.SignedIn {
		return desk.SignedIn{Queue: q, State: desk.PausedQueue, Reason: reason, Since: after(at)}
	}
	for _, c := range []struct {
		name string
		list desk.SignIns
		want desk.PauseReasonID
	}{
		{"the latest", desk.SignIns{entry(vida, "lunch", 1), entry(sales, "bank", 2), entry(third, "lunch", 1)}, "bank"},
		{"a tie", desk.SignIns{entry(vida, "lunch", 2), entry(sales, "bank", 2)}, "lunch"},
		{"the latest has none", desk.SignIns{entry(vida, "lunch", 1), entry(sales, "", 2)}, ""},
		{"one is in, so nobody is paused", desk.SignIns{entry(vida, "lunch", 1), {Queue: sales, State: desk.SignedInQueue}}, ""},
	} {
		if got := c.list.Reason(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Status paused begins when the last entry that was in became paused or out.
func TestPausedBeginsWhenTheLastInIsOver_1_8_2(t *testing.T) {
	a := atDesk(vida, sales)
	a.SignIns = desk.SignIns{
		{Queue: vida, State: desk.PausedQueue, Reason: "lunch", Since: after(1)},
		{Queue: sales, State: desk.SignedInQueue, Since: after(1)},
	}
	a, _ = a.Allow([]desk.QueueID{vida}, nil, after(40))
	if a.Status() != desk.Paused || !a.StatusSince.Equal(after(40)) || a.SignIns.Reason() != "lunch" {
		t.Fatalf("%s(%s) since %s", a.Status(), a.SignIns.Reason(), clock(a.StatusSince))
	}
}

func TestANewQueueJoinsWithThePresentStatus_1_8_1(t *testing.T) {
	two := []desk.QueueID{vida, sales}
	a, _ := paused(t, atDesk(), "lunch", after(1), vida).Allow(two, []desk.QueueID{sales}, after(9))
	if e, _ := a.SignIns.In(sales); e.State != desk.PausedQueue || e.Reason != "lunch" {
		t.Errorf("paused: %+v", e)
	}
	if !a.StatusSince.Equal(after(1)) {
		t.Errorf("the stopwatch began anew at %s", clock(a.StatusSince))
	}
	a, _ = online(t, atDesk(), after(1), vida).Allow(two, []desk.QueueID{sales}, after(9))
	if e, _ := a.SignIns.In(sales); e.State != desk.SignedInQueue {
		t.Errorf("online: %+v", e)
	}
	a, _ = atDesk(vida).Allow(two, []desk.QueueID{sales}, after(9))
	if len(a.SignIns) != 0 {
		t.Errorf("invisible: %s", entries(a.SignIns))
	}
}

// S-04's words belong to the desk's page; here is the code that calls for them.
func TestSignOutIsBlockedWhileWorkIsOpen_S_03_S_05(t *testing.T) {
	a := online(t, atDesk(), after(1), vida)
	same, events, err := a.SignOut(1, after(2))
	mustRefuse(t, err, "logout_blocked")
	if len(events) != 0 || same.Status() != desk.Online || same.Presence != desk.Connected {
		t.Fatalf("a refused sign-out changed %s", said(events, after(2)))
	}
	if _, _, err := a.SignOut(0, after(3)); err != nil {
		t.Fatalf("S-05: %v", err)
	}
}

func TestSignOutLeavesEveryQueue_S_01_S_02_S_06(t *testing.T) {
	a := online(t, atDesk(), after(1), vida, sales)
	a, events, err := a.SignOut(0, after(2))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.SignIns) != 0 || a.Presence != desk.Gone || len(a.Windows) != 0 || a.Reachable() {
		t.Fatalf("%s %s %s", a.Presence, entries(a.SignIns), windows(a.Windows))
	}
	want := "closed w; online→invisible (signed_out) []; connected→gone (signed_out) ending [q1 in@09:00:01, q2 in@09:00:01]"
	if got := said(events, after(2)); got != want {
		t.Fatalf("events %s\nwant   %s", got, want)
	}
	if again, events, err := a.SignOut(0, after(3)); err != nil || len(events) != 0 || again.Presence != desk.Gone {
		t.Fatalf("twice: %v %s", err, said(events, after(3)))
	}
}

func TestReceivingAndFinishingMoveTheIdleInstant(t *testing.T) {
	a := online(t, atDesk(), after(1), vida)
	if a = a.Received(after(5)); !a.IdleSince.Equal(after(5)) {
		t.Fatal(a.IdleSince)
	}
	if a = a.Finished(after(9)); !a.IdleSince.Equal(after(9)) {
		t.Fatal(a.IdleSince)
	}
}

// Every control of one queue, from every mix of entries of two (C-05, C-03): it
// changes that entry and no other, and the status follows (rules.md 1.8.1, 1.8.2).
func TestOneQueueAtATime_C_05(t *testing.T) {
	states := []desk.SignedIn{
		{},
		{State: desk.SignedInQueue, Since: after(1)},
		{State: desk.PausedQueue, Since: after(2)},
		{State: desk.PausedQueue, Reason: "lunch", Since: after(3)},
	}
	both := []desk.QueueID{vida, sales}
	controls := []struct {
		name   string
		queue  desk.QueueID
		state  desk.SignInState
		reason desk.PauseReasonID
	}{
		{"q1 in", vida, desk.SignedInQueue, "lunch"},
		{"q1 paused", vida, desk.PausedQueue, ""},
		{"q1 paused(lunch)", vida, desk.PausedQueue, "lunch"},
		{"q1 paused(bank)", vida, desk.PausedQueue, "bank"},
		{"q1 out", vida, "", "lunch"},
		{"q3, not a member", third, desk.SignedInQueue, ""},
		{"q3 out", third, "", ""},
		{"q1 asleep", vida, "asleep", ""},
	}
	var page strings.Builder
	for _, one := range states {
		for _, two := range states {
			a := atDesk(both...)
			a.SignIns, a.StatusSince = mix(one, two), after(3)
			fmt.Fprintf(&page, "%s = %s %s\n", entries(a.SignIns), a.Status(), a.SignIns.Reason())
			before := slices.Clone(a.SignIns)
			for _, c := range controls {
				next, events, err := a.SignInTo(ana, c.queue, c.state, c.reason, both, after(60))
				text := said(events, after(60))
				if err != nil {
					text = refused(err)
				}
				fmt.Fprintf(&page, "\t%-16s %s %s, since %s: %s\n", c.name, next.Status(), entries(next.SignIns), clock(next.StatusSince), text)
				if !slices.Equal(a.SignIns, before) {
					t.Fatalf("%s changed the value it was called on", c.name)
				}
				if was, is := otherEntry(before), otherEntry(next.SignIns); was != is {
					t.Fatalf("%s touched q2: %+v, then %+v", c.name, was, is)
				}
			}
		}
	}
	golden(t, "queue_signin.golden", page.String())
}

func otherEntry(s desk.SignIns) desk.SignedIn { e, _ := s.In(sales); return e }

// S-40, S-41: Pausa is a pause in all queues; the last one decides when it begins.
func TestAPauseQueueByQueue_S_40_S_41(t *testing.T) {
	two := []desk.QueueID{vida, sales}
	a := online(t, atDesk(), after(1), two...)
	a, events, err := a.SignInTo(ana, vida, desk.PausedQueue, "lunch", two, after(60))
	if err != nil || a.Status() != desk.Online || !a.StatusSince.Equal(after(1)) {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 60, "online→online [q1 paused(lunch)@09:01:00, q2 in@09:00:01]")
	a, events, _ = a.SignInTo(ana, sales, desk.PausedQueue, "bank", two, after(90))
	wantSaid(t, events, 90, "online→paused [q1 paused(lunch)@09:01:00, q2 paused(bank)@09:01:30]")
	if !a.StatusSince.Equal(after(90)) || a.SignIns.Reason() != "bank" {
		t.Fatal(present(a))
	}
	on := online(t, a, after(100), two...) // every paused becomes in
	if got := entries(on.SignIns); got != "[q1 in@09:01:40, q2 in@09:01:40]" {
		t.Fatal(got)
	}
	half, _, _ := on.SignInTo(ana, sales, "", "", two, after(110))
	half = paused(t, half, "", after(120), two...) // a queue that is out stays out
	if got := entries(half.SignIns); got != "[q1 paused@09:02:00]" {
		t.Fatal(got)
	}
	half = online(t, half, after(130), two...)
	if got := entries(half.SignIns); got != "[q1 in@09:02:10]" {
		t.Fatal(got)
	}
	half = online(t, half, after(140), two...) // none paused: every allowed queue
	if got := entries(half.SignIns); got != "[q1 in@09:02:10, q2 in@09:02:20]" || !half.StatusSince.Equal(after(130)) {
		t.Fatal(got)
	}
}

// C-27: whose word the present status is, the agent's or a supervisor's, and
// nobody's on entering the desk or when a queue is taken away.
func TestWhoDeclaredTheStatus_C_27(t *testing.T) {
	one := []desk.QueueID{vida}
	want := func(a desk.Agent, by desk.UserID) {
		t.Helper()
		if a.DeclaredBy != by {
			t.Fatalf("declared by %q, want %q: %s", a.DeclaredBy, by, present(a))
		}
	}
	a := atDesk(vida)
	want(a, "")
	a, _, err := a.GoOnline(bia, one, after(1))
	if err != nil {
		t.Fatal(err)
	}
	want(a, bia)
	a, _, _ = a.GoOnline(ana, one, after(2))
	want(a, bia) // nothing changed by it
	a, _, _ = a.Pause(ana, one, "lunch", after(3))
	want(a, ana)
	a, _, _ = a.SignInTo(bia, vida, desk.PausedQueue, "bank", one, after(4)) // another reason
	want(a, bia)
	a, _ = a.Allow(nil, nil, after(5))
	want(a, "")
	a, _, _ = a.GoOnline(ana, one, after(6))
	a, _ = a.GoInvisible(bia, after(7))
	want(a, bia)
	w := &world{a: a}
	w.shut("w", 1, 60)
	w.wake(70)
	w.open("w", 2, 80)
	want(w.a, "")
	_, _, err = desk.NewAgent(ana, nine).GoOnline(bia, one, after(1))
	mustRefuse(t, err, "no_window")
}

// A supervisor's choice is no sign of the agent's life, the agent's own is, also
// when it changes nothing (rules.md 1.8.4).
func TestOnlyTheAgentsOwnChoiceIsASignOfLife(t *testing.T) {
	for by, seen := range map[desk.UserID]float64{ana: 90, bia: 60} {
		for _, choose := range []func(desk.Agent) desk.Agent{
			func(a desk.Agent) desk.Agent { a, _, _ = a.GoOnline(by, []desk.QueueID{vida}, after(90)); return a },
			func(a desk.Agent) desk.Agent { a, _, _ = a.Pause(by, []desk.QueueID{vida}, "", after(90)); return a },
			func(a desk.Agent) desk.Agent { a, _ = a.GoInvisible(by, after(90)); return a },
		} {
			w := &world{a: onlineAtDesk(t)}
			w.miss("w", 1, 60, 80)
			w.a = choose(w.a)
			if w.wake(105); !w.a.PresenceSince.Equal(after(seen)) {
				t.Errorf("chosen by %s: lost since %s", by, clock(w.a.PresenceSince))
			}
		}
	}
}
