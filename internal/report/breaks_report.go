package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// Breaks is the record of breaks of the shifts that began in a stretch of days
// (NR-17, Anexo II).
func (r *Figures) Breaks(ctx context.Context, v desk.Viewer, q Query) (view.BreakReport, error) {
	s, err := r.survey(ctx, v, Query{Kind: ByAgent, From: q.From, To: q.To, Agent: q.Agent, Queue: q.Queue})
	if err != nil {
		return view.BreakReport{}, err
	}
	out := view.BreakReport{
		From: s.from.Time(), To: s.to.Time(), Zone: s.zone.String(), Rules: view.FromInstallation(s.basis.dir.Installation).Breaks, Items: []view.BreakDay{},
	}
	err = r.within(ctx, func(ctx context.Context) error {
		for ids := range s.whole.crowds(s.agents) {
			// A shift belongs to the day on which it began: look behind for those that
			// began before, and ahead for the ends of those that go on over midnight.
			times, err := r.facts.Intervals(ctx, ids, (s.from - longestShift - apart).Time(), min(s.to+longestShift, s.basis.now).Time())
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			for _, id := range ids {
				if s.serves(id, times[id]) {
					out.Items = append(out.Items, s.breaks(id, times[id].Intervals)...)
				}
			}
		}
		return nil
	})
	slices.SortStableFunc(out.Items, func(a, b view.BreakDay) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.Agent.Name, b.Agent.Name), a.Start.Compare(b.Start))
	})
	return out, err
}

func (s *survey) breaks(id desk.UserID, list []ledger.Interval) []view.BreakDay {
	var days []view.BreakDay
	for _, worked := range shifts(list, s.basis.now) {
		if worked.from < s.from || worked.from >= s.to {
			continue
		}
		days = append(days, s.breakDay(id, judge(worked, s.basis.plans, id, s.zone, s.basis.now)))
	}
	return days
}

func (s *survey) breakDay(id desk.UserID, r record) view.BreakDay {
	out := view.BreakDay{
		Agent: view.UserRef(id, s.basis.dir), Day: r.from.Time().In(s.zone).Format(time.DateOnly), Start: r.from.Time(), End: r.to.Time(), Open: r.goesOn,
		PlannedEnd: moment(r.plannedEnd), WorkedMS: int64(r.to - r.from), PlannedMS: r.planned.Milliseconds(),
		Due: view.BreakCount{Breaks: r.due.breaks, Meals: r.due.meals}, Kept: view.BreakCount{Breaks: r.kept.breaks, Meals: r.kept.meals},
		Missed: view.BreakCount{Breaks: r.missed.breaks, Meals: r.missed.meals}, Pauses: []view.BreakPause{},
	}
	for _, p := range r.pauses {
		row := view.BreakPause{From: p.from.Time(), To: p.to.Time(), MS: p.length().Milliseconds(), As: string(p.as), Why: p.why}
		if p.reason != "" {
			row.Reason = s.reason(p.reason)
		}
		out.Pauses = append(out.Pauses, row)
	}
	if len(r.next) > 0 {
		out.Next = &view.BreakNext{Kind: string(r.next[0].kind), From: r.next[0].from.Time(), DueBy: r.next[0].dueBy.Time()}
	}
	return out
}

// Warnings says who of these must begin a break soon, or misses it.
func (r *Figures) Warnings(ctx context.Context, users []desk.UserID) ([]view.BreakWarning, error) {
	dir, now, rev := r.desk.Directory(), ledger.At(r.desk.Now()), r.desk.Seq()
	rules := dir.Installation.Breaks
	working := slices.DeleteFunc(slices.Clone(users), func(id desk.UserID) bool {
		state, ok := r.desk.Agent(id)
		blip := state.Axes.Blip() // who pauses may be at a training
		return !ok || blip != desk.BlipOnline && blip != desk.BlipPaused || dir.Users[id].Shift.Planned() == 0
	})
	if !rules.On || len(working) == 0 {
		return []view.BreakWarning{}, nil
	}
	zone, err := zoneOf(dir)
	if err != nil {
		return nil, err
	}
	times, err := r.facts.Intervals(ctx, working, (now - longestShift - apart).Time(), now.Time())
	if err != nil {
		return nil, err
	}
	plans, err := r.facts.Plans(ctx)
	if err != nil {
		return nil, err
	}
	out := []view.BreakWarning{}
	for _, id := range working {
		worked := shifts(times[id].Intervals, now)
		if len(worked) == 0 {
			continue
		}
		last := judge(worked[len(worked)-1], plans, id, zone, now)
		for _, b := range last.warns(rules.WarnFrom, now) {
			out = append(out, view.BreakWarning{
				ID: string(id) + ":" + string(b.kind), User: string(id), Name: view.UserRef(id, dir).Name, Kind: string(b.kind), DueBy: b.dueBy.Time(), Rev: rev,
			})
		}
	}
	return out, nil
}

// WarnEvery is how often warnings are looked at.
const WarnEvery = 30 * time.Second

// Warn tells all warnings there are, again and again until ctx ends. What cannot be
// read now is told the next time.
func (r *Figures) Warn(ctx context.Context, tell func([]view.BreakWarning), failed func(error)) {
	tick := time.NewTicker(WarnEvery)
	defer tick.Stop()
	for {
		list, err := r.Warnings(ctx, active(r.desk.Directory()))
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			failed(err)
		default:
			tell(list)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func active(dir *engine.Directory) []desk.UserID {
	var users []desk.UserID
	for _, id := range sortedByName(dir.Users, func(u desk.User) string { return u.Name }) {
		if dir.Users[id].Active {
			users = append(users, id)
		}
	}
	return users
}
