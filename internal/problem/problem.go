// Package problem says no over HTTP: RFC 9457 problem documents with a stable
// code. It is the one table from kinds of refusal to statuses, shared by all that
// answer HTTP. It promises that an error which is no refusal tells a client
// nothing but that something failed.
package problem

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"pronto/internal/desk"
)

// ContentType is that of a problem document.
const ContentType = "application/problem+json"

// Problem is one refusal on the wire. Clients translate Code, with Params put
// into their own words, and fall back on Detail.
type Problem struct {
	Status int               `json:"status" doc:"The HTTP status."`
	Title  string            `json:"title" doc:"The status in words."`
	Detail string            `json:"detail,omitempty"`
	Code   string            `json:"code" doc:"Stable; what clients translate."`
	Field  string            `json:"field,omitempty" doc:"Where in the request it was."`
	Params map[string]string `json:"params,omitempty"`
	Errors []Place           `json:"errors,omitempty"`

	// RetryAfter, when set, is told in the header of that name.
	RetryAfter time.Duration `json:"-"`
}

// Place is one of several things that are wrong with a request.
type Place struct {
	Location string `json:"location,omitempty"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of a problem document, whatever was negotiated.
func (p *Problem) ContentType(string) string { return ContentType }

// New makes a problem with a status of the caller's choice.
func New(status int, code, format string, args ...any) *Problem {
	return &Problem{Status: status, Title: http.StatusText(status), Code: code, Detail: fmt.Sprintf(format, args...)}
}

// TooMany asks to come back later.
func TooMany(after time.Duration) *Problem {
	p := New(http.StatusTooManyRequests, "rate_limited", "too many requests; come back in %s", after.Round(time.Second))
	p.RetryAfter = after
	return p
}

// Status is the table from kinds of refusal to statuses.
func Status(k desk.Kind) int {
	switch k {
	case desk.Invalid:
		return http.StatusUnprocessableEntity
	case desk.Unauthenticated:
		return http.StatusUnauthorized
	case desk.Forbidden:
		return http.StatusForbidden
	case desk.NotFound:
		return http.StatusNotFound
	case desk.Conflict:
		return http.StatusConflict
	case desk.TooLarge:
		return http.StatusRequestEntityTooLarge
	case desk.TooMany:
		return http.StatusTooManyRequests
	case desk.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// unavailableRetry is when to come back while the desk cannot decide.
const unavailableRetry = 2 * time.Second

// Of makes a problem of any error. Only refusals and problems tell a client
// what happened; everything else is "internal", for the log.
func Of(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var r *desk.Refusal
	switch {
	case errors.As(err, &r):
		p = New(Status(r.Kind), r.Code, "%s", r.Text)
		p.Field, p.Params = r.Field, r.Params
		if r.Kind == desk.Unavailable {
			p.RetryAfter = unavailableRetry
		}
		return p
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p = New(http.StatusServiceUnavailable, "timeout", "the request took too long")
		p.RetryAfter = unavailableRetry
		return p
	}
	return New(http.StatusInternalServerError, "internal", "something failed on the server")
}

// Write answers a request with what Of makes of the error, in a way that also
// reaches who is still sending.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	hearOut(w, r)
	p := Of(err)
	body, encodeErr := json.Marshal(p)
	if encodeErr != nil { // strings, numbers and maps of them always encode
		body = []byte(`{"status":500,"title":"Internal Server Error","code":"internal"}`)
	}
	h := w.Header()
	h.Set("Content-Type", ContentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", RetryAfter(p.RetryAfter))
	}
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// RetryAfter is the value of that header: whole seconds, at least one.
func RetryAfter(d time.Duration) string {
	return strconv.FormatInt(int64(math.Max(1, math.Ceil(d.Seconds()))), 10)
}
