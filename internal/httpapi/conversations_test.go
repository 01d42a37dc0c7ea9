package httpapi

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

// T-03, T-04, T-05, T-06, T-07: Na fila, ✓, Pendente; of two takers one gets it
// and the other is told who.
func TestT07TwoTakers(t *testing.T) {
	s := newShop(t)
	c := s.customer(s.channel, "Maria")
	id := c.says("Oi, tudo bem?")
	for _, b := range []*browser{s.bia, s.caio} {
		b.get("/conversations?list=queue").is(200).count(1).has("items.0.contact.display", "Maria").has("items.0.last_text", "Oi, tudo bem?").has("items.0.unread", 1)
	}
	s.bia.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned").has("state", "assigned").has("agent.name", "Bia")
	s.caio.post("/conversations/"+id+"/take", nil).refused(409, "already_taken").has("params.agent", "Bia")
	s.bia.post("/conversations/"+id+"/take", nil).is(200) // a double click
	for _, b := range []*browser{s.bia, s.caio} {
		b.get("/conversations?list=queue").is(200).count(0)
	}
	s.bia.get("/conversations?list=pending").is(200).count(1).has("items.0.id", id).has("epoch", s.engine.Epoch())
	s.caio.get("/conversations?list=pending").is(200).count(0)
}

func TestTheRowAnsweredIsTheNewestOne(t *testing.T) {
	s := newShop(t)
	c := s.customer(s.channel, "Maria")
	id := c.says("Oi")
	before := s.bia.get("/conversations/" + id).at("rev").(float64)
	if after := s.bia.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned").at("rev").(float64); after <= before {
		t.Errorf("rev %v after taking, %v before", after, before)
	}
}

func TestTakingIsRefusedWithItsReason(t *testing.T) {
	s := newShop(t)
	id := s.customer(s.channel, "Maria").says("Oi")
	s.bia.put("/me/status", map[string]any{"status": "paused"}).is(200, "status.changed")
	s.bia.post("/conversations/"+id+"/take", nil).refused(409, "status_paused")
	s.bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed")
	for i := range 5 {
		other := s.customer(s.channel, fmt.Sprint("Cliente ", i)).says("Oi")
		s.bia.post("/conversations/"+other+"/take", nil).is(200, "conversation.assigned")
	}
	s.bia.post("/conversations/"+id+"/take", nil).refused(409, "limit_reached")
	outsider := s.admin.hire("Olga", "agent")
	outsider.post("/conversations/"+id+"/take", nil).refused(404, "not_found")
}

// T-41: Finalizar and Arquivar. Arquivar is silent, with an outcome of its own.
func TestT41FinishAndArchive(t *testing.T) {
	s := newShop(t)
	_, first := s.served()
	s.caio.post("/conversations/"+first+"/finish", nil).refused(403, "not_assigned")
	s.bia.post("/conversations/"+first+"/finish", nil).is(200, "conversation.closed").has("outcome", "finished").has("state", "closed")
	s.bia.post("/conversations/"+first+"/finish", nil).refused(409, "already_closed")
	s.bia.post("/conversations/"+first+"/messages", map[string]any{"id": s.id(), "text": "mais uma"}).refused(409, "already_closed")
	_, second := s.served()
	s.bia.post("/conversations/"+second+"/archive", nil).is(200, "conversation.closed").has("outcome", "archived")
	s.bia.get("/conversations?list=closed").is(200).count(2).has("items.0.id", second).has("items.1.id", first)
	s.bia.get("/conversations?list=closed&limit=1").is(200).count(1)
	next := s.bia.get("/conversations?list=closed&limit=1").at("next").(string)
	s.bia.get("/conversations?list=closed&limit=1&cursor="+next).is(200).count(1).has("items.0.id", first).has("next", nil)
	s.bia.get("/conversations?list=closed&cursor=forged").refused(422, "invalid")
}

func TestFinishedOnesAreFoundByNameNumberAndProtocol(t *testing.T) {
	s := newShop(t)
	c := s.customer(s.channel, "")
	do(s.world, engine.StartVisitor{Channel: desk.ChannelID(s.channel), Token: c.token, Known: true, Told: desk.Contact{Name: "José Araújo", Phone: "+55 11 98765-4321"}})
	id := c.says("Oi")
	protocol := s.bia.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned").at("protocol").(string)
	s.bia.post("/conversations/"+id+"/finish", nil).is(200, "conversation.closed")
	for _, q := range []string{"jose", "araujo", "987654321", protocol} {
		s.bia.get("/conversations?list=closed&q="+q).is(200).count(1).has("items.0.id", id)
		s.caio.get("/conversations?list=closed&q=" + q).is(200).count(0)
	}
}

// The thread is read in stretches, oldest first.
func TestThreads(t *testing.T) {
	s := newShop(t)
	_, id := s.served("dois", "três", "quatro")
	path := "/conversations/" + id + "/messages"
	s.bia.get(path+"?limit=2").is(200).count(2).has("items.0.n", 3).has("items.1.text", "quatro").has("more", true)
	s.bia.get(path+"?limit=2&before=3").is(200).count(2).has("items.0.n", 1).has("items.0.from", "customer").has("more", false)
	if seq := s.bia.get(path).at("seq").(float64); int64(seq) != s.engine.Seq() {
		t.Errorf("seq %v, the desk is at %d", seq, s.engine.Seq())
	}
}

func TestReadMarksGoThroughTheLazyLane(t *testing.T) {
	s := newShop(t)
	_, id := s.served("dois")
	s.bia.get("/conversations/"+id).is(200).has("unread", 2)
	s.bia.post("/conversations/"+id+"/read", map[string]any{"n": 1}).is(204)
	s.caio.post("/conversations/"+id+"/read", map[string]any{"n": 2}).is(204) // not theirs: nothing moves
	s.events = nil
	s.engine.Step()
	if len(s.events) != 1 || s.events[0] != "conversation.marks_moved" {
		t.Errorf("events %v", s.events)
	}
	s.bia.get("/conversations/"+id).is(200).has("unread", 1).has("agent_read", 1)
}

// Who sees what: an agent their own and what waits in their queues, a supervisor
// the queues they supervise, an administrator everything. What one may not see
// does not exist.
func TestVisibility(t *testing.T) {
	s := newShop(t)
	sofia, sven, olga := s.admin.hire("Sofia", "supervisor"), s.admin.hire("Sven", "supervisor"), s.admin.hire("Olga", "agent")
	s.admin.queue("Suporte", "pull", "assign", serving(olga), supervising(sven))
	s.admin.put("/queues/"+s.queue, s.queueNow(serving(s.bia), serving(s.caio), supervising(sofia))).is(200, "queue.saved", "member.saved")
	_, id := s.served("dois")
	paths := []string{"", "/messages", "/timeline", "/trace"}
	for name, c := range map[string]struct {
		who        *browser
		sees       bool
		supervised int
	}{
		"its agent": {s.bia, true, 0}, "its supervisor": {sofia, true, 1}, "the administrator": {s.admin, true, 1},
		"a colleague": {s.caio, false, 0}, "another's supervisor": {sven, false, 0}, "another's agent": {olga, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range paths {
				if a := c.who.get("/conversations/" + id + p); c.sees {
					a.is(200)
				} else {
					a.refused(404, "not_found")
				}
			}
			c.who.get("/conversations?list=supervised").is(200).count(c.supervised)
			if !c.sees {
				c.who.get("/conversations?list=closed&q=Maria").is(200).count(0)
			}
		})
	}
	// Nobody learns by trying to act either.
	for _, verb := range []string{"take", "finish", "archive"} {
		olga.post("/conversations/"+id+"/"+verb, nil).refused(404, "not_found")
	}
	olga.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "text": "oi"}).refused(404, "not_found")
	// A supervisor watches; writing is its agent's.
	sofia.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "text": "oi"}).refused(403, "not_assigned")
	// What waits shows as a row, and opens with its messages.
	waiting := s.customer(s.channel, "João").says("Alguém aí?")
	for _, b := range []*browser{s.bia, s.caio, sofia, s.admin} {
		b.get("/conversations?list=queue").is(200).count(1)
		b.get("/conversations/" + waiting + "/messages").is(200).count(1)
		b.get("/conversations/"+waiting+"/waiting").is(200).has("reason", "queue_is_pull").has("ahead", 0)
	}
	sven.get("/conversations?list=queue").is(200).count(0)
	olga.get("/conversations/"+waiting+"/waiting").refused(404, "not_found")
}

// queueNow is the shop's queue as it would be saved again, with these members.
func (s *shop) queueNow(members ...member) map[string]any {
	body := queueBody("Vendas", "pull", "assign", members...)
	body["active"], body["rev"] = true, s.engine.Directory().Queues[desk.QueueID(s.queue)].Rev
	return body
}

// Who loses a conversation keeps reading what was theirs until then and no more.
func TestWhoLostAConversationReadsOnlyTillThen(t *testing.T) {
	s := newShop(t)
	c, id := s.served("antes")
	s.bia.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "text": "um momento"}).is(200, "message.written")
	s.fire("Bia", s.bia)
	s.wall = s.wall.Add(time.Minute)
	c.says("depois")
	s.caio.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	s.caio.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "text": "oi, sou o Caio"}).is(200, "message.written")
	s.rehire("Bia", s.bia)

	s.bia.get("/conversations/"+id+"/messages").is(200).count(3).has("items.2.text", "um momento")
	s.bia.get("/conversations/" + id + "/messages?before=100").is(200).count(3)
	row := s.bia.get("/conversations/"+id).is(200).has("state", "closed").has("last_n", 3).has("agent.name", "Bia").has("last_text", nil)
	if row.at("protocol") == s.caio.get("/conversations/"+id).at("protocol") {
		t.Error("the protocol number of the next leg is told")
	}
	s.bia.get("/conversations/"+id+"/trace").is(200).count(1).has("items.0.winner.name", "Bia")
	kinds := kindsOf(s.bia.get("/conversations/" + id + "/timeline").is(200))
	if want := "[conversation.opened conversation.assigned conversation.returned]"; kinds != want {
		t.Errorf("timeline %s, want %s", kinds, want)
	}
	s.bia.get("/conversations/"+id+"/waiting").refused(404, "not_found")
	s.bia.get("/conversations?list=closed&q=Maria").is(200).count(1).has("items.0.last_n", 3).has("items.0.last_text", nil)
	s.bia.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "text": "ainda aqui"}).refused(403, "not_assigned")
	s.caio.get("/conversations/" + id + "/messages").is(200).count(5)
	s.caio.get("/conversations/" + id + "/trace").is(200).count(2)
}

// The next agent may get it at the very instant at which it was lost.
func TestATimelineEndsWithTheLegAndNotWithItsInstant(t *testing.T) {
	s := newShop(t)
	_, id := s.served()
	s.fire("Bia", s.bia)
	s.caio.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	s.rehire("Bia", s.bia)
	timeline := s.bia.get("/conversations/"+id+"/timeline").is(200).has("items.2.params.protocol", nil)
	if kinds, want := kindsOf(timeline), "[conversation.opened conversation.assigned conversation.returned]"; kinds != want {
		t.Errorf("timeline %s, want %s", kinds, want)
	}
	s.caio.get("/conversations/"+id+"/timeline").is(200).count(4).has("items.2.params.protocol", s.caio.get("/conversations/"+id).at("protocol"))
}

// servesAll is a store in which everybody serves every contact.
type servesAll struct{ read.Store }

func (servesAll) ServesContact(context.Context, desk.UserID, desk.ContactID) (bool, error) {
	return true, nil
}

// Serving a contact opens what is over, not a conversation that goes on with
// somebody else.
func TestServingTheContactDoesNotGiveBackWhatWasLost(t *testing.T) {
	s := newShop(t)
	c, id := s.served()
	s.fire("Bia", s.bia)
	c.says("depois")
	s.caio.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	s.rehire("Bia", s.bia)
	s.api.Read = servesAll{s.api.Read}
	s.bia.get("/conversations/" + id + "/messages").is(200).count(1)
	s.bia.get("/conversations/"+id).is(200).has("last_text", nil)
	s.caio.post("/conversations/"+id+"/finish", nil).is(200, "conversation.closed")
	s.bia.get("/conversations/" + id + "/messages").is(200).count(2)
}

func kindsOf(a *answer) string {
	var kinds []string
	for _, e := range a.at("items").([]any) {
		kinds = append(kinds, e.(map[string]any)["kind"].(string))
	}
	return fmt.Sprint(kinds)
}

// fire removes a user, whose work goes back to its queues; rehire undoes it.
func (s *shop) fire(name string, b *browser) { s.t.Helper(); s.employ(name, b, false) }

func (s *shop) rehire(name string, b *browser) {
	s.t.Helper()
	s.employ(name, b, true)
	b.signIn(name+"@loja.example", password).is(200, "session.started")
}

func (s *shop) employ(name string, b *browser, active bool) {
	s.t.Helper()
	u := s.engine.Directory().Users[desk.UserID(b.me)]
	a := s.admin.put("/users/"+b.me, map[string]any{
		"name": name, "email": u.Email, "role": string(u.Role), "locale": "pt-BR", "active": active, "limits": limits(5, 5), "shift": noShift, "rev": u.Rev,
	})
	if a.Code != 200 {
		s.t.Fatalf("%s", a.Body)
	}
}

// Serving a contact opens their earlier conversations, whoever had those.
func TestEarlierConversationsOfTheContactOneServes(t *testing.T) {
	s := newShop(t)
	c, first := s.served()
	s.bia.post("/conversations/"+first+"/finish", nil).is(200, "conversation.closed")
	contact := string(c.about.Contact)
	s.caio.get("/contacts/"+contact+"/conversations").refused(404, "not_found")
	s.caio.get("/conversations/"+first+"/messages").refused(404, "not_found")
	second := c.says("Voltei")
	s.caio.post("/conversations/"+second+"/take", nil).is(200, "conversation.assigned")
	s.caio.get("/contacts/"+contact+"/conversations").is(200).count(2).has("items.0.id", second).has("items.1.id", first)
	s.caio.get("/conversations/" + first + "/messages").is(200).count(1)
	s.bia.get("/contacts/"+contact+"/conversations").is(200).count(1).has("items.0.id", first)
	s.bia.get("/conversations/"+second).refused(404, "not_found")
}

// C-12: an offer is accepted or declined by whom it is for; the trace tells why.
func TestC12Offers(t *testing.T) {
	s := newShop(t)
	queue := s.admin.queue("Ofertas", "push", "offer", serving(s.bia))
	channel := s.admin.channel("Outro site", queue)
	s.bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed")
	id := s.customer(channel, "Maria").says("Oi")
	offer := s.bia.get("/offers").is(200).count(1).has("items.0.contact", "Maria").has("items.0.last_text", "Oi").at("items.0.id").(string)
	s.caio.get("/offers").is(200).count(0)
	s.caio.post("/offers/"+offer+"/accept", nil).refused(404, "not_found")
	s.caio.post("/offers/"+offer+"/decline", nil).refused(404, "not_found")
	s.bia.post("/offers/"+offer+"/decline", nil).is(204, "offer.ended", "busy.changed")
	s.bia.post("/offers/"+offer+"/accept", nil).refused(409, "offer_over")
	s.bia.get("/queues/waiting").is(200).count(2).has("items.0.reason", "nothing_waits").has("items.1.conversation", id).has("items.1.reason", "all_busy")
	s.wall = s.wall.Add(10 * time.Second)
	s.engine.Step()
	s.bia.get("/queues/waiting").is(200).has("items.1.reason", "all_declined_until")
	s.wall = s.wall.Add(time.Minute)
	s.engine.Step()
	offer = s.bia.get("/offers").is(200).count(1).at("items.0.id").(string)
	s.bia.post("/offers/"+offer+"/accept", nil).is(200, "offer.ended", "conversation.assigned").has("id", id).has("state", "assigned")
	trace := s.bia.get("/conversations/" + id + "/trace").is(200).count(2)
	trace.has("items.1.source", "offer").has("items.1.winner.name", "Bia").has("items.1.tie_break", "only_candidate").has("items.1.candidates.0.agent.name", "Bia")
	s.bia.get("/conversations/"+id+"/waiting").refused(409, "not_waiting")
}
