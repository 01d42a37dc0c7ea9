package sim

import (
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// What cannot follow is refused: each line is the last of a story that was fine
// until then.
func TestStoryRefusesWhatCannotFollow(t *testing.T) {
	online := desk.StatusChanged{User: "ana", From: desk.Invisible, To: desk.Online, SignIns: []desk.SignedIn{{Queue: "q", State: desk.SignedInQueue}}}
	begin := []desk.Event{
		desk.PresenceChanged{User: "ana", From: desk.Gone, To: desk.Connected},
		online,
		desk.ConversationOpened{Conversation: "c", Queue: "q", Leg: "l1", Protocol: "p1"},
	}
	ring := desk.HoldChanged{User: "ana", From: desk.Free, To: desk.Connecting, Call: "call", Queue: "q", Until: noon.Add(time.Hour)}
	moved := desk.ConversationMoved{Conversation: "c", Ended: "l1", Leg: "l2", FromQueue: "q", Queue: "q", Agent: "ana", Protocol: "p2"}
	for _, c := range []struct {
		why    string
		events []desk.Event
	}{
		{"", []desk.Event{ring, moved}},
		{"goes from connecting to connecting", []desk.Event{ring, desk.HoldChanged{User: "ana", From: desk.Connecting, To: desk.Connecting, Call: "second"}}},
		{"has call", []desk.Event{ring, desk.HoldChanged{User: "ana", From: desk.Connecting, To: desk.InCall, Call: "second"}}},
		{"goes from free to connected", []desk.Event{desk.HoldChanged{User: "ana", From: desk.Free, To: desk.InCall, Call: "call"}}},
		{"was free", []desk.Event{desk.HoldChanged{User: "ana", From: desk.WrapUp, To: desk.Free}}},
		{"and that ends at", []desk.Event{ring, desk.Dated{Event: desk.HoldChanged{User: "ana", From: desk.Connecting, To: desk.NoAnswer, Call: "call"}, Since: noon.Add(2 * time.Hour)}}},
		{"a call rings", []desk.Event{desk.BusyChanged{User: "ana", Cause: desk.BusyTone}, ring}},
		{"a call rings", []desk.Event{desk.DrainChanged{User: "ana", By: "sup", Until: noon}, ring}},
		{"a call rings", []desk.Event{desk.HoldChanged{User: "ana", From: desk.Free, To: desk.Connecting, Call: "call", Queue: "other"}}},
		{"still online", []desk.Event{desk.PresenceChanged{User: "ana", From: desk.Connected, To: desk.Gone, End: desk.DeskClosed}}},
		{"", []desk.Event{desk.KeepOnlineChanged{User: "ana", On: true}, desk.PresenceChanged{User: "ana", From: desk.Connected, To: desk.Gone, End: desk.DeskClosed}}},
		{"still online", []desk.Event{desk.KeepOnlineChanged{User: "ana", On: true}, desk.PresenceChanged{User: "ana", From: desk.Connected, To: desk.Gone, End: desk.GraceOver}}},
		{"who is not able", []desk.Event{desk.NextStatusChanged{User: "ana", Status: desk.Paused, AfterWork: true}, moved}},
		{"keeps its number", []desk.Event{desk.ConversationMoved{Conversation: "c", Ended: "l1", Leg: "l2", FromQueue: "q", Queue: "other", Protocol: "p1"}}},
		{"moves to where it is", []desk.Event{desk.ConversationMoved{Conversation: "c", Ended: "l1", Leg: "l2", FromQueue: "q", Queue: "q", Protocol: "p2"}}},
		{"as busy as before", []desk.Event{desk.BusyChanged{User: "ana"}}},
	} {
		s, n := newStory(), int64(0)
		var err error
		for _, e := range append(begin[:len(begin):len(begin)], c.events...) {
			n++
			event, since := desk.Undate(e, noon)
			at := noon
			if since.After(at) {
				at = since
			}
			if err = s.hear(desk.Recorded{Seq: n, At: at, Since: since, Event: event}); err != nil {
				break
			}
		}
		switch {
		case c.why == "" && err != nil:
			t.Errorf("nothing is wrong, and yet: %v", err)
		case c.why != "" && (err == nil || n != int64(len(begin)+len(c.events)) || !strings.Contains(err.Error(), c.why)):
			t.Errorf("%s: %v at event %d", c.why, err, n)
		}
	}
}
