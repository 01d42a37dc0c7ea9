package webchat

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"pronto/internal/desk"
)

const (
	// maxBody is more than any request but an upload has.
	maxBody = 64 << 10
	// bodyTime is how long one may take to arrive.
	bodyTime = 30 * time.Second
	maxID    = 64
)

// decode takes a JSON body strictly: one object, nothing unknown in it, of the
// right types, in UTF-8.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // what cannot have one needs none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return desk.Refuse(desk.TooLarge, "too_large", "a request may have at most %d bytes", maxBody)
	case err != nil:
		return desk.InvalidField("body", "the request broke off")
	case !utf8.Valid(body):
		return desk.InvalidField("body", "the request is not valid UTF-8")
	}
	return decodeJSON(body, into)
}

func decodeJSON(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && !errors.Is(d.Decode(&struct{}{}), io.EOF) {
		return desk.InvalidField("body", "the request holds more than one value")
	}
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return checkKeys(json.NewDecoder(bytes.NewReader(body)), false)
	case errors.As(err, &wrong):
		return desk.InvalidField(fieldOr(wrong.Field), "%s must be of type %s", fieldOr(wrong.Field), wrong.Type)
	}
	if field, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return desk.InvalidField(strings.Trim(field, `"`), "there is no field %s", field)
	}
	return desk.InvalidField("body", "the request is not JSON")
}

// checkKeys refuses what encoding/json overlooks in what it has taken: a key that
// comes twice, and one in other letters than ours. In attributes the keys are the
// site's own.
func checkKeys(d *json.Decoder, theirs bool) error {
	token, err := d.Token()
	if delim, nested := token.(json.Delim); err != nil || !nested || delim == ']' || delim == '}' {
		return err
	}
	seen := map[string]bool{}
	for d.More() {
		within := false
		if token == json.Delim('{') {
			name, err := d.Token()
			if err != nil {
				return err
			}
			key, _ := name.(string)
			switch {
			case seen[key]:
				return desk.InvalidField(key, "%s is given twice", key)
			case !theirs && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "":
				return desk.InvalidField(key, "there is no field %q", key)
			}
			seen[key], within = true, key == "attributes"
		}
		if err := checkKeys(d, within); err != nil {
			return err
		}
	}
	_, err = d.Token() // its end
	return err
}

func fieldOr(field string) string {
	if field == "" {
		return "body"
	}
	return field
}

// isULID tells whether a client made this id as it should.
func isULID(s string) bool {
	if len(s) != 26 || s[0] > '7' {
		return false
	}
	return strings.Trim(s, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == ""
}

// isID tells whether something can have this id: not every text is one that both
// databases take.
func isID(s string) bool {
	return s != "" && len(s) <= maxID && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
}

func answerJSON(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // a reader who went away is no failure of ours
	return nil
}
