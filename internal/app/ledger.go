package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"pronto/internal/ledger"
	"pronto/internal/report"
)

// LedgerSpan is what `pronto ledger verify` asks for: days by the company's clocks,
// from the first to the last; empty ones are the first and the last there are.
type LedgerSpan struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// LedgerVerified is what was found in order.
type LedgerVerified struct {
	Events   int64     `json:"events"`
	Agents   int       `json:"agents"`
	From     time.Time `json:"from"` // by the company's clocks; zero without events
	To       time.Time `json:"to"`
	Compared int       `json:"compared"`
}

// ledgerLine is one line of the answer: how far it is, and in the end what came of
// it.
type ledgerLine struct {
	Seq   int64           `json:"seq"`
	Of    int64           `json:"of"`
	Found *LedgerVerified `json:"found,omitempty"`
	Err   string          `json:"error,omitempty"`
}

// tellEvery is how often somebody who waits is told how far it is.
const tellEvery = 200 * time.Millisecond

func (n *Node) adminVerify(w http.ResponseWriter, r *http.Request) {
	var in LedgerSpan
	if !readJSON(w, r, &in) {
		return
	}
	zone, err := time.LoadLocation(n.Engine.Directory().Installation.TimeZone)
	if err != nil {
		fail(w, err)
		return
	}
	span, err := spanOf(in, zone)
	if err != nil {
		fail(w, err)
		return
	}
	n.answerLedger(w, func(tell func(seq, of int64)) (*LedgerVerified, error) {
		v, err := n.reports.Verify(r.Context(), span, tell)
		found := LedgerVerified{Events: v.Events, Agents: v.Agents, Compared: v.Compared}
		if v.Events > 0 {
			found.From, found.To = v.From.In(zone), v.To.In(zone)
		}
		return &found, err
	})
}

func spanOf(in LedgerSpan, zone *time.Location) (report.Span, error) {
	var span report.Span
	if in.From != "" {
		day, err := time.Parse(time.DateOnly, in.From)
		if err != nil {
			return span, fmt.Errorf("%q is not a date such as 2026-03-02", in.From)
		}
		span.From = ledger.StartOfDay(day.Year(), day.Month(), day.Day(), zone)
	}
	if in.To != "" {
		day, err := time.Parse(time.DateOnly, in.To)
		if err != nil {
			return span, fmt.Errorf("%q is not a date such as 2026-03-02", in.To)
		}
		span.To = ledger.Days(zone)(ledger.At(ledger.StartOfDay(day.Year(), day.Month(), day.Day(), zone))).Time()
	}
	if in.To != "" && !span.From.Before(span.To) {
		return span, fmt.Errorf("the last day, %s, is before the first, %s", in.To, in.From)
	}
	return span, nil
}

// inWords names the agent of a violation as people know them.
func (n *Node) inWords(err error) string {
	var v *ledger.Violation
	if errors.As(err, &v) {
		if u, ok := n.Engine.Directory().Users[v.User]; ok {
			return v.Line(fmt.Sprintf("%s (%s)", u.Name, v.User))
		}
	}
	return err.Error()
}

func (n *Node) adminRebuild(w http.ResponseWriter, r *http.Request) {
	var nothing struct{}
	if !readJSON(w, r, &nothing) {
		return
	}
	n.reports.Start() // it does not follow where nobody serves
	n.answerLedger(w, func(tell func(seq, of int64)) (*LedgerVerified, error) {
		return &LedgerVerified{Events: n.Engine.Seq()}, n.reports.Rebuild(r.Context(), tell)
	})
}

func (n *Node) answerLedger(w http.ResponseWriter, work func(tell func(seq, of int64)) (*LedgerVerified, error)) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	control := http.NewResponseController(w)
	lines := json.NewEncoder(patient{w, control})
	var told time.Time
	found, err := work(func(seq, of int64) {
		if time.Since(told) >= tellEvery {
			told = time.Now()
			_ = lines.Encode(ledgerLine{Seq: seq, Of: of}) // who does not listen any more ends it by the request
			_ = control.Flush()
		}
	})
	line := ledgerLine{Found: found}
	if err != nil {
		line = ledgerLine{Err: n.inWords(err)}
	}
	_ = lines.Encode(line)
}

// VerifyLedger reads all events of a span and fails with the first violation.
func (c *Client) VerifyLedger(ctx context.Context, span LedgerSpan, tell func(seq, of int64)) (LedgerVerified, error) {
	return c.ledger(ctx, "/ledger/verify", span, tell)
}

// RebuildLedger drops what the reports keep and makes it again from the events.
func (c *Client) RebuildLedger(ctx context.Context, tell func(seq, of int64)) (events int64, err error) {
	found, err := c.ledger(ctx, "/ledger/rebuild", struct{}{}, tell)
	return found.Events, err
}

func (c *Client) ledger(ctx context.Context, path string, in any, tell func(seq, of int64)) (LedgerVerified, error) {
	res, err := c.do(ctx, http.MethodPost, path, in)
	if err != nil {
		return LedgerVerified{}, err
	}
	defer func() { _ = res.Body.Close() }()
	for lines := json.NewDecoder(res.Body); ; {
		var line ledgerLine
		if err := lines.Decode(&line); err != nil {
			return LedgerVerified{}, fmt.Errorf("the desk went away: %w", err)
		}
		switch {
		case line.Err != "":
			return LedgerVerified{}, errors.New(line.Err)
		case line.Found != nil:
			return *line.Found, nil
		}
		tell(line.Seq, line.Of)
	}
}
