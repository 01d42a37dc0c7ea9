package timer

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The queue must agree with a plain slice that is searched from end to end.
func TestQueueAgreesWithASlice(t *testing.T) {
	type promise struct {
		key   int
		due   time.Time
		order int
	}
	chance := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	queue, model, now := NewQueue[int](), []promise{}, start
	fired := 0
	for step := range 20_000 {
		key := chance.IntN(60)
		drop := func(p promise) bool { return p.key == key }
		switch chance.IntN(4) {
		case 0, 1:
			due := now.Add(time.Duration(chance.IntN(50)) * time.Second)
			queue.Set(key, due)
			model = append(slices.DeleteFunc(model, drop), promise{key, due, step})
		case 2:
			queue.Drop(key)
			model = slices.DeleteFunc(model, drop)
		case 3:
			now = now.Add(time.Duration(chance.IntN(20)) * time.Second)
			slices.SortFunc(model, func(a, b promise) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.order, b.order)) })
			var want []int
			for len(model) > 0 && len(want) < 5 && !now.Before(model[0].due) {
				want, model = append(want, model[0].key), model[1:]
			}
			if got := queue.Due(now, 5); !slices.Equal(got, want) {
				t.Fatalf("step %d: due %v, want %v", step, got, want)
			}
			fired += len(want)
		}
		if queue.Len() != len(model) {
			t.Fatalf("step %d: %d promises, want %d", step, queue.Len(), len(model))
		}
		next, ok := queue.Next()
		if ok != (len(model) > 0) {
			t.Fatalf("step %d: next %v with %d promises", step, ok, len(model))
		}
		if ok && !next.Equal(slices.MinFunc(model, func(a, b promise) int { return a.due.Compare(b.due) }).due) {
			t.Fatalf("step %d: next is %v", step, next)
		}
	}
	if fired < 1000 {
		t.Fatalf("only %d deadlines fired: the test tests nothing", fired)
	}
}
