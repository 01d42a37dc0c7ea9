// Package desktest is a whole desk for tests of what stands around the engine:
// the real engine on a real SQLite file, with the people, queues and channels
// that a test asks for.
package desktest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/store/sqlite"
)

// Desk is an engine and its store.
type Desk struct {
	*engine.Engine
	Store *sqlite.DB
	// DiskFull, while set, has every write fail.
	DiskFull atomic.Bool

	t   testing.TB
	dir string
}

// disk is what the engine writes to.
type disk struct {
	*sqlite.DB
	full *atomic.Bool
}

func (d disk) Flush(ctx context.Context, b *engine.Batch) error {
	if d.full.Load() {
		return fmt.Errorf("%w: no space left", engine.ErrStorage)
	}
	return d.DB.Flush(ctx, b)
}

// Secret is the HMAC secret of every channel here.
const Secret = "the site's secret"

var ids atomic.Int64

// ID is a fresh id in the form of a ULID.
func ID() string { return fmt.Sprintf("01%024d", ids.Add(1)) }

// New opens a new desk. Whoever taps it does so before Start.
func New(t testing.TB) *Desk {
	t.Helper()
	return open(t, t.TempDir())
}

// Again opens the desk of an earlier run that was closed.
func (d *Desk) Again() *Desk {
	d.t.Helper()
	return open(d.t, d.dir)
}

func open(t testing.TB, dir string) *Desk {
	t.Helper()
	store, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{Store: store, t: t, dir: dir}
	d.Engine, err = engine.Open(t.Context(), disk{store, &d.DiskFull}, engine.Options{NewID: func(time.Time) string { return ID() }})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Close stops the engine and closes its store.
func (d *Desk) Close() {
	d.t.Helper()
	d.Stop()
	if err := d.Store.Close(); err != nil {
		d.t.Error(err)
	}
}

// Do runs a command as a user, or fails the test.
func Do[R any](d *Desk, by desk.Actor, cmd engine.Command[R]) R {
	d.t.Helper()
	r, err := Try(d, by, cmd)
	if err != nil {
		d.t.Fatalf("%T: %v", cmd, err)
	}
	return r
}

// Try runs a command as a user.
func Try[R any](d *Desk, by desk.Actor, cmd engine.Command[R]) (R, error) {
	return engine.Do(context.Background(), d.Engine, engine.Call{Actor: by}, cmd)
}

var cli = desk.Actor{Kind: desk.ActorCLI}

// User makes a person whose id is their name.
func (d *Desk) User(name string, role desk.Role) desk.UserID {
	d.t.Helper()
	Do(d, cli, engine.SaveUser{Create: true, User: desk.User{
		ID: desk.UserID(name), Name: name, Email: name + "@example.com", Role: role, Active: true, Locale: desk.Portuguese, Limits: desk.DefaultLimits, Password: "hash",
	}})
	return desk.UserID(name)
}

// Session signs somebody in and answers the token's hash.
func (d *Desk) Session(u desk.UserID) string {
	d.t.Helper()
	return Do(d, desk.ByUser(u), engine.StartSession{User: u, Token: "session-" + ID()}).Token
}

// Queue makes a queue, or gives one other members.
func (d *Desk) Queue(id desk.QueueID, mode desk.Mode, delivery desk.Delivery, members ...desk.Member) desk.QueueID {
	d.t.Helper()
	old, there := d.Directory().Queues[id]
	Do(d, cli, engine.SaveQueue{Create: !there, Members: members, Queue: desk.Queue{
		ID: id, Name: string(id), Mode: mode, Delivery: delivery, Ring: 30 * time.Second, OfferRetry: time.Minute, Strategy: desk.FewestOpen,
		Active: true, Rev: old.Rev,
	}})
	return id
}

// Serves and Supervises are the usual memberships.
func Serves(users ...desk.UserID) []desk.Member {
	members := make([]desk.Member, len(users))
	for i, u := range users {
		members[i] = desk.Member{User: u, Serves: true}
	}
	return members
}

// Channel makes a web chat channel that leads to a queue; change, if any, has the
// last word on it.
func (d *Desk) Channel(id desk.ChannelID, queue desk.QueueID, change ...func(*desk.Channel)) desk.Channel {
	d.t.Helper()
	ch := desk.Channel{
		ID: id, Kind: desk.WebChat, Name: string(id), Queue: queue, AbandonAfter: time.Minute, Title: "Loja", Color: "#1a7f64",
		Locale: desk.Portuguese, Secret: Secret, Rev: d.Directory().Channels[id].Rev,
	}
	for _, f := range change {
		f(&ch)
	}
	_, there := d.Directory().Channels[id]
	ch.Active = true
	return Do(d, cli, engine.SaveChannel{Create: !there, Channel: ch})
}

// Visitor is a customer with a token's hash.
type Visitor struct {
	desk.Visitor
	d *Desk
}

// Visit makes a customer on a channel.
func (d *Desk) Visit(ch desk.ChannelID, name string) Visitor {
	d.t.Helper()
	return Visitor{Do(d, desk.System, engine.StartVisitor{Channel: ch, Token: "visitor-" + ID(), Told: desk.Contact{Name: name}}), d}
}

// Writes sends a message and answers the conversation with it.
func (v Visitor) Writes(text string) engine.Written {
	v.d.t.Helper()
	return Do(v.d, desk.ByCustomer(v.Contact), engine.CustomerMessage{Token: v.Token, ID: desk.MessageID(ID()), Text: text, Answer: -1})
}

// Answer is an agent's message.
func (d *Desk) Answer(u desk.UserID, c desk.ConversationID, text string) desk.Message {
	d.t.Helper()
	return Do(d, desk.ByUser(u), engine.WriteMessage{ID: desk.MessageID(ID()), Conversation: c, Text: text})
}

// Take is ✓.
func (d *Desk) Take(u desk.UserID, c desk.ConversationID) desk.Conversation {
	d.t.Helper()
	return Do(d, desk.ByUser(u), engine.TakeConversation{Conversation: c})
}
