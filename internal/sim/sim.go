// Package sim lives through whole days of a desk in seconds: the real engine,
// with rude agents, customers, an administrator, crashes, a failing disk and a
// clock that steps, all from one seed. After every step it looks at the committed
// rows and events by rules of its own.
//
// It promises: the same options give the same day, to the bit (Report.Trace); the
// first broken rule ends the run and is shown with the seed, the step, the instant
// and what happened last; a run that did not meet what it was to prove fails too
// (Report.Missing). It leaves to others the wire, the pages and real time.
package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"pronto/internal/engine"
	"pronto/internal/read"
)

// Options say what to live through. Only Span is required.
type Options struct {
	Span   time.Duration
	Seed   uint64
	Agents int // 40 unless set
	// Open opens the same database each time it is called: first, and after each
	// crash. Without it the rows are in memory alone.
	Open func(context.Context) (Database, error)
	// Progress hears of each day that passed.
	Progress io.Writer
}

// Database is a store that can be read back and closed.
type Database interface {
	engine.Store
	read.Store
	Close() error
}

// Report is what a run met.
type Report struct {
	Steps         int
	Conversations int
	Messages      int
	Events        int64
	Counts        map[string]int
	Trace         string // the same for the same options
	Span          time.Duration
}

// Run lives through it. The error is a *Violation when a rule was broken.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Agents == 0 {
		o.Agents = 40
	}
	w := newWorld(ctx, o)
	defer w.close()
	return w.live()
}

// String is the report for people.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d steps, %d conversations, %d messages, %d events\ntrace %s\n", r.Span, r.Steps, r.Conversations, r.Messages, r.Events, r.Trace)
	for _, name := range slices.Sorted(maps.Keys(r.Counts)) {
		fmt.Fprintf(&b, "%9d  %s\n", r.Counts[name], name)
	}
	return b.String()
}

// Missing lists what a whole day of forty agents must have met and this run did
// not: a checker that finds nothing to check must fail.
func (r *Report) Missing() []string {
	var missing []string
	for _, want := range wanted {
		if r.Counts[want] == 0 {
			missing = append(missing, want)
		}
	}
	if least := int(2000 * r.Span / day); r.Conversations < least {
		missing = append(missing, fmt.Sprintf("%d conversations", least))
	}
	return missing
}

// Violation is a broken rule.
type Violation struct {
	Seed    uint64
	Step    int
	At      time.Time
	Rule    string
	Text    string
	Actions []string // the last, oldest first
	Rows    []any    // that show it
}

func (v *Violation) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, step %d, %s: %s: %s\n", v.Seed, v.Step, stamp(v.At), v.Rule, v.Text)
	for _, row := range v.Rows {
		text, err := json.Marshal(row)
		if err != nil || string(text) == "{}" {
			text = fmt.Appendf(nil, "%+v", row)
		}
		fmt.Fprintf(&b, "  %T %s\n", row, text)
	}
	b.WriteString("what happened last:\n")
	for _, a := range v.Actions {
		fmt.Fprintf(&b, "  %s\n", a)
	}
	return b.String()
}
