package httpapi

import (
	"context"
	"errors"

	"pronto/internal/desk"
	"pronto/internal/read"
	"pronto/internal/view"
)

// sight is one conversation with how much of it somebody may see.
type sight struct {
	read.Thread
	// whole says that all of it is theirs to read, also what comes next.
	whole bool
	// upTo is the last message they may read, when not whole; legs are their own.
	upTo int64
	legs []desk.Leg
}

// see loads a conversation for somebody. One that they may not see does not
// exist for them.
func (a *API) see(ctx context.Context, me *asker, id desk.ConversationID) (sight, error) {
	t, ok, err := a.Read.Thread(ctx, id)
	if err != nil {
		return sight{}, err
	}
	if ok {
		s, may, err := a.judge(ctx, me, t)
		if err != nil || may {
			return s, err
		}
	}
	return sight{}, desk.Missing("conversation", id)
}

func (a *API) judge(ctx context.Context, me *asker, t read.Thread) (s sight, may bool, err error) {
	s = sight{Thread: t, whole: me.viewer.Lists(t.Conversation)}
	if !s.whole {
		serves, err := a.Read.ServesContact(ctx, me.user.ID, t.Contact.ID)
		if err != nil {
			return s, false, err
		}
		s.whole = serves && !t.Conversation.Open() // one that goes on elsewhere is not theirs
	}
	for _, leg := range t.Earlier {
		if leg.Agent == me.user.ID {
			s.legs = append(s.legs, leg)
		}
	}
	s.upTo, may = me.viewer.Reads(t.Conversation, t.Earlier, s.whole)
	return s, may, nil
}

// row is the conversation as far as they may see it.
func (s sight) row(me *asker) view.Conversation {
	if s.whole || len(s.legs) == 0 {
		return view.FromConversation(s.Conversation, s.Contact, me.dir)
	}
	return view.FromEndedLeg(s.Conversation, s.legs[len(s.legs)-1], s.Contact, me.dir)
}

// rows are those of a list as far as somebody may see each.
func (a *API) rows(ctx context.Context, me *asker, rows []read.Row) ([]view.Conversation, error) {
	out := make([]view.Conversation, 0, len(rows))
	for _, r := range rows {
		if me.viewer.Lists(r.Conversation) {
			out = append(out, view.FromConversation(r.Conversation, r.Contact, me.dir))
			continue
		}
		// The few that they lost, or see for serving the contact now.
		s, err := a.see(ctx, me, r.Conversation.ID)
		if desk.IsRefusal(err, "not_found") {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s.row(me))
	}
	return out, nil
}

// veil keeps a refusal from telling that a conversation exists to who could not
// know. Whoever sees its queue may be told who was quicker (T-07).
func (a *API) veil(ctx context.Context, me *asker, id desk.ConversationID, err error) error {
	var r *desk.Refusal
	if !errors.As(err, &r) || r.Kind != desk.Forbidden && r.Kind != desk.Conflict {
		return err
	}
	t, ok, failed := a.Read.Thread(ctx, id)
	if failed != nil {
		return failed
	}
	if !ok || me.viewer.SeesQueue(t.Conversation.Leg.Queue) {
		return err
	}
	switch _, may, failed := a.judge(ctx, me, t); {
	case failed != nil:
		return failed
	case may:
		return err
	}
	return desk.Missing("conversation", id)
}
