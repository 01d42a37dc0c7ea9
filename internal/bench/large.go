package bench

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

const idleDesks = 5000

// idle measures what a desk that only listens costs the server.
func (b *bench) idle() error {
	data, err := b.folder("idle")
	if err != nil {
		return err
	}
	s, err := b.openShop(data)
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }()
	n := idleDesks
	if b.o.Quick {
		n = 50
	}
	before, err := s.resident()
	if err != nil {
		return err
	}
	if err := s.listeners(n); err != nil {
		return err
	}
	time.Sleep(b.seconds(2)) // let garbage settle
	after, err := s.resident()
	if err != nil {
		return err
	}
	each := float64(after-before) / float64(n) / 1024
	b.target(each < 40, fmt.Sprintf("memory of one of %d idle desks", n), "< 40 kB", "%.1f kB", each)
	return nil
}

// listeners opens so many feeds, each a window of one of the agents.
func (s *shop) listeners(n int) error {
	c := browser()
	if err := s.ask(s.b.ctx, c, http.MethodPost, "/api/v1/session", "", map[string]any{"email": email(0), "password": password}, nil); err != nil {
		return err
	}
	errs := make(chan error, n)
	var running sync.WaitGroup
	slots := make(chan struct{}, 32)
	for range n {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			conn, err := s.window(c)
			if err != nil {
				errs <- err
				return
			}
			go func() {
				for {
					if _, _, err := conn.Read(s.b.ctx); err != nil {
						return
					}
				}
			}()
		})
	}
	running.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// large fills a store with a million messages in a hundred thousand
// conversations, starts the server on it and reads an agent's lists.
func (b *bench) large() error {
	conversations, each := 100_000, 10
	if b.o.Quick {
		conversations = 500
	}
	data, err := b.folder("large")
	if err != nil {
		return err
	}
	shop, err := b.openShop(data)
	if err != nil {
		return err
	}
	if err := shop.stop(); err != nil {
		return err
	}
	if err := b.fill(data, conversations, each); err != nil {
		return err
	}
	s, err := b.serve(data)
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }()
	memory, err := s.resident()
	if err != nil {
		return err
	}
	b.target(s.ready < 500*time.Millisecond, fmt.Sprintf("start to ready, %d messages stored", conversations*each), "< 0.5 s", "%s", short(s.ready))
	b.target(memory < 60<<20, fmt.Sprintf("resident memory, %d messages stored", conversations*each), "< 60 MB", "%.1f MB", float64(memory)/(1<<20))
	return b.lists(s, conversations)
}

func (b *bench) lists(s *server, conversations int) error {
	c := browser()
	if err := s.ask(b.ctx, c, http.MethodPost, "/api/v1/session", "", map[string]any{"email": email(0), "password": password}, nil); err != nil {
		return err
	}
	for _, list := range []string{"queue", "pending", "closed"} {
		var took []time.Duration
		for n := range 220 {
			start := time.Now()
			if err := s.ask(b.ctx, c, http.MethodGet, "/api/v1/conversations?list="+list+"&limit=50", "", nil, nil); err != nil {
				return err
			}
			if n >= 20 {
				took = append(took, time.Since(start))
			}
		}
		p99 := percentile(took, 99)
		b.target(p99 < 10*time.Millisecond, fmt.Sprintf("an agent's list (%s), %d conversations stored", list, conversations), "p99 < 10 ms", "%s", short(p99))
	}
	return nil
}

// fill writes closed conversations of the shop's agents straight into the store.
func (b *bench) fill(data string, conversations, each int) error {
	opened, err := openStore(b.ctx, data, "")
	if err != nil {
		return err
	}
	live, err := opened.Load(b.ctx)
	if err != nil {
		return err
	}
	f := filler{seq: live.Seq, channel: live.Channels[0], queue: live.Queues[0].ID, now: live.LastAt.Add(-365 * 24 * time.Hour)}
	for _, m := range live.Members {
		f.agents = append(f.agents, m.User)
	}
	const piece = 500
	for n := 0; n < conversations; n += piece {
		batch := &engine.Batch{}
		for i := range min(piece, conversations-n) {
			if err := f.conversation(batch, n+i, each); err != nil {
				return err
			}
		}
		if err := opened.Flush(b.ctx, batch); err != nil {
			return err
		}
	}
	return opened.Close()
}

type filler struct {
	seq     int64
	channel desk.Channel
	queue   desk.QueueID
	agents  []desk.UserID
	now     time.Time
}

// conversation is one that was opened, answered and finished a while ago.
func (f *filler) conversation(b *engine.Batch, n, messages int) error {
	f.now = f.now.Add(time.Minute)
	agent := f.agents[n%len(f.agents)]
	contact := desk.Contact{ID: desk.ContactID(newID(f.now)), Name: fmt.Sprintf("Cliente %d", n), CreatedAt: f.now}
	c, events := desk.OpenConversation(desk.ConversationID(newID(f.now)), f.channel, contact.ID, desk.LegID(newID(f.now)), f.queue, fmt.Sprintf("bench-%d", n), f.now)
	f.record(b, events)
	c, events, err := c.AssignTo(agent, desk.ByRouter, f.now)
	if err != nil {
		return err
	}
	f.record(b, events)
	for k := range messages {
		m := desk.Message{ID: desk.MessageID(newID(f.now)), From: desk.FromCustomer, Text: aMessage}
		if k%2 == 1 {
			m.From, m.Author = desk.FromAgent, agent
		}
		if c, m, events, err = c.Write(m, f.now); err != nil {
			return err
		}
		f.record(b, events)
		m.Rev = f.seq
		b.Messages = append(b.Messages, m)
	}
	c, events, err = c.End(agent, desk.Finished, f.now)
	if err != nil {
		return err
	}
	f.record(b, events)
	c.Rev, contact.Rev = f.seq, f.seq
	b.Contacts = append(b.Contacts, contact)
	b.Conversations = append(b.Conversations, c)
	return nil
}

func (f *filler) record(b *engine.Batch, events []desk.Event) {
	for _, e := range events {
		f.seq++
		b.Events = append(b.Events, desk.Recorded{Seq: f.seq, At: f.now, Since: f.now, Actor: desk.System, Event: e})
	}
}
