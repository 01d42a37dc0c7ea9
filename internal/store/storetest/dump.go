package storetest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/store"
)

// Dump is what a store exports.
func Dump(t *testing.T, s Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(t.Context(), &b); err != nil {
		t.Fatalf("export: %v", err)
	}
	return b.String()
}

// Fill writes every kind of row.
func Fill(t *testing.T, s Store) { flush(t, s, everything()) }

func testDump(t *testing.T, s Store) {
	Fill(t, s)
	dump := Dump(t, s)
	if strings.Contains(dump, load(t, s).Epoch) {
		t.Error("the epoch of the feed is exported")
	}
	for _, table := range []string{"users", "events", "messages", "traces"} {
		if !strings.Contains(dump, `"table":"`+table+`"`) {
			t.Errorf("%s is not exported", table)
		}
	}
	if !strings.Contains(dump, "4611686018427387905") {
		t.Error("a 64-bit number lost digits")
	}
	err := s.Import(t.Context(), strings.NewReader(dump))
	if !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("importing over a desk: %v", err)
	}
}

// Restored checks that a store which imported the dump of Fill holds it, in an
// epoch of its own.
func Restored(t *testing.T, s Store, epochs ...string) {
	t.Helper()
	holds(t, s, everything(), epochs...)
}

// Migrated checks that a store which an earlier release filled holds everything.
// Told is where its contact differs, of whom that release knew less.
func Migrated(t *testing.T, s Store, told func(*desk.Contact)) {
	t.Helper()
	b := everything()
	told(&b.Contacts[0])
	holds(t, s, b)
}

func holds(t *testing.T, s Store, b *engine.Batch, epochs ...string) {
	t.Helper()
	live := load(t, s)
	checkLoaded(t, live, b)
	for _, e := range append(epochs, "") {
		if live.Epoch == e {
			t.Errorf("the epoch %q is an old one", e)
		}
	}
	found(t, "message", everything().Messages[1])(s.MessageByID(t.Context(), "m2"))
	got(t, "traces", must[[]read.Trace](t)(s.Traces(t.Context(), "c1")), []read.Trace{read.Trace(everything().Traces[0])})
	got(t, "events", must[[]desk.Recorded](t)(s.Events(t.Context(), 0, 10)), everything().Events)
	searches(t, s, admin, "souza", "c1")
	flush(t, s, &engine.Batch{Traces: everything().Traces, Events: recorded(3, desk.ServerStarted{})})
}

// testDumpRefused: whatever is wrong with a dump, nothing of it stays.
func testDumpRefused(t *testing.T, s Store) {
	before := load(t, s)
	head := `{"format":"pronto-rows","version":1}` + "\n"
	counters := `{"table":"counters","columns":[{"name":"name","type":"text"},{"name":"value","type":"int"}]}` + "\n"
	for what, dump := range map[string]string{
		"empty":               "",
		"another format":      `{"format":"tar"}` + "\n",
		"a later format":      `{"format":"pronto-rows","version":2}` + "\n",
		"no table":            head + `["a",1]` + "\n",
		"an unknown table":    head + `{"table":"secrets","columns":[{"name":"name","type":"text"}]}` + "\n",
		"an unknown column":   head + `{"table":"counters","columns":[{"name":"name; --","type":"text"}]}` + "\n",
		"a short row":         head + counters + `["a"]` + "\n",
		"a wrong type":        head + counters + `["a","1"]` + "\n",
		"a fraction":          head + counters + `["a",1.5]` + "\n",
		"a broken line":       head + counters + `["a",1` + "\n",
		"a key twice":         head + counters + `["a",1]` + "\n" + `["a",1]` + "\n",
		"cut off":             head + counters + `["a",1]` + "\n",
		"more after the end":  head + counters + `{"end":0}` + "\n" + `["a",1]` + "\n",
		"another row count":   head + counters + `["a",1]` + "\n" + `{"end":7}` + "\n",
		"a table it forgets ": head + `{"table":"counters","columns":[]}` + "\n" + `{"end":0}` + "\n",
	} {
		if err := s.Import(t.Context(), strings.NewReader(dump)); err == nil {
			t.Errorf("%s: imported", what)
		}
	}
	got(t, "the desk after refused imports", load(t, s), before)
}
