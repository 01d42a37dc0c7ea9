package sim_test

import (
	"context"
	"os"
	"testing"
	"time"

	"pronto/internal/sim"
	"pronto/internal/store/postgres"
	"pronto/internal/store/sqlite"
	"pronto/internal/testkit/pgtest"
)

const day = 24 * time.Hour

// TestDay lives through a whole day of forty rude agents, with every invariant
// after every step (rules 1.8.3, 1.8.4).
func TestDay(t *testing.T) {
	span := day
	if testing.Short() {
		span = 2 * time.Hour
	}
	report, err := sim.Run(t.Context(), sim.Options{Span: span, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
	if testing.Short() {
		return
	}
	for _, missing := range report.Missing() {
		t.Errorf("never met: %s", missing)
	}
}

// TestSameSeed holds the core to being deterministic.
func TestSameSeed(t *testing.T) {
	trace := func(seed uint64) string {
		report, err := sim.Run(t.Context(), sim.Options{Span: 9 * time.Hour, Seed: seed, Agents: 20})
		if err != nil {
			t.Fatal(err)
		}
		return report.Trace
	}
	first := trace(7)
	if again := trace(7); again != first {
		t.Errorf("the same seed gave %s and then %s", first, again)
	}
	if trace(8) == first {
		t.Error("another seed gave the same day")
	}
}

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestSQLite lives through a day of forty agents on SQLite.
func TestSQLite(t *testing.T) {
	dir := fastDir(t)
	agents := 40
	if raceDetector { // SQLite is ten times as slow with it
		agents = 10
	}
	onDatabase(t, agents, func(ctx context.Context) (sim.Database, error) { return sqlite.Open(ctx, dir) })
}

// TestPostgres lives through a day of ten agents on PostgreSQL.
func TestPostgres(t *testing.T) {
	address := pgtest.URL(t)
	onDatabase(t, 10, func(ctx context.Context) (sim.Database, error) { return postgres.Open(ctx, address) })
}

// onDatabase lives through a day on a database that is closed and opened at each
// crash, reads everything back, and finds that it was the same day as in memory.
func onDatabase(t *testing.T, agents int, open func(context.Context) (sim.Database, error)) {
	options := sim.Options{Span: day, Seed: 2, Agents: agents, Open: open}
	if testing.Short() {
		options.Span, options.Agents = 8*time.Hour, 10
	}
	stored, err := sim.Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(stored)
	if stored.Counts["thread read back"] < stored.Conversations || stored.Counts["a fresh load gives what was committed"] == 0 {
		t.Error("nothing was read back")
	}
	options.Open = nil
	inMemory, err := sim.Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if stored.Trace != inMemory.Trace {
		t.Error("the day on the database differs from the same day in memory")
	}
}

// fastDir is in memory where the system has such a folder: what is tried here is
// not the disk, and a day has tens of thousands of commits.
func fastDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "pronto-sim-*") //nolint:usetesting // t.TempDir cannot be told where
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
