package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// routed carries out what the router decided.
type routed struct{ a routing.Assignment }

// Run assigns or offers the work.
func (r routed) Run(tx *Tx) (none, error) {
	c, err := tx.conversation(r.a.Work)
	if err != nil {
		return none{}, err
	}
	if err := tx.keepTrace(c, traceOf(r.a)); err != nil {
		return none{}, err
	}
	if r.a.Offer {
		return none{}, tx.makeOffer(c, r.a.Agent)
	}
	return none{}, tx.assign(c, r.a.Agent, desk.ByRouter)
}

// assign gives a waiting conversation to an agent, whoever decided it.
func (tx *Tx) assign(c desk.Conversation, agent desk.UserID, source desk.AssignSource) error {
	c, events, err := c.AssignTo(agent, source, tx.Now)
	if err != nil {
		return err
	}
	tx.putConversation(c)
	tx.e.s.agents.put(tx.agent(agent).Received(tx.Now))
	tx.emit(events...)
	return nil
}

func (tx *Tx) makeOffer(c desk.Conversation, agent desk.UserID) error {
	q, err := tx.queue(c.Leg.Queue)
	if err != nil {
		return err
	}
	c, o, events, err := c.Offer(desk.OfferID(tx.newID()), agent, q.Ring, tx.Now)
	if err != nil {
		return err
	}
	tx.putConversation(c)
	tx.putOffer(o)
	tx.emit(events...)
	return nil
}

// TraceRecord is a stored trace: ids and numbers only, as JSON. Names are looked
// up when somebody reads it. Of a choice that a person made there are no
// candidates; of a move, By, FromQueue and FromAgent say whose it was and where the
// work came from, and without a Winner it went to wait in Queue.
type TraceRecord struct {
	Source     desk.AssignSource `json:"source"`
	Queue      desk.QueueID      `json:"queue"`
	Strategy   string            `json:"strategy"`
	Members    int               `json:"members"`
	LeftOut    []TraceCount      `json:"left_out"`
	Total      int               `json:"total"`
	Candidates []TraceCandidate  `json:"candidates"`
	Winner     desk.UserID       `json:"winner"`
	TieBreak   string            `json:"tie_break"`
	Position   int               `json:"position"`
	WaitedMS   int64             `json:"waited_ms"`
	By         desk.UserID       `json:"by,omitempty"`
	FromQueue  desk.QueueID      `json:"from_queue,omitempty"`
	FromAgent  desk.UserID       `json:"from_agent,omitempty"`
}

// TraceCount says how many members one rule left out.
type TraceCount struct {
	Rule  string `json:"rule"`
	Count int    `json:"count"`
}

// TraceCandidate is one able agent with the keys they were compared by.
type TraceCandidate struct {
	Agent     desk.UserID `json:"agent"`
	Open      int         `json:"open"`
	IdleSince time.Time   `json:"idle_since"`
}

func traceOf(a routing.Assignment) TraceRecord {
	t := a.Trace
	r := TraceRecord{
		Source: desk.ByRouter, Queue: t.Queue, Strategy: string(t.Strategy), Members: t.Members, Total: t.CandidatesTotal,
		Winner: t.Winner, TieBreak: string(t.TieBreak), Position: t.Position, WaitedMS: t.WaitedFor.Milliseconds(),
		LeftOut: counts(t.LeftOut), Candidates: make([]TraceCandidate, len(t.Candidates)),
	}
	if a.Offer {
		r.Source = desk.ByOffer
	}
	for i, c := range t.Candidates {
		r.Candidates[i] = TraceCandidate{c.Agent, c.Open, c.IdleSince}
	}
	return r
}

// takenTrace is the trace of a choice that no router made.
func (tx *Tx) takenTrace(by desk.UserID, c desk.Conversation) TraceRecord {
	return TraceRecord{
		Source: desk.ByTake, Queue: c.Leg.Queue, Winner: by, WaitedMS: tx.Now.Sub(c.Leg.QueuedAt).Milliseconds(),
		LeftOut: []TraceCount{}, Candidates: []TraceCandidate{},
	}
}

// movedTrace is the trace of a leg that began by a person's word. Only what waited
// tells for how long.
func (tx *Tx) movedTrace(source desk.AssignSource, ended, began desk.Leg) TraceRecord {
	r := TraceRecord{
		Source: source, Queue: began.Queue, Winner: began.Agent, By: tx.by(), FromQueue: ended.Queue, FromAgent: ended.Agent,
		LeftOut: []TraceCount{}, Candidates: []TraceCandidate{},
	}
	if ended.Agent == "" {
		r.WaitedMS = tx.Now.Sub(ended.QueuedAt).Milliseconds()
	}
	return r
}

func counts(left []routing.LeftOut) []TraceCount {
	out := make([]TraceCount, len(left))
	for i, l := range left {
		out[i] = TraceCount{string(l.Rule), l.Count}
	}
	return out
}

func (tx *Tx) keepTrace(c desk.Conversation, r TraceRecord) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keep trace of %s: %w", c.ID, err)
	}
	tx.e.s.traces.add(Trace{Conversation: c.ID, Leg: c.Leg.ID, At: tx.Now, Data: data})
	return nil
}
