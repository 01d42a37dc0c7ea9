package bench

import (
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
)

func TestTargetsOfPresence(t *testing.T) {
	quick, slow := slices.Repeat([]time.Duration{9 * time.Millisecond}, 98), slices.Repeat([]time.Duration{250 * time.Millisecond}, 2)
	const screens, processor = "status → every screen, 500 agents, 20 watching", "server CPU, 500 agents, 20 watching"
	for _, c := range []struct {
		name   string
		took   []time.Duration
		missed int
		spent  float64
		want   bool
	}{
		{screens, quick, 0, 0, true},
		{screens, slices.Concat(slow, quick), 0, 0, false},
		{screens, quick, 1, 0, false},
		{processor, quick, 0, 0.249, true},
		{processor, quick, 0, 0.25, false},
	} {
		b := &bench{}
		if err := b.judgePresence(500, 20, c.took, c.missed, c.spent); err != nil {
			t.Fatal(err)
		}
		if f := judged(t, b, false, c.name); f.OK != c.want {
			t.Errorf("%+v of %d sights, %d missed, %.3f of a core", f, len(c.took), c.missed, c.spent)
		}
	}
	if err := (&bench{}).judgePresence(500, 20, nil, 0, 0); err == nil {
		t.Error("nothing was measured, and no complaint")
	}
}

// An act is on a screen when its agent's row says what was declared, and once.
func TestWhatAScreenShows(t *testing.T) {
	began := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	c := &crowd{acts: map[desk.UserID]*act{"a": {status: "paused", began: began, unseen: map[int]bool{0: true, 1: true}}}}
	for i, s := range []struct {
		agent  desk.UserID
		status string
		screen int
	}{{"a", "online", 0}, {"b", "paused", 0}, {"a", "paused", 1}, {"a", "paused", 1}} {
		c.shows(s.agent, s.status, s.screen, began.Add(time.Duration(i)*time.Second))
	}
	if !slices.Equal(c.took, []time.Duration{2 * time.Second}) || len(c.acts["a"].unseen) != 1 {
		t.Errorf("took %v, unseen %v", c.took, c.acts["a"].unseen)
	}
}
