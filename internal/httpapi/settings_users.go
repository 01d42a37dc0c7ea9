package httpapi

import (
	"cmp"
	"context"
	"net/http"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// NewUser is somebody who shall sign in.
type NewUser struct {
	ID       string       `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	Name     string       `json:"name" minLength:"1" maxLength:"120"`
	Email    string       `json:"email" minLength:"1" maxLength:"254"`
	Role     string       `json:"role" maxLength:"40" doc:"A role's id: agent, supervisor, admin, or one that was added."`
	Locale   string       `json:"locale,omitempty" enum:"pt-BR,sv,en" doc:"The installation's when absent."`
	Active   *bool        `json:"active,omitempty" doc:"True when absent."`
	Limits   *LimitsInput `json:"limits,omitempty"`
	Shift    *view.Shift  `json:"shift,omitempty"`
	Password string       `json:"password" minLength:"8" maxLength:"200" writeOnly:"true"`
}

// UserInput is a user as an administrator changes it.
type UserInput struct {
	Name   string      `json:"name" minLength:"1" maxLength:"120"`
	Email  string      `json:"email" minLength:"1" maxLength:"254"`
	Role   string      `json:"role" maxLength:"40" doc:"A role's id: agent, supervisor, admin, or one that was added."`
	Locale string      `json:"locale" enum:"pt-BR,sv,en"`
	Active bool        `json:"active" doc:"False removes the user: sessions end, work returns to its queues."`
	Limits LimitsInput `json:"limits"`
	Shift  view.Shift  `json:"shift"`
	Rev    int64       `json:"rev" doc:"Of the copy that was changed."`
}

// LimitsInput is how much open work an agent may hold. Zero is a limit, so that
// what is absent can only be told by a pointer.
type LimitsInput struct {
	Total int  `json:"total" minimum:"0" maximum:"999"`
	Chat  int  `json:"chat" minimum:"0" maximum:"999"`
	Phone *int `json:"phone,omitempty" minimum:"0" maximum:"999" doc:"Calls come while at most so much written work is open; 999, or absent, never blocks them."`
}

func (l LimitsInput) limits() desk.Limits {
	out := desk.Limits{Total: l.Total, Chat: l.Chat, Phone: desk.MaxLimit}
	if l.Phone != nil {
		out.Phone = *l.Phone
	}
	return out
}

// PasswordInput is a password that an administrator gives.
type PasswordInput struct {
	Password string `json:"password" minLength:"8" maxLength:"200" writeOnly:"true"`
}

// Requests that carry a password take no Idempotency-Key: a hash of them would be
// a fast hash of the password. Their ids make repeats harmless.
func (a *API) registerUsers() {
	signedList(a, op{id: "list-users", method: http.MethodGet, path: "/users", tag: "Users", summary: "All users", need: desk.MayReadQueue, or: desk.MayViewSettings},
		func(me *asker) []view.User {
			return each(byName(me.dir.Users, func(u desk.User) string { return u.Name }), me.colleague)
		})
	signed(a, op{id: "create-user", method: http.MethodPost, path: "/users", tag: "Users", summary: "Create a user", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *struct{ Body NewUser }) (*Answer[view.User], error) {
			return a.createUser(ctx, me, in.Body)
		})
	signed(a, op{id: "save-user", method: http.MethodPut, path: "/users/{id}", tag: "Users", summary: "Change a user", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Change[UserInput]) (*Answer[view.User], error) {
			b := in.Body
			return a.saveUser(ctx, me.call(in.Key), engine.SaveUser{User: desk.User{
				ID: desk.UserID(in.ID), Name: b.Name, Email: b.Email, Role: desk.Role(b.Role), Locale: desk.Locale(b.Locale),
				Active: b.Active, Limits: b.Limits.limits(), Shift: b.Shift.ToShift(), Rev: b.Rev,
			}})
		})
	signed(a, op{id: "set-user-password", method: http.MethodPut, path: "/users/{id}/password", tag: "Users", summary: "Give a user another password; their sessions end", need: desk.MayEditSettings, status: noContent},
		func(ctx context.Context, me *asker, in *struct {
			ByID
			Body PasswordInput
		},
		) (*Empty, error) {
			u, ok := me.dir.Users[desk.UserID(in.ID)]
			if !ok {
				return nil, desk.Missing("user", in.ID)
			}
			hash, err := a.hash(ctx, in.Body.Password, u.Email)
			if err != nil {
				return nil, err
			}
			u.Password = hash
			_, err = engine.Do(ctx, a.Engine, me.call(""), engine.SaveUser{User: u})
			return &Empty{}, err
		})
}

// colleague is a user as somebody may see them: an address to sign in with is
// for administrators, and one's own.
func (m *asker) colleague(u desk.User) view.User {
	row := view.FromUser(u)
	if u.ID != m.user.ID && !m.may(desk.MayEditSettings) {
		row.Email = ""
	}
	return row
}

func (a *API) createUser(ctx context.Context, me *asker, in NewUser) (*Answer[view.User], error) {
	hash, err := a.hash(ctx, in.Password, in.Email)
	if err != nil {
		return nil, err
	}
	u := desk.User{
		ID: desk.UserID(in.ID), Name: in.Name, Email: in.Email, Role: desk.Role(in.Role), Active: in.Active == nil || *in.Active,
		Locale: cmp.Or(desk.Locale(in.Locale), me.dir.Installation.Locale), Limits: desk.DefaultLimits, Password: hash,
	}
	if in.Limits != nil {
		u.Limits = in.Limits.limits()
	}
	if in.Shift != nil {
		u.Shift = in.Shift.ToShift()
	}
	return a.saveUser(ctx, me.call(""), engine.SaveUser{User: u, Create: true})
}

func (a *API) saveUser(ctx context.Context, call engine.Call, cmd engine.SaveUser) (*Answer[view.User], error) {
	if _, err := engine.Do(ctx, a.Engine, call, cmd); err != nil {
		return nil, err
	}
	return &Answer[view.User]{view.FromUser(a.Engine.Directory().Users[cmd.User.ID])}, nil
}
