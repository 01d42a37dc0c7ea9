package sim

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// customer is a person with a browser, in a hurry.
type customer struct {
	w       *world
	channel desk.ChannelID
	token   string
	known   bool   // the server gave the token its visitor
	proven  string // who the site says it is; may be shared with another browser
	contact desk.ContactID
	here    bool // the widget is open
	left    int  // messages they still want to write
	sent    []engine.CustomerMessage
}

var (
	refusedVisit = []string{"signed_out", "not_found"}
	refusedSay   = []string{"signed_out", "not_found", "id_reused"}
)

func newCustomer(w *world, ch desk.ChannelID, n int) *customer {
	c := &customer{w: w, channel: ch, token: w.chance.id(start)}
	if n%6 == 0 {
		c.proven = string(rune('A'+n/12%26)) + c.token[:2] + string(rune('A'+n/12/26))
	}
	return c
}

// arrive opens the widget and says why they came.
func (c *customer) arrive() {
	if c.here { // still, or the window was never closed
		c.left = max(c.left, 1)
		c.say()
		return
	}
	c.here, c.left = true, 1+c.w.chance.IntN(4)
	told := desk.Contact{}
	if c.w.chance.once(.3) {
		told.Name = "Maria"
	}
	cmd := engine.StartVisitor{Channel: c.channel, Token: c.token, Known: c.known, Proven: c.proven, Told: told}
	send(c.w, desk.System, cmd, refusedVisit, func(v desk.Visitor, err error) {
		if err != nil {
			c.here = false
			if !c.known || desk.IsRefusal(err, "signed_out") {
				c.renew() // each attempt without a token is given another
			}
			return
		}
		c.meet(v.Contact)
		c.presence(false)
		c.say()
		if c.w.chance.once(.15) { // gone before anybody looks
			c.w.in(c.w.chance.between(5*time.Second, 4*time.Minute), c.leave)
		}
	})
}

// meet ties this browser to its contact, so that it hears what happens there.
func (c *customer) meet(id desk.ContactID) {
	c.known = true
	if c.contact == id {
		return
	}
	c.contact = id
	c.w.customers[id] = append(c.w.customers[id], c)
}

// renew forgets the token, as a browser whose storage was cleared.
func (c *customer) renew() { c.token, c.known = c.w.chance.id(c.w.now()), false }

func (c *customer) presence(gone bool) {
	send(c.w, desk.System, engine.CustomerPresence{Channel: c.channel, Contact: c.contact, Gone: gone}, nil, nil)
}

// say writes one message, or several in a row, or the same twice.
func (c *customer) say() {
	if !c.known || c.left <= 0 {
		return
	}
	c.left--
	m := engine.CustomerMessage{Token: c.token, ID: desk.MessageID(c.w.chance.id(c.w.now())), Text: "olá", Answer: c.w.chance.IntN(3)}
	c.speak(m)
	switch p := c.w.chance.IntN(100); {
	case p < 5:
		c.w.count("sent twice")
		c.speak(m)
	case p < 9: // the answer got lost on its way, perhaps after the closing
		c.w.in(c.w.chance.about(3*time.Minute), func() { c.speak(m) })
	case p < 12 && len(c.sent) > 0:
		m = pick(c.w.chance, c.sent)
		m.Text = "outra coisa"
		c.w.count("id with other words")
		c.speak(m)
	case p < 40:
		c.w.in(c.w.chance.between(time.Second, 20*time.Second), c.say)
	}
}

// speak sends until it is known whether it arrived.
func (c *customer) speak(m engine.CustomerMessage) {
	send(c.w, desk.System, m, refusedSay, func(got engine.Written, err error) {
		switch {
		case err == nil:
			c.w.acknowledged(m.ID, got.Message.Conversation, m.Text)
			if c.sent = append(c.sent, m); len(c.sent) > 5 {
				c.sent = c.sent[1:]
			}
		case unknown(err):
			c.w.in(c.w.chance.between(time.Second, 10*time.Second), func() { c.speak(m) })
		}
	})
}

// answered hears of an agent's message.
func (c *customer) answered(id desk.ConversationID, n int64) {
	if !c.here {
		return
	}
	if c.w.engine != nil {
		slot := "marks/" + string(id)
		engine.Later(c.w.engine, slot, engine.Call{Actor: desk.ByCustomer(c.contact)},
			engine.CustomerMarks{Conversation: id, Contact: c.contact, Delivered: n, Read: n - int64(c.w.chance.IntN(2))})
	}
	if c.left > 0 && c.w.chance.once(.85) {
		c.w.in(c.w.chance.between(5*time.Second, 60*time.Second), c.say)
	}
}

// closed hears that it is over: most go, some have one thing more.
func (c *customer) closed() {
	if c.w.chance.once(.12) {
		c.w.count("wrote after closing")
		c.left = 1
		c.w.in(c.w.chance.between(time.Second, time.Minute), c.say)
	}
	c.w.in(c.w.chance.between(2*time.Second, 3*time.Minute), c.leave)
}

// leave closes the widget; some return while they still wait.
func (c *customer) leave() {
	if !c.here || !c.known {
		return
	}
	c.here = false
	c.w.count("customer left")
	for _, other := range c.w.customers[c.contact] {
		if other.here && other.channel == c.channel {
			return // another of their windows is open
		}
	}
	c.presence(true)
	switch {
	case c.w.chance.once(.3):
		c.w.in(c.w.chance.between(time.Second, 5*time.Minute), c.comeBack)
	case c.w.chance.once(.03):
		token := c.token
		c.w.count("forgotten")
		send(c.w, desk.System, engine.ForgetVisitor{Token: token}, []string{"signed_out"}, nil)
		c.renew()
	}
}

func (c *customer) comeBack() {
	if c.here || !c.known {
		return
	}
	c.here = true
	c.w.count("customer came back")
	c.presence(false)
	if c.w.chance.once(.4) {
		c.left++
		c.say()
	}
}

// serverIsBack: an open widget connects again.
func (c *customer) serverIsBack() {
	if !c.here || !c.known {
		return
	}
	c.w.in(c.w.chance.about(6*time.Second), func() {
		if c.here {
			c.presence(false)
		}
	})
}

// acknowledged checks that what the server answered with yes is stored, with the
// words that were sent.
func (w *world) acknowledged(id desk.MessageID, c desk.ConversationID, text string) {
	w.count("acknowledged messages")
	m, stored := w.check.rows.messages[id]
	if !stored || m.Conversation != c || m.Text != text {
		w.check.complain("an acknowledged thing is durable", []any{m}, "message %s of %s is acknowledged", id, c)
	}
}

// react lets those hear of an event whom it concerns.
func (w *world) react(event desk.Event) {
	switch e := event.(type) {
	case desk.OfferMade:
		w.agents[e.Agent].offered(e.Offer, e.ExpiresAt.Sub(w.now()))
	case desk.ConversationAssigned:
		w.agents[e.Agent].workOn(e.Conversation)
	case desk.ConversationMoved:
		if a := w.agents[e.Agent]; a != nil {
			a.workOn(e.Conversation)
		} else if e.Agent != "" {
			w.finishFor(e.Agent, e.Conversation)
		}
	case desk.HoldChanged:
		w.count("hold " + string(e.To))
	case desk.MessageWritten:
		if e.From == desk.FromAgent {
			for _, c := range w.customersOf(e.Conversation) {
				c.answered(e.Conversation, e.N)
			}
		}
	case desk.ConversationClosed:
		w.count("closed as " + string(e.Outcome))
		for _, c := range w.customersOf(e.Conversation) {
			c.closed()
		}
	case desk.OfferEnded:
		w.count("offer " + string(e.State))
	case desk.PresenceChanged:
		w.count("presence " + string(e.To))
	case desk.SessionEnded:
		if a := w.agents[e.User]; a != nil {
			a.token = ""
		}
	}
}

func (w *world) customersOf(id desk.ConversationID) []*customer {
	v, ok := w.check.rows.conversation(id)
	if !ok {
		return nil
	}
	var here []*customer
	for _, c := range w.customers[v.Contact] {
		if c.contact == v.Contact && c.channel == v.Channel {
			here = append(here, c)
		}
	}
	return here
}
