package access

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

var (
	start = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	home  = netip.MustParseAddr("203.0.113.9")
	away  = netip.MustParseAddr("198.51.100.1")
)

func newThrottle() *Throttle {
	return NewThrottle(DefaultAccountSlowing, DefaultAddressSlowing, 1000)
}

func TestAnAccountIsSlowedDownByDoubling(t *testing.T) {
	th, now := newThrottle(), start
	for i := range 5 {
		if wait := th.Attempt(now, "ana@example.com", home); wait != 0 {
			t.Fatalf("free attempt %d has to wait %v", i+1, wait)
		}
	}
	for i, want := range []time.Duration{0, 1, 2, 4, 8, 16, 32, 60, 60, 60} {
		want *= time.Second
		if want > 0 {
			// From any address, and however the name is written.
			if wait := th.Attempt(now, " ANA@example.com", away); wait != want {
				t.Fatalf("attempt %d waits %v, want %v", i+6, wait, want)
			}
			if wait := th.Attempt(now.Add(want-1), "ana@example.com", home); wait != 1 {
				t.Fatalf("a moment too early waits %v", wait)
			}
		}
		now = now.Add(want)
		if wait := th.Attempt(now, "ana@example.com", home); wait != 0 {
			t.Fatalf("attempt %d at its time waits %v", i+6, wait)
		}
	}
	if wait := th.Attempt(now, "bia@example.com", home); wait != 0 {
		t.Errorf("another account at the same address waits %v", wait)
	}
}

func TestSuccessClearsTheAccountAndGivesNoFreeGuesses(t *testing.T) {
	th := newThrottle()
	for range 5 {
		th.Attempt(start, "ana", home)
	}
	th.Succeeded(start, "ana", home)
	for range 5 {
		if wait := th.Attempt(start, "ana", home); wait != 0 {
			t.Fatalf("after a success one waits %v", wait)
		}
	}
	// One's own account between guesses at others does not reset the address.
	th, now, waits := newThrottle(), start, 0
	for i := range 200 {
		if th.Attempt(now, fmt.Sprint("victim", i), away) > 0 {
			waits++
		}
		if th.Attempt(now, "mallory", away) == 0 {
			th.Succeeded(now, "mallory", away)
		}
	}
	if waits < 140 {
		t.Errorf("only %d of 200 guesses were held back", waits)
	}
}

func TestTimeForgives(t *testing.T) {
	th, now := newThrottle(), start
	for i := 0; i < 30; {
		if wait := th.Attempt(now, "ana", home); wait > 0 {
			now = now.Add(wait)
		} else {
			i++
		}
	}
	now = now.Add(25 * DefaultAccountSlowing.Forgive)
	for i := range 5 {
		if wait := th.Attempt(now, "ana", home); wait != 0 {
			t.Fatalf("attempt %d after a long rest waits %v", i+1, wait)
		}
	}
}

// A morning in an office behind one address: each of 300 mistypes once.
func TestAnOfficeSignsInFromOneAddress(t *testing.T) {
	th, now := newThrottle(), start
	for i := range 300 {
		account := fmt.Sprint("agent", i)
		for _, right := range []bool{false, true} {
			if wait := th.Attempt(now, account, home); wait > time.Second {
				t.Fatalf("agent %d waits %v", i, wait)
			} else {
				now = now.Add(wait)
			}
			if right {
				th.Succeeded(now, account, home)
			}
		}
		now = now.Add(time.Minute)
	}
}

func TestAGuessInParallelCountsAtOnce(t *testing.T) {
	th, let := newThrottle(), 0
	for range 1000 { // none of them has come back yet
		if th.Attempt(start, "ana", home) == 0 {
			let++
		}
	}
	if let != DefaultAccountSlowing.Free+1 {
		t.Errorf("%d attempts at one instant, want %d", let, DefaultAccountSlowing.Free+1)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	th := NewThrottle(DefaultAccountSlowing, DefaultAddressSlowing, 100)
	for i := range 10_000 {
		th.Attempt(start, strings.Repeat("x", 10_000)+fmt.Sprint(i), home.Next())
	}
	if n := len(th.accounts.byKey); n > 100 || n != th.accounts.order.Len() {
		t.Errorf("%d accounts kept in %d places", n, th.accounts.order.Len())
	}
	for key := range th.accounts.byKey {
		if len(key) > 64 {
			t.Fatalf("a key of %d bytes is kept", len(key))
		}
	}
	th.Attempt(start.Add(1000*time.Hour), "ana", home)
	if n := len(th.accounts.byKey); n != 1 {
		t.Errorf("%d accounts kept after a long time", n)
	}
}
