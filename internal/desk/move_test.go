package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"pronto/internal/desk"
)

// A person's word moves a conversation from every state to every place (S-35,
// S-36, T-46): the leg ends with what it covered, and another begins with a
// protocol number of its own.
func TestMoving_S_35_T_46(t *testing.T) {
	off, _ := offered(t)
	states := []struct {
		name string
		c    desk.Conversation
	}{
		{"queued in q1", waiting(t)}, {"offered in q1", off}, {"with ana in q1", wrote(t, held(t, ana), desk.FromAgent, ana, after(20))}, {"finished", ended(t, desk.Finished)},
	}
	places := []struct {
		name  string
		queue desk.QueueID
		agent desk.UserID
	}{{"to q1", vida, ""}, {"to q2", sales, ""}, {"to ana in q1", vida, ana}, {"to ana in q2", sales, ana}, {"to bia in q1", vida, bia}, {"to bia in q2", sales, bia}}
	var page strings.Builder
	for _, s := range states {
		fmt.Fprintf(&page, "%s\n", s.name)
		for _, p := range places {
			before := pictured(s.c)
			ended, next, events, err := s.c.Move("l2", p.queue, p.agent, desk.ByMove, "P2", after(60))
			if pictured(s.c) != before {
				t.Fatal("the value it was called on changed")
			}
			if err != nil {
				if pictured(next) != before || len(events) != 0 {
					t.Fatalf("%s %s: refused and done", s.name, p.name)
				}
				fmt.Fprintf(&page, "\t%-13s %s\n", p.name, refused(err))
				continue
			}
			mustFollow(t, s.c, ended, next, events)
			l := next.Leg
			fmt.Fprintf(&page, "\t%-13s leg %d %s %s %s %s, queued %s, assigned %s\n", p.name, l.Number, l.State, l.Queue, l.Agent, l.Source, clock(l.QueuedAt), clock(l.AssignedAt))
		}
	}
	golden(t, "move.golden", page.String())
}

func mustFollow(t *testing.T, c desk.Conversation, ended desk.Leg, next desk.Conversation, events []desk.Event) {
	t.Helper()
	if ended.ID != c.Leg.ID || ended.State != desk.Closed || ended.Outcome != desk.Moved || ended.LastN != c.LastN || !ended.EndedAt.Equal(after(60)) {
		t.Errorf("the leg that ended: %+v", ended)
	}
	l := next.Leg
	if l.ID != "l2" || l.Number != ended.Number+1 || l.Protocol != "P2" || l.FirstN != c.LastN+1 || len(l.Tried) != 0 || next.Priority != c.Priority || !next.Open() {
		t.Errorf("the leg that began: %+v", l)
	}
	want := desk.ConversationMoved{
		Conversation: c.ID, Ended: ended.ID, Leg: "l2", FromQueue: ended.Queue, Queue: l.Queue, FromAgent: ended.Agent, Agent: l.Agent, Protocol: "P2",
	}
	if len(events) != 1 || events[0] != desk.Event(want) {
		t.Errorf("%+v, want %+v", events, want)
	}
}

// Who had it reads it to the end of their leg and no further; who has it answers.
func TestWhoHadItWritesNoMore(t *testing.T) {
	_, c, _, err := held(t, ana).Move("l2", vida, bia, desk.ByTakeOver, "P2", after(60))
	if err != nil {
		t.Fatal(err)
	}
	_, _, _, err = c.Write(desk.Message{ID: "m", From: desk.FromAgent, Author: ana, Text: "still me"}, after(61))
	mustRefuse(t, err, "not_assigned")
	if _, _, _, err := c.Write(desk.Message{ID: "m", From: desk.FromAgent, Author: bia, Text: "me now"}, after(61)); err != nil {
		t.Fatal(err)
	}
}

// What comes back after a move stands where it stood in that queue (decision 5),
// and behind who came there before it when the move brought it there.
func TestWhatWasMovedKeepsItsPlaceInItsQueue(t *testing.T) {
	for queue, since := range map[desk.QueueID]float64{vida: 0, sales: 60} {
		_, c, _, err := held(t, ana).Move("l2", queue, bia, desk.ByMove, "P2", after(60))
		if err != nil {
			t.Fatal(err)
		}
		_, c, _, err = c.Return("l3", "P3", after(90))
		if err != nil || !c.Leg.QueuedAt.Equal(after(since)) || c.Leg.Source != "" {
			t.Errorf("back in %s: %+v, %v", queue, c.Leg, err)
		}
	}
}

func TestAWhisperIsForTheAgentAlone(t *testing.T) {
	c := held(t, ana)
	w, events, err := c.Whisper(desk.Whisper{ID: "w1", Author: bia, Text: " offer 10 % \n"}, after(60))
	if err != nil || w.Conversation != "c1" || w.AfterN != 1 || !w.At.Equal(after(60)) || strings.TrimSpace(w.Text) != "offer 10 %" {
		t.Fatalf("%v %+v", err, w)
	}
	if len(events) != 1 || events[0] != desk.Event(desk.WhisperWritten{Conversation: "c1", Whisper: "w1", Queue: vida, Agent: ana}) {
		t.Fatalf("%+v", events)
	}
	off, _ := offered(t)
	for _, c := range []desk.Conversation{waiting(t), off, ended(t, desk.Finished)} {
		_, events, err := c.Whisper(desk.Whisper{ID: "w1", Author: bia, Text: "hello?"}, after(60))
		mustRefuse(t, err, "not_assigned")
		if len(events) != 0 {
			t.Error("refused and done")
		}
	}
	for _, text := range []string{"", " \n\t", strings.Repeat("x", desk.MaxText+1)} {
		_, _, err := c.Whisper(desk.Whisper{ID: "w1", Author: bia, Text: text}, after(60))
		mustField(t, err, "text")
	}
}
