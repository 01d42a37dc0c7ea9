package engine

import (
	"context"
	"errors"

	"pronto/internal/desk"
)

// What follows is for who drives a stepped engine.

// Together gathers commands that arrive at one instant, so that they share one
// batch, as the writer takes up what has queued.
type Together struct {
	e     *Engine
	calls []*call
	then  []func(context.Context)
}

// Together is an empty gathering of this engine.
func (e *Engine) Together() *Together { return &Together{e: e} }

// Ride adds a command to the next batch; done hears its answer.
func Ride[R any](t *Together, c Call, cmd Command[R], done func(R, error)) {
	var r R
	one := &call{Call: c, cmd: cmd, got: &fetched{}, done: make(chan error, 1), run: func(tx *Tx) error {
		return runKeyed(tx, c, cmd, &r)
	}}
	t.calls = append(t.calls, one)
	t.then = append(t.then, func(ctx context.Context) {
		err := errReadOnly()
		select {
		case answered := <-one.done:
			var miss *missing
			var refused *dataRefused
			if errors.As(answered, &miss) || errors.As(answered, &refused) {
				r, answered = Do(ctx, t.e, c, cmd)
			}
			done(r, answered)
		default: // of unknown outcome
			done(r, err)
		}
	})
}

// Run makes one batch of what was gathered, and of what is due. A command that
// misses a row goes into a batch of its own afterwards.
func (t *Together) Run(ctx context.Context) {
	calls, then := t.calls, t.then
	t.calls, t.then = nil, nil
	t.e.process(append(t.e.takeLazy(), calls...))
	for _, answer := range then {
		answer(ctx)
	}
}

// Held is what the writer holds in memory, in the shape that Load has, for who
// compares the two. It leaves out MessageIDs, of which only hashes are kept.
func (e *Engine) Held() Live {
	s := e.s
	live := Live{
		Seq: e.seq, Epoch: e.epoch, Installation: s.installation.base[struct{}{}],
		Roles: all(s.roles, func(r desk.RoleRow) bool { return r.Rev > 0 }), // the others nobody has touched
		Users: all(s.users, nil), Sessions: all(s.sessions, nil), Queues: all(s.queues, nil), Members: all(s.members, nil),
		Channels: all(s.channels, nil), PauseReasons: all(s.reasons, nil), Agents: all(s.agents, nil),
		Conversations: all(s.conversations, desk.Conversation.Open),
		Contacts:      all(s.contacts, s.contacts.pinned),
		Offers:        all(s.offers, s.offers.pinned),
		Deadlines:     all(s.deadlines, nil),
		Counters:      map[string]int64{},
	}
	for name, c := range s.counters.base {
		live.Counters[name] = c.n
	}
	return live
}

// all lists committed rows in no particular order.
func all[K comparable, V any](t *table[K, V], fits func(V) bool) []V {
	var rows []V
	for _, v := range t.base {
		if fits == nil || fits(v) {
			rows = append(rows, v)
		}
	}
	return rows
}
