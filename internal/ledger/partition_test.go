package ledger

import (
	"strings"
	"testing"

	"pronto/internal/desk"
)

// That a timeline partitions the clock, and that its labels agree, follows from how
// it is read. It is checked all the same, and the check can fail.
func TestWhatIsNoPartitionIsNamed(t *testing.T) {
	ready := Interval{From: 1000, To: 2000, Since: 1000, Blip: desk.BlipOnline, Puzzel: desk.PuzzelReady, Smartspace: desk.Available, Hold: desk.Free}
	cases := []struct {
		name  string
		spoil func(*Interval)
		what  string
	}{
		{"nothing wrong", func(*Interval) {}, ""},
		{"a gap", func(v *Interval) { v.From++ }, "goes on at"},
		{"an overlap", func(v *Interval) { v.From-- }, "goes on at"},
		{"empty", func(v *Interval) { v.To = v.From }, "is empty"},
		{"a status to come", func(v *Interval) { v.Since = v.From + 1 }, "from the future"},
		{"a negative load", func(v *Interval) { v.Open = -1 }, "negative load"},
		{"a reason while online", func(v *Interval) { v.Reason = "lunch" }, "at once"},
		{"online and logged off", func(v *Interval) { v.Puzzel = desk.PuzzelLoggedOff }, "at once"},
		{"online and in pause", func(v *Interval) { v.Puzzel = desk.PuzzelPause }, "at once"},
		{"online and offline", func(v *Interval) { v.Smartspace = desk.Offline }, "at once"},
		{"paused and ready", func(v *Interval) { v.Blip, v.Smartspace = desk.BlipPaused, desk.OnBreak }, "at once"},
		{"paused and available", func(v *Interval) { v.Blip, v.Puzzel = desk.BlipPaused, desk.PuzzelPause }, "at once"},
		{"invisible and inactive", func(v *Interval) {
			v.Blip, v.Puzzel, v.Smartspace = desk.BlipInvisible, desk.PuzzelLoggedOff, desk.Inactive
		}, "at once"},
		{"offline and available", func(v *Interval) { v.Blip, v.Puzzel = desk.BlipOffline, desk.PuzzelLoggedOff }, "at once"},
		{"offline and ringing", func(v *Interval) {
			v.Blip, v.Puzzel, v.Smartspace = desk.BlipOffline, desk.PuzzelConnecting, desk.Offline
		}, "at once"},
		{"no label", func(v *Interval) { v.Blip = "" }, "at once"},
	}
	for _, c := range cases {
		v, a := ready, account{until: 1000}
		c.spoil(&v)
		got := a.partition([]Interval{v})
		if (got == "") != (c.what == "") || !strings.Contains(got, c.what) {
			t.Errorf("%s: %q, want %q", c.name, got, c.what)
		}
	}
}
