package app

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// metrics is the page for Prometheus, and nothing beside it. What the desk knows is
// read when somebody asks, so that counting costs nothing otherwise.
func (s *Server) metrics() http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &deskCollector{s})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{}))
	return mux
}

type deskCollector struct{ n *Server }

func metric(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	mCommands    = metric("pronto_commands_total", "Commands that took effect.")
	mRefused     = metric("pronto_commands_refused_total", "Commands that were refused or failed.")
	mBatches     = metric("pronto_batches_total", "Transactions written.")
	mEvents      = metric("pronto_events_total", "Events written.")
	mAssignments = metric("pronto_assignments_total", "Conversations given out by the router.")
	mFlush       = metric("pronto_flush_seconds_total", "Time spent writing transactions.")
	mReadOnly    = metric("pronto_read_only", "1 while the storage fails and nothing can be changed.")
	mSeq         = metric("pronto_sequence", "Sequence of the last event.")
	mAgents      = metric("pronto_agents", "Agents by presence and status.", "presence", "status")
	mWaiting     = metric("pronto_queue_waiting", "Conversations that wait.", "queue")
	mOldest      = metric("pronto_queue_oldest_seconds", "How long the oldest has waited.", "queue")
	mSockets     = metric("pronto_sockets", "Open sockets, of the desk's live feed and of customers.", "side")
	mFrames      = metric("pronto_feed_frames_total", "Frames sent on the desk's live feed.")
	mResets      = metric("pronto_feed_resets_total", "Topics whose window had to load a snapshot.")
	mLag         = metric("pronto_feed_lag", "Sequences that the live feed is behind.")
)

func (c *deskCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{mCommands, mRefused, mBatches, mEvents, mAssignments, mFlush, mReadOnly, mSeq, mAgents, mWaiting, mOldest, mSockets, mFrames, mResets, mLag} {
		ch <- d
	}
}

func (c *deskCollector) Collect(ch chan<- prometheus.Metric) {
	counter := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	s := &c.n.Engine.Stats
	counter(mCommands, float64(s.Commands.Load()))
	counter(mRefused, float64(s.Refused.Load()))
	counter(mBatches, float64(s.Batches.Load()))
	counter(mEvents, float64(s.Events.Load()))
	counter(mAssignments, float64(s.Assignments.Load()))
	counter(mFlush, time.Duration(s.FlushNanos.Load()).Seconds())
	readOnly := 0.0
	if c.n.Engine.ReadOnly() {
		readOnly = 1
	}
	gauge(mReadOnly, readOnly)
	gauge(mSeq, float64(c.n.Engine.Seq()))
	gauge(mSockets, float64(c.n.live.Connections()), "desk")
	gauge(mSockets, float64(c.n.chat.Connections()), "customer")
	counter(mFrames, float64(c.n.live.Stats.Frames.Load()))
	counter(mResets, float64(c.n.live.Stats.Resets.Load()))
	gauge(mLag, float64(c.n.live.Lag()))
	c.agents(gauge)
	c.queues(gauge)
}

func (c *deskCollector) agents(gauge func(*prometheus.Desc, float64, ...string)) {
	type label struct {
		presence desk.Presence
		status   desk.Status
	}
	counts := map[label]int{}
	for id, u := range c.n.Engine.Directory().Users {
		switch a, seen := c.n.Engine.Agent(id); {
		case !u.Active:
		case seen:
			counts[label{a.Agent.Presence, a.Agent.Status()}]++
		default: // has never been here
			counts[label{desk.Gone, desk.Invisible}]++
		}
	}
	for l, count := range counts {
		gauge(mAgents, float64(count), string(l.presence), string(l.status))
	}
}

func (c *deskCollector) queues(gauge func(*prometheus.Desc, float64, ...string)) {
	now := c.n.Engine.Now()
	queues, err := c.n.waiting()
	if err != nil {
		return
	}
	for _, q := range queues {
		name := c.n.Engine.Directory().Queues[q.Queue].Name
		gauge(mWaiting, float64(q.Waiting), name)
		if q.Waiting > 0 {
			gauge(mOldest, now.Sub(q.Conversation.Leg.QueuedAt).Seconds(), name)
		}
	}
}

// waiting asks the writer what waits in every queue.
func (s *Server) waiting() ([]engine.Waiting, error) {
	ids := slices.Sorted(maps.Keys(s.Engine.Directory().Queues))
	return engine.Do(context.Background(), s.Engine, engine.Call{Actor: desk.System}, engine.QueuesWaiting{Queues: ids})
}
