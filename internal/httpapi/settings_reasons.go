package httpapi

import (
	"context"
	"net/http"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// NewReason is a pause reason to be.
type NewReason struct {
	ID       string `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Seconds  int64  `json:"seconds" minimum:"0" maximum:"86400" doc:"The planned length; 0 is none."`
	CountsAs string `json:"counts_as,omitempty" enum:"any,rest,meal,work" doc:"What such a pause can be of the breaks that labour law wants; any when left out."`
	Active   bool   `json:"active,omitempty" doc:"A new reason always is."`
}

// ReasonInput is a pause reason as it is changed.
type ReasonInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Seconds  int64  `json:"seconds" minimum:"0" maximum:"86400" doc:"A pause keeps the length that held when it began."`
	CountsAs string `json:"counts_as,omitempty" enum:"any,rest,meal,work" doc:"A pause keeps what held when it began; any when left out."`
	Active   bool   `json:"active"`
	Rev      int64  `json:"rev" doc:"Of the copy that was changed."`
}

// ReasonsQuery asks for the reasons one may choose, or for all of them.
type ReasonsQuery struct {
	All bool `query:"all" doc:"Also those that are no more; for administrators."`
}

func (a *API) registerReasons() {
	signed(a, op{id: "list-pause-reasons", method: http.MethodGet, path: "/pause-reasons", tag: "Pause reasons", summary: "The pause reasons"},
		func(_ context.Context, me *asker, in *ReasonsQuery) (*Answer[List[view.Reason]], error) {
			if in.All && !me.may(desk.MayEditSettings) {
				return nil, desk.Refuse(desk.Forbidden, "forbidden", "your role does not allow this")
			}
			var rows []view.Reason
			for _, r := range byName(me.dir.Reasons, func(r desk.PauseReason) string { return r.Name }) {
				if r.Active || in.All {
					rows = append(rows, view.FromReason(r))
				}
			}
			return list(a, rows, me.seq), nil
		})
	signed(a, op{id: "create-pause-reason", method: http.MethodPost, path: "/pause-reasons", tag: "Pause reasons", summary: "Create a pause reason", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Request[NewReason]) (*Answer[view.Reason], error) {
			b := in.Body
			return a.saveReason(ctx, me.call(in.Key), engine.SavePauseReason{Create: true, Reason: desk.PauseReason{
				ID: desk.PauseReasonID(b.ID), Name: b.Name, Duration: time.Duration(b.Seconds) * time.Second, CountsAs: view.ToCountsAs(b.CountsAs),
			}})
		})
	signed(a, op{id: "save-pause-reason", method: http.MethodPut, path: "/pause-reasons/{id}", tag: "Pause reasons", summary: "Change a pause reason", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Change[ReasonInput]) (*Answer[view.Reason], error) {
			b := in.Body
			return a.saveReason(ctx, me.call(in.Key), engine.SavePauseReason{Reason: desk.PauseReason{
				ID: desk.PauseReasonID(in.ID), Name: b.Name, Duration: time.Duration(b.Seconds) * time.Second, CountsAs: view.ToCountsAs(b.CountsAs), Active: b.Active, Rev: b.Rev,
			}})
		})
}

func (a *API) saveReason(ctx context.Context, call engine.Call, cmd engine.SavePauseReason) (*Answer[view.Reason], error) {
	if _, err := engine.Do(ctx, a.Engine, call, cmd); err != nil {
		return nil, err
	}
	return &Answer[view.Reason]{view.FromReason(a.Engine.Directory().Reasons[cmd.Reason.ID])}, nil
}
