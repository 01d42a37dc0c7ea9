// Package httpapi is the desk's REST API under /api/v1: it decodes a request,
// calls the engine or reads, and encodes the answer. Its OpenAPI document is made
// from the same Go types that decode and encode, so it cannot say anything else.
//
// It promises that nothing is answered to whom it does not concern (what one may
// not see does not exist), that a refused request changed nothing, and that logs
// hold no bodies, tokens or names. What is decided is decided by the engine; how
// a refusal looks on the wire is package problem's.
package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pronto/internal/access"
	"pronto/internal/blob"
	"pronto/internal/engine"
	"pronto/internal/problem"
	"pronto/internal/read"
	"pronto/internal/report"
	"pronto/internal/view"
)

// Prefix is where the API lives.
const Prefix = "/api/v1"

// Blobs keeps the bytes of attachments.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (blob.Info, error)
	Open(sum string) (io.ReadSeekCloser, blob.Info, error)
}

// Deps are what the API needs of the rest of the server.
type Deps struct {
	Engine   *engine.Engine
	Read     read.Store
	Blobs    Blobs
	Reports  *report.Service
	Figures  *report.Figures
	Hasher   *access.Hasher
	Throttle *access.Throttle
	// NewID makes an id that was never used, as the engine's own port does.
	NewID func(time.Time) string
	// SetupToken opens the first start; empty means that it is closed.
	SetupToken func() string

	// PublicURL is where browsers reach the server: the snippets of channels point
	// there, and its origin is trusted.
	PublicURL      string
	SecureCookies  bool
	TrustedProxies []netip.Prefix
	Version        string
	Log            *slog.Logger
}

// API serves the desk.
type API struct {
	Deps
	huma    huma.API
	mux     *http.ServeMux
	handler http.Handler
	// progress is of the reports that are counted now.
	progress progresses
}

// New makes the API. It serves everything below Prefix.
func New(d Deps) (*API, error) {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	d.PublicURL = strings.TrimSuffix(d.PublicURL, "/")
	a := &API{Deps: d, mux: http.NewServeMux()}
	a.huma = humago.New(a.mux, a.config())
	a.registerAll()
	a.describeFrames()
	a.settleSchemas()
	document, err := a.document()
	if err != nil {
		return nil, err
	}
	a.serveDocs(document)
	guarded, err := a.guard(a.known(a.mux))
	if err != nil {
		return nil, err
	}
	a.handler = Observe(d.Log, compress(guarded))
	return a, nil
}

// OpenAPI is the document alone; it needs no running desk.
func OpenAPI(version string) ([]byte, error) {
	a, err := New(Deps{Version: version})
	if err != nil {
		return nil, err
	}
	return a.document()
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

func (a *API) registerAll() {
	a.registerSetup()
	a.registerSession()
	a.registerMe()
	a.registerStatus()
	a.registerWindows()
	a.registerConversations()
	a.registerMessages()
	a.registerWhy()
	a.registerOffers()
	a.registerSupervise()
	a.registerLedger()
	a.registerCalls()
	a.registerReports()
	a.registerFiles()
	a.registerUsers()
	a.registerRoles()
	a.registerQueues()
	a.registerReasons()
	a.registerChannels()
	a.registerInstallation()
}

func (a *API) config() huma.Config {
	version := a.Version
	if version == "" {
		version = "dev"
	}
	c := huma.DefaultConfig("Pronto", version)
	c.Info.Description = "The desk: sign-in, conversations, offers, files and settings. The live feed at /api/v1/live is described by the schemas Frame and ClientFrame."
	// Ours instead: huma's pages load from elsewhere, and $schema is noise in
	// every answer.
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	for _, name := range []string{"Session", "Me", "Windows", "Conversations", "Messages", "Files", "Offers", "Why", "Room", "Time", "Calls", "Reports", "Users", "Roles", "Queues", "Channels", "Pause reasons", "Installation", "Setup"} {
		c.Tags = append(c.Tags, &huma.Tag{Name: name})
	}
	c.Transformers = []huma.Transformer{toProblem}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: a.cookieName(), Description: "Set by POST /session; where browsers come by https its name begins with __Host-."},
	}
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[problem.Problem]())
	return c
}

func (a *API) document() ([]byte, error) {
	b, err := json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	return b, nil
}

// describeFrames puts the live feed's shapes, and every row that a frame can
// carry, into the document, so that clients get types for them.
func (a *API) describeFrames() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[view.Frame](), reflect.TypeFor[view.ClientFrame](), reflect.TypeFor[view.Conversation](),
		reflect.TypeFor[view.Message](), reflect.TypeFor[view.Status](), reflect.TypeFor[view.Offer](), reflect.TypeFor[view.RoomAgent](), reflect.TypeFor[view.Whisper](), reflect.TypeFor[view.BreakWarning](),
	} {
		a.huma.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
	}
}

// settleSchemas says of lists that they are never null, as none of ours is.
func (a *API) settleSchemas() {
	for _, s := range a.huma.OpenAPI().Components.Schemas.Map() {
		for _, p := range s.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
}

// known answers what has no route, and methods that a route does not take.
func (a *API) known(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		said := refusal{header: http.Header{}}
		handler.ServeHTTP(&said, r)
		if said.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", said.header.Get("Allow"))
			problem.Write(w, r, problem.New(said.status, "method_not_allowed", "%s is not possible here", r.Method))
			return
		}
		problem.Write(w, r, problem.New(http.StatusNotFound, "not_found", "there is nothing here"))
	})
}

// refusal hears what the mux would have answered, and drops its words.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) Write(p []byte) (int, error) { return len(p), nil }
func (r *refusal) WriteHeader(status int)      { r.status = status }

// schemaOf is the document's name for a type.
func schemaOf[T any](a *API) *huma.Schema {
	t := reflect.TypeFor[T]()
	return a.huma.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
}
