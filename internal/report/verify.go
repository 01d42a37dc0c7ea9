package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/read"
)

// Span is what is verified: events written from an instant until another, either of
// which may be zero. What came before is read as well, since the rest stands on it.
type Span struct{ From, To time.Time }

func (s Span) has(t time.Time) bool {
	return !t.Before(s.From) && (s.To.IsZero() || t.Before(s.To))
}

// Verified is what was found in order.
type Verified struct {
	Events   int64 // of the span
	Agents   int
	From, To time.Time // of those events
	// Compared is how many stored chunks are what the events say.
	Compared int
}

// Verify reads all events and says whether they can be true, whether each agent's
// time is accounted for to the millisecond, and whether the stored read model is
// what they say. The error is a *ledger.Violation when not. The desk goes on
// meanwhile; what is stored stays as it is until the end. Tell hears now and then
// how far it is.
func (s *Service) Verify(ctx context.Context, span Span, tell func(seq, of int64)) (Verified, error) {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	last := s.engine.Seq()
	v := &verification{span: span, verifier: ledger.NewVerifier(), store: s.store}
	if err := v.begin(ctx, last); err != nil {
		return v.found, err
	}
	now := s.engine.Now()
	if err := v.read(ctx, last, tell); err != nil {
		return v.found, err
	}
	return v.found, v.end(ctx, now)
}

// verification is one run of Verify.
type verification struct {
	span     Span
	verifier *ledger.Verifier
	store    read.Store
	found    Verified
	seq      int64
	closed   bool // the span is over

	// What is stored, and the same made again from the events up to then. Nothing
	// when nothing of use is stored.
	stored read.LedgerState
	again  *model
	made   *made
	folded int
}

func (v *verification) begin(ctx context.Context, last int64) error {
	stored, ok, err := v.store.LedgerState(ctx)
	if err != nil {
		return fmt.Errorf("load the ledger's state: %w", err)
	}
	if ok && stored.Seq <= last && newModel(v.store).resume(stored) {
		v.stored = stored
		v.made = &made{source: v.store, chunks: map[chunkKey][]byte{}}
		v.again = newModel(v.made)
	}
	return nil
}

// read goes through the events in order. The next pages are fetched and decoded
// while one is looked at.
func (v *verification) read(ctx context.Context, last int64, tell func(seq, of int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	pages := v.fetch(ctx, last)
	defer func() {
		cancel()
		for p := range pages { // until nobody uses the store
			<-p
		}
	}()
	for p := range pages {
		got := <-p
		if got.err != nil {
			return got.err
		}
		for _, r := range got.events {
			if err := v.event(ctx, r); err != nil {
				return err
			}
		}
		tell(v.seq, last)
	}
	if ctx.Err() == nil && v.seq < last {
		return &ledger.Violation{Seq: v.seq + 1, What: fmt.Sprintf("it is missing, with all up to event %d", last)}
	}
	return ctx.Err()
}

// fetched is a page of the log.
type fetched struct {
	events []desk.Recorded
	err    error
}

// ahead is how many pages wait or are being fetched.
const ahead = 2

func (v *verification) fetch(ctx context.Context, last int64) <-chan chan fetched {
	pages := make(chan chan fetched, ahead-1)
	go func() {
		defer close(pages)
		for after := int64(0); after < last; after += page {
			p := make(chan fetched, 1)
			select {
			case pages <- p:
			case <-ctx.Done():
				return
			}
			go func() {
				events, err := v.store.Events(ctx, after, int(min(page, last-after)))
				p <- fetched{events, err}
			}()
		}
	}()
	return pages
}

func (v *verification) event(ctx context.Context, r desk.Recorded) error {
	if r.Seq != v.seq+1 { // pages meet without a gap, or some event is not there
		return &ledger.Violation{Seq: v.seq + 1, What: fmt.Sprintf("it is missing: after event %d comes %d", v.seq, r.Seq)}
	}
	v.seq = r.Seq
	v.closed = v.closed || !v.span.To.IsZero() && !r.At.Before(v.span.To)
	if !v.closed {
		if err := v.verifier.Add(r); err != nil {
			return err
		}
	}
	if v.span.has(r.At) {
		if v.found.Events++; v.found.From.IsZero() {
			v.found.From = r.At
		}
		v.found.To = r.At
	}
	if v.again == nil || r.Seq > v.stored.Seq {
		return nil
	}
	if err := v.again.fold(ctx, r); err != nil {
		return err
	}
	if v.folded++; v.folded%compareEvery == 0 || r.Seq == v.stored.Seq {
		return v.settle(ctx)
	}
	return nil
}

// compareEvery is how many events' chunks are held in memory at once.
const compareEvery = 50_000

// settle hands over what changed.
func (v *verification) settle(ctx context.Context) error {
	update, err := v.again.keep()
	if err != nil {
		return err
	}
	if err := v.made.take(ctx, update.Chunks); err != nil {
		return err
	}
	v.again.kept()
	if v.seq != v.stored.Seq {
		return nil
	}
	var a, b checkpoint
	if err := errors.Join(json.Unmarshal(update.State.Data, &a), json.Unmarshal(v.stored.Data, &b)); err != nil {
		return err
	}
	for name, state := range a.Parts {
		if !bytes.Equal(state, b.Parts[name]) {
			return &ledger.Violation{Seq: v.seq, What: fmt.Sprintf("the stored state of %q is not what the events up to here say", name)}
		}
	}
	return nil
}

// end holds the rest against the clock and against what is stored.
func (v *verification) end(ctx context.Context, now time.Time) error {
	if !v.span.To.IsZero() && v.span.To.Before(now) {
		now = v.span.To
	}
	if err := v.verifier.Close(now); err != nil {
		return err
	}
	v.found.Agents = len(v.verifier.Agents())
	if v.made == nil {
		return nil
	}
	return v.compare(ctx)
}

// compare finds the first stored chunk of the span that is not what was made.
func (v *verification) compare(ctx context.Context) error {
	keys := make([]chunkKey, 0, len(v.made.chunks))
	for k := range v.made.chunks {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, chunkKey.compare)
	for _, k := range keys {
		day := k.start.Time()
		if data := v.made.chunks[k]; data != nil && v.span.has(day) {
			return v.differs(ctx, k, data)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return v.surplus(ctx, keys[0].start, keys[len(keys)-1].start)
}

// surplus looks for stored chunks that no event speaks of, and counts the others.
func (v *verification) surplus(ctx context.Context, first, last ledger.Instant) error {
	for day := first; day <= last; day += dayLength {
		if !v.span.has(day.Time()) {
			continue
		}
		stored, err := v.store.LedgerChunks(ctx, "", day.Time(), utcDays(day).Time())
		if err != nil {
			return err
		}
		for _, c := range stored {
			if _, ok := v.made.chunks[keyOf(c.Subject, c.Start)]; !ok {
				return v.violation(c.Subject, "the stored chunk of %s is of a day of which no event speaks", c.Start)
			}
		}
		v.found.Compared += len(stored)
	}
	return nil
}

func (v *verification) differs(ctx context.Context, k chunkKey, made []byte) error {
	day := k.start.Time()
	data, ok, err := v.made.at(ctx, k)
	switch {
	case err != nil:
		return err
	case !ok:
		return v.violation(k.subject, "the chunk of %s is not stored", day)
	}
	var is, should ledger.Chunk
	if ledger.Decode(data, &is) == nil && ledger.Decode(made, &should) == nil {
		for i, want := range should.Intervals {
			if i >= len(is.Intervals) || is.Intervals[i] != want {
				return v.violation(k.subject, "the stored chunk of %s differs from the events, first at "+want.From.Time().Format("15:04:05.000"), day)
			}
		}
	}
	return v.violation(k.subject, "the stored chunk of %s differs from the events", day)
}

func (v *verification) violation(subject, what string, day time.Time) error {
	user, _ := strings.CutPrefix(subject, agentPrefix)
	if user == subject {
		user, what = "", subject+": "+what
	}
	return &ledger.Violation{Seq: v.stored.Seq, User: desk.UserID(user), What: fmt.Sprintf(what, day.UTC().Format(time.DateOnly))}
}

// chunkKey is where a stored chunk is.
type chunkKey struct {
	subject string
	start   ledger.Instant
}

func keyOf(subject string, start time.Time) chunkKey { return chunkKey{subject, ledger.At(start)} }

func (k chunkKey) compare(o chunkKey) int {
	if k.start != o.start {
		return int(k.start - o.start)
	}
	return strings.Compare(k.subject, o.subject)
}

// made is the chunks that are made again, as a source: those that are what is
// stored by name only, the others whole. What is stored and was not made yet is
// not there.
type made struct {
	source source
	chunks map[chunkKey][]byte // nil of one that is what is stored
}

func (m *made) take(ctx context.Context, chunks []engine.LedgerChunk) error {
	stored := map[chunkKey][]byte{}
	days := map[ledger.Instant]bool{}
	for _, c := range chunks {
		days[dayOf(ledger.At(c.Start))] = true
	}
	for day := range days {
		found, err := m.source.LedgerChunks(ctx, "", day.Time(), utcDays(day).Time())
		if err != nil {
			return err
		}
		for _, c := range found {
			stored[keyOf(c.Subject, c.Start)] = c.Data
		}
	}
	for _, c := range chunks {
		k := keyOf(c.Subject, c.Start)
		if data, ok := stored[k]; ok && bytes.Equal(data, c.Data) {
			m.chunks[k] = nil
		} else {
			m.chunks[k] = c.Data
		}
	}
	return nil
}

// at is one stored chunk.
func (m *made) at(ctx context.Context, k chunkKey) ([]byte, bool, error) {
	found, err := m.source.LedgerChunks(ctx, k.subject, k.start.Time(), (k.start + 1).Time())
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return found[0].Data, true, nil
}

// LedgerChunks answers for one subject and one chunk, which is how a model asks.
func (m *made) LedgerChunks(ctx context.Context, subject string, from, _ time.Time) ([]read.LedgerChunk, error) {
	k := keyOf(subject, from)
	data, ok := m.chunks[k]
	if !ok {
		return nil, nil
	}
	if data == nil {
		var err error
		if data, ok, err = m.at(ctx, k); err != nil || !ok {
			return nil, err
		}
	}
	return []read.LedgerChunk{{Subject: subject, Start: from, Data: data}}, nil
}
