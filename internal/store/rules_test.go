package store

import (
	"testing"
	"time"

	"pronto/internal/desk"
)

func TestRulesThatARowLacksHaveTheirDefaults(t *testing.T) {
	for _, stored := range []string{"", "{}", `{"vocabulary":"puzzel","presence":{"reload_grace":5000},"breaks":{"short_shift":0}}`} {
		want := desk.DefaultInstallation
		want.Company, want.TimeZone, want.Locale, want.PullWhileInvisible = "", "", "", false
		if len(stored) > 2 {
			want.Vocabulary, want.Presence.ReloadGrace, want.Breaks.ShortShift = desk.VocabularyPuzzel, 5*time.Second, 0
		}
		var got desk.Installation
		if err := rulesColumn(&got).Scan(stored); err != nil || got != want {
			t.Errorf("%q gives %+v and %v", stored, got, err)
		}
	}
	if err := rulesColumn(&desk.Installation{}).Scan(`{"presence":"soon"}`); err == nil {
		t.Error("rules that are none were read")
	}
}
