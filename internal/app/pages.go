package app

import (
	"bytes"
	"compress/gzip"
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
type pageServer struct {
	files fs.FS
	ready sync.Map // path → page
}

type page struct {
	plain, zipped []byte
	kind          string
}

// deskPolicy lets the desk's page run its own scripts and show its own media,
// and nothing else. The component library sets styles from script.
const deskPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; " +
	"media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func (p *pageServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	file, ok := p.load(name)
	if !ok && strings.HasPrefix(name, "assets/") {
		http.NotFound(w, r)
		return
	}
	if !ok || name == "" {
		name = "index.html"
		if file, ok = p.load(name); !ok {
			http.Error(w, "this binary was built without its pages; build it with make", http.StatusNotFound)
			return
		}
	}
	head := w.Header()
	head.Set("Content-Type", file.kind)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	head.Set("Vary", "Accept-Encoding")
	if name == "index.html" {
		head.Set("Content-Security-Policy", deskPolicy)
		head.Set("Cache-Control", "no-cache")
	} else if strings.HasPrefix(name, "assets/") {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := file.plain
	if file.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = file.zipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (p *pageServer) load(name string) (page, bool) {
	if v, ok := p.ready.Load(name); ok {
		return v.(page), true
	}
	data, err := fs.ReadFile(p.files, name)
	if err != nil || name == "placeholder" {
		return page{}, false
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	made := page{plain: data, kind: kind, zipped: zip(data)}
	p.ready.Store(name, made)
	return made, true
}

// zip compresses; nil when that does not make it smaller.
func zip(data []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(data); err != nil || z.Close() != nil || out.Len() >= len(data) {
		return nil
	}
	return out.Bytes()
}
