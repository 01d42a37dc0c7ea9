package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// Load reads what the writer keeps in memory, at one moment. A new database has
// a zero Installation.
func (r *Reader) Load(ctx context.Context) (engine.Live, error) {
	var live engine.Live
	err := r.source.Snapshot(ctx, func(q Queryer) error {
		l := loader{ctx: ctx, q: q}
		l.origin(&live)
		l.settings(&live)
		l.work(&live)
		return l.err
	})
	if err != nil {
		return engine.Live{}, fmt.Errorf("load the desk: %w", err)
	}
	return live, nil
}

// loader reads one thing after another until one fails.
type loader struct {
	ctx context.Context
	q   Queryer
	err error
}

func load[T any](l *loader, t rowsOf[T], rest string) []T {
	if l.err != nil {
		return nil
	}
	rows, err := all(l.ctx, l.q, t.scan, t.selects(rest))
	if err != nil {
		l.err = fmt.Errorf("%s: %w", t.name, err)
	}
	return rows
}

// origin reads where and when the desk is.
func (l *loader) origin(live *engine.Live) {
	for _, f := range load(l, facts, "") {
		switch f.name {
		case factEpoch:
			live.Epoch = f.value
		case factBeat:
			live.LastBeat = l.beat(f.value)
		}
	}
	if l.err != nil {
		return
	}
	type last struct {
		seq int64
		at  time.Time
	}
	newest, _, err := one(l.ctx, l.q, func(s scanner) (v last, err error) {
		err = s.Scan(&v.seq, timeColumn{&v.at})
		return v, err
	}, "SELECT seq, at FROM events ORDER BY seq DESC LIMIT 1")
	l.err = err
	live.Seq, live.LastAt = newest.seq, newest.at
	if live.LastBeat.After(live.LastAt) {
		live.LastAt = live.LastBeat
	}
}

func (l *loader) beat(value string) time.Time {
	ms, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		l.err = fmt.Errorf("read the last heartbeat: %w", err)
	}
	return instant(ms)
}

func (l *loader) settings(live *engine.Live) {
	for _, v := range load(l, installations, "") {
		live.Installation = v
	}
	live.Roles = load(l, roles, "ORDER BY id")
	live.Users = load(l, users, "ORDER BY id")
	live.Sessions = load(l, sessions, "ORDER BY token")
	live.Queues = load(l, queues, "ORDER BY id")
	live.Members = load(l, members, "ORDER BY queue, user_id")
	live.Channels = load(l, channels, "ORDER BY id")
	live.PauseReasons = load(l, pauseReasons, "ORDER BY id")
	live.Agents = load(l, agents, "ORDER BY user_id")
}

func (l *loader) work(live *engine.Live) {
	// Sorted here: asked for an order, SQLite walks all that was ever stored in it
	// rather than what is open.
	live.Conversations = load(l, conversations, "WHERE closed_at = 0")
	slices.SortFunc(live.Conversations, func(a, b desk.Conversation) int { return cmp.Compare(a.ID, b.ID) })
	live.Contacts = load(l, contacts, "WHERE id IN (SELECT contact FROM conversations WHERE closed_at = 0) ORDER BY id")
	live.MessageIDs = l.messageIDs()
	live.Offers = load(l, offers, "WHERE state = 'pending'")
	slices.SortFunc(live.Offers, func(a, b desk.Offer) int { return cmp.Compare(a.ID, b.ID) })
	live.Deadlines = load(l, deadlines, "ORDER BY kind, subject")
	live.Counters = map[string]int64{}
	for _, c := range load(l, counters, "") {
		live.Counters[c.name] = c.value
	}
}

// messageIDs reads the ids of the messages in open conversations only, so that
// a start costs what is open and not what was ever said.
func (l *loader) messageIDs() map[desk.ConversationID][]desk.MessageID {
	if l.err != nil {
		return nil
	}
	type named struct {
		conversation desk.ConversationID
		id           desk.MessageID
	}
	found, err := all(l.ctx, l.q, func(s scanner) (v named, err error) {
		err = s.Scan(&v.conversation, &v.id)
		return v, err
	},
		`SELECT conversation, id FROM messages WHERE conversation IN (SELECT id FROM conversations WHERE closed_at = 0)
		ORDER BY conversation, n`)
	if err != nil {
		l.err = fmt.Errorf("message ids: %w", err)
	}
	ids := map[desk.ConversationID][]desk.MessageID{}
	for _, m := range found {
		ids[m.conversation] = append(ids[m.conversation], m.id)
	}
	return ids
}
