package ledger

import "pronto/internal/desk"

// corrected takes a correction in. Of what was taken out before, only the end
// matters here: the status that it leaves may go on.
func (s *State) corrected(c desk.TimeCorrected) {
	if At(c.To) > s.Segments[0].From {
		s.Corrections = append(s.Corrections, c)
	}
	if s.Last.To == 0 {
		return
	}
	if pieces := Correct([]Interval{s.Last}, c); len(pieces) > 0 {
		s.Last = pieces[len(pieces)-1]
	}
}

func (s *State) dropCorrections() {
	kept := s.Corrections[:0]
	for _, c := range s.Corrections {
		if At(c.To) > s.Segments[0].From {
			kept = append(kept, c)
		}
	}
	s.Corrections = kept
}

// correctedAt is the first part of an interval, as far as the same corrections
// hold.
func (s *State) correctedAt(v Interval) Interval {
	for _, c := range s.Corrections {
		from, to := At(c.From), At(c.To)
		switch {
		case v.From < from:
			v.To = min(v.To, from)
		case v.From < to:
			v = overridden(v, c)
			v.To = min(v.To, to)
		}
	}
	return v
}

// overridden is an interval as a correction says it was. Conversations and calls
// are what they were: a correction speaks of status.
func overridden(v Interval, c desk.TimeCorrected) Interval {
	said := As(c.Label)
	v.Blip, v.Puzzel, v.Smartspace = said.Blip, said.Puzzel, said.Smartspace
	v.Reason, v.Corrected = "", true
	if c.Label == desk.BlipPaused {
		v.Reason = c.Reason
	}
	return v
}

// Labels are a status in each vocabulary.
type Labels struct {
	Blip       desk.BlipLabel
	Puzzel     desk.PuzzelLabel
	Smartspace desk.SmartspaceLabel
}

// As is what a correction's status is in each vocabulary.
func As(label desk.BlipLabel) Labels {
	switch label {
	case desk.BlipOnline:
		return Labels{label, desk.PuzzelReady, desk.Available}
	case desk.BlipPaused:
		return Labels{label, desk.PuzzelPause, desk.OnBreak}
	case desk.BlipInvisible, desk.BlipOffline:
	}
	return Labels{label, desk.PuzzelLoggedOff, desk.Offline}
}

// Correct applies a correction to intervals that were taken out before it was
// made; later ones win over earlier ones by being applied after them. To be told
// rightly when the statuses behind it began, give it all up to the end of the
// status that follows.
func Correct(list []Interval, c desk.TimeCorrected) []Interval {
	from, to := At(c.From), At(c.To)
	out := make([]Interval, 0, len(list)+2)
	for i, v := range list {
		before, within, after := v, overridden(v, c), v
		before.To = min(v.To, from)
		within.From, within.To = max(v.From, from), min(v.To, to)
		after.From = max(v.From, to)
		for _, piece := range [...]Interval{before, within, after} {
			if piece.From >= piece.To {
				continue
			}
			out = follow(out, 0, Interval{}, piece)
			if i == 0 && len(out) == 1 {
				out[0].Since = firstSince(v, piece, c)
			}
		}
	}
	return out
}

// firstSince is when the run of the first piece began: before it, nothing is
// known here but what the uncorrected interval says.
func firstSince(v, piece Interval, c desk.TimeCorrected) Instant {
	from, to := At(c.From), At(c.To)
	goesOn := v.sameRun(overridden(v, c))
	switch {
	case piece.From < from || v.Since > to: // the correction came after, or long before
		return v.Since
	case goesOn:
		return min(v.Since, from)
	case piece.From < to:
		return from
	}
	return to
}
