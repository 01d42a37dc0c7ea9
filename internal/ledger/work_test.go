package ledger_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// workLog writes events of work, a second apart.
type workLog struct {
	now time.Time
	log []desk.Recorded
}

func (l *workLog) after(seconds int, e desk.Event) *workLog {
	l.now = l.now.Add(time.Duration(seconds) * time.Second)
	l.log = append(l.log, desk.Recorded{Seq: int64(len(l.log) + 1), At: l.now, Since: l.now, Event: e})
	return l
}

func at(seconds int) ledger.Instant { return ledger.At(nine.Add(time.Duration(seconds) * time.Second)) }

// A conversation that is answered, given back, moved to another queue and there to
// a person: each leg is a fact of its own (T-46, S-35).
func TestLegsOfAMovedConversation(t *testing.T) {
	l := &workLog{now: nine}
	l.after(0, desk.ConversationOpened{Conversation: "c", Channel: "site", Queue: vida, Leg: "l1"}).
		after(10, desk.OfferMade{Offer: "o1", Conversation: "c", Queue: vida, Agent: ana, ExpiresAt: nine.Add(30 * time.Second)}).
		after(5, desk.OfferEnded{Offer: "o1", Conversation: "c", Queue: vida, Agent: ana, State: desk.OfferAccepted}).
		after(0, desk.ConversationAssigned{Conversation: "c", Leg: "l1", Queue: vida, Agent: ana, Source: desk.ByOffer}).
		after(5, desk.MessageWritten{Conversation: "c", From: desk.FromCustomer, Agent: ana}).
		after(10, desk.MessageWritten{Conversation: "c", From: desk.FromAgent, Agent: ana}).
		after(5, desk.MessageWritten{Conversation: "c", From: desk.FromAgent, Agent: ana}).
		after(25, desk.ConversationReturned{Conversation: "c", Ended: "l1", Leg: "l2", Queue: vida, Agent: ana}).
		after(60, desk.ConversationMoved{Conversation: "c", Ended: "l2", Leg: "l3", FromQueue: vida, Queue: sales}).
		after(30, desk.ConversationMoved{Conversation: "c", Ended: "l3", Leg: "l4", FromQueue: sales, Queue: sales, Agent: boss}).
		after(15, desk.MessageWritten{Conversation: "c", From: desk.FromAgent, Agent: boss}).
		after(15, desk.ConversationClosed{Conversation: "c", Leg: "l4", Queue: sales, Agent: boss, Outcome: desk.Finished})
	var w ledger.Work
	for _, r := range l.log {
		w.Fold(r)
	}
	want := ledger.WorkChunk{
		Legs: []ledger.Leg{
			{ID: "l1", Conversation: "c", Channel: "site", Queue: vida, Agent: ana, OpenedAt: at(0), QueuedAt: at(0), AssignedAt: at(15), FirstReplyAt: at(30), EndedAt: at(60), Outcome: desk.Returned, Source: desk.ByOffer, Began: ledger.ByCustomer},
			{ID: "l2", Conversation: "c", Channel: "site", Queue: vida, OpenedAt: at(0), QueuedAt: at(60), EndedAt: at(120), Outcome: desk.Moved, Began: ledger.ByReturn, Answered: true},
			{ID: "l3", Conversation: "c", Channel: "site", Queue: sales, OpenedAt: at(0), QueuedAt: at(120), EndedAt: at(150), Outcome: desk.Moved, Began: ledger.ByMove, Moves: 1, Answered: true},
			{ID: "l4", Conversation: "c", Channel: "site", Queue: sales, Agent: boss, OpenedAt: at(0), QueuedAt: at(150), AssignedAt: at(150), FirstReplyAt: at(165), EndedAt: at(180), Outcome: desk.Finished, Source: ledger.GivenByMove, Began: ledger.ByMove, Moves: 2, Answered: true},
		},
		Offers: []ledger.Offer{{ID: "o1", Conversation: "c", Queue: vida, Agent: ana, Made: at(10), Ended: at(15), State: desk.OfferAccepted}},
	}
	if got := w.TakeEnded(); !reflect.DeepEqual(got, want) {
		t.Fatalf("got\n%+v\nwant\n%+v", got, want)
	}
	if again, open := w.TakeEnded(), w.Open(); len(again.Legs)+len(again.Offers)+len(open.Legs)+len(open.Offers) != 0 {
		t.Fatalf("taken twice %+v, open %+v", again, open)
	}
	if w.Longest != 60_000 {
		t.Fatalf("longest %d", w.Longest)
	}
}

// An offer that ran out is dated at its deadline, however late that was written.
func TestALateExpiryIsDatedAtItsDeadline(t *testing.T) {
	var w ledger.Work
	w.Fold(desk.Recorded{At: nine, Since: nine, Event: desk.OfferMade{Offer: "o", Agent: ana, Queue: vida}})
	w.Fold(desk.Recorded{At: nine.Add(time.Hour), Since: nine.Add(20 * time.Second), Event: desk.OfferEnded{Offer: "o", Agent: ana, Queue: vida, State: desk.OfferExpired}})
	if o := w.TakeEnded().Offers; len(o) != 1 || o[0].Ended != at(20) {
		t.Fatalf("%+v", o)
	}
}

// randomWork is work that is told by the rules of the domain, rudely: of
// conversations nobody opened, too.
func randomWork(r *rand.Rand, events int, id func(int) string) []desk.Recorded {
	l := &workLog{now: nine}
	agents, places := []desk.UserID{ana, boss, ""}, []desk.QueueID{vida, sales}
	for len(l.log) < events {
		c := desk.ConversationID(id(r.IntN(40)))
		agent, queue, leg := agents[r.IntN(3)], places[r.IntN(2)], desk.LegID(id(1000+len(l.log)))
		offer := desk.OfferID(id(500 + r.IntN(20)))
		l.after(r.IntN(500), []desk.Event{
			desk.ConversationOpened{Conversation: c, Channel: "site", Queue: queue, Leg: leg},
			desk.ConversationAssigned{Conversation: c, Agent: agents[r.IntN(2)], Queue: queue, Source: desk.ByTake},
			desk.MessageWritten{Conversation: c, From: desk.FromAgent},
			desk.ConversationReturned{Conversation: c, Leg: leg, Queue: queue},
			desk.ConversationMoved{Conversation: c, Leg: leg, Queue: queue, Agent: agent},
			desk.ConversationClosed{Conversation: c, Outcome: []desk.Outcome{desk.Finished, desk.Archived, desk.Abandoned}[r.IntN(3)]},
			desk.OfferMade{Offer: offer, Conversation: c, Agent: ana, Queue: queue},
			desk.OfferEnded{Offer: offer, Conversation: c, Agent: ana, Queue: queue, State: desk.OfferDeclined},
			desk.ServerStarted{},
		}[r.IntN(9)])
	}
	return l.log
}

// Read in bits, packed and taken up again, work is what it is when read at once;
// with ids that are ULIDs and with others.
func TestWorkReadInBitsIsWorkReadAtOnce(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		id := func(n int) string { return fmt.Sprint("id", n) }
		if seed%2 == 0 {
			id = func(n int) string { return fmt.Sprintf("7ZZZ0000000000000000%06d", n) }
		}
		log := randomWork(r, 400, id)
		var whole, w ledger.Work
		var all ledger.WorkChunk
		for _, e := range log {
			whole.Fold(e)
			w.Fold(e)
			if r.IntN(5) == 0 {
				all = repacked(t, all, w.TakeEnded())
				open := repacked(t, ledger.WorkChunk{}, w.Open())
				w = ledger.ResumeWork(open, w.Longest)
			}
		}
		all = repacked(t, all, w.TakeEnded())
		want := whole.TakeEnded()
		if got := byID(all); !reflect.DeepEqual(got, byID(want)) || len(want.Legs) == 0 || len(want.Offers) == 0 {
			t.Fatalf("seed %d: got\n%+v\nwant\n%+v", seed, got, want)
		}
		if !reflect.DeepEqual(w.Open(), whole.Open()) || w.Longest != whole.Longest {
			t.Fatalf("seed %d: open\n%+v, want\n%+v", seed, w.Open(), whole.Open())
		}
	}
}

func byID(c ledger.WorkChunk) map[string]any {
	m := map[string]any{}
	for _, l := range c.Legs {
		m[fmt.Sprint("leg ", l.ID, l.QueuedAt, l.EndedAt)] = l
	}
	for _, o := range c.Offers {
		m[fmt.Sprint("offer ", o.ID, o.Made, o.Ended)] = o
	}
	return m
}

func repacked(t *testing.T, into, c ledger.WorkChunk) ledger.WorkChunk {
	t.Helper()
	data, err := ledger.EncodeWork(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := ledger.DecodeWork(data, &into); err != nil {
		t.Fatal(err)
	}
	return into
}

func TestWhatIsNoWorkIsNotPacked(t *testing.T) {
	for _, c := range []ledger.WorkChunk{
		{Legs: []ledger.Leg{{Outcome: "lost", Began: ledger.ByCustomer}}},
		{Legs: []ledger.Leg{{Source: "dice", Began: ledger.ByCustomer}}},
		{Legs: []ledger.Leg{{}}},
		{Offers: []ledger.Offer{{State: "lost"}}},
	} {
		if _, err := ledger.EncodeWork(c); err == nil {
			t.Errorf("%+v was packed", c)
		}
	}
}

// A damaged chunk is refused, and never makes the reader fall.
func TestDamagedWorkIsRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	var w ledger.Work
	for _, e := range randomWork(r, 300, func(n int) string { return fmt.Sprintf("01J00000000000000000%06d", n) }) {
		w.Fold(e)
	}
	data, err := ledger.EncodeWork(w.TakeEnded())
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(data) {
		var c ledger.WorkChunk
		if err := ledger.DecodeWork(data[:n], &c); !errors.Is(err, ledger.ErrChunk) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
	for range 20_000 {
		broken := append([]byte(nil), data...)
		for range 1 + r.IntN(4) {
			broken[r.IntN(len(broken))] = byte(r.IntN(256))
		}
		var c ledger.WorkChunk
		if err := ledger.DecodeWork(broken, &c); err != nil && !errors.Is(err, ledger.ErrChunk) {
			t.Fatal(err)
		}
	}
}

// BenchmarkDecodeWork reads a day's work, as a report does.
func BenchmarkDecodeWork(b *testing.B) {
	var w ledger.Work
	for _, e := range randomWork(rand.New(rand.NewPCG(1, 5)), 20_000, func(n int) string { return fmt.Sprintf("01J00000000000000000%06d", n) }) {
		w.Fold(e)
	}
	day := w.TakeEnded()
	data, err := ledger.EncodeWork(day)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var c ledger.WorkChunk
	for b.Loop() {
		c.Legs, c.Offers = c.Legs[:0], c.Offers[:0]
		if err := ledger.DecodeWork(data, &c); err != nil {
			b.Fatal(err)
		}
	}
	facts := len(day.Legs) + len(day.Offers)
	b.ReportMetric(float64(facts*b.N)/b.Elapsed().Seconds(), "facts/s")
	b.ReportMetric(float64(len(data))/float64(facts), "B/fact")
}
