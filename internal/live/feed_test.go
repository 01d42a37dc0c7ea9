package live

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
	"pronto/internal/view"
)

func TestAFrameIsWhatTheViewSays(t *testing.T) {
	rows := []view.Row{{T: "message", ID: "m1", Rev: 7, Row: json.RawMessage(`{"a":"é"}`)}, {T: "conversation", ID: "c1", Rev: 8, Gone: true}}
	encoded := make([][]byte, len(rows))
	for i, r := range rows {
		if encoded[i] = mustEncode(r); r.Row != nil {
			encoded[i] = encodeRow(r, r.Row)
		}
		if string(encoded[i]) != string(mustEncode(r)) {
			t.Errorf("row %s, want %s", encoded[i], mustEncode(r))
		}
	}
	var got view.Frame
	if err := json.Unmarshal(rowsFrame(mustEncode("e\"1"), 8, 5, encoded), &got); err != nil {
		t.Fatal(err)
	}
	if want := (view.Frame{Type: "rows", Epoch: "e\"1", Seq: 8, Prev: 5, Rows: rows}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// T-07: on taking it leaves everyone's Na fila; who was not quick enough gets a
// tombstone, and whoever had it open hears no more of it.
func TestT07TakenWorkLeavesTheOthersLists(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana, bia, admin := f.opens("ana", "me"), f.opens("bia", "me"), f.opens("admin", "me")
		c := f.Visit("site", "Rui").Writes("oi").Conversation.ID
		bia.read()
		bia.says(view.ClientFrame{Type: "subscribe", Topic: topic(c), Seq: f.Seq()})
		for _, p := range []*page{ana, bia, admin} {
			p.wants("while it waits", p.conversation(c), "queued")
		}
		f.Take("ana", c)
		f.Answer("ana", c, "segredo")
		ana.wants("after taking", ana.conversation(c), "assigned ana")
		admin.wants("who sees all", admin.conversation(c), "assigned ana")
		bia.wants("who was too late", bia.conversation(c), "gone")
		if !bia.heard("refused " + topic(c) + " forbidden") {
			t.Errorf("bia was not cut off: %v", bia.said)
		}
		bia.wants("messages after the take", bia.texts[string(c)], "[]")
	})
}

func TestOnlyReadersOfATopicGetItsMessages(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v := f.Visit("site", "Rui")
		c := v.Writes("um").Conversation.ID
		f.Take("ana", c)
		listed := f.opens("ana", "me")
		reading := f.opens("ana", "me", topic(c))
		stranger := f.opens("bia", "me", topic(c))
		seq := listed.seq
		v.Writes("dois")
		reading.wants("the thread", reading.conversation(c)+fmt.Sprint(reading.texts[string(c)]), "assigned ana[dois]")
		listed.wants("the list's row", listed.conversation(c), "assigned ana")
		listed.wants("no thread without its topic", len(listed.texts), 0)
		if listed.seq <= seq {
			t.Error("the sequence did not move")
		}
		if !stranger.heard("refused " + topic(c) + " not_found") {
			t.Errorf("a stranger may subscribe: %v", stranger.said)
		}
		stranger.wants("rows of a stranger", stranger.conversation(c)+fmt.Sprint(stranger.texts), "map[]")
		reading.says(view.ClientFrame{Type: "unsubscribe", Topic: topic(c)})
		v.Writes("três")
		reading.read()
		reading.wants("after unsubscribing", reading.texts[string(c)], "[dois]")
	})
}

// A row is encoded once, whoever reads it.
func TestReadersShareTheBytesOfARow(t *testing.T) {
	inBubble(t, func(f *fixture) {
		w := f.Visit("site", "Rui").Writes("um")
		c := f.hub.encodable(&engine.Committed{Conversations: []engine.ConversationChange{{After: w.Conversation}}})
		a, b := c.row(item{conversationRow, 0}), c.row(item{conversationRow, 0})
		if &a[0] != &b[0] {
			t.Error("encoded twice")
		}
	})
}

func TestOwnStatusOffersAndSettings(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.Queue("ofertas", desk.Push, desk.OfferIt, desktest.Serves("ana")...)
		f.Channel("loja", "ofertas")
		ana, bia := f.opens("ana", "me"), f.opens("bia", "me")
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SetStatus{Status: desk.Online})
		w := f.Visit("loja", "Rui").Writes("quero comprar")
		ana.read()
		var offer view.Offer
		for _, r := range ana.rows {
			if r.T == "offer" {
				_ = json.Unmarshal(r.Row, &offer)
			}
		}
		ana.wants("the offer", fmt.Sprint(offer.State, offer.Contact, offer.LastText), fmt.Sprint("pending", "Rui", "quero comprar"))
		var status view.Status
		_ = json.Unmarshal(ana.rows["status:ana"].Row, &status)
		ana.wants("the status", status.Status, "online")
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.DeclineOffer{Offer: desk.OfferID(offer.ID)})
		ana.read()
		_ = json.Unmarshal(ana.rows["offer:"+offer.ID].Row, &offer)
		ana.wants("the declined offer", offer.State, "declined")
		if _, ok := bia.rows["status:ana"]; ok || bia.conversation(w.Conversation.ID) != "" {
			t.Error("bia sees what is ana's")
		}
		f.Channel("loja", "ofertas", func(ch *desk.Channel) { ch.Title = "Outra" })
		bia.read()
		if r, ok := bia.rows["settings:channels"]; !ok || r.Row != nil {
			t.Errorf("settings row %+v", r)
		}
	})
}

// Rows carry names: when a user, a queue or a channel gets another one, everybody
// loads anew what they look at, also who was away. Nothing else that is saved of
// them does that.
func TestAnotherNameIsSeenByEverybody(t *testing.T) {
	inBubble(t, func(f *fixture) {
		c := f.Visit("site", "Rui").Writes("um").Conversation.ID
		reset := fmt.Sprint([]string{"reset me", "reset " + topic(c)})
		user := func(change func(*desk.User)) {
			u := f.Directory().Users["ana"]
			change(&u)
			desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveUser{User: u})
		}
		queue := func(change func(*desk.Queue)) {
			q := f.Directory().Queues["vendas"]
			change(&q)
			desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveQueue{Queue: q, Members: f.Directory().Members["vendas"]})
		}
		for what, change := range map[string]struct {
			do      func()
			renames bool
		}{
			"an administrator renames a user": {func() { user(func(u *desk.User) { u.Name = "Ana Maria" }) }, true},
			"a user renames themself":         {func() { desktest.Do(f.Desk, desk.ByUser("ana"), engine.SaveProfile{Name: "Ana Luz"}) }, true},
			"a queue":                         {func() { queue(func(q *desk.Queue) { q.Name = "Loja" }) }, true},
			"a channel":                       {func() { f.Channel("site", "vendas", func(ch *desk.Channel) { ch.Name = "Nosso site" }) }, true},
			"a new user":                      {func() { f.User("caio", desk.RoleAgent) }, false},
			"limits":                          {func() { user(func(u *desk.User) { u.Limits.Total = 9 }) }, false},
			"a queue's rules":                 {func() { queue(func(q *desk.Queue) { q.Ring *= 2 }) }, false},
		} {
			bia := f.opens("bia", "me", topic(c))
			bia.said = nil
			away := f.opens("bia", "me", topic(c))
			away.ends(socket.Vanished)
			change.do()
			bia.read()
			if got := fmt.Sprint(bia.said) == reset; got != change.renames {
				t.Errorf("%s: bia heard %v", what, bia.said)
			}
			away = away.again("me", topic(c))
			if got := fmt.Sprint(away.said) == reset; got != change.renames {
				t.Errorf("%s, and bia was away: heard %v", what, away.said)
			}
		}
	})
}

// Who stops serving a queue loses its waiting work at once: the lists are loaded
// anew, and an open thread is cut before anything more of it is sent.
func TestALostMembershipCutsAtOnce(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v := f.Visit("site", "Rui")
		c := v.Writes("um").Conversation.ID
		bia := f.opens("bia", "me", topic(c))
		f.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves("ana")...)
		v.Writes("dois")
		bia.read()
		if !bia.heard("reset me") || !bia.heard("refused "+topic(c)+" forbidden") {
			t.Errorf("bia heard %v", bia.said)
		}
		bia.wants("messages", bia.texts[string(c)], "[]")
		bia.wants("the row", bia.conversation(c), "")
	})
}

// Earlier conversations of a contact are readable only while one serves them.
func TestServingTheContactEndsWithTheConversation(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.Queue("suporte", desk.Pull, desk.Assign, desktest.Serves("bia")...)
		f.Channel("ajuda", "suporte")
		v := f.Visit("site", "Rui")
		first := v.Writes("com ana").Conversation.ID
		f.Take("ana", first)
		proof := engine.StartVisitor{Channel: "site", Token: v.Token, Known: true, Proven: "rui"}
		contact := desktest.Do(f.Desk, desk.System, proof).Contact
		if contact != v.Contact {
			t.Fatal("the contact changed")
		}
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.EndConversation{Conversation: first, Outcome: desk.Finished})
		second := v.Writes("com bia").Conversation.ID
		f.Take("bia", second)
		bia := f.opens("bia", "me", topic(first), topic(second))
		if !bia.heard("reset " + topic(first)) {
			t.Errorf("bia may not read what came before: %v", bia.said)
		}
		desktest.Do(f.Desk, desk.ByUser("bia"), engine.EndConversation{Conversation: second, Outcome: desk.Finished})
		if !bia.heard("refused " + topic(first) + " forbidden") {
			t.Errorf("bia still reads what came before: %v", bia.said)
		}
		bia.wants("their own", bia.conversation(second), "closed bia")
	})
}

// What a supervisor does to an agent is told to the agent with its author.
func TestWhoIsSignedOutIsToldByWhom(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana, bia := f.opens("ana", "me"), f.opens("bia", "me")
		desktest.Do(f.Desk, desk.ByUser("admin"), engine.SignOutAgent{User: "ana"})
		synctest.Wait()
		ana.wants("signed out", ana.closed, CodeSignedOut)
		ana.wants("by", ana.reason, f.Directory().Users["admin"].Name)
		bia.wants("another's session", bia.closed, 0)
	})
}

func TestASessionThatEndsClosesItsSockets(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana, bia := f.opens("ana", "me"), f.opens("bia", "me")
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SignOut{})
		synctest.Wait()
		ana.wants("signed out", ana.closed, CodeSignedOut)
		ana.wants("by nobody else", ana.reason, "")
		bia.wants("another's session", bia.closed, 0)
		u := f.Directory().Users["bia"]
		u.Active = false
		desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveUser{User: u})
		synctest.Wait()
		bia.wants("not active any more", bia.closed, CodeSignedOut)
		late := &page{t: t, f: f, user: "bia", window: "w", load: 1, rows: map[string]view.Row{}}
		f.opensWith(late, bia.s.session, "me")
		if late.closed == 0 || late.epoch != "" {
			t.Error("a dead session was let in")
		}
	})
}

func TestTypingPassesBothWaysAndIsLimited(t *testing.T) {
	inBubble(t, func(f *fixture) {
		w := f.Visit("site", "Rui").Writes("um")
		c := f.Take("ana", w.Conversation.ID)
		ana, other, admin := f.opens("ana", "me"), f.opens("bia", "me"), f.opens("admin", "me", topic(c.ID))
		typing := view.ClientFrame{Type: "typing", Topic: topic(c.ID)}
		ana.says(typing)
		ana.wants("typing without the topic", len(f.typing), 0)
		ana.says(view.ClientFrame{Type: "subscribe", Topic: topic(c.ID), Seq: f.Seq()})
		ana.says(typing)
		ana.says(typing)
		ana.wants("typing twice in a moment", len(f.typing), 1)
		admin.says(typing)
		admin.wants("typing in another's conversation", len(f.typing), 1)
		f.hub.CustomerTypes(c)
		count := func(p *page, from string) (n int) {
			for _, fr := range p.read() {
				if fr.Type == "typing" && fr.From == from && fr.Topic == topic(c.ID) {
					n++
				}
			}
			return n
		}
		ana.wants("the customer types", count(ana, "customer"), 1)
		ana.wants("an outsider hears it", count(other, "customer"), 0)
		// admin hears both the agent and the customer
		frames := admin.read()
		ana.wants("who watches", len(frames) > 1, true)
	})
}

func TestSomethingElseThanHelloIsRefused(t *testing.T) {
	inBubble(t, func(f *fixture) {
		session := f.Session("ana")
		for _, first := range []string{
			`{"type":"subscribe","topic":"conversation:x"}`, `{"type":"hello","what":1}`, `nonsense`, `{"type":"hello","topics":["queue:1"]}`,
			`{"type":"hello","window":"\u0000"}`, `{"type":"hello","topics":["conversation:\u0000"]}`, `{"type":"hello","topics":["conversation:"]}`,
		} {
			p := &page{t: t, f: f, user: "ana"}
			p.s = f.hub.newSubscriber(p, "ana", session)
			p.s.Frame([]byte(first))
			synctest.Wait()
			if p.closed == 0 {
				t.Errorf("%s was taken", first)
			}
		}
	})
}
