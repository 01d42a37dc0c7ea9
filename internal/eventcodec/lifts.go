package eventcodec

import (
	"encoding/json"

	"pronto/internal/desk"
)

// The lifts say what an older version meant in the words of the next. They name
// the fields of their own two versions, and so do not change with later ones.

// lift changes the fields of a version.
func lift(change func(fields map[string]json.RawMessage) error) func([]byte) ([]byte, error) {
	return func(data []byte) ([]byte, error) {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(data, &fields); err != nil {
			return nil, err
		}
		if err := change(fields); err != nil {
			return nil, err
		}
		return json.Marshal(fields)
	}
}

// nameEnd gives the end of a presence its cause, which version 1 did not tell:
// from lost it was most often that the grace was over, and otherwise that the
// desk was closed. The change of status before it did not say that it came with
// the end either, so that the sign-ins which ended are that one's to tell.
var nameEnd = lift(func(fields map[string]json.RawMessage) error {
	switch string(fields["to"]) + " from " + string(fields["from"]) {
	case `"gone" from "lost"`:
		fields["end"] = json.RawMessage(`"grace_over"`)
	case `"gone" from "connected"`:
		fields["end"] = json.RawMessage(`"closed"`)
	}
	delete(fields, "ended")
	return nil
})

// neverBlockCalls: until the limit for calls could be set, they always came.
var neverBlockCalls = lift(func(fields map[string]json.RawMessage) error {
	limits := map[string]int{}
	if err := json.Unmarshal(fields["limits"], &limits); err != nil {
		return err
	}
	limits["phone"] = desk.MaxLimit
	data, err := json.Marshal(limits)
	fields["limits"] = data
	return err
})

// breaksOfTheLaw: until the rules of breaks could be set, they were the defaults of
// then, which judge what was worked under them.
var breaksOfTheLaw = lift(func(fields map[string]json.RawMessage) error {
	fields["breaks"] = json.RawMessage(`{"on":true,"breaks":2,"length_ms":600000,"edge_ms":3600000,"meal_ms":1200000,"warn_ms":900000,"short_shift_ms":14400000,"short_breaks":1}`)
	return nil
})
