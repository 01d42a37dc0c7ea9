package desk_test

import (
	"fmt"
	"maps"
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
	if got.ID != "c" || got.Name != "Maria Souza" || got.Email != "ms@x" || got.Phone != "1" || got.Verified {
		t.Errorf("%+v", got)
	}
	if !maps.Equal(got.Attributes, map[string]string{"plan": "gold", "city": "Olinda", "new": "1"}) {
		t.Errorf("%v", got.Attributes)
	}
	if !maps.Equal(stored.Attributes, map[string]string{"plan": "gold", "city": "Recife"}) {
		t.Error("the value it was called on changed")
	}
}

func TestMergingDoesNotOverwriteWhatIsVerified(t *testing.T) {
	stored := desk.Contact{ID: "c", Name: "Maria", Verified: true, Attributes: map[string]string{"plan": "gold"}}
	got := stored.Merge(desk.Contact{Name: "Mallory", Email: "mallory@x", Attributes: map[string]string{"plan": "none"}})
	if got.Name != "Maria" || got.Email != "" || got.Attributes["plan"] != "gold" || !got.Verified {
		t.Errorf("unverified words got in: %+v", got)
	}
	if got = stored.Merge(desk.Contact{Name: "Maria S.", Verified: true}); got.Name != "Maria S." || !got.Verified {
		t.Errorf("verified words did not: %+v", got)
	}
	if got = (desk.Contact{Name: "M"}).Merge(desk.Contact{Verified: true}); got.Name != "M" || !got.Verified {
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
