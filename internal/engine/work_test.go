package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// T-06, T-07: the first taker wins, in the same batch or later, and the other is
// told who it was.
func TestTwoTakers_T_06_T_07(t *testing.T) {
	onDesk(t, func(r *rig) {
		for _, u := range []string{"ana", "bia", "caio"} {
			r.user(u, 5)
		}
		r.queue("q", []queueOption{pull}, "ana", "bia")
		r.queue("other", []queueOption{pull}, "caio")
		r.channel("c", "q")
		r.online("ana", "bia", "caio")
		id := r.arrives("c", "v1")
		take := engine.TakeConversation{Conversation: id}
		refused(r, "not_found", by("caio"), take)
		var taken desk.Conversation
		errs := engine.InOneBatch(r.e,
			engine.Ask(by("bia"), take, &taken), engine.Ask(by("ana"), take, nil), engine.Ask(by("bia"), take, nil))
		if errs[0] != nil || errs[2] != nil || !taken.HeldBy("bia") {
			r.Fatalf("the winner: %v, her double click: %v", errs[0], errs[2])
		}
		if !desk.IsRefusal(errs[1], "already_taken") {
			r.Fatal(errs[1])
		}
		if told := refused(r, "already_taken", by("ana"), take); told["agent"] != "bia" || told["agent_id"] != "bia" {
			r.Fatalf("the loser is told %v", told)
		}
		refused(r, "not_found", by("caio"), take) // no business of his, whoever has it
		r.holds(id, "bia")
		r.finish("bia", id)
		refused(r, "already_closed", by("ana"), take)
	})
}

func TestTakeWithinLimitsAndStatus(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 1)
		r.queue("q", []queueOption{pull}, "ana")
		r.channel("c", "q")
		r.online("ana")
		first, second := r.arrives("c", "v1"), r.arrives("c", "v2")
		do(r, by("ana"), engine.TakeConversation{Conversation: first})
		refused(r, "limit_reached", by("ana"), engine.TakeConversation{Conversation: second})
		r.finish("ana", first)
		r.status("ana", desk.Paused)
		refused(r, "status_paused", by("ana"), engine.TakeConversation{Conversation: second})
		r.status("ana", desk.Invisible)
		do(r, by("ana"), engine.TakeConversation{Conversation: second}) // 1.8.6: allowed unless the installation says otherwise
	})
}

// B-STATUS-04, 09, 12, 15, 16, 23: only who is online, connected and not full
// receives; what they hold goes on.
func TestWhoNeverReceives_B_STATUS_04_09_12_15_16_23(t *testing.T) {
	cases := map[string]func(r *rig){
		"invisible on entering": func(r *rig) { r.window("ana") }, // B-STATUS-11, B-STATUS-12
		"no desk open":          func(r *rig) {},
		"paused":                func(r *rig) { r.online("ana"); r.status("ana", desk.Paused) },
		"invisible":             func(r *rig) { r.online("ana"); r.status("ana", desk.Invisible) },
		"lost":                  func(r *rig) { r.online("ana"); r.miss("ana"); r.pass(46 * time.Second) },
		"gone":                  func(r *rig) { r.online("ana"); r.miss("ana"); r.pass(6 * time.Minute) },
		"closing":               func(r *rig) { r.online("ana"); r.bye("ana") },
		"closed":                func(r *rig) { r.online("ana"); r.bye("ana"); r.pass(11 * time.Second) },
		"full":                  func(r *rig) { r.online("ana"); r.arrives("c", "one"); r.arrives("c", "two") },
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				r.user("ana", 2)
				r.queue("q", nil, "ana")
				r.channel("c", "q")
				prepare(r)
				id := r.arrives("c", "v1")
				r.pass(30 * time.Second)
				r.holds(id, "queued")
				why := do(r, by("ana"), engine.WhyIdle{})
				if len(why.Queues) != 1 || len(why.Queues[0].Rules) == 0 || why.Queues[0].Waiting != 1 {
					r.Fatalf("why nothing: %+v", why)
				}
				if open, _ := r.e.Load("ana"); open > 0 {
					held := r.e.OpenConversations()[0].ID
					do(r, by("ana"), engine.WriteMessage{ID: "a1", Conversation: held, Text: "um momento"})
					r.finish("ana", held)
					r.holds(id, "ana") // capacity that frees is used at once
				}
			})
		})
	}
}

func (r *rig) miss(u string) {
	r.Helper()
	do(r, by(u), engine.MissWindow{User: desk.UserID(u), Window: desk.WindowID("w-" + u), Load: 1, Seen: r.now})
}

func (r *rig) bye(u string) {
	r.Helper()
	do(r, by(u), engine.CloseWindow{User: desk.UserID(u), Window: desk.WindowID("w-" + u), Load: 1})
}

// Work that is held goes on while paused, invisible, lost and gone (B-STATUS-09,
// B-STATUS-16, B-STATUS-23), and is there on return (S-28).
func TestHeldWorkGoesOn_B_STATUS_09_16_23_S_28(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		id := r.arrives("c", "v1")
		n := 0
		works := func() {
			r.Helper()
			n++
			r.holds(id, "ana")
			do(r, by("ana"), engine.WriteMessage{ID: desk.MessageID(fmt.Sprint("a", n)), Conversation: id, Text: "oi"})
			do(r, visitorCall, says("v1", fmt.Sprint("c", n), "oi"))
		}
		r.status("ana", desk.Paused)
		works()
		r.status("ana", desk.Invisible)
		works()
		r.miss("ana")
		r.pass(time.Minute)
		works()
		r.pass(6 * time.Minute)
		works()
		r.window("ana")
		works()
		r.crash()
		works()
	})
}

// Older work of equal or higher priority goes first, and capacity that frees is
// used at once, in the same batch.
func TestNobodyOvertakes(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 1)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.channel("vip", "q")
		vip := r.e.Directory().Channels["vip"]
		vip.Priority = 5
		do(r, root, engine.SaveChannel{Channel: vip})
		r.online("ana")
		held := r.arrives("c", "v0")
		var want []desk.ConversationID
		first := r.arrives("c", "v1")
		r.pass(time.Second)
		second := r.arrives("c", "v2")
		urgent := r.arrives("vip", "v3")
		want = append(want, urgent, first, second)
		for _, next := range want {
			if n := do(r, visitorCall, engine.Position{Conversation: next}); n != 0 {
				r.Fatalf("%d wait before the next", n)
			}
			r.finish("ana", held)
			r.holds(next, "ana")
			held = next
		}
	})
}

func TestOffers(t *testing.T) {
	setup := func(r *rig, mode ...queueOption) desk.ConversationID {
		r.user("ana", 1)
		r.user("bia", 1)
		r.queue("q", append(mode, offers), "ana", "bia")
		r.channel("c", "q")
		r.online("ana")
		r.pass(time.Second)
		r.online("bia")
		return r.arrives("c", "v1")
	}
	ringing := func(r *rig, u string) desk.Offer {
		r.Helper()
		for _, o := range r.e.PendingOffers() {
			if string(o.Agent) == u {
				return o
			}
		}
		r.Fatalf("nothing rings at %s", u)
		return desk.Offer{}
	}
	quiet := func(r *rig) {
		r.Helper()
		if p := r.e.PendingOffers(); len(p) > 0 {
			r.Fatalf("it still rings: %+v", p)
		}
	}

	t.Run("accept", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id := setup(r)
			o := ringing(r, "ana")
			refused(r, "forbidden", by("bia"), engine.AcceptOffer{Offer: o.ID})
			do(r, by("ana"), engine.AcceptOffer{Offer: o.ID})
			do(r, by("ana"), engine.AcceptOffer{Offer: o.ID}) // a double click
			r.holds(id, "ana")
			quiet(r)
			r.pass(time.Minute)
			r.holds(id, "ana")
		})
	})
	t.Run("an answer races the timer", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id := setup(r)
			o := ringing(r, "ana")
			r.now = o.ExpiresAt // the timer is in the same batch, after the click
			err := engine.InOneBatch(r.e, engine.Ask(by("ana"), engine.AcceptOffer{Offer: o.ID}, nil))[0]
			if told := new(desk.Refusal); !errors.As(err, &told) || told.Code != "offer_over" || told.Params["state"] != "expired" {
				r.Fatal(err)
			}
			r.same()
			if next := ringing(r, "bia"); !next.OfferedAt.Equal(o.ExpiresAt) {
				r.Fatalf("offered on at %s", next.OfferedAt)
			}
			refused(r, "offer_over", by("ana"), engine.AcceptOffer{Offer: o.ID})
			r.crash()
			refused(r, "offer_over", by("ana"), engine.AcceptOffer{Offer: o.ID})
			r.holds(id, "offered")
		})
	})
	t.Run("an answer just in time", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id := setup(r)
			o := ringing(r, "ana")
			r.now = o.ExpiresAt.Add(-time.Millisecond)
			do(r, by("ana"), engine.AcceptOffer{Offer: o.ID})
			r.pass(time.Minute)
			r.holds(id, "ana")
		})
	})
	t.Run("decline", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id := setup(r)
			for _, u := range []string{"ana", "bia"} {
				o := ringing(r, u)
				do(r, by(u), engine.DeclineOffer{Offer: o.ID})
				do(r, by(u), engine.DeclineOffer{Offer: o.ID})
			}
			quiet(r)
			declined := r.now
			if w := do(r, root, engine.WhyWaiting{Conversation: id}); w.Why.Reason != "all_busy" { // P-STATUS-11
				r.Fatalf("why: %+v", w.Why)
			}
			r.pass(desk.DefaultHoldTimes.Busy)
			w := do(r, root, engine.WhyWaiting{Conversation: id})
			if w.Why.Reason != "all_declined_until" || !w.Why.Until.Equal(declined.Add(time.Minute)) {
				r.Fatalf("why: %+v", w.Why)
			}
			r.pass(59*time.Second - desk.DefaultHoldTimes.Busy)
			quiet(r)
			r.crash()
			r.pass(2 * time.Second)
			if len(r.e.PendingOffers()) != 1 {
				r.Fatal("it is not offered again")
			}
			// Somebody fresh is asked at once.
			r.user("caio", 1)
			r.members("q", "ana", "bia", "caio")
			for _, o := range r.e.PendingOffers() {
				do(r, by(string(o.Agent)), engine.DeclineOffer{Offer: o.ID})
			}
			r.online("caio")
			for _, o := range r.e.PendingOffers() {
				if o.Agent != "caio" {
					do(r, by(string(o.Agent)), engine.DeclineOffer{Offer: o.ID})
				}
			}
			ringing(r, "caio")
		})
	})
	t.Run("a pending offer counts for the limit", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			setup(r)
			second, third := r.arrives("c", "v2"), r.arrives("c", "v3")
			r.holds(second, "offered")
			r.holds(third, "queued")
			if open, offered := r.e.Load("ana"); open != 0 || offered != 1 {
				r.Fatalf("ana: %d open, %d offered", open, offered)
			}
			if s, _ := r.e.Agent("ana"); s.Load.Open != 0 {
				r.Fatalf("(n) shows %d", s.Load.Open)
			}
		})
	})
	leaving := map[string]func(r *rig){
		"pauses":         func(r *rig) { r.status("ana", desk.Paused) },
		"goes invisible": func(r *rig) { r.status("ana", desk.Invisible) },
		"says goodbye":   func(r *rig) { r.bye("ana") },
		"is lost":        func(r *rig) { r.miss("ana"); r.pass(45 * time.Second) },
		"signs out":      func(r *rig) { do(r, by("ana"), engine.SignOut{}) },
		"leaves the queue": func(r *rig) {
			r.members("q", "bia")
		},
		"is deactivated": func(r *rig) {
			u := r.e.Directory().Users["ana"]
			u.Active = false
			do(r, root, engine.SaveUser{User: u})
		},
	}
	for name, leave := range leaving {
		t.Run("withdrawn when the agent "+name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				r.user("root", 5)
				u := r.e.Directory().Users["root"]
				u.Role = desk.RoleAdmin
				do(r, root, engine.SaveUser{User: u})
				id := setup(r, func(q *desk.Queue) { q.Ring = 5 * time.Minute })
				r.members("q", "ana", "bia")
				o := ringing(r, "ana")
				at := r.e.Conversation(id).Leg.QueuedAt
				leave(r)
				next := ringing(r, "bia") // at once: nobody had to wait for the ringing to end
				if next.Conversation != id || !r.e.Conversation(id).Leg.QueuedAt.Equal(at) {
					r.Fatalf("the work lost its place: %+v", next)
				}
				if stored, _, _ := r.store.OfferByID(context.Background(), o.ID); stored.State != desk.OfferWithdrawn {
					r.Fatalf("the offer is %s", stored.State)
				}
				if tried := r.e.Conversation(id).Leg.Tried; len(tried) != 0 {
					r.Fatalf("a withdrawal counts as an answer: %v", tried)
				}
			})
		})
	}
	t.Run("taken while it rings elsewhere", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id := setup(r, both)
			o := ringing(r, "ana")
			do(r, by("bia"), engine.TakeConversation{Conversation: id})
			r.holds(id, "bia")
			quiet(r)
			refused(r, "offer_over", by("ana"), engine.AcceptOffer{Offer: o.ID})
		})
	})
	t.Run("taken by whom it rings at", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			id := setup(r, both)
			do(r, by("ana"), engine.TakeConversation{Conversation: id}) // the limit of one holds the offer itself
			r.holds(id, "ana")
			quiet(r)
		})
	})
}

// S-01 to S-06.
func TestSignOut_S_01_S_02_S_03_S_05_S_06(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q1", nil, "ana")
		r.queue("q2", nil, "ana")
		r.channel("c", "q1")
		do(r, root, engine.StartSession{User: "ana", Token: "t1"})
		do(r, root, engine.StartSession{User: "ana", Token: "t2"})
		r.online("ana")
		id := r.arrives("c", "v1")
		refused(r, "logout_blocked", by("ana"), engine.SignOut{}) // S-03
		if r.e.AgentRow("ana").Status() != desk.Online {
			r.Fatal("a refused sign-out changed the status")
		}
		r.finish("ana", id)
		do(r, by("ana"), engine.SignOut{}) // S-05, S-06
		if a := r.e.AgentRow("ana"); len(a.SignIns) != 0 || a.Presence != desk.Gone {
			r.Fatalf("after signing out: %+v", a) // S-01
		}
		for _, token := range []string{"t1", "t2"} {
			if _, ok := r.e.Session(token); ok {
				r.Fatalf("session %s still opens the door", token)
			}
		}
		waits := r.arrives("c", "v2")
		r.holds(waits, "queued") // S-02
		r.crash()
		if _, ok := r.e.Session("t1"); ok {
			r.Fatal("a restart brings the session back")
		}
	})
}

// S-32: a session that is used goes on, one that nobody uses ends.
func TestSessionsLive_S_32(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		for _, token := range []string{"used", "left"} {
			do(r, root, engine.StartSession{User: "ana", Token: token})
		}
		for range 40 {
			r.jump(24 * time.Hour)
			s, ok := r.e.Session("used")
			if !ok || !s.Alive(r.e.Now()) || !engine.NeedsRenewal(s, r.e.Now()) {
				r.Fatalf("after %s: %+v", r.now.Sub(start), s)
			}
			engine.Later(r.e, "renew", by("ana"), engine.RenewSession{Token: "used"})
			r.e.Step()
		}
		if _, ok := r.e.Session("left"); ok {
			r.Fatal("a session that nobody used for 40 days is kept")
		}
	})
}

// "Why does this wait?" names the next of each queue and how many wait.
func TestWhyQueuesWait(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 1)
		r.queue("q", nil, "ana")
		r.queue("empty", nil)
		r.channel("c", "q")
		r.channel("vip", "q")
		vip := r.e.Directory().Channels["vip"]
		vip.Priority = 3
		do(r, root, engine.SaveChannel{Channel: vip})
		first := r.arrives("c", "v1")
		r.pass(time.Second)
		urgent := r.arrives("vip", "v2")
		answers := do(r, root, engine.QueuesWaiting{Queues: []desk.QueueID{"q", "empty", "nonsense"}})
		if a := answers[0]; a.Waiting != 2 || a.Conversation.ID != urgent || a.Why.Reason != "nobody_signed_in" {
			r.Fatalf("%+v", a)
		}
		if answers[1].Waiting != 0 || answers[1].Conversation.ID != "" || answers[2].Queue != "nonsense" {
			r.Fatalf("%+v", answers[1:])
		}
		if n := do(r, visitorCall, engine.Position{Conversation: first}); n != 1 {
			r.Fatalf("%d wait before the first", n)
		}
		r.online("ana")
		if a := do(r, root, engine.WhyWaiting{Conversation: first}); a.Why.Reason != "all_full" || a.Waiting != 1 {
			r.Fatalf("%+v", a)
		}
		refused(r, "not_waiting", root, engine.WhyWaiting{Conversation: urgent})
	})
}
