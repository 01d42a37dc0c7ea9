package engine_test

import (
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// telephone is a desk with one agent who is online.
func (r *rig) telephone() {
	r.Helper()
	r.user("ana", 3)
	r.queue("q", nil, "ana")
	r.queue("asks", []queueOption{offers}, "ana")
	r.channel("c", "q")
	r.channel("asking", "asks")
	r.online("ana")
}

func (r *rig) wantPuzzel(u string, want desk.PuzzelLabel) {
	r.Helper()
	if s := r.state(u); s.Axes.Puzzel() != want {
		r.Fatalf("%s at %s: %s, want %s: %+v %+v", u, r.now.Format(time.TimeOnly), s.Axes.Puzzel(), want, s.Agent.Hold, s.Agent.Busy)
	}
}

// until lets a timer run, and looks just before and at its instant.
func (r *rig) until(u string, d time.Duration, before, after desk.PuzzelLabel) {
	r.Helper()
	r.pass(d - time.Millisecond)
	r.wantPuzzel(u, before)
	r.pass(time.Millisecond)
	r.wantPuzzel(u, after)
}

// P-STATUS-03 to P-STATUS-14 and P-STATUS-19 to P-STATUS-22: what comes of a
// call, and how long it lasts.
func TestCalls_P_STATUS_03_to_22(t *testing.T) {
	times := desk.DefaultHoldTimes
	t.Run("answered, wrapped up", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			r.telephone()
			r.ring("ana", "q")
			refused(r, "not_able", system, engine.RingAgent{Agent: "ana", Call: "other", Queue: "q"}) // at most one call
			r.signal("ana", engine.CallAnswered)
			r.jump(time.Hour) // a call has no timer
			r.wantPuzzel("ana", desk.PuzzelConnected)
			r.signal("ana", engine.CallEnded)
			r.until("ana", times.WrapUp, desk.PuzzelWrapUp, desk.PuzzelReady) // P-STATUS-06, P-STATUS-09
			if e, rec := last[desk.HoldChanged](r); e.From != desk.WrapUp || e.Call != "call" || e.Queue != "q" || !rec.Since.Equal(r.now) {
				r.Fatalf("%+v", e)
			}
			refused(r, "call_over", system, engine.SignalCall{Agent: "ana", Call: "call", Signal: engine.CallEnded})
		})
	})
	t.Run("wrap-up is left early", func(t *testing.T) { // P-STATUS-08
		onDesk(t, func(r *rig) {
			r.telephone()
			refused(r, "not_in_wrap_up", by("ana"), engine.LeaveWrapUp{})
			r.ring("ana", "q")
			r.signal("ana", engine.CallAnswered)
			refused(r, "not_in_wrap_up", by("ana"), engine.LeaveWrapUp{})
			r.signal("ana", engine.CallEnded)
			do(r, by("ana"), engine.LeaveWrapUp{})
			r.wantPuzzel("ana", desk.PuzzelReady)
			refused(r, "not_in_wrap_up", by("ana"), engine.LeaveWrapUp{})
			r.callable("ana", "q", true)
		})
	})
	t.Run("rang out", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			r.telephone()
			r.ring("ana", "q")
			r.until("ana", times.Answer, desk.PuzzelConnecting, desk.PuzzelNoAnswer)
			refused(r, "call_over", system, engine.SignalCall{Agent: "ana", Call: "call", Signal: engine.CallAnswered})
			r.until("ana", times.NoAnswer, desk.PuzzelNoAnswer, desk.PuzzelReady) // P-STATUS-21, P-STATUS-22
		})
	})
	t.Run("rejected", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			r.telephone()
			r.ring("ana", "q")
			r.signal("ana", engine.CallRejected)
			waits := r.arrives("c", "v1")
			r.holds(waits, "queued")                                      // P-STATUS-31
			r.until("ana", times.Busy, desk.PuzzelBusy, desk.PuzzelReady) // P-STATUS-13
			r.holds(waits, "ana")                                         // at once
		})
	})
	t.Run("withdrawn", func(t *testing.T) {
		onDesk(t, func(r *rig) {
			r.telephone()
			r.ring("ana", "q")
			r.signal("ana", engine.CallEnded)
			r.wantPuzzel("ana", desk.PuzzelReady)
		})
	})
	t.Run("0 seconds leave a status out", func(t *testing.T) { // P-STATUS-14
		onDesk(t, func(r *rig) {
			r.telephone()
			r.settings(func(i *desk.Installation) { i.Hold.WrapUp, i.Hold.NoAnswer, i.Hold.Busy = 0, 0, 0 })
			for _, signals := range [][]engine.CallSignal{{engine.CallAnswered, engine.CallEnded}, {engine.CallRejected}} {
				r.ring("ana", "q")
				for _, s := range signals {
					r.signal("ana", s)
				}
				r.wantPuzzel("ana", desk.PuzzelReady)
			}
			r.ring("ana", "q")
			r.until("ana", times.Answer, desk.PuzzelConnecting, desk.PuzzelReady)
			r.declines("ana", "v1")
			r.wantPuzzel("ana", desk.PuzzelReady)
			for _, e := range told[desk.HoldChanged](r) {
				if to := e.Event.(desk.HoldChanged).To; to == desk.WrapUp || to == desk.NoAnswer {
					r.Fatalf("told: %+v", e.Event)
				}
			}
		})
	})
	t.Run("a number that is taken", func(t *testing.T) { // P-STATUS-10, P-STATUS-33
		onDesk(t, func(r *rig) {
			r.telephone()
			line := func(taken bool) { r.Helper(); do(r, system, engine.SignalLine{Agent: "ana", Taken: taken}) }
			line(false) // it was free
			line(true)
			line(true)
			r.jump(time.Hour)
			r.wantPuzzel("ana", desk.PuzzelBusy)
			r.holds(r.arrives("c", "v1"), "queued")
			line(false)
			r.until("ana", times.Busy, desk.PuzzelBusy, desk.PuzzelReady) // P-STATUS-13
		})
	})
	t.Run("a pause does not stop the timers", func(t *testing.T) { // 1.8.2
		onDesk(t, func(r *rig) {
			r.telephone()
			r.ring("ana", "q")
			r.signal("ana", engine.CallAnswered)
			r.signal("ana", engine.CallEnded)
			r.status("ana", desk.Paused)
			r.wantPuzzel("ana", desk.PuzzelPause)
			r.pass(10 * time.Second)
			r.status("ana", desk.Online)
			r.until("ana", times.WrapUp-10*time.Second, desk.PuzzelWrapUp, desk.PuzzelReady)
		})
	})
	t.Run("what rings is withdrawn", func(t *testing.T) { // 1.8.3, 1.8.4
		for name, leave := range map[string]func(r *rig){
			"a pause":        func(r *rig) { r.status("ana", desk.Paused) },
			"another queue":  func(r *rig) { do(r, by("ana"), engine.SetQueueStatus{Queue: "q"}) },
			"the connection": func(r *rig) { r.miss("ana"); r.pass(46 * time.Second) },
			"a sign-out":     func(r *rig) { do(r, root, engine.SignOutAgent{User: "ana"}) },
			"the queue":      func(r *rig) { r.members("q") },
		} {
			t.Run(name, func(t *testing.T) {
				onDesk(t, func(r *rig) {
					r.telephone()
					r.settings(func(i *desk.Installation) { i.Hold.Answer = 5 * time.Minute })
					r.ring("ana", "q")
					leave(r)
					if h := r.state("ana").Agent.Hold; !h.IsFree() {
						r.Fatalf("%+v", h)
					}
				})
			})
		}
	})
}

// A limit that is reached while the phone rings withdraws nothing (1.8.3), and a
// written offer that runs out is no No answer (P-STATUS-29).
func TestWrittenWorkAndCalls_P_STATUS_29_to_31(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.telephone()
		r.ring("ana", "q")
		for _, token := range []string{"v1", "v2", "v3"} {
			r.holds(r.arrives("c", token), "ana")
		}
		r.wantPuzzel("ana", desk.PuzzelConnecting)
		r.signal("ana", engine.CallAnswered)
		r.signal("ana", engine.CallEnded)
		r.pass(desk.DefaultHoldTimes.WrapUp)
		r.wantPuzzel("ana", desk.PuzzelBusy) // P-STATUS-18: no timer, ends by load
		r.callable("ana", "q", false)        // P-STATUS-28
		r.finish("ana", r.e.OpenConversations()[0].ID)
		r.wantPuzzel("ana", desk.PuzzelReady)
		asked := r.arrives("asking", "v4")
		r.holds(asked, "offered")
		r.pass(21 * time.Second)
		r.wantPuzzel("ana", desk.PuzzelReady)
		if h := r.state("ana").Agent.Hold; !h.IsFree() {
			r.Fatalf("%+v", h)
		}
	})
}

// Switching written work on again during a hold gives what waits at once.
func TestTheSwitchHoldsAtOnce_P_STATUS_30(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.telephone()
		r.settings(func(i *desk.Installation) { i.Written.Connected = false })
		r.ring("ana", "q")
		r.holds(r.arrives("c", "v1"), "ana") // ringing is another switch
		r.signal("ana", engine.CallAnswered)
		waits := r.arrives("c", "v2")
		r.holds(waits, "queued")
		r.settings(func(i *desk.Installation) { i.Written.Connected = true })
		r.holds(waits, "ana")
	})
}

// C-26: a colleague's call asks the same as a queue's, with the status over all
// queues in the place of the queue.
func TestAColleaguesCall_C_26_P_STATUS_26_27(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.telephone()
		r.user("bia", 3)
		colleague := engine.RingAgent{Agent: "ana", Call: "call"}
		why := func(rule string) {
			r.Helper()
			if told := refused(r, "not_able", system, colleague); told["rule"] != rule {
				r.Fatalf("refused by %s, want %s", told["rule"], rule)
			}
		}
		do(r, by("ana"), engine.SetQueueStatus{Queue: "q", State: desk.PausedQueue})
		do(r, system, colleague) // online in another queue is enough
		r.signal("ana", engine.CallEnded)
		r.status("ana", desk.Paused)
		why("paused")
		r.status("ana", desk.Invisible)
		why("signed_out")
		r.status("ana", desk.Online)
		r.declines("ana", "v1")
		why("busy")
		r.pass(desk.DefaultHoldTimes.Busy)
		for _, token := range []string{"v2", "v3", "v4"} {
			r.arrives("c", token)
		}
		why("total_limit")
		refused(r, "not_able", system, engine.RingAgent{Agent: "bia", Call: "call", Queue: "q"})
		refused(r, "not_found", system, engine.RingAgent{Agent: "nobody", Call: "call"})
	})
}

// Who may tell what happens on the telephones, and nonsense that they tell.
func TestWhoSignalsCalls(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.telephone()
		r.user("pbx", 0)
		ring := engine.RingAgent{Agent: "ana", Call: "call", Queue: "q"}
		refused(r, "forbidden", by("pbx"), ring)
		refused(r, "forbidden", by("ana"), engine.SignalLine{Agent: "ana", Taken: true})
		refused(r, "forbidden", by("pbx"), engine.SignalCall{Agent: "ana", Call: "call", Signal: engine.CallEnded})
		do(r, root, engine.SaveRole{Create: true, Role: desk.RoleRow{ID: "pbx", Name: "Central", Permissions: []desk.Permission{desk.MaySignalCalls}}})
		do(r, root, r.saved("pbx", func(u *desk.User) { u.Role = "pbx" }))
		refused(r, "invalid", by("pbx"), engine.RingAgent{Agent: "ana", Queue: "q"})
		do(r, by("pbx"), ring)
		refused(r, "invalid", by("pbx"), engine.SignalCall{Agent: "ana", Call: "call", Signal: "sneezed"})
		refused(r, "call_over", by("pbx"), engine.SignalCall{Agent: "ana", Call: "other", Signal: engine.CallAnswered})
		do(r, by("pbx"), engine.SignalCall{Agent: "ana", Call: "call", Signal: engine.CallAnswered})
		refused(r, "logout_blocked", by("ana"), engine.SignOut{}) // S-03
		do(r, by("pbx"), engine.SignalCall{Agent: "ana", Call: "call", Signal: engine.CallEnded})
		do(r, by("ana"), engine.SignOut{}) // S-03: wrap-up does not stop it
		if s := r.state("ana").Agent; !s.Hold.IsFree() || s.Presence != desk.Gone {
			r.Fatalf("%+v", s)
		}
	})
}

// A call that rings stops a sign-out too; one that goes on outlasts the agent.
func TestACallOutlastsTheDesk_S_03_1_8_4(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.telephone()
		r.ring("ana", "q")
		refused(r, "logout_blocked", by("ana"), engine.SignOut{})
		r.signal("ana", engine.CallAnswered)
		do(r, root, r.saved("ana", func(u *desk.User) { u.Active = false }))
		if s := r.state("ana").Agent; s.Presence != desk.Gone || s.Hold.State != desk.InCall {
			r.Fatalf("%+v", s)
		}
		r.crash()
		r.signal("ana", engine.CallEnded) // she is no more, and yet it ends
		refused(r, "not_able", system, engine.RingAgent{Agent: "ana", Call: "call", Queue: "q"})
		if s := r.state("ana").Agent; !s.Hold.IsFree() {
			r.Fatalf("%+v", s.Hold)
		}
	})
}

// kill -9 in each state: afterwards the labels are as they were, the graces begin
// anew, and every timer ends when it was to end, however long the server was down.
func TestKilledInEachState_1_8_4(t *testing.T) {
	call := func(signals ...engine.CallSignal) func(r *rig) {
		return func(r *rig) {
			r.ring("ana", "q")
			for _, s := range signals {
				r.signal("ana", s)
			}
		}
	}
	times := desk.DefaultHoldTimes
	for _, c := range []struct {
		name    string
		prepare func(r *rig)
		ends    time.Duration // its timer, from the kill
		then    desk.PuzzelLabel
		timer   func(r *rig) desk.Recorded // the event that the timer made
	}{
		{"online", func(*rig) {}, 0, desk.PuzzelReady, nil},
		{"connecting", call(), times.Answer, desk.PuzzelNoAnswer, lastHold},
		{"connected", call(engine.CallAnswered), 0, desk.PuzzelConnected, nil},
		{"wrap-up", call(engine.CallAnswered, engine.CallEnded), times.WrapUp, desk.PuzzelReady, lastHold},
		{"no answer", func(r *rig) { r.ring("ana", "q"); r.pass(times.Answer) }, times.NoAnswer, desk.PuzzelReady, lastHold},
		{"busy", func(r *rig) { r.declines("ana", "v1") }, times.Busy, desk.PuzzelReady, lastBusy},
		{"a number that is taken", func(r *rig) { do(r, system, engine.SignalLine{Agent: "ana", Taken: true}) }, 0, desk.PuzzelBusy, nil},
		{"em pausa", func(r *rig) { r.status("ana", desk.Paused) }, 0, desk.PuzzelPause, nil},
		{"invisible", func(r *rig) { r.status("ana", desk.Invisible) }, 0, desk.PuzzelLoggedOff, nil},
		{"lost", func(r *rig) { r.miss("ana"); r.pass(46 * time.Second) }, 0, desk.PuzzelReady, nil},
		{"closing", func(r *rig) { r.bye("ana") }, 0, desk.PuzzelReady, nil},
		{"kept online", func(r *rig) { r.prefer("ana", true); r.bye("ana"); r.pass(11 * time.Second) }, 0, desk.PuzzelReady, nil},
	} {
		for _, down := range []time.Duration{0, 20 * time.Minute} {
			t.Run(c.name+", down "+down.String(), func(t *testing.T) {
				onDesk(t, func(r *rig) {
					r.telephone()
					c.prepare(r)
					before, killed := r.state("ana"), r.now
					r.now = r.now.Add(down)
					r.crash()
					r.same()
					s := r.state("ana")
					if c.ends > 0 && down >= c.ends {
						r.wantPuzzel("ana", map[bool]desk.PuzzelLabel{true: desk.PuzzelReady, false: c.then}[down >= c.ends+times.NoAnswer])
					} else if s.Axes != before.Axes || s.Agent.Hold != before.Agent.Hold || s.Agent.Busy != before.Agent.Busy {
						r.Fatalf("%+v\nbecame %+v", before, s)
					}
					if before.Agent.Presence != desk.Gone { // the same page comes back
						r.window("ana")
					}
					if s := r.state("ana"); s.Agent.Status() != before.Agent.Status() || !s.Agent.StatusSince.Equal(before.Agent.StatusSince) {
						r.Fatalf("%+v\nbecame %+v", before.Agent, s.Agent)
					}
					if c.ends == 0 {
						r.jump(time.Hour)
						r.wantPuzzel("ana", c.then)
						return
					}
					if down == 0 {
						r.until("ana", c.ends, before.Axes.Puzzel(), c.then)
						if rec := c.timer(r); !rec.Since.Equal(killed.Add(c.ends)) {
							r.Fatalf("it ended %s after the kill, want %s", rec.Since.Sub(killed), c.ends)
						}
					}
				})
			})
		}
	}
}

func lastHold(r *rig) desk.Recorded { _, rec := last[desk.HoldChanged](r); return rec }
func lastBusy(r *rig) desk.Recorded { _, rec := last[desk.BusyChanged](r); return rec }

// Durations of 0, negative, fractional, huge.
func TestHoldTimesThatCannotBe(t *testing.T) {
	onDesk(t, func(r *rig) {
		for _, change := range []func(*desk.HoldTimes){
			func(h *desk.HoldTimes) { h.Answer = 0 },
			func(h *desk.HoldTimes) { h.Answer = time.Hour },
			func(h *desk.HoldTimes) { h.WrapUp = -time.Second },
			func(h *desk.HoldTimes) { h.Busy = 1500 * time.Millisecond },
			func(h *desk.HoldTimes) { h.NoAnswer = 11 * time.Minute },
			func(h *desk.HoldTimes) { h.WrapUp = 1 << 62 },
		} {
			i := r.e.Directory().Installation
			change(&i.Hold)
			refused(r, "invalid", root, engine.SaveInstallation{Installation: i})
		}
	})
}
