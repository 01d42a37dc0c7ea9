package report

import (
	"context"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// The formats of an export.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// MediaTypes are theirs.
var MediaTypes = map[string]string{
	CSV:  "text/csv; charset=utf-8",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// File is a report as a file. All that can fail for the sake of the report has been
// done before it is written.
type File struct {
	Name  string
	Type  string // MIME
	Write func(io.Writer) error
}

// Export makes a file of a report: the same query, the same figures, in the words
// and numbers of a language.
func (r *Figures) Export(ctx context.Context, v desk.Viewer, q Query, format string) (File, error) {
	s, err := r.sheet(ctx, v, q)
	if err != nil {
		return File{}, err
	}
	// The name is made of what is known to be harmless: no name that somebody typed
	// is in it.
	out := File{Name: "pronto-" + string(q.Kind) + "-" + s.from.Format(time.DateOnly) + "-" + s.to.Format(time.DateOnly) + "." + format, Type: MediaTypes[format]}
	switch format {
	case CSV:
		out.Write = func(w io.Writer) error { return writeCSV(w, s, numbersOf(q.Locale)) }
	case XLSX:
		out.Write = func(w io.Writer) error { return writeXLSX(w, s) }
	default:
		return out, desk.InvalidField("format", "%q is not one of csv, xlsx", format)
	}
	return out, nil
}

// sheet is a table for a spreadsheet.
type sheet struct {
	title    string
	from, to time.Time // the first and the last day
	head     []string
	rows     iter.Seq[[]cell] // each made when it is written, in the place of the last
	// about is what the table is of and how its figures are counted, where a file can
	// hold it beside the table.
	about      [][2]string
	aboutTitle string
}

// cell is a value with how a spreadsheet shows it.
type cell struct {
	kind cellKind
	text string
	n    float64
	at   time.Time // in the zone of the report
}

type cellKind uint8

const (
	nothing cellKind = iota // there is nothing to divide by
	blank
	ofText
	ofCount
	ofDecimal
	ofShare
	ofDuration // n is milliseconds
	ofDay
	ofInstant
)

func text(s string) cell { return cell{kind: ofText, text: s} }

func duration(ms int64) cell { return cell{kind: ofDuration, n: float64(ms)} }

func number(n int) cell { return cell{kind: ofCount, n: float64(n)} }

func (r *Figures) sheet(ctx context.Context, v desk.Viewer, q Query) (sheet, error) {
	if q.Kind == OfBreaks {
		b, err := r.Breaks(ctx, v, q)
		if err != nil {
			return sheet{}, err
		}
		s, err := breakSheet(b, q.Locale)
		s.describe(r.desk.Directory(), q, b.Zone, r.desk.Now())
		return s, err
	}
	report, err := r.Report(ctx, v, q)
	if err != nil {
		return sheet{}, err
	}
	s, err := reportSheet(report, q)
	s.describe(r.desk.Directory(), q, report.Zone, report.Until)
	s.explain(report, q)
	return s, err
}

// describe says of which company, days and filters the table is.
func (s *sheet) describe(dir *engine.Directory, q Query, zone string, until time.Time) {
	say := func(key, value string) {
		s.about = append(s.about, [2]string{titled(key, q.Locale, nil), value})
	}
	s.aboutTitle = titled("about", q.Locale, nil)
	say("company", dir.Installation.Company)
	say("report", s.title)
	say("period", s.from.Format(time.DateOnly)+" – "+s.to.Format(time.DateOnly))
	say("zone", zone)
	say("until", until.In(s.from.Location()).Format(time.DateTime))
	if q.Agent != "" {
		say("agent", view.UserRef(desk.UserID(q.Agent), dir).Name)
	}
	if q.Queue != "" {
		say("queue", view.QueueRef(desk.QueueID(q.Queue), dir).Name)
	}
	if q.Channel != "" {
		say("channel", view.ChannelRef(desk.ChannelID(q.Channel), dir).Name)
	}
	if q.Split != "" {
		say("split", titled(q.Split, q.Locale, nil))
	}
}

// explain says how each figure is counted.
func (s *sheet) explain(r view.Report, q Query) {
	s.about = append(s.about, [2]string{}, [2]string{titled("figure", q.Locale, nil), titled("formula", q.Locale, nil)})
	for _, c := range r.Columns {
		formula := c.Formula
		if q.Channel != "" && (c.From == "interval" || c.From == "sign_in") {
			formula += " " + titled("not_by_channel", q.Locale, nil)
		}
		s.about = append(s.about, [2]string{c.Title, formula})
	}
}

func newSheet(kind, locale, zone string, from, to time.Time) (sheet, *time.Location, error) {
	at, err := time.LoadLocation(zone)
	if err != nil {
		return sheet{}, nil, err
	}
	return sheet{title: titled(kind, locale, nil), from: from.In(at), to: to.Add(-time.Millisecond).In(at)}, at, nil
}

// reportSheet is a table of figures. Each quotient is followed by what it was
// divided from.
func reportSheet(r view.Report, q Query) (sheet, error) {
	s, zone, err := newSheet(string(r.Kind), q.Locale, r.Zone, r.From, r.To)
	if err != nil {
		return s, err
	}
	heads := headsOf(q.Kind, q.Split)
	for _, h := range heads {
		s.head = append(s.head, titled(h, q.Locale, nil))
	}
	for _, c := range r.Columns {
		s.head = append(s.head, c.Title)
		for _, part := range partsOf(c) {
			s.head = append(s.head, titled(part, q.Locale, map[string]string{"name": c.Title}))
		}
	}
	totals := make([]cell, len(heads))
	for i := range totals {
		totals[i].kind = blank
	}
	totals[0] = text(titled("total", q.Locale, nil))
	s.rows = func(yield func([]cell) bool) {
		var cells []cell
		for _, row := range r.Rows {
			cells = cells[:0]
			for _, h := range heads {
				cells = append(cells, headCell(h, row, zone))
			}
			if cells = appendValues(cells, r.Columns, row.Values); !yield(cells) {
				return
			}
		}
		yield(appendValues(totals, r.Columns, r.Totals))
	}
	return s, nil
}

func headsOf(kind Kind, split string) []string {
	var heads []string
	switch kind {
	case ByAgent:
		return []string{"agent"}
	case ByQueue:
		return []string{"queue"}
	case ByDay:
		heads = []string{"day"}
	case ByInterval, OfBreaks:
		heads = []string{"start", "end"}
	}
	if split != "" {
		heads = append(heads, split)
	}
	return heads
}

func headCell(head string, row view.ReportRow, zone *time.Location) cell {
	switch head {
	case "agent":
		return text(row.Agent.Name)
	case "queue":
		return text(row.Queue.Name)
	case "channel":
		return text(row.Channel.Name)
	case "day":
		return cell{kind: ofDay, at: row.Start.In(zone)}
	case "end":
		return cell{kind: ofInstant, at: row.End.In(zone)}
	}
	return cell{kind: ofInstant, at: row.Start.In(zone)}
}

// partsOf are the columns behind a figure's own.
func partsOf(c view.ReportColumn) []string {
	switch {
	case c.Total == "sum":
		return nil
	case c.Quotient:
		return []string{"numerator", "denominator"}
	}
	return []string{"values"}
}

func appendValues(cells []cell, columns []view.ReportColumn, values []view.ReportValue) []cell {
	for i, c := range columns {
		v := values[i]
		cells = append(cells, valueCell(c, v))
		if c.Quotient {
			cells = append(cells, partCell(c, c.Unit == inMS, v.Numerator), partCell(c, false, v.Denominator))
		} else if c.Total != "sum" {
			cells = append(cells, number(int(v.Denominator)))
		}
	}
	return cells
}

func valueCell(c view.ReportColumn, v view.ReportValue) cell {
	switch {
	case v.Value == nil:
		return cell{kind: nothing}
	case c.Unit == inMS:
		return cell{kind: ofDuration, n: *v.Value}
	case c.Unit == inRatio:
		return cell{kind: ofShare, n: *v.Value}
	case c.Quotient:
		return cell{kind: ofDecimal, n: *v.Value}
	}
	return cell{kind: ofCount, n: *v.Value}
}

// partCell is a part of a quotient. Those of time are all of milliseconds.
func partCell(c view.ReportColumn, ms bool, n int64) cell {
	if ms || c.From == "interval" {
		return duration(n)
	}
	return number(int(n))
}

// breakSheet is a row for each shift, with its pauses beside each other.
func breakSheet(b view.BreakReport, locale string) (sheet, error) {
	s, zone, err := newSheet("breaks", locale, b.Zone, b.From, b.To)
	if err != nil {
		return s, err
	}
	most := 0
	for _, d := range b.Items {
		most = max(most, len(d.Pauses))
	}
	for _, key := range []string{"agent", "day", "start", "end", "worked", "planned", "breaks_due", "breaks_kept", "breaks_missed", "meals_due", "meals_kept", "meals_missed"} {
		s.head = append(s.head, titled(key, locale, nil))
	}
	for i := range most {
		told := map[string]string{"name": strconv.Itoa(i + 1)}
		for _, key := range []string{"pause_number", "pause_length", "pause_reason", "pause_as"} {
			s.head = append(s.head, titled(key, locale, told))
		}
	}
	width := len(s.head)
	s.rows = func(yield func([]cell) bool) {
		for _, d := range b.Items {
			if !yield(breakCells(d, zone, locale, width)) {
				return
			}
		}
	}
	return s, nil
}

func breakCells(d view.BreakDay, zone *time.Location, locale string, width int) []cell {
	planned := cell{kind: blank}
	if d.PlannedMS > 0 {
		planned = duration(d.PlannedMS)
	}
	cells := []cell{
		text(d.Agent.Name),
		{kind: ofDay, at: d.Start.In(zone)},
		{kind: ofInstant, at: d.Start.In(zone)},
		{kind: ofInstant, at: d.End.In(zone)},
		duration(d.WorkedMS),
		planned,
		number(d.Due.Breaks), number(d.Kept.Breaks), number(d.Missed.Breaks),
		number(d.Due.Meals), number(d.Kept.Meals), number(d.Missed.Meals),
	}
	for _, p := range d.Pauses {
		reason := ""
		if p.Reason != nil {
			reason = p.Reason.Name
		}
		as := p.Why
		if p.As != "" {
			as = "as_" + p.As
		}
		cells = append(cells, cell{kind: ofInstant, at: p.From.In(zone)}, duration(p.MS), text(reason), text(titled(as, locale, nil)))
	}
	return append(cells, slices.Repeat([]cell{{kind: blank}}, width-len(cells))...)
}
