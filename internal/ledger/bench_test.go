package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// company is a day of many agents as the log keeps it, without the messages:
// about one event in eight is of presence or status, the rest are of work.
func company(agents, events int) []desk.Recorded {
	r := rand.New(rand.NewPCG(1, 1))
	lives := make([]*life, agents)
	var log []desk.Recorded
	now := nine
	add := func(l *life) {
		for _, e := range l.log {
			e.Seq = int64(len(log) + 1)
			log = append(log, e)
		}
		l.log = nil
	}
	for i := range lives {
		l := born(now)
		l.a.User = desk.UserID(fmt.Sprintf("01J0000000000000000000%04d", i))
		l.log[0].Event = desk.UserSaved{User: l.a.User, Created: true, Limits: desk.DefaultLimits}
		l.opens("w", 1)
		l.may(l.a.GoOnline(l.a.User, queues, l.now))
		lives[i] = l
		add(l)
	}
	for len(log) < events {
		l := lives[r.IntN(agents)]
		now = now.Add(10 * time.Millisecond)
		l.now = now
		busyDay(l, r)
		add(l)
	}
	return log[:events]
}

func busyDay(l *life, r *rand.Rand) {
	me := l.a.User
	if len(l.open) > 0 && r.IntN(2) == 0 {
		id := l.open[0]
		l.open = l.open[1:]
		l.record(desk.ConversationClosed{Conversation: id, Queue: vida, Agent: me, Outcome: desk.Finished})
		return
	}
	switch r.IntN(8) {
	case 0:
		l.may(l.a.Pause(me, queues, "lunch", l.now))
	case 1:
		l.may(l.a.GoOnline(me, queues, l.now))
	default:
		id := desk.ConversationID(string(me) + l.id("conversation"))
		l.open = append(l.open, id)
		offer := desk.OfferID(id)
		l.record(desk.OfferMade{Offer: offer, Conversation: id, Queue: vida, Agent: me, ExpiresAt: l.now.Add(20 * time.Second)})
		l.record(desk.OfferEnded{Offer: offer, Conversation: id, Queue: vida, Agent: me, State: desk.OfferAccepted})
		l.record(desk.ConversationAssigned{Conversation: id, Queue: vida, Agent: me, Source: desk.ByOffer})
	}
}

// BenchmarkVerify is the pure ledger on values in memory: a log as it is, of which
// four in five are messages and marks, and one of nothing but what it reads.
func BenchmarkVerify(b *testing.B) {
	read := company(200, 200_000)
	all := make([]desk.Recorded, 0, 5*len(read))
	for _, r := range read {
		for i := range 4 {
			var e desk.Event = desk.MessageWritten{Agent: "01J00000000000000000000001", N: int64(i)}
			if i%2 == 1 {
				e = desk.MarksMoved{Agent: "01J00000000000000000000001"}
			}
			all = append(all, desk.Recorded{Seq: int64(len(all) + 1), At: r.At, Since: r.At, Event: e})
		}
		r.Seq = int64(len(all) + 1)
		all = append(all, r)
	}
	b.Run("log", func(b *testing.B) { benchVerify(b, all) })
	b.Run("read", func(b *testing.B) { benchVerify(b, read) })
}

func benchVerify(b *testing.B, log []desk.Recorded) {
	end := log[len(log)-1].At.Add(time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		v := ledger.NewVerifier()
		for _, r := range log {
			if err := v.Add(r); err != nil {
				b.Fatal(err)
			}
		}
		if err := v.Close(end); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(log)*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkDecode reads chunks of an agent's day, as a report does.
func BenchmarkDecode(b *testing.B) {
	log := company(1, 300)
	s := &ledger.State{User: "01J00000000000000000000000"}
	for _, r := range log {
		s.Fold(r)
	}
	day := s.Intervals(ledger.At(log[len(log)-1].At.Add(time.Hour)))
	data, err := ledger.Encode(day)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var c ledger.Chunk
	for b.Loop() {
		c.Intervals, c.SignIns = c.Intervals[:0], c.SignIns[:0]
		if err := ledger.Decode(data, &c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(day.Intervals)*b.N)/b.Elapsed().Seconds(), "intervals/s")
	b.ReportMetric(float64(len(data))/float64(len(day.Intervals)), "B/interval")
}
