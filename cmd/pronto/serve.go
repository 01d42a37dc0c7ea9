package main

import (
	"context"
	"os"

	"pronto/internal/app"
	"pronto/internal/config"
)

type serveCmd struct {
	config.Config `embed:""`
}

func (c serveCmd) Run(ctx context.Context) error {
	if err := c.Validate(); err != nil {
		return err
	}
	return app.Serve(ctx, c.Config, options(c.LogLevel), os.Stdout)
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
