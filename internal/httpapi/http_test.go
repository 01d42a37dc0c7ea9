package httpapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func reqWith(b *browser) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	return r
}

func TestBadInputIsRefusedWithItsField(t *testing.T) {
	s := newShop(t)
	_, id := s.served()
	write := "/conversations/" + id + "/messages"
	for name, c := range map[string]struct {
		method, path string
		body         any
		status       int
		field        string
	}{
		"unknown field":        {"PUT", "/me", `{"name":"x","locale":"sv","role":"admin"}`, 422, "role"},
		"missing field":        {"PUT", "/me", `{"name":"x"}`, 422, "locale"},
		"wrong type":           {"PUT", "/me", `{"name":7,"locale":"sv"}`, 422, "name"},
		"null":                 {"PUT", "/me", `{"name":null,"locale":"sv"}`, 422, "name"},
		"not one of":           {"PUT", "/me", `{"name":"x","locale":"tlh"}`, 422, "locale"},
		"too long":             {"PUT", "/me", `{"name":"` + strings.Repeat("x", 121) + `","locale":"sv"}`, 422, "name"},
		"control character":    {"PUT", "/me", `{"name":"a\u0000b","locale":"sv"}`, 422, "name"},
		"only blanks":          {"PUT", "/me/status", `{"status":" "}`, 422, "status"},
		"an array":             {"PUT", "/me", `[]`, 422, ""},
		"no JSON":              {"PUT", "/me", `{"name":`, 400, ""},
		"two values":           {"PUT", "/me", `{"name":"x","locale":"sv"}{}`, 400, ""},
		"nothing":              {"PUT", "/me", ``, 400, ""},
		"id not a ULID":        {"POST", write, `{"id":"1","text":"x"}`, 422, "id"},
		"empty message":        {"POST", write, map[string]any{"id": s.id(), "text": "  "}, 422, "text"},
		"long message":         {"POST", write, map[string]any{"id": s.id(), "text": strings.Repeat("é", 4001)}, 422, "text"},
		"many files":           {"POST", write, map[string]any{"id": s.id(), "files": strings.Split(strings.Repeat("f,", 10)+"f", ",")}, 422, "files"},
		"no such file":         {"POST", write, map[string]any{"id": s.id(), "files": []string{"f"}}, 422, "files"},
		"negative mark":        {"POST", "/conversations/" + id + "/read", `{"n":-1}`, 422, "n"},
		"limit of a page":      {"GET", "/conversations?list=queue&limit=9999", nil, 422, "limit"},
		"no such list":         {"GET", "/conversations?list=everything", nil, 422, "list"},
		"list is missing":      {"GET", "/conversations", nil, 422, "list"},
		"unknown parameter":    {"GET", "/conversations?list=queue&order=x", nil, 422, "order"},
		"no such conversation": {"GET", "/conversations/%2e%2e%2fetc", nil, 422, "id"},
		"search of two lines":  {"GET", "/conversations?list=closed&q=a%0Ab", nil, 422, "q"},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.bia.call(c.method, c.path, c.body).refused(c.status, "invalid")
			if got, _ := a.at("field").(string); got != c.field {
				t.Errorf("field %q, want %q: %s", got, c.field, a.Body)
			}
		})
	}
}

func TestBrokenUTF8IsRefusedAndNotReplaced(t *testing.T) {
	s := newShop(t)
	_, id := s.served()
	body := []byte(`{"id":"` + s.id() + `","text":"ol` + "\xe1" + `"}`)
	s.bia.call("POST", "/conversations/"+id+"/messages", body).refused(400, "invalid")
	s.bia.get("/conversations?list=closed&q=%ff").refused(400, "invalid")
	s.bia.get("/conversations/%ff").refused(400, "invalid")
	s.bia.get("/conversations?list=closed&q=%00").refused(400, "invalid")
	s.bia.get("/conversations/" + id + "/messages").is(200).count(1)
}

func TestHugeBodiesAreRefused(t *testing.T) {
	s := newShop(t)
	body := `{"name":"` + strings.Repeat("x", maxBody) + `","locale":"sv"}`
	s.bia.call("PUT", "/me", body).refused(413, "too_large")
}

func TestHTMLStaysText(t *testing.T) {
	s := newShop(t)
	const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>`
	c := s.customer(s.channel, evil)
	id := c.says(evil)
	s.bia.get("/conversations/"+id+"/messages").is(200).has("items.0.text", evil)
	a := s.bia.get("/conversations/"+id).is(200).has("contact.display", evil)
	if ct := a.Header().Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		t.Errorf("content type %s", ct)
	}
	if a.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("headers %v", a.Header())
	}
}

func TestAnotherContentTypeIsRefused(t *testing.T) {
	s := newShop(t)
	s.bia.call("PUT", "/me", `<name>x</name>`, "Content-Type", "application/xml").refused(415, "type_refused")
}

func TestUnknownRoutesAndMethods(t *testing.T) {
	s := newShop(t)
	s.bia.get("/nothing").refused(404, "not_found")
	a := s.bia.call("PATCH", "/me", nil).refused(405, "method_not_allowed")
	if a.Header().Get("Allow") == "" {
		t.Error("405 without Allow")
	}
}

func TestNobodyGetsAnythingWithoutASession(t *testing.T) {
	w := newWorld(t)
	d, _ := openAPI(t)
	tried := 0
	for path, verbs := range d.Paths {
		for verb, o := range verbs {
			if len(o.Security) == 0 {
				continue
			}
			path := strings.NewReplacer("{id}", "x", Prefix, "").Replace(path)
			w.stranger().call(strings.ToUpper(verb), path, nil).refused(401, "signed_out")
			tried++
		}
	}
	if tried < 35 {
		t.Errorf("only %d routes tried", tried)
	}
}

func TestIdempotencyKeys(t *testing.T) {
	s := newShop(t)
	body := queueBody("Suporte", "pull", "assign")
	body["id"] = s.id()
	first := s.admin.call("POST", "/queues", body, "Idempotency-Key", "k1").is(200, "queue.saved").Body.String()
	if again := s.admin.call("POST", "/queues", body, "Idempotency-Key", "k1").is(200).Body.String(); again != first {
		t.Errorf("%s\nand again %s", first, again)
	}
	body["name"] = "Outra"
	s.admin.call("POST", "/queues", body, "Idempotency-Key", "k1").refused(409, "key_reused")
	s.admin.call("POST", "/queues", body, "Idempotency-Key", strings.Repeat("k", 129)).refused(422, "invalid")
	// The key is the user's own: another's is another.
	s.bia.call("PUT", "/me/status", map[string]any{"status": "online"}, "Idempotency-Key", "k1").is(200, "status.changed")
}

func TestAMessageSentTwiceIsStoredOnce(t *testing.T) {
	s := newShop(t)
	_, id := s.served()
	body := map[string]any{"id": s.id(), "text": "Bom dia"}
	path := "/conversations/" + id + "/messages"
	s.bia.post(path, body).is(200, "message.written").has("n", 2).has("author.name", "Bia")
	s.bia.post(path, body).is(200).has("n", 2)
	body["text"] = "Boa noite"
	s.bia.post(path, body).refused(409, "id_reused")
	s.bia.get(path).is(200).count(2)
}

func TestLargeAnswersAreCompressed(t *testing.T) {
	s := newShop(t)
	r := httptest.NewRequest("GET", Prefix+"/openapi.json", nil)
	r.Header.Set("Accept-Encoding", "br, gzip;q=0.8")
	a := s.bia.send(r)
	if a.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", a.Header())
	}
	z, err := gzip.NewReader(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !json.Valid(plain) {
		t.Fatalf("%v", err)
	}
	if small := s.bia.call("GET", "/nothing", nil, "Accept-Encoding", "gzip").refused(404, "not_found"); small.Header().Get("Content-Encoding") != "" {
		t.Error("a small answer was compressed")
	}
}

func TestTheLogTellsRoutesAndNoSecrets(t *testing.T) {
	s := newShop(t)
	_, id := s.served("segredo")
	s.log.Reset()
	s.bia.call("POST", "/conversations/"+id+"/messages", map[string]any{"id": s.id(), "text": "minha senha"}, RequestIDHeader, "proxy-12345678").is(200, "message.written")
	s.stranger().signIn("bia@loja.example", "hunter22222")
	s.bia.get("/conversations?list=closed&q=Maria").is(200)
	text := s.log.String()
	for _, want := range []string{`"route":"/api/v1/conversations/{id}/messages"`, `"method":"POST"`, `"status":200`, `"user":"` + s.bia.me, `"request_id":"proxy-12345678"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %s:\n%s", want, text)
		}
	}
	for _, secret := range []string{"minha senha", "hunter", "Maria", "bia@", s.bia.cookie.Value, id} {
		if strings.Contains(text, secret) {
			t.Errorf("the log tells %q:\n%s", secret, text)
		}
	}
}

func TestObserve(t *testing.T) {
	var log bytes.Buffer
	h := Observe(slog.New(slog.NewJSONHandler(&log, nil)), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") }))
	for given, taken := range map[string]bool{"abcdefgh-1234": true, "short": false, "has spaces in it": false, strings.Repeat("x", 65): false, "": false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set(RequestIDHeader, given)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 500 || !strings.Contains(w.Body.String(), `"code":"internal"`) || strings.Contains(w.Body.String(), "boom") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if got := w.Header().Get(RequestIDHeader); (got == given) != taken || got == "" {
			t.Errorf("%q became %q", given, got)
		}
	}
	if !strings.Contains(log.String(), `"panic":"boom"`) {
		t.Errorf("the log says %s", log.String())
	}
}

func TestARequestIsObservedOnce(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	mux := http.NewServeMux()
	mux.Handle("GET /widget/{id}", Observe(logger, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })))
	Observe(logger, mux).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/widget/7", nil))
	if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), `"route":"GET /widget/{id}"`) || !strings.Contains(log.String(), `"status":418`) {
		t.Errorf("%d lines: %s", lines, log.String())
	}
}

func TestDocsRunOnlyTheirOwnScript(t *testing.T) {
	s := newShop(t)
	for path, mime := range map[string]string{"/docs": "text/html", "/docs.js": "text/javascript", "/docs.css": "text/css", "/openapi.json": "application/json"} {
		a := s.stranger().get(path).is(200)
		if csp := a.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if !strings.HasPrefix(a.Header().Get("Content-Type"), mime) {
			t.Errorf("%s is %s", path, a.Header().Get("Content-Type"))
		}
		if path != "/openapi.json" && (strings.Contains(a.Body.String(), "https://") || strings.Contains(a.Body.String(), "innerHTML")) {
			t.Errorf("%s loads from elsewhere or writes markup", path)
		}
	}
}
