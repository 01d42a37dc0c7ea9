package ledger_test

import (
	"cmp"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// The second implementation: it asks every event at every instant, and knows the
// labels as rules.md 1.8.2 writes them. It is slow and has no state.

// boundaries are all instants at which anything can change.
func boundaries(log []desk.Recorded, end time.Time) []time.Time {
	at := []time.Time{end}
	for _, r := range log {
		at = append(at, r.Since, r.At)
		if c, ok := r.Event.(desk.TimeCorrected); ok {
			at = append(at, c.From, c.To)
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	return slices.CompactFunc(at, time.Time.Equal)
}

func naive(user desk.UserID, log []desk.Recorded, end time.Time) []ledger.Interval {
	created := log[slices.IndexFunc(log, func(r desk.Recorded) bool {
		e, ok := r.Event.(desk.UserSaved)
		return ok && e.User == user && e.Created
	})].Since
	var out []ledger.Interval
	at := boundaries(log, end)
	for i := 0; i+1 < len(at); i++ {
		if at[i].Before(created) {
			continue
		}
		v := naiveAt(user, log, at[i])
		v.From, v.To, v.Since = ledger.At(at[i]), ledger.At(at[i+1]), ledger.At(at[i])
		if n := len(out); n > 0 {
			last := out[n-1]
			if last.Blip == v.Blip && last.Reason == v.Reason {
				v.Since = last.Since
			}
			last.From, last.To, last.Since = v.From, v.To, v.Since
			if last == v {
				out[n-1].To = v.To
				continue
			}
		}
		out = append(out, v)
	}
	return out
}

// axes of one instant: of each, what the last event says that is true by then.
type axes struct {
	presence, seenPresence desk.Presence
	status, seenStatus     desk.Status
	reason                 desk.PauseReasonID
	hold                   desk.HoldState
	busy                   bool
	open                   map[desk.ConversationID]bool
	offers                 map[desk.OfferID]bool
	limits                 desk.Limits
	correction             *desk.TimeCorrected
}

func naiveAxes(user desk.UserID, log []desk.Recorded, t time.Time) axes {
	x := axes{
		presence: desk.Gone, seenPresence: desk.Gone, status: desk.Invisible, seenStatus: desk.Invisible, hold: desk.Free,
		open: map[desk.ConversationID]bool{}, offers: map[desk.OfferID]bool{},
	}
	known, declared := desk.Gone, desk.Invisible // by the events so far, whatever the instant
	for _, r := range log {
		is := !r.Since.After(t)
		seen := is
		late := func(end desk.EndCause) bool {
			return known == desk.Lost && (end == desk.GraceOver || end == desk.SignedOut || end == desk.Dismissed)
		}
		switch e := r.Event.(type) {
		case desk.UserSaved:
			if is && e.User == user {
				x.limits = e.Limits
			}
		case desk.PresenceChanged:
			if e.User != user {
				break
			}
			if late(e.End) {
				seen = !r.At.After(t)
			}
			if is {
				x.presence = e.To
			}
			if seen {
				x.seenPresence = e.To
			}
			known = e.To
			if kept := e.End == desk.DeskClosed && declared == desk.Online; e.To == desk.Gone && !kept {
				if is {
					x.status, x.reason = desk.Invisible, ""
				}
				if seen {
					x.seenStatus = desk.Invisible
				}
			}
		case desk.StatusChanged:
			if e.User != user {
				break
			}
			if late(e.End) {
				seen = !r.At.After(t)
			}
			declared = e.To
			if is {
				x.status, x.reason = e.To, e.Reason
			}
			if seen {
				x.seenStatus = e.To
			}
		case desk.HoldChanged:
			if is && e.User == user {
				x.hold = e.To
			}
		case desk.BusyChanged:
			if is && e.User == user {
				x.busy = e.Cause != ""
			}
		case desk.TimeCorrected:
			if e.User == user && !t.Before(e.From) && t.Before(e.To) {
				x.correction = &e
			}
		case desk.OfferMade:
			if is && e.Agent == user {
				x.offers[e.Offer] = true
			}
		case desk.OfferEnded:
			if is && e.Agent == user {
				delete(x.offers, e.Offer)
			}
		case desk.ConversationAssigned:
			if is && e.Agent == user {
				x.open[e.Conversation] = true
			}
		case desk.ConversationReturned:
			if is && e.Agent == user {
				delete(x.open, e.Conversation)
			}
		case desk.ConversationClosed:
			if is && e.Agent == user {
				delete(x.open, e.Conversation)
			}
		case desk.ConversationMoved:
			if is && e.FromAgent == user {
				delete(x.open, e.Conversation)
			}
			if is && e.Agent == user {
				x.open[e.Conversation] = true
			}
		}
	}
	return x
}

func naiveAt(user desk.UserID, log []desk.Recorded, t time.Time) ledger.Interval {
	x := naiveAxes(user, log, t)
	away := x.presence == desk.Gone && x.status != desk.Online
	if away {
		x.status = desk.Invisible
	}
	if x.seenPresence == desk.Gone && x.seenStatus != desk.Online {
		x.seenStatus = desk.Invisible
	}
	if x.presence == desk.Gone && x.hold != desk.InCall {
		x.hold = desk.Free // withdrawn, or ended with the desk
	}
	v := ledger.Interval{Hold: x.hold, Open: len(x.open), Offered: len(x.offers)}

	v.Blip = map[desk.Status]desk.BlipLabel{desk.Online: desk.BlipOnline, desk.Paused: desk.BlipPaused, desk.Invisible: desk.BlipInvisible}[x.status]
	if away {
		v.Blip = desk.BlipOffline
	}
	if v.Blip == desk.BlipPaused {
		v.Reason = x.reason
	}

	all := v.Open + v.Offered
	full := all >= x.limits.Chat || all >= x.limits.Total || all > x.limits.Phone
	for _, rule := range []struct {
		fits  bool
		label desk.PuzzelLabel
	}{
		{true, desk.PuzzelReady},
		{full, desk.PuzzelBusy},
		{x.hold == desk.NoAnswer, desk.PuzzelNoAnswer},
		{x.hold == desk.WrapUp, desk.PuzzelWrapUp},
		{x.busy, desk.PuzzelBusy},
		{x.status == desk.Invisible || away, desk.PuzzelLoggedOff},
		{x.status == desk.Paused, desk.PuzzelPause},
		{x.hold == desk.InCall, desk.PuzzelConnected},
		{x.hold == desk.Connecting, desk.PuzzelConnecting},
	} {
		if rule.fits {
			v.Puzzel = rule.label // the last that fits is the first of the rules
		}
	}

	switch {
	case x.seenStatus == desk.Invisible:
		v.Smartspace = desk.Offline
	case x.seenPresence == desk.Lost:
		v.Smartspace = desk.Inactive
	case x.seenStatus == desk.Paused:
		v.Smartspace = desk.OnBreak
	default:
		v.Smartspace = desk.Available
	}

	if c := x.correction; c != nil {
		v.Corrected, v.Blip, v.Reason = true, c.Label, c.Reason
		labels := map[desk.BlipLabel]struct {
			p desk.PuzzelLabel
			s desk.SmartspaceLabel
		}{
			desk.BlipOnline: {desk.PuzzelReady, desk.Available}, desk.BlipPaused: {desk.PuzzelPause, desk.OnBreak},
			desk.BlipInvisible: {desk.PuzzelLoggedOff, desk.Offline}, desk.BlipOffline: {desk.PuzzelLoggedOff, desk.Offline},
		}[c.Label]
		v.Puzzel, v.Smartspace = labels.p, labels.s
	}
	return v
}

// naiveSignIns are the stretches of each queue, in one order.
func naiveSignIns(log []desk.Recorded, end time.Time) []ledger.SignIn {
	var out []ledger.SignIn
	going := map[desk.QueueID]int{}
	at := boundaries(log, end)
	for i := 0; i+1 < len(at); i++ {
		var now []desk.SignedIn
		declared := desk.Invisible
		for _, r := range log {
			switch e := r.Event.(type) {
			case desk.StatusChanged:
				if declared = e.To; !r.Since.After(at[i]) {
					now = e.SignIns
				}
			case desk.PresenceChanged:
				kept := e.End == desk.DeskClosed && declared == desk.Online
				if e.To == desk.Gone && !kept && !r.Since.After(at[i]) {
					now = nil
				}
			}
		}
		next := map[desk.QueueID]int{}
		for _, e := range now {
			n, ok := going[e.Queue]
			if !ok || out[n].State != e.State {
				n = len(out)
				out = append(out, ledger.SignIn{Queue: e.Queue, State: e.State, From: ledger.At(at[i])})
			}
			out[n].To = ledger.At(at[i+1])
			next[e.Queue] = n
		}
		going = next
	}
	return ordered(out)
}

func ordered(list []ledger.SignIn) []ledger.SignIn {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b ledger.SignIn) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Queue, b.Queue))
	})
	return list
}
