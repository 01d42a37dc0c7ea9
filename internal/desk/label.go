package desk

import "time"

// Axes is all that the labels of an agent follow from, at one instant. It is
// small and comparable: the ledger keeps histories of it.
type Axes struct {
	Presence Presence
	Status   Status
	Reason   PauseReasonID // of paused
	Hold     HoldState
	Busy     bool
	Load     Load
	Limits   Limits
}

// Load is axis D: written work. Offers that are pending count for every limit,
// but not in the number that is shown.
type Load struct {
	Open    int
	Offered int
	Chat    int // of Open and Offered
}

// All is what counts against the limit of all written work.
func (l Load) All() int { return l.Open + l.Offered }

// The labels of the three vocabularies (C-01). None is ever stored as truth.
type (
	// BlipLabel is document 000's.
	BlipLabel string
	// PuzzelLabel is document 002's.
	PuzzelLabel string
	// SmartspaceLabel is document 004's, as a supervisor sees it.
	SmartspaceLabel string
)

// The labels of document 000 (B-STATUS-01, B-STATUS-02).
const (
	BlipOnline    BlipLabel = "online"
	BlipPaused    BlipLabel = "paused"
	BlipInvisible BlipLabel = "invisible"
	BlipOffline   BlipLabel = "offline"
)

// The labels of document 002 (P-STATUS-02), and being logged off.
const (
	PuzzelReady      PuzzelLabel = "ready"
	PuzzelConnecting PuzzelLabel = "connecting"
	PuzzelConnected  PuzzelLabel = "connected"
	PuzzelWrapUp     PuzzelLabel = "wrap_up"
	PuzzelBusy       PuzzelLabel = "busy"
	PuzzelNoAnswer   PuzzelLabel = "no_answer"
	PuzzelPause      PuzzelLabel = "pause"
	PuzzelLoggedOff  PuzzelLabel = "logged_off"
)

// The labels of document 004 (S-37).
const (
	Available SmartspaceLabel = "available" // Disponível
	OnBreak   SmartspaceLabel = "paused"    // Pausa
	Inactive  SmartspaceLabel = "inactive"  // Inativo
	Offline   SmartspaceLabel = "offline"   // Offline
)

// KeptOnline says that the desk was closed and the status stays online
// (B-STATUS-32). It is derived: only a close that keeps it leaves an agent gone
// and signed in.
func (x Axes) KeptOnline() bool { return x.Presence == Gone && x.Status == Online }

// AtLimit is Busy by capacity (P-STATUS-15, P-STATUS-16).
func (x Axes) AtLimit() bool {
	return x.Load.Chat >= x.Limits.Chat || x.Load.All() >= x.Limits.Total
}

// CallsBlocked says that so much written work is open that no call comes.
func (x Axes) CallsBlocked() bool { return x.AtLimit() || x.Load.All() > x.Limits.Phone }

// Blip is the label of document 000. Lost is provisional: the status stands until
// it is known whether the window returns.
func (x Axes) Blip() BlipLabel {
	switch {
	case x.Presence == Gone && !x.KeptOnline():
		return BlipOffline
	case x.Status == Online:
		return BlipOnline
	case x.Status == Paused:
		return BlipPaused
	}
	return BlipInvisible
}

// Puzzel is the label of document 002, always shown with the number of open
// written requests (P-STATUS-32). The first that fits is it (rules.md 1.8.2). Of
// the holds only a call outlasts the desk (1.8.4), also where that the agent had
// gone is learned later.
func (x Axes) Puzzel() PuzzelLabel {
	if x.Presence == Gone && x.Hold != InCall {
		x.Hold = Free
	}
	switch {
	case x.Hold == Connecting:
		return PuzzelConnecting
	case x.Hold == InCall:
		return PuzzelConnected
	case x.Status == Paused:
		return PuzzelPause
	case x.Status == Invisible || x.Presence == Gone && !x.KeptOnline():
		return PuzzelLoggedOff
	case x.Busy:
		return PuzzelBusy
	case x.Hold == WrapUp:
		return PuzzelWrapUp
	case x.Hold == NoAnswer:
		return PuzzelNoAnswer
	case x.CallsBlocked():
		return PuzzelBusy
	}
	return PuzzelReady
}

// Smartspace is the label of document 004 (S-37 to S-43).
func (x Axes) Smartspace() SmartspaceLabel {
	switch {
	case x.Status == Invisible:
		return Offline
	case x.Presence == Lost:
		return Inactive
	case x.Status == Paused:
		return OnBreak
	}
	return Available
}

// Axes are the agent's present ones.
func (a Agent) Axes(load Load, limits Limits) Axes {
	hold := a.Hold.State
	if a.Hold.IsFree() {
		hold = Free
	}
	return Axes{
		Presence: a.Presence, Status: a.Status(), Reason: a.SignIns.Reason(), Hold: hold, Busy: a.Busy.Running(), Load: load, Limits: limits,
	}
}

// KeptOnline says that the desk was closed and the status stays online.
func (a Agent) KeptOnline() bool { return a.Presence == Gone && a.Status() == Online }

// LabelSince is when the label that a supervisor sees began: what presence makes
// with presence, what the agent chose with the choice.
func (a Agent) LabelSince() time.Time {
	if a.Presence != Connected && a.Status() != Invisible && !a.KeptOnline() || a.Presence == Gone && !a.KeptOnline() {
		return a.PresenceSince
	}
	return a.StatusSince
}
