package engine

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"pronto/internal/desk"
)

// renewAfter is how long a session is used before its use is written again.
const renewAfter = time.Hour

// StartSession signs a user in whose password was checked by the caller. Token is
// the hash of what their browser keeps.
type StartSession struct {
	User  desk.UserID
	Token string
}

// Run begins the session.
func (cmd StartSession) Run(tx *Tx) (desk.Session, error) {
	if _, err := tx.user(cmd.User); err != nil {
		return desk.Session{}, desk.Refuse(desk.Unauthenticated, "bad_credentials", "user %s is not active", cmd.User)
	}
	s := desk.Session{Token: cmd.Token, User: cmd.User, CreatedAt: tx.Now, UsedAt: tx.Now}
	tx.e.s.sessions.put(s)
	tx.emit(desk.SessionStarted{User: cmd.User})
	return s, nil
}

// RenewSession notes that a session is used, so that it does not run out (S-32).
// It goes through the lazy lane; NeedsRenewal says when it is worth it.
type RenewSession struct{ Token string }

// NeedsRenewal says whether the session's use should be written again.
func NeedsRenewal(s desk.Session, now time.Time) bool { return now.Sub(s.UsedAt) >= renewAfter }

// Run renews it.
func (cmd RenewSession) Run(tx *Tx) (none, error) {
	if s, ok := tx.e.s.sessions.get(cmd.Token); ok && s.Alive(tx.Now) && NeedsRenewal(s, tx.Now) {
		s.UsedAt = tx.Now
		tx.e.s.sessions.put(s)
	}
	return none{}, nil
}

// SignOut ends the work of the signed-in user: it signs out of every queue (S-01,
// S-06), closes the presence and ends all sessions of the user. It is refused
// while work is with them (S-03), or, where the installation allows it (C-10),
// until they are sure.
type SignOut struct{ Sure bool }

// Run signs out.
func (cmd SignOut) Run(tx *Tx) (bool, error) {
	me, err := tx.me()
	if err != nil {
		return false, err
	}
	a, due := tx.awake(me.ID)
	var events []desk.Event
	open := tx.e.d.loads[me.ID].open
	if tx.installation().Logout == desk.LogoutAllowed {
		a, events, err = a.SignOutWithWork(open, cmd.Sure, tx.Now)
	} else {
		a, events, err = a.SignOut(open, tx.Now)
	}
	if err != nil {
		return false, err
	}
	if err := tx.putAgent(a, append(due, events...)); err != nil {
		return false, err
	}
	tx.endSessions(me.ID, "")
	return true, nil
}

// endSessions ends all sessions of a user but one that may go on.
func (tx *Tx) endSessions(u desk.UserID, but string) {
	tx.endSessionsIf(func(s desk.Session) bool { return s.User == u && s.Token != but })
}

func (tx *Tx) endSessionsIf(over func(desk.Session) bool) {
	ended := map[desk.UserID]bool{}
	for _, s := range tx.e.s.sessions.rows() {
		if over(s) {
			tx.e.s.sessions.remove(s.Token)
			ended[s.User] = true
		}
	}
	for _, u := range sortedKeys(ended) {
		tx.emit(desk.SessionEnded{User: u})
	}
}

// endStaleSessions ends what nobody has used for so long that it opens nothing
// any more.
type endStaleSessions struct{}

// Run ends them.
func (endStaleSessions) Run(tx *Tx) (none, error) {
	tx.endSessionsIf(func(s desk.Session) bool { return !s.Alive(tx.Now) })
	return none{}, nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
