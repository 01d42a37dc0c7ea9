package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// noon is when these tests begin.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func after(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

var shop = desk.Channel{ID: "ch1", Kind: desk.WebChat, Queue: "q1"}

func contact(id string) desk.Contact {
	return desk.Contact{ID: desk.ContactID(id), Name: "Contact " + id, CreatedAt: noon}
}

// waiting is a conversation with the id c… of the contact k… in a queue; number
// makes its protocol number and its order.
func waiting(number int, queue desk.QueueID) desk.Conversation {
	id := fmt.Sprintf("%04d", number)
	c, _ := desk.OpenConversation(desk.ConversationID("c"+id), shop, desk.ContactID("k"+id), desk.LegID("l"+id), queue,
		desk.ProtocolNumber(noon, int64(number)), after(number))
	c.Rev = int64(number)
	return c
}

func assigned(t *testing.T, c desk.Conversation, agent desk.UserID, at time.Time) desk.Conversation {
	t.Helper()
	next, _, err := c.AssignTo(agent, desk.ByTake, at)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func finished(t *testing.T, c desk.Conversation, at time.Time) desk.Conversation {
	t.Helper()
	next, _, err := c.End(c.Leg.Agent, desk.Finished, at)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// past is a conversation that an agent finished.
func past(t *testing.T, number int, queue desk.QueueID, agent desk.UserID) desk.Conversation {
	t.Helper()
	return finished(t, assigned(t, waiting(number, queue), agent, after(number)), after(number+1))
}

// withContacts adds the contact of each conversation.
func withContacts(b *engine.Batch) *engine.Batch {
	for _, c := range b.Conversations {
		b.Contacts = append(b.Contacts, contact(string(c.Contact)))
	}
	return b
}

func flush(t *testing.T, s engine.Store, b *engine.Batch) {
	t.Helper()
	if err := s.Flush(t.Context(), b); err != nil {
		t.Fatalf("flush: %v", err)
	}
}

func load(t *testing.T, s engine.Store) engine.Live {
	t.Helper()
	live, err := s.Load(t.Context())
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return live
}

// got fails unless what was read is what was expected.
func got[T any](t *testing.T, what string, have, want T) {
	t.Helper()
	if !reflect.DeepEqual(have, want) {
		t.Errorf("%s: got\n%+v\nwant\n%+v", what, have, want)
	}
}

// must is for reads that ought not to fail.
func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// recorded are events with sequences after the given one.
func recorded(after int64, events ...desk.Event) []desk.Recorded {
	out := make([]desk.Recorded, len(events))
	for i, e := range events {
		seq := after + int64(i) + 1
		at := noon.Add(time.Duration(seq) * time.Second)
		out[i] = desk.Recorded{Seq: seq, At: at, Since: at.Add(-time.Millisecond), Actor: desk.ByUser("u1"), Event: e}
	}
	return out
}
