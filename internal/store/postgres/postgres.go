// Package postgres keeps the desk in a PostgreSQL database. It promises that
// what Flush answered is on the disk, that one writer at a time can commit, and
// that readers see one moment. What is written and read is package store's.
//
// Only one writer, ever: the writer's own session holds a session advisory lock
// and everything is written through that session. Whoever takes over ends the
// old session first and has the lock before reading anything, so that a writer
// that was merely suspended finds its session gone. (The address must therefore
// reach the server itself, not a pooler that lends sessions out.)
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"pronto/internal/store"
)

// DB is the desk in a database.
type DB struct {
	*store.Reader
	writer *writer
	reads  *pgxpool.Pool
}

// Open makes this process the writer of the database at a postgres:// address,
// ending the session of any other, and brings it to the present schema.
func Open(ctx context.Context, address string) (*DB, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the address of the database: %w", err)
	}
	w := newWriter(config.ConnConfig)
	if err := w.takeOver(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("become the writer: %w", err), w.close(ctx))
	}
	if err := w.prepare(ctx); err != nil {
		return nil, errors.Join(err, w.close(ctx))
	}
	config.ConnConfig.RuntimeParams["application_name"] = "pronto reader"
	config.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	reads, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the readers: %w", err), w.close(ctx))
	}
	return &DB{Reader: store.NewReader(source{reads}), writer: w, reads: reads}, nil
}

// prepare migrates the database, gives a new one its epoch and leaves the mark
// of this writer. The lock is held already.
func (w *writer) prepare(ctx context.Context) error {
	db := stdlib.OpenDB(*w.config)
	if err := errors.Join(store.Migrate(ctx, store.Postgres, db), db.Close()); err != nil {
		return err
	}
	if _, err := w.conn.Exec(ctx, "INSERT INTO meta (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING", rand.Text()); err != nil {
		return fmt.Errorf("begin an epoch: %w", err)
	}
	if _, err := w.conn.Exec(ctx, "INSERT INTO meta (name, value) VALUES ('writer', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", w.mark); err != nil {
		return fmt.Errorf("leave the writer's mark: %w", err)
	}
	return nil
}

// Close gives everything back.
func (db *DB) Close() error {
	db.reads.Close()
	return db.writer.close(context.Background())
}

// source reads through the pool.
type source struct{ pool *pgxpool.Pool }

// Query runs one statement, which sees one moment.
func (s source) Query(ctx context.Context, sql string, args ...any) (store.Rows, error) {
	r, err := s.pool.Query(ctx, sql, args...)
	return rows{r}, err
}

// Snapshot runs several statements that see one moment.
func (s source) Snapshot(ctx context.Context, read func(store.Queryer) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return read(querier{tx})
	})
}

// querier is a transaction or a session that answers.
type querier struct {
	of interface {
		Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	}
}

func (q querier) Query(ctx context.Context, sql string, args ...any) (store.Rows, error) {
	r, err := q.of.Query(ctx, sql, args...)
	return rows{r}, err
}

type rows struct{ pgx.Rows }

// Close ends the answer; what went wrong is in Err.
func (r rows) Close() error {
	r.Rows.Close()
	return nil
}
