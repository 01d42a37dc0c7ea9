package webchat

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"

	"pronto/internal/page"
)

// pages are the widget's files, held in memory as they are sent.
type pages map[string]page.Page

// loadPages takes in what was built. In a fresh clone nothing was, and there is
// nothing to serve.
func loadPages(files fs.FS) (pages, error) {
	all := pages{}
	if files == nil {
		return all, nil
	}
	entries, err := fs.ReadDir(files, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load the widget's pages: %w", err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		body, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, fmt.Errorf("load the widget's page %s: %w", e.Name(), err)
		}
		all[e.Name()] = page.New(e.Name(), body)
	}
	return all, nil
}

// serveLoader is /widget.js, which shops name in their pages.
func (c *Channel) serveLoader(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.servePage(w, r, "widget.js")
}

// hashed is the name of a file that never changes under this name.
var hashed = regexp.MustCompile(`-[A-Za-z0-9_-]{8,}\.\w+$`)

func (c *Channel) serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	cache := "no-cache" // asked again each time, answered by 304
	if hashed.MatchString(name) {
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if path.Ext(name) == ".html" { // they have addresses of their own, with their headers
		http.NotFound(w, r)
		return
	}
	c.servePage(w, r, name)
}

// serveFrame is the page in which the chat runs, for one channel. Which sites may
// carry it is the channel's to say; the desk itself may, for the preview.
func (c *Channel) serveFrame(w http.ResponseWriter, r *http.Request) {
	ch, err := c.channel(r.PathValue("channel"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	ancestors := "*"
	if len(ch.Origins) > 0 {
		ancestors = "'self' " + strings.Join(ch.Origins, " ")
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "+
		"media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "+ancestors)
	h.Set("Cache-Control", "no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.servePage(w, r, "frame.html")
}

// serveShop is the page of a fictional shop that carries the widget.
func (c *Channel) serveShop(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-cache")
	h.Set("Referrer-Policy", "same-origin")
	c.servePage(w, r, "shop.html")
}

func (c *Channel) servePage(w http.ResponseWriter, r *http.Request, name string) {
	p, ok := c.pages[name]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	p.Serve(w, r)
}
