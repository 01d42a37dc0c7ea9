package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/testkit/pgtest"
)

func mustOpen(t *testing.T, address string) *DB {
	t.Helper()
	db, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // some of these sessions are dead by then
	return db
}

func event(seq int64) *engine.Batch {
	return &engine.Batch{Events: []desk.Recorded{{Seq: seq, At: time.UnixMilli(seq), Event: desk.ServerStarted{}}}}
}

func seqOf(t *testing.T, db *DB) int64 {
	t.Helper()
	seq, err := db.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// TestSuspendedWriterCannotCommit: an old writer that was suspended in the midst
// of a flush, with everything sent but its COMMIT, wakes up after its successor
// has begun. Nothing of it is stored, then or later.
func TestSuspendedWriterCannotCommit(t *testing.T) {
	address := pgtest.URL(t)
	old := mustOpen(t, address)
	if err := old.Flush(t.Context(), event(1)); err != nil {
		t.Fatal(err)
	}
	statements, err := old.writer.planner.Plan(event(2))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.writer.conn.Exec(t.Context(), "BEGIN"); err != nil {
		t.Fatal(err)
	}
	if err := old.writer.run(t.Context(), statements); err != nil {
		t.Fatal(err)
	}

	successor := mustOpen(t, address)
	live, err := successor.Load(t.Context())
	if err != nil || live.Seq != 1 {
		t.Fatalf("the successor loaded %d, %v", live.Seq, err)
	}
	if _, err := old.writer.conn.Exec(t.Context(), "COMMIT"); err == nil {
		t.Error("the old writer committed after its successor had begun")
	}
	if err := successor.Flush(t.Context(), event(2)); err != nil {
		t.Errorf("the successor cannot write: %v", err)
	}
	if err := old.Flush(t.Context(), event(3)); !errors.Is(err, engine.ErrOutcome) {
		t.Errorf("the old writer's flush: %v", err)
	}
	if _, err := old.Recover(t.Context()); !errors.Is(err, engine.ErrDeposed) {
		t.Errorf("the old writer recovered: %v", err)
	}
	if err := successor.Flush(t.Context(), event(3)); err != nil {
		t.Errorf("the successor was disturbed: %v", err)
	}
	if seq := seqOf(t, successor); seq != 3 {
		t.Errorf("%d events are stored, not 3", seq)
	}
}

// TestDeposedWhileAway: the successor has come and gone; the lock is free, but
// the old writer's picture is out of date.
func TestDeposedWhileAway(t *testing.T) {
	address := pgtest.URL(t)
	old := mustOpen(t, address)
	successor := mustOpen(t, address)
	if err := errors.Join(successor.Flush(t.Context(), event(1)), successor.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := old.Recover(t.Context()); !errors.Is(err, engine.ErrDeposed) {
		t.Errorf("the old writer recovered: %v", err)
	}
}

// TestLostCommit: the answer to COMMIT never arrives. Recover ends the old
// session and knows whether it happened; then the writer goes on.
func TestLostCommit(t *testing.T) {
	address := pgtest.URL(t)
	for _, arrives := range []bool{true, false} {
		t.Run(fmt.Sprintf("arrives=%v", arrives), func(t *testing.T) {
			db := mustOpen(t, address)
			first := seqOf(t, db)
			line := db.overLine(t, arrives)
			// A first flush prepares the statements, in a round trip of their own.
			if err := db.Flush(t.Context(), event(first+1)); err != nil {
				t.Fatal(err)
			}
			line.cut()
			if err := db.Flush(t.Context(), event(first+2)); !errors.Is(err, engine.ErrOutcome) {
				t.Fatalf("the flush: %v", err)
			}
			want := first + 1
			if arrives {
				want++
			}
			seq, err := db.Recover(t.Context())
			if err != nil || seq != want {
				t.Errorf("recovered at %d, %v; want %d", seq, err, want)
			}
			if err := db.Flush(t.Context(), event(want+1)); err != nil {
				t.Errorf("the writer did not go on: %v", err)
			}
		})
	}
}

// overLine moves the writer's session to a line that can be cut: after the
// server has everything and has answered, or before it has a byte.
func (db *DB) overLine(t *testing.T, arrives bool) *line {
	t.Helper()
	w := db.writer
	straight := w.config
	l := &line{arrives: arrives}
	w.config = straight.Copy()
	w.config.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := straight.DialFunc(ctx, network, addr)
		if err != nil || l.used.Swap(true) {
			return conn, err // pgx calls again to cancel what it was waiting for
		}
		l.Conn = conn
		return l, nil
	}
	if err := w.reclaim(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.config = straight
	return l
}

// line is a connection that can be cut.
type line struct {
	net.Conn
	arrives bool

	used, cutting atomic.Bool
}

func (l *line) cut() { l.cutting.Store(true) }

func (l *line) Write(b []byte) (int, error) {
	if l.cutting.Load() && !l.arrives {
		_ = l.Close()
		return 0, io.ErrClosedPipe
	}
	return l.Conn.Write(b)
}

// Read lets the server answer, so that the commit has happened, and keeps the
// answer to itself.
func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if l.cutting.Load() && n > 0 {
		_ = l.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// TestSessionEnded: the server ends the writer's session between two flushes, as
// a restart does.
func TestSessionEnded(t *testing.T) {
	db := mustOpen(t, pgtest.URL(t))
	if _, err := db.reads.Exec(t.Context(), "SELECT pg_terminate_backend($1, 10000)", db.writer.me.pid); err != nil {
		t.Fatal(err)
	}
	if err := db.Flush(t.Context(), event(1)); !errors.Is(err, engine.ErrOutcome) {
		t.Fatalf("the flush: %v", err)
	}
	if err := db.Flush(t.Context(), event(1)); !errors.Is(err, engine.ErrOutcome) {
		t.Fatalf("a flush without a session: %v", err)
	}
	if seq, err := db.Recover(t.Context()); err != nil || seq != 0 {
		t.Fatalf("recovered at %d, %v", seq, err)
	}
	if err := db.Flush(t.Context(), event(1)); err != nil {
		t.Error(err)
	}
}

// TestDurable: whatever the server's default, the writer waits for the disk.
func TestDurable(t *testing.T) {
	db := mustOpen(t, pgtest.URL(t))
	var commit string
	if err := db.writer.conn.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&commit); err != nil {
		t.Fatal(err)
	}
	if commit != "on" {
		t.Errorf("synchronous_commit is %s", commit)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	db := mustOpen(t, pgtest.URL(t))
	if _, err := db.reads.Exec(t.Context(), "DELETE FROM events"); err == nil {
		t.Error("a reader deleted events")
	}
}

// TestRefusedText: the database cannot hold the character NUL.
func TestRefusedText(t *testing.T) {
	db := mustOpen(t, pgtest.URL(t))
	b := event(1)
	b.Contacts = []desk.Contact{{ID: "k1", Name: "a\x00b"}}
	if err := db.Flush(t.Context(), b); !errors.Is(err, engine.ErrData) {
		t.Errorf("NUL: %v", err)
	}
	b.Contacts[0].Name = "a\xffb"
	if err := db.Flush(t.Context(), b); !errors.Is(err, engine.ErrData) {
		t.Errorf("not UTF-8: %v", err)
	}
	b.Contacts = nil
	if err := db.Flush(t.Context(), b); err != nil {
		t.Error(err)
	}
}

func TestAddressRefused(t *testing.T) {
	if _, err := Open(t.Context(), "postgres://%zz"); err == nil {
		t.Error("an address that is none was opened")
	}
	u := url.URL{Scheme: "postgres", Host: "127.0.0.1:1", Path: "/x"}
	if _, err := Open(t.Context(), u.String()); err == nil {
		t.Error("nobody listens there")
	}
}
