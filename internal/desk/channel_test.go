package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

func channel() desk.Channel {
	return desk.Channel{
		ID: "shop", Kind: desk.WebChat, Name: "Loja", Queue: vida, AbandonAfter: 5 * time.Minute, Color: "#1a7F64", Locale: desk.Portuguese,
	}
}

func question() *desk.Question {
	return &desk.Question{Text: "Sobre o quê?", Options: []desk.Option{{Label: "Vendas", Queue: sales}, {Label: "Suporte", Queue: third}}}
}

func TestAChannelLeadsToItsQueue(t *testing.T) {
	ch := channel()
	for _, answer := range []int{-1, 0, 5} {
		if q, err := ch.Route(answer); err != nil || q != vida {
			t.Errorf("answer %d: %s %v", answer, q, err)
		}
	}
	if got := ch.Queues(); !slices.Equal(got, []desk.QueueID{vida}) {
		t.Error(got)
	}
}

func TestTheAnswerChoosesTheQueue(t *testing.T) {
	ch := channel()
	ch.Question = question()
	for answer, want := range []desk.QueueID{sales, third} {
		if q, err := ch.Route(answer); err != nil || q != want {
			t.Errorf("answer %d: %s %v", answer, q, err)
		}
	}
	for _, answer := range []int{-1, 2} {
		_, err := ch.Route(answer)
		mustField(t, err, "answer")
	}
	if got := ch.Queues(); !slices.Equal(got, []desk.QueueID{sales, third}) {
		t.Error(got)
	}
}

func TestAChannelIsCleaned(t *testing.T) {
	ch := channel()
	ch.Name, ch.Title, ch.Greeting, ch.Question = " Loja ", " Fale conosco ", " Olá!\r\nTudo bem? ", question()
	ch.Question.Text = " Sobre o quê? "
	ch.Question.Options[0].Label = " Vendas "
	ch.Fields = []desk.Field{{Key: "name", Required: true}, {Key: "email"}, {Key: "phone"}}
	got, err := ch.Check()
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Loja" || got.Title != "Fale conosco" || got.Greeting != "Olá!\nTudo bem?" || got.Question.Text != "Sobre o quê?" || got.Question.Options[0] != (desk.Option{Label: "Vendas", Queue: sales}) {
		t.Errorf("%+v %+v", got, got.Question)
	}
	if ch.Question.Text != " Sobre o quê? " {
		t.Error("the value it was called on changed")
	}
}

func TestAColorIsSixHexDigits(t *testing.T) {
	for _, color := range []string{"#09afAF", "#000000", "#ffffff"} {
		ch := channel()
		ch.Color = color
		if _, err := ch.Check(); err != nil {
			t.Errorf("%s: %v", color, err)
		}
	}
}

func TestWhatAChannelCannotBe(t *testing.T) {
	options := func(n int) []desk.Option { return slices.Repeat([]desk.Option{{Label: "x"}}, n) }
	for _, c := range []struct {
		field  string
		change func(*desk.Channel)
	}{
		{"kind", func(c *desk.Channel) { c.Kind = "fax" }},
		{"name", func(c *desk.Channel) { c.Name = " " }},
		{"name", func(c *desk.Channel) { c.Name = strings.Repeat("n", 61) }},
		{"title", func(c *desk.Channel) { c.Title = strings.Repeat("n", 61) }},
		{"greeting", func(c *desk.Channel) { c.Greeting = strings.Repeat("n", desk.MaxCaption+1) }},
		{"away", func(c *desk.Channel) { c.Away = broken }},
		{"priority", func(c *desk.Channel) { c.Priority = -1 }},
		{"priority", func(c *desk.Channel) { c.Priority = desk.MaxPriority + 1 }},
		{"abandon_seconds", func(c *desk.Channel) { c.AbandonAfter = 9 * time.Second }},
		{"abandon_seconds", func(c *desk.Channel) { c.AbandonAfter = 24*time.Hour + time.Second }},
		{"abandon_seconds", func(c *desk.Channel) { c.AbandonAfter = 10*time.Second + time.Millisecond }},
		{"color", func(c *desk.Channel) { c.Color = "" }},
		{"color", func(c *desk.Channel) { c.Color = "red" }},
		{"color", func(c *desk.Channel) { c.Color = "1a7f641" }},
		{"color", func(c *desk.Channel) { c.Color = "#1a7f6g" }},
		{"color", func(c *desk.Channel) { c.Color = "#1a7f6" }},
		{"color", func(c *desk.Channel) { c.Color = "#aaaé" }},
		{"color", func(c *desk.Channel) { c.Color = "#1a7f64;" }},
		{"locale", func(c *desk.Channel) { c.Locale = "de" }},
		{"question.text", func(c *desk.Channel) { c.Question = &desk.Question{Options: options(2)} }},
		{"question.options", func(c *desk.Channel) { c.Question = &desk.Question{Text: "?", Options: options(1)} }},
		{"question.options", func(c *desk.Channel) { c.Question = &desk.Question{Text: "?", Options: options(11)} }},
		{"question.options[1].label", func(c *desk.Channel) {
			c.Question = &desk.Question{Text: "?", Options: []desk.Option{{Label: "a"}, {}}}
		}},
		{"fields[0].key", func(c *desk.Channel) { c.Fields = []desk.Field{{Key: "password"}} }},
		{"fields[1].key", func(c *desk.Channel) { c.Fields = []desk.Field{{Key: "name"}, {Key: "name"}} }},
		{"origins", func(c *desk.Channel) { c.Origins = slices.Repeat([]string{"https://a"}, 51) }},
	} {
		ch := channel()
		c.change(&ch)
		_, err := ch.Check()
		mustField(t, err, c.field)
	}
}
