package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"pronto/internal/app"
)

type ledgerCmd struct {
	Verify  ledgerVerifyCmd  `cmd:"" help:"Read all events and find the first that cannot be true."`
	Rebuild ledgerRebuildCmd `cmd:"" help:"Make again from the events what the reports keep."`
}

type ledgerVerifyCmd struct {
	deskFlags
	From string `placeholder:"DATE" help:"First day to count and compare; what came before is read as well."`
	To   string `placeholder:"DATE" help:"Last day."`
}

// Run fails with the first violation.
func (c ledgerVerifyCmd) Run(ctx context.Context) error {
	return c.withExisting(ctx, func(d *app.Client) error {
		var v app.LedgerVerified
		err := told(func(tell func(seq, of int64)) (err error) {
			v, err = d.VerifyLedger(ctx, app.LedgerSpan{From: c.From, To: c.To}, tell)
			return err
		})
		if err == nil {
			fmt.Printf("%d events, %d agents, %s..%s: no violation\n", v.Events, v.Agents, day(v.From), day(v.To))
		}
		return err
	})
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

type ledgerRebuildCmd struct{ deskFlags }

func (c ledgerRebuildCmd) Run(ctx context.Context) error {
	return c.withExisting(ctx, func(d *app.Client) error {
		var events int64
		err := told(func(tell func(seq, of int64)) (err error) {
			events, err = d.RebuildLedger(ctx, tell)
			return err
		})
		if err == nil {
			fmt.Printf("%d events read again\n", events)
		}
		return err
	})
}

// told shows on a terminal how far it is, and elsewhere nothing. The line goes away
// at the end.
func told(use func(tell func(seq, of int64)) error) error {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return use(func(int64, int64) {})
	}
	err := use(func(seq, of int64) {
		fmt.Fprintf(os.Stderr, "\r\033[K%d of %d events, %d %%", seq, of, 100*seq/max(of, 1))
	})
	fmt.Fprint(os.Stderr, "\r\033[K")
	return err
}
