package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// running is an engine whose writer runs by itself.
func running(t *testing.T, r *rig) *engine.Engine {
	t.Helper()
	var ids atomic.Int64
	e, err := engine.Open(t.Context(), r.store, engine.Options{NewID: func(time.Time) string { return fmt.Sprintf("r%d-%d", r.ids, ids.Add(1)) }, AcceptClock: true})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// inBubble runs a test with a writer of its own inside a bubble, where time is
// free. PostgreSQL's wire does not live there.
func inBubble(t *testing.T, test func(t *testing.T, r *rig, e *engine.Engine)) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, stores["sqlite"](t))
		r.user("ana", 50)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		r.arrives("c", "v1")
		e := running(t, r)
		test(t, r, e)
		e.Stop()
	})
}

// The lazy lane goes after 200 ms, keeps the last of each slot, and rides with
// whatever comes before that.
func TestLazyLane(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, e *engine.Engine) {
		type change struct {
			after time.Duration
			reads int64
		}
		var heard []change
		var mu sync.Mutex
		var begun time.Time
		e.Tap(func(c *engine.Committed) {
			mu.Lock()
			defer mu.Unlock()
			for _, ev := range c.Events {
				if m, ok := ev.Event.(desk.MarksMoved); ok {
					heard = append(heard, change{time.Since(begun), m.AgentRead})
				}
			}
		})
		e.Start()
		id := e.OpenConversations()[0].ID
		write := func(n string) {
			if _, err := engine.Do(t.Context(), e, visitorCall, says("v1", n, "oi")); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 9 {
			write(fmt.Sprint("x", i))
		}
		synctest.Wait()
		mu.Lock()
		begun = time.Now()
		mu.Unlock()
		for n := range int64(5) {
			engine.Later(e, "read", by("ana"), engine.ReadConversation{Conversation: id, N: n + 1})
		}
		time.Sleep(199 * time.Millisecond)
		synctest.Wait()
		mu.Lock()
		if len(heard) != 0 {
			t.Fatalf("too early: %v", heard)
		}
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		mu.Lock()
		if len(heard) != 1 || heard[0].reads != 5 {
			t.Fatalf("the lane brought %v", heard)
		}
		mu.Unlock()
		engine.Later(e, "read", by("ana"), engine.ReadConversation{Conversation: id, N: 7})
		write("ride") // it rides along at once
		synctest.Wait()
		mu.Lock()
		if len(heard) != 2 || heard[1].reads != 7 || heard[1].after > 210*time.Millisecond {
			t.Fatalf("nothing rode along: %v", heard)
		}
		mu.Unlock()
	})
}

// What waits in the lazy lane is not lost with the storage, and may be lost in a
// crash.
func TestLazyLaneOutlivesAFullDisk(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 50)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		id := r.arrives("c", "v1")
		do(r, visitorCall, says("v1", "m2", "oi"))
		r.store.flush = func(*engine.Batch) (error, bool) { return engine.ErrStorage, false }
		engine.Later(r.e, "read", by("ana"), engine.ReadConversation{Conversation: id, N: 1})
		r.e.Step()
		r.pass(time.Minute)
		engine.Later(r.e, "read", by("ana"), engine.ReadConversation{Conversation: id, N: 2})
		r.pass(time.Minute)
		r.store.flush = nil
		r.pass(time.Minute)
		if n := r.e.Conversation(id).AgentRead; n != 2 {
			r.Fatalf("read up to %d", n)
		}
		do(r, visitorCall, says("v1", "m3", "oi"))
		engine.Later(r.e, "read", by("ana"), engine.ReadConversation{Conversation: id, N: 3})
		r.crash()
		r.pass(time.Minute)
		if n := r.e.Conversation(id).AgentRead; n != 2 {
			r.Fatalf("read up to %d", n)
		}
	})
}

// What is insisted on outlives a full disk, goes before what is said after it, and
// keeps its date. A page that nobody knows leaves nothing behind.
func TestInsistingOutlivesAFullDisk_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 50)
		r.queue("q", nil, "ana")
		r.online("ana")
		seen, seq := r.now, r.e.Seq()
		r.store.flush = func(*engine.Batch) (error, bool) { return engine.ErrStorage, false }
		insist := func(cmd engine.MissWindow) {
			r.Helper()
			if _, err := engine.Insist(r.Context(), r.e, by("ana"), cmd); !desk.IsRefusal(err, "read_only") {
				r.Fatalf("insisting with a full disk: %v", err)
			}
		}
		insist(engine.MissWindow{User: "ana", Window: "w-ana", Load: 1, Seen: seen})
		insist(engine.MissWindow{User: "ana", Window: "w-ana", Load: 2, Seen: seen})
		insist(engine.MissWindow{User: "ana", Window: "made up", Load: 1, Seen: seen})
		if n := r.e.Lazy(); n != 1 {
			r.Fatalf("%d commands are kept, want 1", n)
		}
		r.pass(time.Minute)
		r.store.flush = nil
		r.now = r.now.Add(time.Minute)
		r.window("ana") // comes back in the very batch that stores her loss
		if a := r.e.AgentRow("ana"); a.Presence != desk.Connected || a.Status() != desk.Online {
			r.Fatalf("she who came back: %+v", a)
		}
		if got, want := r.since(seq), "window.closed presence.changed window.opened presence.changed"; got != want {
			r.Fatalf("the log has %s, want %s", got, want)
		}
		r.pass(time.Hour)
		if a := r.e.AgentRow("ana"); a.Presence != desk.Connected {
			r.Fatalf("lost again: %+v", a)
		}
	})
}

// The loop wakes for its deadlines by itself, and not more often than it must.
func TestTheLoopWakesByItself(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, e *engine.Engine) {
		var flushes atomic.Int64
		r.store.flush = func(*engine.Batch) (error, bool) { flushes.Add(1); return nil, false }
		e.Start()
		if _, err := engine.Do(t.Context(), e, by("ana"), engine.SetStatus{Status: desk.Invisible}); err != nil {
			t.Fatal(err)
		}
		if _, err := engine.Do(t.Context(), e, visitorCall, engine.CustomerPresence{Channel: "c", Contact: e.OpenConversations()[0].Contact, Gone: true}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if a, _ := e.Agent("ana"); a.Agent.Presence != desk.Gone { // no window came back after the start
			t.Fatalf("%+v", a)
		}
		if n := flushes.Load(); n < 700 || n > 800 { // a heartbeat every 5 s and little else
			t.Fatalf("%d flushes in an hour", n)
		}
	})
}

// A read-only desk waits for its next probe; it does not spin.
func TestAReadOnlyDeskIsQuiet(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, e *engine.Engine) {
		var flushes atomic.Int64
		r.store.flush = func(*engine.Batch) (error, bool) { flushes.Add(1); return engine.ErrStorage, false }
		e.Start()
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := flushes.Load(); n < 300 || n > 400 || !e.ReadOnly() {
			t.Fatalf("%d probes in an hour", n)
		}
		if _, err := engine.Do(t.Context(), e, by("ana"), engine.SetStatus{Status: desk.Paused}); !desk.IsRefusal(err, "read_only") {
			t.Fatal(err)
		}
	})
}

// Callers from many goroutines while others read, with a store that fails now and
// then, and a stop in the middle: whoever was told yes is stored, once.
func TestManyCallersAndAStop(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 500)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		const callers, each = 16, 30
		for i := range callers {
			r.visitor("c", fmt.Sprint("v", i))
		}
		e := running(r.T, r)
		var flushes int
		var heard atomic.Int64
		e.Tap(func(c *engine.Committed) { heard.Store(c.Seq) })
		r.store.flush = func(*engine.Batch) (error, bool) {
			if flushes++; flushes%7 == 3 {
				return engine.ErrOutcome, flushes%2 == 0
			}
			if flushes%11 == 5 {
				return engine.ErrData, false
			}
			return nil, false
		}
		e.Start()
		var acked sync.Map
		var wg, readers sync.WaitGroup
		ctx, done := context.WithCancel(context.Background())
		for range 2 {
			readers.Go(func() {
				for ctx.Err() == nil {
					_ = e.Directory().Users["ana"]
					_ = e.Staffed([]desk.QueueID{"q"})
					if a, ok := e.Agent("ana"); !ok || a.Load.Open > callers {
						r.Errorf("ana: %+v", a)
						return
					}
					if e.Seq() < 1 || e.ReadOnly() && e.Now().IsZero() {
						r.Error("nonsense")
						return
					}
				}
			})
		}
		var half sync.Once
		stopped := make(chan struct{})
		for i := range callers {
			wg.Go(func() {
				for n := range each {
					id := desk.MessageID(fmt.Sprintf("m-%d-%d", i, n))
					cmd := says(fmt.Sprint("v", i), string(id), "oi")
					w, err := engine.Do(ctx, e, visitorCall, cmd)
					var refusal *desk.Refusal
					switch {
					case err == nil:
						acked.Store(id, w.Message.N)
					case !errors.As(err, &refusal) || refusal.Kind != desk.Unavailable && refusal.Code != "conflict":
						r.Errorf("%s: %v", id, err)
						return
					}
					if n == each/2 && i == 0 {
						half.Do(func() { go func() { e.Stop(); close(stopped) }() })
					}
				}
			})
		}
		wg.Wait()
		<-stopped
		done()
		readers.Wait()
		e.Stop() // again is harmless
		if _, err := engine.Do(context.Background(), e, visitorCall, says("v0", "late", "oi")); !desk.IsRefusal(err, "stopping") {
			r.Errorf("after the stop: %v", err)
		}
		r.store.flush = nil
		n := 0
		acked.Range(func(id, want any) bool {
			n++
			m, ok, err := r.store.MessageByID(context.Background(), id.(desk.MessageID))
			if err != nil || !ok || m.N != want.(int64) {
				r.Errorf("%s was acknowledged: stored %v %d, %v", id, ok, m.N, err)
			}
			return true
		})
		if n < each/2 {
			r.Fatalf("only %d messages were acknowledged: the test proves little", n)
		}
		if d := e.Differs(context.Background()); d != "" {
			r.Fatal(d)
		}
		if e.Seq() != heard.Load() {
			r.Fatalf("taps heard of %d, the last is %d", heard.Load(), e.Seq())
		}
	})
}
