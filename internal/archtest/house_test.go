// Package archtest holds who may import whom. It reads the imports of all
// packages itself, so that `go test` sees which files the answer depends on: a
// test that asks the go command is cached as passing. Tests may import what
// they like; what the compiled program may do is below.
package archtest

import (
	"os"
	"slices"
	"testing"
)

// Paths are below the module, without "internal/". A row speaks for its package
// and the packages below it, unless one of them has a row of its own; they may
// import each other. A package without a row is refused: whoever adds one says
// here where it belongs.
type row struct {
	pkg  string
	may  []string
	pure bool // see impure
}

var house = []row{
	// The domain: the same state, command and instant give the same result.
	{pkg: "desk", pure: true},
	{pkg: "routing", may: []string{"desk"}, pure: true},
	{pkg: "ledger", may: []string{"desk"}, pure: true},

	// The engine and what it stands on.
	{pkg: "timer"},
	{pkg: "eventcodec", may: []string{"desk"}},
	{pkg: "engine", may: []string{"desk", "routing", "timer", "eventcodec"}},
	{pkg: "view", may: []string{"desk", "engine", "ledger"}},
	{pkg: "read", may: []string{"desk", "engine", "view"}},

	// The stores. What the two dialects share is below store, and knows neither.
	{pkg: "store", may: core},
	{pkg: "store/sqlite", may: slices.Concat(core, []string{"store"})},
	{pkg: "store/postgres", may: slices.Concat(core, []string{"store"})},

	// What several adapters use.
	{pkg: "access", may: []string{"desk", "engine", "view", "read"}},
	{pkg: "blob", may: []string{"desk", "problem"}},
	{pkg: "problem", may: []string{"desk"}},
	{pkg: "page"},
	{pkg: "tail", may: []string{"desk", "engine"}},
	{pkg: "config"},
	{pkg: "socket", may: []string{"desk", "engine"}},

	// The adapters. None knows another, nor a store, nor app.
	{pkg: "httpapi", may: slices.Concat(adapter, []string{"report", "ledger"})},
	{pkg: "live", may: adapter},
	{pkg: "channel/webchat", may: adapter},
	{pkg: "notify", may: adapter},
	{pkg: "report", may: slices.Concat(adapter, []string{"ledger"})},

	// Only app knows everything.
	{pkg: "app", may: slices.Concat(adapter, stores, []string{
		"web", "routing", "timer", "eventcodec", "ledger", "httpapi", "live", "channel/webchat", "notify", "report",
	})},

	// The program and its side shows. The benchmark measures PostgreSQL on a
	// cluster of its own, hence pgtest.
	{pkg: "sim", may: slices.Concat(core, stores, []string{"routing", "timer", "ledger"})},
	{pkg: "demo", may: []string{"app", "config", "desk", "view"}},
	{pkg: "bench", may: slices.Concat(adapter, stores, []string{
		"app", "routing", "timer", "eventcodec", "ledger", "report", "sim", "testkit/pgtest",
	})},
	{pkg: "cmd/pronto", may: slices.Concat(stores, []string{"app", "config", "socket", "sim", "demo", "bench"})},
	{pkg: "web"},

	// Only tests import these: nobody else's row names them.
	{pkg: "testkit", may: slices.Concat(core, []string{"routing"})},
	{pkg: "testkit/pgtest"},
	{pkg: "testkit/desktest", may: slices.Concat(core, stores)},
	{pkg: "store/storetest", may: slices.Concat(core, []string{"store", "testkit"})},
	{pkg: "channel/channeltest", may: []string{"desk", "engine", "view", "testkit"}},
}

var (
	core    = []string{"desk", "engine", "eventcodec", "view", "read"}
	adapter = []string{"desk", "engine", "view", "read", "access", "blob", "problem", "page", "tail", "socket", "config"}
	stores  = []string{"store", "store/sqlite", "store/postgres"}
)

// impure is what a pure package does without: the world, chance, and the shapes
// of the wire. It also has no third party.
var impure = []string{
	"net", "os", "io/fs", "io/ioutil", "path/filepath", "syscall", "unsafe", "database/sql",
	"log", "math/rand", "crypto/rand", "encoding/json", "testing",
}

// harmless lies below something impure and only takes text apart.
var harmless = []string{"net/url"}

// clock is what a pure package does not call: it is told the time.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// kept are the libraries and standard packages that belong to an adapter: what
// they speak never appears above it.
var kept = []struct {
	path string
	by   []string
}{
	{"database/sql", []string{"store", "store/sqlite", "store/postgres", "bench"}},
	{"modernc.org/sqlite", []string{"store/sqlite", "bench"}},
	{"github.com/jackc/pgx", []string{"store/postgres", "testkit/pgtest", "bench"}},
	{"github.com/pressly/goose", []string{"store", "store/sqlite", "store/postgres"}},
	{"github.com/danielgtaylor/huma", []string{"httpapi"}},
	{"github.com/xuri/excelize", []string{"report"}},
	{"github.com/alecthomas/kong", []string{"cmd/pronto", "config"}},
}

func TestWhoMayImportWhom(t *testing.T) {
	complaints, err := check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range complaints {
		t.Error(complaint)
	}
}
