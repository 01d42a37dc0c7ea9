package engine

import (
	"cmp"
	"slices"
	"time"

	"pronto/internal/desk"
)

// SaveInstallation changes what holds for the whole company.
type SaveInstallation struct{ Installation desk.Installation }

// Run saves it.
func (cmd SaveInstallation) Run(tx *Tx) (desk.Installation, error) {
	if err := tx.mayEdit(); err != nil {
		return cmd.Installation, err
	}
	next, err := cmd.Installation.Check(zoneExists)
	if err != nil {
		return next, err
	}
	old := tx.installation()
	if old.Rev != next.Rev {
		return next, desk.Refuse(desk.Conflict, "stale", "the installation was changed by somebody else")
	}
	tx.e.s.installation.put(next)
	if old.Presence != next.Presence {
		tx.wakeWhoIsAway()
	}
	tx.emit(desk.InstallationSaved{Breaks: next.Breaks, Changed: changed(
		"company", old.Company != next.Company, "time_zone", old.TimeZone != next.TimeZone, "locale", old.Locale != next.Locale,
		"pull_while_paused", old.PullWhilePaused != next.PullWhilePaused, "pull_while_invisible", old.PullWhileInvisible != next.PullWhileInvisible,
		"initial_status", old.Initial != next.Initial, "logout_with_work", old.Logout != next.Logout, "presence", old.Presence != next.Presence,
		"vocabulary", old.Vocabulary != next.Vocabulary, "pause_reason_rule", old.PauseReasons != next.PauseReasons, "hold_times", old.Hold != next.Hold,
		"written_during", old.Written != next.Written, "service", old.Service != next.Service, "breaks", old.Breaks != next.Breaks)})
	return next, nil
}

// wakeWhoIsAway holds those of whom a window is away against graces that changed.
func (tx *Tx) wakeWhoIsAway() {
	agents := tx.e.s.agents.rows()
	slices.SortFunc(agents, func(a, b desk.Agent) int { return cmp.Compare(a.User, b.User) })
	for _, a := range agents {
		if len(a.Windows) > 0 {
			tx.wakeWhenDue(a)
		}
	}
}

func zoneExists(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}
