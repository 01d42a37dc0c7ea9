package httpapi

import (
	"context"
	"net/http"
	"regexp"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/view"
)

// filesAt is where the desk reads attachments.
const filesAt = Prefix + "/files/"

// MessagesQuery asks for the newest messages before one.
type MessagesQuery struct {
	ByID
	Before int64 `query:"before" minimum:"1" doc:"Only messages with a smaller n; absent for the newest."`
	Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// MessagePage is a stretch of a thread, oldest first.
type MessagePage struct {
	Items []view.Message `json:"items"`
	More  bool           `json:"more" doc:"Older ones than the first exist."`
	Seq   int64          `json:"seq"`
	Epoch string         `json:"epoch"`
}

// NewMessage is what an agent writes. Sent again with the same id it is stored
// once.
type NewMessage struct {
	ID    string   `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	Text  string   `json:"text,omitempty" maxLength:"4000"`
	Files []string `json:"files,omitempty" maxItems:"10" doc:"Ids of uploaded files."`
}

// fileID is what the id of a file looks like. Not every text is one that both
// databases take.
var fileID = regexp.MustCompile(`^[0-9A-Za-z_-]{1,40}$`)

func (a *API) registerMessages() {
	signed(a, op{id: "list-messages", method: http.MethodGet, path: "/conversations/{id}/messages", tag: "Messages", summary: "A stretch of the thread"}, a.listMessages)
	signed(a, op{id: "write-message", method: http.MethodPost, path: "/conversations/{id}/messages", tag: "Messages", summary: "Write to the customer", need: desk.MayServe},
		func(ctx context.Context, me *asker, in *Change[NewMessage]) (*Answer[view.Message], error) {
			id := desk.ConversationID(in.ID)
			cmd := engine.WriteMessage{ID: desk.MessageID(in.Body.ID), Conversation: id, Text: in.Body.Text}
			for _, f := range in.Body.Files {
				if !fileID.MatchString(f) {
					return nil, desk.InvalidField("files", "file %.40q does not exist", f)
				}
				cmd.Files = append(cmd.Files, desk.FileID(f))
			}
			m, err := engine.Do(ctx, a.Engine, me.call(in.Key), cmd)
			if err != nil {
				return nil, a.veil(ctx, me, id, err)
			}
			return &Answer[view.Message]{view.FromMessage(m, me.dir, filesAt)}, nil
		})
}

func (a *API) listMessages(ctx context.Context, me *asker, in *MessagesQuery) (*Answer[MessagePage], error) {
	id := desk.ConversationID(in.ID)
	s, err := a.see(ctx, me, id)
	if err != nil {
		return nil, err
	}
	q := read.MessagesQuery{Conversation: id, Before: in.Before, Limit: in.Limit}
	if !s.whole && (q.Before == 0 || q.Before > s.upTo+1) {
		q.Before = s.upTo + 1
	}
	page, err := a.Read.Messages(ctx, q)
	if err != nil {
		return nil, err
	}
	rows := each(page.Messages, func(m desk.Message) view.Message { return view.FromMessage(m, me.dir, filesAt) })
	return &Answer[MessagePage]{MessagePage{Items: rows, More: page.More, Seq: page.Seq, Epoch: a.Engine.Epoch()}}, nil
}
