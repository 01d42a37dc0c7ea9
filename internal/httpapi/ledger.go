package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/report"
	"pronto/internal/view"
)

// CorrectionInput says what was true of a stretch of an agent's past. Sent again
// with the same key it is stored once.
type CorrectionInput struct {
	ID     string    `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	From   time.Time `json:"from"`
	To     time.Time `json:"to" doc:"At most a day later, and past."`
	Label  string    `json:"label" enum:"online,paused,invisible,offline"`
	Reason string    `json:"reason,omitempty" maxLength:"40" doc:"A pause reason, of paused."`
	Why    string    `json:"why" minLength:"1" maxLength:"500"`
}

// OnDate names a day by the company's clocks.
type OnDate struct {
	Date string `query:"date" format:"date" doc:"Today when absent."`
}

func (a *API) registerLedger() {
	signed(a, op{id: "get-my-day", method: http.MethodGet, path: "/me/day", tag: "Time", summary: "One's own day, accounted for to the millisecond"},
		func(ctx context.Context, me *asker, in *OnDate) (*Answer[view.AgentDay], error) {
			return a.day(ctx, me, me.user.ID, in.Date)
		})
	signed(a, op{id: "get-my-breaks", method: http.MethodGet, path: "/me/breaks", tag: "Time", summary: "One's own breaks of a day: what is due, kept and missed"}, a.ownBreaks)
	signed(a, op{id: "get-agent-day", method: http.MethodGet, path: "/agents/{id}/day", tag: "Time", summary: "An agent's day", need: desk.MayReport},
		func(ctx context.Context, me *asker, in *struct {
			ByID
			OnDate
		},
		) (*Answer[view.AgentDay], error) {
			if err := me.over(desk.UserID(in.ID)); err != nil {
				return nil, err
			}
			return a.day(ctx, me, desk.UserID(in.ID), in.Date)
		})
	signed(a, op{id: "get-past-room", method: http.MethodGet, path: "/room/at", tag: "Room", summary: "The room at a past instant", need: desk.MayWatch},
		func(ctx context.Context, me *asker, in *struct {
			T time.Time `query:"t" required:"true"`
		},
		) (*Answer[view.PastRoom], error) {
			room, err := a.Reports.RoomAt(ctx, me.viewer, in.T)
			if err != nil {
				return nil, err
			}
			return &Answer[view.PastRoom]{pastRoom(room, me.dir)}, nil
		})
	signed(a, op{id: "correct-time", method: http.MethodPost, path: "/agents/{id}/corrections", tag: "Time", summary: "Say what was true of an agent's past", need: desk.MayCorrect},
		func(ctx context.Context, me *asker, in *Change[CorrectionInput]) (*Answer[view.Correction], error) {
			b := in.Body
			c, err := engine.Do(ctx, a.Engine, me.call(cmp.Or(in.Key, "correction:"+b.ID)), engine.CorrectTime{Correction: desk.Correction{
				ID: desk.CorrectionID(b.ID), User: desk.UserID(in.ID), From: b.From.UTC(), To: b.To.UTC(), Label: desk.BlipLabel(b.Label),
				Reason: desk.PauseReasonID(b.Reason), Why: b.Why,
			}})
			if err != nil {
				return nil, err
			}
			return &Answer[view.Correction]{view.FromCorrection(c, me.dir)}, nil
		})
	signed(a, op{id: "list-corrections", method: http.MethodGet, path: "/agents/{id}/corrections", tag: "Time", summary: "What was corrected of an agent's time", need: desk.MayReport},
		func(ctx context.Context, me *asker, in *struct {
			ByID
			From time.Time `query:"from" required:"true"`
			To   time.Time `query:"to" required:"true"`
		},
		) (*Answer[List[view.Correction]], error) {
			id, seq := desk.UserID(in.ID), a.Engine.Seq()
			if err := me.over(id); err != nil {
				return nil, err
			}
			found, err := a.Read.Corrections(ctx, id, in.From, in.To)
			return list(a, corrections(found, me.dir), seq), err
		})
}

// over refuses who supervises none of an agent's queues: for them there is no such
// agent. Whoever was an agent once still has a past.
func (m *asker) over(id desk.UserID) error {
	if _, ok := m.dir.Users[id]; ok && m.viewer.All {
		return nil
	}
	for q, members := range m.dir.Members {
		serves := func(v desk.Member) bool { return v.User == id && v.Serves }
		if m.viewer.Oversees(q) && slices.ContainsFunc(members, serves) {
			return nil
		}
	}
	return desk.Missing("user", id)
}

// ownBreaks needs no right: it is about oneself alone.
func (a *API) ownBreaks(ctx context.Context, me *asker, in *OnDate) (*Answer[view.BreakReport], error) {
	date := in.Date
	if date == "" {
		zone, err := time.LoadLocation(me.dir.Installation.TimeZone)
		if err != nil {
			return nil, err
		}
		date = a.Engine.Now().In(zone).Format(time.DateOnly)
	}
	oneself := desk.Viewer{User: me.user.ID, All: true}
	out, err := a.Figures.Breaks(ctx, oneself, report.Query{From: date, To: date, Agent: string(me.user.ID)})
	return &Answer[view.BreakReport]{out}, err
}

func (a *API) day(ctx context.Context, me *asker, id desk.UserID, date string) (*Answer[view.AgentDay], error) {
	zone, err := time.LoadLocation(me.dir.Installation.TimeZone)
	if err != nil {
		return nil, err
	}
	day := a.Engine.Now().In(zone)
	if date != "" {
		if day, err = time.Parse(time.DateOnly, date); err != nil || day.Year() < 1970 || day.Year() > 9998 {
			return nil, desk.InvalidField("date", "%q is not a date such as 2026-03-02", date)
		}
	}
	d, err := a.Reports.Day(ctx, id, day, zone)
	if err != nil {
		return nil, err
	}
	out := agentDay(d, me.dir)
	out.Date, out.TimeZone = day.Format(time.DateOnly), me.dir.Installation.TimeZone
	return &Answer[view.AgentDay]{out}, nil
}

func agentDay(d report.Day, dir *engine.Directory) view.AgentDay {
	out := view.AgentDay{
		Agent: view.UserRef(d.User, dir), From: d.From, To: d.To, Intervals: []view.Interval{}, SignIns: []view.SignInStretch{},
		Statuses: []view.StatusTotal{}, Puzzel: labelTotals(d.Puzzel), Smartspace: labelTotals(d.Smartspace), Queues: []view.QueueTotal{},
		Corrections: corrections(d.Corrections, dir),
	}
	for _, v := range d.Intervals {
		out.Intervals = append(out.Intervals, view.FromInterval(v, d.Plans.Planned(v), dir))
	}
	for _, v := range d.SignIns {
		out.SignIns = append(out.SignIns, view.FromSignIn(v, dir))
	}
	for _, t := range d.Statuses {
		out.Statuses = append(out.Statuses, view.StatusTotal{
			Status: string(t.Status), Reason: view.ReasonRef(t.Reason, dir), MS: t.Length.Milliseconds(), OverrunMS: t.Overrun.Milliseconds(),
		})
	}
	for _, t := range d.Queues {
		out.Queues = append(out.Queues, view.QueueTotal{Queue: view.QueueRef(t.Queue, dir), InMS: t.In.Milliseconds(), PausedMS: t.Paused.Milliseconds()})
	}
	return out
}

func labelTotals(totals []report.LabelTotal) []view.LabelTotal {
	out := []view.LabelTotal{}
	for _, t := range totals {
		out = append(out, view.LabelTotal{Label: t.Label, MS: t.Length.Milliseconds()})
	}
	return out
}

func corrections(list []desk.Correction, dir *engine.Directory) []view.Correction {
	out := []view.Correction{}
	for _, c := range list {
		out = append(out, view.FromCorrection(c, dir))
	}
	return out
}

func pastRoom(r report.Room, dir *engine.Directory) view.PastRoom {
	out := view.PastRoom{At: r.At, Agents: []view.PastAgent{}, Queues: []view.Ref{}, Conversations: []view.PastConversation{}}
	for _, a := range r.Agents {
		out.Agents = append(out.Agents, pastAgent(a, r.Plans, dir))
	}
	for _, q := range r.Queues {
		out.Queues = append(out.Queues, view.QueueRef(q, dir))
	}
	for _, c := range r.Conversations {
		out.Conversations = append(out.Conversations, view.PastConversation{Conversation: view.FromConversation(c.Conversation, c.Contact, dir), Hidden: c.Hidden})
	}
	return out
}

func pastAgent(a report.RoomAgent, plans report.Plans, dir *engine.Directory) view.PastAgent {
	stood := a.Standing
	row := view.PastAgent{
		Agent: view.UserRef(a.User, dir), LabelSince: a.LabelSince(), Limits: view.Limits(stood.Limits), Serves: []view.Ref{}, SignIns: []view.PastSignIn{},
		KeepOnline: stood.KeepOnline, KeptOnline: a.KeptOnline(), Next: view.FromNext(stood.Next, dir), Drain: view.FromDrain(stood.Drain, dir),
	}
	if a.Interval.To != 0 {
		state := view.FromInterval(a.Interval, plans.Planned(a.Interval), dir)
		row.State = &state
	}
	for _, q := range stood.Serves {
		row.Serves = append(row.Serves, view.QueueRef(q, dir))
	}
	for _, s := range a.SignIns {
		row.SignIns = append(row.SignIns, view.PastSignIn{Queue: view.QueueRef(s.Queue, dir), State: string(s.State)})
	}
	return row
}
