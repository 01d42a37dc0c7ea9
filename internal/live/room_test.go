package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
	"pronto/internal/view"
)

// floor adds to the fixture sofia, who supervises vendas, and sven, who supervises
// suporte, which caio serves.
func (f *fixture) floor() {
	f.t.Helper()
	f.User("sofia", desk.RoleSupervisor)
	f.User("sven", desk.RoleSupervisor)
	f.User("caio", desk.RoleAgent)
	f.Queue("vendas", desk.Pull, desk.Assign, append(desktest.Serves("ana", "bia"), supervises("sofia"))...)
	f.Queue("suporte", desk.Pull, desk.Assign, append(desktest.Serves("caio"), supervises("sven"))...)
}

func supervises(u desk.UserID) desk.Member { return desk.Member{User: u, Supervises: true} }

// role changes what a role allows.
func (f *fixture) role(id desk.Role, permissions ...desk.Permission) {
	f.t.Helper()
	r := f.Directory().Roles[id]
	r.Permissions = permissions
	desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveRole{Role: r})
}

// user changes a user.
func (f *fixture) user(id desk.UserID, change func(*desk.User)) {
	f.t.Helper()
	u := f.Directory().Users[id]
	change(&u)
	desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveUser{User: u})
}

// chooses declares in the windows that are open.
func (f *fixture) chooses(u desk.UserID, s desk.Status) {
	f.t.Helper()
	desktest.Do(f.Desk, desk.ByUser(u), engine.SetStatus{Status: s})
}

// agents are whose rows a page has in its room.
func (p *page) agents() string {
	p.t.Helper()
	p.read()
	all := []string{}
	for _, r := range p.rows {
		if r.T == "agent" {
			all = append(all, r.ID)
		}
	}
	slices.Sort(all)
	return fmt.Sprint(all)
}

// agent is the row of one agent.
func (p *page) agent(u desk.UserID) view.RoomAgent {
	p.t.Helper()
	p.read()
	var a view.RoomAgent
	if r, ok := p.rows["agent:"+string(u)]; ok {
		if err := json.Unmarshal(r.Row, &a); err != nil {
			p.t.Fatal(err)
		}
	}
	return a
}

// heardSince forgets what was said before.
func (p *page) heardSince() string {
	p.read()
	said := fmt.Sprint(p.said)
	p.said = nil
	return said
}

// The room begins with a reset, and then has each change of whom one watches in the
// frame of its own commit, and of nobody else.
func TestTheRoomHasWhomOneWatches(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		ana, caio := f.opens("ana", "me"), f.opens("caio", "me")
		sofia, sven, admin := f.opens("sofia", "me", "room"), f.opens("sven", "me"), f.opens("admin", "room")
		sofia.wants("said", sofia.heardSince(), "[reset me reset room]")
		f.chooses("ana", desk.Online)
		f.chooses("caio", desk.Online)
		seq := f.Seq()
		for _, c := range []struct {
			page *page
			want string
		}{{sofia, "[ana]"}, {sven, "[]"}, {admin, "[ana caio]"}, {ana, "[]"}, {caio, "[]"}} {
			c.page.wants("the room", c.page.agents(), c.want)
		}
		row := admin.agent("caio")
		admin.wants("the row", fmt.Sprint(row.Status.Status, row.Name, row.Labels.Blip, row.Able, row.Rev), fmt.Sprint("online", "caio", "online", []string{"suporte"}, seq))

		// What an agent holds moves without a declaration: the row comes with it.
		id := f.Visit("site", "Rui").Writes("oi").Conversation.ID
		sofia.read()
		f.Take("ana", id)
		frames := sofia.read()
		if len(frames) != 1 || frames[0].Seq != f.Seq() {
			t.Fatalf("frames %+v", frames)
		}
		kinds := map[string]int64{}
		for _, r := range frames[0].Rows {
			kinds[r.T] = r.Rev
		}
		sofia.wants("in one frame, of one commit", fmt.Sprint(kinds["agent"], kinds["conversation"]), fmt.Sprint(f.Seq(), f.Seq()))
		sofia.wants("open", sofia.agent("ana").Open, 1)

		// An agent's own row is as it was without a room.
		ana.read()
		var status view.Status
		_ = json.Unmarshal(ana.rows["status:ana"].Row, &status)
		ana.wants("their own status", fmt.Sprint(status.Status, status.Open), "online1")

		sven.says(view.ClientFrame{Type: "subscribe", Topic: "room"})
		sven.wants("subscribed later", sven.heardSince(), "[reset me reset room]")
		f.chooses("caio", desk.Invisible)
		sven.wants("subscribed later", sven.agent("caio").Labels.Blip, "invisible")
		sven.says(view.ClientFrame{Type: "unsubscribe", Topic: "room"})
		f.chooses("caio", desk.Online)
		sven.wants("unsubscribed", sven.agent("caio").Labels.Blip, "invisible")
	})
}

// Agents have no room, and a page that comes back loads it anew.
func TestTheRoomIsForWhoMayAndBeginsAnew(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		ana := f.opens("ana", "me", "room")
		ana.wants("an agent", ana.heardSince(), "[reset me refused room forbidden]")
		ana.says(view.ClientFrame{Type: "subscribe", Topic: "room"})
		ana.wants("an agent", ana.heardSince(), "[refused room forbidden]")
		sofia := f.opens("sofia", "me", "room")
		sofia.ends(socket.Vanished)
		f.chooses("ana", desk.Online)
		sofia.said = nil
		sofia = sofia.again("me", "room")
		sofia.wants("back again", sofia.heardSince(), "[ready me reset room]")
		sofia.wants("nothing is replayed into the room", sofia.agents(), "[]")
		ana.wants("an agent", ana.agents(), "[]")
	})
}

// Rights are cut at once: a role that was edited, a membership, a user who is no
// more; what else is saved leaves the room alone.
func TestTheRoomFollowsRightsAtOnce(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		f.opens("ana", "me")
		f.opens("caio", "me")
		sofia, admin := f.opens("sofia", "me", "room"), f.opens("admin", "me", "room")
		quiet := func(what string) {
			t.Helper()
			sofia.wants(what, sofia.heardSince(), "[]")
			admin.wants(what, admin.heardSince(), "[]")
		}
		sofia.said, admin.said = nil, nil
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SaveProfile{Locale: desk.Swedish})
		quiet("another's language")
		f.user("bia", func(u *desk.User) { u.Limits.Total = 2 })
		quiet("limits")
		sofia.wants("the row of who was saved and has opened the desk", sofia.agents(), "[ana]")

		f.user("bia", func(u *desk.User) { u.Active = false })
		sofia.wants("a user is no more", sofia.heardSince(), "[reset room]")
		f.user("bia", func(u *desk.User) { u.Active = true })
		f.user("bia", func(u *desk.User) { u.Name = "Beatriz" })
		sofia.wants("another name", sofia.heardSince(), "[reset room reset me reset room]")
		f.Queue("suporte", desk.Pull, desk.Assign, append(desktest.Serves("caio"), supervises("sofia"))...)
		if said := sofia.heardSince(); said != "[reset me reset room reset room]" {
			t.Errorf("another queue to supervise: %s", said)
		}
		f.chooses("caio", desk.Online)
		sofia.wants("now theirs", sofia.agents(), "[ana bia caio]")
		f.Queue("suporte", desk.Pull, desk.Assign, desktest.Serves("caio")...)
		sofia.heardSince()
		f.chooses("caio", desk.Invisible)
		sofia.wants("theirs no more", sofia.agent("caio").Labels.Blip, "online")

		admin.heardSince()
		f.role(desk.RoleSupervisor, desk.MayWatch) // without reading the queues
		sofia.wants("a room of nothing", sofia.heardSince(), "[reset me reset room]")
		f.chooses("ana", desk.Online)
		sofia.wants("a room of nothing", sofia.agents(), "[ana bia caio]")
		f.role(desk.RoleSupervisor, desk.MayReadQueue)
		sofia.wants("no room", sofia.heardSince(), "[reset me refused room forbidden]")
		f.chooses("ana", desk.Invisible)
		sofia.wants("no room", sofia.agents(), "[ana bia caio]")
		admin.wants("whose role is as it was", admin.heardSince(), "[]")
		admin.wants("whose role is as it was", admin.agents(), "[ana bia caio]")
	})
}

// A role that was edited cuts what is open, and what was missed is loaded anew.
func TestAnEditedRoleCutsOpenFeedsAndReplays(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		v := f.Visit("site", "Rui")
		c := v.Writes("um").Conversation.ID
		f.Take("ana", c)
		sofia := f.opens("sofia", "me", topic(c))
		away := f.opens("sofia", "me", topic(c))
		ana := f.opens("ana", "me", topic(c))
		away.ends(socket.Vanished)
		for _, p := range []*page{sofia, away, ana} {
			p.said = nil
		}
		f.role(desk.RoleSupervisor, desk.MaySetStatus)
		v.Writes("dois")
		if said := sofia.heardSince(); said != "[reset me refused "+topic(c)+" forbidden]" {
			t.Errorf("sofia heard %s", said)
		}
		sofia.wants("messages", sofia.texts[string(c)], "[]")
		away = away.again("me", topic(c))
		if said := away.heardSince(); said != "[reset me refused "+topic(c)+" not_found]" {
			t.Errorf("who was away heard %s", said)
		}
		away.wants("messages", away.texts[string(c)], "[]")
		if r, ok := sofia.rows["settings:roles"]; !ok || r.Row != nil {
			t.Errorf("settings row %+v", r)
		}
		ana.wants("whose role is as it was", ana.heardSince(), "[]")
		ana.wants("messages", ana.texts[string(c)], "[dois]")
	})
}

// whisper writes to the agent of a conversation.
func (f *fixture) whisper(by desk.UserID, c desk.ConversationID, text string) {
	f.t.Helper()
	desktest.Do(f.Desk, desk.ByUser(by), engine.SendWhisper{ID: desk.WhisperID(desktest.ID()), Conversation: c, Text: text})
}

// whispers are those that a page has, in the order in which they were written.
func (p *page) whispers() string {
	p.t.Helper()
	p.read()
	rows := []view.Row{}
	for _, r := range p.rows {
		if r.T == "whisper" {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b view.Row) int { return int(a.Rev - b.Rev) })
	texts := []string{}
	for _, r := range rows {
		var w view.Whisper
		if err := json.Unmarshal(r.Row, &w); err != nil {
			p.t.Fatal(err)
		}
		texts = append(texts, w.Text)
	}
	return fmt.Sprint(texts)
}

// A whisper reaches the agent wherever they look, and who follows the conversation
// and supervises its queue; nobody who had it before, or only sees it.
func TestWhispersReachTheAgentAndWhoSupervises(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		c := f.Visit("site", "Rui").Writes("um").Conversation.ID
		f.Take("ana", c)
		f.opens("bia")
		f.chooses("bia", desk.Online)
		ana, thread, bia := f.opens("ana", "me"), f.opens("ana", topic(c)), f.opens("bia", "me")
		sofia, list, sven, admin := f.opens("sofia", topic(c)), f.opens("sofia", "me"), f.opens("sven", "me", topic(c)), f.opens("admin", "me", topic(c))
		f.whisper("sofia", c, "para ana")
		for _, p := range []*page{ana, thread, sofia, admin} {
			p.wants("whispers", p.whispers(), "[para ana]")
		}
		for _, p := range []*page{bia, list, sven} {
			p.wants("whispers", p.whispers(), "[]")
		}
		desktest.Do(f.Desk, desk.ByUser("sofia"), engine.MoveConversation{Conversation: c, Agent: "bia"})
		f.whisper("sofia", c, "para bia")
		for _, p := range []*page{ana, thread} {
			p.wants("who lost it", p.whispers(), "[para ana]")
		}
		bia.wants("who has it", bia.whispers(), "[para bia]")
		sofia.wants("who supervises", sofia.whispers(), "[para ana para bia]")
		f.role(desk.RoleSupervisor, desk.MayWatch)
		f.whisper("admin", c, "sem sofia")
		sofia.wants("whose right is gone", sofia.whispers(), "[para ana para bia]")
		admin.wants("who sees all", admin.whispers(), "[para ana para bia sem sofia]")
	})
}

// Within one batch a conversation may go on to somebody else behind the whisper: it
// stays the words to the agent whom it was written to.
func TestAWhisperIsNotForWhoGetsTheConversationNext(t *testing.T) {
	c := &commit{whispered: []desk.WhisperWritten{{Conversation: "c", Queue: "vendas", Agent: "ana"}}}
	for _, one := range []struct {
		viewer desk.Viewer
		basis  basis
		want   bool
	}{
		{desk.Viewer{User: "ana"}, byList, true},
		{desk.Viewer{User: "bia", Serves: []desk.QueueID{"vendas"}}, byList, false},
		{desk.Viewer{User: "bia"}, byServing, false},
		{desk.Viewer{User: "sofia", Supervises: []desk.QueueID{"vendas"}}, byList, true},
		{desk.Viewer{User: "sofia", Supervises: []desk.QueueID{"vendas"}}, unjudged, false},
		{desk.Viewer{User: "sven", Supervises: []desk.QueueID{"suporte"}}, byList, false},
	} {
		s := &subscriber{user: one.viewer.User, viewer: one.viewer, topics: map[desk.ConversationID]*membership{"c": {basis: one.basis}}}
		if got := s.hears(c, 0); got != one.want {
			t.Errorf("%+v hears it: %t", one.viewer, got)
		}
	}
}

// Whispers are not replayed: who missed some loads the thread anew.
func TestMissedWhispersResetTheThread(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		_, c, ana := f.serves("ana")
		_, other, _ := f.serves("ana")
		ana.ends(socket.Vanished)
		f.whisper("sofia", c, "para ana")
		ana.said = nil
		ana = ana.again("me", topic(c), topic(other))
		ana.wants("said", ana.heardSince(), "[ready me reset "+topic(c)+" ready "+topic(other)+"]")
		ana.wants("whispers", ana.whispers(), "[]")
	})
}

// A conversation that is moved leaves the lists it was in and enters those it is in,
// at once and in what is replayed.
func TestAMovedConversationChangesLists(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.floor()
		c := f.Visit("site", "Rui").Writes("um").Conversation.ID
		users := []desk.UserID{"ana", "bia", "sofia", "caio", "sven", "admin"}
		open := func() map[desk.UserID]*page {
			pages := map[desk.UserID]*page{}
			for _, u := range users {
				pages[u] = f.opens(u, "me")
			}
			return pages
		}
		here, away := open(), map[desk.UserID]*page{}
		check := func(what string, want map[desk.UserID]string) {
			t.Helper()
			for _, u := range users {
				here[u].wants(what, here[u].conversation(c), want[u])
				back := away[u].again("me")
				back.wants(what+", and they were away", back.conversation(c), want[u])
				back.wants(what+", and they were away", back.said, "[ready me]")
			}
		}
		leave := func() {
			for _, u := range users {
				// It knows what the open one knows.
				here[u].read()
				p := &page{t: t, f: f, user: u, window: desktest.ID(), load: 1, epoch: here[u].epoch, seq: here[u].seq, rows: map[string]view.Row{}, texts: map[string][]string{}}
				if r, ok := here[u].rows["conversation:"+string(c)]; ok {
					p.rows["conversation:"+string(c)] = r
				}
				away[u] = f.opensWith(p, f.Session(u), "me")
				away[u].ends(socket.Vanished)
				away[u].said = nil
			}
		}
		f.Take("ana", c)
		leave()
		desktest.Do(f.Desk, desk.ByUser("sofia"), engine.MoveConversation{Conversation: c, Queue: "suporte"})
		check("to another queue", map[desk.UserID]string{"ana": "gone", "bia": "gone", "sofia": "gone", "caio": "queued", "sven": "queued", "admin": "queued"})
		leave()
		f.chooses("caio", desk.Online)
		desktest.Do(f.Desk, desk.ByUser("sven"), engine.MoveConversation{Conversation: c, Agent: "caio"})
		check("to a person", map[desk.UserID]string{"ana": "gone", "bia": "gone", "sofia": "gone", "caio": "assigned caio", "sven": "assigned caio", "admin": "assigned caio"})
		leave()
		desktest.Do(f.Desk, desk.ByUser("sven"), engine.MoveConversation{Conversation: c, Queue: "vendas"})
		check("back to where it was", map[desk.UserID]string{"ana": "queued", "bia": "queued", "sofia": "queued", "caio": "gone", "sven": "gone", "admin": "queued"})
		leave()
		desktest.Do(f.Desk, desk.ByUser("sofia"), engine.MoveConversation{Conversation: c, Queue: "suporte"})
		check("while it waits", map[desk.UserID]string{"ana": "gone", "bia": "gone", "sofia": "gone", "caio": "queued", "sven": "queued", "admin": "queued"})
		leave()
		desktest.Do(f.Desk, desk.ByUser("sven"), engine.MoveConversation{Conversation: c, Queue: "vendas"})
		check("and back", map[desk.UserID]string{"ana": "queued", "bia": "queued", "sofia": "queued", "caio": "gone", "sven": "gone", "admin": "queued"})
		leave()
		desktest.Do(f.Desk, desk.ByUser("sofia"), engine.TakeOver{Conversation: c})
		check("taken over", map[desk.UserID]string{"ana": "gone", "bia": "gone", "sofia": "assigned sofia", "caio": "gone", "sven": "gone", "admin": "assigned sofia"})
	})
}
