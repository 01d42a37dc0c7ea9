package report

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// A server that dies at any moment, and again, leaves what a fresh reading of all
// events gives: the same states and the same chunks, to the byte.
func TestReadingOnAfterAnyDeathEqualsReadingAnew(t *testing.T) {
	for seed := range uint64(40) {
		c := newCompany(seed, 3).lives(1500)
		fresh := newMemory()
		m := newModel(fresh)
		fold(t, m, c.log)
		stores(t, m, fresh)

		r, cut := rand.New(rand.NewPCG(seed, 1)), newMemory()
		m = newModel(cut)
		for at := 0; at < len(c.log); {
			next := min(at+1+r.IntN(200), len(c.log))
			fold(t, m, c.log[at:next])
			if at = next; r.IntN(3) > 0 {
				stores(t, m, cut)
			}
			if r.IntN(3) == 0 { // it dies
				if m, at = newModel(cut), 0; cut.state != nil {
					if err := m.resume(*cut.state); err != nil {
						t.Fatal(err)
					}
					at = int(m.seq)
				}
			}
		}
		m.times.shelf.held[place{"nobody", 0}] = &held[ledger.Chunk]{} // what was only looked at is not stored
		stores(t, m, cut)
		same(t, "cut", cut, fresh)
	}
}

// What is stored and what is in memory are together what the ledger says without
// any store, with all its corrections.
func TestStoredTimeIsTheLedgersTime(t *testing.T) {
	for seed := range uint64(30) {
		c := newCompany(seed, 2).lives(1200)
		stored := newMemory()
		m := newModel(stored)
		for at := 0; at < len(c.log); at += 300 {
			fold(t, m, c.log[at:min(at+300, len(c.log))])
			stores(t, m, stored)
		}
		end := c.now.Add(time.Hour)
		for _, a := range c.agents {
			got := whole(t, m, a.User, end)
			want := read1(c.log, a.User, end)
			if !slices.Equal(got.SignIns, want.SignIns) {
				t.Fatalf("seed %d: sign-ins\n%v\nwant\n%v", seed, got.SignIns, want.SignIns)
			}
			for i, v := range want.Intervals {
				if i >= len(got.Intervals) || got.Intervals[i] != v {
					t.Fatalf("seed %d: interval %d of %d\n%+v\nwant of %d\n%+v", seed, i, len(got.Intervals), got.Intervals[min(i, len(got.Intervals)-1)], len(want.Intervals), v)
				}
			}
		}
	}
}

// read1 reads one agent's time of a log at once: what is final with each correction
// applied to all that was final, and the rest.
func read1(log []desk.Recorded, id desk.UserID, end time.Time) ledger.Chunk {
	s := &ledger.State{User: id}
	var c ledger.Chunk
	for _, r := range log {
		if one, other, everyone := ledger.Of(r.Event); one != id && other != id && !everyone {
			continue
		}
		s.Fold(r)
		final := s.TakeFinal()
		c.Intervals, c.SignIns = append(c.Intervals, final.Intervals...), append(c.SignIns, final.SignIns...)
		if e, ok := r.Event.(desk.TimeCorrected); ok && len(c.Intervals) > 0 {
			c.Intervals = ledger.Correct(c.Intervals, e)
			s.Last = c.Intervals[len(c.Intervals)-1]
		}
	}
	rest := s.Intervals(ledger.At(end))
	c.Intervals, c.SignIns = append(c.Intervals, rest.Intervals...), append(c.SignIns, rest.SignIns...)
	return within(c, 0, ledger.At(end))
}
