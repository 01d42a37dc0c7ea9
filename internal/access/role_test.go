package access

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The table a reviewer approves. APPROVE=1 rewrites it.
func TestPermissionsGolden(t *testing.T) {
	var b strings.Builder
	for _, p := range Admin.Permissions() {
		fmt.Fprintf(&b, "%-24s", p)
		for _, r := range []Role{Agent, Supervisor, Admin, "nobody"} {
			mark := "-"
			if r.May(p) {
				mark = string(r)
			}
			fmt.Fprintf(&b, " %-10s", mark)
		}
		b.WriteString("\n")
	}
	const golden = "testdata/permissions.golden"
	if os.Getenv("APPROVE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("permissions are\n%s\napproved\n%s", b.String(), want)
	}
	for _, r := range []Role{Agent, Supervisor} {
		for _, p := range r.Permissions() {
			if !Admin.May(p) {
				t.Errorf("%s may %s and the administrator may not", r, p)
			}
		}
	}
	if Role("root").Valid() || Role("").Valid() || !Agent.Valid() {
		t.Error("roles that exist are not told from others")
	}
	mine := Agent.Permissions()
	mine[0] = SettingsEdit
	if Agent.May(SettingsEdit) {
		t.Error("the table can be changed through its answer")
	}
}
