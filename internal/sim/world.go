package sim

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

const (
	day = 24 * time.Hour
	// grid is how finely people's doings are timed. What falls on one instant goes
	// into one batch.
	grid = 250 * time.Millisecond
	// remembered is how many actions a violation shows.
	remembered = 30
	widest     = 600
	// deepEvery is how many steps lie between two comparisons of the engine with
	// what is stored.
	deepEvery = 2000
	// restless is how many steps at one instant are too many.
	restless = 100
	// keepFor is how long a run without a database keeps what has closed.
	keepFor = 2 * day
)

// start is midnight in São Paulo, a Monday.
var start = time.Date(2026, time.March, 2, 3, 0, 0, 0, time.UTC)

// world is one run.
type world struct {
	ctx    context.Context
	opts   Options
	chance chance
	ids    chance
	clock  *clock
	agenda agenda

	database Database // nil without one
	store    *fragile
	engine   *engine.Engine // nil while the server is down
	together *engine.Together
	waiting  []*request // sent and not answered
	lastTap  int64      // sequence of the last commit that was told
	uneasy   time.Time  // until when late deadlines are forgiven, after a failure

	check  *checker
	counts map[string]int
	steps  int
	log    [remembered]action
	logged int

	company   company
	agents    map[desk.UserID]*agent
	customers map[desk.ContactID][]*customer
}

// action is one line of what happened last.
type action struct {
	at   time.Duration
	who  string
	what any
	err  error
}

// request is a command on its way; once is called with its answer.
type request struct {
	fail func(error)
	done bool
}

var (
	errDied = errors.New("the server died; nobody knows whether it happened")
	errDown = errors.New("the server is down")
)

func newWorld(ctx context.Context, o Options) *world {
	w := &world{
		ctx: ctx, opts: o, chance: chance{rand.New(rand.NewPCG(o.Seed, 1))}, ids: chance{rand.New(rand.NewPCG(o.Seed, 2))},
		clock: &clock{began: start}, counts: map[string]int{}, agents: map[desk.UserID]*agent{}, customers: map[desk.ContactID][]*customer{},
	}
	w.check = newChecker(w.count)
	w.store = &fragile{commit: w.check.committed, hit: w.struck, wrong: w.refusedBatch}
	return w
}

func (w *world) count(what string) { w.counts[what]++ }

func (w *world) close() {
	if w.database != nil {
		_ = w.database.Close() // what it holds was checked; the run is over
	}
}

// live is the whole run.
func (w *world) live() (*Report, error) {
	if err := w.boot(); err != nil {
		return nil, err
	}
	if err := w.settle(); err != nil {
		return nil, err
	}
	w.found()
	if err := w.settle(); err != nil {
		return nil, err
	}
	for w.check.wrong == nil {
		at, more := w.advance()
		if !more {
			break
		}
		w.clock.passed = max(w.clock.passed, at)
		for w.due() {
			w.agenda.take()()
		}
		if err := w.settle(); err != nil {
			return nil, err
		}
		if err := w.ctx.Err(); err != nil {
			return nil, err
		}
	}
	return w.finish()
}

// advance is the next instant at which anything happens.
func (w *world) advance() (time.Duration, bool) {
	at, more := w.agenda.next()
	if w.engine != nil {
		if due := w.clock.passed + w.engine.NextDue().Sub(w.engine.Now()); !more || due < at {
			at, more = due, true
		}
	}
	return at, more && at < w.opts.Span
}

func (w *world) due() bool {
	at, more := w.agenda.next()
	return more && at <= w.clock.passed
}

// in has something happen after a while.
func (w *world) in(after time.Duration, what func()) {
	at := w.clock.passed + max(after, 0)
	w.agenda.add((at+grid-1)/grid*grid, what)
}

// now is the instant by the engine's clock, or by the wall while it is down.
func (w *world) now() time.Time {
	if w.engine == nil {
		return w.clock.wall()
	}
	return w.engine.Now()
}

// timeOfDay is where in the day of the company we truly are.
func (w *world) timeOfDay() time.Duration { return w.clock.passed % day }

// boot starts the server.
func (w *world) boot() (err error) {
	w.store.Store = memory{w.check.rows}
	if w.opts.Open != nil {
		if w.database, err = w.opts.Open(w.ctx); err != nil {
			return err
		}
		w.store.Store = w.database
	}
	var died bool
	var e *engine.Engine
	func() {
		defer w.survive(&died)
		e, err = engine.Open(w.ctx, w.store, engine.Options{
			NewID: w.ids.id, Wall: w.clock.wall, Mono: w.clock.mono, AcceptClock: true, Stepped: true,
		})
	}()
	switch {
	case died:
		return w.down()
	case desk.IsRefusal(err, "read_only"):
		w.record("server", "cannot start", err)
		w.count("the disk failed a start")
		return w.down()
	case err != nil:
		return err
	}
	w.engine, w.together, w.lastTap = e, e.Together(), e.Seq()
	w.engine.Tap(w.tapped)
	w.record("server", "starts", nil)
	w.count("server starts")
	w.check.sameAsMemory(w.ctx, e, w.store.Store)
	for _, id := range w.company.agents {
		w.agents[id].serverIsBack()
	}
	for _, c := range w.company.customers {
		c.serverIsBack()
	}
	return nil
}

// refusedBatch hears of a batch that the store really refused.
func (w *world) refusedBatch(b *engine.Batch, err error) {
	if w.check.rows.repeats(b) {
		w.count("the store refused a repeat")
		return
	}
	w.check.complain("the store takes every batch", []any{b}, "%v", err)
}

// tapped hears of each commit: every event once, in order.
func (w *world) tapped(c *engine.Committed) {
	if c.First != w.lastTap+1 || c.Seq != c.First+int64(len(c.Events))-1 {
		w.check.complain("taps hear of every event once", nil, "after %d comes %d to %d", w.lastTap, c.First, c.Seq)
	}
	w.lastTap = c.Seq
	w.check.tapped(c)
}

// down is the time until somebody starts the server again.
func (w *world) down() error {
	w.store.unsure = 0
	if w.database != nil {
		if err := w.database.Close(); err != nil {
			return err
		}
		w.database = nil
	}
	for _, r := range w.waiting {
		r.fail(errDied)
	}
	w.waiting = nil
	away := w.chance.between(0, 20*time.Second)
	switch {
	case w.chance.once(.35):
		away = w.chance.between(time.Minute, 20*time.Minute)
		w.count("long downtime")
	case w.chance.once(.2):
		away = 0
	}
	w.record("server", fmt.Sprintf("is down for %s", away), nil)
	w.in(away, func() {
		if err := w.boot(); err != nil {
			w.check.complain("the server starts again", nil, "%v", err)
		}
	})
	return nil
}

// survive turns a death in the store into what the simulation can go on from.
func (w *world) survive(died *bool) {
	switch p := recover(); p.(type) {
	case nil:
	case death:
		*died = true
	default:
		panic(p)
	}
}

// settle makes a batch of what was sent and goes on until nothing is due any
// more. It looks at everything after each step.
func (w *world) settle() error {
	for round := 0; w.engine != nil; round++ {
		if round > restless {
			w.check.complain("the engine comes to rest", nil, "%d steps at one instant", round)
			return nil
		}
		died := false
		if len(w.waiting) > 1 {
			w.count("several in one batch")
		}
		func() {
			defer w.survive(&died)
			w.together.Run(w.ctx)
		}()
		w.steps++
		if died {
			now := w.engine.Now()
			w.engine, w.together = nil, nil // whatever it holds is lost
			w.observe(now, false)
			return w.down()
		}
		w.waiting = slices.DeleteFunc(w.waiting, func(r *request) bool { return r.done })
		rests := w.engine.NextDue().After(w.engine.Now())
		w.observe(w.engine.Now(), rests)
		if w.check.wrong != nil || rests && len(w.waiting) == 0 {
			return nil
		}
	}
	return nil
}

// observe looks at the desk and lets its people hear of what happened.
func (w *world) observe(now time.Time, rests bool) {
	healthy := w.engine != nil && !w.engine.ReadOnly()
	if !healthy {
		w.uneasy = now.Add(2 * time.Second)
	}
	w.check.audit(now, healthy && rests && now.After(w.uneasy))
	if w.steps%deepEvery == 0 && healthy {
		w.check.sameAsMemory(w.ctx, w.engine, w.store.Store)
		w.positions()
	}
	heard := w.check.heard
	w.check.heard = nil
	for _, r := range heard {
		w.react(r.Event)
	}
}

// positions asks the engine for the place of all that waits, and counts by hand.
func (w *world) positions() {
	for id, v := range w.check.rows.open {
		if v.Leg.State != desk.Queued {
			continue
		}
		ahead := 0
		for other, o := range w.check.rows.open {
			if o.Leg.State == desk.Queued && o.Leg.Queue == v.Leg.Queue && (before(o, v) || !before(v, o) && other < id) {
				ahead++
			}
		}
		said, err := engine.Do(w.ctx, w.engine, engine.Call{}, engine.Position{Conversation: id})
		if err != nil || said != ahead {
			w.check.complain("the position is how many wait before", []any{v}, "%s: %d are ahead, the engine says %d (%v)", id, ahead, said, err)
		}
		w.count("position compared")
	}
}

// finish compares everything once more.
func (w *world) finish() (*Report, error) {
	if w.check.wrong == nil && w.engine != nil && !w.engine.ReadOnly() {
		w.check.sameAsMemory(w.ctx, w.engine, w.store.Store)
		w.check.accounted(w.engine.Now())
	}
	if w.check.wrong == nil && w.database != nil {
		if err := w.check.sameAsDatabase(w.ctx, w.database); err != nil {
			return nil, err
		}
	}
	if c := w.check.wrong; c != nil {
		return nil, &Violation{Seed: w.opts.Seed, Step: w.steps, At: w.now(), Rule: c.rule, Text: c.text, Rows: c.rows, Actions: w.last()}
	}
	return &Report{
		Steps: w.steps, Conversations: w.counts["event conversation.opened"], Messages: w.counts["event message.written"],
		Events: w.check.rows.seq, Counts: w.counts, Trace: hex.EncodeToString(w.check.trace.Sum(nil)), Span: w.opts.Span,
	}, nil
}

// send has somebody want something. Done hears the answer, at the latest when the
// server dies. Codes are the refusals that this person may well get.
func send[R any](w *world, who desk.Actor, cmd engine.Command[R], codes []string, done func(R, error)) {
	sendKeyed(w, engine.Call{Actor: who}, cmd, codes, done)
}

func sendKeyed[R any](w *world, call engine.Call, cmd engine.Command[R], codes []string, done func(R, error)) {
	var r request
	answered := func(v R, err error) {
		if r.done {
			return
		}
		r.done = true
		w.record(string(call.Actor.Kind)+" "+call.Actor.ID, cmd, err)
		w.judge(cmd, codes, err)
		if done != nil {
			done(v, err)
		}
	}
	r.fail = func(err error) {
		var zero R
		answered(zero, err)
	}
	if w.engine == nil {
		r.fail(errDown)
		return
	}
	w.waiting = append(w.waiting, &r)
	engine.Ride(w.together, call, cmd, answered)
}

// judge refuses every answer that nobody expected.
func (w *world) judge(cmd any, codes []string, err error) {
	var refusal *desk.Refusal
	switch {
	case err == nil:
		w.count(fmt.Sprintf("%T", cmd))
	case errors.Is(err, errDied), errors.Is(err, errDown):
	case errors.As(err, &refusal) && refusal.Code == "read_only":
		w.count("refused read_only")
	case errors.As(err, &refusal) && slices.Contains(codes, refusal.Code):
		w.count(fmt.Sprintf("%T %s", cmd, refusal.Code))
	default:
		w.check.complain("answers make sense", []any{cmd}, "%T got %v", cmd, err)
	}
}

// unknown says that the sender must try again, as it may or may not have happened.
func unknown(err error) bool {
	return errors.Is(err, errDied) || errors.Is(err, errDown) || desk.IsRefusal(err, "read_only")
}

func (w *world) record(who string, what any, err error) {
	w.log[w.logged%remembered] = action{w.clock.passed, who, what, err}
	w.logged++
}

// last is what happened last, oldest first.
func (w *world) last() []string {
	var lines []string
	for i := max(0, w.logged-remembered); i < w.logged; i++ {
		a := w.log[i%remembered]
		line := fmt.Sprintf("%s %s: ", a.at, a.who)
		if text, ok := a.what.(string); ok {
			line += text
		} else {
			line += fmt.Sprintf("%T%+v", a.what, a.what)
		}
		if a.err != nil {
			line += " → " + a.err.Error()
		}
		if len(line) > widest {
			line = line[:widest] + "…"
		}
		lines = append(lines, line)
	}
	return lines
}
