package bench

import (
	"errors"
	"fmt"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
	"pronto/internal/report"
	"pronto/internal/store/sqlite"
)

const (
	ledgerAgents = 200
	ledgerDays   = 31
	perAgent     = 24 // conversations a day
)

// ledger fills a store with a month of a large company, reads it into the read
// model, and asks what a supervisor asks.
func (b *bench) ledger() error {
	agents, days := ledgerAgents, ledgerDays
	if b.o.Quick {
		agents, days = 5, 2
	}
	dir, err := b.folder("ledger")
	if err != nil {
		return err
	}
	opened, err := sqlite.Open(b.ctx, dir)
	if err != nil {
		return err
	}
	first := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -days)
	m := newMonth(first, agents)
	pure, err := b.pureLedger(m)
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	m = newMonth(first, agents)
	if err := m.into(func(batch *engine.Batch) error { return opened.Flush(b.ctx, batch) }, days); err != nil {
		return errors.Join(err, opened.Close())
	}
	e, err := engine.Open(b.ctx, opened, engine.Options{NewID: newID})
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	e.Start()
	err = b.askLedger(e, opened, m, first, days)
	e.Stop()
	b.target(pure >= 1_000_000, "the ledger alone, events in memory", "1,000,000/s", "%.0f/s", pure)
	return errors.Join(err, opened.Close())
}

// askLedger makes the read model, stores it, and takes it up again.
func (b *bench) askLedger(e *engine.Engine, opened *sqlite.DB, m *month, first time.Time, days int) error {
	silent := func(int64, int64) {}
	s := report.New(report.Options{Engine: e, Store: opened})
	s.Start()
	start := time.Now()
	if err := s.Rebuild(b.ctx, silent); err != nil {
		return err
	}
	rate := float64(m.seq) / time.Since(start).Seconds()
	s.Close()
	s = report.New(report.Options{Engine: e, Store: opened})
	s.Start()
	defer s.Close()

	var took []time.Duration
	figures, viewer := report.NewFigures(s, e), desk.Viewer{User: "bench", All: true, Permissions: desk.Permissions}
	query := report.Query{Kind: report.ByAgent, From: first.Format(time.DateOnly), To: first.AddDate(0, 0, days-1).Format(time.DateOnly), Locale: "en"}
	for range 5 {
		start := time.Now()
		if _, err := figures.Report(b.ctx, viewer, query); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	size := fmt.Sprintf("%d agents, %d days, %.1f million events", len(m.agents), days, float64(m.seq)/1e6)
	median := percentile(took, 50)
	b.target(median < time.Second, "a report of "+size, "< 1 s", "%s", short(median))

	took = nil
	for n := range 200 {
		start := time.Now()
		if _, err := s.Day(b.ctx, m.agents[n%len(m.agents)].User, first.AddDate(0, 0, n%days), time.UTC); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	p99 := percentile(took, 99)
	b.target(p99 < 20*time.Millisecond, "one agent's day", "p99 < 20 ms", "%s", short(p99))

	start = time.Now()
	if _, err := s.Verify(b.ctx, report.Span{}, silent); err != nil {
		return err
	}
	verified := float64(m.seq) / time.Since(start).Seconds()
	b.target(verified >= 250_000, "ledger verify from disk, stored chunks compared", "250,000 events/s", "%.0f/s", verified)
	b.target(rate >= 100_000, "ledger rebuild from disk", "100,000 events/s", "%.0f/s", rate)
	return nil
}

// pureLedger is how many events a second the ledger reads that are in memory.
func (b *bench) pureLedger(m *month) (float64, error) {
	var log []desk.Recorded
	if err := m.into(func(batch *engine.Batch) error { log = append(log, batch.Events...); return nil }, 3); err != nil {
		return 0, err
	}
	read, start := 0, time.Now()
	for read == 0 || time.Since(start) < b.seconds(2) {
		v := ledger.NewVerifier()
		for _, r := range log {
			if err := v.Add(r); err != nil {
				return 0, err
			}
		}
		if err := v.Close(m.now); err != nil {
			return 0, err
		}
		read += len(log)
	}
	return float64(read) / time.Since(start).Seconds(), nil
}

// month is a large company's log in the making: each working day its agents sign
// in, serve one conversation after another, take two breaks, and leave.
type month struct {
	first  time.Time
	now    time.Time
	seq    int64
	agents []desk.Agent
	open   []desk.ConversationID
	batch  *engine.Batch
	write  func(*engine.Batch) error
}

const monthQueue desk.QueueID = "bench-queue"

func newMonth(first time.Time, agents int) *month {
	m := &month{first: first, now: first, open: make([]desk.ConversationID, agents)}
	for i := range agents {
		m.agents = append(m.agents, desk.NewAgent(desk.UserID(fmt.Sprintf("01BENCHAGENT%014d", i)), first))
	}
	return m
}

// into hands over the whole log in batches.
func (m *month) into(write func(*engine.Batch) error, days int) error {
	m.write, m.batch = write, &engine.Batch{Queues: []desk.Queue{{ID: monthQueue, Name: "Bench", Mode: desk.Push, Delivery: desk.OfferIt, Strategy: desk.FewestOpen, Active: true}}}
	for _, a := range m.agents {
		user := desk.User{ID: a.User, Name: string(a.User), Email: string(a.User), Role: desk.RoleAgent, Active: true, Locale: desk.English, Limits: desk.DefaultLimits, CreatedAt: m.now}
		m.batch.Users = append(m.batch.Users, user)
		m.batch.Members = append(m.batch.Members, desk.Member{Queue: monthQueue, User: a.User, Serves: true})
		m.record(desk.UserSaved{User: a.User, Created: true, Role: desk.RoleAgent, Active: true, Limits: desk.DefaultLimits})
	}
	for day := range days {
		m.now = m.first.AddDate(0, 0, day).Add(11 * time.Hour)
		if err := m.day(); err != nil {
			return err
		}
	}
	return m.flush()
}

func (m *month) day() error {
	queues := []desk.QueueID{monthQueue}
	err := m.each(func(a desk.Agent) (desk.Agent, []desk.Event, error) {
		a, opened := a.OpenWindow("w", 1, queues, desk.Invisible, monthTimes, m.now)
		a, online, err := a.GoOnline(a.User, queues, m.now)
		return a, append(opened, online...), err
	})
	if err != nil {
		return err
	}
	for round := range perAgent {
		for i := range m.agents {
			m.now = m.now.Add(8 * time.Hour / time.Duration(perAgent*len(m.agents)))
			m.serve(i)
			if len(m.batch.Events) >= 5000 {
				if err := m.flush(); err != nil {
					return err
				}
			}
		}
		switch round {
		case 8, 16:
			err = m.each(func(a desk.Agent) (desk.Agent, []desk.Event, error) { return a.Pause(a.User, queues, "lunch", m.now) })
		case 9, 17:
			err = m.each(func(a desk.Agent) (desk.Agent, []desk.Event, error) { return a.GoOnline(a.User, queues, m.now) })
		}
		if err != nil {
			return err
		}
	}
	return m.each(func(a desk.Agent) (desk.Agent, []desk.Event, error) {
		a, events := a.Dismiss(m.now)
		return a, events, nil
	})
}

var monthTimes = desk.Times{Presence: desk.DefaultPresenceTimes, Hold: desk.DefaultHoldTimes}

// each has all agents do something, a millisecond after one another.
func (m *month) each(do func(desk.Agent) (desk.Agent, []desk.Event, error)) error {
	for i, a := range m.agents {
		m.now = m.now.Add(time.Millisecond)
		next, events, err := do(a)
		if err != nil {
			return err
		}
		m.agents[i] = next
		m.record(events...)
	}
	return nil
}

// serve ends an agent's conversation and begins the next.
func (m *month) serve(i int) {
	me := m.agents[i].User
	if old := m.open[i]; old != "" {
		m.record(desk.ConversationClosed{Conversation: old, Leg: desk.LegID(old), Queue: monthQueue, Agent: me, Outcome: desk.Finished})
	}
	id := desk.ConversationID(fmt.Sprintf("01BENCH%019d", m.seq))
	m.open[i] = id
	m.record(
		desk.ConversationOpened{Conversation: id, Channel: "bench-channel", Queue: monthQueue, Leg: desk.LegID(id), Protocol: string(id)},
		desk.OfferMade{Offer: desk.OfferID(id), Conversation: id, Queue: monthQueue, Agent: me, ExpiresAt: m.now.Add(20 * time.Second)},
		desk.OfferEnded{Offer: desk.OfferID(id), Conversation: id, Queue: monthQueue, Agent: me, State: desk.OfferAccepted},
		desk.ConversationAssigned{Conversation: id, Leg: desk.LegID(id), Queue: monthQueue, Agent: me, Source: desk.ByOffer},
	)
	for n := range int64(6) {
		from := desk.FromCustomer
		if n%2 == 1 {
			from = desk.FromAgent
		}
		m.record(desk.MessageWritten{Conversation: id, Message: desk.MessageID(id), N: n + 1, From: from, Queue: monthQueue, Agent: me})
	}
	m.record(desk.MarksMoved{Conversation: id, Side: desk.FromCustomer, Queue: monthQueue, Agent: me, Read: 6})
}

func (m *month) record(events ...desk.Event) {
	for _, e := range events {
		e, since := desk.Undate(e, m.now)
		m.seq++
		m.batch.Events = append(m.batch.Events, desk.Recorded{Seq: m.seq, At: m.now, Since: since, Actor: desk.System, Event: e})
	}
}

func (m *month) flush() error {
	err := m.write(m.batch)
	m.batch = &engine.Batch{}
	return err
}
