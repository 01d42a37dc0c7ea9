package desk

import (
	"errors"
	"fmt"
)

// Kind says what sort of no a refusal is; adapters map it to their own status.
type Kind uint8

// The kinds of refusal.
const (
	Invalid         Kind = iota + 1 // what was said makes no sense; Field names the place
	Unauthenticated                 // we do not know who is asking
	Forbidden                       // we do, and they may not
	NotFound                        // no such thing, or none that they may see
	Conflict                        // the world has moved on
	TooLarge
	TooMany     // later, please
	Unavailable // the desk cannot decide now
)

// Refusal is why a command did not happen. Code is stable and is what clients
// translate; Text is for people who read logs.
type Refusal struct {
	Kind   Kind
	Code   string
	Field  string
	Text   string
	Params map[string]string
}

func (r *Refusal) Error() string { return r.Text }

// Refuse makes a refusal with a code and a text.
func Refuse(kind Kind, code, format string, args ...any) *Refusal {
	return &Refusal{Kind: kind, Code: code, Text: fmt.Sprintf(format, args...)}
}

// InvalidField refuses what was typed into one field.
func InvalidField(field, format string, args ...any) *Refusal {
	return &Refusal{Kind: Invalid, Code: "invalid", Field: field, Text: fmt.Sprintf(format, args...)}
}

// With adds a parameter that a client may put into its own words.
func (r *Refusal) With(key, value string) *Refusal {
	params := map[string]string{key: value}
	for k, v := range r.Params {
		if k != key {
			params[k] = v
		}
	}
	next := *r
	next.Params = params
	return &next
}

// IsRefusal reports whether err is a refusal with this code.
func IsRefusal(err error, code string) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Code == code
}

// Missing refuses because there is no such thing.
func Missing(what string, id any) *Refusal {
	return Refuse(NotFound, "not_found", "%s %v does not exist", what, id)
}
