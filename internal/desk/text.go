package desk

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of what people may type, in runes.
const (
	MaxName     = 120
	MaxText     = 4000
	MaxEmail    = 254
	MaxPhone    = 32
	MaxPreview  = 140
	MaxFileName = 200
	MaxFiles    = 10
	MaxCaption  = 500
	maxAttrs    = 50
	maxAttrKey  = 60
	maxAttrVal  = 500
)

// cleanLine trims a one-line field and refuses what cannot be one.
func cleanLine(field, s string, limit int, required bool) (string, error) {
	if !utf8.ValidString(s) {
		return "", InvalidField(field, "%s is not valid UTF-8", field)
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "" && required:
		return "", InvalidField(field, "%s is required", field)
	case utf8.RuneCountInString(s) > limit:
		return "", InvalidField(field, "%s is longer than %d characters", field, limit)
	case strings.ContainsFunc(s, unicode.IsControl):
		return "", InvalidField(field, "%s must be a single line without control characters", field)
	}
	return s, nil
}

// cleanText checks a text of several lines.
func cleanText(field, s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", InvalidField(field, "%s is not valid UTF-8", field)
	}
	if utf8.RuneCountInString(s) > limit {
		return "", InvalidField(field, "%s is longer than %d characters", field, limit)
	}
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimSpace(s), nil
}

// cleanEmail checks the shape only; whether it is read is another matter.
func cleanEmail(field, s string, required bool) (string, error) {
	s, err := cleanLine(field, s, MaxEmail, required)
	if err != nil || s == "" {
		return s, err
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " <>,;") {
		return "", InvalidField(field, "%q is not an e-mail address", s)
	}
	return s, nil
}

func cleanOrigin(field, s string) (string, error) {
	s = strings.TrimSuffix(strings.TrimSpace(s), "/")
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil || len(s) > 255 || strings.ContainsAny(s, " ;,'\"*") {
		return "", InvalidField(field, "%q is not an origin such as https://shop.example", s)
	}
	return strings.ToLower(s), nil
}

func wholeSeconds(field string, d, least, most time.Duration) error {
	if d < least || d > most || d%time.Second != 0 {
		return InvalidField(field, "%s must be whole seconds from %d to %d", field, least/time.Second, most/time.Second)
	}
	return nil
}

// Preview is the beginning of a text, for a list's row.
func Preview(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= MaxPreview {
		return s
	}
	runes := []rune(s)
	return string(runes[:MaxPreview-1]) + "…"
}
