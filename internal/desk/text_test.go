package desk_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pronto/internal/desk"
)

const (
	family   = "👨‍👩‍👧‍👦"   // four people and their joiners
	england  = "🏴󠁧󠁢󠁥󠁮󠁧󠁿"   // a flag of tags
	override = "\u202e"    // turns the order of what follows
	noSpace  = "\u200b"    // cannot be seen
	broken   = "a\xff\xfe" // not UTF-8
)

func TestALineOfText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"  Maria  Souza \t", "Maria  Souza"},
		{"José " + family, "José " + family},
		{england, england},
		{"<script>alert(1)</script>", "<script>alert(1)</script>"}, // text stays text; pages escape it
		{"O'Neil & \"Söner\"", "O'Neil & \"Söner\""},
		{"שלום عليكم", "שלום عليكم"},
		{strings.Repeat("é", desk.MaxName), strings.Repeat("é", desk.MaxName)},
		{noSpace + " " + noSpace, ""},
		{"\u00a0", ""},
		{"", ""},
	} {
		got, err := desk.Contact{Name: c.in}.Check()
		if err != nil || got.Name != c.want {
			t.Errorf("%q gave %q, %v; want %q", c.in, got.Name, err, c.want)
		}
	}
	for _, bad := range []string{
		strings.Repeat("é", desk.MaxName+1), "two\nlines", "two\u2028lines", "two\u2029paragraphs", "nul\x00", "bell\a", "c1\u0085x", "escape\x1b[31m",
		broken, "a" + override + "b", "\u2066a\u2069", "\x00",
	} {
		_, err := desk.Contact{Name: bad}.Check()
		mustField(t, err, "name")
	}
}

func TestATextOfSeveralLines(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"  Olá\r\nTudo bem?\rSim\n", "Olá\nTudo bem?\nSim"},
		{"a\x00b\ac\x1bd\u0085e", "abcde"},
		{"tab\tstays", "tab\tstays"},
		{"👍🏽 " + family, "👍🏽 " + family},
		{"<b onclick=x>&amp;</b>", "<b onclick=x>&amp;</b>"},
		{strings.Repeat("ã", desk.MaxText), strings.Repeat("ã", desk.MaxText)},
	} {
		got, err := desk.Message{Text: c.in}.Check()
		if err != nil || got.Text != c.want {
			t.Errorf("%q gave %q, %v; want %q", c.in, got.Text, err, c.want)
		}
	}
	for _, bad := range []string{broken, strings.Repeat("ã", desk.MaxText+1), "", " \n\t ", "\x00", noSpace, "\u2060\ufeff"} {
		_, err := desk.Message{Text: bad}.Check()
		mustField(t, err, "text")
	}
}

func TestAnEmailAddressHasItsShape(t *testing.T) {
	for _, good := range []string{"a@b", "maria.souza+desk@loja.example.br", "josé@exemplo.com", "O'Neil@x.y", ""} {
		if got, err := (desk.Contact{Email: " " + good + " "}).Check(); err != nil || got.Email != good {
			t.Errorf("%q: %q %v", good, got.Email, err)
		}
	}
	for _, bad := range []string{
		"maria", "@b", "a@", "a@b@c", "a b@c", "a\u00a0b@c", "a@b c", "<a@b>", "a@b,c@d", "a@b;c@d", "a@.b", "a@b.", "a@b..c", "a@\nb", broken + "@b",
		strings.Repeat("a", desk.MaxEmail) + "@b",
	} {
		_, err := desk.Contact{Email: bad}.Check()
		mustField(t, err, "email")
	}
}

func TestAnOriginIsAsBrowsersSendIt(t *testing.T) {
	for in, want := range map[string]string{
		"https://shop.example":       "https://shop.example",
		" HTTPS://Shop.Example/ ":    "https://shop.example",
		"http://localhost:8081":      "http://localhost:8081",
		"https://shop.example:443":   "https://shop.example",
		"http://shop.example:80":     "http://shop.example",
		"https://shop.example:80":    "https://shop.example:80",
		"http://127.0.0.1:3000":      "http://127.0.0.1:3000",
		"http://[::1]:3000":          "http://[::1]:3000",
		"https://xn--lja-tla.exampl": "https://xn--lja-tla.exampl",
	} {
		ch := channel()
		ch.Origins = []string{in}
		if got, err := ch.Check(); err != nil || got.Origins[0] != want {
			t.Errorf("%q: %q %v", in, got.Origins, err)
		}
	}
	for _, bad := range []string{
		"", "shop.example", "//shop.example", "ftp://shop.example", "javascript:alert(1)", "null", "*", "https://*", "https://*.shop.example", "https://", "https://:443",
		"https://shop.example/path", "https://shop.example//", "https://shop.example?", "https://shop.example?a=b", "https://shop.example#", "https://shop.example#x",
		"https://user@shop.example", "https://shop.example; script-src *", "https://a b", "https://a,b", "https://a'b", "https://a<b>", "https://a\nb", "https://a\\b",
		"https://shop..example", "https://.shop", "https://shop.", "https://-shop", "https://shop.example:", "https://shop.example:x", "https://shop.example:0443",
		"https://shop.example:123456", "https://löja.example", "https://%41.example", broken, "https://" + strings.Repeat("a", 300),
	} {
		ch := channel()
		ch.Origins = []string{"https://shop.example", bad}
		_, err := ch.Check()
		mustField(t, err, "origins[1]")
	}
}

func TestAPreviewIsTheBeginningInOneLine(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"blanks", " Olá,\n\n tudo\tbem? ", "Olá, tudo bem?"},
		{"just fits", strings.Repeat("é", desk.MaxPreview), strings.Repeat("é", desk.MaxPreview)},
		{"one too long", strings.Repeat("é", desk.MaxPreview+1), strings.Repeat("é", desk.MaxPreview-1) + "…"},
		{"a family at the cut", strings.Repeat("a", desk.MaxPreview-4) + family + "bcd", strings.Repeat("a", desk.MaxPreview-4) + "…"},
		{"a tone at the cut", strings.Repeat("a", desk.MaxPreview-2) + "👍🏽bcd", strings.Repeat("a", desk.MaxPreview-2) + "…"},
		{"an accent at the cut", strings.Repeat("a", desk.MaxPreview-2) + "e\u0301bcd", strings.Repeat("a", desk.MaxPreview-2) + "…"},
		{"half a flag at the cut", strings.Repeat("a", desk.MaxPreview-4) + "🇧🇷🇸🇪bcd", strings.Repeat("a", desk.MaxPreview-4) + "🇧🇷…"},
		{"between flags at the cut", strings.Repeat("a", desk.MaxPreview-3) + "🇧🇷🇸🇪bcd", strings.Repeat("a", desk.MaxPreview-3) + "🇧🇷…"},
		{"a flag of tags at the cut", strings.Repeat("a", desk.MaxPreview-4) + england + "bcd", strings.Repeat("a", desk.MaxPreview-4) + "…"},
		{"nothing but accents", strings.Repeat("\u0301", 200), strings.Repeat("\u0301", desk.MaxPreview-1) + "…"},
		{"empty", "", ""},
	} {
		if got := desk.Preview(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAPreviewKeepsEveryToneWithItsHand(t *testing.T) {
	for tone := '\U0001f3fb'; tone <= '\U0001f3ff'; tone++ {
		before := strings.Repeat("a", desk.MaxPreview-2)
		if got := desk.Preview(before + "👍" + string(tone) + "bcd"); got != before+"…" {
			t.Errorf("%q", got)
		}
	}
}

func FuzzPreview(f *testing.F) {
	f.Add(strings.Repeat(family, 40))
	f.Add(strings.Repeat("🇧🇷", 90))
	f.Add(strings.Repeat(england, 30) + broken)
	f.Fuzz(func(t *testing.T, s string) {
		got := desk.Preview(s)
		if utf8.RuneCountInString(got) > desk.MaxPreview || utf8.ValidString(s) && !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\t") {
			t.Fatalf("%q", got)
		}
	})
}

// What was cleaned once is clean: a row that is read and saved again stays.
func FuzzCheckingTwiceChangesNothing(f *testing.F) {
	for _, s := range []string{"Maria", " a\r\nb ", family, england + noSpace, override, broken, "a@b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := (desk.Contact{Name: s, Attributes: map[string]string{s: s}}).Check(); err == nil {
			again, err := c.Check()
			if err != nil || again.Name != c.Name || len(again.Attributes) != 1 || !utf8.ValidString(c.Name) {
				t.Fatalf("%q, then %q, %v", c.Name, again.Name, err)
			}
		}
		if m, err := (desk.Message{Text: s}).Check(); err == nil {
			again, err := m.Check()
			if err != nil || again.Text != m.Text || m.Text == "" || strings.ContainsAny(m.Text, "\x00\r") {
				t.Fatalf("%q, then %q, %v", m.Text, again.Text, err)
			}
		}
	})
}
