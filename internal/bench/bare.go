package bench

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the bare driver

	"pronto/internal/engine"
	"pronto/internal/store"
	"pronto/internal/store/postgres"
	"pronto/internal/store/sqlite"
)

// database is the desk's store, and beside it the bare driver on a database of
// its own with the same tables.
type database interface {
	engine.Store
	Close() error
}

// transactions are what a run of the engine wrote, as statements.
type transactions [][]store.Statement

// recorder keeps every batch on its way to the real store.
type recorder struct {
	engine.Store
	batches []*engine.Batch
}

// Flush passes the batch on. Nobody changes a batch afterwards.
func (r *recorder) Flush(ctx context.Context, b *engine.Batch) error {
	r.batches = append(r.batches, b)
	return r.Store.Flush(ctx, b)
}

// statements are what the batches become, planned when nobody is waiting.
func statements(d store.Dialect, batches []*engine.Batch) (transactions, error) {
	planner := store.NewPlanner(d)
	all := make(transactions, len(batches))
	for i, b := range batches {
		planned, err := planner.Plan(b)
		if err != nil {
			return nil, err
		}
		planner.Done()
		all[i] = keep(planned)
	}
	return all, nil
}

// keep copies what a planner lends only until the next batch.
func keep(lent []store.Statement) []store.Statement {
	kept := slices.Clone(lent)
	for i := range kept {
		kept[i].Args = slices.Clone(kept[i].Args)
	}
	return kept
}

func dialect(url string) store.Dialect {
	if url == "" {
		return store.SQLite
	}
	return store.Postgres
}

func openStore(ctx context.Context, dir, url string) (database, error) {
	if url == "" {
		return sqlite.Open(ctx, dir)
	}
	return postgres.Open(ctx, url)
}

// bare writes transactions with nothing but the driver.
type bare interface {
	write(statements []store.Statement) error
	close() error
}

// openBare makes the tables through the store, closes it, and opens the file or
// the database with the driver alone and the same pragmas.
func openBare(ctx context.Context, dir, url string) (bare, error) {
	made, err := openStore(ctx, dir, url)
	if err != nil {
		return nil, err
	}
	if err := made.Close(); err != nil {
		return nil, err
	}
	if url != "" {
		conn, err := pgx.Connect(ctx, url)
		return &barePostgres{ctx, conn}, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(files) != 1 {
		return nil, errors.Join(err, errors.New("no single database in the folder"))
	}
	db, err := sql.Open("sqlite", "file:"+files[0]+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-16000)&_pragma=wal_autocheckpoint(2000)")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	return &bareSQLite{ctx, db, conn, map[string]*sql.Stmt{}}, err
}

type bareSQLite struct {
	ctx      context.Context
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (b *bareSQLite) write(statements []store.Statement) error {
	if err := b.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, s := range statements {
		if err := b.exec(s.SQL, s.Args...); err != nil {
			return err
		}
	}
	return b.exec("COMMIT")
}

func (b *bareSQLite) exec(query string, args ...any) error {
	stmt, ok := b.prepared[query]
	if !ok {
		var err error
		if stmt, err = b.conn.PrepareContext(b.ctx, query); err != nil {
			return err
		}
		b.prepared[query] = stmt
	}
	_, err := stmt.ExecContext(b.ctx, args...)
	return err
}

func (b *bareSQLite) close() error { return errors.Join(b.conn.Close(), b.db.Close()) }

type barePostgres struct {
	ctx  context.Context
	conn *pgx.Conn
}

func (b *barePostgres) write(statements []store.Statement) error {
	var batch pgx.Batch
	batch.Queue("BEGIN")
	for _, s := range statements {
		batch.Queue(s.SQL, s.Args...)
	}
	batch.Queue("COMMIT")
	return b.conn.SendBatch(b.ctx, &batch).Close()
}

func (b *barePostgres) close() error { return b.conn.Close(b.ctx) }

// replay writes transactions as fast as the driver can and says how long it took.
func replay(b bare, all transactions) (time.Duration, error) {
	start := time.Now()
	for _, statements := range all {
		if err := b.write(statements); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}
