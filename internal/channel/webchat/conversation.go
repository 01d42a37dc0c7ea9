package webchat

import (
	"context"
	"net/http"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

// threadLimit is how many messages of a thread the widget shows.
const threadLimit = 200

func (c *Channel) showConversation(w http.ResponseWriter, r *http.Request) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	answer := struct {
		Conversation *wireConversation `json:"conversation"`
		Messages     []wireMessage     `json:"messages"`
	}{Messages: []wireMessage{}}
	if err := c.limit(r, access.LimitReads, v, 1); err != nil {
		return err
	}
	row, ok, err := c.store.LatestOf(r.Context(), v.Channel, v.Contact)
	if err != nil {
		return err
	}
	if !ok {
		return answerJSON(w, answer)
	}
	page, err := c.store.Messages(r.Context(), read.MessagesQuery{Conversation: row.Conversation.ID, Limit: threadLimit})
	if err != nil {
		return err
	}
	dir := c.engine.Directory()
	for _, m := range page.Messages {
		answer.Messages = append(answer.Messages, messageShape(m, dir))
	}
	c.feed.placeSince(r.Context(), row.Conversation, refreshEvery)
	answer.Conversation = c.feed.shape(row.Conversation)
	return answerJSON(w, answer)
}

// writeMessage takes what a customer writes. Its id is made by the widget, so
// that sending it again changes nothing.
func (c *Channel) writeMessage(w http.ResponseWriter, r *http.Request) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	var said struct {
		ID     string   `json:"id"`
		Text   string   `json:"text"`
		Files  []string `json:"files"`
		Answer *int     `json:"answer"`
	}
	if err := decode(w, r, &said); err != nil {
		return err
	}
	if !isULID(said.ID) {
		return desk.InvalidField("id", "id must be a ULID")
	}
	cmd := engine.CustomerMessage{Token: v.Token, ID: desk.MessageID(said.ID), Text: said.Text, Answer: -1}
	if said.Answer != nil {
		cmd.Answer = *said.Answer
	}
	if len(said.Files) > desk.MaxFiles {
		return desk.InvalidField("files", "at most %d files", desk.MaxFiles)
	}
	for _, f := range said.Files {
		if !isID(f) {
			return desk.InvalidField("files", "file %.64q does not exist", f)
		}
		cmd.Files = append(cmd.Files, desk.FileID(f))
	}
	if err := c.limitMessage(r, v); err != nil {
		return err
	}
	written, err := engine.Do(r.Context(), c.engine, engine.Call{Actor: desk.ByCustomer(v.Contact)}, cmd)
	if err != nil {
		if desk.IsRefusal(err, "signed_out") {
			c.visitors.forget(v.Token)
		}
		return err
	}
	if written.Message.N == 1 {
		c.feed.placeSince(r.Context(), written.Conversation, 0)
	}
	return answerJSON(w, struct {
		Conversation any `json:"conversation"`
		Message      any `json:"message"`
	}{c.feed.shape(written.Conversation), messageShape(written.Message, c.engine.Directory())})
}

// limitMessage counts a message, and a conversation when it will open one.
func (c *Channel) limitMessage(r *http.Request, v desk.Visitor) error {
	if err := c.limit(r, access.LimitMessages, v, 1); err != nil {
		return err
	}
	if _, open := c.feed.openOf(keyOf(v)); open {
		return nil
	}
	row, ok, err := c.store.LatestOf(r.Context(), v.Channel, v.Contact)
	if err != nil || ok && row.Conversation.Open() {
		return err
	}
	return c.limit(r, access.LimitConversations, v, 1)
}

// mark is how far a customer got in a conversation.
type mark struct {
	Conversation string `json:"conversation"`
	N            int64  `json:"n"`
}

func (c *Channel) markRead(w http.ResponseWriter, r *http.Request) error {
	return c.mark(w, r, "read", func(m mark) engine.CustomerMarks { return engine.CustomerMarks{Read: m.N} })
}

func (c *Channel) markDelivered(w http.ResponseWriter, r *http.Request) error {
	return c.mark(w, r, "delivered", func(m mark) engine.CustomerMarks { return engine.CustomerMarks{Delivered: m.N} })
}

// mark goes through the lazy lane: of many marks the last says it all. The slot
// names the contact too, so that nobody can push another's mark out of it.
func (c *Channel) mark(w http.ResponseWriter, r *http.Request, kind string, command func(mark) engine.CustomerMarks) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	var said mark
	if err := decode(w, r, &said); err != nil {
		return err
	}
	switch {
	case !isID(said.Conversation):
		return desk.InvalidField("conversation", "conversation must be the id of one")
	case said.N < 1:
		return desk.InvalidField("n", "n must be at least 1")
	}
	cmd := command(said)
	cmd.Conversation, cmd.Contact = desk.ConversationID(said.Conversation), v.Contact
	open, err := c.isOpen(r, v, cmd.Conversation)
	if err != nil {
		return err
	}
	if open { // in a closed one nothing moves
		engine.Later(c.engine, kind+":"+said.Conversation+":"+string(v.Contact), engine.Call{Actor: desk.ByCustomer(v.Contact)}, cmd)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// isOpen says whether a conversation of the visitor's own goes on; another's does
// not exist for them. What no commit has shown yet is read, at the cost of a read.
func (c *Channel) isOpen(r *http.Request, v desk.Visitor, id desk.ConversationID) (bool, error) {
	if open, known := c.feed.openOf(keyOf(v)); known && open.ID == id {
		return true, nil
	}
	if err := c.limit(r, access.LimitReads, v, 1); err != nil {
		return false, err
	}
	rows, err := c.store.ByIDs(r.Context(), []desk.ConversationID{id})
	switch {
	case err != nil:
		return false, err
	case len(rows) != 1 || keyFor(rows[0].Conversation) != keyOf(v):
		return false, desk.Missing("conversation", id)
	}
	return rows[0].Conversation.Open(), nil
}

// contactKey is one customer on one channel: who can have one open conversation.
type contactKey struct {
	channel desk.ChannelID
	contact desk.ContactID
}

func keyOf(v desk.Visitor) contactKey { return contactKey{v.Channel, v.Contact} }

func keyFor(c desk.Conversation) contactKey { return contactKey{c.Channel, c.Contact} }

func within(d context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(d, commandWithin)
}
