package engine

import (
	"slices"
	"strconv"
	"strings"

	"pronto/internal/desk"
)

// SaveRole creates a role or changes one. What it allows holds at once, on open
// feeds too.
type SaveRole struct {
	Role   desk.RoleRow
	Create bool
}

// Run saves it.
func (cmd SaveRole) Run(tx *Tx) (desk.RoleRow, error) {
	if err := tx.may(desk.MayEditRoles); err != nil {
		return cmd.Role, err
	}
	r, err := cmd.Role.Check()
	if err != nil {
		return r, err
	}
	old, there := tx.e.s.roles.get(r.ID)
	if again := r; there && cmd.Create && again.Name == old.Name && slices.Equal(again.Permissions, old.Permissions) {
		return old, nil // the same request again
	}
	if err := freshRow(there, cmd.Create, old.Rev, r.Rev, "role", r.ID); err != nil {
		return r, err
	}
	for _, o := range tx.e.s.roles.rows() {
		if o.ID != r.ID && o.Name != "" && strings.EqualFold(o.Name, r.Name) {
			return r, nameTaken("role")
		}
	}
	tx.e.s.roles.put(r)
	tx.emit(desk.RoleSaved{Role: r.ID, Created: cmd.Create, Permissions: r.Permissions})
	return r, nil
}

// RemoveRole removes a role that nobody has any more.
type RemoveRole struct{ Role desk.Role }

// Run removes it.
func (cmd RemoveRole) Run(tx *Tx) (bool, error) {
	if err := tx.may(desk.MayEditRoles); err != nil {
		return false, err
	}
	if _, there := tx.e.s.roles.get(cmd.Role); !there {
		return false, desk.Missing("role", cmd.Role)
	}
	if cmd.Role.BuiltIn() {
		return false, desk.Refuse(desk.Conflict, "role_built_in", "role %s is always there", cmd.Role)
	}
	n := 0
	for _, u := range tx.e.s.users.rows() {
		if u.Role == cmd.Role {
			n++
		}
	}
	if n > 0 {
		return false, desk.Refuse(desk.Conflict, "role_in_use", "%d users have role %s", n, cmd.Role).With("users", strconv.Itoa(n))
	}
	tx.e.s.roles.remove(cmd.Role)
	tx.emit(desk.RoleSaved{Role: cmd.Role, Removed: true})
	return true, nil
}
