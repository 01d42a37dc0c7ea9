package demo

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"pronto/internal/view"
)

// talk is a conversation that a colleague handles.
type talk struct {
	script *script
	wrote  int64 // the customer's newest message, as far as is known
	heard  int64 // everything up to here was answered, or is about to be
	outbox []string
	finish bool // after the outbox
	asked  bool // whether they are still there
}

// attend plans the next step with a customer of theirs.
func (c *colleague) attend(row view.Conversation) {
	t := c.talks[row.ID]
	if t == nil {
		t = &talk{script: &script{
			agent: firstName(c.login.Name), a: c.ending(), contact: firstName(row.Contact.Display), protocol: row.Protocol, rand: c.rand,
		}}
		c.talks[row.ID] = t
		c.feed.tell(view.ClientFrame{Type: "subscribe", Topic: topic(row.ID), Seq: c.seq})
	}
	if row.LastFrom == "customer" {
		t.wrote = max(t.wrote, row.LastN)
	}
	id := row.ID
	switch {
	case t.finish || len(t.outbox) > 0: // in the middle of a sentence
	case t.wrote > t.heard:
		c.agenda.forget("quiet " + id)
		t.asked = false
		if !c.agenda.has("read " + id) {
			c.plan(between(c.rand, 2*time.Second, 6*time.Second), "read "+id, func(ctx context.Context) error { return c.listen(ctx, id) })
		}
	case row.CustomerGoneSince != nil:
		c.planQuiet(id, 20*time.Second, 40*time.Second)
	default:
		c.planQuiet(id, 90*time.Second, 150*time.Second)
	}
}

// ending is that of their adjectives. Brazilian first names mostly tell.
func (c *colleague) ending() string {
	if strings.HasSuffix(firstName(c.login.Name), "a") {
		return "a"
	}
	return "o"
}

func firstName(name string) string {
	return cmp.Or(append(strings.Fields(name), "")[0], name)
}

func topic(conversation string) string { return "conversation:" + conversation }

func (c *colleague) drop(id string) {
	delete(c.talks, id)
	for _, step := range []string{"read ", "write ", "quiet ", "finish "} {
		c.agenda.forget(step + id)
	}
	c.feed.tell(view.ClientFrame{Type: "unsubscribe", Topic: topic(id)})
}

// listen reads what the customer wrote, says so, and thinks of an answer.
func (c *colleague) listen(ctx context.Context, id string) error {
	t := c.talks[id]
	var thread struct {
		Items []view.Message `json:"items"`
	}
	if err := c.client.call(ctx, http.MethodGet, "/api/v1/conversations/"+id+"/messages?limit=50", nil, &thread); err != nil {
		return err
	}
	var texts []string
	for _, m := range thread.Items {
		if m.From == "customer" && m.N > t.heard {
			texts = append(texts, m.Text)
			t.heard = m.N
		}
	}
	t.wrote = t.heard
	if len(texts) == 0 {
		return nil
	}
	if err := c.act(ctx, id, "read", map[string]int64{"n": t.heard}); err != nil {
		return err
	}
	t.outbox, t.finish = t.script.answer(strings.Join(texts, "\n"))
	c.write(id)
	return nil
}

// write types the next message and sends it, until all is said.
func (c *colleague) write(id string) {
	t := c.talks[id]
	if len(t.outbox) == 0 {
		if t.finish {
			c.plan(between(c.rand, 5*time.Second, 12*time.Second), "finish "+id, func(ctx context.Context) error { return c.finish(ctx, id) })
			return
		}
		c.consider()
		return
	}
	left := 1500*time.Millisecond + time.Duration(utf8.RuneCountInString(t.outbox[0]))*50*time.Millisecond
	c.keepTyping(id, min(left+between(c.rand, 0, 2*time.Second), 9*time.Second))
}

func (c *colleague) keepTyping(id string, left time.Duration) {
	const every = 3 * time.Second
	c.feed.tell(view.ClientFrame{Type: "typing", Topic: topic(id)})
	if left <= every {
		c.plan(left, "write "+id, func(ctx context.Context) error { return c.send(ctx, id) })
		return
	}
	c.plan(every, "write "+id, func(context.Context) error {
		c.keepTyping(id, left-every)
		return nil
	})
}

func (c *colleague) send(ctx context.Context, id string) error {
	t := c.talks[id]
	text := t.outbox[0]
	t.outbox = t.outbox[1:]
	if err := c.act(ctx, id, "messages", map[string]string{"id": newID(), "text": text}); err != nil {
		t.outbox, t.finish = nil, false
		return err
	}
	c.write(id)
	return nil
}

// planQuiet waits for a customer who says nothing, or is gone.
func (c *colleague) planQuiet(id string, least, most time.Duration) {
	key := "quiet " + id
	if c.agenda.has(key) {
		return
	}
	c.plan(between(c.rand, least, most), key, func(context.Context) error {
		t := c.talks[id]
		if c.rows[id].CustomerGoneSince != nil {
			t.asked = true
		}
		t.outbox, t.finish = []string{t.script.apart(t.asked)}, t.asked
		t.asked = true
		c.write(id)
		return nil
	})
}

func (c *colleague) finish(ctx context.Context, id string) error {
	if err := c.act(ctx, id, "finish", nil); err != nil {
		c.talks[id].finish = false
		return err
	}
	delete(c.rows, id)
	c.drop(id)
	return nil
}
