package live

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/view"
)

// typingEvery is how often one window's typing is passed on at most.
const typingEvery = time.Second

// typing passes on that the holder of a conversation types: to the customer, and
// to others who follow it.
func (s *subscriber) typing(f view.ClientFrame) {
	id, ok := parseTopic(f.Topic)
	if !ok {
		return
	}
	h := s.hub
	now := h.engine.Now()
	h.mu.Lock()
	defer h.mu.Unlock()
	m := s.topics[id]
	if m == nil || !m.basis.live() || !m.row.HeldBy(s.user) || now.Sub(s.typed) < typingEvery {
		return
	}
	s.typed = now
	h.opts.Typing(m.row)
	frame := mustEncode(view.Frame{Type: "typing", Topic: f.Topic, From: h.engine.Directory().Users[s.user].Name})
	for other := range h.topics[id] {
		if other.user != s.user {
			other.sendTyping(id, frame)
		}
	}
}

// CustomerTypes tells who follows a conversation, and who holds it, that its
// customer types.
func (h *Hub) CustomerTypes(c desk.Conversation) {
	frame := mustEncode(view.Frame{Type: "typing", Topic: topicName(c.ID), From: "customer"})
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.topics[c.ID] {
		s.sendTyping(c.ID, frame)
	}
	for s := range h.users[c.Leg.Agent] {
		if s.me && s.topics[c.ID] == nil && c.HeldBy(s.user) {
			s.conn.Send(frame)
		}
	}
}

func (s *subscriber) sendTyping(id desk.ConversationID, frame []byte) {
	if s.holds == 0 && s.topics[id].basis.live() {
		s.conn.Send(frame)
	}
}
