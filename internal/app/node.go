package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
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
	"pronto/internal/read"
	"pronto/internal/store/postgres"
	"pronto/internal/store/sqlite"
)

// Options are what a node is told beside its settings.
type Options struct {
	Version string
	Log     *slog.Logger
	// Unlimited lifts the limits of the public endpoints, for load that all comes
	// from one address on purpose.
	Unlimited bool
}

// Store is all that the desk needs of its database.
type Store interface {
	engine.Store
	read.Store
	Export(ctx context.Context, w io.Writer) error
	Import(ctx context.Context, r io.Reader) error
	Close() error
}

// Node is one open desk: its data, its engine, its administrator's socket. It
// serves nobody until Serve.
type Node struct {
	Engine *engine.Engine

	cfg    config.Config
	opts   Options
	store  Store
	blobs  *blob.Store
	hasher *access.Hasher
	admin  *http.Server
	sweep  context.CancelFunc
}

// Open opens the data that cfg names and starts the engine. It fails when
// another process has it open.
func Open(ctx context.Context, cfg config.Config, o Options) (*Node, error) {
	n, err := prepare(ctx, cfg, o)
	if err != nil {
		return nil, err
	}
	if err := n.begin(); err != nil {
		return nil, errors.Join(err, n.store.Close())
	}
	return n, nil
}

func prepare(ctx context.Context, cfg config.Config, o Options) (*Node, error) {
	store, err := openStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	n := &Node{cfg: cfg, opts: o, store: store, hasher: access.NewHasher(2)}
	if n.blobs, err = blob.Open(blobFolder(cfg)); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	n.Engine, err = engine.Open(ctx, store, engine.Options{NewID: newIDs(), Log: o.Log, AcceptClock: cfg.AcceptClock})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return n, nil
}

// begin lets the engine take commands; every tap must be registered by now.
func (n *Node) begin() error {
	n.Engine.Start()
	ctx, cancel := context.WithCancel(context.Background())
	n.sweep = cancel
	go n.sweepBlobs(ctx)
	return n.listenAdmin()
}

// Close ends the engine, then lets go of the data.
func (n *Node) Close() error {
	n.sweep()
	var err error
	if n.admin != nil {
		err = n.admin.Close()
	}
	n.Engine.Stop()
	return errors.Join(err, n.store.Close())
}

func openStore(ctx context.Context, cfg config.Config) (Store, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if cfg.UsesPostgreSQL() {
		return postgres.Open(ctx, cfg.Database)
	}
	return sqlite.Open(ctx, cfg.Data)
}

func blobFolder(cfg config.Config) string { return filepath.Join(cfg.Data, "files") }

// orphanAge must exceed what an upload may wait for the message that names it.
const (
	orphanAge  = 48 * time.Hour
	sweepEvery = time.Hour
)

// sweepBlobs removes attachments that no row has any more.
func (n *Node) sweepBlobs(ctx context.Context) {
	for tick := time.NewTicker(sweepEvery); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case now := <-tick.C:
			keep := func(sum string) (bool, error) { return n.store.HashInUse(ctx, sum) }
			if _, err := n.blobs.Sweep(ctx, keep, now.Add(-orphanAge)); err != nil && ctx.Err() == nil {
				n.opts.Log.Error("sweep the attachments", "err", err)
			}
		}
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
