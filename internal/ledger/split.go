package ledger

import "time"

// Cut is a way to divide the clock: the first boundary after an instant.
type Cut func(Instant) Instant

// Days divides at local midnight. A day has 23, 24 or 25 hours.
func Days(zone *time.Location) Cut {
	return func(i Instant) Instant {
		year, month, day := i.Time().In(zone).Date()
		for {
			day++
			if next := At(StartOfDay(year, month, day, zone)); next > i {
				return next
			}
		}
	}
}

// Steps divides at every quarter, half or whole hour that the local clock shows.
// The length should divide an hour.
func Steps(zone *time.Location, length time.Duration) Cut {
	step := Instant(length.Milliseconds())
	return func(i Instant) Instant {
		_, seconds := i.Time().In(zone).Zone()
		local := i + Instant(seconds)*1000
		return i + step - modulo(local, step)
	}
}

func modulo(a, b Instant) Instant { return (a%b + b) % b }

// StartOfDay is the first instant of a local day. Where clocks are set forward at
// midnight that is not 00:00, and where they are set back to it, it is the first
// of the two.
func StartOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	near := time.Date(year, month, day, 0, 0, 0, 0, zone)
	begin, end := near.ZoneBounds()
	around := []time.Time{near}
	var first time.Time
	for _, edge := range []time.Time{begin, end} {
		if !edge.IsZero() {
			around = append(around, edge.Add(-time.Second), edge)
		}
	}
	for _, t := range around {
		_, ahead := t.In(zone).Zone()
		at := midnight.Add(-time.Duration(ahead) * time.Second)
		if _, really := at.In(zone).Zone(); really == ahead && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if !first.IsZero() {
		return first.In(zone)
	}
	// No clock showed midnight: the day began as the clocks were set.
	if !begin.IsZero() && !near.Before(begin) && onOrAfter(begin.In(zone), midnight) {
		return begin.In(zone)
	}
	return end.In(zone)
}

// onOrAfter compares what a local clock shows with a date.
func onOrAfter(local, midnight time.Time) bool {
	year, month, day := local.Date()
	return !time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Before(midnight)
}

// Split cuts a chunk at every boundary, so that each part lies within one day or
// one stretch of it. What is carried along (Since) stays as it was.
func Split(c Chunk, next Cut) Chunk {
	var out Chunk
	var b boundary
	for _, v := range c.Intervals {
		for b.within(v.From, v.To, next) {
			part := v
			part.To = b.at
			out.Intervals = append(out.Intervals, part)
			v.From = b.at
		}
		out.Intervals = append(out.Intervals, v)
	}
	for _, v := range c.SignIns {
		b := boundary{}
		for b.within(v.From, v.To, next) {
			out.SignIns = append(out.SignIns, SignIn{v.Queue, v.State, v.From, b.at})
			v.From = b.at
		}
		out.SignIns = append(out.SignIns, v)
	}
	return out
}

// boundary remembers the next one, so that it is not asked for again by each of
// many short intervals.
type boundary struct{ at Instant }

// within moves to the first boundary after from and says whether it lies before
// to.
func (b *boundary) within(from, to Instant, next Cut) bool {
	if b.at <= from {
		b.at = next(from)
	}
	return b.at < to
}
