package report

import (
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// shift is a stretch in which an agent worked: from the first to the last moment of
// being signed in.
type shift struct {
	from, to ledger.Instant
	goesOn   bool // they are signed in now
	pauses   []pause
}

// pause is one pause in a shift, and what it counts as.
type pause struct {
	reason   desk.PauseReasonID
	counts   desk.CountsAs
	from, to ledger.Instant
	goesOn   bool
	as       breakKind
	why      string
}

func (p pause) length() time.Duration { return p.to.Sub(p.from) }

// breakKind is what has to be taken.
type breakKind string

// The kinds.
const (
	aBreak breakKind = "break"
	aMeal  breakKind = "meal"
)

const (
	// apart is how long somebody is away between two shifts, at least. A break that
	// splits a shift is shorter, a night is longer.
	apart = ledger.Instant(6 * time.Hour / time.Millisecond)
	// longestShift is what a shift cannot pass: who is kept online for days worked no
	// more of them, and begins another shift with the first change after it.
	longestShift = ledger.Instant(24 * time.Hour / time.Millisecond)
)

// shifts finds an agent's shifts in their time up to now. Nobody rests on the
// telephone, whatever they declared.
func shifts(list []ledger.Interval, now ledger.Instant) []shift {
	var out []shift
	for _, v := range list {
		if v.Blip != desk.BlipOnline && v.Blip != desk.BlipPaused {
			continue
		}
		if n := len(out) - 1; n < 0 || v.From-out[n].to >= apart || v.From-out[n].from >= longestShift {
			out = append(out, shift{from: v.From})
		}
		s := &out[len(out)-1]
		v.To = min(v.To, s.from+longestShift)
		s.to, s.goesOn = v.To, v.To >= now
		if v.Blip == desk.BlipPaused && v.Puzzel != desk.PuzzelConnected {
			s.rest(v, now)
		}
	}
	return out
}

func (s *shift) rest(v ledger.Interval, now ledger.Instant) {
	if n := len(s.pauses) - 1; n >= 0 && s.pauses[n].to == v.From && s.pauses[n].reason == v.Reason {
		s.pauses[n].to, s.pauses[n].goesOn = v.To, v.To >= now
		return
	}
	s.pauses = append(s.pauses, pause{reason: v.Reason, from: v.From, to: v.To, goesOn: v.To >= now})
}

// breakCount counts breaks and meals.
type breakCount struct{ breaks, meals int }

// record is a shift as the rules judge it.
type record struct {
	shift
	plannedEnd        ledger.Instant // 0 when nothing is planned
	planned           time.Duration
	due, kept, missed breakCount
	next              []nextBreak // what must still be taken, soonest first
}

// nextBreak is a break that must begin by an instant.
type nextBreak struct {
	kind  breakKind
	from  ledger.Instant // it counts from here
	dueBy ledger.Instant
}

// judge holds an agent's shift against the rules. Of one that goes on the end is the
// planned one; without a plan nothing of it can be missed yet. Rules and plan are
// those that held when the shift ended, or hold now if it goes on: a change is of
// the days that are not over. A pause counts as what its reason did when it began.
func judge(s shift, plans Plans, user desk.UserID, zone *time.Location, now ledger.Instant) record {
	last := s.to
	if s.goesOn {
		last = now
	}
	rules, plan := plans.breakRules(last), plans.shift(user, last)
	r := record{shift: s, planned: plan.Planned(), plannedEnd: plannedEnd(plan, s.from, zone)}
	end := r.to
	if r.goesOn {
		end = 0
		if r.plannedEnd != 0 {
			end = max(r.plannedEnd, now)
		}
	}
	span := r.to.Sub(r.from)
	if r.goesOn {
		span = max(span, end.Sub(r.from))
	}
	r.due = owed(rules, span)
	w := workday{rules: rules, earliest: r.from + span64(rules.Edge), end: end}
	r.pauses = slices.Clone(r.pauses)
	for i, p := range r.pauses {
		r.pauses[i].counts = plans.pause(p.reason, p.from).CountsAs
	}
	r.allot(w)
	r.missing(w, now)
	return r
}

// owed is what a shift of so long owes. A short one owes no more breaks than find
// room between its edges: who looks in for some minutes at night missed nothing.
func owed(rules desk.BreakRules, span time.Duration) breakCount {
	var due breakCount
	if !rules.On {
		return due
	}
	short := span <= rules.ShortShift
	if rules.Length > 0 {
		due.breaks = rules.Breaks
		if short {
			due.breaks = min(rules.ShortBreaks, int(max(0, span-2*rules.Edge)/rules.Length))
		}
	}
	if rules.Meal > 0 && !short {
		due.meals = 1
	}
	return due
}

func span64(d time.Duration) ledger.Instant { return ledger.Instant(d.Milliseconds()) }

// plannedEnd is when a shift that began is planned to end. Who began far from the
// planned hours works as long as planned.
func plannedEnd(plan desk.Shift, from ledger.Instant, zone *time.Location) ledger.Instant {
	length := span64(plan.Planned())
	switch {
	case length == 0:
		return 0
	case plan.Start == plan.End:
		return from + length
	}
	year, month, day := from.Time().In(zone).Date()
	for {
		end := ledger.At(time.Date(year, month, day, 0, 0, int(plan.End/time.Second), 0, zone))
		if end <= from {
			day++
			continue
		}
		if end-from > length+length/2 {
			return from + length
		}
		return end
	}
}

// workday is the bounds of a shift: breaks count from the earliest instant to so
// long before the end, if it is known.
type workday struct {
	rules    desk.BreakRules
	earliest ledger.Instant
	end      ledger.Instant
}

// latest is when the last break must be over.
func (w workday) latest() ledger.Instant {
	if w.end == 0 {
		return 0
	}
	return w.end - span64(w.rules.Edge)
}

// within is how much of a pause lies where breaks count.
func (w workday) within(p pause) time.Duration {
	from, to := max(p.from, w.earliest), p.to
	if latest := w.latest(); latest != 0 {
		to = min(to, latest)
	}
	return max(0, to.Sub(from))
}

func (w workday) isBreak(p pause) bool {
	return p.counts.Rest() && w.rules.Length > 0 && w.within(p) >= w.rules.Length
}

func (w workday) isMeal(p pause) bool {
	return p.counts.Meal() && w.rules.Meal > 0 && p.length() >= w.rules.Meal
}

// betterMeal says whether one of two pauses that can be the meal rather is: the one
// that could not be a break, then the one that its reason calls so, then the longer.
func (w workday) betterMeal(p, than pause) bool {
	if a, b := w.isBreak(p), w.isBreak(than); a != b {
		return b
	}
	if a, b := p.counts == desk.AsMeal, than.counts == desk.AsMeal; a != b {
		return a
	}
	return p.length() > than.length()
}

// allot says what each pause counts as, each as one thing.
func (r *record) allot(w workday) {
	meal := -1
	for i, p := range r.pauses {
		if r.due.meals > 0 && w.isMeal(p) && (meal < 0 || w.betterMeal(p, r.pauses[meal])) {
			meal = i
		}
	}
	for i := range r.pauses {
		p := &r.pauses[i]
		switch {
		case i == meal:
			p.as = aMeal
			r.kept.meals++
		case w.isBreak(*p) && r.kept.breaks < r.due.breaks:
			p.as = aBreak
			r.kept.breaks++
		default:
			p.why = w.why(*p)
		}
	}
}

// why a pause counts as nothing.
func (w workday) why(p pause) string {
	switch latest := w.latest(); {
	case p.counts == desk.AsWork:
		return "work"
	case w.isBreak(p) || w.isMeal(p):
		return "not_needed"
	case p.goesOn:
		return "goes_on"
	case !p.counts.Rest(), p.length() < w.rules.Length:
		return "too_short"
	case p.from < w.earliest:
		return "too_early"
	case latest != 0 && p.to > latest:
		return "too_late"
	}
	return "too_short"
}

// missing says what was missed and what must still be taken. The time that is left
// must hold all breaks that are missing, so the first of two is due a length
// earlier than the last. A pause that goes on may still become one of them.
func (r *record) missing(w workday, now ledger.Instant) {
	breaks, meals := r.due.breaks-r.kept.breaks, r.due.meals-r.kept.meals
	if !r.goesOn {
		r.missed = breakCount{breaks, meals}
		return
	}
	if w.end == 0 {
		return
	}
	rest, meal := now, now // when what is missing may have begun
	if n := len(r.pauses) - 1; n >= 0 && r.pauses[n].goesOn && r.pauses[n].as == "" {
		if r.pauses[n].counts.Rest() {
			rest = r.pauses[n].from
		}
		if r.pauses[n].counts.Meal() {
			meal = r.pauses[n].from
		}
	}
	if breaks > 0 {
		left := w.latest() - max(rest, w.earliest)
		fit := min(breaks, int(max(0, left)/span64(w.rules.Length)))
		r.missed.breaks = breaks - fit
		if fit > 0 {
			r.next = append(r.next, nextBreak{aBreak, w.earliest, w.latest() - ledger.Instant(fit)*span64(w.rules.Length)})
		}
	}
	if meals > 0 {
		if by := w.end - span64(w.rules.Meal); meal <= by {
			r.next = append(r.next, nextBreak{aMeal, r.from, by})
		} else {
			r.missed.meals = meals
		}
	}
	slices.SortStableFunc(r.next, func(a, b nextBreak) int { return int(a.dueBy - b.dueBy) })
}

// warns are the breaks of which the agent must be told now: their deadline is near,
// and they are not resting.
func (r record) warns(from time.Duration, now ledger.Instant) []nextBreak {
	if n := len(r.pauses) - 1; !r.goesOn || n >= 0 && r.pauses[n].goesOn && r.pauses[n].counts != desk.AsWork {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.next), func(b nextBreak) bool { return now < b.dueBy-span64(from) })
}
