package store

import (
	"fmt"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/eventcodec"
)

// record is an event as its row has it.
type record struct {
	desk.Recorded
	kind    string
	version int
	data    string
}

var events = rowsOf[record]{
	table: newTable("events", 1, "seq int, at int, since int, kind text, version int, actor_kind text, actor_id text, conversation text, queue text, user_id text, data text"),
	args: func(a []any, v record) []any {
		about := v.Event.Subjects()
		return append(a, v.Seq, millis(v.At), millis(v.Since), v.kind, int64(v.version), string(v.Actor.Kind), v.Actor.ID,
			string(about.Conversation), string(about.Queue), string(about.User), v.data)
	},
	scan: func(s scanner) (v record, err error) {
		var conversation, queue, user string
		if err = s.Scan(&v.Seq, timeColumn{&v.At}, timeColumn{&v.Since}, &v.kind, &v.version, &v.Actor.Kind, &v.Actor.ID, &conversation, &queue, &user, &v.data); err != nil {
			return v, err
		}
		v.Event, err = eventcodec.Decode(v.kind, v.version, []byte(v.data))
		return v, err
	},
}

func scanEvent(s scanner) (desk.Recorded, error) {
	r, err := events.scan(s)
	if err != nil {
		return desk.Recorded{}, fmt.Errorf("event %d: %w", r.Seq, err)
	}
	return r.Recorded, nil
}

// encode appends the events as their rows have them.
func encode(records []record, recorded []desk.Recorded) ([]record, error) {
	for _, r := range recorded {
		kind, version, data, err := eventcodec.Encode(r.Event)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", engine.ErrData, err)
		}
		records = append(records, record{r, kind, version, string(data)})
	}
	return records, nil
}

// traces are numbered by the database: nothing else about a trace is unique.
var traces = rowsOf[engine.Trace]{
	table: func() table {
		t := newTable("traces", 0, "conversation text, leg text, at int, data text")
		t.generated = "id"
		return t
	}(),
	args: func(a []any, v engine.Trace) []any {
		return append(a, string(v.Conversation), string(v.Leg), millis(v.At), string(v.Data))
	},
	scan: func(s scanner) (v engine.Trace, err error) {
		var data string
		err = s.Scan(&v.Conversation, &v.Leg, timeColumn{&v.At}, &data)
		v.Data = []byte(data)
		return v, err
	},
}

// fact is what is known of the database itself.
type fact struct{ name, value string }

// The facts.
const (
	factEpoch  = "epoch"  // of the live feed
	factBeat   = "beat"   // the server's last heartbeat
	factWriter = "writer" // who may write; each that takes over leaves its mark
)

var facts = rowsOf[fact]{
	table: newTable("meta", 1, "name text, value text"),
	args:  func(a []any, v fact) []any { return append(a, v.name, v.value) },
	scan: func(s scanner) (v fact, err error) {
		err = s.Scan(&v.name, &v.value)
		return v, err
	},
}
