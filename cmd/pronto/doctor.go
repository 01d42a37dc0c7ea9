package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"pronto/internal/app"
	"pronto/internal/config"
)

type doctorCmd struct {
	config.Config `embed:""`
}

func (c doctorCmd) Run(ctx context.Context) error {
	if err := c.Validate(); err != nil {
		return err
	}
	ill := 0
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, f := range app.Examine(ctx, c.Config) {
		mark := "ok"
		if !f.Well {
			mark = "!!"
			ill++
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", mark, f.What, f.Says)
		if f.Mend != "" {
			_, _ = fmt.Fprintf(w, "\t\t→ %s\n", f.Mend)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if ill > 0 {
		return errors.New("something needs attention")
	}
	return nil
}
