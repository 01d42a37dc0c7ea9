package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// worked is an agent's time on the Monday in São Paulo: online from the first to
// the last of these, and paused as said, such as "10:00-10:10", or with a reason
// "10:00-10:10 rest".
func worked(from, to string, pauses ...string) ledger.Chunk {
	var c ledger.Chunk
	at := from
	add := func(to string, blip desk.BlipLabel) {
		if instant(to) > instant(at) {
			c.Intervals = append(c.Intervals, spent(at, to, blip, nil))
		}
		at = to
	}
	for _, p := range pauses {
		begin, end, _ := strings.Cut(p, "-")
		end, reason, _ := strings.Cut(end, " ")
		add(begin, desk.BlipOnline)
		add(end, desk.BlipPaused)
		c.Intervals[len(c.Intervals)-1].Reason = desk.PauseReasonID(reason)
	}
	add(to, desk.BlipOnline)
	return c
}

// marked is a shop with a reason for each thing that a pause can count as.
func marked() *told {
	c := shop()
	for id, as := range map[desk.PauseReasonID]desk.CountsAs{"rest": desk.AsRest, "meal": desk.AsMeal, "work": desk.AsWork, "any": desk.AsAnything} {
		c.dir.Reasons[id] = desk.PauseReason{ID: id, Name: string(id), CountsAs: as, Active: true}
	}
	return c
}

func (c *told) plans(shift desk.Shift) {
	u := c.dir.Users["ana"]
	u.Shift = shift
	c.dir.Users["ana"] = u
}

func (c *told) breaks(t *testing.T, from, to string) []view.BreakDay {
	t.Helper()
	r, err := c.figures().Breaks(t.Context(), boss, Query{Kind: OfBreaks, From: from, To: to, Agent: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	return r.Items
}

// recordLine is a record for people.
func recordLine(d view.BreakDay) string {
	s := fmt.Sprintf("%d+%d of %d+%d", d.Kept.Breaks, d.Kept.Meals, d.Due.Breaks, d.Due.Meals)
	if d.Missed != (view.BreakCount{}) {
		s += fmt.Sprintf(", missed %d+%d", d.Missed.Breaks, d.Missed.Meals)
	}
	for _, p := range d.Pauses {
		s += " " + p.As + p.Why
	}
	if d.Next != nil {
		s += fmt.Sprintf(", %s by %s", d.Next.Kind, d.Next.DueBy.Add(-3*time.Hour).Format("15:04"))
	}
	return s
}

// NR-17, Anexo II, 5.4: two breaks of 10 minutes outside the first and the last 60
// minutes, and a meal of 20. A pause counts as one thing.
func TestBreaksOfAShiftThatIsOver_NR17(t *testing.T) {
	for name, k := range map[string]struct {
		time ledger.Chunk
		want string
	}{
		"as wanted":               {worked("9:00", "15:00", "10:30-10:40", "12:00-12:20", "13:30-13:40"), "2+1 of 2+1 break meal break"},
		"none":                    {worked("9:00", "15:00"), "0+0 of 2+1, missed 2+1"},
		"too short by a minute":   {worked("9:00", "15:00", "10:30-10:39", "12:00-12:19", "13:30-13:40"), "2+0 of 2+1, missed 0+1 too_short break break"},
		"in the first hour":       {worked("9:00", "15:00", "9:45-9:55", "12:00-12:20", "13:30-13:40"), "1+1 of 2+1, missed 1+0 too_early meal break"},
		"over its edge":           {worked("9:00", "15:00", "9:51-10:09", "12:00-12:20", "13:30-13:40"), "1+1 of 2+1, missed 1+0 too_early meal break"},
		"ten minutes behind it":   {worked("9:00", "15:00", "9:51-10:10", "12:00-12:20", "13:30-13:40"), "2+1 of 2+1 break meal break"},
		"in the last hour":        {worked("9:00", "15:00", "10:30-10:40", "12:00-12:20", "14:00-14:10"), "1+1 of 2+1, missed 1+0 break meal too_late"},
		"up to it":                {worked("9:00", "15:00", "10:30-10:40", "12:00-12:20", "13:50-14:00"), "2+1 of 2+1 break meal break"},
		"the meal is not twice":   {worked("9:00", "15:00", "10:30-10:40", "12:00-12:40"), "1+1 of 2+1, missed 1+0 break meal"},
		"the meal at the edge":    {worked("9:00", "15:00", "9:10-9:30", "10:30-11:00", "13:30-13:40"), "2+1 of 2+1 meal break break"},
		"the longest is the meal": {worked("9:00", "15:00", "10:30-10:50", "12:00-12:40", "13:30-13:50"), "2+1 of 2+1 break meal break"},
		"more than are due":       {worked("9:00", "15:00", "10:10-10:20", "11:00-11:10", "12:00-12:20", "13:00-13:10"), "2+1 of 2+1 break break meal not_needed"},
		"no day at all":           {ledger.Chunk{}, ""},
	} {
		c := shop()
		c.times["ana"] = k.time
		got := ""
		for _, d := range c.breaks(t, "2026-03-02", "2026-03-02") {
			got += recordLine(d)
		}
		if got != k.want {
			t.Errorf("%s: %s, want %s", name, got, k.want)
		}
	}
	c := shop()
	c.times["ana"] = worked("9:00", "15:00")
	c.dir.Installation.Breaks.On = false
	if d := c.breaks(t, "2026-03-02", "2026-03-02"); recordLine(d[0]) != "0+0 of 0+0" {
		t.Errorf("switched off: %s", recordLine(d[0]))
	}
}

// NR-17, Anexo II, 5.4.3: up to 4 hours of work one break of 10 minutes is owed, as
// far from both ends as any other, and no meal.
func TestAShortShiftOwesOneBreakAndNoMeal_NR17(t *testing.T) {
	for name, k := range map[string]struct {
		time ledger.Chunk
		want string
	}{
		"kept":                         {worked("9:00", "13:00", "10:30-10:40"), "1+0 of 1+0 break"},
		"missed":                       {worked("9:00", "13:00"), "0+0 of 1+0, missed 1+0"},
		"too short":                    {worked("9:00", "13:00", "10:30-10:39"), "0+0 of 1+0, missed 1+0 too_short"},
		"too early":                    {worked("9:00", "13:00", "9:50-10:00"), "0+0 of 1+0, missed 1+0 too_early"},
		"from the end of the first":    {worked("9:00", "13:00", "10:00-10:10"), "1+0 of 1+0 break"},
		"to the beginning of the last": {worked("9:00", "13:00", "11:50-12:00"), "1+0 of 1+0 break"},
		"too late":                     {worked("9:00", "13:00", "11:51-12:01"), "0+0 of 1+0, missed 1+0 too_late"},
		"one is enough":                {worked("9:00", "13:00", "10:10-10:20", "10:40-11:10"), "1+0 of 1+0 break not_needed"},
		"a meal is no break":           {worked("9:00", "13:00", "10:30-10:50 meal"), "0+0 of 1+0, missed 1+0 not_needed"},
		"it just fits":                 {worked("9:00", "11:10"), "0+0 of 1+0, missed 1+0"},
		"it does not fit":              {worked("9:00", "11:09"), "0+0 of 0+0"},
		"a look at night":              {worked("22:00", "22:03"), "0+0 of 0+0"},
	} {
		c := marked()
		c.times["ana"] = k.time
		if got := recordLine(c.breaks(t, "2026-03-02", "2026-03-02")[0]); got != k.want {
			t.Errorf("%s: %s, want %s", name, got, k.want)
		}
	}
}

// Four hours are short to the millisecond, of a shift that is over as of one that
// goes on: the longer of what was worked and what is planned counts (NR-17, Anexo
// II, 5.4.3).
func TestFourHoursAreShortToTheMillisecond_NR17(t *testing.T) {
	const four, ms = 4 * time.Hour, time.Millisecond
	for name, k := range map[string]struct {
		plan desk.Shift
		long time.Duration
		open bool
		want string
	}{
		"four hours":                    {desk.Shift{}, four, false, "0+0 of 1+0, missed 1+0"},
		"a millisecond more":            {desk.Shift{}, four + ms, false, "0+0 of 2+1, missed 2+1"},
		"longer than what was planned":  {desk.Shift{Length: four}, four + ms, false, "0+0 of 2+1, missed 2+1"},
		"shorter than what was planned": {desk.Shift{Length: 6 * time.Hour}, four, false, "0+0 of 1+0, missed 1+0"},
		"planned":                       {desk.Shift{Length: four}, time.Hour, true, "0+0 of 1+0, break by 11:50"},
		"planned by the clock":          {desk.Shift{Start: 9 * time.Hour, End: 13 * time.Hour}, time.Hour, true, "0+0 of 1+0, break by 11:50"},
		"a second more is planned":      {desk.Shift{Length: four + time.Second}, time.Hour, true, "0+0 of 2+1, break by 11:40"},
		"too late for it":               {desk.Shift{Length: four}, 3*time.Hour - 10*time.Minute + ms, true, "0+0 of 1+0, missed 1+0"},
		"on its planned end":            {desk.Shift{Length: four}, four, true, "0+0 of 1+0, missed 1+0"},
		"a millisecond behind it":       {desk.Shift{Length: four}, four + ms, true, "0+0 of 2+1, missed 2+1"},
		"no plan, and too short so far": {desk.Shift{}, 130*time.Minute - ms, true, "0+0 of 0+0"},
		"no plan, and it fits so far":   {desk.Shift{}, 130 * time.Minute, true, "0+0 of 1+0"},
		"no plan, and short so far":     {desk.Shift{}, four, true, "0+0 of 1+0"},
		"no plan, and not short so far": {desk.Shift{}, four + ms, true, "0+0 of 2+1"},
	} {
		c := shop()
		c.plans(k.plan)
		v := spent("9:00", "9:00", desk.BlipOnline, nil)
		v.To += span64(k.long)
		c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{v}}
		if k.open {
			c.now = v.To.Time()
		}
		d := c.breaks(t, "2026-03-02", "2026-03-02")[0]
		if got := recordLine(d); got != k.want || d.Open != k.open {
			t.Errorf("%s: %s, want %s (goes on: %t)", name, got, k.want, d.Open)
		}
	}
}

// What a short shift owes is the company's to say, also nothing; so is what is short.
func TestWhatAShortShiftOwesIsChosen_NR17(t *testing.T) {
	for name, k := range map[string]struct {
		change func(*desk.BreakRules)
		want   string
	}{
		"nothing":           {func(b *desk.BreakRules) { b.ShortBreaks = 0 }, "0+0 of 0+0"},
		"three":             {func(b *desk.BreakRules) { b.ShortBreaks = 3 }, "0+0 of 3+0, missed 3+0"},
		"as many as fit":    {func(b *desk.BreakRules) { b.ShortBreaks, b.Length = 3, 50*time.Minute }, "0+0 of 2+0, missed 2+0"},
		"no breaks at all":  {func(b *desk.BreakRules) { b.Length = 0 }, "0+0 of 0+0"},
		"no shift is short": {func(b *desk.BreakRules) { b.ShortShift = 0 }, "0+0 of 2+1, missed 2+1"},
		"switched off":      {func(b *desk.BreakRules) { b.On = false }, "0+0 of 0+0"},
	} {
		c := shop()
		k.change(&c.dir.Installation.Breaks)
		c.times["ana"] = worked("9:00", "13:00")
		if got := recordLine(c.breaks(t, "2026-03-02", "2026-03-02")[0]); got != k.want {
			t.Errorf("%s: %s, want %s", name, got, k.want)
		}
	}
}

// What a pause counts as is its reason's to say: a rest is no meal, a meal no rest,
// and training or the toilet are neither, however long they take (NR-17, Anexo II,
// 5.7: leave for the toilet is not charged to the breaks).
func TestAPauseCountsAsItsReasonSays_NR17(t *testing.T) {
	for name, k := range map[string]struct {
		pauses []string
		want   string
	}{
		"as wanted":                 {[]string{"10:30-10:40 rest", "12:00-12:20 meal", "13:30-13:40 rest"}, "2+1 of 2+1 break meal break"},
		"a rest is no meal":         {[]string{"10:30-10:40 rest", "12:00-12:40 rest", "13:30-13:40 rest"}, "2+0 of 2+1, missed 0+1 break break not_needed"},
		"a meal is no rest":         {[]string{"10:30-10:40 meal", "12:00-12:20 meal"}, "0+1 of 2+1, missed 2+0 too_short meal"},
		"one meal":                  {[]string{"10:30-11:00 meal", "12:00-12:40 meal"}, "0+1 of 2+1, missed 2+0 not_needed meal"},
		"the toilet and a training": {[]string{"10:30-10:40 work", "12:00-13:00 work"}, "0+0 of 2+1, missed 2+1 work work"},
		"are not charged":           {[]string{"10:30-10:45 work", "11:00-11:10", "12:00-12:20 meal", "13:00-13:10 rest"}, "2+1 of 2+1 workbreak meal break"},
		"a meal in the first hour":  {[]string{"9:10-9:30 meal"}, "0+1 of 2+1, missed 2+0 meal"},
		"too short, not too early":  {[]string{"9:10-9:25 meal"}, "0+0 of 2+1, missed 2+1 too_short"},
		"a meal in the last hour":   {[]string{"14:30-14:50 meal"}, "0+1 of 2+1, missed 2+0 meal"},
		"a rest in the first hour":  {[]string{"9:10-9:30 rest"}, "0+0 of 2+1, missed 2+1 too_early"},
		"a rest in the last hour":   {[]string{"14:10-14:30 rest"}, "0+0 of 2+1, missed 2+1 too_late"},
		"the named meal is it":      {[]string{"10:30-11:10 any", "12:00-12:20 meal", "13:30-13:40 rest"}, "2+1 of 2+1 break meal break"},
		"not the long unnamed one":  {[]string{"9:05-9:50", "12:00-12:20 meal"}, "0+1 of 2+1, missed 2+0 not_needed meal"},
		"two breaks in one":         {[]string{"10:30-10:50 rest", "12:00-12:20 meal"}, "1+1 of 2+1, missed 1+0 break meal"},
		"one break in two":          {[]string{"10:30-10:35 rest", "10:36-10:41 rest"}, "0+0 of 2+1, missed 2+1 too_short too_short"},
		"one without an end":        {[]string{"10:30-10:35 rest", "10:35-10:40 rest"}, "1+0 of 2+1, missed 1+1 break"},
	} {
		c := marked()
		c.times["ana"] = worked("9:00", "15:00", k.pauses...)
		got := recordLine(c.breaks(t, "2026-03-02", "2026-03-02")[0])
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(k.want, " ", "") {
			t.Errorf("%s: %s, want %s", name, got, k.want)
		}
	}
}

// Ten minutes are ten minutes, and the first and the last hour end on the
// millisecond.
func TestBreaksAreExact_NR17(t *testing.T) {
	const ms, ten = time.Millisecond, 10 * time.Minute
	for name, k := range map[string]struct {
		begin  time.Duration // after the shift began; it has 6 hours
		length time.Duration
		reason desk.PauseReasonID
		want   string
	}{
		"ten minutes":                  {2 * time.Hour, ten, "rest", "break"},
		"a millisecond less":           {2 * time.Hour, ten - ms, "rest", "too_short"},
		"from the end of the first":    {time.Hour, ten, "rest", "break"},
		"a millisecond before":         {time.Hour - ms, ten, "rest", "too_early"},
		"over it, and ten within":      {time.Hour - ms, ten + ms, "rest", "break"},
		"to the beginning of the last": {5*time.Hour - ten, ten, "rest", "break"},
		"a millisecond into it":        {5*time.Hour - ten + ms, ten, "rest", "too_late"},
		"into it, and ten without":     {5*time.Hour - ten, ten + ms, "rest", "break"},
		"a meal":                       {0, 2 * ten, "meal", "meal"},
		"a millisecond less of it":     {2 * time.Hour, 2*ten - ms, "meal", "too_short"},
		"a meal at the very end":       {6*time.Hour - 2*ten, 2 * ten, "meal", "meal"},
	} {
		c := marked()
		from := instant("9:00")
		begin, end := from+span64(k.begin), from+span64(k.begin+k.length)
		online, paused := spent("9:00", "15:00", desk.BlipOnline, nil), spent("9:00", "15:00", desk.BlipPaused, nil)
		before, after := online, online
		before.To, after.From = begin, end
		paused.From, paused.To, paused.Since, paused.Reason = begin, end, begin, k.reason
		c.times["ana"] = ledger.Chunk{Intervals: slices.DeleteFunc([]ledger.Interval{before, paused, after}, func(v ledger.Interval) bool { return v.From == v.To })}
		p := c.breaks(t, "2026-03-02", "2026-03-02")[0].Pauses
		if len(p) != 1 || p[0].As+p[0].Why != k.want {
			t.Errorf("%s: %+v, want %s", name, p, k.want)
		}
	}
}

// A night on which the clocks change has an hour less or more: the last hour is
// before the planned end by the clock on the wall, and the breaks count from there.
func TestBreaksOfTheNightsOfOtherLengths_NR17(t *testing.T) {
	zone := mustZone(t, "America/New_York")
	for date, hours := range map[string]time.Duration{"2026-03-07": 7, "2026-10-31": 9, "2026-06-01": 8} {
		day, err := time.ParseInLocation(time.DateOnly, date, zone)
		if err != nil {
			t.Fatal(err)
		}
		from := day.Add(22 * time.Hour)
		end := from.Add(hours * time.Hour)
		if end.In(zone).Hour() != 6 {
			t.Fatalf("%s: the night ends at %s", date, end)
		}
		c := marked()
		c.dir.Installation.TimeZone = zone.String()
		c.plans(desk.Shift{Start: 22 * time.Hour, End: 6 * time.Hour})
		night := func(pause time.Time, now time.Time) view.BreakDay {
			c.now = now
			v := ledger.Interval{From: ledger.At(from), To: ledger.At(pause), Since: ledger.At(from), Blip: desk.BlipOnline}
			rest := ledger.Interval{From: v.To, To: v.To + span64(10*time.Minute), Since: v.To, Blip: desk.BlipPaused, Reason: "rest"}
			after := ledger.Interval{From: rest.To, To: ledger.At(now), Since: rest.To, Blip: desk.BlipOnline}
			c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{v, rest, after}}
			days := c.breaks(t, date, date)
			if len(days) != 1 {
				t.Fatalf("%s: %+v", date, days)
			}
			return days[0]
		}
		latest := end.Add(-time.Hour - 10*time.Minute)
		d := night(latest, end.Add(-30*time.Minute))
		if d.Day != date || !d.PlannedEnd.Equal(end) || d.Pauses[0].As != "break" {
			t.Errorf("%s: planned to %s, want %s: %s", date, d.PlannedEnd, end, recordLine(d))
		}
		if d = night(latest.Add(time.Minute), end.Add(-30*time.Minute)); d.Pauses[0].Why != "too_late" {
			t.Errorf("%s: into the last hour: %s", date, recordLine(d))
		}
		if d = night(from.Add(2*time.Hour), end.Add(-4*time.Hour)); d.Next == nil || !d.Next.DueBy.Equal(latest) {
			t.Errorf("%s: the other is due by %+v, want %s", date, d.Next, latest)
		}
	}
}

// A shift is judged by the rules and the plan of its end, one that goes on by those
// of now. Before any is told, the first holds.
func TestAShiftIsJudgedByWhatHeldAtItsEnd_NR17(t *testing.T) {
	c := marked()
	rules := c.dir.Installation.Breaks
	c.plans(desk.Shift{Length: 4 * time.Hour}) // of today
	c.dir.Installation.Breaks.On = false
	c.times["ana"] = worked("9:00", "15:00", "10:30-10:40 rest", "12:00-12:20 meal", "13:30-13:40 rest")
	for _, step := range []struct {
		at    string
		shift time.Duration
		count int
		want  string
	}{
		{"16:00", 5, 4, "2+1 of 4+1, missed 2+0 break meal break 5h0m0s"}, // nothing was told before: the first
		{"7:00", 6, 3, "2+1 of 3+1, missed 1+0 break meal break 6h0m0s"},
		{"15:00", 7, 2, "2+1 of 2+1 break meal break 7h0m0s"},
		{"15:01", 8, 1, "2+1 of 2+1 break meal break 7h0m0s"},
	} {
		r := rules
		r.Breaks = step.count
		if step.at == "7:00" {
			c.saved = nil
		}
		c.saves(step.at, desk.InstallationSaved{Breaks: r})
		c.saves(step.at, desk.UserSaved{User: "ana", Shift: desk.Shift{Length: step.shift * time.Hour}})
		d := c.breaks(t, "2026-03-02", "2026-03-02")[0]
		if got := recordLine(d) + " " + (time.Duration(d.PlannedMS) * time.Millisecond).String(); got != step.want {
			t.Errorf("saved at %s: %s, want %s", step.at, got, step.want)
		}
	}
	// While it goes on, what was saved meanwhile holds.
	c.now = instant("15:02").Time()
	c.times["ana"] = worked("9:00", "15:02", "10:30-10:40 rest")
	if d := c.breaks(t, "2026-03-02", "2026-03-02")[0]; !d.Open || d.Due.Breaks != 1 || d.PlannedMS != int64(480*minute) {
		t.Errorf("it goes on: %+v", d)
	}
	// A pause counts as what its reason did when it began, not when it ended.
	c.saves("6:00", desk.PauseReasonSaved{Reason: "rest", CountsAs: desk.AsWork})
	c.saves("10:30", desk.PauseReasonSaved{Reason: "rest", CountsAs: desk.AsRest})
	c.saves("10:35", desk.PauseReasonSaved{Reason: "rest", CountsAs: desk.AsMeal})
	c.times["ana"] = worked("9:00", "15:02", "10:10-10:29 rest", "10:30-10:50 rest", "12:00-12:20 rest")
	if got := recordLine(c.breaks(t, "2026-03-02", "2026-03-02")[0]); !strings.HasPrefix(strings.ReplaceAll(got, " ", ""), "1+1of1+1workbreakmeal") {
		t.Errorf("marked anew: %s", got)
	}
}

// Who declared a pause and telephones does not rest.
func TestACallIsNoBreak_NR17(t *testing.T) {
	c := shop()
	c.times["ana"] = worked("9:00", "15:00", "10:30-10:40")
	c.times["ana"].Intervals[1].Puzzel = desk.PuzzelConnected
	if d := c.breaks(t, "2026-03-02", "2026-03-02"); len(d[0].Pauses) != 0 || d[0].Kept.Breaks != 0 {
		t.Error(recordLine(d[0]))
	}
}

// A shift over midnight is one record, of the day on which it began; two shifts a
// day are two; a meal away from the desk does not split one.
func TestShiftsAreWholeOverMidnight_NR17(t *testing.T) {
	c := shop()
	c.times["ana"] = worked("22:00", "28:00", "23:30-23:40", "23:55-24:20", "26:00-26:10")
	for day, want := range map[string]int{"2026-03-01": 0, "2026-03-02": 1, "2026-03-03": 0} {
		if got := c.breaks(t, day, day); len(got) != want || want == 1 && (recordLine(got[0]) != "2+1 of 2+1 break meal break" || got[0].WorkedMS != int64(360*minute) || got[0].Day != day) {
			t.Errorf("%s: %+v", day, got)
		}
	}
	morning, night := worked("2:00", "7:00"), worked("16:00", "22:00")
	c.times["ana"] = ledger.Chunk{Intervals: slices.Concat(morning.Intervals, night.Intervals)}
	if got := c.breaks(t, "2026-03-02", "2026-03-02"); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	for begins, want := range map[string]int{"13:00": 2, "12:59": 1} { // six hours part two shifts
		c.times["ana"] = ledger.Chunk{Intervals: slices.Concat(morning.Intervals, worked(begins, "22:00").Intervals)}
		if got := c.breaks(t, "2026-03-02", "2026-03-02"); len(got) != want {
			t.Errorf("back at %s: %+v", begins, got)
		}
	}
	before, after := worked("9:00", "12:00"), worked("14:00", "17:00")
	c.times["ana"] = ledger.Chunk{Intervals: slices.Concat(before.Intervals, []ledger.Interval{spent("12:00", "14:00", desk.BlipOffline, nil)}, after.Intervals)}
	if got := c.breaks(t, "2026-03-02", "2026-03-02"); len(got) != 1 || got[0].WorkedMS != int64(480*minute) {
		t.Errorf("%+v", got)
	}
	// Kept online for two days: no shift is longer than a day.
	c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{spent("9:00", "33:00", desk.BlipOnline, nil), spent("33:00", "57:00", desk.BlipOnline, holding(1))}}
	if got := c.breaks(t, "2026-03-02", "2026-03-04"); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	if got := c.breaks(t, "2026-03-03", "2026-03-03"); len(got) != 1 || !got[0].Start.Equal(instant("33:00").Time()) {
		t.Errorf("the second alone: %+v", got)
	}
	// Whoever looks, and of which days: who came back after four days worked one of
	// them, and begins another with what they do.
	c.times["ana"] = ledger.Chunk{Intervals: []ledger.Interval{spent("9:00", "105:00", desk.BlipOnline, nil), spent("105:00", "110:00", desk.BlipOnline, holding(1))}}
	for last, want := range map[string]int{"2026-03-02": 1, "2026-03-03": 1, "2026-03-06": 2} {
		got := c.breaks(t, "2026-03-02", last)
		if len(got) != want || got[0].WorkedMS != int64(24*60*minute) || !got[0].End.Equal(instant("33:00").Time()) {
			t.Errorf("up to %s: %+v", last, got)
		}
	}
}

// A shift that goes on is held against its planned end.
func TestWhatIsDueNextInAShiftThatGoesOn_NR17(t *testing.T) {
	six, hours := desk.Shift{Length: 6 * time.Hour}, desk.Shift{Start: 9 * time.Hour, End: 15 * time.Hour}
	for name, k := range map[string]struct {
		plan desk.Shift
		time ledger.Chunk
		want string
	}{
		"begun":                      {six, worked("9:00", "9:30"), "0+0 of 2+1, break by 13:40"},
		"late by the clock":          {hours, worked("9:20", "9:30"), "0+0 of 2+1, break by 13:40"},
		"late by the length":         {six, worked("9:20", "9:30"), "0+0 of 2+1, break by 14:00"},
		"one is left":                {six, worked("9:00", "12:00", "10:30-10:40"), "1+0 of 2+1 break, break by 13:50"},
		"the meal is left":           {six, worked("9:00", "13:30", "10:30-10:40", "12:30-12:40"), "2+0 of 2+1 break break, meal by 14:40"},
		"only one fits":              {six, worked("9:00", "13:45"), "0+0 of 2+1, missed 1+0, break by 13:50"},
		"none fits":                  {six, worked("9:00", "13:51"), "0+0 of 2+1, missed 2+0, meal by 14:40"},
		"nothing fits":               {six, worked("9:00", "14:41"), "0+0 of 2+1, missed 2+1"},
		"a pause goes on":            {six, worked("9:00", "13:55", "10:30-10:40", "13:50-13:55"), "1+0 of 2+1 break goes_on, break by 13:50"},
		"no plan":                    {desk.Shift{}, worked("9:00", "13:55"), "0+0 of 2+1"},
		"no plan, and short so far":  {desk.Shift{}, worked("9:00", "10:00"), "0+0 of 0+0"},
		"longer than planned":        {six, worked("9:00", "16:00", "10:30-10:40", "12:00-12:20"), "1+1 of 2+1, missed 1+0 break meal"},
		"the end moves with them":    {six, worked("9:00", "16:00", "14:20-14:30"), "1+0 of 2+1, missed 1+1 break"},
		"far from the planned hours": {hours, worked("16:00", "17:00"), "0+0 of 2+1, break by 20:40"},
		"eating in time":             {six, worked("9:00", "14:45", "14:35-14:45 meal"), "0+0 of 2+1, missed 2+0 goes_on, meal by 14:40"},
		"a rest is no meal":          {six, worked("9:00", "14:45", "14:35-14:45 rest"), "0+0 of 2+1, missed 2+1 goes_on"},
		"half as long again":         {hours, worked("6:00", "7:00"), "0+0 of 2+1, break by 13:40"},
		"longer than that":           {hours, worked("5:59", "7:00"), "0+0 of 2+1, break by 10:39"},
		"over midnight":              {desk.Shift{Start: 22 * time.Hour, End: 4 * time.Hour}, worked("22:10", "24:10"), "0+0 of 2+1, break by 02:40"},
	} {
		c := marked()
		c.plans(k.plan)
		c.times["ana"] = k.time
		c.now = k.time.Intervals[len(k.time.Intervals)-1].To.Time()
		if got := c.breaks(t, "2026-03-02", "2026-03-02"); len(got) != 1 || recordLine(got[0]) != k.want || !got[0].Open {
			t.Errorf("%s: %+v\n%s, want %s", name, got, recordLine(got[0]), k.want)
		}
	}
}

func (c *told) here(id desk.UserID, status desk.Status) {
	c.states = map[desk.UserID]engine.AgentState{id: {Axes: desk.Axes{Presence: desk.Connected, Status: status, Hold: desk.Free}}}
}

// warned is of what Ana is warned now.
func (c *told) warned(t *testing.T) string {
	t.Helper()
	list, err := c.figures().Warnings(t.Context(), []desk.UserID{"ana", "bia"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range list {
		got = append(got, w.Kind+" "+w.DueBy.Add(-3*time.Hour).Format("15:04"))
		if w.User != "ana" || w.Name != "Ana" || w.ID != "ana:"+w.Kind || w.Rev != 7 {
			t.Errorf("%+v", w)
		}
	}
	return strings.Join(got, ", ")
}

// Who is about to breach is warned before the last instant at which the break can
// still begin, not while they rest, and not of what cannot be kept any more.
func TestWarningsComeBeforeTheBreach_NR17(t *testing.T) {
	for name, k := range map[string]struct {
		time   ledger.Chunk
		status desk.Status
		want   string
	}{
		"not yet":             {worked("9:00", "13:24"), desk.Online, ""},
		"soon":                {worked("9:00", "13:25"), desk.Online, "break 13:40"},
		"at the last moment":  {worked("9:00", "13:40"), desk.Online, "break 13:40"},
		"one is missed":       {worked("9:00", "13:41"), desk.Online, "break 13:50"},
		"resting":             {worked("9:00", "13:45", "13:40-13:45"), desk.Paused, ""},
		"gone":                {worked("9:00", "13:25"), desk.Invisible, ""},
		"the meal":            {worked("9:00", "14:30", "10:30-10:40", "12:30-12:40"), desk.Online, "meal 14:40"},
		"all was kept":        {worked("9:00", "14:30", "10:30-10:40", "12:00-12:20", "13:30-13:40"), desk.Online, ""},
		"after it":            {worked("9:00", "14:45"), desk.Online, ""},
		"what was too little": {worked("9:00", "13:44", "13:30-13:35"), desk.Online, "break 13:50"},
		"at a training":       {worked("9:00", "13:45", "13:30-13:45 work"), desk.Paused, "break 13:50"},
		"resting in the name": {worked("9:00", "13:45", "13:30-13:45 rest"), desk.Paused, ""},
		"eating":              {worked("9:00", "13:45", "13:30-13:45 meal"), desk.Paused, ""},
	} {
		c := marked()
		c.plans(desk.Shift{Length: 6 * time.Hour})
		c.times["ana"] = k.time
		c.here("ana", k.status)
		c.now = k.time.Intervals[len(k.time.Intervals)-1].To.Time()
		if got := c.warned(t); got != k.want {
			t.Errorf("%s: %s, want %s", name, got, k.want)
		}
	}
	c := shop()
	c.times["ana"] = worked("9:00", "13:30")
	c.here("ana", desk.Online)
	c.now = instant("13:30").Time()
	if list, err := c.figures().Warnings(t.Context(), []desk.UserID{"ana"}); err != nil || len(list) != 0 {
		t.Errorf("without a plan: %v %v", list, err)
	}
}

// Also of a short shift's one break the agent is warned in time (NR-17, Anexo II,
// 5.4.3), and of nothing when the company asks for none.
func TestAShortShiftIsWarnedOf_NR17(t *testing.T) {
	for now, want := range map[string]string{"11:34": "", "11:35": "break 11:50", "11:50": "break 11:50", "11:51": "", "12:45": ""} {
		c := shop()
		c.plans(desk.Shift{Length: 4 * time.Hour})
		c.times["ana"] = worked("9:00", now)
		c.here("ana", desk.Online)
		c.now = instant(now).Time()
		if got := c.warned(t); got != want {
			t.Errorf("at %s: %q, want %q", now, got, want)
		}
		c.dir.Installation.Breaks.ShortBreaks = 0
		if got := c.warned(t); got != "" {
			t.Errorf("at %s of none: %q", now, got)
		}
	}
}

// Warnings are told every half minute until the end.
func TestWarningsAreToldAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := shop()
		c.plans(desk.Shift{Length: 6 * time.Hour})
		c.times["ana"] = worked("9:00", "13:30")
		c.here("ana", desk.Online)
		c.now = instant("13:30").Time()
		heard := make(chan []view.BreakWarning)
		begun := time.Now()
		go c.figures().Warn(t.Context(), func(list []view.BreakWarning) { heard <- list }, func(err error) { t.Error(err) })
		for i := range 3 {
			if list := <-heard; len(list) != 1 || time.Since(begun) != time.Duration(i)*WarnEvery {
				t.Fatalf("%v after %s", list, time.Since(begun))
			}
		}
	})
}
