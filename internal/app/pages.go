package app

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// pageServer serves the desk's own pages out of the binary: the files of the build,
// and for every other path the one page whose script routes by itself. What the
// build named by its content never changes and is kept by browsers for good.
// What is below widget/ is package webchat's to serve, with headers of its own.
type pageServer struct {
	files fs.FS
	ready sync.Map // path → page
}

type page struct {
	plain, zipped []byte
	kind, tag     string
}

// deskPolicy lets the desk's page run its own scripts and show its own media,
// and nothing else. The component library sets styles from script.
const deskPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; " +
	"media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const startPage = "index.html"

func (p *pageServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	file, ok := p.load(name)
	if !ok && isFile(name) {
		http.NotFound(w, r)
		return
	}
	if !ok {
		name = startPage
		if file, ok = p.load(name); !ok {
			http.Error(w, "this binary was built without its pages; build it with make", http.StatusNotFound)
			return
		}
	}
	setPageHeaders(w.Header(), name)
	file.serve(w, r)
}

// isFile tells the name of a file from a place in the desk, none of which has a
// dot in its last part. A browser that asks for an old script must not get a
// page.
func isFile(name string) bool {
	return path.Ext(name) != "" || strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "widget/")
}

func setPageHeaders(head http.Header, name string) {
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	head.Set("Vary", "Accept-Encoding")
	head.Set("Cache-Control", "no-cache") // asked again each time, answered by 304
	switch {
	case strings.HasPrefix(name, "assets/"):
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	case path.Ext(name) == ".html":
		head.Set("Content-Security-Policy", deskPolicy)
	}
}

func (f page) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", f.kind)
	body, tag := f.plain, f.tag
	if f.zipped != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		w.Header().Set("Content-Encoding", "gzip")
		body, tag = f.zipped, f.tag+"-gz"
	}
	w.Header().Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (p *pageServer) load(name string) (page, bool) {
	if v, ok := p.ready.Load(name); ok {
		return v.(page), true
	}
	if name == "placeholder" || strings.HasPrefix(name, "widget/") {
		return page{}, false
	}
	data, err := fs.ReadFile(p.files, name)
	if err != nil {
		return page{}, false
	}
	sum := sha256.Sum256(data)
	made := page{plain: data, zipped: zip(data), kind: kindOf(name), tag: base64.RawURLEncoding.EncodeToString(sum[:12])}
	p.ready.Store(name, made)
	return made, true
}

// kindOf asks the machine last: its table may be wrong.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// takesGzip reads Accept-Encoding; a coding with weight 0 is refused.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(coding) == "gzip" {
			_, q, weighed := strings.Cut(weight, "q=")
			return !weighed || strings.Trim(q, " 0.") != ""
		}
	}
	return false
}

// zip compresses; nil when that does not make it smaller.
func zip(data []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists
	_, _ = z.Write(data)                                    // a buffer takes everything
	_ = z.Close()
	if out.Len() >= len(data) {
		return nil
	}
	return out.Bytes()
}
