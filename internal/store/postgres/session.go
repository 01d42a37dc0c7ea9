package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pronto/internal/engine"
)

// The advisory lock of the writer. Such locks are of one database.
const (
	lockClass = 0x70726f6e // "pron"
	lockID    = 1
)

// endWait is how long the server may take to end a session, in milliseconds.
const endWait = 10_000

// session is a server process, told apart from later ones with its number.
type session struct {
	pid   int32
	begun time.Time
}

// connect opens a session and asks who it is.
func (w *writer) connect(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, w.config)
	if err != nil {
		return err
	}
	w.conn = conn
	return conn.QueryRow(ctx, "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()").Scan(&w.me.pid, &w.me.begun)
}

// takeOver gets the lock, ending whoever has it.
func (w *writer) takeOver(ctx context.Context) error {
	if err := w.connect(ctx); err != nil {
		return err
	}
	return w.lock(ctx, func(session) error { return nil })
}

// reclaim gets the lock back after the session was lost. It ends only that
// session: a lock in other hands, or another writer's mark, means that the time
// of this one is over.
func (w *writer) reclaim(ctx context.Context) error {
	lost := w.me
	w.drop()
	if err := w.connect(ctx); err != nil {
		return err
	}
	err := w.lock(ctx, func(holder session) error {
		if holder.pid != lost.pid || !holder.begun.Equal(lost.begun) {
			return engine.ErrDeposed
		}
		return nil
	})
	if err != nil {
		return err
	}
	var mark string
	if err := w.conn.QueryRow(ctx, "SELECT value FROM meta WHERE name = 'writer'").Scan(&mark); err != nil {
		return err
	}
	if mark != w.mark {
		return engine.ErrDeposed
	}
	return nil
}

// lock tries until it has the lock, ending each holder that may be ended.
func (w *writer) lock(ctx context.Context, mayEnd func(session) error) error {
	for {
		var locked bool
		if err := w.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1::int4, $2::int4)", lockClass, lockID).Scan(&locked); err != nil || locked {
			return err
		}
		holder, err := w.holder(ctx)
		if errors.Is(err, pgx.ErrNoRows) {
			continue // it has just ended
		}
		if err != nil {
			return err
		}
		if err := mayEnd(holder); err != nil {
			return err
		}
		if _, err := w.conn.Exec(ctx, "SELECT pg_terminate_backend($1, $2)", holder.pid, int64(endWait)); err != nil {
			return fmt.Errorf("end the session of the old writer: %w", err)
		}
	}
}

// holder is the session that has the lock.
func (w *writer) holder(ctx context.Context) (s session, err error) {
	err = w.conn.QueryRow(ctx, `SELECT a.pid, a.backend_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`, uint32(lockClass), uint32(lockID)).Scan(&s.pid, &s.begun)
	return s, err
}
