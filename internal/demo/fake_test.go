package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pronto/internal/view"
)

// fake is a server with as much of the desk as the demo touches, in memory and
// on pipes, so that it runs in a synctest bubble.
type fake struct {
	t        *testing.T
	mu       sync.Mutex
	pipes    chan net.Conn
	away     bool
	limited  int // answer this many widget messages with 429 first
	setup    bool
	created  map[string][]json.RawMessage // by path
	ids      map[string]bool
	status   map[string]string // by user
	talks    map[string]*fakeTalk
	order    []string
	messages map[string]bool
	offers   map[string]view.Offer
	sockets  map[*fakeSocket]bool
	refusals []string
	most     int // conversations that waited at the same time
	declared []string
	hellos   int // said at the desk
	signIns  int
	heard    int                  // frames after hello
	mute     bool                 // says nothing on sockets
	revs     int64                // of statuses
	habits   map[string]int       // what was done beside that, by what it is
	calls    map[string]view.Hold // by user
}

type fakeTalk struct {
	view.Conversation
	visitor string
	said    []view.Message
}

type fakeSocket struct {
	conn    *websocket.Conn
	visitor string // empty at the desk
	user    string // at the desk
	seq     int64
	out     chan any
}

// newFake serves until the test ends; the world reaches nothing else.
func newFake(t *testing.T) (*fake, *world) {
	f := &fake{
		t: t, pipes: make(chan net.Conn), created: map[string][]json.RawMessage{}, ids: map[string]bool{}, status: map[string]string{},
		talks: map[string]*fakeTalk{}, messages: map[string]bool{}, offers: map[string]view.Offer{}, sockets: map[*fakeSocket]bool{},
		habits: map[string]int{}, calls: map[string]view.Hold{},
	}
	server := &http.Server{Handler: f.routes()}
	go func() { _ = server.Serve(f) }()
	transport := &http.Transport{DialContext: f.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
	})
	w := newWorld("http://desk.test", transport, 1, slog.New(slog.DiscardHandler))
	return f, w
}

func (f *fake) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	f.mu.Lock()
	away := f.away
	f.mu.Unlock()
	if away {
		return nil, fmt.Errorf("connection refused")
	}
	here, there := net.Pipe()
	select {
	case f.pipes <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *fake) Accept() (net.Conn, error) {
	conn, ok := <-f.pipes
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (f *fake) Close() error   { close(f.pipes); return nil }
func (f *fake) Addr() net.Addr { return &net.UnixAddr{} }

// restart drops every socket and is away for a while.
func (f *fake) restart(d time.Duration) {
	f.mu.Lock()
	f.away = true
	for s := range f.sockets {
		go func() { _ = s.conn.CloseNow() }()
	}
	f.mu.Unlock()
	time.Sleep(d)
	f.mu.Lock()
	f.away = false
	f.mu.Unlock()
}

func (f *fake) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(r *http.Request, in map[string]any) (int, any)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			in := map[string]any{}
			if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
				_ = json.NewDecoder(r.Body).Decode(&in)
			}
			f.mu.Lock()
			status, out := do(r, in)
			f.mu.Unlock()
			if user, ok := out.(cookieFor); ok {
				http.SetCookie(w, &http.Cookie{Name: "pronto_session", Value: string(user), Path: "/"})
				out = view.Me{ID: string(user)}
			}
			if status == http.StatusTooManyRequests {
				w.Header().Set("Retry-After", "7")
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			if out != nil {
				_ = json.NewEncoder(w).Encode(out)
			}
		})
	}
	f.deskRoutes(handle)
	f.widgetRoutes(handle)
	mux.HandleFunc("GET /api/v1/live", func(w http.ResponseWriter, r *http.Request) { f.live(w, r, false) })
	mux.HandleFunc("GET /widget/v1/live", func(w http.ResponseWriter, r *http.Request) { f.live(w, r, true) })
	return mux
}

type (
	cookieFor string
	handle    = func(pattern string, do func(r *http.Request, in map[string]any) (int, any))
	problem   struct {
		Code string `json:"code"`
	}
)

type items struct {
	Items any `json:"items"`
}

func (f *fake) no(r *http.Request, status int, code string) (int, any) {
	f.refusals = append(f.refusals, r.Method+" "+r.URL.Path+" "+code)
	return status, problem{code}
}

func userOf(r *http.Request) string {
	c, err := r.Cookie("pronto_session")
	if err != nil {
		return ""
	}
	return c.Value
}

func (f *fake) deskRoutes(handle handle) {
	handle("POST /api/v1/setup", func(r *http.Request, in map[string]any) (int, any) {
		if f.setup || in["token"] != "token" {
			return f.no(r, 403, "forbidden")
		}
		f.setup = true
		f.created["users"] = append(f.created["users"], encode(view.User{ID: "admin", Name: in["name"].(string), Email: in["email"].(string), Role: "admin"}))
		return 200, cookieFor("admin")
	})
	handle("POST /api/v1/session", func(r *http.Request, in map[string]any) (int, any) {
		for _, raw := range f.created["users"] {
			var u view.User
			_ = json.Unmarshal(raw, &u)
			if u.Email == in["email"] && in["password"] == Password {
				f.signIns++
				return 200, cookieFor(u.ID)
			}
		}
		return f.no(r, 401, "bad_credentials")
	})
	handle("GET /api/v1/session", func(r *http.Request, _ map[string]any) (int, any) {
		return 200, view.Me{ID: userOf(r), Status: f.statusOf(userOf(r))}
	})
	f.statusRoutes(handle)
	f.callRoutes(handle)
	for _, what := range []string{"users", "queues", "channels", "pause-reasons", "roles"} {
		handle("GET /api/v1/"+what, func(*http.Request, map[string]any) (int, any) { return 200, items{slices.Clone(f.created[what])} })
		handle("POST /api/v1/"+what, func(r *http.Request, in map[string]any) (int, any) {
			if id := in["id"].(string); f.ids[id] {
				return f.no(r, 409, "id_reused")
			}
			f.ids[in["id"].(string)] = true
			f.created[what] = append(f.created[what], encode(in))
			return 200, in
		})
	}
	handle("GET /api/v1/conversations", func(r *http.Request, _ map[string]any) (int, any) {
		list := []view.Conversation{}
		for _, id := range f.order {
			c := f.talks[id].Conversation
			if queue := r.URL.Query().Get("list") == "queue"; queue && inLine(c) || !queue && c.State == "assigned" && c.Agent.ID == userOf(r) {
				list = append(list, c)
			}
		}
		return 200, items{list}
	})
	handle("GET /api/v1/conversations/{id}/messages", func(r *http.Request, _ map[string]any) (int, any) {
		return 200, items{slices.Clone(f.talks[r.PathValue("id")].said)}
	})
	handle("GET /api/v1/offers", func(r *http.Request, _ map[string]any) (int, any) {
		mine := []view.Offer{}
		for _, id := range slices.Sorted(maps.Keys(f.offers)) {
			if o := f.offers[id]; o.Agent == userOf(r) {
				mine = append(mine, o)
			}
		}
		return 200, items{mine}
	})
	handle("POST /api/v1/offers/{id}/{verb}", func(r *http.Request, _ map[string]any) (int, any) {
		o, there := f.offers[r.PathValue("id")]
		if !there {
			return f.no(r, 409, "offer_over")
		}
		delete(f.offers, o.ID)
		f.assign(f.talks[o.Conversation], o.Agent)
		return 200, nil
	})
	handle("POST /api/v1/conversations/{id}/{verb}", func(r *http.Request, in map[string]any) (int, any) { return f.act(r, in) })
}

func (f *fake) statusOf(user string) view.Status {
	s := view.Status{User: user, Status: f.status[user], Rev: f.revs, Queues: []view.QueueStatus{{Queue: view.Ref{ID: "one"}, State: "in"}, {Queue: view.Ref{ID: "two"}, State: "in"}}}
	if h, held := f.calls[user]; held {
		s.Hold = &h
	}
	return s
}

func (f *fake) statusRoutes(handle handle) {
	handle("PUT /api/v1/me/status", func(r *http.Request, in map[string]any) (int, any) {
		if in["status"] == "paused" && in["reason"] == "" {
			return f.no(r, 422, "reason_required")
		}
		f.declare(userOf(r), in["status"].(string))
		return 200, f.statusOf(userOf(r))
	})
	did := func(what string) (int, any) {
		f.habits[what]++
		return 200, nil
	}
	handle("PUT /api/v1/me/queues/{queue}/status", func(_ *http.Request, in map[string]any) (int, any) { return did("queue " + in["state"].(string)) })
	handle("PUT /api/v1/me/next-status", func(r *http.Request, _ map[string]any) (int, any) {
		f.declare(userOf(r), paused) // as if the conversations had ended
		return did("next")
	})
	handle("PUT /api/v1/me/preferences", func(*http.Request, map[string]any) (int, any) { return did("keep online") })
	handle("POST /api/v1/windows/{id}/close", func(*http.Request, map[string]any) (int, any) { return did("goodbye") })
}

func (f *fake) declare(user, status string) {
	f.status[user] = status
	f.declared = append(f.declared, status)
	f.tellStatus(user)
	f.route()
}

func (f *fake) tellStatus(user string) {
	f.revs++
	f.tellDesk(view.Row{T: "status", ID: user, Rev: f.revs, Row: encode(f.statusOf(user))})
}

// callRoutes are what a telephone does. A call that ends leads to wrap-up.
func (f *fake) callRoutes(handle handle) {
	handle("GET /api/v1/room", func(*http.Request, map[string]any) (int, any) {
		agents := []view.RoomAgent{}
		for _, user := range slices.Sorted(maps.Keys(f.status)) {
			a := view.RoomAgent{Status: f.statusOf(user)}
			if a.Labels.Puzzel = "ready"; a.Hold != nil || f.status[user] != online {
				a.Labels.Puzzel = "busy"
			}
			agents = append(agents, a)
		}
		return 200, map[string]any{"agents": agents}
	})
	held := func(user string, h *view.Hold) (int, any) {
		if delete(f.calls, user); h != nil {
			f.calls[user] = *h
			f.habits[h.State]++
		}
		f.tellStatus(user)
		return 200, nil
	}
	handle("POST /api/v1/agents/{id}/calls", func(r *http.Request, in map[string]any) (int, any) {
		return held(r.PathValue("id"), &view.Hold{State: "connecting", Call: in["call"].(string)})
	})
	handle("POST /api/v1/agents/{id}/calls/{call}", func(r *http.Request, in map[string]any) (int, any) {
		user := r.PathValue("id")
		switch h, rings := f.calls[user]; {
		case !rings || h.Call != r.PathValue("call"):
			return f.no(r, 409, "call_over")
		case in["signal"] == "answered":
			return held(user, &view.Hold{State: "connected", Call: h.Call})
		case h.State == "connected":
			return held(user, &view.Hold{State: "wrap_up", Call: h.Call})
		}
		return held(user, nil)
	})
	handle("POST /api/v1/me/wrap-up/end", func(r *http.Request, _ map[string]any) (int, any) {
		f.habits["wrap-up left"]++
		return held(userOf(r), nil)
	})
}

func inLine(c view.Conversation) bool { return c.State == "queued" || c.State == "offered" }

func encode(v any) json.RawMessage {
	data, _ := json.Marshal(v)
	return data
}

func (f *fake) act(r *http.Request, in map[string]any) (int, any) {
	c := f.talks[r.PathValue("id")]
	verb := r.PathValue("verb")
	mine := c.State == "assigned" && c.Agent.ID == userOf(r)
	switch {
	case verb == "take" && c.State == "queued":
		f.assign(c, userOf(r))
	case verb == "take" || !mine:
		return f.no(r, 409, "not_assigned")
	case verb == "finish":
		c.State, c.Outcome = "closed", "finished"
		f.changed(c)
		f.route()
	case verb == "messages":
		f.add(c, view.Message{ID: in["id"].(string), From: "agent", Text: in["text"].(string)})
	}
	return 200, c.Conversation
}

func (f *fake) assign(c *fakeTalk, agent string) {
	c.State, c.Agent = "assigned", &view.Ref{ID: agent, Name: agent}
	f.changed(c)
}

// route gives sales away, offers support, and leaves finance to be taken.
func (f *fake) route() {
	load := map[string]int{}
	for _, c := range f.talks {
		if c.State == "assigned" {
			load[c.Agent.ID]++
		}
	}
	for _, o := range f.offers {
		load[o.Agent]++
	}
	for _, id := range f.order {
		c := f.talks[id]
		for _, agent := range slices.Sorted(maps.Keys(f.status)) {
			if f.status[agent] != "online" || load[agent] >= 2 || c.State != "queued" || c.Queue.ID == fixedID("queue/"+finance) {
				continue
			}
			load[agent]++
			if c.Queue.ID == fixedID("queue/"+sales) {
				f.assign(c, agent)
				continue
			}
			c.State = "offered"
			o := view.Offer{ID: "offer-" + id, State: "pending", Agent: agent, Conversation: id, ExpiresAt: time.Now().Add(time.Hour), Rev: 1}
			f.offers[o.ID] = o
			f.tellDesk(view.Row{T: "offer", ID: o.ID, Rev: 1, Row: encode(o)})
		}
	}
}

func (f *fake) add(c *fakeTalk, m view.Message) {
	if f.messages[m.ID] {
		f.t.Errorf("message %s came twice", m.ID)
	}
	f.messages[m.ID] = true
	m.Conversation, m.N = c.ID, int64(len(c.said))+1
	c.said = append(c.said, m)
	c.LastN, c.LastFrom, c.LastText = m.N, m.From, m.Text
	f.tellVisitor(c.visitor, map[string]any{"type": "message", "message": m})
	f.changed(c)
}

func (f *fake) changed(c *fakeTalk) {
	c.Rev++
	f.tellDesk(view.Row{T: "conversation", ID: c.ID, Rev: c.Rev, Row: encode(c.Conversation)})
	f.tellVisitor(c.visitor, f.stateOf(c.visitor))
	now := 0
	for _, talk := range f.talks {
		if inLine(talk.Conversation) {
			now++
		}
	}
	f.most = max(f.most, now)
}

func (f *fake) tellDesk(row view.Row) {
	for s := range f.sockets {
		if s.visitor == "" && (row.T != "status" || s.user == row.ID) {
			prev := s.seq
			s.seq++
			s.out <- []view.Frame{{Type: "rows", Seq: s.seq, Prev: prev, Rows: []view.Row{row}}}
		}
	}
}

func (f *fake) tellVisitor(visitor string, frame any) {
	for s := range f.sockets {
		if s.visitor == visitor {
			s.out <- []any{frame}
		}
	}
}

// stateOf is the newest conversation of a visitor.
func (f *fake) stateOf(visitor string) map[string]any {
	for _, id := range slices.Backward(f.order) {
		if c := f.talks[id]; c.visitor == visitor {
			return map[string]any{"type": "state", "conversation": chat{ID: c.ID, State: c.State, Protocol: c.Protocol}}
		}
	}
	return map[string]any{"type": "state", "conversation": nil}
}

func visitorOf(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func (f *fake) widgetRoutes(handle handle) {
	handle("POST /widget/v1/channels/{id}/visitors", func(r *http.Request, in map[string]any) (int, any) {
		if token := visitorOf(r); token != "" {
			return 200, map[string]any{"token": token}
		}
		return 200, map[string]any{"token": r.PathValue("id") + " " + newID() + " " + in["name"].(string)}
	})
	handle("GET /widget/v1/conversation", func(r *http.Request, _ map[string]any) (int, any) {
		return 200, f.stateOf(visitorOf(r))
	})
	handle("POST /widget/v1/messages", func(r *http.Request, in map[string]any) (int, any) { return f.write(r, in) })
	handle("POST /widget/v1/files", func(r *http.Request, _ map[string]any) (int, any) {
		return 200, map[string]string{"id": "file-" + r.URL.Query().Get("name")}
	})
	handle("POST /widget/v1/{mark}", func(*http.Request, map[string]any) (int, any) { return 204, nil })
}

func (f *fake) write(r *http.Request, in map[string]any) (int, any) {
	if f.limited > 0 {
		f.limited--
		return f.no(r, 429, "rate_limited")
	}
	visitor := visitorOf(r)
	var c *fakeTalk
	for _, id := range f.order {
		if f.talks[id].visitor == visitor && f.talks[id].State != "closed" {
			c = f.talks[id]
		}
	}
	if c == nil {
		queue := fixedID("queue/" + support)
		if strings.HasPrefix(visitor, shopDoor) {
			answer, ok := in["answer"].(float64)
			if !ok {
				return f.no(r, 422, "invalid")
			}
			queue = []string{fixedID("queue/" + sales), fixedID("queue/" + support), fixedID("queue/" + finance)}[int(answer)]
		}
		id := fmt.Sprintf("talk-%03d", len(f.order))
		c = &fakeTalk{visitor: visitor, Conversation: view.Conversation{
			ID: id, State: "queued", Queue: view.Ref{ID: queue}, Protocol: fmt.Sprintf("20261121-%04d-7", len(f.order)), QueuedAt: time.Now(),
			Contact: view.Contact{Display: strings.SplitN(visitor, " ", 3)[2]},
		}}
		f.talks[id] = c
		f.order = append(f.order, id)
	}
	text, _ := in["text"].(string)
	files, _ := in["files"].([]any)
	if text == "" && len(files) == 0 {
		return f.no(r, 422, "invalid")
	}
	m := view.Message{ID: in["id"].(string), From: "customer", Text: text, Files: make([]view.File, len(files))}
	f.add(c, m)
	f.route()
	return 200, map[string]any{"conversation": chat{ID: c.ID, State: c.State, Protocol: c.Protocol}, "message": c.said[len(c.said)-1]}
}

func (f *fake) live(w http.ResponseWriter, r *http.Request, widget bool) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = conn.CloseNow() }()
	ctx := r.Context()
	_, data, err := conn.Read(ctx)
	if err != nil {
		return
	}
	var hello struct {
		Token        string `json:"token"`
		Conversation string `json:"conversation"`
		N            int64  `json:"n"`
	}
	_ = json.Unmarshal(data, &hello)
	s := &fakeSocket{conn: conn, visitor: hello.Token, user: userOf(r), out: make(chan any, 4096)}
	f.mu.Lock()
	if widget {
		s.out <- []any{f.stateOf(s.visitor)}
		if c := f.talks[hello.Conversation]; c != nil {
			for _, m := range c.said[min(int(hello.N), len(c.said)):] {
				s.out <- []any{map[string]any{"type": "message", "message": m}}
			}
		}
	} else {
		f.hellos++
		s.out <- []view.Frame{{Type: "welcome"}, {Type: "reset", Topic: "me"}}
	}
	f.sockets[s] = true
	f.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer cancel()
		for {
			if _, _, err := conn.Read(ctx); err != nil {
				return
			}
			f.mu.Lock()
			f.heard++ // that they type, or what they look at
			f.mu.Unlock()
		}
	}()
	beat := time.NewTicker(10 * time.Second)
	defer beat.Stop()
	for err == nil {
		select {
		case v := <-s.out:
			err = f.speak(ctx, conn, encode(v))
		case <-beat.C:
			err = f.speak(ctx, conn, []byte(`[{"type":"beat"}]`))
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	f.mu.Lock()
	delete(f.sockets, s)
	f.mu.Unlock()
}

func (f *fake) speak(ctx context.Context, conn *websocket.Conn, data []byte) error {
	f.mu.Lock()
	mute := f.mute
	f.mu.Unlock()
	if mute {
		return nil
	}
	return conn.Write(ctx, websocket.MessageText, data)
}

// signOut ends every session at the desk.
func (f *fake) signOut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.sockets {
		if s.visitor == "" {
			go func() { _ = s.conn.Close(closedSignedOut, "signed out") }()
		}
	}
}

// count reads one of the fake's numbers.
func (f *fake) count(n *int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return *n
}
