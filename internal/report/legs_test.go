package report

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pronto/internal/ledger"
)

// What is stored and what is in memory are together all work, whatever was stored
// when, and a question about a stretch finds also what began long before it.
func TestStoredWorkIsTheLedgersWork(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 5))
		log := randomWork(r, thatMonday, thatMonday.AddDate(0, 0, 6))
		stored := newMemory()
		m := newModel(stored)
		var whole ledger.Work
		for at := 0; at < len(log); {
			next := min(len(log), at+1+r.IntN(300))
			fold(t, m, log[at:next])
			for _, e := range log[at:next] {
				whole.Fold(e)
			}
			at = next
			if r.IntN(2) == 0 {
				stores(t, m, stored)
			}
			if stored.state != nil && r.IntN(4) == 0 { // it dies
				m = newModel(stored)
				if err := m.resume(*stored.state); err != nil {
					t.Fatal(err)
				}
				fold(t, m, log[m.seq:next])
			}
		}
		all := whole.TakeEnded()
		begin, end := ledger.At(thatMonday.AddDate(0, 0, 2)), ledger.At(thatMonday.AddDate(0, 0, 3))
		got, err := m.works.stretch(t.Context(), end, m.works.look(begin, end))
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]ledger.Leg{}
		for _, l := range got.Legs {
			if _, twice := ids[string(l.ID)]; twice {
				t.Fatalf("seed %d: leg %s comes twice", seed, l.ID)
			}
			ids[string(l.ID)] = l
		}
		touching := 0
		for _, l := range slices.Concat(all.Legs, whole.Open().Legs) {
			if l.QueuedAt < end && (l.EndedAt == 0 || l.EndedAt >= begin) {
				if touching++; ids[string(l.ID)] != l {
					t.Fatalf("seed %d: %+v is %+v", seed, l, ids[string(l.ID)])
				}
			}
		}
		if touching < 50 || len(got.Offers) == 0 {
			t.Fatalf("only %d legs and %d offers: it proves little", touching, len(got.Offers))
		}
		if !slices.IsSortedFunc(got.Legs[:10], func(a, b ledger.Leg) int { return cmp.Compare(dayOf(a.QueuedAt), dayOf(b.QueuedAt)) }) {
			t.Error("days are out of order")
		}
	}
}

// A question that comes while the stored read model moves on still gets each leg
// once.
func TestWorkIsReadOnceWhileItIsStored(t *testing.T) {
	log := randomWork(rand.New(rand.NewPCG(1, 6)), thatMonday, thatMonday.Add(48*time.Hour))
	stored := newMemory()
	m := newModel(stored)
	fold(t, m, log)
	begin, end := ledger.At(thatMonday), ledger.At(thatMonday.Add(48*time.Hour))
	seen := m.works.look(begin, end)
	stores(t, m, stored)
	stores(t, m, stored) // lets go
	got, err := m.works.stretch(t.Context(), end, seen)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, l := range got.Legs {
		ids[string(l.ID)] = true
	}
	if len(got.Legs) == 0 || len(ids) != len(got.Legs) {
		t.Fatalf("%d legs, %d of them", len(got.Legs), len(ids))
	}
}
