package ledger_test

import (
	"testing"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// A pause from nine, of which the hour from ten is at hand: what a correction makes
// of it, and since when each status is said to be.
func TestCorrectSaysSinceWhen(t *testing.T) {
	hour := ledger.Interval{
		From: clock(10, 0), To: clock(11, 0), Since: clock(9, 0), Blip: desk.BlipPaused, Reason: "lunch",
		Puzzel: desk.PuzzelPause, Smartspace: desk.OnBreak, Hold: desk.Free,
	}
	cases := []struct {
		name     string
		from, to ledger.Instant
		label    desk.BlipLabel
		want     string
	}{
		{"within", clock(10, 20), clock(10, 30), desk.BlipOnline, `
10:00:00-10:20:00 paused pause paused (0) lunch since 09:00:00
10:20:00-10:30:00 online ready available (0) corrected
10:30:00-11:00:00 paused pause paused (0) lunch`},
		{"over its beginning", clock(9, 30), clock(10, 30), desk.BlipOnline, `
10:00:00-10:30:00 online ready available (0) since 09:30:00 corrected
10:30:00-11:00:00 paused pause paused (0) lunch`},
		{"over its end", clock(10, 30), clock(12, 0), desk.BlipInvisible, `
10:00:00-10:30:00 paused pause paused (0) lunch since 09:00:00
10:30:00-11:00:00 invisible logged_off offline (0) corrected`},
		{"to the same", clock(9, 30), clock(10, 30), desk.BlipPaused, `
10:00:00-10:30:00 paused pause paused (0) lunch since 09:00:00 corrected
10:30:00-11:00:00 paused pause paused (0) lunch since 09:00:00`},
		{"to the same, from before it", clock(8, 50), clock(9, 0), desk.BlipPaused, `
10:00:00-11:00:00 paused pause paused (0) lunch since 08:50:00`},
		{"in its run", clock(9, 10), clock(9, 20), desk.BlipOffline, `
10:00:00-11:00:00 paused pause paused (0) lunch since 09:20:00`},
		{"before its run", clock(8, 0), clock(8, 30), desk.BlipPaused, `
10:00:00-11:00:00 paused pause paused (0) lunch since 09:00:00`},
		{"after it", clock(11, 0), clock(12, 0), desk.BlipOffline, `
10:00:00-11:00:00 paused pause paused (0) lunch since 09:00:00`},
	}
	for _, c := range cases {
		event := desk.TimeCorrected{User: ana, From: c.from.Time(), To: c.to.Time(), Label: c.label}
		if c.label == desk.BlipPaused {
			event.Reason = "lunch"
		}
		if got := "\n" + told(ledger.Correct([]ledger.Interval{hour}, event)); got != c.want {
			t.Errorf("%s: got%s\nwant%s", c.name, got, c.want)
		}
	}
}

// A status that goes on after what was taken out began where a correction says.
func TestACorrectionOfWhatWasTakenReachesTheRest(t *testing.T) {
	l := atNine().opens("w", 1).online().wait(m).pauses("lunch").takes().wait(m)
	state := read(l.log)
	l.log = nil
	if taken := state.TakeFinal().Intervals; taken[len(taken)-1].To != clock(9, 0) {
		t.Fatalf("taken\n%s", told(taken))
	}
	l.wait(m).corrected(nine.Add(-m), nine.Add(m), desk.BlipPaused, "lunch")
	for _, r := range l.log {
		state.Fold(r)
	}
	if got := state.Intervals(ledger.At(l.now)).Intervals; got[len(got)-1].Since != ledger.At(nine.Add(-m)) {
		t.Errorf("got\n%s", told(got))
	}
}

func clock(hour, minute int) ledger.Instant {
	return ledger.At(nine) + ledger.Instant((hour-9)*60+minute)*60_000
}
