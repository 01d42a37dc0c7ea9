package live

import (
	"encoding/json"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/testkit/desktest"
	"pronto/internal/view"
)

// A warning of a break reaches the agent and who watches the agent, once, and
// leaves a tombstone when it is over (NR-17).
func TestWarningsReachTheAgentAndTheRoom_NR17(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.User("sofia", desk.RoleSupervisor)
		f.Queue("outra", desk.Pull, desk.Assign, desk.Member{User: "sofia", Supervises: true})
		ana, bia, admin, sofia := f.opens("ana", "me"), f.opens("bia", "me"), f.opens("admin", "me", "room"), f.opens("sofia", "me", "room")
		due := f.Now().Add(10 * time.Minute)
		warning := view.BreakWarning{ID: "ana:break", User: "ana", Name: "Ana", Kind: "break", DueBy: due}
		has := func(p *page) view.BreakWarning {
			p.read()
			var w view.BreakWarning
			if r := p.rows["warning:ana:break"]; !r.Gone && r.Row != nil {
				if err := json.Unmarshal(r.Row, &w); err != nil {
					t.Fatal(err)
				}
			}
			return w
		}
		tell := func(list ...view.BreakWarning) { f.hub.Warn(list) }

		tell(warning)
		for _, p := range []*page{ana, admin} {
			p.wants("the warning", has(p).DueBy.Equal(due), true)
		}
		for _, p := range []*page{bia, sofia} {
			p.wants("what is not theirs", has(p).ID, "")
		}
		warning.Rev++ // only that was said again
		tell(warning)
		if frames := ana.read(); len(frames) != 0 {
			t.Errorf("the same again: %+v", frames)
		}
		warning.DueBy = due.Add(time.Minute)
		tell(warning)
		ana.wants("the later one", has(ana).DueBy.Equal(warning.DueBy), true)

		// Who was away loads what there is; the tombstone is newer than what it says.
		tell()
		for _, p := range []*page{ana, admin} {
			has(p)
			if r := p.rows["warning:ana:break"]; !r.Gone {
				t.Errorf("%s still has %+v", p.user, r)
			}
		}
		f.Visit("site", "Rui").Writes("um") // time goes on
		tell(warning)
		ana.wants("again", has(ana).ID, "ana:break")
		f.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves("bia")...)
		admin.read()
		tell()
		ana.read()
	})
}
