package desk

import "time"

// Correction says what was true of a stretch of an agent's past. What was
// recorded stays; the latest correction of an instant is what counts.
type Correction struct {
	ID     CorrectionID
	User   UserID
	From   time.Time
	To     time.Time
	Label  BlipLabel
	Reason PauseReasonID // of paused
	Why    string
	Author Actor
	At     time.Time
}

// MaxCorrection is the longest stretch that one correction covers.
const MaxCorrection = 24 * time.Hour

// Correct makes the correction. Only the past can be corrected.
func (c Correction) Correct(now time.Time) (Correction, []Event, error) {
	c.From, c.To = c.From.Truncate(time.Millisecond), c.To.Truncate(time.Millisecond)
	switch {
	case c.From.Unix() < 0:
		return c, nil, InvalidField("from", "nothing was recorded before 1970")
	case !c.From.Before(c.To):
		return c, nil, InvalidField("to", "the end must come after the beginning")
	case c.To.After(now):
		return c, nil, InvalidField("to", "only the past can be corrected")
	case c.To.Sub(c.From) > MaxCorrection:
		return c, nil, InvalidField("from", "at most a day at once")
	}
	switch c.Label {
	case BlipOnline, BlipPaused, BlipInvisible, BlipOffline:
	default:
		return c, nil, InvalidField("label", "%q is not one of online, paused, invisible, offline", c.Label)
	}
	if c.Label != BlipPaused {
		c.Reason = ""
	}
	var err error
	if c.Why, err = cleanLine("why", c.Why, 500, true); err != nil {
		return c, nil, err
	}
	c.At = now
	return c, []Event{TimeCorrected{Correction: c.ID, User: c.User, From: c.From, To: c.To, Label: c.Label, Reason: c.Reason}}, nil
}
