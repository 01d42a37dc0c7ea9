package storetest

import (
	"fmt"
	"strings"
	"testing"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

var (
	admin      = desk.Viewer{User: "boss", All: true}
	supervisor = desk.Viewer{User: "sue", Serves: []desk.QueueID{"q2"}, Supervises: []desk.QueueID{"q1"}}
	agent      = desk.Viewer{User: "u1", Serves: []desk.QueueID{"q1", "q2"}}
	nobody     = desk.Viewer{User: "u9"}
)

func ids(rows []read.Row) string {
	var b strings.Builder
	for i, r := range rows {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(r.Conversation.ID))
	}
	return b.String()
}

func list(t *testing.T, s Store, q read.ConversationsQuery) read.ConversationsPage {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 50
	}
	return must[read.ConversationsPage](t)(s.Conversations(t.Context(), q))
}

func lists(t *testing.T, s Store, q read.ConversationsQuery, want string) {
	t.Helper()
	got(t, fmt.Sprintf("%s for %s, queue %q, search %q", q.List, q.Viewer.User, q.Queue, q.Search), ids(list(t, s, q).Rows), want)
}

// scene has conversations of every state in four queues.
//
//	waiting: c0001 q1, c0002 q2 (priority 2), c0003 q3, c0004 q1 offered
//	with u1: c0005 q1, c0006 q4     with u2: c0007 q1
//	past of u1: c0008 q4            of u2: c0009 q1, c0010 q2 (k0005, whom u1 serves)
//	past of u2, earlier with u1: c0011 q2
func scene(t *testing.T) *engine.Batch {
	t.Helper()
	urgent, offered := waiting(2, "q2"), waiting(4, "q1")
	urgent.Priority = 2
	offered.Leg.State = desk.Offered
	known := waiting(10, "q2")
	known.Contact = "k0005"
	known = finished(t, assigned(t, known, "u2", after(10)), after(11))
	ended, returned, _, err := assigned(t, waiting(11, "q2"), "u1", after(11)).Return("l0011b", desk.ProtocolNumber(noon, 511), after(12))
	if err != nil {
		t.Fatal(err)
	}
	returned = finished(t, assigned(t, returned, "u2", after(13)), after(14))
	b := withContacts(&engine.Batch{
		Conversations: []desk.Conversation{
			returned, waiting(1, "q1"), urgent, waiting(3, "q3"), offered,
			assigned(t, waiting(5, "q1"), "u1", after(25)), assigned(t, waiting(6, "q4"), "u1", after(20)), assigned(t, waiting(7, "q1"), "u2", after(22)),
			past(t, 8, "q4", "u1"), past(t, 9, "q1", "u2"),
		},
		Legs:   []desk.Leg{ended},
		Events: recorded(0, desk.ServerStarted{}),
	})
	b.Conversations = append(b.Conversations, known)
	return b
}

// testInQueue: T-04, and who sees what is waiting.
func testInQueue(t *testing.T, s Store) {
	b := scene(t)
	flush(t, s, b)
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: admin}, "c0002 c0001 c0003 c0004")
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: admin, Queue: "q1"}, "c0001 c0004")
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: agent}, "c0002 c0001 c0004")
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: agent, Queue: "q3"}, "")
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: agent, Search: "k0002"}, "c0002")
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: supervisor}, "c0002 c0001 c0004")
	lists(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: nobody}, "")
	page := list(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: admin})
	got(t, "seq", page.Seq, 1)
	got(t, "seq of an empty page", list(t, s, read.ConversationsQuery{List: read.InQueue, Viewer: nobody}).Seq, 1)
	got(t, "row", page.Rows[1], read.Row{Conversation: b.Conversations[1], Contact: contact("k0001")})
}

// testMine: T-05.
func testMine(t *testing.T, s Store) {
	flush(t, s, scene(t))
	lists(t, s, read.ConversationsQuery{List: read.Mine, Viewer: agent}, "c0005 c0006")
	lists(t, s, read.ConversationsQuery{List: read.Mine, Viewer: agent, Queue: "q4"}, "c0006")
	lists(t, s, read.ConversationsQuery{List: read.Mine, Viewer: admin}, "")
}

func testSupervised(t *testing.T, s Store) {
	flush(t, s, scene(t))
	lists(t, s, read.ConversationsQuery{List: read.Supervised, Viewer: admin}, "c0005 c0007 c0006")
	lists(t, s, read.ConversationsQuery{List: read.Supervised, Viewer: supervisor}, "c0005 c0007")
	lists(t, s, read.ConversationsQuery{List: read.Supervised, Viewer: agent}, "")
}

// testOpenIn: what the live room shows is all that is open in the queues that one
// oversees, and nothing else.
func testOpenIn(t *testing.T, s Store) {
	b := scene(t)
	flush(t, s, b)
	for _, c := range []struct {
		viewer desk.Viewer
		want   string
	}{
		{admin, "c0001 c0002 c0003 c0004 c0005 c0006 c0007"},
		{supervisor, "c0001 c0004 c0005 c0007"},
		{desk.Viewer{User: "two", Supervises: []desk.QueueID{"q4", "q2", "q9"}}, "c0002 c0006"},
		{agent, ""},
		{nobody, ""},
	} {
		page := must[read.ConversationsPage](t)(s.OpenIn(t.Context(), c.viewer))
		got(t, "open for "+string(c.viewer.User), ids(page.Rows), c.want)
		got(t, "seq", page.Seq, 1)
	}
	page := must[read.ConversationsPage](t)(s.OpenIn(t.Context(), admin))
	got(t, "row", page.Rows[0], read.Row{Conversation: b.Conversations[1], Contact: contact("k0001")})
}

// testPast: an agent reads their own, earlier legs included, and earlier
// conversations of the contact they serve; a supervisor their queues; an
// administrator everything.
func testPast(t *testing.T, s Store) {
	flush(t, s, scene(t))
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: admin}, "c0011 c0010 c0009 c0008")
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: agent}, "c0011 c0010 c0008")
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: agent, Queue: "q2"}, "c0011 c0010")
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: supervisor}, "c0009")
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: nobody}, "")
}

func testCursors(t *testing.T, s Store) {
	flush(t, s, scene(t))
	for _, c := range []struct {
		list   read.List
		viewer desk.Viewer
		search string
		want   string
	}{
		{read.InQueue, admin, "", "c0002 c0001 c0003 c0004"},
		{read.InQueue, agent, "", "c0002 c0001 c0004"},
		{read.Mine, agent, "", "c0005 c0006"},
		{read.Supervised, admin, "", "c0005 c0007 c0006"},
		{read.Past, admin, "", "c0011 c0010 c0009 c0008"},
		{read.Past, agent, "", "c0011 c0010 c0008"},
		{read.Past, admin, "contact", "c0007 c0006 c0005 c0004 c0003 c0002 c0001 c0011 c0010 c0009 c0008"},
	} {
		for limit := 1; limit <= 5; limit++ {
			q := read.ConversationsQuery{List: c.list, Viewer: c.viewer, Search: c.search, Limit: limit}
			var all []string
			for pages := 0; ; pages++ {
				page := list(t, s, q)
				if len(page.Rows) > limit || pages > 20 {
					t.Fatalf("%s: page %d has %d rows of %d", c.list, pages, len(page.Rows), limit)
				}
				all = append(all, ids(page.Rows))
				if q.Cursor = page.Next; q.Cursor == "" {
					break
				}
			}
			got(t, fmt.Sprintf("%s by %d", c.list, limit), strings.Join(all, " "), c.want)
		}
	}
}

// testCursorStable: what comes in or goes while a list is turned over neither
// repeats a row nor hides one.
func testCursorStable(t *testing.T, s Store) {
	b := &engine.Batch{}
	for i := 10; i < 20; i++ {
		b.Conversations = append(b.Conversations, past(t, i, "q1", "u1"))
	}
	flush(t, s, withContacts(b))
	q := read.ConversationsQuery{List: read.Past, Viewer: agent, Limit: 4}
	first := list(t, s, q)
	got(t, "first page", ids(first.Rows), "c0019 c0018 c0017 c0016")
	flush(t, s, withContacts(&engine.Batch{Conversations: []desk.Conversation{past(t, 30, "q1", "u1"), past(t, 5, "q1", "u1")}}))
	q.Cursor = first.Next
	second := list(t, s, q)
	got(t, "second page", ids(second.Rows), "c0015 c0014 c0013 c0012")
	q.Cursor = second.Next
	got(t, "last page", ids(list(t, s, q).Rows), "c0011 c0010 c0005")
}

func testBadCursor(t *testing.T, s Store) {
	for _, cursor := range []string{"!", "e30x", "AAAA", "eyJ0Ijo1LCJpIjoiXHUwMDAwIn0"} {
		_, err := s.Conversations(t.Context(), read.ConversationsQuery{List: read.Mine, Viewer: agent, Cursor: cursor, Limit: 1})
		if !desk.IsRefusal(err, "invalid") {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
	if _, err := s.Conversations(t.Context(), read.ConversationsQuery{List: "all", Viewer: agent, Limit: 1}); !desk.IsRefusal(err, "invalid") {
		t.Errorf("an unknown list: %v", err)
	}
}

func people(t *testing.T) *engine.Batch {
	t.Helper()
	b := &engine.Batch{}
	for i, c := range []desk.Contact{
		{Name: "João da Conceição", Phone: "+55 (11) 98765-4321"},
		{Name: "Joana Souza", Email: "Joana.Souza@Exemplo.com.br"},
		{Name: "Åsa Öberg", Phone: "+46 70 123 45 67"},
		{Name: "MARIA JOSÉ", Phone: "5511987650000"},
		{Name: "李小龍 100%_"},
	} {
		conversation := past(t, i+1, "q1", "u1")
		c.ID = conversation.Contact
		b.Contacts = append(b.Contacts, c)
		b.Conversations = append(b.Conversations, conversation)
	}
	return b
}

func searches(t *testing.T, s Store, viewer desk.Viewer, search, want string) {
	t.Helper()
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: viewer, Search: search}, want)
}

func testSearchNames(t *testing.T, s Store) {
	flush(t, s, people(t))
	for search, want := range map[string]string{
		"joao": "c0001", "JOÃO": "c0001", "joa": "c0002 c0001", "conceicao": "c0001", "conceição joão": "c0001", "oao": "",
		"souza joana": "c0002", "souza maria": "", "asa": "c0003", "Öberg": "c0003", "oberg ås": "c0003", "jose": "c0004",
		"joana.souza@exemplo": "c0002", "JOANA.SOUZA@EXEMPLO.COM.BR": "c0002", "souza@exemplo": "",
		"李": "c0005", "小": "", "%": "c0005 c0004 c0003 c0002 c0001", "100": "c0005", "_": "c0005 c0004 c0003 c0002 c0001",
		"  ": "c0005 c0004 c0003 c0002 c0001", "'; --": "c0005 c0004 c0003 c0002 c0001", "zzz": "", strings.Repeat("a", 300): "",
	} {
		searches(t, s, admin, search, want)
	}
	// A contact with another name is found by that one only.
	flush(t, s, &engine.Batch{Contacts: []desk.Contact{{ID: "k0001", Name: "Pedro"}}})
	searches(t, s, admin, "joão", "")
	searches(t, s, admin, "pedro", "c0001")
}

func testSearchNumbers(t *testing.T, s Store) {
	b := people(t)
	earlier := desk.Leg{ID: "l9", Conversation: "c0003", Number: 0, State: desk.Closed, Outcome: desk.Returned, EndedAt: noon, Protocol: "20261120-0077-1"}
	b.Legs = append(b.Legs, earlier)
	flush(t, s, b)
	protocol := b.Conversations[3].Leg.Protocol
	for search, want := range map[string]string{
		"98765": "c0004 c0001", "(11) 98765-4321": "c0001", "+5511987650000": "c0004", "4321": "c0001", "+46 70": "c0003", "99999": "",
		protocol: "c0004", "#" + protocol: "c0004", strings.ReplaceAll(protocol, "-", ""): "c0004", protocol[:13]: "c0004",
		"20261121-0004": "c0004", "202611210004": "c0004", "20261121": "c0005 c0004 c0003 c0002 c0001", "20261120-0077-1": "c0003", "2026112000771": "c0003",
	} {
		searches(t, s, admin, search, want)
	}
}

// testSearchSees: a search shows nothing that a list would not, and open
// conversations as well, those first.
func testSearchSees(t *testing.T, s Store) {
	flush(t, s, scene(t))
	searches(t, s, admin, "contact", "c0007 c0006 c0005 c0004 c0003 c0002 c0001 c0011 c0010 c0009 c0008")
	searches(t, s, agent, "contact", "c0006 c0005 c0004 c0002 c0001 c0011 c0010 c0008")
	searches(t, s, supervisor, "contact", "c0007 c0005 c0004 c0002 c0001 c0009")
	searches(t, s, nobody, "contact", "")
	searches(t, s, nobody, "20261121", "")
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: agent, Search: "contact", Queue: "q2"}, "c0002 c0011 c0010")
}

// testSearchCommon: what so many are called is found in another way, and the
// same is found.
func testSearchCommon(t *testing.T, s Store) {
	b := &engine.Batch{}
	for i := range 1200 {
		c := waiting(i, "q1")
		if i >= 3 {
			agent := desk.UserID("u2")
			if i%2 == 0 {
				agent = "u1"
			}
			c = finished(t, assigned(t, c, agent, after(i)), after(i+1))
		}
		b.Conversations = append(b.Conversations, c)
		b.Contacts = append(b.Contacts, desk.Contact{ID: c.Contact, Name: fmt.Sprintf("Ana Silva %dx", i)})
	}
	flush(t, s, b)
	for _, search := range []string{"silva", "ana sil", "20261121"} {
		q := read.ConversationsQuery{List: read.Past, Viewer: agent, Search: search, Limit: 5}
		first := list(t, s, q)
		got(t, search, ids(first.Rows), "c0002 c0001 c0000 c1198 c1196")
		q.Cursor = first.Next
		got(t, search, ids(list(t, s, q).Rows), "c1194 c1192 c1190 c1188 c1186")
		q.Cursor, q.Viewer = "", nobody
		got(t, search, ids(list(t, s, q).Rows), "")
	}
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: agent, Search: "silva 600x"}, "c0600")
	lists(t, s, read.ConversationsQuery{List: read.Past, Viewer: agent, Search: "601x ana"}, "")
}
