package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/read"
)

// Seq is the last committed sequence.
func (r *Reader) Seq(ctx context.Context) (int64, error) { return seq(ctx, r.source) }

func seq(ctx context.Context, q Queryer) (int64, error) {
	n, _, err := one(ctx, q, scanValue[int64], "SELECT COALESCE(MAX(seq), 0) FROM events")
	return n, err
}

// Thread is one conversation with its contact and its earlier legs.
func (r *Reader) Thread(ctx context.Context, id desk.ConversationID) (t read.Thread, found bool, err error) {
	err = r.source.Snapshot(ctx, func(q Queryer) error {
		if t.Row, found, err = one(ctx, q, scanRow, rowsWhere("c.id = $1"), string(id)); err != nil || !found {
			return err
		}
		if t.Earlier, err = all(ctx, q, legs.scan, legs.selects("WHERE conversation = $1 ORDER BY number"), string(id)); err != nil {
			return err
		}
		t.Seq, err = seq(ctx, q)
		return err
	})
	return t, found, err
}

// Messages are the newest of those asked for, ascending.
func (r *Reader) Messages(ctx context.Context, ask read.MessagesQuery) (page read.MessagesPage, err error) {
	where, args := "conversation = $1 AND n > $2", []any{string(ask.Conversation), ask.After}
	if ask.Before > 0 {
		where, args = where+" AND n < $3", append(args, ask.Before)
	}
	limit := max(ask.Limit, 0)
	err = r.source.Snapshot(ctx, func(q Queryer) error {
		sql := messages.selects(fmt.Sprintf("WHERE %s ORDER BY n DESC LIMIT %d", where, limit+1))
		if page.Messages, err = all(ctx, q, messages.scan, sql, args...); err != nil {
			return err
		}
		page.Seq, err = seq(ctx, q)
		return err
	})
	if len(page.Messages) > limit {
		page.Messages, page.More = page.Messages[:limit], true
	}
	slices.Reverse(page.Messages)
	return page, err
}

// Whispers are the words to a conversation's agents, oldest first.
func (r *Reader) Whispers(ctx context.Context, id desk.ConversationID) ([]desk.Whisper, error) {
	return all(ctx, r.source, whispers.scan, whispers.selects("WHERE conversation = $1 ORDER BY rev"), string(id))
}

// OfContact lists a contact's conversations, newest first.
func (r *Reader) OfContact(ctx context.Context, contact desk.ContactID, limit int) ([]read.Row, error) {
	return all(ctx, r.source, scanRow, rowsWhere("c.contact = $1")+" ORDER BY c.opened_at DESC, c.id DESC LIMIT $2", string(contact), int64(limit))
}

// LatestOf is the open conversation of a contact on a channel, or else the last.
func (r *Reader) LatestOf(ctx context.Context, ch desk.ChannelID, contact desk.ContactID) (read.Row, bool, error) {
	return one(ctx, r.source, scanRow, rowsWhere("c.contact = $1 AND c.channel = $2")+
		" ORDER BY CASE WHEN c.closed_at = 0 THEN 0 ELSE 1 END, c.opened_at DESC, c.id DESC LIMIT 1", string(contact), string(ch))
}

// ByIDs are rows of these conversations, in the order of their ids.
func (r *Reader) ByIDs(ctx context.Context, ids []desk.ConversationID) ([]read.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var a arguments
	return all(ctx, r.source, scanRow, rowsWhere("c.id IN ("+in(&a, ids)+")")+" ORDER BY c.id", a.values...)
}

// OpenIn is all that is open in the queues that the viewer oversees.
func (r *Reader) OpenIn(ctx context.Context, v desk.Viewer) (read.ConversationsPage, error) {
	var page read.ConversationsPage
	if !v.All && len(v.Supervises) == 0 {
		var err error
		page.Seq, err = r.Seq(ctx)
		return page, err
	}
	var a arguments
	where := "c.closed_at = 0"
	if !v.All {
		where += " AND c.queue IN (" + in(&a, v.Supervises) + ")"
	}
	err := r.source.Snapshot(ctx, func(q Queryer) (err error) {
		if page.Seq, err = seq(ctx, q); err != nil {
			return err
		}
		page.Rows, err = all(ctx, q, scanRow, rowsWhere(where), a.values...)
		return err
	})
	// Sorted here: asked for what is open in an order, SQLite walks all that was
	// ever stored.
	slices.SortFunc(page.Rows, func(a, b read.Row) int { return cmp.Compare(a.Conversation.ID, b.Conversation.ID) })
	return page, err
}

// ServesContact says whether the user holds an open conversation of the contact.
func (r *Reader) ServesContact(ctx context.Context, user desk.UserID, contact desk.ContactID) (bool, error) {
	_, found, err := one(ctx, r.source, scanValue[int64],
		"SELECT 1 FROM conversations WHERE contact = $1 AND agent = $2 AND state = 'assigned' LIMIT 1", string(contact), string(user))
	return found, err
}

// OffersTo are the pending ones to this agent, oldest first.
func (r *Reader) OffersTo(ctx context.Context, user desk.UserID) ([]desk.Offer, error) {
	return all(ctx, r.source, offers.scan, offers.selects("WHERE agent = $1 AND state = 'pending' ORDER BY offered_at, id"), string(user))
}

// OffersByIDs are these offers, in the order of their ids.
func (r *Reader) OffersByIDs(ctx context.Context, ids []desk.OfferID) ([]desk.Offer, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var a arguments
	return all(ctx, r.source, offers.scan, offers.selects("WHERE id IN ("+in(&a, ids)+") ORDER BY id"), a.values...)
}

// Traces are why the conversation went where it went, newest last.
func (r *Reader) Traces(ctx context.Context, id desk.ConversationID) ([]read.Trace, error) {
	stored, err := all(ctx, r.source, traces.scan, traces.selects("WHERE conversation = $1 ORDER BY id"), string(id))
	out := make([]read.Trace, len(stored))
	for i, t := range stored {
		out[i] = read.Trace(t)
	}
	return out, err
}

// The conditions below are those of the partial indexes, word for word.
const (
	inTimeline = "conversation <> '' AND kind NOT IN ('message.written', 'conversation.marks_moved')"
	inStanding = "kind IN ('user.saved', 'member.saved', 'presence.changed', 'keep_online.changed', 'next_status.changed', 'drain.changed')"
	isChange   = "kind IN ('user.saved', 'queue.saved', 'member.saved', 'channel.saved', 'pause_reason.saved', 'role.saved', 'installation.saved')"
)

// Events are those after a sequence, in order.
func (r *Reader) Events(ctx context.Context, after int64, limit int) ([]desk.Recorded, error) {
	return all(ctx, r.source, eventScan(), selectEvents("WHERE seq > $1 ORDER BY seq LIMIT $2"), after, int64(limit))
}

// Timeline is what happened to one conversation first, at most limit of it.
func (r *Reader) Timeline(ctx context.Context, id desk.ConversationID, limit int) ([]desk.Recorded, error) {
	return all(ctx, r.source, eventScan(), selectEvents("WHERE conversation = $1 AND "+inTimeline+" ORDER BY seq LIMIT $2"), string(id), int64(limit))
}

// Changes are changes of settings, newest first, before a sequence.
func (r *Reader) Changes(ctx context.Context, before int64, limit int) ([]desk.Recorded, error) {
	if before <= 0 {
		return all(ctx, r.source, eventScan(), selectEvents("WHERE "+isChange+" ORDER BY seq DESC LIMIT $1"), int64(limit))
	}
	return all(ctx, r.source, eventScan(), selectEvents("WHERE "+isChange+" AND seq < $1 ORDER BY seq DESC LIMIT $2"), before, int64(limit))
}

// Standing is the last of each kind of event, of those that say what an agent may do
// and what is planned for them, that was true at an instant; in order.
func (r *Reader) Standing(ctx context.Context, at time.Time) ([]desk.Recorded, error) {
	return all(ctx, r.source, eventScan(), selectEvents("WHERE seq IN (SELECT MAX(seq) FROM events WHERE "+inStanding+
		" AND since <= $1 GROUP BY kind, user_id, queue) ORDER BY seq"), millis(at))
}

// File finds a file, sent or not.
func (r *Reader) File(ctx context.Context, id desk.FileID) (desk.File, bool, error) {
	return r.FileByID(ctx, id)
}

// HashInUse says whether any stored file row still has these bytes.
func (r *Reader) HashInUse(ctx context.Context, hash string) (bool, error) {
	_, found, err := one(ctx, r.source, scanValue[int64], "SELECT 1 FROM files WHERE hash = $1 LIMIT 1", hash)
	return found, err
}
