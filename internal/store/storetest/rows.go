package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

func testEmpty(t *testing.T, s Store) {
	live := load(t, s)
	if live.Epoch == "" {
		t.Error("a new store has no epoch")
	}
	got(t, "epoch of the second load", load(t, s).Epoch, live.Epoch)
	live.Epoch = ""
	got(t, "a new store", live, engine.Live{MessageIDs: map[desk.ConversationID][]desk.MessageID{}, Counters: map[string]int64{}})
	got(t, "seq", must[int64](t)(s.Seq(t.Context())), 0)
	got(t, "recovered seq", must[int64](t)(s.Recover(t.Context())), 0)
	flush(t, s, &engine.Batch{})
}

func testEveryRow(t *testing.T, s Store) {
	b := everything()
	everyFieldSet(t, b)
	flush(t, s, b)
	checkLoaded(t, load(t, s), b)
	checkBeside(t, s, b)
	state, chunks := ledger(t, s)
	got(t, "ledger state", state, read.LedgerState(b.Ledger.State))
	got(t, "ledger chunks", chunks, []read.LedgerChunk{read.LedgerChunk(b.Ledger.Chunks[0])})
	got(t, "recovered seq", must[int64](t)(s.Recover(t.Context())), 3)
}

// everyFieldSet keeps the batch honest: what is never written is never missed.
// Each field of each kind of row must be set in one of them.
func everyFieldSet(t *testing.T, b *engine.Batch) {
	t.Helper()
	fields := map[string]bool{}
	note(fields, "Batch", reflect.ValueOf(*b))
	for name, set := range fields {
		if !set && !slices.Contains(notSet, name) {
			t.Errorf("%s is not tested: nothing is written to it", name)
		}
	}
}

// notSet are rows that are gone, and what cannot be together with the rest.
var notSet = []string{
	"Batch.RolesGone", "Batch.SessionsGone", "Batch.VisitorsGone", "Batch.FilesGone", "Batch.DeadlinesGone", "Batch.KeysBefore",
	"Batch.Conversations.ClosedAt", "Batch.Conversations.Outcome", "Batch.Conversations.Leg.EndedAt", "Batch.Conversations.Leg.Outcome",
	"Batch.Conversations.Leg.LastN", "Batch.Offers.EndedAt",
}

func note(fields map[string]bool, path string, v reflect.Value) {
	switch kind := v.Kind(); {
	case kind == reflect.Pointer && !v.IsNil():
		note(fields, path, v.Elem())
	case kind == reflect.Slice:
		for i := range v.Len() {
			note(fields, path, v.Index(i))
		}
	case kind == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				name := path + "." + f.Name
				fields[name] = fields[name] || !v.Field(i).IsZero()
				note(fields, name, v.Field(i))
			}
		}
	}
}

// checkLoaded compares what is loaded with a batch whose rows are in the order
// of their keys and all open.
func checkLoaded(t *testing.T, live engine.Live, b *engine.Batch) {
	t.Helper()
	got(t, "installation", live.Installation, *b.Installation)
	got(t, "roles", live.Roles, b.Roles)
	got(t, "users", live.Users, b.Users)
	got(t, "sessions", live.Sessions, b.Sessions)
	got(t, "queues", live.Queues, b.Queues)
	got(t, "members", live.Members, b.Members)
	got(t, "channels", live.Channels, b.Channels)
	got(t, "pause reasons", live.PauseReasons, b.PauseReasons)
	got(t, "agents", live.Agents, b.Agents)
	got(t, "conversations", live.Conversations, b.Conversations)
	got(t, "contacts", live.Contacts, b.Contacts)
	got(t, "offers", live.Offers, b.Offers)
	got(t, "deadlines", live.Deadlines, b.Deadlines)
	got(t, "counters", live.Counters, b.Counters)
	ids := map[desk.ConversationID][]desk.MessageID{}
	for _, m := range b.Messages {
		ids[m.Conversation] = append(ids[m.Conversation], m.ID)
	}
	got(t, "message ids", live.MessageIDs, ids)
	last := b.Events[len(b.Events)-1]
	got(t, "seq", live.Seq, last.Seq)
	got(t, "last beat", live.LastBeat, b.Beat)
	if live.LastAt.Before(b.Beat) || live.LastAt.Before(last.At) {
		t.Errorf("the last instant is %v, before the beat %v or the event %v", live.LastAt, b.Beat, last.At)
	}
}

// checkBeside compares what is not loaded, but read when somebody asks.
func checkBeside(t *testing.T, s Store, b *engine.Batch) {
	t.Helper()
	found(t, "message", b.Messages[1])(s.MessageByID(t.Context(), "m2"))
	got(t, "traces", must[[]read.Trace](t)(s.Traces(t.Context(), "c1")), []read.Trace{read.Trace(b.Traces[0])})
	got(t, "events", must[[]desk.Recorded](t)(s.Events(t.Context(), 0, 10)), b.Events)
	got(t, "whispers", must[[]desk.Whisper](t)(s.Whispers(t.Context(), "c1")), b.Whispers)
	got(t, "corrections", must[[]desk.Correction](t)(s.Corrections(t.Context(), "u1", after(-3600), after(3600))), b.Corrections)
}

func testZeroRows(t *testing.T, s Store) {
	b := &engine.Batch{
		Installation: &desk.Installation{},
		Roles:        []desk.RoleRow{{ID: "r1"}},
		Users:        []desk.User{{ID: "u1", Role: desk.RoleAgent}},
		Sessions:     []desk.Session{{Token: "t1"}},
		Queues:       []desk.Queue{{ID: "q1", Mode: desk.Pull, Delivery: desk.Assign, Strategy: desk.FewestOpen}},
		Members:      []desk.Member{{Queue: "q1", User: "u1", Serves: true}},
		Channels:     []desk.Channel{{ID: "ch1"}},
		PauseReasons: []desk.PauseReason{{ID: "r1"}},
		Agents:       []desk.Agent{{User: "u1", Presence: desk.Gone}, {User: "u2", Presence: desk.Gone, Remembered: &desk.Remembered{}, Next: &desk.NextStatus{}, Drain: &desk.Drain{}}},
		Contacts:     []desk.Contact{{ID: "k1"}},
		Conversations: []desk.Conversation{
			{ID: "c1", Contact: "k1", Leg: desk.Leg{ID: "l1", Conversation: "c1", State: desk.Queued, QueuedAt: noon}},
		},
		Messages:  []desk.Message{{ID: "m1", Conversation: "c1", N: 1, From: desk.FromCustomer}},
		Offers:    []desk.Offer{{ID: "o1", Agent: "u1", State: desk.OfferPending, ExpiresAt: noon}},
		Deadlines: []desk.Deadline{{Due: noon}},
		Counters:  map[string]int64{"": 0},
		Events:    []desk.Recorded{{Seq: 1, At: noon, Event: desk.ServerStarted{}}},
		Beat:      noon,
		Ledger:    &engine.LedgerUpdate{},
	}
	flush(t, s, b)
	checkLoaded(t, load(t, s), b)
	events := must[[]desk.Recorded](t)(s.Events(t.Context(), 0, 10))
	got(t, "events", events, b.Events)
	state, chunks := ledger(t, s)
	got(t, "ledger state", state, read.LedgerState{Data: []byte{}})
	got(t, "ledger chunks", len(chunks), 0)
}

func testRewrite(t *testing.T, s Store) {
	flush(t, s, everything())
	b := everything()
	b.Messages, b.Traces, b.Events = nil, nil, recorded(3, desk.ServerStarted{})
	b.Whispers, b.Corrections, b.Ledger = nil, nil, nil
	b.Installation.Company, b.Installation.Hold.Busy = "Outra", 0
	b.Roles[0].Permissions = nil
	b.Users[0].Shift, b.Users[0].Role = desk.Shift{}, "night"
	b.Users[0].Email, b.Users[0].Active = "ana2@example.com", false
	b.Sessions[0].UsedAt = after(99)
	b.Queues[0].Mode = desk.Pull
	b.Members[0].Supervises = false
	b.Channels[0].Question = nil
	b.PauseReasons[0].Duration = 0
	b.Agents[0].SignIns, b.Agents[0].Remembered, b.Agents[0].Windows = nil, nil, nil
	b.Agents[0].Hold, b.Agents[0].Busy, b.Agents[0].Next, b.Agents[0].Drain, b.Agents[0].KeepOnline = desk.Hold{}, desk.Busy{}, nil, nil, false
	b.Contacts[0].Attributes = nil
	b.Deadlines[0].Due = after(50)
	b.Counters["big"] = 1
	// Only the activity of the conversation changes, then only the rest.
	c := &b.Conversations[0]
	c.LastN, c.LastText, c.AgentRead, c.CustomerGoneSince, c.Leg.FirstReplyAt, c.Rev = 9, "até logo", 8, time.Time{}, after(70), 70
	flush(t, s, b)
	check := func() {
		t.Helper()
		live := load(t, s)
		live.MessageIDs = map[desk.ConversationID][]desk.MessageID{}
		checkLoaded(t, live, b)
	}
	check()
	c.Leg.Tried, c.Leg.Queue, c.Priority = nil, "q2", 1
	b.Events = recorded(4, desk.ServerStarted{})
	flush(t, s, b)
	check()
}

func testLookup(t *testing.T, s Store) {
	b := everything()
	flush(t, s, b)
	ctx := t.Context()
	found(t, "conversation", b.Conversations[0])(s.ConversationByID(ctx, "c1"))
	found(t, "contact", b.Contacts[0])(s.ContactByID(ctx, "k1"))
	found(t, "contact by identity", desk.ContactID("k1"))(s.ContactByIdentity(ctx, "ch1", "visitor:v1"))
	found(t, "message", b.Messages[1])(s.MessageByID(ctx, "m2"))
	found(t, "file", b.Files[0])(s.FileByID(ctx, "f1"))
	found(t, "file", b.Files[0])(s.File(ctx, "f1"))
	found(t, "offer", b.Offers[0])(s.OfferByID(ctx, "o1"))
	found(t, "visitor", b.Visitors[0])(s.VisitorByToken(ctx, "vt1"))
	found(t, "key", b.Keys[0])(s.KeyByID(ctx, desk.ByUser("u1"), "a"))

	missing[desk.Conversation](t)(s.ConversationByID(ctx, "no"))
	missing[desk.Contact](t)(s.ContactByID(ctx, "no"))
	missing[desk.ContactID](t)(s.ContactByIdentity(ctx, "ch2", "visitor:v1"))
	missing[desk.Message](t)(s.MessageByID(ctx, "no"))
	missing[desk.File](t)(s.FileByID(ctx, "no"))
	missing[desk.Offer](t)(s.OfferByID(ctx, "no"))
	missing[desk.Visitor](t)(s.VisitorByToken(ctx, "no"))
	missing[engine.Key](t)(s.KeyByID(ctx, desk.ByCustomer("u1"), "a"))
}

func found[T any](t *testing.T, what string, want T) func(T, bool, error) {
	return func(have T, ok bool, err error) {
		t.Helper()
		if err != nil || !ok {
			t.Errorf("%s: found %v, %v", what, ok, err)
			return
		}
		got(t, what, have, want)
	}
}

func missing[T any](t *testing.T) func(T, bool, error) {
	return func(have T, ok bool, err error) {
		t.Helper()
		if err != nil || ok {
			t.Errorf("found %+v, %v", have, err)
		}
	}
}

// testLoadOnlyOpen: a start costs what is open, not what was ever said.
func testLoadOnlyOpen(t *testing.T, s Store) {
	open, closed := waiting(1, "q1"), past(t, 2, "q1", "u1")
	flush(t, s, withContacts(&engine.Batch{
		Conversations: []desk.Conversation{closed, open},
		Messages: []desk.Message{
			{ID: "m2", Conversation: open.ID, N: 2, From: desk.FromCustomer},
			{ID: "m1", Conversation: open.ID, N: 1, From: desk.FromCustomer},
			{ID: "m3", Conversation: closed.ID, N: 1, From: desk.FromCustomer},
		},
		Offers: []desk.Offer{{ID: "o1", Conversation: closed.ID, Agent: "u1", State: desk.OfferDeclined, ExpiresAt: noon, EndedAt: noon}},
	}))
	live := load(t, s)
	got(t, "conversations", live.Conversations, []desk.Conversation{open})
	got(t, "contacts", live.Contacts, []desk.Contact{contact("k0001")})
	got(t, "message ids", live.MessageIDs, map[desk.ConversationID][]desk.MessageID{open.ID: {"m1", "m2"}})
	got(t, "offers", len(live.Offers), 0)
}

// testRoles: any role can be held, roles come and go.
func testRoles(t *testing.T, s Store) {
	night, day := desk.RoleRow{ID: "night", Name: "Noite", Permissions: []desk.Permission{desk.MayServe}, Rev: 1}, desk.RoleRow{ID: "day", Name: "Dia"}
	flush(t, s, &engine.Batch{Roles: []desk.RoleRow{night, day}, Users: []desk.User{{ID: "u1", Role: "night"}}})
	got(t, "roles", load(t, s).Roles, []desk.RoleRow{day, night})
	got(t, "the role of a user", load(t, s).Users[0].Role, "night")
	flush(t, s, &engine.Batch{RolesGone: []desk.Role{"day", "never"}})
	got(t, "roles", load(t, s).Roles, []desk.RoleRow{night})
	// One that is removed and made again in one batch is there.
	flush(t, s, &engine.Batch{RolesGone: []desk.Role{"night"}, Roles: []desk.RoleRow{night}})
	got(t, "roles", load(t, s).Roles, []desk.RoleRow{night})
	refused(t, s, "a user without a role", &engine.Batch{Users: []desk.User{{ID: "u2", Email: "x"}}})
}

func testMembers(t *testing.T, s Store) {
	flush(t, s, &engine.Batch{Members: []desk.Member{{Queue: "q2", User: "u1", Serves: true}, {Queue: "q1", User: "u2", Supervises: true}, {Queue: "q1", User: "u1", Serves: true}}})
	flush(t, s, &engine.Batch{Members: []desk.Member{{Queue: "q1", User: "u1"}, {Queue: "q2", User: "u1", Supervises: true}, {Queue: "q9", User: "u9"}}})
	got(t, "members", load(t, s).Members, []desk.Member{{Queue: "q1", User: "u2", Supervises: true}, {Queue: "q2", User: "u1", Supervises: true}})
}

func testDeadlines(t *testing.T, s Store) {
	a, b := desk.Deadline{Kind: desk.AbandonWake, Subject: "c1", Due: after(1)}, desk.Deadline{Kind: desk.AgentWake, Subject: "c1", Due: after(2)}
	flush(t, s, &engine.Batch{Deadlines: []desk.Deadline{b, a}})
	got(t, "deadlines", load(t, s).Deadlines, []desk.Deadline{a, b})
	b.Due = after(3)
	flush(t, s, &engine.Batch{DeadlinesGone: []desk.Deadline{{Kind: desk.AbandonWake, Subject: "c1"}, {Kind: desk.AbandonWake, Subject: "never"}}, Deadlines: []desk.Deadline{b}})
	got(t, "deadlines", load(t, s).Deadlines, []desk.Deadline{b})
}

func testKeys(t *testing.T, s Store) {
	old := engine.Key{Actor: desk.ByUser("u1"), Key: "old", Request: "r", Answer: []byte("1"), At: noon}
	young := engine.Key{Actor: desk.ByUser("u1"), Key: "young", Request: "r", Answer: []byte("2"), At: after(10)}
	flush(t, s, &engine.Batch{Keys: []engine.Key{old, young}})
	flush(t, s, &engine.Batch{KeysBefore: after(10)})
	missing[engine.Key](t)(s.KeyByID(t.Context(), desk.ByUser("u1"), "old"))
	found(t, "the young key", young)(s.KeyByID(t.Context(), desk.ByUser("u1"), "young"))
}

func testBeat(t *testing.T, s Store) {
	flush(t, s, &engine.Batch{Beat: after(5)})
	flush(t, s, &engine.Batch{Beat: after(7), Events: recorded(0, desk.ServerStarted{})})
	live := load(t, s)
	got(t, "last beat", live.LastBeat, after(7))
	got(t, "last instant", live.LastAt, after(7))
	flush(t, s, &engine.Batch{Events: []desk.Recorded{{Seq: 2, At: after(30), Event: desk.ServerStarted{}}}})
	got(t, "last instant", load(t, s).LastAt, after(30))
}

// testChunks writes more rows than one statement does, and every remainder.
func testChunks(t *testing.T, s Store) {
	for _, n := range []int{1, 3, 4, 15, 16, 64, 153} {
		b := &engine.Batch{Counters: map[string]int64{}}
		for i := range n {
			b.Counters[fmt.Sprintf("%d/%d", n, i)] = int64(i)
		}
		flush(t, s, b)
		counters := load(t, s).Counters
		for name, value := range b.Counters {
			if counters[name] != value {
				t.Errorf("counter %s is %d, not %d", name, counters[name], value)
			}
		}
	}
	b := &engine.Batch{}
	for i := range 150 {
		b.DeadlinesGone = append(b.DeadlinesGone, desk.Deadline{Kind: desk.AbandonWake, Subject: fmt.Sprint(i)})
	}
	flush(t, s, &engine.Batch{Deadlines: dueAt(b.DeadlinesGone, noon)})
	got(t, "deadlines", len(load(t, s).Deadlines), 150)
	flush(t, s, b)
	got(t, "deadlines", len(load(t, s).Deadlines), 0)
}

func dueAt(deadlines []desk.Deadline, due time.Time) []desk.Deadline {
	out := make([]desk.Deadline, len(deadlines))
	for i, d := range deadlines {
		d.Due = due
		out[i] = d
	}
	return out
}

func refused(t *testing.T, s Store, what string, b *engine.Batch) {
	t.Helper()
	if err := s.Flush(t.Context(), b); !errors.Is(err, engine.ErrData) {
		t.Errorf("%s: got %v, want %v", what, err, engine.ErrData)
	}
}

func testText(t *testing.T, s Store) {
	for i, text := range []string{
		strings.Repeat("ção ", 1000), "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 \u202e abc", `'; DROP TABLE users; -- "\ <script>`, "linha\n\tlinha", "$1 ? %s :name", strings.Repeat("x", 1<<20),
	} {
		m := desk.Message{ID: desk.MessageID(fmt.Sprint("m", i)), Conversation: "c1", N: int64(i + 1), From: desk.FromCustomer, Text: text}
		flush(t, s, &engine.Batch{Messages: []desk.Message{m}})
		found(t, "message", m)(s.MessageByID(t.Context(), m.ID))
	}
}

func testTenFiles(t *testing.T, s Store) {
	m := desk.Message{ID: "m1", Conversation: "c1", N: 1, From: desk.FromCustomer}
	for i := range desk.MaxFiles {
		m.Files = append(m.Files, file(desk.FileID(fmt.Sprint("f", i))))
	}
	unsent := file("f0")
	unsent.Conversation = ""
	flush(t, s, &engine.Batch{Files: []desk.File{unsent}})
	flush(t, s, &engine.Batch{Messages: []desk.Message{m}, Files: m.Files})
	found(t, "message", m)(s.MessageByID(t.Context(), "m1"))
	found(t, "file", m.Files[0])(s.File(t.Context(), "f0"))

	used := func(hash string, want bool) {
		t.Helper()
		got(t, "in use", must[bool](t)(s.HashInUse(t.Context(), hash)), want)
	}
	used("h-f3", true)
	flush(t, s, &engine.Batch{FilesGone: []desk.FileID{"f3"}})
	used("h-f3", false)
	used("h-f4", true)
	missing[desk.File](t)(s.File(t.Context(), "f3"))
}
