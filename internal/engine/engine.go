package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
	Wall func() time.Time
	// Mono is the time since some moment by a clock that nobody can set; Wall's
	// own monotonic reading unless a simulation says otherwise.
	Mono func() time.Duration
	Log  *slog.Logger
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
	// Of the batch at hand: the deadlines that were woken, how far the clock
	// stepped, and what to count once it is committed.
	fired              []deadlineKey
	step               time.Duration
	stepping           bool // it is told in this batch
	commands, assigned int64
	epoch              string
	zones              map[string]*time.Location
	taps               []func(*Committed)
	Published

	in      chan *call
	lazyMu  sync.Mutex
	lazy    map[string]*call
	lazyKey []string
	nudge   chan struct{}
	started atomic.Bool
	ending  sync.Once
	stop    chan struct{}
	stopped chan struct{}
	lastly  time.Time // of the last beat
	swept   time.Time

	readOnly atomic.Bool
	backoff  time.Duration
	probeAt  time.Time
	held     *held
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
		o.Wall = machineClock
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
		store: store, opts: o, ids: o.NewID, log: o.Log, clock: newClock(o.Wall, o.Mono),
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
	e.d.learn(live.MessageIDs)
	for _, d := range live.Deadlines {
		e.timers.Set(deadlineKey{d.Kind, d.Subject}, d.Due)
	}
	e.init(e)
	start := e.inside(restarted{lastBeat: live.LastBeat})
	start.done = make(chan error, 1)
	e.process([]*call{start})
	select {
	case err = <-start.done:
	default: // of unknown outcome
		err = errReadOnly()
	}
	if err != nil {
		return nil, fmt.Errorf("write the start: %w", err)
	}
	return e, nil
}

// Start begins to take commands.
func (e *Engine) Start() {
	e.started.Store(true)
	go e.loop()
}

// Stop finishes what was taken and ends the writer.
func (e *Engine) Stop() {
	e.ending.Do(func() { close(e.stop) })
	if e.started.Load() {
		<-e.stopped
	}
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

func (e *Engine) do(ctx context.Context, c *call) error {
	if e.opts.Stepped {
		e.process(append(e.takeLazy(), c))
		select {
		case err := <-c.done:
			return err
		default: // of unknown outcome; it is settled by a later step
			return errReadOnly()
		}
	}
	if e.readOnly.Load() {
		return errReadOnly()
	}
	select {
	case e.in <- c:
	case <-e.stop:
		return errStopping()
	case <-ctx.Done():
		return ctx.Err()
	}
	// From here on it happens whether or not its caller still listens.
	select {
	case err := <-c.done:
		return err
	case <-e.stopped:
		select {
		case err := <-c.done:
			return err
		default:
			return errStopping()
		}
	}
}

func errReadOnly() error {
	return desk.Refuse(desk.Unavailable, "read_only", "the storage failed; nothing can be changed now")
}

func errStopping() error {
	return desk.Refuse(desk.Unavailable, "stopping", "the server is stopping")
}

// later puts a call into the lazy lane, in the place of one that waits there
// under the same slot.
func (e *Engine) later(c *call) {
	e.lazyMu.Lock()
	if _, ok := e.lazy[c.slot]; !ok {
		e.lazyKey = append(e.lazyKey, c.slot)
	}
	e.lazy[c.slot] = c
	e.lazyMu.Unlock()
	select {
	case e.nudge <- struct{}{}:
	default:
	}
}

// again returns to the lazy lane what the storage could not take, unless
// something newer is there or the end has come. It rides with a later batch.
func (e *Engine) again(c *call) {
	select {
	case <-e.stop:
		return
	default:
	}
	e.lazyMu.Lock()
	defer e.lazyMu.Unlock()
	if _, ok := e.lazy[c.slot]; !ok {
		e.lazyKey = append(e.lazyKey, c.slot)
		e.lazy[c.slot] = c
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
	return &call{Call: Call{Actor: desk.System}, cmd: cmd, got: &fetched{}, run: func(tx *Tx) error {
		_, err := cmd.Run(tx)
		return err
	}}
}

// none is what a command answers that has nothing to say.
type none struct{}

// loop is the writer.
func (e *Engine) loop() {
	defer close(e.stopped)
	wake := newWaker(0)
	defer wake.Stop()
	lazy := newWaker(time.Hour)
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

// gather takes what queued up meanwhile. The lazy lane goes first: most of it was
// said before, and what the storage could not take must not be overtaken.
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
	return append(e.takeLazy(), calls...)
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
	if e.readOnly.Load() {
		return max(e.probeAt.Sub(now), 0)
	}
	until := min(timer.Nap, e.lastly.Add(beatEvery).Sub(now))
	if next, ok := e.timers.Next(); ok {
		until = min(until, next.Sub(now))
	}
	if next, ok := e.d.router.NextWake(); ok {
		until = min(until, next.Sub(now))
	}
	return max(until, 0)
}

// Step is one turn of a stepped engine: what is due by now happens. NextDue is
// when to step again.
func (e *Engine) Step() { e.process(e.takeLazy()) }

// NextDue is the instant of the next deadline or heartbeat.
func (e *Engine) NextDue() time.Time { return e.Now().Add(e.nap()) }

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
