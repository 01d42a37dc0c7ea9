package main

import (
	"context"
	"os"
	"runtime/debug"

	"pronto/internal/app"
	"pronto/internal/config"
)

type serveCmd struct {
	config.Config `embed:""`

	Unlimited bool `hidden:"" help:"Lift the limits of the public endpoints, for load that comes from one address on purpose."`
}

func (c serveCmd) Run(ctx context.Context) error {
	if err := c.Validate(); err != nil {
		return err
	}
	spareTheCollector()
	o := options(c.LogLevel)
	o.Unlimited = c.Unlimited
	return app.Serve(ctx, c.Config, o, os.Stdout)
}

type openAPICmd struct{}

func (openAPICmd) Run() error {
	doc, err := app.OpenAPI(version)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(doc)
	return err
}

// spareTheCollector lets the heap grow to three times what lives before it is
// collected: the desk's live memory is small, and a tenth of the time of a busy
// server went into looking after it. GOGC in the environment has the last word.
func spareTheCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}
