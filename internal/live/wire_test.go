package live

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
	"pronto/internal/view"
)

// serve is a real server, outside of any bubble.
func serve(t *testing.T, limits socket.Options) (*desktest.Desk, <-chan desk.WindowClosed, string) {
	t.Helper()
	d := desktest.New(t)
	hub, err := New(Options{
		Engine: d.Engine, Store: d.Store, PublicURL: "https://desk.example/x", Socket: limits,
		Authenticate: func(r *http.Request) (desk.UserID, string, bool) {
			cookie, err := r.Cookie("session")
			if err != nil {
				return "", "", false
			}
			s, ok := d.Engine.Session(cookie.Value)
			return s.User, s.Token, ok
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan desk.WindowClosed, 16)
	d.Tap(func(c *engine.Committed) {
		for _, e := range c.Events {
			if gone, ok := e.Event.(desk.WindowClosed); ok {
				closed <- gone
			}
		}
	})
	d.Start()
	d.User("ana", desk.RoleAgent)
	server := httptest.NewServer(hub)
	t.Cleanup(func() {
		hub.Shutdown(context.Background())
		server.Close()
		d.Close()
	})
	return d, closed, server.URL
}

func dial(t *testing.T, url, session, origin string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	h := http.Header{"Cookie": {"session=" + session}}
	if origin != "" {
		h.Set("Origin", origin)
	}
	c, resp, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPHeader: h})
	if resp != nil && resp.Body != nil {
		t.Cleanup(func() { _ = resp.Body.Close() })
	}
	return c, resp, err
}

// greets is a page of ana's that has said hello.
func greets(t *testing.T, d *desktest.Desk, url string) *websocket.Conn {
	t.Helper()
	ws, _, err := dial(t, url, d.Session("ana"), url)
	if err == nil {
		err = ws.Write(t.Context(), websocket.MessageText, []byte(`{"type":"hello","window":"w1","load":1,"topics":["me"]}`))
	}
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

func TestWhoMayConnect(t *testing.T) {
	d, _, url := serve(t, socket.Options{})
	session := d.Session("ana")
	for _, c := range []struct {
		name, session, origin string
		status                int
	}{
		{"same host", session, url, 101},
		{"the public URL", session, "https://desk.example", 101},
		{"no browser", session, "", 101},
		{"another site", session, "https://evil.example", 403},
		{"nobody", "unknown", url, 401},
	} {
		ws, resp, err := dial(t, url, c.session, c.origin)
		if resp == nil {
			t.Fatal(c.name, err)
		}
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.name, resp.StatusCode, c.status)
		}
		if ws != nil {
			_ = ws.CloseNow()
		}
	}
}

func TestHelloAndGoodbyeOverTheWire(t *testing.T) {
	d, closed, url := serve(t, socket.Options{})
	ws := greets(t, d, url)
	_, data, err := ws.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var frames []view.Frame
	if err := json.Unmarshal(data, &frames); err != nil || len(frames) == 0 || frames[0].Type != "welcome" || frames[0].Window != "w1" {
		t.Fatalf("%s, %v", data, err)
	}
	_ = ws.Close(websocket.StatusGoingAway, "")
	select {
	case c := <-closed:
		if c.Window != "w1" {
			t.Errorf("closed %+v", c)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no goodbye arrived")
	}
	a, _ := d.Agent("ana")
	if !a.Agent.Closing() {
		t.Errorf("the window is %+v, want closing", a.Agent.Windows)
	}
}

// A page that reads too slowly is told to come again, and to nothing but a page
// that is signed out is it told to stay away.
func TestTheCloseCodesOnTheWire(t *testing.T) {
	told := func(ws *websocket.Conn) websocket.StatusCode {
		for {
			if _, _, err := ws.Read(t.Context()); err != nil {
				return websocket.CloseStatus(err)
			}
		}
	}
	d, _, url := serve(t, socket.Options{QueueBytes: 1}) // too slow for the first frame
	if code := told(greets(t, d, url)); code != 1013 {
		t.Errorf("a slow reader is told %d", code)
	}
	d, _, url = serve(t, socket.Options{})
	ws := greets(t, d, url)
	if _, _, err := ws.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	desktest.Do(d, desk.ByUser("ana"), engine.SignOut{})
	if code := told(ws); code != 4001 {
		t.Errorf("who is signed out is told %d", code)
	}
}
