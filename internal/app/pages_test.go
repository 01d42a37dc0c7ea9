package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var builtPages = fstest.MapFS{
	"placeholder":         {Data: []byte("keeps the folder")},
	"index.html":          {Data: []byte("<!doctype html>" + strings.Repeat("<p>desk</p>", 100))},
	"favicon.svg":         {Data: []byte("<svg/>")},
	"assets/app-1a2b.js":  {Data: []byte(strings.Repeat("desk();", 100))},
	"assets/app-1a2b.css": {Data: []byte(strings.Repeat("p{}", 100))},
	"widget/frame.html":   {Data: []byte("<!doctype html>frame")},
}

func ask(pages *pageServer, method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, r io.Reader) string {
	t.Helper()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPages(t *testing.T) {
	pages := &pageServer{files: builtPages}
	const forGood, again = "public, max-age=31536000, immutable", "no-cache"
	cases := []struct {
		path, kind, cache string
		status            int
	}{
		{"/", "text/html; charset=utf-8", again, 200},
		{"/index.html", "text/html; charset=utf-8", again, 200},
		{"/work/01J00000000000000000000000", "text/html; charset=utf-8", again, 200}, // a deep link
		{"/settings/users", "text/html; charset=utf-8", again, 200},
		{"/favicon.svg", "image/svg+xml", again, 200},
		{"/assets/app-1a2b.js", "text/javascript; charset=utf-8", forGood, 200},
		{"/assets/app-1a2b.css", "text/css; charset=utf-8", forGood, 200},
		{"/assets/app-0000.js", "", "", 404}, // of an older build
		{"/assets", "text/html; charset=utf-8", again, 200},
		{"/favicon.ico", "", "", 404},
		{"/widget/frame.html", "", "", 404}, // has headers of its own elsewhere
		{"/widget/other", "", "", 404},
		{"/../../etc/passwd", "text/html; charset=utf-8", again, 200},
	}
	for _, c := range cases {
		res := ask(pages, "GET", c.path)
		h := res.Header
		if res.StatusCode != c.status || c.status == 200 && (h.Get("Content-Type") != c.kind || h.Get("Cache-Control") != c.cache) {
			t.Errorf("%s: %d %q %q", c.path, res.StatusCode, h.Get("Content-Type"), h.Get("Cache-Control"))
		}
		isPage := strings.HasPrefix(c.kind, "text/html")
		if (h.Get("Content-Security-Policy") == deskPolicy) != isPage {
			t.Errorf("%s: policy %q", c.path, h.Get("Content-Security-Policy"))
		}
		if h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s can be sniffed", c.path)
		}
		if body := bodyOf(t, res.Body); isPage && !strings.Contains(body, "<p>desk</p>") {
			t.Errorf("%s: %q", c.path, body)
		}
	}
	for _, directive := range []string{"script-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(deskPolicy, directive) {
			t.Errorf("the policy lacks %s", directive)
		}
	}
}

func TestPagesCompressed(t *testing.T) {
	res := ask(&pageServer{files: builtPages}, "GET", "/", "Accept-Encoding", "gzip")
	if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("ETag") == "" {
		t.Errorf("headers %v", res.Header)
	}
}

func TestPagesMethods(t *testing.T) {
	pages := &pageServer{files: builtPages}
	if res := ask(pages, "POST", "/"); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, %q", res.StatusCode, res.Header.Get("Allow"))
	}
	if res := ask(pages, "HEAD", "/"); res.StatusCode != 200 || bodyOf(t, res.Body) != "" {
		t.Errorf("HEAD: %d", res.StatusCode)
	}
}

// A fresh clone has no pages yet; the server says how to get them.
func TestNoPages(t *testing.T) {
	res := ask(&pageServer{files: fstest.MapFS{"placeholder": {}}}, "GET", "/")
	if body := bodyOf(t, res.Body); res.StatusCode != 404 || !strings.Contains(body, "make") {
		t.Errorf("%d %q", res.StatusCode, body)
	}
	if res := ask(&pageServer{files: builtPages}, "GET", "/placeholder"); strings.Contains(bodyOf(t, res.Body), "keeps") {
		t.Error("the placeholder is served")
	}
}
