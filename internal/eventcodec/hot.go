package eventcodec

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
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
