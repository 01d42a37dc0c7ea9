package page

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func serve(p Page, header ...string) *http.Response {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	p.Serve(w, r)
	return w.Result()
}

func TestAPageIsCompressedForWhoCanReadThat(t *testing.T) {
	text := strings.Repeat("desk();", 100)
	p := New("desk.js", []byte(text))
	for accept, want := range map[string]string{
		"gzip": "gzip", "br, gzip;q=0.5": "gzip", "deflate, gzip": "gzip", "": "", "gzip;q=0": "", "gzip; q=0.000": "", "br": "", "notgzip": "",
	} {
		res := serve(p, "Accept-Encoding", accept)
		if got := res.Header.Get("Content-Encoding"); got != want || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: encoded as %q, vary %q", accept, got, res.Header.Get("Vary"))
		}
		var body io.Reader = res.Body
		if want == "gzip" {
			z, err := gzip.NewReader(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != text {
			t.Errorf("%q: %q, %v", accept, got, err)
		}
	}
	if res := serve(New("a.svg", []byte("<svg/>")), "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" {
		t.Error("what does not get smaller is compressed")
	}
}

func TestAPageThatIsKnownIsNotSentAgain(t *testing.T) {
	p := New("desk.css", []byte(strings.Repeat("p{}", 100)))
	plain, zipped := serve(p).Header.Get("ETag"), serve(p, "Accept-Encoding", "gzip").Header.Get("ETag")
	if plain == "" || plain == zipped || serve(New("desk.css", nil)).Header.Get("ETag") == plain {
		t.Errorf("tags %q and %q", plain, zipped)
	}
	if res := serve(p, "If-None-Match", plain); res.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", res.StatusCode)
	}
}

func TestAPageIsWhatItsNameSays(t *testing.T) {
	for name, want := range map[string]string{
		"index.html": "text/html; charset=utf-8", "a.js": "text/javascript; charset=utf-8", "a.css": "text/css; charset=utf-8",
		"a.svg": "image/svg+xml", "a.nothing": "application/octet-stream", "a": "application/octet-stream",
	} {
		h := serve(New(name, []byte("<html>"))).Header
		if h.Get("Content-Type") != want || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %q, %q", name, h.Get("Content-Type"), h.Get("X-Content-Type-Options"))
		}
	}
}
