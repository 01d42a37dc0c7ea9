package eventcodec

import (
	"reflect"
	"strconv"
	"strings"
)

// The log is read whole, millions of events at a time, and encoding/json would be
// most of that. So what has the plain form in which this package writes is read
// here: no spaces, the fields in their order and each once, texts in ASCII that
// need no escape. Anything else is encoding/json's, which alone says what is an
// error. Where both can read something they read the same; a fuzz test compares
// them.

// shape is what a type of the wire forms looks like to a plain reader.
type shape struct {
	kind   reflect.Kind
	fields []field // of a struct
	elem   *shape  // of a slice
}

// field is known by how it begins: its name in quotes and a colon.
type field struct {
	begins string
	shape  shape
}

func shapeOf(t reflect.Type) shape {
	s := shape{kind: t.Kind()}
	switch s.kind { //nolint:exhaustive // others are not read here
	case reflect.Struct:
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			s.fields = append(s.fields, field{`"` + name + `":`, shapeOf(f.Type)})
		}
	case reflect.Slice:
		elem := shapeOf(t.Elem())
		s.elem = &elem
	}
	return s
}

// plain reads what is left of a text. Its methods return false where that is not
// plain; what they have set by then counts for nothing.
type plain struct{ rest string }

// readPlain sets v, which is zero, to what the data says.
func readPlain(data string, s *shape, v reflect.Value) bool {
	p := plain{data}
	return p.value(s, v) && p.rest == ""
}

func (p *plain) value(s *shape, v reflect.Value) bool {
	switch s.kind { //nolint:exhaustive // others are not read here
	case reflect.String:
		text, ok := p.text()
		v.SetString(text)
		return ok
	case reflect.Int, reflect.Int64:
		n, ok := p.number()
		v.SetInt(n)
		return ok
	case reflect.Bool:
		on := p.skip("true")
		v.SetBool(on)
		return on || p.skip("false")
	case reflect.Struct:
		return p.object(s, v)
	case reflect.Slice:
		return p.list(s, v)
	}
	return false
}

func (p *plain) object(s *shape, v reflect.Value) bool {
	if !p.skip("{") {
		return false
	}
	first := true
	for i := range s.fields {
		f, rest := &s.fields[i], p.rest
		if !first && !p.skip(",") {
			break
		}
		if !p.skip(f.begins) {
			p.rest = rest
			continue
		}
		if !p.value(&f.shape, v.Field(i)) {
			return false
		}
		first = false
	}
	return p.skip("}")
}

func (p *plain) list(s *shape, v reflect.Value) bool {
	if !p.skip("[") {
		return false
	}
	for n := 0; ; n++ {
		v.Grow(1)
		v.SetLen(n + 1)
		v.Index(n).SetZero()
		if !p.value(s.elem, v.Index(n)) {
			return false
		}
		if !p.skip(",") {
			return p.skip("]")
		}
	}
}

func (p *plain) skip(what string) bool {
	rest, ok := strings.CutPrefix(p.rest, what)
	p.rest = rest
	return ok
}

func (p *plain) text() (string, bool) {
	if !p.skip(`"`) {
		return "", false
	}
	for i := range len(p.rest) {
		switch c := p.rest[i]; {
		case c == '"':
			text := p.rest[:i]
			p.rest = p.rest[i+1:]
			return text, true
		case c < ' ' || c > '~' || c == '\\':
			return "", false
		}
	}
	return "", false
}

// number is one as JSON has it, without a fraction or an exponent: the digits
// begin with 0 only where that is all of them.
func (p *plain) number() (int64, bool) {
	end := 0
	for end < len(p.rest) && (p.rest[end] == '-' || p.rest[end] >= '0' && p.rest[end] <= '9') {
		end++
	}
	written := p.rest[:end]
	digits := strings.TrimPrefix(written, "-")
	if len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	n, err := strconv.ParseInt(written, 10, 64)
	p.rest = p.rest[end:]
	return n, err == nil
}
