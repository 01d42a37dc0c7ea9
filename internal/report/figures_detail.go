package report

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// DetailQuery asks what a figure was counted from. Cursor is opaque.
type DetailQuery struct {
	Figure       string
	From, To     string
	Agent, Queue string
	Locale       string
	Cursor       string
	Limit        int
}

// Detail lists what a figure was counted from: the very facts that the report of
// the same stretch, agent and queue adds up.
func (r *Figures) Detail(ctx context.Context, v desk.Viewer, q DetailQuery) (view.ReportFacts, error) {
	skip, err := skipped(q.Cursor)
	if err != nil {
		return view.ReportFacts{}, err
	}
	s, err := r.survey(v, Query{
		Kind: ByDay, From: q.From, To: q.To, Agent: q.Agent, Queue: q.Queue, Figures: []string{q.Figure}, Locale: q.Locale,
	})
	if err != nil {
		return view.ReportFacts{}, err
	}
	s.cut, s.starts = nil, []ledger.Instant{s.from}
	var items []view.ReportFact
	total := newTally(1)
	err = r.within(ctx, func(ctx context.Context) error { return s.list(ctx, r.facts, &items, total) })
	if err != nil {
		return view.ReportFacts{}, err
	}
	slices.SortStableFunc(items, func(a, b view.ReportFact) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	out := view.ReportFacts{Total: len(items), Value: total.value(0, s.figures[0]), Figure: s.figures[0].column(q.Locale)}
	out.Items = items[min(skip, len(items)):min(skip+q.Limit, len(items))]
	if end := skip + q.Limit; end < len(items) {
		out.Next = strconv.Itoa(end)
	}
	if out.Items == nil {
		out.Items = []view.ReportFact{}
	}
	return out, nil
}

func skipped(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(cursor)
	if err != nil || n < 1 {
		return 0, desk.InvalidField("cursor", "the cursor is none of ours")
	}
	return n, nil
}

// list collects the facts of the one figure that was asked for.
func (s *survey) list(ctx context.Context, facts Facts, items *[]view.ReportFact, total *tally) error {
	f := s.figures[0]
	add := func(n, d int64, fact func() view.ReportFact) {
		if n == 0 && d == 0 {
			return
		}
		total.count(0, f.spread, n, d)
		item := fact()
		item.Kind, item.Numerator = f.from(), n
		if f.quotient {
			item.Denominator = d
		}
		*items = append(*items, item)
	}
	if f.interval != nil || f.signIn != nil {
		return s.listTime(ctx, facts, f, add)
	}
	work, err := facts.Work(ctx, s.from.Time(), s.to.Time())
	if err != nil {
		return err
	}
	for _, l := range work.Legs {
		if f.leg == nil || !s.counts(l.Queue, l.Agent) {
			continue
		}
		if at, n, d := f.leg(l); s.holds(at) {
			add(n, d, func() view.ReportFact { return s.ofLeg(l) })
		}
	}
	for _, o := range work.Offers {
		if f.offer == nil || !s.counts(o.Queue, o.Agent) || !s.holds(o.Made) {
			continue
		}
		n, d := f.offer(o)
		add(n, d, func() view.ReportFact { return s.ofOffer(o) })
	}
	return ctx.Err()
}

func (s *survey) listTime(ctx context.Context, facts Facts, f figure, add func(n, d int64, fact func() view.ReportFact)) error {
	times, err := facts.Intervals(ctx, s.agents, s.from.Time(), s.until.Time())
	if err != nil {
		return err
	}
	for _, id := range s.agents {
		serves := s.serves(id, times[id])
		for _, v := range times[id].Intervals {
			if f.interval != nil && serves {
				n, d := f.interval(v)
				add(n, d, func() view.ReportFact { return s.ofInterval(id, v) })
			}
		}
		for _, v := range times[id].SignIns {
			if f.signIn != nil && s.queues(v.Queue) {
				n, d := f.signIn(v)
				add(n, d, func() view.ReportFact { return s.ofSignIn(id, v) })
			}
		}
	}
	return ctx.Err()
}

func (s *survey) ofInterval(id desk.UserID, v ledger.Interval) view.ReportFact {
	out := view.ReportFact{
		Agent: s.user(id), From: v.From.Time(), To: moment(v.To), State: string(v.Blip), Open: v.Open, Corrected: v.Corrected,
		Labels: &view.Labels{Blip: string(v.Blip), Puzzel: string(v.Puzzel), Smartspace: string(v.Smartspace)},
	}
	if v.Reason != "" {
		out.Reason = s.reason(v.Reason)
	}
	return out
}

func (s *survey) ofSignIn(id desk.UserID, v ledger.SignIn) view.ReportFact {
	return view.ReportFact{Agent: s.user(id), Queue: s.queue(v.Queue), From: v.From.Time(), To: moment(v.To), State: string(v.State)}
}

func (s *survey) ofLeg(l ledger.Leg) view.ReportFact {
	channel := view.ChannelRef(l.Channel, s.basis.dir)
	return view.ReportFact{
		ID: string(l.ID), Conversation: string(l.Conversation), Agent: s.user(l.Agent), Queue: s.queue(l.Queue), Channel: &channel,
		From: l.QueuedAt.Time(), To: moment(l.EndedAt), AssignedAt: moment(l.AssignedAt), FirstReplyAt: moment(l.FirstReplyAt), State: string(l.Outcome),
	}
}

func (s *survey) ofOffer(o ledger.Offer) view.ReportFact {
	return view.ReportFact{
		ID: string(o.ID), Conversation: string(o.Conversation), Agent: s.user(o.Agent), Queue: s.queue(o.Queue),
		From: o.Made.Time(), To: moment(o.Ended), State: string(o.State),
	}
}

func (s *survey) user(id desk.UserID) *view.Ref {
	if id == "" {
		return nil
	}
	ref := view.UserRef(id, s.basis.dir)
	return &ref
}

func (s *survey) queue(id desk.QueueID) *view.Ref {
	ref := view.QueueRef(id, s.basis.dir)
	return &ref
}

func (s *survey) reason(id desk.PauseReasonID) *view.Ref {
	ref := view.Ref{ID: string(id), Name: s.basis.dir.Reasons[id].Name}
	if ref.Name == "" {
		ref.Name = ref.ID
	}
	return &ref
}

// moment is an instant that may not have come.
func moment(i ledger.Instant) *time.Time {
	if i == 0 {
		return nil
	}
	t := i.Time()
	return &t
}
