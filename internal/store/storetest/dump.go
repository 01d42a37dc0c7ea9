package storetest

import (
	"bytes"
	_ "embed" // the dump of an earlier release
	"errors"
	"strings"
	"testing"
	"time"

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
	for _, table := range []string{"users", "roles", "events", "messages", "whispers", "corrections", "traces"} {
		if !strings.Contains(dump, `"table":"`+table+`"`) {
			t.Errorf("%s is not exported", table)
		}
	}
	if strings.Contains(dump, "ledger") {
		t.Error("the ledger is exported, which is made again")
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
// epoch of its own. The ledger is to be made again.
func Restored(t *testing.T, s Store, epochs ...string) {
	t.Helper()
	missing[read.LedgerState](t)(s.LedgerState(t.Context()))
	got(t, "ledger chunks", len(must[[]read.LedgerChunk](t)(s.LedgerChunks(t.Context(), "", noon, after(1)))), 0)
	holds(t, s, everything(), epochs...)
}

// Migrated checks that a store which an earlier release filled holds everything,
// but for what that release did not know.
func Migrated(t *testing.T, s Store, unknown func(*engine.Batch)) {
	t.Helper()
	b := everything()
	unknown(b)
	holds(t, s, b)
}

// BeforeStatuses takes out what a release did not know that had no more of an
// agent than presence and sign-ins: of all else there is the default.
func BeforeStatuses(b *engine.Batch) {
	d := desk.DefaultInstallation
	d.Company, d.TimeZone, d.Locale = b.Installation.Company, b.Installation.TimeZone, b.Installation.Locale
	d.PullWhilePaused, d.PullWhileInvisible, d.Rev = b.Installation.PullWhilePaused, b.Installation.PullWhileInvisible, b.Installation.Rev
	b.Installation = &d
	b.Roles, b.Whispers, b.Corrections = nil, nil, nil
	for i := range b.Users {
		b.Users[i].Limits.Phone, b.Users[i].Shift = desk.MaxLimit, desk.Shift{}
	}
	for i := range b.PauseReasons {
		b.PauseReasons[i].CountsAs = desk.AsAnything
	}
	for i := range b.Conversations {
		b.Conversations[i].AskedAt, b.Conversations[i].Leg.Source = time.Time{}, ""
	}
	for i := range b.Legs {
		b.Legs[i].Source = ""
	}
	for i := range b.Agents {
		a := &b.Agents[i]
		a.Hold, a.Busy, a.KeepOnline, a.Next, a.Drain, a.DeclaredBy = desk.Hold{}, desk.Busy{}, false, nil, nil, ""
	}
}

func holds(t *testing.T, s Store, b *engine.Batch, epochs ...string) {
	t.Helper()
	live := load(t, s)
	checkLoaded(t, live, b)
	checkBeside(t, s, b)
	for _, e := range append(epochs, "") {
		if live.Epoch == e {
			t.Errorf("the epoch %q is an old one", e)
		}
	}
	searches(t, s, admin, "souza", "c1")
	flush(t, s, &engine.Batch{Traces: b.Traces, Events: recorded(3, desk.ServerStarted{})})
}

// dump4 is what the release with schema 4 exported after Fill.
//
//go:embed testdata/dump-4.jsonl
var dump4 string

// testOlderDump: the backup of an earlier release is restored as if its desk had
// been migrated.
func testOlderDump(t *testing.T, s Store) {
	epoch := load(t, s).Epoch
	if err := s.Import(t.Context(), strings.NewReader(dump4)); err != nil {
		t.Fatal(err)
	}
	got(t, "epoch", load(t, s).Epoch, epoch)
	Migrated(t, s, BeforeStatuses)
	if !errors.Is(s.Import(t.Context(), strings.NewReader(dump4)), store.ErrNotEmpty) {
		t.Error("imported over a desk")
	}
	// The tables are those of the present.
	b := everything()
	flush(t, s, &engine.Batch{Roles: b.Roles, Users: b.Users, Agents: b.Agents, Installation: b.Installation, Whispers: b.Whispers, Ledger: b.Ledger})
	live := load(t, s)
	got(t, "agents", live.Agents, b.Agents)
	got(t, "users", live.Users, b.Users)
	refused(t, s, "an e-mail in other letters", &engine.Batch{Users: []desk.User{{ID: "u9", Role: "x", Email: "ANA@example.com"}}})
}

// testDumpRefused: whatever is wrong with a dump, nothing of it stays.
func testDumpRefused(t *testing.T, s Store) {
	before := load(t, s)
	head, _, _ := strings.Cut(Dump(t, s), "\n")
	head += "\n"
	earlier := `{"format":"pronto-rows","version":1}` + "\n"
	counters := `{"table":"counters","columns":[{"name":"name","type":"text"},{"name":"value","type":"int"}]}` + "\n"
	for what, dump := range map[string]string{
		"empty":                                "",
		"another format":                       `{"format":"tar"}` + "\n",
		"a later format":                       `{"format":"pronto-rows","version":2}` + "\n",
		"no table":                             head + `["a",1]` + "\n",
		"an unknown table":                     head + `{"table":"secrets","columns":[{"name":"name","type":"text"}]}` + "\n",
		"an unknown column":                    head + `{"table":"counters","columns":[{"name":"name; --","type":"text"}]}` + "\n",
		"a short row":                          head + counters + `["a"]` + "\n",
		"a wrong type":                         head + counters + `["a","1"]` + "\n",
		"a fraction":                           head + counters + `["a",1.5]` + "\n",
		"a broken line":                        head + counters + `["a",1` + "\n",
		"a key twice":                          head + counters + `["a",1]` + "\n" + `["a",1]` + "\n",
		"cut off":                              head + counters + `["a",1]` + "\n",
		"more after the end":                   head + counters + `{"end":0}` + "\n" + `["a",1]` + "\n",
		"another row count":                    head + counters + `["a",1]` + "\n" + `{"end":7}` + "\n",
		"a later schema":                       `{"format":"pronto-rows","version":1,"schema":9999}` + "\n" + `{"end":0}` + "\n",
		"no schema":                            `{"format":"pronto-rows","version":1,"schema":1}` + "\n" + `{"end":0}` + "\n",
		"an earlier, cut off":                  strings.Join(strings.SplitAfter(dump4, "\n")[:30], ""),
		"an earlier, without a column":         strings.Replace(dump4, `{"name":"email","type":"text"},`, "", 1),
		"an earlier, with a later table":       earlier + `{"table":"roles","columns":[{"name":"id","type":"text"}]}` + "\n" + `["a"]` + "\n" + `{"end":1}` + "\n",
		"an earlier, with a name that is none": earlier + `{"table":"counters","columns":[{"name":"name; --","type":"text"}]}` + "\n",
		"an earlier, with a table it forgets":  earlier + `{"table":"counters","columns":[]}` + "\n" + `{"end":0}` + "\n",
		"a table it forgets ":                  head + `{"table":"counters","columns":[]}` + "\n" + `{"end":0}` + "\n",
	} {
		if err := s.Import(t.Context(), strings.NewReader(dump)); err == nil {
			t.Errorf("%s: imported", what)
		}
	}
	got(t, "the desk after refused imports", load(t, s), before)
	Fill(t, s)
}
