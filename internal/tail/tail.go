// Package tail hands an engine's commits to one consumer, in order, on a
// goroutine of its own. It promises that the writer never waits for a consumer:
// what one cannot keep up with is dropped, and it is told so, since the log has
// everything.
package tail

import (
	"sync"

	"pronto/internal/engine"
)

// Tail is one consumer's queue.
type Tail struct {
	most    int
	take    func(*engine.Committed)
	dropped func()
	wake    chan struct{}
	stop    chan struct{}
	stopped chan struct{}

	mu       sync.Mutex
	commits  []*engine.Committed
	overflew bool
}

// Default is how many commits may wait: some seconds of a very busy desk.
const Default = 16384

// Follow registers a consumer, before the engine starts. Dropped is called in
// place of the commits that were lost, before those that came after them; most
// is how many may wait.
func Follow(e *engine.Engine, most int, take func(*engine.Committed), dropped func()) *Tail {
	t := &Tail{most: most, take: take, dropped: dropped, wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{})}
	e.Tap(t.push)
	go t.run()
	return t
}

// Stop ends the consumer; what still waits is dropped in silence.
func (t *Tail) Stop() {
	close(t.stop)
	<-t.stopped
}

func (t *Tail) push(c *engine.Committed) {
	t.mu.Lock()
	if len(t.commits) >= t.most {
		t.commits, t.overflew = nil, true
	}
	t.commits = append(t.commits, c)
	t.mu.Unlock()
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

func (t *Tail) run() {
	defer close(t.stopped)
	for {
		select {
		case <-t.stop:
			return
		case <-t.wake:
		}
		t.mu.Lock()
		commits, overflew := t.commits, t.overflew
		t.commits, t.overflew = nil, false
		t.mu.Unlock()
		if overflew {
			t.dropped()
		}
		for _, c := range commits {
			t.take(c)
		}
	}
}
