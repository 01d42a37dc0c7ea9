// Package timer keeps deadlines in the order in which they fall due. It is the
// memory over rows that are durable already: losing it loses nothing. Whoever
// owns a Queue waits for its first deadline and asks for what is due; the waiting
// itself is capped (Nap), so that a clock that jumps is noticed.
package timer

import (
	"container/heap"
	"time"
)

// Nap is the longest that anybody should wait before looking at the clock again.
const Nap = time.Minute

// Queue orders keys by their instants. Setting a key again moves it. It is for
// one goroutine.
type Queue[K comparable] struct {
	heap items[K]
	at   map[K]*item[K]
}

type item[K comparable] struct {
	key   K
	due   time.Time
	order uint64 // of setting: equal instants fire in the order they were set
	index int
}

// NewQueue is an empty queue.
func NewQueue[K comparable]() *Queue[K] { return &Queue[K]{at: map[K]*item[K]{}} }

// Set promises key at due, in place of what was promised for it before.
func (q *Queue[K]) Set(key K, due time.Time) {
	q.heap.set++
	if it, ok := q.at[key]; ok {
		it.due, it.order = due, q.heap.set
		heap.Fix(&q.heap, it.index)
		return
	}
	it := &item[K]{key: key, due: due, order: q.heap.set}
	q.at[key] = it
	heap.Push(&q.heap, it)
}

// Drop forgets the key.
func (q *Queue[K]) Drop(key K) {
	if it, ok := q.at[key]; ok {
		heap.Remove(&q.heap, it.index)
		delete(q.at, key)
	}
}

// Next is the first instant at which something is due.
func (q *Queue[K]) Next() (time.Time, bool) {
	if len(q.heap.list) == 0 {
		return time.Time{}, false
	}
	return q.heap.list[0].due, true
}

// Due takes out what is due by now, at most limit keys, earliest first.
func (q *Queue[K]) Due(now time.Time, limit int) []K {
	var due []K
	for len(due) < limit && len(q.heap.list) > 0 && !now.Before(q.heap.list[0].due) {
		it := heap.Pop(&q.heap).(*item[K])
		delete(q.at, it.key)
		due = append(due, it.key)
	}
	return due
}

// Len counts the keys.
func (q *Queue[K]) Len() int { return len(q.heap.list) }

type items[K comparable] struct {
	list []*item[K]
	set  uint64
}

func (h *items[K]) Len() int { return len(h.list) }
func (h *items[K]) Less(i, j int) bool {
	a, b := h.list[i], h.list[j]
	if a.due.Equal(b.due) {
		return a.order < b.order
	}
	return a.due.Before(b.due)
}

func (h *items[K]) Swap(i, j int) {
	h.list[i], h.list[j] = h.list[j], h.list[i]
	h.list[i].index, h.list[j].index = i, j
}

func (h *items[K]) Push(x any) {
	it := x.(*item[K])
	it.index = len(h.list)
	h.list = append(h.list, it)
}

func (h *items[K]) Pop() any {
	last := h.list[len(h.list)-1]
	h.list[len(h.list)-1] = nil
	h.list = h.list[:len(h.list)-1]
	return last
}
