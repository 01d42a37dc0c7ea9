package live

import (
	"context"
	"fmt"
	"slices"

	"pronto/internal/desk"
	"pronto/internal/read"
	"pronto/internal/view"
)

const (
	// replayMessages is how many messages of one thread a replay brings; who is
	// further behind loads the thread.
	replayMessages = 500
	byIDsAtOnce    = 500
)

// request is what a hello or a subscribe asks for.
type request struct {
	viewer desk.Viewer
	me     bool
	room   bool
	topics []desk.ConversationID
	after  int64
	// fresh says that there is nothing to go on from: snapshots must be loaded.
	fresh bool
}

// replay is the answer: rows as they are now of all that changed since.
type replay struct {
	rows     [][]byte
	verdicts map[desk.ConversationID]verdict
	// What must be loaded anew instead.
	resetMe bool
	reset   map[desk.ConversationID]bool
}

// replayOf reads what changed. Rows may be newer than the moment the subscriber
// was registered at: what comes live after it has the same or a higher rev.
func (h *Hub) replayOf(ctx context.Context, q request) (*replay, error) {
	select {
	case h.replays <- struct{}{}:
		defer func() { <-h.replays }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	h.Stats.Replays.Add(1)
	r := &replay{verdicts: map[desk.ConversationID]verdict{}, reset: map[desk.ConversationID]bool{}}
	for _, id := range q.topics {
		v, err := h.judge(ctx, q.viewer, id)
		if err != nil {
			return nil, fmt.Errorf("judge conversation %s: %w", id, err)
		}
		r.verdicts[id] = v
	}
	if q.fresh {
		r.resetAll(q)
		return r, nil
	}
	return r, h.replayEvents(ctx, q, r)
}

func (r *replay) resetAll(q request) {
	r.resetMe = q.me
	for _, id := range q.topics {
		r.reset[id] = true
	}
}

func (h *Hub) replayEvents(ctx context.Context, q request, r *replay) error {
	events, err := h.store.Events(ctx, q.after, h.opts.ReplayEvents+1)
	if err != nil {
		return fmt.Errorf("read events after %d: %w", q.after, err)
	}
	if len(events) > h.opts.ReplayEvents || slices.ContainsFunc(events, renames) {
		r.resetAll(q)
		return nil
	}
	g := gapOf(q, events)
	if r.resetMe = q.me && g.rights; r.resetMe {
		g.forgetMine(q)
	}
	if err := h.replayConversations(ctx, q, g, r); err != nil {
		return err
	}
	for _, id := range q.topics {
		r.reset[id] = r.reset[id] || g.whispered[id]
		if err := h.replayMessages(ctx, id, g, r); err != nil {
			return err
		}
	}
	if q.me && !r.resetMe {
		return h.replayMine(ctx, q, g, r)
	}
	return nil
}

// gap is what the events that a client missed are about, as far as it concerns
// its user.
type gap struct {
	// conversations that changed; true when it may have left their lists.
	conversations map[desk.ConversationID]bool
	messages      map[desk.ConversationID]span
	offers        []desk.OfferID
	settings      map[string]int64
	status        bool
	rights        bool
	// whispered are conversations with words to their agent: those load anew.
	whispered map[desk.ConversationID]bool
}

// span is a range of ordinals.
type span struct{ first, last int64 }

func gapOf(q request, events []desk.Recorded) *gap {
	g := &gap{conversations: map[desk.ConversationID]bool{}, messages: map[desk.ConversationID]span{}, settings: map[string]int64{}, whispered: map[desk.ConversationID]bool{}}
	for _, e := range events {
		about := e.Event.Subjects()
		mine := q.me && (about.User == q.viewer.User || q.viewer.SeesQueue(about.Queue))
		if moved, ok := e.Event.(desk.ConversationMoved); ok && q.me {
			mine = mine || moved.FromAgent == q.viewer.User || q.viewer.SeesQueue(moved.FromQueue)
		}
		if about.Conversation != "" && (mine || slices.Contains(q.topics, about.Conversation)) {
			g.conversations[about.Conversation] = g.conversations[about.Conversation] || leaves(e.Event)
		}
		g.status = g.status || about.User == q.viewer.User
		g.note(q.viewer.User, e)
	}
	return g
}

// leaves says whether an event may take a conversation out of somebody's lists.
func leaves(e desk.Event) bool {
	switch e.(type) {
	case desk.ConversationAssigned, desk.ConversationReturned, desk.ConversationMoved, desk.ConversationClosed:
		return true
	}
	return false
}

func (g *gap) note(me desk.UserID, e desk.Recorded) {
	switch event := e.Event.(type) {
	case desk.MessageWritten:
		s, known := g.messages[event.Conversation]
		if !known {
			s.first = event.N
		}
		s.last = event.N
		g.messages[event.Conversation] = s
	case desk.WhisperWritten:
		g.whispered[event.Conversation] = true
	case desk.RoleSaved:
		g.settings["roles"] = e.Seq
		g.rights = true
	case desk.OfferMade:
		g.noteOffer(me, event.Agent, event.Offer)
	case desk.OfferEnded:
		g.noteOffer(me, event.Agent, event.Offer)
	case desk.UserSaved:
		g.settings["users"] = e.Seq
		g.rights = g.rights || event.User == me
	case desk.MemberSaved:
		g.settings["queues"] = e.Seq
		g.rights = g.rights || event.User == me
	case desk.QueueSaved:
		g.settings["queues"] = e.Seq
		g.rights = true // it may have been closed or opened again
	case desk.ChannelSaved:
		g.settings["channels"] = e.Seq
	case desk.PauseReasonSaved:
		g.settings["pause-reasons"] = e.Seq
	case desk.InstallationSaved:
		g.settings["installation"] = e.Seq
	}
}

func (g *gap) noteOffer(me, agent desk.UserID, id desk.OfferID) {
	if me == agent && !slices.Contains(g.offers, id) {
		g.offers = append(g.offers, id)
	}
}

// forgetMine keeps only what topics need: the rest is loaded anew.
func (g *gap) forgetMine(q request) {
	for id := range g.conversations {
		if !slices.Contains(q.topics, id) {
			delete(g.conversations, id)
		}
	}
}

func (h *Hub) replayConversations(ctx context.Context, q request, g *gap, r *replay) error {
	ids := make([]desk.ConversationID, 0, len(g.conversations))
	for id := range g.conversations {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	rows, err := h.rowsOf(ctx, ids)
	if err != nil {
		return err
	}
	dir := h.engine.Directory()
	for _, row := range rows {
		c := row.Conversation
		switch {
		case q.viewer.Lists(c), r.verdicts[c.ID].basis.live():
			r.rows = append(r.rows, encodeConversation(c, row.Contact, dir))
		case q.me && g.conversations[c.ID]:
			r.rows = append(r.rows, encodeGone(c.ID, c.Rev))
		}
	}
	return nil
}

// rowsOf reads rows in the order of their last change.
func (h *Hub) rowsOf(ctx context.Context, ids []desk.ConversationID) ([]read.Row, error) {
	var rows []read.Row
	for some := range slices.Chunk(ids, byIDsAtOnce) {
		more, err := h.store.ByIDs(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("read %d conversations: %w", len(some), err)
		}
		rows = append(rows, more...)
	}
	slices.SortFunc(rows, func(a, b read.Row) int { return int(a.Conversation.Rev - b.Conversation.Rev) })
	return rows, nil
}

// replayMessages brings the messages that were missed, none beyond what may be
// read.
func (h *Hub) replayMessages(ctx context.Context, id desk.ConversationID, g *gap, r *replay) error {
	v, s := r.verdicts[id], g.messages[id]
	if v.basis == unjudged || s.first == 0 || s.first > v.to {
		return nil
	}
	if s.last-s.first >= replayMessages {
		r.reset[id] = true
		return nil
	}
	page, err := h.store.Messages(ctx, read.MessagesQuery{Conversation: id, After: s.first - 1, Before: min(s.last, v.to) + 1, Limit: replayMessages})
	if err != nil {
		return fmt.Errorf("read messages of %s: %w", id, err)
	}
	dir := h.engine.Directory()
	for _, m := range page.Messages {
		r.rows = append(r.rows, encodeMessage(m, dir))
	}
	return nil
}

func (h *Hub) replayMine(ctx context.Context, q request, g *gap, r *replay) error {
	if err := h.replayOffers(ctx, q, g, r); err != nil {
		return err
	}
	if state, ok := h.engine.Agent(q.viewer.User); ok && g.status {
		r.rows = append(r.rows, encodeStatus(state, h.engine.Directory()))
	}
	for _, name := range []string{"users", "roles", "queues", "channels", "pause-reasons", "installation"} {
		if seq, changed := g.settings[name]; changed {
			r.rows = append(r.rows, encodeSettings(name, seq))
		}
	}
	return nil
}

func (h *Hub) replayOffers(ctx context.Context, q request, g *gap, r *replay) error {
	if len(g.offers) == 0 {
		return nil
	}
	offers, err := h.store.OffersByIDs(ctx, g.offers)
	if err != nil {
		return fmt.Errorf("read %d offers: %w", len(g.offers), err)
	}
	ids := make([]desk.ConversationID, 0, len(offers))
	for _, o := range offers {
		ids = append(ids, o.Conversation)
	}
	rows, err := h.rowsOf(ctx, ids)
	if err != nil {
		return err
	}
	of := make(map[desk.ConversationID]read.Row, len(rows))
	for _, row := range rows {
		of[row.Conversation.ID] = row
	}
	dir := h.engine.Directory()
	for _, o := range offers {
		about := of[o.Conversation]
		if o.State != desk.OfferPending && !q.viewer.Lists(about.Conversation) {
			about.Conversation.LastText = "" // it went on without them
		}
		r.rows = append(r.rows, encodeOffer(o, about.Conversation, about.Contact, dir))
	}
	return nil
}

// answer sends what was read, and then what came meanwhile. The hub's lock is
// held; base is the commit that the subscriber was registered at.
func (s *subscriber) answer(q request, r *replay, base int64) {
	s.rows(base, r.rows)
	if q.me {
		s.complete("me", r.resetMe)
	}
	if q.room {
		s.enterRoom()
	}
	for _, id := range q.topics {
		m, v := s.topics[id], r.verdicts[id]
		switch {
		case m == nil: // unsubscribed, or refused, meanwhile
		case v.basis == unjudged:
			s.refuse(id, "not_found")
		default:
			m.basis, m.row = v.basis, v.row
			s.complete(topicName(id), r.reset[id])
			if m.again {
				m.again = false
				s.hub.judgeAgain(s, []desk.ConversationID{id})
			}
		}
	}
	s.release()
}

func (s *subscriber) complete(topic string, reset bool) {
	if reset {
		s.reset(topic)
		return
	}
	s.control(view.Frame{Type: "ready", Topic: topic})
}
