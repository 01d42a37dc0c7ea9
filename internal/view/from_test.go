package view

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
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
		Roles:    map[desk.Role]desk.RoleRow{"n1": {ID: "n1", Name: "Noite"}},
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
	s := FromStatus(engine.AgentState{Agent: a, Load: desk.Load{Open: 3}}, dir)
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
	calls := FromIdle(engine.IdleAnswer{Queues: []engine.IdleQueue{{Queue: "q1", Calls: rules("on_hold", "paused")}, {Queue: "q2", Calls: rules("on_hold")}}}, dir)
	if fmt.Sprint(calls.Reasons, calls.Calls, calls.Queues[0].Calls) != "[] [on_hold] [on_hold paused]" {
		t.Errorf("%+v", calls)
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
		desk.ConversationMoved{FromQueue: "q1", FromAgent: "u1", Queue: "q1", Agent: "u1"},
		desk.WhisperWritten{Agent: "u1"},
		desk.ConversationClosed{Agent: "u1", Outcome: desk.Finished},
		desk.OfferMade{Queue: "q1", Agent: "u1"},
		desk.OfferEnded{Agent: "u1", State: desk.OfferExpired},
		desk.UserSaved{User: "u1"},
		desk.QueueSaved{Queue: "q1"},
		desk.ChannelSaved{Channel: "c1"},
		desk.PauseReasonSaved{Reason: "r1"},
		desk.RoleSaved{Role: "n1", Permissions: []desk.Permission{desk.MayServe}},
	} {
		row := text(t, FromRecorded(desk.Recorded{Event: event}, dir).Params)
		if row == "null" || strings.Contains(row, `"u1"`) || strings.Contains(row, `"q1"`) || strings.Contains(row, `"c1"`) || strings.Contains(row, `"r1"`) || strings.Contains(row, `"n1"`) {
			t.Errorf("%s: %s", event.Kind(), row)
		}
	}
}

// Who took a conversation over is told from who moved it to another; neither moved
// it to a queue.
func TestATimelineTellsWhoTookFromWhoMoved(t *testing.T) {
	for want, r := range map[string]desk.Recorded{
		"take_over": {Actor: desk.ByUser("u1"), Event: desk.ConversationMoved{FromAgent: "u2", Agent: "u1"}},
		"move":      {Actor: desk.ByUser("u2"), Event: desk.ConversationMoved{Agent: "u1"}},
		"":          {Actor: desk.ByUser("u1"), Event: desk.ConversationMoved{FromAgent: "u1", Queue: "q1"}},
	} {
		if got := FromRecorded(r, dir).Params["source"]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Every rule that the router knows is one that the answer may name: the desk has
// words for these.
func TestEveryRuleIsNamed(t *testing.T) {
	told := map[string]bool{}
	for _, r := range routing.Told() {
		told[string(r)] = true
	}
	for _, row := range []any{WhyIdle{}, WhyIdleQueue{}} {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(row)) {
			list := f.Tag.Get("enum")
			if list == "" {
				continue
			}
			names := strings.Split(list, ",")
			if len(names) != len(told) || slices.ContainsFunc(names, func(n string) bool { return !told[n] }) {
				t.Errorf("%s names %s, and the rules are %v", f.Name, list, told)
			}
		}
	}
}

func TestABrokenTraceIsAnErrorAndNotAnEmptyOne(t *testing.T) {
	if _, err := FromTrace("k1", "l1", noon, []byte("{"), dir); err == nil {
		t.Error("taken")
	}
	got, err := FromTrace("k1", "l1", noon, []byte(`{"winner":"u1","queue":"q1","left_out":[{"rule":"paused","count":2}]}`), dir)
	if err != nil || got.Winner.Name != "Bia" || got.LeftOut[0].Count != 2 || got.Candidates == nil || got.By != nil || got.FromQueue != nil {
		t.Errorf("%+v %v", got, err)
	}
	moved, err := FromTrace("k1", "l2", noon, []byte(`{"source":"move","queue":"q1","by":"u1","from_queue":"q1","from_agent":"u1"}`), dir)
	if err != nil || moved.Winner != nil || moved.By.Name != "Bia" || moved.FromAgent.Name != "Bia" || moved.FromQueue.Name != "Vendas" {
		t.Errorf("%+v %v", moved, err)
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

// busyAgent has everything that a status can show.
func busyAgent() engine.AgentState {
	a := desk.NewAgent("u1", noon)
	a.Presence, a.DeclaredBy, a.KeepOnline, a.Rev = desk.Connected, "u2", true, 7
	a.SignIns = desk.SignIns{
		{Queue: "q1", State: desk.PausedQueue, Reason: "r1", Since: noon},
		{Queue: "q2", State: desk.PausedQueue, Reason: "gone", Since: noon},
	}
	a.Hold = desk.Hold{State: desk.WrapUp, Call: "call1", Queue: "q1", Since: noon, Until: noon.Add(30 * time.Second)}
	a.Busy = desk.Busy{Cause: desk.BusyTone, Since: noon}
	a.Next = &desk.NextStatus{Status: desk.Paused, Reason: "r1", AfterWork: true}
	a.Drain = &desk.Drain{At: noon, By: "u2", Done: true}
	return engine.AgentState{Agent: a, Load: desk.Load{Open: 3, Offered: 1}}
}

func TestAStatusShowsEverythingThatHoldsForAnAgent(t *testing.T) {
	row := text(t, FromStatus(busyAgent(), dir))
	for _, part := range []string{
		`"status":"paused"`, `"reason":{"id":"r1","name":"Almoço"`, `"set_by":{"id":"u2","name":"u2"}`, `"open":3`, `"keep_online":true`,
		`"hold":{"state":"wrap_up","call":"call1","queue":{"id":"q1","name":"Vendas"},"since":"2026-11-21T15:00:00.123Z","until":"2026-11-21T15:00:30.123Z"}`,
		`"busy":{"cause":"busy_tone","since":"2026-11-21T15:00:00.123Z"}`,
		`"next":{"status":"paused","reason":{"id":"r1"`, `"after_work":true}`,
		`"drain":{"at":"2026-11-21T15:00:00.123Z","by":{"id":"u2","name":"u2"},"done":true}`,
		// A reason that is no more is not shown, and the queue stays paused.
		`{"queue":{"id":"q2","name":"q2"},"state":"paused","since":"2026-11-21T15:00:00.123Z"}`,
	} {
		if !strings.Contains(row, part) {
			t.Errorf("without %s:\n%s", part, row)
		}
	}
}

func TestAStatusWithoutMoreSaysNoMore(t *testing.T) {
	a := desk.NewAgent("u1", noon)
	a.DeclaredBy = "u1"
	row := text(t, FromStatus(engine.AgentState{Agent: a}, dir))
	for _, part := range []string{"set_by", "hold", "busy", "next", "drain", "reason", "null"} {
		if strings.Contains(row, `"`+part+`":`) || strings.Contains(row, ":null") {
			t.Errorf("with %s:\n%s", part, row)
		}
	}
}

func TestTheRoomsRowIsOfTheCommitAndNotOfTheAgent(t *testing.T) {
	r := FromRoomAgent(busyAgent(), dir, 99)
	if r.Rev != 99 || r.Name != "Bia" || r.Presence != "connected" || r.Offered != 1 || r.KeptOnline {
		t.Errorf("%+v", r)
	}
	if row := text(t, r); !strings.Contains(row, `"rev":99`) || strings.Contains(row, `"rev":7`) || strings.Contains(row, "null") {
		t.Error(row)
	}
}

func TestSettingsComeBackAsTheyWereShown(t *testing.T) {
	i := desk.DefaultInstallation
	i.Hold = desk.HoldTimes{Answer: 21 * time.Second, WrapUp: 22 * time.Second, NoAnswer: 23 * time.Second, Busy: 24 * time.Second}
	i.Written, i.Service = desk.DuringHold{Connected: true, NoAnswer: true}, desk.ServiceLevel{Within: 30 * time.Second, Variant: 2}
	i.Breaks = desk.BreakRules{On: true, Breaks: 3, Length: time.Minute, Edge: 2 * time.Minute, Meal: 3 * time.Minute, WarnFrom: 4 * time.Minute, ShortShift: 5 * time.Minute, ShortBreaks: 2}
	i.Initial, i.Logout = desk.Online, desk.LogoutAllowed
	i.Presence = desk.PresenceTimes{LostAfter: 41 * time.Second, LostGrace: 6 * time.Minute, LostForever: true, ReloadGrace: 7 * time.Second}
	i.PullWhilePaused, i.Rev = true, 8
	if back := FromInstallation(i).ToInstallation(); back != i {
		t.Errorf("%+v came back as\n%+v", i, back)
	}
	s := desk.Shift{Length: 8 * time.Hour, Start: 9 * time.Hour, End: 17 * time.Hour}
	if back := FromShift(s).ToShift(); back != s {
		t.Errorf("%+v came back as %+v", s, back)
	}
}

func TestARoleIsShownWithHowManyHaveIt(t *testing.T) {
	d := *dir
	d.Users = map[desk.UserID]desk.User{"u1": {Role: "n1"}, "u2": {Role: "n1"}, "u3": {Role: desk.RoleAdmin}}
	r := FromRole(desk.RoleRow{ID: "n1", Name: "Noite", Permissions: []desk.Permission{desk.MayServe}, Rev: 3}, &d)
	if r.Users != 2 || r.BuiltIn || r.Permissions[0] != "conversation.serve" || r.Rev != 3 {
		t.Errorf("%+v", r)
	}
	if r := FromRole(desk.RoleRow{ID: desk.RoleAgent}, &d); !r.BuiltIn || r.Users != 0 || r.Permissions == nil {
		t.Errorf("%+v", r)
	}
}

func TestAWhisperTellsItsAuthorAndPlace(t *testing.T) {
	w := FromWhisper(desk.Whisper{ID: "w1", Conversation: "k1", Author: "u1", Text: "psst", AfterN: 4, At: noon, Rev: 5}, dir)
	if w != (Whisper{ID: "w1", Conversation: "k1", Author: Ref{"u1", "Bia"}, Text: "psst", AfterN: 4, At: stamp(noon), Rev: 5}) {
		t.Errorf("%+v", w)
	}
}
