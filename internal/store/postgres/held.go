package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Held says whether some process is the writer of the database at an address,
// and disturbs nobody in finding out: Open would end that writer.
func Held(ctx context.Context, address string) (held bool, err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return false, fmt.Errorf("reach the database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_locks
		WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2 AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, uint32(lockClass), uint32(lockID)).Scan(&held)
	if err != nil {
		return false, fmt.Errorf("ask who writes: %w", err)
	}
	return held, nil
}
