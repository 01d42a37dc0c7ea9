package store

import (
	"context"
	"time"

	"pronto/internal/desk"
	"pronto/internal/read"
)

// LedgerState is how far the read model has come.
func (r *Reader) LedgerState(ctx context.Context) (read.LedgerState, bool, error) {
	state, found, err := one(ctx, r.source, ledgerStates.scan, ledgerStates.selects("WHERE id = 1"))
	return read.LedgerState(state), found, err
}

// LedgerChunks are those that begin in [from, to).
func (r *Reader) LedgerChunks(ctx context.Context, subject string, from, to time.Time) ([]read.LedgerChunk, error) {
	where, args := "WHERE start >= $1 AND start < $2", []any{millis(from), millis(to)}
	if subject != "" {
		where, args = where+" AND subject = $3", append(args, subject)
	}
	stored, err := all(ctx, r.source, ledgerChunks.scan, ledgerChunks.selects(where+" ORDER BY subject, start"), args...)
	out := make([]read.LedgerChunk, len(stored))
	for i, c := range stored {
		out[i] = read.LedgerChunk(c)
	}
	return out, err
}

// Corrections of an agent's time that touch [from, to), oldest first.
func (r *Reader) Corrections(ctx context.Context, u desk.UserID, from, to time.Time) ([]desk.Correction, error) {
	return all(ctx, r.source, corrections.scan, corrections.selects("WHERE user_id = $1 AND from_at < $3 AND to_at > $2 ORDER BY at, id"), string(u), millis(from), millis(to))
}
