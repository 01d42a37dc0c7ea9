package eventcodec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/testkit"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// samples has every kind once, with every field set.
var samples = []desk.Event{
	desk.ConversationOpened{Conversation: "c1", Channel: "ch1", Contact: "k1", Queue: "q1", Leg: "l1", Priority: 3, Protocol: "20261121-0042-7"},
	desk.MessageWritten{Conversation: "c1", Message: "m1", N: 1 << 60, From: desk.FromAgent, Queue: "q1", Agent: "u1", Files: 10},
	desk.MarksMoved{Conversation: "c1", Side: desk.FromCustomer, Queue: "q1", Agent: "u1", AgentRead: 7, Delivered: 9, Read: 8},
	desk.ConversationAssigned{Conversation: "c1", Leg: "l1", Queue: "q1", Agent: "u1", Source: desk.ByOffer, Waited: 1500 * time.Millisecond},
	desk.ConversationReturned{Conversation: "c1", Ended: "l1", Leg: "l2", Queue: "q1", Agent: "u1", Protocol: "20261121-0043-5"},
	desk.ConversationMoved{
		Conversation: "c1", Ended: "l1", Leg: "l2", FromQueue: "q1", Queue: "q2", FromAgent: "u1", Agent: "u2", Protocol: "20261121-0043-5",
	},
	desk.WhisperWritten{Conversation: "c1", Whisper: "w1", Queue: "q1", Agent: "u1"},
	desk.ConversationClosed{Conversation: "c1", Leg: "l1", Queue: "q1", Agent: "u1", Outcome: desk.Archived},
	desk.CustomerLeft{Conversation: "c1", Queue: "q1", Agent: "u1"},
	desk.CustomerReturned{Conversation: "c1", Queue: "q1", Agent: "u1"},
	desk.CustomerRecognized{Conversation: "c1", Queue: "q1", Agent: "u1", Was: "k2", Contact: "k1"},
	desk.ContactChanged{Contact: "k1", Conversation: "c1", Queue: "q1", Agent: "u1", Verified: true},
	desk.FileStored{File: "f1", Size: 26214400},
	desk.OfferMade{Offer: "o1", Conversation: "c1", Queue: "q1", Agent: "u1", ExpiresAt: noon},
	desk.OfferEnded{Offer: "o1", Conversation: "c1", Queue: "q1", Agent: "u1", State: desk.OfferDeclined},
	desk.WindowOpened{User: "u1", Window: "w1"},
	desk.WindowClosed{User: "u1", Window: "w1"},
	desk.PresenceChanged{User: "u1", From: desk.Lost, To: desk.Gone, End: desk.GraceOver, Ended: []desk.SignedIn{{Queue: "q1", State: desk.PausedQueue, Reason: "r1", Since: noon}}},
	desk.StatusChanged{User: "u1", From: desk.Paused, To: desk.Online, Reason: "r1", SignIns: []desk.SignedIn{{Queue: "q1", State: desk.SignedInQueue, Reason: "r1", Since: noon}}, End: desk.DeskClosed},
	desk.HoldChanged{User: "u1", From: desk.Connecting, To: desk.NoAnswer, Call: "call1", Queue: "q1", Until: noon},
	desk.BusyChanged{User: "u1", Cause: desk.BusyRejected, Until: noon},
	desk.KeepOnlineChanged{User: "u1", On: true},
	desk.NextStatusChanged{User: "u1", Status: desk.Paused, Reason: "r1", AfterWork: true, Until: noon},
	desk.DrainChanged{User: "u1", By: "u2", Until: noon},
	desk.TimeCorrected{Correction: "t1", User: "u1", From: noon, To: noon.Add(time.Hour), Label: desk.BlipPaused, Reason: "r1"},
	desk.SessionStarted{User: "u1"},
	desk.SessionEnded{User: "u1"},
	desk.UserSaved{
		User: "u1", Created: true, Role: desk.RoleAdmin, Active: true, Limits: desk.Limits{Total: 5, Chat: 3, Phone: 2},
		Shift: desk.Shift{Length: 6 * time.Hour, Start: 9 * time.Hour, End: 15 * time.Hour}, Changed: []string{"name", "role"},
	},
	desk.QueueSaved{Queue: "q1", Created: true, Active: true, Changed: []string{"name"}},
	desk.MemberSaved{Queue: "q1", User: "u1", Serves: true, Supervises: true},
	desk.ChannelSaved{Channel: "ch1", Created: true, Active: true, Changed: []string{"origins"}},
	desk.PauseReasonSaved{Reason: "r1", Created: true, Active: true, Duration: 15 * time.Minute, CountsAs: desk.AsRest, Changed: []string{"name"}},
	desk.RoleSaved{Role: "night", Created: true, Removed: true, Permissions: []desk.Permission{desk.MayServe, desk.MayWatch}},
	desk.InstallationSaved{Changed: []string{"company"}, Breaks: desk.BreakRules{
		On: true, Breaks: 3, Length: 12 * time.Minute, Edge: 50 * time.Minute, Meal: 25 * time.Minute, WarnFrom: 5 * time.Minute,
		ShortShift: 3 * time.Hour, ShortBreaks: 2,
	}},
	desk.ServerStarted{Downtime: 3 * time.Second},
	desk.ClockStepped{By: -2 * time.Second},
}

func TestGolden(t *testing.T) {
	for _, e := range samples {
		t.Run(e.Kind(), func(t *testing.T) {
			everyFieldSet(t, reflect.ValueOf(e))
			kind, version, data, err := Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, fmt.Sprintf("%s.v%d.golden", kind, version), string(data)+"\n")
		})
	}
}

// everyFieldSet keeps the samples honest: a golden file that leaves out a field
// would not notice when it is lost.
func everyFieldSet(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the sample of %s leaves %s empty", v.Type(), v.Type().Field(i).Name)
		}
	}
}

// older is what earlier releases wrote and what it means today.
var older = []struct {
	kind    string
	version int
	data    string
	means   desk.Event
}{
	{
		"user.saved", 1, `{"user":"u1","created":true,"role":"admin","active":true,"limits":{"total":5,"chat":3},"changed":["name","role"]}`,
		desk.UserSaved{User: "u1", Created: true, Role: desk.RoleAdmin, Active: true, Limits: desk.Limits{Total: 5, Chat: 3, Phone: desk.MaxLimit}, Changed: []string{"name", "role"}},
	},
	{"user.saved", 1, `{"user":"u1","limits":{}}`, desk.UserSaved{User: "u1", Limits: desk.Limits{Phone: desk.MaxLimit}}},
	{"installation.saved", 1, `{"changed":["company"]}`, desk.InstallationSaved{Changed: []string{"company"}, Breaks: desk.DefaultInstallation.Breaks}},
	{
		"presence.changed", 1, `{"user":"u1","from":"lost","to":"gone","ended":[{"queue":"q1","state":"paused","reason":"r1","since":1795262400000}]}`,
		desk.PresenceChanged{User: "u1", From: desk.Lost, To: desk.Gone, End: desk.GraceOver},
	},
	{"presence.changed", 1, `{"user":"u1","from":"connected","to":"gone"}`, desk.PresenceChanged{User: "u1", From: desk.Connected, To: desk.Gone, End: desk.DeskClosed}},
	{"presence.changed", 1, `{"user":"u1","from":"gone","to":"connected"}`, desk.PresenceChanged{User: "u1", From: desk.Gone, To: desk.Connected}},
	{"presence.changed", 1, `{"user":"u1","from":"connected","to":"lost"}`, desk.PresenceChanged{User: "u1", From: desk.Connected, To: desk.Lost}},
	{
		"status.changed", 1, `{"user":"u1","from":"online","to":"paused","reason":"r1","sign_ins":[{"queue":"q1","state":"paused","reason":"r1","since":1795262400000}]}`,
		desk.StatusChanged{User: "u1", From: desk.Online, To: desk.Paused, Reason: "r1", SignIns: []desk.SignedIn{{Queue: "q1", State: desk.PausedQueue, Reason: "r1", Since: noon}}},
	},
}

// TestOlderReleases: what was ever written can be read.
func TestOlderReleases(t *testing.T) {
	for _, o := range older {
		e, err := Decode(o.kind, o.version, o.data)
		if err != nil || !reflect.DeepEqual(e, o.means) {
			t.Errorf("%s %s means\n%+v, %v, not\n%+v", o.kind, o.data, e, err, o.means)
		}
	}
	for kind := range known {
		if e, err := Decode(kind, 1, "{"); err == nil {
			t.Errorf("%s: broken data was read as %+v", kind, e)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, sample := range samples {
		for _, e := range []desk.Event{sample, reflect.Zero(reflect.TypeOf(sample)).Interface().(desk.Event)} {
			kind, version, data, err := Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Decode(kind, version, string(data))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(back, e) {
				t.Errorf("%s came back as\n%+v, not\n%+v", kind, back, e)
			}
		}
	}
}

// TestEveryEventIsRegistered reads the domain's own source, so that an event
// added there fails here until it has a codec and a sample.
func TestEveryEventIsRegistered(t *testing.T) {
	declared := declaredKinds(t)
	if len(declared) == 0 {
		t.Fatal("found no events in package desk")
	}
	sampled := map[string]bool{}
	for _, e := range samples {
		sampled[e.Kind()] = true
	}
	for name, kind := range declared {
		if _, ok := known[kind]; !ok {
			t.Errorf("desk.%s (%s) has no codec", name, kind)
		}
		if !sampled[kind] {
			t.Errorf("desk.%s (%s) has no sample", name, kind)
		}
	}
	if len(known) != len(declared) {
		t.Errorf("%d kinds are registered, %d declared", len(known), len(declared))
	}
}

// declaredKinds finds each method Kind that returns a string and its type.
func declaredKinds(t *testing.T) map[string]string {
	t.Helper()
	files, err := parser.ParseDir(token.NewFileSet(), "../desk", nil, 0) //nolint:staticcheck // no types are needed
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, file := range files["desk"].Files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Kind" || len(f.Body.List) != 1 {
				continue
			}
			if lit, ok := f.Body.List[0].(*ast.ReturnStmt).Results[0].(*ast.BasicLit); ok {
				kinds[f.Recv.List[0].Type.(*ast.Ident).Name] = strings.Trim(lit.Value, `"`)
			}
		}
	}
	return kinds
}

// TestHandWritten compares what is written without reflection with what
// encoding/json makes of the same struct.
func TestHandWritten(t *testing.T) {
	for _, w := range []appender{
		messageWritten{},
		marksMoved{},
		messageWritten{"c", "m", 1, "agent", "q", "u", 2},
		marksMoved{"c", "agent", "q", "u", 1, 2, 3},
		messageWritten{Conversation: "a\"b\\c\x00<>&é\u2028", N: -1},
		marksMoved{Agent: "\xff", Read: 5},
	} {
		want, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.appendJSON(nil); !bytes.Equal(got, want) {
			t.Errorf("%+v is written as\n%s, not\n%s", w, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, decode := range map[string]func() (desk.Event, error){
		"unknown kind":  func() (desk.Event, error) { return Decode("no.such", 1, "{}") },
		"later version": func() (desk.Event, error) { return Decode("session.started", 2, "{}") },
		"version 0":     func() (desk.Event, error) { return Decode("session.started", 0, "{}") },
		"broken data":   func() (desk.Event, error) { return Decode("session.started", 1, "{") },
	} {
		if e, err := decode(); err == nil {
			t.Errorf("%s: decoded %+v", name, e)
		}
	}
	if _, _, _, err := Encode(moved{}); err == nil {
		t.Error("an event without a codec was encoded")
	}
}

// moved is a kind that exists only here and has had three versions: its field
// was called "place", then "where" and is "to" now.
type moved struct{ To string }

func (moved) Kind() string            { return "test.moved" }
func (moved) Subjects() desk.Subjects { return desk.Subjects{} }

type movedWire struct {
	To string `json:"to"`
}

func rename(from, to string) func([]byte) ([]byte, error) {
	return func(data []byte) ([]byte, error) {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(data, &fields); err != nil {
			return nil, err
		}
		fields[to] = fields[from]
		delete(fields, from)
		return json.Marshal(fields)
	}
}

func TestOlderVersionsAreLifted(t *testing.T) {
	r := newRegistry(of(func(e moved) movedWire { return movedWire(e) }, func(w movedWire) moved { return moved(w) },
		rename("place", "where"), rename("where", "to")))
	kind, version, data, err := r.encode(moved{"here"})
	if err != nil || version != 3 {
		t.Fatalf("encoded as version %d, %v", version, err)
	}
	for v, stored := range map[int]string{1: `{"place":"here"}`, 2: `{"where":"here"}`, 3: string(data)} {
		e, err := r.decode(kind, v, stored)
		if err != nil || e != (moved{"here"}) {
			t.Errorf("version %d gave %+v, %v", v, e, err)
		}
	}
	if _, err := r.decode(kind, 1, "no"); err == nil {
		t.Error("broken old data was lifted")
	}
}

func BenchmarkEncodeMessageWritten(b *testing.B) {
	b.ReportAllocs()
	var e desk.Event = desk.MessageWritten{Conversation: "01KA0000000000000000000000", Message: "01KA0000000000000000000001", N: 3, From: desk.FromAgent, Queue: "01KA0000000000000000000002", Agent: "01KA0000000000000000000003"}
	for b.Loop() {
		if _, _, _, err := Encode(e); err != nil {
			b.Fatal(err)
		}
	}
}
