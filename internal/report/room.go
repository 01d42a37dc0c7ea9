package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// Room is the room as it was at a past instant, of those whom somebody watches
// today. It shows what was true, also where that was noticed or corrected later.
type Room struct {
	At     time.Time
	Agents []RoomAgent // in order
	Queues []RoomQueue // in order
	Plans  Plans       // of the pauses
}

// RoomAgent is an agent of the room. Before they were a user they have no
// interval. Intervals and sign-ins last a millisecond here: they say what was.
type RoomAgent struct {
	User     desk.UserID
	Interval ledger.Interval
	SignIns  []ledger.SignIn
	Holds    []Held // oldest first; those of queues that the viewer oversees
}

// Held is a conversation that an agent had.
type Held struct {
	Conversation desk.ConversationID
	Queue        desk.QueueID
	Since        time.Time
}

// RoomQueue is what waited in a queue, an offer that rang included. Oldest is when
// the first of it came.
type RoomQueue struct {
	Queue   desk.QueueID
	Waiting int
	Oldest  time.Time
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
	work, err := s.Work(ctx, at, at.Add(time.Millisecond))
	if err != nil {
		return Room{}, err
	}
	held, waiting := running(work.Legs, ledger.At(at))
	plans, err := s.Plans(ctx)
	if err != nil {
		return Room{}, err
	}
	room := Room{At: at, Plans: plans}
	for _, id := range watched {
		row := RoomAgent{User: id, SignIns: times[id].SignIns}
		if v := times[id].Intervals; len(v) > 0 {
			row.Interval = v[0]
		}
		for _, l := range held[id] {
			if viewer.Oversees(l.Queue) {
				row.Holds = append(row.Holds, Held{l.Conversation, l.Queue, l.AssignedAt.Time()})
			}
		}
		room.Agents = append(room.Agents, row)
	}
	for _, id := range slices.Sorted(maps.Keys(dir.Queues)) {
		if !viewer.Oversees(id) || !dir.Queues[id].Active {
			continue
		}
		row := RoomQueue{Queue: id, Waiting: len(waiting[id])}
		if row.Waiting > 0 {
			row.Oldest = waiting[id][0].QueuedAt.Time()
		}
		room.Queues = append(room.Queues, row)
	}
	return room, nil
}

// running are the legs of an instant: those that agents had, and those that waited,
// each the oldest first.
func running(legs []ledger.Leg, at ledger.Instant) (held map[desk.UserID][]ledger.Leg, waiting map[desk.QueueID][]ledger.Leg) {
	held, waiting = map[desk.UserID][]ledger.Leg{}, map[desk.QueueID][]ledger.Leg{}
	for _, l := range legs {
		switch {
		case l.QueuedAt > at || l.EndedAt != 0 && l.EndedAt <= at:
		case l.AssignedAt != 0 && l.AssignedAt <= at:
			held[l.Agent] = append(held[l.Agent], l)
		default:
			waiting[l.Queue] = append(waiting[l.Queue], l)
		}
	}
	for _, list := range held {
		slices.SortFunc(list, func(a, b ledger.Leg) int {
			return cmp.Or(cmp.Compare(a.AssignedAt, b.AssignedAt), cmp.Compare(a.Conversation, b.Conversation))
		})
	}
	for _, list := range waiting {
		slices.SortFunc(list, func(a, b ledger.Leg) int {
			return cmp.Or(cmp.Compare(a.QueuedAt, b.QueuedAt), cmp.Compare(a.Conversation, b.Conversation))
		})
	}
	return held, waiting
}
