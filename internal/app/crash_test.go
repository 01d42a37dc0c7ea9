package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/oklog/ulid/v2"

	"pronto/internal/config"
	"pronto/internal/desk"
	"pronto/internal/testkit/pgtest"
)

// The test binary is also the server that it kills: with this variable set it
// serves instead of testing.
const crashServer = "PRONTO_CRASH_SERVER"

func TestMain(m *testing.M) {
	if listen := os.Getenv(crashServer); listen != "" {
		cfg := config.Defaults()
		cfg.Listen, cfg.Data, cfg.Database = listen, os.Getenv("PRONTO_DATA"), os.Getenv("PRONTO_DATABASE")
		o := Options{Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)), Unlimited: true, wall: wallOf(cfg.Data)}
		err := Serve(context.Background(), cfg, o, os.Stdout)
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	pgtest.Main(m)
}

// Promise 1: kill -9 of the real server under load, at random moments, loses
// nothing that was acknowledged and doubles nothing.
func TestCrash(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { crash(t, "", kills(50)) })
	t.Run("postgres", func(t *testing.T) { crash(t, pgtest.URL(t), kills(15)) })
}

func kills(n int) int {
	if testing.Short() {
		return 3
	}
	return n
}

func crash(t *testing.T, database string, kills int) {
	h := &harness{t: t, data: t.TempDir(), database: database, chance: rand.New(rand.NewPCG(7, 7)), addr: freeAddr(t)}
	t.Cleanup(h.kill)
	h.start()
	h.furnish()
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, a := range h.actors() {
		running.Go(func() { a(ctx) })
	}
	for n := range kills {
		if n%3 > 0 { // some lives end at once; the others get something done however slow the machine is
			h.awaitWork(10)
		}
		time.Sleep(time.Duration(50+h.chance.IntN(350)) * time.Millisecond) // a random moment of real time is the point
		h.kill()
		h.start()
	}
	h.awaitWork(10)
	stop()
	running.Wait()
	h.kill()
	h.verify()
}

// harness is the server, its furniture, and what was acknowledged.
type harness struct {
	t        *testing.T
	data     string
	database string
	addr     string
	chance   *rand.Rand
	under    []string // what the server runs under, if anything
	process  *exec.Cmd
	starts   int

	admin   *http.Client
	agents  []*crashAgent
	channel string
	queue   string

	mu    sync.Mutex
	acked map[string]string // message id → text
	sent  map[string]string // every id that was ever sent
}

func freeAddr(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (h *harness) start() {
	h.starts++
	out, err := os.OpenFile(h.data+"/crash.log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	command := append(slices.Clone(h.under), os.Args[0])
	h.process = exec.Command(command[0], command[1:]...)
	if len(h.under) > 0 {
		h.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the server is a grandchild, to be killed with its parent
	}
	h.process.Env = append(os.Environ(), crashServer+"="+h.addr, "PRONTO_DATA="+h.data, "PRONTO_DATABASE="+h.database)
	h.process.Stdout, h.process.Stderr = out, out
	if err := h.process.Start(); err != nil {
		h.t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		res, err := http.Get("http://" + h.addr + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(h.data + "/crash.log")
			h.t.Fatalf("start %d is not ready: %v\n%s", h.starts, err, log)
		}
		time.Sleep(5 * time.Millisecond) // a real process has no other sign
	}
}

func (h *harness) kill() {
	if h.process == nil {
		return
	}
	if len(h.under) > 0 {
		_ = syscall.Kill(-h.process.Process.Pid, syscall.SIGKILL)
	}
	_ = h.process.Process.Kill()
	_ = h.process.Wait()
	h.process = nil
}

// awaitWork waits until so many more messages are acknowledged.
func (h *harness) awaitWork(more int) {
	h.t.Helper()
	enough := h.acknowledged() + more
	eventually(h.t, "some work", func() bool { return h.acknowledged() >= enough })
}

func (h *harness) acknowledged() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.acked)
}

func (h *harness) url(path string) string { return "http://" + h.addr + path }

// setupToken reads the one-time link, which is printed a moment after the server
// is ready.
func (h *harness) setupToken() string {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		log, err := os.ReadFile(h.data + "/crash.log")
		if err != nil {
			h.t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(log), "token=")
		if token, _, whole := strings.Cut(rest, "\n"); whole {
			return token
		}
	}
	h.t.Fatal("the server printed no link")
	return ""
}

// furnish makes the company: one queue that anybody takes from, one channel, and
// three agents.
func (h *harness) furnish() {
	h.acked, h.sent = map[string]string{}, map[string]string{}
	token := h.setupToken()
	h.admin = browser(h.t)
	h.must(h.admin, "POST", "/api/v1/setup", map[string]any{"token": token, "company": "Crash", "name": "Chefe", "email": "chefe@x.example", "password": "correct horse 9", "time_zone": "America/Sao_Paulo"}, nil)
	var members []map[string]any
	for i := range 3 {
		a := &crashAgent{h: h, http: browser(h.t), window: newULID(), id: newULID()}
		email := fmt.Sprintf("agente%d@x.example", i)
		h.must(h.admin, "POST", "/api/v1/users", map[string]any{"id": a.id, "name": fmt.Sprintf("Agente %d", i), "email": email, "role": "agent", "locale": "pt-BR", "password": "correct horse 9", "limits": map[string]int{"total": 900, "chat": 900, "phone": 900}}, nil)
		h.must(a.http, "POST", "/api/v1/session", map[string]any{"email": email, "password": "correct horse 9"}, nil)
		members = append(members, map[string]any{"user": a.id, "serves": true, "supervises": false})
		h.agents = append(h.agents, a)
	}
	h.queue, h.channel = newULID(), newULID()
	h.must(h.admin, "POST", "/api/v1/queues", map[string]any{"id": h.queue, "name": "Geral", "mode": "both", "delivery": "assign", "ring_seconds": 20, "offer_retry_seconds": 60, "strategy": "fewest_open", "members": members}, nil)
	h.must(h.admin, "POST", "/api/v1/channels", map[string]any{
		"id": h.channel, "name": "Loja", "queue": h.queue, "priority": 0, "abandon_seconds": 3600, "fields": []any{}, "origins": []any{},
		"require_proof": false, "title": "", "greeting": "", "away": "", "color": "#1a7f64", "locale": "pt-BR",
	}, nil)
}

func browser(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 10 * time.Second}
}

func newULID() string { return ulid.Make().String() }

// call answers the status; an error means that nobody knows what happened.
func (h *harness) call(ctx context.Context, c *http.Client, method, path string, header http.Header, in, out any) (int, error) {
	return request(ctx, c, method, h.url(path), header, in, out)
}

func (h *harness) must(c *http.Client, method, path string, in, out any) {
	h.t.Helper()
	if _, err := h.call(context.Background(), c, method, path, nil, in, out); err != nil {
		h.t.Fatal(err)
	}
}

// insist repeats a request with the same key until it is answered. It reports
// whether it was; an answer that refuses is a bug of the test or the server.
func (h *harness) insist(ctx context.Context, c *http.Client, method, path string, header http.Header, in, out any) bool {
	for ctx.Err() == nil {
		status, err := h.call(ctx, c, method, path, header, in, out)
		switch {
		case err == nil:
			return true
		case status != 0 && status != http.StatusServiceUnavailable && status != http.StatusConflict:
			h.t.Errorf("refused: %v", err)
			return false
		case status == http.StatusConflict:
			return false
		}
		time.Sleep(10 * time.Millisecond) // the server is being killed around us
	}
	return false
}

func (h *harness) actors() []func(context.Context) {
	var actors []func(context.Context)
	for i := range 6 {
		actors = append(actors, func(ctx context.Context) { h.customer(ctx, i) })
	}
	for _, a := range h.agents {
		actors = append(actors, a.stayConnected, a.declare, a.answer)
	}
	return actors
}

// customer writes as fast as it is answered, and sends each message again until
// it is, sometimes even when it was.
func (h *harness) customer(ctx context.Context, number int) {
	client := &http.Client{Timeout: 10 * time.Second}
	var v struct {
		Token string `json:"token"`
	}
	if !h.insist(ctx, client, "POST", "/widget/v1/channels/"+h.channel+"/visitors", nil, map[string]any{"name": fmt.Sprintf("Cliente %d", number)}, &v) {
		return
	}
	auth := http.Header{"Authorization": {"Bearer " + v.Token}}
	for n := 0; ctx.Err() == nil; n++ {
		id, text := newULID(), fmt.Sprintf("cliente %d, mensagem %d", number, n)
		h.note(h.sent, id, text)
		body := map[string]any{"id": id, "text": text}
		if h.insist(ctx, client, "POST", "/widget/v1/messages", auth, body, nil) {
			h.note(h.acked, id, text)
		}
		if n%7 == 0 {
			h.insist(ctx, client, "POST", "/widget/v1/messages", auth, body, nil)
		}
	}
}

func (h *harness) note(m map[string]string, id, text string) {
	h.mu.Lock()
	m[id] = text
	h.mu.Unlock()
}

// crashAgent changes status and answers.
type crashAgent struct {
	h      *harness
	http   *http.Client
	id     string
	window string

	mu       sync.Mutex
	statuses []string // acknowledged, in order
}

// stayConnected keeps a window open, coming back after every crash.
func (a *crashAgent) stayConnected(ctx context.Context) {
	for ctx.Err() == nil {
		conn, res, err := websocket.Dial(ctx, "ws://"+a.h.addr+"/api/v1/live", &websocket.DialOptions{HTTPClient: a.http})
		if err != nil {
			if res != nil && res.StatusCode == http.StatusUnauthorized {
				a.h.t.Errorf("the session was lost: %v", err)
				return
			}
			time.Sleep(10 * time.Millisecond) // the server is being killed around us
			continue
		}
		conn.SetReadLimit(1 << 22)
		_ = conn.Write(ctx, websocket.MessageText, fmt.Appendf(nil, `{"type":"hello","window":%q,"load":1,"topics":["me"]}`, a.window))
		for err == nil {
			_, _, err = conn.Read(ctx)
		}
		_ = conn.CloseNow()
	}
}

// declare goes online and invisible by turns, each change with its key.
func (a *crashAgent) declare(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		status := []string{"online", "invisible"}[n%2]
		key := http.Header{"Idempotency-Key": {newULID()}}
		for !a.h.insist(ctx, a.http, "PUT", "/api/v1/me/status", key, map[string]any{"status": status}, nil) {
			if ctx.Err() != nil {
				return
			}
			time.Sleep(5 * time.Millisecond) // no window yet after a start
		}
		a.mu.Lock()
		a.statuses = append(a.statuses, status)
		a.mu.Unlock()
	}
}

// answer replies to what it holds, and finishes now and then.
func (a *crashAgent) answer(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		var list struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
		}
		if _, err := a.h.call(ctx, a.http, "GET", "/api/v1/conversations?list=pending", nil, nil, &list); err != nil || len(list.Items) == 0 {
			time.Sleep(10 * time.Millisecond) // nothing to do, or nobody there
			continue
		}
		conversation := list.Items[n%len(list.Items)].ID
		if n%11 == 10 {
			a.h.insist(ctx, a.http, "POST", "/api/v1/conversations/"+conversation+"/finish", http.Header{"Idempotency-Key": {newULID()}}, map[string]any{}, nil)
			continue
		}
		id, text := newULID(), fmt.Sprintf("resposta %d de %s", n, a.id)
		a.h.note(a.h.sent, id, text)
		if a.h.insist(ctx, a.http, "POST", "/api/v1/conversations/"+conversation+"/messages", nil, map[string]any{"id": id, "text": text}, nil) {
			a.h.note(a.h.acked, id, text)
		}
	}
}

// verify reads the data itself: all that was acknowledged, once, in order.
func (h *harness) verify() {
	statuses := h.verifyMessages()
	for _, a := range h.agents {
		got := statuses[desk.UserID(a.id)]
		// One more may have been stored without its answer having arrived.
		if len(got) > len(a.statuses)+1 || !slices.Equal(got[:min(len(got), len(a.statuses))], a.statuses) {
			h.t.Errorf("agent %s: %d status changes acknowledged, %d stored", a.id, len(a.statuses), len(got))
		}
		if len(a.statuses) < 2 {
			h.t.Errorf("agent %s changed status %d times: the test tests nothing", a.id, len(a.statuses))
		}
	}
	if len(h.acked) < 5*h.starts || h.starts < 4 {
		h.t.Errorf("%d messages over %d starts: the test tests nothing", len(h.acked), h.starts)
	}
	h.t.Logf("%d starts, %d messages acknowledged, %d sent", h.starts, len(h.acked), len(h.sent))
}

// verifyMessages answers the changes of status that it met.
func (h *harness) verifyMessages() map[desk.UserID][]string {
	ctx := context.Background()
	cfg := config.Defaults()
	cfg.Data, cfg.Database = h.data, h.database
	store, err := openStore(ctx, cfg)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	stored, statuses := h.readEvents(ctx, store)
	for id, text := range h.acked {
		m, ok, err := store.MessageByID(ctx, desk.MessageID(id))
		if err != nil || !ok || m.Text != text || stored[id] != 1 {
			h.t.Errorf("acknowledged message %s %q: stored %q, %d events, %v", id, text, m.Text, stored[id], errors.Join(err))
		}
	}
	for id, n := range stored {
		if _, sent := h.sent[id]; !sent || n != 1 {
			h.t.Errorf("message %s is stored %d times; sent by us: %t", id, n, sent)
		}
	}
	return statuses
}

// readEvents counts the messages, in threads and a sequence without gaps.
func (h *harness) readEvents(ctx context.Context, store Store) (stored map[string]int, statuses map[desk.UserID][]string) {
	stored, statuses = map[string]int{}, map[desk.UserID][]string{}
	ordinals := map[desk.ConversationID]int64{}
	var last int64
	for {
		events, err := store.Events(ctx, last, 5000)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(events) == 0 {
			return stored, statuses
		}
		for _, r := range events {
			if r.Seq != last+1 {
				h.t.Fatalf("sequence %d follows %d", r.Seq, last)
			}
			last = r.Seq
			switch e := r.Event.(type) {
			case desk.MessageWritten:
				stored[string(e.Message)]++
				if ordinals[e.Conversation]++; e.N != ordinals[e.Conversation] {
					h.t.Errorf("conversation %s: message %d stands at %d", e.Conversation, e.N, ordinals[e.Conversation])
				}
			case desk.StatusChanged:
				statuses[e.User] = append(statuses[e.User], string(e.To))
			}
		}
	}
}
