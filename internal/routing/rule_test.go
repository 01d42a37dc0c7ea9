package routing

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// golden compares with a file that a reviewer has read. APPROVE=1 rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if os.Getenv("APPROVE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (APPROVE=1 writes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what was approved; APPROVE=1 rewrites it. Got:\n%s", path, got)
	}
}

// loads are the ways to stand to one's limits.
var loads = []struct {
	name                            string
	open, chat, maxTotal, maxChatIn int
}{
	{"below both", 1, 1, 3, 2},
	{"at total", 3, 1, 3, 2},
	{"above total", 4, 1, 3, 2},
	{"at chat", 2, 2, 3, 2},
	{"at both", 3, 2, 3, 2},
	{"total is zero", 0, 0, 0, 2},
	{"chat is zero", 0, 0, 3, 0},
	{"total is negative", 0, 0, -1, 2},
}

// Every mode, sign-in, presence and load, with all the rules that leave the agent
// out: the first is the one under which they are counted.
func TestRulesMatrix(t *testing.T) {
	var page strings.Builder
	for _, push := range []bool{true, false} {
		for _, signIn := range []SignIn{In, Paused, Out} {
			for _, presence := range []Presence{Connected, Lost, Closing, Gone} {
				for _, load := range loads {
					queue := Queue{ID: "q", Push: push}
					agent := Agent{
						ID: "a", Queues: []Membership{{"q", signIn}}, Presence: presence,
						Open: load.open, Chat: load.chat, MaxTotal: load.maxTotal, MaxChat: load.maxChatIn,
					}
					why := WhyNot(agent, queue, Work{}, morning)
					fmt.Fprintf(&page, "push=%-5v %-6s %-9s %-17s -> %s\n", push, signIn, presence, load.name, words(why))
					mustCountUnderFirst(t, agent, queue, why)
				}
			}
		}
	}
	golden(t, "rules", page.String())
}

// The rules of statuses and holds: a desk that was closed by who is kept
// online (B-STATUS-37, C-08), the end of a day's work, busy (P-STATUS-11,
// P-STATUS-31) and holds with written work switched off (P-STATUS-30), in every
// mix, in a queue that assigns and in one that offers; then what keeps calls away.
func TestRulesOfStatusMatrix(t *testing.T) {
	var page strings.Builder
	for _, presence := range []Presence{Connected, Lost, Closing, Gone} {
		for mix := range 1 << 5 {
			set := func(bit int) bool { return mix&(1<<bit) != 0 }
			agent := ready("a", 1, morning, "q")
			agent.Presence, agent.KeptOnline, agent.WindingDown, agent.Busy = presence, set(0), set(1), set(2)
			agent.OnHold, agent.Held, agent.MaxPhone = set(3) || set(4), set(4), 1
			if set(3) && set(4) { // held is a way to be on hold
				continue
			}
			fmt.Fprintf(&page, "%-9s kept=%-5v winding=%-5v busy=%-5v hold=%-5v held=%-5v ->", presence, set(0), set(1), set(2), agent.OnHold, set(4))
			for _, offer := range []bool{false, true} {
				queue := Queue{ID: "q", Push: true, Offer: offer}
				why := WhyNot(agent, queue, Work{}, morning)
				fmt.Fprintf(&page, " offer=%v: %s;", offer, words(why))
				mustCountUnderFirst(t, agent, queue, why)
			}
			fmt.Fprintf(&page, " call: %s\n", words(WhyNoCall(agent, "q")))
		}
	}
	golden(t, "status_rules", page.String())
}

// The Voice and the Written column of the table of situations (rules.md 1.8.6),
// with the settings of written work in holds on and off where the table says
// "setting", and the formulae of 1.8.3.
func TestWhoIsGivenWork_1_8_6(t *testing.T) {
	with := func(change func(*Agent)) Agent {
		a := ready("a", 1, morning, "q")
		a.MaxPhone = 999
		change(&a)
		return a
	}
	signIn := func(s SignIn) func(*Agent) { return func(a *Agent) { a.Queues[0].SignIn = s } }
	for _, c := range []struct {
		situation string
		agent     Agent
		voice     []Rule
		written   []Rule
	}{
		{"just logged in, did nothing", with(signIn(Out)), []Rule{IsOut}, []Rule{IsOut}},
		{"online, idle", with(func(*Agent) {}), nil, nil},
		{"on the phone, written allowed", with(func(a *Agent) { a.OnHold = true }), []Rule{IsOnHold}, nil},
		{"on the phone, written off", with(func(a *Agent) { a.OnHold, a.Held = true, true }), []Rule{IsOnHold}, []Rule{IsHeld}},
		{"rejected an e-mail", with(func(a *Agent) { a.Busy = true }), []Rule{IsBusy}, []Rule{IsBusy}},
		{"at the total limit", with(func(a *Agent) { a.Open = 10 }), []Rule{TotalLimit}, []Rule{TotalLimit}},
		{"at the chat limit", with(func(a *Agent) { a.Chat, a.MaxChat = 3, 3 }), []Rule{ChatLimit}, []Rule{ChatLimit}},
		{"calls blocked by load", with(func(a *Agent) { a.Open, a.MaxPhone = 3, 2 }), []Rule{PhoneBlocked}, nil},
		{"as much as lets calls in", with(func(a *Agent) { a.Open, a.MaxPhone = 2, 2 }), nil, nil},
		{"Em pausa, 2 tickets open", with(signIn(Paused)), []Rule{IsPaused}, []Rule{IsPaused}},
		{"pause chosen during a call", with(func(a *Agent) { a.OnHold = true; signIn(Paused)(a) }), []Rule{IsPaused, IsOnHold}, []Rule{IsPaused}},
		{"Invisível, finishing 2 tickets", with(signIn(Out)), []Rule{IsOut}, []Rule{IsOut}},
		{"net lost while Online", with(func(a *Agent) { a.Presence = Lost }), []Rule{IsLost}, []Rule{IsLost}},
		{"net lost, grace over", with(func(a *Agent) { a.Presence = Gone; signIn(Out)(a) }), []Rule{IsOut, IsGone}, []Rule{IsOut, IsGone}},
		{"tab closed while Online, preference on", with(func(a *Agent) { a.Presence, a.KeptOnline = Gone, true }), []Rule{IsGone}, nil},
		{"the goodbye that may be a reload", with(func(a *Agent) { a.Presence = Closing }), []Rule{IsClosing}, []Rule{IsClosing}},
		{"winding down", with(func(a *Agent) { a.WindingDown = true }), []Rule{IsWindingDown}, []Rule{IsWindingDown}},
	} {
		if got := WhyNoCall(c.agent, "q"); !slices.Equal(got, c.voice) {
			t.Errorf("%s: voice %v, want %v", c.situation, got, c.voice)
		}
		if got := WhyNot(c.agent, Queue{ID: "q", Push: true}, Work{}, morning); !slices.Equal(got, c.written) {
			t.Errorf("%s: written %v, want %v", c.situation, got, c.written)
		}
	}
	if got := WhyNoCall(ready("a", 0, morning, "q"), "elsewhere"); !slices.Equal(got, []Rule{NotMember}) { // P-STATUS-27
		t.Errorf("of a queue that is not theirs: %v", got)
	}
}

// 1 of 2 queues paused: by queue (C-05).
func TestWorkByQueue_1_8_6(t *testing.T) {
	a := ready("a", 0, morning, "p", "q")
	a.Queues[0].SignIn = Paused
	for q, want := range map[desk.QueueID][]Rule{"p": {IsPaused}, "q": nil} {
		if got := WhyNoCall(a, q); !slices.Equal(got, want) {
			t.Errorf("voice in %s: %v", q, got)
		}
		if got := WhyNot(a, Queue{ID: q, Push: true}, Work{}, morning); !slices.Equal(got, want) {
			t.Errorf("written in %s: %v", q, got)
		}
	}
}

func words(why []Rule) string {
	if len(why) == 0 {
		return "able"
	}
	return strings.Trim(fmt.Sprint(why), "[]")
}

// mustCountUnderFirst puts the same rows into an index: it gives the work to an
// able agent and to no other, and counts the others under the first rule.
func mustCountUnderFirst(t *testing.T, a Agent, q Queue, why []Rule) {
	t.Helper()
	x := NewIndex()
	x.PutQueue(q)
	x.PutAgent(a)
	x.PutWork(Work{ID: "w", Queue: q.ID, Since: morning})
	_, given := x.Next(morning)
	if given != (len(why) == 0) {
		t.Errorf("%+v receives: %v, WhyNot says %v", a, given, why)
	}
	if given {
		return
	}
	waiting, _ := x.WhyWaiting("w", morning)
	if !slices.Equal(waiting.LeftOut, []LeftOut{{why[0], 1}}) {
		t.Errorf("%+v is counted as %v, want once under %s", a, waiting.LeftOut, why[0])
	}
}

func TestUnknownWordsLeaveOut(t *testing.T) {
	q := Queue{ID: "q", Push: true}
	a := ready("a", 0, morning, "q")
	a.Presence = "asleep"
	if why := WhyNot(a, q, Work{}, morning); !slices.Equal(why, []Rule{IsGone}) {
		t.Errorf("an unknown presence gives %v", why)
	}
	a = ready("a", 0, morning, "q")
	a.Queues[0].SignIn = ""
	if why := WhyNot(a, q, Work{}, morning); !slices.Equal(why, []Rule{IsOut}) {
		t.Errorf("an unknown sign-in gives %v", why)
	}
}

func TestWhyNotMember(t *testing.T) {
	why := WhyNot(ready("a", 0, morning, "q"), Queue{ID: "other", Push: true}, Work{}, morning)
	if !slices.Equal(why, []Rule{NotMember}) {
		t.Errorf("a stranger to the queue is told %v", why)
	}
}

func TestWhyNotAskedLately(t *testing.T) {
	q := Queue{ID: "q", Push: true, Offer: true, OfferRetry: time.Minute}
	w := Work{ID: "w", Queue: "q", Since: morning, Tried: []Tried{{"a", morning}, {"b", morning}}}
	a := ready("a", 0, morning, "q")
	if why := WhyNot(a, q, w, morning.Add(time.Minute-1)); !slices.Equal(why, []Rule{AskedLately}) {
		t.Errorf("just before the retry: %v", why)
	}
	if why := WhyNot(a, q, w, morning.Add(time.Minute)); len(why) > 0 {
		t.Errorf("at the retry: %v", why)
	}
}

// ready is an agent who may be given work in these queues.
func ready(id desk.UserID, open int, idle time.Time, queues ...desk.QueueID) Agent {
	a := Agent{ID: id, Presence: Connected, Open: open, Chat: open, MaxTotal: 10, MaxChat: 10, IdleSince: idle}
	for _, q := range queues {
		a.Queues = append(a.Queues, Membership{q, In})
	}
	return a
}
