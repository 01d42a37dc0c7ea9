package report

import (
	"context"
	"encoding/json"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
)

// works is all work: what ended by the UTC day on which it began, and what goes on.
type works struct {
	shelf shelf[ledger.WorkChunk]
	work  ledger.Work
}

func newWorks(source source) *works {
	return &works{shelf: shelf[ledger.WorkChunk]{
		prefix: "legs", source: source, encode: ledger.EncodeWork, decode: ledger.DecodeWork, held: map[place]*held[ledger.WorkChunk]{},
		add: func(into *ledger.WorkChunk, c ledger.WorkChunk) {
			into.Legs, into.Offers = append(into.Legs, c.Legs...), append(into.Offers, c.Offers...)
		},
	}}
}

// worksState is what the next event needs of them. Open is packed as a chunk is.
type worksState struct {
	Last    ledger.Instant
	Longest ledger.Instant
	Open    []byte
}

func (w *works) name() string { return "legs" }

func (w *works) begin(data []byte) error {
	var state worksState
	if err := json.Unmarshal(data, &state); err != nil {
		return err
	}
	var open ledger.WorkChunk
	if err := ledger.DecodeWork(state.Open, &open); err != nil {
		return err
	}
	w.shelf.last = state.Last
	w.work = ledger.ResumeWork(open, state.Longest)
	return nil
}

func (w *works) keep() ([]byte, []engine.LedgerChunk, error) {
	chunks, err := w.shelf.keep()
	if err != nil {
		return nil, nil, err
	}
	open, err := ledger.EncodeWork(w.work.Open())
	if err != nil {
		return nil, nil, err
	}
	data, err := json.Marshal(worksState{Last: w.shelf.last, Longest: w.work.Longest, Open: open})
	return data, chunks, err
}

func (w *works) kept() { w.shelf.kept() }

func (w *works) fold(ctx context.Context, r desk.Recorded) error {
	w.work.Fold(r)
	ended := w.work.TakeEnded()
	for _, l := range ended.Legs {
		h, err := w.shelf.at(ctx, place{day: dayOf(l.QueuedAt)})
		if err != nil {
			return err
		}
		h.chunk.Legs, h.changed = append(h.chunk.Legs, l), true
	}
	for _, o := range ended.Offers {
		h, err := w.shelf.at(ctx, place{day: dayOf(o.Made)})
		if err != nil {
			return err
		}
		h.chunk.Offers, h.changed = append(h.chunk.Offers, o), true
	}
	return nil
}

// Work is all legs and offers that touch [from, to), and perhaps some that do not.
func (s *Service) Work(ctx context.Context, from, to time.Time) (ledger.WorkChunk, error) {
	m, err := s.await(ctx)
	if err != nil {
		return ledger.WorkChunk{}, err
	}
	begin, end := ledger.At(from), ledger.At(to)
	seen := m.works.look(begin, end)
	s.mu.RUnlock()
	work, err := m.works.stretch(ctx, end, seen)
	if err != nil {
		return work, s.spoiled(err)
	}
	return work, nil
}

// seenWork is what memory holds of a stretch.
type seenWork struct {
	begin ledger.Instant
	ended map[place]ledger.WorkChunk
	open  ledger.WorkChunk
}

// look is taken before the stored chunks are read. What began before the stretch
// can reach into it: it looks back by as much as the longest ever was.
func (w *works) look(from, to ledger.Instant) seenWork {
	begin := from - w.work.Longest
	return seenWork{begin, w.shelf.look(begin, to), w.work.Open()}
}

func (w *works) stretch(ctx context.Context, to ledger.Instant, seen seenWork) (ledger.WorkChunk, error) {
	var whole ledger.WorkChunk
	ended, err := w.shelf.collect(ctx, []string{""}, seen.begin, to, seen.ended)
	if err != nil {
		return whole, err
	}
	if c := ended[""]; c != nil {
		whole = *c
	}
	w.shelf.add(&whole, seen.open)
	return whole, nil
}
