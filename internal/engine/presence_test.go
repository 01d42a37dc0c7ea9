package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// 1.8.4, "Server restart": the time while the server is down counts to no grace.
// A window that comes back keeps all; one that does not is ended at the last
// heartbeat, which is when it was last seen.
func TestGracesAcrossARestart_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.user("bia", 5)
		r.queue("q", nil, "ana", "bia")
		r.channel("c", "q")
		r.online("ana", "bia")
		id := r.arrives("c", "v1")
		r.holds(id, "ana")
		r.pass(20 * time.Second)
		seen := r.now
		r.now = r.now.Add(time.Hour) // down for longer than every grace
		r.crash()
		r.same()
		r.pass(40 * time.Second)
		if a := r.e.AgentRow("ana"); a.Presence != desk.Connected || a.Status() != desk.Online {
			r.Fatalf("40 s after the start: %+v", a)
		}
		r.window("ana")
		r.pass(10 * time.Second)
		if a := r.e.AgentRow("bia"); a.Presence != desk.Lost {
			r.Fatalf("50 s after the start: %+v", a)
		}
		r.pass(5 * time.Minute)
		a, b := r.e.AgentRow("ana"), r.e.AgentRow("bia")
		if a.Presence != desk.Connected || a.Status() != desk.Online {
			r.Fatalf("she who came back: %+v", a)
		}
		if b.Presence != desk.Gone || len(b.SignIns) != 0 {
			r.Fatalf("she who did not: %+v", b)
		}
		if ago := seen.Sub(b.PresenceSince); ago < 0 || ago > 5*time.Second {
			r.Fatalf("gone since %s, last beat before %s", b.PresenceSince, seen)
		}
		r.holds(id, "ana")
		// The same page load, never unloaded, has its sign-ins back.
		r.window("bia")
		if r.e.AgentRow("bia").Status() != desk.Online {
			r.Fatalf("%+v", r.e.AgentRow("bia"))
		}
	})
}

// 1.8.4, "Server restart", for customers: whoever was gone before the stop, and
// whoever was cut off by it, has the whole grace again from the start; the time
// that the server was down counts to nobody's being gone.
func TestAbandonmentAcrossARestart_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", []queueOption{pull}, "ana")
		r.channel("c", "q") // abandons after two minutes
		gone, cut, back := r.arrives("c", "v1"), r.arrives("c", "v2"), r.arrives("c", "v3")
		for _, id := range []desk.ConversationID{gone, back} {
			do(r, visitorCall, engine.CustomerPresence{Channel: "c", Contact: r.e.Conversation(id).Contact, Gone: true})
		}
		r.pass(110 * time.Second)
		r.now = r.now.Add(time.Hour) // down for longer than the grace
		r.crash()
		r.same()
		r.pass(20 * time.Second)
		do(r, visitorCall, engine.CustomerPresence{Channel: "c", Contact: r.e.Conversation(back).Contact})
		r.pass(99 * time.Second)
		for _, id := range []desk.ConversationID{gone, cut, back} {
			r.holds(id, "queued")
		}
		r.pass(2 * time.Second)
		for _, id := range []desk.ConversationID{gone, cut} {
			if c := r.e.Conversation(id); c.Open() {
				r.Fatalf("two minutes after the start it still waits: %+v", c)
			}
		}
		r.pass(time.Hour)
		r.holds(back, "queued")
	})
}

// A deadline is a row: it survives a crash, fires once, and early, late and twice
// are harmless.
func TestDeadlinesAreDurable(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", []queueOption{pull}, "ana")
		r.channel("c", "q")
		id := r.arrives("c", "v1")
		contact := r.e.Conversation(id).Contact
		do(r, visitorCall, engine.CustomerPresence{Channel: "c", Contact: contact, Gone: true})
		r.pass(time.Minute)
		r.crash()
		seq := r.e.Seq()
		r.now = r.now.Add(time.Hour) // late
		r.e.Step()
		r.same()
		r.e.Step() // twice
		r.crash()
		if n := count(r.since(seq), "conversation.closed"); n != 1 {
			r.Fatalf("closed %d times: %s", n, r.since(seq))
		}
		c, _, err := r.store.ConversationByID(context.Background(), id)
		if err != nil || c.Outcome != desk.Abandoned {
			r.Fatalf("%v, %v", c.Outcome, err)
		}
	})
}

// A customer who comes back in time is not abandoned, one who waits does not stay
// abandoned once an agent has them, and a new time holds for who is gone already.
func TestAbandonment(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", []queueOption{both, offers}, "ana")
		r.channel("c", "q")
		leave := func(id desk.ConversationID, gone bool) {
			r.Helper()
			do(r, visitorCall, engine.CustomerPresence{Channel: "c", Contact: r.e.Conversation(id).Contact, Gone: gone})
		}
		back, taken, redated := r.arrives("c", "v1"), r.arrives("c", "v2"), r.arrives("c", "v3")
		for _, id := range []desk.ConversationID{back, taken, redated} {
			leave(id, true)
		}
		r.pass(time.Minute)
		leave(back, false)
		do(r, by("ana"), engine.TakeConversation{Conversation: taken})
		r.pass(30 * time.Second)
		ch := r.e.Directory().Channels["c"]
		ch.AbandonAfter = 100 * time.Second
		do(r, root, engine.SaveChannel{Channel: ch})
		r.pass(9 * time.Second)
		r.holds(redated, "queued")
		r.pass(2 * time.Second)
		if r.holder(redated) != string(desk.Closed) {
			r.Fatalf("the new time does not hold: %s", r.holder(redated))
		}
		r.pass(time.Hour)
		r.holds(back, "queued")
		r.holds(taken, "ana")
		// One that rings is closed, and the offer with it.
		r.online("ana")
		r.holds(back, "offered")
		leave(back, true)
		ch = r.e.Directory().Channels["c"]
		ch.AbandonAfter = 10 * time.Second
		do(r, root, engine.SaveChannel{Channel: ch})
		r.pass(11 * time.Second)
		if len(r.e.PendingOffers()) != 0 || r.holder(back) != string(desk.Closed) {
			r.Fatalf("%s, %v", r.holder(back), r.e.PendingOffers())
		}
	})
}

// 1.8.1: a queue newly given to an agent joins with the agent's present status,
// and one that is taken away ends there.
func TestAQueueNewlyGivenJoins_1_8_1(t *testing.T) {
	for _, status := range []desk.Status{desk.Online, desk.Paused, desk.Invisible} {
		t.Run(string(status), func(t *testing.T) {
			onDesk(t, func(r *rig) {
				r.user("ana", 5)
				r.queue("q1", nil, "ana")
				r.queue("q2", nil)
				r.channel("c", "q2")
				id := r.arrives("c", "v1")
				r.window("ana")
				r.status("ana", status)
				r.members("q2", "ana")
				if got := r.e.AgentRow("ana").Status(); got != status {
					r.Fatalf("status %s became %s", status, got)
				}
				in, is := r.e.AgentRow("ana").SignIns.In("q2")
				if is != (status != desk.Invisible) || is && status == desk.Paused && in.State != desk.PausedQueue {
					r.Fatalf("joined: %v %+v", is, in)
				}
				if (r.holder(id) == "ana") != (status == desk.Online) {
					r.Fatalf("the waiting work is with %s", r.holder(id))
				}
				r.members("q2")
				if _, is := r.e.AgentRow("ana").SignIns.In("q2"); is {
					r.Fatal("still signed in to a queue that was taken away")
				}
				if status == desk.Online {
					r.holds(id, "ana") // held work is never touched
				}
				r.crash()
			})
		})
	}
}

func TestWhoMayServeNothingCannotGoOnline(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.window("ana")
		refused(r, "no_queue", by("ana"), engine.SetStatus{Status: desk.Online})
		refused(r, "no_queue", by("ana"), engine.SetStatus{Status: desk.Paused})
		r.queue("q", nil, "ana")
		r.status("ana", desk.Online)
		q := r.e.Directory().Queues["q"]
		q.Active = false
		do(r, root, engine.SaveQueue{Queue: q, Members: serving("ana")})
		if r.e.AgentRow("ana").Status() != desk.Invisible {
			r.Fatal("online in a queue that is no more")
		}
		refused(r, "no_queue", by("ana"), engine.SetStatus{Status: desk.Online})
	})
}

// B-STATUS-06, B-STATUS-07, B-STATUS-08: a reason is needed once reasons are configured, also
// when both come in one batch.
func TestPauseReason_B_STATUS_07_08(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.online("ana")
		r.status("ana", desk.Paused)
		r.status("ana", desk.Online)
		errs := engine.InOneBatch(r.e,
			engine.Ask(root, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "p", Name: "Café", Duration: time.Minute}}, nil),
			engine.Ask(by("ana"), engine.SetStatus{Status: desk.Paused}, nil))
		if errs[0] != nil || !desk.IsRefusal(errs[1], "reason_required") {
			r.Fatal(errs)
		}
		refused(r, "invalid", by("ana"), engine.SetStatus{Status: desk.Paused, Reason: "nonsense"})
		do(r, by("ana"), engine.SetStatus{Status: desk.Paused, Reason: "p"})
		r.pass(2 * time.Hour / 20) // B-STATUS-10, B-STATUS-13, B-STATUS-18: time alone changes nothing
		if r.e.AgentRow("ana").Status() != desk.Paused {
			r.Fatal("the pause ended by itself")
		}
	})
}

// A wall clock that is behind what was committed is adopted; one that is far
// behind is refused until somebody says so.
func TestAWallClockBehind(t *testing.T) {
	onEach(t, func(t *testing.T, open func() stored) {
		r := newRig(t, open)
		r.user("ana", 5)
		last := r.now
		r.now = r.now.Add(-4 * time.Minute)
		r.crash()
		if now := r.e.Now(); now.Before(last) {
			r.Fatalf("the engine went back to %s", now)
		}
		seq := r.e.Seq()
		r.pass(time.Minute)
		if got := r.since(seq); got != "" {
			r.Fatalf("what was adopted is reported as a step: %s", got)
		}
		r.now = r.now.Add(-time.Hour)
		if err := r.store.Close(); err != nil {
			r.Fatal(err)
		}
		r.store = &faulty{stored: r.open()}
		if _, err := engine.Open(context.Background(), r.store, r.options()); !errors.Is(err, engine.ErrClockBehind) {
			r.Fatal(err)
		}
		o := r.options()
		o.AcceptClock = true
		e, err := engine.Open(context.Background(), r.store, o)
		if err != nil {
			r.Fatal(err)
		}
		if e.Now().Before(last) {
			r.Fatalf("accepted, yet it is %s", e.Now())
		}
	})
}

// Forward the clock is followed, backward it keeps its own pace, and either is
// reported once.
func TestTheWallIsSet(t *testing.T) {
	onEach(t, func(t *testing.T, open func() stored) {
		r := newRig(t, open)
		var mono time.Duration
		o := r.options()
		o.Mono = func() time.Duration { return mono }
		e, err := engine.Open(context.Background(), r.store, o)
		if err != nil {
			t.Fatal(err)
		}
		var steps []time.Duration
		e.Tap(func(c *engine.Committed) {
			for _, ev := range c.Events {
				if s, ok := ev.Event.(desk.ClockStepped); ok {
					steps = append(steps, s.By)
				}
			}
		})
		tick := func(n int) {
			for range n {
				before := e.Now()
				mono += 5 * time.Second
				r.now = r.now.Add(5 * time.Second)
				e.Step()
				if d := e.Now().Sub(before); d < 5*time.Second {
					t.Fatalf("an interval of 5 s took %s", d)
				}
			}
		}
		tick(3)
		r.now = r.now.Add(time.Hour)
		r.store.once(engine.ErrData, false) // the batch that reports it is lost
		tick(3)
		if ahead := r.now.Sub(e.Now()); ahead != 0 {
			t.Fatalf("an hour ahead is not followed: %s", ahead)
		}
		r.now = r.now.Add(-30 * time.Minute)
		tick(5)
		if behind := e.Now().Sub(r.now); behind != 30*time.Minute {
			t.Fatalf("half an hour back: the engine is %s ahead", behind)
		}
		r.now = r.now.Add(500 * time.Millisecond) // no more than a hiccup
		tick(5)
		if len(steps) != 2 || steps[0] != time.Hour || steps[1] != -30*time.Minute {
			t.Fatalf("reported %v", steps)
		}
	})
}

func TestHeartbeat(t *testing.T) {
	onDesk(t, func(r *rig) {
		var beats []time.Time
		r.store.flush = func(b *engine.Batch) (error, bool) {
			if !b.Beat.IsZero() {
				beats = append(beats, b.Beat)
			}
			return nil, false
		}
		r.pass(time.Minute)
		if len(beats) < 11 || len(beats) > 13 {
			r.Fatalf("%d heartbeats in a minute", len(beats))
		}
		r.store.flush = nil
		live, err := r.store.Load(context.Background())
		if err != nil || r.now.Sub(live.LastBeat) > 5*time.Second {
			r.Fatalf("the last heartbeat is of %s, now is %s (%v)", live.LastBeat, r.now, err)
		}
	})
}

// A deadline that was woken in a batch that was not stored comes again.
func TestADeadlineOfALostBatchComesAgain(t *testing.T) {
	for _, failure := range []error{engine.ErrStorage, engine.ErrData} {
		onDesk(t, func(r *rig) {
			r.user("ana", 5)
			r.queue("q", []queueOption{offers}, "ana")
			r.channel("c", "q")
			r.online("ana")
			r.arrives("c", "v1")
			offer := r.e.PendingOffers()[0]
			r.now = offer.ExpiresAt
			r.store.once(failure, false)
			r.e.Step()
			r.same()
			r.pass(2 * time.Second)
			o, _, err := r.store.OfferByID(context.Background(), offer.ID)
			if err != nil || o.State != desk.OfferExpired || !o.EndedAt.Equal(offer.ExpiresAt) {
				r.Fatalf("%v: the offer is %s (%v)", failure, o.State, err)
			}
		})
	}
}
