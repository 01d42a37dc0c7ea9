package routing

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
)

// naive is the router one would write without an index: it holds plain rows and
// looks at all of them for each question. It is the oracle of Index and shares no
// decision with it.
type naive struct {
	agents map[desk.UserID]Agent
	queues map[desk.QueueID]Queue
	works  map[desk.ConversationID]Work
}

func newNaive() *naive {
	return &naive{map[desk.UserID]Agent{}, map[desk.QueueID]Queue{}, map[desk.ConversationID]Work{}}
}

// inOrder is all waiting work, the first to be served first.
func (n *naive) inOrder() []Work {
	return slices.SortedFunc(maps.Values(n.works), func(a, b Work) int {
		return cmp.Or(-cmp.Compare(a.Priority, b.Priority), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	})
}

func (n *naive) members(id desk.QueueID) []Agent {
	var members []Agent
	for _, a := range n.agents {
		if slices.ContainsFunc(a.Queues, func(m Membership) bool { return m.Queue == id }) {
			members = append(members, a)
		}
	}
	return members
}

// leaveOut spells the rules out once more, by hand.
func (n *naive) leaveOut(a Agent, q Queue) Rule {
	at := slices.IndexFunc(a.Queues, func(m Membership) bool { return m.Queue == q.ID })
	switch {
	case at < 0:
		return NotMember
	case !q.Push:
		return QueueIsPull
	case a.Queues[at].SignIn == Out:
		return IsOut
	case a.Queues[at].SignIn == Paused:
		return IsPaused
	case a.Presence == Gone && !a.KeptOnline:
		return IsGone
	case a.Presence == Lost:
		return IsLost
	case a.Presence == Closing:
		return IsClosing
	case a.Presence != Connected && q.Offer:
		return NeedsDesk
	case a.WindingDown:
		return IsWindingDown
	case a.Busy:
		return IsBusy
	case a.Held:
		return IsHeld
	case a.Open >= a.MaxTotal:
		return TotalLimit
	case a.Chat >= a.MaxChat:
		return ChatLimit
	}
	return ""
}

// look sorts the members of a work's queue into candidates, best first, and the
// counts of those left out.
func (n *naive) look(w Work, now time.Time) (candidates []Agent, leftOut map[Rule]int) {
	q := n.queues[w.Queue]
	q.ID = w.Queue
	leftOut = map[Rule]int{}
	var again []Agent
	for _, a := range n.members(w.Queue) {
		if rule := n.leaveOut(a, q); rule != "" {
			leftOut[rule]++
			continue
		}
		retry, tried := time.Time{}, false
		for _, t := range w.Tried {
			if t.Agent == a.ID && (!tried || t.At.Add(q.OfferRetry).After(retry)) {
				retry, tried = t.At.Add(q.OfferRetry), true
			}
		}
		switch {
		case !tried:
			candidates = append(candidates, a)
		case now.Before(retry):
			leftOut[AskedLately]++
		default:
			again = append(again, a)
		}
	}
	if len(candidates) == 0 {
		candidates = again
	} else if len(again) > 0 {
		leftOut[OthersFirst] = len(again)
	}
	slices.SortFunc(candidates, func(a, b Agent) int {
		byLoad := 0
		if q.Strategy == FewestOpen {
			byLoad = cmp.Compare(a.Open, b.Open)
		}
		return cmp.Or(byLoad, a.IdleSince.Compare(b.IdleSince), cmp.Compare(a.ID, b.ID))
	})
	return candidates, leftOut
}

// firstRetry is when the first of the agents who did not take the work may be
// asked again, of those who are able.
func (n *naive) firstRetry(w Work) time.Time {
	q, last := n.queues[w.Queue], map[desk.UserID]time.Time{}
	for _, t := range w.Tried {
		if a, ok := n.agents[t.Agent]; ok && n.leaveOut(a, q) == "" && t.At.After(last[t.Agent]) {
			last[t.Agent] = t.At
		}
	}
	first := slices.MinFunc(slices.Collect(maps.Values(last)), time.Time.Compare)
	return first.Add(q.OfferRetry)
}

func (n *naive) next(now time.Time) (Assignment, bool) {
	position := map[desk.QueueID]int{}
	for _, w := range n.inOrder() {
		position[w.Queue]++
		candidates, leftOut := n.look(w, now)
		if len(candidates) == 0 {
			continue
		}
		q, winner := n.queues[w.Queue], candidates[0]
		trace := Trace{
			At: now, Queue: q.ID, Work: w.ID, Strategy: q.Strategy,
			Members: len(n.members(q.ID)), LeftOut: listed(leftOut), Candidates: []Candidate{},
			CandidatesTotal: len(candidates), Winner: winner.ID, TieBreak: OnlyCandidate,
			Position: position[q.ID], WaitedFor: now.Sub(w.Since),
		}
		for _, c := range candidates[:min(len(candidates), 20)] {
			trace.Candidates = append(trace.Candidates, Candidate{c.ID, c.Open, c.IdleSince})
		}
		if len(candidates) > 1 {
			second := candidates[1]
			trace.TieBreak = ByID
			if !winner.IdleSince.Equal(second.IdleSince) {
				trace.TieBreak = ByIdleSince
			}
			if q.Strategy == FewestOpen && winner.Open != second.Open {
				trace.TieBreak = ByOpen
			}
		}
		delete(n.works, w.ID)
		winner.Open++
		winner.Chat++
		n.agents[winner.ID] = winner
		return Assignment{w.ID, winner.ID, q.ID, q.Offer, trace}, true
	}
	return Assignment{}, false
}

// listed puts counts in the order of the rules.
func listed(counts map[Rule]int) []LeftOut {
	list := []LeftOut{}
	for _, rule := range []Rule{
		NotMember, QueueIsPull, IsOut, IsPaused, IsGone, IsLost, IsClosing, NeedsDesk, IsWindingDown, IsBusy, IsHeld,
		TotalLimit, ChatLimit, AskedLately, OthersFirst,
	} {
		if counts[rule] > 0 {
			list = append(list, LeftOut{rule, counts[rule]})
		}
	}
	return list
}
