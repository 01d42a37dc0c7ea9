package engine

// layer is what changed in one kind of row: by the running command, or by the
// batch. Rows are in the order of their first change. Most layers hold a row or
// two, so they are looked through until they are many.
type layer[K comparable, V any] struct {
	slots []slot[K, V]
	at    map[K]int // once they are many
}

type slot[K comparable, V any] struct {
	key  K
	row  V
	gone bool
	// kept is a row that did not change: it is to be at hand, not to be written.
	kept bool
}

const many = 8

// find is the slot of a key, nil when there is none. It is good until the next
// change of the layer.
func (l *layer[K, V]) find(k K) *slot[K, V] {
	if len(l.slots) > many {
		if i, ok := l.at[k]; ok {
			return &l.slots[i]
		}
		return nil
	}
	for i := range l.slots {
		if l.slots[i].key == k {
			return &l.slots[i]
		}
	}
	return nil
}

func (l *layer[K, V]) has(k K) bool { return l.find(k) != nil }

func (l *layer[K, V]) set(s slot[K, V]) {
	if there := l.find(s.key); there != nil {
		*there = s
		return
	}
	l.slots = append(l.slots, s)
	switch n := len(l.slots); {
	case n == many+1:
		if l.at == nil {
			l.at = make(map[K]int, 2*n)
		}
		for i := range l.slots {
			l.at[l.slots[i].key] = i
		}
	case n > many:
		l.at[s.key] = n - 1
	}
}

func (l *layer[K, V]) clear() {
	if len(l.slots) > many {
		clear(l.at)
	}
	clear(l.slots) // the rows are for the collector now
	l.slots = l.slots[:0]
}
