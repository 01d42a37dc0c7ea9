// Package sqlite keeps the desk in one file of the data directory. It promises
// that what Flush answered is on the disk (write-ahead log, synchronous=FULL),
// that one process at a time has the directory, and that readers see one moment
// without stopping the writer. What is written and read is package store's.
package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver

	"pronto/internal/store"
)

// Name is the file in the data directory.
const Name = "pronto.db"

// readers is how many read at once. More, in a tight loop, starve the writer.
const readers = 3

// DB is the desk in one file.
type DB struct {
	*store.Reader
	lock   *store.Lock
	writer *writer
	reads  *sql.DB
}

// Open takes the data directory, which must exist, and brings its database to
// the present schema. It fails with store.ErrLocked when another process has the
// directory.
func Open(ctx context.Context, dir string) (*DB, error) {
	dir, err := filepath.Abs(dir) // the address of a database is a URL, where a first part without / is a host
	if err != nil {
		return nil, err
	}
	lock, err := store.LockDirectory(dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, filepath.Join(dir, Name))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", filepath.Join(dir, Name), err), lock.Release())
	}
	db.lock = lock
	return db, nil
}

func open(ctx context.Context, path string) (*DB, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	writes, err := sql.Open("sqlite", writerDSN(path))
	if err != nil {
		return nil, err
	}
	writes.SetMaxOpenConns(1)
	if err := prepare(ctx, writes); err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	w, err := newWriter(ctx, writes)
	if err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	reads, err := sql.Open("sqlite", readerDSN(path))
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	reads.SetMaxOpenConns(readers)
	reads.SetMaxIdleConns(readers)
	return &DB{Reader: store.NewReader(source{reads}), writer: w, reads: reads}, nil
}

// private makes a new file readable by us alone; SQLite gives its companions the
// same rights.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// prepare migrates the database and gives a new one its epoch.
func prepare(ctx context.Context, db *sql.DB) error {
	if err := store.Migrate(ctx, store.SQLite, db); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING", rand.Text())
	return err
}

// Close gives everything back. It folds the write-ahead log into the file.
func (db *DB) Close() error {
	return errors.Join(db.reads.Close(), db.writer.close(), db.lock.Release())
}

// The write-ahead log is folded in every 2000 pages (8 MB) and shrinks back to
// 64 MB after a burst. Pages are not mapped: mapped ones count as memory once
// for each connection.
func writerDSN(path string) string {
	return dsn(path, "synchronous(FULL)", "cache_size(-16000)", "wal_autocheckpoint(2000)", "journal_size_limit(67108864)")
}

func readerDSN(path string) string { return dsn(path, "query_only(1)", "cache_size(-3000)") }

func dsn(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append([]string{"journal_mode(WAL)", "busy_timeout(10000)", "mmap_size(0)", "temp_store(MEMORY)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}
