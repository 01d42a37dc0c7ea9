package httpapi

import (
	"context"
	"net/http"

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
		RoleName: dir.Roles[u.Role].Name, Vocabulary: string(dir.Installation.Vocabulary), PauseReasonRule: string(dir.Installation.PauseReasons),
		Company: dir.Installation.Company, TimeZone: dir.Installation.TimeZone, Epoch: a.Engine.Epoch(), Seq: seq,
	}
	for _, p := range viewer.Permissions {
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
