// Package webchat is the customer's side of a conversation: the widget's pages,
// its endpoints and its feed.
//
// It promises that a customer sees their own conversations and nothing else, that
// each message of theirs reaches the engine once however often it is sent, that
// after any loss the feed brings what is missing once and in order, and that the
// engine knows whether the customer has a window. Whatever comes from outside is
// limited and checked before anything is stored.
//
// It leaves all decisions to the engine: which conversation a message goes to,
// where it waits, when it is abandoned.
package webchat

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"pronto/internal/access"
	"pronto/internal/blob"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/problem"
	"pronto/internal/read"
	"pronto/internal/socket"
	"pronto/internal/tail"
)

// MaxFile is the largest attachment that a customer may send.
const MaxFile = 25 << 20

// Store is what the channel reads.
type Store interface {
	VisitorByToken(ctx context.Context, token string) (desk.Visitor, bool, error)
	ContactByID(ctx context.Context, id desk.ContactID) (desk.Contact, bool, error)
	LatestOf(ctx context.Context, ch desk.ChannelID, contact desk.ContactID) (read.Row, bool, error)
	Messages(ctx context.Context, q read.MessagesQuery) (read.MessagesPage, error)
	ByIDs(ctx context.Context, ids []desk.ConversationID) ([]read.Row, error)
	File(ctx context.Context, id desk.FileID) (desk.File, bool, error)
}

// Blobs keeps the bytes of attachments.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (blob.Info, error)
	Open(sum string) (io.ReadSeekCloser, blob.Info, error)
}

// Options are what the channel is told at its start.
type Options struct {
	Engine *engine.Engine
	Store  Store
	Blobs  Blobs
	// Pages holds widget.js, frame.html, shop.html and what they load, flat.
	Pages          fs.FS
	PublicURL      string
	TrustedProxies []netip.Prefix
	Log            *slog.Logger
	// CustomerTypes hears that the customer of an open conversation types. It must
	// not block.
	CustomerTypes func(desk.Conversation)
	// Rules and Sockets limit what is given out; access's defaults when nil.
	Rules   []access.Rule
	Sockets map[access.Scope]int
	Socket  socket.Options
}

// limiterKeys is how many visitors, addresses and channels are counted apart.
const limiterKeys = 100_000

// Channel serves all web chat channels of the desk.
type Channel struct {
	opts     Options
	engine   *engine.Engine
	store    Store
	log      *slog.Logger
	origin   string // of PublicURL
	limiter  *access.Limiter
	gauges   gauges
	visitors visitors
	pages    pages
	presence presence
	feed     feed
	sockets  *socket.Hub
	tail     *tail.Tail
}

// New makes the channel. It must be made before the engine starts.
func New(o Options) (*Channel, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Rules == nil {
		o.Rules = access.DefaultRules()
	}
	if o.Sockets == nil {
		o.Sockets = access.DefaultSockets()
	}
	if o.CustomerTypes == nil {
		o.CustomerTypes = func(desk.Conversation) {}
	}
	if o.Socket.Now == nil {
		o.Socket.Now = o.Engine.Now
	}
	pages, err := loadPages(o.Pages)
	if err != nil {
		return nil, err
	}
	c := &Channel{
		opts: o, engine: o.Engine, store: o.Store, log: o.Log, origin: originOf(o.PublicURL), pages: pages,
		limiter: access.NewLimiter(o.Rules, limiterKeys), gauges: newGauges(o.Sockets), visitors: newVisitors(), sockets: socket.NewHub(o.Socket),
	}
	c.presence.init(c)
	c.feed.init(c)
	c.tail = tail.Follow(o.Engine, tail.Default, c.feed.dispatch, c.feed.overflow)
	return c, nil
}

// Connections is how many customers' sockets are open.
func (c *Channel) Connections() int { return c.sockets.Len() }

// Shutdown tells all customers' pages to come back to the next start. It reports
// nobody as gone: the engine settles that when it starts.
func (c *Channel) Shutdown(ctx context.Context) {
	c.presence.shutdown()
	c.sockets.Shutdown(ctx)
	c.tail.Stop()
	c.feed.shutdown()
}

// AgentTypes tells the customer that the agent of their conversation types.
func (c *Channel) AgentTypes(conversation desk.Conversation) { c.feed.agentTypes(conversation) }

// Register hangs the endpoints and pages into a server.
func (c *Channel) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /widget.js", c.serveLoader)
	mux.HandleFunc("GET /widget/frame/{channel}", c.serveFrame)
	mux.HandleFunc("GET /widget/assets/{name}", c.serveAsset)
	mux.HandleFunc("GET /shop/{$}", c.serveShop)
	for pattern, handle := range map[string]handler{
		"GET /channels/{id}":           c.showChannel,
		"POST /channels/{id}/visitors": c.startVisitor,
		"DELETE /visitor":              c.forgetVisitor,
		"GET /conversation":            c.showConversation,
		"POST /messages":               c.writeMessage,
		"POST /read":                   c.markRead,
		"POST /delivered":              c.markDelivered,
		"POST /files":                  c.upload,
		"GET /files/{id}":              c.download,
		"GET /live":                    c.connect,
		"/":                            noSuchEndpoint,
	} {
		mux.Handle(below("/widget/v1", pattern), c.guarded(handle))
	}
}

// handler answers by itself or returns why not.
type handler func(w http.ResponseWriter, r *http.Request) error

func noSuchEndpoint(_ http.ResponseWriter, r *http.Request) error {
	return desk.Refuse(desk.NotFound, "not_found", "no endpoint %s %s", r.Method, r.URL.Path)
}

// guarded refuses pages of other origins and writes what a handler returns.
func (c *Channel) guarded(handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		err := c.checkOrigin(r)
		if err == nil {
			err = handle(w, r)
		}
		if err == nil {
			return
		}
		if problem.Of(err).Status == http.StatusInternalServerError {
			c.log.ErrorContext(r.Context(), "a request of the widget failed", "method", r.Method, "path", r.URL.Path, "err", err)
		}
		problem.Write(w, r, err)
	})
}

// commandWithin is how long the engine may take where no request sets a limit.
const commandWithin = 10 * time.Second
