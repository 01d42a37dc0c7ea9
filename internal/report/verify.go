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

// touches says whether any of a UTC day is in the span, which itself begins and ends
// wherever the company's days do.
func (s Span) touches(day ledger.Instant) bool {
	return (day + dayLength).Time().After(s.From) && (s.To.IsZero() || day.Time().Before(s.To))
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
// time is accounted for to the millisecond, whether what is kept of corrections and
// of the read model is what they say. The error is a *ledger.Violation when not, the
// first of the events before any of the read model, which can be made again. The
// desk goes on meanwhile; what is stored stays as it is until the end. Tell hears now
// and then how far it is.
func (s *Service) Verify(ctx context.Context, span Span, tell func(seq, of int64)) (Verified, error) {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	last := s.engine.Seq()
	v := &verification{span: span, verifier: ledger.NewVerifier(), store: s.store, corrected: map[desk.CorrectionID]bool{}}
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
	at       time.Time // of the last event
	closed   bool      // the span is over
	// corrected are those that the events told of.
	corrected map[desk.CorrectionID]bool

	// What is stored, and the same made again from the events up to then. Nothing
	// when nothing of use is stored.
	stored read.LedgerState
	again  *model
	made   *made
	folded int
	// state is what is wrong with the stored state, if anything is.
	state string
}

func (v *verification) begin(ctx context.Context, last int64) error {
	stored, ok, err := v.store.LedgerState(ctx)
	if err != nil {
		return fmt.Errorf("load the ledger's state: %w", err)
	}
	if !ok {
		chunks, err := v.store.LedgerChunks(ctx, "", time.Time{}, everAfter)
		if len(chunks) > 0 {
			v.state = "the state that the reports keep is missing" + remedy
		}
		return err
	}
	switch err := newModel(v.store).resume(stored); {
	case errors.Is(err, errVersion): // it is made again when the desk starts
	case err != nil:
		v.state = "the state that the reports keep cannot be read" + remedy
	case stored.Seq > last:
		v.state = fmt.Sprintf("the reports have read up to event %d, and the log ends with event %d: its end was lost, or they were edited", stored.Seq, last)
	default:
		v.stored = stored
		v.made = &made{source: v.store, chunks: map[chunkKey][]byte{}}
		v.again = newModel(v.made)
	}
	return nil
}

// remedy is what mends the read model.
const remedy = "; `pronto ledger rebuild` makes it again"

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
		for _, r := range got.events { // with an error, those before it
			if err := v.event(ctx, r); err != nil {
				return err
			}
		}
		if got.err != nil {
			return got.err
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
	v.seq, v.at = r.Seq, r.At
	v.closed = v.closed || !v.span.To.IsZero() && !r.At.Before(v.span.To)
	if !v.closed {
		if err := v.verifier.Add(r); err != nil {
			return err
		}
		if e, ok := r.Event.(desk.TimeCorrected); ok {
			if err := v.correction(ctx, r.Seq, e); err != nil {
				return err
			}
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

// correction holds what is kept of one, with its author and why, against its event.
func (v *verification) correction(ctx context.Context, seq int64, e desk.TimeCorrected) error {
	kept, err := v.store.Corrections(ctx, e.User, e.From, e.To)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(kept, func(c desk.Correction) bool {
		return c.ID == e.Correction && c.From.Equal(e.From) && c.To.Equal(e.To) && c.Label == e.Label && c.Reason == e.Reason
	}) {
		return &ledger.Violation{Seq: seq, User: e.User, What: fmt.Sprintf("correction %s is not kept as it was made", e.Correction)}
	}
	v.corrected[e.Correction] = true
	return nil
}

// uncorrected finds a correction that is kept and was never made. Those that were
// made since the last event that was read are not looked at.
func (v *verification) uncorrected(ctx context.Context) error {
	for _, id := range v.verifier.Agents() {
		kept, err := v.store.Corrections(ctx, id, time.Time{}, everAfter)
		if err != nil {
			return err
		}
		for _, c := range kept {
			if c.At.Before(v.at) && (v.span.To.IsZero() || c.At.Before(v.span.To)) && !v.corrected[c.ID] {
				return &ledger.Violation{User: id, What: fmt.Sprintf("correction %s is kept and no event tells of it", c.ID)}
			}
		}
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
	for _, p := range v.again.parts {
		if name := p.name(); v.state == "" && !bytes.Equal(a.Parts[name], b.Parts[name]) {
			v.state = fmt.Sprintf("the state that the reports keep of %q is not what the events say", name) + remedy
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
	wrong := v.wrongState()
	if v.made == nil && wrong != nil {
		return wrong
	}
	if err := v.uncorrected(ctx); err != nil || v.made == nil {
		return err
	}
	if err := v.compare(ctx); err != nil {
		return err
	}
	return wrong // after the days, which say more
}

func (v *verification) wrongState() error {
	if v.state == "" {
		return nil
	}
	return &ledger.Violation{What: v.state}
}

// compare finds the first stored chunk of the span that is not what was made.
func (v *verification) compare(ctx context.Context) error {
	keys := make([]chunkKey, 0, len(v.made.chunks))
	for k := range v.made.chunks {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, chunkKey.compare)
	for _, k := range keys {
		if data := v.made.chunks[k]; data != nil && v.span.touches(k.start) {
			return v.differs(ctx, k, data)
		}
	}
	// Day by day, so that little is in memory at once.
	var from time.Time
	for _, k := range keys {
		if to := k.start.Time(); to.After(from) {
			if err := v.surplus(ctx, from, to); err != nil {
				return err
			}
			from = to
		}
	}
	return v.surplus(ctx, from, everAfter)
}

// surplus looks for stored chunks that no event speaks of, and counts the others.
func (v *verification) surplus(ctx context.Context, from, to time.Time) error {
	stored, err := v.store.LedgerChunks(ctx, "", from, to)
	if err != nil {
		return err
	}
	for _, c := range stored {
		k := keyOf(c.Subject, c.Start)
		if !v.span.touches(k.start) {
			continue
		}
		if _, ok := v.made.chunks[k]; !ok {
			return k.violation("the reports keep something of %s, of which no event speaks")
		}
		v.found.Compared++
	}
	return nil
}

func (v *verification) differs(ctx context.Context, k chunkKey, made []byte) error {
	data, ok, err := v.made.at(ctx, k)
	switch {
	case err != nil:
		return err
	case !ok:
		return k.violation("what the reports should keep of %s is missing")
	case !k.readable(data):
		return k.violation("what the reports keep of %s cannot be read")
	}
	var is, should ledger.Chunk
	if ledger.Decode(data, &is) == nil && ledger.Decode(made, &should) == nil {
		for i, want := range should.Intervals {
			if i >= len(is.Intervals) || is.Intervals[i] != want {
				return k.violation("what the reports keep of %s differs from the events, first at " + want.From.String())
			}
		}
	}
	return k.violation("what the reports keep of %s differs from the events")
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

func (k chunkKey) readable(data []byte) bool {
	if strings.HasPrefix(k.subject, agentPrefix) {
		return ledger.Decode(data, &ledger.Chunk{}) == nil
	}
	return ledger.DecodeWork(data, &ledger.WorkChunk{}) == nil
}

// violation is about the day of a chunk, and its agent or all work.
func (k chunkKey) violation(what string) error {
	what = fmt.Sprintf(what, k.start.Time().Format(time.DateOnly)) + remedy
	if user, agent := strings.CutPrefix(k.subject, agentPrefix); agent {
		return &ledger.Violation{User: desk.UserID(user), What: what}
	}
	return &ledger.Violation{What: k.subject + ": " + what}
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
