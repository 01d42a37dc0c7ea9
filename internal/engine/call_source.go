package engine

import (
	"pronto/internal/desk"
	"pronto/internal/routing"
)

// The commands of this file are the port of whatever brings calls: it says what
// happened on the line, and the agent's holds follow (rules.md 1.8.1, axis C).
// Which agent a call goes to is for its source to choose among the able.

// RingAgent puts a call before an agent, from a queue or from a colleague; of one
// outside the queues SignalLine tells. It is refused, with the first rule that
// says no, unless they may be given one (P-STATUS-26, P-STATUS-27, C-26).
type RingAgent struct {
	Agent desk.UserID
	Call  desk.CallID
	Queue desk.QueueID // of a call from a queue
}

// Run rings.
func (cmd RingAgent) Run(tx *Tx) (AgentState, error) {
	if err := tx.maySignal(cmd.Agent); err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(cmd.Agent)
	tx.e.s.agents.put(a)
	if why := tx.whyNoCall(a, cmd.Queue); len(why) > 0 {
		return AgentState{}, desk.Refuse(desk.Conflict, "not_able", "user %s may be given no call: %v", cmd.Agent, why).With("rule", string(why[0]))
	}
	a, events, err := a.Ring(cmd.Call, cmd.Queue, tx.times().Hold, tx.Now)
	return tx.declared(a, append(due, events...), err)
}

// whyNoCall asks for a colleague's call the same as for a queue's, but with the
// status over all queues (C-26).
func (tx *Tx) whyNoCall(a desk.Agent, queue desk.QueueID) []routing.Rule {
	row := tx.e.d.agent(a.User)
	if queue == "" {
		in := map[desk.Status]routing.SignIn{desk.Online: routing.In, desk.Paused: routing.Paused, desk.Invisible: routing.Out}
		row.Queues = []routing.Membership{{SignIn: in[a.Status()]}}
	}
	return routing.WhyNoCall(row, queue)
}

// maySignal lets in the server's own telephone and who was given the right.
func (tx *Tx) maySignal(u desk.UserID) error {
	if _, known := tx.e.s.users.get(u); !known {
		return desk.Missing("user", u) // one who is no more may still be in a call
	}
	if tx.Actor == desk.System {
		return nil
	}
	return tx.may(desk.MaySignalCalls)
}

// CallSignal is what happened to a call that is with an agent.
type CallSignal string

// The signals.
const (
	CallAnswered CallSignal = "answered"
	CallRejected CallSignal = "rejected"
	CallEnded    CallSignal = "ended" // hung up by anybody, or withdrawn while it rang
)

// SignalCall tells it.
type SignalCall struct {
	Agent  desk.UserID
	Call   desk.CallID
	Signal CallSignal
}

// Run moves the agent's hold along.
func (cmd SignalCall) Run(tx *Tx) (AgentState, error) {
	if err := tx.maySignal(cmd.Agent); err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(cmd.Agent)
	t := tx.times()
	var events []desk.Event
	var err error
	switch cmd.Signal {
	case CallAnswered:
		a, events, err = a.Answered(cmd.Call, tx.Now)
	case CallRejected:
		a, events, err = a.Rejected(cmd.Call, t.Hold, tx.Now)
	case CallEnded:
		a, events, err = a.HungUp(cmd.Call, t.Hold, tx.Now)
	default:
		err = desk.InvalidField("signal", "%q is not one of answered, rejected, ended", cmd.Signal)
	}
	return tx.declared(a, append(due, events...), err)
}

// SignalLine says whether an agent's number gives a busy tone because of a call
// outside the queues (P-STATUS-10).
type SignalLine struct {
	Agent desk.UserID
	Taken bool
}

// Run moves busy along.
func (cmd SignalLine) Run(tx *Tx) (AgentState, error) {
	if err := tx.maySignal(cmd.Agent); err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(cmd.Agent)
	t := tx.times()
	var events []desk.Event
	if cmd.Taken {
		a, events = a.LineTaken(tx.Now)
	} else {
		a, events = a.LineFree(t.Hold, tx.Now)
	}
	return tx.declared(a, append(due, events...), nil)
}

// LeaveWrapUp ends the agent's own wrap-up early (P-STATUS-08).
type LeaveWrapUp struct{}

// Run ends it.
func (LeaveWrapUp) Run(tx *Tx) (AgentState, error) {
	me, err := tx.me()
	if err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(me.ID)
	a, events, err := a.LeaveWrapUp(tx.Now)
	return tx.declared(a, append(due, events...), err)
}
