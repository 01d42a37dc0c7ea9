package demo

import (
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// world is what all actors of one demo share: where the server is, how fast
// people are, and one voice for complaints.
type world struct {
	base      string
	transport http.RoundTripper
	pace      float64
	log       *slog.Logger

	mu       sync.Mutex
	quietTil time.Time
}

func newWorld(base string, transport http.RoundTripper, pace float64, log *slog.Logger) *world {
	return &world{base: strings.TrimSuffix(base, "/"), transport: transport, pace: pace, log: log}
}

const (
	firstRetry = 500 * time.Millisecond
	lastRetry  = 15 * time.Second
	// quiet is how long nothing more is said of a server that does not answer:
	// with it away, every actor runs into the same wall.
	quiet = time.Minute
)

// human is a duration of people, at the pace of this demo.
func (w *world) human(d time.Duration) time.Duration {
	return time.Duration(float64(d) / w.pace)
}

// trouble tells of a lost server, once for all who notice.
func (w *world) trouble(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if now.Before(w.quietTil) {
		return
	}
	w.quietTil = now.Add(quiet)
	w.log.Warn("the demo does not reach the server and keeps trying", "error", err)
}

// backoff waits longer after each failure, differently for each actor so that
// they do not come back all at once.
type backoff struct{ delay time.Duration }

func (w *world) backoff() *backoff { return &backoff{delay: firstRetry} }

func (b *backoff) next() time.Duration {
	d := b.delay
	b.delay = min(2*b.delay, lastRetry)
	return d/2 + mathrand.N(d/2)
}

func (b *backoff) reset() { b.delay = firstRetry }

// newID names something that is made now. It is not of the seed: a second run
// with the same seed says other things in other conversations.
func newID() string { return ulid.MustNew(ulid.Timestamp(time.Now()), rand.Reader).String() }
