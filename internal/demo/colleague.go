package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"pronto/internal/view"
)

// colleague is somebody at the desk beside you. They see what the desk shows
// them, on the live feed and over REST, and do with it what a person would, on
// the goroutine of work.
type colleague struct {
	world  *world
	login  Login
	rand   *rand.Rand
	client *client
	feed   *feed
	frames chan view.Frame
	agenda *agenda
	window string
	status string // what they mean to be

	me      view.Me
	seq     int64
	reasons []view.Reason
	offers  map[string]view.Offer
	rows    map[string]view.Conversation
	talks   map[string]*talk
}

// talk is a conversation that a colleague handles.
type talk struct {
	script *script
	wrote  int64 // the customer's newest message, as far as is known
	heard  int64 // everything up to here was answered, or is about to be
	outbox []string
	finish bool // after the outbox
	asked  bool // whether they are still there
}

const (
	online = "online"
	paused = "paused"
)

var errSignedOut = errors.New("signed out")

func newColleague(w *world, login Login, r *rand.Rand) *colleague {
	return &colleague{world: w, login: login, rand: r, window: newID(), status: online}
}

// work is their day, until ctx ends. Who cannot sign in stays at home.
func (c *colleague) work(ctx context.Context) {
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
	c.plan(between(c.rand, 5*time.Minute, 11*time.Minute), "break", c.takeBreak)
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
	c.feed = &feed{
		client: c.client, path: "/api/v1/live", say: make(chan any, 16),
		hello: func() any {
			return view.ClientFrame{Type: "hello", Window: c.window, Load: 1, Topics: []string{"me"}}
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
			c.me.Status = status
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
	return c.status == online && row.Queue.ID == fixedID("queue/"+finance)
}

// planToTake leaves the customer to you for a while.
func (c *colleague) planToTake(row view.Conversation) {
	key := "take " + row.ID
	if c.agenda.has(key) {
		return
	}
	c.plan(between(c.rand, 35*time.Second, 75*time.Second), key, func(ctx context.Context) error {
		if now := c.rows[row.ID]; now.State != "queued" || c.status != online || len(c.talks) >= c.limit() {
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

// attend plans the next step with a customer of theirs.
func (c *colleague) attend(row view.Conversation) {
	t := c.talks[row.ID]
	if t == nil {
		t = &talk{script: &script{
			agent: firstName(c.login.Name), a: c.ending(), contact: firstName(row.Contact.Display), protocol: row.Protocol, rand: c.rand,
		}}
		c.talks[row.ID] = t
		c.feed.tell(view.ClientFrame{Type: "subscribe", Topic: topic(row.ID), Seq: c.seq})
	}
	if row.LastFrom == "customer" {
		t.wrote = max(t.wrote, row.LastN)
	}
	id := row.ID
	switch {
	case t.finish || len(t.outbox) > 0: // in the middle of a sentence
	case t.wrote > t.heard:
		c.agenda.forget("quiet " + id)
		t.asked = false
		if !c.agenda.has("read " + id) {
			c.plan(between(c.rand, 2*time.Second, 6*time.Second), "read "+id, func(ctx context.Context) error { return c.listen(ctx, id) })
		}
	case row.CustomerGoneSince != nil:
		c.planQuiet(id, 20*time.Second, 40*time.Second)
	default:
		c.planQuiet(id, 90*time.Second, 150*time.Second)
	}
}

// ending is that of their adjectives. Brazilian first names mostly tell.
func (c *colleague) ending() string {
	if strings.HasSuffix(firstName(c.login.Name), "a") {
		return "a"
	}
	return "o"
}

func firstName(name string) string {
	return cmp.Or(append(strings.Fields(name), "")[0], name)
}

func topic(conversation string) string { return "conversation:" + conversation }

func (c *colleague) drop(id string) {
	delete(c.talks, id)
	for _, step := range []string{"read ", "write ", "quiet ", "finish "} {
		c.agenda.forget(step + id)
	}
	c.feed.tell(view.ClientFrame{Type: "unsubscribe", Topic: topic(id)})
}

// listen reads what the customer wrote, says so, and thinks of an answer.
func (c *colleague) listen(ctx context.Context, id string) error {
	t := c.talks[id]
	var thread struct {
		Items []view.Message `json:"items"`
	}
	if err := c.client.call(ctx, http.MethodGet, "/api/v1/conversations/"+id+"/messages?limit=50", nil, &thread); err != nil {
		return err
	}
	var texts []string
	for _, m := range thread.Items {
		if m.From == "customer" && m.N > t.heard {
			texts = append(texts, m.Text)
			t.heard = m.N
		}
	}
	t.wrote = t.heard
	if len(texts) == 0 {
		return nil
	}
	if err := c.act(ctx, id, "read", map[string]int64{"n": t.heard}); err != nil {
		return err
	}
	t.outbox, t.finish = t.script.answer(strings.Join(texts, "\n"))
	c.write(id)
	return nil
}

// write types the next message and sends it, until all is said.
func (c *colleague) write(id string) {
	t := c.talks[id]
	if len(t.outbox) == 0 {
		if t.finish {
			c.plan(between(c.rand, 5*time.Second, 12*time.Second), "finish "+id, func(ctx context.Context) error { return c.finish(ctx, id) })
			return
		}
		c.consider()
		return
	}
	left := 1500*time.Millisecond + time.Duration(utf8.RuneCountInString(t.outbox[0]))*50*time.Millisecond
	c.keepTyping(id, min(left+between(c.rand, 0, 2*time.Second), 9*time.Second))
}

func (c *colleague) keepTyping(id string, left time.Duration) {
	const every = 3 * time.Second
	c.feed.tell(view.ClientFrame{Type: "typing", Topic: topic(id)})
	if left <= every {
		c.plan(left, "write "+id, func(ctx context.Context) error { return c.send(ctx, id) })
		return
	}
	c.plan(every, "write "+id, func(context.Context) error {
		c.keepTyping(id, left-every)
		return nil
	})
}

func (c *colleague) send(ctx context.Context, id string) error {
	t := c.talks[id]
	text := t.outbox[0]
	t.outbox = t.outbox[1:]
	if err := c.act(ctx, id, "messages", map[string]string{"id": newID(), "text": text}); err != nil {
		t.outbox, t.finish = nil, false
		return err
	}
	c.write(id)
	return nil
}

// planQuiet waits for a customer who says nothing, or is gone.
func (c *colleague) planQuiet(id string, least, most time.Duration) {
	key := "quiet " + id
	if c.agenda.has(key) {
		return
	}
	c.plan(between(c.rand, least, most), key, func(context.Context) error {
		t := c.talks[id]
		if c.rows[id].CustomerGoneSince != nil {
			t.asked = true
		}
		t.outbox, t.finish = []string{t.script.apart(t.asked)}, t.asked
		t.asked = true
		c.write(id)
		return nil
	})
}

func (c *colleague) finish(ctx context.Context, id string) error {
	if err := c.act(ctx, id, "finish", nil); err != nil {
		c.talks[id].finish = false
		return err
	}
	delete(c.rows, id)
	c.drop(id)
	return nil
}

// setStatus declares what they mean to be, unless the server still knows.
func (c *colleague) setStatus(ctx context.Context) error {
	if c.me.Status.Status == c.status {
		return nil
	}
	declared := map[string]string{"status": c.status}
	if c.status == paused && len(c.reasons) > 0 {
		declared["reason"] = pick(c.rand, c.reasons).ID
	}
	return c.client.call(ctx, http.MethodPut, "/api/v1/me/status", declared, nil)
}

// takeBreak pauses for a while; what is open is still answered.
func (c *colleague) takeBreak(ctx context.Context) error {
	c.status = paused
	c.plan(between(c.rand, 90*time.Second, 3*time.Minute), "break", func(ctx context.Context) error {
		c.status = online
		c.plan(between(c.rand, 6*time.Minute, 12*time.Minute), "break", c.takeBreak)
		err := c.setStatus(ctx)
		c.consider()
		return err
	})
	return c.setStatus(ctx)
}
