package desk_test

import (
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

func queue() desk.Queue {
	return desk.Queue{
		ID: vida, Name: " Vendas ", Mode: desk.Both, Delivery: desk.Assign, Strategy: desk.FewestOpen, Ring: 20 * time.Second, OfferRetry: time.Minute, Active: true,
	}
}

func TestAQueueHasLimits_C_11_C_12(t *testing.T) {
	if q, err := queue().Check(); err != nil || q.Name != "Vendas" {
		t.Fatalf("%q %v", q.Name, err)
	}
	for _, change := range []func(*desk.Queue){
		func(q *desk.Queue) { q.Mode, q.Delivery, q.Strategy = desk.Pull, desk.OfferIt, desk.LongestIdle },
		func(q *desk.Queue) { q.Mode, q.Ring, q.OfferRetry = desk.Push, 5*time.Second, 0 },
		func(q *desk.Queue) { q.Ring, q.OfferRetry = 10*time.Minute, time.Hour },
		func(q *desk.Queue) { q.Name = strings.Repeat("ç", 60) },
	} {
		q := queue()
		change(&q)
		if _, err := q.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct {
		field  string
		change func(*desk.Queue)
	}{
		{"name", func(q *desk.Queue) { q.Name = "" }},
		{"name", func(q *desk.Queue) { q.Name = strings.Repeat("ç", 61) }},
		{"mode", func(q *desk.Queue) { q.Mode = "" }},
		{"mode", func(q *desk.Queue) { q.Mode = "Pull" }},
		{"delivery", func(q *desk.Queue) { q.Delivery = "post" }},
		{"strategy", func(q *desk.Queue) { q.Strategy = "random" }},
		{"ring_seconds", func(q *desk.Queue) { q.Ring = 0 }},
		{"ring_seconds", func(q *desk.Queue) { q.Ring = 5*time.Second - 1 }},
		{"ring_seconds", func(q *desk.Queue) { q.Ring = 10*time.Minute + time.Second }},
		{"ring_seconds", func(q *desk.Queue) { q.Ring = 6*time.Second + 1 }},
		{"offer_retry_seconds", func(q *desk.Queue) { q.OfferRetry = -time.Second }},
		{"offer_retry_seconds", func(q *desk.Queue) { q.OfferRetry = time.Hour + time.Second }},
	} {
		q := queue()
		c.change(&q)
		_, err := q.Check()
		mustField(t, err, c.field)
	}
}

func TestHowWorkLeavesAQueue_C_11(t *testing.T) {
	for _, c := range []struct {
		mode          desk.Mode
		active        bool
		pushes, pulls bool
	}{
		{desk.Pull, true, false, true},
		{desk.Push, true, true, false},
		{desk.Both, true, true, true},
		// Nothing is given any more by a queue that is put away; what waits may be taken.
		{desk.Pull, false, false, true},
		{desk.Push, false, false, false},
		{desk.Both, false, false, true},
	} {
		q := desk.Queue{Mode: c.mode, Active: c.active}
		if q.Pushes() != c.pushes || q.Pulls() != c.pulls {
			t.Errorf("%s active=%v: pushes=%v pulls=%v", c.mode, c.active, q.Pushes(), q.Pulls())
		}
	}
}

func TestAPauseReasonHasAnOptionalDuration_B_STATUS_06_17(t *testing.T) {
	for _, d := range []time.Duration{0, time.Second, 15 * time.Minute, 24 * time.Hour} {
		if p, err := (desk.PauseReason{Name: " Almoço ", Duration: d}).Check(); err != nil || p.Name != "Almoço" || p.Duration != d {
			t.Errorf("%s: %+v %v", d, p, err)
		}
	}
	for _, d := range []time.Duration{-time.Second, time.Millisecond, 24*time.Hour + time.Second} {
		_, err := desk.PauseReason{Name: "x", Duration: d}.Check()
		mustField(t, err, "seconds")
	}
	_, err := desk.PauseReason{Name: "\n"}.Check()
	mustField(t, err, "name")
	_, err = desk.PauseReason{Name: strings.Repeat("x", 61)}.Check()
	mustField(t, err, "name")
}

// What a pause counts as is one of four; anything is what counted before it could be
// said (NR-17, Anexo II).
func TestAPauseReasonCountsAs_NR17(t *testing.T) {
	for as, want := range map[desk.CountsAs][2]bool{
		desk.AsAnything: {true, true}, desk.AsRest: {true, false}, desk.AsMeal: {false, true}, desk.AsWork: {false, false},
	} {
		p, err := desk.PauseReason{Name: "x", CountsAs: as}.Check()
		if got := [2]bool{p.CountsAs.Rest(), p.CountsAs.Meal()}; err != nil || got != want {
			t.Errorf("%q: rest and meal %v, want %v: %v", as, got, want, err)
		}
	}
	_, err := desk.PauseReason{Name: "x", CountsAs: "any"}.Check()
	mustField(t, err, "counts_as")
}

func TestAUserHasLimits(t *testing.T) {
	user := desk.User{Name: " Ana ", Email: " Ana@X.br ", Role: desk.RoleSupervisor, Locale: desk.Swedish, Limits: desk.Limits{Total: desk.MaxLimit}}
	if u, err := user.Check(); err != nil || u.Name != "Ana" || u.Email != "Ana@X.br" {
		t.Errorf("%+v %v", u, err)
	}
	for _, c := range []struct {
		field  string
		change func(*desk.User)
	}{
		{"name", func(u *desk.User) { u.Name = "" }},
		{"email", func(u *desk.User) { u.Email = "" }},
		{"email", func(u *desk.User) { u.Email = "ana" }},
		{"locale", func(u *desk.User) { u.Locale = "" }},
		{"limits.total", func(u *desk.User) { u.Limits.Total = desk.MaxLimit + 1 }},
		{"limits.total", func(u *desk.User) { u.Limits.Total = -1 }},
		{"limits.chat", func(u *desk.User) { u.Limits.Chat = -1 }},
		{"limits.chat", func(u *desk.User) { u.Limits.Chat = desk.MaxLimit + 1 }},
		{"limits.phone", func(u *desk.User) { u.Limits.Phone = -1 }},
		{"limits.phone", func(u *desk.User) { u.Limits.Phone = desk.MaxLimit + 1 }},
		{"shift.length_seconds", func(u *desk.User) { u.Shift.Length = -time.Second }},
		{"shift.length_seconds", func(u *desk.User) { u.Shift.Length = 24*time.Hour + time.Second }},
		{"shift.length_seconds", func(u *desk.User) { u.Shift.Length = time.Millisecond }},
		{"shift.start_seconds", func(u *desk.User) { u.Shift.Start = -time.Second }},
		{"shift.start_seconds", func(u *desk.User) { u.Shift.Start = 24 * time.Hour }},
		{"shift.end_seconds", func(u *desk.User) { u.Shift.End = 24 * time.Hour }},
		{"shift.end_seconds", func(u *desk.User) { u.Shift.End = time.Second / 2 }},
	} {
		u := user
		c.change(&u)
		_, err := u.Check()
		mustField(t, err, c.field)
	}
	if l := (desk.Limits{Total: 9, Chat: 4}); l.Of(desk.ClassChat) != 4 || l.Of("fax") != 0 {
		t.Error("the limit of a class")
	}
}

// The token does not run out for who keeps coming back.
func TestASessionLivesByUse_S_32(t *testing.T) {
	s := desk.Session{CreatedAt: nine, UsedAt: nine}
	for at, want := range map[time.Time]bool{
		nine: true, nine.Add(25 * time.Hour): true, nine.Add(desk.SessionLife - time.Millisecond): true, nine.Add(desk.SessionLife): false,
	} {
		if s.Alive(at) != want {
			t.Errorf("at %s alive=%v", at, !want)
		}
	}
	for range 40 { // forty weeks of Mondays
		s.UsedAt = s.UsedAt.AddDate(0, 0, 7)
		if !s.Alive(s.UsedAt.AddDate(0, 0, 7)) {
			t.Fatal("ran out although it was used")
		}
	}
}

func TestAnInstallationIsChecked(t *testing.T) {
	known := func(zone string) bool { return zone == "America/Sao_Paulo" }
	if i, err := desk.DefaultInstallation.Check(known); err != nil || i != desk.DefaultInstallation {
		t.Errorf("the default: %+v %v", i, err)
	}
	// rules.md 1.8.6: ✓ is not allowed while paused, and is while invisible.
	if desk.DefaultInstallation.PullWhilePaused || !desk.DefaultInstallation.PullWhileInvisible {
		t.Error("the default of ✓ while paused or invisible")
	}
	for field, change := range map[string]func(*desk.Installation){
		"company":   func(i *desk.Installation) { i.Company = " " },
		"time_zone": func(i *desk.Installation) { i.TimeZone = "Mars/Olympus" },
		"locale":    func(i *desk.Installation) { i.Locale = "xx" },
	} {
		i := desk.DefaultInstallation
		change(&i)
		_, err := i.Check(known)
		mustField(t, err, field)
	}
}

// P-STATUS-07, 12, 14, 20, 21: four settings, in whole seconds, 0 legal but for
// ringing, which needs some; every one is refused when it makes no sense.
func TestTheTimesOfHolds_P_STATUS_07_12_14_20_21(t *testing.T) {
	known := func(string) bool { return true }
	for field, c := range map[string]struct {
		of   func(*desk.Installation) *time.Duration
		good []time.Duration
		most time.Duration
	}{
		"hold_times.answer_seconds":    {func(i *desk.Installation) *time.Duration { return &i.Hold.Answer }, []time.Duration{5 * time.Second}, 10 * time.Minute},
		"hold_times.wrap_up_seconds":   {func(i *desk.Installation) *time.Duration { return &i.Hold.WrapUp }, []time.Duration{0, time.Second}, time.Hour},
		"hold_times.no_answer_seconds": {func(i *desk.Installation) *time.Duration { return &i.Hold.NoAnswer }, []time.Duration{0, time.Second, 30 * time.Second}, 10 * time.Minute},
		"hold_times.busy_seconds":      {func(i *desk.Installation) *time.Duration { return &i.Hold.Busy }, []time.Duration{0, 30 * time.Second}, 10 * time.Minute},
		"service.seconds":              {func(i *desk.Installation) *time.Duration { return &i.Service.Within }, []time.Duration{time.Second}, 24 * time.Hour},
		"breaks.length_seconds":        {func(i *desk.Installation) *time.Duration { return &i.Breaks.Length }, []time.Duration{0}, 2 * time.Hour},
		"breaks.edge_seconds":          {func(i *desk.Installation) *time.Duration { return &i.Breaks.Edge }, []time.Duration{0}, 6 * time.Hour},
		"breaks.meal_seconds":          {func(i *desk.Installation) *time.Duration { return &i.Breaks.Meal }, []time.Duration{0}, 3 * time.Hour},
		"breaks.warn_seconds":          {func(i *desk.Installation) *time.Duration { return &i.Breaks.WarnFrom }, []time.Duration{0}, 2 * time.Hour},
		"breaks.short_shift_seconds":   {func(i *desk.Installation) *time.Duration { return &i.Breaks.ShortShift }, []time.Duration{0}, 24 * time.Hour},
	} {
		check := func(d time.Duration) error {
			i := desk.DefaultInstallation
			*c.of(&i) = d
			_, err := i.Check(known)
			return err
		}
		for _, d := range append(c.good, c.most) {
			if err := check(d); err != nil {
				t.Errorf("%s of %s: %v", field, d, err)
			}
		}
		for _, d := range []time.Duration{-time.Second, -1, 1, c.most - time.Second/2, c.most + time.Second, 1<<63 - 1, -1 << 63} {
			mustField(t, check(d), field)
		}
	}
}

// 1.8.4: whole seconds within bounds that can be kept, and who is gone was lost
// before. 0 is no grace, but for the one that never ends, which is said apart.
func TestTheGracesAreChecked_1_8_4(t *testing.T) {
	for field, c := range map[string]struct {
		of          func(*desk.PresenceTimes) *time.Duration
		least, most time.Duration
	}{
		"presence.lost_after_seconds":   {func(p *desk.PresenceTimes) *time.Duration { return &p.LostAfter }, 35 * time.Second, 10 * time.Minute},
		"presence.lost_grace_seconds":   {func(p *desk.PresenceTimes) *time.Duration { return &p.LostGrace }, time.Minute, 24 * time.Hour},
		"presence.reload_grace_seconds": {func(p *desk.PresenceTimes) *time.Duration { return &p.ReloadGrace }, 3 * time.Second, 2 * time.Minute},
	} {
		check := func(d time.Duration) error {
			i := desk.DefaultInstallation
			i.Presence.LostGrace = time.Hour // longer than any loss
			*c.of(&i.Presence) = d
			_, err := i.Check(func(string) bool { return true })
			return err
		}
		for _, d := range []time.Duration{c.least, c.most} {
			if err := check(d); err != nil {
				t.Errorf("%s of %s: %v", field, d, err)
			}
		}
		for _, d := range []time.Duration{0, -1, -time.Second, c.least - time.Second, c.least + time.Millisecond, c.most + time.Second, 1<<63 - 1, -1 << 63} {
			mustField(t, check(d), field)
		}
	}
	for _, forever := range []bool{false, true} {
		i := desk.DefaultInstallation
		i.Presence = desk.PresenceTimes{LostAfter: 2 * time.Minute, LostGrace: 2*time.Minute - time.Second, LostForever: forever, ReloadGrace: 10 * time.Second}
		_, err := i.Check(func(string) bool { return true })
		mustField(t, err, "presence.lost_grace_seconds")
		i.Presence.LostGrace += time.Second
		if _, err := i.Check(func(string) bool { return true }); err != nil {
			t.Error(err)
		}
	}
}

func TestTheRulesOfStatusAreChecked_C_01_C_03_C_04_C_10(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*desk.Installation)
	}{
		{"vocabulary", func(i *desk.Installation) { i.Vocabulary = "" }},
		{"vocabulary", func(i *desk.Installation) { i.Vocabulary = "zendesk" }},
		{"initial_status", func(i *desk.Installation) { i.Initial = "" }},
		{"initial_status", func(i *desk.Installation) { i.Initial = desk.Paused }}, // B-STATUS-13
		{"initial_status", func(i *desk.Installation) { i.Initial = "offline" }},   // B-STATUS-03
		{"logout_with_work", func(i *desk.Installation) { i.Logout = "" }},
		{"logout_with_work", func(i *desk.Installation) { i.Logout = "ask" }},
		{"pause_reason_rule", func(i *desk.Installation) { i.PauseReasons = "sometimes" }},
		{"service.variant", func(i *desk.Installation) { i.Service.Variant = 0 }},
		{"service.variant", func(i *desk.Installation) { i.Service.Variant = 5 }},
		{"breaks.breaks", func(i *desk.Installation) { i.Breaks.Breaks = -1 }},
		{"breaks.breaks", func(i *desk.Installation) { i.Breaks.Breaks = 11 }},
		{"breaks.short_breaks", func(i *desk.Installation) { i.Breaks.ShortBreaks = -1 }},
		{"breaks.short_breaks", func(i *desk.Installation) { i.Breaks.ShortBreaks = 11 }},
	} {
		i := desk.DefaultInstallation
		c.change(&i)
		_, err := i.Check(func(string) bool { return true })
		mustField(t, err, c.field)
	}
	d := desk.DefaultInstallation
	if d.Vocabulary != desk.VocabularyBlip || d.PauseReasons != desk.ReasonIfConfigured || d.Written != desk.AlwaysWritten || d.Initial != desk.Invisible || d.Logout != desk.LogoutBlocked {
		t.Errorf("the defaults of C-01, C-03, C-04, C-10 and P-STATUS-30: %+v", d)
	}
}

// A shift is as long as planned, also over midnight.
func TestAPlannedShift(t *testing.T) {
	for _, c := range []struct {
		shift desk.Shift
		want  time.Duration
	}{
		{desk.Shift{}, 0},
		{desk.Shift{Length: 6 * time.Hour}, 6 * time.Hour},
		{desk.Shift{Start: 9 * time.Hour, End: 15 * time.Hour}, 6 * time.Hour},
		{desk.Shift{Start: 9 * time.Hour, End: 15 * time.Hour, Length: time.Hour}, 6 * time.Hour}, // the times say it exactly
		{desk.Shift{Start: 22 * time.Hour, End: 4 * time.Hour}, 6 * time.Hour},
		{desk.Shift{Start: 18 * time.Hour}, 6 * time.Hour}, // until midnight
		{desk.Shift{End: 6 * time.Hour}, 6 * time.Hour},
	} {
		if got := c.shift.Planned(); got != c.want {
			t.Errorf("%+v lasts %s, want %s", c.shift, got, c.want)
		}
	}
}
