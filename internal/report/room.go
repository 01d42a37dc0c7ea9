package report

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
	"pronto/internal/read"
)

// Room is the room as it was at a past instant, of those whom somebody watches
// today. It shows what was true, also where that was noticed or corrected later.
// People, queues and contacts are called what they are called now.
type Room struct {
	At     time.Time
	Agents []RoomAgent    // in order
	Queues []desk.QueueID // in order
	// Conversations were open in those queues, in the order of their ids.
	Conversations []RoomConversation
	Plans         Plans // of the pauses
}

// RoomAgent is an agent of the room. Before they were a user they have no
// interval. Intervals and sign-ins last a millisecond here: they say what was.
type RoomAgent struct {
	User     desk.UserID
	Interval ledger.Interval
	SignIns  []ledger.SignIn
	Standing Standing
}

// LabelSince is when what a supervisor sees of them began (desk.Agent.LabelSince).
func (a RoomAgent) LabelSince() time.Time {
	v := a.Interval
	away := a.Standing.Presence == desk.Lost || a.Standing.Presence == desk.Gone
	if away && (v.Smartspace == desk.Inactive || v.Blip == desk.BlipOffline) {
		return a.Standing.PresenceSince
	}
	return v.Since.Time()
}

// KeptOnline says whether their desk was closed and the status stayed online.
func (a RoomAgent) KeptOnline() bool {
	return a.Standing.Presence == desk.Gone && a.Interval.Blip == desk.BlipOnline && a.Interval.Smartspace == desk.Available
}

// RoomConversation is a conversation as it was. Whoever lost sight of it since is
// not told whose it was, nor what was said: Hidden.
type RoomConversation struct {
	Conversation desk.Conversation
	Contact      desk.Contact
	Hidden       bool
}

// RoomAt is the room that a viewer watches, at a past instant.
func (s *Service) RoomAt(ctx context.Context, viewer desk.Viewer, at time.Time) (Room, error) {
	at = at.UTC().Truncate(time.Millisecond)
	if !at.Before(s.engine.Now()) {
		return Room{}, desk.InvalidField("t", "the room can be seen as it was, not as it will be")
	}
	dir := s.engine.Directory()
	watched := dir.Watched(viewer)
	times, err := s.Intervals(ctx, watched, at, at.Add(time.Millisecond))
	if err != nil {
		return Room{}, err
	}
	room := Room{At: at}
	if room.Plans, err = s.Plans(ctx); err != nil {
		return Room{}, err
	}
	stood, err := s.standing(ctx, at)
	if err != nil {
		return Room{}, err
	}
	for _, id := range watched {
		row := RoomAgent{User: id, SignIns: times[id].SignIns, Standing: stood[id]}
		if v := times[id].Intervals; len(v) > 0 {
			row.Interval = v[0]
		}
		room.Agents = append(room.Agents, row)
	}
	for _, id := range slices.Sorted(maps.Keys(dir.Queues)) {
		if viewer.Oversees(id) && dir.Queues[id].Active {
			room.Queues = append(room.Queues, id)
		}
	}
	room.Conversations, err = s.openAt(ctx, viewer, room.Queues, at)
	return room, err
}

// openAt is what was open in these queues.
func (s *Service) openAt(ctx context.Context, viewer desk.Viewer, queues []desk.QueueID, at time.Time) ([]RoomConversation, error) {
	work, err := s.Work(ctx, at, at.Add(time.Millisecond))
	if err != nil {
		return nil, err
	}
	then := ledger.At(at)
	running := map[desk.ConversationID]ledger.Leg{}
	for _, l := range work.Legs {
		if l.QueuedAt <= then && (l.EndedAt == 0 || l.EndedAt > then) && slices.Contains(queues, l.Queue) {
			running[l.Conversation] = l
		}
	}
	ringing := map[desk.ConversationID]bool{}
	for _, o := range work.Offers {
		if o.Made <= then && (o.Ended == 0 || o.Ended > then) {
			ringing[o.Conversation] = true
		}
	}
	rows, err := s.store.ByIDs(ctx, slices.Sorted(maps.Keys(running)))
	if err != nil {
		return nil, err
	}
	out := make([]RoomConversation, 0, len(rows))
	for _, row := range rows {
		c, err := s.asItWas(ctx, row.Conversation, running[row.Conversation.ID], at)
		if err != nil {
			return nil, err
		}
		if c.Leg.State == desk.Queued && ringing[c.ID] {
			c.Leg.State = desk.Offered
		}
		was := RoomConversation{Conversation: c, Contact: row.Contact}
		if !viewer.Oversees(row.Conversation.Leg.Queue) {
			was.Contact, was.Conversation.LastText, was.Hidden = desk.Contact{ID: row.Contact.ID}, "", true
		}
		out = append(out, was)
	}
	return out, nil
}

// asItWas takes from a conversation all that came after an instant. How far each
// side had read is not kept.
func (s *Service) asItWas(ctx context.Context, now desk.Conversation, l ledger.Leg, at time.Time) (desk.Conversation, error) {
	was := desk.Conversation{
		ID: now.ID, Channel: now.Channel, Contact: now.Contact, Class: now.Class, Priority: now.Priority, OpenedAt: now.OpenedAt, Rev: now.Rev,
	}
	var err error
	if was.Leg, err = s.legAsItWas(ctx, now, l, at); err != nil {
		return was, err
	}
	if !now.LastAt.After(at) {
		was.LastN, was.LastAt, was.LastFrom, was.LastText, was.AskedAt = now.LastN, now.LastAt, now.LastFrom, now.LastText, now.AskedAt
		return was, nil
	}
	return was, s.saidBy(ctx, &was, at)
}

// legAsItWas is the row of the leg that was the current one. It knows the place in
// the queue, which a leg may have from an earlier one (decision 5).
func (s *Service) legAsItWas(ctx context.Context, now desk.Conversation, l ledger.Leg, at time.Time) (desk.Leg, error) {
	leg := now.Leg
	if leg.ID != l.ID {
		t, _, err := s.store.Thread(ctx, now.ID)
		if err != nil {
			return leg, err
		}
		i := slices.IndexFunc(t.Earlier, func(e desk.Leg) bool { return e.ID == l.ID })
		if i < 0 {
			return leg, fmt.Errorf("conversation %s has no leg %s", now.ID, l.ID)
		}
		leg = t.Earlier[i]
	}
	was := desk.Leg{
		ID: leg.ID, Conversation: now.ID, Number: leg.Number, Queue: leg.Queue, Protocol: leg.Protocol, State: desk.Queued, QueuedAt: leg.QueuedAt, FirstN: leg.FirstN,
	}
	if l.AssignedAt != 0 && !l.AssignedAt.Time().After(at) {
		was.State, was.Agent, was.Source, was.AssignedAt = desk.Assigned, l.Agent, leg.Source, leg.AssignedAt
	}
	return was, nil
}

// saidBefore bounds what is read at once of a conversation that went on since.
const saidBefore = 100

// saidBy reads back what had been said, from the newest to the last answer.
func (s *Service) saidBy(ctx context.Context, c *desk.Conversation, at time.Time) error {
	ask := read.MessagesQuery{Conversation: c.ID, Limit: saidBefore}
	for {
		page, err := s.store.Messages(ctx, ask)
		if err != nil {
			return err
		}
		for _, m := range slices.Backward(page.Messages) {
			if m.At.After(at) {
				continue
			}
			if c.LastN == 0 {
				c.LastN, c.LastAt, c.LastFrom, c.LastText = m.N, m.At, m.From, m.Summary()
			}
			if m.From == desk.FromAgent {
				return nil
			}
			c.AskedAt = m.At
		}
		if !page.More {
			return nil
		}
		ask.Before = page.Messages[0].N
	}
}
