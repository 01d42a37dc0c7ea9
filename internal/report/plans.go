package report

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
)

// Plans is what was planned, at any instant: how long a pause may last and what it
// counts as, how long each agent works, and the rules of breaks. A change holds from
// when it was made; what was before the first that is told of is what that one says.
// Names are not part of it: they are always those of now, also of a reason that was
// renamed or is no more.
type Plans struct {
	dir     *engine.Directory // for what no event tells of
	reasons map[desk.PauseReasonID]history[pausePlan]
	shifts  map[desk.UserID]history[desk.Shift]
	rules   history[desk.BreakRules]
}

// pausePlan is what is planned for the pauses of a reason.
type pausePlan struct {
	Length   time.Duration
	CountsAs desk.CountsAs
}

// history is the values that one thing had, in order.
type history[V comparable] []planned[V]

type planned[V comparable] struct {
	From ledger.Instant
	V    V
}

// set appends, so that who reads what was before is not disturbed.
func (h history[V]) set(at ledger.Instant, v V) history[V] {
	if n := len(h) - 1; n >= 0 && h[n].V == v {
		return h
	}
	return append(h, planned[V]{at, v})
}

// at is what held at an instant; otherwise when nothing is known.
func (h history[V]) at(at ledger.Instant, otherwise V) V {
	if len(h) == 0 {
		return otherwise
	}
	after, _ := slices.BinarySearchFunc(h, at+1, func(p planned[V], at ledger.Instant) int { return cmp.Compare(p.From, at) })
	return h[max(0, after-1)].V
}

// pause is the plan of a reason's pause that began at an instant. A pause keeps it
// to its end.
func (p Plans) pause(reason desk.PauseReasonID, began ledger.Instant) pausePlan {
	if reason == "" {
		return pausePlan{}
	}
	now := p.dir.Reasons[reason]
	return p.reasons[reason].at(began, pausePlan{now.Duration, now.CountsAs})
}

// Planned is how long the pause of which an interval is may last, as it was planned
// when the pause began; zero when nothing was (B-STATUS-18).
func (p Plans) Planned(v ledger.Interval) time.Duration {
	if v.Blip != desk.BlipPaused {
		return 0
	}
	return p.pause(v.Reason, v.Since).Length
}

// shift is what an agent was to work.
func (p Plans) shift(user desk.UserID, at ledger.Instant) desk.Shift {
	return p.shifts[user].at(at, p.dir.Users[user].Shift)
}

func (p Plans) breakRules(at ledger.Instant) desk.BreakRules {
	return p.rules.at(at, p.dir.Installation.Breaks)
}

// planning is the reading of plans from the events. All of it is state: settings
// are changed by hand.
type planning struct {
	Reasons map[desk.PauseReasonID]history[pausePlan]
	Shifts  map[desk.UserID]history[desk.Shift]
	Rules   history[desk.BreakRules]
}

func newPlanning() *planning {
	return &planning{Reasons: map[desk.PauseReasonID]history[pausePlan]{}, Shifts: map[desk.UserID]history[desk.Shift]{}}
}

func (p *planning) name() string { return "plans" }

func (p *planning) begin(data []byte) error { return json.Unmarshal(data, p) }

func (p *planning) fold(_ context.Context, r desk.Recorded) error {
	at := ledger.At(r.At)
	switch e := r.Event.(type) {
	case desk.PauseReasonSaved:
		p.Reasons[e.Reason] = p.Reasons[e.Reason].set(at, pausePlan{e.Duration, e.CountsAs})
	case desk.UserSaved:
		p.Shifts[e.User] = p.Shifts[e.User].set(at, e.Shift)
	case desk.InstallationSaved:
		p.Rules = p.Rules.set(at, e.Breaks)
	}
	return nil
}

func (p *planning) keep() ([]byte, []engine.LedgerChunk, error) {
	data, err := json.Marshal(p)
	return data, nil, err
}

func (p *planning) kept() {}

// Plans is what was planned, up to now.
func (s *Service) Plans(ctx context.Context) (Plans, error) {
	m, err := s.await(ctx)
	if err != nil {
		return Plans{}, err
	}
	defer s.mu.RUnlock()
	return m.plans.plans(s.engine.Directory()), nil
}

func (p *planning) plans(dir *engine.Directory) Plans {
	return Plans{dir: dir, reasons: maps.Clone(p.Reasons), shifts: maps.Clone(p.Shifts), rules: p.Rules}
}
