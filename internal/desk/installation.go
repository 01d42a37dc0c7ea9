package desk

import "time"

// Installation is what holds for the whole company.
type Installation struct {
	Company            string
	TimeZone           string // IANA name; days and protocol numbers follow it
	Locale             Locale
	PullWhilePaused    bool
	PullWhileInvisible bool
	Rev                int64
}

// DefaultInstallation is what holds before anybody decides otherwise. Whether ✓
// is allowed while paused or invisible is a choice that no document settles.
var DefaultInstallation = Installation{
	Company: "Pronto", TimeZone: "America/Sao_Paulo", Locale: Portuguese, PullWhileInvisible: true,
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
	return i, i.Locale.check("locale")
}

// PresenceTimes are the graces of the presence machine (rules.md 1.8.4).
type PresenceTimes struct {
	LostAfter   time.Duration // unseen for longer: lost
	LostGrace   time.Duration // unseen for longer: gone, at last seen
	ReloadGrace time.Duration // a closed window may come back within it
}

// DefaultPresenceTimes are those of rules.md 1.8.4.
var DefaultPresenceTimes = PresenceTimes{LostAfter: 45 * time.Second, LostGrace: 5 * time.Minute, ReloadGrace: 10 * time.Second}
