package routing

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
)

var morning = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// dice is where a history takes its turns from: a seed, or the fuzzer's bytes.
type dice interface{ IntN(n int) int }

// bytesDice throws what the fuzzer wrote, and zeros when that is used up.
type bytesDice struct{ left []byte }

func (d *bytesDice) IntN(n int) int {
	if len(d.left) == 0 {
		return 0
	}
	b := d.left[0]
	d.left = d.left[1:]
	return int(b) % n
}

// history drives an Index and the oracle through the same changes.
type history struct {
	t     *testing.T
	dice  dice
	index *Index
	naive *naive
	now   time.Time
	held  []Assignment // offered or held, for agents to decline or to finish

	works, gone, kept, reasked, passed, parked int // what was seen, so that nothing goes unproved
}

func newHistory(t *testing.T, d dice) *history {
	return &history{t: t, dice: d, index: NewIndex(), naive: newNaive(), now: morning}
}

func pick[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

func (h *history) queueID() desk.QueueID { return desk.QueueID(fmt.Sprint("q", h.dice.IntN(5))) }

// step changes one thing, as rudely as it comes.
func (h *history) step() {
	switch h.dice.IntN(12) {
	case 0:
		h.putQueue()
	case 1, 2, 3:
		h.putAgent()
	case 4:
		h.removeAgent()
	case 5, 6, 7:
		h.putWork()
	case 8:
		h.removeWork()
	case 9, 10:
		h.endOne()
	case 11:
		h.now = h.now.Add(time.Duration(h.dice.IntN(90)) * time.Second)
	}
}

func (h *history) putQueue() {
	q := Queue{
		ID: h.queueID(), Push: h.dice.IntN(5) > 0, Offer: h.dice.IntN(2) > 0,
		Strategy: pick(h.dice, FewestOpen, LongestIdle), OfferRetry: time.Duration(h.dice.IntN(4)) * time.Minute,
	}
	if h.dice.IntN(10) == 0 {
		h.index.RemoveQueue(q.ID)
		delete(h.naive.queues, q.ID)
		return
	}
	h.index.PutQueue(q)
	h.naive.queues[q.ID] = q
}

func (h *history) putAgent() {
	id := desk.UserID(fmt.Sprint("a", h.dice.IntN(8)))
	a, known := h.naive.agents[id]
	if !known || h.dice.IntN(3) == 0 {
		a = Agent{ID: id, Open: a.Open, Chat: a.Chat}
		for i := range 5 {
			if h.dice.IntN(2) == 0 {
				a.Queues = append(a.Queues, Membership{desk.QueueID(fmt.Sprint("q", 4-i)), pick(h.dice, In, In, In, Paused, Out)})
			}
		}
	}
	a.Presence = pick(h.dice, Connected, Connected, Connected, Connected, Lost, Gone, Closing)
	a.KeptOnline = h.dice.IntN(2) == 0
	a.WindingDown, a.Busy, a.Held = h.dice.IntN(12) == 0, h.dice.IntN(12) == 0, h.dice.IntN(12) == 0
	a.MaxTotal, a.MaxChat = h.dice.IntN(6), h.dice.IntN(5)
	a.IdleSince = h.now.Add(-time.Duration(h.dice.IntN(3)) * time.Minute)
	h.put(a)
}

func (h *history) put(a Agent) {
	h.index.PutAgent(a)
	h.naive.agents[a.ID] = a
}

func (h *history) removeAgent() {
	id := desk.UserID(fmt.Sprint("a", h.dice.IntN(8)))
	h.index.RemoveAgent(id)
	delete(h.naive.agents, id)
}

func (h *history) putWork() {
	h.works++
	w := Work{
		ID: desk.ConversationID(fmt.Sprintf("w%04d", h.works)), Queue: h.queueID(), Priority: h.dice.IntN(3),
		Since: h.now.Add(-time.Duration(h.dice.IntN(5)) * time.Minute),
	}
	for h.dice.IntN(3) == 0 && len(w.Tried) < 9 {
		w.Tried = append(w.Tried, Tried{
			desk.UserID(fmt.Sprint("a", h.dice.IntN(8))), h.now.Add(-time.Duration(h.dice.IntN(5)) * time.Minute),
		})
	}
	h.index.PutWork(w)
	h.naive.works[w.ID] = w
}

func (h *history) removeWork() {
	if waiting := h.naive.inOrder(); len(waiting) > 0 {
		w := waiting[h.dice.IntN(len(waiting))]
		h.index.RemoveWork(w.ID)
		delete(h.naive.works, w.ID)
	}
}

// endOne finishes something held, or gives it back as declined.
func (h *history) endOne() {
	if len(h.held) == 0 {
		return
	}
	i := h.dice.IntN(len(h.held))
	was := h.held[i]
	h.held = slices.Delete(h.held, i, i+1)
	if a, ok := h.naive.agents[was.Agent]; ok && a.Open > 0 && a.Chat > 0 {
		a.Open, a.Chat, a.IdleSince = a.Open-1, a.Chat-1, h.now
		h.put(a)
	}
	if h.dice.IntN(2) == 0 {
		w := Work{
			ID: was.Work, Queue: was.Queue, Since: h.now.Add(-was.Trace.WaitedFor),
			Tried: []Tried{{was.Agent, h.now}},
		}
		h.index.PutWork(w)
		h.naive.works[w.ID] = w
	}
}

// route asks both routers until nothing is left to give out, or only for a few
// pairs, so that changes also come while work could go out.
func (h *history) route() {
	h.t.Helper()
	for range pick(h.dice, 1, 100, 100) {
		before := h.snapshot()
		got, ok := h.index.Next(h.now)
		want, wanted := h.naive.next(h.now)
		if ok != wanted || !reflect.DeepEqual(got, want) {
			h.t.Fatalf("at %v Next is\n%+v %v, the oracle says\n%+v %v", h.now, got, ok, want, wanted)
		}
		if !ok {
			h.mustBeDone()
			return
		}
		h.mustBeFair(before, got)
		h.held = append(h.held, got)
	}
}

func (h *history) snapshot() *naive {
	s := newNaive()
	for _, a := range h.naive.agents {
		s.agents[a.ID] = a
	}
	for _, q := range h.naive.queues {
		s.queues[q.ID] = q
	}
	for _, w := range h.naive.works {
		s.works[w.ID] = w
	}
	return s
}

// mustBeFair checks the promises without asking who else could have been chosen:
// the agent is able, the counts add up, and nothing older waits for this agent.
func (h *history) mustBeFair(before *naive, got Assignment) {
	h.t.Helper()
	agent, queue, work := before.agents[got.Agent], before.queues[got.Queue], before.works[got.Work]
	if why := WhyNot(agent, queue, work, h.now); len(why) > 0 {
		h.t.Fatalf("%s was given %s in spite of %v", got.Agent, got.Work, why)
	}
	sum := got.Trace.CandidatesTotal
	for _, l := range got.Trace.LeftOut {
		sum += l.Count
		if l.Rule == OthersFirst {
			h.reasked++
		}
	}
	if sum != got.Trace.Members {
		h.t.Fatalf("%+v does not add up to its members", got.Trace)
	}
	for _, w := range before.inOrder() {
		if w.ID == got.Work {
			break
		}
		h.passed++
		q := before.queues[w.Queue]
		if candidates, _ := before.look(w, h.now); q.Push && slices.ContainsFunc(candidates, func(a Agent) bool { return a.ID == got.Agent }) {
			h.t.Fatalf("%s overtook %s with %s", got.Work, w.ID, got.Agent)
		}
	}
	h.gone++
	if agent.Presence != Connected {
		h.kept++
		if got.Offer {
			h.t.Fatalf("%s is offered to %s, where no desk is open", got.Work, got.Agent)
		}
	}
}

// mustBeDone checks that no able agent is idle while work waits, that each wait
// is explained as it is, and that the index wakes by itself when it should.
func (h *history) mustBeDone() {
	h.t.Helper()
	wake, wakes := h.index.NextWake()
	position := map[desk.QueueID]int{}
	for _, w := range h.naive.inOrder() {
		position[w.Queue]++
		candidates, leftOut := h.naive.look(w, h.now)
		why, ok := h.index.WhyWaiting(w.ID, h.now)
		if !ok || len(candidates) > 0 || why.Candidates > 0 || why.Position != position[w.Queue] ||
			!reflect.DeepEqual(why.LeftOut, listed(leftOut)) {
			h.t.Fatalf("%s waits at %d with candidates %v and left out %v; WhyWaiting: %+v", w.ID, position[w.Queue], candidates, leftOut, why)
		}
		if leftOut[AskedLately] == 0 {
			continue
		}
		h.parked++
		retry := h.naive.firstRetry(w)
		if why.Reason != AllAsked || !why.Until.Equal(retry) || !wakes || wake.After(retry) {
			h.t.Fatalf("%s may be offered again at %v, the index wakes at %v; WhyWaiting: %+v", w.ID, retry, wake, why)
		}
	}
	if wakes && !wake.After(h.now) {
		h.t.Fatalf("at %v the index wants to be woken at %v", h.now, wake)
	}
}

// The index is the naive router, only faster: same pairs, same traces.
func TestIndexAgreesWithOracle(t *testing.T) {
	var gone, kept, reasked, passed, parked int
	for seed := range uint64(500) {
		h := newHistory(t, rand.New(rand.NewPCG(seed, 1)))
		for range 150 {
			h.step()
			if h.dice.IntN(2) == 0 {
				h.route()
			}
		}
		h.route()
		gone, kept, reasked, passed, parked = gone+h.gone, kept+h.kept, reasked+h.reasked, passed+h.passed, parked+h.parked
	}
	t.Logf("%d assignments, %d to who is kept online, %d with an agent kept for later, %d works passed, %d seen parked", gone, kept, reasked, passed, parked)
	if gone < 5000 || kept < 100 || reasked < 100 || passed < 5000 || parked < 1000 {
		t.Error("the histories are too tame to prove anything")
	}
}

// The rows and not the order in which they came decide.
func TestSameRowsSamePairs(t *testing.T) {
	for seed := range uint64(20) {
		h := newHistory(t, rand.New(rand.NewPCG(seed, 2)))
		for range 200 {
			h.step()
		}
		again := NewIndex()
		for _, w := range slices.Backward(h.naive.inOrder()) {
			again.PutWork(w)
		}
		for _, a := range h.naive.agents {
			again.PutAgent(a)
		}
		for _, q := range h.naive.queues {
			again.PutQueue(q)
		}
		for {
			a, ok := h.index.Next(h.now)
			b, also := again.Next(h.now)
			if ok != also || !reflect.DeepEqual(a, b) {
				t.Fatalf("seed %d: %+v and %+v", seed, a, b)
			}
			if !ok {
				break
			}
		}
	}
}

// An index that forgets everything holds on to nothing.
func TestForgetsAll(t *testing.T) {
	h := newHistory(t, rand.New(rand.NewPCG(7, 3)))
	for range 500 {
		h.step()
		h.route()
	}
	x := h.index
	for id := range h.naive.works {
		x.RemoveWork(id)
	}
	for id := range h.naive.queues {
		x.RemoveQueue(id)
	}
	for id := range h.naive.agents {
		x.RemoveAgent(id)
	}
	if n := len(x.agents) + len(x.queues) + len(x.works) + x.ready.size() + x.parked.size(); n > 0 {
		t.Errorf("%d things are left behind", n)
	}
}

// FuzzIndex lets the fuzzer write the history. Run it with -fuzzminimizetime=5x:
// to shorten a history that breaks nothing takes the time of thousands.
func FuzzIndex(f *testing.F) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 4))
		history := make([]byte, 600)
		for i := range history {
			history[i] = byte(r.UintN(256))
		}
		f.Add(history)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		d := &bytesDice{left: bytes[:min(len(bytes), 2000)]}
		h := newHistory(t, d)
		for len(d.left) > 0 {
			h.step()
			h.route()
		}
	})
}
