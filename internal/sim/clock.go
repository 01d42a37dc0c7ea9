package sim

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// clock is the simulation's time: what truly passed, and by how much the
// machine's wall clock has been set wrong.
type clock struct {
	began  time.Time
	passed time.Duration
	skew   time.Duration
}

func (c *clock) wall() time.Time     { return c.began.Add(c.passed + c.skew) }
func (c *clock) mono() time.Duration { return c.passed }

// agenda is what will happen, earliest first, and in the order of asking where
// that is the same.
type agenda struct {
	list  []entry
	asked uint64
}

type entry struct {
	at    time.Duration
	order uint64
	what  func()
}

func (a *agenda) add(at time.Duration, what func()) {
	a.asked++
	heap.Push(a, entry{at, a.asked, what})
}

func (a *agenda) next() (time.Duration, bool) {
	if len(a.list) == 0 {
		return 0, false
	}
	return a.list[0].at, true
}

func (a *agenda) take() func() { return heap.Pop(a).(entry).what }

// The heap's own methods.

func (a *agenda) Len() int { return len(a.list) }

func (a *agenda) Less(i, j int) bool {
	if a.list[i].at != a.list[j].at {
		return a.list[i].at < a.list[j].at
	}
	return a.list[i].order < a.list[j].order
}

func (a *agenda) Swap(i, j int) { a.list[i], a.list[j] = a.list[j], a.list[i] }
func (a *agenda) Push(x any)    { a.list = append(a.list, x.(entry)) }

func (a *agenda) Pop() any {
	last := a.list[len(a.list)-1]
	a.list[len(a.list)-1] = entry{}
	a.list = a.list[:len(a.list)-1]
	return last
}

// chance is where all that is not decided comes from.
type chance struct{ *rand.Rand }

// once is true with probability p.
func (c chance) once(p float64) bool { return c.Float64() < p }

// between is a duration from least to most.
func (c chance) between(least, most time.Duration) time.Duration {
	return least + time.Duration(c.Int64N(int64(most-least)+1))
}

// about is a duration with this mean, as of things that happen independently.
func (c chance) about(mean time.Duration) time.Duration {
	return time.Duration(min(c.ExpFloat64(), 8) * float64(mean))
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// id has the shape of a ULID.
func (c chance) id(at time.Time) string {
	var b [26]byte
	ms := uint64(at.UnixMilli())
	for i := 9; i >= 0; i-- {
		b[i] = crockford[ms&31]
		ms >>= 5
	}
	high, low := c.Uint64(), c.Uint64()
	for i := range 8 {
		b[10+i], b[18+i] = crockford[high&31], crockford[low&31]
		high >>= 5
		low >>= 5
	}
	return string(b[:])
}

func pick[E any](c chance, list []E) E { return list[c.IntN(len(list))] }
