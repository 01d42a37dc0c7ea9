package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pronto/internal/config"
)

const password = "correct horse 9"

// testDesk is a whole server in this process, and its administrator.
type testDesk struct {
	*Server
	t       *testing.T
	chief   *http.Client
	queue   string
	channel string
	closing sync.Once
}

func settings(t *testing.T) config.Config {
	cfg := config.Defaults()
	cfg.Listen, cfg.Metrics, cfg.Data = "127.0.0.1:0", "127.0.0.1:0", t.TempDir()
	return cfg
}

func openDesk(t *testing.T, cfg config.Config, o Options) *testDesk {
	t.Helper()
	s, err := Start(t.Context(), cfg, o)
	if err != nil {
		t.Fatal(err)
	}
	d := &testDesk{Server: s, t: t, chief: browser(t)}
	t.Cleanup(d.close)
	return d
}

func (d *testDesk) close() {
	d.closing.Do(func() {
		if err := d.Close(); err != nil {
			d.t.Errorf("close: %v", err)
		}
	})
}

// furnish sets the desk up and makes a queue with a channel.
func (d *testDesk) furnish() {
	d.t.Helper()
	d.must(d.chief, "POST", "/api/v1/setup", nil, map[string]any{"token": d.SetupToken(), "company": "Loja", "name": "Chefe", "email": "chefe@x.example", "password": password, "time_zone": "America/Sao_Paulo"}, nil)
	d.queue, d.channel = newULID(), newULID()
	d.must(d.chief, "POST", "/api/v1/queues", nil, map[string]any{"id": d.queue, "name": "Geral", "mode": "both", "delivery": "assign", "ring_seconds": 20, "offer_retry_seconds": 60, "strategy": "fewest_open", "members": []any{}}, nil)
	d.must(d.chief, "POST", "/api/v1/channels", nil, map[string]any{
		"id": d.channel, "name": "Loja", "queue": d.queue, "priority": 0, "abandon_seconds": 3600, "fields": []any{}, "origins": []any{},
		"require_proof": false, "title": "", "greeting": "", "away": "", "color": "#1a7f64", "locale": "pt-BR",
	}, nil)
}

func (d *testDesk) signIn() {
	d.t.Helper()
	d.must(d.chief, "POST", "/api/v1/session", nil, map[string]any{"email": "chefe@x.example", "password": password}, nil)
}

// visitor is a customer who has opened the widget.
func (d *testDesk) visitor(name string) http.Header {
	d.t.Helper()
	var v struct {
		Token string `json:"token"`
	}
	d.must(http.DefaultClient, "POST", "/widget/v1/channels/"+d.channel+"/visitors", nil, map[string]any{"name": name}, &v)
	return http.Header{"Authorization": {"Bearer " + v.Token}}
}

// write writes a message as a customer and answers the conversation.
func (d *testDesk) write(visitor http.Header, text string, files ...string) string {
	d.t.Helper()
	var out struct {
		Conversation struct {
			ID string `json:"id"`
		} `json:"conversation"`
	}
	d.must(http.DefaultClient, "POST", "/widget/v1/messages", visitor, map[string]any{"id": newULID(), "text": text, "files": files}, &out)
	return out.Conversation.ID
}

func (d *testDesk) upload(visitor http.Header, name, mime string, content []byte) string {
	d.t.Helper()
	header := visitor.Clone()
	header.Set("Content-Type", mime)
	var f struct {
		ID string `json:"id"`
	}
	d.must(http.DefaultClient, "POST", "/widget/v1/files?name="+url.QueryEscape(name), header, content, &f)
	return f.ID
}

func (d *testDesk) must(c *http.Client, method, path string, header http.Header, in, out any) {
	d.t.Helper()
	if _, err := request(d.t.Context(), c, method, d.URL+path, header, in, out); err != nil {
		d.t.Fatal(err)
	}
}

// metrics answers what the monitoring is told.
func (d *testDesk) metrics() string {
	d.t.Helper()
	res, body := d.fetch("GET", "http://"+d.cfg.Metrics+"/metrics", nil)
	if res.StatusCode != http.StatusOK {
		d.t.Fatal(res.Status)
	}
	return body
}

// get answers the response with its body read.
func (d *testDesk) get(method, path string, header http.Header) (*http.Response, string) {
	d.t.Helper()
	return d.fetch(method, d.URL+path, header)
}

func (d *testDesk) fetch(method, address string, header http.Header) (*http.Response, string) {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, address, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		d.t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		d.t.Fatal(err)
	}
	return res, string(body)
}

// request sends JSON, or bytes as they are, and reads JSON. A status of zero
// means that nobody knows what happened.
func request(ctx context.Context, c *http.Client, method, address string, header http.Header, in, out any) (int, error) {
	body, raw := in.([]byte)
	if !raw && in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return 0, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header[k] = v
	}
	res, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	data, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return 0, err
	}
	if res.StatusCode >= 300 {
		return res.StatusCode, fmt.Errorf("%s %s: %d %s", method, strings.SplitAfterN(address, "/", 4)[3], res.StatusCode, data)
	}
	if out != nil {
		return res.StatusCode, json.Unmarshal(data, out)
	}
	return res.StatusCode, nil
}

// eventually waits for what happens by itself in real time.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s did not happen", what)
		}
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
