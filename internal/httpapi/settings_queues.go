package httpapi

import (
	"context"
	"net/http"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// QueueFields are what an administrator says of a queue. The members are all of
// them: who is left out is no member any more.
type QueueFields struct {
	Name              string        `json:"name" minLength:"1" maxLength:"60"`
	Mode              string        `json:"mode" enum:"pull,push,both"`
	Delivery          string        `json:"delivery" enum:"assign,offer"`
	RingSeconds       int64         `json:"ring_seconds" minimum:"5" maximum:"600"`
	OfferRetrySeconds int64         `json:"offer_retry_seconds" minimum:"0" maximum:"3600"`
	Strategy          string        `json:"strategy" enum:"fewest_open,longest_idle"`
	Members           []view.Member `json:"members" maxItems:"10000"`
}

// NewQueue is a queue to be.
type NewQueue struct {
	ID string `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	QueueFields
	Active bool `json:"active,omitempty" doc:"A new queue always is."`
}

// QueueInput is a queue as it is changed.
type QueueInput struct {
	QueueFields
	Active bool  `json:"active"`
	Rev    int64 `json:"rev" doc:"Of the copy that was changed."`
}

func (a *API) registerQueues() {
	signedList(a, op{id: "list-queues", method: http.MethodGet, path: "/queues", tag: "Queues", summary: "All queues with their members", need: desk.MayReadQueue, or: desk.MayViewSettings},
		func(me *asker) []view.Queue {
			queues := byName(me.dir.Queues, func(q desk.Queue) string { return q.Name })
			return each(queues, func(q desk.Queue) view.Queue { return view.FromQueue(q, me.dir) })
		})
	signed(a, op{id: "create-queue", method: http.MethodPost, path: "/queues", tag: "Queues", summary: "Create a queue", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Request[NewQueue]) (*Answer[view.Queue], error) {
			q := in.Body.queue(desk.QueueID(in.Body.ID))
			return a.saveQueue(ctx, me.call(in.Key), engine.SaveQueue{Queue: q, Members: in.Body.members(), Create: true})
		})
	signed(a, op{id: "save-queue", method: http.MethodPut, path: "/queues/{id}", tag: "Queues", summary: "Change a queue and its members", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Change[QueueInput]) (*Answer[view.Queue], error) {
			q := in.Body.queue(desk.QueueID(in.ID))
			q.Active, q.Rev = in.Body.Active, in.Body.Rev
			return a.saveQueue(ctx, me.call(in.Key), engine.SaveQueue{Queue: q, Members: in.Body.members()})
		})
}

func (f QueueFields) queue(id desk.QueueID) desk.Queue {
	return desk.Queue{
		ID: id, Name: f.Name, Mode: desk.Mode(f.Mode), Delivery: desk.Delivery(f.Delivery), Ring: time.Duration(f.RingSeconds) * time.Second,
		OfferRetry: time.Duration(f.OfferRetrySeconds) * time.Second, Strategy: desk.Strategy(f.Strategy),
	}
}

func (f QueueFields) members() []desk.Member {
	return each(f.Members, func(m view.Member) desk.Member {
		return desk.Member{User: desk.UserID(m.User), Serves: m.Serves, Supervises: m.Supervises}
	})
}

func (a *API) saveQueue(ctx context.Context, call engine.Call, cmd engine.SaveQueue) (*Answer[view.Queue], error) {
	if _, err := engine.Do(ctx, a.Engine, call, cmd); err != nil {
		return nil, err
	}
	dir := a.Engine.Directory()
	return &Answer[view.Queue]{view.FromQueue(dir.Queues[cmd.Queue.ID], dir)}, nil
}
