package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"pronto/internal/desk"
)

// Command is something somebody wants to happen: a plain value. Run decides and
// puts new rows; it is run on the writer, perhaps more than once before it takes
// effect, and must do nothing else.
type Command[R any] interface {
	Run(tx *Tx) (R, error)
}

// Call says who wants it. Key, when set, makes the command happen once however
// often the same actor sends it; Request is a hash of what was asked, and the
// same key with another request is refused.
type Call struct {
	Actor   desk.Actor
	Key     string
	Request string
}

// Do runs a command and answers once it is durable.
func Do[R any](ctx context.Context, e *Engine, c Call, cmd Command[R]) (R, error) {
	var zero R
	r, err := fetchAndRun(ctx, e, c, cmd, false)
	var refused *dataRefused
	if errors.As(err, &refused) {
		// Perhaps it ran on rows that were fetched too early.
		if r, err = fetchAndRun(ctx, e, c, cmd, true); errors.As(err, &refused) {
			return zero, refused.refusal
		}
	}
	if err != nil {
		return zero, err
	}
	return r, nil
}

// fetchAndRun runs the command as often as it misses rows that must be fetched.
func fetchAndRun[R any](ctx context.Context, e *Engine, c Call, cmd Command[R], careful bool) (R, error) {
	var r R
	one := &call{Call: c, cmd: cmd, careful: careful, got: &fetched{}, done: make(chan error, 1), run: func(tx *Tx) error {
		return runKeyed(tx, c, cmd, &r)
	}}
	if c.Key != "" {
		if err := missingKey(c.Actor, c.Key).fetch(ctx, e.store, one.got); err != nil {
			return r, fmt.Errorf("fetch for %T: %w", cmd, err)
		}
	}
	for range maxFetches {
		err := e.do(ctx, one)
		var miss *missing
		if !errors.As(err, &miss) {
			return r, err
		}
		if err := miss.fetch(ctx, e.store, one.got); err != nil {
			return r, fmt.Errorf("fetch for %T: %w", cmd, err)
		}
	}
	return r, fmt.Errorf("%T asked for more rows than any command may", cmd)
}

// Later runs a command in the lazy lane: it rides with the next batch or goes
// after 200 ms, and nobody waits. Of several with the same slot that have not run
// the last replaces the others.
func Later[R any](e *Engine, slot string, c Call, cmd Command[R]) {
	e.later(&call{Call: c, cmd: cmd, slot: slot, got: &fetched{}, run: func(tx *Tx) error {
		_, err := cmd.Run(tx)
		return err
	}})
}

// insistent is a command that nobody says again when it fails. It has a slot of
// its own in the lazy lane; none when it is about nothing that exists.
type insistent[R any] interface {
	Command[R]
	slot(e *Engine) string
}

// Insist is Do for what must not be forgotten when the storage cannot take it
// now: the caller is told, and the command stays in the lazy lane until it is
// stored, ahead of all that is said from then on.
func Insist[R any](ctx context.Context, e *Engine, c Call, cmd insistent[R]) (R, error) {
	r, err := Do(ctx, e, c, cmd)
	if err == nil || ctx.Err() == nil && !desk.IsRefusal(err, "read_only") {
		return r, err
	}
	if slot := cmd.slot(e); slot != "" {
		Later(e, slot, c, cmd)
	}
	return r, err
}

// maxFetches bounds the rounds between writer and reader pool for one command. A
// message with ten files that were uploaded a while ago needs some fifteen.
const maxFetches = 24

// runKeyed answers a repeat with what was answered first.
func runKeyed[R any](tx *Tx, c Call, cmd Command[R], answer *R) (err error) {
	if c.Key == "" {
		*answer, err = cmd.Run(tx)
		stamp(tx, answer)
		return err
	}
	known, ok, err := tx.key(c.Actor, c.Key)
	switch {
	case err != nil:
		return err
	case ok && known.Request != c.Request:
		return desk.Refuse(desk.Conflict, "key_reused", "idempotency key was used for another request")
	case ok:
		var first R
		err := json.Unmarshal(known.Answer, &first)
		*answer = first
		return err
	}
	if *answer, err = cmd.Run(tx); err != nil {
		return err
	}
	stamp(tx, answer)
	data, err := json.Marshal(withoutSecrets(answer))
	if err != nil {
		return fmt.Errorf("remember answer: %w", err)
	}
	tx.e.s.keys.put(Key{Actor: c.Actor, Key: c.Key, Request: c.Request, Answer: data, At: tx.Now})
	return nil
}

// withoutSecrets is what is remembered of an answer. It lies there for days and
// in every backup, where a hash or a secret must not be twice.
func withoutSecrets(answer any) any {
	switch v := answer.(type) {
	case *desk.User:
		u := *v
		u.Password = ""
		return u
	case *desk.Channel:
		ch := *v
		ch.Secret = ""
		return ch
	}
	return answer
}

// stamp puts into an answer the revision that its row gets when the command
// joins the batch.
func stamp(tx *Tx, answer any) {
	s := tx.e.s
	rev := tx.e.seq + int64(len(s.events.cmd))
	changed := func(row bool, to *int64) {
		if row {
			*to = rev
		}
	}
	switch v := answer.(type) {
	case *desk.Conversation:
		changed(s.conversations.cmd.has(v.ID), &v.Rev)
	case *desk.Message:
		changed(len(s.messages.cmd) > 0, &v.Rev)
	case *Written:
		changed(s.conversations.cmd.has(v.Conversation.ID), &v.Conversation.Rev)
		changed(len(s.messages.cmd) > 0, &v.Message.Rev)
	case *AgentState:
		changed(s.agents.cmd.has(v.Agent.User), &v.Agent.Rev)
	case *desk.Offer:
		changed(s.offers.cmd.has(v.ID), &v.Rev)
	case *desk.User:
		changed(s.users.cmd.has(v.ID), &v.Rev)
	case *desk.Queue:
		changed(s.queues.cmd.has(v.ID), &v.Rev)
	case *desk.Channel:
		changed(s.channels.cmd.has(v.ID), &v.Rev)
	case *desk.PauseReason:
		changed(s.reasons.cmd.has(v.ID), &v.Rev)
	case *desk.RoleRow:
		changed(s.roles.cmd.has(v.ID), &v.Rev)
	case *desk.Whisper:
		changed(len(s.whispers.cmd) > 0, &v.Rev)
	case *desk.Installation:
		changed(s.installation.cmd.has(struct{}{}), &v.Rev)
	}
}

// call is a command on its way.
type call struct {
	Call
	cmd any // for the log
	run func(*Tx) error
	got *fetched
	// careful is set when it was refused by the store: it looks up what it would
	// else believe.
	careful bool
	slot    string     // of the lazy lane
	done    chan error // nil in the lazy lane
}

// dataRefused is what a command gets whose batch was refused when it was alone
// in it.
type dataRefused struct{ refusal *desk.Refusal }

func (d *dataRefused) Error() string { return d.refusal.Error() }

// fetched are rows that a caller brought along because the writer does not keep
// them. An entry that is there with ok false means that there is no such row.
type fetched struct {
	rows map[any]found
}

type found struct {
	row   any
	ok    bool
	times int // that it was fetched
}

// missing is how a command asks for a row that is not in memory: its caller
// fetches it from the reader pool and tries again.
type missing struct {
	key  any
	load func(ctx context.Context, l Lookup) (any, bool, error)
}

func (m *missing) Error() string { return fmt.Sprintf("row %v is not in memory", m.key) }

func (m *missing) fetch(ctx context.Context, l Lookup, into *fetched) error {
	row, ok, err := m.load(ctx, l)
	if err != nil {
		return err
	}
	if into.rows == nil {
		into.rows = map[any]found{}
	}
	into.rows[m.key] = found{row, ok, into.rows[m.key].times + 1}
	return nil
}
