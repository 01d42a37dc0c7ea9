package live

import (
	"slices"

	"pronto/internal/desk"
	"pronto/internal/view"
)

const roomTopic = "room"

// enterRoom begins to send the agents of the live room. What there is already the
// client loads: the room is always begun with a reset. The hub's lock is held.
func (s *subscriber) enterRoom() {
	if !s.viewer.May(desk.MayWatch) {
		s.hub.Stats.Refusals.Add(1)
		s.control(view.Frame{Type: "refused", Topic: roomTopic, Code: "forbidden"})
		return
	}
	s.room = true
	s.hub.rooms[s] = struct{}{}
	s.complete(roomTopic, true)
}

func (s *subscriber) leaveRoom() {
	s.room = false
	delete(s.hub.rooms, s)
}

// settleRoom judges the room anew after their rights changed.
func (s *subscriber) settleRoom() {
	if s.room {
		s.leaveRoom()
		s.enterRoom()
	}
}

// watches says whether an agent shows in their room, as engine.Directory.Watched
// lists it: asked of one agent it costs the queues of that agent only.
func (s *subscriber) watches(u desk.UserID) bool {
	agent, active := s.hub.engine.Directory().Viewer(u)
	return active && slices.ContainsFunc(agent.Serves, s.viewer.Oversees)
}

// rearranges says whether a commit changes who shows in rooms, or what their rows
// say of agents that the commit does not touch.
func (c *commit) rearranges() bool {
	return slices.Contains(c.Settings, "queues") || slices.Contains(c.Settings, "installation") ||
		slices.ContainsFunc(c.Events, func(r desk.Recorded) bool {
			saved, ok := r.Event.(desk.UserSaved)
			return ok && slices.Contains(saved.Changed, "active")
		})
}

// hears says whether a word to an agent is for them: the agent whom it was written
// to, or who follows the conversation and supervises its queue.
func (s *subscriber) hears(c *commit, at int) bool {
	to := c.whispered[at]
	m := s.topics[to.Conversation]
	if s.user == to.Agent {
		return s.me || m != nil && m.basis.live()
	}
	return m != nil && m.basis == byList && s.viewer.Oversees(to.Queue)
}
