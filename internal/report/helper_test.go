package report

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/read"
)

var (
	monday     = time.Date(1999, 3, 22, 9, 0, 0, 0, time.UTC)
	queues     = []desk.QueueID{"sales", "vida"}
	agentTimes = desk.Times{Presence: desk.DefaultPresenceTimes, Hold: desk.DefaultHoldTimes}
)

// company is some agents whose machines leave a log, over days and rudely.
type company struct {
	r      *rand.Rand
	now    time.Time
	log    []desk.Recorded
	agents []desk.Agent
	open   map[desk.UserID][]desk.ConversationID
	offers map[desk.UserID][]desk.Offer
	ids    int
}

func newCompany(seed uint64, agents int) *company {
	c := &company{r: rand.New(rand.NewPCG(seed, 7)), now: monday, open: map[desk.UserID][]desk.ConversationID{}, offers: map[desk.UserID][]desk.Offer{}}
	for i := range agents {
		id := desk.UserID(fmt.Sprintf("agent%d", i))
		c.agents = append(c.agents, desk.NewAgent(id, c.now))
		c.record(desk.UserSaved{User: id, Created: true, Role: desk.RoleAgent, Active: true, Limits: desk.DefaultLimits})
	}
	return c
}

func (c *company) record(events ...desk.Event) {
	for _, e := range events {
		e, since := desk.Undate(e, c.now)
		c.log = append(c.log, desk.Recorded{Seq: int64(len(c.log) + 1), At: c.now, Since: since, Actor: desk.System, Event: e})
	}
}

func (c *company) id(kind string) string { c.ids++; return fmt.Sprintf("%s-%d", kind, c.ids) }

// lives goes on until so many events are written.
func (c *company) lives(events int) *company {
	for len(c.log) < events {
		c.now = c.now.Add([]time.Duration{0, time.Millisecond, 3 * time.Second, 40 * time.Second, 4 * time.Minute, time.Hour, 7 * time.Hour}[c.r.IntN(7)])
		i := c.r.IntN(len(c.agents))
		c.agents[i] = c.step(c.agents[i])
	}
	return c
}

func (c *company) step(a desk.Agent) desk.Agent {
	did := func(next desk.Agent, events []desk.Event) { a = next; c.record(events...) }
	may := func(next desk.Agent, events []desk.Event, err error) {
		if err == nil {
			did(next, events)
		}
	}
	if c.r.IntN(4) > 0 { // else the timers are late
		did(a.Wake(agentTimes, c.now))
	}
	w, load := desk.WindowID([]string{"v", "w"}[c.r.IntN(2)]), int64(c.r.IntN(2))
	switch c.r.IntN(12) {
	case 0, 1:
		if !a.DuplicateOf(w, load) {
			did(a.OpenWindow(w, load, queues, desk.Invisible, agentTimes, c.now))
		}
	case 2:
		did(a.CloseWindow(w, load, c.now, agentTimes, c.now))
	case 3:
		did(a.MissWindow(w, load, c.now.Add(-time.Duration(c.r.IntN(60_000))*time.Millisecond), agentTimes, c.now))
	case 4, 5:
		may(a.GoOnline(a.User, queues, c.now))
	case 6:
		may(a.Pause(a.User, queues, desk.PauseReasonID([]string{"lunch", "coffee"}[c.r.IntN(2)]), c.now))
	case 7:
		may(a.SignInTo(a.User, queues[c.r.IntN(2)], desk.SignedInQueue, "", queues, c.now))
	case 8:
		did(a.GoInvisible(a.User, c.now))
	case 9, 10:
		c.works(a.User)
	case 11:
		return c.surprise(a)
	}
	return a
}

func (c *company) works(me desk.UserID) {
	open, ringing := c.open[me], c.offers[me]
	switch {
	case len(ringing) > 0:
		if _, events, err := ringing[0].Decline(me, c.now); err == nil {
			c.record(events...)
		} else {
			_, events := ringing[0].Expire(c.now)
			c.record(events...)
		}
		c.offers[me] = ringing[1:]
	case len(open) > 0 && c.r.IntN(2) == 0:
		c.open[me] = open[1:]
		c.record(desk.ConversationClosed{Conversation: open[0], Queue: "vida", Agent: me, Outcome: desk.Finished})
	case c.r.IntN(3) == 0:
		o := desk.Offer{ID: desk.OfferID(c.id("offer")), Agent: me, Queue: "vida", State: desk.OfferPending, ExpiresAt: c.now.Add(20 * time.Second)}
		c.offers[me] = append(c.offers[me], o)
		c.record(desk.OfferMade{Offer: o.ID, Queue: "vida", Agent: me, ExpiresAt: o.ExpiresAt})
	default:
		id := desk.ConversationID(c.id("conversation"))
		c.open[me] = append(open, id)
		c.record(desk.ConversationOpened{Conversation: id, Queue: "vida", Leg: desk.LegID(c.id("leg"))},
			desk.ConversationAssigned{Conversation: id, Queue: "vida", Agent: me, Source: desk.ByTake})
	}
}

func (c *company) surprise(a desk.Agent) desk.Agent {
	switch c.r.IntN(4) {
	case 0:
		down := time.Duration(c.r.IntN(60_000)) * time.Millisecond
		c.record(desk.ServerStarted{Downtime: down})
		for i := range c.agents {
			c.agents[i] = c.agents[i].Restart(c.now.Add(-down), c.now)
		}
		return a.Restart(c.now.Add(-down), c.now)
	case 1:
		a, events := a.Dismiss(c.now)
		c.record(events...)
		return a
	default:
		c.correct(a.User)
		return a
	}
}

// correct says of a stretch of the last days, also over a midnight, what it was.
func (c *company) correct(id desk.UserID) {
	to := c.now.Add(-time.Duration(c.r.IntN(4*86_400)) * time.Second)
	from := to.Add(-time.Duration(1+c.r.IntN(86_400)) * time.Second)
	switch midnight := to.Truncate(24 * time.Hour); c.r.IntN(6) {
	case 0:
		from, to = midnight.Add(-time.Hour), midnight
	case 1:
		from, to = midnight, midnight.Add(time.Hour)
	}
	label := []desk.BlipLabel{desk.BlipOnline, desk.BlipPaused, desk.BlipInvisible, desk.BlipOffline}[c.r.IntN(4)]
	_, events, err := desk.Correction{ID: desk.CorrectionID(c.id("correction")), User: id, From: from, To: to, Label: label, Reason: "lunch", Why: "forgot"}.Correct(c.now)
	if err == nil && from.After(monday) {
		c.record(events...)
	}
}

// memory is a store of chunks alone.
type memory struct {
	state  *read.LedgerState
	chunks map[place]read.LedgerChunk
}

func newMemory() *memory { return &memory{chunks: map[place]read.LedgerChunk{}} }

func (m *memory) LedgerChunks(_ context.Context, subject string, from, to time.Time) ([]read.LedgerChunk, error) {
	var out []read.LedgerChunk
	for _, c := range m.chunks {
		if (subject == "" || c.Subject == subject) && !c.Start.Before(from) && c.Start.Before(to) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b read.LedgerChunk) int {
		return strings.Compare(a.Subject+a.Start.Format(time.RFC3339), b.Subject+b.Start.Format(time.RFC3339))
	})
	return out, nil
}

func (m *memory) write(u engine.LedgerUpdate) {
	if u.Anew {
		clear(m.chunks)
	}
	state := read.LedgerState(u.State)
	m.state = &state
	for _, c := range u.Chunks {
		m.chunks[place{c.Subject, ledger.At(c.Start)}] = read.LedgerChunk(c)
	}
}

func fold(t *testing.T, m *model, events []desk.Recorded) {
	t.Helper()
	for _, r := range events {
		if err := m.fold(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

// stores has a model stored.
func stores(t *testing.T, m *model, in *memory) {
	t.Helper()
	update, err := m.keep()
	if err != nil {
		t.Fatal(err)
	}
	in.write(update)
	m.kept()
}

// whole is all of an agent's time by a model and what it stored.
func whole(t *testing.T, m *model, id desk.UserID, upTo time.Time) ledger.Chunk {
	t.Helper()
	begin, end := ledger.At(monday.AddDate(-1, 0, 0)), ledger.At(upTo)
	final, err := m.times.shelf.collect(t.Context(), []string{string(id)}, begin, end, m.times.shelf.look(begin, end))
	if err != nil {
		t.Fatal(err)
	}
	var c ledger.Chunk
	if f := final[string(id)]; f != nil {
		c = *f
	}
	m.times.shelf.add(&c, m.times.states[id].Intervals(end))
	return within(c, begin, end)
}

// same fails where two read models differ.
func same(t *testing.T, what string, got, want *memory) {
	t.Helper()
	if string(got.state.Data) != string(want.state.Data) || got.state.Seq != want.state.Seq {
		t.Fatalf("%s: the state is\n%d %s\nwant\n%d %s", what, got.state.Seq, got.state.Data, want.state.Seq, want.state.Data)
	}
	for _, p := range slices.SortedFunc(maps.Keys(want.chunks), func(a, b place) int { return int(a.day - b.day) }) {
		if string(got.chunks[p].Data) != string(want.chunks[p].Data) {
			t.Fatalf("%s: the chunk of %s of %s differs: %x, want %x", what, p.subject, p.day.Time(), got.chunks[p].Data, want.chunks[p].Data)
		}
	}
	if len(got.chunks) != len(want.chunks) {
		t.Fatalf("%s: %d chunks, want %d", what, len(got.chunks), len(want.chunks))
	}
}
