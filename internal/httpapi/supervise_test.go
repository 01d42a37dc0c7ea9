package httpapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// floor is a shop with sofia, who supervises its queue, and sven, who supervises
// another one.
type floor struct {
	*shop
	sofia, sven *browser
	other       string // sven's queue
}

func newFloor(t *testing.T) *floor {
	t.Helper()
	f := &floor{shop: newShop(t)}
	f.sofia, f.sven = f.admin.hire("Sofia", "supervisor"), f.admin.hire("Sven", "supervisor")
	body := f.queueNow(serving(f.bia), serving(f.caio), supervising(f.sofia))
	if a := f.admin.put("/queues/"+f.queue, body); a.Code != 200 {
		t.Fatal(a.Body)
	}
	f.other = f.admin.queue("Suporte", "pull", "assign", supervising(f.sven))
	return f
}

// names of what a room shows.
func names(a *answer, list, name string) string {
	a.w.t.Helper()
	var all []string
	for _, row := range a.is(200).at(list).([]any) {
		all = append(all, fmt.Sprint(row.(map[string]any)[name]))
	}
	slices.Sort(all)
	return fmt.Sprint(all)
}

// The room shows who serves the queues that one supervises, and what is open there.
func TestTheRoomIsOfTheQueuesOneSupervises(t *testing.T) {
	f := newFloor(t)
	_, id := f.served()
	f.bia.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	waits := f.customer(f.channel, "João").says("Oi")
	room := f.sofia.get("/room").is(200).has("agents.0.name", "Bia").has("agents.0.status", "online").has("agents.0.open", 1).
		has("agents.0.presence", "connected").has("agents.0.serves.0.name", "Vendas").has("agents.0.able.0", f.queue).
		has("agents.1.name", "Caio").has("agents.1.labels.blip", "invisible").has("agents.1.able.0", nil).
		has("queues.0.name", "Vendas").has("queues.1", nil).has("seq", int(f.engine.Seq())).has("epoch", f.engine.Epoch())
	if room.at("agents.0.rev") != room.at("seq") {
		t.Error("a row is not of the room's sequence")
	}
	open := []string{id, waits}
	slices.Sort(open)
	if got := names(room, "conversations", "id"); got != fmt.Sprint(open) {
		t.Errorf("open: %s, want %v", got, open)
	}
	for _, c := range []struct {
		who                           *browser
		agents, queues, conversations string
	}{
		{f.sven, "[]", "[Suporte]", "[]"},
		{f.admin, "[Bia Caio]", "[Suporte Vendas]", fmt.Sprint(open)},
	} {
		a := c.who.get("/room")
		if got := names(a, "agents", "name") + names(a, "queues", "name") + names(a, "conversations", "id"); got != c.agents+c.queues+c.conversations {
			t.Errorf("%s sees %s", c.who.me, got)
		}
	}
	f.bia.get("/room").refused(403, "forbidden")
}

// C-27: an agent's status is set by who was given the right, and by nobody else.
func TestC27AnAgentsStatusIsSetByWhoMay(t *testing.T) {
	f := newFloor(t)
	status, queue := "/agents/"+f.bia.me+"/status", "/agents/"+f.bia.me+"/queues/"+f.queue+"/status"
	for _, b := range []*browser{f.bia, f.sofia, f.sven, f.admin} { // no role has it by default
		b.put(status, j{"status": "online"}).refused(403, "forbidden")
		b.put(queue, j{"state": "in"}).refused(403, "forbidden")
	}
	lead := f.role("Líder", "conversation.read.queue", "agent.set_status")
	f.assigned(f.sofia, lead)
	f.assigned(f.sven, lead)
	f.sven.put(status, j{"status": "online"}).refused(404, "not_found")
	f.sven.put(queue, j{"state": "in"}).refused(404, "not_found")
	f.sofia.put("/agents/nobody/status", j{"status": "online"}).refused(404, "not_found")
	f.sofia.put(status, j{"status": "away"}).refused(422, "invalid").has("field", "status")
	f.sofia.put(status, j{"status": "paused", "reason": "nothing"}).refused(422, "invalid").has("field", "reason")
	f.sofia.call("PUT", status, j{"status": "online"}, "Idempotency-Key", "k").is(200, "status.changed").
		has("status", "online").has("set_by.name", "Sofia").has("name", "Bia").has("able.0", f.queue)
	f.sofia.call("PUT", status, j{"status": "online"}, "Idempotency-Key", "k").is(200)
	f.bia.get("/session").has("status.set_by.name", "Sofia")
	f.sofia.put(queue, j{"state": "out"}).is(200, "status.changed").has("queues.0", nil)
	f.sofia.put("/agents/"+f.bia.me+"/queues/"+f.other+"/status", j{"state": "in"}).refused(409, "not_member")
	f.sofia.put(queue, j{"state": "x"}).refused(422, "invalid").has("field", "state")
	f.admin.put("/roles/"+lead, j{"name": "Líder", "permissions": []string{"conversation.read.queue"}, "rev": f.engine.Directory().Roles[desk.Role(lead)].Rev}).is(200, "role.saved")
	f.sofia.put(status, j{"status": "online"}).refused(403, "forbidden") // the same session, at once
}

func TestSigningOutAndDraining(t *testing.T) {
	f := newFloor(t)
	_, id := f.served()
	agent := "/agents/" + f.bia.me
	f.bia.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	for _, act := range []func(*browser) *answer{
		func(b *browser) *answer { return b.post(agent+"/sign-out", nil) },
		func(b *browser) *answer { return b.post(agent+"/drain", j{}) },
		func(b *browser) *answer { return b.delete(agent + "/drain") },
	} {
		act(f.caio).refused(403, "forbidden")
		act(f.sven).refused(404, "not_found")
	}
	at := f.wall.Add(time.Hour)
	f.sofia.post(agent+"/drain", j{"at": f.wall.Add(25 * time.Hour)}).refused(422, "invalid").has("field", "at")
	f.sofia.post(agent+"/drain", j{"at": f.wall}).refused(422, "invalid").has("field", "at")
	f.sofia.post(agent+"/drain", j{"at": "soon"}).refused(422, "invalid").has("field", "at")
	f.sofia.post(agent+"/drain", j{"at": at}).is(200, "drain.changed").has("drain.at", at.Format(time.RFC3339)).
		has("drain.by.name", "Sofia").has("drain.done", false).has("open", 1).has("able.0", nil)
	f.sofia.delete(agent+"/drain").is(200, "drain.changed").has("drain", nil)
	f.sofia.delete(agent + "/drain").is(200)
	f.sofia.call("POST", agent+"/drain", j{}, "Idempotency-Key", "k").is(200, "drain.changed", "conversation.returned").has("drain.done", true).has("open", 0)
	f.sofia.call("POST", agent+"/drain", j{}, "Idempotency-Key", "k").is(200)
	f.caio.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	f.bia.put("/me/status", j{"status": "online"}).is(200, "drain.changed")
	at = f.wall.Add(time.Minute)
	f.sofia.call("POST", agent+"/drain", j{"at": at}, "Idempotency-Key", "by-an-hour").is(200, "drain.changed")
	f.passes(time.Minute)
	f.sofia.call("POST", agent+"/drain", j{"at": at}, "Idempotency-Key", "by-an-hour").is(200) // it was in time when it was first asked
	f.sofia.post(agent+"/drain", j{"at": at}).refused(422, "invalid").has("field", "at")

	agent = "/agents/" + f.caio.me
	f.caio.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	f.sofia.call("POST", agent+"/sign-out", nil, "Idempotency-Key", "s").is(200, "session.ended", "window.closed", "status.changed", "presence.changed").has("status", "invisible").has("open", 1)
	f.sofia.call("POST", agent+"/sign-out", nil, "Idempotency-Key", "s").is(200)
	f.caio.get("/session").refused(401, "signed_out")
	f.sofia.get("/conversations/"+id).is(200).has("agent.name", "Caio")
}

func TestMovingAConversation(t *testing.T) {
	f := newFloor(t)
	c, id := f.served()
	f.caio.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	move := "/conversations/" + id + "/move"
	f.bia.post(move, j{"agent": f.caio.me}).refused(403, "forbidden")
	f.sven.post(move, j{"queue": f.other}).refused(404, "not_found")
	f.sven.post("/conversations/nothing/move", j{"queue": f.other}).refused(404, "not_found")
	f.sofia.post(move, j{"queue": "nothing"}).refused(422, "invalid").has("field", "queue")
	f.sofia.post(move, j{"agent": "nobody"}).refused(422, "invalid").has("field", "agent")
	f.sofia.post(move, j{"agent": f.sven.me}).refused(409, "not_able").has("params.rule", "not_member")
	f.sofia.call("POST", move, j{"agent": f.caio.me}, "Idempotency-Key", "k").is(200, "conversation.moved").has("state", "assigned").has("agent.name", "Caio")
	f.sofia.call("POST", move, j{"agent": f.caio.me}, "Idempotency-Key", "k").is(200).has("agent.name", "Caio")
	f.bia.get("/conversations/"+id).is(200).has("state", "closed").has("last_text", nil) // what was theirs, and no more

	// To a queue that is not theirs: the answer says how it left, then and later.
	gone := f.sofia.call("POST", move, j{"queue": f.other}, "Idempotency-Key", "k2").is(200, "conversation.moved").has("state", "queued").has("queue.name", "Suporte").has("agent", nil)
	c.says("segredo")
	again := f.sofia.call("POST", move, j{"queue": f.other}, "Idempotency-Key", "k2").is(200)
	if again.Body.String() != gone.Body.String() {
		t.Errorf("a repeat tells what came later: %s", again.Body)
	}
	f.sofia.get("/conversations/"+id).refused(404, "not_found")
	f.sofia.post(move, j{"queue": f.queue}).refused(404, "not_found")
	f.sven.get("/conversations/"+id).is(200).has("last_text", "segredo")
	f.admin.post(move, j{"queue": f.queue}).is(200, "conversation.moved")
	f.caio.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	f.caio.post("/conversations/"+id+"/finish", nil).is(200, "conversation.closed")
	f.sofia.post(move, j{"queue": f.other}).refused(409, "already_closed")
	f.sven.post(move, j{"queue": f.other}).refused(404, "not_found")
}

func TestTakingOver(t *testing.T) {
	f := newFloor(t)
	_, id := f.served()
	take := "/conversations/" + id + "/take-over"
	f.caio.post(take, nil).refused(403, "forbidden")
	f.sven.post(take, nil).refused(404, "not_found")
	f.sofia.call("POST", take, nil, "Idempotency-Key", "k").is(200, "conversation.moved").has("agent.name", "Sofia").has("state", "assigned")
	f.sofia.call("POST", take, nil, "Idempotency-Key", "k").is(200)
	f.sofia.post(take, nil).is(200) // a double click
	f.sofia.post("/conversations/"+id+"/messages", j{"id": f.id(), "text": "Sou a Sofia"}).is(200, "message.written")
	f.bia.get("/conversations/" + id + "/messages").is(200).count(1)
	f.bia.post("/conversations/"+id+"/messages", j{"id": f.id(), "text": "e eu?"}).refused(403, "not_assigned")
}

// The slower of two supervisors is told what happened meanwhile.
func TestTheSlowerSupervisorIsTold(t *testing.T) {
	f := newFloor(t)
	c, id := f.served()
	f.role("Líder", "conversation.read.queue")
	seen := f.sofia.get("/conversations/" + id).is(200).at("protocol")
	f.caio.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	f.sofia.post("/conversations/"+id+"/move", j{"agent": f.caio.me, "seen": seen}).is(200, "conversation.moved").has("source", "move")
	f.admin.post("/conversations/"+id+"/move", j{"seen": seen}).refused(409, "moved_on").has("params.agent", "Caio").has("params.queue", "Vendas")
	f.admin.post("/conversations/"+id+"/take-over", j{"seen": seen}).refused(409, "moved_on").has("params.agent", "Caio")
	f.sofia.get("/conversations/"+id+"/trace").has("items.1.source", "move").has("items.1.by.name", "Sofia").has("items.1.from_agent.name", "Bia").has("items.1.winner.name", "Caio")
	f.sofia.get("/conversations/"+id+"/timeline").has("items.2.params.source", "move").has("items.2.params.from_agent", "Bia")

	c.says("alô?")
	asked := f.sofia.get("/conversations/" + id).at("asked_at")
	f.wall = f.wall.Add(time.Minute)
	c.says("alguém aí?")
	if again := f.sofia.get("/conversations/" + id).at("asked_at"); again != asked || asked == nil {
		t.Errorf("asked at %v, then %v", asked, again)
	}

	at := f.wall.Add(time.Hour)
	f.sofia.post("/agents/"+f.bia.me+"/drain", j{"at": at}).is(200, "drain.changed")
	f.admin.post("/agents/"+f.bia.me+"/drain", j{}).refused(409, "already_drained").has("params.by", "Sofia")

	lead := f.role("Chefe", "conversation.read.queue", "agent.set_status")
	f.assigned(f.sofia, lead)
	f.assigned(f.sven, lead)
	f.admin.put("/queues/"+f.queue, f.queueNow(serving(f.bia), serving(f.caio), supervising(f.sofia), supervising(f.sven))).is(200, "queue.saved", "member.saved")
	status := "/agents/" + f.caio.me + "/status"
	since := f.admin.get("/room").at("agents.1.since")
	f.sofia.put(status, j{"status": "paused", "seen": since}).is(200, "status.changed")
	f.sven.put(status, j{"status": "online", "seen": since}).refused(409, "status_set").has("params.by", "Sofia")
	f.bia.put("/me/status", j{"status": "online", "seen": since}).refused(422, "invalid") // one's own is never too late
	f.sven.put(status, j{"status": "online", "seen": "ontem"}).refused(422, "invalid").has("field", "seen")
}

func TestWhispersOfBadInput(t *testing.T) {
	f := newFloor(t)
	_, id := f.served()
	path := "/conversations/" + id + "/whispers"
	for name, body := range map[string]any{
		"id": j{"text": "oi"}, "text": j{"id": f.id()},
		"text ": j{"id": f.id(), "text": strings.Repeat("x", 4001)}, "text  ": j{"id": f.id(), "text": 7},
		"id ": j{"id": strings.Repeat("8", 26), "text": "oi"}, "more": j{"id": f.id(), "text": "oi", "more": true},
	} {
		f.sofia.post(path, body).refused(422, "invalid").has("field", strings.TrimSpace(name))
	}
	f.sofia.post("/conversations/nothing/whispers", j{"id": f.id(), "text": "oi"}).refused(404, "not_found")
	f.sofia.get("/conversations/nothing/whispers").refused(404, "not_found")
	f.sofia.get(path).is(200).count(0)
	first := f.id()
	f.sofia.post(path, j{"id": first, "text": "oi"}).is(200, "whisper.written")
	f.admin.post(path, j{"id": first, "text": "oi"}).refused(409, "conflict") // another's
}

// A whisper is for the conversation's agent and who supervises it; the customer and
// whoever has it later or only sees it wait never read it.
func TestWhispersAreForTheAgentAndWhoSupervises(t *testing.T) {
	f := newFloor(t)
	_, id := f.served()
	f.caio.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	path := "/conversations/" + id + "/whispers"
	say := func(text string) j { return j{"id": f.id(), "text": text} }
	f.bia.post(path, say("para mim")).refused(403, "forbidden")
	f.sven.post(path, say("oi")).refused(404, "not_found")
	f.sofia.post(path, say("  ")).refused(422, "invalid").has("field", "text")
	f.sofia.post(path, j{"id": "1", "text": "oi"}).refused(422, "invalid").has("field", "id")
	first := say("ofereça o desconto")
	f.sofia.post(path, first).is(200, "whisper.written").has("text", "ofereça o desconto").has("author.name", "Sofia").has("after_n", 1)
	f.sofia.post(path, first).is(200) // sent again it is stored once
	first["text"] = "não ofereça"
	f.sofia.post(path, first).refused(409, "key_reused")
	for _, b := range []*browser{f.bia, f.sofia, f.admin} {
		b.get(path).is(200).count(1).has("items.0.text", "ofereça o desconto")
	}
	f.caio.get(path).refused(404, "not_found")
	f.sven.get(path).refused(404, "not_found")
	f.bia.get("/conversations/" + id + "/messages").is(200).count(1)

	f.wall = f.wall.Add(time.Second)
	f.sofia.post("/conversations/"+id+"/move", j{"agent": f.caio.me}).is(200, "conversation.moved")
	f.sofia.post(path, say("a Bia errou")).is(200, "whisper.written") // at the instant of the move, and after the same message
	f.caio.get(path).is(200).count(2)
	f.bia.get(path).is(200).count(1)
	f.wall = f.wall.Add(time.Second)
	f.sofia.post("/conversations/"+id+"/move", j{}).is(200, "conversation.moved")
	f.sofia.post(path, say("a ninguém")).refused(409, "not_assigned")
	f.bia.get(path).is(200).count(1) // they see it wait, with all its messages
	f.bia.get("/conversations/"+id).is(200).has("state", "queued")
	olga := f.admin.hire("Olga", "agent")
	f.admin.put("/queues/"+f.queue, f.queueNow(serving(f.bia), serving(f.caio), serving(olga), supervising(f.sofia))).is(200, "queue.saved", "member.saved")
	olga.get("/conversations/" + id + "/messages").is(200).count(1)
	olga.get(path).is(200).count(0)
}
