package live

import (
	"context"
	"time"

	"pronto/internal/desk"
	"pronto/internal/view"
)

// readWithin is how long a reading of the store may take.
const readWithin = 10 * time.Second

// verdict is what a viewer may read of a conversation at this moment: up to the
// message with the ordinal to.
type verdict struct {
	basis basis
	to    int64
	row   desk.Conversation
}

// judge asks the store, which knows earlier legs and who serves the contact.
// Unjudged means that there is nothing they may read.
func (h *Hub) judge(ctx context.Context, v desk.Viewer, id desk.ConversationID) (verdict, error) {
	thread, ok, err := h.store.Thread(ctx, id)
	if err != nil || !ok {
		return verdict{}, err
	}
	c := thread.Conversation
	if v.Lists(c) {
		return verdict{byList, c.LastN, c}, nil
	}
	serves, err := h.store.ServesContact(ctx, v.User, c.Contact)
	if err != nil {
		return verdict{}, err
	}
	to, ok := v.Reads(c, thread.Earlier, serves)
	switch {
	case !ok:
		return verdict{}, nil
	case serves && !c.Open(): // one that goes on elsewhere is not theirs
		return verdict{byServing, to, c}, nil
	}
	return verdict{byPast, to, c}, nil
}

// judgeAgain stops what they follow at once and finds out what is left of the
// right to it. The hub's lock is held.
func (h *Hub) judgeAgain(s *subscriber, ids []desk.ConversationID) {
	if len(ids) == 0 {
		return
	}
	for _, id := range ids {
		s.topics[id].basis = unjudged
	}
	s.holds++
	viewer := s.viewer
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), readWithin)
		defer cancel()
		verdicts := make(map[desk.ConversationID]verdict, len(ids))
		for _, id := range ids {
			v, err := h.judge(ctx, viewer, id)
			if err != nil { // what cannot be judged is not shown
				h.log.Error("the feed cannot judge a conversation", "conversation", id, "err", err)
			}
			verdicts[id] = v
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, id := range ids {
			s.settle(id, verdicts[id])
		}
		s.release()
	}()
}

// settle puts a verdict on something that was followed into force.
func (s *subscriber) settle(id desk.ConversationID, v verdict) {
	m := s.topics[id]
	switch {
	case m == nil: // they stopped following meanwhile
	case m.again:
		m.again = false
		s.hub.judgeAgain(s, []desk.ConversationID{id})
	case v.basis.live():
		m.basis, m.row = v.basis, v.row
	default:
		s.refuse(id, "forbidden")
	}
}

// refuse ends a subscription, or does not begin it.
func (s *subscriber) refuse(id desk.ConversationID, code string) {
	s.unfollow(id)
	s.hub.Stats.Refusals.Add(1)
	s.control(view.Frame{Type: "refused", Topic: topicName(id), Code: code})
}

func (s *subscriber) unfollow(id desk.ConversationID) {
	delete(s.topics, id)
	s.hub.topics.remove(id, s)
}
