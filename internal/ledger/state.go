package ledger

import (
	"slices"

	"pronto/internal/desk"
)

// State is how far one agent's events are read, and what of their time may still
// turn out otherwise. It is a plain value: kept as it is and taken up again, it
// goes on as if nothing had happened.
//
// Each axis is a step function of time. An event that was noticed late overrides
// its own axis from when it became true, and no other; the labels of an instant
// follow from the axes at that instant. So the timelines cannot have a gap or an
// overlap.
type State struct {
	User desk.UserID
	// Segments are the tail: the first may begin long ago, the others begin where
	// something changed that is not final yet. The last goes on. None before the
	// user was created.
	Segments []Segment
	// Last is the interval before the tail, once any was taken.
	Last Interval
	// SignIns are those of the tail.
	SignIns     []SignIn
	Corrections []desk.TimeCorrected // that reach into the tail

	Open       []desk.ConversationID
	Offers     []Pending
	Windows    []desk.WindowID // live ones
	KeepOnline bool

	// What bounds how far back a later event can be dated: see floor.
	Changed   Instant // the last change of presence or of status and reason
	Away      Instant // no window is live since
	HoldUntil Instant
	BusyUntil Instant
}

// Segment is the axes from an instant on.
type Segment struct {
	From Instant
	Axes desk.Axes
	// SeenPresence and SeenStatus are what the third timeline goes by: for it, who
	// is lost is so until the grace is over (rules.md 1.8.5).
	SeenPresence desk.Presence
	SeenStatus   desk.Status
}

// Pending is an offer that rings.
type Pending struct {
	Offer   desk.OfferID
	Expires Instant
}

// Fold takes in the next event that is of this agent (see Of), in the order of
// Seq. One that is dated before what is final counts from there; Verify tells.
func (s *State) Fold(r desk.Recorded) {
	since, at := At(r.Since), At(r.At)
	if _, everyone := r.Event.(desk.ServerStarted); len(s.Segments) == 0 && !everyone {
		s.begin(since)
	}
	switch e := r.Event.(type) {
	case desk.UserSaved:
		for i := s.cut(since); i < len(s.Segments); i++ {
			s.Segments[i].Axes.Limits = e.Limits
		}
	case desk.PresenceChanged:
		s.presence(e, since, at)
	case desk.StatusChanged:
		s.status(e, since, at)
	case desk.HoldChanged:
		s.HoldUntil = At(e.Until)
		for i := s.cut(since); i < len(s.Segments); i++ {
			s.Segments[i].Axes.Hold = e.To
		}
	case desk.BusyChanged:
		s.BusyUntil = At(e.Until)
		for i := s.cut(since); i < len(s.Segments); i++ {
			s.Segments[i].Axes.Busy = e.Cause != ""
		}
	case desk.KeepOnlineChanged:
		s.KeepOnline = e.On
	case desk.WindowOpened:
		s.opened(e.Window)
	case desk.WindowClosed:
		s.closed(e.Window, since)
	case desk.ServerStarted:
		s.restarted(at, at-Instant(e.Downtime.Milliseconds()))
	case desk.TimeCorrected:
		s.corrected(e)
	default:
		s.load(r.Event, since)
	}
}

// load is axis D.
func (s *State) load(e desk.Event, since Instant) {
	switch e := e.(type) {
	case desk.OfferMade:
		s.offered(e.Offer, At(e.ExpiresAt), since)
	case desk.OfferEnded:
		s.answered(e.Offer, since)
	case desk.ConversationAssigned:
		s.given(e.Conversation, since)
	case desk.ConversationReturned:
		s.gave(e.Conversation, since)
	case desk.ConversationClosed:
		s.gave(e.Conversation, since)
	case desk.ConversationMoved:
		if e.FromAgent == s.User {
			s.gave(e.Conversation, since)
		}
		if e.Agent == s.User {
			s.given(e.Conversation, since)
		}
	}
}

// begin is an agent of whom nothing happened yet.
func (s *State) begin(from Instant) {
	s.Changed = from
	s.Segments = []Segment{{
		From:         from,
		Axes:         desk.Axes{Presence: desk.Gone, Status: desk.Invisible, Hold: desk.Free, Limits: desk.DefaultLimits},
		SeenPresence: desk.Gone, SeenStatus: desk.Invisible,
	}}
}

// Axes are the present ones.
func (s *State) Axes() desk.Axes {
	if len(s.Segments) == 0 {
		return desk.Axes{Presence: desk.Gone, Status: desk.Invisible, Hold: desk.Free}
	}
	return s.Segments[len(s.Segments)-1].Axes
}

// cut makes a segment begin at this instant and returns its index: it and those
// after it are what an event with this date changes.
func (s *State) cut(at Instant) int {
	i := len(s.Segments) - 1
	for i > 0 && s.Segments[i].From > at {
		i--
	}
	if s.Segments[i].From >= at {
		return i
	}
	if i == len(s.Segments)-1 {
		s.Segments = append(s.Segments, s.Segments[i])
	} else {
		s.Segments = slices.Insert(s.Segments, i+1, s.Segments[i])
	}
	s.Segments[i+1].From = at
	return i + 1
}

// seenLate says whether the third timeline hears of an end only when it was
// written: until then the agent was lost, and nobody knew that it was for good.
func (s *State) seenLate(end desk.EndCause) bool {
	switch end {
	case desk.GraceOver, desk.SignedOut, desk.Dismissed:
		return s.Axes().Presence == desk.Lost
	case desk.DeskClosed, desk.Replaced:
	}
	return false
}

func (s *State) presence(e desk.PresenceChanged, since, at Instant) {
	seen := since
	if s.seenLate(e.End) {
		seen = at
	}
	for i := s.cut(since); i < len(s.Segments); i++ {
		s.Segments[i].Axes.Presence = e.To
	}
	for i := s.cut(seen); i < len(s.Segments); i++ {
		s.Segments[i].SeenPresence = e.To
	}
	s.Changed = max(s.Changed, since)
	if e.To != desk.Gone {
		return
	}
	s.Windows, s.Away = s.Windows[:0], 0
	if e.End != desk.DeskClosed || s.Axes().Status != desk.Online {
		s.cleared(since, seen)
	}
}

// cleared is what the end of a presence means for the sign-ins, unless they are
// kept (rules.md 1.8.1). Most often the status has changed with it already; not
// where somebody else ended it after the agent was last seen.
func (s *State) cleared(since, seen Instant) {
	for i := s.cut(since); i < len(s.Segments); i++ {
		s.Segments[i].Axes.Status, s.Segments[i].Axes.Reason = desk.Invisible, ""
	}
	for i := s.cut(seen); i < len(s.Segments); i++ {
		s.Segments[i].SeenStatus = desk.Invisible
	}
	s.signIns(nil, since)
}

func (s *State) status(e desk.StatusChanged, since, at Instant) {
	seen := since
	if s.seenLate(e.End) {
		seen = at
	}
	before, reason := s.Axes().Status, s.Axes().Reason
	for i := s.cut(since); i < len(s.Segments); i++ {
		s.Segments[i].Axes.Status, s.Segments[i].Axes.Reason = e.To, e.Reason
	}
	for i := s.cut(seen); i < len(s.Segments); i++ {
		s.Segments[i].SeenStatus = e.To
	}
	if before != e.To || reason != e.Reason {
		s.Changed = max(s.Changed, since)
	}
	s.signIns(e.SignIns, since)
}

// signIns replaces what was declared for the queues from an instant on.
func (s *State) signIns(now []desk.SignedIn, since Instant) {
	since = max(since, s.Segments[0].From)
	kept := s.SignIns[:0]
	for _, v := range s.SignIns {
		if v.From >= since {
			continue
		}
		if v.To == 0 || v.To >= since {
			v.To = since
			if slices.ContainsFunc(now, func(e desk.SignedIn) bool { return e.Queue == v.Queue && e.State == v.State }) {
				v.To = 0 // it goes on
			}
		}
		kept = append(kept, v)
	}
	s.SignIns = kept
	for _, e := range now {
		goesOn := slices.ContainsFunc(kept, func(v SignIn) bool { return v.To == 0 && v.Queue == e.Queue })
		if !goesOn {
			s.SignIns = append(s.SignIns, SignIn{Queue: e.Queue, State: e.State, From: since})
		}
	}
}

func (s *State) given(id desk.ConversationID, since Instant) {
	if slices.Contains(s.Open, id) {
		return
	}
	s.Open = append(s.Open, id)
	s.count(since, 1, 0)
}

func (s *State) gave(id desk.ConversationID, since Instant) {
	i := slices.Index(s.Open, id)
	if i < 0 {
		return
	}
	s.Open = slices.Delete(s.Open, i, i+1)
	s.count(since, -1, 0)
}

func (s *State) offered(id desk.OfferID, expires, since Instant) {
	if s.rings(id) {
		return
	}
	s.Offers = append(s.Offers, Pending{id, expires})
	s.count(since, 0, 1)
}

func (s *State) answered(id desk.OfferID, since Instant) {
	i := slices.IndexFunc(s.Offers, func(p Pending) bool { return p.Offer == id })
	if i < 0 {
		return
	}
	s.Offers = slices.Delete(s.Offers, i, i+1)
	s.count(since, 0, -1)
}

func (s *State) rings(id desk.OfferID) bool {
	return slices.ContainsFunc(s.Offers, func(p Pending) bool { return p.Offer == id })
}

// count moves the numbers from an instant on. All written work is chat.
func (s *State) count(since Instant, open, offered int) {
	for i := s.cut(since); i < len(s.Segments); i++ {
		load := &s.Segments[i].Axes.Load
		load.Open += open
		load.Offered += offered
		load.Chat += open + offered
	}
}

func (s *State) opened(w desk.WindowID) {
	s.Away = 0
	if !slices.Contains(s.Windows, w) {
		s.Windows = append(s.Windows, w)
	}
}

func (s *State) closed(w desk.WindowID, since Instant) {
	i := slices.Index(s.Windows, w)
	if i < 0 {
		return
	}
	s.Windows = slices.Delete(s.Windows, i, i+1)
	if len(s.Windows) == 0 {
		s.Away = since
	}
}

// restarted is a server that starts: no window is live since its last beat.
func (s *State) restarted(at, lastBeat Instant) {
	if len(s.Windows) > 0 {
		s.Windows = s.Windows[:0]
		s.Away = max(s.Changed, min(lastBeat, at))
	}
}
