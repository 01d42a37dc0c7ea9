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
		x, a := state.Axes, state.Agent
		reason := x.Reason
		if x.Blip() != desk.BlipPaused {
			reason = ""
		}
		v, _ := dir.Viewer(id)
		lines = append(lines, fmt.Sprintf("%s %s %s %s since %s %q hold %s open %d offered %d", id, x.Blip(), x.Puzzel(), x.Smartspace(), a.LabelSince().UTC(), reason, x.Hold, x.Load.Open, x.Load.Offered),
			standsAs(id, Standing{
				Limits: dir.Users[id].Limits, Serves: slices.Sorted(slices.Values(v.Serves)), KeepOnline: a.KeepOnline, Next: a.Next, Drain: a.Drain,
			}, a.KeptOnline()))
	}
	for q := range dir.Queues {
		lines = append(lines, string(q))
	}
	for _, r := range open.Rows {
		lines = append(lines, asShown(r.Conversation, r.Contact))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// past is the same of a room that was.
func past(room Room) string {
	var lines []string
	for _, a := range room.Agents {
		v := a.Interval
		lines = append(lines, fmt.Sprintf("%s %s %s %s since %s %q hold %s open %d offered %d", a.User, v.Blip, v.Puzzel, v.Smartspace, a.LabelSince(), v.Reason, v.Hold, v.Open, v.Offered),
			standsAs(a.User, a.Standing, a.KeptOnline()))
	}
	for _, q := range room.Queues {
		lines = append(lines, string(q))
	}
	for _, c := range room.Conversations {
		lines = append(lines, asShown(c.Conversation, c.Contact))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func standsAs(u desk.UserID, v Standing, kept bool) string {
	line := fmt.Sprintf("%s may %+v, serves %v, keeps online %t, kept %t", u, v.Limits, v.Serves, v.KeepOnline, kept)
	if v.Next != nil {
		line += fmt.Sprintf(", next %+v", *v.Next)
	}
	if v.Drain != nil {
		line += fmt.Sprintf(", drained by %s at %s, done %t", v.Drain.By, v.Drain.At.UTC(), v.Drain.Done)
	}
	return line
}

// asShown is all of a conversation that a past room shows.
func asShown(c desk.Conversation, contact desk.Contact) string {
	l := c.Leg
	return fmt.Sprintf("%s of %s %s in %s with %q (%s), leg %d %s, queued %s, assigned %s, said %d at %s by %s: %q, asked %s", c.ID, contact.Display(), l.State, l.Queue, l.Agent, l.Source,
		l.Number, l.Protocol, l.QueuedAt.UTC(), l.AssignedAt.UTC(), c.LastN, c.LastAt.UTC(), c.LastFrom, c.LastText, c.AskedAt.UTC())
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
			d.User("boss", desk.RoleAdmin)
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
	boss := desk.ByUser("boss")
	switch h.r.IntN(14) {
	case 9: // what went on since must not show
		for _, c := range work.Rows {
			if c.Conversation.Leg.Agent == me && h.r.IntN(2) == 0 {
				h.d.Answer(me, c.Conversation.ID, "já vejo")
			}
		}
	case 10:
		_, err := desktest.Try(h.d, boss, engine.DrainAgent{User: me, At: h.d.Now().Add(time.Duration(h.r.IntN(20)) * time.Second), Cancel: h.r.IntN(3) == 0})
		tries(err)
	case 11:
		for _, c := range work.Rows {
			to := engine.MoveConversation{Conversation: c.Conversation.ID, Queue: []desk.QueueID{"sales", "vida"}[h.r.IntN(2)]}
			if h.r.IntN(2) == 0 {
				to.Agent = me
			}
			if h.r.IntN(3) == 0 {
				_, err := desktest.Try(h.d, boss, to)
				tries(err)
			}
		}
	case 12:
		_, err := desktest.Try(h.d, by, engine.PlanStatus{Status: desk.Paused, AfterWork: h.r.IntN(2) == 0, At: h.d.Now().Add(time.Minute)})
		tries(err)
	case 13:
		u := h.d.Directory().Users[me]
		u.Limits.Total = 1 + h.r.IntN(4)
		_, err := desktest.Try(h.d, boss, engine.SaveUser{User: u})
		tries(err)
		_, err = desktest.Try(h.d, by, engine.PreferKeepOnline{On: h.r.IntN(2) == 0})
		tries(err)
	case 0, 1:
		v := h.d.Visit(h.doors[h.r.IntN(2)], "Rui")
		for n := range 1 + h.r.IntN(3) {
			v.Writes(fmt.Sprintf("olá %d", n))
		}
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
