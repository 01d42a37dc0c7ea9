package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// patience is how long one request may take. A line that drops silently answers
// nothing; after this it counts as lost.
const patience = 20 * time.Second

// refusal is what the server answered instead of doing it, or, with status 0,
// that there was no answer at all.
type refusal struct {
	status     int
	code       string
	detail     string
	retryAfter time.Duration
	cause      error
}

func (r *refusal) Error() string {
	if r.cause != nil {
		return r.cause.Error()
	}
	return fmt.Sprintf("%d %s: %s", r.status, r.code, r.detail)
}

func (r *refusal) Unwrap() error { return r.cause }

// passing says whether the same request may succeed later: there was no answer,
// or one that speaks of now and not of the request.
func (r *refusal) passing() bool {
	return r.status == 0 || r.status == http.StatusRequestTimeout || r.status == http.StatusTooManyRequests || r.status >= 500
}

// refused says whether the server answered with one of these statuses.
func refused(err error, statuses ...int) bool {
	var r *refusal
	if !errors.As(err, &r) {
		return false
	}
	return slices.Contains(statuses, r.status)
}

// client speaks JSON with the server as one person: with the cookies of a
// session, or with a visitor's token.
type client struct {
	base  string
	http  *http.Client
	token string // a visitor's; empty at the desk
	world *world
}

func newClient(w *world) *client {
	jar, _ := cookiejar.New(nil) // fails only on a broken list of suffixes, and there is none
	return &client{base: w.base, http: &http.Client{Transport: w.transport, Jar: jar}, world: w}
}

// call repeats a request until it is answered for good: no answer and 429 are
// waited out, and since whoever creates something names it, a repeat creates
// nothing twice. It fails with a refusal that will not pass, or when ctx ends.
func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if in == nil {
		body = nil
	}
	return c.persist(ctx, request{method: method, path: path, kind: "application/json", body: body}, out)
}

// row is the part of a listed thing that all have.
type row struct {
	ID string `json:"id"`
}

// all reads a whole list, page by page.
func all[T any](ctx context.Context, c *client, path string) ([]T, error) {
	var items []T
	cursor := ""
	for {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := c.call(ctx, http.MethodGet, path+cursor, nil, &page); err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
		if page.Next == "" {
			return items, nil
		}
		cursor = "?cursor=" + url.QueryEscape(page.Next)
		if strings.Contains(path, "?") {
			cursor = "&" + cursor[1:]
		}
	}
}

// upload stores a file and answers its id.
func (c *client) upload(ctx context.Context, path string, f attachment) (string, error) {
	var stored struct {
		ID string `json:"id"`
	}
	path += "?name=" + url.QueryEscape(f.name)
	err := c.persist(ctx, request{method: http.MethodPost, path: path, kind: f.mime, body: f.bytes}, &stored)
	return stored.ID, err
}

type request struct {
	method, path, kind string
	body               []byte
}

func (c *client) persist(ctx context.Context, r request, out any) error {
	retry := c.world.backoff()
	for {
		err := c.once(ctx, r, out)
		var no *refusal
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.As(err, &no) || !no.passing():
			return fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		if no.status != http.StatusTooManyRequests {
			c.world.trouble(err)
		}
		if err := pause(ctx, max(no.retryAfter, retry.next())); err != nil {
			return err
		}
	}
}

func (c *client) once(ctx context.Context, r request, out any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	if r.body != nil {
		req.Header.Set("Content-Type", r.kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return &refusal{code: "network", cause: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	switch {
	case err != nil:
		return &refusal{code: "network", cause: err} // cut off in the middle
	case res.StatusCode >= 300:
		return refusalOf(res, body)
	case out == nil || len(body) == 0:
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("understand the answer: %w", err)
	}
	return nil
}

func refusalOf(res *http.Response, body []byte) *refusal {
	var said struct {
		Code   string `json:"code"`
		Detail string `json:"detail"`
	}
	if json.Unmarshal(body, &said) != nil {
		said.Code = "http_" + strconv.Itoa(res.StatusCode) // a proxy's page: the status says enough
	}
	r := &refusal{status: res.StatusCode, code: said.Code, detail: said.Detail}
	if s, err := strconv.Atoi(strings.TrimSpace(res.Header.Get("Retry-After"))); err == nil && s > 0 {
		r.retryAfter = time.Duration(s) * time.Second
	}
	return r
}

// pause waits, unless ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
