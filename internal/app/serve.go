package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"pronto/internal/access"
	"pronto/internal/channel/webchat"
	"pronto/internal/config"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/httpapi"
	"pronto/internal/live"
	"pronto/internal/problem"
	"pronto/internal/report"
	"pronto/web"
)

// OpenAPI is the description of the REST interface; it needs no running desk.
func OpenAPI(version string) ([]byte, error) { return httpapi.OpenAPI(version) }

// Serve runs the desk until ctx ends, then lets go in order: no new requests, the
// sockets told to come back, the engine finished, the data closed.
func Serve(ctx context.Context, cfg config.Config, o Options, out io.Writer) error {
	s, err := Start(ctx, cfg, o)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "The desk is open on %s\n", s.URL)
	if link := s.SetupLink(); link != "" {
		_, _ = fmt.Fprintf(out, "\nCreate the administrator with this one-time link:\n\n    %s\n\n", link)
	}
	select {
	case <-ctx.Done():
		return s.Close()
	case err := <-s.failed:
		return errors.Join(err, s.Close())
	}
}

// Server is a node that serves browsers.
type Server struct {
	*Node
	// URL is where this machine reaches it.
	URL string

	http    []*http.Server
	live    *live.Hub
	figures *report.Figures
	chat    *webchat.Channel
	setup   setupToken
}

// Start opens the desk and begins to serve.
func Start(ctx context.Context, cfg config.Config, o Options) (*Server, error) {
	n, err := prepare(ctx, cfg, o)
	if err != nil {
		return nil, err
	}
	s := &Server{Node: n, setup: newSetupToken(n.Engine)}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// readTime is how long a request may take to arrive. It holds also where nobody
// reads the body, as of a stranger: net/http would wait for it without end before
// it answers. Who takes an upload gives it longer.
const readTime = 30 * time.Second

func (s *Server) open(ctx context.Context) error {
	desk, err := listen(ctx, &s.cfg.Listen)
	if err != nil {
		return err
	}
	doors := []door{{desk, nil}}
	if s.cfg.Metrics != "" {
		monitoring, err := listen(ctx, &s.cfg.Metrics)
		if err != nil {
			return errors.Join(fmt.Errorf("for the metrics: %w", err), desk.Close())
		}
		doors = append(doors, door{monitoring, s.metrics()})
	}
	local := s.cfg
	local.PublicURL = ""
	s.URL = local.BaseURL()
	if doors[0].handler, err = s.handler(); err == nil {
		err = s.begin(s.warn)
	}
	if err == nil {
		s.reports.Start()
	}
	for _, d := range doors {
		if err != nil {
			err = errors.Join(err, d.listener.Close())
			continue
		}
		s.serve(d)
	}
	return err
}

// door is an address with what is served there.
type door struct {
	listener net.Listener
	handler  http.Handler
}

// listen opens an address. Where any port was asked for, the address gets the one
// that was given out.
func listen(ctx context.Context, address *string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", *address, err)
	}
	*address = withPort(*address, listener.Addr())
	return listener, nil
}

func (s *Server) serve(d door) {
	server := &http.Server{
		Handler: d.handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: readTime, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	s.http = append(s.http, server)
	go func() {
		if err := server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
			s.fail(err)
		}
	}()
}

// withPort is the address that was asked for, with the port that was given out
// where any was asked for.
func withPort(asked string, given net.Addr) string {
	host, port, err := net.SplitHostPort(asked)
	tcp, ok := given.(*net.TCPAddr)
	if err != nil || port != "0" || !ok {
		return asked
	}
	return net.JoinHostPort(host, strconv.Itoa(tcp.Port))
}

// Close stops serving and lets go of the data. Nothing new comes in while the
// sockets are told to come back and the requests in flight are answered.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	drained := make([]error, len(s.http))
	var ending sync.WaitGroup
	for i, server := range s.http {
		ending.Go(func() { drained[i] = drain(server) })
	}
	if s.live != nil {
		ending.Go(func() { s.live.Shutdown(ctx) })
	}
	if s.chat != nil {
		ending.Go(func() { s.chat.Shutdown(ctx) })
	}
	ending.Wait()
	return errors.Join(errors.Join(drained...), s.Node.Close())
}

// handler hangs the adapters into one server. All taps are registered here,
// before the engine starts.
func (s *Server) handler() (http.Handler, error) {
	e, log := s.Engine, s.opts.Log
	s.figures = report.NewFigures(s.reports, e)
	api, err := httpapi.New(httpapi.Deps{
		Engine: e, Read: s.store, Blobs: s.blobs, Reports: s.reports, Figures: s.figures, Hasher: s.hasher,
		Throttle: access.NewThrottle(access.DefaultAccountSlowing, access.DefaultAddressSlowing, 100_000),
		NewID:    NewID, SetupToken: s.setup.current, PublicURL: s.cfg.BaseURL(), SecureCookies: s.cfg.SecureCookies(),
		TrustedProxies: s.cfg.TrustedProxies, Version: s.opts.Version, Log: log,
	})
	if err != nil {
		return nil, err
	}
	s.live, err = live.New(live.Options{
		Engine: e, Store: s.store, Authenticate: api.Authenticate, PublicURL: s.public(), Log: log,
		Typing: func(c desk.Conversation) { s.chat.AgentTypes(c) },
	})
	if err != nil {
		return nil, err
	}
	pages := web.Files()
	widget, err := fs.Sub(pages, "widget")
	if err != nil {
		return nil, err
	}
	chat := webchat.Options{
		Engine: e, Store: s.store, Blobs: s.blobs, Pages: widget, PublicURL: s.public(),
		TrustedProxies: s.cfg.TrustedProxies, Log: log, CustomerTypes: s.live.CustomerTypes,
	}
	if s.opts.Unlimited {
		chat.Rules, chat.Sockets = []access.Rule{}, map[access.Scope]int{}
	}
	if s.chat, err = webchat.New(chat); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", api)
	mux.Handle("GET "+httpapi.Prefix+"/live", s.live)
	s.chat.Register(mux)
	mux.Handle("/", &pageServer{files: pages})
	return s.observed(mux), nil
}

// warn tells the feed of breaks that must begin soon.
func (s *Server) warn(ctx context.Context) {
	s.figures.Warn(ctx, s.live.Warn, func(err error) { s.opts.Log.Warn("warnings of breaks cannot be made now", "err", err) })
}

// observed has every request logged with its id, but for those of machines that
// ask every few seconds.
func (s *Server) observed(desk http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.HandleFunc("GET /metrics", elsewhere)
	mux.Handle("/", httpapi.Observe(s.opts.Log, desk))
	return mux
}

// public is the origin by which browsers know us, if we were told.
func (s *Server) public() string {
	if s.cfg.PublicURL == "" {
		return ""
	}
	return s.cfg.BaseURL()
}

// elsewhere answers a monitoring that asks here for the metrics, which everybody
// could: they name queues and tell how busy the company is.
func elsewhere(w http.ResponseWriter, r *http.Request) {
	problem.Write(w, r, problem.New(http.StatusNotFound, "not_found", "metrics are served at an address of their own: see --metrics"))
}

// healthz says that the process lives.
func healthz(w http.ResponseWriter, _ *http.Request) { writeJSON(w, map[string]string{"status": "ok"}) }

// readyz says whether the desk can do its work, and what is in the way if not.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	answer := map[string]any{"database": "ok", "writes": "ok", "feed_lag": s.live.Lag()}
	status := http.StatusOK
	if _, err := s.store.Seq(r.Context()); err != nil {
		answer["database"], status = "cannot be read", http.StatusServiceUnavailable
	}
	if s.Engine.ReadOnly() {
		answer["writes"], status = "the storage fails; the desk is read-only", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// setupToken is the one-time token of the first start. It lives in memory: each
// start of an empty desk makes another.
type setupToken struct {
	engine *engine.Engine
	token  string
}

func newSetupToken(e *engine.Engine) setupToken {
	token, _ := access.NewToken()
	return setupToken{engine: e, token: token}
}

// current is the token, or nothing once there is a user.
func (t setupToken) current() string {
	if len(t.engine.Directory().Users) > 0 {
		return ""
	}
	return t.token
}

// SetupToken is the one-time token while nobody can sign in yet.
func (s *Server) SetupToken() string { return s.setup.current() }

// SetupLink is where the first administrator is made; empty once there is one.
func (s *Server) SetupLink() string {
	token := s.setup.current()
	if token == "" {
		return ""
	}
	return s.cfg.BaseURL() + "/setup?token=" + token
}
