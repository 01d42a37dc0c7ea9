package storetest

import (
	"fmt"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

func testMessages(t *testing.T, s Store) {
	b := &engine.Batch{Events: recorded(0, desk.ServerStarted{})}
	for n := range 10 {
		for _, c := range []desk.ConversationID{"c1", "c2"} {
			b.Messages = append(b.Messages, desk.Message{ID: desk.MessageID(fmt.Sprint(c, n)), Conversation: c, N: int64(n + 1), From: desk.FromCustomer, At: noon})
		}
	}
	flush(t, s, b)
	for _, c := range []struct {
		after, before int64
		limit         int
		first, last   int64
		more          bool
	}{
		{limit: 50, first: 1, last: 10},
		{limit: 10, first: 1, last: 10},
		{limit: 3, first: 8, last: 10, more: true},
		{before: 8, limit: 3, first: 5, last: 7, more: true},
		{before: 3, limit: 3, first: 1, last: 2},
		{after: 7, limit: 50, first: 8, last: 10},
		{after: 2, before: 9, limit: 3, first: 6, last: 8, more: true},
		{before: 1, limit: 3},
		{after: 10, limit: 3},
	} {
		page := must[read.MessagesPage](t)(s.Messages(t.Context(), read.MessagesQuery{Conversation: "c1", After: c.after, Before: c.before, Limit: c.limit}))
		want := []int64(nil)
		for n := c.first; n > 0 && n <= c.last; n++ {
			want = append(want, n)
		}
		var have []int64
		for _, m := range page.Messages {
			if m.Conversation != "c1" {
				t.Errorf("a message of %s", m.Conversation)
			}
			have = append(have, m.N)
		}
		got(t, fmt.Sprintf("%+v", c), have, want)
		got(t, "more", page.More, c.more)
		got(t, "seq", page.Seq, 1)
	}
}

// testWhispers: in the order in which they were said, which is not that of the ids.
func testWhispers(t *testing.T, s Store) {
	said := func(id desk.WhisperID, c desk.ConversationID, rev int64) desk.Whisper {
		return desk.Whisper{ID: id, Conversation: c, Author: "u2", Text: string(id), AfterN: rev, At: noon, Rev: rev}
	}
	first, second, third, other := said("wb", "c1", 1), said("wa", "c1", 2), said("wc", "c1", 3), said("w0", "c2", 2)
	flush(t, s, &engine.Batch{Whispers: []desk.Whisper{second, first, other}})
	flush(t, s, &engine.Batch{Whispers: []desk.Whisper{third}})
	got(t, "whispers", must[[]desk.Whisper](t)(s.Whispers(t.Context(), "c1")), []desk.Whisper{first, second, third})
	got(t, "no whispers", len(must[[]desk.Whisper](t)(s.Whispers(t.Context(), "c9"))), 0)
	refused(t, s, "a whisper twice", &engine.Batch{Whispers: []desk.Whisper{first}})
}

func testThread(t *testing.T, s Store) {
	b := everything()
	flush(t, s, b)
	found(t, "thread", read.Thread{Row: read.Row{Conversation: b.Conversations[0], Contact: b.Contacts[0]}, Earlier: b.Legs, Seq: 3})(s.Thread(t.Context(), "c1"))
	missing[read.Thread](t)(s.Thread(t.Context(), "c2"))
}

func testOfContact(t *testing.T, s Store) {
	closed, open, elsewhere := past(t, 1, "q1", "u1"), again(2), again(3)
	elsewhere.Channel = "ch2"
	elsewhere = finished(t, assigned(t, elsewhere, "u1", after(4)), after(5))
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{closed, elsewhere, open, waiting(4, "q1")}, Contacts: []desk.Contact{contact("k0001"), contact("k0004")}})
	rows := must[[]read.Row](t)(s.OfContact(t.Context(), "k0001", 10))
	got(t, "of the contact", ids(rows), "c0003 c0002 c0001")
	got(t, "row", rows[1], read.Row{Conversation: open, Contact: contact("k0001")})
	got(t, "limited", ids(must[[]read.Row](t)(s.OfContact(t.Context(), "k0001", 2))), "c0003 c0002")
	found(t, "latest, open", read.Row{Conversation: open, Contact: contact("k0001")})(s.LatestOf(t.Context(), "ch1", "k0001"))
	found(t, "latest, closed", read.Row{Conversation: elsewhere, Contact: contact("k0001")})(s.LatestOf(t.Context(), "ch2", "k0001"))
	missing[read.Row](t)(s.LatestOf(t.Context(), "ch3", "k0001"))
	got(t, "by ids", ids(must[[]read.Row](t)(s.ByIDs(t.Context(), []desk.ConversationID{"c0004", "c0001", "no"}))), "c0001 c0004")
	got(t, "by no ids", len(must[[]read.Row](t)(s.ByIDs(t.Context(), nil))), 0)

	serves := func(u desk.UserID, want bool) {
		t.Helper()
		got(t, "serves", must[bool](t)(s.ServesContact(t.Context(), u, "k0001")), want)
	}
	serves("u1", false)
	flush(t, s, &engine.Batch{Conversations: []desk.Conversation{assigned(t, open, "u1", after(9))}})
	serves("u1", true)
	serves("u2", false)
}

func testOffers(t *testing.T, s Store) {
	a, b, over, other := offer("oa", desk.OfferPending), offer("ob", desk.OfferPending), offer("oc", desk.OfferAccepted), offer("od", desk.OfferPending)
	b.Conversation, b.OfferedAt = "c2", after(-5)
	other.Conversation, other.Agent = "c3", "u2"
	flush(t, s, &engine.Batch{Offers: []desk.Offer{a, over, b, other}})
	got(t, "offers to me", must[[]desk.Offer](t)(s.OffersTo(t.Context(), "u1")), []desk.Offer{b, a})
	got(t, "offers by id", must[[]desk.Offer](t)(s.OffersByIDs(t.Context(), []desk.OfferID{"od", "no", "oc"})), []desk.Offer{over, other})
	got(t, "by no ids", len(must[[]desk.Offer](t)(s.OffersByIDs(t.Context(), nil))), 0)
}

func testTraces(t *testing.T, s Store) {
	// Two of one leg in one instant are two.
	first, second, other := trace("c1", "1"), trace("c1", "2"), trace("c2", "3")
	flush(t, s, &engine.Batch{Traces: []engine.Trace{first, other}})
	flush(t, s, &engine.Batch{Traces: []engine.Trace{second, first}})
	got(t, "traces", must[[]read.Trace](t)(s.Traces(t.Context(), "c1")), []read.Trace{read.Trace(first), read.Trace(second), read.Trace(first)})
	got(t, "no traces", must[[]read.Trace](t)(s.Traces(t.Context(), "c9")), []read.Trace{})
}

func trace(c desk.ConversationID, data string) engine.Trace {
	return engine.Trace{Conversation: c, Leg: "l1", At: noon, Data: []byte(data)}
}

func testEvents(t *testing.T, s Store) {
	log := recorded(0,
		desk.InstallationSaved{Changed: []string{"company"}},
		desk.ConversationOpened{Conversation: "c1", Queue: "q1"},
		desk.MessageWritten{Conversation: "c1", N: 1},
		desk.UserSaved{User: "u1"},
		desk.MarksMoved{Conversation: "c1"},
		desk.ConversationAssigned{Conversation: "c2"},
		desk.ConversationClosed{Conversation: "c1", Outcome: desk.Finished},
		desk.RoleSaved{Role: "night", Created: true},
	)
	flush(t, s, &engine.Batch{Events: log[:3]})
	flush(t, s, &engine.Batch{Events: log[3:]})
	read := func(what string, want []desk.Recorded) func([]desk.Recorded, error) {
		return func(have []desk.Recorded, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			got(t, what, have, want)
		}
	}
	pick := func(seqs ...int) (out []desk.Recorded) {
		for _, n := range seqs {
			out = append(out, log[n-1])
		}
		return out
	}
	ctx := t.Context()
	read("all", log)(s.Events(ctx, 0, 100))
	read("a page", pick(4, 5))(s.Events(ctx, 3, 2))
	read("none", nil)(s.Events(ctx, 8, 10))
	read("timeline", pick(2, 7))(s.Timeline(ctx, "c1", 10))
	read("limited timeline", pick(2))(s.Timeline(ctx, "c1", 1))
	read("changes", pick(8, 4, 1))(s.Changes(ctx, 0, 10))
	read("changes before", pick(4))(s.Changes(ctx, 8, 1))
	got(t, "seq", must[int64](t)(s.Seq(ctx)), 8)

	// What stood at an instant: the last of each kind, agent and queue, by when it was
	// true.
	at := log[len(log)-1].At
	more := recorded(8,
		desk.UserSaved{User: "u1", Active: true},
		desk.MemberSaved{Queue: "q1", User: "u1", Serves: true},
		desk.MemberSaved{Queue: "q2", User: "u1", Serves: true},
		desk.DrainChanged{User: "u1", Until: at},
		desk.MemberSaved{Queue: "q1", User: "u1"},
		desk.StatusChanged{User: "u1", To: desk.Online},
	)
	for i := range more {
		more[i].At = at.Add(time.Duration(i+1) * time.Minute)
		more[i].Since = more[i].At
	}
	more[4].Since = more[1].Since // noticed late
	flush(t, s, &engine.Batch{Events: more})
	read("standing before", pick(4))(s.Standing(ctx, at))
	read("standing then", []desk.Recorded{more[0], more[4]})(s.Standing(ctx, more[1].At))
	read("standing now", []desk.Recorded{more[0], more[2], more[3], more[4]})(s.Standing(ctx, more[5].At))
}
