package engine

import (
	"strings"

	"pronto/internal/desk"
)

// SavePauseReason creates or changes a pause reason.
type SavePauseReason struct {
	Reason desk.PauseReason
	Create bool
}

// Run saves it.
func (cmd SavePauseReason) Run(tx *Tx) (desk.PauseReason, error) {
	if err := tx.mayEdit(); err != nil {
		return cmd.Reason, err
	}
	r, err := cmd.Reason.Check()
	if err != nil {
		return r, err
	}
	old, there := tx.e.s.reasons.get(r.ID)
	if again := r; there && cmd.Create {
		if again.Active, again.Rev = old.Active, old.Rev; again == old {
			return old, nil // the same request again
		}
	}
	if err := freshRow(there, cmd.Create, old.Rev, r.Rev, "pause reason", r.ID); err != nil {
		return r, err
	}
	for _, o := range tx.e.s.reasons.rows() {
		if o.ID != r.ID && strings.EqualFold(o.Name, r.Name) {
			return r, nameTaken("pause reason")
		}
	}
	if cmd.Create {
		r.Active = true
	}
	tx.e.s.reasons.put(r)
	tx.emit(desk.PauseReasonSaved{Reason: r.ID, Created: cmd.Create, Active: r.Active, Duration: r.Duration, CountsAs: r.CountsAs, Changed: changed(
		"name", old.Name != r.Name, "seconds", old.Duration != r.Duration, "counts_as", old.CountsAs != r.CountsAs, "active", old.Active != r.Active)})
	return r, nil
}
