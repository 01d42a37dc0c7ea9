package sim

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// refusedRing: who rings does not look before. refusedSignal: what is told of a
// call may come late, and twice.
var (
	refusedRing   = []string{"not_able", "held", "no_window", "not_found"}
	refusedSignal = []string{"call_over"}
)

// telephone is a source of calls that puts them before whoever comes to mind.
func (w *world) telephone() {
	w.in(w.chance.about(20*time.Second), func() {
		if a := w.agents[pick(w.chance, w.company.agents)]; a.onShift() {
			w.ring(a)
		}
		w.telephone()
	})
}

func (w *world) ring(a *agent) {
	if w.chance.once(.15) {
		w.line(a, true)
		w.in(w.chance.about(time.Minute), func() { w.line(a, false) })
		return
	}
	cmd := engine.RingAgent{Agent: a.id, Call: desk.CallID(w.chance.id(w.now()))}
	switch in := w.check.rows.agents[a.id].SignIns; {
	case len(in) > 0 && w.chance.once(.7):
		cmd.Queue = pick(w.chance, in).Queue
	case w.chance.once(.5):
		cmd.Queue = pick(w.chance, w.company.queues)
	}
	send(w, desk.System, cmd, refusedRing, func(_ engine.AgentState, err error) {
		if err == nil || unknown(err) { // it may ring after all
			w.goOn(a, cmd.Call)
		}
	})
}

// goOn is the rest of a call: answered, rejected, given up, or left to ring out.
func (w *world) goOn(a *agent, call desk.CallID) {
	after := w.chance.between(time.Second, 15*time.Second)
	switch p := w.chance.IntN(20); {
	case p < 12:
		w.in(after, func() { w.signal(a, call, engine.CallAnswered) })
		w.in(after+w.chance.about(2*time.Minute), func() { w.signal(a, call, engine.CallEnded) })
	case p < 15:
		w.in(after, func() { w.signal(a, call, engine.CallRejected) })
	case p < 16:
		w.in(after, func() { w.signal(a, call, engine.CallEnded) })
	}
}

// signal tells of a call until it is known to have been heard.
func (w *world) signal(a *agent, call desk.CallID, s engine.CallSignal) {
	send(w, desk.System, engine.SignalCall{Agent: a.id, Call: call, Signal: s}, refusedSignal, func(_ engine.AgentState, err error) {
		switch {
		case unknown(err):
			w.in(w.chance.between(time.Second, 10*time.Second), func() { w.signal(a, call, s) })
		case err == nil && w.chance.once(.1):
			w.signal(a, call, engine.CallEnded) // both sides hang up
		}
	})
}

func (w *world) line(a *agent, taken bool) {
	send(w, desk.System, engine.SignalLine{Agent: a.id, Taken: taken}, nil, func(_ engine.AgentState, err error) {
		if unknown(err) && !taken {
			w.in(w.chance.between(time.Second, 10*time.Second), func() { w.line(a, taken) })
		}
	})
}
