package httpapi

import (
	"testing"
	"time"
)

// Days and the past room are for who they concern, and a correction is told with
// its author and why.
func TestTimeIsToldToWhomItConcerns(t *testing.T) {
	w := newWorld(t)
	admin := w.setUp()
	bia, sofia, sven := admin.hire("Bia", "agent"), admin.hire("Sofia", "supervisor"), admin.hire("Sven", "supervisor")
	sales := admin.queue("Vendas", "push", "assign", serving(bia), supervising(sofia))
	other := admin.queue("Outra", "push", "assign", supervising(sven))
	shop := admin.channel("Loja", sales)
	bia.opens()
	bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed")
	w.wall = w.wall.Add(time.Hour) // one o'clock of the afternoon in UTC, ten in São Paulo
	conversation := w.customer(shop, "Rui").says("olá")
	w.wall = w.wall.Add(time.Hour)

	day := "/agents/" + bia.me + "/day?date=2026-11-21"
	bia.get("/me/day").is(200).has("date", "2026-11-21").has("time_zone", "America/Sao_Paulo").has("from", "2026-11-21T03:00:00Z").
		has("to", "2026-11-22T03:00:00Z").has("statuses.0.status", "online").has("statuses.0.ms", 7_200_000).
		has("queues.0.in_ms", 7_200_000).has("queues.0.queue.name", "Vendas").has("intervals.1.open", 1).has("agent.name", "Bia")
	bia.get("/me/day?date=2026-11-20").is(200).has("intervals.0", nil)
	bia.get("/me/day?date=2026-02-30").refused(422, "invalid")
	sofia.get(day).is(200).has("statuses.0.ms", 7_200_000)
	admin.get(day).is(200)
	bia.get(day).refused(403, "forbidden")
	sven.get(day).refused(404, "not_found")
	sofia.get("/agents/nobody/day").refused(404, "not_found")
	admin.get("/agents/nobody/day").refused(404, "not_found")

	fix := map[string]any{"id": w.id(), "from": "2026-11-21T12:00:00Z", "to": "2026-11-21T09:30:00-03:00", "label": "paused", "why": "esqueceu"}
	corrections := "/agents/" + bia.me + "/corrections"
	sofia.post(corrections, fix).refused(403, "forbidden")
	admin.post(corrections, fix).is(200, "time.corrected").has("author.name", "Ana").has("why", "esqueceu").has("to", "2026-11-21T12:30:00Z")
	admin.post(corrections, fix).is(200).has("author.name", "Ana").has("to", "2026-11-21T12:30:00Z") // sent again it is made once
	fix["why"] = "outra coisa"
	admin.post(corrections, fix).refused(409, "key_reused")
	for _, from := range []string{"0001-01-01T00:00:00Z", "1969-12-31T23:30:00Z"} { // in words, and not by the store
		admin.post(corrections, map[string]any{"id": w.id(), "from": from, "to": "1969-12-31T23:59:00Z", "label": "paused", "why": "antes de tudo"}).refused(422, "invalid")
	}
	early := map[string]any{"id": w.id(), "from": "2026-11-21T11:59:59Z", "to": "2026-11-21T12:30:00Z", "label": "online", "why": "ainda não existia"}
	admin.post(corrections, early).refused(422, "before_agent").has("field", "from")
	span := corrections + "?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z"
	sofia.get(span).is(200).count(1).has("items.0.label", "paused")
	sofia.get(corrections + "?from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z").is(200).count(0)
	sven.get(span).refused(404, "not_found")
	bia.get("/me/day").is(200).has("corrections.0.author.name", "Ana").has("statuses.0.ms", 5_400_000).has("statuses.1.status", "paused").
		has("statuses.1.ms", 1_800_000).has("intervals.0.corrected", true)

	room := "/room/at?t=2026-11-21T13:30:00Z"
	sofia.get(room).is(200).has("agents.0.agent.name", "Bia").has("agents.0.state.labels.blip", "online").
		has("agents.0.serves.0.id", sales).has("queues.0.id", sales).
		has("conversations.0.id", conversation).has("conversations.0.agent.name", "Bia").has("conversations.0.hidden", false)
	sven.get(room).is(200).has("agents.0", nil).has("queues.0.id", other).has("conversations.0", nil)
	sofia.get("/room/at?t=2026-11-21T12:15:00Z").is(200).has("agents.0.state.labels.blip", "paused").has("conversations.0", nil)
	sofia.get("/room/at?t=2026-11-23T12:15:00Z").refused(422, "invalid")
	bia.get(room).refused(403, "forbidden")
}
