package demo

import (
	"bytes"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/view"
)

// declared is a desk that only notes what is declared at it, and after how long.
type declared struct {
	began  time.Time
	what   []string
	before []time.Duration
}

func (d *declared) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	d.what = append(d.what, r.URL.Path+" "+string(body))
	d.before = append(d.before, time.Since(d.began))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte("{}")))}, nil
}

// What a supervisor does to them, colleagues make the best of: with nothing else to
// do they come back by themselves, and stay away when it was their own wish.
func TestWhoIsSentAwayComesBack(t *testing.T) {
	chief := &view.Ref{ID: "chief"}
	for name, c := range map[string]struct {
		is          view.Status
		least, most time.Duration // none at all, when both are zero
	}{
		"made invisible":              {view.Status{Status: "invisible", SetBy: chief}, time.Minute, 3 * time.Minute},
		"drained":                     {view.Status{Status: "invisible", Drain: &view.Drain{Done: true}}, time.Minute, 3 * time.Minute},
		"made to pause":               {view.Status{Status: paused, SetBy: chief}, rests[0].least, rests[0].most},
		"still draining":              {is: view.Status{Status: online, Drain: &view.Drain{}}},
		"invisible by their own wish": {is: view.Status{Status: "invisible"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				desk := &declared{began: time.Now()}
				w := newWorld("http://desk.test", desk, 1, slog.New(slog.DiscardHandler))
				bruno := newColleague(w, Login{}, 0, rand.New(rand.NewPCG(1, 1)))
				bruno.client, bruno.agenda = newClient(w), newAgenda()
				bruno.me.Status.Status = online
				bruno.follow(c.is)
				for time.Since(desk.began) < 5*time.Minute && len(desk.what) == 0 {
					<-bruno.agenda.timer.C
					if err := bruno.agenda.run(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if c.most == 0 {
					if len(desk.what) > 0 {
						t.Errorf("did %v", desk.what)
					}
					return
				}
				if len(desk.what) != 1 || desk.what[0] != `/api/v1/me/status {"status":"online"}` {
					t.Fatalf("did %v", desk.what)
				}
				if after := desk.before[0]; after < c.least || after > c.most {
					t.Errorf("came back after %v", after)
				}
			})
		})
	}
}
