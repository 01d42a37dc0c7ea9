package main

import (
	"archive/tar"
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"pronto/internal/testkit/pgtest"
)

// The scripts run this test binary as `pronto`.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pronto": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("testdata/script"))
}

// TestPostgresScripts gives each script two empty databases, $ONE and $TWO.
func TestPostgresScripts(t *testing.T) {
	p := scripts("testdata/postgres")
	address := p.Setup
	one, two := pgtest.URL(t), pgtest.URL(t)
	p.Setup = func(e *testscript.Env) error {
		e.Setenv("ONE", one)
		e.Setenv("TWO", two)
		return address(e)
	}
	testscript.Run(t, p)
}

func scripts(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Setenv("ADDR", l.Addr().String())
			e.Setenv("PASSWORD", "correct horse 9")
			return l.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"listening": listening, "mode": mode, "shorten": shorten, "spoil": spoil, "json": isJSON, "chat": chat, "contents": contents, "empty": empty, "get": get, "sql": runSQL,
		},
	}
}

// listening FOLDER waits until a server answers on the folder's socket.
func listening(ts *testscript.TestScript, _ bool, args []string) {
	until(ts, "a server on "+args[0], func() error {
		conn, err := net.Dial("unix", ts.MkAbs(args[0])+"/pronto.sock")
		if err != nil {
			return err
		}
		return conn.Close()
	})
}

// sql FILE|URL STATEMENT changes a database that nobody has open.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	driver, name := "sqlite", ts.MkAbs(args[0])
	if strings.Contains(args[0], "://") {
		driver, name = "pgx", args[0]
	}
	db, err := sql.Open(driver, name)
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// get URL waits until it answers with 200.
func get(ts *testscript.TestScript, _ bool, args []string) {
	until(ts, args[0], func() error {
		res, err := http.Get(args[0])
		if err != nil {
			return err
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
			return errors.Join(err, errors.New(res.Status))
		}
		return nil
	})
}

func until(ts *testscript.TestScript, what string, try func() error) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			ts.Fatalf("%s: %v", what, err)
		}
	}
}

// mode BITS FILE compares a file's rights.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%#o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s", args[1], got)
	}
}

// empty FOLDER checks that nothing is left there.
func empty(ts *testscript.TestScript, _ bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(entries) > 0 {
		ts.Fatalf("%s holds %v", args[0], entries)
	}
}

// shorten FROM TO PERCENT copies the first part of a file.
func shorten(ts *testscript.TestScript, _ bool, args []string) {
	percent, err := strconv.Atoi(args[2])
	ts.Check(err)
	data := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(data[:len(data)*percent/100]), 0o600))
}

// spoil FROM TO copies a file with one bit changed in its first entry.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	data[600] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// json FILE checks that a file, or stdout, is JSON.
func isJSON(ts *testscript.TestScript, _ bool, args []string) {
	if !json.Valid([]byte(ts.ReadFile(args[0]))) {
		ts.Fatalf("%s is not JSON", args[0])
	}
}

// chat has a customer write to the server at $ADDR, a picture too. Its
// administrator is chefe@x.example.
func chat(ts *testscript.TestScript, _ bool, _ []string) {
	jar, err := cookiejar.New(nil)
	ts.Check(err)
	c := &http.Client{Jar: jar}
	post := func(path, kind, token string, in any) map[string]any {
		body, raw := in.([]byte)
		if !raw {
			body, err = json.Marshal(in)
			ts.Check(err)
		}
		req, err := http.NewRequest(http.MethodPost, "http://"+ts.Getenv("ADDR")+path, bytes.NewReader(body))
		ts.Check(err)
		req.Header.Set("Content-Type", kind)
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		res, err := c.Do(req)
		ts.Check(err)
		data, err := io.ReadAll(res.Body)
		ts.Check(errors.Join(err, res.Body.Close()))
		var out map[string]any
		ts.Check(json.Unmarshal(data, &out))
		if res.StatusCode >= 300 {
			ts.Fatalf("%s: %d %s", path, res.StatusCode, data)
		}
		return out
	}
	const plain = "application/json"
	queue, channel := ulid.Make().String(), ulid.Make().String()
	post("/api/v1/session", plain, "", map[string]any{"email": "chefe@x.example", "password": ts.Getenv("PASSWORD")})
	post("/api/v1/queues", plain, "", map[string]any{"id": queue, "name": "Geral", "mode": "both", "delivery": "assign", "ring_seconds": 20, "offer_retry_seconds": 60, "strategy": "fewest_open", "members": []any{}})
	post("/api/v1/channels", plain, "", map[string]any{
		"id": channel, "name": "Loja", "queue": queue, "priority": 0, "abandon_seconds": 3600, "fields": []any{}, "origins": []any{},
		"require_proof": false, "title": "", "greeting": "", "away": "", "color": "#1a7f64", "locale": "pt-BR",
	})
	token := post("/widget/v1/channels/"+channel+"/visitors", plain, "", map[string]any{"name": "Ana"})["token"].(string)
	file := post("/widget/v1/files?name=nota.txt", "text/plain", token, []byte("por escrito\n"))["id"]
	post("/widget/v1/messages", plain, token, map[string]any{"id": ulid.Make().String(), "text": "olá 🙂", "files": []any{file}})
}

// lasting are the tables that restarting and restoring leave as they are.
var lasting = []string{"users", "queues", "channels", "contacts", "messages", "files"}

// contents TAR FILE writes what a backup holds that must not change.
func contents(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = f.Close() }()
	var rows, out strings.Builder
	for r := tar.NewReader(f); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		ts.Check(err)
		if strings.HasPrefix(head.Name, "rows/") {
			_, err = io.Copy(&rows, r)
			ts.Check(err)
		} else if head.Name != "manifest.json" {
			_, _ = fmt.Fprintln(&out, head.Name, head.Size)
		}
	}
	keep := false
	for line := range strings.Lines(rows.String()) {
		var head struct{ Table string }
		if json.Unmarshal([]byte(line), &head) == nil {
			keep = slices.Contains(lasting, head.Table)
		}
		if keep {
			out.WriteString(line)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(out.String()), 0o600))
}
