package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// AnothersStatusInput is what a supervisor declares for an agent.
type AnothersStatusInput struct {
	StatusInput
	Seen time.Time `json:"seen,omitzero" doc:"Since when the agent had the status that you saw: refused when another supervisor has set one after it."`
}

// DrainInput says until when an agent may keep what they hold.
type DrainInput struct {
	At *time.Time `json:"at,omitempty" doc:"Now when absent; else an instant to come, at most a day ahead."`
}

// MoveInput says where a conversation goes.
type MoveInput struct {
	Queue string `json:"queue,omitempty" maxLength:"40" doc:"The one it is in when absent."`
	Agent string `json:"agent,omitempty" maxLength:"40" doc:"Whoever comes when absent."`
	Seen  string `json:"seen,omitempty" maxLength:"40" doc:"The protocol number under which you saw it: refused when it went on after that."`
}

// TakeOverInput may say what was seen of the conversation.
type TakeOverInput struct {
	Seen string `json:"seen,omitempty" maxLength:"40" doc:"As of a move."`
}

// NewWhisper is a word to a conversation's agent. Sent again it is stored once.
type NewWhisper struct {
	ID   string `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	Text string `json:"text" minLength:"1" maxLength:"4000"`
}

// Room is the live room as it was at seq: from there the feed's topic room goes
// on.
type Room struct {
	Agents        []view.RoomAgent    `json:"agents"`
	Queues        []view.Ref          `json:"queues"`
	Conversations []view.Conversation `json:"conversations" doc:"All that are open in these queues."`
	Seq           int64               `json:"seq"`
	Epoch         string              `json:"epoch"`
}

func (a *API) registerSupervise() {
	signed(a, op{id: "get-room", method: http.MethodGet, path: "/room", tag: "Room", summary: "The live room", need: desk.MayWatch}, a.room)
	signed(a, op{id: "set-agent-status", method: http.MethodPut, path: "/agents/{id}/status", tag: "Room", summary: "Set an agent's status", need: desk.MaySetOthersStatus},
		func(ctx context.Context, me *asker, in *Change[AnothersStatusInput]) (*Answer[view.RoomAgent], error) {
			return a.overseen(ctx, me, in.Key, in.ID, engine.SetStatus{
				User: desk.UserID(in.ID), Status: desk.Status(in.Body.Status), Reason: desk.PauseReasonID(in.Body.Reason), Seen: in.Body.Seen,
			})
		})
	signed(a, op{id: "set-agent-queue-status", method: http.MethodPut, path: "/agents/{id}/queues/{queue}/status", tag: "Room", summary: "Set an agent's sign-in to one queue", need: desk.MaySetOthersStatus},
		func(ctx context.Context, me *asker, in *struct {
			ByID
			QueueOf
			Keyed
			Body QueueStatusInput
		},
		) (*Answer[view.RoomAgent], error) {
			return a.overseen(ctx, me, in.Key, in.ID, engine.SetQueueStatus{
				User: desk.UserID(in.ID), Queue: desk.QueueID(in.Queue), State: signIn(in.Body.State), Reason: desk.PauseReasonID(in.Body.Reason),
			})
		})
	signed(a, op{id: "sign-out-agent", method: http.MethodPost, path: "/agents/{id}/sign-out", tag: "Room", summary: "Sign out an agent, who vanished or is there; their conversations stay with them", need: desk.MaySignOutOthers},
		func(ctx context.Context, me *asker, in *Deed) (*Answer[view.RoomAgent], error) {
			return a.overseen(ctx, me, in.Key, in.ID, engine.SignOutAgent{User: desk.UserID(in.ID)})
		})
	signed(a, op{id: "drain-agent", method: http.MethodPost, path: "/agents/{id}/drain", tag: "Room", summary: "Give an agent no more work, and put back what they hold, now or by an hour", need: desk.MayMove},
		func(ctx context.Context, me *asker, in *Change[DrainInput]) (*Answer[view.RoomAgent], error) {
			cmd := engine.DrainAgent{User: desk.UserID(in.ID)}
			if in.Body.At != nil {
				cmd.At = *in.Body.At
			}
			return a.overseen(ctx, me, in.Key, in.ID, cmd)
		})
	signed(a, op{id: "cancel-drain", method: http.MethodDelete, path: "/agents/{id}/drain", tag: "Room", summary: "Take that back", need: desk.MayMove},
		func(ctx context.Context, me *asker, in *Deed) (*Answer[view.RoomAgent], error) {
			return a.overseen(ctx, me, in.Key, in.ID, engine.DrainAgent{User: desk.UserID(in.ID), Cancel: true})
		})
	a.registerSupervisedWork()
}

func (a *API) registerSupervisedWork() {
	signed(a, op{id: "move-conversation", method: http.MethodPost, path: "/conversations/{id}/move", tag: "Room", summary: "Move it to a queue or a person", need: desk.MayMove},
		func(ctx context.Context, me *asker, in *Change[MoveInput]) (*Answer[view.Conversation], error) {
			return a.move(ctx, me, in.Key, engine.MoveConversation{
				Conversation: desk.ConversationID(in.ID), Queue: desk.QueueID(in.Body.Queue), Agent: desk.UserID(in.Body.Agent), Seen: in.Body.Seen,
			})
		})
	o := op{id: "take-over-conversation", method: http.MethodPost, path: "/conversations/{id}/take-over", tag: "Room", summary: "Take it from its agent", need: desk.MayTakeOver}
	signed(a, o, func(ctx context.Context, me *asker, in *struct {
		Deed
		Body *TakeOverInput
	},
	) (*Answer[view.Conversation], error) {
		cmd, id := engine.TakeOver{Conversation: desk.ConversationID(in.ID)}, desk.ConversationID(in.ID)
		if in.Body != nil {
			cmd.Seen = in.Body.Seen
		}
		if _, err := engine.Do(ctx, a.Engine, me.call(in.Key), cmd); err != nil {
			return nil, a.veil(ctx, me, id, err)
		}
		return a.conversation(ctx, me, id)
	})
	signed(a, op{id: "write-whisper", method: http.MethodPost, path: "/conversations/{id}/whispers", tag: "Room", summary: "Write to its agent what the customer never sees", need: desk.MayWhisper},
		func(ctx context.Context, me *asker, in *Change[NewWhisper]) (*Answer[view.Whisper], error) {
			id := desk.ConversationID(in.ID)
			key := cmp.Or(in.Key, "whisper:"+in.Body.ID)
			w, err := engine.Do(ctx, a.Engine, me.call(key), engine.SendWhisper{ID: desk.WhisperID(in.Body.ID), Conversation: id, Text: in.Body.Text})
			if err != nil {
				return nil, a.veil(ctx, me, id, err)
			}
			return &Answer[view.Whisper]{view.FromWhisper(w, me.dir)}, nil
		})
	signed(a, op{id: "list-whispers", method: http.MethodGet, path: "/conversations/{id}/whispers", tag: "Room", summary: "The words to its agent"}, a.whispers)
}

// move answers with the conversation as the move left it: it may have gone where
// they do not see it any more, and then what follows is not theirs to read.
func (a *API) move(ctx context.Context, me *asker, key string, cmd engine.MoveConversation) (*Answer[view.Conversation], error) {
	c, err := engine.Do(ctx, a.Engine, me.call(key), cmd)
	if err != nil {
		return nil, a.veil(ctx, me, cmd.Conversation, err)
	}
	t, ok, err := a.Read.Thread(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, desk.Missing("conversation", c.ID)
	}
	return &Answer[view.Conversation]{view.FromConversation(c, t.Contact, me.dir)}, nil
}

// overseen runs something that is done to an agent by who supervises them.
func (a *API) overseen(ctx context.Context, me *asker, key, id string, cmd engine.Command[engine.AgentState]) (*Answer[view.RoomAgent], error) {
	if err := me.over(desk.UserID(id)); err != nil {
		return nil, err
	}
	return a.toAgent(ctx, me, key, id, cmd)
}

// toAgent runs something that is done to an agent, answered with their row.
func (a *API) toAgent(ctx context.Context, me *asker, key, id string, cmd engine.Command[engine.AgentState]) (*Answer[view.RoomAgent], error) {
	if _, err := engine.Do(ctx, a.Engine, me.call(key), cmd); err != nil {
		return nil, err
	}
	seq := a.Engine.Seq()
	state, dir := a.agentState(desk.UserID(id))
	return &Answer[view.RoomAgent]{view.FromRoomAgent(state, dir, seq)}, nil
}

// room shows those who serve the queues that somebody supervises.
func (a *API) room(ctx context.Context, me *asker, _ *Nothing) (*Answer[Room], error) {
	seq := a.Engine.Seq() // what is read from here on is at least as new
	open, err := a.Read.OpenIn(ctx, me.viewer)
	if err != nil {
		return nil, err
	}
	out := Room{Agents: []view.RoomAgent{}, Queues: []view.Ref{}, Conversations: []view.Conversation{}, Seq: seq, Epoch: a.Engine.Epoch()}
	for _, id := range me.dir.Watched(me.viewer) {
		state, dir := a.agentState(id)
		out.Agents = append(out.Agents, view.FromRoomAgent(state, dir, seq))
	}
	for _, id := range me.queues() {
		if me.viewer.Oversees(id) {
			out.Queues = append(out.Queues, view.QueueRef(id, me.dir))
		}
	}
	for _, r := range open.Rows {
		out.Conversations = append(out.Conversations, view.FromConversation(r.Conversation, r.Contact, me.dir))
	}
	return &Answer[Room]{out}, nil
}

// whispers are for who supervises the queue and for who holds the conversation;
// who held it keeps those that were written to them.
func (a *API) whispers(ctx context.Context, me *asker, in *ByID) (*Answer[List[view.Whisper]], error) {
	s, err := a.see(ctx, me, desk.ConversationID(in.ID))
	if err != nil {
		return nil, err
	}
	stored, err := a.Read.Whispers(ctx, s.Conversation.ID)
	if err != nil {
		return nil, err
	}
	all := me.viewer.Oversees(s.Conversation.Leg.Queue) || s.Conversation.Leg.Agent == me.user.ID
	var rows []view.Whisper
	for _, w := range stored {
		if all || slices.ContainsFunc(s.legs, func(l desk.Leg) bool { return writtenIn(l, w) }) {
			rows = append(rows, view.FromWhisper(w, me.dir))
		}
	}
	return list(a, rows, s.Seq), nil
}

// writtenIn says whether a word was written while a leg that ended was with its
// agent. The next one may have begun at the very instant of its end.
func writtenIn(l desk.Leg, w desk.Whisper) bool {
	return !l.AssignedAt.IsZero() && !w.At.Before(l.AssignedAt) && w.At.Before(l.EndedAt)
}
