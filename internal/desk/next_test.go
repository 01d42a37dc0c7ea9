package desk_test

import (
	"testing"
	"time"

	"pronto/internal/desk"
)

var (
	lunchAfterWork = desk.NextStatus{Status: desk.Paused, Reason: "lunch", AfterWork: true}
	invisibleAt    = desk.NextStatus{Status: desk.Invisible, At: after(600)}
)

func planning(t *testing.T, a desk.Agent, n desk.NextStatus, open int, at time.Time) desk.Agent {
	t.Helper()
	a, _, err := a.Plan(n, open, at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// It is the agent's own choice, made beforehand (B-STATUS-10): no more is given
// meanwhile, and with the last conversation it comes.
func TestAStatusAfterWork(t *testing.T) {
	a, events, err := onlineAtDesk(t).Plan(lunchAfterWork, 2, after(60))
	if err != nil || !a.WindingDown() || a.Status() != desk.Online {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 60, "next paused(lunch) after work")
	if !a.Due(graces).IsZero() {
		t.Fatal("a timer for what work decides")
	}
	if same, events := a.Turn(1, after(9000)); len(events) != 0 || same.Next == nil {
		t.Fatal(said(events, after(9000)))
	}
	a, events = a.Turn(0, after(90))
	wantSaid(t, events, 90, "nothing next; online→paused [q1 paused(lunch)@09:01:30]")
	if a.WindingDown() || a.DeclaredBy != ana || !a.StatusSince.Equal(after(90)) {
		t.Fatal(present(a))
	}
	if _, events := a.Turn(0, after(91)); len(events) != 0 {
		t.Fatal("it came twice")
	}
	_, events, _ = onlineAtDesk(t).Plan(lunchAfterWork, 0, after(60)) // with no work at once
	wantSaid(t, events, 60, "next paused(lunch) after work; nothing next; online→paused [q1 paused(lunch)@09:01:00]")
}

// To the millisecond, however late the timer is; work goes on arriving until then.
func TestAStatusAtAnInstant(t *testing.T) {
	a, events, err := onlineAtDesk(t).Plan(invisibleAt, 3, after(60))
	if err != nil || a.WindingDown() || !a.Due(graces).Equal(after(600)) {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 60, "next invisible at 09:10:00")
	if _, events := a.Turn(0, after(599.999)); len(events) != 0 {
		t.Fatal(said(events, after(599.999)))
	}
	for _, late := range []float64{600, 631} {
		b, events := a.Turn(3, after(late))
		want := "nothing next since 09:10:00; online→invisible [] since 09:10:00"
		if late == 600 {
			want = "nothing next; online→invisible []"
		}
		wantSaid(t, events, late, want)
		if !b.StatusSince.Equal(after(600)) || !b.Due(graces).IsZero() {
			t.Fatal(present(b))
		}
	}
	w := &world{a: a} // late, and the desk was opened anew in between: not before that
	w.a, _ = w.a.Prefer(true, after(61))
	w.shut("w", 1, 70)
	w.wake(80)
	w.open("w", 2, 605)
	_, events = w.a.Turn(0, after(610))
	wantSaid(t, events, 610, "nothing next since 09:10:05; online→invisible [] since 09:10:05")
}

func TestWhatCannotBeChosenBeforehand(t *testing.T) {
	a := onlineAtDesk(t)
	for _, c := range []struct {
		n     desk.NextStatus
		field string
	}{
		{desk.NextStatus{Status: desk.Online, AfterWork: true}, "status"},
		{desk.NextStatus{Status: "offline", AfterWork: true}, "status"},
		{desk.NextStatus{AfterWork: true}, "status"},
		{desk.NextStatus{Status: desk.Paused}, "at"},
		{desk.NextStatus{Status: desk.Paused, At: after(60)}, "at"},
		{desk.NextStatus{Status: desk.Paused, At: after(60).Add(time.Microsecond)}, "at"}, // less than is stored
		{desk.NextStatus{Status: desk.Paused, At: after(60).Add(desk.MaxAhead + time.Millisecond)}, "at"},
		{desk.NextStatus{Status: desk.Paused, At: time.Unix(1<<40, 0)}, "at"},
	} {
		same, events, err := a.Plan(c.n, 1, after(60))
		mustField(t, err, c.field)
		if len(events) != 0 || same.Next != nil {
			t.Errorf("%+v: refused and done", c.n)
		}
	}
	_, _, err := desk.NewAgent(ana, nine).Plan(lunchAfterWork, 0, after(60))
	mustRefuse(t, err, "no_window")
	_, _, err = atDesk(vida).Plan(lunchAfterWork, 0, after(60))
	mustRefuse(t, err, "status_invisible")
	if b := planning(t, a, desk.NextStatus{Status: desk.Invisible, Reason: "lunch", At: after(60).Add(desk.MaxAhead)}, 1, after(60)); b.Next.Reason != "" {
		t.Error("invisible for a reason")
	}
}

// A choice for now, anybody's, takes the place of the one for later; so does the
// end of presence. Another choice for later replaces it.
func TestANextStatusIsCancelled(t *testing.T) {
	two := []desk.QueueID{vida, sales}
	plan := func() desk.Agent { return planning(t, onlineAtDesk(t), lunchAfterWork, 1, after(60)) }
	for name, c := range map[string]struct {
		do   func(desk.Agent) (desk.Agent, []desk.Event)
		want string
	}{
		"taken back": {func(a desk.Agent) (desk.Agent, []desk.Event) { return a.CancelNext(after(70)) }, "nothing next"},
		"Online again": {func(a desk.Agent) (desk.Agent, []desk.Event) {
			a, e, _ := a.GoOnline(ana, two[:1], after(70))
			return a, e
		}, "nothing next"},
		"a pause now": {func(a desk.Agent) (desk.Agent, []desk.Event) {
			a, e, _ := a.Pause(ana, two, "", after(70))
			return a, e
		}, "online→paused [q1 paused@09:01:10]; nothing next"},
		"one queue": {func(a desk.Agent) (desk.Agent, []desk.Event) {
			a, e, _ := a.SignInTo(ana, vida, desk.PausedQueue, "bank", two, after(70))
			return a, e
		}, "online→paused [q1 paused(bank)@09:01:10]; nothing next"},
		"a supervisor's": {func(a desk.Agent) (desk.Agent, []desk.Event) { return a.GoInvisible(bia, after(70)) }, "online→invisible []; nothing next"},
		"signed out":     {func(a desk.Agent) (desk.Agent, []desk.Event) { a, e, _ := a.SignOut(0, after(70)); return a, e }, "closed w; online→invisible (signed_out) []; nothing next; connected→gone (signed_out) ending [q1 in@09:00:01]"},
		"replaced": {func(a desk.Agent) (desk.Agent, []desk.Event) {
			a, e, _ := a.Plan(invisibleAt, 1, after(70))
			return a, e
		}, "next invisible at 09:10:00"},
	} {
		a, events := c.do(plan())
		if got := said(events, after(70)); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
		if (a.Next != nil) != (name == "replaced") {
			t.Errorf("%s: %s", name, present(a))
		}
	}
	// What a supervisor repeats changes nothing, so neither does it cancel.
	if a, events, _ := plan().GoOnline(bia, two[:1], after(70)); len(events) != 0 || a.Next == nil {
		t.Error(present(a))
	}
	if _, events := onlineAtDesk(t).CancelNext(after(70)); len(events) != 0 {
		t.Error("nothing was taken back")
	}
	w := &world{a: plan()}
	w.miss("w", 1, 65, 80)
	w.wake(5000)
	if w.a.Next != nil {
		t.Error("the plan of who is gone")
	}
}

// A drain gives no more from its beginning on, and lasts, with the work gone back,
// until the agent chooses a status: theirs to end then, and not before.
func TestADrain(t *testing.T) {
	a, events, err := onlineAtDesk(t).Drained(bia, after(600), after(60))
	if err != nil || !a.WindingDown() || !a.Due(graces).Equal(after(600)) || a.DrainDue(after(599.999)) || !a.DrainDue(after(600)) {
		t.Fatal(err, present(a))
	}
	wantSaid(t, events, 60, "drain by bia until 09:10:00")
	b := online(t, paused(t, a, "lunch", after(70), vida), after(80), vida)
	if b.Drain == nil || !b.WindingDown() {
		t.Fatal("the agent ended what a supervisor decided")
	}
	done := *b.Drain
	done.Done = true
	b.Drain = &done
	if b.DrainDue(after(700)) || !b.Due(graces).IsZero() || !b.WindingDown() {
		t.Fatal(present(b))
	}
	if c, events, _ := b.GoOnline(bia, []desk.QueueID{vida}, after(700)); len(events) != 0 || c.Drain == nil {
		t.Fatal("a supervisor's word is not the agent's", present(c))
	}
	c, events, _ := b.GoOnline(ana, []desk.QueueID{vida}, after(700)) // Online as before: they are there for more
	wantSaid(t, events, 700, "no drain")
	if c.WindingDown() || a.Drain.Done {
		t.Fatal(present(c))
	}
}

func TestADrainIsCancelledMovedAndLimited(t *testing.T) {
	a, _, _ := onlineAtDesk(t).Drained(bia, after(600), after(60))
	b, events := a.EndDrain()
	wantSaid(t, events, 70, "no drain")
	if _, events := b.EndDrain(); len(events) != 0 || b.WindingDown() {
		t.Fatal("there is nothing to end")
	}
	b, _, _ = a.Drained("cai", after(300), after(70))
	if b.Drain.By != "cai" || !b.Drain.At.Equal(after(300)) || !a.Drain.At.Equal(after(600)) {
		t.Fatal(present(b))
	}
	if b, _, err := a.Drained(bia, time.Time{}, after(60)); err != nil || !b.DrainDue(after(60)) || !b.Drain.At.Equal(after(60)) {
		t.Errorf("at once: %v", err)
	}
	for _, at := range []time.Time{after(1), after(60), after(60).Add(time.Millisecond - 1)} { // less than is stored has passed
		_, _, err := a.Drained(bia, at, after(60))
		mustField(t, err, "at")
	}
	if _, _, err := a.Drained(bia, after(60).Add(desk.MaxAhead), after(60)); err != nil {
		t.Error(err)
	}
	_, _, err := a.Drained(bia, after(60).Add(desk.MaxAhead+time.Millisecond), after(60))
	mustField(t, err, "at")
	w := &world{a: a}
	w.shut("w", 1, 70)
	w.wake(80)
	if w.a.Drain == nil || !w.a.DrainDue(after(600)) {
		t.Fatal("their work does not go back because they closed the desk")
	}
}
