package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pronto/internal/blob"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/problem"
	"pronto/internal/read"
	"pronto/internal/view"
)

const (
	// MaxFile is the largest attachment.
	MaxFile = 25 << 20
	// uploadTime is how long one may take to arrive.
	uploadTime = 10 * time.Minute
)

// Files are bytes, not JSON: these two are plain handlers, described by hand.
func (a *API) registerFiles() {
	a.raw(&huma.Operation{
		OperationID: "upload-file", Method: http.MethodPost, Path: Prefix + "/files", Tags: []string{"Files"}, Summary: "Upload an attachment, at most 25 MiB",
		Parameters: []*huma.Param{
			{Name: "name", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: ptr(desk.MaxFileName)}, Description: "The file's name."},
			{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: content{"*/*": bytesOf()}},
		Responses: map[string]*huma.Response{
			"200": {Description: "OK", Content: content{"application/json": {Schema: schemaOf[view.File](a)}}},
		},
	}, desk.MayServe, a.upload)
	a.raw(&huma.Operation{
		OperationID: "get-file", Method: http.MethodGet, Path: Prefix + "/files/{id}", Tags: []string{"Files"}, Summary: "The bytes of an attachment, also in ranges",
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses:  map[string]*huma.Response{"200": {Description: "OK", Content: content{"*/*": bytesOf()}}},
	}, "", a.download)
}

func bytesOf() *huma.MediaType {
	return &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
}

// raw registers a handler that reads and writes by itself, for who is signed in.
func (a *API) raw(o *huma.Operation, need desk.Permission, handle func(http.ResponseWriter, *http.Request, *asker) error) {
	o.Security = []map[string][]string{{"session": {}}}
	o.Responses["default"] = &huma.Response{Description: "Error", Content: content{problem.ContentType: {Schema: schemaOf[problem.Problem](a)}}}
	a.huma.OpenAPI().AddOperation(o)
	a.mux.HandleFunc(o.Method+" "+o.Path, func(w http.ResponseWriter, r *http.Request) {
		noteRoute(r.Context(), o.Path)
		me, err := a.admit(w, r, need)
		if err == nil {
			err = handle(w, r, me)
		}
		if err != nil {
			problem.Write(w, r, a.problem(r.Context(), err))
		}
	})
}

func (a *API) upload(w http.ResponseWriter, r *http.Request, me *asker) error {
	name, key := r.URL.Query().Get("name"), r.Header.Get("Idempotency-Key")
	if len(key) > 128 || strings.ContainsFunc(key, func(r rune) bool { return r < '!' || r > '~' }) {
		return desk.InvalidField("Idempotency-Key", "an idempotency key has at most 128 characters, all of them visible ASCII")
	}
	if _, err := (desk.File{Name: name}).Check(); err != nil {
		return err
	}
	if r.ContentLength > MaxFile {
		return blob.Refusal(blob.ErrTooLarge, MaxFile)
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // what cannot have one needs none
	info, err := a.Blobs.Put(r.Context(), arriving{r.Body}, MaxFile)
	if err != nil {
		return blob.Refusal(err, MaxFile)
	}
	if info.Size == 0 {
		return desk.InvalidField("body", "the file is empty")
	}
	kind, err := blob.Judge(info, blob.Claim{Name: name, MIME: r.Header.Get("Content-Type")})
	if err != nil {
		return blob.Refusal(err, MaxFile)
	}
	call := me.call(key)
	call.Request = requestHash(r, []byte(info.SHA256))
	f, err := engine.Do(r.Context(), a.Engine, call, engine.StoreFile{File: desk.File{Name: name, MIME: info.MIME, Kind: string(kind), Size: info.Size, Hash: info.SHA256}})
	if err != nil {
		return err
	}
	return writeJSON(w, view.FromFile(f, filesAt))
}

func (a *API) download(w http.ResponseWriter, r *http.Request, me *asker) error {
	f, err := a.fileFor(r.Context(), me, desk.FileID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return blob.Serve(w, r, a.Blobs, f)
}

// fileFor is a file that somebody may read: with the message that names it, or
// as their own upload until one does.
func (a *API) fileFor(ctx context.Context, me *asker, id desk.FileID) (desk.File, error) {
	f, ok, err := a.Read.File(ctx, id)
	if err != nil {
		return f, err
	}
	if !ok {
		return f, desk.Missing("file", id)
	}
	if f.Owner == desk.ByUser(me.user.ID) {
		return f, nil
	}
	if f.Conversation == "" {
		return f, desk.Missing("file", id)
	}
	s, err := a.see(ctx, me, f.Conversation)
	if desk.IsRefusal(err, "not_found") {
		return f, desk.Missing("file", id)
	}
	if err != nil || s.whole {
		return f, err
	}
	return f, a.sentUpTo(ctx, s, f.ID)
}

// sentUpTo refuses a file that no message names which somebody may still read.
func (a *API) sentUpTo(ctx context.Context, s sight, id desk.FileID) error {
	for before := s.upTo + 1; ; {
		page, err := a.Read.Messages(ctx, read.MessagesQuery{Conversation: s.Conversation.ID, Before: before, Limit: 200})
		if err != nil {
			return err
		}
		for _, m := range page.Messages {
			if slices.ContainsFunc(m.Files, func(f desk.File) bool { return f.ID == id }) {
				return nil
			}
		}
		if !page.More || len(page.Messages) == 0 {
			return desk.Missing("file", id)
		}
		before = page.Messages[0].N
	}
}

// arriving tells a sender who stopped from a disk that failed.
type arriving struct{ io.Reader }

func (a arriving) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = problem.New(http.StatusBadRequest, "invalid", "the file did not arrive whole")
	}
	return n, err
}

func writeJSON(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // a reader who went away is no failure of ours
	return nil
}

func ptr[T any](v T) *T { return &v }
