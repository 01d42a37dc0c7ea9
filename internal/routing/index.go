package routing

import (
	"slices"
	"time"

	"pronto/internal/desk"
)

// Index keeps what routing must know of agents, queues and waiting work so that
// the next pair is found without looking at all of them. It keeps copies: a row
// that changes must be put again. It is for one goroutine.
type Index struct {
	agents map[desk.UserID]*agent
	queues map[desk.QueueID]*queue
	works  map[desk.ConversationID]*work

	ready  tree[place] // the first work of each queue that has an able agent
	parked tree[*work] // parked work of all queues, by when it wakes

	// booked had work booked by the last Next. Their seats move at the next
	// question, because mostly the agent's new row comes before it and moves them
	// anyway.
	booked *agent
}

// NewIndex is an index that knows nothing.
func NewIndex() *Index {
	return &Index{
		agents: map[desk.UserID]*agent{},
		queues: map[desk.QueueID]*queue{},
		works:  map[desk.ConversationID]*work{},
		ready:  tree[place]{compare: comparePlaces},
		parked: tree[*work]{compare: compareWake},
	}
}

// Assignment is one pair: this work goes to this agent, or is offered to them.
type Assignment struct {
	Work  desk.ConversationID
	Agent desk.UserID
	Queue desk.QueueID
	Offer bool
	Trace Trace
}

// Next gives out the first work, by priority and age, that an able agent may
// take now, and says to whom it goes; false when there is no such work.
//
// It books what it gives out: the work is forgotten, and the agent's Open and
// Chat are one more. So asking again at once neither repeats a work nor exceeds
// a limit, and a caller who carries the assignment out owes nothing but the rows
// that changed by it. A caller who does not must put the work and the agent
// again.
func (x *Index) Next(now time.Time) (Assignment, bool) {
	x.settleBooked()
	x.wake(now)
	for {
		first, ok := x.ready.first()
		if !ok {
			return Assignment{}, false
		}
		w, q := first.work, first.work.queue
		s := x.standing(w, now)
		if s.candidates() == 0 {
			x.park(w, s.until)
			continue
		}
		trace := x.trace(w, s, now)
		x.book(w, x.agents[trace.Winner])
		return Assignment{Work: w.row.ID, Agent: trace.Winner, Queue: q.row.ID, Offer: q.row.Offer, Trace: trace}, true
	}
}

func (x *Index) book(w *work, a *agent) {
	x.RemoveWork(w.row.ID)
	a.row.Open++
	a.row.Chat++
	x.booked = a
}

func (x *Index) settleBooked() {
	if x.booked == nil {
		return
	}
	for _, s := range x.booked.seats {
		x.settle(s)
	}
	x.booked = nil
}

// standing is how the able agents of its queue stand to one work.
type standing struct {
	fresh  int       // were not asked
	again  []turn    // were asked, and may be asked again; in order
	lately int       // were asked too lately
	until  time.Time // when the first of those may be asked again
}

// candidates counts those who may be given the work now. Who may be asked again
// is only asked when nobody fresh is there.
func (s standing) candidates() int {
	if s.fresh > 0 {
		return s.fresh
	}
	return len(s.again)
}

func (x *Index) standing(w *work, now time.Time) standing {
	s := standing{fresh: w.queue.able.size()}
	for _, t := range w.row.Tried {
		seat := x.ableSeat(t.Agent, w.queue)
		if seat == nil {
			continue
		}
		s.fresh--
		retry := t.At.Add(w.queue.row.OfferRetry)
		if !now.Before(retry) {
			s.again = append(s.again, seat.turn)
			continue
		}
		if s.lately == 0 || retry.Before(s.until) {
			s.until = retry
		}
		s.lately++
	}
	slices.SortFunc(s.again, compareTurns)
	return s
}

func (x *Index) ableSeat(id desk.UserID, q *queue) *seat {
	a := x.agents[id]
	if a == nil {
		return nil
	}
	if s := a.seat(q); s != nil && s.out == able {
		return s
	}
	return nil
}
