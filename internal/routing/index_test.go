package routing

import (
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
)

// scene is an index with one queue, q, that pushes.
func scene(queue Queue, agents ...Agent) *Index {
	x := NewIndex()
	queue.ID, queue.Push = "q", true
	x.PutQueue(queue)
	for _, a := range agents {
		x.PutAgent(a)
	}
	return x
}

func wait(x *Index, id desk.ConversationID, since time.Time, tried ...Tried) {
	x.PutWork(Work{ID: id, Queue: "q", Since: since, Tried: tried})
}

// must expects the next pair, or with no work that nothing goes out.
func must(t *testing.T, x *Index, now time.Time, work desk.ConversationID, agent desk.UserID) Trace {
	t.Helper()
	got, ok := x.Next(now)
	if ok != (work != "") || got.Work != work || got.Agent != agent {
		t.Fatalf("Next gives %q to %q, want %q to %q", got.Work, got.Agent, work, agent)
	}
	return got.Trace
}

func after(d time.Duration) time.Time { return morning.Add(d) }

// C-11: a queue in mode pull gives nothing out, whoever is free; in mode push or
// both it does. The mode may change while work waits.
func TestC11PullQueueGivesNothingOut(t *testing.T) {
	x := scene(Queue{}, ready("a", 0, morning, "q"))
	x.PutQueue(Queue{ID: "q", Push: false})
	wait(x, "w", morning)
	must(t, x, morning, "", "")
	if why, _ := x.WhyWaiting("w", morning); why.Reason != PullQueue || !slices.Equal(why.LeftOut, []LeftOut{{QueueIsPull, 1}}) {
		t.Errorf("it waits because of %+v", why)
	}
	x.PutQueue(Queue{ID: "q", Push: true})
	must(t, x, morning, "w", "a")
}

// C-12: the queue says whether work is offered or assigned.
func TestC12DeliveryIsTheQueues(t *testing.T) {
	for _, offer := range []bool{true, false} {
		x := scene(Queue{Offer: offer}, ready("a", 0, morning, "q"))
		wait(x, "w", morning)
		if got, _ := x.Next(morning); got.Offer != offer || got.Queue != "q" {
			t.Errorf("a queue with Offer %v gives %+v", offer, got)
		}
	}
}

// C-12: who declined is not offered the work again while another is able, nor
// before OfferRetry has passed.
func TestC12DeclinedGoesToAnother(t *testing.T) {
	x := scene(Queue{Offer: true, OfferRetry: time.Minute}, ready("a", 0, morning, "q"), ready("b", 5, morning, "q"))
	wait(x, "w", morning, Tried{"a", morning})
	trace := must(t, x, after(time.Second), "w", "b")
	if !slices.Equal(trace.LeftOut, []LeftOut{{AskedLately, 1}}) || trace.TieBreak != OnlyCandidate {
		t.Errorf("the trace is %+v", trace)
	}

	wait(x, "v", morning, Tried{"a", morning})
	trace = must(t, x, after(time.Hour), "v", "b")
	if !slices.Equal(trace.LeftOut, []LeftOut{{OthersFirst, 1}}) {
		t.Errorf("long after, the trace is %+v", trace)
	}
}

// C-12: declined work waits for the retry without holding up younger work, and
// the index says when to ask again.
func TestC12DeclinedIsParkedUntilRetry(t *testing.T) {
	x := scene(Queue{Offer: true, OfferRetry: time.Minute}, ready("a", 0, morning, "q"))
	wait(x, "old", morning, Tried{"a", after(time.Second)})
	wait(x, "young", after(time.Second))
	trace := must(t, x, after(2*time.Second), "young", "a")
	if trace.Position != 2 {
		t.Errorf("young went out from position %d", trace.Position)
	}
	must(t, x, after(2*time.Second), "", "")

	wake, ok := x.NextWake()
	if want := after(61 * time.Second); !ok || !wake.Equal(want) {
		t.Fatalf("NextWake is %v %v, want %v", wake, ok, want)
	}
	why, _ := x.WhyWaiting("old", after(2*time.Second))
	if why.Reason != AllAsked || !why.Until.Equal(wake) {
		t.Errorf("it waits because of %+v", why)
	}
	must(t, x, wake.Add(-1), "", "")
	must(t, x, wake, "old", "a")
	if _, ok := x.NextWake(); ok {
		t.Error("the index wants to be woken for nothing")
	}
}

// C-12: parked work goes out at once to an agent who becomes able, and to one who
// was asked so long ago that the retry has passed meanwhile.
func TestC12ParkedGoesToWhoArrives(t *testing.T) {
	parked := func() *Index {
		x := scene(Queue{Offer: true, OfferRetry: time.Minute}, ready("a", 0, morning, "q"))
		wait(x, "w", morning, Tried{"a", after(30 * time.Second)}, Tried{"b", morning})
		must(t, x, after(30*time.Second), "", "")
		return x
	}
	x := parked()
	x.PutAgent(ready("c", 9, morning, "q"))
	must(t, x, after(31*time.Second), "w", "c")

	x = parked()
	x.PutAgent(ready("b", 9, morning, "q"))
	must(t, x, after(31*time.Second), "", "")
	must(t, x, after(60*time.Second), "w", "b")
}

// Only the last try of an agent counts, in whatever order they come.
func TestLastTryCounts(t *testing.T) {
	x := scene(Queue{OfferRetry: time.Minute}, ready("a", 0, morning, "q"))
	wait(x, "w", morning, Tried{"a", after(time.Minute)}, Tried{"a", morning})
	must(t, x, after(90*time.Second), "", "")
	must(t, x, after(2*time.Minute), "w", "a")
}

// B-STATUS-04: Online means available to receive.
// B-STATUS-12: who has entered and done nothing receives nothing until then.
func TestBSTATUS04AndBSTATUS12OnlyOnlineReceives(t *testing.T) {
	a := ready("a", 0, morning, "q")
	a.Queues[0].SignIn = Out
	x := scene(Queue{}, a)
	wait(x, "w", morning)
	must(t, x, morning, "", "")
	if why, _ := x.WhyWaiting("w", morning); why.Reason != NobodySignedIn {
		t.Errorf("it waits because of %+v", why)
	}
	x.PutAgent(ready("a", 0, morning, "q"))
	must(t, x, morning, "w", "a")
}

// B-STATUS-15: while paused nothing more is given.
// B-STATUS-09, B-STATUS-23: nor while invisible, however much the agent still
// holds from before.
func TestBSTATUS15BSTATUS09BSTATUS23PausedAndInvisibleNeverReceive(t *testing.T) {
	for _, signIn := range []SignIn{Paused, Out} {
		for _, open := range []int{0, 3} {
			x := scene(Queue{}, ready("a", open, morning, "q"))
			a := ready("a", open, morning, "q")
			a.Queues[0].SignIn = signIn
			x.PutAgent(a)
			wait(x, "w", morning)
			must(t, x, after(time.Hour), "", "")
		}
	}
}

// B-STATUS-15, queue by queue: a pause in one queue leaves the others.
func TestBSTATUS15PauseIsByQueue(t *testing.T) {
	a := ready("a", 0, morning, "p", "q")
	a.Queues[0].SignIn = Paused
	x := scene(Queue{}, a)
	x.PutQueue(Queue{ID: "p", Push: true})
	x.PutWork(Work{ID: "in p", Queue: "p", Since: morning})
	wait(x, "in q", after(time.Second))
	must(t, x, after(time.Second), "in q", "a")
	must(t, x, after(time.Second), "", "")
}

func TestOrderOfWork(t *testing.T) {
	x := scene(Queue{}, ready("a", 0, morning, "q"))
	x.PutWork(Work{ID: "3", Queue: "q", Since: after(1)})
	x.PutWork(Work{ID: "2", Queue: "q", Since: morning})
	x.PutWork(Work{ID: "1", Queue: "q", Since: morning})
	x.PutWork(Work{ID: "4", Queue: "q", Since: after(2), Priority: 1})
	for _, id := range []desk.ConversationID{"4", "1", "2", "3"} {
		must(t, x, after(3), id, "a")
	}
}

// Nobody overtakes across queues: the agent whom two queues share goes to the
// older work although the younger queue has nobody else.
func TestNobodyOvertakesAcrossQueues(t *testing.T) {
	x := scene(Queue{}, ready("shared", 9, morning, "p", "q"))
	x.PutQueue(Queue{ID: "p", Push: true})
	wait(x, "older", morning)
	x.PutWork(Work{ID: "younger", Queue: "p", Since: after(time.Second)})
	must(t, x, after(2*time.Second), "older", "shared")
	must(t, x, after(2*time.Second), "", "")
}

func TestFreedCapacityIsUsedAtOnce(t *testing.T) {
	x := scene(Queue{}, ready("a", 10, morning, "q"))
	wait(x, "w", morning)
	must(t, x, morning, "", "")
	if why, _ := x.WhyWaiting("w", morning); why.Reason != AllFull {
		t.Errorf("it waits because of %+v", why)
	}
	x.PutAgent(ready("a", 9, morning, "q"))
	must(t, x, morning, "w", "a")
}

// Next books what it gives out, in every queue of the agent.
func TestNextBooks(t *testing.T) {
	x := scene(Queue{}, ready("a", 9, morning, "p", "q"))
	x.PutQueue(Queue{ID: "p", Push: true})
	wait(x, "1", morning)
	x.PutWork(Work{ID: "2", Queue: "p", Since: morning})
	must(t, x, morning, "1", "a")
	must(t, x, morning, "", "")
	if _, waits := x.WhyWaiting("1", morning); waits {
		t.Error("what was given out still waits")
	}
	// The caller could not carry it out: the rows put back undo the booking.
	x.PutAgent(ready("a", 9, morning, "p", "q"))
	wait(x, "1", morning)
	must(t, x, morning, "1", "a")
}

func TestMembershipsChange(t *testing.T) {
	x := scene(Queue{}, ready("a", 0, morning, "q", "p", "r"))
	wait(x, "w", morning)
	x.PutAgent(ready("a", 0, morning, "s", "p"))
	must(t, x, morning, "", "")
	if why, _ := x.WhyWaiting("w", morning); why.Reason != NoMembers || why.Members != 0 {
		t.Errorf("it waits because of %+v", why)
	}
	x.PutAgent(ready("a", 0, morning, "q", "q"))
	if trace := must(t, x, morning, "w", "a"); trace.Members != 1 {
		t.Errorf("named twice, the agent is %d members", trace.Members)
	}
}

// Rows may come before those that they name.
func TestQueueMayComeLast(t *testing.T) {
	x := NewIndex()
	x.PutWork(Work{ID: "w", Queue: "q", Since: morning})
	x.PutAgent(ready("a", 0, morning, "q"))
	must(t, x, morning, "", "")
	x.PutQueue(Queue{ID: "q", Push: true})
	must(t, x, morning, "w", "a")
}

func TestStrategyChangesWhileAgentsWait(t *testing.T) {
	x := scene(Queue{Strategy: FewestOpen}, ready("rested", 2, morning, "q"), ready("free", 1, after(1), "q"))
	wait(x, "1", morning)
	must(t, x, after(2), "1", "free")
	x.PutQueue(Queue{ID: "q", Push: true, Strategy: LongestIdle})
	x.PutAgent(ready("free", 1, after(1), "q"))
	wait(x, "2", morning)
	must(t, x, after(2), "2", "rested")
}
