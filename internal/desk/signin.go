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
