package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"pronto/internal/sim"
	"pronto/internal/store/postgres"
	"pronto/internal/store/sqlite"
)

type simCmd struct {
	Days     int    `default:"1" help:"How many days to live through."`
	Seed     uint64 `default:"1" help:"The same seed gives the same days."`
	Agents   int    `default:"40" help:"How many agents, none of them polite."`
	Database string `placeholder:"sqlite|URL" help:"Keep the rows in SQLite in a temporary folder, or in an empty PostgreSQL database, rather than in memory alone."`
	Brief    bool   `help:"Print one line, without the figures."`
}

func (c simCmd) Validate() error {
	if c.Days < 1 || c.Agents < 1 {
		return fmt.Errorf("--days and --agents must be at least 1")
	}
	if c.Database != "" && c.Database != "sqlite" && !strings.HasPrefix(c.Database, "postgres") {
		return fmt.Errorf("--database is sqlite, or starts with postgres://")
	}
	return nil
}

// Run fails when a rule is broken, and says how to see it again.
func (c simCmd) Run(ctx context.Context) error {
	options := sim.Options{Span: time.Duration(c.Days) * 24 * time.Hour, Seed: c.Seed, Agents: c.Agents}
	if c.Days > 1 && !c.Brief {
		options.Progress = os.Stderr
	}
	switch {
	case c.Database == "sqlite":
		dir, err := os.MkdirTemp("", "pronto-sim-*")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		options.Open = func(ctx context.Context) (sim.Database, error) { return sqlite.Open(ctx, dir) }
	case c.Database != "":
		options.Open = func(ctx context.Context) (sim.Database, error) { return postgres.Open(ctx, c.Database) }
	}
	began := time.Now()
	report, err := sim.Run(ctx, options)
	if err != nil {
		return err
	}
	took := time.Since(began)
	if !c.Brief {
		fmt.Print(report)
	}
	fmt.Printf("%d days of %d agents with seed %d: %d steps, %d conversations and no rule broken in %s, %.1f s a day\n",
		c.Days, c.Agents, c.Seed, report.Steps, report.Conversations, took.Round(time.Millisecond), took.Seconds()/float64(c.Days))
	if missing := report.Missing(); c.Agents >= 40 && len(missing) > 0 {
		return fmt.Errorf("never met, so nothing is proved of it: %s", strings.Join(missing, ", "))
	}
	return nil
}
