package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/testkit"
)

// The tests' day. Everything they do happens on it.
var nine = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// after is nine o'clock and so many seconds.
func after(seconds float64) time.Time {
	return nine.Add(time.Duration(seconds * float64(time.Second)))
}

var graces = desk.Times{Presence: desk.DefaultPresenceTimes, Hold: desk.DefaultHoldTimes}

const (
	ana   desk.UserID  = "ana"
	bia   desk.UserID  = "bia"
	vida  desk.QueueID = "q1"
	sales desk.QueueID = "q2"
	third desk.QueueID = "q3"
)

// golden compares a page whose lines end where their words do.
func golden(t *testing.T, name, page string) {
	t.Helper()
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	testkit.Golden(t, name, strings.Join(lines, "\n"))
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("15:04:05.999")
}

// said is what happened, in words short enough for a golden page.
func said(events []desk.Event, now time.Time) string {
	words := make([]string, len(events))
	for i, e := range events {
		e, since := desk.Undate(e, now)
		words[i] = phrase(e)
		if !since.Equal(now) {
			words[i] += " since " + clock(since)
		}
	}
	return strings.Join(words, "; ")
}

func phrase(e desk.Event) string {
	switch e := e.(type) {
	case desk.PresenceChanged:
		if len(e.Ended) > 0 {
			return fmt.Sprintf("%s→%s%s ending %s", e.From, e.To, cause(e.End), entries(e.Ended))
		}
		return fmt.Sprintf("%s→%s%s", e.From, e.To, cause(e.End))
	case desk.StatusChanged:
		return fmt.Sprintf("%s→%s%s %s", e.From, e.To, cause(e.End), entries(e.SignIns))
	case desk.WindowOpened:
		return "opened " + string(e.Window)
	case desk.WindowClosed:
		return "closed " + string(e.Window)
	case desk.HoldChanged:
		text := fmt.Sprintf("%s→%s %s", e.From, e.To, e.Call)
		if e.Queue != "" {
			text += " of " + string(e.Queue)
		}
		return text + until(e.Until)
	case desk.BusyChanged:
		if e.Cause == "" {
			return "not busy"
		}
		return "busy " + string(e.Cause) + until(e.Until)
	case desk.KeepOnlineChanged:
		return fmt.Sprintf("keep online %v", e.On)
	case desk.NextStatusChanged:
		if e.Status == "" {
			return "nothing next"
		}
		return "next " + planned(desk.NextStatus{Status: e.Status, Reason: e.Reason, AfterWork: e.AfterWork, At: e.Until})
	case desk.DrainChanged:
		if e.Until.IsZero() {
			return "no drain"
		}
		return fmt.Sprintf("drain by %s%s", e.By, until(e.Until))
	}
	return e.Kind()
}

func cause(c desk.EndCause) string {
	if c == "" {
		return ""
	}
	return " (" + string(c) + ")"
}

func until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " until " + clock(t)
}

func planned(n desk.NextStatus) string {
	text := string(n.Status)
	if n.Reason != "" {
		text += "(" + string(n.Reason) + ")"
	}
	if n.AfterWork {
		return text + " after work"
	}
	return text + " at " + clock(n.At)
}

func entries(list desk.SignIns) string {
	words := make([]string, len(list))
	for i, e := range list {
		words[i] = string(e.Queue) + " " + string(e.State)
		if e.Reason != "" {
			words[i] += "(" + string(e.Reason) + ")"
		}
		words[i] += "@" + clock(e.Since)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func windows(list []desk.Window) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = fmt.Sprintf("%s/%d %s", w.ID, w.Load, w.State)
		if w.State != desk.WindowLive {
			words[i] += "@" + clock(w.Seen)
			if !w.From.Equal(w.Seen) {
				words[i] += " from " + clock(w.From)
			}
		}
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// refused says how an error refuses.
func refused(err error) string {
	var r *desk.Refusal
	if !errors.As(err, &r) {
		return fmt.Sprintf("not a refusal: %v", err)
	}
	text := "refused " + r.Code
	if r.Field != "" {
		text += " " + r.Field
	}
	for k, v := range r.Params {
		text += fmt.Sprintf(" %s=%s", k, v)
	}
	return text
}

func mustRefuse(t *testing.T, err error, code string) {
	t.Helper()
	if !desk.IsRefusal(err, code) {
		t.Fatalf("got %v, want a refusal with code %s", err, code)
	}
}

func mustField(t *testing.T, err error, field string) {
	t.Helper()
	var r *desk.Refusal
	if !errors.As(err, &r) || r.Kind != desk.Invalid || r.Code != "invalid" || r.Field != field || r.Text == "" {
		t.Fatalf("got %#v, want the field %s refused as invalid", err, field)
	}
}
