package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// MinPassword is in characters, MaxPassword in bytes, which is what hashing costs.
	MinPassword = 8
	MaxPassword = 200
)

var (
	ErrPasswordShort   = fmt.Errorf("the password needs at least %d characters", MinPassword)
	ErrPasswordLong    = fmt.Errorf("the password may have at most %d bytes", MaxPassword)
	ErrPasswordInvalid = errors.New("the password is not valid UTF-8 text")
	ErrPasswordCommon  = errors.New("this password is among the first that anybody would try")
	ErrPasswordEmail   = errors.New("the password must not be the e-mail address")
)

// CheckPassword holds a new password against the policy: length, and not what
// is guessed first. There are no rules about kinds of characters.
func CheckPassword(password, email string) error {
	folded, email := strings.ToLower(password), strings.ToLower(strings.TrimSpace(email))
	local, _, _ := strings.Cut(email, "@")
	switch {
	case !utf8.ValidString(password):
		return ErrPasswordInvalid
	case utf8.RuneCountInString(password) < MinPassword:
		return ErrPasswordShort
	case len(password) > MaxPassword:
		return ErrPasswordLong
	case slices.Contains(commonPasswords, folded), strings.Count(folded, folded[:1]) == len(folded):
		return ErrPasswordCommon
	case folded == email, folded == local:
		return ErrPasswordEmail
	}
	return nil
}

// commonPasswords are those of the usual lists, in the languages of the desk,
// that are long enough to pass otherwise.
var commonPasswords = []string{
	"12345678", "123456789", "1234567890", "87654321", "password", "password1", "password123", "passw0rd",
	"qwertyuiop", "qwerty123", "1q2w3e4r", "1qaz2wsx", "abcd1234", "iloveyou", "sunshine", "princess",
	"administrator", "admin123", "mudar123", "senha123", "brasil123", "flamengo", "corinthians", "lösenord", "losenord",
	"sommar123",
}
