package store

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pronto/internal/desk"
)

// The wire forms of what statuses and time keep as JSON. Instants and durations
// are milliseconds.

type holdWire struct {
	State desk.HoldState `json:"state"`
	Call  desk.CallID    `json:"call,omitempty"`
	Queue desk.QueueID   `json:"queue,omitempty"`
	Since int64          `json:"since,omitempty"`
	Until int64          `json:"until,omitempty"`
}

func hold(h desk.Hold) string {
	if h == (desk.Hold{}) {
		return ""
	}
	return text(holdWire{h.State, h.Call, h.Queue, millis(h.Since), millis(h.Until)})
}

func holdColumn(to *desk.Hold) jsonColumn[holdWire] {
	return jsonColumn[holdWire]{func(w holdWire) {
		*to = desk.Hold{State: w.State, Call: w.Call, Queue: w.Queue, Since: instant(w.Since), Until: instant(w.Until)}
	}}
}

type busyWire struct {
	Cause desk.BusyCause `json:"cause"`
	Since int64          `json:"since,omitempty"`
	Until int64          `json:"until,omitempty"`
}

func busy(b desk.Busy) string {
	if b == (desk.Busy{}) {
		return ""
	}
	return text(busyWire{b.Cause, millis(b.Since), millis(b.Until)})
}

func busyColumn(to *desk.Busy) jsonColumn[busyWire] {
	return jsonColumn[busyWire]{func(w busyWire) {
		*to = desk.Busy{Cause: w.Cause, Since: instant(w.Since), Until: instant(w.Until)}
	}}
}

type nextWire struct {
	Status    desk.Status        `json:"status"`
	Reason    desk.PauseReasonID `json:"reason,omitempty"`
	AfterWork bool               `json:"after_work,omitempty"`
	At        int64              `json:"at,omitempty"`
}

func next(n *desk.NextStatus) string {
	if n == nil {
		return ""
	}
	return text(nextWire{n.Status, n.Reason, n.AfterWork, millis(n.At)})
}

func nextColumn(to **desk.NextStatus) jsonColumn[nextWire] {
	return jsonColumn[nextWire]{func(w nextWire) {
		*to = &desk.NextStatus{Status: w.Status, Reason: w.Reason, AfterWork: w.AfterWork, At: instant(w.At)}
	}}
}

type drainWire struct {
	At   int64       `json:"at"`
	By   desk.UserID `json:"by,omitempty"`
	Done bool        `json:"done,omitempty"`
}

func drain(d *desk.Drain) string {
	if d == nil {
		return ""
	}
	return text(drainWire{millis(d.At), d.By, d.Done})
}

func drainColumn(to **desk.Drain) jsonColumn[drainWire] {
	return jsonColumn[drainWire]{func(w drainWire) {
		*to = &desk.Drain{At: instant(w.At), By: w.By, Done: w.Done}
	}}
}

type shiftWire struct {
	Length int64 `json:"length,omitempty"`
	Start  int64 `json:"start,omitempty"`
	End    int64 `json:"end,omitempty"`
}

func shift(s desk.Shift) string {
	if s == (desk.Shift{}) {
		return ""
	}
	return text(shiftWire{s.Length.Milliseconds(), s.Start.Milliseconds(), s.End.Milliseconds()})
}

func shiftColumn(to *desk.Shift) jsonColumn[shiftWire] {
	return jsonColumn[shiftWire]{func(w shiftWire) {
		*to = desk.Shift{Length: span(w.Length), Start: span(w.Start), End: span(w.End)}
	}}
}

// rulesWire are the installation's rules of status and time.
type rulesWire struct {
	Vocabulary   desk.Vocabulary `json:"vocabulary"`
	PauseReasons desk.ReasonRule `json:"pause_reasons"`
	Answer       int64           `json:"answer"`
	WrapUp       int64           `json:"wrap_up"`
	NoAnswer     int64           `json:"no_answer"`
	Busy         int64           `json:"busy"`
	Written      desk.DuringHold `json:"written"`
	Within       int64           `json:"within"`
	Variant      int             `json:"variant"`
	Breaks       breaksWire      `json:"breaks"`
	Initial      desk.Status     `json:"initial"`
	Logout       desk.LogoutRule `json:"logout"`
	Presence     presenceWire    `json:"presence"`
}

type presenceWire struct {
	LostAfter   int64 `json:"lost_after"`
	LostGrace   int64 `json:"lost_grace"`
	LostForever bool  `json:"lost_forever"`
	ReloadGrace int64 `json:"reload_grace"`
}

type breaksWire struct {
	On          bool  `json:"on"`
	Breaks      int   `json:"breaks"`
	Length      int64 `json:"length"`
	Edge        int64 `json:"edge"`
	Meal        int64 `json:"meal"`
	Warn        int64 `json:"warn"`
	ShortShift  int64 `json:"short_shift"`
	ShortBreaks int   `json:"short_breaks"`
}

func rules(i desk.Installation) string { return text(rulesOf(i)) }

func rulesOf(i desk.Installation) rulesWire {
	b, p := i.Breaks, i.Presence
	return rulesWire{
		Vocabulary: i.Vocabulary, PauseReasons: i.PauseReasons,
		Answer: i.Hold.Answer.Milliseconds(), WrapUp: i.Hold.WrapUp.Milliseconds(), NoAnswer: i.Hold.NoAnswer.Milliseconds(), Busy: i.Hold.Busy.Milliseconds(),
		Written: i.Written, Within: i.Service.Within.Milliseconds(), Variant: i.Service.Variant,
		Breaks:  breaksWire{b.On, b.Breaks, b.Length.Milliseconds(), b.Edge.Milliseconds(), b.Meal.Milliseconds(), b.WarnFrom.Milliseconds(), b.ShortShift.Milliseconds(), b.ShortBreaks},
		Initial: i.Initial, Logout: i.Logout,
		Presence: presenceWire{p.LostAfter.Milliseconds(), p.LostGrace.Milliseconds(), p.LostForever, p.ReloadGrace.Milliseconds()},
	}
}

func (w rulesWire) onto(i *desk.Installation) {
	i.Vocabulary, i.PauseReasons, i.Written = w.Vocabulary, w.PauseReasons, w.Written
	i.Hold = desk.HoldTimes{Answer: span(w.Answer), WrapUp: span(w.WrapUp), NoAnswer: span(w.NoAnswer), Busy: span(w.Busy)}
	i.Service = desk.ServiceLevel{Within: span(w.Within), Variant: w.Variant}
	b := w.Breaks
	i.Breaks = desk.BreakRules{
		On: b.On, Breaks: b.Breaks, Length: span(b.Length), Edge: span(b.Edge), Meal: span(b.Meal), WarnFrom: span(b.Warn),
		ShortShift: span(b.ShortShift), ShortBreaks: b.ShortBreaks,
	}
	i.Initial, i.Logout = w.Initial, w.Logout
	p := w.Presence
	i.Presence = desk.PresenceTimes{LostAfter: span(p.LostAfter), LostGrace: span(p.LostGrace), LostForever: p.LostForever, ReloadGrace: span(p.ReloadGrace)}
}

type rulesScanner struct{ to *desk.Installation }

func rulesColumn(to *desk.Installation) rulesScanner { return rulesScanner{to} }

// Scan fills in the rules; what the row was stored without has its default.
func (c rulesScanner) Scan(v any) error {
	w := rulesOf(desk.DefaultInstallation)
	var known error
	err := jsonColumn[json.RawMessage]{func(raw json.RawMessage) { known = json.Unmarshal(raw, &w) }}.Scan(v)
	w.onto(c.to)
	return errors.Join(err, known)
}

func span(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

// bytesColumn reads what is kept as base64. It is all made again from the events,
// so that what is no base64 is nothing rather than an error that would last.
type bytesColumn struct{ to *[]byte }

// Scan decodes it.
func (c bytesColumn) Scan(v any) error {
	var encoded string
	switch v := v.(type) {
	case string:
		encoded = v
	case []byte:
		encoded = string(v)
	default:
		return fmt.Errorf("bytes are kept as %T", v)
	}
	if decoded, err := base64.StdEncoding.DecodeString(encoded); err == nil {
		*c.to = decoded
	}
	return nil
}
