package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/routing"
)

// system is the server's own telephone.
var system = engine.Call{Actor: desk.System}

func (r *rig) ring(u, queue string) {
	r.Helper()
	do(r, system, engine.RingAgent{Agent: desk.UserID(u), Call: "call", Queue: desk.QueueID(queue)})
}

func (r *rig) signal(u string, s engine.CallSignal) {
	r.Helper()
	do(r, system, engine.SignalCall{Agent: desk.UserID(u), Call: "call", Signal: s})
}

func (r *rig) prefer(u string, on bool) {
	r.Helper()
	do(r, by(u), engine.PreferKeepOnline{On: on})
}

func (r *rig) state(u string) engine.AgentState {
	r.Helper()
	s, ok := r.e.Agent(desk.UserID(u))
	if !ok {
		r.Fatalf("nobody knows %s", u)
	}
	return s
}

// shows is the three labels of an agent, with the number in brackets.
func (r *rig) shows(u string) string {
	r.Helper()
	s := r.state(u)
	return fmt.Sprintf("%s, %s (%d), %s", s.Axes.Blip(), s.Axes.Puzzel(), s.Axes.Load.Open, s.Axes.Smartspace())
}

func (r *rig) wantShown(u, want string) {
	r.Helper()
	if got := r.shows(u); got != want {
		r.Fatalf("%s shows %q, want %q", u, got, want)
	}
}

// told lists the events of one kind that the log has.
func told[E desk.Event](r *rig) []desk.Recorded {
	r.Helper()
	events, err := r.store.Events(context.Background(), 0, 1_000_000)
	if err != nil {
		r.Fatal(err)
	}
	var list []desk.Recorded
	for _, e := range events {
		if _, ok := e.Event.(E); ok {
			list = append(list, e)
		}
	}
	return list
}

func last[E desk.Event](r *rig) (E, desk.Recorded) {
	r.Helper()
	list := told[E](r)
	if len(list) == 0 {
		var none E
		r.Fatalf("no %T was told", none)
	}
	e := list[len(list)-1]
	return e.Event.(E), e
}

// The situation table, row by row, with what routing does about calls and about
// written work.
func TestSituations_1_8_6(t *testing.T) {
	two := func(r *rig) { r.online("ana"); r.arrives("c", "v1"); r.arrives("c", "v2") }
	hold := func(r *rig, signals ...engine.CallSignal) {
		r.online("ana")
		r.ring("ana", "q")
		for _, s := range signals {
			r.signal("ana", s)
		}
	}
	closed := func(status desk.Status, keep bool) func(*rig) {
		return func(r *rig) {
			r.online("ana")
			r.prefer("ana", keep)
			r.status("ana", status)
			r.bye("ana")
			r.jump(time.Hour)
		}
	}
	vanished := func(keep bool, since time.Duration) func(*rig) {
		return func(r *rig) { r.online("ana"); r.prefer("ana", keep); r.miss("ana"); r.jump(since) }
	}
	for _, row := range []struct {
		name           string
		prepare        func(r *rig)
		labels         string
		voice, written bool
		setting        desk.HoldState // whose switch decides about written work
		why            string         // they receive nothing: of written work, and of calls
	}{
		{"just logged in, did nothing", func(r *rig) { r.window("ana") }, "invisible, logged_off (0), offline", false, false, "", "signed_out | signed_out"},
		{"online, idle", func(r *rig) { r.online("ana") }, "online, ready (0), available", true, true, "", " | "},
		{"phone ringing", func(r *rig) { hold(r) }, "online, connecting (0), available", false, true, desk.Connecting, " | on_hold"},
		{"in a call", func(r *rig) { hold(r, engine.CallAnswered) }, "online, connected (0), available", false, true, desk.InCall, " | on_hold"},
		{"after the call", func(r *rig) { hold(r, engine.CallAnswered, engine.CallEnded) }, "online, wrap_up (0), available", false, true, desk.WrapUp, " | on_hold"},
		{"rang out", func(r *rig) { hold(r); r.pass(20 * time.Second) }, "online, no_answer (0), available", false, true, desk.NoAnswer, " | on_hold"},
		{"rejected a chat", func(r *rig) { r.online("ana"); r.declines("ana", "v1") }, "online, busy (0), available", false, false, "", "busy | busy"},
		{"at the total limit", func(r *rig) { two(r); r.arrives("c", "v3") }, "online, busy (3), available", false, false, "", "total_limit chat_limit | total_limit chat_limit"},
		{"at the chat limit", func(r *rig) {
			do(r, root, r.saved("ana", func(u *desk.User) { u.Limits.Chat = 1 }))
			r.online("ana")
			r.arrives("c", "v1")
		}, "online, busy (1), available", false, false, "", "chat_limit | chat_limit"},
		{"too much written work for a call", func(r *rig) { // P-STATUS-30
			do(r, root, r.saved("ana", func(u *desk.User) { u.Limits.Phone = 0 }))
			r.online("ana")
			r.arrives("c", "v1")
		}, "online, busy (1), available", false, true, "", " | phone_blocked"},
		// P-STATUS-25: neither calls nor written work
		{"em pausa, 2 open", func(r *rig) { two(r); r.status("ana", desk.Paused) }, "paused, pause (2), paused", false, false, "", "paused | paused"},
		{"10-minute break, 15 minutes elapsed", func(r *rig) { // B-STATUS-17, B-STATUS-18
			do(r, root, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "p", Name: "Café", Duration: 10 * time.Minute}})
			r.online("ana")
			do(r, by("ana"), engine.SetStatus{Status: desk.Paused, Reason: "p"})
			r.jump(15 * time.Minute)
		}, "paused, pause (0), paused", false, false, "", "paused | paused"},
		{"the other queue paused", func(r *rig) {
			r.online("ana")
			do(r, by("ana"), engine.SetQueueStatus{Queue: "asks", State: desk.PausedQueue})
		}, "online, ready (0), available", true, true, "", " | "},
		{"this queue paused", func(r *rig) {
			r.online("ana")
			do(r, by("ana"), engine.SetQueueStatus{Queue: "q", State: desk.PausedQueue})
		}, "online, ready (0), available", false, false, "", "queue_paused | queue_paused"},
		{"pause chosen during a call", func(r *rig) { hold(r, engine.CallAnswered); r.status("ana", desk.Paused) }, "paused, connected (0), paused", false, false, "", "paused | paused on_hold"},
		{"and after that call", func(r *rig) {
			hold(r, engine.CallAnswered)
			r.status("ana", desk.Paused)
			r.signal("ana", engine.CallEnded)
		}, "paused, pause (0), paused", false, false, "", "paused | paused on_hold"},
		{"invisible, finishing 2", func(r *rig) { two(r); r.status("ana", desk.Invisible) }, "invisible, logged_off (2), offline", false, false, "", "signed_out | signed_out"},
		{"net lost within the grace", vanished(false, time.Minute), "online, ready (0), inactive", false, false, "", "lost | lost"},
		{"grace over", vanished(false, 6*time.Minute), "offline, logged_off (0), offline", false, false, "", "signed_out gone | signed_out gone"},
		{"grace over, preference on", vanished(true, 6*time.Minute), "offline, logged_off (0), offline", false, false, "", "signed_out gone | signed_out gone"},
		{"tab closed while online, preference off", closed(desk.Online, false), "offline, logged_off (0), offline", false, false, "", "signed_out gone | signed_out gone"},
		{"tab closed while online, preference on", closed(desk.Online, true), "online, ready (0), available", false, true, "", " | gone"}, // C-08
		{"tab closed while em pausa, preference off", closed(desk.Paused, false), "offline, logged_off (0), offline", false, false, "", "signed_out gone | signed_out gone"},
		{"tab closed while em pausa, preference on", closed(desk.Paused, true), "offline, logged_off (0), offline", false, false, "", "signed_out gone | signed_out gone"},
		{"background tab", func(r *rig) { r.online("ana"); r.jump(8 * time.Hour) }, "online, ready (0), available", true, true, "", " | "}, // B-STATUS-26
		{"logout clicked with 1 open", func(r *rig) { // S-03
			r.online("ana")
			r.arrives("c", "v1")
			refused(r, "logout_blocked", by("ana"), engine.SignOut{})
		}, "online, ready (1), available", true, true, "", " | "},
		{"logout clicked in a call", func(r *rig) { // S-03
			hold(r, engine.CallAnswered)
			refused(r, "logout_blocked", by("ana"), engine.SignOut{})
		}, "online, connected (0), available", false, true, desk.InCall, " | on_hold"},
	} {
		for _, off := range []bool{false, true} {
			if off && row.setting == "" {
				continue
			}
			name, written, why := row.name, row.written, row.why
			if off {
				name, written, why = name+", written work switched off", false, "held"+why
			}
			t.Run(name, func(t *testing.T) {
				onDesk(t, func(r *rig) {
					r.user("ana", 3)
					r.queue("q", nil, "ana")
					r.queue("asks", []queueOption{offers}, "ana")
					r.channel("c", "q")
					r.channel("asking", "asks")
					if off {
						r.settings(func(i *desk.Installation) { // P-STATUS-30
							i.Written = desk.DuringHold{
								Connecting: row.setting != desk.Connecting, Connected: row.setting != desk.InCall,
								WrapUp: row.setting != desk.WrapUp, NoAnswer: row.setting != desk.NoAnswer,
							}
						})
					}
					row.prepare(r)
					r.wantShown("ana", row.labels)
					r.wantIdle("ana", "q", why)
					for i, c := range r.e.OpenConversations() { // what they hold goes on, whatever they are
						if c.HeldBy("ana") {
							do(r, by("ana"), engine.WriteMessage{ID: desk.MessageID(fmt.Sprint("a", i)), Conversation: c.ID, Text: "já vejo"})
						}
					}
					r.callable("ana", "q", row.voice)
					if got := r.holder(r.arrives("c", "new")) == "ana"; got != written {
						r.Fatalf("written work comes: %t, and should: %t", got, written)
					}
				})
			})
		}
	}
}

// wantIdle asks why the agent receives nothing of a queue: written work, and calls.
func (r *rig) wantIdle(u, queue, want string) {
	r.Helper()
	why := do(r, by(u), engine.WhyIdle{})
	at := slices.IndexFunc(why.Queues, func(q engine.IdleQueue) bool { return q.Queue == desk.QueueID(queue) })
	q := why.Queues[at]
	if got := strings.Trim(fmt.Sprint(q.Rules), "[]") + " | " + strings.Trim(fmt.Sprint(q.Calls), "[]"); got != want {
		r.Fatalf("receives nothing because of %q, want %q", got, want)
	}
	for _, rule := range slices.Concat(q.Rules, q.Calls) {
		if !slices.Contains(routing.Told(), rule) {
			r.Fatalf("nobody is told of %s", rule)
		}
	}
}

// callable says whether a call of this queue can be put before the agent, and
// leaves them as they were.
func (r *rig) callable(u, queue string, want bool) {
	r.Helper()
	ring := engine.RingAgent{Agent: desk.UserID(u), Call: "probe", Queue: desk.QueueID(queue)}
	if !want {
		refused(r, "not_able", system, ring)
		return
	}
	do(r, system, ring)
	do(r, system, engine.SignalCall{Agent: desk.UserID(u), Call: "probe", Signal: engine.CallEnded})
}

// declines lets work ring at an agent, who declines it, and ends it.
func (r *rig) declines(u, token string) {
	r.Helper()
	r.arrives("asking", token)
	for _, o := range r.e.PendingOffers() {
		if string(o.Agent) == u {
			do(r, by(u), engine.DeclineOffer{Offer: o.ID})
			return
		}
	}
	r.Fatalf("nothing rings at %s", u)
}

// The close/reopen matrix, the time that counts, and what is left.
func TestCloseAndReopen_B_STATUS_20_to_38(t *testing.T) {
	for _, status := range []desk.Status{desk.Online, desk.Paused, desk.Invisible} {
		for _, keep := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, preference %t", status, keep), func(t *testing.T) {
				onDesk(t, func(r *rig) {
					r.user("ana", 5)
					r.queue("q", nil, "ana")
					r.online("ana")
					if s := r.state("ana"); s.Agent.KeepOnline { // B-STATUS-31
						r.Fatal("the preference is on before anybody turned it on")
					}
					r.prefer("ana", keep)
					r.status("ana", status)
					chosen := r.state("ana").Agent.StatusSince
					r.pass(time.Minute)
					r.bye("ana")
					at := r.now
					r.crash() // the reload grace goes on after a restart
					r.jump(time.Hour)
					kept := keep && status == desk.Online
					want, reopened := desk.BlipOffline, desk.BlipInvisible // B-STATUS-20, 22, 27, 28, 35, 36
					if kept {
						want, reopened = desk.BlipOnline, desk.BlipOnline // B-STATUS-32, B-STATUS-34
					}
					s := r.state("ana")
					if s.Axes.Blip() != want || s.Agent.Presence != desk.Gone || !s.Agent.PresenceSince.Equal(at) { // B-STATUS-21
						r.Fatalf("closed at %s: %+v", at, s.Agent)
					}
					do(r, by("ana"), engine.OpenWindow{User: "ana", Window: "another", Load: 9})
					s = r.state("ana")
					since := r.now // B-STATUS-25: what was before counts for nothing
					if kept {
						since = chosen // B-STATUS-33
					}
					if s.Axes.Blip() != reopened || !s.Agent.StatusSince.Equal(since) {
						r.Fatalf("reopened, since %s: %+v", since, s.Agent)
					}
				})
			})
		}
	}
}

// A reload is no close, even when the server restarts in the middle of it.
func TestAReloadIsNoClose_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.online("ana")
		r.bye("ana")
		r.pass(5 * time.Second)
		r.crash()
		r.pass(9 * time.Second)
		do(r, by("ana"), engine.OpenWindow{User: "ana", Window: "w-ana", Load: 2})
		r.jump(time.Hour)
		r.wantShown("ana", "online, ready (0), available")
	})
}

// Kept online: work that is assigned comes, offers and calls do not (B-STATUS-37,
// C-08), across a restart too; an explicit sign-out ends it (B-STATUS-38), as does
// turning the preference off, and a break cannot begin.
func TestKeptOnline_B_STATUS_37_38_C_08(t *testing.T) {
	kept := func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.queue("asks", []queueOption{offers}, "ana")
		r.channel("c", "q")
		r.channel("asking", "asks")
		r.online("ana")
		r.prefer("ana", true)
		r.bye("ana")
		r.pass(time.Minute)
	}
	t.Run("what comes", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			kept(r)
			r.crash()
			r.jump(time.Hour)
			r.holds(r.arrives("c", "v1"), "ana")
			asked := r.arrives("asking", "v2")
			r.holds(asked, "queued")
			if w := do(r, root, engine.WhyWaiting{Conversation: asked}); len(w.Why.LeftOut) != 1 || w.Why.LeftOut[0].Rule != "needs_desk" {
				r.Fatalf("%+v", w.Why)
			}
			r.callable("ana", "q", false)
			refused(r, "not_able", system, engine.RingAgent{Agent: "ana", Call: "colleague"})
			if able := r.e.Directory().Able(r.state("ana")); len(able) != 1 || able[0] != "q" {
				r.Fatalf("able for %v", able)
			}
			r.window("ana")
			r.holds(asked, "offered") // somebody can answer now
		})
	})
	ends := map[string]func(r *rig){
		"signs out":         func(r *rig) { do(r, by("ana"), engine.SignOut{}) },
		"turns it off":      func(r *rig) { r.prefer("ana", false) },
		"goes invisible":    func(r *rig) { r.status("ana", desk.Invisible) },
		"loses every queue": func(r *rig) { r.members("q"); r.members("asks") },
		"pauses what is left": func(r *rig) {
			refused(r, "no_window", by("ana"), engine.SetStatus{Status: desk.Paused})
			r.prefer("ana", false)
		},
		"is signed out by CLI": func(r *rig) { do(r, root, engine.SignOutAgent{User: "ana"}) },
	}
	for name, end := range ends {
		t.Run("ends when she "+name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				kept(r)
				end(r)
				if a := r.state("ana").Agent; len(a.SignIns) != 0 {
					r.Fatalf("%+v", a.SignIns)
				}
				r.holds(r.arrives("c", "v1"), "queued")
				r.crash()
				r.window("ana")
				r.wantShown("ana", "invisible, logged_off (0), offline")
			})
		})
	}
}

// C-05: one queue is entered, paused and left by itself; the status follows.
func TestOneQueueAlone_C_05(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q1", nil, "ana")
		r.queue("q2", nil, "ana")
		r.queue("other", nil)
		r.channel("c1", "q1")
		r.channel("c2", "q2")
		sets := func(queue string, s desk.SignInState) {
			r.Helper()
			do(r, by("ana"), engine.SetQueueStatus{Queue: desk.QueueID(queue), State: s})
		}
		status := func(want desk.Status) {
			r.Helper()
			if got := r.state("ana").Agent.Status(); got != want {
				r.Fatalf("status %s, want %s", got, want)
			}
		}
		refused(r, "no_window", by("ana"), engine.SetQueueStatus{Queue: "q1", State: desk.SignedInQueue})
		r.window("ana")
		refused(r, "not_member", by("ana"), engine.SetQueueStatus{Queue: "other", State: desk.SignedInQueue})
		refused(r, "invalid", by("ana"), engine.SetQueueStatus{Queue: "q1", State: "on"})
		sets("q1", desk.SignedInQueue)
		status(desk.Online)
		r.holds(r.arrives("c1", "v1"), "ana")
		waits := r.arrives("c2", "v2")
		r.holds(waits, "queued")
		sets("q2", desk.PausedQueue)
		status(desk.Online) // S-41
		sets("q1", "")
		status(desk.Paused) // S-40: all she is in are paused
		since := r.state("ana").Agent.StatusSince
		r.pass(time.Minute)
		sets("q2", desk.PausedQueue) // again: the stopwatch goes on
		if !r.state("ana").Agent.StatusSince.Equal(since) {
			r.Fatal("the stopwatch begins anew though nothing changed")
		}
		r.crash()
		r.window("ana")
		sets("q2", desk.SignedInQueue)
		status(desk.Online)
		r.holds(waits, "ana")
		sets("q2", "")
		status(desk.Invisible)
	})
}

// B-STATUS-07, P-STATUS-24, C-04: when a reason is needed, for one queue and for all, now and
// later, by oneself and by others.
func TestReasonsAreNeeded_C_04(t *testing.T) {
	for _, rule := range []desk.ReasonRule{desk.ReasonOptional, desk.ReasonIfConfigured, desk.ReasonRequired} {
		for _, configured := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, configured %t", rule, configured), func(t *testing.T) {
				onDesk(t, func(r *rig) {
					r.user("ana", 5)
					r.queue("q", nil, "ana")
					r.settings(func(i *desk.Installation) { i.PauseReasons = rule })
					do(r, root, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "p", Name: "Café", Duration: time.Minute}})
					if !configured {
						gone := r.e.Directory().Reasons["p"]
						gone.Active = false
						do(r, root, engine.SavePauseReason{Reason: gone})
					}
					r.online("ana")
					asks := rule == desk.ReasonRequired || rule == desk.ReasonIfConfigured && configured
					bare := []engine.Command[engine.AgentState]{
						engine.PlanStatus{Status: desk.Paused, At: r.now.Add(time.Hour)},
						engine.SetQueueStatus{Queue: "q", State: desk.PausedQueue},
						engine.SetStatus{Status: desk.Paused},
					}
					for _, cmd := range bare {
						if asks {
							refused(r, "reason_required", by("ana"), cmd)
						} else {
							do(r, by("ana"), cmd)
							r.status("ana", desk.Online)
						}
					}
					if asks {
						refused(r, "reason_required", root, engine.SetStatus{User: "ana", Status: desk.Paused}) // C-27
					}
					if !configured {
						refused(r, "invalid", by("ana"), engine.SetStatus{Status: desk.Paused, Reason: "p"})
					}
				})
			})
		}
	}
}

// A reason that is renamed or removed while somebody is in it: the pause goes on
// under it, and only a new choice is asked for another.
func TestAReasonEndsWhileSomebodyIsInIt(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		do(r, root, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: "p", Name: "Café", Duration: time.Minute}})
		r.online("ana")
		do(r, by("ana"), engine.PlanStatus{Status: desk.Paused, Reason: "p", At: r.now.Add(time.Hour)})
		r.user("bia", 5)
		r.members("q", "ana", "bia")
		r.online("bia")
		do(r, by("bia"), engine.SetStatus{Status: desk.Paused, Reason: "p"})
		reason := r.e.Directory().Reasons["p"]
		reason.Name = "Cafezinho"
		reason = do(r, root, engine.SavePauseReason{Reason: reason})
		reason.Active = false
		do(r, root, engine.SavePauseReason{Reason: reason})
		r.crash()
		r.window("ana")
		r.window("bia")
		r.jump(time.Hour)
		for _, u := range []string{"ana", "bia"} { // what was chosen holds
			if a := r.state(u).Agent; a.Status() != desk.Paused || a.SignIns.Reason() != "p" {
				r.Fatalf("%s: %+v", u, a.SignIns)
			}
		}
		do(r, by("bia"), engine.SetQueueStatus{Queue: "q", State: desk.SignedInQueue})
		refused(r, "invalid", by("bia"), engine.SetStatus{Status: desk.Paused, Reason: "p"})
		do(r, by("bia"), engine.SetStatus{Status: desk.Paused}) // none is configured any more
	})
}

// Next status: after work none is given any more, and it comes with the end of the
// last conversation, at once; at an instant it comes then. It survives a restart
// and gives way to what is chosen by hand.
func TestNextStatus(t *testing.T) {
	setup := func(r *rig) desk.ConversationID {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.queue("asks", []queueOption{offers}, "ana")
		r.channel("c", "q")
		r.channel("asking", "asks")
		r.online("ana")
		return r.arrives("c", "v1")
	}
	after := engine.PlanStatus{Status: desk.Paused, AfterWork: true}
	t.Run("after work", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			held := setup(r)
			r.arrives("asking", "v0")
			if len(r.e.PendingOffers()) != 1 {
				r.Fatal("nothing rings")
			}
			do(r, by("ana"), after)
			if len(r.e.PendingOffers()) != 0 {
				r.Fatal("it still rings at who takes no more")
			}
			waits := r.arrives("c", "v2")
			r.holds(waits, "queued")
			if why := do(r, by("ana"), engine.WhyIdle{}); why.Queues[1].Rules[0] != "winding_down" {
				r.Fatalf("%+v", why)
			}
			r.callable("ana", "q", false)
			r.crash()
			r.window("ana")
			r.pass(time.Minute)
			r.wantShown("ana", "online, ready (1), available")
			r.finish("ana", held)
			r.e.Step()
			r.wantShown("ana", "paused, pause (0), paused")
			if e, rec := last[desk.StatusChanged](r); e.To != desk.Paused || !rec.Since.Equal(r.now) {
				r.Fatalf("%+v at %s, since %s", e, rec.At, rec.Since)
			}
			if s := r.state("ana"); s.Agent.Next != nil || s.Agent.DeclaredBy != "ana" {
				r.Fatalf("%+v", s.Agent)
			}
			r.holds(waits, "queued")
		})
	})
	t.Run("after work, whatever else is in the batch", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			held := setup(r)
			do(r, by("ana"), after)
			r.store.once(engine.ErrData, false)
			for _, err := range engine.InOneBatch(r.e,
				engine.Ask(by("ana"), engine.EndConversation{Conversation: held, Outcome: desk.Finished}, nil),
				engine.Ask(by("ana"), engine.MissWindow{User: "ana", Window: "w-ana", Load: 1, Seen: r.now}, nil)) {
				if err != nil {
					r.Fatal(err)
				}
			}
			r.e.Step()
			r.same()
			if s := r.state("ana"); s.Agent.Status() != desk.Paused {
				r.Fatalf("%+v", s.Agent)
			}
		})
	})
	t.Run("after work, and the server dies", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			held := setup(r)
			do(r, by("ana"), after)
			r.finish("ana", held)
			r.wantShown("ana", "online, ready (0), available") // the timer is the next batch's
			r.crash()
			r.same()
			r.wantShown("ana", "paused, pause (0), paused")
		})
	})
	t.Run("after none", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			held := setup(r)
			r.finish("ana", held)
			if s := do(r, by("ana"), after); s.Agent.Status() != desk.Paused || s.Agent.Next != nil {
				r.Fatalf("%+v", s.Agent)
			}
		})
	})
	for name, leave := range map[string]func(r *rig, id desk.ConversationID){
		"moved": func(r *rig, id desk.ConversationID) { do(r, root, engine.MoveConversation{Conversation: id}) },
		"taken over": func(r *rig, id desk.ConversationID) {
			r.user("bia", 5)
			do(r, root, r.saved("bia", func(u *desk.User) { u.Role = desk.RoleAdmin }))
			do(r, by("bia"), engine.TakeOver{Conversation: id})
		},
		"drained": func(r *rig, _ desk.ConversationID) { do(r, root, engine.DrainAgent{User: "ana"}) },
	} {
		t.Run("after the last was "+name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				held := setup(r)
				do(r, by("ana"), after)
				leave(r, held)
				r.e.Step()
				r.same()
				r.wantShown("ana", "paused, pause (0), paused")
			})
		})
	}
	t.Run("at an instant", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			held := setup(r)
			at := r.now.Add(time.Hour)
			do(r, by("ana"), engine.PlanStatus{Status: desk.Invisible, At: at})
			r.holds(r.arrives("c", "v2"), "ana") // until then all goes on
			r.jump(30 * time.Minute)
			r.crash()
			r.window("ana")
			r.jump(29 * time.Minute)
			if s := r.state("ana"); s.Agent.Status() != desk.Online || s.Agent.Next == nil {
				r.Fatalf("%+v", s.Agent)
			}
			r.now = at.Add(20 * time.Minute) // late
			r.e.Step()
			r.same()
			r.wantShown("ana", "invisible, logged_off (2), offline")
			if _, rec := last[desk.StatusChanged](r); !rec.Since.Equal(at) {
				r.Fatalf("since %s, want %s", rec.Since, at)
			}
			r.holds(held, "ana")
		})
	})
	for name, forget := range map[string]func(r *rig){
		"cancelled":    func(r *rig) { do(r, by("ana"), engine.PlanStatus{}) },
		"overruled":    func(r *rig) { r.status("ana", desk.Online) },
		"for a queue":  func(r *rig) { do(r, by("ana"), engine.SetQueueStatus{Queue: "asks"}) },
		"set by other": func(r *rig) { do(r, root, engine.SetStatus{User: "ana", Status: desk.Invisible}) },
		"gone":         func(r *rig) { r.bye("ana"); r.pass(11 * time.Second); r.window("ana"); r.status("ana", desk.Online) },
		"signed out":   func(r *rig) { do(r, root, engine.SignOutAgent{User: "ana"}); r.online("ana") },
	} {
		t.Run("not when "+name, func(t *testing.T) {
			onDesk(t, func(r *rig) {
				setup(r)
				do(r, by("ana"), engine.PlanStatus{Status: desk.Paused, At: r.now.Add(time.Hour)})
				forget(r)
				if e, _ := last[desk.NextStatusChanged](r); e.Status != "" || r.state("ana").Agent.Next != nil {
					r.Fatalf("%+v", r.state("ana").Agent)
				}
				r.jump(2 * time.Hour)
				if s := r.state("ana").Agent; s.Status() == desk.Paused {
					r.Fatalf("%+v", s)
				}
			})
		})
	}
	t.Run("what cannot be chosen", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			setup(r)
			refused(r, "invalid", by("ana"), engine.PlanStatus{Status: desk.Online, AfterWork: true})
			refused(r, "invalid", by("ana"), engine.PlanStatus{Status: desk.Paused, At: r.now})
			refused(r, "invalid", by("ana"), engine.PlanStatus{Status: desk.Paused, At: r.now.Add(25 * time.Hour)})
			refused(r, "invalid", by("ana"), engine.PlanStatus{Status: "lunch", AfterWork: true})
			r.status("ana", desk.Invisible)
			refused(r, "status_invisible", by("ana"), after)
			r.bye("ana")
			r.pass(11 * time.Second)
			refused(r, "no_window", by("ana"), after)
		})
	})
}

// A command that arrives with a timer, or after one that could not be kept in
// time, finds done what was due before it.
func TestWhatIsDueComesFirst(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.online("ana")
		r.ring("ana", "q")
		out := r.now.Add(desk.DefaultHoldTimes.Answer)
		r.now = out.Add(2 * time.Second) // late
		do(r, by("ana"), engine.SetStatus{Status: desk.Paused})
		if s := r.state("ana"); s.Agent.Hold.State != desk.NoAnswer || !s.Agent.Hold.Since.Equal(out) {
			r.Fatalf("it rang out at %s: %+v", out, s.Agent.Hold)
		}
		r.status("ana", desk.Online)
		r.now = out.Add(desk.DefaultHoldTimes.NoAnswer)
		do(r, system, engine.RingAgent{Agent: "ana", Call: "second", Queue: "q"}) // free again at this very instant
		refused(r, "call_over", system, engine.SignalCall{Agent: "ana", Call: "call", Signal: engine.CallAnswered})
		r.now = r.now.Add(desk.DefaultHoldTimes.Answer)
		if do(r, system, engine.CloseWindow{User: "ana", Window: "w-ana"}) {
			r.Fatal("the goodbye of an older page is believed because something else was due")
		}
		r.wantPuzzel("ana", desk.PuzzelNoAnswer)
	})
}
