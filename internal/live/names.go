package live

import (
	"slices"

	"pronto/internal/desk"
	"pronto/internal/view"
)

// A row carries the names of what it points to, and does not change when one of
// these does. Renaming is rare, so nobody keeps book of which row shows which name
// where: everybody loads anew what they look at.

func renames(r desk.Recorded) bool {
	switch e := r.Event.(type) {
	case desk.UserSaved:
		return !e.Created && slices.Contains(e.Changed, "name")
	case desk.QueueSaved:
		return !e.Created && slices.Contains(e.Changed, "name")
	case desk.ChannelSaved:
		return !e.Created && slices.Contains(e.Changed, "name")
	}
	return false
}

// reload asks everybody to load anew. The hub's lock is held.
func (h *Hub) reload() {
	for s := range h.subscribers {
		if s.me {
			s.reset("me")
		}
		if s.room {
			s.reset(roomTopic)
		}
		for _, id := range s.followed() {
			s.reset(topicName(id))
		}
	}
}

// reloadRooms asks who watches a live room to load it anew. The hub's lock is held.
func (h *Hub) reloadRooms() {
	for s := range h.rooms {
		s.reset(roomTopic)
	}
}

// reset says that a topic's rows must be loaded anew.
func (s *subscriber) reset(topic string) {
	s.hub.Stats.Resets.Add(1)
	s.control(view.Frame{Type: "reset", Topic: topic})
}
