package engine

import (
	"sync/atomic"
	"time"
)

// machineClock is the wall when nobody brings another.
var machineClock = time.Now

// newWaker only wakes the writer, who then asks the clock.
func newWaker(d time.Duration) *time.Timer { return time.NewTimer(d) }

// clock is the engine's time: the wall at its start, carried on by the monotonic
// clock, so that nobody who sets the machine's clock can make an interval
// negative. The wall jumping forward is followed, backward is not (house.md 5).
type clock struct {
	wall   func() time.Time
	mono   func() time.Duration // nil: the wall's own monotonic reading
	start  time.Time            // with its monotonic reading, if it has one
	began  time.Duration        // mono at the start
	offset atomic.Int64         // what was followed since, and what was adopted at start
}

func newClock(wall func() time.Time, mono func() time.Duration) *clock {
	c := &clock{wall: wall, mono: mono, start: wall()}
	if mono != nil {
		c.began = mono()
	}
	return c
}

// Now is the present instant in UTC, in whole milliseconds.
func (c *clock) Now() time.Time { return c.at(c.wall()) }

func (c *clock) at(w time.Time) time.Time {
	elapsed := w.Sub(c.start)
	if c.mono != nil {
		elapsed = c.mono() - c.began
	}
	return c.start.Round(0).Add(elapsed + time.Duration(c.offset.Load())).UTC().Truncate(time.Millisecond)
}

// adopt starts no earlier than last, for a wall clock that is behind what has
// been committed already.
func (c *clock) adopt(last time.Time) (by time.Duration) {
	if behind := last.Sub(c.Now()); behind > 0 {
		c.offset.Add(int64(behind))
		return behind
	}
	return 0
}

// stepped compares with the wall. A difference beyond a second is a step: forward
// the clock follows. Known is what was reported before, so that a clock set back
// is reported once and not again at each look.
func (c *clock) stepped(known *time.Duration) (by time.Duration, yes bool) {
	w := c.wall()
	drift := w.Round(0).Sub(c.at(w))
	if d := drift - *known; d >= -time.Second && d <= time.Second {
		return 0, false
	}
	by = drift - *known
	if drift > 0 {
		c.offset.Add(int64(drift))
		drift = 0
	}
	*known = drift
	return by, true
}
