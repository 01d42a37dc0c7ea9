package demo

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestArrivalsFollowTheCrowd(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	if got := untilNext(r, 0, crowd{}); got != firstArrival {
		t.Errorf("the first comes after %v", got)
	}
	for n := 1; n < 200; n++ {
		if got := untilNext(r, n, crowd{waiting: busy - 1}); got < 10*time.Second || got > 25*time.Second {
			t.Errorf("calm: %v", got)
		}
		if got := untilNext(r, n, crowd{waiting: busy}); got < 20*time.Second || got > 50*time.Second {
			t.Errorf("busy: %v", got)
		}
	}
	for now, full := range map[crowd]bool{
		{}: false, {waiting: crowded - 1, open: mostOpen - 1}: false, {waiting: crowded, open: crowded}: true, {open: mostOpen}: true,
	} {
		if now.full() != full {
			t.Errorf("%+v full: %v", now, !full)
		}
	}
}

func TestTheDeckDealsEachScenarioOnce(t *testing.T) {
	d := newDeck(rand.New(rand.NewPCG(4, 4)))
	anybody := func(*scenario) bool { return true }
	seen := map[string]int{}
	for i := range scenarios {
		key := d.deal(anybody).key
		seen[key]++
		if i < len(firstCards) && key != firstCards[i] {
			t.Errorf("card %d is %s", i, key)
		}
	}
	for key, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", key, n)
		}
	}
	for range 100 {
		if c := d.deal(func(s *scenario) bool { return s.door == byOrders }); c.door != byOrders {
			t.Fatalf("dealt %s", c.key)
		}
	}
}
