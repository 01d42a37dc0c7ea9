package store

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pronto/internal/desk"
)

// FuzzAfter: the range of a word holds exactly what begins with it.
func FuzzAfter(f *testing.F) {
	for _, s := range []string{"", "a", "az", "ana", "ã", "\ud7ff", "\U0010ffff", "a\U0010ffff", "李"} {
		f.Add(s, s+"b")
		f.Add("an", s)
	}
	f.Fuzz(func(t *testing.T, w, x string) {
		if w == "" || !utf8.ValidString(w) || !utf8.ValidString(x) || strings.Trim(w, "\U0010ffff") == "" {
			return
		}
		to := after(w)
		if !utf8.ValidString(to) {
			t.Fatalf("after %q is not text: %q", w, to)
		}
		if inside := w <= x && x < to; inside != strings.HasPrefix(x, w) {
			t.Errorf("%q in the range of %q to %q: %v", x, w, to, inside)
		}
	})
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		contact desk.Contact
		want    string
	}{
		{desk.Contact{}, ""},
		{desk.Contact{Name: "João  D'Ávila-João"}, "avila d joao"},
		{desk.Contact{Name: "ﬁnn", Email: "A.B@C.com"}, "a.b@c.com finn"},
		{desk.Contact{Phone: "+1 (23) 45"}, "12345 2345 345"},
		{desk.Contact{Phone: "12"}, ""},
		{desk.Contact{Name: strings.Repeat("é", 100)}, strings.Repeat("e", 60)},
	} {
		var have []string
		for _, w := range words(c.contact) {
			have = append(have, w.word)
		}
		if got := strings.Join(have, " "); got != c.want {
			t.Errorf("%+v is found by %q, not %q", c.contact, got, c.want)
		}
	}
}

// TestStatementsRepeat: however many rows come, few statements are prepared.
func TestStatementsRepeat(t *testing.T) {
	p := NewPlanner(SQLite)
	for n := range 200 {
		p.begin()
		plan(p, "insert", contactWords, make([]contactWord, n))
		rows := 0
		for _, s := range p.out {
			rows += len(s.Args) / len(contactWords.columns)
		}
		if rows != n {
			t.Errorf("%d rows were written for %d", rows, n)
		}
	}
	if len(p.cache) != len(sizes) {
		t.Errorf("%d statements were made", len(p.cache))
	}
}

// TestLeavingFirst: only what must goes ahead.
func TestLeavingFirst(t *testing.T) {
	got := leavingFirst([]int{1, 2, 3, 4, 5}, func(n int) bool { return n%2 == 0 })
	if !slices.Equal(got, []int{2, 4, 1, 3, 5}) {
		t.Error(got)
	}
}

// TestOneOfEachMigration: the two dialects' numbers do not collide.
func TestOneOfEachMigration(t *testing.T) {
	for _, d := range []Dialect{SQLite, Postgres} {
		entries, err := filesOf(d).(union).ReadDir(".")
		if err != nil || len(entries) < 2 {
			t.Fatalf("%s has %d migrations, %v", d.Name, len(entries), err)
		}
		for i := 1; i < len(entries); i++ {
			if entries[i].Name()[:5] == entries[i-1].Name()[:5] {
				t.Errorf("%s: %s and %s have one number", d.Name, entries[i-1].Name(), entries[i].Name())
			}
		}
	}
}
