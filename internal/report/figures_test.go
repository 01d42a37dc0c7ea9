package report

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// thatMonday is the day that most of these tests tell of.
var thatMonday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// told is a company whose facts are said outright.
type told struct {
	dir    *engine.Directory
	now    time.Time
	times  map[desk.UserID]ledger.Chunk
	work   ledger.WorkChunk
	log    []desk.Recorded // that work was read from
	saved  []desk.Recorded // what was planned, where it was not always as in dir
	states map[desk.UserID]engine.AgentState
	block  bool // facts never come
}

func (c *told) Directory() *engine.Directory { return c.dir }
func (c *told) Now() time.Time               { return c.now }
func (c *told) Seq() int64                   { return 7 }
func (c *told) Agent(id desk.UserID) (engine.AgentState, bool) {
	s, ok := c.states[id]
	return s, ok
}

func (c *told) Intervals(ctx context.Context, users []desk.UserID, from, to time.Time) (map[desk.UserID]ledger.Chunk, error) {
	if c.block {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	out := map[desk.UserID]ledger.Chunk{}
	for _, id := range users {
		chunk := ledger.Chunk{Intervals: slices.Clone(c.times[id].Intervals), SignIns: slices.Clone(c.times[id].SignIns)}
		out[id] = within(chunk, ledger.At(from), min(ledger.At(to), ledger.At(c.now)))
	}
	return out, nil
}

func (c *told) Work(context.Context, time.Time, time.Time) (ledger.WorkChunk, error) {
	return c.work, nil
}

// shop is a company in São Paulo: ana and bia serve vida, ana serves sales too;
// sofia supervises vida.
func shop() *told {
	inst := desk.DefaultInstallation
	return &told{now: thatMonday.AddDate(1, 0, 0), times: map[desk.UserID]ledger.Chunk{}, dir: &engine.Directory{
		Installation: inst,
		Users: map[desk.UserID]desk.User{
			"ana": {ID: "ana", Name: "Ana", Active: true}, "bia": {ID: "bia", Name: "=cmd|' /C calc'!A0", Active: true},
			"sofia": {ID: "sofia", Name: "Sofia", Active: true}, "zoe": {ID: "zoe", Name: "Zoe"},
		},
		Queues: map[desk.QueueID]desk.Queue{"vida": {ID: "vida", Name: "Vida", Active: true}, "sales": {ID: "sales", Name: "Vendas", Active: true}},
		Members: map[desk.QueueID][]desk.Member{
			"vida":  {{Queue: "vida", User: "ana", Serves: true}, {Queue: "vida", User: "bia", Serves: true}, {Queue: "vida", User: "sofia", Supervises: true}},
			"sales": {{Queue: "sales", User: "ana", Serves: true}},
		},
		Channels: map[desk.ChannelID]desk.Channel{"site": {ID: "site", Name: "Site"}, "chat": {ID: "chat", Name: "Chat"}},
		Reasons: map[desk.PauseReasonID]desk.PauseReason{
			"lunch": {ID: "lunch", Name: "Almoço", Duration: 20 * time.Minute, Active: true}, "coffee": {ID: "coffee", Name: "Café", Active: true},
		},
	}}
}

var (
	boss  = desk.Viewer{User: "boss", All: true}
	sofia = desk.Viewer{User: "sofia", Supervises: []desk.QueueID{"vida"}}
)

func (c *told) figures() *Figures { return NewFigures(c, c) }

func (c *told) ask(t *testing.T, v desk.Viewer, q Query) view.Report {
	t.Helper()
	r, err := c.figures().Report(t.Context(), v, q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// figureOf is a value of a row, of the totals when there is no row.
func figureOf(t *testing.T, r view.Report, row int, key string) view.ReportValue {
	t.Helper()
	i := slices.IndexFunc(r.Columns, func(c view.ReportColumn) bool { return c.Key == key })
	if i < 0 {
		t.Fatalf("there is no figure %s", key)
	}
	if row < 0 {
		return r.Totals[i]
	}
	return r.Rows[row].Values[i]
}

func is(t *testing.T, r view.Report, row int, key string, value float64, parts ...int64) {
	t.Helper()
	v := figureOf(t, r, row, key)
	if v.Value == nil || math.Abs(*v.Value-value) > 1e-9 {
		t.Errorf("%s is %s, want %v", key, shown(v), value)
	}
	if len(parts) == 2 && (v.Numerator != parts[0] || v.Denominator != parts[1]) {
		t.Errorf("%s is %d of %d, want %v", key, v.Numerator, v.Denominator, parts)
	}
}

func shown(v view.ReportValue) string {
	if v.Value == nil {
		return "nothing"
	}
	return fmt.Sprint(*v.Value)
}

// The example of rules.md part 2: answered 1,000, abandoned 60, in 20 s 860 and 20.
// The title always carries its T and variant.
func TestServiceLevelVariants_RulesPart2(t *testing.T) {
	c := shop()
	leg := func(n int, wait time.Duration, gone bool) {
		l := ledger.Leg{ID: desk.LegID(fmt.Sprint(n)), Conversation: desk.ConversationID(fmt.Sprint(n)), Queue: "vida", OpenedAt: ledger.At(thatMonday), QueuedAt: ledger.At(thatMonday), Began: ledger.ByCustomer}
		if end := ledger.At(thatMonday.Add(wait)); gone {
			l.EndedAt, l.Outcome = end, desk.Abandoned
		} else {
			l.AssignedAt, l.Agent, l.Source = end, "ana", desk.ByTake
		}
		c.work.Legs = append(c.work.Legs, l)
	}
	for i := range 1060 {
		gone, n := i >= 1000, i
		if gone {
			n -= 1000
		}
		wait := 20 * time.Second // in time: at T it is still met
		if !gone && n >= 860 || gone && n >= 20 {
			wait += time.Millisecond
		}
		leg(i, wait, gone)
	}
	for variant, want := range map[int]struct {
		n, d int64
		said string
	}{1: {880, 1060, "83.0"}, 2: {860, 1000, "86.0"}, 3: {860, 1060, "81.1"}, 4: {860, 1040, "82.7"}} {
		c.dir.Installation.Service.Variant = variant
		r := c.ask(t, boss, Query{Kind: ByQueue, From: "2026-03-02", To: "2026-03-02", Queue: "vida", Locale: "en"})
		v := figureOf(t, r, 0, "service_level")
		if v.Numerator != want.n || v.Denominator != want.d || fmt.Sprintf("%.1f", 100**v.Value) != want.said {
			t.Errorf("variant %d: %+v", variant, v)
		}
		i := slices.IndexFunc(r.Columns, func(c view.ReportColumn) bool { return c.Key == "service_level" })
		if title := fmt.Sprintf("Service level (20\u00a0s, variant %d)", variant); r.Columns[i].Title != title || !strings.HasPrefix(r.Columns[i].Formula, fmt.Sprintf("Variant %d: ", variant)) || !strings.Contains(r.Columns[i].Formula, "20 s") {
			t.Errorf("it is called %q, %s", r.Columns[i].Title, r.Columns[i].Formula)
		}
	}
	r := c.ask(t, boss, Query{Kind: ByQueue, From: "2026-03-02", To: "2026-03-02", Queue: "vida"})
	is(t, r, 0, "abandonment", 60.0/1060, 60, 1060)
	is(t, r, 0, "longest_wait", 20_001)
	is(t, r, 0, "wait_answered", float64(860*20_000+140*20_001)/1000)
	is(t, r, 0, "wait_abandoned", float64(20*20_000+40*20_001)/60)
}

// instant is a time of day in São Paulo, three hours behind UTC, on the Monday.
func instant(clock string) ledger.Instant {
	var h, m int
	if _, err := fmt.Sscanf(clock, "%d:%d", &h, &m); err != nil {
		panic(err)
	}
	return ledger.At(time.Date(2026, 3, 2, h+3, m, 0, 0, time.UTC))
}

func spent(from, to string, blip desk.BlipLabel, change func(*ledger.Interval)) ledger.Interval {
	v := ledger.Interval{From: instant(from), To: instant(to), Since: instant(from), Blip: blip, Puzzel: desk.PuzzelLoggedOff, Smartspace: desk.Offline, Hold: desk.Free}
	switch blip {
	case desk.BlipOnline:
		v.Puzzel, v.Smartspace = desk.PuzzelReady, desk.Available
	case desk.BlipPaused:
		v.Puzzel, v.Smartspace = desk.PuzzelPause, desk.OnBreak
	case desk.BlipInvisible, desk.BlipOffline:
	}
	if change != nil {
		change(&v)
	}
	return v
}

func holding(n int) func(*ledger.Interval) { return func(v *ledger.Interval) { v.Open = n } }

func because(r desk.PauseReasonID) func(*ledger.Interval) {
	return func(v *ledger.Interval) { v.Reason = r }
}

// anasDay is told to the minute.
func anasDay(c *told) {
	c.times["ana"] = ledger.Chunk{
		Intervals: []ledger.Interval{
			spent("0:00", "9:00", desk.BlipOffline, nil),
			spent("9:00", "9:10", desk.BlipInvisible, nil),
			spent("9:10", "10:00", desk.BlipOnline, nil),
			spent("10:00", "10:30", desk.BlipOnline, holding(1)),
			spent("10:30", "11:00", desk.BlipOnline, holding(3)),
			spent("11:00", "11:10", desk.BlipOnline, func(v *ledger.Interval) { v.Offered = 1 }),
			spent("11:10", "11:35", desk.BlipPaused, because("lunch")),
			spent("11:35", "11:40", desk.BlipOnline, nil),
			spent("11:40", "12:00", desk.BlipPaused, because("lunch")),
			spent("12:00", "12:05", desk.BlipPaused, because("coffee")),
			spent("12:05", "24:00", desk.BlipOffline, holding(2)),
		},
		SignIns: []ledger.SignIn{
			{Queue: "vida", State: desk.SignedInQueue, From: instant("9:10"), To: instant("11:10")},
			{Queue: "sales", State: desk.SignedInQueue, From: instant("10:00"), To: instant("11:00")},
			{Queue: "vida", State: desk.PausedQueue, From: instant("11:10"), To: instant("11:35")},
		},
	}
}

const minute = float64(time.Minute / time.Millisecond)

// Occupancy is of the union of intervals, idle time leaves out ringing, what stays
// with who is gone is nobody's work; overruns do not end a pause (B-STATUS-18,
// B-STATUS-29).
func TestTimeFigures_RulesPart2(t *testing.T) {
	c := shop()
	anasDay(c)
	r := c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana"})
	is(t, r, 0, "blip_online", 125*minute)
	is(t, r, 0, "blip_paused", 50*minute)
	is(t, r, 0, "blip_invisible", 10*minute)
	is(t, r, 0, "blip_offline", (9*60+11*60+55)*minute)
	is(t, r, 0, "smartspace_available", 125*minute)
	is(t, r, 0, "puzzel_pause", 50*minute)
	is(t, r, 0, "pause:lunch", 45*minute)
	is(t, r, 0, "pause:coffee", 5*minute)
	is(t, r, 0, "pauses", 3)
	is(t, r, 0, "overrun", 5*minute)
	is(t, r, 0, "overruns", 1) // the second lasted exactly as long as planned
	is(t, r, 0, "contact", 60*minute)
	is(t, r, 0, "idle", 55*minute)
	is(t, r, 0, "occupancy", 60.0/115)
	is(t, r, 0, "concurrency", 2, int64(120*minute), int64(60*minute))
	is(t, r, 0, "signed_in:vida", 120*minute)
	is(t, r, 0, "signed_in:sales", 60*minute)
	by := c.ask(t, boss, Query{Kind: ByQueue, From: "2026-03-02", To: "2026-03-02", Queue: "vida"})
	is(t, by, 0, "signed_in", 120*minute)
	is(t, by, 0, "signed_in_paused", 25*minute)
}

// A call is a contact like another: who telephones and chats has two.
func TestACallCountsInConcurrency(t *testing.T) {
	c := shop()
	call := func(open int) func(*ledger.Interval) {
		return func(v *ledger.Interval) { v.Open, v.Hold, v.Puzzel = open, desk.InCall, desk.PuzzelConnected }
	}
	c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{
		spent("9:00", "9:30", desk.BlipOnline, call(0)), spent("9:30", "10:00", desk.BlipOnline, call(1)),
	}}
	is(t, c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana"}), 0, "concurrency", 1.5)
}

// Nothing to divide by is nothing, not zero (rules.md part 2).
func TestAnEmptyDayShowsDashes_RulesPart2(t *testing.T) {
	c := shop()
	for _, q := range []Query{{Kind: ByAgent}, {Kind: ByQueue}, {Kind: ByDay}, {Kind: ByInterval, Step: time.Hour}} {
		q.From, q.To = "2026-03-02", "2026-03-02"
		r := c.ask(t, boss, q)
		if len(r.Rows) == 0 {
			t.Errorf("%s: no rows", q.Kind)
		}
		for _, row := range append(r.Rows, view.ReportRow{Values: r.Totals}) {
			for i, col := range r.Columns {
				v := row.Values[i]
				if col.Quotient && v.Value != nil || col.Total == "sum" && (v.Value == nil || *v.Value != 0) || v.Denominator != 0 {
					t.Errorf("%s: %s is %+v", q.Kind, col.Key, v)
				}
			}
		}
	}
	if r := c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02"}); len(r.Rows) != 2 { // zoe has left, sofia serves nobody
		t.Errorf("%d rows", len(r.Rows))
	}
}

// A quarter of an hour is cut at local quarters; a shift over midnight counts on
// both days; days have 23 and 25 hours.
func TestDaysAndIntervalsAreLocal(t *testing.T) {
	c := shop()
	c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{spent("22:05", "30:20", desk.BlipPaused, because("lunch"))}}
	r := c.ask(t, boss, Query{Kind: ByDay, From: "2026-03-02", To: "2026-03-03"})
	is(t, r, 0, "blip_paused", 115*minute)
	is(t, r, 1, "blip_paused", 380*minute)
	is(t, r, 0, "pauses", 1)
	is(t, r, 1, "pauses", 0)
	is(t, r, 0, "overrun", 95*minute)
	is(t, r, 1, "overrun", 380*minute)
	is(t, r, -1, "overruns", 1)
	q := c.ask(t, boss, Query{Kind: ByInterval, Step: 15 * time.Minute, From: "2026-03-02", To: "2026-03-02"})
	if len(q.Rows) != 96 {
		t.Fatalf("%d quarters", len(q.Rows))
	}
	is(t, q, 88, "blip_paused", 10*minute)
	is(t, q, 89, "blip_paused", 15*minute)

	c.dir.Installation.TimeZone = "Europe/Stockholm"
	c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{{
		From: ledger.At(thatMonday.AddDate(0, -1, 0)), To: ledger.At(thatMonday.AddDate(1, 0, 0)), Since: ledger.At(thatMonday.AddDate(0, -1, 0)),
		Blip: desk.BlipOnline, Puzzel: desk.PuzzelReady, Smartspace: desk.Available, Hold: desk.Free,
	}}}
	for day, hours := range map[string]float64{"2026-03-28": 24, "2026-03-29": 23, "2026-10-25": 25} {
		r := c.ask(t, boss, Query{Kind: ByDay, From: day, To: day})
		if len(r.Rows) != 1 {
			t.Fatalf("%s: %d rows", day, len(r.Rows))
		}
		is(t, r, 0, "blip_online", hours*60*minute)
		if steps := c.ask(t, boss, Query{Kind: ByInterval, Step: time.Hour, From: day, To: day}); len(steps.Rows) != int(hours) {
			t.Errorf("%s: %d hours", day, len(steps.Rows))
		}
	}
}

// What has not come yet is not counted.
func TestTheFutureIsNotCounted(t *testing.T) {
	c := shop()
	anasDay(c)
	c.now = instant("9:20").Time()
	r := c.ask(t, boss, Query{Kind: ByDay, From: "2026-03-02", To: "2026-03-04"})
	is(t, r, 0, "blip_online", 10*minute)
	if len(r.Rows) != 1 || !r.Until.Equal(c.now) {
		t.Errorf("%d days until %s: those to come are no rows of nought", len(r.Rows), r.Until)
	}
	if r := c.ask(t, boss, Query{Kind: ByDay, From: "2027-03-02", To: "2027-03-02"}); !r.Until.Equal(r.From) {
		t.Errorf("until %s", r.Until)
	}
}

// A supervisor counts the agents and the work of their own queues, and nobody else.
func TestFiguresAreOfWhatOneSupervises(t *testing.T) {
	c := shop()
	anasDay(c)
	c.work.Legs = []ledger.Leg{
		{ID: "1", Queue: "vida", Agent: "ana", QueuedAt: instant("10:00"), OpenedAt: instant("10:00"), AssignedAt: instant("10:00"), EndedAt: instant("10:30"), Outcome: desk.Finished, Began: ledger.ByCustomer},
		{ID: "2", Queue: "sales", Agent: "ana", QueuedAt: instant("10:00"), OpenedAt: instant("10:00"), AssignedAt: instant("10:00"), EndedAt: instant("10:30"), Outcome: desk.Finished, Began: ledger.ByCustomer},
	}
	day := Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02"}
	r := c.ask(t, sofia, day)
	if len(r.Rows) != 2 {
		t.Fatalf("%d rows", len(r.Rows))
	}
	is(t, r, -1, "handled", 1)
	if slices.ContainsFunc(r.Columns, func(c view.ReportColumn) bool { return c.Key == "signed_in:sales" }) {
		t.Error("a queue that is not theirs has a column")
	}
	is(t, c.ask(t, boss, day), -1, "handled", 2)
	if r := c.ask(t, sofia, Query{Kind: ByQueue, From: "2026-03-02", To: "2026-03-02"}); len(r.Rows) != 1 || r.Rows[0].Queue.ID != "vida" {
		t.Errorf("%+v", r.Rows)
	}
	for _, q := range []Query{{Kind: ByAgent, Queue: "sales"}, {Kind: ByAgent, Agent: "zoe"}, {Kind: ByAgent, Agent: "nobody"}, {Kind: ByQueue, Queue: "none"}} {
		q.From, q.To = "2026-03-02", "2026-03-02"
		if _, err := c.figures().Report(t.Context(), sofia, q); !desk.IsRefusal(err, "not_found") {
			t.Errorf("%+v: %v", q, err)
		}
		if _, err := c.figures().Breaks(t.Context(), sofia, q); !desk.IsRefusal(err, "not_found") {
			t.Errorf("breaks of %+v: %v", q, err)
		}
	}
}

// A report over years says what is the most, and one that takes too long says so.
func TestTooMuchIsRefusedWithAWord(t *testing.T) {
	c := shop()
	ask := func(q Query) *desk.Refusal {
		_, err := c.figures().Report(t.Context(), boss, q)
		var r *desk.Refusal
		if !errors.As(err, &r) {
			t.Fatalf("%+v: %v", q, err)
		}
		return r
	}
	for _, k := range []struct {
		q           Query
		field, most string
	}{
		{Query{Kind: ByAgent, From: "2020-01-01", To: "2026-03-02"}, "to", "366"},
		{Query{Kind: ByInterval, Step: time.Hour, From: "2026-01-01", To: "2026-03-02"}, "to", "31"},
		{Query{Kind: ByInterval, Step: time.Second, From: "2026-03-02", To: "2026-03-02"}, "step", ""},
		{Query{Kind: ByInterval, From: "2026-03-02", To: "2026-03-02"}, "step", ""},
		{Query{Kind: ByDay, From: "2026-03-02", To: "2026-03-01"}, "to", ""},
		{Query{Kind: ByDay, From: "yesterday", To: "2026-03-01"}, "from", ""},
		{Query{Kind: ByDay, From: "2026-03-02", To: "2026-02-30"}, "to", ""},
		{Query{Kind: ByDay, From: "0001-01-01T00:00:00Z", To: "2026-02-28"}, "from", ""},
		{Query{Kind: ByDay, From: "2026-03-02", To: "2026-03-02", Figures: []string{"happiness"}}, "figure", ""},
		{Query{Kind: "weeks", From: "2026-03-02", To: "2026-03-02"}, "kind", ""},
	} {
		if r := ask(k.q); r.Field != k.field || r.Params["most_days"] != k.most {
			t.Errorf("%+v: %+v", k.q, r)
		}
	}
	leap := Query{Kind: ByDay, From: "2024-01-01", To: "2024-12-31"}
	if r := c.ask(t, boss, leap); len(r.Rows) != 366 {
		t.Errorf("%d days", len(r.Rows))
	}
	for i := range 200 {
		id := desk.UserID(fmt.Sprint("agent", i))
		c.dir.Users[id] = desk.User{ID: id}
	}
	if r := ask(Query{Kind: ByInterval, Step: 15 * time.Minute, Split: "agent", From: "2026-03-01", To: "2026-03-31"}); r.Code != "report_too_long" {
		t.Errorf("%+v", r)
	}
	c.block = true
	f := c.figures()
	f.Patience = time.Millisecond
	if _, err := f.Report(t.Context(), boss, leap); !desk.IsRefusal(err, "report_too_long") {
		t.Errorf("%v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.figures().Report(gone, boss, leap); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// counting is a company of whose facts it is known how many are read at once.
type counting struct {
	*told
	mu            sync.Mutex
	reading, most int
	agents        int // of whom time was asked for at once, at most
	goOn          chan struct{}
}

func (c *counting) Intervals(ctx context.Context, users []desk.UserID, from, to time.Time) (map[desk.UserID]ledger.Chunk, error) {
	c.mu.Lock()
	c.reading++
	c.most, c.agents = max(c.most, c.reading), max(c.agents, len(users))
	c.mu.Unlock()
	defer func() { c.mu.Lock(); c.reading--; c.mu.Unlock() }()
	select {
	case <-c.goOn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return c.told.Intervals(ctx, users, from, to)
}

// Many who ask for much at once wait for their turn, and not for ever.
func TestReportsAreCountedSomeAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counting{told: shop(), goOn: make(chan struct{})}
		f := NewFigures(c, c)
		year := Query{Kind: ByDay, From: "2025-03-02", To: "2026-03-02"}
		asked := make(chan error, 20)
		ask := func(ctx context.Context) {
			_, err := f.Report(ctx, boss, year)
			asked <- err
		}
		for range 20 {
			go ask(t.Context())
		}
		synctest.Wait()
		if c.reading != maxTurns {
			t.Errorf("%d are counted at once", c.reading)
		}
		gone, cancel := context.WithCancel(t.Context())
		go ask(gone)
		synctest.Wait()
		cancel()
		if err := <-asked; !errors.Is(err, context.Canceled) {
			t.Error(err) // who gave up waits no longer
		}
		close(c.goOn)
		for range 20 {
			if err := <-asked; err != nil {
				t.Error(err)
			}
		}
		if c.most != maxTurns {
			t.Errorf("%d were counted at once", c.most)
		}
		for range maxTurns {
			f.turns <- struct{}{} // others count, and do not end
		}
		began := time.Now()
		if _, err := f.Report(t.Context(), boss, year); !desk.IsRefusal(err, "reports_busy") || time.Since(began) != f.Patience {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// Of a figure that is opened over a year not everybody's time is in memory at once,
// and there is a most to what can be listed.
func TestWhatIsOpenedIsBounded(t *testing.T) {
	c := &counting{told: shop(), goOn: make(chan struct{})}
	close(c.goOn)
	for i := range 40 {
		id := desk.UserID(fmt.Sprint("agent", i))
		c.dir.Users[id] = desk.User{ID: id}
		c.times[id] = ledger.Chunk{Intervals: []ledger.Interval{spent("9:00", "10:00", desk.BlipOnline, nil)}}
	}
	q := DetailQuery{Query: Query{Kind: ByAgent, From: "2025-03-03", To: "2026-03-02"}, Figure: "blip_online", Limit: 10}
	f := NewFigures(c, c)
	facts, err := f.Detail(t.Context(), boss, q)
	if err != nil || facts.Total != 40 || c.agents > 2 {
		t.Errorf("%d facts, %d agents at once: %v", facts.Total, c.agents, err)
	}
	f.MostFacts = 39
	var r *desk.Refusal
	if _, err := f.Detail(t.Context(), boss, q); !errors.As(err, &r) || r.Code != "report_too_long" || r.Params["most_facts"] != "39" {
		t.Errorf("%v", err)
	}
	q.Row = RowOf{Agent: "agent7"}
	if facts, err := f.Detail(t.Context(), boss, q); err != nil || facts.Total != 1 {
		t.Errorf("%+v %v", facts, err)
	}
}

// random fills a company with time and work told to the second, over some days.
func random(seed uint64) *told {
	r := rand.New(rand.NewPCG(seed, 21))
	c := shop()
	c.dir.Installation.Service.Variant = 1 + r.IntN(4)
	c.dir.Installation.TimeZone = []string{"America/Sao_Paulo", "Europe/Stockholm", "Asia/Kathmandu"}[r.IntN(3)]
	begin := time.Date(2026, 3, 28, 0, 0, 0, 0, time.UTC)
	c.now = begin.Add(60 * time.Hour)
	for _, id := range []desk.UserID{"ana", "bia", "zoe"} {
		c.times[id] = randomTime(r, ledger.At(begin), ledger.At(c.now))
	}
	var w ledger.Work
	c.log = randomWork(r, begin, c.now)
	for _, e := range c.log {
		w.Fold(e)
	}
	c.work = w.TakeEnded()
	open := w.Open()
	c.work.Legs, c.work.Offers = append(c.work.Legs, open.Legs...), append(c.work.Offers, open.Offers...)
	return c
}

func randomTime(r *rand.Rand, at, end ledger.Instant) ledger.Chunk {
	var c ledger.Chunk
	var last ledger.Interval
	for at < end {
		v := ledger.Interval{
			From: at, To: min(end, at+ledger.Instant(1+r.IntN(6000))*1000), Hold: []desk.HoldState{desk.Free, desk.InCall, desk.WrapUp}[r.IntN(3)],
			Blip:       []desk.BlipLabel{desk.BlipOnline, desk.BlipPaused, desk.BlipInvisible, desk.BlipOffline}[r.IntN(4)],
			Puzzel:     []desk.PuzzelLabel{desk.PuzzelReady, desk.PuzzelBusy, desk.PuzzelConnected}[r.IntN(3)],
			Smartspace: []desk.SmartspaceLabel{desk.Available, desk.Offline}[r.IntN(2)],
			Open:       max(0, r.IntN(6)-2), Offered: r.IntN(2),
		}
		if v.Blip == desk.BlipPaused {
			v.Reason = []desk.PauseReasonID{"", "lunch", "coffee"}[r.IntN(3)]
		}
		if v.Since = v.From; last.To == v.From && last.Blip == v.Blip && last.Reason == v.Reason {
			v.Since = last.Since
		}
		if r.IntN(4) == 0 {
			s := ledger.SignIn{Queue: queues[r.IntN(2)], State: desk.SignedInQueue, From: v.From, To: v.To}
			if r.IntN(3) == 0 {
				s.State = desk.PausedQueue
			}
			c.SignIns = append(c.SignIns, s)
		}
		c.Intervals = append(c.Intervals, v)
		last, at = v, v.To
	}
	return c
}

// randomWork are the events of conversations that live as the domain lets them.
func randomWork(r *rand.Rand, now, end time.Time) []desk.Recorded {
	var log []desk.Recorded
	type talk struct {
		id    desk.ConversationID
		agent desk.UserID
		queue desk.QueueID
	}
	var open []*talk
	people := []desk.UserID{"ana", "bia", "zoe"}
	ids := 0
	next := func() string { ids++; return fmt.Sprint("id", ids) }
	record := func(e desk.Event) {
		log = append(log, desk.Recorded{Seq: int64(len(log) + 1), At: now, Since: now, Event: e})
	}
	for now.Before(end) {
		now = now.Add(time.Duration(r.IntN(240)) * time.Second)
		if len(open) == 0 || r.IntN(4) == 0 {
			c := &talk{id: desk.ConversationID(next()), queue: queues[r.IntN(2)]}
			open = append(open, c)
			record(desk.ConversationOpened{Conversation: c.id, Channel: []desk.ChannelID{"site", "chat"}[r.IntN(2)], Queue: c.queue, Leg: desk.LegID(next())})
			continue
		}
		i := r.IntN(len(open))
		c := open[i]
		leg := desk.LegID(next())
		switch n := r.IntN(8); {
		case c.agent == "" && n < 3:
			c.agent = people[r.IntN(3)]
			record(desk.ConversationAssigned{Conversation: c.id, Queue: c.queue, Agent: c.agent, Source: desk.ByTake})
		case c.agent == "" && n == 3:
			record(desk.ConversationClosed{Conversation: c.id, Queue: c.queue, Outcome: desk.Abandoned})
			open = slices.Delete(open, i, i+1)
		case c.agent == "" && n == 4:
			o := desk.OfferID(next())
			record(desk.OfferMade{Offer: o, Conversation: c.id, Queue: c.queue, Agent: "ana"})
			now = now.Add(time.Duration(r.IntN(30)) * time.Second)
			if state := []desk.OfferState{desk.OfferAccepted, desk.OfferDeclined, desk.OfferExpired, desk.OfferWithdrawn, ""}[r.IntN(5)]; state != "" {
				record(desk.OfferEnded{Offer: o, Conversation: c.id, Queue: c.queue, Agent: "ana", State: state})
			}
		case n == 5:
			c.queue, c.agent = queues[r.IntN(2)], append(people, "")[r.IntN(4)]
			record(desk.ConversationMoved{Conversation: c.id, Leg: leg, Queue: c.queue, Agent: c.agent})
		case c.agent != "" && n < 3:
			record(desk.MessageWritten{Conversation: c.id, From: desk.FromAgent, Agent: c.agent})
		case c.agent != "" && n == 3:
			record(desk.ConversationReturned{Conversation: c.id, Leg: leg, Queue: c.queue, Agent: c.agent})
			c.agent = ""
		case c.agent != "" && n > 5:
			record(desk.ConversationClosed{Conversation: c.id, Queue: c.queue, Agent: c.agent, Outcome: []desk.Outcome{desk.Finished, desk.Archived}[r.IntN(2)]})
			open = slices.Delete(open, i, i+1)
		}
	}
	return log
}

// Totals of sums are the sums of the rows, and totals of quotients are not averages
// of averages; cut by day, hour, agent or queue, the same facts are counted.
func TestTotalsAreOfFactsAndNotOfRows_RulesPart2(t *testing.T) {
	for seed := range uint64(10) {
		c := random(seed)
		span := Query{From: "2026-03-28", To: "2026-03-29"}
		whole := map[string]view.ReportValue{}
		for _, q := range []Query{
			{Kind: ByDay},
			{Kind: ByDay, Split: "agent"},
			{Kind: ByInterval, Step: 15 * time.Minute},
			{Kind: ByInterval, Step: time.Hour, Split: "queue"},
			{Kind: ByAgent},
			{Kind: ByQueue},
		} {
			q.From, q.To = span.From, span.To
			r := c.ask(t, boss, q)
			for i, col := range r.Columns {
				var n, d, rows int64
				for _, row := range r.Rows {
					n, d, rows = n+row.Values[i].Numerator, d+row.Values[i].Denominator, rows+1
				}
				v := r.Totals[i]
				if col.Total == "sum" && n != v.Numerator || col.Quotient && (n != v.Numerator || d != v.Denominator) || !col.Quotient && col.Total == "pooled" && d != v.Denominator {
					t.Errorf("seed %d, %s: %s is %d of %d by rows, %+v in all", seed, q.Kind, col.Key, n, d, v)
				}
				if was, ok := whole[col.Key]; !ok {
					whole[col.Key] = v
				} else if absence := strings.HasSuffix(col.Key, "_offline") || col.Key == "puzzel_logged_off"; !absence && !alike(was, v) {
					t.Errorf("seed %d: %s is %+v by day, %+v by %s", seed, col.Key, was, v, q.Kind)
				}
			}
		}
	}
}

func alike(a, b view.ReportValue) bool {
	return a.Numerator == b.Numerator && a.Denominator == b.Denominator && (a.Value == nil) == (b.Value == nil) && (a.Value == nil || *a.Value == *b.Value)
}

// everyReport is each kind of report with each split.
var everyReport = []Query{
	{Kind: ByAgent},
	{Kind: ByQueue},
	{Kind: ByDay},
	{Kind: ByDay, Split: "agent"},
	{Kind: ByDay, Split: "queue"},
	{Kind: ByDay, Split: "channel"},
	{Kind: ByInterval, Step: time.Hour},
	{Kind: ByInterval, Step: time.Hour, Split: "agent"},
	{Kind: ByInterval, Step: time.Hour, Split: "queue"},
	{Kind: ByInterval, Step: time.Hour, Split: "channel"},
}

// Every figure of every report, of each row and in all, opens what it was counted
// from, and that adds up to it: whoever asks, whatever is filtered. Of who left the
// queue, is gone from the company, or was never there, nothing appears in one place
// and not in the other.
func TestWhatIsOpenedAddsUpToWhatIsShown_RulesPart2(t *testing.T) {
	c := random(1)
	c.dir.Members["vida"] = append(c.dir.Members["vida"], desk.Member{Queue: "vida", User: "sofia", Supervises: true, Serves: true}) // and was never there
	facts, opened := NewFigures(c, c), 0
	for _, q := range everyReport {
		for _, v := range []desk.Viewer{boss, sofia} {
			for _, only := range []Query{{}, {Queue: "vida"}, {Agent: "ana"}, {Channel: "chat"}} {
				q.From, q.To, q.Queue, q.Agent, q.Channel = "2026-03-28", "2026-03-29", only.Queue, only.Agent, only.Channel
				r := c.ask(t, v, q)
				for i, col := range r.Columns {
					if r.Totals[i].Numerator+r.Totals[i].Denominator > 0 {
						opened++
					}
					opens(t, facts, v, DetailQuery{Query: q, Figure: col.Key}, r.Totals[i])
				}
				for n := 0; n < len(r.Rows); n += 1 + len(r.Rows)/5 {
					row := r.Rows[n]
					for i := n % 5; i < len(r.Columns); i += 5 { // each of them in some row
						opens(t, facts, v, DetailQuery{Query: q, Figure: r.Columns[i].Key, Row: rowOf(row)}, row.Values[i])
					}
				}
			}
		}
	}
	if opened < 1000 {
		t.Errorf("only %d totals held something: it proves little", opened)
	}
}

func rowOf(row view.ReportRow) (of RowOf) {
	if row.Start != nil {
		of.Start = row.Start.Format(time.RFC3339)
	}
	for ref, id := range map[*view.Ref]*string{row.Agent: &of.Agent, row.Queue: &of.Queue, row.Channel: &of.Channel} {
		if ref != nil {
			*id = ref.ID
		}
	}
	return of
}

// opens reads all pages of what a value was counted from.
func opens(t *testing.T, facts *Figures, v desk.Viewer, q DetailQuery, want view.ReportValue) {
	t.Helper()
	var n, d, most int64
	seen := 0
	for q.Limit = 400; ; {
		page, err := facts.Detail(t.Context(), v, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if !alike(page.Value, want) {
			t.Fatalf("%+v for %s: shown %+v, opened %+v", q, v.User, want, page.Value)
		}
		for _, f := range page.Items {
			n, d, most, seen = n+f.Numerator, d+f.Denominator, max(most, f.Numerator), seen+1
			if f.Kind != page.Figure.From {
				t.Fatalf("%s is counted from %s", q.Figure, f.Kind)
			}
		}
		if q.Cursor = page.Next; q.Cursor != "" {
			continue
		}
		col := page.Figure
		if seen != page.Total || col.Total == "sum" && n != want.Numerator || col.Quotient && (n != want.Numerator || d != want.Denominator) ||
			q.Figure == "longest_wait" && most != want.Numerator || col.Total == "pooled" && !col.Quotient && int64(seen) != want.Denominator {
			t.Fatalf("%+v for %s: shown %+v, listed %d facts of %d: %d of %d, at most %d", q, v.User, want, seen, page.Total, n, d, most)
		}
		return
	}
}

// A row that a report does not have cannot be opened.
func TestOnlyRowsThatAreThereAreOpened(t *testing.T) {
	c := shop()
	for field, q := range map[string]DetailQuery{
		"cursor":    {Query: Query{Kind: ByDay}, Cursor: "x"},
		"row_start": {Query: Query{Kind: ByDay}, Row: RowOf{Start: "2026-03-02T12:00:00Z"}},
	} {
		q.From, q.To, q.Figure, q.Limit = "2026-03-02", "2026-03-02", "handled", 10
		var r *desk.Refusal
		if _, err := c.figures().Detail(t.Context(), boss, q); !errors.As(err, &r) || r.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, q := range []DetailQuery{
		{Query: Query{Kind: ByAgent}, Row: RowOf{Agent: "zoe"}},
		{Query: Query{Kind: ByAgent}, Row: RowOf{Queue: "vida"}},
		{Query: Query{Kind: ByQueue}, Row: RowOf{Queue: "sales"}},
		{Query: Query{Kind: ByDay, Split: "channel"}, Row: RowOf{Channel: "none", Start: "2026-03-02T03:00:00Z"}},
	} {
		q.From, q.To, q.Figure, q.Limit = "2026-03-02", "2026-03-02", "handled", 10
		if _, err := c.figures().Detail(t.Context(), sofia, q); !desk.IsRefusal(err, "not_found") {
			t.Errorf("%+v: %v", q.Row, err)
		}
	}
}

// What was withdrawn from an agent, and what still rings, is not held against them:
// it is not counted as offered (rules.md part 2, agent answer rate).
func TestWithdrawnOffersAreNobodysFault_RulesPart2(t *testing.T) {
	c := shop()
	for i, state := range []desk.OfferState{
		desk.OfferAccepted, desk.OfferAccepted, desk.OfferAccepted, desk.OfferDeclined, desk.OfferExpired, desk.OfferWithdrawn, desk.OfferWithdrawn, desk.OfferPending,
	} {
		c.work.Offers = append(c.work.Offers, ledger.Offer{ID: desk.OfferID(fmt.Sprint(i)), Queue: "vida", Agent: "ana", Made: instant("10:00"), State: state})
	}
	r := c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana", Locale: "pt-BR"})
	is(t, r, 0, "offered", 5)
	is(t, r, 0, "offers_withdrawn", 2)
	is(t, r, 0, "answer_rate", 3.0/5, 3, 5)
	is(t, r, 0, "decline_rate", 1.0/5, 1, 5)
	is(t, r, 0, "no_answer_rate", 1.0/5, 1, 5)
	for _, col := range r.Columns {
		if strings.HasSuffix(col.Key, "_rate") && !strings.Contains(col.Formula, "retiradas") {
			t.Errorf("%s does not name what it leaves out: %s", col.Key, col.Formula)
		}
	}
}

// Work is narrowed and divided by its channel; nobody's time is.
func TestFiguresByChannel_RulesPart2(t *testing.T) {
	c := shop()
	anasDay(c)
	for i, channel := range []desk.ChannelID{"site", "chat", "chat"} {
		id := fmt.Sprint(i)
		c.work.Legs = append(c.work.Legs, ledger.Leg{
			ID: desk.LegID(id), Conversation: desk.ConversationID(id), Channel: channel, Queue: "vida", Agent: "ana",
			OpenedAt: instant("10:00"), QueuedAt: instant("10:00"), AssignedAt: instant("10:01"), FirstReplyAt: instant("10:02"), EndedAt: instant("10:30"), Outcome: desk.Finished,
		})
		c.work.Offers = append(c.work.Offers, ledger.Offer{ID: desk.OfferID(id), Conversation: desk.ConversationID(id), Queue: "vida", Agent: "ana", Made: instant("10:00"), State: desk.OfferAccepted})
	}
	for channel, want := range map[string]float64{"": 3, "chat": 2, "site": 1} {
		r := c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana", Channel: channel})
		is(t, r, 0, "handled", want)
		is(t, r, 0, "offered", want)
		is(t, r, 0, "blip_online", 125*minute)
		if v := figureOf(t, r, 0, "first_response_median"); v.Denominator != int64(want) {
			t.Errorf("%s: %+v", channel, v)
		}
	}
	r := c.ask(t, boss, Query{Kind: ByDay, Split: "channel", From: "2026-03-02", To: "2026-03-02"})
	if len(r.Rows) != 2 || r.Rows[0].Channel.Name != "Chat" || slices.ContainsFunc(r.Columns, func(c view.ReportColumn) bool { return c.From == "interval" }) {
		t.Errorf("%d rows, %+v", len(r.Rows), r.Columns)
	}
	is(t, r, 0, "entered", 2)
	is(t, r, 1, "offers_answered", 1)
	if _, err := c.figures().Report(t.Context(), boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Channel: "none"}); !desk.IsRefusal(err, "not_found") {
		t.Error(err)
	}
}

// How far a report is comes to its end and never goes back, and who gives it up is
// not counted for any further.
func TestAReportTellsHowFarItIsAndCanBeGivenUp(t *testing.T) {
	c := random(2)
	for i := range 400 { // many hands: their time is read in parts
		id := desk.UserID(fmt.Sprint("agent", i))
		c.dir.Users[id] = desk.User{ID: id}
	}
	for _, q := range []Query{{Kind: ByAgent}, {Kind: ByQueue}, {Kind: ByDay, Split: "channel"}, {Kind: ByDay, Figures: []string{"handled"}}} {
		q.From, q.To = "2026-03-20", "2026-03-30"
		var told [][2]int
		q.Progress = func(done, of int) { told = append(told, [2]int{done, of}) }
		c.ask(t, boss, q)
		last := told[len(told)-1]
		if len(told) < 3 || told[0][0] != 0 || last[0] != last[1] || !slices.IsSortedFunc(told, func(a, b [2]int) int { return a[0] - b[0] }) {
			t.Errorf("%s: %v", q.Kind, told)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	q := Query{Kind: ByAgent, From: "2026-03-20", To: "2026-03-30", Progress: func(done, of int) {
		if asked++; done == 2 {
			cancel()
		}
	}}
	if _, err := c.figures().Report(ctx, boss, q); !errors.Is(err, context.Canceled) || asked != 3 {
		t.Errorf("%v after %d", err, asked)
	}
}

// A correction counts as what it says, and shows that it is one.
func TestACorrectionIsCounted(t *testing.T) {
	c := shop()
	anasDay(c)
	day := c.times["ana"]
	day.Intervals = ledger.Correct(day.Intervals, desk.TimeCorrected{User: "ana", From: instant("10:45").Time(), To: instant("11:15").Time(), Label: desk.BlipPaused, Reason: "coffee"})
	c.times["ana"] = day
	r := c.ask(t, boss, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana"})
	is(t, r, 0, "pause:coffee", 35*minute)
	is(t, r, 0, "blip_online", 100*minute)
	page, err := c.figures().Detail(t.Context(), boss, DetailQuery{Query: Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Agent: "ana"}, Figure: "pause:coffee", Limit: 10})
	if err != nil || !slices.ContainsFunc(page.Items, func(f view.ReportFact) bool { return f.Corrected }) {
		t.Errorf("%v %+v", err, page.Items)
	}
}

// Every title exists in all languages, and no two columns are called alike.
func TestEveryFigureHasItsWords(t *testing.T) {
	c := shop()
	for _, locale := range []string{"pt-BR", "sv", "en"} {
		for variant := range 4 {
			b := basis{dir: c.dir, service: desk.ServiceLevel{Within: time.Minute, Variant: variant + 1}}
			titles := map[string]string{}
			for _, f := range b.figures() {
				col := f.column(locale)
				if col.Title == "" || col.Title == f.key || col.Title == f.title {
					t.Errorf("%s has no title in %s", f.key, locale)
				}
				if !strings.HasSuffix(col.Formula, ".") || strings.ContainsAny(col.Formula, "{}") {
					t.Errorf("%s has no formula in %s: %s", f.key, locale, col.Formula)
				}
				if f.on != perQueue && titles[col.Title] != "" && col.Title != "Offline" && col.Title != "Online" {
					t.Errorf("%s and %s are both %q in %s", f.key, titles[col.Title], col.Title, locale)
				}
				titles[col.Title] = f.key
			}
		}
	}
	for _, list := range []map[string][3]string{words, formulas} {
		for key, w := range list {
			if slices.Contains(w[:], "") {
				t.Errorf("%s lacks a language", key)
			}
		}
	}
}

// BenchmarkReport is 200 agents over 31 days, from packed chunks.
func BenchmarkReport(b *testing.B) {
	c := shop()
	r := rand.New(rand.NewPCG(1, 1))
	begin := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	c.now = begin.AddDate(0, 0, 40)
	packed, days := map[place][]byte{}, map[place][]ledger.Interval{}
	for i := range 200 {
		id := desk.UserID(fmt.Sprintf("01J0000000000000000000%04d", i))
		c.dir.Users[id] = desk.User{ID: id, Name: fmt.Sprint("Agent ", i), Active: true}
		c.dir.Members["vida"] = append(c.dir.Members["vida"], desk.Member{Queue: "vida", User: id, Serves: true})
		var chunk ledger.Chunk
		at := ledger.At(begin)
		for range 31 * 160 {
			v := ledger.Interval{From: at, To: at + ledger.Instant(1000+r.IntN(1_000_000)), Blip: desk.BlipOnline, Puzzel: desk.PuzzelReady, Smartspace: desk.Available, Hold: desk.Free, Open: r.IntN(4)}
			v.Since, at = v.From, v.To
			chunk.Intervals = append(chunk.Intervals, v)
		}
		for _, v := range ledger.Split(chunk, utcDays).Intervals {
			p := place{string(id), dayOf(v.From)}
			days[p] = append(days[p], v)
		}
	}
	for p, list := range days {
		packed[p], _ = ledger.Encode(ledger.Chunk{Intervals: list})
	}
	var w ledger.Work
	for i := range 130_000 {
		now := begin.Add(time.Duration(i) * 20 * time.Second)
		id := fmt.Sprintf("01J00000000000000000%06d", i)
		agent := desk.UserID(fmt.Sprintf("01J0000000000000000000%04d", i%200))
		for n, e := range []desk.Event{
			desk.ConversationOpened{Conversation: desk.ConversationID(id), Queue: "vida", Leg: desk.LegID(id)},
			desk.OfferMade{Offer: desk.OfferID(id), Conversation: desk.ConversationID(id), Queue: "vida", Agent: agent},
			desk.OfferEnded{Offer: desk.OfferID(id), Queue: "vida", Agent: agent, State: desk.OfferAccepted},
			desk.ConversationAssigned{Conversation: desk.ConversationID(id), Queue: "vida", Agent: agent, Source: desk.ByOffer},
			desk.MessageWritten{Conversation: desk.ConversationID(id), From: desk.FromAgent},
			desk.ConversationClosed{Conversation: desk.ConversationID(id), Queue: "vida", Agent: agent, Outcome: desk.Finished},
		} {
			w.Fold(desk.Recorded{At: now, Since: now.Add(time.Duration(n) * time.Second), Event: e})
		}
	}
	work, _ := ledger.EncodeWork(w.TakeEnded())
	facts := &packedFacts{c, packed, work}
	f := NewFigures(facts, c)
	for b.Loop() {
		if _, err := f.Report(b.Context(), boss, Query{Kind: ByAgent, From: "2026-03-01", To: "2026-03-31"}); err != nil {
			b.Fatal(err)
		}
	}
}

type packedFacts struct {
	*told
	times map[place][]byte
	work  []byte
}

func (p *packedFacts) Intervals(_ context.Context, users []desk.UserID, from, to time.Time) (map[desk.UserID]ledger.Chunk, error) {
	out := map[desk.UserID]ledger.Chunk{}
	for _, id := range users {
		var c ledger.Chunk
		for day := dayOf(ledger.At(from)); day < ledger.At(to); day += dayLength {
			if data := p.times[place{string(id), day}]; data != nil {
				if err := ledger.Decode(data, &c); err != nil {
					return nil, err
				}
			}
		}
		out[id] = within(c, ledger.At(from), ledger.At(to))
	}
	return out, nil
}

func (p *packedFacts) Work(context.Context, time.Time, time.Time) (ledger.WorkChunk, error) {
	var c ledger.WorkChunk
	err := ledger.DecodeWork(p.work, &c)
	return c, err
}
