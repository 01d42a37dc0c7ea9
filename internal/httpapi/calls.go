package httpapi

import (
	"context"
	"net/http"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// NewCall is a call that a telephone puts before an agent.
type NewCall struct {
	Call  string `json:"call" minLength:"1" maxLength:"64"`
	Queue string `json:"queue,omitempty" maxLength:"40" doc:"Absent for a colleague's call."`
}

// CallInput is what happened to it.
type CallInput struct {
	Signal string `json:"signal" enum:"answered,rejected,ended"`
}

// LineInput says whether an agent's own number is taken.
type LineInput struct {
	Taken bool `json:"taken"`
}

// A telephone that is no part of Pronto tells here what happens on its lines, so
// that the agent's statuses follow.
func (a *API) registerCalls() {
	signed(a, op{id: "ring-agent", method: http.MethodPost, path: "/agents/{id}/calls", tag: "Calls", summary: "Ring at an agent", need: desk.MaySignalCalls},
		func(ctx context.Context, me *asker, in *Change[NewCall]) (*Answer[view.RoomAgent], error) {
			return a.toAgent(ctx, me, in.Key, in.ID, engine.RingAgent{Agent: desk.UserID(in.ID), Call: desk.CallID(in.Body.Call), Queue: desk.QueueID(in.Body.Queue)})
		})
	signed(a, op{id: "signal-call", method: http.MethodPost, path: "/agents/{id}/calls/{call}", tag: "Calls", summary: "It was answered, rejected, or ended", need: desk.MaySignalCalls},
		func(ctx context.Context, me *asker, in *struct {
			ByID
			Keyed
			Call string `path:"call" maxLength:"64"`
			Body CallInput
		},
		) (*Answer[view.RoomAgent], error) {
			return a.toAgent(ctx, me, in.Key, in.ID, engine.SignalCall{Agent: desk.UserID(in.ID), Call: desk.CallID(in.Call), Signal: engine.CallSignal(in.Body.Signal)})
		})
	signed(a, op{id: "signal-line", method: http.MethodPut, path: "/agents/{id}/line", tag: "Calls", summary: "The agent's own number gives a busy tone, or no longer does", need: desk.MaySignalCalls},
		func(ctx context.Context, me *asker, in *Change[LineInput]) (*Answer[view.RoomAgent], error) {
			return a.toAgent(ctx, me, in.Key, in.ID, engine.SignalLine{Agent: desk.UserID(in.ID), Taken: in.Body.Taken})
		})
}
