package sqlite

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/store"
	"pronto/internal/store/storetest"
)

// explainer notes how SQLite goes about each statement.
type explainer struct {
	store.Source
	plan *[]string
}

func (e explainer) Query(ctx context.Context, query string, args ...any) (store.Rows, error) {
	return explained{e.Source, e.plan}.Query(ctx, query, args...)
}

func (e explainer) Snapshot(ctx context.Context, read func(store.Queryer) error) error {
	return e.Source.Snapshot(ctx, func(q store.Queryer) error { return read(explained{q, e.plan}) })
}

type explained struct {
	store.Queryer
	plan *[]string
}

func (e explained) Query(ctx context.Context, query string, args ...any) (store.Rows, error) {
	rows, err := e.Queryer.Query(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		*e.plan = append(*e.plan, step)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return e.Queryer.Query(ctx, query, args...)
}

// TestPlans: each of these reads goes by the index that was made for it, and
// walks nothing that grows with what was ever stored.
func TestPlans(t *testing.T) {
	db := mustOpen(t, t.TempDir())
	defer mustClose(t, db)
	storetest.Fill(t, db)
	var plan []string
	r := store.NewReader(explainer{source{db.reads}, &plan})
	ctx, from, to := t.Context(), time.UnixMilli(1), time.UnixMilli(2)
	for _, c := range []struct {
		what string
		read func() error
		by   string
	}{
		{"the room of an administrator", func() error { _, err := r.OpenIn(ctx, desk.Viewer{All: true}); return err }, "conversations_open"},
		{"a supervisor's room", func() error {
			_, err := r.OpenIn(ctx, desk.Viewer{Supervises: []desk.QueueID{"q1", "q2"}})
			return err
		}, "conversations_open"},
		{"whispers", func() error { _, err := r.Whispers(ctx, "c1"); return err }, "whispers_conversation"},
		{"corrections", func() error { _, err := r.Corrections(ctx, "u1", from, to); return err }, "corrections_user"},
		{"one subject's ledger", func() error { _, err := r.LedgerChunks(ctx, "u1", from, to); return err }, "sqlite_autoindex_ledger_chunks_1 (subject=? AND start>? AND start<?)"},
		{"everybody's ledger", func() error { _, err := r.LedgerChunks(ctx, "", from, to); return err }, "ledger_chunks_start (start>? AND start<?)"},
		{"changes of settings", func() error { _, err := r.Changes(ctx, 9, 5); return err }, "events_changes"},
		{"a past room", func() error { _, err := r.Standing(ctx, from); return err }, "events_standing"},
		{"a timeline", func() error { _, err := r.Timeline(ctx, "c1", 5); return err }, "events_timeline"},
	} {
		plan = nil
		if err := c.read(); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(plan, "\n")
		if !strings.Contains(all, c.by) {
			t.Errorf("%s does not go by %s:\n%s", c.what, c.by, all)
		}
		if slices.ContainsFunc(plan, func(step string) bool {
			return strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, "conversations_open")
		}) {
			t.Errorf("%s walks a whole table:\n%s", c.what, all)
		}
	}
}
