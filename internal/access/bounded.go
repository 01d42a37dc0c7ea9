package access

import (
	"container/list"
	"crypto/sha256"
	"time"
)

// bounded remembers a value for each of the keys used last: at most so many,
// and none that was idle too long. Keys come from strangers, so long ones are
// kept as their hash.
type bounded[V any] struct {
	max   int
	idle  time.Duration
	byKey map[string]*list.Element
	order list.List // of *entry[V], the one used last in front
}

type entry[V any] struct {
	key   string
	used  time.Time
	value V
}

func newBounded[V any](maxKeys int, idle time.Duration) *bounded[V] {
	return &bounded[V]{max: max(maxKeys, 1), idle: idle, byKey: map[string]*list.Element{}}
}

// at returns the value of key, which is made from fresh when it is not known
// (any more). The pointer is good until the next call.
func (b *bounded[V]) at(now time.Time, key string, fresh V) *V {
	b.expire(now)
	key = clip(key)
	if known, ok := b.byKey[key]; ok {
		e := known.Value.(*entry[V])
		e.used = now
		b.order.MoveToFront(known)
		return &e.value
	}
	if len(b.byKey) >= b.max {
		b.drop(b.order.Back())
	}
	e := &entry[V]{key: key, used: now, value: fresh}
	b.byKey[key] = b.order.PushFront(e)
	return &e.value
}

func (b *bounded[V]) forget(key string) {
	if known, ok := b.byKey[clip(key)]; ok {
		b.drop(known)
	}
}

func (b *bounded[V]) expire(now time.Time) {
	for {
		oldest := b.order.Back()
		if oldest == nil || now.Sub(oldest.Value.(*entry[V]).used) < b.idle {
			return
		}
		b.drop(oldest)
	}
}

func (b *bounded[V]) drop(e *list.Element) {
	delete(b.byKey, b.order.Remove(e).(*entry[V]).key)
}

func clip(key string) string {
	if len(key) <= sha256.Size*2 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "#" + string(sum[:])
}
