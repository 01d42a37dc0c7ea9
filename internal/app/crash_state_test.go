package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pronto/internal/config"
	"pronto/internal/desk"
	"pronto/internal/ledger"
	"pronto/internal/testkit/pgtest"
	"pronto/internal/view"
)

// Server restart (rules.md 1.8.4): kill -9 of the real server while an agent is in
// each of the states there are, once and again before anybody came back, with the
// server down for longer than any grace. Windows that resume keep their labels
// throughout, those that do not end when they were last seen, timers go on from
// what was promised, and the ledger adds up (promise 3).
func TestCrashInEachState_1_8_4(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { crashInEachState(t, "") })
	t.Run("postgres", func(t *testing.T) { crashInEachState(t, pgtest.URL(t)) })
}

const downFor = 6 * time.Minute // longer than LostAfter and LostGrace together

func crashInEachState(t *testing.T, database string) {
	s := newStates(t, database)
	s.bring()
	before, killed := s.room(), s.now()
	s.kill()
	s.pass(downFor)
	s.start()
	s.kill() // nobody had time to come back
	s.pass(time.Minute)
	s.start()

	s.comeBack()
	s.unchanged("who came back", before, s.room(), s.resumed())
	s.forward(desk.DefaultPresenceTimes.LostAfter + time.Second)
	s.unchanged("who came back, when the others are lost", before, s.room(), s.resumed())
	s.is("gone", "online", "ready", "inactive")
	s.is("vanished", "online", "ready", "inactive")
	s.is("left", "offline", "logged_off", "offline")
	s.forward(desk.DefaultPresenceTimes.LostGrace + time.Second)
	s.is("gone", "offline", "logged_off", "offline")
	s.is("vanished", "offline", "logged_off", "offline")
	s.forward(time.Hour) // all that was promised is over
	for _, name := range []string{"ringing", "wrapping", "refused", "unanswered"} {
		s.is(name, "online", "ready", "available")
	}
	s.is("calling", "online", "connected", "available")
	s.is("engaged", "online", "busy", "available")
	if a := s.row("drained"); a.Open != 0 || a.Drain == nil || !a.Drain.Done {
		t.Errorf("after the hour the drained agent has %d conversations: %+v", a.Open, a.Drain)
	}
	s.kill()

	s.read()
	s.timelines(before, killed)
	s.promises(before)
}

// states is a server and an agent for each state, by its name.
type states struct {
	*harness
	ahead time.Duration
	other string // a queue beside the first
	lunch string
	by    map[string]*stateAgent
	later time.Time // when one chose to become invisible
	said  time.Time // by then the goodbyes were said

	events    []desk.Recorded
	intervals map[desk.UserID][]ledger.Interval
}

type stateAgent struct {
	*crashAgent
	name    string
	returns bool // their window resumes
	socket  *websocket.Conn
}

// Of these, the windows of all but the last four resume.
var stateNames = []string{
	"online", "paused", "half", "working", "finishing", "planned", "drained", "lost", "reloading",
	"ringing", "calling", "wrapping", "refused", "engaged", "unanswered",
	"kept", "gone", "vanished", "left",
}

func newStates(t *testing.T, database string) *states {
	s := &states{
		harness: &harness{t: t, data: t.TempDir(), database: database, chance: rand.New(rand.NewPCG(7, 7)), addr: freeAddr(t)},
		by:      map[string]*stateAgent{}, intervals: map[desk.UserID][]ledger.Interval{},
	}
	t.Cleanup(s.kill)
	s.pass(0)
	s.start()
	s.furnish()
	s.lunch, s.other = newULID(), newULID()
	s.must(s.admin, "POST", "/api/v1/pause-reasons", map[string]any{"id": s.lunch, "name": "Almoço", "seconds": 3600}, nil)
	var inst view.Installation
	s.must(s.admin, "GET", "/api/v1/installation", nil, &inst)
	inst.HoldTimes = view.HoldTimes{AnswerSeconds: 600, WrapUpSeconds: 1800, NoAnswerSeconds: 600, BusySeconds: 600}
	s.must(s.admin, "PUT", "/api/v1/installation", inst, nil)
	members := []map[string]any{}
	for i, name := range stateNames {
		a := &stateAgent{crashAgent: &crashAgent{h: s.harness, http: browser(t), window: newULID(), id: newULID()}, name: name, returns: i < len(stateNames)-4}
		email := name + "@x.example"
		s.must(s.admin, "POST", "/api/v1/users", map[string]any{"id": a.id, "name": name, "email": email, "role": "agent", "password": password}, nil)
		s.must(a.http, "POST", "/api/v1/session", map[string]any{"email": email, "password": password}, nil)
		members = append(members, map[string]any{"user": a.id, "serves": true, "supervises": false})
		s.by[name] = a
	}
	s.queue = newULID()
	for id, name := range map[string]string{s.queue: "Vendas", s.other: "Suporte"} {
		s.must(s.admin, "POST", "/api/v1/queues", map[string]any{
			"id": id, "name": name, "mode": "pull", "delivery": "assign", "ring_seconds": 20, "offer_retry_seconds": 60, "strategy": "fewest_open", "members": members,
		}, nil)
	}
	s.channel = newULID()
	s.must(s.admin, "POST", "/api/v1/channels", map[string]any{
		"id": s.channel, "name": "Vendas", "queue": s.queue, "priority": 0, "abandon_seconds": 86400, "fields": []any{}, "origins": []any{},
		"require_proof": false, "title": "", "greeting": "", "away": "", "color": "#1a7f64", "locale": "pt-BR",
	}, nil)
	return s
}

// clockFile holds how far the wall of a crashing server is ahead of ours: hours
// pass for it in no time.
const clockFile = "clock-ahead"

func wallOf(folder string) func() time.Time {
	return func() time.Time {
		text, err := os.ReadFile(filepath.Join(folder, clockFile))
		if err != nil {
			return time.Now() // a server whose clock nobody moves
		}
		ahead, err := time.ParseDuration(string(text))
		if err != nil {
			panic(err)
		}
		return time.Now().Add(ahead)
	}
}

// pass lets time pass for the server, whether it runs or not.
func (s *states) pass(d time.Duration) {
	s.t.Helper()
	s.ahead += d
	file := filepath.Join(s.data, clockFile)
	err := os.WriteFile(file+".new", []byte(s.ahead.String()), 0o600)
	if err := errors.Join(err, os.Rename(file+".new", file)); err != nil {
		s.t.Fatal(err)
	}
}

// forward lets time pass, and has the server notice: each command does first what
// is due.
func (s *states) forward(d time.Duration) {
	s.t.Helper()
	s.pass(d)
	s.must(s.admin, "PUT", "/api/v1/me/preferences", map[string]any{"keep_online": false}, nil)
}

func (s *states) now() time.Time { return time.Now().Add(s.ahead) }

// bring has every agent come into their state.
func (s *states) bring() {
	first := s.by["unanswered"]
	s.open(first, 1)
	s.declare(first, "online")
	s.call(first, "")
	s.forward(601 * time.Second) // it rang out, and there is no answer for ten minutes
	for _, name := range stateNames {
		if a := s.by[name]; a != first {
			s.open(a, 1)
			s.declare(a, "online")
		}
	}
	s.must(s.by["kept"].http, "PUT", "/api/v1/me/preferences", map[string]any{"keep_online": true}, nil)
	s.leave(s.by["kept"])
	for _, name := range []string{"lost", "vanished"} {
		_ = s.by[name].socket.CloseNow()
	}
	s.forward(desk.DefaultPresenceTimes.LostAfter + 10*time.Second)
	for _, name := range []string{"lost", "vanished"} {
		eventually(s.t, name+" without a connection", func() bool { return s.row(name).Labels.Smartspace == "inactive" })
	}
	s.declareAll()
	s.signal()
	s.leave(s.by["left"])
	s.leave(s.by["reloading"])
}

// declareAll puts those in place whose state is what somebody declared.
func (s *states) declareAll() {
	put := func(name, path string, in map[string]any) { s.must(s.by[name].http, "PUT", path, in, nil) }
	put("paused", "/api/v1/me/status", map[string]any{"status": "paused", "reason": s.lunch})
	put("half", "/api/v1/me/queues/"+s.other+"/status", map[string]any{"state": "paused", "reason": s.lunch})
	for _, name := range []string{"working", "finishing", "drained"} {
		s.work(s.by[name])
	}
	put("working", "/api/v1/me/status", map[string]any{"status": "invisible"})
	put("finishing", "/api/v1/me/next-status", map[string]any{"status": "paused", "reason": s.lunch, "after_work": true})
	s.later = s.now().Add(3 * time.Minute).UTC().Truncate(time.Millisecond) // while the server is down
	put("planned", "/api/v1/me/next-status", map[string]any{"status": "invisible", "at": s.later})
	s.must(s.admin, "POST", "/api/v1/agents/"+s.by["drained"].id+"/drain", map[string]any{"at": s.now().Add(time.Hour)}, nil)
}

// signal puts those in place whose state the telephone makes.
func (s *states) signal() {
	s.call(s.by["ringing"], "")
	s.call(s.by["calling"], "answered")
	s.call(s.by["wrapping"], "answered", "ended")
	s.call(s.by["refused"], "rejected")
	s.must(s.admin, "PUT", "/api/v1/agents/"+s.by["engaged"].id+"/line", map[string]any{"taken": true}, nil)
}

func (s *states) call(a *stateAgent, signals ...string) {
	s.t.Helper()
	s.must(s.admin, "POST", "/api/v1/agents/"+a.id+"/calls", map[string]any{"call": "call-" + a.name, "queue": s.queue}, nil)
	for _, signal := range signals {
		if signal != "" {
			s.must(s.admin, "POST", "/api/v1/agents/"+a.id+"/calls/call-"+a.name, map[string]any{"signal": signal}, nil)
		}
	}
}

func (s *states) declare(a *stateAgent, status string) {
	s.t.Helper()
	s.must(a.http, "PUT", "/api/v1/me/status", map[string]any{"status": status}, nil)
}

// work gives an agent a conversation that they took.
func (s *states) work(a *stateAgent) {
	s.t.Helper()
	var v struct {
		Token string `json:"token"`
	}
	s.must(http.DefaultClient, "POST", "/widget/v1/channels/"+s.channel+"/visitors", map[string]any{"name": "Cliente de " + a.name}, &v)
	var written struct {
		Conversation struct {
			ID string `json:"id"`
		} `json:"conversation"`
	}
	auth := http.Header{"Authorization": {"Bearer " + v.Token}}
	if _, err := s.harness.call(s.t.Context(), http.DefaultClient, "POST", "/widget/v1/messages", auth, map[string]any{"id": newULID(), "text": "oi"}, &written); err != nil {
		s.t.Fatal(err)
	}
	s.must(a.http, "POST", "/api/v1/conversations/"+written.Conversation.ID+"/take", map[string]any{}, nil)
}

// open connects an agent's window, as of this loading of the page.
func (s *states) open(a *stateAgent, load int) {
	s.t.Helper()
	conn, _, err := websocket.Dial(s.t.Context(), "ws://"+s.addr+"/api/v1/live", &websocket.DialOptions{HTTPClient: a.http})
	if err != nil {
		s.t.Fatal(err)
	}
	a.socket = conn
	conn.SetReadLimit(1 << 22)
	if err := conn.Write(s.t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"type":"hello","window":%q,"load":%d,"topics":["me"]}`, a.window, load)); err != nil {
		s.t.Fatal(err)
	}
	welcome := make(chan bool)
	go func() { // it goes on reading, or the server's pings would find no answer
		for told := false; ; {
			_, data, err := conn.Read(context.Background())
			if !told && (err != nil || bytes.Contains(data, []byte(`"welcome"`))) {
				told = true
				welcome <- err == nil
			}
			if err != nil {
				return
			}
		}
	}()
	if !<-welcome {
		s.t.Fatalf("no window for %s", a.name)
	}
}

// leave says goodbye as a page that is left does.
func (s *states) leave(a *stateAgent) {
	s.t.Helper()
	s.must(a.http, "POST", "/api/v1/windows/"+a.window+"/close", []byte(`{"load":1}`), nil)
	_ = a.socket.CloseNow()
	s.said = s.now()
}

// comeBack has all windows resume that do, the page that was left while it loaded
// first.
func (s *states) comeBack() {
	s.t.Helper()
	s.open(s.by["reloading"], 2)
	for _, name := range stateNames {
		if a := s.by[name]; a.returns && name != "reloading" {
			s.open(a, 1)
		}
	}
}

// resumed names who is to be as if nothing had been. Whose own choice came true
// while the server was down is not among them.
func (s *states) resumed() []string {
	return slices.DeleteFunc(slices.Clone(stateNames), func(name string) bool {
		return name == "planned" || name != "kept" && !s.by[name].returns
	})
}

func (s *states) room() map[string]view.RoomAgent {
	s.t.Helper()
	var room struct {
		Agents []view.RoomAgent `json:"agents"`
	}
	s.must(s.admin, "GET", "/api/v1/room", nil, &room)
	rows := map[string]view.RoomAgent{}
	for _, a := range room.Agents {
		rows[a.Name] = a
	}
	return rows
}

func (s *states) row(name string) view.RoomAgent {
	s.t.Helper()
	return s.room()[name]
}

func (s *states) is(name, blip, puzzel, smartspace string) {
	s.t.Helper()
	if got, want := s.row(name).Labels, (view.Labels{Blip: blip, Puzzel: puzzel, Smartspace: smartspace}); got != want {
		s.t.Errorf("%s is %+v, want %+v", name, got, want)
	}
}

// unchanged holds agents against what they were: labels, since when, queues, what
// the telephone made, what was chosen beforehand, and until when.
func (s *states) unchanged(when string, before, after map[string]view.RoomAgent, names []string) {
	s.t.Helper()
	for _, name := range names {
		was, now := before[name], after[name]
		if name == "lost" { // whom the supervisor saw as Inativo is there again
			was.Presence, was.Labels.Smartspace, was.LabelSince, was.Able = now.Presence, "available", now.LabelSince, now.Able
		}
		if name == "reloading" {
			was.Able = now.Able // it was not known whether they would come back
		}
		was.Rev, now.Rev = 0, 0
		if !reflect.DeepEqual(was, now) {
			s.t.Errorf("%s: %s was\n%+v\nand is\n%+v", when, name, was, now)
		}
	}
	if len(names) < 10 || len(before) < len(names) {
		s.t.Errorf("%s: %v of %d: the test tests nothing", when, names, len(before))
	}
}

// read takes the events from the data itself, and has the ledger verify them.
func (s *states) read() {
	s.t.Helper()
	ctx := context.Background()
	cfg := config.Defaults()
	cfg.Data, cfg.Database = s.data, s.database
	store, err := openStore(ctx, cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	v := ledger.NewVerifier()
	v.Final = func(u desk.UserID, c ledger.Chunk) error {
		s.intervals[u] = append(s.intervals[u], c.Intervals...)
		return nil
	}
	for last := int64(0); ; last = s.events[len(s.events)-1].Seq {
		piece, err := store.Events(ctx, last, 5000)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(piece) == 0 {
			break
		}
		s.events = append(s.events, piece...)
	}
	for _, r := range s.events {
		if err := v.Add(r); err != nil {
			s.t.Fatalf("the ledger: %v", err)
		}
	}
	if err := v.Close(s.now()); err != nil {
		s.t.Fatalf("the ledger: %v", err)
	}
	for _, u := range v.Agents() {
		s.intervals[u] = append(s.intervals[u], v.Intervals(u, s.now()).Intervals...)
	}
}

// at is the ledger's answer for one instant.
func (s *states) at(name string, when time.Time) view.Labels {
	for _, v := range s.intervals[desk.UserID(s.by[name].id)] {
		if at := ledger.At(when); v.From <= at && at < v.To {
			return view.Labels{Blip: string(v.Blip), Puzzel: string(v.Puzzel), Smartspace: string(v.Smartspace)}
		}
	}
	return view.Labels{}
}

// timelines looks at what the ledger says of the time in which the server was
// down.
func (s *states) timelines(before map[string]view.RoomAgent, killed time.Time) {
	s.t.Helper()
	down := killed.Add(time.Minute)
	for _, name := range s.resumed() {
		if got := s.at(name, down); got != before[name].Labels {
			s.t.Errorf("%s came back, and was %+v while the server was down; before it %+v", name, got, before[name].Labels)
		}
	}
	for name, smartspace := range map[string]string{"gone": "inactive", "vanished": "inactive", "left": "offline"} { // inactive until a grace is over
		if got, want := s.at(name, down), (view.Labels{Blip: "offline", Puzzel: "logged_off", Smartspace: smartspace}); got != want {
			s.t.Errorf("%s did not come back, and was %+v while the server was down, want %+v", name, got, want)
		}
		end := s.ended(name)
		if since := before[name].Since; end.Since.Before(since) || end.Since.After(killed) {
			s.t.Errorf("%s ended at %s; online since %s, and the server was killed at %s", name, end.Since, since, killed)
		}
	}
	if vanished, gone := s.ended("vanished").Since, s.ended("gone").Since; !vanished.Before(gone) {
		s.t.Errorf("who vanished before the kill ended at %s, who was there until then at %s", vanished, gone)
	}
	if left := s.ended("left").Since; left.After(s.said) {
		s.t.Errorf("who said goodbye by %s ended at %s", s.said, left)
	}
}

// ended is the event with which an agent was gone.
func (s *states) ended(name string) desk.Recorded {
	s.t.Helper()
	for _, r := range s.events {
		if e, ok := r.Event.(desk.PresenceChanged); ok && e.To == desk.Gone && string(e.User) == s.by[name].id {
			return r
		}
	}
	s.t.Fatalf("%s never ended", name)
	return desk.Recorded{}
}

// promises holds timers against what was shown before the server was killed.
func (s *states) promises(before map[string]view.RoomAgent) {
	s.t.Helper()
	for _, name := range []string{"ringing", "wrapping", "unanswered", "refused"} {
		row := before[name]
		until := row.Busy
		promised := time.Time{}
		if until != nil {
			promised = *until.Until
		} else {
			promised = *row.Hold.Until
		}
		if !slices.ContainsFunc(s.events, func(r desk.Recorded) bool {
			return r.Since.Equal(promised) && string(r.Event.Subjects().User) == s.by[name].id
		}) {
			s.t.Errorf("%s: nothing happened at %s, as promised", name, promised)
		}
	}
	if !slices.ContainsFunc(s.events, func(r desk.Recorded) bool {
		e, ok := r.Event.(desk.StatusChanged)
		return ok && e.To == desk.Invisible && r.Since.Equal(s.later) && string(e.User) == s.by["planned"].id
	}) {
		s.t.Errorf("who chose to be invisible at %s was not", s.later)
	}
	if starts := len(slices.DeleteFunc(slices.Clone(s.events), func(r desk.Recorded) bool {
		_, ok := r.Event.(desk.ServerStarted)
		return !ok
	})); starts != 3 {
		s.t.Errorf("%d starts", starts)
	}
}
