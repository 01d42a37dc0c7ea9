package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// A history is many rude steps from one seed: double clicks, late answers, lost
// windows, changed settings, several commands at once, a store that fails in every
// way, crashes. After each step the engine must equal one made anew from what is
// stored, nobody waits whom somebody could serve, and in the end every message
// that was acknowledged is stored once.
type history struct {
	*rig
	*rand.Rand
	loads   map[string]int64
	tokens  map[string]bool
	sent    []engine.CustomerMessage
	acked   map[desk.MessageID]int64
	n       int
	answers strings.Builder
}

const (
	historyUsers  = 5
	historyTokens = 9
)

func TestHistory(t *testing.T) {
	steps, seeds := 250, 3
	if testing.Short() {
		steps, seeds = 150, 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			onEach(t, func(t *testing.T, open func() stored) {
				live(newRig(t, open), uint64(seed), steps)
			})
		})
	}
}

// The same commands at the same instants with the same ids give the same events
// and answers, bit for bit.
func TestTheSameSeedGivesTheSameLog(t *testing.T) {
	first := live(newRig(t, stores["sqlite"](t)), 7, 500)
	again := live(newRig(t, stores["sqlite"](t)), 7, 500)
	if first != again {
		a, b := strings.Split(first, "\n"), strings.Split(again, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("line %d differs:\n%s\n%s", i, a[i], b[i])
			}
		}
		t.Fatalf("%d lines and %d", len(a), len(b))
	}
	if n := strings.Count(first, "conversation.assigned"); n < 20 {
		t.Fatalf("only %d assignments: the history proves little", n)
	}
}

func live(r *rig, seed uint64, steps int) string {
	h := &history{
		rig: r, Rand: rand.New(rand.NewPCG(seed, 1)), loads: map[string]int64{}, tokens: map[string]bool{}, acked: map[desk.MessageID]int64{},
	}
	h.found()
	for range steps {
		h.step()
	}
	h.store.flush, h.store.recover = nil, nil
	h.pass(time.Minute)
	if h.e.ReadOnly() {
		h.Fatal("the desk does not open again")
	}
	for id, n := range h.acked {
		m, ok, err := h.store.MessageByID(context.Background(), id)
		if err != nil || !ok || m.N != n {
			h.Fatalf("message %s was acknowledged as %d of its conversation; stored: %v %+v %v", id, n, ok, m, err)
		}
	}
	log := h.log()
	for id := range h.acked {
		if n := strings.Count(log, "Message:"+string(id)+" "); n != 1 {
			h.Fatalf("message %s was written %d times", id, n)
		}
	}
	return log + h.answers.String()
}

func (h *history) found() {
	h.user("u0", 2)
	for i := 1; i < historyUsers; i++ {
		h.user(fmt.Sprint("u", i), 1+i%3)
	}
	h.queue("q0", nil, "u0", "u1", "u2")
	h.queue("q1", []queueOption{offers}, "u1", "u2", "u3", "u4")
	h.queue("q2", []queueOption{both, offers}, "u0", "u4")
	h.queue("q3", []queueOption{pull}, "u2", "u3")
	for i := range 4 {
		h.channel(fmt.Sprint("c", i), fmt.Sprint("q", i))
	}
	do(h.rig, root, engine.SaveUser{Create: true, User: admin("sup")})
	h.allow(desk.RoleAdmin, desk.MaySetOthersStatus)
}

// step is one moment: some commands in one batch, time, trouble.
func (h *history) step() {
	h.Helper()
	switch h.IntN(24) {
	case 0:
		h.crash()
		h.heal()
	case 1:
		h.trouble()
	case 2:
		h.heal()
	case 3:
		h.pass(time.Duration(h.IntN(400)) * time.Second)
	case 4, 5, 6, 7:
		h.now = h.now.Add(time.Duration(h.IntN(20_000)) * time.Millisecond)
		h.e.Step()
	}
	var asked []engine.Asked
	var acks []func()
	for range 1 + h.IntN(5) {
		a, ack := h.command()
		asked, acks = append(asked, a), append(acks, ack)
	}
	for i, err := range engine.InOneBatch(h.e, asked...) {
		var refusal *desk.Refusal
		switch {
		case err == nil:
			acks[i]()
		case errors.Is(err, engine.ErrOutcome):
		case !errors.As(err, &refusal):
			h.Fatalf("command %d: %v", i, err)
		}
		fmt.Fprintln(&h.answers, err)
	}
	h.same()
}

func (h *history) crash() {
	h.Helper()
	h.heal()
	h.rig.crash()
}

func (h *history) heal() { h.store.flush, h.store.recover = nil, nil }

func (h *history) trouble() {
	really := h.IntN(2) == 0
	switch h.IntN(4) {
	case 0:
		h.store.once(engine.ErrData, false)
	case 1:
		h.store.flush = func(*engine.Batch) (error, bool) { return engine.ErrStorage, false }
	case 2:
		h.store.once(engine.ErrOutcome, really)
	case 3:
		h.store.once(engine.ErrOutcome, really)
		h.store.recover = func() error { return errors.New("no route to host") }
	}
}

func (h *history) anyone() string { return fmt.Sprint("u", h.IntN(historyUsers)) }

func (h *history) anywhere() desk.ConversationID {
	open := h.e.OpenConversations()
	if len(open) == 0 {
		return "none"
	}
	return open[h.IntN(len(open))].ID
}

func nothing() {}

func (h *history) command() (engine.Asked, func()) {
	h.n++
	u := h.anyone()
	id, user := desk.UserID(u), by(u)
	window := desk.WindowID(fmt.Sprint("w", u, h.IntN(2)))
	switch h.IntN(28) {
	case 21, 22, 23:
		return h.telephone(id), nothing
	case 24, 25:
		return h.choice(user), nothing
	case 26, 27:
		return h.supervisor(id), nothing
	case 0, 1, 2, 3, 4:
		return h.customer()
	case 5:
		h.loads[string(window)]++
		return engine.Ask(user, engine.OpenWindow{User: id, Window: window, Load: h.loads[string(window)]}, nil), nothing
	case 6:
		return engine.Ask(user, engine.OpenWindow{User: id, Window: window, Load: h.loads[string(window)]}, nil), nothing
	case 7:
		if h.IntN(2) == 0 {
			return engine.Ask(user, engine.CloseWindow{User: id, Window: window, Load: h.loads[string(window)]}, nil), nothing
		}
		return engine.Ask(user, engine.MissWindow{User: id, Window: window, Load: h.loads[string(window)], Seen: h.now.Add(-time.Duration(h.IntN(5)) * time.Second)}, nil), nothing
	case 8, 9, 10:
		status := []desk.Status{desk.Online, desk.Online, desk.Online, desk.Paused, desk.Invisible}[h.IntN(5)]
		return engine.Ask(user, engine.SetStatus{Status: status}, nil), nothing
	case 11:
		return engine.Ask(user, engine.TakeConversation{Conversation: h.anywhere()}, nil), nothing
	case 12, 13:
		return h.answer()
	case 14, 15:
		c := h.e.Conversation(h.anywhere())
		return engine.Ask(by(string(c.Leg.Agent)), engine.EndConversation{Conversation: c.ID, Outcome: desk.Finished}, nil), nothing
	case 16:
		c := h.e.Conversation(h.anywhere())
		m := engine.WriteMessage{ID: desk.MessageID(fmt.Sprint("a", h.n-h.IntN(2))), Conversation: c.ID, Text: "bom dia"}
		var written desk.Message
		return engine.Ask(by(string(c.Leg.Agent)), m, &written), func() { h.acked[m.ID] = written.N }
	case 17:
		c := h.e.Conversation(h.anywhere())
		return engine.Ask(visitorCall, engine.CustomerPresence{Channel: c.Channel, Contact: c.Contact, Gone: h.IntN(3) > 0}, nil), nothing
	case 18:
		engine.Later(h.e, "read", user, engine.ReadConversation{Conversation: h.anywhere(), N: int64(h.IntN(5))})
		c := h.e.Conversation(h.anywhere())
		return engine.Ask(visitorCall, engine.CustomerMarks{Conversation: c.ID, Contact: c.Contact, Delivered: int64(h.IntN(5)), Read: int64(h.IntN(5))}, nil), nothing
	case 19:
		return h.setting()
	case 20:
		return engine.Ask(user, engine.SignOut{}, nil), nothing
	}
	return engine.Ask(root, engine.Spoil{How: []string{"refuse", "data"}[h.IntN(2)], ID: fmt.Sprint("x", h.n)}, nil), nothing
}

// telephone is what a source of calls says, sensible or not.
func (h *history) telephone(id desk.UserID) engine.Asked {
	call := desk.CallID(fmt.Sprint("call", h.IntN(2)))
	switch h.IntN(5) {
	case 0, 1:
		return engine.Ask(system, engine.RingAgent{Agent: id, Call: call, Queue: []desk.QueueID{"", "q0", "q1"}[h.IntN(3)]}, nil)
	case 2:
		return engine.Ask(system, engine.SignalLine{Agent: id, Taken: h.IntN(2) == 0}, nil)
	}
	signal := []engine.CallSignal{engine.CallAnswered, engine.CallAnswered, engine.CallRejected, engine.CallEnded}[h.IntN(4)]
	return engine.Ask(system, engine.SignalCall{Agent: id, Call: call, Signal: signal}, nil)
}

// choice is what an agent chooses beside the status itself.
func (h *history) choice(user engine.Call) engine.Asked {
	switch h.IntN(5) {
	case 0:
		state := []desk.SignInState{"", desk.SignedInQueue, desk.PausedQueue}[h.IntN(3)]
		return engine.Ask(user, engine.SetQueueStatus{Queue: desk.QueueID(fmt.Sprint("q", h.IntN(4))), State: state}, nil)
	case 1:
		return engine.Ask(user, engine.PlanStatus{Status: desk.Paused, AfterWork: true}, nil)
	case 2:
		return engine.Ask(user, engine.PlanStatus{Status: desk.Invisible, At: h.now.Add(time.Duration(h.IntN(120)) * time.Second)}, nil)
	case 3:
		return engine.Ask(user, engine.PreferKeepOnline{On: h.IntN(3) > 0}, nil)
	}
	return engine.Ask(user, engine.LeaveWrapUp{}, nil)
}

// supervisor acts on an agent or a conversation, at times together with others.
func (h *history) supervisor(id desk.UserID) engine.Asked {
	sup, c := by("sup"), h.anywhere()
	switch h.IntN(8) {
	case 0:
		return engine.Ask(sup, engine.MoveConversation{Conversation: c, Queue: desk.QueueID(fmt.Sprint("q", h.IntN(4)))}, nil)
	case 1:
		return engine.Ask(sup, engine.MoveConversation{Conversation: c, Agent: id}, nil)
	case 2:
		return engine.Ask(sup, engine.TakeOver{Conversation: c}, nil)
	case 3:
		return engine.Ask(sup, engine.SendWhisper{ID: desk.WhisperID(fmt.Sprint("w", h.n-h.IntN(2))), Conversation: c, Text: "calma"}, nil)
	case 4:
		return engine.Ask(sup, engine.DrainAgent{User: id, At: h.now.Add(time.Duration(h.IntN(60)-20) * time.Second), Cancel: h.IntN(3) > 0}, nil)
	case 5:
		return engine.Ask(sup, engine.SignOutAgent{User: id}, nil)
	case 6:
		fix := desk.Correction{ID: desk.CorrectionID(fmt.Sprint("k", h.n-h.IntN(2))), User: id, From: h.now.Add(-time.Hour), To: h.now.Add(-time.Minute), Label: desk.BlipOnline, Why: "rede"}
		return engine.Ask(sup, engine.CorrectTime{Correction: fix}, nil)
	}
	return engine.Ask(sup, engine.SetStatus{User: id, Status: []desk.Status{desk.Online, desk.Paused, desk.Invisible}[h.IntN(3)]}, nil)
}

func (h *history) customer() (engine.Asked, func()) {
	n := h.IntN(historyTokens)
	token := fmt.Sprint("t", n)
	switch {
	case !h.tokens[token]:
		start := engine.StartVisitor{Channel: desk.ChannelID(fmt.Sprint("c", n%4)), Token: token, Told: desk.Contact{Name: "Maria"}}
		return engine.Ask(visitorCall, start, nil), func() { h.tokens[token] = true }
	case h.IntN(8) == 0:
		start := engine.StartVisitor{Channel: desk.ChannelID(fmt.Sprint("c", n%4)), Token: token, Known: true, Told: desk.Contact{Email: fmt.Sprintf("m%d@example.com", h.IntN(2))}}
		if h.IntN(2) == 0 {
			start.Proven = fmt.Sprint(h.IntN(2))
		}
		return engine.Ask(visitorCall, start, nil), nothing
	}
	m := says(token, fmt.Sprint("m", h.n), "oi")
	if len(h.sent) > 0 && h.IntN(4) == 0 {
		m = h.sent[h.IntN(len(h.sent))]
	}
	h.sent = append(h.sent, m)
	var written engine.Written
	return engine.Ask(visitorCall, m, &written), func() { h.acked[m.ID] = written.Message.N }
}

func (h *history) answer() (engine.Asked, func()) {
	pending := h.e.PendingOffers()
	if len(pending) == 0 {
		return engine.Ask(by("u1"), engine.AcceptOffer{Offer: "none"}, nil), nothing
	}
	o := pending[h.IntN(len(pending))]
	who := by(string(o.Agent))
	if h.IntN(2) == 0 {
		return engine.Ask(who, engine.DeclineOffer{Offer: o.ID}, nil), nothing
	}
	return engine.Ask(who, engine.AcceptOffer{Offer: o.ID}, nil), nothing
}

func (h *history) setting() (engine.Asked, func()) {
	d := h.e.Directory()
	switch h.IntN(3) {
	case 0:
		u := d.Users[desk.UserID(h.anyone())]
		u.Limits.Chat, u.Active = h.IntN(4), h.IntN(4) > 0
		return engine.Ask(root, engine.SaveUser{User: u}, nil), nothing
	case 1:
		q := d.Queues[desk.QueueID(fmt.Sprint("q", h.IntN(4)))]
		q.Delivery = []desk.Delivery{desk.Assign, desk.OfferIt}[h.IntN(2)]
		q.Strategy = []desk.Strategy{desk.FewestOpen, desk.LongestIdle}[h.IntN(2)]
		return engine.Ask(root, engine.SaveQueue{Queue: q, Members: serving(h.anyone(), h.anyone(), h.anyone())}, nil), nothing
	}
	ch := d.Channels[desk.ChannelID(fmt.Sprint("c", h.IntN(4)))]
	ch.Priority, ch.AbandonAfter = h.IntN(3), time.Duration(30+h.IntN(60))*time.Second
	return engine.Ask(root, engine.SaveChannel{Channel: ch}, nil), nothing
}
