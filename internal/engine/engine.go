package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"pronto/internal/desk"
	"pronto/internal/timer"
)

// Options are what the engine is told at its start. Only NewID is required.
type Options struct {
	// NewID makes an id that was never used; it is told the instant.
	NewID func(time.Time) string
	// Wall is the machine's clock, time.Now unless a test says otherwise.
	Wall     func() time.Time
	Presence desk.PresenceTimes
	Log      *slog.Logger
	// MaxBatch is how many commands go into one transaction at most.
	MaxBatch int
	// AcceptClock lets the desk start with a wall clock that is more than five
	// minutes behind what was committed last.
	AcceptClock bool
	// Stepped starts no goroutine: the owner drives the engine with Step. It is
	// how a simulation lives through a year in minutes.
	Stepped bool
}

const (
	beatEvery    = 5 * time.Second // the server's heartbeat, and the look at the wall clock
	lazyAfter    = 200 * time.Millisecond
	sweepEvery   = time.Minute
	keysFor      = 72 * time.Hour
	clockMargin  = 5 * time.Minute
	probeAtFirst = 250 * time.Millisecond // after a failure of the storage; doubles up to probeAtMost
	probeAtMost  = 10 * time.Second
)

// Engine is one desk. No state is shared between two of them.
type Engine struct {
	store Store
	opts  Options
	ids   func(time.Time) string
	log   *slog.Logger
	clock *clock
	known time.Duration // the drift of the wall that was reported

	s      *state
	d      *derived
	timers *timer.Queue[deadlineKey]
	seq    int64
	epoch  string
	zones  map[string]*time.Location
	taps   []func(*Committed)
	Published

	in      chan *call
	lazyMu  sync.Mutex
	lazy    map[string]*call
	lazyKey []string
	nudge   chan struct{}
	stop    chan struct{}
	stopped chan struct{}
	lastly  time.Time // of the last beat
	swept   time.Time

	readOnly atomic.Bool
	backoff  time.Duration
	probeAt  time.Time
	Stats    Stats
}

// Stats count what the writer did, for metrics and for the bench.
type Stats struct {
	Batches, Commands, Refused, Events, Assignments atomic.Int64
	FlushNanos                                      atomic.Int64
}

// ErrClockBehind is why Open refuses a machine whose clock is far behind.
var ErrClockBehind = errors.New("the machine's clock is behind what was already committed")

// Open loads the desk and settles what the last run of the server left open.
// Taps must be registered before Start.
func Open(ctx context.Context, store Store, o Options) (*Engine, error) {
	if o.Wall == nil {
		o.Wall = time.Now
	}
	if o.Presence == (desk.PresenceTimes{}) {
		o.Presence = desk.DefaultPresenceTimes
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MaxBatch == 0 {
		o.MaxBatch = 1024
	}
	live, err := store.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("load the desk: %w", err)
	}
	e := &Engine{
		store: store, opts: o, ids: o.NewID, log: o.Log, clock: newClock(o.Wall),
		timers: timer.NewQueue[deadlineKey](), seq: live.Seq, epoch: live.Epoch, zones: map[string]*time.Location{},
		in: make(chan *call, 4096), lazy: map[string]*call{}, nudge: make(chan struct{}, 1),
		stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	if behind := e.clock.adopt(live.LastAt); behind > 0 {
		e.known = -behind
		e.log.Warn("the machine's clock is behind", "by", behind)
		if behind > clockMargin && !o.AcceptClock {
			return nil, fmt.Errorf("%w by %s: set it, or start with --accept-clock", ErrClockBehind, behind.Round(time.Second))
		}
	}
	if live.Installation == (desk.Installation{}) {
		live.Installation = desk.DefaultInstallation
	}
	e.s = newState(func(c desk.Contact) bool { return e.d.contacts[c.ID] > 0 })
	e.s.load(live)
	e.d = newDerived(e.s)
	for id, messages := range live.MessageIDs {
		for _, m := range messages {
			e.d.ids[id] = append(e.d.ids[id], e.d.hash(m))
		}
	}
	for _, d := range live.Deadlines {
		e.timers.Set(deadlineKey{d.Kind, d.Subject}, d.Due)
	}
	e.Published.init(e)
	e.process([]*call{e.inside(restarted{lastBeat: live.LastBeat})})
	if e.readOnly.Load() {
		return nil, fmt.Errorf("write the start: %w", ErrStorage)
	}
	return e, nil
}

// Start begins to take commands.
func (e *Engine) Start() { go e.loop() }

// Stop finishes what was taken and ends the writer.
func (e *Engine) Stop() {
	close(e.stop)
	<-e.stopped
}

// Tap registers who hears of each commit, in order, on the writer's goroutine: it
// must return at once.
func (e *Engine) Tap(f func(*Committed)) { e.taps = append(e.taps, f) }

// Now is the engine's instant.
func (e *Engine) Now() time.Time { return e.clock.Now() }

// Epoch is the life of this store: a restore begins another.
func (e *Engine) Epoch() string { return e.epoch }

// ReadOnly says whether the storage failed and nothing can be changed now.
func (e *Engine) ReadOnly() bool { return e.readOnly.Load() }

// Presence are the graces in force.
func (e *Engine) Presence() desk.PresenceTimes { return e.opts.Presence }

func (e *Engine) do(ctx context.Context, c *call) (any, error) {
	if e.opts.Stepped {
		e.process([]*call{c})
		a := <-c.done
		return a.value, a.err
	}
	if e.readOnly.Load() {
		return nil, errReadOnly()
	}
	select {
	case e.in <- c:
	case <-e.stop:
		return nil, errStopping()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// From here on it happens whether or not its caller still listens.
	select {
	case a := <-c.done:
		return a.value, a.err
	case <-e.stopped:
		select {
		case a := <-c.done:
			return a.value, a.err
		default:
			return nil, errStopping()
		}
	}
}

func errReadOnly() error {
	return desk.Refuse(desk.Unavailable, "read_only", "the storage failed; nothing can be changed now")
}

func errStopping() error {
	return desk.Refuse(desk.Unavailable, "stopping", "the server is stopping")
}

func (e *Engine) later(slot string, c *call) {
	e.lazyMu.Lock()
	if _, ok := e.lazy[slot]; !ok {
		e.lazyKey = append(e.lazyKey, slot)
	}
	e.lazy[slot] = c
	e.lazyMu.Unlock()
	select {
	case e.nudge <- struct{}{}:
	default:
	}
}

func (e *Engine) takeLazy() []*call {
	e.lazyMu.Lock()
	defer e.lazyMu.Unlock()
	if len(e.lazyKey) == 0 {
		return nil
	}
	calls := make([]*call, len(e.lazyKey))
	for i, k := range e.lazyKey {
		calls[i] = e.lazy[k]
	}
	clear(e.lazy)
	e.lazyKey = e.lazyKey[:0]
	return calls
}

func (e *Engine) inside(cmd Command[none]) *call {
	return &call{Call: Call{Actor: desk.System}, got: &fetched{}, run: func(tx *Tx) (any, error) { return cmd.Run(tx) }}
}

// none is what a command answers that has nothing to say.
type none struct{}

// loop is the writer.
func (e *Engine) loop() {
	defer close(e.stopped)
	wake := time.NewTimer(0)
	defer wake.Stop()
	lazy := time.NewTimer(time.Hour)
	defer lazy.Stop()
	waiting := false
	for {
		var calls []*call
		select {
		case c := <-e.in:
			calls = append(calls, c)
		case <-wake.C:
		case <-e.nudge:
			if !waiting {
				waiting = true
				lazy.Reset(lazyAfter)
			}
			continue
		case <-lazy.C:
		case <-e.stop:
			e.finish()
			return
		}
		calls = e.gather(calls)
		waiting = false
		e.process(calls)
		wake.Reset(e.nap())
	}
}

// gather takes what queued up meanwhile.
func (e *Engine) gather(calls []*call) []*call {
	for len(calls) < e.opts.MaxBatch {
		select {
		case c := <-e.in:
			calls = append(calls, c)
			continue
		default:
		}
		break
	}
	return append(calls, e.takeLazy()...)
}

// finish runs what was taken before the end.
func (e *Engine) finish() {
	for {
		calls := e.gather(nil)
		if len(calls) == 0 {
			return
		}
		e.process(calls)
	}
}

func (e *Engine) nap() time.Duration {
	now := e.Now()
	until := min(timer.Nap, e.lastly.Add(beatEvery).Sub(now))
	if next, ok := e.timers.Next(); ok {
		until = min(until, next.Sub(now))
	}
	if next, ok := e.d.router.NextWake(); ok {
		until = min(until, next.Sub(now))
	}
	if e.readOnly.Load() {
		until = min(until, e.probeAt.Sub(now))
	}
	return max(until, 0)
}

// Step is one turn of a stepped engine: what is due by now happens. NextDue is
// when to step again.
func (e *Engine) Step() { e.process(e.takeLazy()) }

// NextDue is the instant of the next deadline or heartbeat.
func (e *Engine) NextDue() time.Time { return e.Now().Add(e.nap()) }

// process is one batch: commands, deadlines, routing, one transaction, answers.
func (e *Engine) process(calls []*call) {
	now := e.Now()
	if e.readOnly.Load() && !e.probe(now) {
		for _, c := range calls {
			c.answer(nil, errReadOnly())
		}
		return
	}
	answers := make([]answer, len(calls))
	for i, c := range calls {
		answers[i].value, answers[i].err = e.run(c, now)
	}
	e.internal(now)
	e.route(now)
	err := e.flush(now)
	switch {
	case err == nil:
	case errors.Is(err, ErrData) && len(calls) > 1:
		e.oneByOne(calls)
		return
	case errors.Is(err, ErrData):
		e.log.Error("the store refused a command", "err", err)
	}
	for i, c := range calls {
		if err != nil && answers[i].err == nil {
			answers[i] = answer{err: flushRefusal(err)}
		}
		c.answer(answers[i].value, answers[i].err)
	}
}

// oneByOne finds the culprit of a refused batch: only it gets an error.
func (e *Engine) oneByOne(calls []*call) {
	for _, c := range calls {
		e.process([]*call{c})
	}
}

func flushRefusal(err error) error {
	if errors.Is(err, ErrData) {
		return desk.Refuse(desk.Conflict, "conflict", "the store refused it: %v", err)
	}
	return errReadOnly()
}

func (c *call) answer(v any, err error) {
	if c.done != nil {
		c.done <- answer{v, err}
	}
}

// run is one command on its own layer. A panic is the command's failure, not the
// server's.
func (e *Engine) run(c *call, now time.Time) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			e.log.Error("a command panicked", "panic", p, "stack", string(debug.Stack()))
			v, err = nil, fmt.Errorf("the command failed: %v", p)
		}
		if err != nil {
			e.s.drop()
			e.Stats.Refused.Add(1)
		}
	}()
	v, err = c.run(&Tx{e: e, got: c.got, Now: now, Actor: c.Actor})
	if err != nil {
		return nil, err
	}
	e.join()
	e.Stats.Commands.Add(1)
	return v, nil
}

func (e *Engine) join() {
	e.d.joining()
	e.seq = e.s.join(e.seq)
}

// internal runs what the engine owes itself: due deadlines and the heartbeat.
func (e *Engine) internal(now time.Time) {
	for _, key := range e.timers.Due(now, e.opts.MaxBatch) {
		if d, ok := e.s.deadlines.get(key); ok && !now.Before(d.Due) {
			if _, err := e.run(e.inside(woken{d}), now); err != nil {
				e.log.Error("a deadline failed", "kind", key.kind, "subject", key.subject, "err", err)
			}
		}
	}
	if by, yes := e.clock.stepped(&e.known); yes {
		e.log.Warn("the machine's clock stepped", "by", by)
		_, _ = e.run(e.inside(clockStepped{by}), now)
	}
}

// flush writes the batch and makes it what everybody sees.
func (e *Engine) flush(now time.Time) error {
	first := e.seq - int64(len(e.s.events.batch))
	b := e.s.batch()
	if now.Sub(e.lastly) >= beatEvery {
		b.Beat = now
	}
	if now.Sub(e.swept) >= sweepEvery {
		b.KeysBefore = now.Add(-keysFor)
	}
	if b.empty() {
		e.s.commit(now)
		return nil
	}
	start := e.opts.Wall()
	err := e.write(b)
	e.Stats.FlushNanos.Add(int64(e.opts.Wall().Sub(start)))
	if err != nil {
		e.abandon(first, err, now)
		return err
	}
	e.Stats.Batches.Add(1)
	e.Stats.Events.Add(int64(len(b.Events)))
	if !b.Beat.IsZero() {
		e.lastly = now
	}
	e.committed(b, now)
	return nil
}

func (b *Batch) empty() bool {
	return b.Beat.IsZero() && b.KeysBefore.IsZero() && len(b.Events) == 0 && len(b.Deadlines) == 0 && len(b.DeadlinesGone) == 0 &&
		len(b.Sessions) == 0 && len(b.SessionsGone) == 0 && len(b.Conversations) == 0 && len(b.Agents) == 0 && len(b.Keys) == 0 &&
		len(b.Files) == 0 && len(b.FilesGone) == 0 && len(b.Identities) == 0 && len(b.Visitors) == 0 && len(b.VisitorsGone) == 0
}

// write flushes, and settles an unknown outcome before anything else happens:
// the old session must be dead before we believe what is stored.
func (e *Engine) write(b *Batch) error {
	err := e.store.Flush(context.Background(), b)
	for errors.Is(err, ErrOutcome) {
		last, failed := e.store.Recover(context.Background())
		switch {
		case failed != nil:
			e.log.Error("cannot tell whether the last batch was stored", "err", failed)
			return ErrStorage
		case len(b.Events) > 0 && last >= b.Events[len(b.Events)-1].Seq:
			return nil
		}
		err = e.store.Flush(context.Background(), b)
	}
	return err
}

// abandon forgets the batch. What is committed is untouched, so only what was
// derived along the way must be made anew.
func (e *Engine) abandon(first int64, err error, now time.Time) {
	e.seq = first
	e.d.forget(e.s.messages.batch)
	e.s.rollback()
	e.d.rebuild()
	for _, d := range e.s.deadlines.base {
		// Not at once: what was refused a moment ago would be refused again.
		e.timers.Set(deadlineKey{d.Kind, d.Subject}, later(d.Due, now.Add(time.Second)))
	}
	if !errors.Is(err, ErrData) {
		e.backoff = min(max(2*e.backoff, probeAtFirst), probeAtMost)
		e.probeAt = now.Add(e.backoff)
		if !e.readOnly.Swap(true) {
			e.log.Error("the storage failed; the desk is read-only", "err", err)
		}
	}
}

// probe tries a write when its time has come, and opens the desk again if it
// succeeds.
func (e *Engine) probe(now time.Time) bool {
	if now.Before(e.probeAt) {
		return false
	}
	if err := e.write(&Batch{Beat: now}); err != nil {
		e.backoff = min(2*e.backoff, probeAtMost)
		e.probeAt = now.Add(e.backoff)
		return false
	}
	e.backoff = 0
	e.readOnly.Store(false)
	e.log.Info("the storage works again")
	return true
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
		}
	}
	e.Published.update(e, c)
	if now.Sub(e.swept) >= sweepEvery {
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

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (e *Engine) zone(name string) *time.Location {
	if z, ok := e.zones[name]; ok {
		return z
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		z = time.UTC
	}
	e.zones[name] = z
	return z
}
