package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/testkit/desktest"
)

var always = []time.Time{monday.AddDate(-1, 0, 0), time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)}

// told is all of everybody's time as text.
func (r *rig) told(c *company) string {
	r.Helper()
	var ids []desk.UserID
	for _, a := range c.agents {
		ids = append(ids, a.User)
	}
	all, err := r.s.Intervals(r.Context(), ids, always[0], time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		r.Fatal(err)
	}
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, "%s %+v\n", id, all[id])
	}
	return b.String()
}

// The answers stay the same over deaths, over a loss of what was stored, over
// damage to it, and when it is made again.
func TestAnswersSurviveWhateverHappensToWhatIsStored(t *testing.T) {
	c := newCompany(3, 3).lives(2500)
	onLog(t, c.log, func(r *rig) {
		want := r.told(c)
		if !strings.Contains(want, "paused") {
			t.Fatal("nobody was ever paused: there is nothing to compare")
		}
		same := func(after string) {
			t.Helper()
			if got := r.told(c); got != want {
				t.Fatalf("after %s it is\n%.3000s\nwant\n%.3000s", after, got, want)
			}
		}
		r.dies()
		same("a death")
		r.closes()
		seq := r.e.Seq()
		r.opens()
		if state, ok, err := r.store.LedgerState(r.Context()); err != nil || !ok || state.Seq != seq {
			t.Fatalf("a stop at %d stored %d, %v, %v", seq, state.Seq, ok, err)
		}
		same("a stop")
		r.edits("DELETE FROM ledger_state")
		same("the state was deleted")
		r.edits("DELETE FROM ledger_chunks")
		r.edits("DELETE FROM ledger_state")
		same("all was deleted")
		r.edits("UPDATE ledger_state SET data = 'e30='")
		same("the state was of another version")
		r.edits("UPDATE ledger_chunks SET data = 'AAAA'")
		if _, err := r.s.Intervals(r.Context(), []desk.UserID{"agent0"}, always[0], always[1]); !desk.IsRefusal(err, "catching_up") {
			t.Fatalf("a damaged chunk is answered with %v", err)
		}
		synctest.Wait()
		same("the chunks were damaged")
		r.edits("UPDATE ledger_state SET data = '%'")
		same("the state was no text of bytes")
		r.edits("UPDATE ledger_chunks SET data = '%'")
		if _, err := r.s.Intervals(r.Context(), []desk.UserID{"agent0"}, always[0], always[1]); !desk.IsRefusal(err, "catching_up") {
			t.Fatalf("a chunk that is no text of bytes is answered with %v", err)
		}
		synctest.Wait()
		same("the chunks were no text of bytes")
		if err := r.s.Rebuild(r.Context(), silent); err != nil {
			t.Fatal(err)
		}
		same("it was made again")
		if v, err := r.s.Verify(r.Context(), Span{}, silent); err != nil || v.Compared == 0 {
			t.Fatalf("verified %+v: %v", v, err)
		}
	})
}

// A question is answered from all that was committed when it was asked, however
// soon, while memory and store change places.
func TestAnswersHoldAllThatWasCommitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desktest.New(t)
		defer d.Close()
		s := New(Options{Engine: d.Engine, Store: d.Store, KeepAfter: 5})
		d.Start()
		s.Start()
		defer s.Close()
		ana := d.User("ana", desk.RoleAgent)
		d.Queue("vida", desk.Push, desk.Assign, desktest.Serves(ana)...)
		desktest.Do(d, desk.ByUser(ana), engine.OpenWindow{User: ana, Window: "w", Load: 1})
		began := d.Now()
		r := rand.New(rand.NewPCG(1, 1))
		for range 60 {
			status := []desk.Status{desk.Online, desk.Paused, desk.Invisible}[r.IntN(3)]
			time.Sleep(time.Duration(1+r.IntN(3000)) * time.Millisecond)
			desktest.Do(d, desk.ByUser(ana), engine.SetStatus{Status: status})
			time.Sleep(time.Millisecond)
			all, err := s.Intervals(t.Context(), []desk.UserID{ana}, began, d.Now())
			if err != nil {
				t.Fatal(err)
			}
			state, _ := d.Agent(ana)
			list := all[ana].Intervals
			if last := list[len(list)-1]; last.Blip != state.Axes.Blip() || last.To != ledger.At(d.Now()) || list[0].From != ledger.At(began) {
				t.Fatalf("after %s the last interval is %+v, of %d from %s", status, last, len(list), began)
			}
		}
	})
}

// A question that comes before the stored state is loaded waits for just that, also
// when there is nothing to read after it.
func TestAnEarlyQuestionIsAnsweredWhenTheStateIsThere(t *testing.T) {
	c := newCompany(3, 1).lives(1000)
	onLog(t, c.log, func(r *rig) {
		r.told(c)
		r.s.Close()
		r.s = New(Options{Engine: r.e, Store: r.store})
		began := time.Now()
		go func() {
			synctest.Wait() // until the question waits
			r.s.Start()
		}()
		if r.told(c); time.Since(began) > 0 {
			t.Errorf("it waited for %s", time.Since(began))
		}
	})
}

// A correction reaches into days that are stored, on both sides of a midnight.
func TestACorrectionOfAStoredDay(t *testing.T) {
	c := newCompany(1, 1)
	a := c.agents[0]
	a, events := a.OpenWindow("w", 1, queues, desk.Invisible, agentTimes, c.now)
	c.record(events...)
	for range 12 {
		c.now = c.now.Add(6 * time.Hour)
		var err error
		if a, events, err = a.Pause(a.User, queues, "lunch", c.now); err != nil {
			t.Fatal(err)
		}
		c.record(events...)
		c.now = c.now.Add(time.Hour)
		if a, events, err = a.GoOnline(a.User, queues, c.now); err != nil {
			t.Fatal(err)
		}
		c.record(events...)
	}
	from, to := time.Date(1999, 3, 23, 22, 0, 0, 0, time.UTC), time.Date(1999, 3, 24, 3, 0, 0, 0, time.UTC)
	c.record(desk.TimeCorrected{Correction: "c1", User: a.User, From: from, To: to, Label: desk.BlipOffline})
	stored := newMemory()
	m := newModel(stored)
	fold(t, m, c.log[:len(c.log)-1])
	stores(t, m, stored)
	stores(t, m, stored) // and let go of
	before := whole(t, m, a.User, c.now)
	fold(t, m, c.log[len(c.log)-1:])
	stores(t, m, stored)
	stores(t, m, stored)
	if len(m.times.shelf.held) > 0 {
		t.Fatalf("%d chunks are still in memory", len(m.times.shelf.held))
	}
	after := whole(t, m, a.User, c.now)
	want := ledger.Correct(before.Intervals, c.log[len(c.log)-1].Event.(desk.TimeCorrected))
	if !slices.Equal(after.Intervals, want) || !slices.ContainsFunc(want, func(v ledger.Interval) bool {
		return v.Corrected && v.From == ledger.At(from) && v.To == ledger.At(to)
	}) {
		t.Errorf("the time is\n%+v\nwant\n%+v", after.Intervals, want)
	}
}

// What is planted is found, with its agent and what it is.
func TestVerifyFindsWhatWasPlanted(t *testing.T) {
	c := newCompany(5, 3).lives(2000)
	paused := slices.IndexFunc(c.log, func(r desk.Recorded) bool {
		e, ok := r.Event.(desk.StatusChanged)
		return ok && e.To == desk.Paused && r.Seq > 500
	}) + 1
	for name, plant := range map[string]struct {
		statement string
		args      []any
		want      string
	}{
		"nothing":            {"UPDATE ledger_chunks SET data = data", nil, ""},
		"an edited instant":  {"UPDATE events SET since = since - 86400000 WHERE seq = $1", []any{paused}, fmt.Sprintf("event %d, agent agent", paused)},
		"an edited status":   {"UPDATE events SET data = replace(data, '\"paused\"', '\"online\"') WHERE seq = $1", []any{paused}, fmt.Sprintf("event %d, agent agent", paused)},
		"a missing event":    {"DELETE FROM events WHERE seq = $1", []any{paused}, fmt.Sprintf("event %d: it is missing", paused)},
		"two damages":        {"UPDATE events SET data = CASE seq WHEN $1 THEN replace(data, '\"paused\"', '\"online\"') ELSE '{' END WHERE seq IN ($1, $1 + 3)", []any{paused}, fmt.Sprintf("event %d, agent agent", paused)},
		"a torn event":       {"UPDATE events SET data = '{' WHERE seq = $1", []any{paused}, fmt.Sprintf("event %d: decode event status.changed", paused)},
		"a foreign chunk":    {"UPDATE ledger_chunks SET data = (SELECT data FROM ledger_chunks WHERE subject = 'agent/agent1' ORDER BY start LIMIT 1) WHERE rowid = (SELECT rowid FROM ledger_chunks WHERE subject = 'agent/agent0' ORDER BY start LIMIT 1)", nil, "agent agent0: what the reports keep of 1999-03-22 differs from the events, first at 1999-03-22T09:00:00.000Z; `pronto ledger rebuild`"},
		"a chunk too few":    {"DELETE FROM ledger_chunks WHERE rowid = (SELECT rowid FROM ledger_chunks WHERE subject = 'agent/agent0' ORDER BY start LIMIT 1)", nil, "agent agent0: what the reports should keep of 1999-03-22 is missing; `pronto ledger rebuild`"},
		"a chunk too many":   {"INSERT INTO ledger_chunks SELECT 'agent/zoe', start, data FROM ledger_chunks WHERE subject = 'agent/agent0' LIMIT 1", nil, "agent zoe: the reports keep something of"},
		"one of the future":  {"INSERT INTO ledger_chunks SELECT subject, start + 86400000 * 4000, data FROM ledger_chunks WHERE subject = 'agent/agent0' LIMIT 1", nil, "agent agent0: the reports keep something of 2010-"},
		"one of long ago":    {"INSERT INTO ledger_chunks SELECT subject, start - 86400000 * 4000, data FROM ledger_chunks WHERE subject = 'agent/agent0' LIMIT 1", nil, "agent agent0: the reports keep something of 1988-"},
		"another work chunk": {"UPDATE ledger_chunks SET data = 'AAAA' WHERE subject = 'legs'", nil, "legs: what the reports keep of 1999-03-22 cannot be read; `pronto ledger rebuild`"},
		"no text of bytes":   {"UPDATE ledger_chunks SET data = '%' WHERE subject = 'agent/agent2'", nil, "agent agent2: what the reports keep of 1999-03-22 cannot be read"},
		"another correction": {"UPDATE corrections SET from_at = from_at + 1 WHERE id = (SELECT id FROM corrections ORDER BY at LIMIT 1)", nil, "is not kept as it was made"},
		"one too few":        {"DELETE FROM corrections WHERE id = (SELECT id FROM corrections ORDER BY at LIMIT 1)", nil, "is not kept as it was made"},
		"one too many":       {"INSERT INTO corrections SELECT 'x', 'agent1', from_at, to_at, label, reason, why, author_kind, author_id, at FROM corrections ORDER BY at LIMIT 1", nil, "agent agent1: correction x is kept and no event tells of it"},
	} {
		t.Run(name, func(t *testing.T) {
			onLog(t, c.log, func(r *rig) {
				r.told(c)
				r.edits(plant.statement, plant.args...)
				v, err := r.s.Verify(r.Context(), Span{}, silent)
				switch {
				case plant.want == "":
					if err != nil || v.Events != r.e.Seq() || v.Agents != 3 || v.Compared < 10 || !v.From.Equal(monday) {
						t.Fatalf("%+v: %v", v, err)
					}
				case err == nil || !strings.Contains(err.Error(), plant.want):
					t.Fatalf("%v\nwant %q", err, plant.want)
				}
			})
		})
	}
}

// What became of the stored state is named, after all that is wrong with the events
// and the days: those say more.
func TestVerifyNamesADamagedState(t *testing.T) {
	c := newCompany(5, 3).lives(2000)
	for name, k := range map[string]struct{ statement, want string }{
		"edited":             {"UPDATE ledger_state SET seq = seq - 1", "; `pronto ledger rebuild` makes it again"},
		"torn":               {"UPDATE ledger_state SET data = substr(data, 1, 80)", "the state that the reports keep cannot be read"},
		"gone":               {"DELETE FROM ledger_state", "the state that the reports keep is missing"},
		"beyond the log":     {"UPDATE ledger_state SET seq = seq + 9", ", and the log ends with event 200"},
		"of another version": {"UPDATE ledger_state SET data = 'e30='", ""},
		"the log cut off":    {"DELETE FROM events WHERE seq > 1990", ", and the log ends with event 199"},
	} {
		t.Run(name, func(t *testing.T) {
			onLog(t, c.log, func(r *rig) {
				r.told(c)
				r.closes()
				r.edited(k.statement)
				r.wakes() // a service that follows makes it good again
				_, err := r.s.Verify(r.Context(), Span{}, silent)
				if k.want == "" && err != nil || k.want != "" && (err == nil || !strings.Contains(err.Error(), k.want)) {
					t.Errorf("%v, want %q", err, k.want)
				}
				if k.want == "" {
					return
				}
				r.closes()
				r.edited("UPDATE events SET data = '{' WHERE seq = 1700")
				r.wakes()
				if _, err := r.s.Verify(r.Context(), Span{}, silent); err == nil || !strings.Contains(err.Error(), "event 1700") {
					t.Errorf("an event is damaged too, and first comes %v", err)
				}
			})
		})
	}
}

// A span counts and compares its own days.
func TestVerifyOfASpan(t *testing.T) {
	c := newCompany(5, 2).lives(800)
	onLog(t, c.log, func(r *rig) {
		r.told(c)
		r.edits("DELETE FROM ledger_chunks WHERE start = $1", time.Date(1999, 3, 23, 0, 0, 0, 0, time.UTC).UnixMilli())
		span := Span{From: time.Date(1999, 3, 24, 0, 0, 0, 0, time.UTC), To: time.Date(1999, 3, 26, 0, 0, 0, 0, time.UTC)}
		v, err := r.s.Verify(r.Context(), span, silent)
		want := 0
		for _, e := range c.log {
			if !e.At.Before(span.From) && e.At.Before(span.To) {
				want++
			}
		}
		if err != nil || v.Events != int64(want) || want == 0 || v.From.Before(span.From) || !v.To.Before(span.To) {
			t.Errorf("%+v: %v; want %d events", v, err, want)
		}
		span.From = span.From.AddDate(0, 0, -1)
		if _, err := r.s.Verify(r.Context(), span, silent); err == nil {
			t.Error("a chunk of the span is not stored, and nobody minds")
		}
		// A local day begins within a day of the store, and ends within the next.
		for name, span := range map[string]Span{
			"São Paulo": {From: time.Date(1999, 3, 23, 3, 0, 0, 0, time.UTC), To: time.Date(1999, 3, 24, 3, 0, 0, 0, time.UTC)},
			"Tokyo":     {From: time.Date(1999, 3, 22, 15, 0, 0, 0, time.UTC), To: time.Date(1999, 3, 23, 15, 0, 0, 0, time.UTC)},
		} {
			if _, err := r.s.Verify(r.Context(), span, silent); err == nil {
				t.Errorf("a chunk of the day in %s is not stored, and nobody minds", name)
			}
		}
	})
}
