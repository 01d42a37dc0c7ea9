package report

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	_ "modernc.org/sqlite"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/store/sqlite"
)

// rig is the service on a real desk in a bubble of time, which begins with the year
// 2000: what is in its log happened before.
type rig struct {
	*testing.T
	dir   string
	store *sqlite.DB
	e     *engine.Engine
	s     *Service
}

// onLog runs a test on a desk that has this log.
func onLog(t *testing.T, log []desk.Recorded, test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{T: t, dir: t.TempDir()}
		store, err := sqlite.Open(t.Context(), r.dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(log) > 0 {
			if err := store.Flush(t.Context(), &engine.Batch{Events: log, Corrections: corrections(log)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		r.opens()
		defer func() { r.closes() }()
		test(r)
	})
}

// corrections are what is kept of those that a log tells of.
func corrections(log []desk.Recorded) (all []desk.Correction) {
	for _, r := range log {
		if e, ok := r.Event.(desk.TimeCorrected); ok {
			all = append(all, desk.Correction{ID: e.Correction, User: e.User, From: e.From, To: e.To, Label: e.Label, Reason: e.Reason, Why: "forgot", Author: r.Actor, At: r.At})
		}
	}
	return all
}

func (r *rig) opens() {
	r.Helper()
	r.wakes()
	r.s.Start()
}

// wakes opens all but leaves what is stored unread.
func (r *rig) wakes() {
	r.Helper()
	var err error
	if r.store, err = sqlite.Open(r.Context(), r.dir); err != nil {
		r.Fatal(err)
	}
	ids := 0
	r.e, err = engine.Open(r.Context(), r.store, engine.Options{NewID: func(time.Time) string { ids++; return fmt.Sprintf("%026d", ids) }})
	if err != nil {
		r.Fatal(err)
	}
	r.s = New(Options{Engine: r.e, Store: r.store, KeepAfter: 700})
	r.e.Start()
}

func (r *rig) closes() {
	r.Helper()
	r.s.Close()
	r.e.Stop()
	if err := r.store.Close(); err != nil {
		r.Error(err)
	}
}

// dies ends everything without a word, and begins again.
func (r *rig) dies() {
	r.Helper()
	r.s.rest()
	<-r.s.done
	r.s.rest = nil // nothing is stored by Close
	r.closes()
	r.opens()
}

// edits changes the stored rows while nobody works on them.
func (r *rig) edits(statement string, args ...any) {
	r.Helper()
	r.closes()
	r.edited(statement, args...)
	r.opens()
}

func (r *rig) edited(statement string, args ...any) {
	r.Helper()
	db, err := sql.Open("sqlite", filepath.Join(r.dir, "pronto.db"))
	if err != nil {
		r.Fatal(err)
	}
	done, err := db.Exec(statement, args...)
	if err != nil {
		r.Fatal(err)
	}
	if n, _ := done.RowsAffected(); n == 0 {
		r.Fatalf("%s: no row was changed", statement)
	}
	if err := db.Close(); err != nil {
		r.Fatal(err)
	}
}

// silent hears of progress.
func silent(int64, int64) {}
