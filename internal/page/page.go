// Package page holds files that the binary carries as they are sent: compressed
// once, and under a tag by which a browser asks whether they are still the same.
// Who may see one, for how long it is kept and what it may do is its server's to
// say.
package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// Page is one file.
type Page struct {
	plain, zipped []byte // zipped is nil when it is not smaller
	kind, tag     string
}

// New makes a page of a file's content; its name's ending says what it is.
func New(name string, content []byte) Page {
	sum := sha256.Sum256(content)
	return Page{plain: content, zipped: zip(content), kind: kindOf(name), tag: base64.RawURLEncoding.EncodeToString(sum[:12])}
}

// Serve answers with the page, compressed for who can read that.
func (p Page) Serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", p.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	body, tag := p.plain, p.tag
	if p.zipped != nil && TakesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body, tag = p.zipped, p.tag+"-gz"
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// TakesGzip reads Accept-Encoding; a coding with weight 0 is refused.
func TakesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(coding) == "gzip" {
			_, q, weighed := strings.Cut(weight, "q=")
			return !weighed || strings.Trim(q, " 0.") != ""
		}
	}
	return false
}

func zip(content []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists
	_, _ = z.Write(content)                                 // a buffer takes everything
	_ = z.Close()
	if out.Len() >= len(content) {
		return nil
	}
	return out.Bytes()
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
