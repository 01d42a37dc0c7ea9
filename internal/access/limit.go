package access

import (
	"math"
	"net/netip"
	"sync"
	"time"
)

// Limit names something that the public endpoints give out sparingly.
type Limit string

const (
	LimitSessions      Limit = "sessions"      // visitors made
	LimitConversations Limit = "conversations" // conversations begun
	LimitMessages      Limit = "messages"      // messages sent
	LimitReads         Limit = "reads"         // threads read
	LimitBytes         Limit = "bytes"         // uploaded
	LimitSockets       Limit = "sockets"       // open at the same time
)

// Scope is by what a limit counts.
type Scope string

const (
	PerVisitor Scope = "visitor"
	PerAddress Scope = "address"
	PerChannel Scope = "channel"
)

// Caller is who uses a public endpoint. A visitor who has no session yet is
// empty and not counted as one.
type Caller struct {
	Visitor string
	Address netip.Addr
	Channel string
}

func (c Caller) key(s Scope) string {
	switch s {
	case PerVisitor:
		return c.Visitor
	case PerAddress:
		return LimitAddress(c.Address).String()
	case PerChannel:
		return c.Channel
	}
	return ""
}

// Rule lets Burst through at once and PerSecond in the long run.
type Rule struct {
	Limit     Limit
	Scope     Scope
	Burst     float64
	PerSecond float64
}

// DefaultRules fit a busy shop: an office behind one address chats freely, a
// script from one machine does not get far.
func DefaultRules() []Rule {
	const mega = 1 << 20
	return []Rule{
		{LimitSessions, PerAddress, 60, 0.5},
		{LimitSessions, PerChannel, 3000, 100},
		{LimitConversations, PerVisitor, 5, 1.0 / 60},
		{LimitConversations, PerAddress, 60, 0.2},
		{LimitConversations, PerChannel, 3000, 100},
		{LimitMessages, PerVisitor, 30, 1},
		{LimitMessages, PerAddress, 300, 20},
		{LimitMessages, PerChannel, 10000, 3000},
		{LimitReads, PerVisitor, 60, 1},
		{LimitReads, PerAddress, 600, 20},
		{LimitReads, PerChannel, 10000, 3000},
		{LimitBytes, PerVisitor, 100 * mega, 0.1 * mega},
		{LimitBytes, PerAddress, 500 * mega, 1 * mega},
		{LimitBytes, PerChannel, 4096 * mega, 20 * mega},
	}
}

// Limiter keeps one bucket of tokens for each rule and key. It is safe for
// concurrent use.
type Limiter struct {
	mu    sync.Mutex
	rules map[Limit][]ruled
}

type ruled struct {
	Rule
	buckets *bounded[bucket]
}

type bucket struct {
	tokens float64
	at     time.Time
}

// NewLimiter remembers at most maxKeys keys for each rule.
func NewLimiter(rules []Rule, maxKeys int) *Limiter {
	l := &Limiter{rules: map[Limit][]ruled{}}
	for _, r := range rules {
		// A bucket left alone until it is full again is as good as a new one.
		refill := seconds(r.Burst / r.PerSecond)
		l.rules[r.Limit] = append(l.rules[r.Limit], ruled{r, newBounded[bucket](maxKeys, refill)})
	}
	return l
}

// Take takes n of a limit in all its scopes or in none. Zero means taken, else
// it is how long to wait. An amount beyond the burst is let through when the
// bucket is full and leaves a debt, so that it costs its time but can pass.
func (l *Limiter) Take(now time.Time, limit Limit, who Caller, n int64) (retryAfter time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var taken []*bucket
	for _, r := range l.rules[limit] {
		key := who.key(r.Scope)
		if key == "" {
			continue
		}
		b := r.buckets.at(now, key, bucket{tokens: r.Burst, at: now})
		b.refill(now, r.Rule)
		if missing := min(float64(n), r.Burst) - b.tokens; missing > 0 {
			retryAfter = max(retryAfter, seconds(missing/r.PerSecond))
		}
		taken = append(taken, b)
	}
	if retryAfter > 0 {
		return retryAfter
	}
	for _, b := range taken {
		b.tokens -= float64(n)
	}
	return 0
}

func (b *bucket) refill(now time.Time, r Rule) {
	if passed := now.Sub(b.at); passed > 0 { // the clock may have been set back
		b.tokens = min(b.tokens+passed.Seconds()*r.PerSecond, r.Burst)
	}
	b.at = now
}

// seconds rounds up, so that who waits exactly that long is let in.
func seconds(s float64) time.Duration {
	if s >= float64(math.MaxInt64/time.Second) {
		return math.MaxInt64
	}
	return time.Duration(math.Ceil(s * float64(time.Second)))
}
