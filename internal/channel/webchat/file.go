package webchat

import (
	"context"
	"errors"
	"net/http"
	"time"

	"pronto/internal/access"
	"pronto/internal/blob"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/problem"
	"pronto/internal/view"
)

// uploadTime is how long one upload may take to arrive.
const uploadTime = 10 * time.Minute

func (c *Channel) upload(w http.ResponseWriter, r *http.Request) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	name := r.URL.Query().Get("name")
	if _, err := (desk.File{Name: name}).Check(); err != nil {
		return err
	}
	switch {
	case r.ContentLength < 0: // what is limited by bytes must say how many
		return problem.New(http.StatusLengthRequired, "length_required", "an upload must say how long it is")
	case r.ContentLength == 0:
		return desk.InvalidField("body", "the file is empty")
	case r.ContentLength > MaxFile:
		return fileRefusal(blob.ErrTooLarge)
	}
	if err := c.limit(r, access.LimitBytes, v, r.ContentLength); err != nil {
		return err
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // what cannot have one needs none
	info, err := c.opts.Blobs.Put(r.Context(), r.Body, MaxFile)
	if err != nil {
		return fileRefusal(err)
	}
	kind, err := blob.Judge(info, blob.Claim{Name: name, MIME: r.Header.Get("Content-Type")})
	if err != nil {
		return fileRefusal(err)
	}
	f, err := engine.Do(r.Context(), c.engine, engine.Call{Actor: desk.ByCustomer(v.Contact)}, engine.StoreFile{
		File: desk.File{Name: name, MIME: info.MIME, Kind: string(kind), Size: info.Size, Hash: info.SHA256},
	})
	if err != nil {
		return err
	}
	return answerJSON(w, view.FromFile(f, filesURL))
}

func fileRefusal(err error) error {
	switch {
	case errors.Is(err, blob.ErrTooLarge):
		return desk.Refuse(desk.TooLarge, "too_large", "a file may have at most %d bytes", MaxFile)
	case errors.Is(err, blob.ErrExecutable), errors.Is(err, blob.ErrDisguised):
		return problem.New(http.StatusUnsupportedMediaType, "type_refused", "%v", err)
	case errors.Is(err, blob.ErrFull):
		return desk.Refuse(desk.Unavailable, "read_only", "there is no room for files now")
	}
	return err
}

// download serves bytes so that nothing in them can run here.
func (c *Channel) download(w http.ResponseWriter, r *http.Request) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	f, err := c.fileOf(r.Context(), v, desk.FileID(r.PathValue("id")))
	if err != nil {
		return err
	}
	content, info, err := c.opts.Blobs.Open(f.Hash)
	if errors.Is(err, blob.ErrNotFound) {
		return desk.Missing("file", f.ID)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	info.MIME = f.MIME
	h := w.Header()
	blob.Guard(h, info, f.Name)
	h.Set("Cache-Control", "private, no-cache") // asked again each time: tokens are forgotten
	h.Set("ETag", `"`+f.Hash+`"`)
	http.ServeContent(w, r, "", f.At, content)
	return nil
}

// fileOf is a file of the visitor's own: uploaded by them, or sent in a
// conversation of theirs on this channel.
func (c *Channel) fileOf(ctx context.Context, v desk.Visitor, id desk.FileID) (desk.File, error) {
	if !isID(string(id)) {
		return desk.File{}, desk.Missing("file", id)
	}
	f, ok, err := c.store.File(ctx, id)
	if err != nil {
		return f, err
	}
	if ok && f.Owner == desk.ByCustomer(v.Contact) {
		return f, nil
	}
	if !ok || f.Conversation == "" {
		return f, desk.Missing("file", id)
	}
	rows, err := c.store.ByIDs(ctx, []desk.ConversationID{f.Conversation})
	if err != nil {
		return f, err
	}
	if len(rows) != 1 || keyFor(rows[0].Conversation) != keyOf(v) {
		return f, desk.Missing("file", id)
	}
	return f, nil
}
