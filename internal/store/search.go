package store

import (
	"cmp"
	"context"
	"fmt"
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

// search is what was searched for, and how best to look for it.
type search struct {
	terms     []term // all of which a contact must have, the rarest first
	protocols []term // or a protocol number must begin with one of these
	// common says that so much is meant that one had better go through a list
	// and ask of each row than gather all that is meant.
	common bool
}

// term is one word that was searched for: what a contact's word must begin with.
type term struct{ from, to string }

// rare is how many of something are gathered gladly.
const rare = 1000

func (s *search) asked() bool { return len(s.terms) > 0 }

// weigh takes the search apart and counts, up to a limit, what each part means.
func (s *search) weigh(ctx context.Context, q Queryer, text string) error {
	if s.terms = terms(text); len(s.terms) == 0 {
		return nil
	}
	s.protocols = protocols(text)
	weights := make(map[term]int64, len(s.terms))
	for _, t := range s.terms {
		n, err := weight(ctx, q, contactWords.name, "word", t)
		if err != nil {
			return err
		}
		weights[t] = n
	}
	slices.SortStableFunc(s.terms, func(a, b term) int { return cmp.Compare(weights[a], weights[b]) })
	s.common = weights[s.terms[0]] >= rare
	for _, t := range s.protocols {
		n, err := weight(ctx, q, conversations.name, "protocol", t)
		if err != nil {
			return err
		}
		s.common = s.common || n >= rare
	}
	return nil
}

func weight(ctx context.Context, q Queryer, table, column string, t term) (int64, error) {
	n, _, err := one(ctx, q, scanValue[int64],
		fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM %s WHERE %s >= $1 AND %s < $2 LIMIT %d) AS counted", table, column, column, rare), t.from, t.to)
	if err != nil {
		return 0, fmt.Errorf("weigh a search: %w", err)
	}
	return n, nil
}

// condition says of a row of conversations whether it is meant.
func (s *search) condition(a *arguments) string {
	if s.common {
		meant := []string{"(" + s.has(a, s.terms) + ")"}
		for _, t := range s.protocols {
			from, to := a.add(t.from), a.add(t.to)
			meant = append(meant,
				"(protocol >= "+from+" AND protocol < "+to+")",
				"EXISTS (SELECT 1 FROM legs WHERE legs.conversation = conversations.id AND legs.protocol >= "+from+" AND legs.protocol < "+to+")")
		}
		return "(" + strings.Join(meant, " OR ") + ")"
	}
	rarest := "contact IN (SELECT contact FROM contact_words WHERE word >= " + a.add(s.terms[0].from) + " AND word < " + a.add(s.terms[0].to) + ")"
	if len(s.terms) > 1 {
		rarest += " AND " + s.has(a, s.terms[1:])
	}
	meant := []string{"SELECT id FROM conversations WHERE " + rarest}
	for _, t := range s.protocols {
		from, to := a.add(t.from), a.add(t.to)
		meant = append(meant,
			"SELECT id FROM conversations WHERE protocol >= "+from+" AND protocol < "+to,
			"SELECT conversation FROM legs WHERE protocol >= "+from+" AND protocol < "+to)
	}
	return "id IN (" + strings.Join(meant, " UNION ") + ")"
}

// has asks whether the contact of a row has all these words.
func (s *search) has(a *arguments, all []term) string {
	words := make([]string, len(all))
	for i, t := range all {
		words[i] = "EXISTS (SELECT 1 FROM contact_words w WHERE w.contact = conversations.contact AND w.word >= " + a.add(t.from) + " AND w.word < " + a.add(t.to) + ")"
	}
	return strings.Join(words, " AND ")
}

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
