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
}

// selectEvents reads what an event is made of; the other columns are there to find
// it by. The condition may be empty.
func selectEvents(rest string) string {
	return "SELECT seq, at, since, kind, version, actor_kind, actor_id, data FROM events " + rest
}

// eventScan makes a scan of what selectEvents reads. All rows pass through one
// place, since whole logs are read.
func eventScan() func(scanner) (desk.Recorded, error) {
	var seq, at, since, version int64
	var kind, actor, id, data string
	dest := []any{&seq, &at, &since, &kind, &version, &actor, &id, &data}
	return func(s scanner) (desk.Recorded, error) {
		if err := s.Scan(dest...); err != nil {
			return desk.Recorded{}, fmt.Errorf("event %d: %w", seq, err)
		}
		event, err := eventcodec.Decode(kind, int(version), data)
		if err != nil {
			return desk.Recorded{}, fmt.Errorf("event %d: %w", seq, err)
		}
		return desk.Recorded{
			Seq: seq, At: instant(at), Since: instant(since), Actor: desk.Actor{Kind: desk.ActorKind(actor), ID: id}, Event: event,
		}, nil
	}
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
