package desk_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pronto/internal/desk"
)

func TestWhatAListShowsOfAContact_S_30_S_31_C_28_T_08(t *testing.T) {
	id := desk.ContactID("01jd3k8z6v0m9q2x4y5abcde")
	for _, c := range []struct {
		name string
		c    desk.Contact
		want string
	}{
		{"the stored name (S-30), told before the work arrived (T-08, C-28)", desk.Contact{ID: id, Name: "Maria", Phone: "11 99999", Email: "m@x"}, "Maria"},
		{"the number (S-31)", desk.Contact{ID: id, Phone: "11 99999", Email: "m@x"}, "11 99999"},
		{"no number: what was given (C-28)", desk.Contact{ID: id, Email: "m@x"}, "m@x"},
		{"nothing: the identity (C-28)", desk.Contact{ID: id}, "#ABCDE"},
		{"a short id", desk.Contact{ID: "ab"}, "#AB"},
		{"no id", desk.Contact{}, "#"},
	} {
		if got := c.c.Display(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMergingKeepsWhatWasNotTold(t *testing.T) {
	stored := desk.Contact{ID: "c", Name: "Maria", Email: "m@x", Attributes: map[string]string{"plan": "gold", "city": "Recife"}}
	got := stored.Merge(desk.Contact{ID: "other", Name: "Maria Souza", Email: "ms@x", Phone: "1", Attributes: map[string]string{"city": "Olinda", "new": "1"}})
	if same := stored.Merge(desk.Contact{}); same.Name != "Maria" || same.Email != "m@x" || len(same.Attributes) != 2 {
		t.Errorf("telling nothing changed %+v", same)
	}
	if got.ID != "c" || got.Name != "Maria Souza" || got.Email != "ms@x" || got.Phone != "1" || got.ExternalID != "" || got.Proven != nil {
		t.Errorf("%+v", got)
	}
	if !maps.Equal(got.Attributes, map[string]string{"plan": "gold", "city": "Olinda", "new": "1"}) {
		t.Errorf("%v", got.Attributes)
	}
	if !maps.Equal(stored.Attributes, map[string]string{"plan": "gold", "city": "Recife"}) {
		t.Error("the value it was called on changed")
	}
}

// House rule: what a page says of somebody is no more than said, unless it comes
// signed; and what is said never takes the place of what is proven.
func TestWhatIsGivenNeverOverwritesWhatIsProven(t *testing.T) {
	signed := desk.Contact{Name: "Maria Souza", Attributes: map[string]string{"plan": "gold"}}.Vouched("482")
	if signed.ExternalID != "482" || !slices.Equal(signed.Proven, []string{"attributes.plan", "name"}) {
		t.Fatalf("%+v", signed)
	}
	stored := desk.Contact{ID: "c", Name: "M", Email: "m@x"}.Merge(signed)
	if stored.Name != "Maria Souza" || stored.Email != "m@x" || stored.Proves(desk.ProvenEmail) || !stored.Proves(desk.ProvenName) {
		t.Fatalf("%+v", stored)
	}
	got := stored.Merge(desk.Contact{Name: "Mallory", Email: "mallory@x", Phone: "1", Attributes: map[string]string{"plan": "none", "page": "/cart"}})
	if got.Name != "Maria Souza" || got.Email != "mallory@x" || got.Phone != "1" || !maps.Equal(got.Attributes, map[string]string{"plan": "gold", "page": "/cart"}) {
		t.Errorf("given: %+v", got)
	}
	if got.ExternalID != "482" || !slices.Equal(got.Proven, signed.Proven) || got.Proves(desk.ProvenAttribute("page")) {
		t.Errorf("what was given became proven: %+v", got)
	}
	got = got.Merge(desk.Contact{Name: "Maria S.", Email: "ms@x"}.Vouched("482"))
	if got.Name != "Maria S." || got.Email != "ms@x" || !slices.Equal(got.Proven, []string{"attributes.plan", "email", "name"}) {
		t.Errorf("proven again: %+v", got)
	}
	// An id alone vouches for nothing else.
	if got = (desk.Contact{Name: "M"}).Merge(desk.Contact{ExternalID: "482"}); got.ExternalID != "482" || got.Proven != nil {
		t.Errorf("%+v", got)
	}
}

func TestAttributesHaveLimits(t *testing.T) {
	many := func(n int) map[string]string {
		m := map[string]string{}
		for i := range n {
			m[fmt.Sprintf("k%02d", i)] = "v"
		}
		return m
	}
	got, err := desk.Contact{Attributes: map[string]string{" plan ": " gold "}}.Check()
	if err != nil || !maps.Equal(got.Attributes, map[string]string{"plan": "gold"}) {
		t.Errorf("%v %v", got.Attributes, err)
	}
	if _, err := (desk.Contact{Attributes: many(50)}).Check(); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		field string
		attrs map[string]string
	}{
		{"attributes", many(51)},
		{"attributes", map[string]string{"": "v"}},
		{"attributes", map[string]string{"a": "1", " a": "2"}},
		{"attributes", map[string]string{strings.Repeat("k", 61): "v"}},
		{"attributes.k", map[string]string{"k": strings.Repeat("v", 501)}},
		{"attributes.k", map[string]string{"k": "a\nb"}},
		{"attributes.k", map[string]string{"k": broken}},
	} {
		_, err := desk.Contact{Attributes: c.attrs}.Check()
		mustField(t, err, c.field)
	}
	// Telling a little each time must not grow without end.
	grown := desk.Contact{Attributes: many(50)}.Merge(desk.Contact{Attributes: map[string]string{"more": "1"}})
	_, err = grown.Check()
	mustField(t, err, "attributes")
}

// Of several faults the same one is named each time.
func TestTheSameInputIsRefusedWithTheSameWords(t *testing.T) {
	for range 50 {
		_, err := desk.Contact{Attributes: map[string]string{"b": "\a", "a": "\a", "c": "\a"}}.Check()
		mustField(t, err, "attributes.a")
		_, err = desk.User{Name: "A", Email: "a@b", Role: desk.RoleAgent, Locale: desk.English, Limits: desk.Limits{Total: -1, Chat: -1}}.Check()
		mustField(t, err, "limits.total")
	}
}

func TestAPhoneNumberIsALine(t *testing.T) {
	if c, err := (desk.Contact{Phone: " (11) 99999-9999 "}).Check(); err != nil || c.Phone != "(11) 99999-9999" {
		t.Errorf("%q %v", c.Phone, err)
	}
	_, err := desk.Contact{Phone: strings.Repeat("1", desk.MaxPhone+1)}.Check()
	mustField(t, err, "phone")
}
