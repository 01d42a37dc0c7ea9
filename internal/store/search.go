package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"pronto/internal/desk"
)

// maxWord is where a word is cut, in bytes; maxTerms is how many words of a
// search are looked at.
const (
	maxWord  = 60
	maxTerms = 8
	minTail  = 3
)

// words are what a contact is found by the beginning of: each word of the name,
// the e-mail, and the number from each of its digits on, so that its end finds
// it as well as its beginning.
func words(c desk.Contact) []contactWord {
	found := split(c.Name)
	if c.Email != "" {
		found = append(found, fold(c.Email))
	}
	number := digits(c.Phone)
	for i := 0; i+minTail <= len(number); i++ {
		found = append(found, number[i:])
	}
	slices.Sort(found)
	var out []contactWord
	for i, w := range found {
		if w = cut(w); w != "" && (i == 0 || w != cut(found[i-1])) {
			out = append(out, contactWord{w, c.ID})
		}
	}
	return out
}

// term is one word that was searched for: what a contact's word must begin with.
type term struct{ from, to string }

// terms splits a search. Something that looks like a number is searched by its
// digits.
func terms(search string) []term {
	var out []term
	for _, w := range searched(search) {
		if w = cut(w); w != "" && len(out) < maxTerms {
			out = append(out, term{w, after(w)})
		}
	}
	return out
}

func searched(search string) []string {
	switch {
	case strings.Contains(search, "@"):
		return []string{fold(strings.TrimSpace(search))}
	case looksLikeNumber(search):
		return []string{digits(search)}
	}
	return split(search)
}

// protocols are the beginnings that a protocol number may have to be meant.
func protocols(search string) []term {
	search = strings.TrimPrefix(strings.TrimSpace(search), "#")
	if !looksLikeNumber(search) || strings.ContainsAny(search, "+() ") {
		return nil
	}
	if number := digits(search); number == search && len(number) > 8 {
		// Typed without its dashes: the day, the number of the day, perhaps the
		// check digit.
		rest := number[8:]
		whole := number[:8] + "-" + rest[:len(rest)-1] + "-" + rest[len(rest)-1:]
		begun := number[:8] + "-" + rest
		return []term{{whole, after(whole)}, {begun, after(begun)}}
	}
	return []term{{search, after(search)}}
}

func looksLikeNumber(s string) bool {
	return strings.IndexFunc(s, unicode.IsDigit) >= 0 && strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && !strings.ContainsRune("+-() ./#", r)
	}) < 0
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// split takes a text apart into folded words.
func split(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// fold makes letter case and accents not matter.
func fold(s string) string {
	// A transformer keeps state, so each call has its own.
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		plain = s
	}
	return strings.ToLower(plain)
}

func cut(w string) string {
	if len(w) <= maxWord {
		return w
	}
	return strings.ToValidUTF8(w[:maxWord], "")
}

// after is the first text, byte by byte, that does not begin with w. Valid text
// has no byte 0xff, so the last byte of w can always be counted up; so that the
// result is valid text too, it is the last rune that is.
func after(w string) string {
	letters := []rune(w)
	for i := len(letters) - 1; i >= 0; i-- {
		next := letters[i] + 1
		if next == 0xd800 { // surrogates are not text
			next = 0xe000
		}
		if next <= unicode.MaxRune {
			return string(append(letters[:i:i], next))
		}
	}
	return string(unicode.MaxRune)
}
