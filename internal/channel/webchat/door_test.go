package webchat

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
)

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestOnlyTheOwnFrameMayAsk(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		for _, c := range []struct{ site, origin, want string }{
			{"same-origin", "", "200"},
			{"same-origin", "https://desk.example", "200"},
			{"", "http://desk.example", "200"},
			{"", "https://desk.example", "200"},
			{"cross-site", "https://desk.example", "200"}, // the public URL, whatever a proxy made of Host
			{"", "", "200"},                               // no browser
			{"none", "", "200"},                           // typed into the address bar
			{"cross-site", "https://shop.example", "403 wrong_origin"},
			{"same-site", "https://other.desk.example", "403 wrong_origin"},
			{"", "https://shop.example", "403 wrong_origin"},
			{"", "null", "403 wrong_origin"},
			{"cross-site", "", "403 wrong_origin"},
		} {
			got := f.ask("GET", "/channels/site", "", nil, "Sec-Fetch-Site", c.site, "Origin", c.origin)
			want(t, c.site+" "+c.origin, got.problem(), c.want)
			if h := got.Header().Get("Access-Control-Allow-Origin"); h != "" {
				t.Errorf("opened to %s", h)
			}
		}
	})
}

func TestAChannelShowsItselfAndWhetherSomebodyIsThere(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.Queue("suporte", desk.Pull, desk.Assign)
		f.Channel("site", "vendas", func(ch *desk.Channel) {
			ch.Fields = []desk.Field{{Key: "name", Required: true}, {Key: "email"}}
			ch.Question = &desk.Question{Text: "Sobre o quê?", Options: []desk.Option{{Label: "Compras", Queue: "vendas"}, {Label: "Ajuda", Queue: "suporte"}}}
		})
		body := f.ask("GET", "/channels/site", "", nil).Body.String()
		for _, part := range []string{`"there":false`, `"options":["Compras","Ajuda"]`, `{"key":"name","required":true}`, `"file_bytes":26214400`, `"text_chars":4000`, `"require_proof":false`} {
			if !strings.Contains(body, part) {
				t.Errorf("%s is not in %s", part, body)
			}
		}
		for _, secret := range []string{desktest.Secret, "vendas", "suporte"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s is told to anybody: %s", secret, body)
			}
		}
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.OpenWindow{User: "ana", Window: "w", Load: 1})
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SetStatus{Status: desk.Online})
		time.Sleep(time.Second)
		if body := f.ask("GET", "/channels/site", "", nil).Body.String(); !strings.Contains(body, `"there":true`) {
			t.Errorf("nobody is there: %s", body)
		}
		want(t, "unknown", f.ask("GET", "/channels/nope", "", nil).problem(), "404 not_found")
		want(t, "no endpoint", f.ask("GET", "/nope", "", nil).problem(), "404 not_found")
	})
}

func TestNobodyCanPoseAsAnother(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.Channel("strict", "vendas", func(ch *desk.Channel) { ch.RequireProof = true })
		claim := func(hmac string) map[string]any {
			identity := map[string]any{"id": "cliente-482", "name": "Helena", "attributes": map[string]string{"plano": "ouro"}}
			if hmac != "" {
				identity["hmac"] = hmac
			}
			return map[string]any{"identity": identity}
		}
		good, forged := access.SignIdentity(desktest.Secret, "cliente-482"), access.SignIdentity("another secret", "cliente-482")
		want(t, "forged", f.ask("POST", "/channels/site/visitors", "", claim(forged)).problem(), "403 identity_refused identity.hmac")
		want(t, "of another id", f.ask("POST", "/channels/site/visitors", "", claim(access.SignIdentity(desktest.Secret, "cliente-1"))).problem(), "403 identity_refused identity.hmac")
		want(t, "unproven where proof is required", f.ask("POST", "/channels/strict/visitors", "", claim("")).problem(), "403 identity_refused identity.hmac")

		contact := func(ch, hmac string) desk.Contact {
			var got struct{ Token string }
			f.ask("POST", "/channels/"+ch+"/visitors", "", claim(hmac)).into(&got)
			v, _, err := f.Store.VisitorByToken(f.t.Context(), access.HashToken(got.Token))
			if err != nil {
				t.Fatal(err)
			}
			c, _, err := f.Store.ContactByID(f.t.Context(), v.Contact)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		unproven, proven, again := contact("site", ""), contact("site", good), contact("site", strings.ToUpper(good))
		if unproven.ExternalID != "" || proven.ExternalID != "cliente-482" || proven.Proven != nil || proven.ID != again.ID || unproven.ID == proven.ID {
			t.Errorf("unproven %+v, proven %+v, again %+v", unproven, proven, again)
		}
		want(t, "told", unproven.Name+" "+unproven.Attributes["plano"], "Helena ouro")
	})
}

func TestRequiredFields(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.Channel("site", "vendas", func(ch *desk.Channel) {
			ch.Fields = []desk.Field{{Key: "name", Required: true}, {Key: "email", Required: true}, {Key: "phone"}}
		})
		post := func(token string, body any) answered { return f.ask("POST", "/channels/site/visitors", token, body) }
		want(t, "none", post("", map[string]any{}).problem(), "422 invalid name")
		want(t, "blank", post("", map[string]any{"name": "  ", "email": "a@b.c"}).problem(), "422 invalid name")
		want(t, "one", post("", map[string]any{"name": "Rui"}).problem(), "422 invalid email")
		want(t, "not an address", post("", map[string]any{"name": "Rui", "email": "rui"}).problem(), "422 invalid email")
		var got struct{ Token string }
		post("", map[string]any{"name": "Rui", "email": "rui@example.com"}).into(&got)
		want(t, "told before", post(got.Token, map[string]any{"phone": "11 99999"}).problem(), "200")
		want(t, "by the site", post("", map[string]any{"identity": map[string]any{"id": "1", "name": "Rui", "email": "rui@example.com"}}).problem(), "200")
	})
}

func TestBadInputIsRefusedByField(t *testing.T) {
	inBubble(t, withRoom, func(f *fixture) {
		token := f.visit("site", "Rui")
		id := desktest.ID()
		for body, wanted := range map[string]string{
			`{"id":"` + id + `","text":1}`:                 "422 invalid text",
			`{"id":"` + id + `","text":"a","color":"red"}`: "422 invalid color",
			`{"id":"` + id + `","text":"a\xff"}`:           "422 invalid body",
			`{"id":"` + id + `","text":"  "}`:              "422 invalid text",
			`{"id":"not-one","text":"a"}`:                  "422 invalid id",
			`{"id":"` + id + `","text":"a"}{}`:             "422 invalid body",
			`{"id":"` + id + `","text":`:                   "422 invalid body",
			`{"id":"` + id + `","text":"a","text":"b"}`:    "422 invalid text",
			`{"id":"` + id + `","Text":"a"}`:               "422 invalid Text",
			`{"id":"` + id + `","te\u017ft":"a"}`:          "422 invalid teſt",
			`[]`:                                           "422 invalid body",
			``:                                             "422 invalid body",
			`{"id":"` + id + `","text":"` + strings.Repeat("á", 4001) + `"}`:              "422 invalid text",
			`{"id":"` + id + `","text":"` + strings.Repeat("a", maxBody) + `"}`:           "413 too_large",
			`{"id":"` + id + `","files":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}`:                  "422 invalid files",
			`{"id":"` + id + `","files":["` + strings.Repeat("x", 1000) + `"]}`:           "422 invalid files",
			`{"id":"` + id + `","text":"a","answer":"0"}`:                                 "422 invalid answer",
			`{"id":"` + id + `","files":["1","2","3","4","5","6","7","8","9","10","11"]}`: "422 invalid files",
		} {
			want(t, body[:min(len(body), 80)], f.ask("POST", "/messages", token, body).problem(), wanted)
		}
		want(t, "a name with a line break", f.ask("POST", "/channels/site/visitors", "", `{"name":"a\nb"}`).problem(), "422 invalid name")
		want(t, "an attribute of a wrong type", f.ask("POST", "/channels/site/visitors", "", `{"identity":{"id":"1","attributes":{"a":1}}}`).problem(), "422 invalid identity.attributes")
		want(t, "an attribute given twice", f.ask("POST", "/channels/site/visitors", "", `{"identity":{"id":"1","attributes":{"a":"1","a":"2"}}}`).problem(), "422 invalid a")
		want(t, "attributes in the site's letters", f.ask("POST", "/channels/site/visitors", "", `{"identity":{"id":"1","attributes":{"Último Pedido":"1"}}}`).problem(), "200")
		want(t, "an id with a control character", f.ask("POST", "/channels/site/visitors", "", `{"identity":{"id":"1\u0000"}}`).problem(), "422 invalid identity.id")
		want(t, "an empty identity", f.ask("POST", "/channels/site/visitors", "", `{"identity":{}}`).problem(), "422 invalid identity.id")
		row, some, err := f.Store.LatestOf(f.t.Context(), "site", "")
		if err != nil || some {
			t.Errorf("stored by half: %+v %v", row, err)
		}
	})
}

func TestTokensAreNeededAndForgotten(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		f.writes(token, "oi")
		for _, ask := range []string{"GET /conversation", "POST /messages", "POST /read", "POST /files?name=a.txt", "GET /files/x", "DELETE /visitor"} {
			method, path, _ := strings.Cut(ask, " ")
			want(t, ask+" without", f.ask(method, path, "", nil).problem(), "401 signed_out")
			want(t, ask+" with a wrong one", f.ask(method, path, "nonsense", nil).problem(), "401 signed_out")
			want(t, ask+" in the address", f.ask(method, path+"?token="+token, "", nil).problem(), "401 signed_out")
		}
		w := f.opens(token)
		want(t, "shutdown", f.ask("DELETE", "/visitor", token, nil).problem(), "204")
		want(t, "after it", f.ask("GET", "/conversation", token, nil).problem(), "401 signed_out")
		want(t, "writing after it", f.ask("POST", "/messages", token, map[string]string{"id": desktest.ID(), "text": "a"}).problem(), "401 signed_out")
		if !w.heard("closed_token") {
			t.Error("the window was not told")
		}
		late := f.opens(token)
		if !late.heard("closed_token") || late.state != nil {
			t.Error("a forgotten token was let in")
		}
		if late.s.Beat(); late.closed == 0 {
			t.Error("the socket stays open")
		}
	})
}

// Whoever was told to forget their token would be a stranger when the channel is
// opened again.
func TestAVisitorOutlivesAChannelOutOfService(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		said := f.writes(token, "oi")
		active := func(yes bool) {
			ch := f.Directory().Channels["site"]
			ch.Active = yes
			desktest.Do(f.Desk, desk.Actor{Kind: desk.ActorCLI}, engine.SaveChannel{Channel: ch})
		}
		active(false)
		want(t, "writing", f.ask("POST", "/messages", token, map[string]string{"id": desktest.ID(), "text": "a"}).problem(), "404 not_found")
		w := f.opens(token)
		if w.heard("closed_token") || w.state != nil || w.closed != socket.CodeTryAgain {
			t.Errorf("closed with %d, heard %v", w.closed, w.other)
		}
		active(true)
		want(t, "the same conversation", f.opens(token).read().state.ID, said.Conversation.ID)
	})
}

func TestTheLimitsAnswer429AndWhenToComeBack(t *testing.T) {
	rules := []access.Rule{
		{Limit: access.LimitSessions, Scope: access.PerAddress, Burst: 2, PerSecond: 0.1},
		{Limit: access.LimitMessages, Scope: access.PerVisitor, Burst: 3, PerSecond: 0.5},
		{Limit: access.LimitConversations, Scope: access.PerVisitor, Burst: 1, PerSecond: 0.01},
		{Limit: access.LimitReads, Scope: access.PerVisitor, Burst: 2, PerSecond: 0.25},
		{Limit: access.LimitBytes, Scope: access.PerChannel, Burst: 10, PerSecond: 1},
	}
	inBubble(t, func(o *Options) { o.Rules = rules }, func(f *fixture) {
		token := f.visit("site", "Rui")
		other := f.visit("site", "Eva")
		limited := func(what string, a answered, after string) {
			t.Helper()
			want(t, what, a.problem(), "429 rate_limited")
			want(t, what+", Retry-After", a.Header().Get("Retry-After"), after)
		}
		limited("sessions", f.ask("POST", "/channels/site/visitors", "", map[string]string{"name": "x"}), "10")
		f.from = "198.51.100.9:1"
		want(t, "another address", f.ask("POST", "/channels/site/visitors", "", map[string]string{"name": "x"}).problem(), "200")

		message := func(token string) answered {
			return f.ask("POST", "/messages", token, map[string]string{"id": desktest.ID(), "text": "a"})
		}
		for range 3 {
			want(t, "within the burst", message(token).problem(), "200")
		}
		limited("messages", message(token), "2")
		want(t, "another visitor", message(other).problem(), "200")
		time.Sleep(2 * time.Second)
		want(t, "come back", message(token).problem(), "200")

		row, _, err := f.Store.LatestOf(f.t.Context(), "site", f.visitor(token).Contact)
		if err != nil {
			t.Fatal(err)
		}
		f.Take("ana", row.Conversation.ID)
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.EndConversation{Conversation: row.Conversation.ID, Outcome: desk.Finished})
		time.Sleep(10 * time.Second)
		limited("conversations", message(token), "88")

		for range 2 {
			want(t, "a thread", f.ask("GET", "/conversation", token, nil).problem(), "200")
		}
		limited("threads", f.ask("GET", "/conversation", token, nil), "4")
		limited("marks of who knows where", f.ask("POST", "/read", token, map[string]any{"conversation": "x", "n": 1}), "4")

		want(t, "bytes", f.ask("POST", "/files?name=a.txt", token, "12345678").problem(), "200")
		limited("bytes", f.ask("POST", "/files?name=a.txt", token, "12345678"), "6")
	})
}

func (f *fixture) visitor(token string) desk.Visitor {
	f.t.Helper()
	v, _, err := f.Store.VisitorByToken(f.t.Context(), access.HashToken(token))
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func TestSocketsAreLimited(t *testing.T) {
	sockets := map[access.Scope]int{access.PerVisitor: 1, access.PerAddress: 0}
	inBubble(t, func(o *Options) { o.Sockets = sockets }, func(f *fixture) {
		token := f.visit("site", "Rui")
		a := f.ask("GET", "/live", "", nil)
		want(t, "by address", a.problem(), "429 rate_limited")
		if a.Header().Get("Retry-After") == "" {
			t.Error("no word on when to come back")
		}
		first := f.opens(token)
		second := f.opens(token)
		if first.closed != 0 || second.closed == 0 {
			t.Errorf("closed: %v %v", first.closed, second.closed)
		}
		first.ends()
		if third := f.opens(token); third.closed != 0 {
			t.Error("the place was not given back")
		}
	})
}

func TestThePages(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.Channel("open", "vendas")
		f.Channel("site", "vendas", func(ch *desk.Channel) { ch.Origins = []string{"https://shop.example", "https://www.shop.example"} })
		get := func(path string, headers ...string) answered { return f.ask("GET", "~"+path, "", nil, headers...) }
		policy := func(a answered) string { return a.Header().Get("Content-Security-Policy") }

		frame := get("/widget/frame/site")
		if frame.Code != 200 || !strings.HasSuffix(policy(frame), "frame-ancestors 'self' https://shop.example https://www.shop.example") {
			t.Errorf("%d, %s", frame.Code, policy(frame))
		}
		if strings.Contains(policy(frame), "unsafe") || !strings.HasPrefix(policy(frame), "default-src 'none'; script-src 'self'; style-src 'self';") {
			t.Errorf("policy %s", policy(frame))
		}
		if open := get("/widget/frame/open"); !strings.HasSuffix(policy(open), "frame-ancestors *") {
			t.Errorf("policy %s", policy(open))
		}
		loader := get("/widget.js", "Accept-Encoding", "br, gzip")
		if loader.Header().Get("Content-Encoding") != "gzip" || loader.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || loader.Header().Get("Cache-Control") != "public, max-age=300" {
			t.Errorf("loader %v", loader.Header())
		}
		if plain := get("/widget.js", "Accept-Encoding", "gzip;q=0"); plain.Header().Get("Content-Encoding") != "" || !strings.HasPrefix(plain.Body.String(), "loader()") {
			t.Errorf("plain %v", plain.Header())
		}
		if same := get("/widget.js", "If-None-Match", get("/widget.js").Header().Get("ETag")); same.Code != http.StatusNotModified {
			t.Errorf("unchanged: %d", same.Code)
		}
		want(t, "a hashed asset", get("/widget/assets/emoji-AbC12345.js").Header().Get("Cache-Control"), "public, max-age=31536000, immutable")
		want(t, "a stable asset", get("/widget/assets/frame.js").Header().Get("Cache-Control"), "no-cache")
		for _, path := range []string{"/widget/frame/nope", "/widget/assets/nope.js", "/widget/assets/frame.html", "/widget/assets/..%2fx", "/shop/other"} {
			if a := get(path); a.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.Code)
			}
		}
		if shop := get("/shop/"); shop.Code != 200 || !strings.Contains(policy(shop), "default-src 'self'") {
			t.Errorf("shop %d %s", shop.Code, policy(shop))
		}
	})
}

func TestUnbuiltPagesAreMerelyMissing(t *testing.T) {
	inBubble(t, func(o *Options) { o.Pages = nil }, func(f *fixture) {
		if a := f.ask("GET", "~/widget.js", "", nil); a.Code != http.StatusNotFound {
			t.Errorf("%d", a.Code)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"id":"a","text":"b","files":["c"],"answer":1}`))
	f.Add([]byte(`{"identity":{"attributes":{"a":"b"}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var into introduction
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		if err := decode(w, r, &into); err != nil && !desk.IsRefusal(err, "invalid") && !desk.IsRefusal(err, "too_large") {
			t.Errorf("%q: %v is no refusal", body, err)
		}
	})
}
