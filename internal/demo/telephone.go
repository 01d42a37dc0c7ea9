package demo

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"pronto/internal/view"
)

// telephone is a system outside that carries the calls of one queue: it rings at
// somebody who is ready, and tells the desk what happens on the line. One call
// comes after another.
type telephone struct {
	world  *world
	login  Login
	rand   *rand.Rand
	client *client
}

const firstCall = 50 * time.Second

func newTelephone(w *world, login Login, r *rand.Rand) *telephone {
	return &telephone{world: w, login: login, rand: r}
}

// work carries calls until ctx ends. Without the right to it, it is out of order.
func (p *telephone) work(ctx context.Context) {
	if pause(ctx, p.world.human(firstCall)) != nil {
		return
	}
	retry := p.world.backoff()
	for {
		p.client = newClient(p.world)
		err := p.client.signIn(ctx, p.login.Email)
		if refused(err, http.StatusUnauthorized, http.StatusForbidden) {
			p.world.log.Warn("the telephone of the demo may not sign in any more", "email", p.login.Email)
			return
		}
		if err == nil {
			err = p.carry(ctx)
		}
		if refused(err, http.StatusForbidden) {
			p.world.log.Warn("the telephone of the demo may not signal calls any more", "email", p.login.Email)
			return
		}
		if pause(ctx, retry.next()) != nil {
			return
		}
	}
}

func (p *telephone) carry(ctx context.Context) error {
	if err := p.clear(ctx); err != nil {
		return err
	}
	for {
		if err := p.ring(ctx); err != nil {
			return err
		}
		if err := pause(ctx, p.world.human(between(p.rand, 12*time.Second, 40*time.Second))); err != nil {
			return err
		}
	}
}

// extensions are the agents of the queue, as they are now.
func (p *telephone) extensions(ctx context.Context) ([]view.RoomAgent, error) {
	var room struct {
		Agents []view.RoomAgent `json:"agents"`
	}
	err := p.client.call(ctx, http.MethodGet, "/api/v1/room", nil, &room)
	return room.Agents, err
}

// clear ends what went on when the telephone was last switched off.
func (p *telephone) clear(ctx context.Context) error {
	agents, err := p.extensions(ctx)
	for _, a := range agents {
		if a.Hold != nil && (a.Hold.State == "connecting" || a.Hold.State == "connected") && err == nil {
			err = p.signal(ctx, a.User, a.Hold.Call, "ended")
		}
	}
	return err
}

// ring puts a call before somebody who is ready, if anybody is. Mostly they answer.
func (p *telephone) ring(ctx context.Context) error {
	agents, err := p.extensions(ctx)
	if err != nil {
		return err
	}
	var ready []string
	for _, a := range agents {
		if a.Labels.Puzzel == "ready" && !a.KeptOnline {
			ready = append(ready, a.User)
		}
	}
	if len(ready) == 0 {
		return nil
	}
	agent, call := pick(p.rand, ready), newID()
	err = p.client.call(ctx, http.MethodPost, "/api/v1/agents/"+agent+"/calls", map[string]string{"call": call, "queue": fixedID("queue/" + phone)}, nil)
	if refused(err, http.StatusConflict) { // something came between
		return nil
	}
	if err != nil {
		return err
	}
	switch chance := p.rand.Float64(); {
	case chance < 0.1: // the desk itself notices that nobody answers
		return pause(ctx, p.world.human(ringsFor))
	case chance < 0.15:
		return p.then(ctx, between(p.rand, 4*time.Second, 8*time.Second), agent, call, "rejected")
	}
	if err := p.then(ctx, between(p.rand, 3*time.Second, 9*time.Second), agent, call, "answered"); err != nil {
		return err
	}
	return p.then(ctx, between(p.rand, 40*time.Second, 130*time.Second), agent, call, "ended")
}

// ringsFor is at least as long as the desk lets a call ring.
const ringsFor = 25 * time.Second

func (p *telephone) then(ctx context.Context, d time.Duration, agent, call, signal string) error {
	if err := pause(ctx, p.world.human(d)); err != nil {
		return err
	}
	return p.signal(ctx, agent, call, signal)
}

// signal tells what happened to a call. That it is over already is no news.
func (p *telephone) signal(ctx context.Context, agent, call, signal string) error {
	err := p.client.call(ctx, http.MethodPost, "/api/v1/agents/"+agent+"/calls/"+call, map[string]string{"signal": signal}, nil)
	if refused(err, http.StatusConflict) {
		return nil
	}
	return err
}
