package eventcodec

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"pronto/internal/desk"
)

// appender writes itself. It must give the very bytes that json.Marshal gives;
// a test compares them.
type appender interface{ appendJSON(b []byte) []byte }

func (w messageWritten) appendJSON(b []byte) []byte {
	o := object{append(b, '{')}
	o.text("conversation", string(w.Conversation))
	o.text("message", string(w.Message))
	o.number("n", w.N)
	o.text("from", string(w.From))
	o.text("queue", string(w.Queue))
	o.text("agent", string(w.Agent))
	o.number("files", int64(w.Files))
	return append(o.b, '}')
}

func (w marksMoved) appendJSON(b []byte) []byte {
	o := object{append(b, '{')}
	o.text("conversation", string(w.Conversation))
	o.text("side", string(w.Side))
	o.text("queue", string(w.Queue))
	o.text("agent", string(w.Agent))
	o.number("agent_read", w.AgentRead)
	o.number("delivered", w.Delivered)
	o.number("read", w.Read)
	return append(o.b, '}')
}

// object appends fields, leaving out those that are zero.
type object struct{ b []byte }

func (o *object) name(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, name...)
	o.b = append(o.b, '"', ':')
}

func (o *object) number(name string, n int64) {
	if n == 0 {
		return
	}
	o.name(name)
	o.b = strconv.AppendInt(o.b, n, 10)
}

func (o *object) text(name, s string) {
	if s == "" {
		return
	}
	o.name(name)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(s) // a string always has a form in JSON
			o.b = append(o.b, quoted...)
			return
		}
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, s...)
	o.b = append(o.b, '"')
}

// fielder takes in the fields of what its appender wrote.
type fielder interface{ field(name, value string) bool }

func (w *messageWritten) field(name, value string) bool {
	switch name {
	case "conversation":
		w.Conversation = desk.ConversationID(value)
	case "message":
		w.Message = desk.MessageID(value)
	case "n":
		return number(value, &w.N)
	case "from":
		w.From = desk.Side(value)
	case "queue":
		w.Queue = desk.QueueID(value)
	case "agent":
		w.Agent = desk.UserID(value)
	case "files":
		var n int64
		ok := number(value, &n)
		w.Files = int(n)
		return ok
	default:
		return false
	}
	return true
}

func (w *marksMoved) field(name, value string) bool {
	switch name {
	case "conversation":
		w.Conversation = desk.ConversationID(value)
	case "side":
		w.Side = desk.Side(value)
	case "queue":
		w.Queue = desk.QueueID(value)
	case "agent":
		w.Agent = desk.UserID(value)
	case "agent_read":
		return number(value, &w.AgentRead)
	case "delivered":
		return number(value, &w.Delivered)
	case "read":
		return number(value, &w.Read)
	default:
		return false
	}
	return true
}

func number(s string, to *int64) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	*to = n
	return err == nil
}

// fields hands out the fields of one flat object that an appender wrote: without
// spaces, of numbers and of texts that need no escape. False says that it is not
// one, and that encoding/json must look.
func fields(data []byte, field func(name, value string) bool) bool {
	rest, ok := strings.CutPrefix(string(data), "{")
	if !ok {
		return false
	}
	for first := true; rest != "}"; first = false {
		if !first {
			if rest, ok = strings.CutPrefix(rest, ","); !ok {
				return false
			}
		}
		var name, value string
		if name, rest, ok = quoted(rest); !ok {
			return false
		}
		if rest, ok = strings.CutPrefix(rest, ":"); !ok {
			return false
		}
		if strings.HasPrefix(rest, `"`) {
			value, rest, ok = quoted(rest)
		} else {
			end := strings.IndexAny(rest, ",}")
			if ok = end > 0; ok {
				value, rest = rest[:end], rest[end:]
			}
		}
		if !ok || !field(name, value) {
			return false
		}
	}
	return true
}

func quoted(s string) (text, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", s, false
	}
	text, rest, ok = strings.Cut(s[1:], `"`)
	return text, rest, ok && !strings.Contains(text, `\`)
}
