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
	var got fetched
	for range maxFetches {
		v, err := e.do(ctx, &call{Call: c, got: &got, done: make(chan answer, 1), run: func(tx *Tx) (any, error) { return runKeyed(tx, c, cmd) }})
		var miss *missing
		if errors.As(err, &miss) {
			if err := miss.fetch(ctx, e.store, &got); err != nil {
				return zero, fmt.Errorf("fetch for %T: %w", cmd, err)
			}
			continue
		}
		if err != nil {
			return zero, err
		}
		r, _ := v.(R)
		return r, nil
	}
	return zero, fmt.Errorf("%T asked for more rows than any command may", cmd)
}

// Later runs a command in the lazy lane: it rides with the next batch or goes
// after 200 ms, and nobody waits. Of several with the same slot that have not run
// the last replaces the others.
func Later[R any](e *Engine, slot string, c Call, cmd Command[R]) {
	e.later(slot, &call{Call: c, got: &fetched{}, run: func(tx *Tx) (any, error) { return cmd.Run(tx) }})
}

// maxFetches bounds the rounds between writer and reader pool for one command.
const maxFetches = 12

// runKeyed answers a repeat with what was answered first.
func runKeyed[R any](tx *Tx, c Call, cmd Command[R]) (R, error) {
	var r R
	if c.Key == "" {
		return cmd.Run(tx)
	}
	known, ok, err := tx.key(c.Actor, c.Key)
	if err != nil {
		return r, err
	}
	if ok {
		if known.Request != c.Request {
			return r, desk.Refuse(desk.Conflict, "key_reused", "idempotency key was used for another request")
		}
		return r, json.Unmarshal(known.Answer, &r)
	}
	if r, err = cmd.Run(tx); err != nil {
		return r, err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return r, fmt.Errorf("remember answer: %w", err)
	}
	tx.e.s.keys.put(Key{Actor: c.Actor, Key: c.Key, Request: c.Request, Answer: data, At: tx.Now})
	return r, nil
}

// call is a command on its way.
type call struct {
	Call
	run  func(*Tx) (any, error)
	got  *fetched
	done chan answer // nil in the lazy lane
}

type answer struct {
	value any
	err   error
}

// fetched are rows that a caller brought along because the writer does not keep
// them. An entry that is there with ok false means that there is no such row.
type fetched struct {
	rows map[any]found
}

type found struct {
	row any
	ok  bool
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
	into.rows[m.key] = found{row, ok}
	return nil
}
