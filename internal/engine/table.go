package engine

import "time"

// table is one kind of row as the writer sees it: what is committed (base), what
// commands of this batch changed (batch), and what the running command did
// (cmd). A command's layer joins the batch when it succeeds and is dropped when
// it does not; the batch joins the base once it is durable.
type table[K comparable, V any] struct {
	key func(V) K
	// pinned says whether a committed row stays in memory; nil keeps all. Others
	// stay for a while, so that who fetched an older copy is overruled.
	pinned func(V) bool
	rev    func(*V, int64)

	base  map[K]V
	batch layer[K, V]
	cmd   layer[K, V]
	// loose are rows that are kept for a while, ghosts rows that were removed: a
	// caller may still bring a copy along that was fetched before.
	loose, ghosts map[K]time.Time
	// changed hears of this table when the running command first changes it.
	changed func()
}

// looseFor is how long a row that nobody pins stays after it changed. It must
// exceed the longest that a caller may wait between fetching and running.
const looseFor = 2 * time.Minute

func newTable[K comparable, V any](key func(V) K, rev func(*V, int64), pinned func(V) bool) *table[K, V] {
	return &table[K, V]{
		key: key, rev: rev, pinned: pinned, base: map[K]V{}, loose: map[K]time.Time{}, ghosts: map[K]time.Time{},
	}
}

func (t *table[K, V]) get(k K) (V, bool) {
	if s := t.cmd.find(k); s != nil {
		return s.row, !s.gone
	}
	return t.settled(k)
}

// settled is the row without what the running command did.
func (t *table[K, V]) settled(k K) (V, bool) {
	if s := t.batch.find(k); s != nil {
		return s.row, !s.gone
	}
	v, ok := t.base[k]
	return v, ok
}

// rows lists what there is now, the running command's changes included, in no
// particular order.
func (t *table[K, V]) rows() []V {
	rows := make([]V, 0, len(t.base)+len(t.batch.slots)+len(t.cmd.slots))
	for k, v := range t.base {
		if !t.batch.has(k) && !t.cmd.has(k) {
			rows = append(rows, v)
		}
	}
	for _, s := range t.batch.slots {
		if !s.gone && !t.cmd.has(s.key) {
			rows = append(rows, s.row)
		}
	}
	for _, s := range t.cmd.slots {
		if !s.gone {
			rows = append(rows, s.row)
		}
	}
	return rows
}

func (t *table[K, V]) put(v V) { t.set(slot[K, V]{key: t.key(v), row: v}) }

func (t *table[K, V]) remove(k K) {
	row, _ := t.get(k)
	t.set(slot[K, V]{key: k, row: row, gone: true})
}

// keep has a row stay at hand, though it did not change.
func (t *table[K, V]) keep(v V) {
	if k := t.key(v); !t.cmd.has(k) && !t.batch.has(k) {
		t.set(slot[K, V]{key: k, row: v, kept: true})
	}
}

func (t *table[K, V]) set(s slot[K, V]) {
	if len(t.cmd.slots) == 0 {
		t.changed()
	}
	t.cmd.set(s)
}

// join moves the command's rows into the batch, stamped with rev.
func (t *table[K, V]) join(rev int64) {
	for i := range t.cmd.slots {
		s := &t.cmd.slots[i]
		if t.rev != nil && !s.kept {
			t.rev(&s.row, rev)
		}
		t.batch.set(*s)
	}
	t.cmd.clear()
}

func (t *table[K, V]) drop()     { t.cmd.clear() }
func (t *table[K, V]) rollback() { t.batch.clear() }

// commit moves the batch into the base.
func (t *table[K, V]) commit(now time.Time) {
	for i := range t.batch.slots {
		s := &t.batch.slots[i]
		k := s.key
		if s.gone {
			delete(t.base, k)
			if t.pinned != nil {
				delete(t.loose, k)
				t.ghosts[k] = now
			}
			continue
		}
		t.base[k] = s.row
		if t.pinned != nil {
			delete(t.ghosts, k)
			t.judge(k, now)
		}
	}
	t.batch.clear()
}

// judge says whether a committed row stays, or only for a while.
func (t *table[K, V]) judge(k K, now time.Time) {
	row, ok := t.base[k]
	switch {
	case !ok:
	case t.pinned(row):
		delete(t.loose, k)
	default:
		t.loose[k] = now
	}
}

// sweep forgets loose rows that have been quiet for long enough.
func (t *table[K, V]) sweep(now time.Time) {
	for k, since := range t.loose {
		if now.Sub(since) >= looseFor {
			delete(t.loose, k)
			delete(t.base, k)
		}
	}
	for k, since := range t.ghosts {
		if now.Sub(since) >= looseFor {
			delete(t.ghosts, k)
		}
	}
}

// flush lists the batch's rows that are to be written, and the keys that are gone.
func (t *table[K, V]) flush() (rows []V, gone []K) {
	if len(t.batch.slots) == 0 {
		return nil, nil
	}
	rows = make([]V, 0, len(t.batch.slots))
	for i := range t.batch.slots {
		switch s := &t.batch.slots[i]; {
		case s.gone:
			gone = append(gone, s.key)
		case !s.kept:
			rows = append(rows, s.row)
		}
	}
	return rows, gone
}

func (t *table[K, V]) load(rows []V) {
	for _, v := range rows {
		t.base[t.key(v)] = v
	}
}

// overlay is what the writer does to all tables alike.
type overlay interface {
	join(rev int64)
	drop()
	rollback()
	commit(now time.Time)
	sweep(now time.Time)
}
