package httpapi

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"pronto/internal/problem"
)

// RequestIDHeader carries the id under which a request is found in the logs.
const RequestIDHeader = "X-Request-Id"

// sighting is what is learned about a request on its way, for its line in the log.
type sighting struct {
	id, route, user string
}

type sightingKey struct{}

// RequestID is the id of the request that a context belongs to.
func RequestID(ctx context.Context) string {
	if s, ok := ctx.Value(sightingKey{}).(*sighting); ok {
		return s.id
	}
	return ""
}

func noteRoute(ctx context.Context, route string) {
	if s, ok := ctx.Value(sightingKey{}).(*sighting); ok {
		s.route = route
	}
}

func noteUser(ctx context.Context, user string) {
	if s, ok := ctx.Value(sightingKey{}).(*sighting); ok {
		s.user = user
	}
}

// Observe gives each request an id, one line in the log, and an answer also when
// its handler panics. The line names the route, not the path: ids and searches
// stay out of it, as do bodies, tokens and names. Within another Observe it leaves
// all that to the outer one.
func Observe(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if RequestID(r.Context()) != "" {
			next.ServeHTTP(w, r)
			return
		}
		seen := &sighting{id: requestID(r.Header.Get(RequestIDHeader))}
		r = r.WithContext(context.WithValue(r.Context(), sightingKey{}, seen))
		w.Header().Set(RequestIDHeader, seen.id)
		counted := &counting{ResponseWriter: w}
		start := time.Now()
		defer func() {
			if p := recover(); p != nil {
				if p == any(http.ErrAbortHandler) { // the very value, as net/http compares it
					panic(p)
				}
				log.ErrorContext(r.Context(), "a handler panicked", "request_id", seen.id, "panic", p, "stack", string(debug.Stack()))
				if counted.status == 0 {
					problem.Write(counted, r, problem.New(http.StatusInternalServerError, "internal", "something failed on the server"))
				}
			}
			if seen.route == "" {
				seen.route = r.Pattern
			}
			log.LogAttrs(r.Context(), levelOf(counted.status), "request",
				slog.String("request_id", seen.id), slog.String("method", r.Method), slog.String("route", seen.route),
				slog.Int("status", counted.status), slog.Int64("bytes", counted.bytes),
				slog.Float64("ms", float64(time.Since(start).Microseconds())/1000), slog.String("user", seen.user))
		}()
		next.ServeHTTP(counted, r)
	})
}

func levelOf(status int) slog.Level {
	if status >= http.StatusInternalServerError {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// requestID takes a caller's id when it is one, so that a proxy's log and ours
// can be laid side by side.
func requestID(given string) string {
	if len(given) < 8 || len(given) > 64 {
		return rand.Text()
	}
	for _, c := range given {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return rand.Text()
		}
	}
	return given
}

// counting remembers what was answered.
type counting struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counting) WriteHeader(status int) {
	if c.status == 0 && (status >= http.StatusOK || status == http.StatusSwitchingProtocols) {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counting) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counting) Unwrap() http.ResponseWriter { return c.ResponseWriter }
