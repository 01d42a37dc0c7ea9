package app

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"pronto/internal/engine"
)

// faulty is a store that fails when it is told to.
type faulty struct {
	Store
	full    atomic.Bool // no flush succeeds
	exports error       // what an export ends with, after its first bytes

	mu   sync.Mutex
	gate *gate // where the next flush with a message stops
}

type gate struct{ reached, open chan struct{} }

func (f *faulty) under(s Store) Store {
	f.Store = s
	return f
}

func (f *faulty) Flush(ctx context.Context, b *engine.Batch) error {
	if f.full.Load() {
		return fmt.Errorf("%w: no space left", engine.ErrStorage)
	}
	f.mu.Lock()
	g := f.gate
	if len(b.Messages) > 0 {
		f.gate = nil
	}
	f.mu.Unlock()
	if g != nil && len(b.Messages) > 0 {
		close(g.reached)
		<-g.open
	}
	return f.Store.Flush(ctx, b)
}

// stopNext has the next flush of a message wait.
func (f *faulty) stopNext() *gate {
	g := &gate{reached: make(chan struct{}), open: make(chan struct{})}
	f.mu.Lock()
	f.gate = g
	f.mu.Unlock()
	return g
}

func (f *faulty) Export(ctx context.Context, w io.Writer) error {
	if f.exports == nil {
		return f.Store.Export(ctx, w)
	}
	if _, err := io.WriteString(w, "the first rows"); err != nil {
		return err
	}
	return f.exports
}
