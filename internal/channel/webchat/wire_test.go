package webchat

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/testkit/desktest"
)

// The feed over a real socket: the token in the first frame, never in the address.
func TestTheFeedOverTheWire(t *testing.T) {
	d := desktest.New(t)
	chat, err := New(Options{Engine: d.Engine, Store: d.Store, Sockets: map[access.Scope]int{access.PerVisitor: 1}})
	if err != nil {
		t.Fatal(err)
	}
	left := make(chan struct{}, 1)
	d.Tap(func(c *engine.Committed) {
		for _, e := range c.Events {
			if _, ok := e.Event.(desk.CustomerLeft); ok {
				left <- struct{}{}
			}
		}
	})
	d.Start()
	mux := http.NewServeMux()
	chat.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		chat.Shutdown(context.Background())
		server.Close()
		d.Close()
	})
	d.Queue("vendas", desk.Pull, desk.Assign)
	d.Channel("site", "vendas")
	token, hash := access.NewToken()
	v := desktest.Do(d, desk.System, engine.StartVisitor{Channel: "site", Token: hash, Told: desk.Contact{Name: "Rui"}})
	desktest.Do(d, desk.ByCustomer(v.Contact), engine.CustomerMessage{Token: hash, ID: desk.MessageID(desktest.ID()), Text: "oi", Answer: -1})

	ws := dial(t, server.URL, http.StatusSwitchingProtocols, server.URL)
	dial(t, server.URL, http.StatusForbidden, "https://shop.example")
	hello, err := json.Marshal(clientFrame{Type: "hello", Token: token})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Write(t.Context(), websocket.MessageText, hello); err != nil {
		t.Fatal(err)
	}
	types := readTypes(t, ws, 2)
	if types[0] != "state" || types[1] != "message" {
		t.Fatalf("frames %v", types)
	}
	_ = ws.Close(websocket.StatusGoingAway, "")
	<-left // the settling runs by itself; a hang is a failure
}

func dial(t *testing.T, url string, status int, origin string) *websocket.Conn {
	t.Helper()
	ws, resp, err := websocket.Dial(t.Context(), url+"/widget/v1/live", &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
	if resp == nil {
		t.Fatal(err)
	}
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	if resp.StatusCode != status {
		t.Fatalf("from %s: %d, want %d", origin, resp.StatusCode, status)
	}
	return ws
}

// readTypes reads at least so many frames.
func readTypes(t *testing.T, ws *websocket.Conn, least int) []string {
	t.Helper()
	var types []string
	for len(types) < least {
		_, data, err := ws.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var frames []struct{ Type string }
		if err := json.Unmarshal(data, &frames); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		for _, f := range frames {
			types = append(types, f.Type)
		}
	}
	return types
}
