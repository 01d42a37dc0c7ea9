package httpapi

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed docs
var docs embed.FS

// docsPolicy lets the page load its own script and style, and the document.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveDocs serves the document and the page to browse it, both for everybody:
// they say nothing of this desk.
func (a *API) serveDocs(document []byte) {
	a.page("/openapi.json", "application/json", document)
	for path, file := range map[string]struct{ name, mime string }{
		"/docs":     {"docs/index.html", "text/html; charset=utf-8"},
		"/docs.css": {"docs/docs.css", "text/css; charset=utf-8"},
		"/docs.js":  {"docs/docs.js", "text/javascript; charset=utf-8"},
	} {
		content, err := fs.ReadFile(docs, file.name)
		if err != nil {
			panic(err) // it is embedded
		}
		a.page(path, file.mime, content)
	}
}

func (a *API) page(path, mime string, content []byte) {
	a.mux.HandleFunc("GET "+Prefix+path, func(w http.ResponseWriter, r *http.Request) {
		noteRoute(r.Context(), Prefix+path)
		h := w.Header()
		h.Set("Content-Type", mime)
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Security-Policy", docsPolicy)
		_, _ = w.Write(content) // a reader who went away is no failure of ours
	})
}
