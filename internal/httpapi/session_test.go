package httpapi

import (
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

func TestFirstStart(t *testing.T) {
	w := newWorld(t)
	b := w.stranger()
	b.post("/setup/check", map[string]any{"token": "guess"}).refused(403, "forbidden")
	b.post("/setup/check", map[string]any{"token": setupToken}).is(204)
	body := map[string]any{"token": setupToken, "company": "Loja", "name": "Ana", "email": "ana@loja.example", "password": password, "time_zone": "Mars/Olympus"}
	b.post("/setup", body).refused(422, "invalid").has("field", "time_zone")
	body["time_zone"], body["password"] = "America/Sao_Paulo", "12345678"
	b.post("/setup", body).refused(422, "invalid").has("field", "password")
	body["password"] = password
	b.post("/setup", body).is(200, "installation.saved", "user.saved", "session.started").has("role", "admin").has("company", "Loja")
	b.get("/session").is(200).has("name", "Ana").has("status.status", "invisible")
	w.stranger().post("/setup", body).refused(409, "already_set_up")
	w.token = ""
	w.stranger().post("/setup/check", map[string]any{"token": ""}).refused(422, "invalid")
	w.stranger().post("/setup/check", map[string]any{"token": setupToken}).refused(403, "forbidden")
}

func TestTheCookieCannotBeReadNorSentAcrossSites(t *testing.T) {
	w := newWorld(t)
	w.setUp()
	b := w.stranger()
	header := b.signIn("ANA@loja.example ", password).is(200, "session.started").Header().Get("Set-Cookie")
	for _, want := range []string{"__Host-pronto_session=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=2592000"} {
		if !strings.Contains(header, want) {
			t.Errorf("cookie %q lacks %s", header, want)
		}
	}
	b.call("POST", "/session", map[string]any{"email": "a", "password": "b"}, "Sec-Fetch-Site", "cross-site").refused(403, "wrong_origin")
	b.call("PUT", "/me", map[string]any{"name": "Ana", "locale": "sv"}, "Origin", "https://evil.example").refused(403, "wrong_origin")
	b.call("PUT", "/me", map[string]any{"name": "Ana", "locale": "sv"}, "Origin", "https://desk.example").is(200, "user.saved").has("locale", "sv")
}

// Without https the cookie can be neither Secure nor bound to its host by name.
func TestTheCookieOfADeskWithoutHTTPS(t *testing.T) {
	w := newWorld(t)
	w.api.SecureCookies = false
	w.setUp()
	b := w.stranger()
	header := b.signIn("ana@loja.example", password).is(200, "session.started").Header().Get("Set-Cookie")
	if !strings.HasPrefix(header, "pronto_session=") || strings.Contains(header, "Secure") || !strings.Contains(header, "HttpOnly") {
		t.Errorf("cookie %q", header)
	}
	b.get("/session").is(200)
}

// A cookie that somebody put before ours, as another port of the host can, keeps
// nobody out; and one without the prefix, as a host beside ours can plant, lets
// nobody in where the prefix is possible.
func TestCookiesThatSomebodyElsePut(t *testing.T) {
	w := newWorld(t)
	b := w.setUp()
	name := w.api.cookieName()
	for cookies, status := range map[string]int{
		name + "=planted; " + name + "=" + b.cookie.Value:                        200,
		name + "=" + b.cookie.Value + "; " + name + "=planted":                   200,
		name + "=planted; " + name + "=planted too":                              401,
		"pronto_session=" + b.cookie.Value:                                       401,
		"pronto_session=planted; __Host-pronto_session=" + b.cookie.Value:        200,
		"other=" + b.cookie.Value + "; __Host-pronto_session2=" + b.cookie.Value: 401,
	} {
		w.stranger().call("GET", "/session", nil, "Cookie", cookies).is(status)
	}
	// What is renewed is the one that opened.
	w.wall = w.wall.Add(25 * time.Hour)
	a := w.stranger().call("GET", "/session", nil, "Cookie", name+"=planted; "+name+"="+b.cookie.Value).is(200)
	if got := a.Header().Get("Set-Cookie"); !strings.HasPrefix(got, name+"="+b.cookie.Value+";") {
		t.Errorf("renewed %q", got)
	}
}

func TestAWrongPasswordAndAnUnknownAccountLookAlike(t *testing.T) {
	w := newWorld(t)
	admin := w.setUp()
	gone := admin.hire("Gil", "agent")
	admin.put("/users/"+gone.me, map[string]any{
		"name": "Gil", "email": "gil@loja.example", "role": "agent", "locale": "pt-BR", "active": false,
		"limits": limits(5, 5), "shift": noShift, "rev": revOf(admin, gone.me),
	}).is(200, "user.saved", "session.ended")
	wrong := w.stranger().signIn("ana@loja.example", "not the password").refused(401, "bad_credentials").Body.String()
	for _, email := range []string{"nobody@loja.example", "gil@loja.example"} {
		if got := w.stranger().signIn(email, password).refused(401, "bad_credentials").Body.String(); got != wrong {
			t.Errorf("%s: %s, a wrong password says %s", email, got, wrong)
		}
	}
	gone.get("/session").refused(401, "signed_out")
}

func revOf(admin *browser, user string) any {
	for _, u := range admin.get("/users").at("items").([]any) {
		if row := u.(map[string]any); row["id"] == user {
			return row["rev"]
		}
	}
	return nil
}

func TestSignInIsSlowedDown(t *testing.T) {
	w := newWorld(t)
	w.setUp()
	for range 5 {
		w.stranger().signIn("ana@loja.example", "guess guess").refused(401, "bad_credentials")
	}
	w.stranger().signIn("ana@loja.example", "guess guess").refused(401, "bad_credentials")
	a := w.stranger().signIn("Ana@Loja.example", password).refused(429, "rate_limited")
	if a.Header().Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	w.wall = w.wall.Add(time.Minute)
	w.stranger().signIn("ana@loja.example", password).is(200, "session.started")
}

// S-32: who keeps coming back stays signed in; who stays away does not.
func TestS32SessionsAreRenewedByUse(t *testing.T) {
	w := newWorld(t)
	b := w.setUp()
	for range 40 {
		w.wall = w.wall.Add(25 * time.Hour)
		a := b.get("/session").is(200)
		if a.Header().Get("Set-Cookie") == "" {
			t.Fatal("the browser's cookie was not renewed")
		}
		w.engine.Step() // the lazy lane
	}
	if a := b.get("/session").is(200); a.Header().Get("Set-Cookie") != "" {
		t.Error("renewed again at once")
	}
	w.wall = w.wall.Add(desk.SessionLife)
	b.get("/session").refused(401, "signed_out")
}

// S-03, S-04: no sign-out while conversations are open. S-05: it works once they
// are finished. S-01, S-06: it signs out of every queue by itself. S-02: from
// then on nothing more comes.
func TestS01ToS06SignOut(t *testing.T) {
	s := newShop(t)
	s.bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed").has("status", "online")
	_, id := s.served()
	s.bia.delete("/session").refused(409, "logout_blocked")
	s.bia.get("/session").is(200).has("status.status", "online").has("status.open", 1)
	s.bia.post("/conversations/"+id+"/finish", nil).is(200, "conversation.closed").has("outcome", "finished")
	other := s.stranger()
	other.signIn("bia@loja.example", password).is(200, "session.started")
	a := s.bia.delete("/session").is(204, "window.closed", "status.changed", "presence.changed", "session.ended")
	if cookie := a.Header().Get("Set-Cookie"); !strings.Contains(cookie, "Max-Age=0") {
		t.Errorf("cookie %q stays", cookie)
	}
	state, _ := s.engine.Agent(desk.UserID(s.bia.me))
	if len(state.Agent.SignIns) > 0 || state.Agent.Reachable() {
		t.Errorf("still there: %+v", state.Agent)
	}
	other.get("/session").refused(401, "signed_out")
}

// B-STATUS-07: with reasons configured a pause needs one. B-STATUS-08: without,
// none is asked.
// C-10: where the company allows it, it is asked about with what is at hand, and
// whoever is sure leaves; the conversation stays theirs.
func TestC10SignOutWithWork(t *testing.T) {
	s := newShop(t)
	s.bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed")
	_, id := s.served()
	s.bia.delete("/session?with_work=true").refused(409, "logout_blocked")
	body := s.admin.get("/installation").is(200).has("logout_with_work", "block").row()
	body["logout_with_work"] = "allow"
	s.admin.put("/installation", body).is(200, "installation.saved").has("logout_with_work", "allow")
	s.bia.delete("/session").refused(409, "logout_unconfirmed").has("params.open", "1").has("params.call", "false")
	s.bia.delete("/session?with_work=true").is(204, "window.closed", "status.changed", "presence.changed", "session.ended")
	s.bia.get("/session").refused(401, "signed_out")
	s.admin.get("/conversations/"+id).is(200).has("agent.name", "Bia")
}

func TestBStatus07And08PauseReasons(t *testing.T) {
	s := newShop(t)
	s.bia.put("/me/status", map[string]any{"status": "paused"}).is(200, "status.changed").has("status", "paused")
	s.bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed")
	lunch := s.id()
	s.admin.post("/pause-reasons", map[string]any{"id": lunch, "name": "Almoço", "seconds": 3600, "active": true}).is(200, "pause_reason.saved")
	s.bia.put("/me/status", map[string]any{"status": "paused"}).refused(422, "reason_required").has("field", "reason")
	s.bia.get("/session").has("status.status", "online")
	s.bia.put("/me/status", map[string]any{"status": "paused", "reason": "no-such"}).refused(422, "invalid")
	s.bia.put("/me/status", map[string]any{"status": "paused", "reason": lunch}).is(200, "status.changed").
		has("reason.name", "Almoço").has("reason.seconds", 3600)
	s.bia.put("/me/status", map[string]any{"status": "offline"}).refused(422, "invalid").has("field", "status")
}

func TestAnAdministratorInNoQueueCannotGoOnline(t *testing.T) {
	s := newShop(t)
	s.admin.opens()
	s.admin.put("/me/status", map[string]any{"status": "online"}).refused(409, "no_queue")
	s.admin.get("/me/why-idle").is(200).has("reasons.0", "no_queue")
	s.bia.get("/me/why-idle").is(200).has("queues.0.queue.name", "Vendas").has("queues.0.rules.0", "queue_is_pull")
}

func TestOwnPassword(t *testing.T) {
	s := newShop(t)
	other := s.stranger()
	other.signIn("bia@loja.example", password).is(200, "session.started")
	s.bia.put("/me/password", map[string]any{"current": "wrong one", "password": "a new passphrase"}).refused(401, "bad_credentials")
	s.bia.put("/me/password", map[string]any{"current": password, "password": "bia@loja.example"}).refused(422, "invalid").has("field", "password")
	s.bia.put("/me/password", map[string]any{"current": password, "password": "a new passphrase"}).is(204, "user.saved", "session.ended")
	s.bia.get("/session").is(200)
	other.get("/session").refused(401, "signed_out")
	other.signIn("bia@loja.example", password).refused(401, "bad_credentials")
	other.signIn("bia@loja.example", "a new passphrase").is(200, "session.started")
}

func TestAWindowSaysGoodbye(t *testing.T) {
	s := newShop(t)
	path := "/windows/w-" + s.bia.me + "/close"
	s.bia.call("POST", path, `{"load":1}`, "Content-Type", "text/plain;charset=UTF-8").is(204, "window.closed")
	s.bia.call("POST", path, `{}`, "Content-Type", "text/plain").refused(422, "invalid").has("field", "load")
	s.stranger().call("POST", path, `{"load":1}`, "Content-Type", "text/plain").refused(401, "signed_out")
}

func TestAuthenticateIsForOtherAdapters(t *testing.T) {
	s := newShop(t)
	r := reqWith(s.bia)
	user, session, ok := s.api.Authenticate(r)
	if !ok || string(user) != s.bia.me {
		t.Fatalf("%s %v", user, ok)
	}
	if stored, there := s.engine.Session(session); !there || stored.User != user {
		t.Error("the session's hash finds nothing")
	}
	if _, _, ok := s.api.Authenticate(reqWith(s.stranger())); ok {
		t.Error("a stranger is let in")
	}
}
