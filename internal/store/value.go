package store

import (
	"encoding/json"
	"fmt"
	"time"

	"pronto/internal/desk"
)

// millis is how an instant is kept; 0 stands for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// timeColumn, flagColumn and so on are where a column is scanned into.

type timeColumn struct{ to *time.Time }

func (c timeColumn) Scan(v any) error {
	ms, err := number(v)
	*c.to = instant(ms)
	return err
}

type flagColumn struct{ to *bool }

func (c flagColumn) Scan(v any) error {
	n, err := number(v)
	*c.to = n != 0
	return err
}

type spanColumn struct{ to *time.Duration }

func (c spanColumn) Scan(v any) error {
	ms, err := number(v)
	*c.to = time.Duration(ms) * time.Millisecond
	return err
}

func number(v any) (int64, error) {
	n, ok := v.(int64)
	if !ok {
		return 0, fmt.Errorf("a number is kept as %T", v)
	}
	return n, nil
}

// jsonColumn reads opaque JSON through its wire form W; ” is the zero value, so
// that an empty list and none are the same.
type jsonColumn[W any] struct{ set func(W) }

func (c jsonColumn[W]) Scan(v any) error {
	var text []byte
	switch v := v.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("JSON is kept as %T", v)
	}
	if len(text) == 0 {
		return nil
	}
	var w W
	if err := json.Unmarshal(text, &w); err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	c.set(w)
	return nil
}

func text(w any) string {
	b, err := json.Marshal(w)
	if err != nil {
		// The wire forms are structs, maps and lists of strings and numbers,
		// which always have a form in JSON.
		panic(err)
	}
	return string(b)
}

// list keeps a list as JSON of its wire forms.
func list[T, W any](values []T, wire func(T) W) string {
	if len(values) == 0 {
		return ""
	}
	out := make([]W, len(values))
	for i, v := range values {
		out[i] = wire(v)
	}
	return text(out)
}

func listColumn[T, W any](to *[]T, value func(W) T) jsonColumn[[]W] {
	return jsonColumn[[]W]{func(ws []W) {
		out := make([]T, len(ws))
		for i, w := range ws {
			out[i] = value(w)
		}
		*to = out
	}}
}

func same[T any](v T) T { return v }

// The wire forms: names that stay when the domain's change.

type windowWire struct {
	ID    desk.WindowID    `json:"id"`
	Load  int64            `json:"load"`
	State desk.WindowState `json:"state"`
	Seen  int64            `json:"seen,omitempty"`
	From  int64            `json:"from,omitempty"`
}

func toWindow(w desk.Window) windowWire {
	return windowWire{w.ID, w.Load, w.State, millis(w.Seen), millis(w.From)}
}

func (w windowWire) value() desk.Window {
	return desk.Window{ID: w.ID, Load: w.Load, State: w.State, Seen: instant(w.Seen), From: instant(w.From)}
}

type signedInWire struct {
	Queue  desk.QueueID       `json:"queue"`
	State  desk.SignInState   `json:"state"`
	Reason desk.PauseReasonID `json:"reason,omitempty"`
	Since  int64              `json:"since"`
}

func toSignedIn(s desk.SignedIn) signedInWire {
	return signedInWire{s.Queue, s.State, s.Reason, millis(s.Since)}
}

func (w signedInWire) value() desk.SignedIn {
	return desk.SignedIn{Queue: w.Queue, State: w.State, Reason: w.Reason, Since: instant(w.Since)}
}

type rememberedWire struct {
	Windows []windowWire   `json:"windows,omitempty"`
	SignIns []signedInWire `json:"sign_ins,omitempty"`
}

func remembered(r *desk.Remembered) string {
	if r == nil {
		return ""
	}
	var w rememberedWire
	for _, window := range r.Windows {
		w.Windows = append(w.Windows, toWindow(window))
	}
	for _, s := range r.SignIns {
		w.SignIns = append(w.SignIns, toSignedIn(s))
	}
	return text(w)
}

func rememberedColumn(to **desk.Remembered) jsonColumn[rememberedWire] {
	return jsonColumn[rememberedWire]{func(w rememberedWire) {
		r := &desk.Remembered{}
		for _, window := range w.Windows {
			r.Windows = append(r.Windows, window.value())
		}
		for _, s := range w.SignIns {
			r.SignIns = append(r.SignIns, s.value())
		}
		*to = r
	}}
}

type questionWire struct {
	Text    string       `json:"text"`
	Options []optionWire `json:"options"`
}

type optionWire struct {
	Label string       `json:"label"`
	Queue desk.QueueID `json:"queue"`
}

func question(q *desk.Question) string {
	if q == nil {
		return ""
	}
	w := questionWire{Text: q.Text}
	for _, o := range q.Options {
		w.Options = append(w.Options, optionWire(o))
	}
	return text(w)
}

func questionColumn(to **desk.Question) jsonColumn[questionWire] {
	return jsonColumn[questionWire]{func(w questionWire) {
		q := &desk.Question{Text: w.Text}
		for _, o := range w.Options {
			q.Options = append(q.Options, desk.Option(o))
		}
		*to = q
	}}
}

type fieldWire struct {
	Key      string `json:"key"`
	Required bool   `json:"required,omitempty"`
}

func toField(f desk.Field) fieldWire  { return fieldWire(f) }
func (w fieldWire) value() desk.Field { return desk.Field(w) }
func toTried(t desk.Tried) triedWire  { return triedWire{t.Agent, millis(t.At)} }
func (w triedWire) value() desk.Tried { return desk.Tried{Agent: w.Agent, At: instant(w.At)} }
func attributes(a map[string]string) string {
	if len(a) == 0 {
		return ""
	}
	return text(a)
}

type triedWire struct {
	Agent desk.UserID `json:"agent"`
	At    int64       `json:"at"`
}

type fileWire struct {
	ID           desk.FileID         `json:"id"`
	Name         string              `json:"name"`
	MIME         string              `json:"mime"`
	Kind         string              `json:"kind"`
	Size         int64               `json:"size"`
	Hash         string              `json:"hash"`
	OwnerKind    desk.ActorKind      `json:"owner_kind"`
	OwnerID      string              `json:"owner_id,omitempty"`
	At           int64               `json:"at"`
	Conversation desk.ConversationID `json:"conversation,omitempty"`
}

func toFile(f desk.File) fileWire {
	return fileWire{f.ID, f.Name, f.MIME, f.Kind, f.Size, f.Hash, f.Owner.Kind, f.Owner.ID, millis(f.At), f.Conversation}
}

func (w fileWire) value() desk.File {
	return desk.File{
		ID: w.ID, Name: w.Name, MIME: w.MIME, Kind: w.Kind, Size: w.Size, Hash: w.Hash,
		Owner: desk.Actor{Kind: w.OwnerKind, ID: w.OwnerID}, At: instant(w.At), Conversation: w.Conversation,
	}
}
