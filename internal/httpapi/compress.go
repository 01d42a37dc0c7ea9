package httpapi

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"

	"pronto/internal/page"
)

// worthIt is the size from which compressing costs less than it saves.
const worthIt = 1024

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return z
}}

// compress sends JSON and pages compressed to who can read it. Attachments go as
// they are: most are compressed already, and ranges count stored bytes.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !page.TakesGzip(r) {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipped{ResponseWriter: w}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

// zipped decides at the first write, which for JSON is the whole of it.
type zipped struct {
	http.ResponseWriter
	status  int
	decided bool
	zip     *gzip.Writer
}

func (z *zipped) WriteHeader(status int) { z.status = status }

func (z *zipped) Write(p []byte) (int, error) {
	if !z.decided {
		z.decide(len(p))
	}
	if z.zip != nil {
		return z.zip.Write(p)
	}
	return z.ResponseWriter.Write(p)
}

func (z *zipped) decide(size int) {
	z.decided = true
	h := z.Header()
	if size > worthIt && h.Get("Content-Encoding") == "" && compressible(h.Get("Content-Type")) {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		z.zip = zippers.Get().(*gzip.Writer)
		z.zip.Reset(z.ResponseWriter)
	}
	if z.status != 0 {
		z.ResponseWriter.WriteHeader(z.status)
	}
}

func (z *zipped) close() {
	if !z.decided {
		z.decide(0)
	}
	if z.zip != nil {
		_ = z.zip.Close() // the connection's failure is the reader's
		zippers.Put(z.zip)
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipped) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func compressible(contentType string) bool {
	mime, _, _ := strings.Cut(contentType, ";")
	switch mime {
	case "application/json", "application/problem+json", "text/html", "text/css", "text/javascript":
		return true
	}
	return false
}
