// Package bench measures the desk as a whole and prints one table. Gates are
// ratios against a bare limit measured in the same run, so that they hold on any
// machine; the rest is reported against its target. It promises that what is
// compared does the same work: the bare databases write the very statements that
// the engine's batches are made of.
package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"pronto/internal/testkit/pgtest"
)

// Figure is one line of the table.
type Figure struct {
	Name   string
	Got    string
	Target string
	Gate   bool // a failed gate fails the run
	OK     bool
}

// Options say how much is measured.
type Options struct {
	Out io.Writer
	// Quick measures for a moment only, to see that everything runs.
	Quick bool
}

// bench is one run.
type bench struct {
	ctx     context.Context
	o       Options
	dir     string
	cluster *pgtest.Cluster // while PostgreSQL is measured
	figures []Figure
}

// Run measures everything and prints the table. It fails when a gate does.
func Run(ctx context.Context, o Options) error {
	dir, err := os.MkdirTemp("", "pronto-bench-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{ctx: ctx, o: o, dir: dir}
	b.say("%s", machine())
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"the router alone", b.routing},
		{"the engine alone, SQLite", func() error { return b.engineAlone("SQLite", "") }},
		{"the engine alone, PostgreSQL", b.engineOnPostgres},
		{"customer messages through the whole server", b.messages},
		{"idle desks", b.idle},
		{"a large company's presence", b.presence},
		{"a large store", b.large},
		{"a month of two hundred agents", b.ledger},
	} {
		b.say("measuring %s …", part.name)
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.report()
}

func (b *bench) engineOnPostgres() error {
	cluster, err := pgtest.Start("")
	if err != nil {
		b.say("PostgreSQL is left out: %v", err)
		return nil
	}
	defer func() { _ = cluster.Stop() }()
	b.cluster = cluster
	url, err := cluster.CreateDatabase(b.ctx)
	if err != nil {
		return err
	}
	return b.engineAlone("PostgreSQL", url)
}

func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.o.Out, format+"\n", args...) }

func (b *bench) gate(ok bool, name, target, got string, args ...any) {
	b.figures = append(b.figures, Figure{name, fmt.Sprintf(got, args...), target, true, ok})
}

func (b *bench) target(ok bool, name, target, got string, args ...any) {
	b.figures = append(b.figures, Figure{name, fmt.Sprintf(got, args...), target, false, ok})
}

// seconds is how long something is measured.
func (b *bench) seconds(n int) time.Duration {
	if b.o.Quick {
		return time.Second
	}
	return time.Duration(n) * time.Second
}

func (b *bench) report() error {
	w := tabwriter.NewWriter(b.o.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "\nFIGURE\tMEASURED\tTARGET\t")
	failed := 0
	for _, f := range b.figures {
		verdict := "reached"
		switch {
		case f.OK && f.Gate:
			verdict = "gate held"
		case f.Gate:
			verdict = "GATE FAILED"
			failed++
		case !f.OK:
			verdict = "missed"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.Name, f.Got, f.Target, verdict)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if failed > 0 && !b.o.Quick {
		return fmt.Errorf("%d gates failed", failed)
	}
	return nil
}

// machine says where this was measured.
func machine() string {
	model := "unknown processor"
	if data, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(data), "model name\t: "); ok {
			model, _, _ = strings.Cut(rest, "\n")
		}
	}
	return fmt.Sprintf("%s %s/%s, %d processors (%s). The load generator runs on the same machine, as a process of its own; "+
		"each measurement warms up first.", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model)
}
