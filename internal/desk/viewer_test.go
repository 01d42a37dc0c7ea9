package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"pronto/internal/desk"
)

// Who sees what: every relation to a conversation of q1, in every state. The
// conversation has five messages; bia held an earlier leg of it up to the second.
func TestWhoSeesWhat(t *testing.T) {
	queues := []desk.QueueID{vida}
	viewers := []struct {
		name   string
		v      desk.Viewer
		serves bool // the contact
	}{
		{"agent, nothing to do with it", desk.Viewer{User: "carl", Serves: []desk.QueueID{sales}}, false},
		{"agent of the queue", desk.Viewer{User: "carl", Serves: queues}, false},
		{"agent serving the contact elsewhere", desk.Viewer{User: "carl", Serves: []desk.QueueID{sales}}, true},
		{"ana, whose it is or was", desk.Viewer{User: ana}, false},
		{"bia, who lost it", desk.Viewer{User: bia}, false},
		{"supervisor of the queue", desk.Viewer{User: "sue", Supervises: queues}, false},
		{"supervisor of another", desk.Viewer{User: "sue", Supervises: []desk.QueueID{sales}}, false},
		{"supervisor who serves the queue", desk.Viewer{User: "sue", Serves: queues}, false},
		{"administrator", desk.Viewer{User: "adm", All: true}, false},
		{"nobody", desk.Viewer{}, false},
	}
	five := func(c desk.Conversation) desk.Conversation {
		c.LastN = 5
		return c
	}
	off, _ := offered(t)
	states := []struct {
		name string
		c    desk.Conversation
	}{
		{"queued", five(waiting(t))},
		{"offered", five(off)},
		{"assigned", five(held(t, ana))},
		{"finished", five(ended(t, desk.Finished))},
		{"abandoned", func() desk.Conversation { c, _ := left(five(waiting(t))).Abandon(1, after(999)); return c }()},
	}
	earlier := []desk.Leg{{Number: 1, Agent: bia, State: desk.Closed, LastN: 2}}
	var page strings.Builder
	for _, w := range viewers {
		fmt.Fprintf(&page, "%s\n", w.name)
		for _, s := range states {
			to, ok := w.v.Reads(s.c, earlier, w.serves)
			reads := "nothing"
			if ok {
				reads = fmt.Sprintf("up to %d", to)
			}
			fmt.Fprintf(&page, "\t%-9s lists=%-5v reads %s\n", s.name, w.v.Lists(s.c), reads)
		}
		fmt.Fprintf(&page, "\tthe queue: sees=%v oversees=%v\n", w.v.SeesQueue(vida), w.v.Oversees(vida))
	}
	golden(t, "viewer.golden", page.String())
}

// The furthest of several legs counts.
func TestWhoHeldItTwiceReadsUpToTheLater(t *testing.T) {
	v := desk.Viewer{User: bia}
	legs := []desk.Leg{{Agent: bia, LastN: 7}, {Agent: ana, LastN: 9}, {Agent: bia, LastN: 4}}
	if to, ok := v.Reads(held(t, ana), legs, false); !ok || to != 7 {
		t.Fatalf("%d %v", to, ok)
	}
}
