package report

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
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

// Plans are those of what was saved.
func (c *told) Plans(ctx context.Context) (Plans, error) {
	p := newPlanning()
	for _, r := range c.saved {
		if err := p.fold(ctx, r); err != nil {
			return Plans{}, err
		}
	}
	return p.plans(c.dir), nil
}

// saves has an event written on the Monday in São Paulo.
func (c *told) saves(at string, e desk.Event) {
	c.saved = append(c.saved, desk.Recorded{Seq: int64(len(c.saved) + 1), At: instant(at).Time(), Event: e})
}

// What held at an instant is the last that was said before, what held before
// anything was said is the first.
func TestWhatWasPlannedAtAnInstant(t *testing.T) {
	var h history[int]
	if got := h.at(5, 9); got != 9 {
		t.Errorf("of nothing that was told: %d", got)
	}
	h = h.set(10, 1).set(20, 1).set(20, 2).set(20, 3).set(30, 0).set(40, 3)
	var got []int
	for _, at := range []ledger.Instant{-5, 9, 10, 19, 20, 29, 30, 39, 40, 99} {
		got = append(got, h.at(at, 9))
	}
	if want := []int{1, 1, 1, 1, 3, 3, 0, 0, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A pause keeps the length that its reason had when it began, in each figure, and
// the name that it has now, also of a reason that is no more (B-STATUS-18).
func TestAPauseKeepsTheLengthThatWasPlannedForIt(t *testing.T) {
	lunch := func(v *ledger.Interval) { v.Reason = "lunch" }
	c := shop()
	c.dir.Reasons["lunch"] = desk.PauseReason{ID: "lunch", Name: "Refeição", Duration: time.Hour} // renamed and removed
	c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{
		spent("9:00", "9:30", desk.BlipPaused, lunch), // before anything is told: 20 minutes, the first
		spent("9:30", "10:00", desk.BlipOnline, nil),
		spent("10:00", "10:20", desk.BlipPaused, lunch), // 30, though 60 were planned in its midst
		spent("10:20", "10:40", desk.BlipPaused, func(v *ledger.Interval) { v.Reason, v.Since, v.Open = "lunch", instant("10:00"), 1 }),
		spent("10:40", "11:00", desk.BlipOnline, nil),
		spent("11:00", "11:40", desk.BlipPaused, lunch), // 60
		spent("11:40", "12:00", desk.BlipOnline, nil),
		spent("12:00", "12:40", desk.BlipPaused, lunch), // as long as one likes
	}}
	c.saves("9:10", desk.PauseReasonSaved{Reason: "lunch", Created: true, Duration: 20 * time.Minute})
	c.saves("10:00", desk.PauseReasonSaved{Reason: "lunch", Duration: 30 * time.Minute})
	c.saves("10:10", desk.PauseReasonSaved{Reason: "lunch", Duration: time.Hour})
	c.saves("11:50", desk.PauseReasonSaved{Reason: "lunch"})
	r := c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana"})
	is(t, r, 0, "overrun", 20*minute)
	is(t, r, 0, "overruns", 2)
	is(t, r, 0, "pause:lunch", 150*minute)
	for _, column := range r.Columns {
		if column.Key == "pause:lunch" && !strings.Contains(column.Title, "Refeição") {
			t.Errorf("the reason is called %q", column.Title)
		}
	}
	plans, _ := c.Plans(t.Context())
	if d := summary(c.times["ana"], plans); d.Statuses[1].Overrun != 20*time.Minute {
		t.Errorf("the day says %+v", d.Statuses)
	}
}

// Settings are read from the events: they survive deaths and a rebuild, are the
// same for who verifies, and what is written into them is found.
func TestPlansAreRebuiltAndVerified(t *testing.T) {
	c := newCompany(5, 2)
	for i, e := range []desk.Event{
		desk.PauseReasonSaved{Reason: "lunch", Created: true, Duration: 20 * time.Minute, CountsAs: desk.AsMeal},
		desk.UserSaved{User: "agent0", Active: true, Limits: desk.DefaultLimits, Shift: desk.Shift{Length: 6 * time.Hour}},
		desk.InstallationSaved{Breaks: desk.BreakRules{On: true, Breaks: 3}},
		desk.PauseReasonSaved{Reason: "lunch", Duration: time.Hour},
		desk.UserSaved{User: "agent0", Active: true, Limits: desk.DefaultLimits, Shift: desk.Shift{Length: 8 * time.Hour}},
		desk.InstallationSaved{},
	} {
		c.lives(100 * (i + 1))
		c.now = monday.AddDate(0, 0, 40*(i+1))
		c.record(e)
	}
	onLog(t, c.log, func(r *rig) {
		want := "{20m0s meal} {1h0m0s } | 0s 6h0m0s 8h0m0s | 3 3 0"
		same := func(after string) {
			r.Helper()
			p, err := r.s.Plans(r.Context())
			if err != nil {
				r.Fatal(err)
			}
			at := func(i int) ledger.Instant { return ledger.At(monday.AddDate(0, 0, 40*i+20)) }
			got := fmt.Sprintf("%v %v | %v %v %v | %d %d %d", p.pause("lunch", at(0)), p.pause("lunch", at(4)),
				p.shift("agent0", at(0)).Length, p.shift("agent0", at(2)).Length, p.shift("agent0", at(6)).Length,
				p.breakRules(at(0)).Breaks, p.breakRules(at(3)).Breaks, p.breakRules(at(6)).Breaks)
			if got != want {
				r.Errorf("%s: %s\nwant %s", after, got, want)
			}
		}
		same("at first")
		r.dies()
		same("after a death")
		r.closes()
		r.opens()
		same("after a stop")
		if err := r.s.Rebuild(r.Context(), silent); err != nil {
			r.Fatal(err)
		}
		same("made again")
		if _, err := r.s.Verify(r.Context(), Span{}, silent); err != nil {
			r.Fatal(err)
		}
		r.closes()
		r.opens() // what was made again is stored
		state, _, err := r.store.LedgerState(r.Context())
		if err != nil {
			r.Fatal(err)
		}
		other := bytes.Replace(state.Data, []byte(`"Length":21600000000000`), []byte(`"Length":25200000000000`), 1)
		r.edits("UPDATE ledger_state SET data = ?", base64.StdEncoding.EncodeToString(other))
		if _, err := r.s.Verify(r.Context(), Span{}, silent); err == nil || !strings.Contains(err.Error(), `"plans"`) {
			r.Errorf("what was written into the plans is not found: %v", err)
		}
	})
}

// What is saved at the desk is what the reports go by: the length and the mark of a
// pause when it began, the shift and the rules of a day that is over. A reason that
// is removed while somebody is in it goes on to be theirs.
func TestPlansAreThoseThatWereSavedAtTheDesk_NR17(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desktest.New(t)
		defer d.Close()
		s := New(Options{Engine: d.Engine, Store: d.Store})
		d.Start()
		s.Start()
		defer s.Close()
		ana, admin := d.User("ana", desk.RoleAgent), desk.Actor{Kind: desk.ActorCLI}
		d.Queue("vida", desk.Push, desk.Assign, desktest.Serves(ana)...)
		desktest.Do(d, admin, engine.SaveInstallation{Installation: d.Directory().Installation})
		desktest.Do(d, admin, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "r1", Name: "Descanso", Duration: 10 * time.Minute, CountsAs: desk.AsRest}})
		desktest.Do(d, desk.ByUser(ana), engine.OpenWindow{User: ana, Window: "w", Load: 1})
		desktest.Do(d, desk.ByUser(ana), engine.SetStatus{Status: desk.Online})
		began := d.Now()
		time.Sleep(2 * time.Hour)
		desktest.Do(d, desk.ByUser(ana), engine.SetStatus{Status: desk.Paused, Reason: "r1"})
		time.Sleep(5 * time.Minute)
		reason := d.Directory().Reasons["r1"]
		reason.Name, reason.Duration, reason.CountsAs, reason.Active = "Curso", time.Minute, desk.AsWork, false
		desktest.Do(d, admin, engine.SavePauseReason{Reason: reason})
		time.Sleep(7 * time.Minute)
		desktest.Do(d, desk.ByUser(ana), engine.SetStatus{Status: desk.Online})
		time.Sleep(4 * time.Hour)
		desktest.Do(d, desk.ByUser(ana), engine.SetStatus{Status: desk.Invisible})
		ended := d.Now()
		time.Sleep(time.Hour)
		inst := d.Directory().Installation
		inst.Breaks.Breaks = 5
		desktest.Do(d, admin, engine.SaveInstallation{Installation: inst})
		user := d.Directory().Users[ana]
		user.Shift = desk.Shift{Length: 8 * time.Hour}
		desktest.Do(d, admin, engine.SaveUser{User: user})

		zone := time.UTC
		day, err := s.Day(t.Context(), ana, ended, zone)
		if err != nil {
			t.Fatal(err)
		}
		over := time.Duration(0)
		for _, total := range day.Statuses {
			over += total.Overrun
		}
		if over != 2*time.Minute {
			t.Errorf("%s over 10 minutes, want 2", over)
		}
		date := began.In(mustZone(t, inst.TimeZone)).Format(time.DateOnly)
		report, err := NewFigures(s, d.Engine).Breaks(t.Context(), boss, Query{Kind: OfBreaks, From: date, To: date, Agent: string(ana)})
		if err != nil || len(report.Items) != 1 {
			t.Fatalf("%+v %v", report, err)
		}
		got := report.Items[0]
		if line := recordLine(got); line != "1+0 of 2+1, missed 1+1 break" || got.PlannedMS != 0 || got.Pauses[0].Reason.Name != "Curso" {
			t.Errorf("%s planned %d, %+v", line, got.PlannedMS, got.Pauses)
		}
		plans, err := s.Plans(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		now := ledger.At(d.Now())
		if p := plans.pause("r1", now); p != (pausePlan{time.Minute, desk.AsWork}) || plans.shift(ana, now) != user.Shift {
			t.Errorf("of now it is %+v and %+v", p, plans.shift(ana, now))
		}
		if report.Rules.Breaks != 5 {
			t.Errorf("the rules of now are told as %+v", report.Rules)
		}
	})
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
