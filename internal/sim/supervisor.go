package sim

import (
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// What supervisors may be told: they act on what they saw a moment ago, and on
// what is not theirs.
var (
	refusedSet      = []string{"forbidden", "not_found", "no_queue", "no_window", "not_member", "reason_required", "invalid"}
	refusedOver     = []string{"forbidden", "not_found"}
	refusedFix      = append([]string{"before_agent"}, refusedOver...)
	refusedDrain    = []string{"forbidden", "not_found", "already_drained"}
	refusedMove     = []string{"not_found", "not_able", "already_there", "already_closed", "invalid"}
	refusedTakeOver = []string{"not_found", "limit_reached", "already_closed"}
	refusedWhisper  = []string{"not_found", "not_assigned"}
)

// foundSupervisors lets two people supervise half of the queues each, with what no
// role may by default.
func (w *world) foundSupervisors() {
	roles := desk.DefaultRoles()
	for i := range roles {
		if roles[i].ID != desk.RoleAgent {
			roles[i].Permissions = append(roles[i].Permissions, desk.MaySetOthersStatus, desk.MayCorrect)
			send(w, cli, engine.SaveRole{Role: roles[i]}, nil, nil)
		}
	}
	for _, name := range []string{"Marina", "Otávio"} {
		id := desk.UserID(w.ids.id(w.now()))
		w.company.supervisors = append(w.company.supervisors, id)
		send(w, cli, engine.SaveUser{Create: true, User: desk.User{
			ID: id, Name: name, Email: name + "@loja.example", Role: desk.RoleSupervisor, Locale: desk.Portuguese, Active: true,
			Limits: desk.Limits{Total: 1, Chat: 1}, Password: "hash",
		}}, nil, nil)
	}
}

// supervise acts on somebody every now and then, at times two at one instant.
func (w *world) supervise() {
	w.in(w.chance.about(40*time.Second), func() {
		if a := w.agents[pick(w.chance, w.company.agents)]; a.onShift() {
			w.actOn(a)
			if w.chance.once(.2) {
				w.count("two supervisors at once")
				w.actOn(a)
			}
		}
		w.supervise()
	})
}

func (w *world) supervisor() desk.Actor {
	if w.chance.once(.3) {
		return desk.ByUser(w.company.admin)
	}
	return desk.ByUser(pick(w.chance, w.company.supervisors))
}

func (w *world) actOn(a *agent) {
	who := w.supervisor()
	switch p := w.chance.IntN(100); {
	case p < 20:
		w.setStatus(who, a)
	case p < 30:
		send(w, who, engine.SetQueueStatus{
			User: a.id, Queue: pick(w.chance, w.company.queues), Reason: w.company.reasons[0],
			State: pick(w.chance, []desk.SignInState{"", desk.SignedInQueue, desk.PausedQueue}),
		}, refusedSet, nil)
	case p < 38:
		w.drain(who, a)
	case p < 60:
		w.move(who, a)
	case p < 75:
		w.takeOver(who, a)
	case p < 87:
		if id, ok := w.anyOf(a); ok {
			say := func() {
				send(w, who, engine.SendWhisper{ID: desk.WhisperID(w.chance.id(w.now())), Conversation: id, Text: "com calma"}, refusedWhisper, nil)
			}
			say()
			w.in(w.chance.about(10*time.Minute), say) // and once more, when it may be over
		}
	case p < 94:
		w.signOutLost(who)
	default:
		to := w.now().Add(-w.chance.between(0, 8*time.Hour)).Truncate(time.Millisecond)
		send(w, who, engine.CorrectTime{Correction: desk.Correction{
			ID: desk.CorrectionID(w.chance.id(w.now())), User: a.id, From: to.Add(-w.chance.between(time.Second, time.Hour)), To: to,
			Label: pick(w.chance, []desk.BlipLabel{desk.BlipOnline, desk.BlipPaused, desk.BlipInvisible, desk.BlipOffline}), Why: "caiu a rede",
		}}, refusedFix, nil)
	}
}

func (w *world) setStatus(who desk.Actor, a *agent) {
	cmd := engine.SetStatus{User: a.id, Status: pick(w.chance, []desk.Status{desk.Online, desk.Online, desk.Paused, desk.Invisible})}
	if cmd.Status == desk.Paused {
		cmd.Reason = pick(w.chance, w.company.reasons)
	}
	send(w, who, cmd, refusedSet, func(st engine.AgentState, err error) {
		switch {
		case err != nil:
		case st.Agent.Status() != cmd.Status:
			w.check.complain("a status that is acknowledged holds", []any{st.Agent}, "%s chose %s for %s", who, cmd.Status, a.id)
		default:
			w.count("status set by a supervisor")
		}
	})
}

// drain begins now or soon, and is at times taken back.
func (w *world) drain(who desk.Actor, a *agent) {
	cmd := engine.DrainAgent{User: a.id}
	if w.chance.once(.7) {
		cmd.At = w.now().Add(w.chance.between(10*time.Second, 10*time.Minute))
	}
	send(w, who, cmd, refusedDrain, func(st engine.AgentState, err error) {
		if err == nil && cmd.At.IsZero() && st.Load.Open > 0 {
			w.check.complain("who is drained holds nothing", []any{st}, "%s holds %d", a.id, st.Load.Open)
		}
	})
	if w.chance.once(.4) {
		w.in(w.chance.between(0, 5*time.Minute), func() {
			send(w, who, engine.DrainAgent{User: a.id, Cancel: true}, refusedOver, nil)
		})
	}
}

// anyOf is a conversation of this agent, or any that is open.
func (w *world) anyOf(a *agent) (desk.ConversationID, bool) {
	held := a.held()
	if len(held) == 0 || w.chance.once(.3) {
		held = slices.Sorted(maps.Keys(w.check.rows.open))
	}
	if len(held) == 0 {
		return "", false
	}
	return pick(w.chance, held), true
}

func (w *world) move(who desk.Actor, a *agent) {
	id, ok := w.anyOf(a)
	if !ok {
		return
	}
	cmd := engine.MoveConversation{Conversation: id}
	if w.chance.once(.5) {
		cmd.Queue = pick(w.chance, w.company.queues)
	}
	if w.chance.once(.5) {
		cmd.Agent = pick(w.chance, w.company.agents)
	}
	send(w, who, cmd, refusedMove, func(v desk.Conversation, err error) {
		if err == nil && (cmd.Agent != "" && !v.HeldBy(cmd.Agent) || cmd.Agent == "" && v.Leg.State != desk.Queued) {
			w.check.complain("who is told so has it", []any{v}, "%s moved to %q", id, cmd.Agent)
		}
	})
}

func (w *world) takeOver(who desk.Actor, a *agent) {
	id, ok := w.anyOf(a)
	if !ok {
		return
	}
	send(w, who, engine.TakeOver{Conversation: id}, refusedTakeOver, nil)
}

// finishFor ends what a supervisor took over, after a while.
func (w *world) finishFor(u desk.UserID, id desk.ConversationID) {
	w.in(w.chance.about(time.Minute), func() {
		send(w, desk.ByUser(u), engine.EndConversation{Conversation: id, Outcome: desk.Finished}, refusedEnd, func(_ desk.Conversation, err error) {
			if unknown(err) {
				w.finishFor(u, id)
			}
		})
	})
}

// signOutLost signs out somebody who vanished, or by mistake somebody who did not.
func (w *world) signOutLost(who desk.Actor) {
	var lost []desk.UserID
	for _, u := range w.company.agents {
		if w.check.rows.agents[u].Presence == desk.Lost {
			lost = append(lost, u)
		}
	}
	if len(lost) == 0 {
		if !w.chance.once(.1) {
			return
		}
		lost = w.company.agents
	}
	u := pick(w.chance, lost)
	send(w, who, engine.SignOutAgent{User: u}, refusedOver, func(_ engine.AgentState, err error) {
		if err == nil {
			w.agents[u].tabs = nil
		}
	})
}
