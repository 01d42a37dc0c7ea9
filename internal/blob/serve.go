package blob

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"pronto/internal/desk"
	"pronto/internal/problem"
)

// Opener finds the bytes of a file.
type Opener interface {
	Open(sum string) (io.ReadSeekCloser, Info, error)
}

// Serve answers with a file's bytes, also in ranges, to either side, so that
// nothing in them can run in our origin, whatever they claim to be. Browsers ask
// again each time: rights change.
func Serve(w http.ResponseWriter, r *http.Request, from Opener, f desk.File) error {
	content, info, err := from.Open(f.Hash)
	if errors.Is(err, ErrNotFound) {
		return desk.Missing("file", f.ID)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	info.MIME = f.MIME
	h := w.Header()
	guard(h, info, f.Name)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.Hash+`"`)
	http.ServeContent(problem.Ranges(w, r), r, "", f.At, content)
	return nil
}

func guard(h http.Header, info Info, name string) {
	contentType, show := Disposition(info)
	disposition := "attachment"
	if show {
		disposition = "inline"
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
}

// Refusal says in a client's terms why a file was not taken; limit is the largest
// that is.
func Refusal(err error, limit int64) error {
	switch {
	case errors.Is(err, ErrTooLarge):
		return desk.Refuse(desk.TooLarge, "too_large", "a file may have at most %d bytes", limit)
	case errors.Is(err, ErrExecutable), errors.Is(err, ErrDisguised):
		return problem.New(http.StatusUnsupportedMediaType, "type_refused", "%v", err)
	case errors.Is(err, ErrFull):
		return desk.Refuse(desk.Unavailable, "read_only", "there is no room for files now")
	}
	return err
}
