package httpapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pronto/internal/desk"
)

func TestRolesAreMadeChangedAndRemoved(t *testing.T) {
	s := newShop(t)
	id := s.id()
	body := j{"id": id, "name": "Líder", "permissions": []string{"room.view", "conversation.read.queue"}}
	s.admin.call("POST", "/roles", body, "Idempotency-Key", "k").is(200, "role.saved").has("name", "Líder").
		has("permissions.0", "conversation.read.queue").has("permissions.1", "room.view").has("built_in", false).has("users", 0)
	s.admin.call("POST", "/roles", body, "Idempotency-Key", "k").is(200)
	s.admin.post("/roles", body).is(200) // the same request again
	s.admin.post("/roles", j{"id": id, "name": "Outra", "permissions": []string{}}).refused(409, "id_reused")
	s.admin.post("/roles", j{"id": s.id(), "name": "líder", "permissions": []string{}}).refused(409, "name_taken").has("field", "name")
	s.admin.post("/roles", j{"id": "lead", "name": "x", "permissions": []string{}}).refused(422, "invalid").has("field", "id")
	s.admin.post("/roles", j{"id": s.id(), "name": "", "permissions": []string{}}).refused(422, "invalid").has("field", "name")
	s.admin.post("/roles", j{"id": s.id(), "name": strings.Repeat("x", 61), "permissions": []string{}}).refused(422, "invalid").has("field", "name")
	s.admin.post("/roles", j{"id": s.id(), "name": " \n", "permissions": []string{}}).refused(422, "invalid").has("field", "name")
	s.admin.post("/roles", j{"id": s.id(), "name": "x"}).refused(422, "invalid").has("field", "permissions")
	s.admin.post("/roles", j{"id": s.id(), "name": "x", "permissions": "settings.view"}).refused(422, "invalid").has("field", "permissions")
	s.admin.post("/roles", j{"id": s.id(), "name": "x", "permissions": slices.Repeat([]string{"settings.view"}, 51)}).refused(422, "invalid").has("field", "permissions")
	s.admin.put("/roles/"+id, j{"name": "Líder", "permissions": []string{}}).refused(422, "invalid").has("field", "rev")
	s.admin.post("/roles", j{"id": s.id(), "name": "x", "permissions": []string{"everything"}}).refused(422, "invalid").has("field", "permissions")
	s.admin.post("/roles", j{"id": s.id(), "name": "x", "permissions": []string{"settings.edit"}}).refused(422, "invalid").has("field", "permissions")

	rev := func() int64 { return s.engine.Directory().Roles[desk.Role(id)].Rev }
	change := j{"name": "Líder", "permissions": []string{}, "rev": rev()}
	s.admin.put("/roles/"+id, change).is(200, "role.saved").has("permissions.0", nil)
	s.admin.put("/roles/"+id, change).refused(409, "stale")
	s.admin.put("/roles/nothing", change).refused(404, "not_found")
	s.admin.put("/roles/admin", j{"name": "", "permissions": []string{"settings.view", "settings.edit"}, "rev": s.engine.Directory().Roles[desk.RoleAdmin].Rev}).refused(422, "invalid").has("field", "permissions")
	if got := names(s.admin.get("/roles"), "items", "id"); got != fmt.Sprint([]string{id, "admin", "agent", "supervisor"}) {
		t.Errorf("roles %s", got)
	}

	s.assigned(s.bia, id)
	s.admin.delete("/roles/"+id).refused(409, "role_in_use").has("params.users", "1")
	s.admin.delete("/roles/agent").refused(409, "role_built_in")
	s.admin.delete("/roles/nothing").refused(404, "not_found")
	s.assigned(s.bia, "agent")
	s.admin.delete("/roles/"+id).is(204, "role.saved")
	s.admin.delete("/roles/"+id).refused(404, "not_found")
}

// What a role allows holds at once for who has it, in the session they are in.
func TestAChangedRoleHoldsAtOnce(t *testing.T) {
	f := newFloor(t)
	f.served()
	f.sofia.get("/room").is(200).has("agents.0.name", "Bia")
	save := func(permissions ...string) {
		f.admin.put("/roles/supervisor", j{"name": "", "permissions": append([]string{}, permissions...), "rev": f.engine.Directory().Roles[desk.RoleSupervisor].Rev}).is(200, "role.saved")
	}
	// A room without the right to read the queues shows nothing of them.
	save("room.view", "conversation.move", "conversation.whisper", "agent.sign_out")
	f.sofia.get("/session").is(200).has("supervises.0", nil).has("permissions.0", "conversation.move")
	f.sofia.get("/room").is(200).has("agents.0", nil).has("queues.0", nil).has("conversations.0", nil)
	f.sofia.get("/conversations?list=supervised").is(200).count(0)
	f.sofia.post("/agents/"+f.bia.me+"/sign-out", nil).refused(404, "not_found")
	save("conversation.read.queue")
	f.sofia.get("/room").refused(403, "forbidden")
	f.sofia.get("/conversations?list=supervised").is(200).count(1)
	save("conversation.read.all", "room.view")
	f.sven.get("/room").is(200).has("agents.0.name", "Bia")
	f.sven.get("/conversations?list=supervised").is(200).count(1)
	save()
	f.sven.get("/conversations?list=supervised").is(200).count(0)
}

// Who edits settings and not roles can neither give a role, nor change one, nor get
// in as somebody who may do more than they.
func TestSettingsAloneGiveNobodyMoreRights(t *testing.T) {
	s := newShop(t)
	it := s.admin.hire("Ivo", s.role("TI", "settings.view", "settings.edit"))
	lead := s.admin.hire("Lia", s.role("Líder", "conversation.read.all"))
	below := s.admin.hire("Davi", s.role("Nada"))
	user := func(b *browser, change func(j)) j {
		u := s.engine.Directory().Users[desk.UserID(b.me)]
		body := j{"name": u.Name, "email": u.Email, "role": string(u.Role), "locale": "pt-BR", "active": true, "limits": limits(5, 5), "shift": noShift, "rev": u.Rev}
		change(body)
		return body
	}
	for _, b := range []*browser{it, below, s.bia} {
		for _, role := range []string{"admin", "supervisor", string(s.engine.Directory().Users[desk.UserID(lead.me)].Role)} {
			it.put("/users/"+b.me, user(b, func(u j) { u["role"] = role })).refused(403, "forbidden")
		}
	}
	it.post("/users", j{"id": s.id(), "name": "Eu", "email": "eu@loja.example", "role": "admin", "password": password}).refused(403, "forbidden")
	it.post("/roles", j{"id": s.id(), "name": "Tudo", "permissions": []string{"roles.edit"}}).refused(403, "forbidden")
	own := s.engine.Directory().Users[desk.UserID(it.me)].Role
	for _, role := range []desk.Role{own, desk.RoleAgent} {
		it.put("/roles/"+string(role), j{"name": "x", "permissions": []string{"roles.edit"}, "rev": s.engine.Directory().Roles[role].Rev}).refused(403, "forbidden")
	}
	it.delete("/roles/"+string(own)).refused(403, "forbidden")
	for _, b := range []*browser{s.admin, lead, s.bia} {
		it.put("/users/"+b.me+"/password", j{"password": "another password"}).refused(403, "forbidden")
		it.put("/users/"+b.me, user(b, func(u j) { u["email"] = "ivo2@loja.example" })).refused(403, "forbidden")
	}
	// What takes no rights is theirs to change.
	it.put("/users/"+s.bia.me, user(s.bia, func(u j) { u["limits"] = limits(2, 2) })).is(200, "user.saved").has("limits.chat", 2)
	it.put("/users/"+below.me+"/password", j{"password": "another password"}).is(204, "user.saved", "session.ended")
	it.put("/installation", it.get("/installation").is(200).row()).is(200, "installation.saved")

	// And who edits roles alone opens no other door.
	keys := s.admin.hire("Rui", s.role("Chaves", "settings.view", "roles.edit"))
	keys.put("/users/"+s.bia.me, user(s.bia, func(u j) { u["role"] = "admin" })).refused(403, "forbidden")
	keys.put("/installation", keys.get("/installation").is(200).row()).refused(403, "forbidden")
	if !slices.Contains(s.engine.Directory().Roles[desk.RoleAgent].Permissions, desk.MayServe) {
		t.Error("the agents' role changed")
	}
}
