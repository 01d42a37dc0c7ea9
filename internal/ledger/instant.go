package ledger

import "time"

// Instant is a moment in UTC milliseconds, as the log keeps it. Zero is unset.
type Instant int64

// At is the instant of a time.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time is the instant as a time in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// String is the instant as people read it.
func (i Instant) String() string { return i.Time().Format("2006-01-02T15:04:05.000Z") }

// Sub is how long after the other it is.
func (i Instant) Sub(other Instant) time.Duration { return time.Duration(i-other) * time.Millisecond }

// soonest is the earlier of two instants, of which the second may be unset.
func soonest(a, b Instant) Instant {
	if b == 0 {
		return a
	}
	return min(a, b)
}
