package desk_test

import (
	"strings"
	"testing"

	"pronto/internal/desk"
)

func TestAMessageNeedsTextOrAFile(t *testing.T) {
	if _, err := (desk.Message{Files: make([]desk.File, desk.MaxFiles)}).Check(); err != nil {
		t.Error(err)
	}
	_, err := desk.Message{}.Check()
	mustField(t, err, "text")
	_, err = desk.Message{Text: "x", Files: make([]desk.File, desk.MaxFiles+1)}.Check()
	mustField(t, err, "files")
}

func TestARepeatIsTheSameInEverythingButItsPlace(t *testing.T) {
	m := desk.Message{ID: "m", Conversation: "c", From: desk.FromAgent, Author: ana, Text: "Olá", Files: []desk.File{{ID: "f1"}, {ID: "f2"}}}
	stored := m
	stored.N, stored.Leg, stored.At, stored.Rev = 7, "l", nine, 9
	stored.Files = []desk.File{{ID: "f1", Name: "a.png", Size: 9}, {ID: "f2"}}
	if !stored.Same(m) || !m.Same(stored) {
		t.Error("a repeat is not recognised")
	}
	for name, change := range map[string]func(*desk.Message){
		"conversation": func(m *desk.Message) { m.Conversation = "d" },
		"side":         func(m *desk.Message) { m.From = desk.FromCustomer },
		"author":       func(m *desk.Message) { m.Author = bia },
		"text":         func(m *desk.Message) { m.Text = "Olá!" },
		"one file":     func(m *desk.Message) { m.Files = m.Files[:1] },
		"other file":   func(m *desk.Message) { m.Files = []desk.File{{ID: "f1"}, {ID: "f3"}} },
		"file order":   func(m *desk.Message) { m.Files = []desk.File{{ID: "f2"}, {ID: "f1"}} },
		"no file":      func(m *desk.Message) { m.Files = nil },
	} {
		other := m
		change(&other)
		if stored.Same(other) {
			t.Errorf("another %s passes for a repeat", name)
		}
	}
}

func TestASummaryIsWhatARowShows(t *testing.T) {
	file := desk.File{Name: "nota.pdf"}
	for _, c := range []struct {
		m    desk.Message
		want string
	}{
		{desk.Message{Text: "Olá\ntudo bem?", Files: []desk.File{file}}, "Olá tudo bem?"},
		{desk.Message{Files: []desk.File{file}}, "📎 nota.pdf"},
		{desk.Message{Files: []desk.File{file, file, file}}, "📎 3"},
		{desk.Message{}, ""},
	} {
		if got := c.m.Summary(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTheNameOfAFile(t *testing.T) {
	if f, err := (desk.File{Name: " relatório final.pdf "}).Check(); err != nil || f.Name != "relatório final.pdf" {
		t.Errorf("%q %v", f.Name, err)
	}
	for _, bad := range []string{"", "   ", "a\nb.pdf", "nul\x00.png", override + "gpj.exe", broken, strings.Repeat("n", desk.MaxFileName+1)} {
		_, err := desk.File{Name: bad}.Check()
		mustField(t, err, "name")
	}
}
