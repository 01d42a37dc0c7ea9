package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/problem"
	"pronto/internal/view"
)

// cookieName is that of the cookie which holds a session's token. Where it travels
// by https alone it has a prefix by which browsers take it from this very host
// only: a page on a host beside ours cannot plant one.
func (a *API) cookieName() string {
	if a.SecureCookies {
		return "__Host-pronto_session"
	}
	return "pronto_session"
}

// Authenticate tells who sends a request by its session cookie, for other
// adapters that serve the signed-in desk. Session is the hash of the token, as
// engine.Committed.SessionsGone names it.
func (a *API) Authenticate(r *http.Request) (user desk.UserID, session string, ok bool) {
	me, err := a.asking(r)
	if err != nil {
		return "", "", false
	}
	return me.user.ID, me.session.Token, true
}

// asking looks at every cookie of the name: without https somebody else may have
// put one before ours.
func (a *API) asking(r *http.Request) (*asker, error) {
	for _, c := range r.CookiesNamed(a.cookieName()) {
		if me, ok := a.holder(c.Value); ok {
			return me, nil
		}
	}
	return nil, signedOut()
}

// holder is whose session a token opens.
func (a *API) holder(token string) (*asker, bool) {
	hash := access.HashToken(token)
	s, ok := a.Engine.Session(hash)
	if !ok || !s.Alive(a.Engine.Now()) {
		return nil, false
	}
	seq, dir := a.Engine.Seq(), a.Engine.Directory()
	viewer, active := dir.Viewer(s.User)
	return &asker{user: dir.Users[s.User], viewer: viewer, dir: dir, seq: seq, session: s, cookie: token}, active
}

func signedOut() error {
	return desk.Refuse(desk.Unauthenticated, "signed_out", "nobody is signed in")
}

// renew keeps a session that is used from running out (S-32): its row through the
// lazy lane, and the browser's cookie with it.
func (a *API) renew(w http.ResponseWriter, me *asker) {
	if !engine.NeedsRenewal(me.session, a.Engine.Now()) {
		return
	}
	token := me.session.Token
	engine.Later(a.Engine, "session:"+token, me.call(""), engine.RenewSession{Token: token})
	http.SetCookie(w, a.cookie(me.cookie, desk.SessionLife))
}

func (a *API) cookie(token string, life time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: a.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: a.SecureCookies, SameSite: http.SameSiteLaxMode,
		MaxAge: int(life / time.Second),
	}
	if life <= 0 {
		c.MaxAge = -1
	}
	return c
}

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"200" writeOnly:"true"`
}

// Leaving is how somebody signs out.
type Leaving struct {
	WithWork bool `query:"with_work" doc:"Also while work is with them, where the installation allows it; what is theirs stays theirs."`
}

// WithCookie is an answer that signs in or out.
type WithCookie[T any] struct {
	Cookie string `header:"Set-Cookie"`
	Body   T
}

// CookieOnly is an answer of nothing but a cookie.
type CookieOnly struct {
	Cookie string `header:"Set-Cookie"`
}

func (a *API) registerSession() {
	open(a, op{id: "sign-in", method: http.MethodPost, path: "/session", tag: "Session", summary: "Sign in"},
		func(ctx context.Context, in *struct {
			FromRequest
			Body Credentials
		},
		) (*WithCookie[view.Me], error) {
			user, err := a.checkCredentials(ctx, in.request, in.Body)
			if err != nil {
				return nil, err
			}
			return a.signIn(ctx, user)
		})
	signed(a, op{id: "get-session", method: http.MethodGet, path: "/session", tag: "Session", summary: "Who is signed in"},
		func(_ context.Context, me *asker, _ *Nothing) (*Answer[view.Me], error) {
			return &Answer[view.Me]{a.me(me.user.ID)}, nil
		})
	signed(a, op{id: "sign-out", method: http.MethodDelete, path: "/session", tag: "Session", summary: "Sign out; with work at hand it is refused, or asked about", status: noContent},
		func(ctx context.Context, me *asker, in *Leaving) (*CookieOnly, error) {
			if _, err := engine.Do(ctx, a.Engine, me.call(""), engine.SignOut{Sure: in.WithWork}); err != nil {
				return nil, err
			}
			return &CookieOnly{a.cookie("", 0).String()}, nil
		})
}

// checkCredentials slows down who guesses, and does the same work and says the
// same whether there is such a user or not.
func (a *API) checkCredentials(ctx context.Context, r *http.Request, given Credentials) (desk.UserID, error) {
	dir := a.Engine.Directory()
	id := dir.Emails[strings.ToLower(strings.TrimSpace(given.Email))]
	user := dir.Users[id]
	if !user.Active {
		user = desk.User{}
	}
	if err := a.checkPassword(ctx, r, given.Email, given.Password, user.Password); err != nil {
		return "", err
	}
	return user.ID, nil
}

// checkPassword holds a password against a hash; an empty hash is nobody's.
func (a *API) checkPassword(ctx context.Context, r *http.Request, account, password, hash string) error {
	from, now := access.ClientAddress(r, a.TrustedProxies), a.Engine.Now()
	if wait := a.Throttle.Attempt(now, account, from); wait > 0 {
		return problem.TooMany(wait)
	}
	ok, _, err := a.Hasher.VerifyPassword(ctx, password, hash)
	switch {
	case errors.Is(err, access.ErrBusy):
		return problem.TooMany(2 * time.Second)
	case err != nil:
		return err
	case !ok:
		return desk.Refuse(desk.Unauthenticated, "bad_credentials", "e-mail or password is wrong")
	}
	a.Throttle.Succeeded(now, account, from)
	return nil
}

// signIn starts a session and answers with its cookie.
func (a *API) signIn(ctx context.Context, user desk.UserID) (*WithCookie[view.Me], error) {
	token, hash := access.NewToken()
	if _, err := engine.Do(ctx, a.Engine, engine.Call{Actor: desk.ByUser(user)}, engine.StartSession{User: user, Token: hash}); err != nil {
		return nil, err
	}
	noteUser(ctx, string(user))
	return &WithCookie[view.Me]{Cookie: a.cookie(token, desk.SessionLife).String(), Body: a.me(user)}, nil
}

// hash makes a new password's hash, once it is good enough.
func (a *API) hash(ctx context.Context, password, email string) (string, error) {
	if err := access.CheckPassword(password, email); err != nil {
		return "", desk.InvalidField("password", "%v", err)
	}
	hash, err := a.Hasher.HashPassword(ctx, password)
	if errors.Is(err, access.ErrBusy) {
		return "", problem.TooMany(2 * time.Second)
	}
	return hash, err
}
