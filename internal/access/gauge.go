package access

import (
	"sync"
	"time"
)

// SocketRetry is what a caller is told who has too many sockets open. Nobody
// knows when one of them will close.
const SocketRetry = 10 * time.Second

// DefaultSockets is how many sockets of the public side may be open together.
func DefaultSockets() map[Scope]int {
	return map[Scope]int{PerVisitor: 8, PerAddress: 300, PerChannel: 20000}
}

// Gauge counts what is open at the same time. It holds no more than what is
// open, and is safe for concurrent use.
type Gauge struct {
	mu   sync.Mutex
	max  map[Scope]int
	open map[Scope]map[string]int
}

// NewGauge limits each scope that max names.
func NewGauge(max map[Scope]int) *Gauge {
	g := &Gauge{max: max, open: map[Scope]map[string]int{}}
	for scope := range max {
		g.open[scope] = map[string]int{}
	}
	return g
}

// Acquire counts one more in all scopes or in none. release, to be called when
// it closes, may be called twice and is nil when ok is false.
func (g *Gauge) Acquire(who Caller) (release func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for scope, limit := range g.max {
		if key := who.key(scope); key != "" && g.open[scope][key] >= limit {
			return nil, false
		}
	}
	g.add(who, 1)
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.add(who, -1)
	}), true
}

func (g *Gauge) add(who Caller, n int) {
	for scope, open := range g.open {
		key := who.key(scope)
		if key == "" {
			continue
		}
		if open[key] += n; open[key] == 0 {
			delete(open, key)
		}
	}
}
