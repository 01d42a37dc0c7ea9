package httpapi

import (
	"context"
	"net/http"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// NewRole is a set of permissions to be.
type NewRole struct {
	ID          string   `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	Name        string   `json:"name" minLength:"1" maxLength:"60"`
	Permissions []string `json:"permissions" maxItems:"50"`
}

// RoleInput is a role as it is changed.
type RoleInput struct {
	Name        string   `json:"name" maxLength:"60" doc:"May be empty for a role that is always there."`
	Permissions []string `json:"permissions" maxItems:"50"`
	Rev         int64    `json:"rev" doc:"Of the copy that was changed."`
}

func (a *API) registerRoles() {
	signedList(a, op{id: "list-roles", method: http.MethodGet, path: "/roles", tag: "Roles", summary: "The roles", need: desk.MayViewSettings},
		func(me *asker) []view.Role {
			rows := byName(me.dir.Roles, func(r desk.RoleRow) string { return r.Name })
			return each(rows, func(r desk.RoleRow) view.Role { return view.FromRole(r, me.dir) })
		})
	signed(a, op{id: "create-role", method: http.MethodPost, path: "/roles", tag: "Roles", summary: "Create a role", need: desk.MayEditRoles},
		func(ctx context.Context, me *asker, in *Request[NewRole]) (*Answer[view.Role], error) {
			b := in.Body
			return a.saveRole(ctx, me.call(in.Key), engine.SaveRole{Create: true, Role: desk.RoleRow{ID: desk.Role(b.ID), Name: b.Name, Permissions: permissions(b.Permissions)}})
		})
	signed(a, op{id: "save-role", method: http.MethodPut, path: "/roles/{id}", tag: "Roles", summary: "Change a role; it holds at once", need: desk.MayEditRoles},
		func(ctx context.Context, me *asker, in *Change[RoleInput]) (*Answer[view.Role], error) {
			b := in.Body
			return a.saveRole(ctx, me.call(in.Key), engine.SaveRole{Role: desk.RoleRow{ID: desk.Role(in.ID), Name: b.Name, Permissions: permissions(b.Permissions), Rev: b.Rev}})
		})
	signed(a, op{id: "remove-role", method: http.MethodDelete, path: "/roles/{id}", tag: "Roles", summary: "Remove a role that nobody has", need: desk.MayEditRoles, status: noContent},
		func(ctx context.Context, me *asker, in *Deed) (*Empty, error) {
			_, err := engine.Do(ctx, a.Engine, me.call(in.Key), engine.RemoveRole{Role: desk.Role(in.ID)})
			return &Empty{}, err
		})
}

func permissions(names []string) []desk.Permission {
	return each(names, func(name string) desk.Permission { return desk.Permission(name) })
}

func (a *API) saveRole(ctx context.Context, call engine.Call, cmd engine.SaveRole) (*Answer[view.Role], error) {
	if _, err := engine.Do(ctx, a.Engine, call, cmd); err != nil {
		return nil, err
	}
	dir := a.Engine.Directory()
	return &Answer[view.Role]{view.FromRole(dir.Roles[cmd.Role.ID], dir)}, nil
}
