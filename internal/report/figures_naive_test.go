package report

import (
	"math"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// The second implementation: it looks at every second of every agent, and walks
// through each conversation's own events, with the formulae of rules.md part 2
// written out once more. It shares nothing with the first but the facts.

type naive struct {
	n, d    map[string]int64
	samples map[string][]int64
}

// naively counts what lies in [from, to), of one agent and one queue when they are
// named.
func naively(c *told, from, to time.Time, agent desk.UserID, queue desk.QueueID) *naive {
	f := &naive{map[string]int64{}, map[string]int64{}, map[string][]int64{}}
	for id, chunk := range c.times {
		if agent == "" || id == agent {
			f.seconds(c, chunk, from, to, queue)
		}
	}
	for _, events := range byConversation(c.log) {
		f.conversation(c, events, from, to, agent, queue)
	}
	f.offers(c.log, from, to, agent, queue)
	return f
}

func (f *naive) seconds(c *told, chunk ledger.Chunk, from, to time.Time, queue desk.QueueID) {
	for _, v := range chunk.Intervals {
		for second := v.From.Time(); second.Before(v.To.Time()); second = second.Add(time.Second) {
			if !second.Before(from) && second.Before(to) {
				f.second(c, v, second)
			}
		}
	}
	for _, v := range chunk.SignIns {
		for second := v.From.Time(); second.Before(v.To.Time()); second = second.Add(time.Second) {
			if second.Before(from) || !second.Before(to) || queue != "" && v.Queue != queue {
				continue
			}
			if v.State == desk.SignedInQueue {
				f.n["signed_in"] += 1000
				f.n["signed_in:"+string(v.Queue)] += 1000
			} else {
				f.n["signed_in_paused"] += 1000
			}
		}
	}
}

func (f *naive) second(c *told, v ledger.Interval, second time.Time) {
	f.n["blip_"+string(v.Blip)] += 1000
	f.n["puzzel_"+string(v.Puzzel)] += 1000
	f.n["smartspace_"+string(v.Smartspace)] += 1000
	if v.Blip == desk.BlipPaused {
		f.n["pause:"+string(v.Reason)] += 1000
		if second.Equal(v.Since.Time()) {
			f.n["pauses"]++
		}
		planned := c.dir.Reasons[v.Reason].Duration
		if over := second.Sub(v.Since.Time()) - planned; planned > 0 && over >= 0 {
			f.n["overrun"] += 1000
			if over == 0 {
				f.n["overruns"]++
			}
		}
	}
	here := v.Blip == desk.BlipOnline || v.Blip == desk.BlipPaused || v.Blip == desk.BlipInvisible
	working := v.Hold == desk.InCall || v.Hold == desk.WrapUp || v.Open > 0
	switch {
	case v.Puzzel == desk.PuzzelConnected || here && working:
		f.n["contact"] += 1000
		f.n["occupancy"] += 1000
		f.d["occupancy"] += 1000
		f.n["concurrency"] += 1000 * int64(v.Open)
		if v.Puzzel == desk.PuzzelConnected || v.Hold == desk.InCall || v.Hold == desk.WrapUp {
			f.n["concurrency"] += 1000 // the call
		}
		f.d["concurrency"] += 1000
	case v.Puzzel == desk.PuzzelReady && v.Smartspace == desk.Available && v.Offered == 0:
		f.n["idle"] += 1000
		f.d["occupancy"] += 1000
	}
}

func byConversation(log []desk.Recorded) map[desk.ConversationID][]desk.Recorded {
	out := map[desk.ConversationID][]desk.Recorded{}
	for _, r := range log {
		if id := r.Event.Subjects().Conversation; id != "" {
			out[id] = append(out[id], r)
		}
	}
	return out
}

// stage is a leg as it goes by.
type stage struct {
	began, assigned time.Time
	queue           desk.QueueID
	agent           desk.UserID
	moved, direct   bool
}

// conversation walks through the events. A stage is told of when it ends, or at the
// end of the log.
func (f *naive) conversation(c *told, events []desk.Recorded, from, to time.Time, agent desk.UserID, queue desk.QueueID) {
	in := func(at time.Time, s stage) bool {
		return !at.IsZero() && !at.Before(from) && at.Before(to) && (agent == "" || s.agent == agent) && (queue == "" || s.queue == queue)
	}
	var s stage
	var opened time.Time
	replied, moves := false, 0
	over := func(at time.Time, how desk.Outcome) {
		f.waits(c, s, at, how, in)
		if in(s.assigned, s) {
			f.n["assigned"]++
		}
		if in(s.began, s) {
			f.d["transferred_legs"]++
			if s.moved {
				f.n["transferred_legs"]++
			}
		}
		if how == "" || !in(at, s) {
			return
		}
		if s.agent != "" {
			f.n[map[desk.Outcome]string{desk.Finished: "handled", desk.Archived: "archived", desk.Returned: "returned", desk.Moved: "moved"}[how]]++
		}
		if s.agent != "" && how == desk.Finished {
			f.n["handling_time"] += at.Sub(s.assigned).Milliseconds()
			f.d["handling_time"]++
		}
		if how == desk.Finished || how == desk.Archived || how == desk.Abandoned {
			f.d["transferred_conversations"]++
			if moves > 0 {
				f.n["transferred_conversations"]++
			}
		}
	}
	for _, r := range events {
		switch e := r.Event.(type) {
		case desk.ConversationOpened:
			opened, s = r.Since, stage{began: r.Since, queue: e.Queue}
		case desk.ConversationAssigned:
			s.assigned, s.agent = r.Since, e.Agent
		case desk.MessageWritten:
			if !replied && in(r.Since, s) {
				ms := r.Since.Sub(opened).Milliseconds()
				f.n["first_response"] += ms
				f.d["first_response"]++
				for _, key := range []string{"first_response_median", "first_response_p90"} {
					f.samples[key] = append(f.samples[key], ms)
				}
			}
			replied = true
		case desk.ConversationReturned:
			over(r.Since, desk.Returned)
			s = stage{began: r.Since, queue: e.Queue}
		case desk.ConversationMoved:
			over(r.Since, desk.Moved)
			moves++
			s = stage{began: r.Since, queue: e.Queue, agent: e.Agent, moved: true, direct: e.Agent != ""}
			if s.direct {
				s.assigned = r.Since
			}
		case desk.ConversationClosed:
			over(r.Since, e.Outcome)
			return
		}
	}
	over(time.Time{}, "")
}

// waits is the queue's side of a stage.
func (f *naive) waits(c *told, s stage, ended time.Time, how desk.Outcome, in func(time.Time, stage) bool) {
	if s.direct || !in(s.began, s) {
		return
	}
	f.n["entered"]++
	f.d["abandonment"]++
	wait, t := c.now.Sub(s.began), c.dir.Installation.Service.Within
	switch {
	case !s.assigned.IsZero():
		wait = s.assigned.Sub(s.began)
		f.n["answered"]++
		f.n["wait_answered"] += wait.Milliseconds()
		f.d["wait_answered"]++
	case how == desk.Abandoned:
		wait = ended.Sub(s.began)
		f.n["abandoned"]++
		f.n["abandonment"]++
		f.n["wait_abandoned"] += wait.Milliseconds()
		f.d["wait_abandoned"]++
	case how != "":
		wait = ended.Sub(s.began)
		f.n["flowed_out"]++
	default:
		f.n["waiting"]++
	}
	f.samples["longest_wait"] = append(f.samples["longest_wait"], wait.Milliseconds())
	ans, ab, soon := !s.assigned.IsZero(), s.assigned.IsZero() && how == desk.Abandoned, wait <= t
	variant := c.dir.Installation.Service.Variant
	if ans && soon || variant == 1 && ab && soon {
		f.n["service_level"]++
	}
	if ans || ab && (variant == 1 || variant == 3 || variant == 4 && !soon) {
		f.d["service_level"]++
	}
}

func (f *naive) offers(log []desk.Recorded, from, to time.Time, agent desk.UserID, queue desk.QueueID) {
	for i, r := range log {
		e, ok := r.Event.(desk.OfferMade)
		if !ok || r.Since.Before(from) || !r.Since.Before(to) || agent != "" && e.Agent != agent || queue != "" && e.Queue != queue {
			continue
		}
		for _, later := range log[i:] {
			end, ok := later.Event.(desk.OfferEnded)
			if !ok || end.Offer != e.Offer {
				continue
			}
			if end.State != desk.OfferWithdrawn {
				f.n["offered"]++
				for _, rate := range []string{"answer_rate", "decline_rate", "no_answer_rate"} {
					f.d[rate]++
				}
			}
			switch end.State {
			case desk.OfferAccepted:
				f.n["offers_answered"]++
				f.n["answer_rate"]++
			case desk.OfferDeclined:
				f.n["offers_declined"]++
				f.n["decline_rate"]++
			case desk.OfferExpired:
				f.n["offers_not_answered"]++
				f.n["no_answer_rate"]++
			case desk.OfferWithdrawn:
				f.n["offers_withdrawn"]++
			case desk.OfferPending:
			}
		}
	}
}

// value is what the naive implementation makes of a figure.
func (f *naive) value(col view.ReportColumn) (v float64, ok bool) {
	if list, of := f.samples[col.Key]; of || col.Total == "pooled" && !col.Quotient {
		slices.Sort(list)
		n := len(list)
		switch {
		case n == 0:
			return 0, false
		case col.Key == "longest_wait":
			return float64(list[n-1]), true
		case col.Key == "first_response_p90":
			return float64(list[int(math.Ceil(0.9*float64(n)))-1]), true
		case n%2 == 1:
			return float64(list[n/2]), true
		}
		return float64(list[n/2-1]+list[n/2]) / 2, true
	}
	if col.Quotient {
		return float64(f.n[col.Key]) / float64(f.d[col.Key]), f.d[col.Key] > 0
	}
	return float64(f.n[col.Key]), true
}

func compare(t *testing.T, what string, f *naive, columns []view.ReportColumn, values []view.ReportValue) {
	t.Helper()
	for i, col := range columns {
		want, ok := f.value(col)
		got := values[i]
		if (got.Value != nil) != ok || ok && math.Abs(*got.Value-want) > 1e-9 {
			t.Fatalf("%s: %s is %s of %+v, naively %v %v", what, col.Key, shown(got), got, want, ok)
		}
		if col.Quotient && (got.Numerator != f.n[col.Key] || got.Denominator != f.d[col.Key]) {
			t.Fatalf("%s: %s is %+v, naively %d of %d", what, col.Key, got, f.n[col.Key], f.d[col.Key])
		}
	}
}

// Every figure of random histories, by agent, queue, day and interval, equals what
// the naive implementation counts.
func TestFiguresAreThoseOfTheNaiveImplementation(t *testing.T) {
	for seed := range uint64(3) {
		c := random(seed)
		from, to := time.Date(2026, 3, 28, 6, 0, 0, 0, time.UTC), time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC)
		q := Query{From: from.Format(time.RFC3339), To: to.Format(time.RFC3339)}
		q.Kind = ByAgent
		by := c.ask(t, boss, q)
		for _, row := range by.Rows {
			compare(t, "agent "+row.Agent.ID, naively(c, from, to, desk.UserID(row.Agent.ID), ""), by.Columns, row.Values)
		}
		q.Kind = ByQueue
		by = c.ask(t, boss, q)
		for _, row := range by.Rows {
			compare(t, "queue "+row.Queue.ID, naively(c, from, to, "", desk.QueueID(row.Queue.ID)), by.Columns, row.Values)
		}
		q.Kind = ByDay
		by = c.ask(t, boss, q)
		for _, row := range by.Rows {
			compare(t, "day "+row.Start.String(), naively(c, *row.Start, *row.End, "", ""), by.Columns, row.Values)
		}
		compare(t, "all", naively(c, from, to, "", ""), by.Columns, by.Totals)
		q.Kind, q.Step, q.Agent = ByInterval, time.Hour, "ana"
		by = c.ask(t, boss, q)
		for i := 0; i < len(by.Rows); i += 9 {
			row := by.Rows[i]
			compare(t, "hour "+row.Start.String(), naively(c, *row.Start, *row.End, "ana", ""), by.Columns, row.Values)
		}
	}
}
