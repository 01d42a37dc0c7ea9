package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pronto/internal/desk"
	"pronto/internal/report"
	"pronto/internal/view"
)

// ReportOf asks for a report of a stretch of time.
type ReportOf struct {
	From   string `query:"from" required:"true" maxLength:"40" doc:"A day of the company, such as 2026-03-01, or an instant."`
	To     string `query:"to" required:"true" maxLength:"40" doc:"A day, of which the whole is taken in, or an instant, which is not."`
	Agent  string `query:"agent" maxLength:"40" doc:"Only this one."`
	Queue  string `query:"queue" maxLength:"40" doc:"Only this one."`
	Locale string `query:"locale" enum:"pt-BR,sv,en" doc:"Of titles and numbers; one's own when absent."`
	// Progress is how it is called at /reports/progress/{name} while it is counted.
	Progress string `query:"progress" maxLength:"40" doc:"A name of one's own, under which the progress is told at /reports/progress."`
}

// FiguresOf asks for some figures of a stretch of time.
type FiguresOf struct {
	ReportOf
	Channel string   `query:"channel" maxLength:"40" doc:"Only work of this one. Nobody's time is of a channel: figures of time are not narrowed."`
	Figure  []string `query:"figure" maxItems:"100" doc:"Only these columns, in this order, separated by commas."`
}

// Ordered asks for rows in an order. What a figure was counted from has its own.
type Ordered struct {
	Sort string `query:"sort" maxLength:"60" doc:"Rows in the order of this column, with a minus before it the most first. Without a column they are in that of what they are of."`
}

// RowsOf asks for a report with a row for each agent or queue.
type RowsOf struct {
	FiguresOf
	Ordered
}

// DayRowsOf asks for a report with a row for each day.
type DayRowsOf struct {
	DaysOf
	Ordered
}

// IntervalRowsOf asks for a report with a row for each interval.
type IntervalRowsOf struct {
	IntervalsOf
	Ordered
}

// DaysOf asks for a report by day.
type DaysOf struct {
	FiguresOf
	Split string `query:"split" enum:"agent,queue,channel" doc:"A row for each of them in each stretch."`
}

// IntervalsOf asks for a report by interval.
type IntervalsOf struct {
	DaysOf
	Step int `query:"step" minimum:"15" maximum:"60" multipleOf:"15" default:"30" doc:"15, 30 or 60 minutes."`
}

// DetailOf asks what a figure of a report was counted from: in its total, or in the
// row that is named. Of figures it names one.
type DetailOf struct {
	IntervalsOf
	Page
	Report     string `query:"report" enum:"agents,queues,intervals,days" default:"days"`
	RowStart   string `query:"row_start" maxLength:"40" doc:"When the row begins, of a report by time."`
	RowAgent   string `query:"row_agent" maxLength:"40"`
	RowQueue   string `query:"row_queue" maxLength:"40"`
	RowChannel string `query:"row_channel" maxLength:"40"`
}

// asked makes the query of what was asked. Each report has its own way to ask.
type asked interface {
	query(kind report.Kind, locale desk.Locale) report.Query
	progress() string
	order() string
}

func (in ReportOf) progress() string { return in.Progress }

func (ReportOf) order() string { return "" }

func (in Ordered) order() string { return in.Sort }

func (in ReportOf) query(kind report.Kind, locale desk.Locale) report.Query {
	if in.Locale != "" {
		locale = desk.Locale(in.Locale)
	}
	return report.Query{Kind: kind, From: in.From, To: in.To, Agent: in.Agent, Queue: in.Queue, Locale: string(locale)}
}

func (in FiguresOf) query(kind report.Kind, locale desk.Locale) report.Query {
	q := in.ReportOf.query(kind, locale)
	q.Figures, q.Channel = in.Figure, in.Channel
	return q
}

func (in DaysOf) query(kind report.Kind, locale desk.Locale) report.Query {
	q := in.FiguresOf.query(kind, locale)
	q.Split = in.Split
	return q
}

func (in IntervalsOf) query(kind report.Kind, locale desk.Locale) report.Query {
	q := in.DaysOf.query(kind, locale)
	q.Step = time.Duration(in.Step) * time.Minute
	return q
}

func (a *API) registerReports() {
	table[RowsOf](a, report.ByAgent, "Figures of each agent", (*report.Figures).Report)
	table[RowsOf](a, report.ByQueue, "Figures of each queue", (*report.Figures).Report)
	table[IntervalRowsOf](a, report.ByInterval, "Figures of each quarter, half or whole hour, at most 31 days at once", (*report.Figures).Report)
	table[DayRowsOf](a, report.ByDay, "Figures of each day, at most 366 at once", (*report.Figures).Report)
	table[ReportOf](a, report.OfBreaks, "The daily record of breaks (NR-17, Anexo II)", (*report.Figures).Breaks)
	signed(a, op{id: "get-report-detail", method: http.MethodGet, path: "/reports/detail", tag: "Reports", summary: "What a figure was counted from", need: desk.MayReport},
		func(ctx context.Context, me *asker, in *DetailOf) (*Answer[view.ReportFacts], error) {
			if len(in.Figure) != 1 {
				return nil, desk.InvalidField("figure", "one figure is opened at a time")
			}
			q, end := a.asks(me, report.Kind(in.Report), in)
			defer end()
			facts, err := a.Figures.Detail(ctx, me.viewer, report.DetailQuery{
				Query: q, Figure: in.Figure[0], Row: report.RowOf{Start: in.RowStart, Agent: in.RowAgent, Queue: in.RowQueue, Channel: in.RowChannel}, Cursor: in.Cursor, Limit: in.Limit,
			})
			return &Answer[view.ReportFacts]{facts}, err
		})
	progress := op{id: "get-report-progress", method: http.MethodGet, path: "/reports/progress/{name}", tag: "Reports", summary: "How far a report of one's own is counted, as lines of JSON while it is", need: desk.MayReport}
	progress.streams = content{linesOfJSON: {Schema: schemaOf[view.ReportProgress](a)}}
	signed(a, progress, a.streamProgress)
	signedList(a, op{id: "list-report-channels", method: http.MethodGet, path: "/reports/channels", tag: "Reports", summary: "The channels by which a report can be narrowed", need: desk.MayReport},
		func(me *asker) []view.Ref {
			return each(byName(me.dir.Channels, func(ch desk.Channel) string { return ch.Name }), func(ch desk.Channel) view.Ref { return view.ChannelRef(ch.ID, me.dir) })
		})
	signed(a, op{id: "list-break-warnings", method: http.MethodGet, path: "/breaks/warnings", tag: "Reports", summary: "Breaks that must begin soon: one's own, and of whom one watches"}, a.breakWarnings)
}

// table registers a report with its exports. They are asked for in the same way.
func table[In asked, Out any](a *API, kind report.Kind, summary string, make func(*report.Figures, context.Context, desk.Viewer, report.Query) (Out, error)) {
	path := "/reports/" + string(kind)
	signed(a, op{id: "get-report-" + string(kind), method: http.MethodGet, path: path, tag: "Reports", summary: summary, need: desk.MayReport},
		func(ctx context.Context, me *asker, in *In) (*Answer[Out], error) {
			q, end := a.asks(me, kind, *in)
			defer end()
			out, err := make(a.Figures, ctx, me.viewer, q)
			return &Answer[Out]{out}, err
		})
	for _, format := range []string{report.CSV, report.XLSX} {
		o := op{id: "export-report-" + string(kind) + "-" + format, method: http.MethodGet, path: path + "." + format, tag: "Reports", summary: summary + ", as a file for a spreadsheet", need: desk.MayReport}
		o.streams = content{report.MediaTypes[format]: bytesOf()}
		signed(a, o, func(ctx context.Context, me *asker, in *In) (*huma.StreamResponse, error) {
			q, end := a.asks(me, kind, *in)
			defer end()
			out, err := a.Figures.Export(ctx, me.viewer, q, format)
			if err != nil {
				return nil, err
			}
			return a.attached(out), nil
		})
	}
}

// asks is the query, told of how far it is, and what to call when it is counted.
func (a *API) asks(me *asker, kind report.Kind, in asked) (q report.Query, end func()) {
	q = in.query(kind, me.user.Locale)
	q.Sort = in.order()
	q.Progress, end = a.progress.counts(progressOf{me.user.ID, in.progress()})
	return q, end
}

// attached sends a file. What fails now is a broken connection: the file is short,
// and a spreadsheet says so.
func (a *API) attached(file report.File) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", file.Type)
		c.SetHeader("Content-Disposition", `attachment; filename="`+file.Name+`"`)
		if err := file.Write(c.BodyWriter()); err != nil {
			a.Log.WarnContext(c.Context(), "a report was not sent whole", "err", err)
		}
	}}
}

func (a *API) breakWarnings(ctx context.Context, me *asker, _ *Nothing) (*Answer[List[view.BreakWarning]], error) {
	seq := a.Engine.Seq()
	users := []desk.UserID{me.user.ID}
	if me.may(desk.MayWatch) {
		for _, id := range me.dir.Watched(me.viewer) {
			if id != me.user.ID {
				users = append(users, id)
			}
		}
	}
	warnings, err := a.Figures.Warnings(ctx, users)
	if err != nil {
		return nil, err
	}
	return list(a, warnings, seq), nil
}
