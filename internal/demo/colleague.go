package demo

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/coder/websocket"

	"pronto/internal/view"
)

// colleague is somebody at the desk beside you. They see what the desk shows
// them, on the live feed and over REST, and do with it what a person would, on
// the goroutine of work.
type colleague struct {
	world  *world
	login  Login
	comes  time.Duration // after the doors open
	rand   *rand.Rand
	client *client
	feed   *feed
	frames chan view.Frame
	agenda *agenda
	window string
	load   int64  // of the page in it
	hangUp func() // ends the feed without a word
	status string // what they mean to be
	rest   rest   // that they are in, or go to
	began  time.Time

	me      view.Me
	seq     int64
	reasons []view.Reason
	offers  map[string]view.Offer
	rows    map[string]view.Conversation
	talks   map[string]*talk
}

const (
	online = "online"
	paused = "paused"
)

var errSignedOut = errors.New("signed out")

func newColleague(w *world, login Login, comes time.Duration, r *rand.Rand) *colleague {
	return &colleague{world: w, login: login, comes: comes, rand: r, window: newID(), load: 1, status: online, rest: rests[0]}
}

// work is their day, until ctx ends. Who cannot sign in stays at home.
func (c *colleague) work(ctx context.Context) {
	if pause(ctx, c.world.human(c.comes)) != nil {
		return
	}
	retry := c.world.backoff()
	for {
		c.client = newClient(c.world)
		err := c.client.signIn(ctx, c.login.Email)
		if refused(err, http.StatusUnauthorized, http.StatusForbidden) {
			c.world.log.Warn("a colleague of the demo may not sign in any more", "email", c.login.Email)
			return
		}
		if err == nil {
			err = c.day(ctx)
		}
		if ctx.Err() != nil {
			return
		}
		c.world.log.Debug("a colleague of the demo begins anew", "email", c.login.Email, "error", err)
		if pause(ctx, retry.next()) != nil {
			return
		}
	}
}

// day is what one sign-in lasts.
func (c *colleague) day(ctx context.Context) error {
	c.agenda, c.talks = newAgenda(), map[string]*talk{}
	reasons, err := all[view.Reason](ctx, c.client, "/api/v1/pause-reasons")
	if err != nil {
		return err
	}
	c.reasons = reasons
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.open(ctx)
	c.planLife()
	for {
		select {
		case frame, ok := <-c.frames:
			if !ok {
				return errSignedOut
			}
			c.see(frame)
		case <-c.agenda.timer.C:
			if err := c.agenda.run(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// open connects the feed. It tells of every connection anew: what happened
// meanwhile is fetched over REST.
func (c *colleague) open(ctx context.Context) {
	frames := make(chan view.Frame, 64)
	c.frames = frames
	ctx, c.hangUp = context.WithCancel(ctx)
	load := c.load
	c.feed = &feed{
		client: c.client, path: "/api/v1/live", say: make(chan any, 16),
		hello: func() any {
			return view.ClientFrame{Type: "hello", Window: c.window, Load: load, Topics: []string{"me"}}
		},
		take: func(data json.RawMessage) {
			var frame view.Frame
			if json.Unmarshal(data, &frame) != nil {
				return // of a kind that is not known here
			}
			select {
			case frames <- frame:
			case <-ctx.Done():
			}
		},
		ended: func(code websocket.StatusCode) bool { return code == closedSignedOut },
	}
	go func() {
		defer close(frames)
		_ = c.feed.run(ctx) // either way the desk is closed
	}()
}

func (c *colleague) plan(d time.Duration, key string, do func(context.Context) error) {
	c.agenda.in(c.world.human(d), key, func(ctx context.Context) error {
		err := do(ctx)
		if refused(err, http.StatusUnauthorized) || bearable(ctx, err) != nil {
			return err
		}
		if err != nil { // the desk is not as it seemed
			c.agenda.in(0, "reload", c.reload)
		}
		return nil
	})
}

func (c *colleague) see(f view.Frame) {
	switch f.Type {
	case "welcome":
		c.seq = f.Seq
		c.agenda.in(0, "reload", c.reload)
		c.plan(between(c.rand, time.Second, 12*time.Second), "status", c.setStatus)
	case "reset":
		c.agenda.in(0, "reload", c.reload)
	case "rows":
		if f.Prev != c.seq {
			c.agenda.in(0, "reload", c.reload)
		}
		c.seq = f.Seq
		for _, row := range f.Rows {
			c.takeRow(row)
		}
		c.consider()
	}
}

func (c *colleague) takeRow(row view.Row) {
	switch row.T {
	case "conversation":
		takeRow(c.rows, row, func(v view.Conversation) int64 { return v.Rev })
	case "status":
		var status view.Status
		if json.Unmarshal(row.Row, &status) == nil && status.Rev >= c.me.Status.Rev {
			c.follow(status)
		}
	case "offer":
		takeRow(c.offers, row, func(v view.Offer) int64 { return v.Rev })
	}
}

// takeRow keeps the newer of two copies.
func takeRow[T any](rows map[string]T, row view.Row, rev func(T) int64) {
	var next T
	switch known, there := rows[row.ID]; {
	case rows == nil, there && rev(known) >= row.Rev:
	case row.Gone:
		delete(rows, row.ID)
	case json.Unmarshal(row.Row, &next) == nil:
		rows[row.ID] = next
	}
}

// reload fetches what the desk shows.
func (c *colleague) reload(ctx context.Context) error {
	queue, err := all[view.Conversation](ctx, c.client, "/api/v1/conversations?list=queue")
	if err != nil {
		return err
	}
	mine, err := all[view.Conversation](ctx, c.client, "/api/v1/conversations?list=pending")
	if err != nil {
		return err
	}
	offers, err := all[view.Offer](ctx, c.client, "/api/v1/offers")
	if err != nil {
		return err
	}
	var me view.Me
	if err := c.client.call(ctx, http.MethodGet, "/api/v1/session", nil, &me); err != nil {
		return err
	}
	c.me = me
	c.follow(me.Status)
	c.rows, c.offers = map[string]view.Conversation{}, map[string]view.Offer{}
	for _, v := range slices.Concat(queue, mine) {
		c.rows[v.ID] = v
	}
	for _, o := range offers {
		c.offers[o.ID] = o
	}
	c.consider()
	return nil
}

// consider plans what a person who sees this desk would do next.
func (c *colleague) consider() {
	for _, id := range sorted(c.offers) {
		if o := c.offers[id]; o.State == "pending" && o.Agent == c.me.ID && !c.agenda.has("offer "+id) {
			c.plan(between(c.rand, 3*time.Second, 9*time.Second), "offer "+id, func(ctx context.Context) error { return c.decide(ctx, id) })
		}
	}
	for _, id := range sorted(c.rows) {
		switch row := c.rows[id]; {
		case c.holds(row):
			c.attend(row)
		case row.State == "queued" && c.pulls(row):
			c.planToTake(row)
		}
	}
	for id := range c.talks {
		if !c.holds(c.rows[id]) {
			c.drop(id)
		}
	}
}

func sorted[T any](rows map[string]T) []string {
	ids := make([]string, 0, len(rows))
	for id := range rows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (c *colleague) holds(row view.Conversation) bool {
	return row.State == "assigned" && row.Agent != nil && row.Agent.ID == c.me.ID
}

// pulls says whether they would take this one by themself. From a queue that
// pushes they get their work anyway.
func (c *colleague) pulls(row view.Conversation) bool {
	return c.status == online && row.Queue.ID == fixedID("queue/"+finance) && !c.pausedIn(row.Queue.ID)
}

func (c *colleague) pausedIn(queue string) bool {
	return slices.ContainsFunc(c.me.Status.Queues, func(q view.QueueStatus) bool { return q.Queue.ID == queue && q.State == paused })
}

// planToTake leaves the customer to you for a while.
func (c *colleague) planToTake(row view.Conversation) {
	key := "take " + row.ID
	if c.agenda.has(key) {
		return
	}
	c.plan(between(c.rand, 35*time.Second, 75*time.Second), key, func(ctx context.Context) error {
		if now := c.rows[row.ID]; now.State != "queued" || !c.pulls(now) || len(c.talks) >= c.limit() {
			return nil
		}
		return c.act(ctx, row.ID, "take", nil)
	})
}

func (c *colleague) limit() int {
	for _, p := range people {
		if p.email == c.login.Email {
			return p.limit
		}
	}
	return 1
}

// decide mostly accepts. Sometimes somebody is at the coffee machine, and the
// offer goes on to the next.
func (c *colleague) decide(ctx context.Context, id string) error {
	offer, there := c.offers[id]
	if !there || offer.State != "pending" {
		return nil
	}
	verb := "accept"
	switch chance := c.rand.Float64(); {
	case chance < 0.06:
		verb = "decline"
	case chance < 0.12:
		c.plan(time.Until(offer.ExpiresAt)+time.Second, "offer "+id, func(context.Context) error { return nil })
		return nil
	}
	err := c.client.call(ctx, http.MethodPost, "/api/v1/offers/"+id+"/"+verb, nil, nil)
	delete(c.offers, id)
	return err
}

// act does something with a conversation; how it then stands comes on the feed.
func (c *colleague) act(ctx context.Context, id, verb string, body any) error {
	return c.client.call(ctx, http.MethodPost, "/api/v1/conversations/"+id+"/"+verb, body, nil)
}

// setStatus declares what they mean to be, unless the server still knows.
func (c *colleague) setStatus(ctx context.Context) error {
	if c.me.Status.Status == c.status {
		return nil
	}
	declared := map[string]string{"status": c.status}
	if c.status == paused {
		declared["reason"] = c.reasonID(c.rest.reason)
	}
	return c.client.call(ctx, http.MethodPut, "/api/v1/me/status", declared, nil)
}
