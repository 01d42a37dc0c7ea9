package webchat

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"strings"
	"testing"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/testkit/desktest"
)

const hs256 = `{"alg":"HS256","typ":"JWT"}`

func part(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// signed is what an integrator's library makes of a header and claims.
func signed(algorithm func() hash.Hash, secret, header, claims string) string {
	content := part(header) + "." + part(claims)
	mac := hmac.New(algorithm, []byte(secret))
	_, _ = mac.Write([]byte(content))
	return content + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func token(claims string) string { return signed(sha256.New, desktest.Secret, hs256, claims) }

// claimed are claims that are good for an hour, with more after them.
func (f *fixture) claimed(more string) string {
	return fmt.Sprintf(`{"sub":"482","exp":%d%s}`, f.Engine.Now().Add(time.Hour).Unix(), more)
}

func (f *fixture) identify(visitor string, identity any) answered {
	f.t.Helper()
	return f.ask("POST", "/channels/site/visitors", visitor, map[string]any{"identity": identity})
}

func (f *fixture) bears(token string) answered {
	f.t.Helper()
	return f.identify("", map[string]string{"token": token})
}

func (f *fixture) contactOf(a answered) desk.Contact {
	f.t.Helper()
	var got struct{ Token string }
	a.into(&got)
	c, ok, err := f.Store.ContactByID(f.t.Context(), f.visitor(got.Token).Contact)
	if err != nil || !ok {
		f.t.Fatal(ok, err)
	}
	return c
}

// The example of RFC 7515, A.1, made by somebody else: what is signed as the
// standard says is opened, and is nobody's with another key.
func TestATokenOfTheStandardIsOpened(t *testing.T) {
	const example = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
		".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	key, err := base64.RawURLEncoding.DecodeString("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
	if err != nil {
		t.Fatal(err)
	}
	got, err := openToken(string(key), example)
	if err != nil || got.Expires == nil || *got.Expires != 1300819380 {
		t.Errorf("%+v %v", got, err)
	}
	for _, other := range []string{"", string(key[1:])} {
		if _, err := openToken(other, example); !desk.IsRefusal(err, "identity_refused") {
			t.Errorf("with another key: %v", err)
		}
	}
}

func TestAForgedTokenProvesNothing(t *testing.T) {
	inBubble(t, func(o *Options) { o.Rules = roomy }, func(f *fixture) {
		f.Channel("other", "vendas", func(ch *desk.Channel) { ch.Secret = "the other channel's secret" })
		claims := f.claimed("")
		good := token(claims)
		head, rest, _ := strings.Cut(good, ".")
		body, signature, _ := strings.Cut(rest, ".")
		const refused = "403 identity_refused identity.token"
		for what, forged := range map[string]string{
			"no algorithm":               part(`{"alg":"none"}`) + "." + body + ".",
			"no algorithm, signed":       signed(sha256.New, desktest.Secret, `{"alg":"none"}`, claims),
			"in other letters":           signed(sha256.New, desktest.Secret, `{"alg":"hs256"}`, claims),
			"no header":                  signed(sha256.New, desktest.Secret, `{}`, claims),
			"another algorithm":          signed(sha512.New, desktest.Secret, `{"alg":"HS512"}`, claims),
			"another, as ours":           signed(sha512.New, desktest.Secret, hs256, claims),
			"what must be understood":    signed(sha256.New, desktest.Secret, `{"alg":"HS256","crit":["b64"]}`, claims),
			"another channel's secret":   signed(sha256.New, "the other channel's secret", hs256, claims),
			"no secret":                  signed(sha256.New, "", hs256, claims),
			"of another customer":        head + "." + part(strings.Replace(claims, "482", "483", 1)) + "." + signature,
			"without signature":          head + "." + body + ".",
			"with half a signature":      good[:len(good)-20],
			"two parts":                  head + "." + body,
			"four parts":                 good + "." + signature,
			"padded":                     good + "=",
			"the id's own HMAC":          head + "." + body + "." + access.SignIdentity(desktest.Secret, "482"),
			"nonsense":                   "nonsense",
			"for somebody else's desk":   token(f.claimed(`,"aud":"https://another.example"`)),
			"before its time":            token(f.claimed(fmt.Sprintf(`,"nbf":%d`, f.Engine.Now().Add(2*time.Minute).Unix()))),
			"with a signature of spaces": head + "." + body + ".    ",
		} {
			want(t, what, f.bears(forged).problem(), refused)
		}
		want(t, "the good one elsewhere", f.ask("POST", "/channels/other/visitors", "", map[string]any{"identity": map[string]string{"token": good}}).problem(), refused)
		want(t, "the good one", f.bears(good).problem(), "200")
		want(t, "with claims that are none of our business", f.bears(token(f.claimed(`,"iat":1,"iss":"shop","plan":{"a":[1]}`))).problem(), "200")
	})
}

// A token that was taken from somebody is worth nothing once it has run out, and
// it runs out within a day.
func TestATokenExpires(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		expires := func(in time.Duration) string {
			return token(fmt.Sprintf(`{"sub":"482","exp":%d}`, f.Engine.Now().Add(in).Unix()))
		}
		minute := expires(time.Minute)
		want(t, "at first", f.bears(minute).problem(), "200")
		time.Sleep(30 * time.Second)
		want(t, "again in time", f.bears(minute).problem(), "200")
		time.Sleep(30 * time.Second)
		want(t, "replayed after its end", f.bears(minute).problem(), "403 identity_expired identity.token")
		want(t, "long gone", f.bears(expires(-time.Hour)).problem(), "403 identity_expired identity.token")
		want(t, "for a day", f.bears(expires(maxTokenLife)).problem(), "200")
		want(t, "for ever", f.bears(expires(maxTokenLife+2*time.Minute)).problem(), "422 invalid identity.token")
		want(t, "without end", f.bears(token(`{"sub":"482"}`)).problem(), "422 invalid identity.token")
		want(t, "for longer than there are numbers", f.bears(token(`{"sub":"482","exp":1e300}`)).problem(), "422 invalid identity.token")
	})
}

func TestATokenSaysWhatItMust(t *testing.T) {
	inBubble(t, func(o *Options) { o.Rules = roomy }, func(f *fixture) {
		exp := fmt.Sprintf(`"exp":%d`, f.Engine.Now().Add(time.Hour).Unix())
		for what, claims := range map[string]string{
			"nobody":           `{` + exp + `}`,
			"a long id":        `{"sub":"` + strings.Repeat("x", maxExternalID+1) + `",` + exp + `}`,
			"an id that isn't": `{"sub":"a\u0000",` + exp + `}`,
			"a number for id":  `{"sub":482,` + exp + `}`,
			"an end in words":  `{"sub":"482","exp":"tomorrow"}`,
			"no address":       f.claimed(`,"email":"nonsense"`),
			"no attributes":    f.claimed(`,"attributes":{"plan":1}`),
			"no claims":        `nonsense`,
		} {
			want(t, what, f.bears(token(claims)).problem(), "422 invalid identity.token")
		}
		both := map[string]any{"token": token(f.claimed("")), "name": "Mallory"}
		want(t, "something beside it", f.identify("", both).problem(), "422 invalid identity.token")
	})
}

// What the token signs is proven, what a page or a form says is given; and what
// is given never takes the place of what is proven.
func TestWhatIsProvenAndWhatIsGiven(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.Channel("site", "vendas", func(ch *desk.Channel) {
			ch.RequireProof = true
			ch.Fields = []desk.Field{{Key: "name", Required: true}, {Key: "phone", Required: true}}
		})
		told := func(visitor, name, claims string) answered {
			return f.ask("POST", "/channels/site/visitors", visitor, map[string]any{
				"name": name, "phone": "11 99999", "identity": map[string]string{"token": token(claims)},
			})
		}
		var got struct{ Token string }
		answer := told("", "", f.claimed(`,"name":"Helena Prado","attributes":{"plano":"ouro"}`))
		answer.into(&got)
		shown := func(c desk.Contact) string {
			text, err := json.Marshal([]any{c.ExternalID, c.Name, c.Email, c.Phone, c.Attributes, c.Proven})
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		want(t, "at first", shown(f.contactOf(answer)), `["482","Helena Prado","","11 99999",{"plano":"ouro"},["attributes.plano","name"]]`)

		mac := access.SignIdentity(desktest.Secret, "482")
		given := f.identify(got.Token, map[string]any{
			"id": "482", "hmac": mac, "name": "Mallory", "email": "mallory@example.com", "attributes": map[string]string{"plano": "nenhum", "pagina": "carrinho"},
		})
		want(t, "given by the page", shown(f.contactOf(given)),
			`["482","Helena Prado","mallory@example.com","11 99999",{"pagina":"carrinho","plano":"ouro"},["attributes.plano","name"]]`)
		form := f.ask("POST", "/channels/site/visitors", got.Token, map[string]any{"name": "Mallory", "email": "m@example.com"})
		want(t, "typed into the form", shown(f.contactOf(form)),
			`["482","Helena Prado","m@example.com","11 99999",{"pagina":"carrinho","plano":"ouro"},["attributes.plano","name"]]`)
		proven := told(got.Token, "Mallory", f.claimed(`,"name":"Helena P.","email":"helena@example.com","attributes":{"pagina":"conta"}`))
		want(t, "signed anew", shown(f.contactOf(proven)),
			`["482","Helena P.","helena@example.com","11 99999",{"pagina":"conta","plano":"ouro"},["attributes.pagina","attributes.plano","email","name"]]`)
		want(t, "nobody vouches for the other", shown(f.contactOf(f.ask("POST", "/channels/site/visitors", "", map[string]any{"name": "Rui", "phone": "1"}))),
			`["","Rui","","1",null,null]`)
	})
}
