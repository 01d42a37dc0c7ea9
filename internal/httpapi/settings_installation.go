package httpapi

import (
	"context"
	"net/http"
	"strconv"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

func (a *API) registerInstallation() {
	signed(a, op{id: "get-installation", method: http.MethodGet, path: "/installation", tag: "Installation", summary: "What holds for the whole company", need: desk.MayViewSettings},
		func(_ context.Context, me *asker, _ *Nothing) (*Answer[view.Installation], error) {
			return &Answer[view.Installation]{view.FromInstallation(me.dir.Installation)}, nil
		})
	signed(a, op{id: "save-installation", method: http.MethodPut, path: "/installation", tag: "Installation", summary: "Change it", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Request[view.Installation]) (*Answer[view.Installation], error) {
			cmd := engine.SaveInstallation{Installation: in.Body.ToInstallation()}
			if _, err := engine.Do(ctx, a.Engine, me.call(in.Key), cmd); err != nil {
				return nil, err
			}
			return &Answer[view.Installation]{view.FromInstallation(a.Engine.Directory().Installation)}, nil
		})
	signed(a, op{id: "list-changes", method: http.MethodGet, path: "/changes", tag: "Installation", summary: "Who changed which setting when, newest first", need: desk.MayViewSettings}, a.changes)
}

func (a *API) changes(ctx context.Context, me *asker, in *Page) (*Answer[List[view.TimelineEntry]], error) {
	from, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	seq := a.Engine.Seq()
	stored, err := a.Read.Changes(ctx, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := list(a, each(stored, func(r desk.Recorded) view.TimelineEntry { return view.FromRecorded(r, me.dir) }), seq)
	if len(stored) == in.Limit {
		out.Body.Next = strconv.FormatInt(stored[len(stored)-1].Seq, 10)
	}
	return out, nil
}
