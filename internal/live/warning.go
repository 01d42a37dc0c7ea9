package live

import (
	"slices"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// Warn is told all warnings of breaks that hold now. What changed goes to the agent
// and to who watches them; pages load what there was before.
func (h *Hub) Warn(warnings []view.BreakWarning) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := &commit{Committed: &engine.Committed{Seq: h.seq}, encoded: map[item][]byte{}}
	now := make(map[string]view.BreakWarning, len(warnings))
	for _, w := range warnings {
		now[w.ID] = w
		if was, ok := h.warnings[w.ID]; !ok || !was.DueBy.Equal(w.DueBy) || was.Name != w.Name {
			c.warnings = append(c.warnings, warning{BreakWarning: w})
		}
	}
	for id, w := range h.warnings {
		if _, ok := now[id]; !ok {
			c.warnings = append(c.warnings, warning{BreakWarning: w, gone: true})
		}
	}
	h.warnings = now
	slices.SortFunc(c.warnings, func(a, b warning) int { return a.DueBy.Compare(b.DueBy) })
	for i, w := range c.warnings {
		c.warnings[i].Rev = h.seq
		user := desk.UserID(w.User)
		h.noteFor(h.users[user], c, item{warningRow, i})
		for s := range h.rooms {
			if s.user != user && s.watches(user) {
				s.note(c, item{warningRow, i})
			}
		}
	}
	h.deliver()
}

// warning is one that came, changed or went.
type warning struct {
	view.BreakWarning
	gone bool
}

// concerns says whether a warning is for a subscriber: their own, or of somebody
// whom they watch.
func (s *subscriber) concerns(w warning) bool {
	user := desk.UserID(w.User)
	return user == s.user && s.me || s.room && s.watches(user)
}

func encodeWarning(w warning) []byte {
	if w.gone {
		return mustEncode(view.Row{T: "warning", ID: w.ID, Rev: w.Rev, Gone: true})
	}
	return encodeRow(view.Row{T: "warning", ID: w.ID, Rev: w.Rev}, w.BreakWarning)
}
