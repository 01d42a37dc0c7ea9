package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

func TestWhatIsRefusedLeavesNoTrace(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		waiting := r.arrives("c", "v1") // a spoiler would take it
		for _, how := range []string{"refuse", "panic", "data"} {
			before, heard := r.log(), len(r.heard)
			if _, err := engine.Do(context.Background(), r.e, root, engine.Spoil{How: how, ID: "X"}); err == nil {
				r.Fatalf("%s: the command succeeded", how)
			} else if strings.Contains(err.Error(), "CHECK") || strings.Contains(err.Error(), "constraint") {
				r.Fatalf("%s: the caller is told of the database: %v", how, err)
			}
			r.same()
			r.holds(waiting, "queued")
			if r.log() != before || len(r.heard) != heard {
				r.Fatalf("%s left events behind", how)
			}
		}
		r.online("ana")
		r.holds(waiting, "ana") // the router is as it was
	})
}

// A poison command in a batch of many fails alone. The others happen once each,
// in their order.
func TestPoisonFailsAlone(t *testing.T) {
	for _, how := range []string{"refuse", "panic", "data"} {
		t.Run(how, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				r.user("ana", 50)
				r.queue("q", nil, "ana")
				r.channel("c", "q")
				r.online("ana")
				for i := range 9 {
					r.visitor("c", fmt.Sprint("v", i))
				}
				seq := r.e.Seq()
				var asked []engine.Asked
				for i := range 9 {
					if i == 4 {
						asked = append(asked, engine.Ask(root, engine.Spoil{How: how, ID: "X"}, nil))
					}
					asked = append(asked, engine.Ask(visitorCall, says(fmt.Sprint("v", i), fmt.Sprint("m", i), "oi"), nil))
				}
				for i, err := range engine.InOneBatch(r.e, asked...) {
					if (i == 4) != (err != nil) {
						r.Fatalf("command %d: %v", i, err)
					}
				}
				r.same()
				want := strings.TrimSpace(strings.Repeat("conversation.opened message.written ", 9))
				assigned := strings.TrimSpace(strings.Repeat("conversation.assigned ", 9))
				if got := r.since(seq); got != want+" "+assigned {
					r.Fatalf("events: %s", got)
				}
				if open, _ := r.e.Load("ana"); open != 9 {
					r.Fatalf("ana holds %d", open)
				}
			})
		})
	}
}

// A deadline or an assignment that the store refuses hurts no command that
// happens to ride along, and does not come back at once.
func TestPoisonOfTheEnginesOwnFailsAlone(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		r.visitor("c", "v1")
		do(r, root, engine.Promise{Kind: desk.OrphanSweep, Subject: "f1", Due: r.now.Add(time.Second)})
		do(r, root, engine.Promise{Kind: "nonsense", Subject: "f2", Due: r.now.Add(time.Second)})
		flushes := 0
		r.store.flush = func(b *engine.Batch) (error, bool) {
			flushes++
			for _, d := range b.DeadlinesGone {
				if d.Subject == "f1" {
					return engine.ErrData, false
				}
			}
			for _, c := range b.Conversations {
				if c.Leg.State == desk.Assigned {
					return engine.ErrData, false
				}
			}
			return nil, false
		}
		r.now = r.now.Add(2 * time.Second)
		c := do(r, visitorCall, says("v1", "m1", "oi")).Conversation
		r.holds(c.ID, "queued")
		r.same()
		flushes = 0
		for range 5 {
			r.now = r.now.Add(time.Second)
			do(r, visitorCall, says("v1", fmt.Sprint("n", r.now.Unix()), "oi"))
		}
		if flushes > 6 { // one of them is the heartbeat's
			r.Fatalf("%d flushes for 5 messages: what was refused is tried again and again", flushes)
		}
		r.store.flush = nil
		r.pass(2 * time.Minute)
		if n := r.e.NextDue().Sub(r.now); n <= 0 {
			r.Fatal("the engine is due at once, for ever")
		}
		do(r, by("ana"), engine.SetStatus{Status: desk.Invisible})
		if _, err := engine.Do(context.Background(), r.e, by("ana"), engine.TakeConversation{Conversation: c.ID}); !desk.IsRefusal(err, "queue_pushes") {
			r.Fatal(err)
		}
	})
}

// A batch of which two rows may not stand side by side: closing one conversation
// and opening the next of the same contact.
func TestCloseAndReopenInOneBatch(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		first := r.arrives("c", "v1")
		var written, again engine.Written
		for _, err := range engine.InOneBatch(r.e,
			engine.Ask(by("ana"), engine.EndConversation{Conversation: first, Outcome: desk.Finished}, nil),
			engine.Ask(visitorCall, says("v1", "m2", "mais uma coisa"), &written),
			engine.Ask(visitorCall, says("v1", "m3", "e outra"), &again),
		) {
			if err != nil {
				r.Fatal(err)
			}
		}
		r.same()
		if written.Conversation.ID == first || again.Conversation.ID != written.Conversation.ID || again.Message.N != 2 {
			r.Fatalf("%s then %s and %s", first, written.Conversation.ID, again.Conversation.ID)
		}
		r.holds(written.Conversation.ID, "ana")
	})
}

func TestFullDiskMakesReadOnlyUntilAProbeSucceeds(t *testing.T) {
	for _, failure := range []error{engine.ErrStorage, fmt.Errorf("disk is full: %w", engine.ErrStorage), errors.New("something unheard of")} {
		onDesk(t, func(r *rig) {
			r.user("ana", 5)
			r.queue("q", nil, "ana")
			r.channel("c", "q")
			r.online("ana")
			held := r.arrives("c", "v1")
			before := r.log()
			var flushes []time.Time
			r.store.flush = func(*engine.Batch) (error, bool) {
				flushes = append(flushes, r.now)
				return failure, false
			}
			for _, err := range engine.InOneBatch(r.e,
				engine.Ask(visitorCall, says("v1", "m2", "oi"), nil),
				engine.Ask(by("ana"), engine.EndConversation{Conversation: held, Outcome: desk.Finished}, nil),
				engine.Ask(root, engine.Spoil{How: "refuse", ID: "X"}, nil),
			) {
				if !desk.IsRefusal(err, "read_only") && !desk.IsRefusal(err, "spoiled") {
					r.Fatalf("%v, want read_only", err)
				}
			}
			r.same()
			if !r.e.ReadOnly() || r.log() != before {
				r.Fatal("something was half applied")
			}
			if s, _ := r.e.Agent("ana"); s.Agent.Status() != desk.Online || s.Load.Open != 1 {
				r.Fatalf("reads do not work: %+v", s)
			}
			refused(r, "read_only", by("ana"), engine.SetStatus{Status: desk.Invisible})
			for range 200 { // a minute, looked at more often than needed
				r.now = r.now.Add(300 * time.Millisecond)
				r.e.Step()
			}
			if len(flushes) < 6 || len(flushes) > 16 {
				r.Fatalf("%d probes in a minute", len(flushes))
			}
			for i := 2; i < len(flushes); i++ {
				if a, b := flushes[i-1].Sub(flushes[i-2]), flushes[i].Sub(flushes[i-1]); b < a-400*time.Millisecond {
					r.Fatalf("the probes do not back off: %s after %s", b, a)
				}
			}
			if due := r.e.NextDue(); !due.After(r.now) {
				r.Fatal("a read-only desk would spin")
			}
			r.store.flush = nil
			r.pass(15 * time.Second)
			if r.e.ReadOnly() {
				r.Fatal("the desk does not open again")
			}
			r.finish("ana", held)
			do(r, visitorCall, says("v1", "m2", "oi"))
		})
	}
}

// A COMMIT whose outcome nobody knows: whether it happened in truth or not, each
// command has happened exactly once in the end, and its caller is told so.
func TestLostCommit(t *testing.T) {
	for _, really := range []bool{true, false} {
		t.Run(fmt.Sprintf("stored=%v", really), func(t *testing.T) {
			onDesk(t, func(r *rig) {
				r.user("ana", 5)
				r.queue("q", nil, "ana")
				r.channel("c", "q")
				r.online("ana")
				r.visitor("c", "v1")
				seq := r.e.Seq()
				r.store.once(engine.ErrOutcome, really)
				got := do(r, visitorCall, says("v1", "m1", "oi"))
				if r.since(seq) != "conversation.opened message.written conversation.assigned" {
					r.Fatal(r.since(seq))
				}
				r.holds(got.Conversation.ID, "ana")
			})
		})
	}
}

// While the old session may still be alive nothing is believed: callers wait or
// are told Unavailable, and nothing else begins.
func TestLostCommitThatCannotBeSettledAtOnce(t *testing.T) {
	for _, really := range []bool{true, false} {
		t.Run(fmt.Sprintf("stored=%v", really), func(t *testing.T) {
			onDesk(t, func(r *rig) {
				r.user("ana", 5)
				r.queue("q", nil, "ana")
				r.channel("c", "q")
				r.online("ana")
				r.visitor("c", "v1")
				seq, heard := r.e.Seq(), len(r.heard)
				r.store.once(engine.ErrOutcome, really)
				r.store.recover = func() error { return errors.New("no route to host") }
				_, err := engine.Do(context.Background(), r.e, visitorCall, says("v1", "m1", "oi"))
				if !desk.IsRefusal(err, "read_only") {
					r.Fatal(err)
				}
				if r.e.Seq() != seq || len(r.heard) != heard {
					r.Fatal("somebody was told of what may not have happened")
				}
				r.now = r.now.Add(time.Minute)
				r.e.Step()
				_, err = engine.Do(context.Background(), r.e, by("ana"), engine.SetStatus{Status: desk.Invisible})
				if !desk.IsRefusal(err, "read_only") {
					r.Fatal(err)
				}
				r.store.recover = nil
				r.pass(15 * time.Second)
				do(r, visitorCall, says("v1", "m1", "oi")) // the caller tries again
				if got := r.since(seq); !strings.HasPrefix(got, "conversation.opened message.written conversation.assigned") || strings.Count(got, "message.written") != 1 {
					r.Fatal(got)
				}
			})
		})
	}
}
