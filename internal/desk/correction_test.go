package desk_test

import (
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

func correction() desk.Correction {
	return desk.Correction{ID: "k1", User: ana, From: after(60), To: after(120), Label: desk.BlipPaused, Reason: "lunch", Why: " The tab crashed "}
}

// A correction is a fact of its own with its reason, never an edit.
func TestACorrectionSaysWhatWasTrue(t *testing.T) {
	c, events, err := correction().Correct(after(200))
	if err != nil || c.Why != "The tab crashed" || !c.At.Equal(after(200)) {
		t.Fatalf("%v %+v", err, c)
	}
	want := desk.TimeCorrected{Correction: "k1", User: ana, From: after(60), To: after(120), Label: desk.BlipPaused, Reason: "lunch"}
	if len(events) != 1 || events[0] != desk.Event(want) {
		t.Fatalf("%+v", events)
	}
	for name, change := range map[string]func(*desk.Correction){
		"up to now":          func(c *desk.Correction) { c.To = after(200) },
		"a millisecond":      func(c *desk.Correction) { c.To = c.From.Add(time.Millisecond) },
		"a whole day":        func(c *desk.Correction) { c.From = c.To.Add(-desk.MaxCorrection) },
		"online":             func(c *desk.Correction) { c.Label = desk.BlipOnline },
		"invisible":          func(c *desk.Correction) { c.Label = desk.BlipInvisible },
		"offline":            func(c *desk.Correction) { c.Label = desk.BlipOffline },
		"a pause, no reason": func(c *desk.Correction) { c.Reason = "" },
	} {
		c := correction()
		change(&c)
		if c, _, err := c.Correct(after(200)); err != nil || c.Label != desk.BlipPaused && c.Reason != "" {
			t.Errorf("%s: %v %+v", name, err, c)
		}
	}
}

func TestWhatCannotBeCorrected(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*desk.Correction)
	}{
		{"to", func(c *desk.Correction) { c.To = c.From }},
		{"to", func(c *desk.Correction) { c.To = c.From.Add(-time.Second) }},
		{"to", func(c *desk.Correction) { c.To = c.From.Add(time.Millisecond - 1) }}, // less than is stored
		{"to", func(c *desk.Correction) { c.To = after(200).Add(time.Millisecond) }},
		{"to", func(c *desk.Correction) { c.To = time.Time{} }},
		{"from", func(c *desk.Correction) { c.From = c.To.Add(-desk.MaxCorrection - time.Millisecond) }},
		{"from", func(c *desk.Correction) { c.From = time.Time{} }},
		{"from", func(c *desk.Correction) { c.From, c.To = time.Unix(-1800, 0), time.Unix(-1, 0) }}, // before any clock of ours
		{"label", func(c *desk.Correction) { c.Label = "" }},
		{"label", func(c *desk.Correction) { c.Label = "ready" }},
		{"why", func(c *desk.Correction) { c.Why = " \n" }},
		{"why", func(c *desk.Correction) { c.Why = strings.Repeat("x", 501) }},
	} {
		k := correction()
		c.change(&k)
		_, events, err := k.Correct(after(200))
		mustField(t, err, c.field)
		if len(events) != 0 {
			t.Error("refused and done")
		}
	}
}
