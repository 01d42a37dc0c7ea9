package routing

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"pronto/internal/desk"
)

// floor is a desk in full swing: as many works wait as there are agents, all are
// able, and each agent serves five queues drawn by chance.
type floor struct {
	index  *Index
	rand   *rand.Rand
	agents []Agent
	at     map[desk.UserID]int
	queues []desk.QueueID
	works  int
	now    time.Time
}

func newFloor(agents, queues int) *floor {
	f := &floor{
		index: NewIndex(), rand: rand.New(rand.NewPCG(1, 1)), at: map[desk.UserID]int{}, now: morning,
	}
	for i := range queues {
		f.queues = append(f.queues, desk.QueueID(fmt.Sprintf("01JD0000000000000000Q%05d", i)))
		f.index.PutQueue(Queue{ID: f.queues[i], Push: true, Strategy: FewestOpen})
	}
	for i := range agents {
		a := Agent{
			ID: desk.UserID(fmt.Sprintf("01JD0000000000000000A%05d", i)), Presence: Connected,
			Open: f.rand.IntN(5), MaxTotal: 1 << 30, MaxChat: 1 << 30, IdleSince: f.now.Add(-time.Duration(f.rand.IntN(1e6)) * time.Millisecond),
		}
		for _, q := range f.rand.Perm(queues)[:min(5, queues)] {
			a.Queues = append(a.Queues, Membership{f.queues[q], In})
		}
		a.Queues = sorted(a.Queues)
		f.agents, f.at[a.ID] = append(f.agents, a), i
		f.index.PutAgent(a)
	}
	for range agents {
		f.arrive()
	}
	return f
}

func (f *floor) arrive() {
	f.works++
	f.index.PutWork(Work{
		ID:    desk.ConversationID(fmt.Sprintf("01JD000000000000000%07d", f.works)),
		Queue: f.queues[f.rand.IntN(len(f.queues))], Priority: f.rand.IntN(3), Since: f.now,
	})
}

// assign gives out one work, puts the agent's row as its command would leave it,
// and lets new work take the place of the old.
func (f *floor) assign(tb testing.TB) {
	f.now = f.now.Add(time.Millisecond)
	got, ok := f.index.Next(f.now)
	if !ok || len(got.Trace.Candidates) == 0 {
		tb.Fatal("nothing went out")
	}
	a := &f.agents[f.at[got.Agent]]
	a.Open, a.Chat, a.IdleSince = a.Open+1, a.Chat+1, f.now
	f.index.PutAgent(*a)
	f.arrive()
}

// finish has some agent finish something.
func (f *floor) finish() {
	a := &f.agents[f.rand.IntN(len(f.agents))]
	a.Open, a.Chat = a.Open-1, a.Chat-1
	f.index.PutAgent(*a)
}

// sizes runs a benchmark with many small queues and with few big ones.
func sizes(b *testing.B, bench func(*testing.B, *floor)) {
	for _, agents := range []int{100, 1000, 10_000} {
		for _, queues := range []int{agents / 20, 10} {
			b.Run(fmt.Sprintf("agents=%d/queues=%d", agents, queues), func(b *testing.B) {
				f := newFloor(agents, queues)
				b.ReportAllocs()
				bench(b, f)
			})
		}
	}
}

// BenchmarkAssign is the whole of one assignment: the choice with its trace, the
// agent's new row in all queues, and the next work's arrival.
func BenchmarkAssign(b *testing.B) {
	sizes(b, func(b *testing.B, f *floor) {
		for b.Loop() {
			f.assign(b)
		}
	})
}

// BenchmarkFinish is what any other change of an agent costs.
func BenchmarkFinish(b *testing.B) {
	sizes(b, func(b *testing.B, f *floor) {
		for b.Loop() {
			f.finish()
		}
	})
}

// The gate of the speed table without a clock. Logarithmic growth means that each
// tenfold adds the same: so many keys more are compared for an assignment and for
// another agent's change.
func TestCostGrowsNoFasterThanTheLogarithm(t *testing.T) {
	cost := func(agents int) float64 {
		f, compared := newFloor(agents, 10), 0
		count(f.index, &compared)
		const turns = 5000
		for range turns {
			f.assign(t)
			f.finish()
		}
		return float64(compared) / turns
	}
	few, more, many := cost(100), cost(1000), cost(10_000)
	t.Logf("%.0f keys compared an assignment among 100, %.0f among 1000, %.0f among 10,000", few, more, many)
	if few == 0 || many-more > 1.1*(more-few) {
		t.Errorf("the first tenfold added %.0f keys and the second %.0f", more-few, many-more)
	}
}

// count has all trees of the index count their comparisons.
func count(x *Index, compared *int) {
	counted(&x.ready, compared)
	counted(&x.parked, compared)
	for _, q := range x.queues {
		counted(&q.able, compared)
		counted(&q.waiting, compared)
		counted(&q.parked, compared)
	}
}

func counted[T any](t *tree[T], compared *int) {
	compare := t.compare
	t.compare = func(a, b T) int {
		*compared++
		return compare(a, b)
	}
}

// An agent of five queues and a work, as they stand in the index, stay small.
func TestMemoryPerAgent(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	x := newFloor(10_000, 500).index
	each := (heap() - before) / 10_000
	t.Logf("%d bytes for an agent and a work", each)
	if each > 2048 {
		t.Errorf("an agent and a work take %d bytes, at most 2048 allowed", each)
	}
	runtime.KeepAlive(x)
}
