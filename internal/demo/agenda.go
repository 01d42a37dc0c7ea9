package demo

import (
	"context"
	"time"
)

// agenda is what one person means to do, and when. Only that person's goroutine
// touches it.
type agenda struct {
	items []planned
	timer *time.Timer
	seq   int
}

type planned struct {
	at  time.Time
	seq int // of two at the same instant, the earlier planned
	key string
	do  func(context.Context) error
}

func newAgenda() *agenda {
	return &agenda{timer: time.NewTimer(time.Hour)}
}

// in plans something. What was planned under the same key is forgotten; the
// empty key replaces nothing.
func (a *agenda) in(d time.Duration, key string, do func(context.Context) error) {
	a.forget(key)
	a.seq++
	a.items = append(a.items, planned{at: time.Now().Add(d), seq: a.seq, key: key, do: do})
	a.set()
}

func (a *agenda) forget(key string) {
	if key == "" {
		return
	}
	kept := a.items[:0]
	for _, item := range a.items {
		if item.key != key {
			kept = append(kept, item)
		}
	}
	a.items = kept
	a.set()
}

func (a *agenda) has(key string) bool {
	for _, item := range a.items {
		if item.key == key {
			return true
		}
	}
	return false
}

// run does what is due.
func (a *agenda) run(ctx context.Context) error {
	for {
		i := a.first()
		if i < 0 || a.items[i].at.After(time.Now()) {
			a.set()
			return nil
		}
		do := a.items[i].do
		a.items = append(a.items[:i], a.items[i+1:]...)
		if err := do(ctx); err != nil {
			return err
		}
	}
}

func (a *agenda) first() int {
	best := -1
	for i, item := range a.items {
		if best < 0 || item.at.Before(a.items[best].at) || item.at.Equal(a.items[best].at) && item.seq < a.items[best].seq {
			best = i
		}
	}
	return best
}

func (a *agenda) set() {
	d := time.Hour // nothing to do; whoever plans something sets it anew
	if i := a.first(); i >= 0 {
		d = time.Until(a.items[i].at)
	}
	a.timer.Reset(d)
}
