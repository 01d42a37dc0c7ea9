package desk

import "time"

// PauseReason is why an agent pauses ("pausas personalizadas", B-STATUS-06),
// with the break's planned length; zero means that none is set. Passing it
// changes nothing by itself (B-STATUS-18).
type PauseReason struct {
	ID       PauseReasonID
	Name     string
	Duration time.Duration
	Active   bool
	Rev      int64
}

// Check cleans the fields and refuses what a reason cannot be.
func (p PauseReason) Check() (PauseReason, error) {
	var err error
	if p.Name, err = cleanLine("name", p.Name, 60, true); err != nil {
		return p, err
	}
	return p, wholeSeconds("seconds", p.Duration, 0, 24*time.Hour)
}
