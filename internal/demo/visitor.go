package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/coder/websocket"
)

// visitor is a browser with the widget: what it holds between two visits is the
// token, and what it knows of the conversation.
type visitor struct {
	client *client
	feed   *feed
	events chan event

	mu           sync.Mutex
	conversation chat
	known        int64 // the highest ordinal seen of it
}

// chat is a conversation as the widget sees it.
type chat struct {
	ID       string `json:"id"`
	State    string `json:"state"` // queued, offered, assigned, closed
	Agent    string `json:"agent"`
	Protocol string `json:"protocol"`
}

func (c chat) waiting() bool { return c.State == "queued" || c.State == "offered" }
func (c chat) open() bool    { return c.ID != "" && c.State != "closed" }

// said is a message as the widget sees it.
type said struct {
	ID           string            `json:"id"`
	Conversation string            `json:"conversation"`
	N            int64             `json:"n"`
	From         string            `json:"from"`
	Text         string            `json:"text"`
	Files        []json.RawMessage `json:"files"`
}

// event is one frame of the widget's feed.
type event struct {
	Type         string `json:"type"` // state, message, typing, beat, closed_token
	Conversation *chat  `json:"conversation"`
	Message      *said  `json:"message"`
}

func newVisitor(w *world) *visitor {
	v := &visitor{client: newClient(w)}
	v.client.http.Jar = nil // the widget lives without cookies
	v.feed = &feed{
		client: v.client, path: "/widget/v1/live", hello: v.hello, say: make(chan any, 4),
		ended: func(code websocket.StatusCode) bool { return code == closedSignedOut },
	}
	return v
}

// register makes the visitor known on a channel, or tells who they are if they
// are known already.
func (v *visitor) register(ctx context.Context, channel string, who persona) error {
	var made struct {
		Token string `json:"token"`
	}
	err := v.client.call(ctx, http.MethodPost, "/widget/v1/channels/"+channel+"/visitors", map[string]string{"name": who.Name, "email": who.Email}, &made)
	v.client.token = cmp.Or(made.Token, v.client.token)
	return err
}

// look asks how the conversation stands, before the socket is there to tell.
func (v *visitor) look(ctx context.Context) (chat, error) {
	var now struct {
		Conversation *chat `json:"conversation"`
	}
	if err := v.client.call(ctx, http.MethodGet, "/widget/v1/conversation", nil, &now); err != nil || now.Conversation == nil {
		return chat{}, err
	}
	return *now.Conversation, nil
}

// send writes one message. Answer is that to the channel's question, -1 for none.
func (v *visitor) send(ctx context.Context, text string, files []string, answer int) error {
	body := struct {
		ID     string   `json:"id"`
		Text   string   `json:"text,omitempty"`
		Files  []string `json:"files,omitempty"`
		Answer *int     `json:"answer,omitempty"`
	}{ID: newID(), Text: text, Files: files}
	if answer >= 0 {
		body.Answer = &answer
	}
	var accepted struct {
		Conversation chat `json:"conversation"`
		Message      said `json:"message"`
	}
	if err := v.client.call(ctx, http.MethodPost, "/widget/v1/messages", body, &accepted); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if accepted.Conversation.ID != v.conversation.ID {
		v.turnTo(accepted.Conversation) // else the socket knows better
	}
	if accepted.Message.N == v.known+1 {
		v.known++ // beyond a gap lies something that the socket has yet to bring
	}
	return nil
}

func (v *visitor) upload(ctx context.Context, f attachment) (string, error) {
	return v.client.upload(ctx, "/widget/v1/files", f)
}

// mark says how far messages have come: "delivered" or "read".
func (v *visitor) mark(ctx context.Context, kind string, m said) error {
	return v.client.call(ctx, http.MethodPost, "/widget/v1/"+kind, map[string]any{"conversation": m.Conversation, "n": m.N}, nil)
}

func (v *visitor) typing() { v.feed.tell(map[string]string{"type": "typing"}) }

// chat is how the conversation stands.
func (v *visitor) chat() chat {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.conversation
}

// connect opens the socket until disconnect is called. Events come on a channel
// of their own for each connection, which is closed when the feed is over.
func (v *visitor) connect(ctx context.Context) (disconnect func()) {
	ctx, cancel := context.WithCancel(ctx)
	events := make(chan event, 64)
	v.events = events
	v.feed.take = func(frame json.RawMessage) {
		if e, news := v.learn(frame); news {
			select {
			case events <- e:
			case <-ctx.Done():
			}
		}
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		defer close(events)
		_ = v.feed.run(ctx) // either way the page is closed
	}()
	return func() {
		cancel()
		<-gone
	}
}

func (v *visitor) hello() any {
	v.mu.Lock()
	defer v.mu.Unlock()
	hello := map[string]any{"type": "hello", "token": v.client.token, "n": v.known}
	if v.conversation.ID != "" {
		hello["conversation"] = v.conversation.ID
	}
	return hello
}

// learn keeps what a frame says, and tells whether it is news.
func (v *visitor) learn(frame json.RawMessage) (e event, news bool) {
	if json.Unmarshal(frame, &e) != nil {
		return e, false // of a kind that this widget does not know
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case e.Type == "state" && e.Conversation != nil:
		v.turnTo(*e.Conversation)
		return e, true
	case e.Type == "message" && e.Message != nil:
		return e, v.learnMessage(*e.Message)
	}
	return e, e.Type == "typing" || e.Type == "closed_token"
}

func (v *visitor) learnMessage(m said) bool {
	if m.Conversation != v.conversation.ID {
		v.turnTo(chat{ID: m.Conversation, State: "queued"}) // how it stands comes in a frame of its own
	} else if m.N <= v.known {
		return false // sent again after a reconnect
	}
	v.known = m.N
	return true
}

// turnTo takes in how the conversation stands; ordinals begin anew with another.
func (v *visitor) turnTo(c chat) {
	if c.ID != v.conversation.ID {
		v.known = 0
	}
	v.conversation = c
}
