package webchat

import (
	"context"
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
		return blob.Refusal(blob.ErrTooLarge, MaxFile)
	}
	if err := c.limit(r, access.LimitBytes, v, r.ContentLength); err != nil {
		return err
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // what cannot have one needs none
	info, err := c.opts.Blobs.Put(r.Context(), r.Body, MaxFile)
	if err != nil {
		return blob.Refusal(err, MaxFile)
	}
	kind, err := blob.Judge(info, blob.Claim{Name: name, MIME: r.Header.Get("Content-Type")})
	if err != nil {
		return blob.Refusal(err, MaxFile)
	}
	f, err := engine.Do(r.Context(), c.engine, engine.Call{Actor: desk.ByCustomer(v.Contact)}, engine.StoreFile{
		File: desk.File{Name: name, MIME: info.MIME, Kind: string(kind), Size: info.Size, Hash: info.SHA256},
	})
	if err != nil {
		return err
	}
	return answerJSON(w, view.FromFile(f, filesURL))
}

func (c *Channel) download(w http.ResponseWriter, r *http.Request) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	f, err := c.fileOf(r.Context(), v, desk.FileID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return blob.Serve(w, r, c.opts.Blobs, f)
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
