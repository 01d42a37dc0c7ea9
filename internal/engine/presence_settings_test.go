package engine_test

import (
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// C-03: who enters a desk that opens Online is given work at once, with no reason
// asked where one is required for a pause; who may serve nothing, or may not say
// their status, stays Invisível.
func TestADeskThatOpensOnline_C_03(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.user("bia", 5)
		r.user("rui", 5)
		r.queue("q1", nil, "ana", "rui")
		r.queue("q2", nil, "ana")
		r.channel("c", "q1")
		do(r, root, engine.SaveRole{Create: true, Role: desk.RoleRow{ID: "mute", Name: "Sem status", Permissions: []desk.Permission{desk.MayServe}}})
		do(r, root, r.saved("rui", func(u *desk.User) { u.Role = "mute" }))
		waits := r.arrives("c", "v1")
		r.settings(func(i *desk.Installation) { i.Initial, i.PauseReasons = desk.Online, desk.ReasonRequired })
		seq := r.e.Seq()
		r.window("ana")
		if got, want := r.since(seq), "window.opened presence.changed status.changed conversation.assigned"; got != want {
			r.Fatalf("events %s\nwant   %s", got, want)
		}
		r.holds(waits, "ana")
		r.window("bia")
		r.window("rui")
		for u, want := range map[string]desk.Status{"ana": desk.Online, "bia": desk.Invisible, "rui": desk.Invisible} {
			if a := r.e.AgentRow(desk.UserID(u)); a.Status() != want || a.Presence != desk.Connected || a.DeclaredBy != "" {
				r.Fatalf("%s: %+v", u, a)
			}
		}
		// B-STATUS-10: while the desk is open nothing moves them, the setting neither.
		r.status("ana", desk.Invisible)
		r.settings(func(i *desk.Installation) { i.Initial = desk.Invisible })
		r.settings(func(i *desk.Installation) { i.Initial = desk.Online })
		r.crash()
		r.window("ana")
		if a := r.e.AgentRow("ana"); a.Status() != desk.Invisible {
			r.Fatalf("after a restart: %+v", a)
		}
		r.bye("ana")
		r.pass(11 * time.Second)
		r.window("ana")
		if a := r.e.AgentRow("ana"); a.Status() != desk.Online {
			r.Fatalf("opened anew: %+v", a)
		}
	})
}

// C-10, allow: it is asked about first, as S-04 would be said, and then the work
// stays theirs, the desk is gone, and the preference keeps nobody online.
func TestSignOutWithWork_C_10_S_01_B_STATUS_38(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.telephone()
		r.settings(func(i *desk.Installation) { i.Logout = desk.LogoutAllowed })
		do(r, root, engine.StartSession{User: "ana", Token: "t"})
		r.prefer("ana", true)
		id := r.arrives("c", "v1")
		r.holds(id, "ana")
		if p := refused(r, "logout_unconfirmed", by("ana"), engine.SignOut{}); p["open"] != "1" || p["call"] != "false" {
			r.Fatal(p)
		}
		r.ring("ana", "q")
		r.signal("ana", engine.CallAnswered)
		if p := refused(r, "logout_unconfirmed", by("ana"), engine.SignOut{}); p["call"] != "true" {
			r.Fatal(p)
		}
		do(r, by("ana"), engine.SignOut{Sure: true})
		s := r.state("ana")
		if a := s.Agent; a.Presence != desk.Gone || a.KeptOnline() || len(a.SignIns) != 0 || a.Hold.State != desk.InCall || s.Load.Open != 1 {
			r.Fatalf("%+v %+v", a, s.Load)
		}
		if _, ok := r.e.Session("t"); ok {
			r.Fatal("the session still opens the door")
		}
		r.holds(id, "ana")
		r.holds(r.arrives("c", "v2"), "queued")
		r.crash()
		r.signal("ana", engine.CallEnded)
		if a := r.state("ana").Agent; !a.Hold.IsFree() {
			r.Fatalf("%+v", a.Hold)
		}
		r.jump(24 * time.Hour)
		r.holds(id, "ana")
		// Blocked again, being sure does not help (S-03).
		r.settings(func(i *desk.Installation) { i.Logout = desk.LogoutBlocked })
		r.window("ana")
		refused(r, "logout_blocked", by("ana"), engine.SignOut{Sure: true})
	})
}

// 1.8.4: graces that are changed while somebody is away are theirs at once, and
// nobody's else; what a grace ended stays ended.
func TestAGraceChangesWhileAnAgentIsLost_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		for _, u := range []string{"ana", "bia", "eva"} {
			r.user(u, 5)
		}
		r.queue("q", nil, "ana", "bia", "eva")
		r.online("ana", "bia", "eva")
		graces := func(change func(*desk.PresenceTimes)) {
			r.settings(func(i *desk.Installation) { change(&i.Presence) })
		}
		is := func(u string, want desk.Presence) {
			r.Helper()
			if a := r.e.AgentRow(desk.UserID(u)); a.Presence != want {
				r.Fatalf("%s after %s: %+v", u, r.now.Sub(start), a)
			}
		}
		seen := r.now
		r.miss("ana")
		r.pass(40 * time.Second)
		graces(func(p *desk.PresenceTimes) { p.LostAfter = 2 * time.Minute }) // longer, while it runs
		r.pass(79 * time.Second)
		is("ana", desk.Connected)
		r.pass(2 * time.Second)
		is("ana", desk.Lost)
		graces(func(p *desk.PresenceTimes) { p.LostForever = true })
		r.jump(48 * time.Hour)
		is("ana", desk.Lost)
		r.crash() // it is in force after a restart too
		r.window("bia")
		r.jump(48 * time.Hour)
		is("ana", desk.Lost)
		is("bia", desk.Connected)
		is("eva", desk.Lost)
		began := r.now
		graces(func(p *desk.PresenceTimes) {
			p.LostForever, p.LostAfter, p.LostGrace = false, 35*time.Second, time.Hour
		}) // over long ago
		r.pass(time.Millisecond)
		is("ana", desk.Gone)
		is("eva", desk.Gone)
		is("bia", desk.Connected)
		if a := r.e.AgentRow("ana"); !a.PresenceSince.Equal(seen) {
			r.Fatalf("gone since %s, last seen %s", a.PresenceSince, seen)
		}
		if e, rec := last[desk.PresenceChanged](r); e.End != desk.GraceOver || rec.At.Before(began) {
			r.Fatalf("%+v", rec)
		}
		graces(func(p *desk.PresenceTimes) { p.LostGrace = 24 * time.Hour })
		is("ana", desk.Gone)
		if r.e.AgentRow("bia").Status() != desk.Online {
			r.Fatal("who is there is not touched")
		}
	})
}

// Promise 6: those whom one change of a grace concerns follow in the same order
// always, also where they are due at one instant.
func TestAGraceChangesForManyInOrder(t *testing.T) {
	onDesk(t, func(r *rig) {
		agents := []string{"ana", "bia", "caio", "davi", "eva", "fabio", "gil", "hugo"}
		for _, u := range agents {
			r.user(u, 5)
		}
		r.queue("q", nil, agents...)
		r.online(agents...)
		for _, u := range agents {
			r.miss(u)
		}
		r.settings(func(i *desk.Installation) { i.Presence.LostAfter = 2 * time.Minute })
		r.jump(3 * time.Minute)
		var lost []string
		for _, rec := range told[desk.PresenceChanged](r) {
			if e := rec.Event.(desk.PresenceChanged); e.To == desk.Lost {
				lost = append(lost, string(e.User))
			}
		}
		if !slices.Equal(lost, agents) {
			r.Fatalf("%v", lost)
		}
	})
}

// Every setting is kept over a restart and named in the log of changes.
func TestSettingsOfPresenceAreTold_C_03_C_10_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		for _, c := range []struct {
			name   string
			change func(*desk.Installation)
		}{
			{"initial_status", func(i *desk.Installation) { i.Initial = desk.Online }},
			{"logout_with_work", func(i *desk.Installation) { i.Logout = desk.LogoutAllowed }},
			{"presence", func(i *desk.Installation) { i.Presence.LostForever = true }},
		} {
			r.settings(c.change)
			e, _ := last[desk.InstallationSaved](r)
			if len(e.Changed) != 1 || e.Changed[0] != c.name {
				r.Fatalf("%s: %v", c.name, e.Changed)
			}
		}
		want := r.e.Directory().Installation
		r.crash()
		if got := r.e.Directory().Installation; got != want || !got.Presence.LostForever || got.Initial != desk.Online {
			r.Fatalf("%+v", got)
		}
		stale := want
		stale.Rev--
		refused(r, "stale", root, engine.SaveInstallation{Installation: stale})
		bad := want
		bad.Presence.LostAfter = 0
		refused(r, "invalid", root, engine.SaveInstallation{Installation: bad})
	})
}
