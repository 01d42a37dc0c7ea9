package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

// Size is how much a benchmark stores.
type Size struct{ Conversations, Messages int }

// Large is the size at which the targets of a list and of a start are set.
var Large = Size{Conversations: 100_000, Messages: 1_000_000}

// The benchmark's company.
const (
	benchQueues = 20
	benchAgents = 100
)

func benchID(kind string, n int) string { return fmt.Sprintf("01K%s%021d", kind, n) }

// Populate stores a company's past and present: most conversations are closed,
// a few hundred wait, each agent holds some.
func Populate(b *testing.B, s engine.Store, size Size) {
	b.Helper()
	var seq int64
	each := max(size.Messages/size.Conversations, 1)
	for start := 0; start < size.Conversations; start += 500 {
		batch := &engine.Batch{}
		for i := start; i < min(start+500, size.Conversations); i++ {
			seq = appendConversation(batch, i, each, size.Conversations, seq)
		}
		if err := s.Flush(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

var firstNames = []string{"Maria", "João", "Ana", "José", "Lucas", "Beatriz", "Åsa", "Pedro", "Inês", "Caio", "Lívia", "Otávio"}

func appendConversation(b *engine.Batch, i, each, total int, seq int64) int64 {
	contact := desk.Contact{
		ID: desk.ContactID(benchID("K", i)), Name: fmt.Sprintf("%s Silva %d", firstNames[i%len(firstNames)], i),
		Phone: fmt.Sprintf("+55119%08d", i), CreatedAt: after(i),
	}
	shop := desk.Channel{ID: "ch1", Priority: i % 3}
	c, opened := desk.OpenConversation(desk.ConversationID(benchID("C", i)), shop, contact.ID, desk.LegID(benchID("L", i)),
		desk.QueueID(benchID("Q", i%benchQueues)), desk.ProtocolNumber(noon, int64(i)), after(i))
	events := opened
	agent := desk.UserID(benchID("A", i%benchAgents))
	waits, held := i >= total-500, i >= total-1500
	if !waits {
		next, more, err := c.AssignTo(agent, desk.ByRouter, after(i+1))
		if err != nil {
			panic(err)
		}
		c, events = next, append(events, more...)
	}
	for n := range each {
		m := desk.Message{ID: desk.MessageID(benchID("M", i*each+n)), From: desk.FromCustomer, Text: "Olá, gostaria de saber quando chega o meu pedido número 12345, por favor."}
		next, m, more, err := c.Write(m, after(i+n))
		if err != nil {
			panic(err)
		}
		c, events = next, append(events, more...)
		b.Messages = append(b.Messages, m)
	}
	if !waits && !held {
		next, more, err := c.End(agent, desk.Finished, after(i+600))
		if err != nil {
			panic(err)
		}
		c, events = next, append(events, more...)
	}
	b.Contacts, b.Conversations = append(b.Contacts, contact), append(b.Conversations, c)
	for _, e := range events {
		seq++
		b.Events = append(b.Events, desk.Recorded{Seq: seq, At: after(i), Since: after(i), Actor: desk.System, Event: e})
	}
	return seq
}

// BenchLists measures each list with much stored, and reports the slowest of a
// hundred.
func BenchLists(b *testing.B, s Store) {
	var serves []desk.QueueID
	for i := range 5 {
		serves = append(serves, desk.QueueID(benchID("Q", i)))
	}
	agent := desk.Viewer{User: desk.UserID(benchID("A", 7)), Serves: serves}
	supervisor := desk.Viewer{User: "sue", Supervises: serves}
	for _, q := range []read.ConversationsQuery{
		{List: read.InQueue, Viewer: agent},
		{List: read.Mine, Viewer: agent},
		{List: read.Past, Viewer: agent},
		{List: read.Past, Viewer: agent, Search: "maria"},
		{List: read.Past, Viewer: agent, Search: "silva 4007"},
		{List: read.Past, Viewer: agent, Search: "20261121-4007"},
		{List: read.InQueue, Viewer: supervisor},
		{List: read.Supervised, Viewer: supervisor},
		{List: read.Past, Viewer: supervisor},
		{List: read.InQueue, Viewer: admin},
		{List: read.Supervised, Viewer: admin},
		{List: read.Past, Viewer: admin},
		{List: read.Past, Viewer: admin, Search: "99887"},
	} {
		q.Limit = 50
		b.Run(fmt.Sprintf("%s/%s/%s", q.List, q.Viewer.User, q.Search), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				begun := time.Now()
				page, err := s.Conversations(b.Context(), q)
				if err != nil || len(page.Rows) == 0 {
					b.Fatalf("%d rows, %v", len(page.Rows), err)
				}
				took = append(took, time.Since(begun))
				if page.Next == "" {
					q.Cursor = ""
				} else {
					q.Cursor = page.Next
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchFlush measures a flush of some messages, one in each of as many open
// conversations.
func BenchFlush(b *testing.B, s Store) {
	live, err := s.Load(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	seq, id := live.Seq, 0
	for _, n := range []int{1, 30, 100} {
		b.Run(fmt.Sprintf("messages=%d", n), func(b *testing.B) {
			for b.Loop() {
				batch := &engine.Batch{}
				for i := range n {
					c := &live.Conversations[i]
					id++
					next, m, events, err := c.Write(desk.Message{ID: desk.MessageID(benchID("N", id)), From: desk.FromCustomer, Text: "Olá, tudo bem?"}, after(id))
					if err != nil {
						b.Fatal(err)
					}
					*c = next
					seq++
					batch.Conversations, batch.Messages = append(batch.Conversations, next), append(batch.Messages, m)
					batch.Events = append(batch.Events, desk.Recorded{Seq: seq, At: after(id), Since: after(id), Actor: desk.System, Event: events[0]})
				}
				if err := s.Flush(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/message")
		})
	}
}
