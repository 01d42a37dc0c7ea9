package routing

import (
	"cmp"
	"slices"
	"time"

	"pronto/internal/desk"
)

// Presence is what the server observed of an agent, as far as routing cares.
// Any value not listed here counts as Gone.
type Presence string

const (
	Connected Presence = "connected"
	Lost      Presence = "lost"
	Gone      Presence = "gone"
	// Closing: the last window said goodbye, and it may yet turn out to have been
	// a reload. Nothing is given out meanwhile.
	Closing Presence = "closing"
)

// SignIn is what an agent declared for one queue. Any value not listed here
// counts as Out.
type SignIn string

const (
	Out    SignIn = "out"
	In     SignIn = "in"
	Paused SignIn = "paused"
)

// Membership makes an agent a member of a queue, with the sign-in there.
type Membership struct {
	Queue  desk.QueueID
	SignIn SignIn
}

// Agent is what routing must know of one agent.
type Agent struct {
	ID       desk.UserID
	Queues   []Membership // of several for one queue the first counts
	Presence Presence

	// KeptOnline: gone, and still to be given written work, without being asked.
	KeptOnline bool
	// WindingDown: no more work, by their own choice or a supervisor's, who then has
	// them Drained.
	WindingDown, Drained bool
	// Busy: the time after a declined offer or a busy tone runs.
	Busy bool
	// OnHold: the telephone holds them; Held: and written work is switched off
	// meanwhile.
	OnHold, Held bool

	// Open is all work at hand and Chat the part of it that is chat; pending
	// offers count in both.
	Open, Chat int
	// MaxTotal and MaxChat stop new work once reached, so that zero or less means
	// no work at all. Who has no limit has a very large one.
	MaxTotal, MaxChat int
	// MaxPhone is how much open work still lets calls in.
	MaxPhone int

	// IdleSince is only compared: the earlier, the sooner it is this agent's turn.
	IdleSince time.Time
}

// kept says whether they are there although no desk is open.
func (a *Agent) kept() bool { return a.KeptOnline && a.Presence == Gone }

func (a Agent) signIn(queue desk.QueueID) (SignIn, bool) {
	for _, m := range a.Queues {
		if m.Queue == queue {
			return m.SignIn, true
		}
	}
	return Out, false
}

// agent is an Agent in the index. Its seats, one for each queue, are in order of
// queue id and take the place of row.Queues, which is nil.
type agent struct {
	row   Agent
	seats []*seat
}

// seat is one agent's place in one queue.
type seat struct {
	agent  *agent
	queue  *queue
	signIn SignIn
	out    int  // which of the rules leaves the agent out; able when none does
	turn   turn // under which an able seat is found in queue.able
	index  int  // in queue.members
}

// turn is the key of a seat: all numbers at hand, so that finding one's place
// among thousands fetches nothing else.
type turn struct {
	open int // only where the strategy asks for it, zero otherwise
	sec  int64
	nsec int32
	seat *seat
}

func (s *seat) newTurn() turn {
	row := &s.agent.row
	t := turn{open: row.Open, sec: row.IdleSince.Unix(), nsec: int32(row.IdleSince.Nanosecond()), seat: s}
	if s.queue.row.Strategy == LongestIdle {
		t.open = 0
	}
	return t
}

// compareTurns puts first the agent whose turn it is. It serves both strategies,
// as longest idle has open zero everywhere.
func compareTurns(a, b turn) int {
	switch {
	case a.open != b.open:
		return cmp.Compare(a.open, b.open)
	case a.sec != b.sec:
		return cmp.Compare(a.sec, b.sec)
	case a.nsec != b.nsec:
		return cmp.Compare(a.nsec, b.nsec)
	}
	return cmp.Compare(a.seat.agent.row.ID, b.seat.agent.row.ID)
}

func (a *agent) seat(q *queue) *seat {
	at, found := slices.BinarySearchFunc(a.seats, q.row.ID, func(s *seat, id desk.QueueID) int {
		return cmp.Compare(s.queue.row.ID, id)
	})
	if !found {
		return nil
	}
	return a.seats[at]
}

// PutAgent makes the index know the agent as this row says, whatever it knew
// before.
func (x *Index) PutAgent(row Agent) {
	memberships := sorted(row.Queues)
	row.Queues = nil

	a := x.agents[row.ID]
	if a == nil {
		a = &agent{}
		x.agents[row.ID] = a
	}
	a.row = row
	if !a.sits(memberships) {
		x.reseat(a, memberships)
	}
	for i, s := range a.seats {
		s.signIn = memberships[i].SignIn
		x.settle(s)
	}
}

// RemoveAgent forgets the agent.
func (x *Index) RemoveAgent(id desk.UserID) {
	if a := x.agents[id]; a != nil {
		x.reseat(a, nil)
		delete(x.agents, id)
	}
}

// sorted puts memberships in order of queue, the first one of each, and copies
// only when it must.
func sorted(memberships []Membership) []Membership {
	compare := func(a, b Membership) int { return cmp.Compare(a.Queue, b.Queue) }
	same := func(a, b Membership) bool { return a.Queue == b.Queue }
	if !slices.IsSortedFunc(memberships, compare) {
		memberships = slices.Clone(memberships)
		slices.SortStableFunc(memberships, compare)
	}
	for i := 1; i < len(memberships); i++ {
		if same(memberships[i-1], memberships[i]) {
			return slices.CompactFunc(slices.Clone(memberships), same)
		}
	}
	return memberships
}

// sits tells whether the agent's seats are in exactly these queues already, as
// they are whenever only load, presence or a sign-in changed.
func (a *agent) sits(memberships []Membership) bool {
	return slices.EqualFunc(a.seats, memberships, func(s *seat, m Membership) bool {
		return s.queue.row.ID == m.Queue
	})
}

// reseat moves the agent to exactly these queues, keeping the seats that stay.
func (x *Index) reseat(a *agent, memberships []Membership) {
	old, seats := a.seats, make([]*seat, 0, len(memberships))
	for _, m := range memberships {
		for len(old) > 0 && old[0].queue.row.ID < m.Queue {
			x.leave(old[0])
			old = old[1:]
		}
		if len(old) > 0 && old[0].queue.row.ID == m.Queue {
			seats, old = append(seats, old[0]), old[1:]
			continue
		}
		seats = append(seats, x.queue(m.Queue).join(a))
	}
	for _, s := range old {
		x.leave(s)
	}
	a.seats = seats
}

// settle judges the seat anew and moves it to where it now belongs.
func (x *Index) settle(s *seat) {
	q := s.queue
	was, is := s.out, firstRule(facts{queue: &q.row, agent: &s.agent.row, member: true, signIn: s.signIn})
	turn := s.newTurn()
	if was == is && s.turn == turn {
		return
	}
	if was == able {
		q.able.remove(s.turn)
	}
	q.leftOut[was]--
	q.leftOut[is]++
	s.out, s.turn = is, turn
	if is == able {
		q.able.insert(turn)
	}
	if was != able && is == able {
		x.welcome(s)
	}
	if (was == able) != (is == able) {
		x.refresh(q)
	}
}
