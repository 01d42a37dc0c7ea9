package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/store"
)

func mustOpen(t *testing.T, dir string) *DB {
	t.Helper()
	db, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func mustClose(t *testing.T, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func event(seq int64) *engine.Batch {
	return &engine.Batch{Events: []desk.Recorded{{Seq: seq, At: time.UnixMilli(seq), Event: desk.ServerStarted{}}}}
}

// TestSettings asks the very connections that write and read.
func TestSettings(t *testing.T) {
	db := mustOpen(t, t.TempDir())
	defer mustClose(t, db)
	type connection interface {
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
	ask := func(pragma string, of connection, want string) {
		t.Helper()
		var have string
		if err := of.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&have); err != nil || have != want {
			t.Errorf("%s is %s (%v), not %s", pragma, have, err, want)
		}
	}
	writer, reader := db.writer.conn, db.reads
	ask("synchronous", writer, "2") // FULL
	ask("journal_mode", writer, "wal")
	ask("mmap_size", writer, "0")
	ask("cache_size", writer, "-16000")
	ask("wal_autocheckpoint", writer, "2000")
	ask("journal_size_limit", writer, "67108864")
	ask("query_only", reader, "1")
	ask("mmap_size", reader, "0")
	ask("cache_size", reader, "-3000")
}

func TestReadersCannotWrite(t *testing.T) {
	db := mustOpen(t, t.TempDir())
	defer mustClose(t, db)
	if _, err := db.reads.ExecContext(t.Context(), "DELETE FROM meta"); err == nil {
		t.Error("a reader deleted")
	}
}

func TestOneProcess(t *testing.T) {
	dir := t.TempDir()
	db := mustOpen(t, dir)
	_, err := Open(t.Context(), dir)
	if !errors.Is(err, store.ErrLocked) || !strings.Contains(fmt.Sprint(err), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("opened twice: %v", err)
	}
	if err := db.Flush(t.Context(), event(1)); err != nil {
		t.Errorf("the first was disturbed: %v", err)
	}
	mustClose(t, db)
	again := mustOpen(t, dir)
	defer mustClose(t, again)
	live, err := again.Load(t.Context())
	if err != nil || live.Seq != 1 {
		t.Errorf("loaded %d, %v", live.Seq, err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	dir := t.TempDir()
	db := mustOpen(t, dir)
	defer mustClose(t, db)
	if err := db.Flush(t.Context(), event(1)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 3 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestNoDirectory(t *testing.T) {
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a directory that is not there was opened")
	}
}

func TestRelativeDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"data", "a ? and 100%41#"} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		mustClose(t, mustOpen(t, dir))
		if _, err := os.Stat(filepath.Join(dir, Name)); err != nil {
			t.Error(err)
		}
	}
}

func TestNotADatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, Name), []byte(strings.Repeat("not a database\n", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); err == nil {
		t.Fatal("a text was opened as a database")
	}
	if _, err := store.LockDirectory(dir); err != nil {
		t.Errorf("the directory stayed locked: %v", err)
	}
}

// TestFullDisk: the file may not grow, as on a full disk. Nothing of the batch
// is stored, and once there is room the same batch is.
func TestFullDisk(t *testing.T) {
	db := mustOpen(t, t.TempDir())
	defer mustClose(t, db)
	limit := func(pages int) {
		t.Helper()
		if _, err := db.writer.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	big := event(1)
	for i := range 100 {
		big.Contacts = append(big.Contacts, desk.Contact{ID: desk.ContactID(fmt.Sprint(i)), Name: strings.Repeat("x", 5000)})
	}
	limit(1) // SQLite raises it to what there is
	if err := db.Flush(t.Context(), big); !errors.Is(err, engine.ErrStorage) {
		t.Fatalf("a flush onto a full disk: %v", err)
	}
	if seq, err := db.Recover(t.Context()); err != nil || seq != 0 {
		t.Errorf("%d events are stored, %v", seq, err)
	}
	if _, found, err := db.ContactByID(t.Context(), "0"); err != nil || found {
		t.Errorf("a contact is stored: %v, %v", found, err)
	}
	limit(1 << 30)
	if err := db.Flush(t.Context(), big); err != nil {
		t.Errorf("a flush once there is room: %v", err)
	}
}

func TestClosed(t *testing.T) {
	db := mustOpen(t, t.TempDir())
	mustClose(t, db)
	if err := db.Flush(t.Context(), event(1)); !errors.Is(err, engine.ErrStorage) {
		t.Errorf("a flush into a closed database: %v", err)
	}
}
