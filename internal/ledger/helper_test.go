package ledger_test

import (
	"fmt"
	"strings"

	"pronto/internal/ledger"
)

// line is an interval for people.
func line(v ledger.Interval) string {
	s := fmt.Sprintf("%s-%s %s %s %s (%d)", v.From.Time().Format("15:04:05.000"), v.To.Time().Format("15:04:05.000"), v.Blip, v.Puzzel, v.Smartspace, v.Open)
	if v.Reason != "" {
		s += " " + string(v.Reason)
	}
	if v.Hold != "free" {
		s += " hold " + string(v.Hold)
	}
	if v.Offered > 0 {
		s += fmt.Sprintf(" offered %d", v.Offered)
	}
	if v.Since != v.From {
		s += " since " + v.Since.Time().Format("15:04:05.000")
	}
	if v.Corrected {
		s += " corrected"
	}
	return s
}

// told is a timeline for people: whole seconds without the milliseconds.
func told(list []ledger.Interval) string {
	var lines []string
	for _, v := range list {
		lines = append(lines, strings.ReplaceAll(line(v), ".000", ""))
	}
	return strings.Join(lines, "\n")
}
