package report

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
)

// agentPrefix begins the subjects of agents' time.
const agentPrefix = "agent/"

// times is each agent's time: what is final by UTC day, and a state for the rest.
type times struct {
	shelf  shelf[ledger.Chunk]
	states map[desk.UserID]*ledger.State
}

func newTimes(source source) *times {
	return &times{
		shelf: shelf[ledger.Chunk]{
			prefix: agentPrefix, source: source, encode: ledger.Encode, decode: ledger.Decode, held: map[place]*held[ledger.Chunk]{},
			add: func(into *ledger.Chunk, c ledger.Chunk) {
				into.Intervals, into.SignIns = append(into.Intervals, c.Intervals...), append(into.SignIns, c.SignIns...)
			},
		},
		states: map[desk.UserID]*ledger.State{},
	}
}

// timesState is what the next event needs of them.
type timesState struct {
	Last   ledger.Instant
	Agents []*ledger.State // in order
}

func (t *times) name() string { return "agent" }

func (t *times) begin(data []byte) error {
	var state timesState
	if err := json.Unmarshal(data, &state); err != nil {
		return err
	}
	t.shelf.last = state.Last
	for _, s := range state.Agents {
		t.states[s.User] = s
	}
	return nil
}

func (t *times) keep() ([]byte, []engine.LedgerChunk, error) {
	chunks, err := t.shelf.keep()
	if err != nil {
		return nil, nil, err
	}
	state := timesState{Last: t.shelf.last}
	for _, id := range slices.Sorted(maps.Keys(t.states)) {
		state.Agents = append(state.Agents, t.states[id])
	}
	data, err := json.Marshal(state)
	return data, chunks, err
}

func (t *times) kept() { t.shelf.kept() }

func (t *times) fold(ctx context.Context, r desk.Recorded) error {
	one, other, everyone := ledger.Of(r.Event)
	if everyone {
		for _, s := range t.states {
			s.Fold(r)
		}
		return nil
	}
	if err := t.agent(ctx, one, r); err != nil || other == one {
		return err
	}
	return t.agent(ctx, other, r)
}

// agent folds and takes out what is final after each event, so that what is stored
// depends on the events alone and not on when it was stored.
func (t *times) agent(ctx context.Context, id desk.UserID, r desk.Recorded) error {
	if id == "" {
		return nil
	}
	s := t.states[id]
	if s == nil {
		s = &ledger.State{User: id}
		t.states[id] = s
	}
	c, corrects := r.Event.(desk.TimeCorrected)
	if corrects { // the same bytes, whether it comes from memory or from the log
		c.From, c.To = c.From.UTC(), c.To.UTC()
		r.Event = c
	}
	s.Fold(r)
	if err := t.put(ctx, id, s.TakeFinal()); err != nil {
		return err
	}
	if corrects {
		return t.correct(ctx, s, c)
	}
	return nil
}

// put adds what became final to its days.
func (t *times) put(ctx context.Context, id desk.UserID, c ledger.Chunk) error {
	if len(c.Intervals)+len(c.SignIns) == 0 {
		return nil
	}
	c = ledger.Split(c, utcDays)
	for _, v := range c.Intervals {
		h, err := t.day(ctx, id, v.From)
		if err != nil {
			return err
		}
		h.chunk.Intervals, h.changed = append(h.chunk.Intervals, v), true
	}
	for _, v := range c.SignIns {
		h, err := t.day(ctx, id, v.From)
		if err != nil {
			return err
		}
		h.chunk.SignIns, h.changed = append(h.chunk.SignIns, v), true
	}
	return nil
}

func (t *times) day(ctx context.Context, id desk.UserID, at ledger.Instant) (*held[ledger.Chunk], error) {
	return t.shelf.at(ctx, place{string(id), dayOf(at)})
}

// correct reaches into what is final. It looks from the interval before the
// correction to the end of the status behind it, because those say when a status
// began.
func (t *times) correct(ctx context.Context, s *ledger.State, c desk.TimeCorrected) error {
	first, behind := dayOf(ledger.At(c.From)-1), ledger.At(c.To)
	var days []*held[ledger.Chunk]
	var list []ledger.Interval
	for day := first; ; day += dayLength {
		h, err := t.day(ctx, s.User, day)
		if err != nil {
			return err
		}
		if v := h.chunk.Intervals; day >= behind && (len(v) == 0 || v[0].Since > behind) {
			break
		}
		days, list = append(days, h), append(list, h.chunk.Intervals...)
	}
	if len(list) == 0 {
		return nil
	}
	list = ledger.Correct(list, c)
	if n := len(list) - 1; list[n].To == s.Last.To {
		s.Last = list[n]
	}
	list = ledger.Split(ledger.Chunk{Intervals: list}, utcDays).Intervals
	for i, h := range days {
		end := first + ledger.Instant(i+1)*dayLength
		n := slices.IndexFunc(list, func(v ledger.Interval) bool { return v.From >= end })
		if n < 0 {
			n = len(list)
		}
		if !slices.Equal(h.chunk.Intervals, list[:n]) {
			h.chunk.Intervals, h.changed = slices.Clone(list[:n]), true
		}
		list = list[n:]
	}
	return nil
}

// Intervals is the time of these agents in [from, to), as far as it has passed.
func (s *Service) Intervals(ctx context.Context, users []desk.UserID, from, to time.Time) (map[desk.UserID]ledger.Chunk, error) {
	m, err := s.await(ctx)
	if err != nil {
		return nil, err
	}
	begin, end := ledger.At(from), min(ledger.At(to), ledger.At(s.engine.Now()))
	seen := m.times.shelf.look(begin, end)
	rest := make(map[desk.UserID]ledger.Chunk, len(users))
	subjects := make([]string, len(users))
	for i, id := range users {
		subjects[i] = string(id)
		if state := m.times.states[id]; state != nil {
			rest[id] = state.Intervals(end)
		}
	}
	s.mu.RUnlock()
	final, err := m.times.shelf.collect(ctx, subjects, begin, end, seen)
	if err != nil {
		return nil, s.spoiled(err)
	}
	out := make(map[desk.UserID]ledger.Chunk, len(users))
	for _, id := range users {
		var whole ledger.Chunk
		if c := final[string(id)]; c != nil {
			whole = *c
		}
		m.times.shelf.add(&whole, rest[id])
		out[id] = within(whole, begin, end)
	}
	return out, nil
}

// within cuts a chunk to a stretch and joins what was stored in parts.
func within(c ledger.Chunk, from, to ledger.Instant) ledger.Chunk {
	var out ledger.Chunk
	out.Intervals = c.Intervals[:0]
	for _, v := range c.Intervals {
		v.From, v.To = max(v.From, from), min(v.To, to)
		if v.From >= v.To {
			continue
		}
		if n := len(out.Intervals) - 1; n >= 0 && goesOn(out.Intervals[n], v) {
			out.Intervals[n].To = v.To
		} else {
			out.Intervals = append(out.Intervals, v)
		}
	}
	out.SignIns = joined(c.SignIns, from, to)
	return out
}

// goesOn says whether one interval is the other's continuation, parted where a day
// of the store ended.
func goesOn(a, b ledger.Interval) bool {
	if a.To != b.From {
		return false
	}
	a.From, a.To = b.From, b.To
	return a == b
}

// joined are the sign-ins of a stretch in the order of their ends. Parts of one
// touch, which two of one queue and state never do.
func joined(list []ledger.SignIn, from, to ledger.Instant) []ledger.SignIn {
	type which struct {
		queue desk.QueueID
		state desk.SignInState
	}
	open := map[which]int{}
	var out []ledger.SignIn
	slices.SortStableFunc(list, func(a, b ledger.SignIn) int { return int(a.From - b.From) })
	for _, v := range list {
		v.From, v.To = max(v.From, from), min(v.To, to)
		if v.From >= v.To {
			continue
		}
		key := which{v.Queue, v.State}
		if i, ok := open[key]; ok && out[i].To == v.From {
			out[i].To = v.To
			continue
		}
		open[key] = len(out)
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b ledger.SignIn) int { return int(a.To - b.To) })
	return out
}
