package desk

import (
	"fmt"
	"time"
)

// ChannelKind says what sort of door a channel is.
type ChannelKind string

// WebChat is a widget on somebody's site.
const WebChat ChannelKind = "webchat"

// Channel is one configured door.
type Channel struct {
	ID           ChannelID
	Kind         ChannelKind
	Name         string
	Active       bool
	Queue        QueueID   // where its work waits when there is no question
	Question     *Question // or the question whose answer chooses
	Priority     int       // higher goes first
	AbandonAfter time.Duration
	Fields       []Field
	Origins      []string
	RequireProof bool
	Secret       string
	Title        string
	Greeting     string
	Away         string
	Color        string
	Locale       Locale
	Rev          int64
}

// Question lets the customer's answer choose the queue.
type Question struct {
	Text    string
	Options []Option
}

// Option is one answer and where it leads.
type Option struct {
	Label string
	Queue QueueID
}

// Field is one thing asked of the customer before the first message.
type Field struct {
	Key      string // name, email or phone
	Required bool
}

// MaxPriority is the highest priority a channel can have.
const MaxPriority = 9

// Queues lists every queue the channel may lead to.
func (c Channel) Queues() []QueueID {
	if c.Question == nil {
		return []QueueID{c.Queue}
	}
	queues := make([]QueueID, len(c.Question.Options))
	for i, o := range c.Question.Options {
		queues[i] = o.Queue
	}
	return queues
}

// Route answers where new work goes. Answer is the index of the chosen option,
// or -1 when nothing was answered.
func (c Channel) Route(answer int) (QueueID, error) {
	switch {
	case c.Question == nil:
		return c.Queue, nil
	case answer < 0 || answer >= len(c.Question.Options):
		return "", InvalidField("answer", "channel %s asks a question; answer must be from 0 to %d", c.ID, len(c.Question.Options)-1)
	}
	return c.Question.Options[answer].Queue, nil
}

// Check cleans the fields and refuses what a channel cannot be.
func (c Channel) Check() (Channel, error) {
	var err error
	if c.Kind != WebChat {
		return c, InvalidField("kind", "%q is not a kind of channel", c.Kind)
	}
	if c.Name, err = cleanLine("name", c.Name, 60, true); err != nil {
		return c, err
	}
	if c.Title, err = cleanLine("title", c.Title, 60, false); err != nil {
		return c, err
	}
	if c.Greeting, err = cleanText("greeting", c.Greeting, MaxCaption); err != nil {
		return c, err
	}
	if c.Away, err = cleanText("away", c.Away, MaxCaption); err != nil {
		return c, err
	}
	if c.Priority < 0 || c.Priority > MaxPriority {
		return c, InvalidField("priority", "priority must be from 0 to %d", MaxPriority)
	}
	if err := wholeSeconds("abandon_seconds", c.AbandonAfter, 10*time.Second, 24*time.Hour); err != nil {
		return c, err
	}
	if !isColor(c.Color) {
		return c, InvalidField("color", "color must be like #1a7f64")
	}
	if err := c.Locale.check("locale"); err != nil {
		return c, err
	}
	if c.Question, err = c.Question.check(); err != nil {
		return c, err
	}
	if c.Fields, err = checkFields(c.Fields); err != nil {
		return c, err
	}
	c.Origins, err = checkOrigins(c.Origins)
	return c, err
}

func (q *Question) check() (*Question, error) {
	if q == nil {
		return nil, nil
	}
	text, err := cleanLine("question.text", q.Text, 200, true)
	if err != nil {
		return nil, err
	}
	if len(q.Options) < 2 || len(q.Options) > 10 {
		return nil, InvalidField("question.options", "a question has from 2 to 10 options")
	}
	next := &Question{Text: text, Options: make([]Option, len(q.Options))}
	for i, o := range q.Options {
		label, err := cleanLine(fmt.Sprintf("question.options[%d].label", i), o.Label, 60, true)
		if err != nil {
			return nil, err
		}
		next.Options[i] = Option{Label: label, Queue: o.Queue}
	}
	return next, nil
}

func checkFields(fields []Field) ([]Field, error) {
	seen := map[string]bool{}
	for i, f := range fields {
		switch f.Key {
		case "name", "email", "phone":
		default:
			return nil, InvalidField(fmt.Sprintf("fields[%d].key", i), "%q is not one of name, email, phone", f.Key)
		}
		if seen[f.Key] {
			return nil, InvalidField(fmt.Sprintf("fields[%d].key", i), "%s is asked twice", f.Key)
		}
		seen[f.Key] = true
	}
	return fields, nil
}

func checkOrigins(origins []string) ([]string, error) {
	if len(origins) > 50 {
		return nil, InvalidField("origins", "at most 50 origins")
	}
	next := make([]string, len(origins))
	for i, o := range origins {
		clean, err := cleanOrigin(fmt.Sprintf("origins[%d]", i), o)
		if err != nil {
			return nil, err
		}
		next[i] = clean
	}
	return next, nil
}

func isColor(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	for _, c := range s[1:] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}
