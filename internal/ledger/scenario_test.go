package ledger_test

import (
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

const (
	m = time.Minute
	s = time.Second
)

// born an hour before nine, so that the first line is always the same.
func atNine() *life { return born(nine.Add(-time.Hour)).wait(time.Hour) }

const before = "08:00:00-09:00:00 offline logged_off offline (0)\n"

// The time columns of the situation table, and what else rules.md 1.8.4 and 1.8.5
// say, as timelines. Each also passes the verifier and equals the naive reading.
func TestSituations_1_8_6(t *testing.T) {
	cases := []struct {
		name string
		live func() *life
		want string
	}{
		{"just logged in, did nothing (B-STATUS-11, S-43)", func() *life {
			return atNine().opens("w", 1).wait(5 * m)
		}, `
09:00:00-09:05:00 invisible logged_off offline (0)`},

		{"a desk that opens Online, closed and opened again (C-03)", func() *life {
			l := atNine()
			l.initial = desk.Online
			return l.opens("w", 1).wait(m).pauses("lunch").wait(m).closes("w", 1).wait(m).opens("w", 2).wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:02:00 paused pause paused (0) lunch
09:02:00-09:03:00 offline logged_off offline (0)
09:03:00-09:04:00 online ready available (0)`},

		{"online, idle, in a background tab (B-STATUS-26)", func() *life {
			return atNine().opens("w", 1).wait(s).online().wait(time.Hour)
		}, `
09:00:00-09:00:01 invisible logged_off offline (0)
09:00:01-10:00:01 online ready available (0)`},

		{"a call: rings, goes on, wrap-up, ready (P-STATUS-03 to 09)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.may(l.a.Ring("c", vida, times.Hold, l.now))
			l.wait(5 * s)
			l.may(l.a.Answered("c", l.now))
			l.wait(m)
			l.may(l.a.HungUp("c", times.Hold, l.now))
			return l.wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:01:05 online connecting available (0) hold connecting since 09:00:00
09:01:05-09:02:05 online connected available (0) hold connected since 09:00:00
09:02:05-09:02:35 online wrap_up available (0) hold wrap_up since 09:00:00
09:02:35-09:03:05 online ready available (0) since 09:00:00`},

		{"rang out (P-STATUS-19 to 22)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.may(l.a.Ring("c", vida, times.Hold, l.now))
			return l.wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:01:20 online connecting available (0) hold connecting since 09:00:00
09:01:20-09:01:30 online no_answer available (0) hold no_answer since 09:00:00
09:01:30-09:02:00 online ready available (0) since 09:00:00`},

		{"rejected an e-mail, and x is 0 (P-STATUS-11 to 14)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.did(l.a.Declined(times.Hold, l.now))
			l.wait(m)
			l.did(l.a.Declined(desk.HoldTimes{}, l.now))
			return l.wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:01:10 online busy available (0) since 09:00:00
09:01:10-09:03:00 online ready available (0) since 09:00:00`},

		{"at the written limit (P-STATUS-15 to 18, P-STATUS-32)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.record(desk.UserSaved{User: ana, Active: true, Limits: desk.Limits{Total: 2, Chat: 2, Phone: desk.MaxLimit}})
			return l.takes().wait(m).takes().wait(m).finishes().wait(m).finishes().wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:02:00 online ready available (1) since 09:00:00
09:02:00-09:03:00 online busy available (2) since 09:00:00
09:03:00-09:04:00 online ready available (1) since 09:00:00
09:04:00-09:05:00 online ready available (0) since 09:00:00`},

		{"paused with two open, past the planned time (B-STATUS-16, B-STATUS-18)", func() *life {
			return atNine().opens("w", 1).online().takes().takes().wait(m).pauses("lunch").wait(15 * m).finishes().finishes().wait(m).online().wait(m)
		}, `
09:00:00-09:01:00 online ready available (2)
09:01:00-09:16:00 paused pause paused (2) lunch
09:16:00-09:17:00 paused pause paused (0) lunch since 09:01:00
09:17:00-09:18:00 online ready available (0)`},

		{"one of two queues paused (S-41), then both (1.8.2)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.may(l.a.SignInTo(ana, vida, desk.PausedQueue, "coffee", queues, l.now))
			l.wait(m)
			l.may(l.a.SignInTo(ana, sales, desk.PausedQueue, "lunch", queues, l.now))
			return l.wait(m)
		}, `
09:00:00-09:02:00 online ready available (0)
09:02:00-09:03:00 paused pause paused (0) lunch`},

		{"another reason ends one pause and starts the next (1.8.1)", func() *life {
			return atNine().opens("w", 1).online().pauses("coffee").wait(m).pauses("lunch").wait(m)
		}, `
09:00:00-09:01:00 paused pause paused (0) coffee
09:01:00-09:02:00 paused pause paused (0) lunch`},

		{"pause chosen during a call (1.8.6)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.may(l.a.Ring("c", vida, times.Hold, l.now))
			l.may(l.a.Answered("c", l.now))
			l.wait(m).pauses("").wait(m)
			l.may(l.a.HungUp("c", times.Hold, l.now))
			return l.wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:02:00 online connected available (0) hold connected since 09:00:00
09:02:00-09:03:00 paused connected paused (0) hold connected
09:03:00-09:03:30 paused pause paused (0) hold wrap_up since 09:02:00
09:03:30-09:04:00 paused pause paused (0) since 09:02:00`},

		{"invisible, finishing two (B-STATUS-23)", func() *life {
			return atNine().opens("w", 1).online().takes().takes().wait(m).invisible().wait(m).finishes().wait(m).finishes().wait(m)
		}, `
09:00:00-09:01:00 online ready available (2)
09:01:00-09:02:00 invisible logged_off offline (2)
09:02:00-09:03:00 invisible logged_off offline (1) since 09:01:00
09:03:00-09:04:00 invisible logged_off offline (0) since 09:01:00`},

		{"net lost and back within the grace (1.8.4, C-25)", func() *life {
			return atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 10*s).wait(2*m).opens("w", 1).wait(m)
		}, `
09:00:00-09:00:50 online ready available (0)
09:00:50-09:03:00 online ready inactive (0) since 09:00:00
09:03:00-09:04:00 online ready available (0) since 09:00:00`},

		{"gone before it was noticed as lost: not lost at all (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 10*s).wait(34*s).opens("w", 1).wait(m)
		}, `
09:00:00-09:02:34 online ready available (0)`},

		{"net lost and the grace over, even with the preference (B-STATUS-38, 1.8.5)", func() *life {
			return atNine().opens("w", 1).prefers(true).online().takes().wait(m).vanishes("w", 1, 10*s).wait(10 * m)
		}, `
09:00:00-09:00:50 online ready available (1)
09:00:50-09:05:50 offline logged_off inactive (1)
09:05:50-09:11:00 offline logged_off offline (1) since 09:00:50`},

		{"the same page load returns after the grace (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().pauses("lunch").wait(m).vanishes("w", 1, 0).wait(6*m).opens("w", 1).wait(m)
		}, `
09:00:00-09:01:00 paused pause paused (0) lunch
09:01:00-09:06:00 offline logged_off inactive (0)
09:06:00-09:07:00 offline logged_off offline (0) since 09:01:00
09:07:00-09:08:00 paused pause paused (0) lunch`},

		{"another page load returns after the grace (B-STATUS-28)", func() *life {
			return atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 0).wait(6*m).opens("w", 2).wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:06:00 offline logged_off inactive (0)
09:06:00-09:07:00 offline logged_off offline (0) since 09:01:00
09:07:00-09:08:00 invisible logged_off offline (0)`},

		{"a new window while lost: offline on all three since last seen (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 10*s).wait(2*m).opens("x", 1).wait(m)
		}, `
09:00:00-09:00:50 online ready available (0)
09:00:50-09:03:00 offline logged_off offline (0)
09:03:00-09:04:00 invisible logged_off offline (0)`},

		{"signed out by a supervisor while lost: inactive until then (1.8.5)", func() *life {
			l := atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 10*s).wait(2 * m)
			l.did(l.a.Dismiss(l.now))
			return l.wait(m)
		}, `
09:00:00-09:00:50 online ready available (0)
09:00:50-09:03:00 offline logged_off inactive (0)
09:03:00-09:04:00 offline logged_off offline (0) since 09:00:50`},

		{"server down and the window resumes (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().wait(m).asleep(10*m).restarts(10*m).wait(20*s).opens("w", 1).wait(m)
		}, `
09:00:00-09:12:20 online ready available (0)`},

		{"server down, and lost meanwhile (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().wait(m).asleep(10*m).restarts(10*m).wait(m).opens("w", 1).wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:12:00 online ready inactive (0) since 09:00:00
09:12:00-09:13:00 online ready available (0) since 09:00:00`},

		{"server down and the window never returns: ended at last seen (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().wait(m).asleep(10 * m).restarts(10 * m).wait(10 * m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:16:00 offline logged_off inactive (0)
09:16:00-09:21:00 offline logged_off offline (0) since 09:01:00`},

		{"a reload is no close (1.8.4)", func() *life {
			return atNine().opens("w", 1).online().wait(m).closes("w", 1).wait(9*s).opens("w", 2).wait(m)
		}, `
09:00:00-09:02:09 online ready available (0)`},

		{"a goodbye that was heard late counts from when it was said (B-STATUS-27)", func() *life {
			return atNine().opens("w", 1).online().wait(m).said("w", 1, 5*s).wait(m)
		}, `
09:00:00-09:00:55 online ready available (0)
09:00:55-09:02:00 offline logged_off offline (0)`},

		{"one of two windows closes (1.8.4)", func() *life {
			return atNine().opens("w", 1).opens("x", 1).online().wait(m).closes("w", 1).wait(m)
		}, `
09:00:00-09:02:00 online ready available (0)`},

		{"a supervisor chooses while the agent is away: they had gone before (C-27)", func() *life {
			l := atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 10*s).wait(20 * s)
			l.may(l.a.Pause(boss, queues, "lunch", l.now))
			return l.wait(10 * m)
		}, `
09:00:00-09:00:50 online ready available (0)
09:00:50-09:05:50 offline logged_off inactive (0)
09:05:50-09:11:20 offline logged_off offline (0) since 09:00:50`},

		{"made invisible while lost, and the grace over (1.8.1, 1.8.5)", func() *life {
			l := atNine().opens("w", 1).online().wait(m).vanishes("w", 1, 10*s).wait(2 * m)
			l.did(l.a.GoInvisible(boss, l.now))
			return l.wait(10 * m)
		}, `
09:00:00-09:00:50 online ready available (0)
09:00:50-09:03:00 offline logged_off inactive (0)
09:03:00-09:13:00 offline logged_off offline (0) since 09:00:50`},

		{"paused and put online again while closing, and kept online (1.8.1, C-27)", func() *life {
			l := atNine().opens("w", 1).prefers(true).online().wait(m).closes("w", 1).wait(3 * s)
			l.may(l.a.Pause(boss, queues, "lunch", l.now))
			l.wait(3 * s)
			l.may(l.a.GoOnline(boss, queues, l.now))
			return l.wait(m)
		}, `
09:00:00-09:01:03 online ready available (0)
09:01:03-09:01:06 offline logged_off offline (0)
09:01:06-09:02:06 online ready available (0)`},

		{"in a call as the desk closes: it lasts until it is hung up (1.8.4)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.may(l.a.Ring("c", vida, times.Hold, l.now))
			l.may(l.a.Answered("c", l.now))
			l.wait(m).closes("w", 1).wait(m)
			l.may(l.a.HungUp("c", times.Hold, l.now))
			return l.wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:02:00 online connected available (0) hold connected since 09:00:00
09:02:00-09:03:00 offline connected offline (0) hold connected
09:03:00-09:04:00 offline logged_off offline (0) since 09:02:00`},

		{"it rang while nobody was there any more (1.8.4)", func() *life {
			l := atNine().opens("w", 1).online().wait(m)
			l.may(l.a.Ring("c", vida, times.Hold, l.now))
			return l.wait(25*s).vanishes("w", 1, 27*s).wait(10 * m)
		}, `
09:00:00-09:00:58 online ready available (0)
09:00:58-09:05:58 offline logged_off inactive (0)
09:05:58-09:11:25 offline logged_off offline (0) since 09:00:58`},

		{"chosen for later, dated then however late the timer (B-STATUS-10)", func() *life {
			l := atNine().opens("w", 1).online()
			l.may(l.a.Plan(desk.NextStatus{Status: desk.Invisible, At: l.now.Add(m)}, 0, l.now))
			l.asleep(2 * m).wake()
			return l.wait(m)
		}, `
09:00:00-09:01:00 online ready available (0)
09:01:00-09:03:00 invisible logged_off offline (0)`},

		{"a correction, and a later one over it (issue 3)", func() *life {
			l := atNine().opens("w", 1).online().takes().wait(10 * m)
			l.corrected(nine.Add(2*m), nine.Add(6*m), desk.BlipPaused, "lunch")
			l.corrected(nine.Add(4*m), nine.Add(5*m), desk.BlipOffline, "")
			return l.wait(m)
		}, `
09:00:00-09:02:00 online ready available (1)
09:02:00-09:04:00 paused pause paused (1) lunch corrected
09:04:00-09:05:00 offline logged_off offline (1) corrected
09:05:00-09:06:00 paused pause paused (1) lunch corrected
09:06:00-09:11:00 online ready available (1)`},

		{"corrected to online and to invisible", func() *life {
			l := atNine().opens("w", 1).pauses("lunch").wait(10 * m)
			l.corrected(nine, nine.Add(m), desk.BlipInvisible, "")
			l.corrected(nine.Add(9*m), nine.Add(10*m), desk.BlipOnline, "")
			return l
		}, `
09:00:00-09:01:00 invisible logged_off offline (0) corrected
09:01:00-09:09:00 paused pause paused (0) lunch
09:09:00-09:10:00 online ready available (0) corrected`},

		{"an empty day", func() *life { return atNine().wait(15 * time.Hour) }, ``},

		{"a shift over midnight", func() *life {
			return born(nine.Add(13*time.Hour)).opens("w", 1).online().wait(4*time.Hour).closes("w", 1).wait(time.Hour)
		}, `
22:00:00-02:00:00 online ready available (0)
02:00:00-03:00:00 offline logged_off offline (0)`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { lived(t, c.live(), c.want) })
	}
}

func lived(t *testing.T, l *life, want string) {
	t.Helper()
	verified(t, l.log, l.now)
	got := read(l.log).Intervals(ledger.At(l.now)).Intervals
	same(t, 0, "naive", l.log, naive(ana, l.log, l.now), got)
	text := told(got)
	switch {
	case want == "":
		want = "08:00:00-00:00:00 offline logged_off offline (0)"
	case strings.HasPrefix(text, before):
		text = "\n" + strings.TrimPrefix(text, before)
	default:
		text = "\n" + text
	}
	if text != want {
		t.Errorf("got%s\nwant%s", text, want)
	}
}

// The complete close/reopen matrix of document 000.
func TestCloseAndReopen_B_STATUS_20_to_36(t *testing.T) {
	const (
		offline   = "offline logged_off offline"
		invisible = "invisible logged_off offline"
		online    = "online ready available"
	)
	cases := []struct {
		status     desk.Status
		keepOnline bool
		closed     string // how the closed time counts
		reopened   string
		rule       string
	}{
		{desk.Online, false, offline, invisible, "B-STATUS-27, B-STATUS-28"},
		{desk.Paused, false, offline, invisible, "B-STATUS-20 to 22"},
		{desk.Invisible, false, offline, invisible, "B-STATUS-27"},
		{desk.Online, true, online, online, "B-STATUS-32 to 34"},
		{desk.Paused, true, offline, invisible, "B-STATUS-36"},
		{desk.Invisible, true, offline, invisible, "B-STATUS-35"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			l := atNine().opens("w", 1)
			if c.keepOnline {
				l.prefers(true)
			}
			switch c.status {
			case desk.Online:
				l.online()
			case desk.Paused:
				l.pauses("lunch")
			case desk.Invisible:
			}
			l.wait(m).closes("w", 1)
			shut := l.now
			l.wait(5*m).opens("w", 2).wait(m)
			verified(t, l.log, l.now)
			all := read(l.log).Intervals(ledger.At(l.now)).Intervals
			if got := labels(all, shut); got != c.closed {
				t.Errorf("closed it counts as %q, want %q\n%s", got, c.closed, told(all))
			}
			if got := labels(all, l.now.Add(-s)); got != c.reopened {
				t.Errorf("reopened as %q, want %q\n%s", got, c.reopened, told(all))
			}
		})
	}
}

// labels of an instant.
func labels(list []ledger.Interval, t time.Time) string {
	for _, v := range list {
		if v.From <= ledger.At(t) && ledger.At(t) < v.To {
			return string(v.Blip) + " " + string(v.Puzzel) + " " + string(v.Smartspace)
		}
	}
	return "nothing"
}

// What is final is taken once, and little remains.
func TestTheTailStaysSmall(t *testing.T) {
	l := atNine().opens("w", 1)
	state, taken := &ledger.State{User: ana}, 0
	for range 500 {
		l.online().wait(m).takes().wait(m).pauses("lunch").wait(m).finishes().wait(m)
		for _, r := range l.log {
			state.Fold(r)
		}
		l.log = nil
		taken += len(state.TakeFinal().Intervals)
		if n := len(state.Segments); n > 4 {
			t.Fatalf("%d segments remain", n)
		}
	}
	if taken < 1990 {
		t.Errorf("%d intervals were final", taken)
	}
}
