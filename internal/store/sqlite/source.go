package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"pronto/internal/store"
)

// source reads through the pool of readers.
type source struct{ pool *sql.DB }

// Query runs one statement, which sees one moment.
func (s source) Query(ctx context.Context, query string, args ...any) (store.Rows, error) {
	return s.pool.QueryContext(ctx, query, args...) //nolint:rowserrcheck // whoever reads the rows asks
}

// Snapshot runs several statements that see one moment. It begins with the first
// of them and is kept short: a checkpoint waits for it.
func (s source) Snapshot(ctx context.Context, read func(store.Queryer) error) error {
	tx, err := s.pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	if err := read(snapshot{tx}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

type snapshot struct{ tx *sql.Tx }

func (s snapshot) Query(ctx context.Context, query string, args ...any) (store.Rows, error) {
	return s.tx.QueryContext(ctx, query, args...) //nolint:rowserrcheck // whoever reads the rows asks
}
