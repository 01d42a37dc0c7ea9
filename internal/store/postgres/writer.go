package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"pronto/internal/engine"
	"pronto/internal/store"
)

// flushTime is how long a flush may take before its connection counts as lost.
const flushTime = 30 * time.Second

// writer is the one session that writes. Only one goroutine uses it.
type writer struct {
	config  *pgx.ConnConfig
	conn    *pgx.Conn // nil or closed when the session is lost
	me      session
	wire    parameters
	mark    string // of this writer, in the database
	planner *store.Planner
}

func newWriter(config *pgx.ConnConfig) *writer {
	own := config.Copy()
	own.RuntimeParams["application_name"] = "pronto writer"
	// Whatever the server's default: an answered flush is on the disk.
	own.RuntimeParams["synchronous_commit"] = "on"
	// The statements of a flush are few and always the same; to plan one of
	// hundreds of parameters anew costs more than to run it.
	own.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	return &writer{config: own, mark: rand.Text(), planner: store.NewPlanner(store.Postgres)}
}

func (w *writer) close(ctx context.Context) error {
	if w.conn == nil {
		return nil
	}
	return w.conn.Close(ctx)
}

// drop gives a session up without a word, as nobody may be listening.
func (w *writer) drop() {
	if w.conn != nil {
		_ = w.conn.PgConn().Conn().Close()
		w.conn = nil
	}
	w.planner.Forget()
}

func (w *writer) lost() bool { return w.conn == nil || w.conn.IsClosed() }

// Flush writes a batch in one transaction and one round trip, and answers when
// it is on the disk. It is not given up half-way, so it does not listen to the
// end of ctx.
func (db *DB) Flush(ctx context.Context, b *engine.Batch) error {
	w := db.writer
	statements, err := w.planner.Plan(b)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
	defer cancel()
	if err := w.commit(ctx, statements); err != nil {
		w.planner.Forget()
		return fmt.Errorf("flush: %w", err)
	}
	w.planner.Done()
	return nil
}

// commit sends the whole transaction at once. When a statement fails the server
// skips what follows, COMMIT included.
func (w *writer) commit(ctx context.Context, statements []store.Statement) error {
	if w.lost() {
		return fmt.Errorf("%w: the session was lost before", engine.ErrOutcome)
	}
	all := slices.Concat([]store.Statement{{SQL: "BEGIN"}}, statements, []store.Statement{{SQL: "COMMIT"}})
	if err := w.send(ctx, all, "COMMIT"); err != nil {
		return w.failed(ctx, err)
	}
	return nil
}

// failed leaves no transaction open and says whose fault it was.
func (w *writer) failed(ctx context.Context, err error) error {
	if !w.lost() && w.conn.PgConn().TxStatus() != 'I' {
		// When this fails the connection is closed, which is seen below.
		if _, err := w.conn.Exec(ctx, "ROLLBACK"); err != nil {
			w.drop()
		}
	}
	if w.lost() {
		return fmt.Errorf("%w: %w", engine.ErrOutcome, err)
	}
	return classify(err)
}

// classify says whose fault an error was that left the session alive. Only what
// another batch need not meet is the data's.
func classify(err error) error {
	var failure *pgconn.PgError
	if !errors.As(err, &failure) {
		// The driver refused an argument before the server saw it.
		return fmt.Errorf("%w: %w", engine.ErrData, err)
	}
	switch failure.Code[:2] {
	case "21", "22", "23", "42", "54": // cardinality, data, integrity, syntax and rights, limits
		return fmt.Errorf("%w: %w", engine.ErrData, err)
	}
	return fmt.Errorf("%w: %w", engine.ErrStorage, err)
}

// Recover settles a flush of unknown outcome: the old session is ended and the
// lock is back in our hands before it says what is stored. It fails with
// engine.ErrDeposed when another writer has come.
func (db *DB) Recover(ctx context.Context) (int64, error) {
	if err := db.writer.reclaim(ctx); err != nil {
		return 0, fmt.Errorf("recover the writer's session: %w", err)
	}
	return db.Seq(ctx)
}

// Import fills an empty database with a dump, in one transaction.
func (db *DB) Import(ctx context.Context, r io.Reader) error {
	w := db.writer
	if w.lost() {
		return fmt.Errorf("%w: the session was lost before", engine.ErrOutcome)
	}
	err := pgx.BeginFunc(ctx, w.conn, func(tx pgx.Tx) error {
		return store.Import(ctx, store.Postgres, querier{tx}, r, w.run)
	})
	if err != nil {
		return w.failed(ctx, err)
	}
	return nil
}

// run sends statements into the transaction that is open.
func (w *writer) run(ctx context.Context, statements []store.Statement) error {
	return w.send(ctx, statements, "")
}
