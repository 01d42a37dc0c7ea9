package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"pronto/internal/engine"
	"pronto/internal/store"
)

// writer is the one connection that writes. Only one goroutine uses it.
type writer struct {
	pool     *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	planner  *store.Planner
}

func newWriter(ctx context.Context, pool *sql.DB) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &writer{pool: pool, conn: conn, prepared: map[string]*sql.Stmt{}, planner: store.NewPlanner(store.SQLite)}, nil
}

func (w *writer) close() error {
	var errs []error
	for _, s := range w.prepared {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close(), w.pool.Close())...)
}

// Flush writes a batch in one transaction and answers when it is on the disk. It
// is not given up half-way, so it does not listen to the end of ctx.
func (db *DB) Flush(ctx context.Context, b *engine.Batch) error {
	w := db.writer
	statements, err := w.planner.Plan(b)
	if err != nil {
		return err
	}
	if err := w.transaction(context.WithoutCancel(ctx), func(ctx context.Context) error { return w.run(ctx, statements) }); err != nil {
		w.planner.Forget()
		return fmt.Errorf("flush: %w", err)
	}
	w.planner.Done()
	return nil
}

// Recover settles a flush of unknown outcome. The connection is in this process
// and always knows: nothing is to be done but to say what is stored.
func (db *DB) Recover(ctx context.Context) (int64, error) {
	db.writer.planner.Forget()
	return db.Seq(ctx)
}

// transaction leaves nothing behind when it fails. A COMMIT that fails on I/O
// has not happened: its frames are not in the index of the log, and the next
// transaction overwrites them.
func (w *writer) transaction(ctx context.Context, write func(context.Context) error) error {
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return classify(err)
	}
	err := write(ctx)
	if err == nil {
		err = w.exec(ctx, "COMMIT")
	}
	if err == nil {
		return nil
	}
	// SQLite has rolled back by itself after some errors; a second time does
	// nothing but complain.
	_, _ = w.conn.ExecContext(ctx, "ROLLBACK")
	return classify(err)
}

func (w *writer) run(ctx context.Context, statements []store.Statement) error {
	for _, s := range statements {
		if err := w.exec(ctx, s.SQL, s.Args...); err != nil {
			return err
		}
	}
	return nil
}

// exec keeps what it has prepared: the statements of a flush are few.
func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	stmt, ok := w.prepared[query]
	if !ok {
		var err error
		if stmt, err = w.conn.PrepareContext(ctx, query); err != nil {
			return err
		}
		w.prepared[query] = stmt
	}
	_, err := stmt.ExecContext(ctx, args...)
	return err
}

// classify says whose fault it was. Only what another batch need not meet is the
// data's.
func classify(err error) error {
	var failure *sqlite.Error
	switch {
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, driver.ErrBadConn):
		return fmt.Errorf("%w: %w", engine.ErrStorage, err)
	case !errors.As(err, &failure):
		// The driver refused an argument before SQLite saw it.
		return fmt.Errorf("%w: %w", engine.ErrData, err)
	}
	switch failure.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_ERROR:
		return fmt.Errorf("%w: %w", engine.ErrData, err)
	}
	return fmt.Errorf("%w: %w", engine.ErrStorage, err)
}

// Import fills an empty database with a dump, in one transaction.
func (db *DB) Import(ctx context.Context, r io.Reader) error {
	w := db.writer
	return w.transaction(ctx, func(ctx context.Context) error {
		return store.Import(ctx, store.SQLite, source{db.reads}, r, w.run)
	})
}
