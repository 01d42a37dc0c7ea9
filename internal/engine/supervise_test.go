package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

// floor is a desk with two agents and the supervisor of one of its two queues.
func (r *rig) floor() {
	r.Helper()
	for _, u := range []string{"ana", "bia", "sup", "other"} {
		r.user(u, 2)
	}
	for _, u := range []string{"sup", "other"} {
		do(r, root, r.saved(u, func(u *desk.User) { u.Role = desk.RoleSupervisor }))
	}
	r.queue("q", nil, "ana")
	r.queue("far", nil, "bia")
	r.supervised("q", "sup", "ana", "bia")
	r.supervised("far", "other", "bia")
	r.channel("c", "q")
	r.channel("away", "far")
}

// supervised gives a queue a supervisor and exactly these agents.
func (r *rig) supervised(queue, sup string, agents ...string) {
	r.Helper()
	members := append(serving(agents...), desk.Member{User: desk.UserID(sup), Supervises: true})
	do(r, root, engine.SaveQueue{Queue: r.e.Directory().Queues[desk.QueueID(queue)], Members: members})
}

// allow gives a role more permissions, or takes them.
func (r *rig) allow(role desk.Role, p ...desk.Permission) {
	r.Helper()
	row := r.e.Directory().Roles[role]
	row.Permissions = append(slices.Clone(row.Permissions), p...)
	do(r, root, engine.SaveRole{Role: row})
}

func (r *rig) forbid(role desk.Role, p desk.Permission) {
	r.Helper()
	row := r.e.Directory().Roles[role]
	row.Permissions = slices.DeleteFunc(slices.Clone(row.Permissions), func(has desk.Permission) bool { return has == p })
	do(r, root, engine.SaveRole{Role: row})
}

// C-27: no role sets another's status by default; who may does it to their own
// agents alone, is kept as its author, and is shown to the agent. It is never the
// system (B-STATUS-10, C-02).
func TestAnothersStatus_C_27(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		do(r, root, engine.SaveUser{Create: true, User: admin("boss")})
		r.online("ana")
		set := engine.SetStatus{User: "ana", Status: desk.Paused}
		for _, u := range []string{"sup", "boss", "bia"} {
			refused(r, "forbidden", by(u), set)
		}
		r.allow(desk.RoleSupervisor, desk.MaySetOthersStatus)
		refused(r, "forbidden", by("other"), set) // none of her queues is theirs
		refused(r, "forbidden", by("boss"), set)  // no role by default, the administrator's too
		do(r, by("sup"), set)                     // at once
		if s := r.state("ana").Agent; s.Status() != desk.Paused || s.DeclaredBy != "sup" {
			r.Fatalf("%+v", s)
		}
		if e, rec := last[desk.StatusChanged](r); e.To != desk.Paused || rec.Actor != desk.ByUser("sup") {
			r.Fatalf("%+v by %s", e, rec.Actor)
		}
		do(r, by("sup"), engine.SetQueueStatus{User: "ana", Queue: "q", State: desk.SignedInQueue})
		if s := r.state("ana").Agent; s.Status() != desk.Online || s.DeclaredBy != "sup" {
			r.Fatalf("%+v", s)
		}
		r.crash()
		r.window("ana")
		if s := r.state("ana").Agent; s.DeclaredBy != "sup" {
			r.Fatalf("the author is forgotten: %+v", s)
		}
		r.status("ana", desk.Invisible)
		if s := r.state("ana").Agent; s.DeclaredBy != "ana" {
			r.Fatalf("%+v", s)
		}
		do(r, root, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "p", Name: "Café", Duration: time.Minute}})
		refused(r, "reason_required", by("sup"), set) // required reasons apply
		do(r, by("ana"), engine.SignOut{})
		refused(r, "no_window", by("sup"), engine.SetStatus{User: "ana", Status: desk.Online}) // while gone it can only be cleared
		do(r, by("sup"), engine.SetStatus{User: "ana", Status: desk.Invisible})
		refused(r, "not_found", by("sup"), engine.SetStatus{User: "nobody", Status: desk.Invisible})
		r.forbid(desk.RoleSupervisor, desk.MaySetOthersStatus)
		refused(r, "forbidden", by("sup"), engine.SetStatus{User: "ana", Status: desk.Invisible})
		for _, rec := range told[desk.StatusChanged](r) {
			if e := rec.Event.(desk.StatusChanged); rec.Actor == desk.System && e.End == "" {
				r.Fatalf("the system chose %+v", e) // B-STATUS-10
			}
		}
	})
}

// What one may do follows from the role at that moment, over what one supervises.
func TestPermissions(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		r.online("ana", "bia")
		theirs, far := r.arrives("c", "v1"), r.arrives("away", "v2")
		r.pass(time.Second)
		acts := map[desk.Permission][2]engine.Command[desk.Conversation]{
			desk.MayMove:     {engine.MoveConversation{Conversation: theirs}, engine.MoveConversation{Conversation: far}},
			desk.MayTakeOver: {engine.TakeOver{Conversation: theirs}, engine.TakeOver{Conversation: far}},
		}
		for p, cmd := range acts {
			refused(r, "not_found", by("bia"), cmd[0]) // not theirs to see: it is not there
			refused(r, "not_found", by("sup"), cmd[1])
			r.forbid(desk.RoleSupervisor, p)
			refused(r, "not_found", by("sup"), cmd[0])
			r.allow(desk.RoleSupervisor, p)
		}
		refused(r, "forbidden", by("sup"), engine.CorrectTime{Correction: correction(r, "x")})
		refused(r, "forbidden", by("other"), engine.DrainAgent{User: "ana"})
		refused(r, "forbidden", by("other"), engine.SignOutAgent{User: "ana"})
		do(r, by("sup"), engine.DrainAgent{User: "bia", At: r.now.Add(time.Hour)}) // she serves one of theirs
		r.forbid(desk.RoleSupervisor, desk.MayReadQueue)                           // who sees nothing supervises nothing
		refused(r, "not_found", by("sup"), acts[desk.MayMove][0])
		refused(r, "forbidden", by("sup"), engine.SignOutAgent{User: "ana"})
		r.allow(desk.RoleSupervisor, desk.MayReadAll)
		do(r, by("sup"), acts[desk.MayMove][1])
	})
}

// Roles are rows: what they refuse, and that a change holds for the next command.
func TestRoles(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		do(r, root, engine.SaveUser{Create: true, User: admin("boss")})
		night := desk.RoleRow{ID: "night", Name: "Noite", Permissions: []desk.Permission{desk.MayServe, desk.MaySetStatus}}
		refused(r, "forbidden", by("ana"), engine.SaveRole{Create: true, Role: night})
		saved := do(r, by("boss"), engine.SaveRole{Create: true, Role: night})
		if again := do(r, by("boss"), engine.SaveRole{Create: true, Role: night}); again.Rev != saved.Rev {
			r.Fatalf("%+v, then %+v", saved, again)
		}
		if row := r.e.Directory().Roles["night"]; row.Rev != saved.Rev {
			r.Fatalf("the answer says revision %d, the row %d", saved.Rev, row.Rev)
		}
		saved.Permissions = nil
		saved = do(r, by("boss"), engine.SaveRole{Role: saved}) // the answer is good for the next change
		refused(r, "stale", by("boss"), engine.SaveRole{Role: desk.RoleRow{ID: "night", Name: "Noite"}})
		refused(r, "name_taken", by("boss"), engine.SaveRole{Create: true, Role: desk.RoleRow{ID: "n2", Name: "NOITE"}})
		refused(r, "invalid", by("boss"), engine.SaveRole{Create: true, Role: desk.RoleRow{ID: "n2", Name: "N", Permissions: []desk.Permission{"fly"}}})
		refused(r, "not_found", by("boss"), engine.SaveRole{Role: desk.RoleRow{ID: "n2", Name: "N"}})
		r.queue("q", nil, "ana")
		r.window("ana")
		do(r, root, r.saved("ana", func(u *desk.User) { u.Role = "night" }))
		refused(r, "forbidden", by("ana"), engine.SetStatus{Status: desk.Online})
		refused(r, "role_in_use", by("boss"), engine.RemoveRole{Role: "night"})
		r.allow("night", desk.MaySetStatus)
		do(r, by("ana"), engine.SetStatus{Status: desk.Online})
		do(r, root, r.saved("ana", func(u *desk.User) { u.Role = desk.RoleAgent }))
		refused(r, "role_built_in", by("boss"), engine.RemoveRole{Role: desk.RoleAgent})
		refused(r, "forbidden", by("ana"), engine.RemoveRole{Role: "night"})
		do(r, by("boss"), engine.RemoveRole{Role: "night"})
		refused(r, "not_found", by("boss"), engine.RemoveRole{Role: "night"})
		refused(r, "invalid", root, r.saved("ana", func(u *desk.User) { u.Role = "night" }))
		locked := r.e.Directory().Roles[desk.RoleAdmin]
		locked.Permissions = []desk.Permission{desk.MayViewSettings}
		refused(r, "invalid", by("boss"), engine.SaveRole{Role: locked}) // nobody could undo it
		r.crash()
		if _, there := r.e.Directory().Roles["night"]; there || len(r.e.Directory().Roles) != 3 {
			r.Fatalf("%v", r.e.Directory().Roles)
		}
		r.forbid(desk.RoleAdmin, desk.MayWatch)
		r.crash()
		if row := r.e.Directory().Roles[desk.RoleAdmin]; row.May(desk.MayWatch) {
			r.Fatal("a changed role is as it was at first")
		}
	})
}

// Who may edit settings but not roles gives nobody more than they had, nor takes
// the keys of somebody who may do more than they.
func TestSettingsAloneGiveNoRoles(t *testing.T) {
	onDesk(t, func(r *rig) {
		do(r, root, engine.SaveUser{Create: true, User: admin("boss")})
		r.user("ana", 5)
		r.user("clerk", 5)
		do(r, root, engine.SaveRole{Create: true, Role: desk.RoleRow{ID: "clerk", Name: "Cadastro", Permissions: []desk.Permission{desk.MaySetStatus, desk.MayViewSettings, desk.MayEditSettings}}})
		do(r, root, r.saved("clerk", func(u *desk.User) { u.Role = "clerk" }))
		refused(r, "forbidden", by("clerk"), r.saved("ana", func(u *desk.User) { u.Role = desk.RoleAdmin }))
		refused(r, "forbidden", by("clerk"), r.saved("boss", func(u *desk.User) { u.Password = "mine" }))
		refused(r, "forbidden", by("clerk"), r.saved("boss", func(u *desk.User) { u.Email = "mine@example.com" }))
		refused(r, "forbidden", by("clerk"), r.saved("ana", func(u *desk.User) { u.Password = "mine" })) // she may serve, the clerk not
		r.allow("clerk", desk.MayServe)
		do(r, by("clerk"), r.saved("ana", func(u *desk.User) { u.Password = "forgotten" }))
		do(r, by("clerk"), r.saved("boss", func(u *desk.User) { u.Limits.Total = 3 }))
	})
}

// C-26, T-46, S-35: to a queue or to a person, of what waits, rings or is held; a
// new leg with its own number, and a refusal that names the rule.
func TestMoveConversation_C_26_T_46_S_35(t *testing.T) {
	begin := func(r *rig, prepare func(r *rig)) desk.Conversation {
		r.Helper()
		r.floor()
		prepare(r)
		id := r.arrives("c", "v1")
		r.pass(time.Minute)
		return r.e.Conversation(id)
	}
	pushed := func(*rig) {}
	waiting := func(r *rig) {
		q := r.e.Directory().Queues["q"]
		q.Mode = desk.Pull
		do(r, root, engine.SaveQueue{Queue: q, Members: r.e.Directory().Members["q"]})
	}
	offered := func(r *rig) {
		q := r.e.Directory().Queues["q"]
		q.Delivery, q.Ring = desk.OfferIt, 10*time.Minute
		do(r, root, engine.SaveQueue{Queue: q, Members: r.e.Directory().Members["q"]})
		r.online("ana")
	}
	assigned := func(r *rig) { r.online("ana") }
	for name, prepare := range map[string]func(*rig){"waiting": waiting, "offered": offered, "assigned": assigned} {
		t.Run("to a queue, of "+name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				before := begin(r, prepare)
				after := do(r, by("sup"), engine.MoveConversation{Conversation: before.ID, Queue: "far"})
				l := after.Leg
				if l.Queue != "far" || l.State != desk.Queued || l.Number != 2 || l.Protocol == before.Leg.Protocol || !l.QueuedAt.Equal(r.now) || len(r.e.PendingOffers()) != 0 {
					r.Fatalf("%+v", l)
				}
				r.crash()
				r.wantEarlier(before)
				r.online("bia")
				r.holds(before.ID, "bia")
			})
		})
		t.Run("to a person, of "+name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				before := begin(r, prepare)
				to := engine.MoveConversation{Conversation: before.ID, Agent: "bia"}
				if told := refused(r, "not_able", by("sup"), to); told["rule"] != "signed_out" {
					r.Fatalf("%v", told)
				}
				r.online("bia")
				after := do(r, by("sup"), to)
				if !after.HeldBy("bia") || after.Leg.Number != 2 || after.Leg.Protocol == before.Leg.Protocol || len(r.e.PendingOffers()) != 0 {
					r.Fatalf("%+v", after.Leg)
				}
				if open, _ := r.e.Load("ana"); open != 0 {
					r.Fatalf("she still holds %d", open)
				}
				refused(r, "already_there", by("sup"), to)
				r.wantEarlier(before)
			})
		})
	}
	t.Run("back to its own queue it keeps its place", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			before := begin(r, assigned)
			r.status("ana", desk.Paused)
			later := r.arrives("c", "v2")
			after := do(r, by("sup"), engine.MoveConversation{Conversation: before.ID})
			if !after.Leg.QueuedAt.Equal(before.Leg.QueuedAt) || after.Leg.Number != 2 {
				r.Fatalf("%+v", after.Leg)
			}
			refused(r, "already_there", by("sup"), engine.MoveConversation{Conversation: before.ID})
			if n := do(r, root, engine.Position{Conversation: later}); n != 1 {
				r.Fatalf("%d wait before the later one", n)
			}
		})
	})
	t.Run("back from person to person it keeps its place", func(t *testing.T) { // decision 5
		onDesk(t, func(r *rig) {
			before := begin(r, assigned)
			r.online("bia")
			do(r, by("sup"), engine.MoveConversation{Conversation: before.ID, Agent: "bia"})
			later := r.arrives("c", "v2")
			r.holds(later, "ana")
			r.status("ana", desk.Paused)
			do(r, by("sup"), engine.DrainAgent{User: "ana"})
			do(r, by("sup"), engine.DrainAgent{User: "bia"})
			if l := r.e.Conversation(before.ID).Leg; l.State != desk.Queued || !l.QueuedAt.Equal(before.Leg.QueuedAt) || l.Number != 3 {
				r.Fatalf("%+v", l)
			}
			if n := do(r, root, engine.Position{Conversation: later}); n != 1 {
				r.Fatalf("%d wait before the later one", n)
			}
		})
	})
	t.Run("who rings at is not full by that alone", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			before := begin(r, func(r *rig) {
				do(r, root, r.saved("ana", func(u *desk.User) { u.Limits.Total, u.Limits.Chat = 1, 1 }))
				offered(r)
			})
			do(r, by("sup"), engine.MoveConversation{Conversation: before.ID, Agent: "ana"})
			r.holds(before.ID, "ana")
		})
	})
	t.Run("who cannot have it", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			before := begin(r, pushed)
			r.user("caio", 1)
			rule := func(want, agent string) {
				r.Helper()
				if told := refused(r, "not_able", by("sup"), engine.MoveConversation{Conversation: before.ID, Agent: desk.UserID(agent)}); told["rule"] != want {
					r.Fatalf("refused by %q, want %q", told["rule"], want)
				}
			}
			rule("not_member", "caio")
			r.online("bia")
			r.status("bia", desk.Paused)
			rule("paused", "bia")
			r.status("bia", desk.Online)
			r.holds(before.ID, "bia")
			before = r.e.Conversation(r.arrives("away", "v2"))
			r.holds(before.ID, "bia")
			third := r.arrives("c", "v3")
			before = r.e.Conversation(third)
			rule("total_limit", "bia")
			refused(r, "invalid", by("sup"), engine.MoveConversation{Conversation: third, Agent: "nobody"})
			refused(r, "invalid", by("sup"), engine.MoveConversation{Conversation: third, Queue: "nowhere"})
			refused(r, "not_found", by("sup"), engine.MoveConversation{Conversation: "nothing"})
			r.miss("bia")
			r.pass(46 * time.Second)
			rule("lost", "bia")
		})
	})
	t.Run("what is over", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			before := begin(r, assigned)
			r.finish("ana", before.ID)
			refused(r, "already_closed", by("sup"), engine.MoveConversation{Conversation: before.ID})
			refused(r, "already_closed", by("sup"), engine.TakeOver{Conversation: before.ID})
		})
	})
	t.Run("to one who is kept online", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			before := begin(r, pushed)
			r.online("bia")
			r.prefer("bia", true)
			r.holds(before.ID, "bia")
			do(r, by("sup"), engine.MoveConversation{Conversation: before.ID, Queue: "far"})
			r.bye("bia")
			r.pass(11 * time.Second)
			second := r.arrives("c", "v2")
			r.holds(second, "bia")
		})
	})
}

// "Why me?" is answered for every way in which a leg came to its agent: who moved
// it or took it over, from whom and from where; of a move to a queue both that and
// the router's choice.
func TestAMoveKeepsItsTrace(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		r.supervised("far", "sup", "bia")
		r.online("ana")
		id := r.arrives("c", "v1")
		r.pass(time.Minute)
		do(r, by("sup"), engine.MoveConversation{Conversation: id, Queue: "far"}) // where nobody is
		r.pass(time.Minute)
		r.online("bia")
		r.holds(id, "bia")
		r.status("bia", desk.Paused)
		do(r, by("sup"), engine.MoveConversation{Conversation: id, Queue: "q", Agent: "ana"})
		do(r, by("sup"), engine.TakeOver{Conversation: id})
		waiting := r.arrives("away", "v2")
		r.pass(time.Minute)
		do(r, by("sup"), engine.TakeOver{Conversation: waiting})
		legs := map[desk.LegID]int{}
		var got []string
		for _, c := range []desk.ConversationID{id, waiting} {
			stored, err := r.store.stored.(read.Store).Traces(context.Background(), c)
			if err != nil {
				r.Fatal(err)
			}
			for _, s := range stored {
				var t engine.TraceRecord
				if err := json.Unmarshal(s.Data, &t); err != nil {
					r.Fatal(err)
				}
				if _, known := legs[s.Leg]; !known {
					legs[s.Leg] = len(legs) + 1
				}
				got = append(got, fmt.Sprintf("leg %d %s in %s to %q by %q from %q with %q after %d s", legs[s.Leg], t.Source, t.Queue, t.Winner, t.By, t.FromQueue, t.FromAgent, t.WaitedMS/1000))
			}
		}
		if want := []string{
			`leg 1 assign in q to "ana" by "" from "" with "" after 0 s`,
			`leg 2 move in far to "" by "sup" from "q" with "ana" after 0 s`,
			`leg 2 assign in far to "bia" by "" from "" with "" after 60 s`,
			`leg 3 move in q to "ana" by "sup" from "far" with "bia" after 0 s`,
			`leg 4 take_over in q to "sup" by "sup" from "q" with "ana" after 0 s`,
			`leg 5 take_over in far to "sup" by "sup" from "far" with "" after 60 s`,
		}; !slices.Equal(got, want) {
			r.Fatalf("%s", strings.Join(got, "\n"))
		}
		if c := r.e.Conversation(id); c.Leg.Source != desk.ByTakeOver {
			r.Fatalf("%+v", c.Leg)
		}
	})
}

// Who moves work to themselves took it over: the leg says what the timeline does,
// which knows the two by who did it.
func TestAMoveToOneselfTakesOver(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		r.allow(desk.RoleSupervisor, desk.MayServe, desk.MaySetStatus)
		members := append(serving("ana"), desk.Member{User: "sup", Serves: true, Supervises: true})
		do(r, root, engine.SaveQueue{Queue: r.e.Directory().Queues["q"], Members: members})
		r.online("ana", "sup")
		id := r.arrives("c", "v1")
		r.holds(id, "ana")
		if c := do(r, by("sup"), engine.MoveConversation{Conversation: id, Agent: "sup"}); c.Leg.Source != desk.ByTakeOver {
			r.Fatalf("%+v", c.Leg)
		}
	})
}

// wantEarlier looks for the leg that a move ended.
func (r *rig) wantEarlier(before desk.Conversation) {
	r.Helper()
	t, ok, err := r.store.stored.(read.Store).Thread(context.Background(), before.ID)
	if err != nil || !ok || len(t.Earlier) != 1 || t.Earlier[0].ID != before.Leg.ID || t.Earlier[0].Outcome != desk.Moved || t.Earlier[0].Protocol != before.Leg.Protocol {
		r.Fatalf("%v %v %+v", err, ok, t.Earlier)
	}
}

// Taking over asks for the limit and for nothing else.
func TestTakeOver(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		r.online("ana")
		ids := []desk.ConversationID{r.arrives("c", "v1"), r.arrives("c", "v2"), r.arrives("c", "v3")}
		r.holds(ids[2], "queued")
		before := r.e.Conversation(ids[0])
		after := do(r, by("sup"), engine.TakeOver{Conversation: ids[0]}) // no desk open, no member
		if !after.HeldBy("sup") || after.Leg.Protocol == before.Leg.Protocol {
			r.Fatalf("%+v", after.Leg)
		}
		r.holds(ids[2], "ana") // the place she has now is used at once
		do(r, by("sup"), engine.TakeOver{Conversation: ids[0]})
		if n := len(told[desk.ConversationMoved](r)); n != 1 {
			r.Fatalf("a double click moves it %d times", n)
		}
		do(r, by("sup"), engine.TakeOver{Conversation: ids[2]})
		refused(r, "limit_reached", by("sup"), engine.TakeOver{Conversation: ids[1]})
		refused(r, "not_assigned", by("ana"), engine.WriteMessage{ID: "m", Conversation: ids[0], Text: "oi"})
		do(r, by("sup"), engine.WriteMessage{ID: "m2", Conversation: ids[0], Text: "oi"})
		r.finish("sup", ids[0])
		do(r, by("sup"), engine.TakeOver{Conversation: ids[1]})
	})
}

// A whisper is for the agent alone: refused while there is none, and never among
// the messages.
func TestWhisper(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		id := r.arrives("c", "v1")
		whisper := engine.SendWhisper{ID: "w1", Conversation: id, Text: "ofereça o desconto"}
		refused(r, "not_assigned", by("sup"), whisper)
		r.online("ana")
		refused(r, "not_found", by("other"), whisper)
		refused(r, "not_found", by("ana"), whisper)
		refused(r, "invalid", by("sup"), engine.SendWhisper{ID: "w1", Conversation: id, Text: " "})
		refused(r, "invalid", by("sup"), engine.SendWhisper{Conversation: id, Text: "oi"})
		refused(r, "invalid", by("sup"), engine.SendWhisper{ID: "w1", Conversation: id, Text: strings.Repeat("x", desk.MaxText+1)})
		w := do(r, by("sup"), whisper)
		if w.Author != "sup" || w.AfterN != 1 || w.Rev != r.e.Seq() {
			r.Fatalf("%+v", w)
		}
		if heard := r.batch[len(r.batch)-1]; len(heard.Whispers) != 1 || len(heard.Messages) != 0 || heard.Whispers[0].Rev != w.Rev {
			r.Fatalf("%+v", heard)
		}
		r.crash()
		page, err := r.store.stored.(read.Store).Messages(context.Background(), read.MessagesQuery{Conversation: id, Limit: 10})
		if err != nil || len(page.Messages) != 1 || r.e.Conversation(id).LastN != 1 {
			r.Fatalf("%v %+v", err, page.Messages)
		}
		if _, ok, err := r.store.MessageByID(context.Background(), "w1"); ok || err != nil {
			r.Fatalf("a whisper is a message: %v", err)
		}
		refused(r, "conflict", by("sup"), engine.SendWhisper{ID: "w1", Conversation: id, Text: "outra coisa"})
		if strings.Contains(r.log(), "desconto") {
			r.Fatal("the log keeps its words")
		}
		r.finish("ana", id)
		refused(r, "not_assigned", by("sup"), engine.SendWhisper{ID: "w2", Conversation: id, Text: "oi"})
	})
}

// Draining: no more comes, and at the instant all goes back to its place; it ends
// with the agent's next own choice and no earlier, or is taken back in time.
func TestDrain(t *testing.T) {
	begin := func(r *rig) (first, second desk.ConversationID) {
		r.Helper()
		r.floor()
		r.online("ana")
		first, second = r.arrives("c", "v1"), r.arrives("c", "v2")
		r.holds(second, "ana")
		r.finish("ana", second)
		return first, second
	}
	t.Run("now", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id, _ := begin(r)
			at := r.e.Conversation(id).Leg.QueuedAt
			s := do(r, by("sup"), engine.DrainAgent{User: "ana"})
			if s.Load.Open != 0 || s.Agent.Drain == nil || !s.Agent.Drain.Done || s.Agent.Drain.By != "sup" {
				r.Fatalf("%+v", s)
			}
			if l := r.e.Conversation(id).Leg; l.State != desk.Queued || !l.QueuedAt.Equal(at) || l.Number != 2 {
				r.Fatalf("%+v", l)
			}
			r.pass(time.Minute)
			r.holds(id, "queued")
			r.crash()
			r.window("ana")
			if why := do(r, by("ana"), engine.WhyIdle{}); why.Queues[0].Rules[0] != "drained" {
				r.Fatalf("%+v", why)
			}
			r.status("ana", desk.Online) // her own choice, though of what she is already
			if r.state("ana").Agent.Drain != nil {
				r.Fatal("her choice did not end it")
			}
			r.holds(id, "ana")
		})
	})
	t.Run("by an hour", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id, _ := begin(r)
			at := r.now.Add(30 * time.Minute)
			do(r, by("sup"), engine.DrainAgent{User: "ana", At: at})
			waits := r.arrives("c", "v3")
			r.holds(waits, "queued")
			r.status("ana", desk.Online) // before it is over she cannot choose it away
			r.holds(waits, "queued")
			r.callable("ana", "q", false)
			r.crash()
			r.window("ana")
			do(r, visitorCall, says("v1", "m9", "ainda aqui"))
			r.jump(30*time.Minute - time.Second)
			r.holds(id, "ana")
			r.jump(time.Second)
			r.holds(id, "queued")
			if e, rec := last[desk.DrainChanged](r); !e.Until.Equal(at) || !rec.At.Equal(at) {
				r.Fatalf("nobody hears that it is done: %+v at %s", e, rec.At)
			}
			if n := count(r.log(), "conversation.returned"); n != 1 {
				r.Fatalf("returned %d times", n)
			}
		})
	})
	t.Run("cancelled", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id, _ := begin(r)
			do(r, by("sup"), engine.DrainAgent{User: "ana", At: r.now.Add(time.Hour)})
			waits := r.arrives("c", "v3")
			do(r, by("sup"), engine.DrainAgent{User: "ana", Cancel: true})
			r.holds(waits, "ana")
			r.jump(2 * time.Hour)
			r.holds(id, "ana")
			do(r, by("sup"), engine.DrainAgent{User: "ana", Cancel: true})
			refused(r, "invalid", by("sup"), engine.DrainAgent{User: "ana", At: r.now.Add(25 * time.Hour)})
			refused(r, "invalid", by("sup"), engine.DrainAgent{User: "ana", At: r.now})
			refused(r, "not_found", by("sup"), engine.DrainAgent{User: "nobody"})
		})
	})
	t.Run("what rings is taken back", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			begin(r)
			q := r.e.Directory().Queues["q"]
			q.Delivery = desk.OfferIt
			do(r, root, engine.SaveQueue{Queue: q, Members: r.e.Directory().Members["q"]})
			id := r.arrives("c", "v3")
			r.holds(id, "offered")
			do(r, by("sup"), engine.DrainAgent{User: "ana", At: r.now.Add(time.Hour)})
			r.holds(id, "queued")
		})
	})
}

// One who vanished is signed out as of when they were last seen; what they hold
// stays with them until it is moved.
func TestSignOutAgent(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		do(r, root, engine.StartSession{User: "ana", Token: "t1"})
		r.online("ana")
		id := r.arrives("c", "v1")
		r.pass(time.Second)
		seen := r.now
		r.miss("ana")
		r.pass(time.Minute)
		s := do(r, by("sup"), engine.SignOutAgent{User: "ana"})
		if s.Agent.Presence != desk.Gone || !s.Agent.PresenceSince.Equal(seen) || len(s.Agent.SignIns) != 0 {
			r.Fatalf("%+v", s.Agent)
		}
		if e, rec := last[desk.PresenceChanged](r); e.End != desk.Dismissed || rec.Actor != desk.ByUser("sup") {
			r.Fatalf("%+v by %s", e, rec.Actor)
		}
		if _, ok := r.e.Session("t1"); ok {
			r.Fatal("her session still opens the door")
		}
		r.holds(id, "ana")
		seq := r.e.Seq()
		do(r, by("sup"), engine.SignOutAgent{User: "ana"}) // twice
		do(r, by("sup"), engine.SignOutAgent{User: "bia"}) // who never came
		if r.e.Seq() != seq || len(r.e.AgentRow("bia").User) != 0 {
			r.Fatalf("%s", r.since(seq))
		}
		r.window("ana")
		r.wantShown("ana", "invisible, logged_off (1), offline")
		refused(r, "not_found", by("sup"), engine.SignOutAgent{User: "nobody"})
	})
}

func correction(r *rig, id string) desk.Correction {
	return desk.Correction{
		ID: desk.CorrectionID(id), User: "ana", From: r.now.Add(-time.Hour), To: r.now.Add(-30 * time.Minute), Label: desk.BlipPaused, Why: "estava em reunião",
	}
}

// Corrections are events with author and reason, of the past and of a day at
// most.
func TestCorrectTime(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		do(r, root, engine.SaveUser{Create: true, User: admin("boss")})
		added := r.now
		r.jump(24*time.Hour + 30*time.Minute) // a whole day of ana's past, to the instant
		good := engine.CorrectTime{Correction: correction(r, "k1")}
		for _, u := range []string{"ana", "sup"} {
			refused(r, "forbidden", by(u), good)
		}
		r.allow(desk.RoleSupervisor, desk.MayCorrect)
		refused(r, "forbidden", by("other"), good)
		for name, change := range map[string]func(*desk.Correction){
			"future":         func(c *desk.Correction) { c.To = r.now.Add(time.Second) },
			"reversed":       func(c *desk.Correction) { c.From, c.To = c.To, c.From },
			"empty":          func(c *desk.Correction) { c.To = c.From },
			"over a day":     func(c *desk.Correction) { c.From = c.To.Add(-24*time.Hour - time.Millisecond) },
			"no reason why":  func(c *desk.Correction) { c.Why = "" },
			"no such label":  func(c *desk.Correction) { c.Label = "lunch" },
			"no such reason": func(c *desk.Correction) { c.Reason = "p" },
			"no id":          func(c *desk.Correction) { c.ID = "" },
		} {
			c := correction(r, "k1")
			change(&c)
			t.Log(name)
			refused(r, "invalid", by("sup"), engine.CorrectTime{Correction: c})
		}
		unknown := correction(r, "k1")
		unknown.User = "nobody"
		refused(r, "not_found", by("sup"), engine.CorrectTime{Correction: unknown})
		c := do(r, by("sup"), good)
		if c.Author != desk.ByUser("sup") || !c.At.Equal(r.now) {
			r.Fatalf("%+v", c)
		}
		if e, rec := last[desk.TimeCorrected](r); e.User != "ana" || !e.From.Equal(c.From) || rec.Actor != desk.ByUser("sup") {
			r.Fatalf("%+v", e)
		}
		if strings.Contains(r.log(), "reunião") {
			r.Fatal("the log keeps its words")
		}
		refused(r, "conflict", by("sup"), good) // the same id again
		day := correction(r, "k2")
		day.From = day.To.Add(-24 * time.Hour)
		early := day
		early.From = added.Add(-time.Millisecond)
		early.To = added.Add(time.Hour)
		refused(r, "before_agent", by("boss"), engine.CorrectTime{Correction: early}) // there was no ana yet
		do(r, by("boss"), engine.CorrectTime{Correction: day})
		do(r, root, r.saved("ana", func(u *desk.User) { u.Active = false }))
		do(r, by("boss"), engine.CorrectTime{Correction: correction(r, "k3")}) // of one who has left too
	})
}

// Two supervisors act on one agent at once: in whatever order, each act either
// happens whole or is refused.
func TestTwoSupervisorsAtOnce(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		members := append(serving("ana", "bia"), desk.Member{User: "sup", Supervises: true}, desk.Member{User: "other", Supervises: true})
		do(r, root, engine.SaveQueue{Queue: r.e.Directory().Queues["q"], Members: members})
		r.allow(desk.RoleSupervisor, desk.MaySetOthersStatus)
		r.online("ana")
		id := r.arrives("c", "v1")
		errs := engine.InOneBatch(r.e,
			engine.Ask(by("sup"), engine.SetStatus{User: "ana", Status: desk.Paused}, nil),
			engine.Ask(by("other"), engine.SetStatus{User: "ana", Status: desk.Online}, nil),
			engine.Ask(by("sup"), engine.TakeOver{Conversation: id}, nil),
			engine.Ask(by("other"), engine.TakeOver{Conversation: id}, nil),
			engine.Ask(by("sup"), engine.MoveConversation{Conversation: id, Queue: "far"}, nil),
			engine.Ask(by("other"), engine.DrainAgent{User: "ana"}, nil),
			engine.Ask(by("sup"), engine.SignOutAgent{User: "ana"}, nil),
			engine.Ask(by("other"), engine.SetStatus{User: "ana", Status: desk.Online}, nil))
		for i, err := range errs {
			if (err != nil) != (i == 7) || i == 7 && !desk.IsRefusal(err, "no_window") {
				r.Fatalf("act %d: %v", i, err)
			}
		}
		r.same()
		if l := r.e.Conversation(id).Leg; l.Queue != "far" || l.State != desk.Queued || l.Number != 4 {
			r.Fatalf("%+v", l)
		}
		if _, rec := last[desk.DrainChanged](r); rec.Actor != desk.ByUser("other") {
			r.Fatalf("%+v", rec)
		}
		r.crash()
	})
}

// Of two supervisors who act on what they both saw, the slower is refused and told
// who was first, or where the work went.
func TestTheSlowerOfTwoSupervisorsIsToldWhoWon(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		members := append(serving("ana", "bia"), desk.Member{User: "sup", Supervises: true}, desk.Member{User: "other", Supervises: true})
		do(r, root, engine.SaveQueue{Queue: r.e.Directory().Queues["q"], Members: members})
		r.allow(desk.RoleSupervisor, desk.MaySetOthersStatus)
		r.online("ana", "bia")
		seen := r.e.Conversation(r.arrives("c", "v1"))
		r.pass(time.Second)
		tells := func(code, key, want string, cmd engine.Command[desk.Conversation]) {
			r.Helper()
			if told := refused(r, code, by("other"), cmd); told[key] != want {
				r.Fatalf("the slower is told %v, want %s %s", told, key, want)
			}
		}
		name := func(u desk.UserID) string { return r.e.Directory().Users[u].Name }
		to := desk.UserID("bia")
		if seen.HeldBy("bia") {
			to = "ana"
		}
		do(r, by("sup"), engine.MoveConversation{Conversation: seen.ID, Agent: to, Seen: seen.Leg.Protocol})
		tells("moved_on", "agent", name(to), engine.MoveConversation{Conversation: seen.ID, Queue: "q", Seen: seen.Leg.Protocol})
		tells("moved_on", "agent", name(to), engine.TakeOver{Conversation: seen.ID, Seen: seen.Leg.Protocol})
		moved := do(r, by("sup"), engine.TakeOver{Conversation: seen.ID})
		tells("moved_on", "agent", name("sup"), engine.TakeOver{Conversation: seen.ID, Seen: seen.Leg.Protocol})
		r.status("ana", desk.Paused)
		r.status("bia", desk.Paused)
		do(r, by("sup"), engine.MoveConversation{Conversation: seen.ID, Queue: "q", Seen: moved.Leg.Protocol})
		tells("moved_on", "queue", r.e.Directory().Queues["q"].Name, engine.TakeOver{Conversation: seen.ID, Seen: moved.Leg.Protocol})
		do(r, by("other"), engine.TakeOver{Conversation: seen.ID, Seen: r.e.Conversation(seen.ID).Leg.Protocol}) // who looks again may

		since := r.state("ana").Agent.StatusSince
		r.pass(time.Second)
		do(r, by("sup"), engine.SetStatus{User: "ana", Status: desk.Online, Seen: since})
		if told := refused(r, "status_set", by("other"), engine.SetStatus{User: "ana", Status: desk.Invisible, Seen: since}); told["by"] != name("sup") {
			r.Fatalf("%v", told)
		}
		do(r, by("sup"), engine.SetStatus{User: "ana", Status: desk.Paused, Seen: since}) // one's own first act is no other's
		r.pass(time.Second)
		r.status("ana", desk.Online)
		do(r, by("other"), engine.SetStatus{User: "ana", Status: desk.Paused, Seen: since}) // the agent's choice is what C-27 is over

		drain := engine.DrainAgent{User: "ana", At: r.now.Add(time.Hour)}
		do(r, by("sup"), drain)
		if told := refused(r, "already_drained", by("other"), engine.DrainAgent{User: "ana"}); told["by"] != name("sup") {
			r.Fatalf("%v", told)
		}
		do(r, by("sup"), engine.DrainAgent{User: "ana", At: r.now.Add(30 * time.Minute)})
		do(r, by("other"), engine.DrainAgent{User: "ana", Cancel: true})
		do(r, by("other"), drain)

		do(r, by("sup"), engine.SignOutAgent{User: "ana"})
		seq := r.e.Seq()
		do(r, by("other"), engine.SignOutAgent{User: "ana"})
		if r.e.Seq() != seq {
			r.Fatalf("signed out twice: %s", r.since(seq))
		}
	})
}

// One who is there is signed out all the same, at that instant; the page says so
// before it is done.
func TestSignOutAgentWhoIsThere(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		do(r, root, engine.StartSession{User: "ana", Token: "t1"})
		r.online("ana")
		id := r.arrives("c", "v1")
		r.pass(time.Minute)
		s := do(r, by("sup"), engine.SignOutAgent{User: "ana"})
		if s.Agent.Presence != desk.Gone || !s.Agent.PresenceSince.Equal(r.now) || len(s.Agent.SignIns) != 0 {
			r.Fatalf("%+v", s.Agent)
		}
		if _, ok := r.e.Session("t1"); ok {
			r.Fatal("her session still opens the door")
		}
		r.holds(id, "ana")
	})
}

// An agent who is removed from a queue or deactivated while working: what they
// hold goes on, or goes back; what rings is withdrawn; what was planned is off.
func TestRemovedWhileWorking(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		r.online("ana")
		id := r.arrives("c", "v1")
		do(r, by("ana"), engine.PlanStatus{Status: desk.Paused, AfterWork: true})
		do(r, by("sup"), engine.DrainAgent{User: "ana", At: r.now.Add(time.Hour)})
		r.supervised("q", "sup", "bia")
		r.holds(id, "ana")
		do(r, by("ana"), engine.WriteMessage{ID: "a1", Conversation: id, Text: "já vejo"})
		if s := r.state("ana").Agent; s.Status() != desk.Invisible {
			r.Fatalf("%+v", s)
		}
		do(r, root, r.saved("ana", func(u *desk.User) { u.Active = false }))
		r.holds(id, "queued")
		if s := r.state("ana").Agent; s.Next != nil || s.Presence != desk.Gone {
			r.Fatalf("%+v", s)
		}
		r.jump(2 * time.Hour)
		r.crash()
	})
}

// Directory.Watched is who shows in the live room.
func TestWatched(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.floor()
		watched := func(u desk.UserID) string {
			v, _ := r.e.Directory().Viewer(u)
			var names []string
			for _, w := range r.e.Directory().Watched(v) {
				names = append(names, string(w))
			}
			return strings.Join(names, " ")
		}
		if got := watched("sup") + "; " + watched("other") + "; " + watched("ana"); got != "ana bia; bia; " {
			r.Fatal(got)
		}
		do(r, root, r.saved("bia", func(u *desk.User) { u.Active = false }))
		if got := watched("sup"); got != "ana" {
			r.Fatal(got)
		}
	})
}
