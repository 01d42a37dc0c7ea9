package routing

import (
	"time"

	"pronto/internal/desk"
)

// maxCandidates bounds what a trace keeps of those who might have been chosen.
const maxCandidates = 20

// Trace is why an assignment came out as it did, kept with it for ever.
// CandidatesTotal and the counts in LeftOut add up to Members.
type Trace struct {
	At       time.Time
	Queue    desk.QueueID
	Work     desk.ConversationID
	Strategy Strategy

	Members         int
	LeftOut         []LeftOut
	Candidates      []Candidate // the best 20 in order
	CandidatesTotal int
	Winner          desk.UserID
	TieBreak        TieBreak

	// Position is the place of the work in its queue, from 1. It is above 1 when
	// the agents who are able had all been asked about what stands before it.
	Position  int
	WaitedFor time.Duration
}

// LeftOut counts the members of a queue whom one rule left out.
type LeftOut struct {
	Rule  Rule
	Count int
}

// Candidate is an agent who might have been chosen, with what they were ordered
// by.
type Candidate struct {
	Agent     desk.UserID
	Open      int
	IdleSince time.Time
}

// TieBreak names what put the winner before the next candidate.
type TieBreak string

const (
	ByOpen        TieBreak = "open"
	ByIdleSince   TieBreak = "idle_since"
	ByID          TieBreak = "id"
	OnlyCandidate TieBreak = "only_candidate"
)

// trace writes down the choice. There must be a candidate.
func (x *Index) trace(w *work, s standing, now time.Time) Trace {
	q := w.queue
	candidates := q.candidates(w, s)
	return Trace{
		At:              now,
		Queue:           q.row.ID,
		Work:            w.row.ID,
		Strategy:        q.row.Strategy,
		Members:         len(q.members),
		LeftOut:         q.counts(s),
		Candidates:      candidates,
		CandidatesTotal: s.candidates(),
		Winner:          candidates[0].Agent,
		TieBreak:        tieBreak(q.row.Strategy, candidates),
		Position:        q.position(w),
		WaitedFor:       now.Sub(w.row.Since),
	}
}

// candidates lists the best of those who may be given the work now.
func (q *queue) candidates(w *work, s standing) []Candidate {
	list := make([]Candidate, 0, min(s.candidates(), maxCandidates))
	take := func(t turn) bool {
		row := &t.seat.agent.row
		list = append(list, Candidate{Agent: row.ID, Open: row.Open, IdleSince: row.IdleSince})
		return len(list) < cap(list)
	}
	if s.fresh == 0 {
		for _, turn := range s.again[:cap(list)] {
			take(turn)
		}
		return list
	}
	for turn := range q.able.all() {
		if _, tried := w.retry(turn.seat.agent.row.ID); !tried && !take(turn) {
			break
		}
	}
	return list
}

// counts lists how many members each rule leaves out of one work, in the order
// of the rules and without zeros.
func (q *queue) counts(s standing) []LeftOut {
	list := make([]LeftOut, 0, 4) // more rules than that seldom bite at once
	add := func(rule Rule, count int) {
		if count > 0 {
			list = append(list, LeftOut{rule, count})
		}
	}
	for i := range rules {
		add(rules[i].rule, q.leftOut[i])
	}
	add(AskedLately, s.lately)
	if s.fresh > 0 {
		add(OthersFirst, len(s.again))
	}
	return list
}

func (q *queue) position(w *work) int {
	return 1 + q.waiting.rank(w.place()) + q.parked.rank(w.place())
}

func tieBreak(strategy Strategy, candidates []Candidate) TieBreak {
	if len(candidates) == 1 {
		return OnlyCandidate
	}
	first, second := candidates[0], candidates[1]
	switch {
	case strategy != LongestIdle && first.Open != second.Open:
		return ByOpen
	case !first.IdleSince.Equal(second.IdleSince):
		return ByIdleSince
	}
	return ByID
}
