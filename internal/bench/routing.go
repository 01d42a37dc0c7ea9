package bench

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// routing measures one assignment with its trace while as many works wait as
// there are agents, each of whom serves five queues. The bare limit is a binary
// search among as many rows: a logarithm by definition, on this machine's memory.
func (b *bench) routing() error {
	const few, many = 100, 10_000
	var cost, bare [2]time.Duration
	for round := range rounds { // the best of several: others use the machine too
		for i, n := range []int{few, many} {
			c, l := b.assignment(n), search(n)
			if round == 0 || c < cost[i] {
				cost[i] = c
			}
			if round == 0 || l < bare[i] {
				bare[i] = l
			}
		}
	}
	growth, logarithm := float64(cost[1])/float64(cost[0]), float64(bare[1])/float64(bare[0])
	b.gate(growth <= logarithm, "one assignment, 100 → 10,000 agents and works", fmt.Sprintf("≤ ×%.1f, as a binary search grows", logarithm),
		"×%.1f (%s → %s)", growth, cost[0], cost[1])
	rate := float64(time.Second) / float64(cost[1])
	b.target(rate >= 50_000, "assignments a second, 10,000 agents, with traces", "50,000", "%.0f", rate)
	return nil
}

const rounds = 4

func (b *bench) assignment(agents int) time.Duration {
	x, chance, now := routing.NewIndex(), rand.New(rand.NewPCG(1, 1)), time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	queues := max(agents/20, 5)
	queue := func(i int) desk.QueueID { return desk.QueueID(fmt.Sprintf("queue-%05d", i)) }
	for i := range queues {
		x.PutQueue(routing.Queue{ID: queue(i), Push: true, Strategy: routing.FewestOpen})
	}
	rows := map[desk.UserID]routing.Agent{}
	for i := range agents {
		a := routing.Agent{ID: desk.UserID(fmt.Sprintf("agent-%05d", i)), Presence: routing.Connected, MaxTotal: math.MaxInt, MaxChat: math.MaxInt, IdleSince: now.Add(-time.Duration(i) * time.Second)}
		for _, q := range chance.Perm(queues)[:5] {
			a.Queues = append(a.Queues, routing.Membership{Queue: queue(q), SignIn: routing.In})
		}
		rows[a.ID] = a
		x.PutAgent(a)
	}
	works := 0
	arrive := func() {
		works++
		x.PutWork(routing.Work{ID: desk.ConversationID(fmt.Sprintf("work-%08d", works)), Queue: queue(chance.IntN(queues)), Priority: chance.IntN(3), Since: now})
	}
	for range agents {
		arrive()
	}
	one := func() {
		now = now.Add(time.Millisecond)
		got, ok := x.Next(now)
		if !ok {
			panic("nothing went out")
		}
		a := rows[got.Agent]
		a.Open, a.Chat, a.IdleSince = a.Open+1, a.Chat+1, now
		rows[a.ID] = a
		x.PutAgent(a)
		arrive()
	}
	for range agents { // warm up
		one()
	}
	n, start := 0, time.Now()
	for time.Since(start) < b.seconds(2)/rounds {
		for range 100 {
			one()
		}
		n += 100
	}
	return time.Since(start) / time.Duration(n)
}

// search is how long one search among n rows takes, each row of its own in memory
// and as large as an agent's with their seats.
func search(n int) time.Duration {
	type row struct {
		key  uint64
		rest [160]uint64
	}
	rows, chance := make([]*row, n), rand.New(rand.NewPCG(2, 2))
	for i, at := range chance.Perm(n) {
		rows[at] = &row{key: uint64(at) << 20}
		rows[at].rest[0] = uint64(i)
	}
	wanted := make([]uint64, 1<<12)
	for i := range wanted {
		wanted[i] = rows[chance.IntN(n)].key
	}
	found, start := 0, time.Now()
	for range 50 {
		for _, key := range wanted {
			if _, ok := slices.BinarySearchFunc(rows, key, func(r *row, k uint64) int { return cmp.Compare(r.key, k) }); ok {
				found++
			}
		}
	}
	return time.Since(start) / time.Duration(found)
}
