package archtest

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A checker that never complains proves nothing, so each rule is broken once.
func TestTheCheckerCatches(t *testing.T) {
	cases := []struct{ name, file, source, complaint string }{
		{"the domain importing ours", "internal/desk/a.go", `import "pronto/internal/engine"`, "desk may not import engine"},
		{"the domain below its top", "internal/desk/deep/a.go", `import "pronto/internal/engine"`, "desk may not import engine"},
		{"the domain reading files", "internal/desk/a.go", `import "os/exec"`, "desk is pure and may not import os/exec"},
		{"the domain with a third party", "internal/routing/a.go", `import "github.com/oklog/ulid/v2"`, "routing is pure"},
		{"the domain reading the clock", "internal/desk/a.go", `import "time"; var x = time.Now()`, "does not call time.Now"},
		{"the clock as a value", "internal/desk/a.go", `import "time"; var x = time.Since`, "does not call time.Since"},
		{"the clock under another name", "internal/routing/a.go", `import clock "time"; var x = clock.Now()`, "does not call time.Now"},
		{"the clock without a name", "internal/routing/a.go", `import . "time"; var x = Now()`, "dot import"},
		{"the domain rolling dice", "internal/routing/a.go", `import "math/rand/v2"; var x = rand.Int()`, "may not import math/rand/v2"},
		{"the domain on the wire", "internal/desk/a.go", "type A struct { B int `json:\"b\"` }", "no JSON tags"},
		{"the domain working aside", "internal/desk/a.go", `func f() { go f() }`, "no goroutine"},
		{"the engine knowing a store", "internal/engine/a.go", `import "pronto/internal/store/sqlite"`, "engine may not import store/sqlite"},
		{"one store knowing the other", "internal/store/sqlite/a.go", `import "pronto/internal/store/postgres"`, "store/sqlite may not import store/postgres"},
		{"an adapter knowing another", "internal/live/a.go", `import "pronto/internal/httpapi"`, "live may not import httpapi"},
		{"an adapter knowing a store", "internal/httpapi/a.go", `import "pronto/internal/store"`, "httpapi may not import store"},
		{"an adapter knowing app", "internal/channel/webchat/a.go", `import "pronto/internal/app"`, "channel/webchat may not import app"},
		{"SQL above its adapter", "internal/engine/a.go", `import "database/sql"`, "engine may not import database/sql"},
		{"a driver above its adapter", "internal/httpapi/a.go", `import "github.com/jackc/pgx/v5/pgxpool"`, "httpapi may not import github.com/jackc/pgx/v5/pgxpool"},
		{"helpers of tests in the program", "internal/app/a.go", `import "pronto/internal/testkit"`, "app may not import testkit"},
		{"a suite of tests in the program", "internal/app/a.go", `import "pronto/internal/store/storetest"`, "app may not import store/storetest"},
		{"a package nobody placed", "internal/helpers/a.go", ``, "package internal/helpers has no row"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			complaints, err := check(tree(c.file, c.source))
			if err != nil {
				t.Fatal(err)
			}
			if len(complaints) != 1 || !strings.Contains(complaints[0], c.complaint) {
				t.Errorf("complaints %q, want one with %q", complaints, c.complaint)
			}
		})
	}
}

func TestTheCheckerAllows(t *testing.T) {
	cases := []struct{ name, file, source string }{
		{"time as a value", "internal/desk/a.go", `import "time"; func f(now time.Time) bool { return now.After(now) }`},
		{"taking an address apart", "internal/desk/a.go", `import "net/url"`},
		{"a package below its own", "internal/store/sqlite/a.go", `import "pronto/internal/store/sqlite/deep"`},
		{"a dialect using what is shared", "internal/store/postgres/a.go", `import "pronto/internal/store/queries"`},
		{"tests doing as they like", "internal/desk/a_test.go", `import "pronto/internal/testkit"; var x = time.Now()`},
		{"another module's folder", "tools/a.go", `import "pronto/internal/desk"`},
		{"packages of the front end", "web/node_modules/a/a.go", `import "os"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := tree(c.file, c.source)
			files["tools/go.mod"] = &fstest.MapFile{Data: []byte("module pronto/tools")}
			files["internal/timer/a.go"] = &fstest.MapFile{Data: []byte("package timer")}
			complaints, err := check(files)
			if err != nil || len(complaints) > 0 {
				t.Errorf("complaints %q, error %v", complaints, err)
			}
		})
	}
}

func TestTheCheckerRefusesAnEmptyModule(t *testing.T) {
	if _, err := check(fstest.MapFS{"README.md": {}}); err == nil {
		t.Error("a module without a Go file passed")
	}
}

// Two rows for one package would make the order of the table decide.
func TestEveryRowIsAlone(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range house {
		if seen[r.pkg] {
			t.Errorf("%s has two rows", r.pkg)
		}
		seen[r.pkg] = true
	}
	for _, r := range house {
		for _, name := range r.may {
			if !seen[name] {
				t.Errorf("%s may import %s, which has no row", r.pkg, name)
			}
		}
	}
}

func tree(file, source string) fstest.MapFS {
	return fstest.MapFS{file: {Data: []byte("package a\n" + source + "\n")}}
}
