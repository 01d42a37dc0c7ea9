package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"pronto/internal/desk"
	"pronto/internal/problem"
	"pronto/internal/socket"
	"pronto/internal/view"
)

const (
	// maxTopics is how many conversations one window may follow at a time.
	maxTopics = 100
	maxID     = 64
	// drift is how far a quiet subscriber's sequence may fall behind before a beat
	// moves it along, so that a reconnect finds little to replay.
	drift = 500
)

var beatFrame = []byte(`{"type":"beat"}`)

// ServeHTTP is GET /api/v1/live.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, session, err := h.admit(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	// The origin was checked already, by the rule that holds for all of the desk.
	err = h.sockets.Accept(w, r, socket.Origins{Any: true}, func(c *socket.Conn) socket.Handler {
		return h.newSubscriber(c, user, session)
	})
	if err != nil && !errors.Is(err, socket.ErrShutdown) {
		h.log.Debug("no socket", "err", err)
	}
}

// admit knows who asks. A page of another origin could make a browser send the
// cookie along, so those are refused first.
func (h *Hub) admit(r *http.Request) (desk.UserID, string, error) {
	if err := h.checkOrigin(r); err != nil {
		return "", "", desk.Refuse(desk.Forbidden, "wrong_origin", "%s", err)
	}
	user, session, ok := h.opts.Authenticate(r)
	if !ok {
		return "", "", desk.Refuse(desk.Unauthenticated, "signed_out", "nobody is signed in")
	}
	return user, session, nil
}

// checkOrigin asks the standard protection about an upgrade as if it would
// change something, for a GET passes it unseen.
func (h *Hub) checkOrigin(r *http.Request) error {
	if r.Method == http.MethodGet {
		asked := *r
		asked.Method = http.MethodPost
		r = &asked
	}
	return h.guard.Check(r)
}

func origin(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil {
		return publicURL
	}
	return u.Scheme + "://" + u.Host
}

func (h *Hub) newSubscriber(c conn, user desk.UserID, session string) *subscriber {
	return &subscriber{hub: h, conn: c, user: user, session: session, topics: map[desk.ConversationID]*membership{}}
}

// Frame takes one message of the page.
func (s *subscriber) Frame(data []byte) {
	var f view.ClientFrame
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil || !errors.Is(d.Decode(&struct{}{}), io.EOF) {
		s.conn.Close(socket.CodePolicy, "not a frame of this feed")
		return
	}
	switch {
	case f.Type == "hello" && !s.greeted:
		s.greeted = true
		s.hello(f)
	case !s.greeted:
		s.conn.Close(socket.CodePolicy, "the first frame must be hello")
	case f.Type == "subscribe":
		s.subscribe(f)
	case f.Type == "unsubscribe":
		s.unsubscribe(f)
	case f.Type == "typing":
		s.typing(f)
	default:
		s.conn.Close(socket.CodePolicy, "no such frame")
	}
}

func (s *subscriber) hello(f view.ClientFrame) {
	h := s.hub
	me, room, ids, ok := parseTopics(f.Topics)
	if !ok || f.Window != "" && !isID(f.Window) || f.Load < 0 {
		s.conn.Close(socket.CodePolicy, "not a hello of this feed")
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandWithin)
	defer cancel()
	if err := h.openWindow(ctx, s, desk.WindowID(f.Window), f.Load); err != nil {
		h.log.Warn("a window could not be opened", "user", s.user, "err", err)
		s.conn.Close(socket.CodeTryAgain, "the desk cannot take this window now")
		return
	}
	q, base, ok := h.register(s, me, ids)
	q.room = room
	if !ok {
		s.conn.Close(CodeSignedOut, "")
		return
	}
	q.fresh = f.Epoch != h.engine.Epoch() || f.Seq <= 0 || f.Seq > h.engine.Seq()
	q.after = min(f.Seq, base)
	s.replay(q, base, func() {
		if !q.fresh {
			s.seq = q.after
		}
		s.control(view.Frame{Type: "welcome", Epoch: h.engine.Epoch(), Seq: s.seq, Window: string(s.window)})
	})
}

// register puts the subscriber where commits find it, and has them wait. From
// here on nothing is missed.
func (h *Hub) register(s *subscriber, me bool, ids []desk.ConversationID) (request, int64, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, signedIn := h.engine.Session(s.session)
	v, active := h.engine.Directory().Viewer(s.user)
	if !signedIn || !active {
		return request{}, 0, false
	}
	s.registered, s.viewer, s.me, s.seq, s.holds = true, v, me, h.seq, 1
	h.subscribers[s] = struct{}{}
	h.users.add(s.user, s)
	h.sessions.add(s.session, s)
	h.index(s)
	for _, id := range ids {
		s.topics[id] = &membership{}
		h.topics.add(id, s)
	}
	return request{viewer: v, me: me, topics: ids}, h.seq, true
}

func (h *Hub) unregister(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.registered {
		return
	}
	s.registered = false
	delete(h.subscribers, s)
	h.users.remove(s.user, s)
	h.sessions.remove(s.session, s)
	h.unindex(s)
	s.leaveRoom()
	for _, id := range s.followed() {
		s.unfollow(id)
	}
	s.held = nil
}

func (s *subscriber) subscribe(f view.ClientFrame) {
	if f.Topic == roomTopic {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		s.enterRoom()
		return
	}
	id, ok := parseTopic(f.Topic)
	if !ok {
		s.conn.Close(socket.CodePolicy, "no such topic")
		return
	}
	h := s.hub
	h.mu.Lock()
	if s.topics[id] == nil && len(s.topics) >= maxTopics {
		s.refuse(id, "limit_reached")
		h.mu.Unlock()
		return
	}
	s.topics[id] = &membership{}
	h.topics.add(id, s)
	s.holds++
	base := h.seq
	q := request{viewer: s.viewer, topics: []desk.ConversationID{id}, after: f.Seq, fresh: f.Seq <= 0 || f.Seq > h.engine.Seq()}
	h.mu.Unlock()
	s.replay(q, base, func() {})
}

// replay reads for the subscriber and sends it, before it all that came
// meanwhile may go.
func (s *subscriber) replay(q request, base int64, first func()) {
	h := s.hub
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	r, err := h.replayOf(ctx, q)
	if err != nil {
		h.log.Error("the feed cannot be resumed", "user", s.user, "after", q.after, "err", err)
		s.conn.Close(socket.CodeTryAgain, "the desk cannot be read now")
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	first()
	s.answer(q, r, base)
}

func (s *subscriber) unsubscribe(f view.ClientFrame) {
	if f.Topic == roomTopic {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		s.leaveRoom()
		return
	}
	if id, ok := parseTopic(f.Topic); ok {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		s.unfollow(id)
	}
}

// Beat is sent every ten seconds.
func (s *subscriber) Beat() []byte {
	if s.beats++; !s.greeted && s.beats > 2 {
		s.conn.Close(socket.CodePolicy, "no hello")
		return nil
	}
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.registered && s.holds == 0 && h.seq-s.seq > drift {
		s.advance(h.seq, nil)
	}
	return beatFrame
}

// Ended is told once that the socket is gone.
func (s *subscriber) Ended(end socket.End) {
	s.hub.unregister(s)
	s.hub.closed(s, end)
}

// parseTopics takes the topics of a hello apart.
func parseTopics(topics []string) (me, room bool, ids []desk.ConversationID, ok bool) {
	seen := map[desk.ConversationID]bool{}
	for _, t := range topics {
		if t == "me" {
			me = true
			continue
		}
		if t == roomTopic {
			room = true
			continue
		}
		id, ok := parseTopic(t)
		if !ok || len(ids) >= maxTopics {
			return false, false, nil, false
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return me, room, ids, true
}

func parseTopic(t string) (desk.ConversationID, bool) {
	id, ok := strings.CutPrefix(t, conversationTopic)
	return desk.ConversationID(id), ok && isID(id)
}

// isID tells whether a page can mean something by this: not every text is one
// that both databases take.
func isID(s string) bool {
	return s != "" && len(s) <= maxID && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
}
