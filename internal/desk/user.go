package desk

import "time"

// Locale is a language of the desk.
type Locale string

// The locales shipped.
const (
	Portuguese Locale = "pt-BR"
	Swedish    Locale = "sv"
	English    Locale = "en"
)

func (l Locale) check(field string) error {
	switch l {
	case Portuguese, Swedish, English:
		return nil
	}
	return InvalidField(field, "%q is not one of pt-BR, sv, en", l)
}

// Class is a kind of written work that has a limit of its own.
type Class string

// ClassChat is web chat.
const ClassChat Class = "chat"

// Limits say how much open work an agent may hold, pending offers included.
// Zero means none at all.
type Limits struct {
	Total int
	Chat  int
	// Phone is how much open written work still lets calls in (P-STATUS-30);
	// MaxLimit, the default, never blocks them.
	Phone int
}

// MaxLimit is the highest limit that can be set.
const MaxLimit = 999

// DefaultLimits are those of a new user.
var DefaultLimits = Limits{Total: 5, Chat: 5, Phone: MaxLimit}

// Of is the limit of one class.
func (l Limits) Of(c Class) int {
	switch c {
	case ClassChat:
		return l.Chat
	}
	return 0
}

// User is one person who signs in. Email is their name at the door, unique
// without regard to case. Password is a hash that only package access reads.
type User struct {
	ID        UserID
	Name      string
	Email     string
	Role      Role
	Locale    Locale
	Active    bool
	Limits    Limits
	Shift     Shift
	Password  string
	CreatedAt time.Time
	Rev       int64
}

// Check cleans the fields and refuses what a user cannot be. Whether the role
// exists is the caller's to know.
func (u User) Check() (User, error) {
	var err error
	if u.Name, err = cleanLine("name", u.Name, MaxName, true); err != nil {
		return u, err
	}
	if u.Email, err = cleanEmail("email", u.Email, true); err != nil {
		return u, err
	}
	if err := u.Shift.check(); err != nil {
		return u, err
	}
	if err := u.Locale.check("locale"); err != nil {
		return u, err
	}
	if err := checkLimit("limits.total", u.Limits.Total); err != nil {
		return u, err
	}
	if err := checkLimit("limits.phone", u.Limits.Phone); err != nil {
		return u, err
	}
	return u, checkLimit("limits.chat", u.Limits.Chat)
}

func checkLimit(field string, n int) error {
	if n < 0 || n > MaxLimit {
		return InvalidField(field, "%s must be from 0 to %d", field, MaxLimit)
	}
	return nil
}

// Session is a browser's proof that somebody signed in. Token is the SHA-256 of
// what the cookie holds. It is renewed by use and does not expire for who keeps
// coming back (S-32).
type Session struct {
	Token     string
	User      UserID
	CreatedAt time.Time
	UsedAt    time.Time
}

// SessionLife is how long a session lasts without use.
const SessionLife = 30 * 24 * time.Hour

// Alive says whether the session still opens the door.
func (s Session) Alive(now time.Time) bool { return now.Before(s.UsedAt.Add(SessionLife)) }
