package storetest

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// everything is a batch with each kind of row and every field set.
func everything() *engine.Batch {
	window := desk.Window{ID: "w1", Load: 3, State: desk.WindowMissing, Seen: noon, From: after(1)}
	entries := desk.SignIns{
		{Queue: "q1", State: desk.SignedInQueue, Since: noon},
		{Queue: "q2", State: desk.PausedQueue, Reason: "r1", Since: after(2)},
	}
	return &engine.Batch{
		Installation: &desk.Installation{
			Company: "Loja São João", TimeZone: "Europe/Stockholm", Locale: desk.Swedish, PullWhilePaused: true, PullWhileInvisible: true,
			Vocabulary: desk.VocabularySmartspace, PauseReasons: desk.ReasonRequired, Initial: desk.Online, Logout: desk.LogoutAllowed,
			Presence: desk.PresenceTimes{LostAfter: 50 * time.Second, LostGrace: 6 * time.Minute, LostForever: true, ReloadGrace: 11 * time.Second},
			Hold:     desk.HoldTimes{Answer: 25 * time.Second, WrapUp: 35 * time.Second, NoAnswer: 15 * time.Second, Busy: 12 * time.Second},
			Written:  desk.AlwaysWritten, Service: desk.ServiceLevel{Within: 30 * time.Second, Variant: 2},
			Breaks: desk.BreakRules{
				On: true, Breaks: 3, Length: 11 * time.Minute, Edge: 50 * time.Minute, Meal: 25 * time.Minute, WarnFrom: 16 * time.Minute,
				ShortShift: 5 * time.Hour, ShortBreaks: 2,
			},
			Rev: 9,
		},
		Roles: []desk.RoleRow{{ID: "night", Name: "Noite", Permissions: []desk.Permission{desk.MaySetStatus, desk.MayWatch}, Rev: 10}},
		Users: []desk.User{{
			ID: "u1", Name: "Ana", Email: "Ana@Example.com", Role: desk.RoleSupervisor, Locale: desk.English, Active: true,
			Limits: desk.Limits{Total: 7, Chat: 4, Phone: 2}, Shift: desk.Shift{Length: 8 * time.Hour, Start: 9 * time.Hour, End: 17*time.Hour + 30*time.Minute}, Password: "hash", CreatedAt: noon, Rev: 1,
		}},
		Sessions: []desk.Session{{Token: "t1", User: "u1", CreatedAt: noon, UsedAt: after(5)}},
		Queues: []desk.Queue{{
			ID: "q1", Name: "Vendas", Mode: desk.Both, Delivery: desk.OfferIt, Ring: 20 * time.Second, OfferRetry: time.Minute,
			Strategy: desk.LongestIdle, Active: true, Rev: 2,
		}},
		Members: []desk.Member{{Queue: "q1", User: "u1", Serves: true, Supervises: true}},
		Channels: []desk.Channel{{
			ID: "ch1", Kind: desk.WebChat, Name: "Loja", Active: true, Queue: "q1",
			Question: &desk.Question{Text: "Sobre o quê?", Options: []desk.Option{{Label: "Vendas", Queue: "q1"}, {Label: "Outro", Queue: "q2"}}},
			Priority: 4, AbandonAfter: 10 * time.Minute, Fields: []desk.Field{{Key: "name", Required: true}, {Key: "phone"}},
			Origins: []string{"https://shop.example", "http://localhost:8080"}, RequireProof: true, Secret: "secret", Title: "Loja",
			Greeting: "Olá!", Away: "Voltamos já", Color: "#1a7f64", Locale: desk.Portuguese, Rev: 3,
		}},
		PauseReasons: []desk.PauseReason{{ID: "r1", Name: "Almoço", Duration: time.Hour, CountsAs: desk.AsMeal, Active: true, Rev: 4}},
		Agents: []desk.Agent{{
			User: "u1", Presence: desk.Connected, PresenceSince: noon, Windows: []desk.Window{window, {ID: "w2", Load: 1, State: desk.WindowLive}},
			Remembered: &desk.Remembered{Windows: []desk.Window{window}, SignIns: entries}, SignIns: entries,
			Hold:       desk.Hold{State: desk.Connecting, Call: "call1", Queue: "q1", Since: after(5), Until: after(25)},
			Busy:       desk.Busy{Cause: desk.BusyRejected, Since: after(6), Until: after(16)},
			KeepOnline: true,
			Next:       &desk.NextStatus{Status: desk.Paused, Reason: "r1", AfterWork: true, At: after(7)},
			Drain:      &desk.Drain{At: after(8), By: "u2", Done: true}, DeclaredBy: "u2",
			StatusSince: after(3), IdleSince: after(4), Rev: 5,
		}},
		Contacts: []desk.Contact{{
			ID: "k1", Name: "Maria Souza", Email: "maria@example.com", Phone: "+55 11 98765-4321",
			ExternalID: "cliente-482", Proven: []string{"attributes.plano", "name"}, Attributes: map[string]string{"plano": "ouro", "cidade": "São Paulo"}, CreatedAt: noon, Rev: 6,
		}},
		Identities: []desk.Identity{{Channel: "ch1", Address: "visitor:v1", Contact: "k1"}},
		Visitors:   []desk.Visitor{{ID: "v1", Channel: "ch1", Contact: "k1", Token: "vt1", CreatedAt: noon}},
		Conversations: []desk.Conversation{{
			ID: "c1", Channel: "ch1", Contact: "k1", Class: desk.ClassChat, Priority: 4, OpenedAt: noon,
			Leg: desk.Leg{
				ID: "l2", Conversation: "c1", Number: 2, Queue: "q1", Agent: "u1", Source: desk.ByMove, State: desk.Assigned, Protocol: "20261121-0002-3",
				QueuedAt: noon, AssignedAt: after(6), FirstReplyAt: after(7), FirstN: 1, Tried: []desk.Tried{{Agent: "u2", At: after(1)}},
			},
			LastN: 2, LastAt: after(8), LastFrom: desk.FromAgent, LastText: "Olá 👋", AgentRead: 2, CustomerDelivered: 2, CustomerRead: 1, AskedAt: after(8),
			CustomerGoneSince: after(9), Rev: 7,
		}},
		Legs: []desk.Leg{{
			ID: "l1", Conversation: "c1", Number: 1, Queue: "q1", Agent: "u2", Source: desk.ByTake, State: desk.Closed, Protocol: "20261121-0001-4", QueuedAt: noon,
			AssignedAt: after(1), FirstReplyAt: after(2), EndedAt: after(3), Outcome: desk.Returned, FirstN: 1, LastN: 1, Tried: []desk.Tried{{Agent: "u3", At: noon}},
		}},
		Messages: []desk.Message{
			{ID: "m1", Conversation: "c1", Leg: "l1", N: 1, From: desk.FromCustomer, Text: "Oi", At: after(1), Rev: 6},
			{ID: "m2", Conversation: "c1", Leg: "l2", N: 2, From: desk.FromAgent, Author: "u1", Text: "Olá 👋", Files: []desk.File{file("f1")}, At: after(8), Rev: 7},
		},
		Whispers: []desk.Whisper{{ID: "w1", Conversation: "c1", Author: "u2", Text: "Ofereça o frete 🚚", AfterN: 2, At: after(9), Rev: 7}},
		Corrections: []desk.Correction{{
			ID: "t1", User: "u1", From: after(-600), To: after(-60), Label: desk.BlipPaused, Reason: "r1", Why: "O relógio da loja parou", Author: desk.ByUser("u2"), At: after(10),
		}},
		Files:     []desk.File{file("f1")},
		Offers:    []desk.Offer{{ID: "o1", Conversation: "c1", Leg: "l2", Queue: "q1", Agent: "u1", State: desk.OfferPending, OfferedAt: noon, ExpiresAt: after(20), Rev: 8}},
		Traces:    []engine.Trace{{Conversation: "c1", Leg: "l2", At: noon, Data: []byte(`{"winner":"u1"}`)}},
		Deadlines: []desk.Deadline{{Kind: desk.OfferExpires, Subject: "o1", Due: after(20)}, {Kind: desk.OrphanSweep, Subject: "f1", Due: after(1)}},
		Counters:  map[string]int64{"protocol/20261121": 2, "big": 1<<62 + 1},
		Keys:      []engine.Key{{Actor: desk.ByUser("u1"), Key: "a", Request: "hash", Answer: []byte(`{"ok":true}`), At: noon}},
		Events:    recorded(0, desk.UserSaved{User: "u1", Created: true, Limits: desk.Limits{Phone: desk.MaxLimit}}, desk.MessageWritten{Conversation: "c1", Message: "m1", N: 1}, desk.ServerStarted{}),
		Beat:      after(60),
		Ledger: &engine.LedgerUpdate{
			State:  engine.LedgerState{Seq: 3, Data: []byte{0, 1, 0xfe, 0xff}},
			Chunks: []engine.LedgerChunk{{Subject: "u1", Start: noon, Data: []byte{0xff, 0, '\n', 'a'}}},
			Anew:   true,
		},
	}
}

func file(id desk.FileID) desk.File {
	return desk.File{
		ID: id, Name: "foto da peça.png", MIME: "image/png", Kind: "image", Size: 5 << 30, Hash: "h-" + string(id),
		Owner: desk.ByCustomer("k1"), At: after(7), Conversation: "c1",
	}
}
