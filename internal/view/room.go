package view

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// RoomAgent is an agent as a supervisor sees them in the live room. Rev is the
// sequence of the commit that the row is of, as load moves without the agent.
type RoomAgent struct {
	Status
	Name     string `json:"name"`
	Presence string `json:"presence" enum:"gone,connected,lost"`
	// Since is when the supervisor's label began: of Inativo and Offline, with the
	// connection.
	LabelSince time.Time `json:"label_since"`
	KeptOnline bool      `json:"kept_online"`
	Offered    int       `json:"offered" doc:"Pending offers, which count against the limits."`
	Serves     []Ref     `json:"serves"`
	Able       []string  `json:"able" doc:"Ids of the queues whose work could be given to them at this moment."`
}

// Whisper is a word to a conversation's agent that the customer never sees.
type Whisper struct {
	ID           string    `json:"id"`
	Conversation string    `json:"conversation"`
	Author       Ref       `json:"author"`
	Text         string    `json:"text"`
	AfterN       int64     `json:"after_n" doc:"The ordinal of the message it stands behind."`
	At           time.Time `json:"at"`
	Rev          int64     `json:"rev"`
}

// FromStatus is an agent's declaration with what goes with it.
func FromStatus(s engine.AgentState, dir *engine.Directory) Status {
	a := s.Agent
	out := Status{
		User: string(a.User), Status: string(a.Status()), Since: stamp(a.StatusSince),
		Open: s.Load.Open, Limits: Limits(dir.Users[a.User].Limits),
		Labels: Labels{Blip: string(s.Axes.Blip()), Puzzel: string(s.Axes.Puzzel()), Smartspace: string(s.Axes.Smartspace())},
		Queues: []QueueStatus{}, KeepOnline: a.KeepOnline, Rev: a.Rev,
	}
	if a.Status() == desk.Paused {
		out.Reason = reasonOf(a.SignIns.Reason(), dir)
	}
	if a.DeclaredBy != "" && a.DeclaredBy != a.User {
		out.SetBy = userRef(a.DeclaredBy, dir)
	}
	if h := a.Hold; !h.IsFree() {
		out.Hold = &Hold{State: string(h.State), Call: string(h.Call), Since: stamp(h.Since), Until: instant(h.Until)}
		if h.Queue != "" {
			q := QueueRef(h.Queue, dir)
			out.Hold.Queue = &q
		}
	}
	if b := a.Busy; b.Running() {
		out.Busy = &Busy{Cause: string(b.Cause), Since: stamp(b.Since), Until: instant(b.Until)}
	}
	for _, e := range a.SignIns {
		row := QueueStatus{Queue: QueueRef(e.Queue, dir), State: string(e.State), Since: stamp(e.Since)}
		if e.State == desk.PausedQueue {
			row.Reason = reasonOf(e.Reason, dir)
		}
		out.Queues = append(out.Queues, row)
	}
	out.Next, out.Drain = FromNext(a.Next, dir), FromDrain(a.Drain, dir)
	return out
}

// FromNext is a status chosen for later, if one is.
func FromNext(n *desk.NextStatus, dir *engine.Directory) *NextStatus {
	if n == nil {
		return nil
	}
	return &NextStatus{Status: string(n.Status), Reason: reasonOf(n.Reason, dir), AfterWork: n.AfterWork, At: instant(n.At)}
}

// FromDrain says until when an agent may keep what they hold, if they are drained.
func FromDrain(d *desk.Drain, dir *engine.Directory) *Drain {
	if d == nil {
		return nil
	}
	return &Drain{At: stamp(d.At), By: userRef(d.By, dir), Done: d.Done}
}

func reasonOf(id desk.PauseReasonID, dir *engine.Directory) *Reason {
	r, ok := dir.Reasons[id]
	if !ok {
		return nil
	}
	reason := FromReason(r)
	return &reason
}

// FromRoomAgent is an agent in the live room, as of a sequence.
func FromRoomAgent(s engine.AgentState, dir *engine.Directory, seq int64) RoomAgent {
	a := s.Agent
	out := RoomAgent{
		Status: FromStatus(s, dir), Name: UserRef(a.User, dir).Name, Presence: string(a.Presence), LabelSince: stamp(a.LabelSince()),
		KeptOnline: a.KeptOnline(), Offered: s.Load.Offered, Serves: []Ref{}, Able: []string{},
	}
	out.Rev = seq
	if viewer, ok := dir.Viewer(a.User); ok {
		for _, q := range viewer.Serves {
			out.Serves = append(out.Serves, QueueRef(q, dir))
		}
	}
	for _, q := range dir.Able(s) {
		out.Able = append(out.Able, string(q))
	}
	return out
}

// FromWhisper is a word to the agent.
func FromWhisper(w desk.Whisper, dir *engine.Directory) Whisper {
	return Whisper{
		ID: string(w.ID), Conversation: string(w.Conversation), Author: UserRef(w.Author, dir), Text: w.Text, AfterN: w.AfterN,
		At: stamp(w.At), Rev: w.Rev,
	}
}
