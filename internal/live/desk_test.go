package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"pronto/internal/desk"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
	"pronto/internal/view"
)

// fixture is a desk with a feed: ana and bia serve the queue "vendas".
type fixture struct {
	*desktest.Desk
	t      *testing.T
	hub    *Hub
	pages  []*page
	typing []desk.ConversationID
}

func inBubble(t *testing.T, test func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{t: t, Desk: desktest.New(t)}
		f.start(Options{})
		t.Cleanup(f.stop)
		f.User("admin", desk.RoleAdmin)
		f.User("ana", desk.RoleAgent)
		f.User("bia", desk.RoleAgent)
		f.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves("ana", "bia")...)
		f.Channel("site", "vendas")
		test(f)
	})
}

func (f *fixture) start(o Options) {
	f.t.Helper()
	o.Engine, o.Store = f.Engine, f.Store
	o.Authenticate = func(r *http.Request) (desk.UserID, string, bool) {
		session, _, ok := strings.Cut(r.Header.Get("Cookie"), ";")
		s, known := f.Engine.Session(session)
		return s.User, session, ok || known
	}
	o.Typing = func(c desk.Conversation) { f.typing = append(f.typing, c.ID) }
	hub, err := New(o)
	if err != nil {
		f.t.Fatal(err)
	}
	f.hub = hub
	f.Start()
}

func (f *fixture) stop() {
	f.shutdown()
	f.Close()
}

// shutdown ends the pages as package socket ends its sockets.
func (f *fixture) shutdown() {
	synctest.Wait()
	for _, p := range f.pages {
		if p.closed == 0 {
			p.ends(socket.ServerShutdown)
		}
	}
	f.hub.Shutdown(context.Background())
}

// restart is a new run of the server on the same data.
func (f *fixture) restart(o Options) {
	f.t.Helper()
	f.stop()
	f.Desk = f.Again()
	f.start(o)
}

// page is a desk window as the browser sees it.
type page struct {
	t      *testing.T
	f      *fixture
	s      *subscriber
	user   desk.UserID
	window string
	load   int64

	epoch string
	seq   int64
	rows  map[string]view.Row // by kind and id
	texts map[string][]string // of a conversation, in the order in which they came
	said  []string            // control frames

	mu     sync.Mutex
	frames []view.Frame
	closed socket.Code
	reason string
}

func (p *page) Send(frame []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed != 0 {
		return false
	}
	var f view.Frame
	d := json.NewDecoder(strings.NewReader(string(frame)))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		p.t.Errorf("frame %s: %v", frame, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		p.t.Errorf("frame %s has something behind it", frame)
	}
	p.frames = append(p.frames, f)
	return true
}

func (p *page) Close(code socket.Code, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed != 0 {
		return
	}
	p.closed, p.reason = code, reason
	s := p.s
	go s.Ended(socket.End{Cause: socket.OwnerClosed, Code: code, Reason: reason, LastSeen: p.f.Now()})
}

// opens is a page that loads for the first time.
func (f *fixture) opens(u desk.UserID, topics ...string) *page {
	f.t.Helper()
	return f.opensWith(&page{t: f.t, f: f, user: u, window: desktest.ID(), load: 1, rows: map[string]view.Row{}, texts: map[string][]string{}}, f.Session(u), topics...)
}

// serves is somebody who has taken a customer's conversation and looks at it.
func (f *fixture) serves(u desk.UserID) (desktest.Visitor, desk.ConversationID, *page) {
	f.t.Helper()
	v := f.Visit("site", "Rui")
	c := v.Writes("um").Conversation.ID
	f.Take(u, c)
	return v, c, f.opens(u, "me", topic(c))
}

func (f *fixture) opensWith(p *page, session string, topics ...string) *page {
	f.t.Helper()
	synctest.Wait() // what was said before is handed out, so that this page does not hear it
	p.s = f.hub.newSubscriber(p, p.user, session)
	f.pages = append(f.pages, p)
	p.says(view.ClientFrame{Type: "hello", Window: p.window, Load: p.load, Epoch: p.epoch, Seq: p.seq, Topics: topics})
	p.read()
	return p
}

// again is the same page on a new socket, with what it knows.
func (p *page) again(topics ...string) *page {
	p.t.Helper()
	next := &page{t: p.t, f: p.f, user: p.user, window: p.window, load: p.load, epoch: p.epoch, seq: p.seq, rows: p.rows, texts: p.texts}
	return p.f.opensWith(next, p.s.session, topics...)
}

func (p *page) says(c view.ClientFrame) {
	p.t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		p.t.Fatal(err)
	}
	p.s.Frame(data)
}

// ends is the end of the socket as package socket reports it.
func (p *page) ends(cause socket.Cause) {
	p.mu.Lock()
	p.closed = 1
	p.mu.Unlock()
	p.s.Ended(socket.End{Cause: cause, LastSeen: p.f.Now()})
}

// read takes in all frames so far, as the desk's own client does, and fails on a
// gap.
func (p *page) read() []view.Frame {
	p.t.Helper()
	synctest.Wait()
	p.mu.Lock()
	frames := p.frames
	p.frames = nil
	p.mu.Unlock()
	for _, f := range frames {
		switch f.Type {
		case "welcome":
			p.epoch, p.seq, p.window = f.Epoch, f.Seq, f.Window
		case "rows":
			if f.Prev > p.seq || f.Seq < p.seq {
				p.t.Errorf("a gap: frame %d after %d, have %d", f.Seq, f.Prev, p.seq)
			}
			p.seq = f.Seq
			for _, r := range f.Rows {
				p.apply(r)
			}
		case "reset", "ready", "refused":
			p.said = append(p.said, strings.TrimSpace(f.Type+" "+f.Topic+" "+f.Code))
		}
	}
	return frames
}

func (p *page) apply(r view.Row) {
	key := r.T + ":" + r.ID
	if have, ok := p.rows[key]; ok && have.Rev > r.Rev {
		return
	}
	_, known := p.rows[key]
	p.rows[key] = r
	if r.T == "message" && !known {
		var m view.Message
		_ = json.Unmarshal(r.Row, &m)
		p.texts[m.Conversation] = append(p.texts[m.Conversation], m.Text)
	}
}

// conversation is the row that the page has: its state, "gone", or "".
func (p *page) conversation(id desk.ConversationID) string {
	p.t.Helper()
	p.read()
	r, ok := p.rows["conversation:"+string(id)]
	switch {
	case !ok:
		return ""
	case r.Gone:
		return "gone"
	}
	var c view.Conversation
	if err := json.Unmarshal(r.Row, &c); err != nil {
		p.t.Fatal(err)
	}
	if c.Agent != nil {
		return c.State + " " + c.Agent.ID
	}
	return c.State
}

func (p *page) wants(what string, got, want any) {
	p.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		p.t.Errorf("%s: %s has %v, want %v", what, p.user, got, want)
	}
}

func (p *page) heard(said string) bool {
	p.read()
	return slices.Contains(p.said, said)
}

func topic(id desk.ConversationID) string { return topicName(id) }
