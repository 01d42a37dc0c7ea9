package httpapi

import (
	"strings"
	"testing"

	"pronto/internal/desk"
)

func TestRoles(t *testing.T) {
	s := newShop(t)
	sofia := s.admin.hire("Sofia", "supervisor")
	s.bia.get("/session").is(200).has("permissions.0", "status.set").has("serves.0.name", "Vendas")
	for _, c := range []struct {
		method, path      string
		agent, supervisor int
	}{
		{"GET", "/users", 403, 200},
		{"GET", "/queues", 403, 200},
		{"GET", "/channels", 403, 200},
		{"GET", "/installation", 403, 200},
		{"GET", "/roles", 403, 200},
		{"GET", "/changes", 403, 200},
		{"GET", "/pause-reasons", 200, 200},
		{"GET", "/pause-reasons?all=true", 403, 403},
		{"POST", "/users", 403, 403},
		{"PUT", "/users/x", 403, 403},
		{"PUT", "/users/x/password", 403, 403},
		{"POST", "/queues", 403, 403},
		{"PUT", "/queues/x", 403, 403},
		{"POST", "/channels", 403, 403},
		{"PUT", "/channels/x", 403, 403},
		{"POST", "/channels/x/secret", 403, 403},
		{"POST", "/pause-reasons", 403, 403},
		{"PUT", "/pause-reasons/x", 403, 403},
		{"PUT", "/installation", 403, 403},
		{"POST", "/roles", 403, 403},
		{"PUT", "/roles/agent", 403, 403},
		{"DELETE", "/roles/x", 403, 403},
	} {
		s.bia.call(c.method, c.path, nil).is(c.agent)
		sofia.call(c.method, c.path, nil).is(c.supervisor)
	}
}

// limits as a user's row has them; noShift plans nothing.
func limits(total, chat int) map[string]int {
	return map[string]int{"total": total, "chat": chat, "phone": desk.MaxLimit}
}

var noShift = map[string]int{"length_seconds": 0, "start_seconds": 0, "end_seconds": 0}

func TestUsers(t *testing.T) {
	s := newShop(t)
	id := s.id()
	body := map[string]any{"id": id, "name": "Davi", "email": "davi@loja.example", "role": "agent", "password": password}
	a := s.admin.post("/users", body).is(200, "user.saved").has("locale", "pt-BR").has("active", true).has("limits.total", 5)
	s.admin.post("/users", body).is(200) // the same request again
	if strings.Contains(a.Body.String(), "assword") || strings.Contains(s.admin.get("/users").Body.String(), "argon2") {
		t.Errorf("a password is told: %s", a.Body)
	}
	twin := map[string]any{"id": s.id(), "name": "Outro", "email": "DAVI@loja.example", "role": "agent", "password": password}
	s.admin.post("/users", twin).refused(409, "email_taken").has("field", "email")
	twin["email"], twin["password"] = "outro@loja.example", "password"
	s.admin.post("/users", twin).refused(422, "invalid").has("field", "password")
	twin["password"], twin["email"] = password, "no address"
	s.admin.post("/users", twin).refused(422, "invalid").has("field", "email")

	change := map[string]any{"name": "Davi Luz", "email": "davi@loja.example", "role": "supervisor", "locale": "sv", "active": true, "limits": limits(3, 1), "shift": noShift, "rev": a.at("rev")}
	b := s.admin.put("/users/"+id, change).is(200, "user.saved").has("name", "Davi Luz").has("limits.chat", 1)
	if b.at("rev").(float64) <= a.at("rev").(float64) {
		t.Error("rev did not grow")
	}
	s.admin.put("/users/"+id, change).refused(409, "stale")
	change["limits"] = limits(3, 1000)
	s.admin.put("/users/"+id, change).refused(422, "invalid").has("field", "limits.chat")
	s.admin.put("/users/nobody", change).refused(422, "invalid")
	change["limits"] = limits(3, 1)
	s.admin.put("/users/nobody", change).refused(404, "not_found")

	davi := s.stranger()
	davi.signIn("davi@loja.example", password).is(200, "session.started")
	s.admin.put("/users/"+id+"/password", map[string]any{"password": "given by admin"}).is(204, "user.saved", "session.ended")
	davi.get("/session").refused(401, "signed_out")
	davi.signIn("davi@loja.example", "given by admin").is(200, "session.started")
}

// An address to sign in with is nobody's business but administrators' and its
// user's own.
func TestWhoSeesTheAddressesOfColleagues(t *testing.T) {
	s := newShop(t)
	sofia := s.admin.hire("Sofia", "supervisor")
	for _, c := range []struct {
		asks *browser
		want map[string]bool // whose address is told
	}{
		{s.admin, map[string]bool{s.admin.me: true, s.bia.me: true, sofia.me: true}},
		{sofia, map[string]bool{s.admin.me: false, s.bia.me: false, sofia.me: true}},
	} {
		told := map[string]bool{}
		for _, u := range c.asks.get("/users").is(200).at("items").([]any) {
			row := u.(map[string]any)
			told[row["id"].(string)] = row["email"] != ""
			if row["name"] == "" || row["role"] == "" {
				t.Errorf("a row without name or role: %v", row)
			}
		}
		for id, want := range c.want {
			if got, there := told[id]; !there || got != want {
				t.Errorf("%s asks: the address of %s is told: %t", c.asks.me, id, got)
			}
		}
	}
}

func TestSomebodyRemainsAdministrator(t *testing.T) {
	s := newShop(t)
	s.admin.put("/users/"+s.admin.me, map[string]any{
		"name": "Ana", "email": "ana@loja.example", "role": "agent", "locale": "pt-BR", "active": true,
		"limits": limits(5, 5), "shift": noShift, "rev": revOf(s.admin, s.admin.me),
	}).refused(409, "last_admin")
}

func TestQueues(t *testing.T) {
	s := newShop(t)
	body := queueBody("Suporte", "both", "offer", serving(s.bia))
	id := s.id()
	body["id"] = id
	a := s.admin.post("/queues", body).is(200, "queue.saved", "member.saved").has("ring_seconds", 20).has("members.0.serves", true)
	s.bia.get("/session").has("serves.1.name", "Suporte")
	delete(body, "id")
	body["active"], body["rev"], body["members"] = true, a.at("rev"), []member{supervising(s.caio)}
	s.admin.put("/queues/"+id, body).is(200, "queue.saved", "member.saved", "member.saved").has("members.0.user", s.caio.me)
	s.admin.put("/queues/"+id, body).refused(409, "stale")
	body["ring_seconds"] = 1
	s.admin.put("/queues/"+id, body).refused(422, "invalid").has("field", "ring_seconds")
	body["ring_seconds"], body["members"] = 20, []member{{User: "nobody", Serves: true}}
	body["rev"] = s.engine.Directory().Queues[desk.QueueID(id)].Rev
	s.admin.put("/queues/"+id, body).refused(422, "invalid").has("field", "members")
	body["name"], body["members"] = "vendas", []member{}
	s.admin.put("/queues/"+id, body).refused(409, "name_taken").has("field", "name")
	inUse := s.queueNow()
	inUse["active"] = false
	s.admin.put("/queues/"+s.queue, inUse).refused(409, "queue_in_use").has("params.channel", "Site")
}

func TestChannels(t *testing.T) {
	s := newShop(t)
	a := s.admin.get("/channels").is(200).count(1).has("items.0.kind", "webchat")
	a.has("items.0.snippet", `<script async src="https://desk.example/widget.js" data-channel="`+s.channel+`"></script>`)
	secret := a.at("items.0.secret").(string)
	if len(secret) < 32 {
		t.Errorf("secret %q", secret)
	}
	body := channelBody("Site", s.queue)
	body["active"], body["rev"] = true, a.at("items.0.rev")
	body["origins"] = []string{"https://Shop.example/"}
	body["question"] = map[string]any{"text": "Sobre o quê?", "options": []map[string]any{{"label": "Compra", "queue": s.queue}, {"label": "Troca", "queue": s.queue}}}
	s.admin.put("/channels/"+s.channel, body).is(200, "channel.saved").has("secret", secret).has("origins.0", "https://shop.example").has("question.options.1.label", "Troca")
	s.admin.put("/channels/"+s.channel, body).refused(409, "stale")
	body["origins"] = []string{"javascript:alert(1)"}
	s.admin.put("/channels/"+s.channel, body).refused(422, "invalid").has("field", "origins[0]")
	body["origins"], body["color"] = []string{}, "red"
	s.admin.put("/channels/"+s.channel, body).refused(422, "invalid").has("field", "color")
	renewed := s.admin.post("/channels/"+s.channel+"/secret", nil).is(200, "channel.saved").at("secret").(string)
	if renewed == secret || renewed == "" {
		t.Error("the secret is the same")
	}
	s.admin.post("/channels/nothing/secret", nil).refused(404, "not_found")
}

// "Helpdesk > Ver" sees the channels and never what proves who a customer is
// (B-ALERT-04).
func TestWhoOnlySeesSettingsIsToldNoSecret(t *testing.T) {
	s := newShop(t)
	secret := s.admin.get("/channels").is(200).at("items.0.secret").(string)
	sofia := s.admin.hire("Sofia", "supervisor")
	seen := sofia.get("/channels").is(200).count(1).has("items.0.name", "Site").has("items.0.secret", nil)
	for _, text := range []string{seen.Body.String(), sofia.get("/changes").is(200).Body.String()} {
		if strings.Contains(text, secret) || strings.Contains(text, "argon2") {
			t.Errorf("a secret is told: %s", text)
		}
	}
}

func TestPauseReasons(t *testing.T) {
	s := newShop(t)
	id := s.id()
	a := s.admin.post("/pause-reasons", map[string]any{"id": id, "name": "Almoço", "seconds": 3600}).is(200, "pause_reason.saved").has("active", true)
	s.admin.put("/pause-reasons/"+id, map[string]any{"name": "Almoço", "seconds": 1800, "active": false, "rev": a.at("rev")}).is(200, "pause_reason.saved")
	s.bia.get("/pause-reasons").is(200).count(0)
	s.admin.get("/pause-reasons?all=true").is(200).count(1).has("items.0.seconds", 1800)
}

// What a pause counts as of the breaks of the law; who does not say leaves it open
// (NR-17, Anexo II).
func TestPauseReasonsCountAs_NR17(t *testing.T) {
	s := newShop(t)
	id := s.id()
	body := map[string]any{"id": id, "name": "Almoço", "seconds": 3600}
	body["rev"] = s.admin.post("/pause-reasons", body).is(200, "pause_reason.saved").has("counts_as", "any").at("rev")
	delete(body, "id")
	body["active"] = true
	for _, as := range []string{"meal", "rest", "work", "any"} {
		body["counts_as"] = as
		body["rev"] = s.admin.put("/pause-reasons/"+id, body).is(200, "pause_reason.saved").has("counts_as", as).at("rev")
		s.bia.get("/pause-reasons").is(200).has("items.0.counts_as", as)
	}
	s.admin.get("/changes?limit=1").is(200).has("items.0.params.changed", "counts_as").has("items.0.params.counts_as", "any")
	body["counts_as"] = "toilet"
	s.admin.put("/pause-reasons/"+id, body).refused(422, "invalid")
}

// What a short shift owes is the company's to say, from nothing to ten breaks, and is
// said with the record that is judged by it (NR-17, Anexo II, 5.4.3).
func TestWhatAShortShiftOwesIsSet_NR17(t *testing.T) {
	s := newShop(t)
	s.admin.get("/installation").is(200).has("breaks.short_breaks", 1).has("breaks.short_shift_seconds", 14400)
	body := s.admin.get("/installation").is(200).row()
	breaks := body["breaks"].(map[string]any)
	for _, bad := range []any{-1, 11, 1.5, "1"} {
		breaks["short_breaks"] = bad
		s.admin.put("/installation", body).refused(422, "invalid").has("field", "breaks.short_breaks")
	}
	for _, good := range []int{10, 0} {
		breaks["short_breaks"] = good
		body["rev"] = s.admin.put("/installation", body).is(200, "installation.saved").has("breaks.short_breaks", good).at("rev")
		s.admin.get("/reports/breaks?from=2026-03-02&to=2026-03-02").is(200).has("rules.short_breaks", good)
	}
}

// P-STATUS-26: 0 lets no call in beside written work, and no limit at all never blocks.
func TestTheLimitOfThePhoneIsOptional(t *testing.T) {
	s := newShop(t)
	id := s.id()
	hire := map[string]any{"id": id, "name": "Davi", "email": "davi@loja.example", "role": "agent", "password": password, "limits": map[string]int{"total": 3, "chat": 2, "phone": 0}}
	a := s.admin.post("/users", hire).is(200, "user.saved").has("limits.phone", 0)
	body := map[string]any{"name": "Davi", "email": "davi@loja.example", "role": "agent", "locale": "pt-BR", "active": true, "limits": map[string]int{"total": 3, "chat": 2}, "shift": noShift, "rev": a.at("rev")}
	a = s.admin.put("/users/"+id, body).is(200, "user.saved").has("limits.phone", desk.MaxLimit)
	for _, bad := range []any{-1, 1000, 1.5, "2"} {
		body["limits"], body["rev"] = map[string]any{"total": 3, "chat": 2, "phone": bad}, a.at("rev")
		s.admin.put("/users/"+id, body).refused(422, "invalid").has("field", "limits.phone")
	}
}

// C-03, C-10 and 1.8.4: each is refused at its own field when it cannot be.
func TestSettingsOfPresence_C_03_C_10_1_8_4(t *testing.T) {
	s := newShop(t)
	s.admin.get("/installation").is(200).has("initial_status", "invisible").has("logout_with_work", "block").
		has("presence.lost_after_seconds", 45).has("presence.lost_grace_seconds", 300).has("presence.lost_forever", false).has("presence.reload_grace_seconds", 10)
	changed := func(field string, value any) map[string]any {
		body := s.admin.get("/installation").is(200).row()
		if part, key, nested := strings.Cut(field, "."); nested {
			body[part].(map[string]any)[key] = value
		} else {
			body[field] = value
		}
		return body
	}
	for field, values := range map[string][]any{
		"initial_status":                {"paused", "offline", "", 1},
		"logout_with_work":              {"ask", "", true},
		"presence.lost_after_seconds":   {0, -45, 34, 601, 45.5, "45", 1e18},
		"presence.lost_grace_seconds":   {0, -1, 59, 86401, 90.5, nil, 1e300},
		"presence.reload_grace_seconds": {0, 2, 121, 3.25},
		"presence.lost_forever":         {"yes"},
	} {
		for _, v := range values {
			s.admin.put("/installation", changed(field, v)).refused(422, "invalid").has("field", field)
		}
	}
	body := changed("presence.lost_after_seconds", 301) // longer than the grace that is set
	s.admin.put("/installation", body).refused(422, "invalid").has("field", "presence.lost_grace_seconds").has("params.least", "301")
	s.admin.put("/installation", changed("presence.lost_forever", true)).is(200, "installation.saved").has("presence.lost_forever", true)
	s.admin.put("/installation", changed("initial_status", "online")).is(200, "installation.saved").has("initial_status", "online")
	s.admin.get("/changes?limit=2").is(200).has("items.0.params.changed", "initial_status").has("items.1.params.changed", "presence")
}

func TestInstallationAndChanges(t *testing.T) {
	s := newShop(t)
	now := s.admin.get("/installation").is(200).has("company", "Loja")
	body := now.row()
	body["company"], body["time_zone"], body["locale"], body["pull_while_paused"] = "Loja Nova", "Europe/Stockholm", "sv", true
	s.admin.put("/installation", body).is(200, "installation.saved").has("company", "Loja Nova")
	s.admin.put("/installation", body).refused(409, "stale")
	a := s.admin.get("/changes?limit=1").is(200).count(1).has("items.0.kind", "installation.saved").has("items.0.actor.name", "Ana")
	a.has("items.0.params.changed", "company,time_zone,locale,pull_while_paused")
	next := s.admin.get("/changes?limit=1&cursor=" + a.at("next").(string)).is(200).count(1)
	next.has("items.0.kind", "channel.saved").has("items.0.params.name", "Site").has("items.0.params.created", "true")
	s.admin.get("/changes?cursor=x").refused(422, "invalid").has("field", "cursor")
	if strings.Contains(s.admin.get("/changes").Body.String(), "argon2") {
		t.Error("a hash is told")
	}
}
