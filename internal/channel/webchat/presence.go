package webchat

import (
	"context"
	"sync"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// settleFor is how long a customer without any socket may be reloading the page.
const settleFor = 3 * time.Second

// presence tells the engine whether a customer has a window: at once when the
// first opens, and a moment after the last has closed, so that a reload is
// nothing.
type presence struct {
	channel *Channel

	mu       sync.Mutex
	contacts map[contactKey]*attendance
	closing  bool
}

// attendance is one customer who has a window, or had one until a moment ago.
type attendance struct {
	telling sync.Mutex // one command at a time, or the last word could be an old one
	sockets int
	timer   *time.Timer // while it settles
}

func (p *presence) init(c *Channel) {
	p.channel, p.contacts = c, map[contactKey]*attendance{}
}

func (p *presence) at(key contactKey) *attendance {
	a := p.contacts[key]
	if a == nil {
		a = &attendance{}
		p.contacts[key] = a
	}
	return a
}

// arrive counts a socket in.
func (p *presence) arrive(key contactKey) {
	p.mu.Lock()
	a := p.at(key)
	a.sockets++
	first := a.sockets == 1
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
	p.mu.Unlock()
	if first {
		p.tell(key, a)
	}
}

// depart counts one out.
func (p *presence) depart(key contactKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.at(key)
	a.sockets--
	p.settle(key, a)
}

// opened looks whether the customer of a new conversation has a window at all:
// a message may come without one, and must not wait for ever.
func (p *presence) opened(key contactKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(key, p.at(key))
}

func (p *presence) settle(key contactKey, a *attendance) {
	if a.sockets > 0 || a.timer != nil || p.closing {
		return
	}
	a.timer = time.AfterFunc(settleFor, func() {
		p.mu.Lock()
		a.timer = nil
		p.mu.Unlock()
		p.tell(key, a)
	})
}

// tell says how it is at this moment, whatever caused the call.
func (p *presence) tell(key contactKey, a *attendance) {
	a.telling.Lock()
	defer a.telling.Unlock()
	p.mu.Lock()
	gone, closing := a.sockets == 0, p.closing
	p.mu.Unlock()
	if closing {
		return
	}
	ctx, cancel := within(context.Background())
	defer cancel()
	call := engine.Call{Actor: desk.ByCustomer(key.contact)}
	_, err := engine.Do(ctx, p.channel.engine, call, engine.CustomerPresence{Channel: key.channel, Contact: key.contact, Gone: gone})
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err != nil:
		p.channel.log.Warn("the engine did not hear of a customer's presence", "gone", gone, "err", err)
		p.settle(key, a) // try again
	case a.sockets == 0 && a.timer == nil:
		delete(p.contacts, key)
	}
}

func (p *presence) shutdown() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closing = true
	for _, a := range p.contacts {
		if a.timer != nil {
			a.timer.Stop()
		}
	}
}
