package httpapi

import (
	"context"
	"crypto/subtle"
	"net/http"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/problem"
	"pronto/internal/view"
)

// SetupToken is what the one-time link carries.
type SetupToken struct {
	Token string `json:"token" minLength:"1" maxLength:"200" writeOnly:"true"`
}

// SetupInput is the first start: the company and its first administrator.
type SetupInput struct {
	SetupToken
	Company  string `json:"company" minLength:"1" maxLength:"80"`
	Name     string `json:"name" minLength:"1" maxLength:"120"`
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"8" maxLength:"200" writeOnly:"true"`
	TimeZone string `json:"time_zone" minLength:"1" maxLength:"64" example:"America/Sao_Paulo"`
}

func (a *API) registerSetup() {
	open(a, op{id: "check-setup", method: http.MethodPost, path: "/setup/check", tag: "Setup", summary: "Whether the one-time link still works", status: noContent},
		func(_ context.Context, in *struct {
			FromRequest
			Body SetupToken
		},
		) (*Empty, error) {
			return &Empty{}, a.checkSetup(in.request, in.Body.Token)
		})
	open(a, op{id: "set-up", method: http.MethodPost, path: "/setup", tag: "Setup", summary: "Name the company and make the first administrator"},
		func(ctx context.Context, in *struct {
			FromRequest
			Body SetupInput
		},
		) (*WithCookie[view.Me], error) {
			if err := a.checkSetup(in.request, in.Body.Token); err != nil {
				return nil, err
			}
			return a.setUp(ctx, in.Body)
		})
}

// setupAccount is what guessing at the setup token is counted under. No e-mail
// address looks like it.
const setupAccount = "setup token"

// checkSetup answers the same to a wrong token and when there is none.
func (a *API) checkSetup(r *http.Request, given string) error {
	from, now := access.ClientAddress(r, a.TrustedProxies), a.Engine.Now()
	if wait := a.Throttle.Attempt(now, setupAccount, from); wait > 0 {
		return problem.TooMany(wait)
	}
	want := a.SetupToken()
	if want == "" || subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
		return desk.Refuse(desk.Forbidden, "forbidden", "this link does not open the first start")
	}
	a.Throttle.Succeeded(now, setupAccount, from)
	return nil
}

func (a *API) setUp(ctx context.Context, in SetupInput) (*WithCookie[view.Me], error) {
	hash, err := a.hash(ctx, in.Password, in.Email)
	if err != nil {
		return nil, err
	}
	admin := desk.User{ID: desk.UserID(a.NewID(a.Engine.Now())), Name: in.Name, Email: in.Email, Password: hash}
	cmd := engine.Setup{Company: in.Company, TimeZone: in.TimeZone, Admin: admin}
	if _, err := engine.Do(ctx, a.Engine, engine.Call{Actor: desk.System}, cmd); err != nil {
		return nil, err
	}
	return a.signIn(ctx, admin.ID)
}
