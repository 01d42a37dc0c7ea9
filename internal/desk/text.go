package desk

import (
	"regexp"
	"slices"
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
	s = trim(s)
	switch {
	case s == "" && required:
		return "", InvalidField(field, "%s is required", field)
	case utf8.RuneCountInString(s) > limit:
		return "", InvalidField(field, "%s is longer than %d characters", field, limit)
	case strings.ContainsFunc(s, breaksLine):
		return "", InvalidField(field, "%s must be a single line without control characters", field)
	}
	return s, nil
}

// trim cuts the blanks off; a text of nothing that can be seen is empty.
func trim(s string) string {
	if !strings.ContainsFunc(s, visible) {
		return ""
	}
	return strings.TrimSpace(s)
}

// visible counts control characters in: they are refused, not overlooked.
func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
}

// breaksLine finds what would break a line or turn the order of its neighbours,
// with which a name can pass for another and a file for another type.
func breaksLine(r rune) bool {
	switch {
	case r == '\u2028', r == '\u2029': // line and paragraph separators
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069': // overrides of direction
		return true
	}
	return unicode.IsControl(r)
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
	}, lineEnds.Replace(s))
	return trim(s), nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// cleanEmail checks the shape only; whether it is read is another matter.
func cleanEmail(field, s string, required bool) (string, error) {
	s, err := cleanLine(field, s, MaxEmail, required)
	if err != nil || s == "" {
		return s, err
	}
	name, domain, found := strings.Cut(s, "@")
	if !found || name == "" || strings.Contains(domain, "@") || strings.ContainsAny(s, "<>,;") ||
		strings.ContainsFunc(s, unicode.IsSpace) || slices.Contains(strings.Split(domain, "."), "") {
		return "", InvalidField(field, "%q is not an e-mail address", s)
	}
	return s, nil
}

// originShape is how browsers write an origin, and no more: it goes into headers.
var originShape = regexp.MustCompile(`^(https?)://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?$`)

// cleanOrigin answers the origin as a browser sends it: small letters, no slash,
// no port that the scheme implies.
func cleanOrigin(field, s string) (string, error) {
	s = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(s), "/"))
	parts := originShape.FindStringSubmatch(s)
	if parts == nil || len(s) > 255 || strings.Contains(s, "..") {
		return "", InvalidField(field, "%q is not an origin such as https://shop.example", s)
	}
	if implied := map[string]string{"https": ":443", "http": ":80"}[parts[1]]; parts[4] == implied {
		s = strings.TrimSuffix(s, implied)
	}
	return s, nil
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
	return string(runes[:whole(runes, MaxPreview-1)]) + "…"
}

// whole steps back from a cut in the middle of what reads as one character: an
// emoji of several parts, a flag, a letter and its accent.
func whole(runes []rune, cut int) int {
	for at := cut; at > cut-16; at-- {
		if !joined(runes, at) {
			return at
		}
	}
	return cut // no character is this long
}

// joined says whether the rune at i belongs to the character before it.
func joined(runes []rune, i int) bool {
	const joiner = '\u200d'
	r := runes[i]
	switch {
	case r == joiner || runes[i-1] == joiner || unicode.Is(unicode.M, r):
		return true
	case r >= '\U0001f3fb' && r <= '\U0001f3ff': // tones of skin
		return true
	case r >= '\U000e0020' && r <= '\U000e007f': // tags: flags of regions
		return true
	}
	letters := 0 // of a flag: they come in pairs
	for isFlagLetter(r) && i-letters > 0 && isFlagLetter(runes[i-letters-1]) {
		letters++
	}
	return letters%2 == 1
}

func isFlagLetter(r rune) bool { return r >= '\U0001f1e6' && r <= '\U0001f1ff' }
