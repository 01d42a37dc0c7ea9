package routing

import (
	"time"

	"pronto/internal/desk"
)

// Strategy says which able agent of a queue comes first.
type Strategy string

const (
	// FewestOpen: least open work, then longest idle, then lowest id. Any value not
	// listed here counts as this one.
	FewestOpen Strategy = "fewest_open"
	// LongestIdle: longest idle, then lowest id.
	LongestIdle Strategy = "longest_idle"
)

// Queue is what routing must know of one queue.
type Queue struct {
	ID       desk.QueueID
	Push     bool // mode push or both; in mode pull agents help themselves
	Offer    bool // deliver by offer, not by assignment
	Strategy Strategy
	// OfferRetry is how long an agent who did not take an offer is left in peace
	// with that work.
	OfferRetry time.Duration
}

// queue is a Queue in the index. Agents and work may name a queue before its own
// row arrives; until then it pushes nothing.
type queue struct {
	row     Queue
	members []*seat
	leftOut [able + 1]int // members by the rule that leaves them out
	able    tree[turn]
	waiting tree[place]
	parked  tree[place]

	head *work // the work that stands for this queue in Index.ready, if any
}

// queue finds the queue or begins one.
func (x *Index) queue(id desk.QueueID) *queue {
	q := x.queues[id]
	if q == nil {
		q = &queue{
			row:     Queue{ID: id},
			able:    tree[turn]{compare: compareTurns},
			waiting: tree[place]{compare: comparePlaces},
			parked:  tree[place]{compare: comparePlaces},
		}
		x.queues[id] = q
	}
	return q
}

// PutQueue makes the index know the queue as this row says. It judges all its
// members and works anew, which is dear and rare.
func (x *Index) PutQueue(row Queue) {
	q := x.queue(row.ID)
	q.row = row
	x.rejudge(q)
}

// RemoveQueue forgets the row of the queue. What still names it waits.
func (x *Index) RemoveQueue(id desk.QueueID) {
	q := x.queues[id]
	if q == nil {
		return
	}
	q.row = Queue{ID: id}
	x.rejudge(q)
	x.dropIfUnused(q)
}

func (x *Index) rejudge(q *queue) {
	for _, p := range q.parked.items() {
		x.unpark(p.work)
	}
	for _, s := range q.members {
		x.settle(s)
	}
}

// join seats the agent, who counts as signed out until settled.
func (q *queue) join(a *agent) *seat {
	s := &seat{agent: a, queue: q, signIn: Out, out: signedOut, index: len(q.members)}
	q.members = append(q.members, s)
	q.leftOut[s.out]++
	return s
}

func (x *Index) leave(s *seat) {
	q := s.queue
	if s.out == able {
		q.able.remove(s.turn)
	}
	q.leftOut[s.out]--

	last := len(q.members) - 1
	q.members[s.index] = q.members[last]
	q.members[s.index].index = s.index
	q.members[last] = nil
	q.members = q.members[:last]

	x.refresh(q)
	x.dropIfUnused(q)
}

// refresh keeps Index.ready true: the first work of a queue is in it while the
// queue has an able agent.
func (x *Index) refresh(q *queue) {
	var head *work
	if q.able.size() > 0 {
		first, _ := q.waiting.first()
		head = first.work
	}
	if head == q.head {
		return
	}
	if q.head != nil {
		x.ready.remove(q.head.place())
	}
	if q.head = head; head != nil {
		x.ready.insert(head.place())
	}
}

// dropIfUnused lets go of a queue that nothing names any more.
func (x *Index) dropIfUnused(q *queue) {
	if len(q.members) == 0 && q.waiting.size() == 0 && q.parked.size() == 0 && q.row == (Queue{ID: q.row.ID}) {
		delete(x.queues, q.row.ID)
	}
}
