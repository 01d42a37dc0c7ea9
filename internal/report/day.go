package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// Day is one agent's local day, as far as it has passed.
type Day struct {
	User      desk.UserID
	From, To  time.Time // of the whole day
	Intervals []ledger.Interval
	SignIns   []ledger.SignIn
	// Statuses are the totals by Blip's label, and of paused by reason; Puzzel and
	// Smartspace those by the labels of the other two vocabularies.
	Statuses   []StatusTotal
	Puzzel     []LabelTotal
	Smartspace []LabelTotal
	Queues     []QueueTotal
	// Plans are what was planned for it.
	Plans Plans
	// Corrections touch the day, oldest first.
	Corrections []desk.Correction
}

// StatusTotal is how long one status was had. Of what is planned for a pause,
// Overrun is beyond (B-STATUS-18).
type StatusTotal struct {
	Status  desk.BlipLabel
	Reason  desk.PauseReasonID
	Length  time.Duration
	Overrun time.Duration
}

// LabelTotal is how long a label was shown.
type LabelTotal struct {
	Label  string
	Length time.Duration
}

// QueueTotal is how long an agent was signed in to a queue, and how long paused in
// it.
type QueueTotal struct {
	Queue      desk.QueueID
	In, Paused time.Duration
}

// Day is one agent's day by the clocks of a zone. Of the date only year, month and
// day count.
func (s *Service) Day(ctx context.Context, user desk.UserID, date time.Time, zone *time.Location) (Day, error) {
	from := ledger.StartOfDay(date.Year(), date.Month(), date.Day(), zone)
	to := ledger.Days(zone)(ledger.At(from)).Time()
	times, err := s.Intervals(ctx, []desk.UserID{user}, from, to)
	if err != nil {
		return Day{}, err
	}
	plans, err := s.Plans(ctx)
	if err != nil {
		return Day{}, err
	}
	d := summary(times[user], plans)
	d.User, d.From, d.To = user, from.UTC(), to
	d.Corrections, err = s.store.Corrections(ctx, user, from, to)
	return d, err
}

// summary adds up a stretch of one agent's time.
func summary(c ledger.Chunk, plans Plans) Day {
	d := Day{Intervals: c.Intervals, SignIns: c.SignIns, Plans: plans}
	for _, v := range c.Intervals {
		total := of(&d.Statuses, func(t StatusTotal) bool { return t.Status == v.Blip && t.Reason == v.Reason }, StatusTotal{Status: v.Blip, Reason: v.Reason})
		total.Length += v.Length()
		total.Overrun += v.Overrun(plans.Planned(v))
		label(&d.Puzzel, string(v.Puzzel)).Length += v.Length()
		label(&d.Smartspace, string(v.Smartspace)).Length += v.Length()
	}
	for _, v := range c.SignIns {
		total := of(&d.Queues, func(t QueueTotal) bool { return t.Queue == v.Queue }, QueueTotal{Queue: v.Queue})
		if v.State == desk.PausedQueue {
			total.Paused += v.Length()
		} else {
			total.In += v.Length()
		}
	}
	slices.SortFunc(d.Statuses, func(a, b StatusTotal) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Reason, b.Reason))
	})
	slices.SortFunc(d.Queues, func(a, b QueueTotal) int { return cmp.Compare(a.Queue, b.Queue) })
	byLabel := func(a, b LabelTotal) int { return cmp.Compare(a.Label, b.Label) }
	slices.SortFunc(d.Puzzel, byLabel)
	slices.SortFunc(d.Smartspace, byLabel)
	return d
}

func label(list *[]LabelTotal, name string) *LabelTotal {
	return of(list, func(t LabelTotal) bool { return t.Label == name }, LabelTotal{Label: name})
}

// of finds a total, or begins it.
func of[T any](list *[]T, is func(T) bool, fresh T) *T {
	i := slices.IndexFunc(*list, is)
	if i < 0 {
		i = len(*list)
		*list = append(*list, fresh)
	}
	return &(*list)[i]
}
