package sim

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"pronto/internal/desk"
	"pronto/internal/read"
)

// sameAsDatabase reads everything back, also what no start would load.
func (c *checker) sameAsDatabase(ctx context.Context, db Database) error {
	for _, list := range []map[desk.ConversationID]desk.Conversation{c.rows.open, c.rows.closed} {
		for _, id := range slices.Sorted(maps.Keys(list)) {
			if err := c.sameThread(ctx, db, list[id]); err != nil {
				return err
			}
		}
	}
	return c.sameEvents(ctx, db)
}

func (c *checker) sameThread(ctx context.Context, db Database, v desk.Conversation) error {
	t, found, err := db.Thread(ctx, v.ID)
	if err != nil {
		return err
	}
	want := read.Thread{Row: read.Row{Conversation: v, Contact: c.rows.contacts[v.Contact]}, Earlier: c.rows.legs[v.ID], Seq: t.Seq}
	if !found || !bytes.Equal(plain(want), plain(t)) {
		c.complain("what was committed is stored", []any{want, t}, "conversation %s differs", v.ID)
	}
	page, err := db.Messages(ctx, read.MessagesQuery{Conversation: v.ID, Limit: int(v.LastN) + 1})
	if err != nil {
		return err
	}
	var messages []desk.Message
	for _, id := range c.rows.threads[v.ID] {
		messages = append(messages, c.rows.messages[id])
	}
	if !bytes.Equal(plain(messages), plain(page.Messages)) {
		c.complain("what was committed is stored", []any{messages, page.Messages}, "messages of %s differ", v.ID)
	}
	c.count("thread read back")
	return nil
}

// sameEvents tells the whole story once more from the log.
func (c *checker) sameEvents(ctx context.Context, db Database) error {
	again := newChecker(func(string) {})
	for after := int64(0); after < c.rows.seq; {
		events, err := db.Events(ctx, after, 1000)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			c.complain("the log has every event", nil, "it ends at %d of %d", after, c.rows.seq)
			return nil
		}
		for _, r := range events {
			again.hash(r)
			if err := again.story.hear(r); err != nil {
				c.complain("the log has every event", []any{r}, "%v", err)
			}
		}
		after = events[len(events)-1].Seq
	}
	if !bytes.Equal(again.trace.Sum(nil), c.trace.Sum(nil)) {
		c.complain("the log has every event", nil, "it differs from what was committed")
	}
	return nil
}
