package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"text/tabwriter"

	"pronto/internal/app"
	"pronto/internal/config"
	"pronto/internal/demo"
)

type demoCmd struct {
	Listen string  `default:":8080" env:"PRONTO_LISTEN" placeholder:"ADDR" help:"Address and port to serve on."`
	Data   string  `placeholder:"DIR" help:"Folder to keep the demo in; without it, it is forgotten at the end."`
	Pace   float64 `default:"1" help:"How fast customers arrive; 2 is twice as fast."`
	Seed   uint64  `default:"1" help:"Other seeds bring other customers."`
}

// Run serves the real desk and lets its customers and colleagues in, who are
// clients of the public interface like any other.
func (c demoCmd) Run(ctx context.Context) error {
	cfg := config.Defaults()
	cfg.Listen, cfg.Data = c.Listen, c.Data
	if cfg.Data == "" {
		dir, err := os.MkdirTemp("", "pronto-demo-*")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		cfg.Data = dir
	}
	if err := cfg.Validate(); err != nil {
		return err
	}
	o := options(slog.LevelWarn)
	server, err := app.Start(ctx, cfg, o)
	if err != nil {
		return err
	}
	err = c.play(ctx, server, o.Log)
	if ctx.Err() != nil {
		err = nil
	}
	return errors.Join(err, server.Close())
}

func (c demoCmd) play(ctx context.Context, server *app.Server, log *slog.Logger) error {
	company, err := demo.Seed(ctx, server.URL, server.SetupToken())
	if err != nil {
		return fmt.Errorf("furnish the demo: %w", err)
	}
	welcome(server.URL, company)
	return demo.Run(ctx, server.URL, company, demo.Options{Pace: c.Pace, Seed: c.Seed, Log: log})
}

func welcome(url string, c demo.Company) {
	fmt.Printf("\nThe desk is open on %s\n\n", url)
	w := tabwriter.NewWriter(os.Stdout, 2, 0, 3, ' ', 0)
	for _, l := range c.Logins {
		if !l.Played {
			_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", l.Role, l.Name, l.Email, l.Password)
		}
	}
	_ = w.Flush()
	fmt.Printf("\nSign in as %s, choose Online, and customers will come. Be one yourself in the shop:\n%s%s\n\n", c.You.Name, url, c.Shop)
}
