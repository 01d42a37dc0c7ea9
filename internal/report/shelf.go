package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/read"
)

// source is where stored chunks are.
type source interface {
	LedgerChunks(ctx context.Context, subject string, from, to time.Time) ([]read.LedgerChunk, error)
}

// dayLength is that of the days by which chunks are stored: those of UTC, so that
// no chunk depends on where the company is.
const dayLength = ledger.Instant(24 * time.Hour / time.Millisecond)

// everAfter is later than any chunk can be, even one that nobody should have stored.
var everAfter = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// dayOf is when the UTC day of an instant began.
func dayOf(i ledger.Instant) ledger.Instant { return i - (i%dayLength+dayLength)%dayLength }

// utcDays divides at them.
func utcDays(i ledger.Instant) ledger.Instant { return dayOf(i) + dayLength }

// place is where a chunk lies: the subject without its shelf's prefix, and when
// its day began.
type place struct {
	subject string
	day     ledger.Instant
}

// shelf holds chunks by subject and UTC day: in memory those that changed lately,
// in the store all others. Where both have one, that in memory is the newer.
type shelf[C any] struct {
	prefix string // of its subjects
	source source
	encode func(C) ([]byte, error)
	decode func(data []byte, into *C) error // appends
	add    func(into *C, c C)
	held   map[place]*held[C]
	// last is the last day of which anything may be stored.
	last ledger.Instant
}

// held is a chunk in memory. What it holds may be appended to and replaced, and is
// never written over: questions go on reading it.
type held[C any] struct {
	chunk   C
	changed bool // since it was stored
}

// at is the chunk of a place, empty when there is none yet.
func (s *shelf[C]) at(ctx context.Context, p place) (*held[C], error) {
	if h, ok := s.held[p]; ok {
		return h, nil
	}
	h := &held[C]{}
	if p.day <= s.last {
		start := p.day.Time()
		stored, err := s.source.LedgerChunks(ctx, s.prefix+p.subject, start, start.Add(time.Millisecond))
		if err != nil {
			return nil, fmt.Errorf("load the chunk of %s%s: %w", s.prefix, p.subject, err)
		}
		for _, c := range stored {
			if err := s.decode(c.Data, &h.chunk); err != nil {
				return nil, fmt.Errorf("read the chunk of %s of %s: %w", c.Subject, c.Start, err)
			}
		}
	}
	s.held[p] = h
	return h, nil
}

// keep is what changed since it was stored, in order.
func (s *shelf[C]) keep() ([]engine.LedgerChunk, error) {
	var chunks []engine.LedgerChunk
	for p, h := range s.held {
		if !h.changed {
			continue
		}
		data, err := s.encode(h.chunk)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, engine.LedgerChunk{Subject: s.prefix + p.subject, Start: p.day.Time(), Data: data})
		s.last = max(s.last, p.day)
	}
	slices.SortFunc(chunks, func(a, b engine.LedgerChunk) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), a.Start.Compare(b.Start))
	})
	return chunks, nil
}

// kept lets go of what did not change between the last two times.
func (s *shelf[C]) kept() {
	maps.DeleteFunc(s.held, func(_ place, h *held[C]) bool {
		changed := h.changed
		h.changed = false
		return !changed
	})
}

// look is what memory holds of the days that touch a stretch. It is taken before
// the stored chunks are read: what is let go of afterwards is stored.
func (s *shelf[C]) look(from, to ledger.Instant) map[place]C {
	seen := map[place]C{}
	for p, h := range s.held {
		if p.day >= dayOf(from) && p.day < to {
			seen[p] = h.chunk
		}
	}
	return seen
}

// collect appends, for each of these subjects, all its chunks of the days that
// touch a stretch, in order. Nil means all subjects. Seen is from look.
func (s *shelf[C]) collect(ctx context.Context, subjects []string, from, to ledger.Instant, seen map[place]C) (map[string]*C, error) {
	stored, err := s.stored(ctx, subjects, from, to)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, subject := range subjects {
		wanted[subject] = true
	}
	pieces := map[string][]piece[C]{}
	for _, c := range stored {
		subject, ours := strings.CutPrefix(c.Subject, s.prefix)
		if !ours || subjects != nil && !wanted[subject] {
			continue
		}
		p := place{subject, ledger.At(c.Start)}
		if _, newer := seen[p]; !newer {
			pieces[subject] = append(pieces[subject], piece[C]{day: p.day, data: c.Data})
		}
	}
	for p, c := range seen {
		if subjects == nil || wanted[p.subject] {
			pieces[p.subject] = append(pieces[p.subject], piece[C]{day: p.day, chunk: &c})
		}
	}
	out := make(map[string]*C, len(pieces))
	for subject, list := range pieces {
		if out[subject], err = s.join(list); err != nil {
			return nil, fmt.Errorf("read the chunks of %s%s: %w", s.prefix, subject, err)
		}
	}
	return out, nil
}

// piece is one day of a subject, stored or in memory.
type piece[C any] struct {
	day   ledger.Instant
	data  []byte
	chunk *C
}

func (s *shelf[C]) join(list []piece[C]) (*C, error) {
	slices.SortFunc(list, func(a, b piece[C]) int { return cmp.Compare(a.day, b.day) })
	var whole C
	for _, p := range list {
		if p.chunk != nil {
			s.add(&whole, *p.chunk)
		} else if err := s.decode(p.data, &whole); err != nil {
			return nil, err
		}
	}
	return &whole, nil
}

// fewSubjects are read one by one.
const fewSubjects = 8

// stored reads the chunks of few subjects one by one, of many all at once.
func (s *shelf[C]) stored(ctx context.Context, subjects []string, from, to ledger.Instant) ([]read.LedgerChunk, error) {
	begin, end := dayOf(from).Time(), to.Time()
	if subjects == nil || len(subjects) > fewSubjects {
		return s.source.LedgerChunks(ctx, "", begin, end)
	}
	var all []read.LedgerChunk
	for _, subject := range subjects {
		chunks, err := s.source.LedgerChunks(ctx, s.prefix+subject, begin, end)
		if err != nil {
			return nil, err
		}
		all = append(all, chunks...)
	}
	return all, nil
}
