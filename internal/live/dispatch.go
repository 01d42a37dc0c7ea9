package live

import (
	"slices"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// dispatch hands one commit to all whom it may concern, and to nobody else: the
// indexes find them, so that a message costs its readers only.
func (h *Hub) dispatch(c *commit) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq = max(h.seq, c.Seq)
	if slices.ContainsFunc(c.Settings, func(s string) bool { return s == "users" || s == "queues" || s == "roles" }) {
		h.reviewRights()
	}
	if slices.ContainsFunc(c.Events, renames) {
		h.reload()
	} else if c.rearranges() {
		h.reloadRooms()
	}
	for i := range c.Conversations {
		h.noteConversation(c, i)
	}
	for i, o := range c.Offers {
		h.noteFor(h.users[o.Agent], c, item{offerRow, i})
	}
	for i, a := range c.Agents {
		h.noteFor(h.users[a.Agent.User], c, item{statusRow, i})
		h.noteFor(h.rooms, c, item{agentRow, i})
	}
	for i, w := range c.whispered {
		h.noteFor(h.users[w.Agent], c, item{whisperRow, i})
		h.noteFor(h.topics[w.Conversation], c, item{whisperRow, i})
	}
	for i := range c.Settings {
		h.noteFor(h.subscribers, c, item{settingsRow, i})
	}
	h.deliver()
	for _, change := range c.Conversations {
		h.reviewServing(change)
	}
	for _, token := range c.SessionsGone {
		for s := range h.sessions[token] {
			s.conn.Close(CodeSignedOut, h.endedBy(c, s.user))
		}
	}
}

// endedBy is the name of who ended a user's session, if that was somebody else:
// nobody is sent away without being told by whom.
func (h *Hub) endedBy(c *commit, u desk.UserID) string {
	for _, r := range c.Events {
		if e, ok := r.Event.(desk.SessionEnded); ok && e.User == u && r.Actor.Kind == desk.ActorUser && r.Actor.ID != string(u) {
			return h.engine.Directory().Users[desk.UserID(r.Actor.ID)].Name
		}
	}
	return ""
}

// deliver hands what was noted to those whom it concerns.
func (h *Hub) deliver() {
	for _, s := range h.touched {
		s.deliver()
	}
	clear(h.touched)
	h.touched = h.touched[:0]
}

func (h *Hub) noteConversation(c *commit, i int) {
	it := item{conversationRow, i}
	before, after := c.Conversations[i].Before, c.Conversations[i].After
	h.noteFor(h.topics[after.ID], c, it)
	h.noteFor(h.admins, c, it)
	h.noteFor(h.overseeing[after.Leg.Queue], c, it)
	if before.Leg.Queue != after.Leg.Queue { // moved: those who saw it there must hear
		h.noteFor(h.overseeing[before.Leg.Queue], c, it)
		h.noteFor(h.serving[before.Leg.Queue], c, it)
	}
	h.noteFor(h.users[after.Leg.Agent], c, it)
	if before.Leg.Agent != after.Leg.Agent {
		h.noteFor(h.users[before.Leg.Agent], c, it)
	}
	if waits(before) || waits(after) {
		h.noteFor(h.serving[after.Leg.Queue], c, it)
	}
}

func waits(c desk.Conversation) bool {
	return c.Leg.State == desk.Queued || c.Leg.State == desk.Offered
}

func (h *Hub) noteFor(readers set, c *commit, it item) {
	for s := range readers {
		s.note(c, it)
	}
}

// reviewRights looks at who may see what after users, queues or their members
// changed. Whose rights are others loads anew, and what they follow is judged
// again before anything more of it is sent.
func (h *Hub) reviewRights() {
	dir := h.engine.Directory()
	for s := range h.subscribers {
		v, active := dir.Viewer(s.user)
		switch {
		case !active:
			s.conn.Close(CodeSignedOut, "")
		case !sameRights(v, s.viewer):
			h.unindex(s)
			s.viewer = v
			h.index(s)
			if s.me {
				s.reset("me")
			}
			s.settleRoom()
			h.judgeAgain(s, s.followed())
		}
	}
}

func sameRights(a, b desk.Viewer) bool {
	return a.All == b.All && slices.Equal(a.Permissions, b.Permissions) && slices.Equal(a.Serves, b.Serves) && slices.Equal(a.Supervises, b.Supervises)
}

// reviewServing judges again what an agent reads because they serve the contact,
// once they hold a conversation of that contact no more.
func (h *Hub) reviewServing(change engine.ConversationChange) {
	agent := change.Before.Leg.Agent
	if agent == "" || !change.Before.HeldBy(agent) || change.After.HeldBy(agent) {
		return
	}
	for s := range h.users[agent] {
		var ids []desk.ConversationID
		for id, m := range s.topics {
			switch {
			case m.basis == unjudged:
				m.again = true
			case m.basis == byServing && m.row.Contact == change.After.Contact:
				ids = append(ids, id)
			}
		}
		h.judgeAgain(s, ids)
	}
}

func (s *subscriber) followed() []desk.ConversationID {
	ids := make([]desk.ConversationID, 0, len(s.topics))
	for id := range s.topics {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// index puts a subscriber where its viewer's rights find it; unindex takes it
// away again.
func (h *Hub) index(s *subscriber) {
	if s.viewer.All {
		h.admins[s] = struct{}{}
	}
	for _, q := range s.viewer.Serves {
		h.serving.add(q, s)
	}
	for _, q := range s.viewer.Supervises {
		h.overseeing.add(q, s)
	}
}

func (h *Hub) unindex(s *subscriber) {
	delete(h.admins, s)
	for _, q := range s.viewer.Serves {
		h.serving.remove(q, s)
	}
	for _, q := range s.viewer.Supervises {
		h.overseeing.remove(q, s)
	}
}
