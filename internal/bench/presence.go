package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coder/websocket"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
)

// The presence of a large company: so many agents, each of whom changes status so
// often, and so many supervisors who watch all of them in the live room.
const (
	crowdAgents      = 500
	crowdSupervisors = 20
	crowdQueues      = 5
	queuesEach       = 2
	statusEvery      = 5 * time.Second
)

// statuses are declared in turn, so that each act changes something and none says
// what one of the two before it said.
var statuses = []string{"online", "paused", "invisible"}

// crowd is a served company whose agents change status.
type crowd struct {
	*shop
	queues      []desk.QueueID
	agents      []desk.UserID
	browsers    []*http.Client // of agents, in their order
	turns       []int          // of agents: how often each has changed
	supervisors int

	mu     sync.Mutex
	acts   map[desk.UserID]*act
	took   []time.Duration // from an act to one screen
	missed int             // screens that an act had not reached when the next came
}

// act is one change of status and the screens that do not show it yet.
type act struct {
	status string
	began  time.Time
	unseen map[int]bool
}

// presence measures a change of status from its request to every supervisor's
// screen, and what the server spends on all of them.
func (b *bench) presence() error {
	agents, supervisors := crowdAgents, crowdSupervisors
	if b.o.Quick {
		agents, supervisors = 25, 2
	}
	data, err := b.folder("presence")
	if err != nil {
		return err
	}
	c := &crowd{supervisors: supervisors, acts: map[desk.UserID]*act{}}
	tokens, err := b.employ(data, c, agents)
	if err != nil {
		return err
	}
	srv, err := b.serve(data)
	if err != nil {
		return err
	}
	defer func() { _ = srv.stop() }()
	c.shop = &shop{server: srv, b: b}
	if err := c.arrive(tokens); err != nil {
		return err
	}
	if _, err := c.change(b.seconds(5)); err != nil { // warm up
		return err
	}
	spent, err := c.change(b.seconds(20))
	if err != nil {
		return err
	}
	return b.judgePresence(agents, supervisors, c.took, c.missed, spent)
}

// judgePresence holds what was measured against its targets; spent is the share of
// one core.
func (b *bench) judgePresence(agents, supervisors int, took []time.Duration, missed int, spent float64) error {
	if len(took) == 0 {
		return errors.New("no change of status reached a screen: nothing was measured")
	}
	who := fmt.Sprintf("%d agents, %d watching", agents, supervisors)
	p50, p99 := percentile(took, 50), percentile(took, 99)
	b.target(missed == 0 && p99 < 250*time.Millisecond, "status → every screen, "+who, "p99 < 250 ms, none missed",
		"p50 %s, p99 %s, %d missed", short(p50), short(p99), missed)
	b.target(spent < 0.25, "server CPU, "+who, "< 25 % of a core", "%.1f %%", 100*spent)
	return nil
}

// employ makes the company before the server starts, with a session for everybody:
// hundreds of passwords would take longer than what is measured. The tokens are of
// the agents, then of the supervisors.
func (b *bench) employ(data string, c *crowd, agents int) ([]string, error) {
	opened, err := openStore(b.ctx, data, "")
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(b.ctx, opened, engine.Options{NewID: newID})
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	e.Start()
	tokens, err := c.hire(b.ctx, e, agents)
	e.Stop()
	return tokens, errors.Join(err, opened.Close())
}

func (c *crowd) hire(ctx context.Context, e *engine.Engine, agents int) ([]string, error) {
	cli := engine.Call{Actor: desk.Actor{Kind: desk.ActorCLI}}
	members := make([][]desk.Member, crowdQueues)
	for q := range crowdQueues {
		c.queues = append(c.queues, desk.QueueID(newID(time.Now())))
		members[q] = []desk.Member{}
	}
	var tokens []string
	for i := range agents + c.supervisors {
		u := desk.User{
			ID: desk.UserID(newID(time.Now())), Name: fmt.Sprintf("Atendente %d", i), Email: email(i), Role: desk.RoleAgent, Locale: desk.Portuguese,
			Active: true, Limits: desk.DefaultLimits,
		}
		if i >= agents {
			u.Role = desk.RoleSupervisor
		} else {
			c.agents = append(c.agents, u.ID)
		}
		if _, err := engine.Do(ctx, e, cli, engine.SaveUser{User: u, Create: true}); err != nil {
			return nil, err
		}
		token, hash := access.NewToken()
		if _, err := engine.Do(ctx, e, cli, engine.StartSession{User: u.ID, Token: hash}); err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
		for q := range crowdQueues {
			if i >= agents {
				members[q] = append(members[q], desk.Member{Queue: c.queues[q], User: u.ID, Supervises: true})
			} else if (q-i%crowdQueues+crowdQueues)%crowdQueues < queuesEach {
				members[q] = append(members[q], desk.Member{Queue: c.queues[q], User: u.ID, Serves: true})
			}
		}
	}
	for q, id := range c.queues {
		queue := desk.Queue{ID: id, Name: fmt.Sprintf("Fila %d", q), Mode: desk.Both, Delivery: desk.Assign, Ring: 20 * time.Second, Strategy: desk.FewestOpen, Active: true}
		if _, err := engine.Do(ctx, e, cli, engine.SaveQueue{Queue: queue, Members: members[q], Create: true}); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

// arrive opens everybody's desk, the supervisors' with the live room.
func (c *crowd) arrive(tokens []string) error {
	home, err := url.Parse(c.base)
	if err != nil {
		return err
	}
	for i, token := range tokens {
		client := browser()
		client.Jar.SetCookies(home, []*http.Cookie{{Name: "pronto_session", Value: token, Path: "/"}})
		var topics []string
		if i >= len(c.agents) {
			topics = []string{"room"}
		}
		conn, err := c.window(client, topics...)
		if err != nil {
			return err
		}
		conn.SetReadLimit(1 << 24)
		if i < len(c.agents) {
			c.browsers, c.turns = append(c.browsers, client), append(c.turns, 0)
			go skim(c.b.ctx, conn)
		} else {
			go c.watch(conn, i-len(c.agents))
		}
	}
	return nil
}

// skim reads what comes and looks at none of it.
func skim(ctx context.Context, conn *websocket.Conn) {
	for {
		if _, _, err := conn.Read(ctx); err != nil {
			return
		}
	}
}

// watch notes when each act reached a supervisor's screen.
func (c *crowd) watch(conn *websocket.Conn, screen int) {
	for {
		_, data, err := conn.Read(c.b.ctx)
		if err != nil {
			return
		}
		now := time.Now()
		var frames []struct {
			Rows []struct {
				T, ID string
				Row   struct{ Status string }
			}
		}
		if json.Unmarshal(data, &frames) != nil {
			continue
		}
		c.mu.Lock()
		for _, f := range frames {
			for _, r := range f.Rows {
				if r.T == "agent" {
					c.shows(desk.UserID(r.ID), r.Row.Status, screen, now)
				}
			}
		}
		c.mu.Unlock()
	}
}

func (c *crowd) shows(agent desk.UserID, status string, screen int, now time.Time) {
	if a := c.acts[agent]; a != nil && a.status == status && a.unseen[screen] {
		delete(a.unseen, screen)
		c.took = append(c.took, now.Sub(a.began))
	}
}

// change has every agent change status for a while, and answers which share of one
// core the server used meanwhile.
func (c *crowd) change(during time.Duration) (float64, error) {
	c.mu.Lock()
	c.took, c.missed = nil, 0
	clear(c.acts)
	c.mu.Unlock()
	before, err := c.cpu()
	if err != nil {
		return 0, err
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(c.b.ctx, during)
	defer cancel()
	errs := make([]error, len(c.agents))
	var running sync.WaitGroup
	for i := range c.agents {
		running.Go(func() { errs[i] = c.agent(ctx, i) })
	}
	running.Wait()
	after, err := c.cpu()
	spent := (after - before).Seconds() / time.Since(start).Seconds()
	time.Sleep(500 * time.Millisecond) // the last rows are on their way
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.acts {
		c.missed += len(a.unseen)
	}
	return spent, errors.Join(append(errs, err)...)
}

// agent changes status again and again, apart from the others.
func (c *crowd) agent(ctx context.Context, i int) error {
	select {
	case <-time.After(statusEvery * time.Duration(i) / time.Duration(len(c.agents))):
	case <-ctx.Done():
		return nil
	}
	every := time.NewTicker(statusEvery)
	defer every.Stop()
	for ctx.Err() == nil {
		if err := c.declare(i); err != nil {
			return err
		}
		select {
		case <-every.C:
		case <-ctx.Done():
		}
	}
	return nil
}

func (c *crowd) declare(i int) error {
	now := &act{status: statuses[c.turns[i]%len(statuses)], unseen: make(map[int]bool, c.supervisors)}
	for s := range c.supervisors {
		now.unseen[s] = true
	}
	c.turns[i]++
	c.mu.Lock()
	if last := c.acts[c.agents[i]]; last != nil {
		c.missed += len(last.unseen)
	}
	c.acts[c.agents[i]] = now
	now.began = time.Now()
	c.mu.Unlock()
	return c.ask(c.b.ctx, c.browsers[i], http.MethodPut, "/api/v1/me/status", "", map[string]any{"status": now.status}, nil)
}
