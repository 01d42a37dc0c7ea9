package desk

import "time"

// CountsAs is what a pause can be of the breaks that labour law wants (BreakRules).
type CountsAs string

// What a pause counts as. Training, feedback, a meeting and the toilet are Work:
// the law wants its breaks beside them.
const (
	AsAnything CountsAs = "" // whatever it lasts long enough for
	AsRest     CountsAs = "rest"
	AsMeal     CountsAs = "meal"
	AsWork     CountsAs = "work"
)

// Rest says whether such a pause can be a break.
func (c CountsAs) Rest() bool { return c == AsAnything || c == AsRest }

// Meal says whether such a pause can be the meal.
func (c CountsAs) Meal() bool { return c == AsAnything || c == AsMeal }

// PauseReason is why an agent pauses ("pausas personalizadas", B-STATUS-06),
// with the break's planned length; zero means that none is set. Passing it
// changes nothing by itself (B-STATUS-18).
type PauseReason struct {
	ID       PauseReasonID
	Name     string
	Duration time.Duration
	CountsAs CountsAs
	Active   bool
	Rev      int64
}

// Check cleans the fields and refuses what a reason cannot be.
func (p PauseReason) Check() (PauseReason, error) {
	var err error
	if p.Name, err = cleanLine("name", p.Name, 60, true); err != nil {
		return p, err
	}
	switch p.CountsAs {
	case AsAnything, AsRest, AsMeal, AsWork:
	default:
		return p, InvalidField("counts_as", "%q is not one of any, rest, meal, work", p.CountsAs)
	}
	return p, wholeSeconds("seconds", p.Duration, 0, 24*time.Hour)
}
