package demo

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"pronto/internal/view"
)

// rest is a kind of break with how long people really stay, which is not always
// what is planned for its reason.
type rest struct {
	reason      string
	weight      int
	least, most time.Duration
	after       time.Duration // of work
}

const (
	lunch    = "Almoço"
	legal    = "Pausa NR-17"
	restroom = "Banheiro"
	training = "Treinamento"
)

var rests = []rest{
	{reason: restroom, weight: 12, least: 100 * time.Second, most: 250 * time.Second},
	{reason: training, weight: 4, least: 3 * time.Minute, most: 5 * time.Minute},
	{reason: legal, weight: 3, least: 9 * time.Minute, most: 12 * time.Minute, after: 15 * time.Minute},
	{reason: lunch, weight: 1, least: 50 * time.Minute, most: 65 * time.Minute, after: time.Hour},
}

// habit is what somebody does at their desk beside working and resting.
type habit string

const (
	pausesOneQueue habit = "pauses one queue"
	closesDesk     habit = "closes the desk and stays online"
	losesNetwork   habit = "loses the network"
)

// planLife begins a day: they mean to be there, and plan the first of what comes
// again and again. Who has no habit rests sooner.
func (c *colleague) planLife() {
	c.began, c.status = time.Now(), online
	if c.login.habit == "" {
		c.plan(between(c.rand, 2*time.Minute, 4*time.Minute), "break", c.takeBreak)
		return
	}
	c.planBreak()
	c.plan(between(c.rand, 3*time.Minute, 5*time.Minute), "habit", c.indulge)
}

func (c *colleague) planBreak() {
	c.plan(between(c.rand, 8*time.Minute, 15*time.Minute), "break", c.takeBreak)
}

// takeBreak pauses for a while, at once or, as some do who are in the middle of
// something, after their conversations.
func (c *colleague) takeBreak(ctx context.Context) error {
	if c.status != online {
		return nil
	}
	c.rest = c.chooseRest()
	if len(c.talks) > 0 && c.rand.Float64() < 0.5 {
		return c.client.call(ctx, http.MethodPut, "/api/v1/me/next-status", map[string]any{"status": paused, "reason": c.reasonID(c.rest.reason), "after_work": true}, nil)
	}
	c.status = paused
	c.planReturn()
	return c.setStatus(ctx)
}

func (c *colleague) chooseRest() rest {
	var hat []rest
	for _, r := range rests {
		for range r.weight {
			if time.Since(c.began) >= c.world.human(r.after) {
				hat = append(hat, r)
			}
		}
	}
	return pick(c.rand, hat)
}

// reasonID is that of a reason, or of another when it is no more.
func (c *colleague) reasonID(name string) string {
	for _, r := range c.reasons {
		if r.ID == fixedID("reason/"+name) {
			return r.ID
		}
	}
	if len(c.reasons) > 0 {
		return pick(c.rand, c.reasons).ID
	}
	return ""
}

func (c *colleague) planReturn() {
	c.plan(between(c.rand, c.rest.least, c.rest.most), "break", func(ctx context.Context) error {
		err := c.goOnline(ctx)
		c.consider()
		return err
	})
}

func (c *colleague) goOnline(ctx context.Context) error {
	c.status = online
	c.planBreak()
	return c.setStatus(ctx)
}

// follow takes in what the desk says of their own status, which is not always
// their doing: what was chosen beforehand comes true, and a supervisor can act.
func (c *colleague) follow(s view.Status) {
	c.me.Status = s
	switch {
	case s.Status == paused && c.status == online:
		c.status = paused
		c.planReturn()
	case s.Status == online && c.status == paused:
		c.status = online
		c.planBreak()
	}
	sentAway := s.SetBy != nil && s.Status == "invisible" || s.Drain != nil && s.Drain.Done
	if sentAway && !c.agenda.has("back") {
		c.plan(between(c.rand, time.Minute, 3*time.Minute), "back", c.insist)
	}
	if inWrapUp(s) && !c.agenda.has("wrap-up") {
		c.plan(between(c.rand, 8*time.Second, 40*time.Second), "wrap-up", c.leaveWrapUp)
	}
}

// insist declares again what they mean to be.
func (c *colleague) insist(ctx context.Context) error {
	c.me.Status.Status = ""
	return c.setStatus(ctx)
}

func inWrapUp(s view.Status) bool { return s.Hold != nil && s.Hold.State == "wrap_up" }

// leaveWrapUp is for who is done before the time that is set.
func (c *colleague) leaveWrapUp(ctx context.Context) error {
	if !inWrapUp(c.me.Status) {
		return nil
	}
	return c.client.call(ctx, http.MethodPost, "/api/v1/me/wrap-up/end", nil, nil)
}

// indulge follows a habit, but not out of a break.
func (c *colleague) indulge(ctx context.Context) error {
	c.plan(between(c.rand, 7*time.Minute, 13*time.Minute), "habit", c.indulge)
	if c.status != online {
		return nil
	}
	switch c.login.habit {
	case pausesOneQueue:
		return c.pauseOneQueue(ctx)
	case closesDesk:
		return c.closeDesk(ctx)
	case losesNetwork:
		return c.away(ctx, between(c.rand, 70*time.Second, 110*time.Second)) // no person's pace: the server notices when it does
	}
	return nil
}

// pauseOneQueue leaves the others as they are.
func (c *colleague) pauseOneQueue(ctx context.Context) error {
	if len(c.me.Status.Queues) < 2 {
		return nil
	}
	path := "/api/v1/me/queues/" + pick(c.rand, c.me.Status.Queues).Queue.ID + "/status"
	c.plan(between(c.rand, 2*time.Minute, 4*time.Minute), "queue", func(ctx context.Context) error {
		if c.status != online { // going online from a break ends this pause too
			return nil
		}
		return c.client.call(ctx, http.MethodPut, path, map[string]string{"state": "in"}, nil)
	})
	return c.client.call(ctx, http.MethodPut, path, map[string]string{"state": paused, "reason": c.reasonID(training)}, nil)
}

// closeDesk says goodbye as a page does, and comes back with the page loaded anew.
func (c *colleague) closeDesk(ctx context.Context) error {
	if err := c.client.call(ctx, http.MethodPut, "/api/v1/me/preferences", map[string]bool{"keep_online": true}, nil); err != nil {
		return err
	}
	goodbye := request{method: http.MethodPost, path: "/api/v1/windows/" + c.window + "/close", kind: "text/plain;charset=UTF-8", body: fmt.Appendf(nil, `{"load":%d}`, c.load)}
	if err := c.client.persist(ctx, goodbye, nil); err != nil {
		return err
	}
	c.load++
	return c.away(ctx, c.world.human(between(c.rand, 40*time.Second, 80*time.Second)))
}

// away is without a connection for a while, and without doing anything.
func (c *colleague) away(ctx context.Context, d time.Duration) error {
	c.hangUp()
	if err := pause(ctx, d); err != nil {
		return err
	}
	c.open(ctx)
	return nil
}
