package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// answers is a server that gives one answer after another.
type answers struct {
	give  []func() (*http.Response, error)
	asked []time.Duration
	began time.Time
}

func (a *answers) RoundTrip(*http.Request) (*http.Response, error) {
	a.asked = append(a.asked, time.Since(a.began))
	next := a.give[0]
	a.give = a.give[1:]
	return next()
}

func answer(status int, body string, head ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		res := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		for i := 0; i < len(head); i += 2 {
			res.Header.Set(head[i], head[i+1])
		}
		return res, nil
	}
}

func nobody() (*http.Response, error) { return nil, errors.New("connection refused") }

func TestTooManyRequestsAreWaitedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &answers{began: time.Now(), give: []func() (*http.Response, error){
			answer(429, `{"code":"rate_limited"}`, "Retry-After", "30"), answer(429, `{}`, "Retry-After", "9"), answer(200, `{"id":"x"}`),
		}}
		var log bytes.Buffer
		c := newClient(newWorld("http://desk.test", server, 5, slog.New(slog.NewTextHandler(&log, nil))))
		var out row
		if err := c.call(t.Context(), "POST", "/x", map[string]string{}, &out); err != nil || out.ID != "x" {
			t.Fatalf("%v, %v", out, err)
		}
		// A pace of 5 hurries people, not the server.
		if server.asked[1] < 30*time.Second || server.asked[2]-server.asked[1] < 9*time.Second {
			t.Errorf("asked at %v", server.asked)
		}
		if log.Len() > 0 {
			t.Errorf("logged: %s", log.String())
		}
	})
}

func TestALostServerIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &answers{began: time.Now(), give: []func() (*http.Response, error){nobody, answer(503, "<html>"), nobody, answer(204, "")}}
		var log bytes.Buffer
		c := newClient(newWorld("http://desk.test", server, 1, slog.New(slog.NewTextHandler(&log, nil))))
		err := c.call(t.Context(), "GET", "/x", nil, nil)
		if err != nil || len(server.asked) != 4 {
			t.Errorf("%v after %d attempts", err, len(server.asked))
		}
		if n := strings.Count(log.String(), "\n"); n != 1 {
			t.Errorf("%d lines logged:\n%s", n, log.String())
		}
	})
}

func TestARefusalIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &answers{give: []func() (*http.Response, error){answer(409, `{"code":"already_taken","detail":"by Bruno"}`)}}
		c := newClient(newWorld("http://desk.test", server, 1, slog.New(slog.DiscardHandler)))
		err := c.call(t.Context(), "POST", "/take", nil, nil)
		if !refused(err, 409) || refused(err, 404) || !strings.Contains(err.Error(), "already_taken") {
			t.Errorf("%v", err)
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &answers{give: []func() (*http.Response, error){answer(429, "", "Retry-After", "3600")}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := newClient(newWorld("http://desk.test", server, 1, slog.New(slog.DiscardHandler)))
		if err := c.call(ctx, "GET", "/x", nil, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	server := &answers{give: []func() (*http.Response, error){
		answer(200, `{"items":[{"id":"a"}],"next":"c&d"}`), answer(200, `{"items":[{"id":"b"}]}`),
	}}
	c := newClient(newWorld("http://desk.test", server, 1, slog.New(slog.DiscardHandler)))
	rows, err := all[row](t.Context(), c, "/x?all=true")
	if err != nil || len(rows) != 2 || rows[1].ID != "b" {
		t.Errorf("%v, %v", rows, err)
	}
}

// A widget that is told to wait sends the same message later, once.
func TestALimitedCustomerSendsEachMessageOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := sim(t, 5, func(f *fake) {
			f.mu.Lock()
			f.limited = 3
			f.mu.Unlock()
			time.Sleep(2 * time.Minute)
		})
		if len(f.order) == 0 || f.limited != 0 {
			t.Errorf("%d conversations, %d limits left", len(f.order), f.limited)
		}
	})
}
