package report

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/testkit/desktest"
)

// live is the room as it is now, for people.
func live(t *testing.T, d *desktest.Desk, viewer desk.Viewer) string {
	t.Helper()
	open, err := d.Store.OpenIn(t.Context(), viewer)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	dir := d.Directory()
	for _, id := range dir.Watched(viewer) {
		state, ok := d.Agent(id)
		if !ok {
			state = engine.Untouched(dir.Users[id])
		}
		x := state.Axes
		reason := x.Reason
		if x.Blip() != desk.BlipPaused {
			reason = ""
		}
		var held []string
		for _, c := range open.Rows {
			if c.Conversation.Leg.Agent == id && c.Conversation.Leg.State == desk.Assigned {
				held = append(held, string(c.Conversation.ID)+" "+c.Conversation.Leg.AssignedAt.UTC().Format(time.RFC3339Nano))
			}
		}
		slices.Sort(held)
		lines = append(lines, fmt.Sprintf("%s %s %s %s %q hold %s open %d offered %d %v", id, x.Blip(), x.Puzzel(), x.Smartspace(), reason, x.Hold, x.Load.Open, x.Load.Offered, held))
	}
	for q := range dir.Queues {
		var waiting []time.Time
		for _, c := range open.Rows {
			if leg := c.Conversation.Leg; leg.Queue == q && (leg.State == desk.Queued || leg.State == desk.Offered) {
				waiting = append(waiting, leg.QueuedAt)
			}
		}
		oldest := time.Time{}
		if len(waiting) > 0 {
			oldest = slices.MinFunc(waiting, time.Time.Compare)
		}
		lines = append(lines, fmt.Sprintf("%s %d since %s", q, len(waiting), oldest.UTC()))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// past is the same of a room that was.
func past(room Room) string {
	var lines []string
	for _, a := range room.Agents {
		v := a.Interval
		var held []string
		for _, h := range a.Holds {
			held = append(held, string(h.Conversation)+" "+h.Since.UTC().Format(time.RFC3339Nano))
		}
		slices.Sort(held)
		lines = append(lines, fmt.Sprintf("%s %s %s %s %q hold %s open %d offered %d %v", a.User, v.Blip, v.Puzzel, v.Smartspace, v.Reason, v.Hold, v.Open, v.Offered, held))
	}
	for _, q := range room.Queues {
		lines = append(lines, fmt.Sprintf("%s %d since %s", q.Queue, q.Waiting, q.Oldest.UTC()))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// The room of any past moment is the one that was live at that moment, wherever
// nothing was learned of that moment later.
func TestThePastRoomIsTheRoomThatWasLive(t *testing.T) {
	for seed := range uint64(4) {
		synctest.Test(t, func(t *testing.T) {
			d := desktest.New(t)
			defer func() { d.Close() }()
			s := New(Options{Engine: d.Engine, Store: d.Store, KeepAfter: 40})
			d.Start()
			s.Start()
			defer func() { s.Close() }()
			agents := []desk.UserID{d.User("ana", desk.RoleAgent), d.User("bia", desk.RoleAgent), d.User("caio", desk.RoleAgent)}
			d.Queue("sales", desk.Push, desk.OfferIt, desktest.Serves(agents...)...)
			d.Queue("vida", desk.Pull, desk.Assign, desktest.Serves(agents[:2]...)...)
			doors := []desk.ChannelID{d.Channel("shop", "sales").ID, d.Channel("site", "vida").ID}
			viewer := desk.Viewer{User: "boss", All: true, Permissions: desk.Permissions}
			h := &hustle{t: t, d: d, r: rand.New(rand.NewPCG(seed, 3)), agents: agents, doors: doors}

			type seen struct {
				at   time.Time
				room string
			}
			var rooms []seen
			for range 150 {
				h.step()
				time.Sleep(time.Duration(1+h.r.IntN(4000)) * time.Millisecond)
				synctest.Wait() // what fell due has happened
				rooms = append(rooms, seen{d.Now(), live(t, d, viewer)})
				time.Sleep(time.Millisecond)
			}
			events, err := d.Store.Events(t.Context(), 0, 1_000_000)
			if err != nil {
				t.Fatal(err)
			}
			compared, busy := 0, 0
			for _, was := range rooms {
				if slices.ContainsFunc(events, func(e desk.Recorded) bool { return e.At.After(was.at) && !e.Since.After(was.at) }) {
					continue
				}
				room, err := s.RoomAt(t.Context(), viewer, was.at)
				if err != nil {
					t.Fatal(err)
				}
				if got := past(room); got != was.room {
					t.Fatalf("seed %d, at %s the room was\n%s\nand is said to have been\n%s", seed, was.at, was.room, got)
				}
				compared++
				if strings.Contains(was.room, "open 2") {
					busy++
				}
			}
			if compared < 75 || busy == 0 {
				t.Fatalf("only %d rooms compared, %d of them busy", compared, busy)
			}
			if _, err := s.RoomAt(t.Context(), viewer, d.Now().Add(time.Second)); !desk.IsRefusal(err, "invalid") {
				t.Errorf("the room to come is %v", err)
			}
		})
	}
}

// hustle does what agents and customers do, at random; much of it is refused.
type hustle struct {
	t      *testing.T
	d      *desktest.Desk
	r      *rand.Rand
	agents []desk.UserID
	doors  []desk.ChannelID
}

func (h *hustle) step() {
	me := h.agents[h.r.IntN(len(h.agents))]
	by := desk.ByUser(me)
	work, err := h.d.Store.OpenIn(h.t.Context(), desk.Viewer{All: true})
	if err != nil {
		h.t.Fatal(err)
	}
	offers, err := h.d.Store.OffersTo(h.t.Context(), me)
	if err != nil {
		h.t.Fatal(err)
	}
	tries := func(err error) {
		var refusal *desk.Refusal
		if err != nil && !errors.As(err, &refusal) {
			h.t.Fatal(err)
		}
	}
	switch h.r.IntN(9) {
	case 0, 1:
		h.d.Visit(h.doors[h.r.IntN(2)], "Rui").Writes("olá")
	case 2:
		_, err := desktest.Try(h.d, by, engine.OpenWindow{User: me, Window: "w-" + desk.WindowID(me), Load: 1})
		tries(err)
	case 3, 4:
		_, err := desktest.Try(h.d, by, engine.SetStatus{Status: []desk.Status{desk.Online, desk.Online, desk.Paused, desk.Invisible}[h.r.IntN(4)]})
		tries(err)
	case 5:
		_, err := desktest.Try(h.d, by, engine.CloseWindow{User: me, Window: "w-" + desk.WindowID(me), Load: 1})
		tries(err)
	case 6, 7:
		for _, o := range offers {
			_, err := desktest.Try(h.d, by, engine.AcceptOffer{Offer: o.ID})
			tries(err)
		}
		for _, c := range work.Rows {
			if c.Conversation.Leg.State == desk.Queued && h.r.IntN(2) == 0 {
				_, err := desktest.Try(h.d, by, engine.TakeConversation{Conversation: c.Conversation.ID})
				tries(err)
			}
		}
	case 8:
		for _, c := range work.Rows {
			if c.Conversation.Leg.Agent == me && h.r.IntN(2) == 0 {
				_, err := desktest.Try(h.d, by, engine.EndConversation{Conversation: c.Conversation.ID, Outcome: desk.Finished})
				tries(err)
			}
		}
	}
}
