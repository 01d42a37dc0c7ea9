package view

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/routing"
)

var (
	noon = time.Date(2026, 11, 21, 12, 0, 0, 123456789, time.FixedZone("BRT", -3*3600))
	dir  = &engine.Directory{
		Users:    map[desk.UserID]desk.User{"u1": {ID: "u1", Name: "Bia", Password: "$argon2id$secret"}},
		Queues:   map[desk.QueueID]desk.Queue{"q1": {ID: "q1", Name: "Vendas"}},
		Channels: map[desk.ChannelID]desk.Channel{"c1": {ID: "c1", Name: "Site"}},
		Reasons:  map[desk.PauseReasonID]desk.PauseReason{"r1": {ID: "r1", Name: "Almoço", Duration: time.Hour}},
		Members:  map[desk.QueueID][]desk.Member{"q1": {{Queue: "q1", User: "u1", Serves: true}}},
	}
)

func rules(names ...routing.Rule) []routing.Rule { return names }

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func conversation() desk.Conversation {
	return desk.Conversation{
		ID: "k1", Channel: "c1", Contact: "p1", OpenedAt: noon, LastN: 9, LastAt: noon, LastText: "depois", LastFrom: desk.FromCustomer, AgentRead: 7, Rev: 42,
		Leg: desk.Leg{ID: "l2", Queue: "q1", Agent: "u2", State: desk.Assigned, Protocol: "20261121-0002-5", QueuedAt: noon, AssignedAt: noon},
	}
}

func TestTimesAreUTCToTheMillisecondAndAbsentBeforeTheyCome(t *testing.T) {
	row := text(t, FromConversation(conversation(), desk.Contact{ID: "p1"}, dir))
	if !strings.Contains(row, `"opened_at":"2026-11-21T15:00:00.123Z"`) || strings.Contains(row, "closed_at") || strings.Contains(row, "customer_gone_since") {
		t.Error(row)
	}
}

func TestSomebodyWhoIsNoMoreIsShownByTheirID(t *testing.T) {
	c := FromConversation(conversation(), desk.Contact{ID: "p1"}, dir)
	if c.Agent == nil || c.Agent.Name != "u2" || c.Queue.Name != "Vendas" || c.Channel.Name != "Site" || c.Unread != 2 {
		t.Errorf("%+v", c)
	}
}

// S-30: the stored name is shown. S-31: on a first interaction the number.
func TestS30S31WhatAListShows(t *testing.T) {
	for want, c := range map[string]desk.Contact{
		"Maria": {ID: "p1", Name: "Maria", Phone: "+55 11 5"}, "+55 11 5": {ID: "p1", Phone: "+55 11 5", Email: "m@x"}, "m@x": {ID: "p1", Email: "m@x"}, "#P1": {ID: "p1"},
	} {
		if got := FromContact(c).Display; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnEndedLegTellsNothingOfWhatCameAfter(t *testing.T) {
	leg := desk.Leg{ID: "l1", Queue: "q1", Agent: "u1", State: desk.Closed, Protocol: "20261121-0001-3", EndedAt: noon, LastN: 4}
	row := FromEndedLeg(conversation(), leg, desk.Contact{ID: "p1"}, dir)
	if row.LastN != 4 || row.Unread != 0 || row.Agent.Name != "Bia" || row.State != "closed" {
		t.Errorf("%+v", row)
	}
	for _, later := range []string{"depois", "u2", "0002", "last_at", "last_from"} {
		if s := text(t, row); strings.Contains(s, later) {
			t.Errorf("%q is told in %s", later, s)
		}
	}
}

func TestTheReasonOfAPause(t *testing.T) {
	a := desk.NewAgent("u1", noon)
	a.SignIns = desk.SignIns{{Queue: "q1", State: desk.PausedQueue, Reason: "r1", Since: noon}}
	s := FromStatus(engine.AgentState{Agent: a, Open: 3}, dir)
	if s.Status != "paused" || s.Reason == nil || s.Reason.Seconds != 3600 || s.Open != 3 {
		t.Errorf("%+v", s)
	}
	a.SignIns[0].State = desk.SignedInQueue
	if s := FromStatus(engine.AgentState{Agent: a}, dir); s.Status != "online" || s.Reason != nil {
		t.Errorf("%+v", s)
	}
}

func TestWhatHoldsInEveryQueueIsSaidOnce(t *testing.T) {
	why := FromIdle(engine.IdleAnswer{Queues: []engine.IdleQueue{{Queue: "q1", Rules: rules("paused", "total_limit")}, {Queue: "q2", Rules: rules("paused")}}}, dir)
	if len(why.Reasons) != 1 || why.Reasons[0] != "paused" || len(why.Queues) != 2 {
		t.Errorf("%+v", why)
	}
	if none := FromIdle(engine.IdleAnswer{}, dir); len(none.Reasons) != 1 || none.Reasons[0] != "no_queue" {
		t.Errorf("%+v", none)
	}
}

func TestATimelineTellsNamesAndIsDatedWhenItBecameTrue(t *testing.T) {
	e := FromRecorded(desk.Recorded{Seq: 7, At: noon, Since: noon.Add(-time.Hour), Actor: desk.ByUser("u1"), Event: desk.MemberSaved{Queue: "q1", User: "u1", Serves: true}}, dir)
	if e.Kind != "member.saved" || e.Actor.Name != "Bia" || e.Params["queue"] != "Vendas" || e.Params["serves"] != "true" || !e.At.Equal(noon.Add(-time.Hour).Truncate(time.Millisecond)) {
		t.Errorf("%+v", e)
	}
	if e := FromRecorded(desk.Recorded{Actor: desk.System, Event: desk.CustomerLeft{}}, dir); e.Actor != nil || e.Params != nil {
		t.Errorf("%+v", e)
	}
	for _, event := range []desk.Event{
		desk.ConversationOpened{Channel: "c1", Queue: "q1"},
		desk.ConversationAssigned{Queue: "q1", Agent: "u1"},
		desk.ConversationReturned{Queue: "q1", Agent: "u1"},
		desk.ConversationClosed{Agent: "u1", Outcome: desk.Finished},
		desk.OfferMade{Queue: "q1", Agent: "u1"},
		desk.OfferEnded{Agent: "u1", State: desk.OfferExpired},
		desk.UserSaved{User: "u1"},
		desk.QueueSaved{Queue: "q1"},
		desk.ChannelSaved{Channel: "c1"},
		desk.PauseReasonSaved{Reason: "r1"},
	} {
		row := text(t, FromRecorded(desk.Recorded{Event: event}, dir).Params)
		if row == "null" || strings.Contains(row, `"u1"`) || strings.Contains(row, `"q1"`) || strings.Contains(row, `"c1"`) || strings.Contains(row, `"r1"`) {
			t.Errorf("%s: %s", event.Kind(), row)
		}
	}
}

func TestABrokenTraceIsAnErrorAndNotAnEmptyOne(t *testing.T) {
	if _, err := FromTrace("k1", "l1", noon, []byte("{"), dir); err == nil {
		t.Error("taken")
	}
	got, err := FromTrace("k1", "l1", noon, []byte(`{"winner":"u1","queue":"q1","left_out":[{"rule":"paused","count":2}]}`), dir)
	if err != nil || got.Winner.Name != "Bia" || got.LeftOut[0].Count != 2 || got.Candidates == nil {
		t.Errorf("%+v %v", got, err)
	}
}

func TestAQueueInWhichNothingWaits(t *testing.T) {
	if w := FromWaiting(engine.Waiting{Queue: "q1"}, dir); w.Reason != NothingWaits || w.LeftOut == nil || w.OldestSince != nil {
		t.Errorf("%+v", w)
	}
}

func TestAUserIsShownWithoutTheirPassword(t *testing.T) {
	if row := text(t, FromUser(dir.Users["u1"])); strings.Contains(row, "argon2") {
		t.Error(row)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	for name, row := range map[string]any{
		"queue": FromQueue(desk.Queue{ID: "q9"}, dir), "channel": FromChannel(desk.Channel{ID: "c9"}, ""),
		"idle": FromIdle(engine.IdleAnswer{Queues: []engine.IdleQueue{{Queue: "q1"}}}, dir), "waiting": FromWaiting(engine.Waiting{}, dir),
	} {
		if s := text(t, row); strings.Contains(s, "null") {
			t.Errorf("%s: %s", name, s)
		}
	}
}
