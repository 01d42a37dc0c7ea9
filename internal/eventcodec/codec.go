// Package eventcodec turns events into what the log keeps and back. It promises
// that what was ever written can be read: each kind has a version, its fields
// have names of their own (never those of the Go structs), instants are Unix
// milliseconds and durations milliseconds, and older versions are lifted step by
// step before they are decoded. Where the log is kept is left to others.
package eventcodec

import (
	"encoding/json"
	"fmt"
	"reflect"

	"pronto/internal/desk"
)

// Encode returns what the log keeps of an event. A dated event must have been
// taken out of its date.
func Encode(e desk.Event) (kind string, version int, data []byte, err error) {
	return known.encode(e)
}

// Decode returns the event that was encoded, by this version of the program or
// an earlier one.
func Decode(kind string, version int, data string) (desk.Event, error) {
	return known.decode(kind, version, data)
}

// codec is how one kind of event is written and read. Each lift takes the data
// of one version to the next: lifts[0] reads version 1. So the present version
// is the number of lifts and one.
type codec struct {
	kind   string
	encode func(desk.Event) ([]byte, error)
	plain  func(string) (desk.Event, bool) // reads what has the plain form, quickly
	decode func(string) (desk.Event, error)
	lifts  []func([]byte) ([]byte, error)
}

func (c codec) version() int { return len(c.lifts) + 1 }

type registry map[string]codec

func newRegistry(codecs ...codec) registry {
	r := make(registry, len(codecs))
	for _, c := range codecs {
		r[c.kind] = c
	}
	return r
}

func (r registry) encode(e desk.Event) (string, int, []byte, error) {
	c, ok := r[e.Kind()]
	if !ok {
		return "", 0, nil, fmt.Errorf("encode event: kind %q is not registered", e.Kind())
	}
	data, err := c.encode(e)
	if err != nil {
		return "", 0, nil, fmt.Errorf("encode event %s: %w", c.kind, err)
	}
	return c.kind, c.version(), data, nil
}

func (r registry) decode(kind string, version int, data string) (desk.Event, error) {
	c, ok := r[kind]
	switch {
	case !ok:
		return nil, fmt.Errorf("decode event: kind %q is not registered", kind)
	case version < 1 || version > c.version():
		return nil, fmt.Errorf("decode event %s: version %d is not known, the latest is %d", kind, version, c.version())
	}
	for v := version; v < c.version(); v++ {
		lifted, err := c.lifts[v-1]([]byte(data))
		if err != nil {
			return nil, fmt.Errorf("lift event %s from version %d: %w", kind, v, err)
		}
		data = string(lifted)
	}
	if e, ok := c.plain(data); ok {
		return e, nil
	}
	e, err := c.decode(data)
	if err != nil {
		return nil, fmt.Errorf("decode event %s: %w", kind, err)
	}
	return e, nil
}

// of makes the codec of event E, whose wire form is W.
func of[E desk.Event, W any](to func(E) W, from func(W) E, lifts ...func([]byte) ([]byte, error)) codec {
	var zero E
	wire := shapeOf(reflect.TypeFor[W]())
	return codec{
		kind: zero.Kind(),
		encode: func(e desk.Event) ([]byte, error) {
			event, ok := e.(E)
			if !ok {
				return nil, fmt.Errorf("%T says it is a %s", e, zero.Kind())
			}
			return marshal(to(event))
		},
		plain: func(data string) (desk.Event, bool) {
			var w W
			if !readPlain(data, &wire, reflect.ValueOf(&w).Elem()) {
				return nil, false
			}
			return from(w), true
		},
		decode: func(data string) (desk.Event, error) {
			var w W
			if err := json.Unmarshal([]byte(data), &w); err != nil {
				return nil, err
			}
			return from(w), nil
		},
		lifts: lifts,
	}
}

// marshal avoids reflection for the few kinds that are most of the log.
func marshal[W any](w W) ([]byte, error) {
	if hot, ok := any(w).(appender); ok {
		return hot.appendJSON(make([]byte, 0, 256)), nil
	}
	return json.Marshal(w)
}
