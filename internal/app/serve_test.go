package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

func TestHealth(t *testing.T) {
	fault := &faulty{}
	d := openDesk(t, settings(t), Options{under: fault.under})
	d.furnish()
	ready := func() (int, string) {
		res, body := d.get("GET", "/readyz", nil)
		return res.StatusCode, body
	}
	if status, body := ready(); status != 200 || !strings.Contains(body, `"writes":"ok"`) || !strings.Contains(body, `"database":"ok"`) {
		t.Errorf("ready: %d %s", status, body)
	}
	fault.full.Store(true)
	if _, err := request(t.Context(), d.chief, "PUT", d.URL+"/api/v1/me", nil, map[string]any{"name": "Outra", "locale": "sv"}, nil); err == nil {
		t.Error("a change was acknowledged on a full disk")
	}
	if status, body := ready(); status != 503 || !strings.Contains(body, "read-only") {
		t.Errorf("read-only: %d %s", status, body)
	}
	if res, body := d.get("GET", "/healthz", nil); res.StatusCode != 200 || !strings.Contains(body, `"ok"`) {
		t.Errorf("the process lives: %d %s", res.StatusCode, body)
	}
	if body := d.metrics(); !strings.Contains(body, "\npronto_read_only 1\n") {
		t.Error("the metrics do not know that the desk is read-only")
	}
	if res, _ := d.get("GET", "/api/v1/openapi.json", nil); res.StatusCode != 200 {
		t.Errorf("reading: %d", res.StatusCode)
	}
	fault.full.Store(false)
	eventually(t, "the recovery", func() bool { status, _ := ready(); return status == 200 })
}

// A page that is left while the disk is full says goodbye once, by a beacon, and
// is heard when there is room again.
func TestAGoodbyeOutlivesAFullDisk_1_8_4(t *testing.T) {
	fault := &faulty{}
	d := openDesk(t, settings(t), Options{under: fault.under})
	d.furnish()
	chief, _ := d.userByEmail("chefe@x.example")
	if _, err := engine.Do(t.Context(), d.Engine, engine.Call{Actor: desk.ByUser(chief.ID)}, engine.OpenWindow{User: chief.ID, Window: "w1", Load: 1}); err != nil {
		t.Fatal(err)
	}
	fault.full.Store(true)
	beacon := http.Header{"Content-Type": {"text/plain;charset=UTF-8"}}
	status, _ := request(t.Context(), d.chief, "POST", d.URL+"/api/v1/windows/w1/close", beacon, []byte(`{"load":1}`), nil)
	if status != 503 {
		t.Errorf("a goodbye on a full disk was answered with %d", status)
	}
	fault.full.Store(false)
	eventually(t, "the goodbye", func() bool { a, _ := d.Engine.Agent(chief.ID); return !a.Agent.Reachable() })
}

func TestMetrics(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	d.furnish()
	d.write(d.visitor("Ana"), "oi")
	body := d.metrics()
	for _, want := range []string{
		`pronto_commands_total [1-9]`, `pronto_commands_refused_total \d`, `pronto_batches_total [1-9]`, `pronto_events_total [1-9]`,
		`pronto_assignments_total 0`, `pronto_flush_seconds_total \d`, `pronto_read_only 0`, `pronto_sequence [1-9]`,
		`pronto_agents\{presence="\w+",status="\w+"\} 1`, `pronto_queue_waiting\{queue="Geral"\} 1`,
		`pronto_queue_oldest_seconds\{queue="Geral"\} \d`, `pronto_sockets\{side="desk"\} 0`, `go_goroutines \d`, `process_resident_memory_bytes \d`,
	} {
		if !regexp.MustCompile(`(?m)^` + want).MatchString(body) {
			t.Errorf("no figure %s in\n%s", want, regexp.MustCompile(`(?m)^pronto_.*$`).FindAllString(body, -1))
		}
	}
}

// The metrics name queues: they have a door of their own, which serves nothing
// else, and none unless one is asked for.
func TestMetricsAreNotForEverybody(t *testing.T) {
	cfg := settings(t)
	for _, cfg.Metrics = range []string{"127.0.0.1:0", ""} {
		cfg.Data = t.TempDir()
		d := openDesk(t, cfg, Options{})
		d.furnish()
		if res, body := d.get("GET", "/metrics", nil); res.StatusCode != 404 || strings.Contains(body, "Geral") || !strings.Contains(body, "--metrics") {
			t.Errorf("metrics %q: the desk's own address answers %d %s", cfg.Metrics, res.StatusCode, body)
		}
		if cfg.Metrics == "" {
			continue
		}
		if res, _ := d.fetch("GET", "http://"+d.cfg.Metrics+"/api/v1/openapi.json", nil); res.StatusCode != 404 {
			t.Errorf("the desk is served where the metrics are: %s", res.Status)
		}
	}
}

// What is an endpoint never answers with the desk's page.
func TestNoPageForEndpoints(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	for _, path := range []string{"/api/v1/nothing", "/api/v2/session", "/api/", "/widget/v1/nothing"} {
		res, body := d.get("GET", path, nil)
		if res.StatusCode != 404 || res.Header.Get("Content-Type") != "application/problem+json" || !json.Valid([]byte(body)) {
			t.Errorf("%s: %d %s %q", path, res.StatusCode, res.Header.Get("Content-Type"), body)
		}
	}
	if res, body := d.get("GET", "/assets/gone.js", nil); res.StatusCode != 404 || strings.Contains(body, "<html") {
		t.Errorf("an asset of another build: %d %q", res.StatusCode, body)
	}
}

// journal is a log that can be read while it is written.
type journal struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.String()
}

func TestRequestsAreLogged(t *testing.T) {
	log := &journal{}
	d := openDesk(t, settings(t), Options{Log: slog.New(slog.NewJSONHandler(log, nil))})
	d.furnish()
	for i, path := range []string{"/api/v1/session", "/widget/v1/channels/" + d.channel, "/widget.js", "/work"} {
		given := fmt.Sprintf("asked-by-a-proxy-%d", i)
		res, _ := d.get("GET", path, http.Header{"X-Request-Id": {given}})
		id := res.Header.Get("X-Request-Id")
		if id != given || strings.Count(log.String(), `"request_id":"`+id+`"`) != 1 {
			t.Errorf("%s is not logged once under its id %q", path, id)
		}
	}
	if !strings.Contains(log.String(), `"route":"GET /widget/v1/channels/{id}"`) || strings.Contains(log.String(), d.channel) {
		t.Error("the log tells paths, not routes")
	}
	before := log.String()
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		d.get("GET", path, nil)
	}
	if log.String() != before {
		t.Errorf("what machines ask all the time is logged: %s", strings.TrimPrefix(log.String(), before))
	}
}

func TestSetupLink(t *testing.T) {
	cfg := settings(t)
	cfg.PublicURL = "https://Desk.Example.com/"
	d := openDesk(t, cfg, Options{})
	link := d.SetupLink()
	if link != "https://desk.example.com/setup?token="+d.SetupToken() || d.SetupToken() == "" {
		t.Fatalf("link %q", link)
	}
	first := map[string]any{"token": d.SetupToken(), "company": "Loja", "name": "Chefe", "email": "chefe@x.example", "password": password, "time_zone": "America/Sao_Paulo"}
	d.must(d.chief, "POST", "/api/v1/setup", nil, first, nil)
	if d.SetupLink() != "" {
		t.Error("there is an administrator, and still a link")
	}
	if status, err := request(t.Context(), browser(t), "POST", d.URL+"/api/v1/setup", nil, first, nil); status != http.StatusForbidden {
		t.Errorf("the link worked twice: %d %v", status, err)
	}
	d.close()
	if again := openDesk(t, cfg, Options{}); again.SetupLink() != "" {
		t.Error("the next start has a link")
	}
}

// Serve tells where the desk is and how to begin, and says nothing of a first
// start later.
func TestServe(t *testing.T) {
	cfg := settings(t)
	serve := func() string {
		var out journal
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- Serve(ctx, cfg, Options{}, &out) }()
		eventually(t, "the start", func() bool { return strings.Contains(out.String(), "The desk is open on http://localhost:") })
		client, err := Dial(t.Context(), cfg, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if users, err := client.Users(t.Context()); err != nil {
			t.Error(err)
		} else if len(users) == 0 {
			_, err = client.AddUser(t.Context(), NewUser{Name: "Ana", Email: "ana@x.example", Role: "admin", Locale: "pt-BR", Password: password})
			if err != nil {
				t.Error(err)
			}
		}
		stop()
		if err := errors.Join(<-ended, client.Close()); err != nil {
			t.Error(err)
		}
		return out.String()
	}
	if said := serve(); !strings.Contains(said, "one-time link") || !strings.Contains(said, "/setup?token=") {
		t.Errorf("the first start says %q", said)
	}
	if said := serve(); strings.Contains(said, "token") {
		t.Errorf("the second start says %q", said)
	}
}

func TestSnippet(t *testing.T) {
	for public, want := range map[string]string{"": "", "https://Chat.Example.com/": "https://chat.example.com"} {
		cfg := settings(t)
		cfg.PublicURL = public
		d := openDesk(t, cfg, Options{})
		d.furnish()
		if want == "" {
			want = d.URL // with the port that was given out
		}
		var list struct {
			Items []struct {
				Snippet string `json:"snippet"`
			} `json:"items"`
		}
		header := http.Header{}
		if cookies := d.chief.Jar.Cookies(mustURL(t, strings.Replace(d.URL, "http:", "https:", 1))); len(cookies) > 0 {
			header.Set("Cookie", cookies[0].String()) // Secure ones do not travel by http on their own
		}
		d.must(http.DefaultClient, "GET", "/api/v1/channels", header, nil, &list)
		if len(list.Items) != 1 || !strings.Contains(list.Items[0].Snippet, `src="`+want+`/widget.js"`) {
			t.Errorf("%q: %+v, want %s", public, list.Items, want)
		}
	}
}

func TestStartFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	cfg := settings(t)
	cfg.Listen = taken.Addr().String()
	if _, err := Start(t.Context(), cfg, Options{}); err == nil || !strings.Contains(err.Error(), "listen on "+cfg.Listen) {
		t.Errorf("an address that is taken: %v", err)
	}
	cfg.Listen = "127.0.0.1:0"
	openDesk(t, cfg, Options{}).close() // and the data was let go

	long := settings(t)
	long.Data = filepath.Join(long.Data, strings.Repeat("x", 120))
	if _, err := Start(t.Context(), long, Options{}); err == nil || !strings.Contains(err.Error(), "shorter") {
		t.Errorf("a path too long for a socket: %v", err)
	}
	held := openDesk(t, settings(t), Options{})
	if _, err := Start(t.Context(), held.cfg, Options{}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second server on the same data: %v", err)
	}
	if res, _ := held.get("GET", "/readyz", nil); res.StatusCode != 200 {
		t.Error("the first was disturbed")
	}
}

// A request in flight when the end comes is answered, and what it says holds.
func TestStopAnswersWhatIsInFlight(t *testing.T) {
	fault := &faulty{}
	cfg := settings(t)
	d := openDesk(t, cfg, Options{under: fault.under})
	d.furnish()
	ana := d.visitor("Ana")
	gate := fault.stopNext()
	written := make(chan error, 1)
	go func() {
		status, err := request(context.WithoutCancel(t.Context()), http.DefaultClient, "POST", d.URL+"/widget/v1/messages", ana, map[string]any{"id": newULID(), "text": "oi"}, nil)
		if status != 200 {
			err = errors.Join(err, errors.New("not answered"))
		}
		written <- err
	}()
	<-gate.reached
	stopped := make(chan struct{})
	go func() { d.close(); close(stopped) }()
	eventually(t, "the closing of the door", func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(d.URL, "http://"))
		return err != nil || conn.Close() != nil
	})
	select {
	case <-stopped:
		t.Error("the server stopped with a request in flight")
	case err := <-written:
		t.Errorf("the request was answered before it was durable: %v", err)
	default:
	}
	close(gate.open)
	if err := <-written; err != nil {
		t.Error(err)
	}
	<-stopped
	again := openDesk(t, cfg, Options{})
	again.signIn()
	var list struct{ Items []json.RawMessage }
	again.must(again.chief, "GET", "/api/v1/conversations?list=queue", nil, nil, &list)
	if len(list.Items) != 1 {
		t.Errorf("%d conversations wait after the restart", len(list.Items))
	}
}

// Pages are told to come back to the next start.
func TestStopClosesSockets(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	d.furnish()
	dial := func(path, hello string, client *http.Client) *websocket.Conn {
		conn, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(d.URL, "http")+path, &websocket.DialOptions{HTTPClient: client})
		if err != nil {
			t.Fatal(err)
		}
		conn.SetReadLimit(1 << 20)
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(hello)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	desk := dial("/api/v1/live", `{"type":"hello","window":"`+newULID()+`","load":1,"topics":["me"]}`, d.chief)
	token := strings.TrimPrefix(d.visitor("Ana").Get("Authorization"), "Bearer ")
	widget := dial("/widget/v1/live", `{"type":"hello","token":"`+token+`"}`, http.DefaultClient)
	if body := d.metrics(); !strings.Contains(body, "\npronto_sockets{side=\"desk\"} 1\n") {
		t.Error("the open socket is not counted")
	}
	code := func(conn *websocket.Conn) chan websocket.StatusCode {
		ended := make(chan websocket.StatusCode, 1)
		go func() {
			for {
				if _, _, err := conn.Read(context.WithoutCancel(t.Context())); err != nil {
					ended <- websocket.CloseStatus(err)
					return
				}
			}
		}()
		return ended
	}
	deskEnds, widgetEnds := code(desk), code(widget)
	d.close()
	if got := <-deskEnds; got != websocket.StatusServiceRestart {
		t.Errorf("the desk's socket was closed with %d", got)
	}
	if got := <-widgetEnds; got != websocket.StatusServiceRestart {
		t.Errorf("the widget's socket was closed with %d", got)
	}
}

// The clock of the machine is behind what was recorded: a little is adopted, and
// more asks for a decision.
func TestClockBehind(t *testing.T) {
	cfg := settings(t)
	store, err := openStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ahead := func() time.Time { return time.Now().Add(time.Hour) }
	e, err := engine.Open(t.Context(), store, engine.Options{NewID: newIDs(), Wall: ahead})
	if err != nil {
		t.Fatal(err)
	}
	e.Stop()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), cfg, Options{}); !errors.Is(err, engine.ErrClockBehind) || !strings.Contains(err.Error(), "--accept-clock") {
		t.Errorf("a clock an hour behind: %v", err)
	}
	clock := finding(t, Examine(t.Context(), cfg), "clock")
	if clock.Well || !strings.Contains(clock.Says, "behind") || clock.Mend == "" {
		t.Errorf("the doctor says %+v", clock)
	}
	cfg.AcceptClock = true
	d := openDesk(t, cfg, Options{})
	if d.Engine.Now().Before(time.Now().Add(59 * time.Minute)) {
		t.Error("time went backwards")
	}
}
