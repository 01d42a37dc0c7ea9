package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/read"
)

// Options are what the service is told at its start.
type Options struct {
	Engine *engine.Engine
	Store  read.Store
	Log    *slog.Logger
	// KeepEvery and KeepAfter say when what became final is stored: after so much
	// time, or so many events. Ten minutes; 100,000.
	KeepEvery time.Duration
	KeepAfter int
	// Patience is how long a question waits for events that are not read yet; 10 s.
	Patience time.Duration
}

// Service follows the engine's commits and answers from what it read.
type Service struct {
	engine *engine.Engine
	store  read.Store
	opts   Options
	log    *slog.Logger

	inMu sync.Mutex
	in   []*engine.Committed // not read yet
	anew int                 // how often it was wished to begin from nothing
	wake chan struct{}

	starting sync.Once
	rest     context.CancelFunc
	done     chan struct{}

	// mu is held for writing while events are folded or the model is replaced.
	mu       sync.RWMutex
	model    *model        // nil until the stored state is loaded
	progress chan struct{} // closed when the model has moved on
	begun    int           // the last wish to begin from nothing that was fulfilled

	// keeping is held while the stored read model changes, or must not.
	keeping sync.Mutex

	// What only the goroutine that reads knows.
	unkept    int
	keptAt    time.Time
	keepAgain time.Time
	attempts  int
}

// New makes a service that hears the engine's commits. It must be made before the
// engine starts; Start follows after.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.KeepEvery == 0 {
		o.KeepEvery = 10 * time.Minute
	}
	if o.KeepAfter == 0 {
		o.KeepAfter = 100_000
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	s := &Service{
		engine: o.Engine, store: o.Store, opts: o, log: o.Log, wake: make(chan struct{}, 1), done: make(chan struct{}),
		progress: make(chan struct{}),
	}
	o.Engine.Tap(s.heard)
	return s
}

// model is all that was read of the events up to seq.
type model struct {
	seq   int64
	at    time.Time // of the last event
	times *times
	works *works
	plans *planning
	parts []part
}

// part is a reading of the events that is kept: the agents' time, and the work.
// Its state and chunks are made by one goroutine, which holds the service's lock
// while it folds; questions read them holding it for reading.
type part interface {
	// name is that of its state.
	name() string
	// begin takes up a state that was kept. Without this call it has read nothing.
	begin(state []byte) error
	// fold takes in the next event. After an error the whole model is dropped.
	fold(ctx context.Context, r desk.Recorded) error
	// keep is what to store: the state as it is, and each chunk that changed since
	// kept was called.
	keep() (state []byte, chunks []engine.LedgerChunk, err error)
	// kept hears that it is stored.
	kept()
}

// newModel is one that has read nothing; source is where its parts find chunks
// that they let go of. New parts are added here, and nowhere else.
func newModel(source source) *model {
	m := &model{times: newTimes(source), works: newWorks(source), plans: newPlanning()}
	m.parts = []part{m.times, m.works, m.plans}
	return m
}

// checkpoint is the stored state. Another version is read from the events anew.
type checkpoint struct {
	Version int
	At      time.Time
	Parts   map[string]json.RawMessage
}

// version is of all that is stored here: raise it when a state or a chunk of any
// part means something else.
const version = 1

// errVersion is of a state that another version of the program stored.
var errVersion = errors.New("the ledger's stored state is of another version")

// resume takes up a stored state.
func (m *model) resume(stored read.LedgerState) error {
	var c checkpoint
	if err := json.Unmarshal(stored.Data, &c); err != nil {
		return err
	}
	if c.Version != version {
		return errVersion
	}
	for _, p := range m.parts {
		if err := p.begin(c.Parts[p.name()]); err != nil {
			return fmt.Errorf("%s: %w", p.name(), err)
		}
	}
	m.seq, m.at = stored.Seq, c.At
	return nil
}

func (m *model) fold(ctx context.Context, r desk.Recorded) error {
	for _, p := range m.parts {
		if err := p.fold(ctx, r); err != nil {
			return fmt.Errorf("fold event %d: %w", r.Seq, err)
		}
	}
	m.seq, m.at = r.Seq, r.At
	return nil
}

// keep is what to store of the model.
func (m *model) keep() (engine.LedgerUpdate, error) {
	c := checkpoint{Version: version, At: m.at, Parts: map[string]json.RawMessage{}}
	var update engine.LedgerUpdate
	for _, p := range m.parts {
		state, chunks, err := p.keep()
		if err != nil {
			return update, fmt.Errorf("keep %s: %w", p.name(), err)
		}
		c.Parts[p.name()] = state
		update.Chunks = append(update.Chunks, chunks...)
	}
	data, err := json.Marshal(c)
	update.State = engine.LedgerState{Seq: m.seq, Data: data}
	return update, err
}

func (m *model) kept() {
	for _, p := range m.parts {
		p.kept()
	}
}

// Start begins to follow, in the background, once.
func (s *Service) Start() {
	s.starting.Do(func() {
		ctx, cancel := context.WithCancel(context.Background())
		s.rest = cancel
		go s.run(ctx)
	})
}

// Close stores what was read and ends the service. The engine must still run.
func (s *Service) Close() {
	s.starting.Do(func() {}) // from now on it does not start
	if s.rest == nil {
		return
	}
	s.rest()
	<-s.done
	ctx, cancel := context.WithTimeout(context.Background(), s.opts.Patience)
	defer cancel()
	if err := s.keep(ctx); err != nil {
		s.log.Warn("the ledger's read model was not stored; the next start reads more events", "err", err)
	}
}

// backlog is how many commits may wait to be read; beyond that they are read from
// the log.
const backlog = 1024

// heard is told each commit by the writer, who must not wait.
func (s *Service) heard(c *engine.Committed) {
	s.inMu.Lock()
	if len(s.in) >= backlog {
		s.in = nil // the last one shows what is missing
	}
	s.in = append(s.in, c)
	s.inMu.Unlock()
	s.nudge()
}

func (s *Service) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

const (
	retryAtFirst = 250 * time.Millisecond
	retryAtMost  = 30 * time.Second
)

func (s *Service) run(ctx context.Context) {
	defer close(s.done)
	timer := time.NewTimer(s.opts.KeepEvery)
	defer timer.Stop()
	for {
		wait := s.opts.KeepEvery
		if err := s.step(ctx); err != nil && ctx.Err() == nil {
			wait = min(retryAtFirst<<min(s.attempts, 10), retryAtMost)
			s.attempts++
			s.log.Error("the ledger cannot be read; trying again", "err", err, "in", wait)
		} else {
			s.attempts = 0
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
	}
}

// step reads all there is to read, and stores it when it is time.
func (s *Service) step(ctx context.Context) error {
	commits, wish := s.take()
	if s.model == nil || wish > s.begun {
		if err := s.begin(ctx, wish); err != nil {
			return err
		}
	}
	if err := s.follow(ctx, commits); err != nil {
		return err
	}
	s.keepInTime(ctx)
	return nil
}

func (s *Service) take() (commits []*engine.Committed, wish int) {
	s.inMu.Lock()
	defer s.inMu.Unlock()
	commits, s.in = s.in, nil
	return commits, s.anew
}

// forget drops a model of which nobody knows how much of an event it took in. The
// stored one is taken up again, or all is read anew when that was damaged. The lock
// is held.
func (s *Service) forget(why error) {
	s.model = nil
	if errors.Is(why, ledger.ErrChunk) {
		s.wishAnew()
	}
}

// wishAnew has the next step begin from nothing.
func (s *Service) wishAnew() (wish int) {
	s.inMu.Lock()
	s.anew++
	wish = s.anew
	s.inMu.Unlock()
	s.nudge()
	return wish
}

// isWished says so while older events are still being read.
func (s *Service) isWished() bool {
	s.inMu.Lock()
	defer s.inMu.Unlock()
	return s.anew > s.begun
}

// begin takes up the stored read model. Where it cannot be used it is dropped
// first, so that nobody reads a chunk that means something else.
func (s *Service) begin(ctx context.Context, wish int) error {
	m := newModel(s.store)
	stored, ok, err := s.store.LedgerState(ctx)
	if err != nil {
		return fmt.Errorf("load the ledger's state: %w", err)
	}
	if wish > s.begun || !ok || stored.Seq > s.engine.Seq() || m.resume(stored) != nil {
		m = newModel(s.store)
		if err := s.clear(ctx, m); err != nil {
			return err
		}
	}
	s.unkept, s.keptAt = 0, time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.model, s.begun = m, wish
	s.moved()
	return nil
}

// clear drops what is stored, if anything is.
func (s *Service) clear(ctx context.Context, nothing *model) error {
	if !s.keeping.TryLock() {
		return errVerifying
	}
	defer s.keeping.Unlock()
	_, state, err := s.store.LedgerState(ctx)
	if err != nil {
		return err
	}
	if !state {
		chunks, err := s.store.LedgerChunks(ctx, "", time.Time{}, everAfter)
		if err != nil || len(chunks) == 0 {
			return err
		}
	}
	update, err := nothing.keep()
	if err != nil {
		return err
	}
	update.Anew = true
	return s.write(ctx, update)
}

var errVerifying = errors.New("what is stored is being verified and must not change")

// follow reads commits, and from the log what lies before them.
func (s *Service) follow(ctx context.Context, commits []*engine.Committed) error {
	if len(commits) == 0 {
		return s.catchUp(ctx, s.engine.Seq())
	}
	for _, c := range commits {
		if c.First > s.model.seq+1 {
			if err := s.catchUp(ctx, c.First-1); err != nil || s.isWished() {
				return err
			}
		}
		if err := s.fold(ctx, c.Events); err != nil {
			return err
		}
	}
	return nil
}

// page is how many events are read from the log at once: a question waits no
// longer than one of them takes.
const page = 2000

func (s *Service) catchUp(ctx context.Context, to int64) error {
	for s.model.seq < to && !s.isWished() {
		events, err := s.store.Events(ctx, s.model.seq, page)
		if err != nil {
			return fmt.Errorf("read events after %d: %w", s.model.seq, err)
		}
		if len(events) == 0 {
			return fmt.Errorf("read events after %d: there is none, and there should be %d", s.model.seq, to)
		}
		if err := s.fold(ctx, events); err != nil {
			return err
		}
		s.keepInTime(ctx)
	}
	return nil
}

// fold takes in those that are new. It does not break off at the end: half an event
// would be worth nothing.
func (s *Service) fold(ctx context.Context, events []desk.Recorded) error {
	ctx = context.WithoutCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range events {
		if r.Seq <= s.model.seq {
			continue
		}
		if err := s.model.fold(ctx, r); err != nil {
			s.forget(err)
			return err
		}
		s.unkept++
	}
	s.moved()
	return nil
}

// moved wakes who waits for the model to move on. The lock is held.
func (s *Service) moved() {
	close(s.progress)
	s.progress = make(chan struct{})
}

// keepInTime stores what was read when there is much of it, or it is long ago. Where
// that fails, as on a full disk, it waits in memory; nothing is lost.
func (s *Service) keepInTime(ctx context.Context) {
	now := time.Now()
	if s.unkept == 0 || s.unkept < s.opts.KeepAfter && now.Sub(s.keptAt) < s.opts.KeepEvery || now.Before(s.keepAgain) {
		return
	}
	if err := s.keep(context.WithoutCancel(ctx)); err != nil {
		s.keepAgain = now.Add(retryAtMost)
		s.log.Warn("the ledger's read model cannot be stored now; it stays in memory", "err", err)
	}
}

// keep stores what was read since the last time, unless it is being verified:
// there is time.
func (s *Service) keep(ctx context.Context) error {
	if s.model == nil || s.unkept == 0 || !s.keeping.TryLock() {
		return nil
	}
	defer s.keeping.Unlock()
	update, err := s.model.keep()
	if err != nil {
		return err
	}
	if err := s.write(ctx, update); err != nil {
		return err
	}
	s.unkept, s.keptAt = 0, time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.model.kept()
	return nil
}

// write waits until it is stored: what was let go of before then would be lost.
func (s *Service) write(ctx context.Context, update engine.LedgerUpdate) error {
	if _, err := engine.Do(ctx, s.engine, engine.Call{Actor: desk.System}, engine.KeepLedger{Update: update}); err != nil {
		return fmt.Errorf("store the ledger's read model: %w", err)
	}
	return nil
}

// await returns holding the lock for reading, once all is read that was committed
// when it was called. The caller unlocks.
func (s *Service) await(ctx context.Context) (*model, error) {
	want := s.engine.Seq()
	patience, cancel := context.WithTimeout(ctx, s.opts.Patience)
	defer cancel()
	for {
		s.mu.RLock()
		if s.model != nil && s.model.seq >= want {
			return s.model, nil
		}
		progress := s.progress
		s.mu.RUnlock()
		select {
		case <-progress:
		case <-patience.Done():
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, behind()
		}
	}
}

// Rebuild drops what is stored and reads all events anew. It returns when that is
// done, and tells now and then how far it has come.
func (s *Service) Rebuild(ctx context.Context, tell func(seq, of int64)) error {
	want, wish := s.engine.Seq(), s.wishAnew()
	for {
		s.mu.RLock()
		progress, seq := s.progress, int64(0)
		if s.model != nil && s.begun >= wish {
			seq = s.model.seq
		}
		s.mu.RUnlock()
		if tell(min(seq, want), want); seq >= want {
			return nil
		}
		select {
		case <-progress:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// spoiled is asked after a stored chunk could not be read: all are made again.
func (s *Service) spoiled(err error) error {
	if !errors.Is(err, ledger.ErrChunk) {
		return err
	}
	s.log.Error("a stored chunk of the ledger is damaged; all are made again from the events", "err", err)
	s.wishAnew()
	return behind()
}

func behind() error {
	return desk.Refuse(desk.Unavailable, "catching_up", "the reports still read the log; ask again in a moment")
}
