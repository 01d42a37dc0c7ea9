package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// wakeAgain is when a deadline is tried again that failed.
const wakeAgain = time.Minute

// held is a batch of which nobody knows whether it was stored. Until that is
// known nothing is forgotten and nothing new begins.
type held struct {
	batch *Batch
	now   time.Time
	calls []*call
	errs  []error
}

// process is one batch: commands, deadlines, routing, one transaction, answers.
func (e *Engine) process(calls []*call) {
	now := e.Now()
	if e.readOnly.Load() && !e.probe(now) {
		e.conclude(calls, make([]error, len(calls)), ErrStorage)
		return
	}
	errs := e.runAll(calls, now)
	e.internal(now)
	e.route(now)
	fired := e.fired
	err := e.flush(now)
	if errors.Is(err, ErrData) {
		e.isolate(calls, fired)
		return
	}
	e.conclude(calls, errs, err)
}

func (e *Engine) runAll(calls []*call, now time.Time) []error {
	errs := make([]error, len(calls))
	for i, c := range calls {
		errs[i] = e.run(c, now)
	}
	return errs
}

// conclude answers the calls of a batch: each with its own error, or with that of
// the flush.
func (e *Engine) conclude(calls []*call, errs []error, flushed error) {
	if errors.Is(flushed, ErrOutcome) {
		e.held.calls, e.held.errs = calls, errs
		return
	}
	for i, c := range calls {
		err := errs[i]
		switch {
		case err != nil || flushed == nil:
		case errors.Is(flushed, ErrData):
			e.log.Error("the store refused a command", "command", fmt.Sprintf("%T", c.cmd), "actor", c.Actor, "err", flushed)
			err = &dataRefused{desk.Refuse(desk.Conflict, "conflict", "the store refused %T", c.cmd)}
		case c.slot != "":
			e.again(c)
		default:
			err = errReadOnly()
		}
		if c.done != nil {
			c.done <- err
		}
	}
}

// isolate runs a refused batch again in smaller and smaller ones, until the
// culprit is alone: only it gets an error. Deadlines and assignments come after
// the commands, each by itself.
func (e *Engine) isolate(calls []*call, fired []deadlineKey) {
	e.apart(calls)
	for _, key := range fired {
		e.wakeAlone(key)
	}
	e.routeApart()
}

func (e *Engine) apart(calls []*call) {
	if len(calls) == 0 {
		return
	}
	if e.readOnly.Load() {
		e.conclude(calls, make([]error, len(calls)), ErrStorage)
		return
	}
	now := e.Now()
	errs := e.runAll(calls, now)
	err := e.flush(now)
	if half := len(calls) / 2; half > 0 && errors.Is(err, ErrData) {
		e.apart(calls[:half])
		e.apart(calls[half:])
		return
	}
	e.conclude(calls, errs, err)
}

func (e *Engine) wakeAlone(key deadlineKey) {
	if e.readOnly.Load() {
		return
	}
	now := e.Now()
	e.wake(key, now)
	if err := e.flush(now); errors.Is(err, ErrData) {
		e.log.Error("the store refused a deadline", "kind", key.kind, "subject", key.subject, "err", err)
		e.timers.Set(key, now.Add(wakeAgain))
	}
}

func (e *Engine) routeApart() {
	for !e.readOnly.Load() {
		now := e.Now()
		a, ok := e.d.router.Next(now)
		if !ok {
			return
		}
		e.carryOut(a, now)
		if err := e.flush(now); errors.Is(err, ErrData) {
			e.log.Error("the store refused an assignment", "conversation", a.Work, "agent", a.Agent, "err", err)
			e.d.setAside(a.Work)
		}
	}
}

// run is one command on its own layer. A panic is the command's failure, not the
// server's.
func (e *Engine) run(c *call, now time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			e.log.Error("a command panicked", "command", fmt.Sprintf("%T", c.cmd), "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%T failed: %v", c.cmd, p)
		}
		if err != nil {
			e.s.drop()
			e.Stats.Refused.Add(1)
		}
	}()
	if err := c.run(&Tx{e: e, got: c.got, careful: c.careful, Now: now, Actor: c.Actor}); err != nil {
		return err
	}
	e.d.joining()
	e.seq = e.s.join(e.seq)
	e.commands++
	return nil
}

// internal runs what the engine owes itself: due deadlines, what the clock did,
// and sessions that ran out.
func (e *Engine) internal(now time.Time) {
	for _, key := range e.timers.Due(now, e.opts.MaxBatch) {
		e.fired = append(e.fired, key)
		e.wake(key, now)
	}
	if by, yes := e.clock.stepped(&e.known); yes {
		e.log.Warn("the machine's clock stepped", "by", by)
		e.step += by
	}
	if e.step != 0 {
		e.stepping = e.run(e.inside(clockStepped{e.step}), now) == nil
	}
	if now.Sub(e.swept) >= sweepEvery {
		_ = e.run(e.inside(endStaleSessions{}), now) // it cannot fail
	}
}

// wake asks the machine behind a deadline. One that fails is asked again later.
func (e *Engine) wake(key deadlineKey, now time.Time) {
	d, ok := e.s.deadlines.get(key)
	if !ok || now.Before(d.Due) {
		return
	}
	if err := e.run(e.inside(woken{d}), now); err != nil {
		e.log.Error("a deadline failed", "kind", key.kind, "subject", key.subject, "err", err)
		e.timers.Set(key, now.Add(wakeAgain))
	}
}

// route ends each batch: what can be given out is given out, in the router's
// order.
func (e *Engine) route(now time.Time) {
	for {
		a, ok := e.d.router.Next(now)
		if !ok {
			return
		}
		e.carryOut(a, now)
	}
}

func (e *Engine) carryOut(a routing.Assignment, now time.Time) {
	if err := e.run(e.inside(routed{a}), now); err != nil {
		e.log.Error("an assignment failed", "conversation", a.Work, "agent", a.Agent, "err", err)
		e.d.setAside(a.Work)
		e.d.router.PutAgent(e.d.agent(a.Agent))
		return
	}
	e.assigned++
}

// flush writes the batch and makes it what everybody sees.
func (e *Engine) flush(now time.Time) error {
	b := e.s.batch()
	if now.Sub(e.lastly) >= beatEvery {
		b.Beat = now
	}
	if now.Sub(e.swept) >= sweepEvery {
		b.KeysBefore = now.Add(-keysFor)
	}
	if b.empty() {
		e.s.commit(now)
		e.count()
		return nil
	}
	start := e.opts.Wall()
	err := e.write(b)
	e.Stats.FlushNanos.Add(int64(e.opts.Wall().Sub(start)))
	switch {
	case err == nil:
		e.committed(b, now)
	case errors.Is(err, ErrOutcome):
		e.held = &held{batch: b, now: now}
		e.retreat(now, err)
	default:
		e.abandon(b, now, err)
	}
	return err
}

// write flushes a batch and settles an unknown outcome if that can be done now.
func (e *Engine) write(b *Batch) error {
	err := e.store.Flush(context.Background(), b)
	if errors.Is(err, ErrOutcome) {
		return e.settle(b)
	}
	return err
}

// settle makes a batch of unknown outcome stored or refused: the old session must
// be dead before anybody believes what is stored. It fails with ErrOutcome while
// that cannot be told.
func (e *Engine) settle(b *Batch) error {
	last, err := e.store.Recover(context.Background())
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrOutcome, err)
	case len(b.Events) > 0 && last >= b.Events[len(b.Events)-1].Seq:
		return nil
	}
	return e.store.Flush(context.Background(), b)
}

// abandon forgets the batch. What is committed is untouched, so only what was
// derived along the way must be made anew.
func (e *Engine) abandon(b *Batch, now time.Time, err error) {
	e.seq -= int64(len(b.Events))
	e.d.forget(b.Messages)
	e.s.rollback()
	e.d.rebuild()
	for _, key := range e.fired {
		if d, ok := e.s.deadlines.base[key]; ok {
			e.timers.Set(key, d.Due)
		}
	}
	e.fired, e.stepping, e.commands, e.assigned = nil, false, 0, 0
	if !errors.Is(err, ErrData) {
		e.retreat(now, err)
	}
}

// retreat makes the desk read-only until a probe succeeds.
func (e *Engine) retreat(now time.Time, err error) {
	e.backoff = min(max(2*e.backoff, probeAtFirst), probeAtMost)
	e.probeAt = now.Add(e.backoff)
	if !e.readOnly.Swap(true) {
		e.log.Error("the storage failed; the desk is read-only", "err", err)
	}
}

// probe tries a write when its time has come, and opens the desk again if it
// succeeds.
func (e *Engine) probe(now time.Time) bool {
	if now.Before(e.probeAt) {
		return false
	}
	err := e.release(now)
	if err == nil {
		err = e.write(&Batch{Beat: now})
	}
	if err != nil {
		e.retreat(now, err)
		return false
	}
	e.backoff = 0
	e.readOnly.Store(false)
	e.log.Info("the storage works again")
	return true
}

// release settles the batch that is held, if there is one, and answers its calls.
func (e *Engine) release(now time.Time) error {
	h := e.held
	if h == nil {
		return nil
	}
	err := e.settle(h.batch)
	if errors.Is(err, ErrOutcome) {
		return err
	}
	e.held = nil
	if err == nil {
		e.committed(h.batch, h.now)
		e.conclude(h.calls, h.errs, nil)
		return nil
	}
	e.abandon(h.batch, now, err)
	e.conclude(h.calls, h.errs, ErrStorage)
	return err
}

// committed makes a durable batch the base, and tells everybody.
func (e *Engine) committed(b *Batch, now time.Time) {
	c := e.describe(b, now)
	for _, d := range b.Deadlines {
		e.timers.Set(deadlineKey{d.Kind, d.Subject}, d.Due)
	}
	for _, d := range b.DeadlinesGone {
		e.timers.Drop(deadlineKey{d.Kind, d.Subject})
	}
	e.s.commit(now)
	for _, change := range c.Conversations {
		if !change.After.Open() {
			delete(e.d.ids, change.After.ID)
			e.s.contacts.judge(change.After.Contact, now)
		}
		if was := change.Before.Contact; was != change.After.Contact { // they were recognized
			e.s.contacts.judge(was, now)
		}
	}
	e.count()
	e.Stats.Batches.Add(1)
	e.Stats.Events.Add(int64(len(b.Events)))
	if !b.Beat.IsZero() {
		e.lastly = now
	}
	e.update(e, c)
	if !b.KeysBefore.IsZero() {
		e.swept = now
		for _, t := range e.s.all {
			t.sweep(now)
		}
	}
	if len(c.Events) == 0 {
		return
	}
	for _, tap := range e.taps {
		tap(c)
	}
}

func (e *Engine) count() {
	e.Stats.Commands.Add(e.commands)
	e.Stats.Assignments.Add(e.assigned)
	if e.stepping {
		e.step, e.stepping = 0, false
	}
	e.fired, e.commands, e.assigned = e.fired[:0], 0, 0
}
