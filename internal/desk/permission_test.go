package desk_test

import (
	"slices"
	"strings"
	"testing"

	"pronto/internal/desk"
)

// B-ALERT-04: "Helpdesk > Ver e editar" holds "Ver"; C-27: setting another's
// status is a permission of its own that no role has by default.
func TestTheRolesThatAreAlwaysThere_B_ALERT_04_C_27(t *testing.T) {
	roles := desk.DefaultRoles()
	if len(roles) != 3 {
		t.Fatalf("%d roles", len(roles))
	}
	for _, r := range roles {
		checked, err := r.Check()
		if err != nil || !slices.Equal(checked.Permissions, r.Permissions) || !r.ID.BuiltIn() || r.Name != "" {
			t.Errorf("%s: %v, %v", r.ID, err, checked.Permissions)
		}
		if r.May(desk.MaySetOthersStatus) {
			t.Errorf("%s may set another's status by default", r.ID)
		}
		if !r.May(desk.MaySetStatus) || !r.May(desk.MayServe) {
			t.Errorf("%s may not work", r.ID)
		}
	}
	agent, supervisor, admin := roles[0], roles[1], roles[2]
	if agent.May(desk.MayWatch) || agent.May(desk.MayReadQueue) || agent.May(desk.MayViewSettings) {
		t.Error("an agent sees their own")
	}
	if !supervisor.May(desk.MayWatch) || !supervisor.May(desk.MayMove) || supervisor.May(desk.MayReadAll) || supervisor.May(desk.MayEditSettings) {
		t.Error("a supervisor sees and moves the work of their queues")
	}
	if len(admin.Permissions) != len(desk.Permissions)-1 {
		t.Error("an administrator may all but set another's status")
	}
}

func TestARoleIsAnEditableSet(t *testing.T) {
	r := desk.RoleRow{ID: "night", Name: " Plantão ", Permissions: []desk.Permission{desk.MayReport, desk.MaySetOthersStatus, desk.MayReport, desk.MayServe}}
	checked, err := r.Check()
	if err != nil || checked.Name != "Plantão" || !slices.Equal(checked.Permissions, []desk.Permission{desk.MayServe, desk.MaySetOthersStatus, desk.MayReport}) {
		t.Fatal(err, checked)
	}
	if r.Permissions[0] != desk.MayReport {
		t.Error("the value it was called on changed")
	}
	if none, err := (desk.RoleRow{ID: "guest", Name: "x"}).Check(); err != nil || none.May(desk.MayServe) || none.May("") {
		t.Error("a role may allow nothing", err)
	}
	for _, c := range []struct {
		field string
		role  desk.RoleRow
	}{
		{"name", desk.RoleRow{ID: "night"}},
		{"name", desk.RoleRow{ID: "night", Name: strings.Repeat("x", 61)}},
		{"permissions", desk.RoleRow{ID: "night", Name: "x", Permissions: []desk.Permission{"fly"}}},
		{"permissions", desk.RoleRow{ID: "night", Name: "x", Permissions: []desk.Permission{desk.MayEditSettings}}},
		{"permissions", desk.RoleRow{ID: "night", Name: "x", Permissions: []desk.Permission{desk.MayEditRoles}}},
		{"permissions", desk.RoleRow{ID: desk.RoleAdmin, Permissions: []desk.Permission{desk.MayViewSettings, desk.MayEditRoles}}},
		{"permissions", desk.RoleRow{ID: desk.RoleAdmin, Permissions: []desk.Permission{desk.MayViewSettings, desk.MayEditSettings}}},
	} {
		_, err := c.role.Check()
		mustField(t, err, c.field)
	}
	if _, err := (desk.RoleRow{ID: desk.RoleAgent}).Check(); err != nil {
		t.Error("a role that is always there needs no name:", err)
	}
	v := desk.Viewer{Permissions: checked.Permissions}
	if !v.May(desk.MayReport) || v.May(desk.MayMove) {
		t.Error("a viewer may what their role allows")
	}
}
