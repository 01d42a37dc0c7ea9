package storetest

import (
	"fmt"
	"strings"
	"testing"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

// again is another conversation of the contact of the first one.
func again(number int) desk.Conversation {
	c := waiting(number, "q1")
	c.Contact = "k0001"
	return c
}

// testOneOpenConversation: promise 2, a customer never has two open
// conversations on one channel.
func testOneOpenConversation(t *testing.T, s Store) {
	first := waiting(1, "q1")
	flush(t, s, withContacts(&engine.Batch{Conversations: []desk.Conversation{first}}))
	refused(t, s, "a second open conversation", &engine.Batch{Conversations: []desk.Conversation{again(2)}, Counters: map[string]int64{"n": 1}})
	refused(t, s, "two in one batch", &engine.Batch{Conversations: []desk.Conversation{
		{ID: "x", Channel: "ch9", Contact: "k9", Leg: desk.Leg{ID: "x", State: desk.Queued, QueuedAt: noon, Protocol: "x"}},
		{ID: "y", Channel: "ch9", Contact: "k9", Leg: desk.Leg{ID: "y", State: desk.Queued, QueuedAt: noon, Protocol: "y"}},
	}})
	live := load(t, s)
	got(t, "conversations", live.Conversations, []desk.Conversation{first})
	got(t, "counters", len(live.Counters), 0)
	elsewhere := again(3)
	elsewhere.Channel = "ch2"
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{elsewhere}})
}

// testCloseAndReopen: what leaves the index of open conversations is written
// before what enters it, in whatever order the batch has them.
func testCloseAndReopen(t *testing.T, s Store) {
	first := assigned(t, waiting(1, "q1"), "u1", after(5))
	second, third := assigned(t, again(2), "u1", after(6)), again(3)
	flush(t, s, withContacts(&engine.Batch{Conversations: []desk.Conversation{first}}))
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{second, finished(t, first, after(7))}})
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{third, finished(t, second, after(8))}})
	got(t, "conversations", load(t, s).Conversations, []desk.Conversation{third})
}

// testRecognized: a conversation goes to another contact, also when that one's own
// closes in the same batch, and never beside one that is open.
func testRecognized(t *testing.T, s Store) {
	known, anonymous := assigned(t, waiting(1, "q1"), "u1", after(5)), waiting(2, "q1")
	flush(t, s, withContacts(&engine.Batch{Conversations: []desk.Conversation{known, anonymous}}))
	moved, _ := anonymous.Recognize(known.Contact)
	refused(t, s, "beside an open one", &engine.Batch{Conversations: []desk.Conversation{moved}})
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{moved, finished(t, known, after(7))}})
	got(t, "conversations", load(t, s).Conversations, []desk.Conversation{moved})
	row, some, err := s.LatestOf(t.Context(), moved.Channel, anonymous.Contact)
	if err != nil || some {
		t.Errorf("still the anonymous contact's: %+v %v", row, err)
	}
}

func offer(id desk.OfferID, state desk.OfferState) desk.Offer {
	o := desk.Offer{ID: id, Conversation: "c1", Leg: "l1", Queue: "q1", Agent: "u1", State: state, OfferedAt: noon, ExpiresAt: after(20)}
	if state != desk.OfferPending {
		o.EndedAt = after(3)
	}
	return o
}

// testOnePendingOffer: promise 2, work is offered to one agent at a time.
func testOnePendingOffer(t *testing.T, s Store) {
	flush(t, s, &engine.Batch{Offers: []desk.Offer{offer("o1", desk.OfferPending)}})
	refused(t, s, "a second pending offer", &engine.Batch{Offers: []desk.Offer{offer("o2", desk.OfferPending)}})
	flush(t, s, &engine.Batch{Offers: []desk.Offer{offer("o2", desk.OfferPending), offer("o1", desk.OfferExpired)}})
	got(t, "offers", load(t, s).Offers, []desk.Offer{offer("o2", desk.OfferPending)})
}

func testUnique(t *testing.T, s Store) {
	b := everything()
	flush(t, s, b)
	user := b.Users[0]
	user.ID, user.Email = "u2", "ANA@example.COM"
	refused(t, s, "an e-mail in other letters", &engine.Batch{Users: []desk.User{user}})
	visitor := b.Visitors[0]
	visitor.ID = "v2"
	refused(t, s, "a token", &engine.Batch{Visitors: []desk.Visitor{visitor}})
	refused(t, s, "a message id", &engine.Batch{Messages: []desk.Message{{ID: "m1", Conversation: "c1", N: 9, From: desk.FromCustomer}}})
	refused(t, s, "an ordinal", &engine.Batch{Messages: []desk.Message{{ID: "m9", Conversation: "c1", N: 2, From: desk.FromCustomer}}})
	refused(t, s, "a sequence", &engine.Batch{Events: recorded(2, desk.ServerStarted{})})
	other := waiting(9, "q1")
	other.Leg.Protocol = b.Conversations[0].Leg.Protocol
	refused(t, s, "a protocol number", &engine.Batch{Conversations: []desk.Conversation{other}})
	leg := b.Legs[0]
	leg.ID, leg.Number = "l9", 9
	refused(t, s, "an earlier protocol number", &engine.Batch{Legs: []desk.Leg{leg}})
}

func testStateConstraints(t *testing.T, s Store) {
	queued, mine, over := waiting(1, "q1"), assigned(t, waiting(2, "q1"), "u1", noon), past(t, 3, "q1", "u1")
	change := func(c desk.Conversation, f func(*desk.Conversation)) *engine.Batch {
		f(&c)
		return &engine.Batch{Conversations: []desk.Conversation{c}}
	}
	refused(t, s, "waiting with an agent", change(queued, func(c *desk.Conversation) { c.Leg.Agent = "u1" }))
	refused(t, s, "waiting since never", change(queued, func(c *desk.Conversation) { c.Leg.QueuedAt = over.Leg.FirstReplyAt }))
	refused(t, s, "assigned to nobody", change(mine, func(c *desk.Conversation) { c.Leg.Agent = "" }))
	refused(t, s, "assigned never", change(mine, func(c *desk.Conversation) { c.Leg.AssignedAt = queued.Leg.AssignedAt }))
	refused(t, s, "closed never", change(over, func(c *desk.Conversation) { c.ClosedAt = queued.ClosedAt }))
	refused(t, s, "closed without outcome", change(over, func(c *desk.Conversation) { c.Outcome = "" }))
	refused(t, s, "open with outcome", change(queued, func(c *desk.Conversation) { c.Outcome = desk.Finished }))
	refused(t, s, "no state", change(queued, func(c *desk.Conversation) { c.Leg.State = "lost" }))
	refused(t, s, "read beyond the last", change(queued, func(c *desk.Conversation) { c.AgentRead = 1 }))
	ended := desk.Leg{ID: "l9", Conversation: "c1", Protocol: "p", State: desk.Closed}
	refused(t, s, "a leg that never ended", &engine.Batch{Legs: []desk.Leg{ended}})
	pending := offer("o1", desk.OfferPending)
	pending.EndedAt = noon
	refused(t, s, "a pending offer that ended", &engine.Batch{Offers: []desk.Offer{pending}})
	refused(t, s, "a message without place", &engine.Batch{Messages: []desk.Message{{ID: "m1", From: desk.FromAgent}}})
	got(t, "conversations", len(load(t, s).Conversations), 0)
}

func testRefused(t *testing.T, s Store) {
	b := everything()
	b.Events = append(b.Events, b.Events[0])
	before := load(t, s)
	refused(t, s, "a sequence twice", b)
	got(t, "the desk after a refused batch", load(t, s), before)
	b = everything()
	b.Events[1].Event = unknown{}
	refused(t, s, "an event that cannot be encoded", b)
	got(t, "the desk after a refused batch", load(t, s), before)
	flush(t, s, everything())
}

type unknown struct{}

func (unknown) Kind() string            { return "no.such" }
func (unknown) Subjects() desk.Subjects { return desk.Subjects{} }

// testWrittenAfterRefusal: a refused change is not taken for stored when the
// next one is written.
func testWrittenAfterRefusal(t *testing.T, s Store) {
	c := waiting(1, "q1")
	flush(t, s, withContacts(&engine.Batch{Conversations: []desk.Conversation{c}}))
	c = assigned(t, c, "u1", after(3))
	refused(t, s, "a sequence twice", &engine.Batch{Conversations: []desk.Conversation{c}, Events: append(recorded(0, desk.ServerStarted{}), recorded(0, desk.ServerStarted{})...)})
	c.LastText = "more"
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{c}})
	got(t, "conversations", load(t, s).Conversations, []desk.Conversation{c})
}

// testRefusedAtTheEnd: of a batch whose last row is refused nothing stays,
// however much was written before that one. The next finds the store in order.
func testRefusedAtTheEnd(t *testing.T, s Store) {
	flush(t, s, &engine.Batch{Events: recorded(0, desk.ServerStarted{})})
	large := &engine.Batch{Events: recorded(1, desk.ServerStarted{}, desk.ServerStarted{})}
	large.Events[1].Seq = 1
	for n := range int64(300) {
		large.Messages = append(large.Messages, desk.Message{
			ID: desk.MessageID(fmt.Sprint("m", n)), Conversation: "c1", N: n + 1, From: desk.FromCustomer, Text: strings.Repeat("olá ", 100),
		})
	}
	refused(t, s, "an event whose sequence is taken", large)
	got(t, "messages", must[read.MessagesPage](t)(s.Messages(t.Context(), read.MessagesQuery{Conversation: "c1", Limit: 1})).Messages, nil)
	large.Events[1].Seq = 3
	flush(t, s, large)
	got(t, "messages", len(must[read.MessagesPage](t)(s.Messages(t.Context(), read.MessagesQuery{Conversation: "c1", Limit: 300})).Messages), 300)
}
