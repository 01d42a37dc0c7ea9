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

// DetailQuery asks what a figure of a report was counted from: of one of its rows, or
// of its total. Cursor is opaque.
type DetailQuery struct {
	Query
	Figure string
	Row    RowOf
	Cursor string
	Limit  int
}

// RowOf names a row by what it is of; the zero one is the total.
type RowOf struct {
	Start                 string // the instant
	Agent, Queue, Channel string
}

// Detail lists what a figure was counted from. It counts as the report does, so that
// what is listed adds up to what is shown, whatever the rows are of.
func (r *Figures) Detail(ctx context.Context, v desk.Viewer, q DetailQuery) (view.ReportFacts, error) {
	skip, err := skipped(q.Cursor)
	if err != nil {
		return view.ReportFacts{}, err
	}
	q.Figures = []string{q.Figure}
	s, err := r.survey(ctx, v, q.Query)
	if err != nil {
		return view.ReportFacts{}, err
	}
	s.collected = &collected{most: r.MostFacts}
	if err := s.opens(q.Row); err != nil {
		return view.ReportFacts{}, err
	}
	if err := r.within(ctx, func(ctx context.Context) error { return s.count(ctx, r.facts) }); err != nil {
		return view.ReportFacts{}, err
	}
	total := s.settle()
	if row := s.collected.row; row != nil {
		if total = s.rows[*row]; total == nil {
			total = newTally(1)
		}
	}
	facts := s.collected.facts(s.rows)
	out := view.ReportFacts{Items: []view.ReportFact{}, Total: len(facts), Value: total.value(0, s.figures[0]), Figure: s.figures[0].column(q.Locale)}
	for _, f := range facts[min(skip, len(facts)):min(skip+q.Limit, len(facts))] {
		out.Items = append(out.Items, s.show(f))
	}
	if end := skip + q.Limit; end < len(facts) {
		out.Next = strconv.Itoa(end)
	}
	return out, nil
}

// opens has the facts of a row collected, or those of all, and looks only where they
// can be.
func (s *survey) opens(of RowOf) error {
	if of == (RowOf{}) {
		if s.scope != perAgent && s.cut != nil { // no row can be left out: nothing need be cut
			s.cut, s.starts = nil, []ledger.Instant{s.from}
		}
		return nil
	}
	key, dir := rowKey{agent: desk.UserID(of.Agent), queue: desk.QueueID(of.Queue), channel: desk.ChannelID(of.Channel)}, s.basis.dir
	_, hasQueue := dir.Queues[key.queue]
	_, hasChannel := dir.Channels[key.channel]
	switch {
	case (s.scope == perAgent) != (of.Agent != "") || of.Agent != "" && !s.sees[key.agent]:
		return desk.Missing("agent", of.Agent)
	case (s.scope == perQueue) != (of.Queue != "") || of.Queue != "" && (!hasQueue || !s.queues(key.queue)):
		return desk.Missing("queue", of.Queue)
	case (s.scope == perChannel) != (of.Channel != "") || of.Channel != "" && !hasChannel:
		return desk.Missing("channel", of.Channel)
	case (s.cut != nil) != (of.Start != ""):
		return desk.InvalidField("row_start", "this report has no such row")
	}
	if s.cut != nil {
		at, err := time.Parse(time.RFC3339, of.Start)
		i := slices.Index(s.starts, ledger.At(at))
		if err != nil || i < 0 {
			return desk.InvalidField("row_start", "no row begins at %q", of.Start)
		}
		s.narrow(i)
	}
	if of.Agent != "" {
		s.agents = []desk.UserID{key.agent}
	}
	s.collected.row = &key
	return nil
}

// narrow leaves one of the stretches into which time is divided.
func (s *survey) narrow(part int) {
	s.from = s.starts[part]
	if part+1 < len(s.starts) {
		s.to = s.starts[part+1]
	}
	s.until = max(s.from, min(s.to, s.basis.now))
	s.starts = s.starts[part : part+1]
}

// collected are the facts that a figure was counted from: of one row, or of all.
type collected struct {
	row  *rowKey
	list []fact
	most int
}

// fact is what was counted in a row, and with how much. One of the four is set.
type fact struct {
	key      rowKey
	n, d     int64
	user     desk.UserID // whose time it is
	interval *ledger.Interval
	signIn   *ledger.SignIn
	leg      *ledger.Leg
	offer    *ledger.Offer
}

func (c *collected) add(f fact) {
	if c.row != nil && *c.row != f.key {
		return
	}
	if f.interval != nil { // a copy, so that the others of its day need not be kept
		v := *f.interval
		f.interval = &v
	}
	c.list = append(c.list, f)
}

// facts are those of the rows that are left, in order. Time that was cut at the end
// of a row is one again.
func (c *collected) facts(rows map[rowKey]*tally) []fact {
	c.list = slices.DeleteFunc(c.list, func(f fact) bool { return rows[f.key] == nil })
	slices.SortStableFunc(c.list, func(a, b fact) int {
		return cmp.Or(cmp.Compare(a.at(), b.at()), cmp.Compare(a.id(), b.id()), cmp.Compare(a.user, b.user))
	})
	type whose struct {
		user  desk.UserID
		queue desk.QueueID
	}
	last := map[whose]int{}
	out := c.list[:0]
	for _, f := range c.list {
		of := whose{user: f.user}
		if f.signIn != nil {
			of.queue = f.signIn.Queue
		}
		i, found := last[of]
		if found && out[i].joins(f) {
			continue
		}
		last[of] = len(out)
		out = append(out, f)
	}
	return out
}

// joins takes in the other one, when that is its continuation.
func (f *fact) joins(next fact) bool {
	switch {
	case f.interval != nil && next.interval != nil && goesOn(*f.interval, *next.interval):
		whole := *f.interval
		whole.To, f.interval = next.interval.To, &whole
	case f.signIn != nil && next.signIn != nil && f.signIn.State == next.signIn.State && f.signIn.To == next.signIn.From:
		whole := *f.signIn
		whole.To, f.signIn = next.signIn.To, &whole
	default:
		return false
	}
	f.n, f.d = f.n+next.n, f.d+next.d
	return true
}

func (f fact) at() ledger.Instant {
	switch {
	case f.interval != nil:
		return f.interval.From
	case f.signIn != nil:
		return f.signIn.From
	case f.leg != nil:
		return f.leg.QueuedAt
	}
	return f.offer.Made
}

func (f fact) id() string {
	switch {
	case f.leg != nil:
		return string(f.leg.ID)
	case f.offer != nil:
		return string(f.offer.ID)
	}
	return ""
}

func (s *survey) show(f fact) view.ReportFact {
	var out view.ReportFact
	switch {
	case f.interval != nil:
		out = s.ofInterval(f.user, *f.interval)
	case f.signIn != nil:
		out = s.ofSignIn(f.user, *f.signIn)
	case f.leg != nil:
		out = s.ofLeg(*f.leg)
	default:
		out = s.ofOffer(*f.offer)
	}
	out.Kind, out.Numerator = s.figures[0].from(), f.n
	if s.figures[0].quotient {
		out.Denominator = f.d
	}
	return out
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
