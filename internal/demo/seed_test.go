package demo

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"pronto/internal/view"
)

func TestSeedMakesTheCompanyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, w := newFake(t)
		first, err := seedCompany(t, w)
		if err != nil {
			t.Fatal(err)
		}
		count := func() (n [5]int) {
			for i, what := range []string{"users", "queues", "channels", "pause-reasons", "roles"} {
				n[i] = len(f.created[what])
			}
			return n
		}
		want := [5]int{9, 4, 2, 4, 2}
		if got := count(); got != want {
			t.Errorf("users, queues, channels, reasons, roles: %v", got)
		}
		for _, token := range []string{"", "token"} {
			again, err := seed(t.Context(), newClient(w), token)
			if err != nil {
				t.Fatalf("again with token %q: %v", token, err)
			}
			if got := count(); got != want {
				t.Errorf("seeded again: %v", got)
			}
			if again.Shop != first.Shop || again.You != first.You {
				t.Errorf("another company: %+v", again)
			}
		}
		if !strings.HasSuffix(first.Shop, "?channel="+shopDoor) || first.You.Email != "ana@casalume.example" || first.You.Played {
			t.Errorf("%+v", first)
		}
	})
}

// A start that was interrupted is completed by the next.
func TestSeedGoesOnWhereItStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, w := newFake(t)
		if _, err := seedCompany(t, w); err != nil {
			t.Fatal(err)
		}
		f.created["channels"], f.created["queues"] = nil, f.created["queues"][:1]
		for _, id := range []string{shopDoor, ordersDoor, fixedID("queue/" + support), fixedID("queue/" + finance), fixedID("queue/" + phone)} {
			delete(f.ids, id)
		}
		if _, err := seed(t.Context(), newClient(w), ""); err != nil {
			t.Fatal(err)
		}
		if len(f.created["channels"]) != 2 || len(f.created["queues"]) != 4 {
			t.Errorf("%d channels, %d queues", len(f.created["channels"]), len(f.created["queues"]))
		}
	})
}

func TestSeedLeavesAForeignCompanyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, w := newFake(t)
		f.setup = true
		_, err := seed(t.Context(), newClient(w), "token")
		if err == nil || !strings.Contains(err.Error(), "not the demo's") {
			t.Errorf("error %v", err)
		}
		if len(f.created) != 0 {
			t.Errorf("created %v", f.created)
		}
	})
}

func TestYouServeEveryQueueAndTheOptionsLeadToThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, w := newFake(t)
		if _, err := seedCompany(t, w); err != nil {
			t.Fatal(err)
		}
		you := fixedID("user/ana@casalume.example")
		var ids []string
		for _, raw := range f.created["queues"] {
			var q view.Queue
			if err := json.Unmarshal(raw, &q); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, q.ID)
			if q.Name != phone && !slices.Contains(q.Members, view.Member{User: you, Serves: true}) {
				t.Errorf("you do not serve %s: %v", q.Name, q.Members)
			}
		}
		for _, ch := range doors() {
			if !slices.Contains(ids, ch.Queue) {
				t.Errorf("channel %s leads to no queue", ch.Name)
			}
			if ch.Question != nil {
				for _, o := range ch.Question.Options {
					if !slices.Contains(ids, o.Queue) {
						t.Errorf("answer %q leads to no queue", o.Label)
					}
				}
			}
		}
	})
}

func TestWorldIsBuiltFromAnyBase(t *testing.T) {
	if w := newWorld("http://desk.test/", nil, 1, slog.New(slog.DiscardHandler)); w.base != "http://desk.test" {
		t.Errorf("base %q", w.base)
	}
}
