// Package live is the desk's live feed: one WebSocket for each desk window, on
// which every change that its user may see arrives as whole rows or tombstones,
// in the order of commits.
//
// It promises that nothing is missed and nothing is shown that may not be seen:
// a subscriber is registered before anything is read for it, what happens
// meanwhile waits behind the replay, rights are judged now, in replay too, and a
// change of rights cuts at once. Whoever reads too slowly is cut off with
// socket.CodeTryAgain and resumes from the log. It also tells the engine which
// windows are open.
//
// What a row looks like is package view's; who may see it is desk.Viewer's; how
// frames travel is package socket's.
package live

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/socket"
	"pronto/internal/tail"
	"pronto/internal/view"
)

// The feed's own close codes. After CodeSignedOut a page stays away, and the reason
// names who ended the session if another person did; after any other code, those
// of package socket too, it comes back and resumes.
const (
	CodeSignedOut socket.Code = 4001
	CodeReplaced  socket.Code = 4004
)

// Options are what the hub is told at its start.
type Options struct {
	Engine *engine.Engine
	Store  read.Store
	// Authenticate says who asks and by which session: the hash of its token.
	Authenticate func(*http.Request) (user desk.UserID, session string, ok bool)
	// PublicURL, when set, is an origin that may connect beside the same host.
	PublicURL string
	// Typing hears that the holder of a conversation types. It must not block.
	Typing func(desk.Conversation)
	Log    *slog.Logger
	Socket socket.Options
	// ReplayEvents is how many events a resume may be behind before its client
	// must load a snapshot; 5,000.
	ReplayEvents int
	// Backlog is how many commits may wait to be handed out; tail.Default.
	Backlog int
}

// maxReplays is how many resumes read the store at the same time.
const maxReplays = 4

// Hub hands committed changes to who may see them.
type Hub struct {
	engine  *engine.Engine
	store   read.Store
	opts    Options
	log     *slog.Logger
	sockets *socket.Hub
	guard   *http.CrossOriginProtection
	epoch   []byte // as JSON
	windows windows
	tail    *tail.Tail
	replays chan struct{}
	ending  sync.Once

	mu sync.Mutex
	// seq is the last commit that was handed out. Whoever registers holding mu
	// hears of everything after it.
	seq         int64
	subscribers set
	users       index[desk.UserID]
	sessions    index[string]
	serving     index[desk.QueueID]
	overseeing  index[desk.QueueID]
	admins      set
	rooms       set // who watches the live room
	topics      index[desk.ConversationID]
	touched     []*subscriber // by the commit being handed out
	warnings    map[string]view.BreakWarning

	Stats Stats
}

// Stats count what the feed did, for metrics.
type Stats struct {
	Frames, Rows, Replays, Resets, Refusals, Overflows atomic.Int64
}

// New makes a hub that hears the engine's commits. It must be made before the
// engine starts.
func New(o Options) (*Hub, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.ReplayEvents == 0 {
		o.ReplayEvents = 5000
	}
	if o.Backlog == 0 {
		o.Backlog = tail.Default
	}
	if o.Typing == nil {
		o.Typing = func(desk.Conversation) {}
	}
	if o.Socket.Now == nil {
		o.Socket.Now = o.Engine.Now // last-seen must be an instant of the engine
	}
	h := &Hub{
		engine: o.Engine, store: o.Store, opts: o, log: o.Log, guard: http.NewCrossOriginProtection(), epoch: mustEncode(o.Engine.Epoch()),
		windows: windows{open: map[windowKey]*window{}}, replays: make(chan struct{}, maxReplays),
		seq: o.Engine.Seq(), subscribers: set{}, admins: set{}, rooms: set{}, users: index[desk.UserID]{}, sessions: index[string]{},
		serving: index[desk.QueueID]{}, overseeing: index[desk.QueueID]{}, topics: index[desk.ConversationID]{},
	}
	if o.PublicURL != "" {
		if err := h.guard.AddTrustedOrigin(origin(o.PublicURL)); err != nil {
			return nil, err
		}
	}
	h.sockets = socket.NewHub(o.Socket)
	h.tail = tail.Follow(o.Engine, o.Backlog, func(c *engine.Committed) { h.dispatch(h.encodable(c)) }, h.overflow)
	return h, nil
}

// Connections is how many sockets are open.
func (h *Hub) Connections() int { return h.sockets.Len() }

// Lag is how many sequences the feed is behind the engine.
func (h *Hub) Lag() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(h.engine.Seq()-h.seq, 0)
}

// Shutdown tells all windows to come back to the next start of the server. It
// reports none of them: the engine settles that when it starts.
func (h *Hub) Shutdown(ctx context.Context) {
	h.ending.Do(func() {
		h.sockets.Shutdown(ctx)
		h.tail.Stop()
	})
}

// overflow has everybody reconnect: commits were dropped, and the log has them.
func (h *Hub) overflow() {
	h.Stats.Overflows.Add(1)
	h.log.Error("the live feed fell behind; all windows resume from the log")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq = max(h.seq, h.engine.Seq())
	for s := range h.subscribers {
		s.conn.Close(socket.CodeTryAgain, "the feed fell behind")
	}
}

type set map[*subscriber]struct{}

// index finds subscribers by what concerns them.
type index[K comparable] map[K]set

func (x index[K]) add(k K, s *subscriber) {
	if x[k] == nil {
		x[k] = set{}
	}
	x[k][s] = struct{}{}
}

func (x index[K]) remove(k K, s *subscriber) {
	delete(x[k], s)
	if len(x[k]) == 0 {
		delete(x, k)
	}
}
