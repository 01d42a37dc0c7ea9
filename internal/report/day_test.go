package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// line is a day for people: how long it was, and its totals in minutes.
func line(d Day) string {
	s := fmt.Sprintf("%s:", d.To.Sub(d.From))
	for _, t := range d.Statuses {
		s += fmt.Sprintf(" %s", t.Status)
		if t.Reason != "" {
			s += fmt.Sprintf(" (%s)", t.Reason)
		}
		s += fmt.Sprintf(" %g", t.Length.Minutes())
		if t.Overrun > 0 {
			s += fmt.Sprintf(" over %g", t.Overrun.Minutes())
		}
	}
	for _, q := range d.Queues {
		s += fmt.Sprintf(" | %s in %g paused %g", q.Queue, q.In.Minutes(), q.Paused.Minutes())
	}
	return s
}

func total(list []LabelTotal) (sum time.Duration) {
	for _, t := range list {
		sum += t.Length
	}
	return sum
}

// Days are those of a zone's clocks: of 23 and of 25 hours too, each accounted for
// whole. What goes on over midnight is counted on both sides, the overrun of a
// pause from where its planned length ended (B-STATUS-18, B-STATUS-29).
func TestDays(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	local := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(1999, month, day, hour, minute, 0, 0, stockholm).UTC()
	}
	c := newCompany(1, 1)
	a := c.agents[0]
	var events []desk.Event
	at := func(when time.Time, do func(desk.Agent) (desk.Agent, []desk.Event, error)) {
		t.Helper()
		c.now = when
		if a, events, err = do(a); err != nil {
			t.Fatal(err)
		}
		c.record(events...)
	}
	opens := func(a desk.Agent) (desk.Agent, []desk.Event, error) {
		a, events := a.OpenWindow("w", 1, queues, desk.Invisible, agentTimes, c.now)
		return a, events, nil
	}
	online := func(a desk.Agent) (desk.Agent, []desk.Event, error) { return a.GoOnline(a.User, queues[:1], c.now) }
	lunch := func(a desk.Agent) (desk.Agent, []desk.Event, error) {
		return a.Pause(a.User, queues[:1], "lunch", c.now)
	}
	leaves := func(a desk.Agent) (desk.Agent, []desk.Event, error) {
		a, events := a.Dismiss(c.now)
		return a, events, nil
	}
	at(local(3, 27, 22, 0), opens)
	at(local(3, 27, 23, 0), lunch) // until after midnight, and the clocks are set forward
	at(local(3, 28, 4, 0), online)
	at(local(3, 28, 6, 0), leaves)
	at(local(10, 31, 1, 0), opens)
	at(local(10, 31, 1, 30), online)
	at(local(10, 31, 4, 30), lunch)
	at(local(10, 31, 5, 0), leaves)

	onLog(t, c.log, func(r *rig) {
		reason := desk.PauseReason{ID: "lunch", Name: "Almoço", Duration: 30 * time.Minute, Active: true}
		if _, err := engine.Do(r.Context(), r.e, engine.Call{Actor: desk.Actor{Kind: desk.ActorCLI}}, engine.SavePauseReason{Reason: reason, Create: true}); err != nil {
			r.Fatal(err)
		}
		for _, day := range []struct{ date, want string }{
			{"1999-03-21", "24h0m0s:"},
			{"1999-03-22", "24h0m0s: offline 840"}, // created at 10:00
			{"1999-03-26", "24h0m0s: offline 1440"},
			{"1999-03-27", "24h0m0s: invisible 60 offline 1320 paused (lunch) 60 over 30 | sales in 0 paused 60"},
			{"1999-03-28", "23h0m0s: offline 1080 online 120 paused (lunch) 180 over 180 | sales in 120 paused 180"},
			{"1999-10-31", "25h0m0s: invisible 30 offline 1200 online 240 paused (lunch) 30 | sales in 240 paused 30"},
			{"1999-12-31", "24h0m0s: offline 1440"},
			{"2000-01-01", "24h0m0s: offline 60"}, // it is one o'clock
			{"2000-01-02", "24h0m0s:"},
		} {
			date, err := time.Parse(time.DateOnly, day.date)
			if err != nil {
				r.Fatal(err)
			}
			d, err := r.s.Day(r.Context(), a.User, date, stockholm)
			if err != nil {
				r.Fatal(err)
			}
			if got := line(d); got != day.want {
				r.Errorf("%s is\n%s\nwant\n%s", day.date, got, day.want)
			}
			whole := time.Duration(0)
			for _, v := range d.Intervals {
				whole += v.Length()
			}
			if total(d.Puzzel) != whole || total(d.Smartspace) != whole {
				r.Errorf("%s: the vocabularies sum up to %s and %s, and it is %s", day.date, total(d.Puzzel), total(d.Smartspace), whole)
			}
		}
	})
}

// Corrections of a day come with their author and why.
func TestADayHasItsCorrections(t *testing.T) {
	c := newCompany(1, 1)
	onLog(t, c.log, func(r *rig) {
		cli := engine.Call{Actor: desk.Actor{Kind: desk.ActorCLI}}
		for _, name := range []string{"agent0", "boss"} {
			if _, err := engine.Do(r.Context(), r.e, cli, engine.SaveUser{Create: true, User: desk.User{
				ID: desk.UserID(name), Name: name, Email: name + "@example.com", Role: desk.RoleAdmin, Active: true, Locale: desk.Portuguese, Limits: desk.DefaultLimits, Password: "hash",
			}}); err != nil {
				r.Fatal(err)
			}
		}
		time.Sleep(48 * time.Hour) // what is corrected came after the agent
		from := time.Date(2000, 1, 2, 12, 0, 0, 0, time.UTC)
		fix := desk.Correction{ID: "c1", User: "agent0", From: from, To: from.Add(time.Hour), Label: desk.BlipOnline, Why: "esqueceu"}
		if _, err := engine.Do(r.Context(), r.e, engine.Call{Actor: desk.ByUser("boss")}, engine.CorrectTime{Correction: fix}); err != nil {
			r.Fatal(err)
		}
		d, err := r.s.Day(r.Context(), "agent0", from, time.UTC)
		if err != nil {
			r.Fatal(err)
		}
		if len(d.Corrections) != 1 || d.Corrections[0].Author != desk.ByUser("boss") || d.Corrections[0].Why != "esqueceu" {
			r.Errorf("corrections %+v", d.Corrections)
		}
		if got := line(d); !strings.Contains(got, "offline 1380 online 60") {
			r.Errorf("the day is %s", got)
		}
		if next, err := r.s.Day(r.Context(), "agent0", from.AddDate(0, 0, 1), time.UTC); err != nil || len(next.Corrections) > 0 {
			r.Errorf("the next day: %+v, %v", next.Corrections, err)
		}
	})
}
