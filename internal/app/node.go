package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"pronto/internal/access"
	"pronto/internal/blob"
	"pronto/internal/config"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/report"
)

// Options are what a node is told beside its settings.
type Options struct {
	Version string
	Log     *slog.Logger
	// Unlimited lifts the limits of the public endpoints, for load that all comes
	// from one address on purpose.
	Unlimited bool
	// under stands between the engine and its store, when a test wants it to fail.
	under func(Store) Store
	// wall is the machine's clock, when a test has another.
	wall func() time.Time
}

// Node is one open desk: its data, its engine, its administrator's socket. It
// serves nobody until Serve.
type Node struct {
	Engine *engine.Engine

	cfg     config.Config
	opts    Options
	store   Store
	blobs   *blob.Store
	reports *report.Service // follows only while it serves, or when asked to
	hasher  *access.Hasher
	admin   *http.Server
	failed  chan error // why it cannot go on
	aside   sync.WaitGroup
	rest    context.CancelFunc // ends what runs aside
}

// Open opens the data that cfg names and starts the engine. It fails when
// another process has it open.
func Open(ctx context.Context, cfg config.Config, o Options) (*Node, error) {
	if err := spare(ctx, cfg); err != nil {
		return nil, err
	}
	n, err := prepare(ctx, cfg, o)
	if err != nil {
		return nil, err
	}
	if err := n.begin(); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func prepare(ctx context.Context, cfg config.Config, o Options) (*Node, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	store, err := openStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if o.under != nil {
		store = o.under(store)
	}
	n := &Node{cfg: cfg, opts: o, store: store, hasher: access.NewHasher(2), failed: make(chan error, 1)}
	if n.blobs, err = blob.Open(blobFolder(cfg)); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	n.Engine, err = engine.Open(ctx, watched{store, n.deposed}, engine.Options{NewID: newIDs(), Wall: o.wall, Log: o.Log, AcceptClock: cfg.AcceptClock})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	n.reports = report.New(report.Options{Engine: n.Engine, Store: store, Log: o.Log})
	return n, nil
}

// deposed ends a desk whose database another server has taken: nothing that it
// does is ever stored again, so whoever waits for an answer must not wait on.
func (n *Node) deposed(err error) {
	n.fail(err)
	if n.Engine != nil {
		go n.Engine.Stop()
	}
}

func (n *Node) fail(err error) {
	select {
	case n.failed <- err:
	default: // it has failed already
	}
}

// begin lets the engine take commands; every tap must be registered by now.
func (n *Node) begin(beside ...func(context.Context)) error {
	n.Engine.Start()
	ctx, cancel := context.WithCancel(context.Background())
	n.rest = cancel
	for _, run := range append(beside, n.sweepBlobs) {
		n.aside.Go(func() { run(ctx) })
	}
	return n.listenAdmin()
}

// Close ends the engine, then lets go of the data.
func (n *Node) Close() error {
	var err error
	if n.admin != nil {
		err = drain(n.admin)
	}
	if n.rest != nil {
		n.rest()
	}
	n.aside.Wait()
	n.reports.Close()
	n.Engine.Stop()
	return errors.Join(err, n.store.Close())
}

// drainFor is how long what is in flight may take when a server stops.
const drainFor = 10 * time.Second

// drain takes no new requests, lets those in flight be answered, and cuts off
// what takes too long.
func drain(s *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return s.Close()
}

func blobFolder(cfg config.Config) string { return filepath.Join(cfg.Data, "files") }

// orphanAge must exceed what an upload may wait for the message that names it.
const (
	orphanAge  = 48 * time.Hour
	sweepEvery = time.Hour
)

func (n *Node) sweepBlobs(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			n.sweepOrphans(ctx, now)
		}
	}
}

// sweepOrphans removes attachments that no row has any more, and uploads that
// broke off.
func (n *Node) sweepOrphans(ctx context.Context, now time.Time) {
	keep := func(sum string) (bool, error) { return n.store.HashInUse(ctx, sum) }
	removed, err := n.blobs.Sweep(ctx, keep, now.Add(-orphanAge))
	switch {
	case err != nil && ctx.Err() == nil:
		n.opts.Log.Error("sweep the attachments", "err", err)
	case removed > 0:
		n.opts.Log.Info("attachments that nothing names were removed", "count", removed)
	}
}

func (n *Node) userByEmail(email string) (desk.User, bool) {
	d := n.Engine.Directory()
	u, ok := d.Users[d.Emails[strings.ToLower(email)]]
	return u, ok
}

// NewID makes a ULID of this instant.
func NewID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), rand.Reader).String()
}

// newIDs makes ULIDs that grow also within one millisecond.
func newIDs() func(time.Time) string {
	var mu sync.Mutex
	entropy := ulid.Monotonic(rand.Reader, 0)
	return func(at time.Time) string {
		mu.Lock()
		defer mu.Unlock()
		return ulid.MustNew(ulid.Timestamp(at), entropy).String()
	}
}
