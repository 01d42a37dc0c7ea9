package bench

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// A run fails by its gates and by nothing else; a run in passing by none.
func TestTheTable(t *testing.T) {
	var out bytes.Buffer
	b := &bench{o: Options{Out: &out}}
	b.gate(true, "a", "≤ 2", "×%.1f", 1.5)
	b.target(true, "bb", "< 1 s", "%s", time.Millisecond)
	b.target(false, "missed by far", "< 1 s", "%s", time.Hour)
	if err := b.report(); err != nil {
		t.Errorf("a missed target fails the run: %v", err)
	}
	b.gate(false, "ccc", "≤ 2", "×%.1f", 2.5)
	out.Reset()
	if err := b.report(); err == nil || err.Error() != "1 gates failed" {
		t.Errorf("a failed gate: %v", err)
	}
	want := `
FIGURE         MEASURED  TARGET  
a              ×1.5      ≤ 2     gate held
bb             1ms       < 1 s   reached
missed by far  1h0m0s    < 1 s   missed
ccc            ×2.5      ≤ 2     GATE FAILED
`
	if out.String() != want {
		t.Errorf("got %s\nwant %s", out.String(), want)
	}
	b.o.Quick = true
	if err := b.report(); err != nil {
		t.Errorf("in passing: %v", err)
	}
}

// judged is the verdict on one figure, which may be a gate and a target at once.
func judged(t *testing.T, b *bench, gate bool, name string) Figure {
	t.Helper()
	i := slices.IndexFunc(b.figures, func(f Figure) bool { return f.Gate == gate && f.Name == name })
	if i < 0 {
		t.Fatalf("no figure %q among %+v", name, b.figures)
	}
	return b.figures[i]
}

func TestTheProcessorGateIsTwoAndAHalfTimesTheBareDriver(t *testing.T) {
	for _, c := range []struct {
		cpu  time.Duration // of 1,000 messages, whose rows cost the driver 100 µs each
		got  string
		held bool
	}{
		{250 * time.Millisecond, "×2.50 (250µs of 100µs)", true},
		{251 * time.Millisecond, "×2.51 (250µs of 100µs)", false},
		{100 * time.Millisecond, "×1.00 (100µs of 100µs)", true},
	} {
		b := &bench{}
		b.judge(500, loaded{messages: 1000, during: 2 * time.Second, cpu: c.cpu, took: []time.Duration{time.Millisecond}}, 100*time.Millisecond)
		f := judged(t, b, true, "server CPU a message, 500/s")
		if f.OK != c.held || f.Got != c.got {
			t.Errorf("%s of processor: %+v", c.cpu, f)
		}
	}
}

func TestTargetsOfALoad(t *testing.T) {
	quick, slow := slices.Repeat([]time.Duration{4 * time.Millisecond}, 98), slices.Repeat([]time.Duration{30 * time.Millisecond}, 2)
	for _, c := range []struct {
		name string
		pace int
		got  loaded
		want bool
	}{
		{"request → agent's socket, 50/s", 50, loaded{messages: 98, took: quick}, true},
		{"request → agent's socket, 50/s", 50, loaded{messages: 100, took: slices.Concat(slow, quick)}, false},
		{"acknowledged messages, SQLite", 0, loaded{messages: 6000, during: 2 * time.Second, took: quick}, true},
		{"acknowledged messages, SQLite", 0, loaded{messages: 5998, during: 2 * time.Second, took: quick}, false},
		{"server CPU a message, saturated", 0, loaded{messages: 1000, cpu: 349 * time.Millisecond, took: quick}, true},
		{"server CPU a message, saturated", 0, loaded{messages: 1000, cpu: 350 * time.Millisecond, took: quick}, false},
	} {
		b := &bench{}
		b.judge(c.pace, c.got, time.Second)
		if f := judged(t, b, false, c.name); f.OK != c.want {
			t.Errorf("%+v of %d messages, %s of processor", f, c.got.messages, c.got.cpu)
		}
	}
}

func TestTheEnginesGateIsSixtyPercentOfTheBareDatabase(t *testing.T) {
	for took, held := range map[time.Duration]bool{10 * time.Second: true, 10001 * time.Millisecond: false} {
		b := &bench{}
		b.judgeEngine("SQLite", 60_000, 1000, took, 6*time.Second)
		f := judged(t, b, true, "engine alone on SQLite")
		if f.OK != held || took == 10*time.Second && f.Got != "6000/s of 10000/s (60 %), 60 a transaction" {
			t.Errorf("in %s: %+v", took, f)
		}
	}
}

func TestPercentiles(t *testing.T) {
	all := make([]time.Duration, 200)
	for i := range all {
		all[len(all)-1-i] = time.Duration(i + 1) // 200 … 1
	}
	for p, want := range map[int]time.Duration{0: 1, 50: 101, 99: 199, 100: 200} {
		if got := percentile(all, p); got != want {
			t.Errorf("p%d is %d, want %d", p, got, want)
		}
	}
}

// The bare driver writes what the load wrote: every message once, in transactions
// of the size it had, with each conversation that they are in once a transaction.
func TestTheBareDriversMessagesAreThoseOfTheLoad(t *testing.T) {
	const messages, batch = 2*customers + 30, customers + 10
	planned, err := planMessages(messages, batch)
	if err != nil {
		t.Fatal(err)
	}
	if len(planned) != 1+3 { // the conversations, then what was written in them
		t.Errorf("%d transactions", len(planned))
	}
	open := make([]desk.Conversation, customers)
	for i := range open {
		open[i] = desk.Conversation{ID: desk.ConversationID(newID(time.Now())), Leg: desk.Leg{State: desk.Assigned, Agent: "a"}}
	}
	written := map[desk.MessageID]bool{}
	for from := 0; from < messages; from += batch {
		b, err := messageBatch(open, from, min(batch, messages-from), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		last := map[desk.ConversationID]int64{}
		for _, m := range b.Messages {
			written[m.ID], last[m.Conversation] = true, m.N
		}
		for _, c := range b.Conversations {
			if c.LastN != last[c.ID] {
				t.Errorf("a conversation is written as of message %d, its last is %d", c.LastN, last[c.ID])
			}
			delete(last, c.ID)
		}
		if len(last) > 0 {
			t.Errorf("%d conversations have messages and are not written", len(last))
		}
	}
	if len(written) != messages {
		t.Errorf("%d messages, want %d", len(written), messages)
	}
}

// What the kernel tells of a process by its id is what it tells of ourselves.
func TestProcessorTimeOfAProcess(t *testing.T) {
	for cpuOfSelf() < 200*time.Millisecond {
		bytes.Count(make([]byte, 1<<20), []byte{0})
	}
	const rounding = 2 * time.Second / ticks
	before := cpuOfSelf()
	got, err := cpuOf(os.Getpid())
	if err != nil || got < before-rounding || got > cpuOfSelf()+rounding {
		t.Errorf("%s, %v; between %s and %s", got, err, before, cpuOfSelf())
	}
}

func TestWhatTheServerTells(t *testing.T) {
	page := "# HELP pronto_batches_total Transactions written.\n# TYPE pronto_batches_total counter\npronto_batches_total 1.2e+06\npronto_events_total 7\n"
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			http.Error(w, `{"code":"refused"}`, http.StatusConflict)
			return
		}
		_, _ = w.Write([]byte(page))
	}))
	defer web.Close()
	s := &server{base: web.URL, metrics: web.URL + "/metrics", log: filepath.Join(t.TempDir(), "log")}
	if n, err := s.batches(t.Context()); err != nil || n != 1_200_000 {
		t.Errorf("batches %v, %v", n, err)
	}
	page = "pronto_events_total 7\n"
	if _, err := s.batches(t.Context()); err == nil {
		t.Error("no figure, and no complaint")
	}
	if err := s.ask(t.Context(), browser(), "POST", "/api/v1/queues", "", nil, nil); err == nil || !strings.Contains(err.Error(), "409") || !strings.Contains(err.Error(), "refused") {
		t.Errorf("a refusal: %v", err)
	}
	if err := os.WriteFile(s.log, []byte("The desk is open\n\n    http://localhost/setup?token=abc-123\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if token, err := s.token(); err != nil || token != "abc-123" {
		t.Errorf("token %q, %v", token, err)
	}
}
