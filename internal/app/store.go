package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"pronto/internal/config"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/store"
	"pronto/internal/store/postgres"
	"pronto/internal/store/sqlite"
)

// Store is all that the desk needs of its database.
type Store interface {
	engine.Store
	read.Store
	Export(ctx context.Context, w io.Writer) error
	Import(ctx context.Context, r io.Reader) error
	Close() error
}

// openStore takes the data folder for this process and opens its database. With
// PostgreSQL it becomes the writer, whoever was it before.
func openStore(ctx context.Context, cfg config.Config) (Store, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if !cfg.UsesPostgreSQL() {
		return sqlite.Open(ctx, cfg.Data)
	}
	lock, err := store.LockDirectory(cfg.Data)
	if err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, cfg.Database)
	if err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	return besides{db, lock}, nil
}

// besides is a database elsewhere together with the data folder, which has the
// attachments and the administrator's socket.
type besides struct {
	*postgres.DB
	lock *store.Lock
}

// Close gives both back.
func (b besides) Close() error { return errors.Join(b.DB.Close(), b.lock.Release()) }

// ErrServing refuses a command that would end a server's work on the data.
var ErrServing = errors.New("a server works on this database from another data folder: run the command with that one, or stop the server")

// spare fails when a writer is at work in a PostgreSQL database. A server that
// starts takes over, as it must when the old one hangs; what a person types in
// passing must not. SQLite's lock refuses by itself.
func spare(ctx context.Context, cfg config.Config) error {
	if !cfg.UsesPostgreSQL() {
		return nil
	}
	held, err := postgres.Held(ctx, cfg.Database)
	if err == nil && held {
		err = ErrServing
	}
	return err
}

// watched hears when another server has become the writer of the database.
type watched struct {
	Store
	deposed func(error)
}

// Recover tells the news on.
func (w watched) Recover(ctx context.Context) (int64, error) {
	seq, err := w.Store.Recover(ctx)
	if errors.Is(err, engine.ErrDeposed) {
		w.deposed(err)
	}
	return seq, err
}
