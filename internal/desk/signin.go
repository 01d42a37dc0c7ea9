package desk

import (
	"cmp"
	"slices"
	"time"
)

// SignInState is what an agent declared for one queue. Out has no entry.
type SignInState string

// The declarations that are kept.
const (
	SignedInQueue SignInState = "in"
	PausedQueue   SignInState = "paused"
)

// SignedIn is one entry of axis B: a queue the agent is in or paused for.
type SignedIn struct {
	Queue  QueueID
	State  SignInState
	Reason PauseReasonID // of paused; may be empty
	Since  time.Time
}

// Status is the declaration over all queues. There is no offline: that is what
// others see of presence, never something that was declared.
type Status string

// The statuses that an agent can choose (B-STATUS-01).
const (
	Online    Status = "online"
	Paused    Status = "paused"
	Invisible Status = "invisible"
)

// SignIns is axis B: the entries in the order of their queues.
type SignIns []SignedIn

// Status derives the declaration over all queues (rules.md 1.8.2).
func (s SignIns) Status() Status {
	if len(s) == 0 {
		return Invisible
	}
	for _, e := range s {
		if e.State == SignedInQueue {
			return Online
		}
	}
	return Paused
}

// Reason is why somebody is paused over all: that of the paused entry with the
// latest since; on a tie, of the lowest queue id.
func (s SignIns) Reason() PauseReasonID {
	if s.Status() != Paused {
		return ""
	}
	var latest SignedIn
	for _, e := range s {
		if latest.Queue == "" || e.Since.After(latest.Since) {
			latest = e
		}
	}
	return latest.Reason
}

// In says what is declared for one queue; false means out.
func (s SignIns) In(q QueueID) (SignedIn, bool) {
	i, found := slices.BinarySearchFunc(s, q, func(e SignedIn, q QueueID) int { return cmp.Compare(e.Queue, q) })
	if !found {
		return SignedIn{}, false
	}
	return s[i], true
}

// takesCalls says whether a call of this queue may ring on, or, without a queue,
// one from a colleague (rules.md 1.8.3, C-26).
func (s SignIns) takesCalls(q QueueID) bool {
	if q == "" {
		return s.Status() == Online
	}
	e, _ := s.In(q)
	return e.State == SignedInQueue
}

// The three commands are macros over the entries (rules.md 1.8.1).

func (s SignIns) online(allowed []QueueID, now time.Time) SignIns {
	if slices.ContainsFunc(s, func(e SignedIn) bool { return e.State == PausedQueue }) {
		return s.each(func(e SignedIn) SignedIn {
			if e.State == PausedQueue {
				return SignedIn{e.Queue, SignedInQueue, "", now}
			}
			return e
		})
	}
	return s.fill(allowed, SignedInQueue, "", now)
}

func (s SignIns) pause(allowed []QueueID, reason PauseReasonID, now time.Time) SignIns {
	if len(s) == 0 {
		return s.fill(allowed, PausedQueue, reason, now)
	}
	return s.each(func(e SignedIn) SignedIn {
		if e.State == PausedQueue && e.Reason == reason {
			return e
		}
		return SignedIn{e.Queue, PausedQueue, reason, now}
	})
}

// with declares for one queue.
func (s SignIns) with(q QueueID, state SignInState, reason PauseReasonID, now time.Time) (SignIns, error) {
	others := slices.DeleteFunc(slices.Clone(s), func(e SignedIn) bool { return e.Queue == q })
	entry := SignedIn{Queue: q, State: state, Since: now}
	switch state {
	case "":
		return others, nil
	case SignedInQueue:
	case PausedQueue:
		entry.Reason = reason
	default:
		return s, InvalidField("state", "%q is not one of in, paused, out", state)
	}
	if old, there := s.In(q); there && old.State == entry.State && old.Reason == entry.Reason {
		return s, nil
	}
	return others.insert(entry), nil
}

func (s SignIns) insert(e SignedIn) SignIns {
	i, _ := slices.BinarySearchFunc(s, e.Queue, func(e SignedIn, q QueueID) int { return cmp.Compare(e.Queue, q) })
	return slices.Insert(s, i, e)
}

func (s SignIns) each(f func(SignedIn) SignedIn) SignIns {
	next := make(SignIns, len(s))
	for i, e := range s {
		next[i] = f(e)
	}
	return next
}

// fill adds what is allowed and not there yet.
func (s SignIns) fill(allowed []QueueID, state SignInState, reason PauseReasonID, now time.Time) SignIns {
	next := slices.Clone(s)
	for _, q := range allowed {
		if _, there := s.In(q); !there {
			next = append(next, SignedIn{q, state, reason, now})
		}
	}
	slices.SortFunc(next, func(a, b SignedIn) int { return cmp.Compare(a.Queue, b.Queue) })
	return next
}

// only drops the entries of queues that are not allowed any more.
func (s SignIns) only(allowed []QueueID) SignIns {
	return slices.DeleteFunc(slices.Clone(s), func(e SignedIn) bool { return !slices.Contains(allowed, e.Queue) })
}
