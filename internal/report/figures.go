package report

import (
	"slices"
	"strconv"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/view"
)

// figure is the one definition of a figure: reports, totals, exports and what it
// was counted from all ask it. What it makes of one fact is a numerator and a
// denominator; those of many facts add up, also of an interval cut in two.
type figure struct {
	key   string
	unit  string
	title string            // of the words; key when empty
	means map[string]string // what title and formula are told
	on    scope
	// quotient says that the value is the numerator by the denominator. Without it
	// the denominator only says that there was something.
	quotient bool
	spread   spread

	// Exactly one of these is set. A leg counts when it says; an interval and a
	// sign-in where they lie, an offer when it was made.
	interval func(ledger.Interval) (n, d int64)
	signIn   func(ledger.SignIn) (n, d int64)
	leg      func(ledger.Leg) (at ledger.Instant, n, d int64)
	offer    func(ledger.Offer) (n, d int64)
}

// scope is of which rows a figure speaks. Rows that are of time alone have all.
type scope uint8

const (
	perAgent scope = 1 << iota
	perQueue
	perChannel
	perBoth = perAgent | perQueue
)

// spread is a value of many that is not their sum.
type spread uint8

const (
	summed spread = iota
	median
	ninetieth
	longest
)

// The units.
const (
	inMS    = "ms"
	inCount = "count"
	inRatio = "ratio"
)

// basis is what the definitions depend on beside the facts.
type basis struct {
	dir     *engine.Directory
	plans   Plans
	service desk.ServiceLevel
	now     ledger.Instant
}

// figures are all there are, in the order in which they are shown. Those of a
// reason or a queue are one each.
func (b basis) figures() []figure {
	var list []figure
	list = append(list, b.labels()...)
	list = append(list, b.pauses()...)
	list = append(list, b.contact()...)
	list = append(list, b.signIns()...)
	list = append(list, b.waiting()...)
	list = append(list, b.handling()...)
	return append(list, offers()...)
}

func length(v ledger.Interval) int64 { return int64(v.To - v.From) }

// labels is the time in each status of the three vocabularies (rules.md 1.8.5).
func (b basis) labels() []figure {
	var list []figure
	add := func(key string, is func(ledger.Interval) bool) {
		list = append(list, figure{key: key, unit: inMS, on: perAgent, interval: func(v ledger.Interval) (int64, int64) {
			if is(v) {
				return length(v), 0
			}
			return 0, 0
		}})
	}
	for _, l := range []desk.BlipLabel{desk.BlipOnline, desk.BlipPaused, desk.BlipInvisible, desk.BlipOffline} {
		add("blip_"+string(l), func(v ledger.Interval) bool { return v.Blip == l })
	}
	for _, l := range []desk.PuzzelLabel{
		desk.PuzzelReady, desk.PuzzelConnecting, desk.PuzzelConnected, desk.PuzzelWrapUp, desk.PuzzelBusy, desk.PuzzelNoAnswer, desk.PuzzelPause, desk.PuzzelLoggedOff,
	} {
		add("puzzel_"+string(l), func(v ledger.Interval) bool { return v.Puzzel == l })
	}
	for _, l := range []desk.SmartspaceLabel{desk.Available, desk.OnBreak, desk.Inactive, desk.Offline} {
		add("smartspace_"+string(l), func(v ledger.Interval) bool { return v.Smartspace == l })
	}
	return list
}

// pauses is the time by reason, and what was over the planned length, which is that
// of the reason when the pause began (B-STATUS-18).
func (b basis) pauses() []figure {
	of := func(reason desk.PauseReasonID) func(ledger.Interval) (int64, int64) {
		return func(v ledger.Interval) (int64, int64) {
			if v.Blip == desk.BlipPaused && v.Reason == reason {
				return length(v), 0
			}
			return 0, 0
		}
	}
	list := []figure{{key: "pauses", unit: inCount, on: perAgent, interval: func(v ledger.Interval) (int64, int64) {
		if v.Blip == desk.BlipPaused && v.Since == v.From {
			return 1, 0
		}
		return 0, 0
	}}}
	for _, id := range sortedByName(b.dir.Reasons, func(r desk.PauseReason) string { return r.Name }) {
		list = append(list, figure{key: pausePrefix + string(id), unit: inMS, on: perAgent, title: "pause", means: map[string]string{"name": b.dir.Reasons[id].Name}, interval: of(id)})
	}
	return append(list,
		figure{key: pausePrefix, unit: inMS, on: perAgent, title: "pause_without", interval: of("")},
		figure{key: "overrun", unit: inMS, on: perAgent, interval: func(v ledger.Interval) (int64, int64) {
			return v.Overrun(b.plans.Planned(v)).Milliseconds(), 0
		}},
		figure{key: "overruns", unit: inCount, on: perAgent, interval: func(v ledger.Interval) (int64, int64) {
			planned := b.plans.Planned(v)
			return one(v.Overrun(planned) > 0 && v.From <= v.Since+span64(planned)), 0
		}})
}

// The figures of one reason and of one queue are called by these and an id.
const (
	pausePrefix  = "pause:"
	signInPrefix = "signed_in:"
)

// contact is how busy the agents were. Occupancy is of the union of intervals, so
// that several conversations at once do not carry it past one (rules.md part 2).
func (b basis) contact() []figure {
	contact := func(v ledger.Interval) int64 {
		if v.Contact() {
			return length(v)
		}
		return 0
	}
	idle := func(v ledger.Interval) int64 {
		if v.Idle() {
			return length(v)
		}
		return 0
	}
	return []figure{
		{key: "contact", unit: inMS, on: perAgent, interval: func(v ledger.Interval) (int64, int64) { return contact(v), 0 }},
		{key: "idle", unit: inMS, on: perAgent, interval: func(v ledger.Interval) (int64, int64) { return idle(v), 0 }},
		{key: "occupancy", unit: inRatio, on: perAgent, quotient: true, interval: func(v ledger.Interval) (int64, int64) {
			c := contact(v)
			return c, c + idle(v)
		}},
		{key: "concurrency", unit: inCount, on: perAgent, quotient: true, interval: func(v ledger.Interval) (int64, int64) {
			c := contact(v)
			return c * contacts(v), c
		}},
	}
}

// contacts is how many customers an agent in contact has at once. A call is one,
// and so is what is done after it.
func contacts(v ledger.Interval) int64 {
	n := int64(v.Open)
	if v.Puzzel == desk.PuzzelConnected || v.Hold == desk.InCall || v.Hold == desk.WrapUp {
		n++
	}
	return n
}

// signIns is the time for which agents were in, or paused for, a queue.
func (b basis) signIns() []figure {
	in := func(state desk.SignInState, is func(desk.QueueID) bool) func(ledger.SignIn) (int64, int64) {
		return func(v ledger.SignIn) (int64, int64) {
			if v.State == state && is(v.Queue) {
				return int64(v.To - v.From), 0
			}
			return 0, 0
		}
	}
	every := func(desk.QueueID) bool { return true }
	list := []figure{
		{key: "signed_in", unit: inMS, on: perQueue, signIn: in(desk.SignedInQueue, every)},
		{key: "signed_in_paused", unit: inMS, on: perQueue, signIn: in(desk.PausedQueue, every)},
	}
	for _, id := range sortedByName(b.dir.Queues, func(q desk.Queue) string { return q.Name }) {
		list = append(list, figure{
			key: signInPrefix + string(id), unit: inMS, on: perAgent, title: "signed_in_queue", means: map[string]string{"name": b.dir.Queues[id].Name},
			signIn: in(desk.SignedInQueue, func(q desk.QueueID) bool { return q == id }),
		})
	}
	return list
}

// answered, abandoned and flowedOut are how waiting ends. Who was given a leg by a
// person's word never waited for it.
func answered(l ledger.Leg) bool  { return l.Waited() && l.AssignedAt != 0 }
func abandoned(l ledger.Leg) bool { return l.AssignedAt == 0 && l.Outcome == desk.Abandoned }
func flowedOut(l ledger.Leg) bool {
	return l.AssignedAt == 0 && l.EndedAt != 0 && l.Outcome != desk.Abandoned
}

// waited is how long a leg waited, so far if it still does.
func (b basis) waited(l ledger.Leg) int64 {
	switch {
	case l.AssignedAt != 0:
		return int64(l.AssignedAt - l.QueuedAt)
	case l.EndedAt != 0:
		return int64(l.EndedAt - l.QueuedAt)
	}
	return max(0, int64(b.now-l.QueuedAt))
}

// waiting is what came to the queues, counted when it came, so that a share never
// passes one.
func (b basis) waiting() []figure {
	counted := func(key string, is func(ledger.Leg) bool) figure {
		return figure{key: key, unit: inCount, on: perQueue, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			return l.QueuedAt, one(is(l)), 0
		}}
	}
	wait := func(key string, s spread, quotient bool, is func(ledger.Leg) bool) figure {
		return figure{key: key, unit: inMS, on: perQueue, quotient: quotient, spread: s, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			if !is(l) {
				return 0, 0, 0
			}
			return l.QueuedAt, b.waited(l), 1
		}}
	}
	return []figure{
		counted("entered", ledger.Leg.Waited),
		counted("answered", answered),
		counted("abandoned", abandoned),
		counted("flowed_out", flowedOut),
		counted("waiting", func(l ledger.Leg) bool { return l.AssignedAt == 0 && l.EndedAt == 0 }),
		{
			key: "service_level", unit: inRatio, on: perQueue, quotient: true, leg: b.serviceLevel,
			title: "service_level_" + strconv.Itoa(b.service.Variant),
			means: map[string]string{"seconds": strconv.FormatInt(int64(b.service.Within/time.Second), 10), "variant": strconv.Itoa(b.service.Variant)},
		},
		{key: "abandonment", unit: inRatio, on: perQueue, quotient: true, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			return l.QueuedAt, one(abandoned(l)), one(l.Waited())
		}},
		wait("wait_answered", summed, true, answered),
		wait("wait_abandoned", summed, true, abandoned),
		wait("longest_wait", longest, false, ledger.Leg.Waited),
	}
}

// serviceLevel is by the variants of rules.md part 2.
func (b basis) serviceLevel(l ledger.Leg) (at ledger.Instant, n, d int64) {
	within := b.waited(l) <= b.service.Within.Milliseconds()
	switch {
	case answered(l):
		return l.QueuedAt, one(within), 1
	case !abandoned(l):
		return 0, 0, 0
	}
	switch b.service.Variant {
	case 1:
		return l.QueuedAt, one(within), 1
	case 2:
		return 0, 0, 0
	case 4:
		return l.QueuedAt, 0, one(!within)
	}
	return l.QueuedAt, 0, 1
}

// handling is what agents did, counted when they did it. What was archived is not
// counted as handled; the time is from assignment to closing.
func (b basis) handling() []figure {
	ended := func(key string, outcome desk.Outcome) figure {
		return figure{key: key, unit: inCount, on: perBoth, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			return l.EndedAt, one(l.Agent != "" && l.Outcome == outcome), 0
		}}
	}
	response := func(key string, s spread) figure {
		return figure{key: key, unit: inMS, on: perBoth, quotient: s == summed, spread: s, leg: firstResponse}
	}
	return []figure{
		{key: "assigned", unit: inCount, on: perBoth, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			return l.AssignedAt, one(l.AssignedAt != 0), 0
		}},
		ended("handled", desk.Finished),
		ended("archived", desk.Archived),
		ended("returned", desk.Returned),
		ended("moved", desk.Moved),
		{key: "handling_time", unit: inMS, on: perBoth, quotient: true, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			if l.Agent == "" || l.Outcome != desk.Finished {
				return 0, 0, 0
			}
			return l.EndedAt, int64(l.EndedAt - l.AssignedAt), 1
		}},
		response("first_response", summed),
		response("first_response_median", median),
		response("first_response_p90", ninetieth),
		// These two are of all legs, also of those that no agent had.
		{key: "transferred_legs", unit: inRatio, on: perQueue, quotient: true, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			return l.QueuedAt, one(l.Began == ledger.ByMove), 1
		}},
		{key: "transferred_conversations", unit: inRatio, on: perQueue, quotient: true, leg: func(l ledger.Leg) (ledger.Instant, int64, int64) {
			switch l.Outcome {
			case desk.Finished, desk.Archived, desk.Abandoned:
				return l.EndedAt, one(l.Moves > 0), 1
			case desk.Returned, desk.Moved:
			}
			return 0, 0, 0
		}},
	}
}

// firstResponse is from the opening of the conversation to the first thing that an
// agent wrote in it. There are no automatic messages that could be mistaken for it.
func firstResponse(l ledger.Leg) (at ledger.Instant, n, d int64) {
	if l.FirstReplyAt == 0 || l.Answered {
		return 0, 0, 0
	}
	return l.FirstReplyAt, int64(l.FirstReplyAt - l.OpenedAt), 1
}

// offers are what was reserved for agents. As offered counts what the agent had a
// fair chance to answer, and each share is of that: neither what was withdrawn from
// them (the customer left, the work was moved, the agent paused) nor what still
// rings is anybody's fault (rules.md part 2, agent answer rate).
func offers() []figure {
	counted := func(key string, states ...desk.OfferState) figure {
		return figure{key: key, unit: inCount, on: perBoth, offer: func(o ledger.Offer) (int64, int64) {
			return one(slices.Contains(states, o.State)), 0
		}}
	}
	share := func(key string, state desk.OfferState) figure {
		return figure{key: key, unit: inRatio, on: perBoth, quotient: true, offer: func(o ledger.Offer) (int64, int64) {
			return one(o.State == state), one(slices.Contains(fairlyOffered, o.State))
		}}
	}
	return []figure{
		counted("offered", fairlyOffered...),
		counted("offers_answered", desk.OfferAccepted),
		counted("offers_declined", desk.OfferDeclined),
		counted("offers_not_answered", desk.OfferExpired),
		counted("offers_withdrawn", desk.OfferWithdrawn),
		share("answer_rate", desk.OfferAccepted),
		share("decline_rate", desk.OfferDeclined),
		share("no_answer_rate", desk.OfferExpired),
	}
}

// fairlyOffered is how an offer ends that its agent could have answered.
var fairlyOffered = []desk.OfferState{desk.OfferAccepted, desk.OfferDeclined, desk.OfferExpired}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// ofTime is counted from agents' time, ofWork from legs and offers.
func (f figure) ofTime() bool { return f.interval != nil || f.signIn != nil }
func (f figure) ofWork() bool { return !f.ofTime() }

// scope is of which rows it speaks. All work came by a channel, no time did.
func (f figure) scope() scope {
	if f.ofWork() {
		return f.on | perChannel
	}
	return f.on
}

// from is what it is counted from.
func (f figure) from() string {
	switch {
	case f.interval != nil:
		return "interval"
	case f.signIn != nil:
		return "sign_in"
	case f.leg != nil:
		return "leg"
	}
	return "offer"
}

// column is how the figure heads its column.
func (f figure) column(locale string) view.ReportColumn {
	name := f.title
	if name == "" {
		name = f.key
	}
	total := "sum"
	if f.quotient || f.spread != summed {
		total = "pooled"
	}
	return view.ReportColumn{
		Key: f.key, Title: titled(name, locale, f.means), Unit: f.unit, Formula: worded(formulas, name, locale, f.means), Total: total,
		Quotient: f.quotient, From: f.from(),
	}
}
