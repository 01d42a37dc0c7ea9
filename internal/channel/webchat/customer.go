package webchat

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/problem"
	"pronto/internal/read"
	"pronto/internal/socket"
)

// typingEvery is how often a customer's typing is passed on at most.
const typingEvery = time.Second

// conn is the socket of a customer. Neither method blocks.
type conn interface {
	Send(frame []byte) bool
	Close(code socket.Code, reason string)
}

// customer is one window of the widget.
type customer struct {
	channel *Channel
	conn    conn
	release []func() // of the gauges
	beats   int
	greeted bool // a good token came
	refused bool
	typed   time.Time

	token string
	key   contactKey

	// What the feed's lock guards: while a thread is being read, changes wait; then
	// the last that was sent.
	holding      bool
	held         []change
	conversation desk.ConversationID
	n            int64
	rev          int64
	last         []byte
}

// connect is GET /widget/v1/live.
func (c *Channel) connect(w http.ResponseWriter, r *http.Request) error {
	release, ok := c.gauges.connecting.Acquire(access.Caller{Address: access.ClientAddress(r, c.opts.TrustedProxies)})
	if !ok {
		return problem.TooMany(access.SocketRetry)
	}
	attached := false
	// The origin was checked already; who it is follows in the first frame.
	err := c.sockets.Accept(w, r, socket.Origins{Any: true}, func(s *socket.Conn) socket.Handler {
		attached = true
		return &customer{channel: c, conn: s, release: []func(){release}}
	})
	if !attached {
		release()
	}
	if err != nil && !errors.Is(err, socket.ErrShutdown) {
		c.log.Debug("no socket", "err", err)
	}
	return nil // Accept has answered
}

// clientFrame is what a widget says.
type clientFrame struct {
	Type  string `json:"type"`
	Token string `json:"token"`
	// Conversation and N tell up to where the thread is known.
	Conversation string `json:"conversation"`
	N            int64  `json:"n"`
}

// Frame takes one message of the widget.
func (s *customer) Frame(data []byte) {
	var f clientFrame
	if err := decodeJSON(data, &f); err != nil {
		s.conn.Close(socket.CodePolicy, "not a frame of this feed")
		return
	}
	switch {
	case s.refused:
	case f.Type == "hello" && !s.greeted:
		s.hello(f)
	case f.Type == "typing" && s.greeted:
		s.typing()
	default:
		s.conn.Close(socket.CodePolicy, "no such frame here")
	}
}

func (s *customer) hello(f clientFrame) {
	ctx, cancel := within(context.Background())
	defer cancel()
	v, ok := s.visitor(ctx, f.Token)
	if !ok {
		return
	}
	release, ok := s.channel.gauges.known.Acquire(access.Caller{Visitor: string(v.ID), Channel: string(v.Channel)})
	if !ok {
		s.conn.Close(socket.CodeTryAgain, "too many windows")
		return
	}
	s.release = append(s.release, release)
	s.greeted, s.token, s.key = true, v.Token, keyOf(v)
	s.channel.feed.join(s)
	s.channel.presence.arrive(s.key)
	if now, ok := s.visitor(ctx, f.Token); !ok || keyOf(now) != s.key {
		s.conn.Close(socket.CodeTryAgain, "come again") // forgotten or renamed just now
		return
	}
	if err := s.catchUp(ctx, f); err != nil {
		s.fail("read a thread", err)
	}
}

// visitor is whose token this is. Whoever has none is told so, and forgets it; a
// channel that is out of service may come back, and its visitors with it.
func (s *customer) visitor(ctx context.Context, token string) (desk.Visitor, bool) {
	v, err := s.channel.visitorOf(ctx, token)
	var refusal *desk.Refusal
	switch {
	case desk.IsRefusal(err, "signed_out"):
		s.refused = true
		s.conn.Send(closedFrame) // closing now would drop it; the next beat does
	case errors.As(err, &refusal):
		s.conn.Close(socket.CodeTryAgain, "the channel is out of service")
	case err != nil:
		s.fail("know a visitor", err)
	}
	return v, err == nil
}

func (s *customer) fail(doing string, err error) {
	s.channel.log.Error("a widget cannot be served", "doing", doing, "err", err)
	s.conn.Close(socket.CodeTryAgain, "the desk cannot be read now")
}

// catchUp sends the state and all that is not known yet, then what came
// meanwhile.
func (s *customer) catchUp(ctx context.Context, f clientFrame) error {
	before, err := s.restOfEarlier(ctx, f)
	if err != nil {
		return err
	}
	row, some, err := s.channel.store.LatestOf(ctx, s.key.channel, s.key.contact)
	if err != nil {
		return err
	}
	var after int64
	if string(row.Conversation.ID) == f.Conversation {
		before, after = nil, f.N // it is not an earlier one
	}
	var messages []desk.Message
	if some {
		if messages, err = s.messagesAfter(ctx, row.Conversation.ID, after); err != nil {
			return err
		}
		s.channel.feed.placeSince(ctx, row.Conversation, refreshEvery)
	}
	s.answer(row.Conversation, before, after, messages)
	return nil
}

// restOfEarlier are the last messages of the conversation that the widget still
// shows, in case another window has begun a new one since.
func (s *customer) restOfEarlier(ctx context.Context, f clientFrame) ([]desk.Message, error) {
	if !isID(f.Conversation) {
		return nil, nil
	}
	rows, err := s.channel.store.ByIDs(ctx, []desk.ConversationID{desk.ConversationID(f.Conversation)})
	if err != nil || len(rows) != 1 || keyFor(rows[0].Conversation) != s.key {
		return nil, err
	}
	if rows[0].Conversation.Open() {
		return nil, nil // then it is the latest
	}
	return s.messagesAfter(ctx, rows[0].Conversation.ID, f.N)
}

func (s *customer) messagesAfter(ctx context.Context, id desk.ConversationID, after int64) ([]desk.Message, error) {
	var messages []desk.Message
	q := read.MessagesQuery{Conversation: id, After: max(after, 0), Limit: threadLimit}
	for {
		page, err := s.channel.store.Messages(ctx, q)
		if err != nil {
			return nil, err
		}
		messages = slices.Concat(page.Messages, messages)
		if !page.More || len(page.Messages) == 0 || page.Messages[0].N == q.After+1 {
			return messages, nil
		}
		q.Before = page.Messages[0].N
	}
}

func (s *customer) answer(c desk.Conversation, before []desk.Message, after int64, messages []desk.Message) {
	f := &s.channel.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, here := f.customers[s.key][s]; !here {
		return // the token was forgotten meanwhile
	}
	for _, m := range before {
		s.message(m)
	}
	if c.ID == "" {
		s.sendState(nil)
	} else {
		if _, known := f.open[s.key]; !known && len(s.held) == 0 && c.Open() {
			f.open[s.key] = c // from before this start of the server
		}
		s.state(c)
		s.n = after
	}
	for _, m := range messages {
		s.message(m)
	}
	s.holding = false
	for _, ch := range s.held {
		s.show(ch)
	}
	s.held = nil
}

func (s *customer) typing() {
	now := s.channel.engine.Now()
	if now.Sub(s.typed) < typingEvery {
		return
	}
	s.typed = now
	if c, open := s.channel.feed.openOf(s.key); open {
		s.channel.opts.CustomerTypes(c)
	}
}

// Beat is sent every ten seconds.
func (s *customer) Beat() []byte {
	if s.beats++; s.refused || !s.greeted && s.beats > 2 {
		s.conn.Close(socket.CodePolicy, "no visitor")
		return nil
	}
	return beatFrame
}

// Ended is told once that the socket is gone.
func (s *customer) Ended(socket.End) {
	if s.greeted {
		s.channel.feed.leave(s)
		s.channel.presence.depart(s.key)
	}
	for _, release := range s.release {
		release()
	}
}
