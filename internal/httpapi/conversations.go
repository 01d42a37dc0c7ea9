package httpapi

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/view"
)

// ConversationsQuery asks for one page of one of the lists.
type ConversationsQuery struct {
	Page
	List   string `query:"list" required:"true" enum:"queue,pending,supervised,closed" doc:"queue: waiting in one's queues (Na fila). pending: open and one's own (Pendente). supervised: with an agent in queues one supervises. closed: ended and one's to see; with q also open ones."`
	Search string `query:"q" maxLength:"100" doc:"Beginning of a word of the name, digits of the number, e-mail, or protocol number."`
	Queue  string `query:"queue" maxLength:"40"`
}

// ReadMark says how far somebody has read.
type ReadMark struct {
	N int64 `json:"n" minimum:"0"`
}

func (a *API) registerConversations() {
	signed(a, op{id: "list-conversations", method: http.MethodGet, path: "/conversations", tag: "Conversations", summary: "The lists of conversations, and the search"}, a.listConversations)
	signed(a, op{id: "get-conversation", method: http.MethodGet, path: "/conversations/{id}", tag: "Conversations", summary: "One conversation"},
		func(ctx context.Context, me *asker, in *ByID) (*Answer[view.Conversation], error) {
			return a.conversation(ctx, me, desk.ConversationID(in.ID))
		})
	signed(a, op{id: "list-contact-conversations", method: http.MethodGet, path: "/contacts/{id}/conversations", tag: "Conversations", summary: "A contact's conversations, newest first"}, a.ofContact)

	a.act("take", "Take it (✓): the first of several takers gets it", func(id desk.ConversationID) engine.Command[desk.Conversation] {
		return engine.TakeConversation{Conversation: id}
	})
	a.act("finish", "Finalizar: finish it", func(id desk.ConversationID) engine.Command[desk.Conversation] {
		return engine.EndConversation{Conversation: id, Outcome: desk.Finished}
	})
	a.act("archive", "Arquivar: put it away in silence, not counted as handled", func(id desk.ConversationID) engine.Command[desk.Conversation] {
		return engine.EndConversation{Conversation: id, Outcome: desk.Archived}
	})
	signed(a, op{id: "read-conversation", method: http.MethodPost, path: "/conversations/{id}/read", tag: "Conversations", summary: "Move one's read mark up to a message", status: noContent},
		func(_ context.Context, me *asker, in *struct {
			ByID
			Body ReadMark
		},
		) (*Empty, error) {
			// Nobody waits for a mark, and one that may not move does not.
			engine.Later(a.Engine, "read:"+in.ID+":"+string(me.user.ID), me.call(""),
				engine.ReadConversation{Conversation: desk.ConversationID(in.ID), N: in.Body.N})
			return &Empty{}, nil
		})
}

func (a *API) listConversations(ctx context.Context, me *asker, in *ConversationsQuery) (*Answer[List[view.Conversation]], error) {
	if strings.ContainsFunc(in.Search, unicode.IsControl) {
		return nil, desk.InvalidField("q", "a search is a single line of text")
	}
	page, err := a.Read.Conversations(ctx, read.ConversationsQuery{
		Viewer: me.viewer, List: read.List(in.List), Queue: desk.QueueID(in.Queue), Search: strings.TrimSpace(in.Search),
		Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	rows, err := a.rows(ctx, me, page.Rows)
	if err != nil {
		return nil, err
	}
	out := list(a, rows, page.Seq)
	out.Body.Next = page.Next
	return out, nil
}

// conversation is one as somebody may see it now.
func (a *API) conversation(ctx context.Context, me *asker, id desk.ConversationID) (*Answer[view.Conversation], error) {
	s, err := a.see(ctx, me, id)
	if err != nil {
		return nil, err
	}
	return &Answer[view.Conversation]{s.row(me)}, nil
}

// earlierAtMost bounds the conversations that stand beside a thread.
const earlierAtMost = 50

func (a *API) ofContact(ctx context.Context, me *asker, in *ByID) (*Answer[List[view.Conversation]], error) {
	seq := a.Engine.Seq()
	stored, err := a.Read.OfContact(ctx, desk.ContactID(in.ID), earlierAtMost)
	if err != nil {
		return nil, err
	}
	rows, err := a.rows(ctx, me, stored)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, desk.Missing("contact", in.ID)
	}
	return list(a, rows, seq), nil
}

// act registers something that is done to a conversation, answered with its row.
func (a *API) act(verb, summary string, command func(desk.ConversationID) engine.Command[desk.Conversation]) {
	o := op{id: verb + "-conversation", method: http.MethodPost, path: "/conversations/{id}/" + verb, tag: "Conversations", summary: summary, need: desk.MayServe}
	signed(a, o, func(ctx context.Context, me *asker, in *Deed) (*Answer[view.Conversation], error) {
		id := desk.ConversationID(in.ID)
		if _, err := engine.Do(ctx, a.Engine, me.call(in.Key), command(id)); err != nil {
			return nil, a.veil(ctx, me, id, err)
		}
		return a.conversation(ctx, me, id)
	})
}
