package engine_test

import (
	"context"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

func admin(id string) desk.User {
	return desk.User{ID: desk.UserID(id), Name: id, Email: id + "@example.com", Role: desk.RoleAdmin, Locale: desk.Portuguese, Active: true, Limits: desk.DefaultLimits}
}

func (r *rig) saved(id string, change func(*desk.User)) engine.SaveUser {
	u := r.e.Directory().Users[desk.UserID(id)]
	change(&u)
	return engine.SaveUser{User: u}
}

// A user who is no more holds nothing: what they held goes back to its queue as
// a new leg with a number of its own, in its old place.
func TestADeactivatedUsersWorkGoesBack(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.user("bia", 5)
		r.queue("q", nil, "ana", "bia")
		r.channel("c", "q")
		do(r, root, engine.StartSession{User: "ana", Token: "t1"})
		r.online("ana")
		first, second := r.arrives("c", "v1"), r.arrives("c", "v2")
		before := r.e.Conversation(first)
		r.pass(time.Minute)
		do(r, root, r.saved("ana", func(u *desk.User) { u.Active = false }))
		after := r.e.Conversation(first)
		if after.Leg.State != desk.Queued || after.Leg.Number != 2 || after.Leg.ID == before.Leg.ID || after.Leg.Protocol == before.Leg.Protocol || !after.Leg.QueuedAt.Equal(before.Leg.QueuedAt) {
			r.Fatalf("%+v", after.Leg)
		}
		if _, ok := r.e.Session("t1"); ok || r.e.AgentRow("ana").Presence != desk.Gone {
			r.Fatal("she can still come in")
		}
		refused(r, "signed_out", by("ana"), engine.SetStatus{Status: desk.Online})
		refused(r, "not_found", by("ana"), engine.OpenWindow{User: "ana", Window: "w", Load: 1})
		refused(r, "bad_credentials", root, engine.StartSession{User: "ana", Token: "t2"})
		r.online("bia")
		r.holds(first, "bia")
		r.holds(second, "bia")
		r.crash()
		r.holds(first, "bia")
	})
}

func TestSomebodyRemainsAdministrator(t *testing.T) {
	onDesk(t, func(r *rig) {
		do(r, root, engine.Setup{Company: "Loja", TimeZone: "America/Recife", Admin: admin("root")})
		refused(r, "already_set_up", root, engine.Setup{Company: "Loja", TimeZone: "UTC", Admin: admin("second")})
		refused(r, "last_admin", by("root"), r.saved("root", func(u *desk.User) { u.Active = false }))
		refused(r, "last_admin", by("root"), r.saved("root", func(u *desk.User) { u.Role = desk.RoleAgent }))
		do(r, by("root"), engine.SaveUser{Create: true, User: admin("second")})
		// Two of them who depose each other at once: one stays.
		errs := engine.InOneBatch(r.e,
			engine.Ask(by("root"), r.saved("second", func(u *desk.User) { u.Role = desk.RoleAgent }), nil),
			engine.Ask(by("second"), r.saved("root", func(u *desk.User) { u.Role = desk.RoleAgent }), nil))
		if errs[0] != nil || errs[1] == nil {
			r.Fatal(errs)
		}
		r.same()
		r.user("ana", 5)
		refused(r, "forbidden", by("ana"), engine.SaveUser{Create: true, User: admin("mallory")})
		refused(r, "forbidden", by("ana"), engine.SaveQueue{Create: true})
	})
}

// Names and e-mails are taken also by who came a moment before, in the same batch.
func TestNamesAreTakenWithinABatch(t *testing.T) {
	onDesk(t, func(r *rig) {
		mail := func(id string) desk.User {
			u := admin(id)
			u.Email = "Maria@example.com"
			if id == "b" {
				u.Email = "maria@EXAMPLE.com"
			}
			return u
		}
		queue := func(id, name string) engine.SaveQueue {
			return engine.SaveQueue{Create: true, Queue: desk.Queue{ID: desk.QueueID(id), Name: name, Mode: desk.Both, Delivery: desk.Assign, Ring: 5 * time.Second, Strategy: desk.FewestOpen}}
		}
		reason := func(id, name string) engine.SavePauseReason {
			return engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: desk.PauseReasonID(id), Name: name}}
		}
		errs := engine.InOneBatch(r.e,
			engine.Ask(root, engine.SaveUser{Create: true, User: mail("a")}, nil), engine.Ask(root, engine.SaveUser{Create: true, User: mail("b")}, nil),
			engine.Ask(root, queue("q1", "Vendas"), nil), engine.Ask(root, queue("q2", "vendas"), nil),
			engine.Ask(root, reason("p1", "Almoço"), nil), engine.Ask(root, reason("p2", "almoço"), nil))
		for i, code := range []string{"", "email_taken", "", "name_taken", "", "name_taken"} {
			if code == "" && errs[i] != nil || code != "" && !desk.IsRefusal(errs[i], code) {
				r.Fatalf("command %d: %v, want %q", i, errs[i], code)
			}
		}
		r.same()
		// A name that was given up is free at once.
		changed := r.e.Directory().Queues["q1"]
		changed.Name = "Suporte"
		errs = engine.InOneBatch(r.e, engine.Ask(root, engine.SaveQueue{Queue: changed}, nil), engine.Ask(root, queue("q2", "Vendas"), nil))
		if errs[0] != nil || errs[1] != nil {
			r.Fatal(errs)
		}
	})
}

// The same creation again answers what is there, other content under its id is
// refused, and so is a change of a copy that is old.
func TestCreatedTwiceAndStale(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		q := engine.SaveQueue{Create: true, Members: serving("ana"), Queue: desk.Queue{
			ID: "q", Name: "Vendas", Mode: desk.Both, Delivery: desk.Assign, Ring: 5 * time.Second, Strategy: desk.FewestOpen,
		}}
		p := engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "p", Name: "Almoço"}}
		ch := engine.SaveChannel{Create: true, Channel: desk.Channel{
			ID: "c", Kind: desk.WebChat, Name: "Loja", Queue: "q", AbandonAfter: time.Minute, Color: "#1a7f64", Locale: desk.English, Secret: "s",
		}}
		u := engine.SaveUser{Create: true, User: admin("bia")}
		revs := [...]int64{do(r, root, q).Rev, do(r, root, p).Rev, do(r, root, ch).Rev, do(r, root, u).Rev}
		seq := r.e.Seq()
		if again := [...]int64{do(r, root, q).Rev, do(r, root, p).Rev, do(r, root, ch).Rev, do(r, root, u).Rev}; again != revs || r.e.Seq() != seq {
			r.Fatalf("%v again gave %v", revs, again)
		}
		q.Queue.Name, p.Reason.Name, ch.Channel.Name, u.User.Name = "a", "b", "c", "d"
		refused(r, "id_reused", root, q)
		refused(r, "id_reused", root, p)
		refused(r, "id_reused", root, ch)
		refused(r, "id_reused", root, u)
		q.Create, p.Create, ch.Create, u.Create = false, false, false, false
		refused(r, "stale", root, q)
		refused(r, "stale", root, p)
		refused(r, "stale", root, ch)
		refused(r, "stale", root, u)
		inst := r.e.Directory().Installation
		inst.Company = "Loja"
		do(r, root, engine.SaveInstallation{Installation: inst})
		refused(r, "stale", root, engine.SaveInstallation{Installation: desk.DefaultInstallation})
	})
}

// A queue is not closed over work that nobody would see any more.
func TestAQueueInUseStays(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.queue("other", nil, "ana")
		r.channel("c", "q")
		off := func() engine.SaveQueue {
			q := r.e.Directory().Queues["q"]
			q.Active = false
			return engine.SaveQueue{Queue: q, Members: serving("ana")}
		}
		if told := refused(r, "queue_in_use", root, off()); told["channel"] != "c" {
			r.Fatalf("%v", told)
		}
		id := r.arrives("c", "v1")
		ch := r.e.Directory().Channels["c"]
		ch.Queue = "other"
		do(r, root, engine.SaveChannel{Channel: ch})
		if told := refused(r, "queue_in_use", root, off()); told["conversations"] != "1" {
			r.Fatalf("%v", told)
		}
		r.online("ana")
		r.finish("ana", id)
		do(r, root, off())
	})
}

// Who is no longer a member is not one after a restart either, and a member who
// came and went within one batch never was.
func TestMembersRemoved(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.user("bia", 5)
		r.queue("q", nil, "ana", "bia")
		r.members("q", "bia")
		r.crash()
		if m := r.e.Directory().Members["q"]; len(m) != 1 || m[0].User != "bia" {
			r.Fatalf("%v", m)
		}
		q := r.e.Directory().Queues["q"]
		var saved desk.Queue
		if err := engine.InOneBatch(r.e, engine.Ask(root, engine.SaveQueue{Queue: q, Members: serving("ana", "bia")}, &saved))[0]; err != nil {
			r.Fatal(err)
		}
		again := saved
		var last desk.Queue
		first := engine.Ask(root, engine.SaveQueue{Queue: saved, Members: serving("ana")}, &last)
		// The second is of the revision that the first will make.
		again.Rev = saved.Rev + 2
		errs := engine.InOneBatch(r.e, first, engine.Ask(root, engine.SaveQueue{Queue: again}, nil))
		if errs[0] != nil || errs[1] != nil {
			r.Fatal(errs)
		}
		r.same()
		if m := r.e.Directory().Members["q"]; len(m) != 0 {
			r.Fatalf("%v", m)
		}
	})
}

// A new password ends every session but the one that set it.
func TestANewPasswordEndsSessions(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.user("bia", 5)
		for _, s := range []engine.StartSession{{User: "ana", Token: "here"}, {User: "ana", Token: "there"}, {User: "bia", Token: "hers"}} {
			do(r, root, s)
		}
		do(r, by("ana"), engine.SaveProfile{Password: "hash", Keep: "here"})
		for token, want := range map[string]bool{"here": true, "there": false, "hers": true} {
			if _, ok := r.e.Session(token); ok != want {
				r.Fatalf("session %s: %v", token, ok)
			}
		}
		do(r, root, r.saved("ana", func(u *desk.User) { u.Password = "another" }))
		if _, ok := r.e.Session("here"); ok {
			r.Fatal("the administrator's new password lets the old session in")
		}
		if _, err := engine.Do(context.Background(), r.e, by("ana"), engine.SaveProfile{Name: "Ana"}); err != nil {
			r.Fatal(err)
		}
	})
}
