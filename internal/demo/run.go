package demo

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Options say how the demo is played.
type Options struct {
	// Pace is how fast people are: 1 is human, 2 twice as fast. 0 is 1.
	Pace float64
	// Seed decides who comes, why, and what they say.
	Seed uint64
	// Log hears when the server is lost. None is silent.
	Log *slog.Logger
}

// Run plays customers and colleagues until ctx ends. It fails on nothing that
// may pass, such as a server that restarts.
func Run(ctx context.Context, base string, c Company, o Options) error {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return run(ctx, newWorld(base, http.DefaultTransport, cmp.Or(max(o.Pace, 0), 1), log), c, o.Seed)
}

// The colleagues come in one after another, so that whoever opens the desk at
// once finds customers who wait.
const (
	firstColleague = 15 * time.Second
	nextColleague  = 25 * time.Second
)

func run(ctx context.Context, w *world, c Company, seed uint64) error {
	var playing sync.WaitGroup
	defer playing.Wait()
	comes := firstColleague
	for i, login := range c.Logins {
		chance := rand.New(rand.NewPCG(seed, 1_000_000+uint64(i)))
		switch {
		case login.Role == telephony:
			one := newTelephone(w, login, chance)
			playing.Go(func() { one.work(ctx) })
		case login.Played:
			one := newColleague(w, login, comes, chance)
			comes += nextColleague
			playing.Go(func() { one.work(ctx) })
		}
	}
	s := newStreet(w, seed)
	playing.Go(func() { s.open(ctx) })
	<-ctx.Done()
	return nil
}

// street is where the customers come from, and where they go back to.
type street struct {
	world *world
	seed  uint64
	rand  *rand.Rand
	deck  *deck
	came  int

	mu       sync.Mutex
	inside   map[*customer]bool
	regulars []*customer // who has been here and may come again
}

// Of the customers after the first few, some have been here before.
const (
	firstReturn  = 6
	returnChance = 0.3
	mostRegulars = 40
)

func newStreet(w *world, seed uint64) *street {
	r := rand.New(rand.NewPCG(seed, 0))
	return &street{world: w, seed: seed, rand: r, deck: newDeck(r), inside: map[*customer]bool{}}
}

func (s *street) open(ctx context.Context) {
	var visits sync.WaitGroup
	defer visits.Wait()
	for {
		if pause(ctx, s.world.human(untilNext(s.rand, s.came, s.crowd()))) != nil {
			return
		}
		for s.crowd().full() {
			if pause(ctx, s.world.human(lookAgainIn)) != nil {
				return
			}
		}
		c := s.next(ctx)
		s.came++
		visits.Go(func() { s.receive(ctx, c) })
	}
}

func (s *street) receive(ctx context.Context, c *customer) {
	s.mu.Lock()
	s.inside[c] = true
	s.mu.Unlock()
	err := c.visit(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.inside, c)
	switch {
	case err == nil && c.page.client.token != "":
		s.regulars = append(s.regulars, c)
		s.regulars = s.regulars[max(0, len(s.regulars)-mostRegulars):]
	case err != nil && ctx.Err() == nil:
		s.world.log.Debug("a customer of the demo gave up", "customer", c.who.Name, "why", c.why.key, "error", err)
	}
}

func (s *street) crowd() crowd {
	s.mu.Lock()
	defer s.mu.Unlock()
	var now crowd
	for c := range s.inside {
		now.open++
		if chat := c.page.chat(); chat.ID == "" || chat.waiting() {
			now.waiting++
		}
	}
	return now
}

// next is who comes in now. Each customer has their own chance, so that what
// one says does not depend on how fast another was answered.
func (s *street) next(ctx context.Context) *customer {
	r := rand.New(rand.NewPCG(s.seed, uint64(s.came)+1))
	if s.came >= firstReturn && s.rand.Float64() < returnChance {
		if c := s.comeBack(ctx, r); c != nil {
			return c
		}
	}
	why := s.deck.deal(func(*scenario) bool { return true })
	who := newPersona(r)
	who.Name = cmp.Or(why.name, who.Name)
	return newCustomer(s.world, newVisitor(s.world), who, why, r)
}

// comeBack finds somebody whose earlier conversation is closed: who comes while
// it is open would only continue it.
func (s *street) comeBack(ctx context.Context, r *rand.Rand) *customer {
	s.mu.Lock()
	if len(s.regulars) == 0 {
		s.mu.Unlock()
		return nil
	}
	before := s.regulars[0]
	s.regulars = s.regulars[1:]
	s.mu.Unlock()
	chat, err := before.page.look(ctx)
	if err != nil {
		return nil // forgotten by the server
	}
	if chat.open() {
		s.mu.Lock()
		s.regulars = append(s.regulars, before)
		s.mu.Unlock()
		return nil
	}
	why := s.deck.deal(func(c *scenario) bool { return c.door == before.why.door && c.name == "" && c != before.why })
	return newCustomer(s.world, before.page, before.who, why, r)
}
