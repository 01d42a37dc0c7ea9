package engine

import (
	"slices"
	"strings"

	"pronto/internal/desk"
)

// Setup is the first start: it names the company and makes the first
// administrator. It works once.
type Setup struct {
	Company  string
	TimeZone string
	Admin    desk.User // with its password's hash
}

// Run sets up.
func (cmd Setup) Run(tx *Tx) (desk.User, error) {
	if len(tx.e.s.users.rows()) > 0 {
		return desk.User{}, desk.Refuse(desk.Conflict, "already_set_up", "there is an administrator already")
	}
	inst := tx.installation()
	inst.Company, inst.TimeZone = cmd.Company, cmd.TimeZone
	inst, err := inst.Check(zoneExists)
	if err != nil {
		return desk.User{}, err
	}
	tx.e.s.installation.put(inst)
	tx.emit(desk.InstallationSaved{Breaks: inst.Breaks, Changed: []string{"company", "time_zone"}})
	u := cmd.Admin
	u.Role, u.Active, u.Locale, u.Limits = desk.RoleAdmin, true, inst.Locale, desk.DefaultLimits
	return tx.saveUser(u, true)
}

// SaveUser creates a user or changes one. Rev must be that of the copy that was
// changed; the password is left alone unless Password is set.
type SaveUser struct {
	User   desk.User
	Create bool
}

// Run saves the user.
func (cmd SaveUser) Run(tx *Tx) (desk.User, error) {
	if err := tx.mayEdit(); err != nil {
		return desk.User{}, err
	}
	if old, there := tx.e.s.users.get(cmd.User.ID); old.Role != cmd.User.Role || there && tx.takesKeys(old, cmd.User) {
		if err := tx.may(desk.MayEditRoles); err != nil {
			return desk.User{}, err
		}
	}
	return tx.saveUser(cmd.User, cmd.Create)
}

// takesKeys says whether a change would let the actor in as a user who may do more
// than they.
func (tx *Tx) takesKeys(old, u desk.User) bool {
	role, _ := tx.e.s.roles.get(old.Role)
	more := slices.ContainsFunc(role.Permissions, func(p desk.Permission) bool { return tx.may(p) != nil })
	return more && (u.Password != "" && u.Password != old.Password || u.Email != old.Email)
}

func (tx *Tx) saveUser(u desk.User, create bool) (desk.User, error) {
	u, err := u.Check()
	if err != nil {
		return u, err
	}
	if _, ok := tx.e.s.roles.get(u.Role); !ok {
		return u, desk.InvalidField("role", "%q is not a role", u.Role)
	}
	old, there := tx.e.s.users.get(u.ID)
	if there && create && sameUser(old, u) {
		return old, nil // the same request again
	}
	if err := freshRow(there, create, old.Rev, u.Rev, "user", u.ID); err != nil {
		return u, err
	}
	if id, taken := tx.userByEmail(u.Email); taken && id != u.ID {
		return u, &desk.Refusal{Kind: desk.Conflict, Code: "email_taken", Field: "email", Text: "another user has this e-mail"}
	}
	u.CreatedAt = old.CreatedAt
	if create {
		u.CreatedAt = tx.Now
	} else if u.Password == "" {
		u.Password = old.Password
	}
	if there && old.Role == desk.RoleAdmin && old.Active && (u.Role != desk.RoleAdmin || !u.Active) && tx.admins() == 1 {
		return u, desk.Refuse(desk.Conflict, "last_admin", "somebody must remain administrator")
	}
	tx.e.s.users.put(u)
	tx.emit(desk.UserSaved{User: u.ID, Created: create, Role: u.Role, Active: u.Active, Limits: u.Limits, Shift: u.Shift, Changed: userChanges(old, u)})
	if there && old.Active && !u.Active {
		return u, tx.dismiss(u.ID)
	}
	if there && old.Password != u.Password {
		tx.endSessions(u.ID, "")
	}
	return u, nil
}

// dismiss ends what a user who is no more was doing; their work goes back.
func (tx *Tx) dismiss(id desk.UserID) error {
	a, due := tx.awake(id)
	a, events := a.Dismiss(tx.Now)
	if err := tx.putAgent(a, append(due, events...)); err != nil {
		return err
	}
	tx.endSessions(id, "")
	return tx.returnWork(id)
}

func (tx *Tx) admins() int {
	n := 0
	for _, u := range tx.e.s.users.rows() {
		if u.Active && u.Role == desk.RoleAdmin {
			n++
		}
	}
	return n
}

func (tx *Tx) userByEmail(email string) (desk.UserID, bool) {
	same := func(u desk.User) bool { return strings.EqualFold(u.Email, email) }
	for _, s := range tx.e.s.users.batch.slots {
		if u, ok := tx.e.s.users.get(s.key); ok && same(u) {
			return s.key, true
		}
	}
	id, ok := tx.e.Directory().Emails[strings.ToLower(email)]
	if !ok {
		return "", false
	}
	u, ok := tx.e.s.users.get(id)
	return id, ok && same(u)
}

func sameUser(a, b desk.User) bool {
	return a.Name == b.Name && a.Email == b.Email && a.Role == b.Role && a.Limits == b.Limits && a.Shift == b.Shift
}

func userChanges(a, b desk.User) []string {
	return changed("name", a.Name != b.Name, "email", a.Email != b.Email, "role", a.Role != b.Role, "locale", a.Locale != b.Locale,
		"active", a.Active != b.Active, "limits", a.Limits != b.Limits, "shift", a.Shift != b.Shift, "password", a.Password != b.Password)
}

// SaveProfile is what every user may change of themself.
type SaveProfile struct {
	Name     string
	Locale   desk.Locale
	Password string // hash; empty leaves it
	Keep     string // token of the session that goes on when the password changes
}

// Run saves it.
func (cmd SaveProfile) Run(tx *Tx) (desk.User, error) {
	u, err := tx.me()
	if err != nil {
		return u, err
	}
	next := u
	if cmd.Name != "" {
		next.Name = cmd.Name
	}
	if cmd.Locale != "" {
		next.Locale = cmd.Locale
	}
	if cmd.Password != "" {
		next.Password = cmd.Password
	}
	if next, err = next.Check(); err != nil {
		return u, err
	}
	names := userChanges(u, next)
	if len(names) == 0 {
		return u, nil
	}
	tx.e.s.users.put(next)
	tx.emit(desk.UserSaved{User: u.ID, Role: u.Role, Active: true, Limits: u.Limits, Shift: u.Shift, Changed: names})
	if cmd.Password != "" {
		tx.endSessions(u.ID, cmd.Keep)
	}
	return next, nil
}
