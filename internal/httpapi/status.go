package httpapi

import (
	"context"
	"net/http"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// StatusInput is what an agent declares.
type StatusInput struct {
	Status string `json:"status" enum:"online,paused,invisible"`
	Reason string `json:"reason,omitempty" maxLength:"40" doc:"A pause reason; needed for paused when the installation says so."`
}

// QueueStatusInput is what is declared for one queue.
type QueueStatusInput struct {
	State  string `json:"state" enum:"in,paused,out"`
	Reason string `json:"reason,omitempty" maxLength:"40"`
}

// NextStatusInput is a status chosen for later: after the conversations that are
// open, or at an instant.
type NextStatusInput struct {
	Status    string     `json:"status" enum:"paused,invisible"`
	Reason    string     `json:"reason,omitempty" maxLength:"40"`
	AfterWork bool       `json:"after_work,omitempty"`
	At        *time.Time `json:"at,omitempty" doc:"At most a day ahead; absent with after_work."`
}

// Preferences are what agents choose for themselves.
type Preferences struct {
	KeepOnline bool `json:"keep_online" doc:"Continuar online ao fechar o desk."`
}

// QueueOf is the address of a queue of one's own.
type QueueOf struct {
	Queue string `path:"queue" pattern:"^[0-9A-Za-z_-]+$" maxLength:"40"`
}

// Clock is what the page compares its own clock with.
type Clock struct {
	Now time.Time `json:"now"`
}

func (a *API) registerStatus() {
	signed(a, op{id: "set-status", method: http.MethodPut, path: "/me/status", tag: "Me", summary: "Declare Online, Em pausa or Invisível", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, in *Request[StatusInput]) (*Answer[view.Status], error) {
			cmd := engine.SetStatus{Status: desk.Status(in.Body.Status), Reason: desk.PauseReasonID(in.Body.Reason)}
			return a.declare(ctx, me, in.Key, cmd)
		})
	signed(a, op{id: "set-queue-status", method: http.MethodPut, path: "/me/queues/{queue}/status", tag: "Me", summary: "Sign in to one queue, pause it, or leave it", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, in *struct {
			QueueOf
			Keyed
			Body QueueStatusInput
		},
		) (*Answer[view.Status], error) {
			cmd := engine.SetQueueStatus{Queue: desk.QueueID(in.Queue), State: signIn(in.Body.State), Reason: desk.PauseReasonID(in.Body.Reason)}
			return a.declare(ctx, me, in.Key, cmd)
		})
	signed(a, op{id: "set-next-status", method: http.MethodPut, path: "/me/next-status", tag: "Me", summary: "Choose a status for later", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, in *Request[NextStatusInput]) (*Answer[view.Status], error) {
			b := in.Body
			cmd := engine.PlanStatus{Status: desk.Status(b.Status), Reason: desk.PauseReasonID(b.Reason), AfterWork: b.AfterWork}
			switch {
			case b.At != nil:
				cmd.At = *b.At
			case !b.AfterWork:
				return nil, desk.InvalidField("at", "say when, or that it is after work")
			}
			return a.declare(ctx, me, in.Key, cmd)
		})
	signed(a, op{id: "cancel-next-status", method: http.MethodDelete, path: "/me/next-status", tag: "Me", summary: "Take that back", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, in *Keyed) (*Answer[view.Status], error) {
			return a.declare(ctx, me, in.Key, engine.PlanStatus{})
		})
	signed(a, op{id: "leave-wrap-up", method: http.MethodPost, path: "/me/wrap-up/end", tag: "Me", summary: "End wrap-up early", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, in *Keyed) (*Answer[view.Status], error) {
			return a.declare(ctx, me, in.Key, engine.LeaveWrapUp{})
		})
	signed(a, op{id: "save-preferences", method: http.MethodPut, path: "/me/preferences", tag: "Me", summary: "Stay online when the desk is closed, or not", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, in *Request[Preferences]) (*Answer[view.Status], error) {
			return a.declare(ctx, me, in.Key, engine.PreferKeepOnline{On: in.Body.KeepOnline})
		})
	signed(a, op{id: "why-idle", method: http.MethodGet, path: "/me/why-idle", tag: "Me", summary: "Why do I receive nothing?", need: desk.MaySetStatus},
		func(ctx context.Context, me *asker, _ *Nothing) (*Answer[view.WhyIdle], error) {
			why, err := engine.Do(ctx, a.Engine, me.call(""), engine.WhyIdle{})
			if err != nil {
				return nil, err
			}
			return &Answer[view.WhyIdle]{view.FromIdle(why, me.dir)}, nil
		})
	signed(a, op{id: "get-clock", method: http.MethodGet, path: "/clock", tag: "Me", summary: "The server's clock, for a page to compare its own"},
		func(_ context.Context, _ *asker, _ *Nothing) (*Answer[Clock], error) {
			return &Answer[Clock]{Clock{a.Engine.Now()}}, nil
		})
}

// signIn reads a state; being out has no entry.
func signIn(state string) desk.SignInState {
	if state == "out" {
		return ""
	}
	return desk.SignInState(state)
}

// declare runs something about the status of who asks, answered with it.
func (a *API) declare(ctx context.Context, me *asker, key string, cmd engine.Command[engine.AgentState]) (*Answer[view.Status], error) {
	if _, err := engine.Do(ctx, a.Engine, me.call(key), cmd); err != nil {
		return nil, err
	}
	return &Answer[view.Status]{a.status(me.user.ID)}, nil
}

// status is an agent's declaration; who never opened the desk is invisible.
func (a *API) status(id desk.UserID) view.Status {
	state, dir := a.agentState(id)
	return view.FromStatus(state, dir)
}

func (a *API) agentState(id desk.UserID) (engine.AgentState, *engine.Directory) {
	dir := a.Engine.Directory()
	state, ok := a.Engine.Agent(id)
	if !ok {
		state = engine.Untouched(dir.Users[id])
	}
	return state, dir
}
