package httpapi

import (
	"encoding/json"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// row is an answer as something to change and send back.
func (a *answer) row() map[string]any {
	a.w.t.Helper()
	var row map[string]any
	if err := json.Unmarshal(a.Body.Bytes(), &row); err != nil {
		a.w.t.Fatalf("%v in %s", err, a.Body)
	}
	return row
}

type j = map[string]any

// passes lets time go by and the engine notice it.
func (w *world) passes(d time.Duration) {
	w.t.Helper()
	w.wall = w.wall.Add(d)
	w.engine.Step()
}

// C-05: a status over all queues, and one for each queue alone.
func TestC05StatusOfOneQueueAndOfAll(t *testing.T) {
	s := newShop(t)
	other := s.admin.queue("Suporte", "push", "assign", serving(s.bia))
	lunch := s.id()
	s.admin.post("/pause-reasons", j{"id": lunch, "name": "Almoço", "seconds": 3600}).is(200, "pause_reason.saved")
	queue := "/me/queues/" + other + "/status"

	s.bia.put("/me/status", j{"status": "online"}).is(200, "status.changed").has("status", "online").has("queues.1.state", "in").has("labels.blip", "online")
	s.bia.put(queue, j{"state": "paused"}).refused(422, "reason_required").has("field", "reason")
	s.bia.put(queue, j{"state": "paused", "reason": "nothing"}).refused(422, "invalid").has("field", "reason")
	s.bia.put(queue, j{"state": "away"}).refused(422, "invalid").has("field", "state")
	s.bia.put(queue, j{"state": "paused", "reason": lunch}).is(200, "status.changed").has("status", "online").
		has("queues.1.queue.name", "Suporte").has("queues.1.state", "paused").has("queues.1.reason.name", "Almoço")
	s.bia.put(queue, j{"state": "out"}).is(200, "status.changed").has("queues.0.queue.name", "Vendas").has("queues.1", nil)
	s.bia.put("/me/queues/"+s.queue+"/status", j{"state": "out"}).is(200, "status.changed").has("status", "invisible")
	s.bia.put(queue, j{"state": "in"}).is(200, "status.changed").has("status", "online")
	// A queue that is not theirs and one that is not there are the same to them.
	s.caio.put(queue, j{"state": "in"}).refused(409, "not_member")
	s.caio.put("/me/queues/nothing/status", j{"state": "in"}).refused(409, "not_member")

	s.bia.put("/me/status", j{"status": "paused"}).refused(422, "reason_required").has("field", "reason")
	s.bia.put("/me/status", j{"status": "paused", "reason": lunch}).is(200, "status.changed").has("reason.name", "Almoço")
	s.bia.call("PUT", "/me/status", j{"status": "online"}, "Idempotency-Key", "k").is(200, "status.changed")
	s.bia.call("PUT", "/me/status", j{"status": "online"}, "Idempotency-Key", "k").is(200)
	s.bia.call("PUT", "/me/status", j{"status": "invisible"}, "Idempotency-Key", "k").refused(409, "key_reused")
	s.bia.call("PUT", queue, j{"state": "out"}, "Idempotency-Key", "q").is(200, "status.changed")
	s.bia.call("PUT", queue, j{"state": "out"}, "Idempotency-Key", "q").is(200)
}

func TestAStatusForLater(t *testing.T) {
	s := newShop(t)
	s.bia.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	_, id := s.served()
	at := s.wall.Add(time.Hour)
	s.bia.put("/me/next-status", j{"status": "online"}).refused(422, "invalid").has("field", "status")
	s.bia.put("/me/next-status", j{"status": "paused"}).refused(422, "invalid").has("field", "at")
	s.bia.put("/me/next-status", j{"status": "paused", "at": s.wall}).refused(422, "invalid").has("field", "at")
	s.bia.put("/me/next-status", j{"status": "paused", "at": s.wall.Add(25 * time.Hour)}).refused(422, "invalid").has("field", "at")
	s.bia.put("/me/next-status", j{"status": "paused", "at": "soon"}).refused(422, "invalid").has("field", "at")
	s.bia.put("/me/next-status", j{"status": "paused", "at": at, "reason": "nothing"}).refused(422, "invalid").has("field", "reason")
	s.bia.put("/me/next-status", j{"status": "paused", "at": at}).is(200, "next_status.changed").has("status", "online").
		has("next.status", "paused").has("next.at", at.Format(time.RFC3339)).has("next.after_work", false)
	s.bia.delete("/me/next-status").is(200, "next_status.changed").has("next", nil)
	s.bia.delete("/me/next-status").is(200)
	soon := j{"status": "paused", "at": s.wall.Add(time.Minute)}
	s.bia.call("PUT", "/me/next-status", soon, "Idempotency-Key", "soon").is(200, "next_status.changed")
	s.bia.delete("/me/next-status").is(200, "next_status.changed")
	s.passes(time.Minute)
	s.bia.call("PUT", "/me/next-status", soon, "Idempotency-Key", "soon").is(200) // it was in time when it was first asked

	s.bia.call("PUT", "/me/next-status", j{"status": "invisible", "after_work": true}, "Idempotency-Key", "k").is(200, "next_status.changed").has("next.after_work", true)
	s.bia.call("PUT", "/me/next-status", j{"status": "invisible", "after_work": true}, "Idempotency-Key", "k").is(200)
	s.bia.post("/conversations/"+id+"/finish", nil).is(200, "conversation.closed")
	s.passes(0)
	s.bia.get("/session").is(200).has("status.status", "invisible").has("status.next", nil)
}

func TestPreferencesAndTheClock(t *testing.T) {
	s := newShop(t)
	s.bia.put("/me/preferences", j{}).refused(422, "invalid").has("field", "keep_online")
	s.bia.put("/me/preferences", j{"keep_online": true}).is(200, "keep_online.changed").has("keep_online", true)
	s.bia.put("/me/preferences", j{"keep_online": true}).is(200)
	s.bia.get("/clock").is(200).has("now", s.wall.Format(time.RFC3339))
}

// P-STATUS-08: wrap-up can be ended early, by the agent alone.
func TestPStatus08WrapUpEndsEarly(t *testing.T) {
	s := newShop(t)
	s.bia.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	s.bia.post("/me/wrap-up/end", nil).refused(409, "not_in_wrap_up")
	calls := "/agents/" + s.bia.me + "/calls"
	s.admin.post(calls, j{"call": "c1", "queue": s.queue}).is(200, "hold.changed")
	s.admin.post(calls+"/c1", j{"signal": "answered"}).is(200, "hold.changed")
	s.admin.post(calls+"/c1", j{"signal": "ended"}).is(200, "hold.changed").has("hold.state", "wrap_up")
	s.bia.call("POST", "/me/wrap-up/end", nil, "Idempotency-Key", "k").is(200, "hold.changed").has("hold", nil)
	s.bia.call("POST", "/me/wrap-up/end", nil, "Idempotency-Key", "k").is(200)
}

// C-26, P-STATUS-26: a telephone outside tells what happens on the lines, if it may.
func TestCallsAreSignalled(t *testing.T) {
	s := newShop(t)
	sofia := s.admin.hire("Sofia", "supervisor")
	phone := s.role("Telefonia", "calls.signal")
	pbx := s.admin.hire("Pbx", phone)
	calls, line := "/agents/"+s.bia.me+"/calls", "/agents/"+s.bia.me+"/line"
	for _, b := range []*browser{s.bia, sofia} {
		b.post(calls, j{"call": "c1"}).refused(403, "forbidden")
		b.post(calls+"/c1", j{"signal": "ended"}).refused(403, "forbidden")
		b.put(line, j{"taken": true}).refused(403, "forbidden")
	}
	pbx.post("/agents/nobody/calls", j{"call": "c1"}).refused(404, "not_found")
	pbx.post(calls, j{}).refused(422, "invalid").has("field", "call")
	pbx.post(calls, j{"call": "c1", "queue": s.queue}).refused(409, "not_able").has("params.rule", "signed_out")
	s.bia.put("/me/status", j{"status": "online"}).is(200, "status.changed")
	pbx.post(calls, j{"call": "c1", "queue": "nothing"}).refused(409, "not_able").has("params.rule", "not_member")
	pbx.call("POST", calls, j{"call": "c1", "queue": s.queue}, "Idempotency-Key", "k").is(200, "hold.changed").
		has("hold.state", "connecting").has("hold.call", "c1").has("hold.queue.name", "Vendas").has("name", "Bia").has("labels.puzzel", "connecting")
	pbx.call("POST", calls, j{"call": "c1", "queue": s.queue}, "Idempotency-Key", "k").is(200)
	pbx.post(calls+"/c1", j{"signal": "sung"}).refused(422, "invalid").has("field", "signal")
	pbx.post(calls+"/another", j{"signal": "answered"}).refused(409, "call_over")
	pbx.post(calls+"/c1", j{"signal": "rejected"}).is(200, "hold.changed", "busy.changed").has("busy.cause", "rejected").has("labels.puzzel", "busy")
	s.passes(10 * time.Second)
	pbx.put(line, j{}).refused(422, "invalid").has("field", "taken")
	pbx.put(line, j{"taken": true}).is(200, "busy.changed").has("busy.cause", "busy_tone")
	pbx.put(line, j{"taken": true}).is(200)
	pbx.put(line, j{"taken": false}).is(200, "busy.changed")
	// A telephone sees no room and reads nothing.
	pbx.get("/room").refused(403, "forbidden")
	pbx.get("/conversations?list=supervised").is(200).count(0)
}

// role makes a role with these permissions and answers its id.
func (s *shop) role(name string, permissions ...string) string {
	s.t.Helper()
	id := s.id()
	s.admin.post("/roles", j{"id": id, "name": name, "permissions": append([]string{}, permissions...)}).is(200, "role.saved")
	return id
}

// assigned gives a user another role, without the slow door.
func (s *shop) assigned(b *browser, role string) {
	s.t.Helper()
	u := s.engine.Directory().Users[desk.UserID(b.me)]
	u.Role = desk.Role(role)
	if _, err := engine.Do(s.t.Context(), s.engine, engine.Call{Actor: desk.ByUser(desk.UserID(s.admin.me))}, engine.SaveUser{User: u}); err != nil {
		s.t.Fatal(err)
	}
	s.events = nil
}
