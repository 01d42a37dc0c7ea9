package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pronto/internal/access"
	"pronto/internal/blob"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/report"
	"pronto/internal/store/sqlite"
)

const (
	password   = "correct horse battery"
	setupToken = "one-time-token"
)

// world is a real desk on a real store, driven step by step.
type world struct {
	t      *testing.T
	api    *API
	engine *engine.Engine
	db     *sqlite.DB
	wall   time.Time
	ids    int
	events []string
	log    bytes.Buffer
	token  string // of setup
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, wall: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), token: setupToken}
	var err error
	if w.db, err = sqlite.Open(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.engine, err = engine.Open(t.Context(), w.db, engine.Options{NewID: w.newID, Wall: func() time.Time { return w.wall }, Stepped: true})
	if err != nil {
		t.Fatal(err)
	}
	w.engine.Tap(func(c *engine.Committed) {
		for _, e := range c.Events {
			w.events = append(w.events, e.Event.Kind())
		}
	})
	// It stores nothing before the end: the engine is stepped by the test alone.
	reports := report.New(report.Options{Engine: w.engine, Store: w.db, KeepEvery: 24 * time.Hour})
	reports.Start()
	t.Cleanup(reports.Close)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.api, err = New(Deps{
		Engine: w.engine, Read: w.db, Blobs: blobs, Reports: reports, Figures: report.NewFigures(reports, w.engine), Hasher: access.NewHasher(2), NewID: w.newID,
		Throttle:   access.NewThrottle(access.DefaultAccountSlowing, access.DefaultAddressSlowing, 100),
		SetupToken: func() string { return w.token }, PublicURL: "https://desk.example/", SecureCookies: true,
		Log: slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// newID makes ids in order that are valid ULIDs.
func (w *world) newID(time.Time) string {
	w.ids++
	return fmt.Sprintf("01K%023d", w.ids)
}

func (w *world) id() string { return w.newID(w.wall) }

// browser is somebody's browser: it keeps the cookie.
type browser struct {
	*world
	cookie *http.Cookie
	me     string
}

type answer struct {
	*httptest.ResponseRecorder
	w      *world
	events []string
}

func (b *browser) send(r *http.Request) *answer {
	b.t.Helper()
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	b.events = nil
	rec := httptest.NewRecorder()
	b.api.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if c.Name == b.api.cookieName() {
			b.cookie = c
		}
	}
	return &answer{rec, b.world, b.events}
}

// call sends JSON: a value, a string as it is, or nothing.
func (b *browser) call(method, path string, body any, headers ...string) *answer {
	b.t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	case []byte:
		reader = bytes.NewReader(body)
	default:
		data, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	r := httptest.NewRequest(method, Prefix+path, reader)
	if reader != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.send(r)
}

func (b *browser) get(path string) *answer { b.t.Helper(); return b.call("GET", path, nil) }
func (b *browser) post(path string, body any) *answer {
	b.t.Helper()
	return b.call("POST", path, body)
}

func (b *browser) put(path string, body any) *answer { b.t.Helper(); return b.call("PUT", path, body) }

func (b *browser) delete(path string) *answer { b.t.Helper(); return b.call("DELETE", path, nil) }

// is checks the status, and that exactly these events were appended.
func (a *answer) is(status int, events ...string) *answer {
	a.w.t.Helper()
	if a.Code != status {
		a.w.t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
	if !slices.Equal(a.events, events) {
		a.w.t.Fatalf("events %v, want %v", a.events, events)
	}
	return a
}

// refused checks for a problem with this code, and that nothing happened.
func (a *answer) refused(status int, code string) *answer {
	a.w.t.Helper()
	a.is(status)
	if got := a.Header().Get("Content-Type"); got != "application/problem+json" {
		a.w.t.Fatalf("content type %q of %s", got, a.Body)
	}
	if got := a.at("code"); got != code {
		a.w.t.Fatalf("code %v, want %s: %s", got, code, a.Body)
	}
	return a
}

// at finds a value in the answer: items.0.id
func (a *answer) at(path string) any {
	a.w.t.Helper()
	var v any
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
		a.w.t.Fatalf("%v in %s", err, a.Body)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

func (a *answer) has(path string, want any) *answer {
	a.w.t.Helper()
	if got := a.at(path); !same(got, want) {
		a.w.t.Fatalf("%s is %v, want %v in %s", path, got, want, a.Body)
	}
	return a
}

// same compares a decoded value with one of Go's: all numbers are floats there.
func same(got, want any) bool {
	if n, ok := want.(int); ok {
		want = float64(n)
	}
	return got == want
}

func (a *answer) count(want int) *answer {
	a.w.t.Helper()
	items, ok := a.at("items").([]any)
	if !ok || len(items) != want {
		a.w.t.Fatalf("%d items, want %d: %s", len(items), want, a.Body)
	}
	return a
}

// stranger is a browser in which nobody signed in.
func (w *world) stranger() *browser { return &browser{world: w} }

// setUp is the first start, without the slow door.
func (w *world) setUp() *browser {
	w.t.Helper()
	b := &browser{world: w, me: w.id()}
	do(w, engine.Setup{Company: "Loja", TimeZone: "America/Sao_Paulo", Admin: desk.User{ID: desk.UserID(b.me), Name: "Ana", Email: "ana@loja.example", Password: hashed()}})
	b.enter()
	w.token = ""
	return b
}

// enter gives a browser a session of its user.
func (b *browser) enter() {
	b.t.Helper()
	token, hash := access.NewToken()
	do(b.world, engine.StartSession{User: desk.UserID(b.me), Token: hash})
	b.cookie = &http.Cookie{Name: b.api.cookieName(), Value: token}
}

// hashed is the hash of password, made once: hashing is slow on purpose.
var hashed = sync.OnceValue(func() string {
	h, err := access.NewHasher(1).HashPassword(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return h
})

// hire makes a user and a session of theirs, without the slow door.
func (admin *browser) hire(name, role string) *browser {
	admin.t.Helper()
	b := &browser{world: admin.world, me: admin.id()}
	user := desk.User{
		ID: desk.UserID(b.me), Name: name, Email: strings.ToLower(name) + "@loja.example", Role: desk.Role(role),
		Locale: desk.Portuguese, Active: true, Limits: desk.DefaultLimits, Password: hashed(),
	}
	if _, err := engine.Do(admin.t.Context(), admin.engine, engine.Call{Actor: desk.ByUser(desk.UserID(admin.me))}, engine.SaveUser{User: user, Create: true}); err != nil {
		admin.t.Fatal(err)
	}
	b.enter()
	return b
}

func (b *browser) signIn(email, password string) *answer {
	b.t.Helper()
	return b.post("/session", map[string]any{"email": email, "password": password})
}

// opens makes the desk be open in a window of theirs.
func (b *browser) opens() {
	b.t.Helper()
	do(b.world, engine.OpenWindow{User: desk.UserID(b.me), Window: desk.WindowID("w-" + b.me), Load: 1})
}

type member struct {
	User       string `json:"user"`
	Serves     bool   `json:"serves"`
	Supervises bool   `json:"supervises"`
}

func serving(b *browser) member     { return member{b.me, true, false} }
func supervising(b *browser) member { return member{b.me, false, true} }

func queueBody(name, mode, delivery string, members ...member) map[string]any {
	if members == nil {
		members = []member{}
	}
	return map[string]any{
		"name": name, "mode": mode, "delivery": delivery, "ring_seconds": 20, "offer_retry_seconds": 60,
		"strategy": "fewest_open", "members": members,
	}
}

func (admin *browser) queue(name, mode, delivery string, members ...member) string {
	admin.t.Helper()
	body := queueBody(name, mode, delivery, members...)
	body["id"] = admin.id()
	if a := admin.post("/queues", body); a.Code != 200 {
		admin.t.Fatalf("make queue: %s", a.Body)
	}
	return body["id"].(string)
}

func channelBody(name, queue string) map[string]any {
	return map[string]any{
		"name": name, "queue": queue, "priority": 0, "abandon_seconds": 300, "fields": []any{}, "origins": []string{},
		"require_proof": false, "title": "Fale conosco", "greeting": "Oi!", "away": "Voltamos logo", "color": "#12684f", "locale": "pt-BR",
	}
}

func (admin *browser) channel(name, queue string) string {
	admin.t.Helper()
	body := channelBody(name, queue)
	body["id"] = admin.id()
	admin.post("/channels", body).is(200, "channel.saved")
	return body["id"].(string)
}

func do[R any](w *world, cmd engine.Command[R]) R {
	w.t.Helper()
	r, err := engine.Do(w.t.Context(), w.engine, engine.Call{Actor: desk.System}, cmd)
	if err != nil {
		w.t.Fatalf("%T: %v", cmd, err)
	}
	w.events = nil
	return r
}

// customer is a visitor of the widget.
type customer struct {
	*world
	token string
	about desk.Visitor
}

func (w *world) customer(channel, name string) *customer {
	w.t.Helper()
	c := &customer{world: w, token: "visitor-" + w.id()}
	c.about = do(w, engine.StartVisitor{Channel: desk.ChannelID(channel), Token: c.token, Told: desk.Contact{Name: name}})
	return c
}

func (c *customer) says(text string, files ...desk.FileID) string {
	c.t.Helper()
	return string(do(c.world, engine.CustomerMessage{Token: c.token, ID: desk.MessageID(c.id()), Text: text, Files: files, Answer: -1}).Conversation.ID)
}

// shop is a desk with an admin, two agents in one pull queue, and a channel.
type shop struct {
	*world
	admin, bia, caio *browser
	queue, channel   string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	w := newWorld(t)
	s := &shop{world: w, admin: w.setUp()}
	s.bia, s.caio = s.admin.hire("Bia", "agent"), s.admin.hire("Caio", "agent")
	s.queue = s.admin.queue("Vendas", "pull", "assign", serving(s.bia), serving(s.caio))
	s.channel = s.admin.channel("Site", s.queue)
	s.bia.opens()
	s.caio.opens()
	return s
}

// served is a conversation that Bia took.
func (s *shop) served(words ...string) (c *customer, id string) {
	s.t.Helper()
	c = s.customer(s.channel, "Maria")
	for _, text := range append([]string{"Oi"}, words...) {
		id = c.says(text)
	}
	s.bia.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	return c, id
}
