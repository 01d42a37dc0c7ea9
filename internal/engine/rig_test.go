package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/store/postgres"
	"pronto/internal/store/sqlite"
	"pronto/internal/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// stored is what the tests use of a store.
type stored interface {
	engine.Store
	Events(ctx context.Context, after int64, limit int) ([]desk.Recorded, error)
	Close() error
}

// stores are the databases that every test of this package runs on. Each opens
// the same database again and again, as restarts do.
var stores = map[string]func(t testing.TB) func() stored{
	"sqlite": func(t testing.TB) func() stored {
		dir := t.TempDir()
		return func() stored {
			db, err := sqlite.Open(context.Background(), dir)
			if err != nil {
				t.Fatal(err)
			}
			return db
		}
	},
	"postgres": func(t testing.TB) func() stored {
		address := pgtest.URL(t.(pgtest.TB))
		return func() stored {
			db, err := postgres.Open(context.Background(), address)
			if err != nil {
				t.Fatal(err)
			}
			return db
		}
	},
}

// onEach runs a test on every database.
func onEach(t *testing.T, test func(t *testing.T, open func() stored)) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			if name != "sqlite" && testing.Short() {
				t.Skip("one database is enough in a hurry")
			}
			test(t, open(t))
		})
	}
}

// onDesk runs a test on every database, with a desk to begin from.
func onDesk(t *testing.T, test func(r *rig)) {
	onEach(t, func(t *testing.T, open func() stored) { test(newRig(t, open)) })
}

// faulty is a store that fails as a test wants.
type faulty struct {
	stored
	// flush is asked before each flush: what it shall fail with, and whether the
	// batch is stored all the same.
	flush   func(b *engine.Batch) (err error, really bool)
	recover func() error
}

func (f *faulty) Flush(ctx context.Context, b *engine.Batch) error {
	if f.flush == nil {
		return f.stored.Flush(ctx, b)
	}
	err, really := f.flush(b)
	if err == nil || really {
		if err := f.stored.Flush(ctx, b); err != nil {
			return err
		}
	}
	return err
}

func (f *faulty) Recover(ctx context.Context) (int64, error) {
	if f.recover != nil {
		if err := f.recover(); err != nil {
			return 0, err
		}
	}
	return f.stored.Recover(ctx)
}

// once fails the next flush that holds events.
func (f *faulty) once(err error, really bool) {
	f.flush = func(b *engine.Batch) (error, bool) {
		if len(b.Events) == 0 {
			return nil, false
		}
		f.flush = nil
		return err, really
	}
}

// rig is a stepped engine with a clock that the test moves, and ids that count.
type rig struct {
	*testing.T
	open  func() stored
	store *faulty
	e     *engine.Engine
	now   time.Time
	ids   int
	heard []desk.Recorded
	batch []*engine.Committed
}

var (
	root  = engine.Call{Actor: desk.Actor{Kind: desk.ActorCLI}}
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func newRig(t *testing.T, open func() stored) *rig {
	t.Helper()
	r := &rig{T: t, open: open, now: start}
	r.boot()
	t.Cleanup(func() {
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) options() engine.Options {
	return engine.Options{Wall: func() time.Time { return r.now }, NewID: func(time.Time) string { return r.id() }, Stepped: true}
}

func (r *rig) id() string {
	r.ids++
	return fmt.Sprintf("%026d", r.ids)
}

func (r *rig) boot() {
	r.Helper()
	r.store = &faulty{stored: r.open()}
	var err error
	if r.e, err = engine.Open(context.Background(), r.store, r.options()); err != nil {
		r.Fatal(err)
	}
	r.e.Tap(func(c *engine.Committed) {
		r.heard = append(r.heard, c.Events...)
		r.batch = append(r.batch, c)
	})
}

// crash loses the engine and all that it had in memory, and starts another.
func (r *rig) crash() {
	r.Helper()
	if err := r.store.Close(); err != nil {
		r.Fatal(err)
	}
	r.boot()
}

// pass lets time go by, stepping whenever something is due.
func (r *rig) pass(d time.Duration) {
	r.Helper()
	until := r.now.Add(d)
	for {
		next := r.e.NextDue()
		if !next.Before(until) {
			break
		}
		r.now = later(r.now.Add(time.Millisecond), next)
		r.e.Step()
	}
	r.now = until
	r.e.Step()
	r.same()
}

// jump lets a long time go by at one go.
func (r *rig) jump(d time.Duration) {
	r.Helper()
	r.now = r.now.Add(d)
	r.e.Step()
	r.same()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// same compares the engine with one made anew from the store.
func (r *rig) same() {
	r.Helper()
	if r.e.Unsettled() {
		return
	}
	if d := r.e.Differs(context.Background()); d != "" {
		r.Fatalf("at %s the engine is not what is stored:%s", r.now.Format(time.TimeOnly), d)
	}
}

func do[R any](r *rig, c engine.Call, cmd engine.Command[R]) R {
	r.Helper()
	v, err := engine.Do(context.Background(), r.e, c, cmd)
	if err != nil {
		r.Fatalf("%T: %v", cmd, err)
	}
	r.same()
	return v
}

// refused runs a command that must be refused with this code and leave no trace.
// It returns what the caller is told besides.
func refused[R any](r *rig, code string, c engine.Call, cmd engine.Command[R]) map[string]string {
	r.Helper()
	seq := r.e.Seq()
	_, err := engine.Do(context.Background(), r.e, c, cmd)
	if !desk.IsRefusal(err, code) {
		r.Fatalf("%T: %v, want a refusal with %s", cmd, err, code)
	}
	r.same()
	if code != "read_only" && r.e.Seq() != seq {
		r.Fatalf("%T was refused, yet %d events were written", cmd, r.e.Seq()-seq)
	}
	var refusal *desk.Refusal
	errors.As(err, &refusal)
	return refusal.Params
}

// since lists the kinds of the events after a sequence, and whom they are about.
func (r *rig) since(seq int64) string {
	r.Helper()
	events, err := r.store.Events(context.Background(), seq, 10_000)
	if err != nil {
		r.Fatal(err)
	}
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Event.Kind())
	}
	return strings.Join(kinds, " ")
}

// log is the whole log as text.
func (r *rig) log() string {
	r.Helper()
	events, err := r.store.Events(context.Background(), 0, 1_000_000)
	if err != nil {
		r.Fatal(err)
	}
	var b bytes.Buffer
	for _, e := range events {
		fmt.Fprintf(&b, "%d %s %s %v %s %+v\n", e.Seq, e.At.Format(time.RFC3339Nano), e.Since.Format(time.RFC3339Nano), e.Actor, e.Event.Kind(), e.Event)
	}
	return b.String()
}

func by(u string) engine.Call { return engine.Call{Actor: desk.ByUser(desk.UserID(u))} }

func (r *rig) user(id string, limit int) {
	r.Helper()
	do(r, root, engine.SaveUser{Create: true, User: desk.User{
		ID: desk.UserID(id), Name: id, Email: id + "@example.com", Role: desk.RoleAgent, Locale: desk.Portuguese, Active: true,
		Limits: desk.Limits{Total: limit, Chat: limit, Phone: desk.MaxLimit},
	}})
}

type queueOption func(*desk.Queue)

func pull(q *desk.Queue)   { q.Mode = desk.Pull }
func offers(q *desk.Queue) { q.Delivery = desk.OfferIt }
func both(q *desk.Queue)   { q.Mode = desk.Both }

func (r *rig) queue(id string, options []queueOption, users ...string) {
	r.Helper()
	q := desk.Queue{
		ID: desk.QueueID(id), Name: "Queue " + id, Mode: desk.Push, Delivery: desk.Assign, Ring: 20 * time.Second,
		OfferRetry: time.Minute, Strategy: desk.FewestOpen, Active: true,
	}
	for _, o := range options {
		o(&q)
	}
	do(r, root, engine.SaveQueue{Create: true, Queue: q, Members: serving(users...)})
}

func serving(users ...string) []desk.Member {
	var members []desk.Member
	for _, u := range users {
		members = append(members, desk.Member{User: desk.UserID(u), Serves: true})
	}
	return members
}

func (r *rig) members(queue string, users ...string) {
	r.Helper()
	do(r, root, engine.SaveQueue{Queue: r.e.Directory().Queues[desk.QueueID(queue)], Members: serving(users...)})
}

func (r *rig) channel(id, queue string) {
	r.Helper()
	do(r, root, engine.SaveChannel{Create: true, Channel: desk.Channel{
		ID: desk.ChannelID(id), Kind: desk.WebChat, Name: id, Queue: desk.QueueID(queue), AbandonAfter: 2 * time.Minute,
		Color: "#1a7f64", Locale: desk.Portuguese, Secret: "secret",
	}})
}

// window opens a desk window, which is named after its user.
func (r *rig) window(u string) {
	r.Helper()
	do(r, by(u), engine.OpenWindow{User: desk.UserID(u), Window: desk.WindowID("w-" + u), Load: 1})
}

func (r *rig) status(u string, s desk.Status) {
	r.Helper()
	do(r, by(u), engine.SetStatus{Status: s})
}

func (r *rig) online(users ...string) {
	r.Helper()
	for _, u := range users {
		r.window(u)
		r.status(u, desk.Online)
	}
}

// visitor makes a browser known on a channel, under a token of its own.
func (r *rig) visitor(channel, token string) desk.Visitor {
	r.Helper()
	return do(r, engine.Call{Actor: desk.System}, engine.StartVisitor{Channel: desk.ChannelID(channel), Token: token})
}

func says(token, id, text string) engine.CustomerMessage {
	return engine.CustomerMessage{Token: token, ID: desk.MessageID(id), Text: text, Answer: -1}
}

// arrives lets a new customer write.
func (r *rig) arrives(channel, token string) desk.ConversationID {
	r.Helper()
	r.visitor(channel, token)
	return do(r, visitorCall, says(token, "m-"+token, "olá")).Conversation.ID
}

var visitorCall = engine.Call{Actor: desk.System}

// settings changes what holds for the whole company.
func (r *rig) settings(change func(*desk.Installation)) {
	r.Helper()
	i := r.e.Directory().Installation
	change(&i)
	do(r, root, engine.SaveInstallation{Installation: i})
}

func (r *rig) holder(id desk.ConversationID) string {
	c := r.e.Conversation(id)
	if c.Leg.State != desk.Assigned {
		return string(c.Leg.State)
	}
	return string(c.Leg.Agent)
}

func (r *rig) holds(id desk.ConversationID, want string) {
	r.Helper()
	if got := r.holder(id); got != want {
		r.Fatalf("conversation %s is with %q, want %q", id, got, want)
	}
}

func (r *rig) finish(u string, id desk.ConversationID) {
	r.Helper()
	do(r, by(u), engine.EndConversation{Conversation: id, Outcome: desk.Finished})
}
