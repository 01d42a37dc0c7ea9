package routing

import (
	"cmp"
	"slices"
	"time"

	"pronto/internal/desk"
)

// Work is one conversation that waits in a queue.
type Work struct {
	ID       desk.ConversationID
	Queue    desk.QueueID
	Priority int // the higher goes first
	Since    time.Time
	// Tried are the agents to whom this work was offered in vain.
	Tried []Tried
}

// Tried is an agent who declined an offer or let it expire, and when. They are
// not asked again while an agent who was not asked is able, nor before the
// queue's OfferRetry has passed. Of those who may be asked again the queue's
// strategy picks one.
type Tried struct {
	Agent desk.UserID
	At    time.Time
}

// work is a Work in the index. Tried is in order of agent and names each once.
type work struct {
	row    Work
	queue  *queue
	parked bool
	wake   time.Time // while parked: when an agent may be asked again
}

// place is the key of a work where works stand in order. Like turn it has the
// numbers at hand.
type place struct {
	priority int
	sec      int64
	nsec     int32
	work     *work
}

func (w *work) place() place {
	since := w.row.Since
	return place{priority: w.row.Priority, sec: since.Unix(), nsec: int32(since.Nanosecond()), work: w}
}

// comparePlaces is the one order of all work: priority, age, and id for a tie.
func comparePlaces(a, b place) int {
	switch {
	case a.priority != b.priority:
		return cmp.Compare(b.priority, a.priority)
	case a.sec != b.sec:
		return cmp.Compare(a.sec, b.sec)
	case a.nsec != b.nsec:
		return cmp.Compare(a.nsec, b.nsec)
	}
	return cmp.Compare(a.work.row.ID, b.work.row.ID)
}

func compareWake(a, b *work) int {
	if c := a.wake.Compare(b.wake); c != 0 {
		return c
	}
	return cmp.Compare(a.row.ID, b.row.ID)
}

// retry tells when this agent may be asked about the work again, if they were.
func (w *work) retry(id desk.UserID) (time.Time, bool) {
	at, found := slices.BinarySearchFunc(w.row.Tried, id, func(t Tried, id desk.UserID) int {
		return cmp.Compare(t.Agent, id)
	})
	if !found {
		return time.Time{}, false
	}
	return w.row.Tried[at].At.Add(w.queue.row.OfferRetry), true
}

// PutWork makes the index know the work as this row says and has it wait, also
// after Next has given it out.
func (x *Index) PutWork(row Work) {
	x.RemoveWork(row.ID)
	row.Tried = lastTries(row.Tried)
	w := &work{row: row, queue: x.queue(row.Queue)}
	x.works[row.ID] = w
	w.queue.waiting.insert(w.place())
	x.refresh(w.queue)
}

// RemoveWork forgets the work: someone has it, or it ended.
func (x *Index) RemoveWork(id desk.ConversationID) {
	w := x.works[id]
	if w == nil {
		return
	}
	delete(x.works, id)
	if w.parked {
		w.queue.parked.remove(w.place())
		x.parked.remove(w)
	} else {
		w.queue.waiting.remove(w.place())
	}
	x.refresh(w.queue)
	x.dropIfUnused(w.queue)
}

// lastTries is a sorted copy with only the last try of each agent.
func lastTries(tries []Tried) []Tried {
	if len(tries) == 0 {
		return nil
	}
	tries = slices.Clone(tries)
	slices.SortFunc(tries, func(a, b Tried) int {
		return cmp.Or(cmp.Compare(a.Agent, b.Agent), b.At.Compare(a.At))
	})
	return slices.CompactFunc(tries, func(a, b Tried) bool { return a.Agent == b.Agent })
}

// park sets aside work whose able agents have all been asked lately. Younger
// work passes it, and it waits for an agent to arrive or for the instant when
// one may be asked again.
//
// Few works are ever parked at once: each needed one offer to each able agent of
// its queue within the last OfferRetry.
func (x *Index) park(w *work, wake time.Time) {
	w.queue.waiting.remove(w.place())
	w.parked, w.wake = true, wake
	w.queue.parked.insert(w.place())
	x.parked.insert(w)
	x.refresh(w.queue)
}

func (x *Index) unpark(w *work) {
	w.queue.parked.remove(w.place())
	x.parked.remove(w)
	w.parked = false
	w.queue.waiting.insert(w.place())
	x.refresh(w.queue)
}

// welcome reconsiders what is parked in a queue when an agent becomes able there.
func (x *Index) welcome(s *seat) {
	if s.queue.parked.size() == 0 {
		return
	}
	for _, p := range s.queue.parked.items() {
		w := p.work
		retry, tried := w.retry(s.agent.row.ID)
		switch {
		case !tried:
			x.unpark(w)
		case retry.Before(w.wake):
			x.parked.remove(w)
			w.wake = retry
			x.parked.insert(w)
		}
	}
}

// wake returns to their queues the works for which an agent may be asked again.
func (x *Index) wake(now time.Time) {
	for {
		w, ok := x.parked.first()
		if !ok || now.Before(w.wake) {
			return
		}
		x.unpark(w)
	}
}

// NextWake tells when Next may find a pair although no row has changed.
func (x *Index) NextWake() (time.Time, bool) {
	w, ok := x.parked.first()
	if !ok {
		return time.Time{}, false
	}
	return w.wake, true
}
