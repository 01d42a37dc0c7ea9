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
	// longestShift is what a shift cannot pass: who is kept online for days begins
	// another.
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

// judge holds a shift against the rules. Of one that goes on the end is the planned
// one; without a plan nothing of it can be missed yet.
func judge(s shift, rules desk.BreakRules, plan desk.Shift, zone *time.Location, now ledger.Instant) record {
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
	if rules.On && span > rules.MinShift {
		if rules.Length > 0 {
			r.due.breaks = rules.Breaks
		}
		if rules.Meal > 0 {
			r.due.meals = 1
		}
	}
	w := workday{rules: rules, earliest: r.from + span64(rules.Edge), end: end}
	r.pauses = slices.Clone(r.pauses)
	r.allot(w)
	r.missing(w, now)
	return r
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

func (w workday) isBreak(p pause) bool { return w.rules.Length > 0 && w.within(p) >= w.rules.Length }
func (w workday) isMeal(p pause) bool  { return w.rules.Meal > 0 && p.length() >= w.rules.Meal }

// allot says what each pause counts as, each as one thing. The meal is the pause
// that could not be a break, if there is one, else the longest.
func (r *record) allot(w workday) {
	meal := -1
	for i, p := range r.pauses {
		switch {
		case r.due.meals == 0 || !w.isMeal(p):
		case meal < 0, w.isBreak(r.pauses[meal]) && !w.isBreak(p):
			meal = i
		case w.isBreak(r.pauses[meal]) == w.isBreak(p) && p.length() > r.pauses[meal].length():
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
	case w.isBreak(p) || w.isMeal(p):
		return "not_needed"
	case p.goesOn:
		return "goes_on"
	case p.length() < w.rules.Length:
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
	begin := now
	if n := len(r.pauses) - 1; n >= 0 && r.pauses[n].goesOn && r.pauses[n].as == "" {
		begin = r.pauses[n].from
	}
	if breaks > 0 {
		left := w.latest() - max(begin, w.earliest)
		fit := min(breaks, int(max(0, left)/span64(w.rules.Length)))
		r.missed.breaks = breaks - fit
		if fit > 0 {
			r.next = append(r.next, nextBreak{aBreak, w.earliest, w.latest() - ledger.Instant(fit)*span64(w.rules.Length)})
		}
	}
	if meals > 0 {
		if by := w.end - span64(w.rules.Meal); begin <= by {
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
	if n := len(r.pauses) - 1; !r.goesOn || n >= 0 && r.pauses[n].goesOn {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.next), func(b nextBreak) bool { return now < b.dueBy-span64(from) })
}
