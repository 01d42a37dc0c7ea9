package httpapi

import (
	"context"
	"net/http"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// Profile is what every user may change of themself.
type Profile struct {
	Name   string `json:"name" minLength:"1" maxLength:"120"`
	Locale string `json:"locale" enum:"pt-BR,sv,en"`
}

// NewPassword is a user's own change of password.
type NewPassword struct {
	Current  string `json:"current" minLength:"1" maxLength:"200" writeOnly:"true"`
	Password string `json:"password" minLength:"8" maxLength:"200" writeOnly:"true"`
}

// StatusInput is what an agent declares.
type StatusInput struct {
	Status string `json:"status" enum:"online,paused,invisible"`
	Reason string `json:"reason,omitempty" maxLength:"40" doc:"A pause reason; needed for paused when any are configured."`
}

func (a *API) registerMe() {
	signed(a, op{id: "save-profile", method: http.MethodPut, path: "/me", tag: "Me", summary: "Change one's name and language"},
		func(ctx context.Context, me *asker, in *Request[Profile]) (*Answer[view.Me], error) {
			cmd := engine.SaveProfile{Name: in.Body.Name, Locale: desk.Locale(in.Body.Locale)}
			if _, err := engine.Do(ctx, a.Engine, me.call(in.Key), cmd); err != nil {
				return nil, err
			}
			return &Answer[view.Me]{a.me(me.user.ID)}, nil
		})
	signed(a, op{id: "save-password", method: http.MethodPut, path: "/me/password", tag: "Me", summary: "Change one's password; other sessions end", status: noContent},
		func(ctx context.Context, me *asker, in *struct {
			FromRequest
			Body NewPassword
		},
		) (*Empty, error) {
			return &Empty{}, a.changePassword(ctx, me, in.request, in.Body)
		})
	signed(a, op{id: "set-status", method: http.MethodPut, path: "/me/status", tag: "Me", summary: "Declare Online, Em pausa or Invisível", need: access.StatusSet},
		func(ctx context.Context, me *asker, in *Request[StatusInput]) (*Answer[view.Status], error) {
			cmd := engine.SetStatus{Status: desk.Status(in.Body.Status), Reason: desk.PauseReasonID(in.Body.Reason)}
			if _, err := engine.Do(ctx, a.Engine, me.call(in.Key), cmd); err != nil {
				return nil, err
			}
			return &Answer[view.Status]{a.status(me.user.ID)}, nil
		})
	signed(a, op{id: "why-idle", method: http.MethodGet, path: "/me/why-idle", tag: "Me", summary: "Why do I receive nothing?", need: access.StatusSet},
		func(ctx context.Context, me *asker, _ *Nothing) (*Answer[view.WhyIdle], error) {
			why, err := engine.Do(ctx, a.Engine, me.call(""), engine.WhyIdle{})
			if err != nil {
				return nil, err
			}
			return &Answer[view.WhyIdle]{view.FromIdle(why, me.dir)}, nil
		})
}

// changePassword asks for the present one, as whoever found an open desk does
// not know it.
func (a *API) changePassword(ctx context.Context, me *asker, r *http.Request, in NewPassword) error {
	if err := a.checkPassword(ctx, r, me.user.Email, in.Current, me.user.Password); err != nil {
		return err
	}
	hash, err := a.hash(ctx, in.Password, me.user.Email)
	if err != nil {
		return err
	}
	_, err = engine.Do(ctx, a.Engine, me.call(""), engine.SaveProfile{Password: hash, Keep: me.session.Token})
	return err
}

// me is a user's own page as it is now.
func (a *API) me(id desk.UserID) view.Me {
	seq, dir := a.Engine.Seq(), a.Engine.Directory()
	u := dir.Users[id]
	viewer, _ := dir.Viewer(id)
	out := view.Me{
		ID: string(u.ID), Name: u.Name, Email: u.Email, Role: string(u.Role), Locale: string(u.Locale), Permissions: []string{},
		Serves: []view.Ref{}, Supervises: []view.Ref{}, Status: a.status(id),
		Company: dir.Installation.Company, TimeZone: dir.Installation.TimeZone, Epoch: a.Engine.Epoch(), Seq: seq,
	}
	for _, p := range access.Role(u.Role).Permissions() {
		out.Permissions = append(out.Permissions, string(p))
	}
	for _, q := range viewer.Serves {
		out.Serves = append(out.Serves, view.QueueRef(q, dir))
	}
	for _, q := range viewer.Supervises {
		out.Supervises = append(out.Supervises, view.QueueRef(q, dir))
	}
	return out
}

// status is an agent's declaration; who never opened the desk is invisible.
func (a *API) status(id desk.UserID) view.Status {
	dir := a.Engine.Directory()
	state, ok := a.Engine.Agent(id)
	if !ok {
		state.Agent = desk.NewAgent(id, dir.Users[id].CreatedAt.In(time.UTC))
	}
	return view.FromStatus(state, dir)
}
