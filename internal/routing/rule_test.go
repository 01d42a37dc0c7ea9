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
