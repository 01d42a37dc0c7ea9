package routing

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
)

// Every field of a trace, on a queue where every rule bites once.
func TestTraceTellsAll(t *testing.T) {
	leave := func(id desk.UserID, change func(*Agent)) Agent {
		a := ready(id, 0, morning, "q")
		change(&a)
		return a
	}
	x := scene(
		Queue{Strategy: FewestOpen, Offer: true, OfferRetry: time.Minute},
		leave("kept online", func(a *Agent) { a.Presence, a.KeptOnline = Gone, true }),
		leave("winding down", func(a *Agent) { a.WindingDown = true }),
		leave("busy", func(a *Agent) { a.Busy = true }),
		leave("held", func(a *Agent) { a.OnHold, a.Held = true, true }),
		leave("out", func(a *Agent) { a.Queues[0].SignIn = Out }),
		leave("paused", func(a *Agent) { a.Queues[0].SignIn = Paused }),
		leave("gone", func(a *Agent) { a.Presence = Gone }),
		leave("lost", func(a *Agent) { a.Presence = Lost }),
		leave("closing", func(a *Agent) { a.Presence = Closing }),
		leave("full", func(a *Agent) { a.MaxTotal = 0 }),
		leave("full of chat", func(a *Agent) { a.MaxChat = 0 }),
		ready("asked lately", 0, morning, "q"),
		ready("asked before", 0, morning, "q"),
		ready("second", 2, morning, "q"),
		ready("winner", 1, after(time.Second), "q"),
	)
	wait(x, "parked", morning.Add(-time.Hour),
		Tried{"asked lately", after(2 * time.Minute)}, Tried{"asked before", after(2 * time.Minute)},
		Tried{"second", after(2 * time.Minute)}, Tried{"winner", after(2 * time.Minute)})
	wait(x, "w", morning, Tried{"asked lately", after(2 * time.Minute)}, Tried{"asked before", morning})

	got := must(t, x, after(150*time.Second), "w", "winner")
	want := Trace{
		At: after(150 * time.Second), Queue: "q", Work: "w", Strategy: FewestOpen,
		Members: 15,
		LeftOut: []LeftOut{
			{IsOut, 1},
			{IsPaused, 1},
			{IsGone, 1},
			{IsLost, 1},
			{IsClosing, 1},
			{NeedsDesk, 1},
			{IsWindingDown, 1},
			{IsBusy, 1},
			{IsHeld, 1},
			{TotalLimit, 1},
			{ChatLimit, 1},
			{AskedLately, 1},
			{OthersFirst, 1},
		},
		Candidates:      []Candidate{{"winner", 1, after(time.Second)}, {"second", 2, morning}},
		CandidatesTotal: 2, Winner: "winner", TieBreak: ByOpen, Position: 2, WaitedFor: 150 * time.Second,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the trace is\n%+v, want\n%+v", got, want)
	}
}

func TestTieBreak(t *testing.T) {
	first := ready("a", 1, morning, "q")
	for _, c := range []struct {
		strategy Strategy
		other    Agent
		winner   desk.UserID
		by       TieBreak
	}{
		{FewestOpen, ready("b", 2, morning.Add(-1), "q"), "a", ByOpen},
		{FewestOpen, ready("b", 0, after(1), "q"), "b", ByOpen},
		{FewestOpen, ready("b", 1, morning.Add(-1), "q"), "b", ByIdleSince},
		{FewestOpen, ready("b", 1, morning, "q"), "a", ByID},
		{LongestIdle, ready("b", 9, morning.Add(-1), "q"), "b", ByIdleSince},
		{LongestIdle, ready("b", 0, after(1), "q"), "a", ByIdleSince},
		{LongestIdle, ready("b", 0, morning, "q"), "a", ByID},
		{LongestIdle, ready("b", 0, morning, "elsewhere"), "a", OnlyCandidate},
	} {
		x := scene(Queue{Strategy: c.strategy}, c.other, first)
		wait(x, "w", morning)
		if trace := must(t, x, after(2), "w", c.winner); trace.TieBreak != c.by {
			t.Errorf("%s, a against %+v: decided by %s, want %s", c.strategy, c.other, trace.TieBreak, c.by)
		}
	}
}

func TestTraceKeepsTheBestTwenty(t *testing.T) {
	x := scene(Queue{Strategy: LongestIdle})
	for i := range 100 {
		id := desk.UserID(fmt.Sprintf("a%02d", i))
		x.PutAgent(ready(id, 0, after(time.Duration(100-i)), "q"))
	}
	wait(x, "w", morning)
	trace := must(t, x, morning, "w", "a99")
	if trace.CandidatesTotal != 100 || len(trace.Candidates) != 20 || trace.Candidates[19].Agent != "a80" {
		t.Errorf("of %d candidates %d are kept: %v", trace.CandidatesTotal, len(trace.Candidates), trace.Candidates)
	}
}

// Where all were asked long ago, they are the candidates, in the queue's order.
func TestAskedLongAgoAreCandidatesInOrder(t *testing.T) {
	x := scene(Queue{Strategy: FewestOpen}, ready("a", 2, morning, "q"), ready("b", 1, morning, "q"))
	wait(x, "w", morning, Tried{"a", morning}, Tried{"b", morning})
	trace := must(t, x, morning, "w", "b")
	if want := []Candidate{{"b", 1, morning}, {"a", 2, morning}}; !slices.Equal(trace.Candidates, want) || trace.TieBreak != ByOpen {
		t.Errorf("the trace is %+v", trace)
	}
}

func TestWhyWaiting(t *testing.T) {
	change := func(id desk.UserID, change func(*Agent)) Agent {
		a := ready(id, 0, morning, "q")
		change(&a)
		return a
	}
	out := change("out", func(a *Agent) { a.Queues[0].SignIn = Out })
	paused := change("paused", func(a *Agent) { a.Queues[0].SignIn = Paused })
	gone := change("gone", func(a *Agent) { a.Presence = Gone })
	lost := change("lost", func(a *Agent) { a.Presence = Lost })
	closing := change("closing", func(a *Agent) { a.Presence = Closing })
	full := change("full", func(a *Agent) { a.MaxTotal = 0 })
	chats := change("chats", func(a *Agent) { a.MaxChat = 0 })
	kept := change("kept", func(a *Agent) { a.Presence, a.KeptOnline = Gone, true })
	winding := change("winding", func(a *Agent) { a.WindingDown = true })
	busy := change("busy", func(a *Agent) { a.Busy = true })
	held := change("held", func(a *Agent) { a.Held = true })
	for _, c := range []struct {
		agents []Agent
		want   Reason
	}{
		{nil, NoMembers},
		{[]Agent{out}, NobodySignedIn},
		{[]Agent{out, paused}, AllPaused},
		{[]Agent{paused, gone}, NobodyConnected},
		{[]Agent{paused, lost}, NobodyConnected},
		{[]Agent{paused, closing}, NobodyConnected},
		{[]Agent{paused, kept}, NobodyConnected},
		{[]Agent{paused, kept, winding}, AllWindingDown},
		{[]Agent{lost, winding, busy}, AllBusy},
		{[]Agent{lost, winding, held}, AllBusy},
		{[]Agent{busy, held, full}, AllFull},
		{[]Agent{out, paused, lost, full}, AllFull},
		{[]Agent{out, paused, lost, chats}, AllFull},
		{[]Agent{out, full, ready("asked", 0, morning, "q")}, AllAsked},
		{[]Agent{out, full, ready("able", 0, morning, "q")}, UpNext},
	} {
		x := scene(Queue{Offer: true, OfferRetry: time.Hour}, c.agents...)
		wait(x, "first", morning)
		wait(x, "w", after(time.Second), Tried{"asked", morning})
		x.RemoveWork("first")
		wait(x, "younger", after(2*time.Second))
		wait(x, "elder", morning)
		why, ok := x.WhyWaiting("w", after(3*time.Second))
		if !ok || why.Reason != c.want || why.Position != 2 || why.WaitedFor != 2*time.Second || why.Members != len(c.agents) {
			t.Errorf("with %d agents it waits because of %+v, want %s", len(c.agents), why, c.want)
		}
		if (why.Reason == AllAsked) != why.Until.Equal(after(time.Hour)) {
			t.Errorf("%s lasts until %v", why.Reason, why.Until)
		}
	}
	if _, ok := NewIndex().WhyWaiting("nothing", morning); ok {
		t.Error("what does not wait is explained")
	}
}

// What Next has booked counts in the explanation that follows.
func TestWhyWaitingKnowsTheBooking(t *testing.T) {
	x := scene(Queue{}, ready("a", 9, morning, "q"))
	wait(x, "1", morning)
	wait(x, "2", morning)
	must(t, x, morning, "1", "a")
	if why, _ := x.WhyWaiting("2", morning); why.Reason != AllFull {
		t.Errorf("it waits because of %+v", why)
	}
}
