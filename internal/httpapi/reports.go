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
}

// FiguresOf asks for some figures of a stretch of time.
type FiguresOf struct {
	ReportOf
	Figure []string `query:"figure" maxItems:"100" doc:"Only these columns, separated by commas."`
}

// DaysOf asks for a report by day.
type DaysOf struct {
	FiguresOf
	Split string `query:"split" enum:"agent,queue" doc:"A row for each of them in each day."`
}

// IntervalsOf asks for a report by interval.
type IntervalsOf struct {
	DaysOf
	Step int `query:"step" minimum:"15" maximum:"60" multipleOf:"15" default:"30" doc:"15, 30 or 60 minutes."`
}

// asked makes the query of what was asked. Each report has its own way to ask.
type asked interface {
	query(kind report.Kind, locale desk.Locale) report.Query
}

func (in ReportOf) query(kind report.Kind, locale desk.Locale) report.Query {
	if in.Locale != "" {
		locale = desk.Locale(in.Locale)
	}
	return report.Query{Kind: kind, From: in.From, To: in.To, Agent: in.Agent, Queue: in.Queue, Locale: string(locale)}
}

func (in FiguresOf) query(kind report.Kind, locale desk.Locale) report.Query {
	q := in.ReportOf.query(kind, locale)
	q.Figures = in.Figure
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
	table[FiguresOf](a, report.ByAgent, "Figures of each agent", (*report.Figures).Report)
	table[FiguresOf](a, report.ByQueue, "Figures of each queue", (*report.Figures).Report)
	table[IntervalsOf](a, report.ByInterval, "Figures of each quarter, half or whole hour, at most 31 days at once", (*report.Figures).Report)
	table[DaysOf](a, report.ByDay, "Figures of each day, at most 366 at once", (*report.Figures).Report)
	table[ReportOf](a, report.OfBreaks, "The daily record of breaks (NR-17, Anexo II)", (*report.Figures).Breaks)
	signed(a, op{id: "get-report-detail", method: http.MethodGet, path: "/reports/detail", tag: "Reports", summary: "What a figure was counted from", need: desk.MayReport},
		func(ctx context.Context, me *asker, in *struct {
			ReportOf
			Page
			Figure string `query:"figure" required:"true" maxLength:"80"`
		},
		) (*Answer[view.ReportFacts], error) {
			q := in.query("", me.user.Locale)
			facts, err := a.Figures.Detail(ctx, me.viewer, report.DetailQuery{
				Figure: in.Figure, From: q.From, To: q.To, Agent: q.Agent, Queue: q.Queue, Locale: q.Locale, Cursor: in.Cursor, Limit: in.Limit,
			})
			return &Answer[view.ReportFacts]{facts}, err
		})
	signed(a, op{id: "list-break-warnings", method: http.MethodGet, path: "/breaks/warnings", tag: "Reports", summary: "Breaks that must begin soon: one's own, and of whom one watches"}, a.breakWarnings)
}

// table registers a report with its exports. They are asked for in the same way.
func table[In asked, Out any](a *API, kind report.Kind, summary string, make func(*report.Figures, context.Context, desk.Viewer, report.Query) (Out, error)) {
	path := "/reports/" + string(kind)
	signed(a, op{id: "get-report-" + string(kind), method: http.MethodGet, path: path, tag: "Reports", summary: summary, need: desk.MayReport},
		func(ctx context.Context, me *asker, in *In) (*Answer[Out], error) {
			out, err := make(a.Figures, ctx, me.viewer, (*in).query(kind, me.user.Locale))
			return &Answer[Out]{out}, err
		})
	for _, format := range []string{"csv", "xlsx"} {
		o := op{id: "export-report-" + string(kind) + "-" + format, method: http.MethodGet, path: path + "." + format, tag: "Reports", summary: summary + ", as a file for a spreadsheet", need: desk.MayReport}
		signed(a, o, func(ctx context.Context, me *asker, in *In) (*huma.StreamResponse, error) {
			out, err := a.Figures.Export(ctx, me.viewer, (*in).query(kind, me.user.Locale), format)
			if err != nil {
				return nil, err
			}
			return a.attached(out), nil
		})
	}
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
