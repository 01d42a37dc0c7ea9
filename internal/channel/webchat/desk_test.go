package webchat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"pronto/internal/access"
	"pronto/internal/blob"
	"pronto/internal/desk"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
)

// fixture is a desk with the channel "site", whose queue "vendas" ana serves.
type fixture struct {
	*desktest.Desk
	t      *testing.T
	chat   *Channel
	mux    *http.ServeMux
	typing []desk.ConversationID
	from   string // the address of the next requests
}

var builtPages = fstest.MapFS{
	"widget.js":           {Data: []byte("loader();" + strings.Repeat(" ", 500))},
	"frame.html":          {Data: []byte("<!doctype html><title>Chat</title>")},
	"shop.html":           {Data: []byte("<!doctype html><title>Loja</title>")},
	"frame.js":            {Data: []byte("frame()")},
	"emoji-AbC12345.js":   {Data: []byte("emoji()")},
	"nested/secret.js":    {Data: []byte("secret()")},
	"frame.css":           {Data: []byte("body{}")},
	"noextension":         {Data: []byte("?")},
	"nested/other/a.html": {Data: []byte("?")},
}

func inBubble(t *testing.T, change func(*Options), test func(f *fixture)) {
	t.Helper()
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{t: t, Desk: desktest.New(t), from: "203.0.113.7:4000"}
		o := Options{
			Engine: f.Engine, Store: f.Store, Blobs: blobs, Pages: builtPages, PublicURL: "https://desk.example",
			CustomerTypes: func(c desk.Conversation) { f.typing = append(f.typing, c.ID) },
		}
		if change != nil {
			change(&o)
		}
		if f.chat, err = New(o); err != nil {
			t.Fatal(err)
		}
		f.mux = http.NewServeMux()
		f.chat.Register(f.mux)
		f.Start()
		t.Cleanup(func() {
			f.chat.Shutdown(context.Background())
			f.Close()
		})
		f.User("ana", desk.RoleAgent)
		f.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves("ana")...)
		f.Channel("site", "vendas")
		test(f)
	})
}

type answered struct {
	*httptest.ResponseRecorder
	t *testing.T
}

// problem is the code of a refusal, with the field if it names one.
func (a answered) problem() string {
	var p struct{ Code, Field string }
	_ = json.Unmarshal(a.Body.Bytes(), &p)
	return strings.TrimSpace(fmt.Sprint(a.Code, " ", p.Code, " ", p.Field))
}

func (a answered) into(v any) {
	a.t.Helper()
	if a.Code != http.StatusOK {
		a.t.Fatalf("%d %s", a.Code, a.Body)
	}
	if err := json.Unmarshal(a.Body.Bytes(), v); err != nil {
		a.t.Fatalf("%s: %v", a.Body, err)
	}
}

func (f *fixture) ask(method, path, token string, body any, headers ...string) answered {
	f.t.Helper()
	var reader io.Reader = http.NoBody
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			f.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	r := httptest.NewRequest(method, "http://desk.example/widget/v1"+path, reader)
	if strings.HasPrefix(path, "~") {
		r = httptest.NewRequest(method, "http://desk.example"+path[1:], reader)
	}
	r.RemoteAddr = f.from
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	f.mux.ServeHTTP(w, r)
	return answered{w, f.t}
}

// visit makes a visitor and answers their token.
func (f *fixture) visit(ch, name string) string {
	f.t.Helper()
	var got struct{ Token string }
	f.ask("POST", "/channels/"+ch+"/visitors", "", map[string]string{"name": name}).into(&got)
	return got.Token
}

type written struct {
	Conversation wireConversation
	Message      wireMessage
}

func (f *fixture) writes(token, text string) written {
	f.t.Helper()
	var got written
	f.ask("POST", "/messages", token, map[string]any{"id": desktest.ID(), "text": text}).into(&got)
	return got
}

// conversation is the row as the desk has it.
func (f *fixture) conversation(id string) desk.Conversation {
	f.t.Helper()
	synctest.Wait()
	c, ok, err := f.Store.ConversationByID(f.t.Context(), desk.ConversationID(id))
	if err != nil || !ok {
		f.t.Fatal(ok, err)
	}
	return c
}

// window is a widget on the feed.
type window struct {
	t     *testing.T
	s     *customer
	token string
	// What the customer sees.
	state    *wireConversation
	messages []string
	known    map[string]bool
	n        int64
	other    []string

	mu     sync.Mutex
	frames [][]byte
	closed socket.Code
}

func (w *window) Send(frame []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed == 0 {
		w.frames = append(w.frames, frame)
	}
	return w.closed == 0
}

func (w *window) Close(code socket.Code, _ string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed == 0 {
		w.closed = code
		go w.s.Ended(socket.End{Cause: socket.OwnerClosed})
	}
}

func (f *fixture) opens(token string) *window {
	f.t.Helper()
	return f.opensWith(&window{t: f.t, token: token, known: map[string]bool{}})
}

// again is the same page on a new socket.
func (f *fixture) again(w *window) *window {
	f.t.Helper()
	return f.opensWith(&window{t: f.t, token: w.token, state: w.state, messages: w.messages, known: w.known, n: w.n})
}

func (f *fixture) opensWith(w *window) *window {
	f.t.Helper()
	w.s = &customer{channel: f.chat, conn: w}
	hello := clientFrame{Type: "hello", Token: w.token, N: w.n}
	if w.state != nil {
		hello.Conversation = w.state.ID
	}
	w.says(hello)
	w.read()
	return w
}

func (w *window) says(f clientFrame) {
	w.t.Helper()
	data, err := json.Marshal(f)
	if err != nil {
		w.t.Fatal(err)
	}
	w.s.Frame(data)
}

func (w *window) ends() {
	w.mu.Lock()
	gone := w.closed != 0
	w.closed = 1
	w.mu.Unlock()
	if !gone {
		w.s.Ended(socket.End{Cause: socket.PeerLeft})
	}
}

// read takes in all frames so far and fails on a message that came before.
func (w *window) read() *window {
	w.t.Helper()
	synctest.Wait()
	w.mu.Lock()
	frames := w.frames
	w.frames = nil
	w.mu.Unlock()
	for _, frame := range frames {
		var f struct {
			Type         string
			Conversation *wireConversation
			Message      wireMessage
		}
		if err := json.Unmarshal(frame, &f); err != nil {
			w.t.Fatalf("%s: %v", frame, err)
		}
		switch f.Type {
		case "state":
			if w.state == nil || f.Conversation == nil || w.state.ID != f.Conversation.ID {
				w.n = 0
			}
			w.state = f.Conversation
		case "message":
			if w.known[f.Message.ID] {
				w.t.Errorf("message %q came twice", f.Message.Text)
			}
			w.known[f.Message.ID] = true
			w.messages = append(w.messages, f.Message.Text)
			if w.state != nil && f.Message.Conversation == w.state.ID {
				w.n = f.Message.N
			}
		default:
			w.other = append(w.other, f.Type)
		}
	}
	return w
}

func (w *window) wants(what string, got, want any) {
	w.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (w *window) heard(kind string) bool { return slices.Contains(w.read().other, kind) }

// roomy limits are for tests that are not about limits.
var roomy = []access.Rule{{Limit: access.LimitMessages, Scope: access.PerChannel, Burst: 1e6, PerSecond: 1e6}}

func withRoom(o *Options) { o.Rules = roomy }
