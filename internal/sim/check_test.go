package sim

import (
	"errors"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

var noon = start.Add(9 * time.Hour)

// calm is a desk with nothing wrong: Ana may take one more, Bia is full, one
// conversation is with Bia, one is offered to Ana by the second queue, and one
// waits where everybody has been asked.
func calm() *checker {
	c := newChecker(func(string) {})
	r := c.rows
	r.installation = desk.DefaultInstallation
	r.installation.Written = desk.DuringHold{}
	for _, q := range []desk.QueueID{"q1", "q2"} {
		r.queues[q] = desk.Queue{ID: q, Mode: desk.Push, Delivery: desk.OfferIt, OfferRetry: time.Minute, Active: true}
	}
	r.channels["ch"] = desk.Channel{ID: "ch", AbandonAfter: time.Minute}
	for _, u := range []desk.UserID{"ana", "bia"} {
		r.users[u] = desk.User{ID: u, Active: true, Limits: desk.Limits{Total: 2, Chat: 2}}
		signIns := desk.SignIns{{Queue: "q1", State: desk.SignedInQueue}, {Queue: "q2", State: desk.SignedInQueue}}
		r.agents[u] = desk.Agent{
			User: u, Presence: desk.Connected, PresenceSince: noon, StatusSince: noon, SignIns: signIns,
			Windows: []desk.Window{{ID: "w", State: desk.WindowLive}},
		}
		c.story.people[u] = &life{presence: desk.Connected, presenceSince: noon, status: desk.Online, statusSince: noon, signIns: signIns, began: noon, hold: desk.Free}
		for _, q := range []string{"q1", "q2"} {
			r.members[member{q, string(u)}] = desk.Member{Queue: desk.QueueID(q), User: u, Serves: true}
		}
	}
	u := r.users["bia"]
	u.Limits = desk.Limits{Total: 1, Chat: 1}
	r.users["bia"] = u
	r.open["held"] = desk.Conversation{ID: "held", Channel: "ch", Contact: "c1", Leg: desk.Leg{ID: "l1", Queue: "q1", State: desk.Assigned, Agent: "bia", AssignedAt: noon}}
	r.open["offered"] = desk.Conversation{ID: "offered", Channel: "ch", Contact: "c2", Leg: desk.Leg{ID: "l2", Queue: "q2", State: desk.Offered}}
	r.pending["o"] = desk.Offer{ID: "o", Conversation: "offered", Leg: "l2", Queue: "q2", Agent: "ana", State: desk.OfferPending, ExpiresAt: noon.Add(time.Hour)}
	r.deadlines[promise{string(desk.OfferExpires), "o"}] = desk.Deadline{Kind: desk.OfferExpires, Subject: "o", Due: noon.Add(time.Hour)}
	r.open["waiting"] = desk.Conversation{
		ID: "waiting", Channel: "ch", Contact: "c3",
		Leg: desk.Leg{ID: "l3", Queue: "q1", State: desk.Queued, QueuedAt: noon, Tried: []desk.Tried{{Agent: "ana", At: noon}}},
	}
	c.story.people["ana"].offered, c.story.people["bia"].open = 1, 1
	c.limits = map[desk.UserID]int{"ana": 2, "bia": 1}
	return c
}

func alter[K comparable, V any](m map[K]V, k K, change func(*V)) {
	v := m[k]
	change(&v)
	m[k] = v
}

// A checker that finds nothing wrong must be able to: each rule is broken once.
func TestCheckerFindsWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		rule  string
		spoil func(*checker)
	}{
		{"one open conversation for a contact on a channel", func(c *checker) {
			alter(c.rows.open, "waiting", func(v *desk.Conversation) { v.Contact = "c1" })
		}},
		{"nothing both waiting and held", func(c *checker) {
			alter(c.rows.open, "waiting", func(v *desk.Conversation) { v.Leg.Agent = "ana" })
		}},
		{"an offer stands only over waiting work", func(c *checker) {
			alter(c.rows.open, "offered", func(v *desk.Conversation) { v.Leg.State = desk.Queued })
		}},
		{"one pending offer for a conversation", func(c *checker) {
			c.rows.pending["o2"] = c.rows.pending["o"]
			c.rows.deadlines[promise{string(desk.OfferExpires), "o2"}] = c.rows.deadlines[promise{string(desk.OfferExpires), "o"}]
		}},
		{"offered work has its offer", func(c *checker) { clear(c.rows.pending) }},
		{"a timer is a row first", func(c *checker) { clear(c.rows.deadlines) }},
		{"a timer is a row first", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Windows = []desk.Window{{State: desk.WindowMissing, Seen: noon, From: noon}} })
		}},
		{"a timer is a row first", func(c *checker) {
			alter(c.rows.open, "waiting", func(v *desk.Conversation) { v.CustomerGoneSince = noon })
		}},
		{"an offer is withdrawn from who cannot answer", func(c *checker) {
			alter(c.rows.agents, "ana", func(a *desk.Agent) { a.Presence = desk.Lost })
		}},
		{"nobody over a limit", func(c *checker) {
			c.rows.open["more"] = desk.Conversation{ID: "more", Contact: "c4", Leg: desk.Leg{Queue: "q1", State: desk.Assigned, Agent: "bia", AssignedAt: noon}}
		}},
		{"who is no more holds nothing", func(c *checker) {
			alter(c.rows.users, "bia", func(u *desk.User) { u.Active = false })
		}},
		{"rows say what the events say", func(c *checker) { c.story.people["bia"].open = 0 }},
		{"presence follows from the windows", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Windows = nil })
		}},
		{"nothing begins in the future", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.IdleSince = noon.Add(time.Hour) })
		}},
		{"timelines partition the clock", func(c *checker) { c.story.people["bia"].stood = time.Millisecond }},
		{"nobody waits while an able agent is free", func(c *checker) {
			alter(c.rows.open, "waiting", func(v *desk.Conversation) { v.Leg.Tried = nil })
		}},
		{"nobody waits while an able agent is free", func(c *checker) {
			alter(c.rows.queues, "q1", func(q *desk.Queue) { q.OfferRetry = time.Second })
		}},
		{"what is due happens", func(c *checker) {
			alter(c.rows.pending, "o", func(o *desk.Offer) { o.ExpiresAt = noon })
			alter(c.rows.deadlines, promise{string(desk.OfferExpires), "o"}, func(d *desk.Deadline) { d.Due = noon })
		}},
		{"a promise has its subject", func(c *checker) {
			c.rows.deadlines[promise{string(desk.AbandonWake), "waiting"}] = desk.Deadline{Kind: desk.AbandonWake, Subject: "waiting", Due: noon.Add(time.Hour)}
		}},
		{"silence becomes lost, and then gone", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) {
				a.Windows = []desk.Window{{State: desk.WindowMissing, Seen: noon, From: noon.Add(-time.Hour)}}
			})
			c.rows.deadlines[promise{string(desk.AgentWake), "bia"}] = desk.Deadline{Kind: desk.AgentWake, Subject: "bia", Due: noon.Add(time.Hour)}
		}},
		{"work goes only to who may be given it", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.SignIns[0].State = desk.PausedQueue })
			c.mayReceive("held", "bia", noon)
		}},
		{"nobody over a limit by the router's doing", func(c *checker) {
			c.story.people["bia"].open = 2
			c.mayReceive("held", "bia", noon)
		}},
		{"work goes only to who may be given it", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Busy.Cause = desk.BusyRejected })
			c.mayReceive("held", "bia", noon)
		}},
		{"work goes only to who may be given it", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Next = &desk.NextStatus{Status: desk.Paused, AfterWork: true} })
			c.mayReceive("held", "bia", noon)
		}},
		{"work goes only to who may be given it", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Drain = &desk.Drain{At: noon, Done: true} })
			c.mayReceive("held", "bia", noon)
		}},
		{"work goes only to who may be given it", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Hold.State = desk.InCall }) // and the switch is off
			c.mayReceive("held", "bia", noon)
		}},
		{"work goes only to who may be given it", func(c *checker) { // kept online, by an offer
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Presence, a.Windows, a.KeepOnline = desk.Gone, nil, true })
			c.mayReceive("held", "bia", noon)
		}},
		{"an offer is withdrawn from who cannot answer", func(c *checker) {
			alter(c.rows.agents, "ana", func(a *desk.Agent) { a.Drain = &desk.Drain{At: noon, Done: true} })
		}},
		{"an offer is withdrawn from who cannot answer", func(c *checker) { // kept online, though the queue assigns now
			alter(c.rows.agents, "ana", func(a *desk.Agent) { a.Presence, a.Windows, a.KeepOnline = desk.Gone, nil, true })
			alter(c.rows.queues, "q2", func(q *desk.Queue) { q.Delivery = desk.Assign })
		}},
		{"presence follows from the windows", func(c *checker) { // gone and signed in, without the preference
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Presence, a.Windows = desk.Gone, nil })
		}},
		{"a timer is a row first", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Hold = desk.Hold{State: desk.WrapUp, Until: noon.Add(time.Hour)} })
		}},
		{"a timer is a row first", func(c *checker) { // one that comes after the end
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Busy = desk.Busy{Cause: desk.BusyTone, Until: noon.Add(time.Hour)} })
			c.rows.deadlines[promise{string(desk.AgentWake), "bia"}] = desk.Deadline{Kind: desk.AgentWake, Subject: "bia", Due: noon.Add(2 * time.Hour)}
		}},
		{"a timer is a row first", func(c *checker) { // one for nothing
			c.rows.deadlines[promise{string(desk.AgentWake), "bia"}] = desk.Deadline{Kind: desk.AgentWake, Subject: "bia", Due: noon.Add(2 * time.Hour)}
		}},
		{"holds end and choices come in time", func(c *checker) {
			c.story.people["bia"].open = 0
			delete(c.rows.open, "held")
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Next = &desk.NextStatus{Status: desk.Paused, AfterWork: true} })
			c.rows.deadlines[promise{string(desk.AgentWake), "bia"}] = desk.Deadline{Kind: desk.AgentWake, Subject: "bia", Due: noon.Add(time.Hour)}
		}},
		{"rows say what the events say", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Hold = desk.Hold{State: desk.InCall, Call: "call"} })
			c.sameLife("bia")
		}},
		{"rows say what the events say", func(c *checker) {
			alter(c.rows.agents, "bia", func(a *desk.Agent) { a.Drain = &desk.Drain{At: noon, By: "ana"} })
			c.sameLife("bia")
		}},
		{"who comes back keeps their place", func(c *checker) {
			v := c.rows.open["waiting"]
			c.story.told["waiting"] = &tale{
				channel: v.Channel, contact: v.Contact, queue: v.Leg.Queue, state: v.Leg.State, leg: v.Leg.ID, queuedAt: noon.Add(-time.Hour),
				legs: 1, protocols: map[string]bool{"": true},
			}
			v.Leg.Number = 1
			c.sameTale(v)
		}},
		{"nobody overtakes", func(c *checker) {
			alter(c.rows.open, "held", func(v *desk.Conversation) { v.Leg.QueuedAt = noon.Add(time.Second) })
			c.mayReceive("held", "bia", noon)
		}},
		{"who declined is left in peace", func(c *checker) {
			c.leftInPeace(desk.OfferMade{Conversation: "waiting", Agent: "ana"}, noon.Add(time.Second))
		}},
	} {
		now := noon.Add(2 * time.Second)
		check := calm()
		check.fresh = true
		if check.audit(now, true); check.wrong != nil {
			t.Fatalf("nothing is wrong, and yet: %+v", check.wrong)
		}
		c.spoil(check)
		check.fresh = true
		check.audit(now, true)
		switch {
		case check.wrong == nil:
			t.Errorf("%s: not found", c.rule)
		case check.wrong.rule != c.rule:
			t.Errorf("%s: found as %s: %s", c.rule, check.wrong.rule, check.wrong.text)
		}
	}
}

// The same with a real engine whose batches are falsified on their way.
func TestCheckerFindsFalsifiedBatches(t *testing.T) {
	for _, c := range []struct {
		rule  string
		spoil func(*engine.Batch) bool // says whether it could
	}{
		{"events follow from each other", func(b *engine.Batch) bool {
			if len(b.Events) < 3 {
				return false
			}
			b.Events = append(b.Events[:1:1], b.Events[2:]...)
			return true
		}},
		{"rows say what the events say", func(b *engine.Batch) bool {
			for i, v := range b.Conversations {
				if v.Leg.State == desk.Assigned {
					b.Conversations[i].Leg.Agent = "somebody else"
					return true
				}
			}
			return false
		}},
		{"timelines partition the clock", func(b *engine.Batch) bool {
			if len(b.Agents) == 0 {
				return false
			}
			b.Agents[0].StatusSince = b.Agents[0].StatusSince.Add(-time.Millisecond)
			return true
		}},
		{"ordinals have no gaps", func(b *engine.Batch) bool {
			if len(b.Messages) == 0 {
				return false
			}
			b.Messages[0].N++
			return true
		}},
		{"work goes only to who may be given it", func(b *engine.Batch) bool {
			for _, r := range b.Events {
				if e, ok := r.Event.(desk.ConversationAssigned); ok && e.Source == desk.ByRouter {
					for i, a := range b.Agents {
						if a.User == e.Agent {
							b.Agents[i].Windows = []desk.Window{{State: desk.WindowClosing}}
							return true
						}
					}
				}
			}
			return false
		}},
		{"an acknowledged thing is durable", func(b *engine.Batch) bool {
			if len(b.Messages) == 0 {
				return false
			}
			b.Messages[0].Text = "something else"
			return true
		}},
	} {
		w := newWorld(t.Context(), Options{Span: day, Seed: 1, Agents: 10})
		spoiled := false
		w.store.commit = func(b *engine.Batch) {
			// Not before the middle of the morning, when there is something of everything.
			if !spoiled && w.clock.passed > 9*time.Hour {
				spoiled = c.spoil(b)
			}
			w.check.committed(b)
		}
		_, err := w.live()
		var v *Violation
		switch {
		case !spoiled:
			t.Errorf("%s: nothing to falsify", c.rule)
		case !errors.As(err, &v):
			t.Errorf("%s: not found: %v", c.rule, err)
		case v.Rule != c.rule:
			t.Errorf("%s: found as %v", c.rule, err)
		}
	}
}
