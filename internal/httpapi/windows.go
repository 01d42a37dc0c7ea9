package httpapi

import (
	"context"
	"encoding/json"
	"net/http"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

func (a *API) registerWindows() {
	// A page that is being left can only send a beacon: a POST with a text body.
	signed(a, op{id: "close-window", method: http.MethodPost, path: "/windows/{id}/close", tag: "Windows", summary: "A desk window's goodbye", status: noContent},
		func(ctx context.Context, me *asker, in *struct {
			ByID
			RawBody []byte `contentType:"text/plain" doc:"The page-load number, as {\"load\":N}."`
		},
		) (*Empty, error) {
			var said struct {
				Load *int64 `json:"load"`
			}
			if err := json.Unmarshal(in.RawBody, &said); err != nil || said.Load == nil {
				return nil, desk.InvalidField("load", `the body must be like {"load":1}`)
			}
			cmd := engine.CloseWindow{User: me.user.ID, Window: desk.WindowID(in.ID), Load: *said.Load, Said: a.Engine.Now()}
			_, err := engine.Insist(ctx, a.Engine, me.call(""), cmd)
			return &Empty{}, err
		})
}
