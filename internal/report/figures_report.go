package report

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// Query asks for a report. From and To bound it: each is a day, such as 2026-03-31,
// of which To takes in the whole, or an instant. Step is of intervals.
type Query struct {
	Kind     Kind
	From, To string
	Step     time.Duration
	Split    string // by agent, queue or channel, of days and intervals
	Agent    string // only this one, when set
	Queue    string
	Channel  string   // narrows work; nobody's time is of a channel
	Figures  []string // only these columns, in this order, when any
	Sort     string   // of the rows: a figure, with a minus before it the most first; or by what they are of
	Locale   string   // of the titles
	// Progress hears how much of the counting is done, when it is set.
	Progress func(done, of int)
}

// Kind names a report.
type Kind string

// The reports.
const (
	ByAgent    Kind = "agents"
	ByQueue    Kind = "queues"
	ByInterval Kind = "intervals"
	ByDay      Kind = "days"
	OfBreaks   Kind = "breaks"
)

// Facts are what figures are counted from. Service has them.
type Facts interface {
	Intervals(ctx context.Context, users []desk.UserID, from, to time.Time) (map[desk.UserID]ledger.Chunk, error)
	Work(ctx context.Context, from, to time.Time) (ledger.WorkChunk, error)
	Plans(ctx context.Context) (Plans, error)
}

// Desk is where the company and its clock are asked for.
type Desk interface {
	Directory() *engine.Directory
	Now() time.Time
	Agent(desk.UserID) (engine.AgentState, bool)
	Seq() int64
}

// Figures counts figures and judges breaks, for who may see them.
type Figures struct {
	facts Facts
	desk  Desk
	// Patience is how long one report may take, and how long it may wait for its turn.
	Patience time.Duration
	// MostFacts is how many a figure that is opened may be counted from.
	MostFacts int
	turns     chan struct{}
}

// NewFigures counts from these facts.
func NewFigures(facts Facts, d Desk) *Figures {
	return &Figures{facts: facts, desk: d, Patience: 30 * time.Second, MostFacts: 1_000_000, turns: make(chan struct{}, maxTurns)}
}

// The most that one report may ask for.
const (
	MaxDays         = 366
	MaxIntervalDays = 31
	maxRows         = 50_000
)

// maxTurns is how many reports are counted at once: each holds what it counts, and
// the desk goes on beside them.
const maxTurns = 4

// Report counts a table of figures.
func (r *Figures) Report(ctx context.Context, v desk.Viewer, q Query) (view.Report, error) {
	s, err := r.survey(ctx, v, q)
	if err != nil {
		return view.Report{}, err
	}
	err = r.within(ctx, func(ctx context.Context) error { return s.count(ctx, r.facts) })
	if err != nil {
		return view.Report{}, err
	}
	out := s.report()
	arrange(&out, q.Sort)
	return out, nil
}

// within has something counted when its turn has come, and bounds the time that it
// takes. Who asked for too much is told so.
func (r *Figures) within(ctx context.Context, do func(context.Context) error) error {
	if err := r.turn(ctx); err != nil {
		return err
	}
	defer func() { <-r.turns }()
	bounded, cancel := context.WithTimeout(ctx, r.Patience)
	defer cancel()
	err := do(bounded)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return desk.Refuse(desk.TooLarge, "report_too_long", "the report takes longer than %s: ask for fewer days, or for one agent or queue", r.Patience).
			With("seconds", strconv.Itoa(int(r.Patience/time.Second)))
	}
	return err
}

func (r *Figures) turn(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, r.Patience)
	defer cancel()
	select {
	case r.turns <- struct{}{}:
		return nil
	case <-bounded.Done():
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return desk.Refuse(desk.Unavailable, "reports_busy", "too many reports are being counted: ask again in a moment")
}

// survey is one report while it is counted: whose rows, which figures, which
// stretches of time.
type survey struct {
	query   Query
	basis   basis
	zone    *time.Location
	from    ledger.Instant
	to      ledger.Instant
	until   ledger.Instant // to, or now
	whole   stretch        // all of it, when one row of it is opened
	cut     ledger.Cut     // nil when time is not divided
	starts  []ledger.Instant
	agents  []desk.UserID
	sees    map[desk.UserID]bool
	queues  func(desk.QueueID) bool
	scope   scope
	figures []figure

	rows map[rowKey]*tally
	last struct {
		key rowKey
		row *tally
	}
	collected *collected // of a figure that is opened
}

// rowKey is what a row is of. What it is not divided by is empty.
type rowKey struct {
	agent   desk.UserID
	queue   desk.QueueID
	channel desk.ChannelID
	part    int // of starts
}

func (r *Figures) survey(ctx context.Context, v desk.Viewer, q Query) (*survey, error) {
	dir, now := r.desk.Directory(), ledger.At(r.desk.Now())
	zone, err := zoneOf(dir)
	if err != nil {
		return nil, err
	}
	s := &survey{
		query: q, basis: basis{dir: dir, service: dir.Installation.Service, now: now}, zone: zone, rows: map[rowKey]*tally{},
	}
	if s.from, err = bound("from", q.From, zone, false); err != nil {
		return nil, err
	}
	if s.to, err = bound("to", q.To, zone, true); err != nil {
		return nil, err
	}
	s.until = max(s.from, min(s.to, now))
	s.whole = stretch{s.from, s.until}
	if err := s.limit(); err != nil {
		return nil, err
	}
	if err := s.see(v); err != nil {
		return nil, err
	}
	if err := s.divide(); err != nil {
		return nil, err
	}
	if s.basis.plans, err = r.facts.Plans(ctx); err != nil {
		return nil, err
	}
	return s, s.choose()
}

func zoneOf(dir *engine.Directory) (*time.Location, error) {
	return time.LoadLocation(dir.Installation.TimeZone)
}

// bound reads one end of a stretch: an instant, or a day of the zone, of which the
// end takes in the whole.
func bound(field, text string, zone *time.Location, whole bool) (ledger.Instant, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil && tellable(at) {
		return ledger.At(at), nil
	}
	date, err := time.Parse(time.DateOnly, text)
	if err != nil || !tellable(date) {
		return 0, desk.InvalidField(field, "%q is not a day such as 2026-03-31, nor an instant such as 2026-03-31T12:00:00Z", text)
	}
	if whole {
		date = date.AddDate(0, 0, 1)
	}
	return ledger.At(ledger.StartOfDay(date.Year(), date.Month(), date.Day(), zone)), nil
}

// tellable is true of an instant that can be told, and the end of its day too: a year has
// four digits in an answer.
func tellable(at time.Time) bool { return at.Year() >= 1970 && at.Year() <= 9998 }

// limit refuses a stretch that is none, or too long.
func (s *survey) limit() error {
	most := MaxDays
	if s.query.Kind == ByInterval {
		most = MaxIntervalDays
	}
	switch length := s.to.Sub(s.from); {
	case length <= 0:
		return desk.InvalidField("to", "the end must come after the beginning")
	case length > time.Duration(most)*24*time.Hour+time.Hour: // a day of 25 hours among them
		return desk.InvalidField("to", "at most %d days at once", most).With("most_days", strconv.Itoa(most))
	}
	return nil
}

// see finds out whose time and which queues' work may be counted for the viewer.
// An agent or a queue that is asked for and not theirs does not exist.
func (s *survey) see(v desk.Viewer) error {
	dir, q := s.basis.dir, s.query
	s.queues = func(id desk.QueueID) bool { return v.Oversees(id) && (q.Queue == "" || string(id) == q.Queue) }
	if _, exists := dir.Queues[desk.QueueID(q.Queue)]; q.Queue != "" && (!exists || !v.Oversees(desk.QueueID(q.Queue))) {
		return desk.Missing("queue", q.Queue)
	}
	if _, exists := dir.Channels[desk.ChannelID(q.Channel)]; q.Channel != "" && !exists {
		return desk.Missing("channel", q.Channel)
	}
	s.agents = reportable(dir, v)
	if q.Agent != "" {
		id := desk.UserID(q.Agent)
		if !slices.Contains(s.agents, id) {
			return desk.Missing("agent", q.Agent)
		}
		s.agents = []desk.UserID{id}
	}
	s.sees = map[desk.UserID]bool{}
	for _, id := range s.agents {
		s.sees[id] = true
	}
	return nil
}

// reportable are those whose figures a viewer may see, in order: who serves a queue
// of theirs, also if they are not active any more; with the right to all queues,
// everybody.
func reportable(dir *engine.Directory, v desk.Viewer) []desk.UserID {
	users := map[desk.UserID]bool{}
	if v.All {
		for id := range dir.Users {
			users[id] = true
		}
	}
	for id, members := range dir.Members {
		for _, m := range members {
			if m.Serves && v.Oversees(id) {
				users[m.User] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(users))
}

// divide says what rows there are.
func (s *survey) divide() error {
	q := s.query
	switch q.Kind {
	case ByAgent:
		s.scope = perAgent
	case ByQueue:
		s.scope = perQueue
	case ByDay, ByInterval:
		s.scope = map[string]scope{"": 0, "agent": perAgent, "queue": perQueue, "channel": perChannel}[q.Split]
		s.cut = ledger.Days(s.zone)
		if q.Kind == ByInterval {
			if !slices.Contains([]time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour}, q.Step) {
				return desk.InvalidField("step", "an interval has 15, 30 or 60 minutes")
			}
			s.cut = ledger.Steps(s.zone, q.Step)
		}
	case OfBreaks: // has its own
		fallthrough
	default:
		return desk.InvalidField("kind", "%q is no table of figures", q.Kind)
	}
	if s.cut == nil {
		s.starts = []ledger.Instant{s.from}
		return nil
	}
	rows := 1
	switch s.scope {
	case perAgent:
		rows = len(s.agents)
	case perQueue:
		rows = len(s.basis.dir.Queues)
	case perChannel:
		rows = len(s.basis.dir.Channels)
	case perBoth: // no report has such rows
	}
	for at := s.from; at < s.to; at = s.cut(at) {
		s.starts = append(s.starts, at)
		if rows*len(s.starts) > maxRows {
			return desk.Refuse(desk.TooLarge, "report_too_long", "the report has more than %d rows: ask for fewer days, or do not split it", maxRows).With("most_rows", strconv.Itoa(maxRows))
		}
	}
	return nil
}

// choose takes the figures that speak of these rows, and of them those asked for.
func (s *survey) choose() error {
	for _, f := range s.basis.figures() {
		if s.scope == 0 || f.scope()&s.scope != 0 {
			s.figures = append(s.figures, f)
		}
	}
	if len(s.query.Figures) == 0 {
		return s.sortable()
	}
	all := s.figures
	s.figures = nil
	for _, key := range s.query.Figures {
		i := slices.IndexFunc(all, func(f figure) bool { return f.key == key })
		if i < 0 {
			return desk.InvalidField("figure", "%q is not a figure of this report", key)
		}
		s.figures = append(s.figures, all[i])
	}
	return s.sortable()
}

// expect makes the rows that are there also with nothing in them: those of all
// stretches that have begun, or of whoever and whatever is active.
func (s *survey) expect() {
	dir := s.basis.dir
	switch {
	case s.cut != nil && s.scope == 0:
		for i, start := range s.starts {
			row := s.at(rowKey{part: i})
			row.worked = row.worked || i == 0 || start < s.until
		}
	case s.cut == nil && s.scope == perQueue:
		for id, q := range dir.Queues {
			if q.Active && s.queues(id) {
				s.at(rowKey{queue: id}).worked = true
			}
		}
	case s.cut == nil && s.scope == perAgent:
		serving := map[desk.UserID]bool{}
		for queue, members := range dir.Members {
			for _, m := range members {
				serving[m.User] = serving[m.User] || m.Serves && s.queues(queue)
			}
		}
		for _, id := range s.agents {
			if dir.Users[id].Active && serving[id] || s.query.Agent != "" {
				s.at(rowKey{agent: id}).worked = true
			}
		}
	}
}

// settle leaves the rows that are shown, and adds them up: what is in no row is in
// no total, nor is it listed when a total is opened.
func (s *survey) settle() (total *tally) {
	s.expect()
	maps.DeleteFunc(s.rows, func(_ rowKey, t *tally) bool { return !t.worked })
	total = newTally(len(s.figures))
	for _, t := range s.rows {
		total.add(t)
	}
	return total
}

// report puts the rows in order. Columns of a reason or a queue that nobody used
// are left out.
func (s *survey) report() view.Report {
	total := s.settle()
	keys := slices.SortedFunc(maps.Keys(s.rows), s.compare)
	shown := s.columns(func(figure) bool { return true })
	shown = slices.DeleteFunc(shown, func(i int) bool {
		f := s.figures[i]
		return f.means["name"] != "" && total.n[i] == 0 && len(s.query.Figures) == 0
	})
	q := s.query
	out := view.Report{
		Kind: string(q.Kind), From: s.from.Time(), To: s.to.Time(), Until: s.until.Time(), Zone: s.zone.String(), Step: int(q.Step / time.Minute),
		Service: view.ServiceVariant{Seconds: int64(s.basis.service.Within / time.Second), Variant: s.basis.service.Variant},
		Columns: []view.ReportColumn{}, Rows: []view.ReportRow{}, Totals: only(total.values(s.figures), shown),
	}
	for _, i := range shown {
		out.Columns = append(out.Columns, s.figures[i].column(q.Locale))
	}
	for _, key := range keys {
		row := s.head(key)
		row.Values = only(s.rows[key].values(s.figures), shown)
		out.Rows = append(out.Rows, row)
	}
	return out
}

func only(values []view.ReportValue, shown []int) []view.ReportValue {
	out := make([]view.ReportValue, len(shown))
	for i, column := range shown {
		out[i] = values[column]
	}
	return out
}

// compare orders rows by time, then by the name of what they are of.
func (s *survey) compare(a, b rowKey) int {
	dir := s.basis.dir
	return cmp.Or(cmp.Compare(a.part, b.part),
		cmp.Compare(view.UserRef(a.agent, dir).Name, view.UserRef(b.agent, dir).Name), cmp.Compare(a.agent, b.agent),
		cmp.Compare(view.QueueRef(a.queue, dir).Name, view.QueueRef(b.queue, dir).Name), cmp.Compare(a.queue, b.queue),
		cmp.Compare(view.ChannelRef(a.channel, dir).Name, view.ChannelRef(b.channel, dir).Name), cmp.Compare(a.channel, b.channel))
}

func (s *survey) head(key rowKey) view.ReportRow {
	var row view.ReportRow
	if s.scope == perAgent {
		ref := view.UserRef(key.agent, s.basis.dir)
		row.Agent = &ref
	}
	if s.scope == perQueue {
		ref := view.QueueRef(key.queue, s.basis.dir)
		row.Queue = &ref
	}
	if s.scope == perChannel {
		ref := view.ChannelRef(key.channel, s.basis.dir)
		row.Channel = &ref
	}
	if s.cut != nil {
		start, end := s.starts[key.part].Time(), s.to.Time()
		if key.part+1 < len(s.starts) {
			end = s.starts[key.part+1].Time()
		}
		row.Start, row.End = &start, &end
	}
	return row
}

// sortedByName are ids in the order in which people look for them.
func sortedByName[K cmp.Ordered, V any](rows map[K]V, name func(V) string) []K {
	return slices.SortedFunc(maps.Keys(rows), func(a, b K) int {
		return cmp.Or(cmp.Compare(name(rows[a]), name(rows[b])), cmp.Compare(a, b))
	})
}
