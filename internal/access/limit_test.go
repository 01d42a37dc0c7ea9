package access

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"testing"
	"time"
)

func TestTakeInAllScopesOrNone(t *testing.T) {
	l := NewLimiter([]Rule{
		{LimitMessages, PerVisitor, 2, 1},
		{LimitMessages, PerAddress, 3, 0.5},
		{LimitMessages, PerChannel, 100, 10},
	}, 1000)
	ana, bia := Caller{"ana", home, "shop"}, Caller{"bia", home, "shop"}
	take := func(at time.Duration, who Caller) time.Duration { return l.Take(start.Add(at), LimitMessages, who, 1) }
	for i, step := range []struct {
		at   time.Duration
		who  Caller
		want time.Duration
	}{
		{0, ana, 0},
		{0, ana, 0},
		// the two of the visitor are used
		{0, ana, time.Second},
		// the third of the address
		{0, bia, 0},
		// the address waits longer than the visitor
		{0, bia, 2 * time.Second},
		// the visitor has one again, the address half of one
		{time.Second, ana, time.Second},
		// and what was refused cost nobody anything
		{2 * time.Second, ana, 0},
		// another address
		{0, Caller{"eva", away, "shop"}, 0},
		// no visitor yet: counted by address
		{2 * time.Second, Caller{"", home, "shop"}, 2e9},
	} {
		if wait := take(step.at, step.who); wait != step.want {
			t.Errorf("step %d: waits %v, want %v", i, wait, step.want)
		}
	}
	if wait := l.Take(start, LimitSessions, ana, 1000); wait != 0 {
		t.Errorf("a limit without rules makes wait %v", wait)
	}
}

func TestMoreThanTheBurstLeavesADebt(t *testing.T) {
	l := NewLimiter([]Rule{{LimitBytes, PerVisitor, 100, 10}}, 10)
	who := Caller{Visitor: "ana"}
	if wait := l.Take(start, LimitBytes, who, 250); wait != 0 {
		t.Fatalf("a full bucket refuses: %v", wait)
	}
	if wait := l.Take(start, LimitBytes, who, 1); wait != 15100*time.Millisecond {
		t.Errorf("the debt of 150 and 1 more takes %v", wait)
	}
	if wait := l.Take(start, LimitBytes, who, 250); wait != 25*time.Second {
		t.Errorf("as much again takes %v, until the bucket is full", wait)
	}
}

// Whatever is asked when: who waits as long as told gets it, a moment earlier
// does not, and nobody ever gets more than burst plus rate.
func TestRetryAfterIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		rule := Rule{LimitMessages, PerVisitor, float64(1 + rng.IntN(20)), rng.Float64()*5 + 0.01}
		l, now, who, got := NewLimiter([]Rule{rule}, 10), start, Caller{Visitor: "ana"}, int64(0)
		for range 100 {
			n := 1 + rng.Int64N(int64(rule.Burst))
			if wait := l.Take(now, LimitMessages, who, n); wait > 0 {
				if early := l.Take(now.Add(wait-time.Millisecond), LimitMessages, who, n); wait > time.Millisecond && early == 0 {
					t.Fatalf("%+v: told to wait %v, let in earlier", rule, wait)
				}
				now = now.Add(wait + time.Microsecond) // fractions of a token are floating point
				if again := l.Take(now, LimitMessages, who, n); again != 0 {
					t.Fatalf("%+v: waited %v and was told %v more", rule, wait, again)
				}
			}
			got += n
			if most := rule.Burst + rule.PerSecond*now.Sub(start).Seconds() + 1e-3; float64(got) > most {
				t.Fatalf("%+v: got %d after %v, at most %f", rule, got, now.Sub(start), most)
			}
			now = now.Add(time.Duration(rng.Int64N(int64(time.Second))))
		}
	}
}

func TestAClockSetBackTakesNothingAway(t *testing.T) {
	l := NewLimiter([]Rule{{LimitMessages, PerVisitor, 1, 1}}, 10)
	who := Caller{Visitor: "ana"}
	l.Take(start, LimitMessages, who, 1)
	if wait := l.Take(start.Add(-time.Hour), LimitMessages, who, 1); wait != time.Second {
		t.Errorf("waits %v", wait)
	}
}

func TestLimiterForgetsOnlyFullBuckets(t *testing.T) {
	l := NewLimiter([]Rule{{LimitSessions, PerAddress, 2, 1}}, 50)
	addr := netip.MustParseAddr("10.0.0.1")
	for range 10_000 {
		l.Take(start, LimitSessions, Caller{Address: addr}, 2)
		addr = addr.Next()
	}
	buckets := l.rules[LimitSessions][0].buckets
	if n := len(buckets.byKey); n != 50 {
		t.Errorf("%d buckets kept, want 50", n)
	}
	l.Take(start.Add(2*time.Second), LimitSessions, Caller{Address: home}, 1)
	if n := len(buckets.byKey); n != 1 {
		t.Errorf("%d buckets kept after all are full again", n)
	}
}

func TestDefaultRulesHoldTogether(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range DefaultRules() {
		if r.Burst < 1 || r.PerSecond <= 0 {
			t.Errorf("%+v lets nothing through", r)
		}
		if key := fmt.Sprint(r.Limit, r.Scope); seen[key] {
			t.Errorf("%s twice", key)
		} else {
			seen[key] = true
		}
	}
	for _, limit := range []Limit{LimitSessions, LimitConversations, LimitMessages, LimitBytes} {
		for _, scope := range []Scope{PerVisitor, PerAddress, PerChannel} {
			first := limit == LimitSessions && scope == PerVisitor // there is no visitor before the session
			if !first && !seen[fmt.Sprint(limit, scope)] {
				t.Errorf("%s are not limited per %s", limit, scope)
			}
		}
	}
}

func TestGauge(t *testing.T) {
	g := NewGauge(map[Scope]int{PerVisitor: 2, PerAddress: 3})
	ana, bia := Caller{"ana", home, "shop"}, Caller{"bia", home, "shop"}
	first, ok1 := g.Acquire(ana)
	_, ok2 := g.Acquire(ana)
	_, ok3 := g.Acquire(ana)
	_, ok4 := g.Acquire(bia)
	_, ok5 := g.Acquire(bia)
	if !ok1 || !ok2 || ok3 || !ok4 || ok5 {
		t.Errorf("got %v %v %v %v %v", ok1, ok2, ok3, ok4, ok5)
	}
	first()
	first() // a second release changes nothing
	_, ok6 := g.Acquire(bia)
	_, ok7 := g.Acquire(ana)
	if !ok6 || ok7 {
		t.Errorf("after one release %v %v", ok6, ok7)
	}
}

func TestGaugeHoldsNothingWhenAllIsClosed(t *testing.T) {
	g := NewGauge(DefaultSockets())
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			release, ok := g.Acquire(Caller{fmt.Sprint(i), home, "shop"})
			if !ok {
				t.Error("refused below the limit")
				return
			}
			release()
		})
	}
	all.Wait()
	for scope, open := range g.open {
		if len(open) != 0 {
			t.Errorf("%s still holds %v", scope, open)
		}
	}
}
