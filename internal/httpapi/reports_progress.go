package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pronto/internal/desk"
	"pronto/internal/view"
)

// progresses are the reports that are being counted, or listened to, by the name
// that who asked gave to the counting. One's own are heard and no others.
type progresses struct {
	mu  sync.Mutex
	all map[progressOf]*progress
}

type progressOf struct {
	user desk.UserID
	name string
}

// progress is how far one is. Who listens may come before who counts.
type progress struct {
	used    int
	now     view.ReportProgress
	changed chan struct{} // closed when it moved on
}

func (p *progresses) use(of progressOf) *progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.all[of]
	if one == nil {
		one = &progress{changed: make(chan struct{})}
		if p.all == nil {
			p.all = map[progressOf]*progress{}
		}
		p.all[of] = one
	}
	one.used++
	return one
}

func (p *progresses) leave(of progressOf) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one := p.all[of]; one.used > 1 {
		one.used--
		return
	}
	delete(p.all, of)
}

func (p *progresses) set(one *progress, now view.ReportProgress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one.now = now
	close(one.changed)
	one.changed = make(chan struct{})
}

func (p *progresses) look(one *progress) (now view.ReportProgress, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return one.now, one.changed
}

// counts begins a counting: tell says how far it is, end that it is over. Without a
// name nobody can listen.
func (p *progresses) counts(of progressOf) (tell func(done, of int), end func()) {
	if of.name == "" {
		return nil, func() {}
	}
	one := p.use(of)
	return func(done, of int) { p.set(one, view.ReportProgress{Done: done, Of: of}) }, func() {
		now, _ := p.look(one)
		now.Ended = true
		p.set(one, now)
		p.leave(of)
	}
}

const (
	// apart is the least time between two words of progress.
	apart = 250 * time.Millisecond
	// hearing is how long one listens at most: longer than a report may wait for its
	// turn and then take.
	hearing = 90 * time.Second
)

// hear tells how far a counting is, at once and whenever it has moved on, until it
// has ended or nobody listens any more.
func (p *progresses) hear(ctx context.Context, of progressOf, tell func(view.ReportProgress) error) error {
	ctx, cancel := context.WithTimeout(ctx, hearing)
	defer cancel()
	one := p.use(of)
	defer p.leave(of)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-pause.C:
		case <-ctx.Done():
			return nil
		}
		now, changed := p.look(one)
		if err := tell(now); err != nil || now.Ended {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
		pause.Reset(apart)
	}
}

const linesOfJSON = "application/x-ndjson"

// streamProgress is a line of JSON for each word of progress.
func (a *API) streamProgress(_ context.Context, me *asker, in *struct {
	Name string `path:"name" minLength:"1" maxLength:"40" doc:"As the report was asked for with."`
},
) (*huma.StreamResponse, error) {
	of := progressOf{me.user.ID, in.Name}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", linesOfJSON)
		_, w := humago.Unwrap(c)
		flush, out := http.NewResponseController(w), json.NewEncoder(w)
		// What fails is a connection that nobody reads any more.
		_ = a.progress.hear(c.Context(), of, func(now view.ReportProgress) error {
			if err := out.Encode(now); err != nil {
				return err
			}
			return flush.Flush()
		})
	}}, nil
}
