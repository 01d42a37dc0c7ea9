package main

import (
	"context"
	"os"

	"pronto/internal/bench"
)

type benchCmd struct {
	Quick bool `help:"Measure for a moment only, to see that everything runs."`
}

func (c benchCmd) Run(ctx context.Context) error {
	return bench.Run(ctx, bench.Options{Out: os.Stdout, Quick: c.Quick})
}

// benchBareCmd writes with nothing but the driver, in a process of its own.
type benchBareCmd struct{}

func (benchBareCmd) Run(ctx context.Context) error { return bench.RunBare(ctx, os.Stdin, os.Stdout) }
