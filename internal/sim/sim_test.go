package sim_test

import (
	"context"
	"testing"
	"time"

	"pronto/internal/sim"
	"pronto/internal/store/sqlite"
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

// TestDatabase lives through the same day on SQLite, closed and opened at each
// crash, and reads everything back.
func TestDatabase(t *testing.T) {
	dir := t.TempDir()
	span, agents := day, 40
	if testing.Short() {
		span, agents = 8*time.Hour, 10
	}
	options := sim.Options{Span: span, Seed: 2, Agents: agents}
	options.Open = func(ctx context.Context) (sim.Database, error) { return sqlite.Open(ctx, dir) }
	report, err := sim.Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
	options.Open = nil
	inMemory, err := sim.Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if report.Trace != inMemory.Trace {
		t.Error("the day on SQLite differs from the same day in memory")
	}
}
