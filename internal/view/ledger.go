package view

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/ledger"
)

// Interval is a stretch of an agent's time in which nothing changed. Together they
// leave no gap and never overlap.
type Interval struct {
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Labels    Labels    `json:"labels"`
	Reason    *Ref      `json:"reason,omitempty" doc:"Of paused."`
	Since     time.Time `json:"since" doc:"When this status with its reason began, perhaps before from."`
	Hold      string    `json:"hold" enum:"free,connecting,connected,wrap_up,no_answer"`
	Open      int       `json:"open"`
	Offered   int       `json:"offered"`
	PlannedMS int64     `json:"planned_ms" doc:"Of a pause: how long it may last, as planned when it began; 0 is no limit."`
	OverrunMS int64     `json:"overrun_ms" doc:"Of a pause: what of this interval is beyond the planned length."`
	Corrected bool      `json:"corrected"`
}

// SignInStretch is a stretch in which an agent was in or paused for one queue.
type SignInStretch struct {
	Queue Ref       `json:"queue"`
	State string    `json:"state" enum:"in,paused"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
}

// StatusTotal is how long one status was had, of paused by reason.
type StatusTotal struct {
	Status    string `json:"status" enum:"online,paused,invisible,offline"`
	Reason    *Ref   `json:"reason,omitempty"`
	MS        int64  `json:"ms"`
	OverrunMS int64  `json:"overrun_ms"`
}

// LabelTotal is how long a label of another vocabulary was shown.
type LabelTotal struct {
	Label string `json:"label"`
	MS    int64  `json:"ms"`
}

// QueueTotal is how long an agent was signed in to a queue, and paused in it.
type QueueTotal struct {
	Queue    Ref   `json:"queue"`
	InMS     int64 `json:"in_ms"`
	PausedMS int64 `json:"paused_ms"`
}

// Correction says what was true of a stretch of an agent's past. What was recorded
// stays in the log.
type Correction struct {
	ID     string    `json:"id"`
	Agent  Ref       `json:"agent"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Label  string    `json:"label" enum:"online,paused,invisible,offline"`
	Labels Labels    `json:"labels" doc:"The same in each vocabulary."`
	Reason *Ref      `json:"reason,omitempty"`
	Why    string    `json:"why"`
	Author *Ref      `json:"author,omitempty" doc:"Absent when it was made on the machine itself."`
	At     time.Time `json:"at"`
}

// AgentDay is one agent's local day, as far as it has passed.
type AgentDay struct {
	Agent       Ref             `json:"agent"`
	Date        string          `json:"date" format:"date"`
	TimeZone    string          `json:"time_zone" doc:"The company's: a day begins and ends by its clocks."`
	From        time.Time       `json:"from"`
	To          time.Time       `json:"to"`
	Intervals   []Interval      `json:"intervals"`
	SignIns     []SignInStretch `json:"sign_ins"`
	Statuses    []StatusTotal   `json:"statuses"`
	Puzzel      []LabelTotal    `json:"puzzel"`
	Smartspace  []LabelTotal    `json:"smartspace"`
	Queues      []QueueTotal    `json:"queues"`
	Corrections []Correction    `json:"corrections"`
}

// PastRoom is the live room as it was. What nobody can know any more is not in it:
// holds and calls beyond their label, who set a status for another, how far each side
// had read, and whether the customer's window was open. Names are those of now.
type PastRoom struct {
	At            time.Time          `json:"at"`
	Agents        []PastAgent        `json:"agents"`
	Queues        []Ref              `json:"queues"`
	Conversations []PastConversation `json:"conversations" doc:"All that were open in these queues."`
}

// PastAgent is an agent as they were. State is absent when they were none yet.
type PastAgent struct {
	Agent      Ref          `json:"agent"`
	State      *Interval    `json:"state,omitempty"`
	LabelSince time.Time    `json:"label_since"`
	Limits     Limits       `json:"limits"`
	Serves     []Ref        `json:"serves"`
	SignIns    []PastSignIn `json:"sign_ins"`
	KeepOnline bool         `json:"keep_online"`
	KeptOnline bool         `json:"kept_online"`
	Next       *NextStatus  `json:"next,omitempty"`
	Drain      *Drain       `json:"drain,omitempty"`
}

// PastSignIn is what an agent was in one queue.
type PastSignIn struct {
	Queue Ref    `json:"queue"`
	State string `json:"state" enum:"in,paused"`
}

// PastConversation is a conversation as it was.
type PastConversation struct {
	Conversation
	Hidden bool `json:"hidden" doc:"It has left your sight since: whose it was and what was said is not shown."`
}

// FromInterval is an interval of somebody's time; of a pause with the length that
// was planned for it.
func FromInterval(v ledger.Interval, planned time.Duration, dir *engine.Directory) Interval {
	return Interval{
		From: v.From.Time(), To: v.To.Time(), Since: v.Since.Time(), Reason: ReasonRef(v.Reason, dir),
		Labels: Labels{Blip: string(v.Blip), Puzzel: string(v.Puzzel), Smartspace: string(v.Smartspace)},
		Hold:   string(v.Hold), Open: v.Open, Offered: v.Offered, Corrected: v.Corrected,
		PlannedMS: planned.Milliseconds(), OverrunMS: v.Overrun(planned).Milliseconds(),
	}
}

// FromSignIn is a stretch of being signed in.
func FromSignIn(v ledger.SignIn, dir *engine.Directory) SignInStretch {
	return SignInStretch{Queue: QueueRef(v.Queue, dir), State: string(v.State), From: v.From.Time(), To: v.To.Time()}
}

// FromCorrection is a correction.
func FromCorrection(c desk.Correction, dir *engine.Directory) Correction {
	said := ledger.As(c.Label)
	out := Correction{
		ID: string(c.ID), Agent: UserRef(c.User, dir), From: stamp(c.From), To: stamp(c.To), Label: string(c.Label),
		Labels: Labels{Blip: string(said.Blip), Puzzel: string(said.Puzzel), Smartspace: string(said.Smartspace)},
		Reason: ReasonRef(c.Reason, dir), Why: c.Why, At: stamp(c.At),
	}
	if c.Author.Kind == desk.ActorUser {
		out.Author = userRef(desk.UserID(c.Author.ID), dir)
	}
	return out
}

// ReasonRef names a pause reason, which is none of those that are not paused.
func ReasonRef(id desk.PauseReasonID, dir *engine.Directory) *Ref {
	if id == "" {
		return nil
	}
	return &Ref{ID: string(id), Name: dir.Reasons[id].Name}
}
