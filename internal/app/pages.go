package app

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"pronto/internal/page"
)

// pageServer serves the desk's own pages out of the binary: the files of the build,
// and for every other path the one page whose script routes by itself. What the
// build named by its content never changes and is kept by browsers for good.
// What is below widget/ is package webchat's to serve, with headers of its own.
type pageServer struct {
	files fs.FS
	ready sync.Map // path → page.Page
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
	file.Serve(w, r)
}

// isFile tells the name of a file from a place in the desk, none of which has a
// dot in its last part. A browser that asks for an old script must not get a
// page.
func isFile(name string) bool {
	return path.Ext(name) != "" || strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "widget/")
}

func setPageHeaders(head http.Header, name string) {
	head.Set("Referrer-Policy", "same-origin")
	head.Set("Cache-Control", "no-cache") // asked again each time, answered by 304
	switch {
	case strings.HasPrefix(name, "assets/"):
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	case path.Ext(name) == ".html":
		head.Set("Content-Security-Policy", deskPolicy)
	}
}

func (p *pageServer) load(name string) (page.Page, bool) {
	if v, ok := p.ready.Load(name); ok {
		return v.(page.Page), true
	}
	if name == "placeholder" || strings.HasPrefix(name, "widget/") {
		return page.Page{}, false
	}
	data, err := fs.ReadFile(p.files, name)
	if err != nil {
		return page.Page{}, false
	}
	made := page.New(name, data)
	p.ready.Store(name, made)
	return made, true
}
