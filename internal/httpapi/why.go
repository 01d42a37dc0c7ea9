package httpapi

import (
	"context"
	"net/http"
	"slices"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// historyAtMost bounds a conversation's timeline.
const historyAtMost = 500

func (a *API) registerWhy() {
	signed(a, op{id: "get-trace", method: http.MethodGet, path: "/conversations/{id}/trace", tag: "Why", summary: "Why me? The traces of its assignments, newest last"}, a.traces)
	signed(a, op{id: "get-waiting", method: http.MethodGet, path: "/conversations/{id}/waiting", tag: "Why", summary: "Why does this wait?"},
		func(ctx context.Context, me *asker, in *ByID) (*Answer[view.Waiting], error) {
			s, err := a.see(ctx, me, desk.ConversationID(in.ID))
			if err != nil {
				return nil, err
			}
			if !s.whole {
				return nil, desk.Missing("conversation", in.ID)
			}
			w, err := engine.Do(ctx, a.Engine, me.call(""), engine.WhyWaiting{Conversation: s.Conversation.ID})
			if err != nil {
				return nil, err
			}
			return &Answer[view.Waiting]{view.FromWaiting(w, me.dir)}, nil
		})
	signed(a, op{id: "get-timeline", method: http.MethodGet, path: "/conversations/{id}/timeline", tag: "Why", summary: "All that happened to it, apart from messages"}, a.timeline)
	signed(a, op{id: "list-queues-waiting", method: http.MethodGet, path: "/queues/waiting", tag: "Why", summary: "Why the oldest waits, for each queue one serves or supervises"},
		func(ctx context.Context, me *asker, _ *Nothing) (*Answer[List[view.Waiting]], error) {
			seq := a.Engine.Seq()
			answers, err := engine.Do(ctx, a.Engine, me.call(""), engine.QueuesWaiting{Queues: me.queues()})
			if err != nil {
				return nil, err
			}
			return list(a, each(answers, func(w engine.Waiting) view.Waiting { return view.FromWaiting(w, me.dir) }), seq), nil
		})
}

// queues are those whose waiting work somebody sees, in order.
func (m *asker) queues() []desk.QueueID {
	var ids []desk.QueueID
	for id, q := range m.dir.Queues {
		if q.Active && m.viewer.SeesQueue(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// traces leave out, for who lost the conversation, the legs of others.
func (a *API) traces(ctx context.Context, me *asker, in *ByID) (*Answer[List[view.Trace]], error) {
	s, err := a.see(ctx, me, desk.ConversationID(in.ID))
	if err != nil {
		return nil, err
	}
	stored, err := a.Read.Traces(ctx, s.Conversation.ID)
	if err != nil {
		return nil, err
	}
	var rows []view.Trace
	for _, t := range stored {
		if !s.whole && !slices.ContainsFunc(s.legs, func(l desk.Leg) bool { return l.ID == t.Leg }) {
			continue
		}
		row, err := view.FromTrace(t.Conversation, t.Leg, t.At, t.Data, me.dir)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return list(a, rows, s.Seq), nil
}

// ends goes by what happened and not by when: the next agent may have got it at
// the same instant.
func ends(e desk.Event, leg desk.LegID) bool {
	switch e := e.(type) {
	case desk.ConversationReturned:
		return e.Ended == leg
	case desk.ConversationMoved:
		return e.Ended == leg
	}
	return false
}

// timeline ends, for who lost the conversation, where their last leg did.
func (a *API) timeline(ctx context.Context, me *asker, in *ByID) (*Answer[List[view.TimelineEntry]], error) {
	s, err := a.see(ctx, me, desk.ConversationID(in.ID))
	if err != nil {
		return nil, err
	}
	events, err := a.Read.Timeline(ctx, s.Conversation.ID, historyAtMost)
	if err != nil {
		return nil, err
	}
	var rows []view.TimelineEntry
	for _, e := range events {
		row := view.FromRecorded(e, me.dir)
		over := !s.whole && ends(e.Event, s.legs[len(s.legs)-1].ID)
		if over {
			delete(row.Params, "protocol") // of the leg that began
		}
		if rows = append(rows, row); over {
			break
		}
	}
	return list(a, rows, s.Seq), nil
}
