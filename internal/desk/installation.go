package desk

import (
	"strconv"
	"time"
)

// Installation is what holds for the whole company.
type Installation struct {
	Company            string
	TimeZone           string // IANA name; days and protocol numbers follow it
	Locale             Locale
	PullWhilePaused    bool
	PullWhileInvisible bool

	Vocabulary   Vocabulary
	Initial      Status // of a desk that opens with nothing declared (C-03): invisible or online
	Logout       LogoutRule
	PauseReasons ReasonRule
	Presence     PresenceTimes
	Hold         HoldTimes
	Written      DuringHold // of class chat
	Service      ServiceLevel
	Breaks       BreakRules
	Rev          int64
}

// Vocabulary is whose words the desk shows for a status (C-01). The state is one.
type Vocabulary string

// The vocabularies.
const (
	VocabularyBlip       Vocabulary = "blip"
	VocabularyPuzzel     Vocabulary = "puzzel"
	VocabularySmartspace Vocabulary = "smartspace"
)

// ReasonRule says when a pause needs a reason (C-04).
type ReasonRule string

// The rules.
const (
	ReasonOptional     ReasonRule = "optional"
	ReasonIfConfigured ReasonRule = "required_if_configured"
	ReasonRequired     ReasonRule = "required"
)

// LogoutRule says whether one may sign out with work at hand (C-10).
type LogoutRule string

// The rules.
const (
	LogoutBlocked LogoutRule = "block"
	LogoutAllowed LogoutRule = "allow"
)

// ServiceLevel is how the service level is counted: which share was answered
// within a time, by one of the variants of rules.md part 2.
type ServiceLevel struct {
	Within  time.Duration
	Variant int // 1 to 4
}

// BreakRules are the breaks that labour law wants. The defaults are those of
// Brazil's NR-17, Anexo II: two breaks of 10 minutes, outside the first and the
// last 60 minutes, and a meal of 20; one break and no meal up to 4 hours.
type BreakRules struct {
	On       bool
	Breaks   int
	Length   time.Duration
	Edge     time.Duration // no break counts so near to either end of the shift
	Meal     time.Duration
	WarnFrom time.Duration // how long before a breach it is warned of

	ShortShift  time.Duration // a shift no longer than this is short: it owes no meal
	ShortBreaks int           // what a short shift owes instead of Breaks
}

func (b BreakRules) check() error {
	if b.Breaks < 0 || b.Breaks > 10 {
		return InvalidField("breaks.breaks", "from 0 to 10 breaks")
	}
	if b.ShortBreaks < 0 || b.ShortBreaks > 10 {
		return InvalidField("breaks.short_breaks", "from 0 to 10 breaks")
	}
	for _, f := range []struct {
		name  string
		value time.Duration
		most  time.Duration
	}{
		{"breaks.length_seconds", b.Length, 2 * time.Hour},
		{"breaks.edge_seconds", b.Edge, 6 * time.Hour},
		{"breaks.meal_seconds", b.Meal, 3 * time.Hour},
		{"breaks.warn_seconds", b.WarnFrom, 2 * time.Hour},
		{"breaks.short_shift_seconds", b.ShortShift, 24 * time.Hour},
	} {
		if err := wholeSeconds(f.name, f.value, 0, f.most); err != nil {
			return err
		}
	}
	return nil
}

// Shift is an agent's planned day: how long it is, or when it starts and ends, as
// times of day in the installation's zone. An end before the start is on the next
// day. The zero Shift plans nothing.
type Shift struct {
	Length     time.Duration
	Start, End time.Duration // since midnight; both zero when only the length is planned
}

// Planned is how long the shift lasts; zero when none is planned.
func (s Shift) Planned() time.Duration {
	switch {
	case s.Start == s.End:
		return s.Length
	case s.End < s.Start:
		return s.End + 24*time.Hour - s.Start
	}
	return s.End - s.Start
}

func (s Shift) check() error {
	const day = 24 * time.Hour
	if err := wholeSeconds("shift.length_seconds", s.Length, 0, day); err != nil {
		return err
	}
	if err := wholeSeconds("shift.start_seconds", s.Start, 0, day-time.Second); err != nil {
		return err
	}
	return wholeSeconds("shift.end_seconds", s.End, 0, day-time.Second)
}

// DefaultInstallation is what holds before anybody decides otherwise. Whether ✓
// is allowed while paused or invisible is a choice that no document settles.
var DefaultInstallation = Installation{
	Company: "Pronto", TimeZone: "America/Sao_Paulo", Locale: Portuguese, PullWhileInvisible: true,
	Vocabulary: VocabularyBlip, Initial: Invisible, Logout: LogoutBlocked, PauseReasons: ReasonIfConfigured,
	Presence: DefaultPresenceTimes, Hold: DefaultHoldTimes, Written: AlwaysWritten,
	Service: ServiceLevel{Within: 20 * time.Second, Variant: 3},
	Breaks: BreakRules{
		On: true, Breaks: 2, Length: 10 * time.Minute, Edge: time.Hour, Meal: 20 * time.Minute, WarnFrom: 15 * time.Minute,
		ShortShift: 4 * time.Hour, ShortBreaks: 1,
	},
}

// Check cleans the fields and refuses what an installation cannot be. Whether
// the time zone exists is asked of zoneExists, as the core holds no tables.
func (i Installation) Check(zoneExists func(string) bool) (Installation, error) {
	var err error
	if i.Company, err = cleanLine("company", i.Company, 80, true); err != nil {
		return i, err
	}
	if !zoneExists(i.TimeZone) {
		return i, InvalidField("time_zone", "%q is not a time zone such as America/Sao_Paulo", i.TimeZone)
	}
	if err := i.Locale.check("locale"); err != nil {
		return i, err
	}
	switch i.Vocabulary {
	case VocabularyBlip, VocabularyPuzzel, VocabularySmartspace:
	default:
		return i, InvalidField("vocabulary", "%q is not one of blip, puzzel, smartspace", i.Vocabulary)
	}
	switch i.Initial {
	case Invisible, Online:
	case Paused: // a pause begins only by the agent's choice, with its reason (B-STATUS-13)
		fallthrough
	default:
		return i, InvalidField("initial_status", "%q is not one of invisible, online", i.Initial)
	}
	switch i.Logout {
	case LogoutBlocked, LogoutAllowed:
	default:
		return i, InvalidField("logout_with_work", "%q is not one of block, allow", i.Logout)
	}
	switch i.PauseReasons {
	case ReasonOptional, ReasonIfConfigured, ReasonRequired:
	default:
		return i, InvalidField("pause_reason_rule", "%q is not one of optional, required_if_configured, required", i.PauseReasons)
	}
	if err := i.Presence.check(); err != nil {
		return i, err
	}
	if err := i.Hold.check(); err != nil {
		return i, err
	}
	if err := wholeSeconds("service.seconds", i.Service.Within, time.Second, 24*time.Hour); err != nil {
		return i, err
	}
	if i.Service.Variant < 1 || i.Service.Variant > 4 {
		return i, InvalidField("service.variant", "the variants are 1 to 4")
	}
	return i, i.Breaks.check()
}

// Times are all by which an agent's machines run.
type Times struct {
	Presence PresenceTimes
	Hold     HoldTimes
}

// PresenceTimes are the graces of the presence machine (rules.md 1.8.4), all
// counted from when a window was last seen. Whoever is away is held against the
// times in force whenever the machine looks: a changed grace is also that of
// whom it is running for. A longer one gives them more time; a shorter one that
// is over already ends at once, and what ends is dated when they were last seen,
// as ever, so that nobody's time depends on when the setting was changed. What a
// grace has ended stays ended.
type PresenceTimes struct {
	LostAfter   time.Duration // unseen for longer: lost
	LostGrace   time.Duration // unseen for longer: gone, at last seen
	LostForever bool          // it never ends by itself, as Smartspace has it
	ReloadGrace time.Duration // a closed window may come back within it
}

// DefaultPresenceTimes are those of rules.md 1.8.4.
var DefaultPresenceTimes = PresenceTimes{LostAfter: 45 * time.Second, LostGrace: 5 * time.Minute, ReloadGrace: 10 * time.Second}

// check bounds the times. A socket that fell silent is noticed within half a
// minute (two pings that nobody answers, ten seconds apart, and the next), so
// less than that and some room to come back would promise what cannot be kept. A
// long one gives work to somebody who is not there. A grace shorter than what
// makes one lost would make nobody lost. A page needs a moment to load again.
func (t PresenceTimes) check() error {
	if err := wholeSeconds("presence.lost_after_seconds", t.LostAfter, 35*time.Second, 10*time.Minute); err != nil {
		return err
	}
	if err := wholeSeconds("presence.lost_grace_seconds", t.LostGrace, time.Minute, 24*time.Hour); err != nil {
		return err
	}
	if t.LostGrace < t.LostAfter {
		return InvalidField("presence.lost_grace_seconds", "at least the %d seconds after which one is lost", int(t.LostAfter.Seconds())).
			With("least", strconv.Itoa(int(t.LostAfter.Seconds())))
	}
	return wholeSeconds("presence.reload_grace_seconds", t.ReloadGrace, 3*time.Second, 2*time.Minute)
}
