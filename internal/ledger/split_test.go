package ledger_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// Days of 23, 24 and 25 hours, also where midnight itself is skipped or repeated.
func TestDaysHaveTheLengthThatTheyHave(t *testing.T) {
	cases := []struct {
		zone, day string
		begins    string // UTC
		hours     time.Duration
	}{
		{"America/Sao_Paulo", "2026-03-02", "2026-03-02T03:00:00Z", 24},
		{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", 24},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23}, // begins at 01:00
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25}, // 23:00 comes twice
		{"America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", 24},
		{"Europe/Stockholm", "2026-03-29", "2026-03-28T23:00:00Z", 23},
		{"Europe/Stockholm", "2026-10-25", "2026-10-24T22:00:00Z", 25},
		{"America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", 23}, // begins at 01:00
		{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", 25}, // 00:00 comes twice
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", 0},
		{"Asia/Kolkata", "2026-03-02", "2026-03-01T18:30:00Z", 24},
		{"UTC", "2026-03-02", "2026-03-02T00:00:00Z", 24},
	}
	for _, c := range cases {
		t.Run(c.zone+" "+c.day, func(t *testing.T) {
			z := zone(t, c.zone)
			day, err := time.Parse(time.DateOnly, c.day)
			if err != nil {
				t.Fatal(err)
			}
			begin := ledger.StartOfDay(day.Year(), day.Month(), day.Day(), z)
			if got := begin.UTC().Format(time.RFC3339); got != c.begins {
				t.Errorf("begins %s, want %s", got, c.begins)
			}
			length := ledger.Days(z)(ledger.At(begin)).Sub(ledger.At(begin))
			want := c.hours * time.Hour
			if c.hours == 0 {
				want = 24*time.Hour + 30*time.Minute
			}
			if length != want {
				t.Errorf("lasts %s, want %s", length, want)
			}
		})
	}
}

// Through all the years and zones: whatever the clocks do, days follow each other,
// none is empty, and each begins on its date, where the instant before does not.
func TestDaysFollowEachOther(t *testing.T) {
	for _, name := range []string{"America/Sao_Paulo", "Europe/Stockholm", "America/St_Johns", "Australia/Lord_Howe", "Asia/Gaza", "America/Havana"} {
		z := zone(t, name)
		next := ledger.Days(z)
		at := ledger.At(ledger.StartOfDay(2005, 1, 1, z))
		for day := time.Date(2005, 1, 2, 0, 0, 0, 0, time.UTC); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
			to := next(at)
			if got := to.Time().In(z).Format(time.DateOnly); got != day.Format(time.DateOnly) {
				t.Fatalf("%s: after %s comes %s, want %s", name, at.Time().In(z), to.Time().In(z), day.Format(time.DateOnly))
			}
			if got := (to - 1).Time().In(z).Format(time.DateOnly); got >= day.Format(time.DateOnly) {
				t.Fatalf("%s: %s is not the first instant of its day", name, to.Time().In(z))
			}
			if length := to.Sub(at); length < 22*time.Hour || length > 26*time.Hour {
				t.Fatalf("%s: %s lasts %s", name, day.Format(time.DateOnly), length)
			}
			at = to
		}
	}
}

func TestStepsFollowTheLocalClock(t *testing.T) {
	cases := []struct {
		zone   string
		step   time.Duration
		at     string
		bounds []string
	}{
		{"America/Sao_Paulo", 15 * m, "2026-03-02T12:07:00Z", []string{"12:15", "12:30"}},
		{"Asia/Kolkata", time.Hour, "2026-03-02T12:07:00Z", []string{"12:30", "13:30"}},
		{"Asia/Kathmandu", time.Hour, "2026-03-02T12:07:00Z", []string{"12:15", "13:15"}},
		{"Europe/Stockholm", time.Hour, "2026-03-29T00:10:00Z", []string{"01:00", "02:00"}},
		{"Europe/Stockholm", 30 * m, "2026-10-25T00:10:00Z", []string{"00:30", "01:00"}},
		{"Australia/Lord_Howe", time.Hour, "2026-04-04T14:10:00Z", []string{"15:00", "15:30"}},
	}
	for _, c := range cases {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		next, i := ledger.Steps(zone(t, c.zone), c.step), ledger.At(at)
		for _, want := range c.bounds {
			i = next(i)
			if got := i.Time().Format("15:04"); got != want {
				t.Errorf("%s by %s from %s: %s, want %s", c.zone, c.step, c.at, got, want)
			}
		}
	}
}

// Cut at midnights or at quarters, nothing is lost, and each part is in one day.
func TestSplitKeepsAllTime(t *testing.T) {
	for _, name := range []string{"America/Sao_Paulo", "Europe/Stockholm", "Asia/Kolkata"} {
		z := zone(t, name)
		for cut, next := range map[string]ledger.Cut{"days": ledger.Days(z), "quarters": ledger.Steps(z, 15*m)} {
			r := rand.New(rand.NewPCG(3, 3))
			l := born(time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC))
			for range 200 {
				l.random(r)
				l.wait(time.Duration(r.IntN(40)) * m)
			}
			whole := read(l.log).Intervals(ledger.At(l.now))
			parts := ledger.Split(whole, next)
			if len(parts.Intervals) <= len(whole.Intervals) || len(parts.SignIns) <= len(whole.SignIns) {
				t.Fatalf("%s by %s: nothing was cut", name, cut)
			}
			at := whole.Intervals[0].From
			for _, p := range parts.Intervals {
				if p.From != at || p.To <= p.From || p.To > next(p.From) {
					t.Fatalf("%s by %s: %s is wrong after %s", name, cut, line(p), at.Time())
				}
				at = p.To
			}
			if at != ledger.At(l.now) {
				t.Errorf("%s by %s: ends at %s", name, cut, at.Time())
			}
			var a, b time.Duration
			for _, v := range whole.SignIns {
				a += v.Length()
			}
			for _, v := range parts.SignIns {
				if v.To <= v.From || v.To > next(v.From) {
					t.Fatalf("%s by %s: sign-in %+v", name, cut, v)
				}
				b += v.Length()
			}
			if a != b {
				t.Errorf("%s by %s: signed in for %s, and in parts %s", name, cut, a, b)
			}
		}
	}
}

// A pause over midnight passes its planned time once, however it is cut.
func TestOverrunOfAPauseThatIsCut_B_STATUS_17_18(t *testing.T) {
	z := zone(t, "America/Sao_Paulo")
	l := born(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)).opens("w", 1).online().takes().wait(50 * m) // 23:50 in São Paulo
	l.pauses("lunch").wait(15 * m).finishes().wait(20 * m).online().wait(time.Hour)
	parts := ledger.Split(ledger.Split(read(l.log).Intervals(ledger.At(l.now)), ledger.Days(z)), ledger.Steps(z, 15*m))
	days := map[string]time.Duration{}
	for _, v := range parts.Intervals {
		days[v.From.Time().In(z).Format(time.DateOnly)] += v.Overrun(5 * m)
	}
	if days["2026-03-01"] != 5*m || days["2026-03-02"] != 25*m {
		t.Errorf("overrun %v, want 5m and 25m", days)
	}
	for _, v := range parts.Intervals {
		if v.Overrun(0) != 0 || v.Overrun(time.Hour) != 0 {
			t.Errorf("%s is over a time that is not set, or not over", line(v))
		}
	}
}

// Occupancy is a union, ring time is neither contact nor idle, and what stays with
// an agent who is not there is nobody's work (rules.md part 2).
func TestContactAndIdle(t *testing.T) {
	l := atNine().opens("w", 1).wait(m).online().wait(m) // idle for 1
	l.takes().wait(m).takes().wait(m).finishes().finishes()
	l.record(desk.OfferMade{Offer: "o", Queue: vida, Agent: ana, ExpiresAt: l.now.Add(m)})
	l.wait(20 * s)
	l.record(desk.OfferEnded{Offer: "o", Queue: vida, Agent: ana, State: desk.OfferDeclined})
	l.wait(40 * s) // idle
	l.may(l.a.Ring("c", vida, times.Hold, l.now))
	l.wait(10 * s)
	l.may(l.a.Answered("c", l.now))
	l.wait(m)
	l.may(l.a.HungUp("c", times.Hold, l.now))
	l.wait(30*s).takes().pauses("lunch").wait(m).closes("w", 1).wait(5 * m)
	var contact, idle, open time.Duration
	for _, v := range read(l.log).Intervals(ledger.At(l.now)).Intervals {
		if v.Contact() {
			contact += v.Length()
			open += v.Length() * time.Duration(v.Open)
		}
		if v.Idle() {
			idle += v.Length()
		}
		if v.Contact() && v.Idle() {
			t.Errorf("%s is both", line(v))
		}
	}
	if want := 2*m + m + 30*s + m; contact != want {
		t.Errorf("contact %s, want %s", contact, want)
	}
	if want := m + 40*s; idle != want {
		t.Errorf("idle %s, want %s", idle, want)
	}
	if want := 4 * m; open != want {
		t.Errorf("conversation time %s, want %s", open, want)
	}
}
