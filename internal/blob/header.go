package blob

import (
	"mime"
	"net/http"
)

// Guard sets the headers under which an attachment is served, to either side: so
// that it cannot run in the desk's origin, whatever it claims to be.
func Guard(h http.Header, info Info, name string) {
	contentType, show := Disposition(info)
	disposition := "attachment"
	if show {
		disposition = "inline"
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
}
