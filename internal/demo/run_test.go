package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func sim(t *testing.T, seed uint64, play func(f *fake)) *fake {
	t.Helper()
	f, w := newFake(t)
	c, err := seedCompany(t, w)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- run(ctx, w, c, seed) }()
	play(f)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	time.Sleep(time.Minute) // for the fake's sockets to close
	return f
}

func seedCompany(t *testing.T, w *world) (Company, error) {
	t.Helper()
	return seed(t.Context(), newClient(w), "token")
}

func TestWorkArrivesWithinTheFirstMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var early, queues int
		f := sim(t, 1, func(f *fake) {
			time.Sleep(20 * time.Second)
			f.mu.Lock()
			early = len(f.order)
			f.mu.Unlock()
			time.Sleep(70 * time.Second)
			seen := map[string]bool{}
			f.mu.Lock()
			for _, c := range f.talks {
				seen[c.Queue.ID] = true
			}
			f.mu.Unlock()
			queues = len(seen)
		})
		if early < 1 || len(f.order) < 3 {
			t.Errorf("%d came within 20 s and %d within 90 s", early, len(f.order))
		}
		if queues < 3 {
			t.Errorf("work in %d queues only", queues)
		}
	})
}

// Twenty minutes of the company, with nobody at your desk: customers come, are served
// and leave, nobody drowns, and the server refuses next to nothing.
func TestTwentyMinutesOfTheCompany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := sim(t, 2, func(*fake) { time.Sleep(20 * time.Minute) })
		finished, pictures, returned := 0, 0, 0
		visits := map[string]int{}
		for _, c := range f.talks {
			if c.State == "closed" {
				finished++
			}
			if visits[c.visitor]++; visits[c.visitor] == 2 {
				returned++
			}
			for _, m := range c.said {
				pictures += len(m.Files)
			}
		}
		t.Logf("%d conversations, %d finished, %d files, %d came back, at most %d waited; refused: %v", len(f.order), finished, pictures, returned, f.most, f.refusals)
		if len(f.order) < 35 || finished < len(f.order)*3/4 {
			t.Errorf("of %d conversations %d were finished", len(f.order), finished)
		}
		if f.most > crowded+3 { // those on their way in, and those who vanished, still count there
			t.Errorf("%d waited at the same time", f.most)
		}
		if pictures == 0 || returned == 0 {
			t.Errorf("%d files sent, %d customers came back", pictures, returned)
		}
		if !slices.Contains(f.declared, "paused") || !slices.Contains(f.declared, "online") {
			t.Errorf("declared statuses: %v", f.declared)
		}
		if f.heard < len(f.order) {
			t.Errorf("of %d conversations %d signs of typing", len(f.order), f.heard)
		}
		if len(f.refusals) > len(f.order)/10 {
			t.Errorf("the server refused %v", f.refusals)
		}
	})
}

// Beside serving, colleagues rest at once or after their conversations, pause one
// queue only, close the desk and stay online, lose the network; and the telephone
// rings.
func TestTheLifeOfTheColleagues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := sim(t, 5, func(*fake) { time.Sleep(20 * time.Minute) })
		t.Logf("%v, %d hellos, declared %v; refused: %v", f.habits, f.hellos, f.declared, f.refusals)
		for _, what := range []string{"queue paused", "queue in", "next", "keep online", "goodbye", "connecting", "connected", "wrap_up", "wrap-up left"} {
			if f.habits[what] == 0 {
				t.Errorf("nobody ever did: %s", what)
			}
		}
		if lost := f.hellos - 5 - f.habits["goodbye"]; lost < 1 || lost > 8 {
			t.Errorf("%d times a network was lost", lost)
		}
		if len(f.calls) > 2 {
			t.Errorf("the telephone left %v", f.calls)
		}
	})
}

func TestTheCompanyOutlivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var before int
		f := sim(t, 3, func(f *fake) {
			time.Sleep(3 * time.Minute)
			f.restart(90 * time.Second)
			f.mu.Lock()
			before = len(f.order)
			f.mu.Unlock()
			time.Sleep(10 * time.Minute)
		})
		if len(f.order) < before+5 {
			t.Errorf("%d conversations before the restart, %d ten minutes later", before, len(f.order))
		}
		after := 0
		for _, id := range f.order[:before] {
			if f.talks[id].State == "closed" {
				after++
			}
		}
		if after < before-2 {
			t.Errorf("of %d conversations from before the restart %d were finished", before, after)
		}
	})
}

// The same seed brings the same people with the same first words.
func TestTheSeedDecidesWhoComes(t *testing.T) {
	day := func(seed uint64) (log []string) {
		synctest.Test(t, func(t *testing.T) {
			f := sim(t, seed, func(*fake) { time.Sleep(80 * time.Second) })
			for _, id := range f.order[:3] {
				c := f.talks[id]
				log = append(log, fmt.Sprintf("%s: %s", c.Contact.Display, c.said[0].Text))
			}
		})
		return log
	}
	one, again, other := day(7), day(7), day(8)
	if !slices.Equal(one, again) {
		t.Errorf("one seed, two days:\n%s\n%s", strings.Join(one, "\n"), strings.Join(again, "\n"))
	}
	if slices.Equal(one, other) {
		t.Errorf("two seeds, one day:\n%s", strings.Join(one, "\n"))
	}
}

func TestColleaguesWhoAreSignedOutSignInAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim(t, 4, func(f *fake) {
			time.Sleep(2 * time.Minute)
			before := f.count(&f.signIns)
			f.signOut()
			time.Sleep(time.Minute)
			if after := f.count(&f.signIns); after != before+5 {
				t.Errorf("%d signed in before, %d after", before, after)
			}
		})
	})
}

// A line that drops silently announces nothing: 25 s without a frame is a loss.
func TestSilenceIsALoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim(t, 6, func(f *fake) {
			time.Sleep(2 * time.Minute)
			before := f.count(&f.hellos)
			f.mu.Lock()
			f.mute = true
			f.mu.Unlock()
			time.Sleep(20 * time.Second)
			if now := f.count(&f.hellos); now != before {
				t.Errorf("%d hellos after 20 s of silence", now-before)
			}
			time.Sleep(20 * time.Second)
			if now := f.count(&f.hellos); now < before+5 {
				t.Errorf("%d of 5 colleagues came back after silence", now-before)
			}
		})
	})
}
