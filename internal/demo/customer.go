package demo

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// customer is one person on one visit: they come in, write, read, wait, answer,
// and leave. All of it happens on the goroutine of visit.
type customer struct {
	world  *world
	page   *visitor
	who    persona
	why    *scenario
	rand   *rand.Rand
	talk   *dialogue
	agenda *agenda

	unheard []said
	heardAt time.Time // of the first unheard
	outbox  []line
	nudged  int  // since somebody last wrote to them
	begun   bool // their first message arrived
	leaving bool // for good, as soon as the outbox is empty
	left    bool
}

// What customers plan.
const (
	toType   = "type"
	toSend   = "send"
	toHear   = "hear"
	toRead   = "read"
	toNudge  = "nudge"
	toLeave  = "leave"
	toVanish = "vanish"
)

// longestListening is how long a customer lets the desk go on typing before
// they answer what is there.
const longestListening = 15 * time.Second

func newCustomer(w *world, page *visitor, who persona, why *scenario, r *rand.Rand) *customer {
	return &customer{world: w, page: page, who: who, why: why, rand: r, talk: newDialogue(who, why, r), agenda: newAgenda()}
}

// visit lasts until they leave or ctx ends.
func (c *customer) visit(ctx context.Context) error {
	if err := c.page.register(ctx, channelOf[c.why.door], c.who); err != nil {
		return err
	}
	defer c.page.connect(ctx)()
	c.say(c.talk.open())
	if c.why.vanishes > 0 {
		c.plan(c.why.vanishes, toVanish, c.goAway)
	}
	for !c.left {
		select {
		case e, ok := <-c.page.events:
			if !ok {
				return ctx.Err()
			}
			if err := c.notice(ctx, e); err != nil {
				return err
			}
		case <-c.agenda.timer.C:
			if err := c.agenda.run(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (c *customer) plan(d time.Duration, key string, do func(context.Context) error) {
	c.agenda.in(c.world.human(d), key, func(ctx context.Context) error { return bearable(ctx, do(ctx)) })
}

// bearable drops a refusal that concerns one message only, such as that a
// conversation was closed meanwhile.
func bearable(ctx context.Context, err error) error {
	if ctx.Err() == nil && refused(err, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity) {
		return nil
	}
	return err
}

// between is a moment in a range, as chance has it.
func between(r *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(r.Int64N(int64(most-least)+1))
}

func (c *customer) notice(ctx context.Context, e event) error {
	switch e.Type {
	case "closed_token":
		c.left = true
	case "state":
		if c.begun && e.Conversation != nil && e.Conversation.State == "closed" && e.Conversation.ID == c.page.chat().ID {
			c.closed()
		}
	case "typing":
		if c.agenda.has(toHear) && time.Since(c.heardAt) < c.world.human(longestListening) {
			c.plan(3500*time.Millisecond, toHear, c.hear)
		}
	case "message":
		if e.Message != nil && e.Message.From == "agent" {
			return bearable(ctx, c.receive(ctx, *e.Message))
		}
	}
	return nil
}

// closed is the end: whatever was on the tip of the tongue would open another
// conversation.
func (c *customer) closed() {
	c.outbox, c.unheard = nil, nil
	for _, key := range []string{toType, toSend, toHear, toNudge, toVanish} {
		c.agenda.forget(key)
	}
	c.plan(between(c.rand, 3*time.Second, 8*time.Second), toLeave, c.goAway)
}

func (c *customer) receive(ctx context.Context, m said) error {
	if len(c.unheard) == 0 {
		c.heardAt = time.Now()
	}
	c.unheard = append(c.unheard, m)
	c.nudged = 0
	for _, key := range []string{toNudge, toVanish} {
		c.agenda.forget(key)
	}
	if !c.leaving {
		c.agenda.forget(toLeave)
	}
	c.plan(between(c.rand, time.Second, 3*time.Second), toRead, func(ctx context.Context) error { return c.page.mark(ctx, "read", m) })
	reading := time.Duration(min(utf8.RuneCountInString(m.Text), 200)) * 15 * time.Millisecond
	c.plan(between(c.rand, 1500*time.Millisecond, 3500*time.Millisecond)+reading, toHear, c.hear)
	return c.page.mark(ctx, "delivered", m)
}

func (c *customer) hear(context.Context) error {
	if len(c.outbox) > 0 { // first finish the sentence
		c.plan(1500*time.Millisecond, toHear, c.hear)
		return nil
	}
	texts, files := make([]string, 0, len(c.unheard)), 0
	for _, m := range c.unheard {
		texts = append(texts, m.Text)
		files += len(m.Files)
	}
	c.unheard = nil
	if c.leaving {
		return nil
	}
	answer := c.talk.hear(strings.Join(texts, "\n"), files)
	c.leaving = answer.leave
	c.say(answer.lines)
	return nil
}

func (c *customer) say(lines []line) {
	c.outbox = append(c.outbox, lines...)
	if len(c.outbox) == 0 {
		c.spoken()
		return
	}
	if !c.agenda.has(toType) && !c.agenda.has(toSend) {
		c.plan(between(c.rand, 200*time.Millisecond, 900*time.Millisecond), toType, c.startTyping)
	}
}

func (c *customer) startTyping(context.Context) error {
	if len(c.outbox) == 0 {
		return nil
	}
	c.keepTyping(typingTime(c.outbox[0], c.rand))
	return nil
}

// keepTyping says so every three seconds, as a widget does, until it is written.
func (c *customer) keepTyping(left time.Duration) {
	if c.page.chat().open() {
		c.page.typing()
	}
	const every = 3 * time.Second
	if left <= every {
		c.plan(left, toSend, c.send)
		return
	}
	c.plan(every, toType, func(context.Context) error {
		c.keepTyping(left - every)
		return nil
	})
}

// typingTime is from 2 to 8 s, by the length of the text.
func typingTime(l line, r *rand.Rand) time.Duration {
	d := 1200*time.Millisecond + time.Duration(utf8.RuneCountInString(l.text))*55*time.Millisecond
	if l.file != "" {
		d += 2 * time.Second
	}
	return min(max(d+between(r, 0, time.Second), 2*time.Second), 8*time.Second)
}

func (c *customer) send(ctx context.Context) error {
	if len(c.outbox) == 0 {
		return nil
	}
	next := c.outbox[0]
	c.outbox = c.outbox[1:]
	defer c.afterSending()
	var files []string
	if next.file != "" {
		file, err := attach(next.file, c.who, c.rand)
		if err != nil {
			return err
		}
		id, err := c.page.upload(ctx, file)
		if err != nil {
			return err
		}
		files = []string{id}
	}
	answer := -1
	if c.why.door == byShop && !c.begun {
		answer = c.why.answer
	}
	if err := c.page.send(ctx, next.text, files, answer); err != nil {
		return err
	}
	c.begun = true
	return nil
}

func (c *customer) afterSending() {
	if len(c.outbox) > 0 {
		c.plan(between(c.rand, 500*time.Millisecond, 1500*time.Millisecond), toType, c.startTyping)
		return
	}
	c.spoken()
}

// spoken is when it is the desk's turn: they wait, and not for ever.
func (c *customer) spoken() {
	switch {
	case c.leaving:
		c.plan(between(c.rand, 6*time.Second, 15*time.Second), toLeave, c.goAway)
	case c.talk.content:
		c.plan(between(c.rand, 50*time.Second, 100*time.Second), toLeave, c.goAway)
	default:
		c.plan(c.patience(), toNudge, c.nudge)
	}
}

func (c *customer) patience() time.Duration {
	d := c.why.nudge
	if d == 0 {
		d = between(c.rand, 80*time.Second, 130*time.Second)
	}
	return d << c.nudged
}

func (c *customer) nudge(context.Context) error {
	lines := c.talk.nudge(c.nudged)
	c.nudged++
	if len(lines) == 0 {
		c.left = true // nobody came
		return nil
	}
	c.say(lines)
	return nil
}

func (c *customer) goAway(context.Context) error {
	c.left = true
	return nil
}
