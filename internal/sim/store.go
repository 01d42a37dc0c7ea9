package sim

import (
	"context"
	"errors"
	"fmt"

	"pronto/internal/engine"
)

// fault is what goes wrong at a write.
type fault int

const (
	none       fault = iota
	dieBefore        // the server dies, nothing of the batch is stored
	dieAfter         // the server dies, all of it is
	broken           // the disk fails, until it is mended
	refused          // the store refuses the batch, once
	lostStored       // nobody knows whether the COMMIT happened: it did
	lostGone         // it did not
)

// death is thrown where a server dies.
type death struct{}

// fragile is the store as the engine sees it: the real one, with what goes wrong,
// and with the checker looking on at every batch that is committed.
type fragile struct {
	engine.Store
	commit func(*engine.Batch)

	next   fault
	in     int // writes from now
	unsure int // how often Recover fails before it can tell
	hit    func(fault)
	wrong  func(*engine.Batch, error)
}

var errDisk = errors.New("the disk does not answer")

// arm has the n-th write from now go wrong.
func (f *fragile) arm(what fault, in int) { f.next, f.in = what, in }

func (f *fragile) strikes(b *engine.Batch) fault {
	if f.next == none {
		return none
	}
	// A heartbeat can die, but nothing is learned from a refused one.
	if (f.next == refused || f.next == lostStored || f.next == lostGone) && len(b.Events) == 0 {
		return none
	}
	if f.in--; f.in > 0 {
		return none
	}
	what := f.next
	if what != broken {
		f.next = none
	}
	f.hit(what)
	return what
}

// Flush writes a batch, or fails as was armed.
func (f *fragile) Flush(ctx context.Context, b *engine.Batch) error {
	what := f.strikes(b)
	switch what {
	case dieBefore:
		panic(death{})
	case broken:
		return fmt.Errorf("%w: %w", engine.ErrStorage, errDisk)
	case refused:
		return fmt.Errorf("%w: by chance", engine.ErrData)
	case lostGone:
		return fmt.Errorf("%w: connection reset", engine.ErrOutcome)
	case none, dieAfter, lostStored:
	}
	if err := f.Store.Flush(ctx, b); err != nil {
		f.wrong(b, err)
		return err
	}
	f.commit(b)
	if what == dieAfter {
		panic(death{})
	}
	if what == lostStored {
		return fmt.Errorf("%w: connection reset", engine.ErrOutcome)
	}
	return nil
}

// Recover says what is stored, unless even that cannot be told yet.
func (f *fragile) Recover(ctx context.Context) (int64, error) {
	if f.unsure > 0 {
		f.unsure--
		return 0, fmt.Errorf("%w: %w", engine.ErrStorage, errDisk)
	}
	return f.Store.Recover(ctx)
}
