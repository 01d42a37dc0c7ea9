package ledger

import "pronto/internal/desk"

// floor is how far back a later event can be dated: whatever is before it is
// final. What is noticed late is the end of a presence, never dated before the
// agent was last seen, which is never before what they last did; and what runs
// out at an instant that was said beforehand.
func (s *State) floor() Instant {
	f := soonest(s.Changed, s.Away)
	f = soonest(f, s.HoldUntil)
	f = soonest(f, s.BusyUntil)
	for _, p := range s.Offers {
		f = soonest(f, p.Expires)
	}
	return f
}

// TakeFinal takes out what no later event can change, other than a correction:
// each interval and sign-in once, whole. What remains is small.
func (s *State) TakeFinal() Chunk {
	var c Chunk
	s.takeFinal(&c)
	return c
}

// takeFinal appends to a chunk.
func (s *State) takeFinal(c *Chunk) {
	floor := s.floor()
	if len(s.Segments) < 2 || s.Segments[1].From >= floor {
		return
	}
	n, k := len(c.Intervals), 0
	for i := 0; i < len(s.Segments) && s.Segments[i].From < floor; i++ {
		c.Intervals = s.read(c.Intervals, n, s.Segments[i], min(s.end(i, floor), floor))
		k = i
	}
	// The newest may go on. What led to it does not matter any more.
	newest := len(c.Intervals) - 1
	s.Segments = append(s.Segments[:0], s.Segments[k:]...)
	s.Segments[0].From = c.Intervals[newest].From
	c.Intervals = c.Intervals[:newest]
	if newest > n {
		s.Last = c.Intervals[newest-1]
	}
	s.dropCorrections()
	s.takeSignIns(c, floor)
}

func (s *State) takeSignIns(c *Chunk, floor Instant) {
	kept := s.SignIns[:0]
	for _, v := range s.SignIns {
		if v.To != 0 && v.To < floor {
			c.SignIns = append(c.SignIns, v)
		} else {
			kept = append(kept, v)
		}
	}
	s.SignIns = kept
}

// Intervals is all that was not taken out, final or not, up to an instant.
func (s *State) Intervals(upTo Instant) Chunk {
	var c Chunk
	for i, seg := range s.Segments {
		c.Intervals = s.read(c.Intervals, 0, seg, min(s.end(i, upTo), upTo))
	}
	for _, v := range s.SignIns {
		if v.To == 0 || v.To > upTo {
			v.To = upTo
		}
		if v.From < v.To {
			c.SignIns = append(c.SignIns, v)
		}
	}
	return c
}

// end is where a segment ends; the last one goes on beyond any limit.
func (s *State) end(i int, limit Instant) Instant {
	if i+1 < len(s.Segments) {
		return s.Segments[i+1].From
	}
	return limit
}

// read appends what a segment is up to an instant. What this reading began with
// is at index n of the list.
func (s *State) read(list []Interval, n int, seg Segment, to Instant) []Interval {
	v := seg.interval()
	for from := seg.From; from < to; from = v.To {
		v.From, v.To = from, to
		piece := s.correctedAt(v)
		v.To = piece.To
		list = follow(list, n, s.Last, piece)
	}
	return list
}

// interval is the labels of a segment. Without a desk there is no pause, and of
// the holds only a call goes on (rules.md 1.8.1, 1.8.4); that it was closed may
// have been learned after either began.
func (seg Segment) interval() Interval {
	x, seen := seg.Axes, desk.Axes{Presence: seg.SeenPresence, Status: seg.SeenStatus}
	if x.Presence == desk.Gone && x.Status == desk.Paused {
		x.Status = desk.Invisible
	}
	if x.Presence == desk.Gone && x.Hold != desk.InCall {
		x.Hold = desk.Free
	}
	if seen.Presence == desk.Gone && seen.Status == desk.Paused {
		seen.Status = desk.Invisible
	}
	v := Interval{
		Blip: x.Blip(), Puzzel: x.Puzzel(), Smartspace: seen.Smartspace(),
		Hold: x.Hold, Open: x.Load.Open, Offered: x.Load.Offered,
	}
	if v.Blip == desk.BlipPaused {
		v.Reason = x.Reason
	}
	return v
}
