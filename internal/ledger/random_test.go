package ledger_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// Random lives of an agent, whose clock is read by the ledger at once, bit by bit,
// and by the naive implementation.
func TestRandomHistoriesAreReadAlike_1_8_5(t *testing.T) {
	intervals := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 11))
		l := born(nine)
		l.record(desk.UserSaved{User: boss, Created: true, Limits: desk.DefaultLimits})
		for range 40 + r.IntN(160) {
			l.random(r)
		}
		end := l.now.Add(time.Duration(r.IntN(10_000)) * time.Millisecond)
		want := naive(ana, l.log, end)
		intervals += len(want)

		atOnce := read(l.log).Intervals(ledger.At(end))
		same(t, seed, "at once", l.log, want, atOnce.Intervals)
		if got, want := ordered(atOnce.SignIns), naiveSignIns(l.log, end); !slices.Equal(got, want) {
			t.Fatalf("seed %d: sign-ins\n%v, want\n%v", seed, got, want)
		}
		bits, corrected := inBits(t, r, l.log, end)
		if !corrected {
			same(t, seed, "bit by bit", l.log, want, bits.Intervals)
		}
		same(t, seed, "bit by bit, joined", l.log, want, joined(bits.Intervals))
		if got := ordered(bits.SignIns); !slices.Equal(got, naiveSignIns(l.log, end)) {
			t.Fatalf("seed %d: sign-ins bit by bit\n%v, want\n%v", seed, got, naiveSignIns(l.log, end))
		}
		verified(t, l.log, end)
	}
	if intervals < 10_000 {
		t.Fatalf("only %d intervals: the histories prove little", intervals)
	}
}

func read(log []desk.Recorded) *ledger.State {
	s := &ledger.State{User: ana}
	for _, r := range log {
		if one, other, everyone := ledger.Of(r.Event); everyone || one == ana || other == ana {
			s.Fold(r)
		}
	}
	return s
}

// inBits reads with takings in between, and with the state written down and taken
// up again.
func inBits(t *testing.T, r *rand.Rand, log []desk.Recorded, end time.Time) (all ledger.Chunk, corrected bool) {
	s := &ledger.State{User: ana}
	for _, e := range log {
		if one, other, everyone := ledger.Of(e.Event); !everyone && one != ana && other != ana {
			continue
		}
		if c, ok := e.Event.(desk.TimeCorrected); ok {
			all.Intervals, corrected = ledger.Correct(all.Intervals, c), true
		}
		s.Fold(e)
		if r.IntN(2) == 0 {
			taken := s.TakeFinal()
			all.Intervals = append(all.Intervals, taken.Intervals...)
			all.SignIns = append(all.SignIns, taken.SignIns...)
		}
		if r.IntN(10) == 0 {
			stored, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			s = &ledger.State{}
			if err := json.Unmarshal(stored, s); err != nil {
				t.Fatal(err)
			}
		}
	}
	rest := s.Intervals(ledger.At(end))
	all.Intervals = append(all.Intervals, rest.Intervals...)
	all.SignIns = append(all.SignIns, rest.SignIns...)
	return all, corrected
}

// joined makes one of neighbours that a correction made alike after one of them
// was taken out.
func joined(list []ledger.Interval) []ledger.Interval {
	var out []ledger.Interval
	for _, v := range list {
		if n := len(out); n > 0 && out[n-1].To == v.From {
			last := out[n-1]
			v.Since = v.From
			if last.Blip == v.Blip && last.Reason == v.Reason {
				v.Since = last.Since
			}
			last.From, last.To, last.Since = v.From, v.To, v.Since
			if last == v {
				out[n-1].To = v.To
				continue
			}
		}
		out = append(out, v)
	}
	return out
}

func same(t *testing.T, seed uint64, how string, log []desk.Recorded, want, got []ledger.Interval) {
	t.Helper()
	for i := range max(len(want), len(got)) {
		if i < len(want) && i < len(got) && want[i] == got[i] {
			continue
		}
		for _, r := range log {
			if i < len(want) && r.At.After(want[i].To.Time()) {
				break
			}
			t.Logf("%d at %s since %s %s %+v", r.Seq, r.At.Format("15:04:05.000"), r.Since.Format("15:04:05.000"), r.Event.Kind(), r.Event)
		}
		for j := max(0, i-1); j < min(i+2, max(len(want), len(got))); j++ {
			if j < len(got) {
				t.Logf("got  %s", line(got[j]))
			}
			if j < len(want) {
				t.Logf("want %s", line(want[j]))
			}
		}
		t.Fatalf("seed %d, %s: interval %d of %d and %d", seed, how, i, len(got), len(want))
	}
}

func verified(t *testing.T, log []desk.Recorded, end time.Time) {
	t.Helper()
	v := ledger.NewVerifier()
	for _, r := range log {
		if err := v.Add(r); err != nil {
			for _, e := range log[max(0, int(r.Seq)-12):r.Seq] {
				t.Logf("%d at %s since %s %s %+v", e.Seq, e.At.Format("15:04:05.000"), e.Since.Format("15:04:05.000"), e.Event.Kind(), e.Event)
			}
			t.Fatal(err)
		}
	}
	if err := v.Close(end); err != nil {
		t.Fatal(err)
	}
}
