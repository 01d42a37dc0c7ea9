package engine

import (
	"fmt"
	"slices"
	"time"

	"pronto/internal/desk"
)

// putAgent puts the live side of a user, promises to wake it when it next has
// something to do, and takes back offers that it cannot answer any more.
func (tx *Tx) putAgent(a desk.Agent, events []desk.Event) error {
	tx.e.s.agents.put(a)
	tx.emit(events...)
	tx.deadline(desk.PresenceWake, string(a.User), a.Due(tx.e.opts.Presence))
	return tx.withdrawOffersTo(a)
}

// OpenWindow takes a desk window in, and answers the id it is known by: another
// one when this id is already live (a duplicated tab).
type OpenWindow struct {
	User   desk.UserID
	Window desk.WindowID
	Load   int64
}

// Run opens it.
func (cmd OpenWindow) Run(tx *Tx) (desk.WindowID, error) {
	if _, err := tx.user(cmd.User); err != nil {
		return "", err
	}
	a, id := tx.agent(cmd.User), cmd.Window
	if id == "" || a.DuplicateOf(id, cmd.Load) {
		id = desk.WindowID(tx.newID())
	}
	a, events := a.OpenWindow(id, cmd.Load, tx.e.d.serves(cmd.User), tx.e.opts.Presence, tx.Now)
	return id, tx.putAgent(a, events)
}

// CloseWindow is a window's goodbye. Said is when; now unless it is set.
type CloseWindow struct {
	User   desk.UserID
	Window desk.WindowID
	Load   int64
	Said   time.Time
}

// Run hears it.
func (cmd CloseWindow) Run(tx *Tx) (bool, error) {
	said := tx.Now
	if !cmd.Said.IsZero() {
		said = asStored(cmd.Said)
	}
	a, events := tx.agent(cmd.User).CloseWindow(cmd.Window, cmd.Load, said, tx.e.opts.Presence, tx.Now)
	if len(events) == 0 {
		return false, nil
	}
	return true, tx.putAgent(a, events)
}

func (cmd CloseWindow) slot(e *Engine) string {
	return e.windowSlot("close", cmd.User, cmd.Window, cmd.Load)
}

// MissWindow says that a window vanished without a word.
type MissWindow struct {
	User   desk.UserID
	Window desk.WindowID
	Load   int64
	Seen   time.Time
}

// Run notes it.
func (cmd MissWindow) Run(tx *Tx) (bool, error) {
	a, events := tx.agent(cmd.User).MissWindow(cmd.Window, cmd.Load, asStored(cmd.Seen), tx.e.opts.Presence, tx.Now)
	if len(events) == 0 {
		return false, nil
	}
	return true, tx.putAgent(a, events)
}

func (cmd MissWindow) slot(e *Engine) string {
	return e.windowSlot("miss", cmd.User, cmd.Window, cmd.Load)
}

// windowSlot is where the end of a window waits in the lazy lane. What is said of
// a page that nobody knows is not kept: anybody could fill the lane with it.
func (e *Engine) windowSlot(end string, user desk.UserID, id desk.WindowID, load int64) string {
	state, _ := e.Agent(user)
	if !slices.ContainsFunc(state.Agent.Windows, func(w desk.Window) bool { return w.ID == id && w.Load == load }) {
		return ""
	}
	return end + ":" + string(user) + ":" + string(id)
}

// asStored is an instant from elsewhere as the store keeps it.
func asStored(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }

// SetStatus is what an agent declares with the status button. Reason is of
// paused, and needed when reasons are configured (B-STATUS-07, B-STATUS-08).
type SetStatus struct {
	Status desk.Status
	Reason desk.PauseReasonID
}

// Run declares it.
func (cmd SetStatus) Run(tx *Tx) (AgentState, error) {
	me, err := tx.me()
	if err != nil {
		return AgentState{}, err
	}
	a, allowed := tx.agent(me.ID), tx.e.d.serves(me.ID)
	var events []desk.Event
	switch cmd.Status {
	case desk.Online:
		a, events, err = a.GoOnline(allowed, tx.Now)
	case desk.Invisible:
		a, events = a.GoInvisible(tx.Now)
	case desk.Paused:
		if err := tx.checkReason(cmd.Reason); err != nil {
			return AgentState{}, err
		}
		a, events, err = a.Pause(allowed, cmd.Reason, tx.Now)
	default:
		err = desk.InvalidField("status", "%q is not one of online, paused, invisible", cmd.Status)
	}
	if err == nil && len(events) > 0 {
		err = tx.putAgent(a, events)
	}
	return AgentState{a, tx.e.d.loads[me.ID].open}, err
}

func (tx *Tx) checkReason(id desk.PauseReasonID) error {
	if id == "" {
		for _, r := range tx.e.s.reasons.rows() {
			if r.Active {
				return &desk.Refusal{Kind: desk.Invalid, Code: "reason_required", Field: "reason", Text: "a pause reason is required"}
			}
		}
		return nil
	}
	if r, ok := tx.e.s.reasons.get(id); !ok || !r.Active {
		return desk.InvalidField("reason", "pause reason %s does not exist", id)
	}
	return nil
}

// woken is a deadline that fell due. Whatever it wakes decides by itself whether
// there is anything to do.
type woken struct{ d desk.Deadline }

// Run wakes the machine.
func (w woken) Run(tx *Tx) (none, error) {
	tx.deadline(w.d.Kind, w.d.Subject, time.Time{})
	switch w.d.Kind {
	case desk.OfferExpires:
		o, ok := tx.e.s.offers.get(desk.OfferID(w.d.Subject))
		if !ok {
			return none{}, nil
		}
		o, events := o.Expire(tx.Now)
		if len(events) == 0 {
			return none{}, nil
		}
		return none{}, tx.endOffer(o, events)
	case desk.PresenceWake:
		a, events := tx.agent(desk.UserID(w.d.Subject)).Wake(tx.e.opts.Presence, tx.Now)
		return none{}, tx.putAgent(a, events)
	case desk.AbandonWake:
		return none{}, tx.abandon(desk.ConversationID(w.d.Subject))
	case desk.OrphanSweep:
		return none{}, tx.sweepFile(desk.FileID(w.d.Subject))
	}
	return none{}, fmt.Errorf("nothing wakes for %q", w.d.Kind)
}

func (tx *Tx) abandon(id desk.ConversationID) error {
	c, ok := tx.e.s.conversations.get(id)
	if !ok {
		return nil
	}
	ch, _ := tx.e.s.channels.get(c.Channel)
	if due := c.AbandonDue(ch.AbandonAfter); due.IsZero() || tx.Now.Before(due) {
		tx.deadline(desk.AbandonWake, string(id), due)
		return nil
	}
	tx.withdrawOfferOf(c)
	c, _ = tx.e.s.conversations.get(id)
	c, events := c.Abandon(ch.AbandonAfter, tx.Now)
	tx.putConversation(c)
	tx.emit(events...)
	return nil
}

// restarted is the first command of each run of the server: no window and no
// customer is connected yet, and the graces begin anew.
type restarted struct{ lastBeat time.Time }

// Run settles what the last run left.
func (r restarted) Run(tx *Tx) (none, error) {
	var downtime time.Duration
	if !r.lastBeat.IsZero() {
		downtime = tx.Now.Sub(r.lastBeat)
	}
	tx.emit(desk.ServerStarted{Downtime: downtime})
	seen := later(r.lastBeat, time.Time{})
	for _, id := range sortedKeys(tx.e.s.agents.base) {
		if a := tx.agent(id); len(a.Windows) > 0 {
			if err := tx.putAgent(a.Restart(seen, tx.Now), nil); err != nil {
				return none{}, err
			}
		}
	}
	for _, id := range sortedKeys(tx.e.s.conversations.base) {
		c, _ := tx.e.s.conversations.get(id)
		c, events := c.Restart(tx.Now)
		tx.putConversation(c)
		tx.emit(events...)
	}
	return none{}, nil
}

// clockStepped records that the machine's clock was set.
type clockStepped struct{ by time.Duration }

// Run records it.
func (c clockStepped) Run(tx *Tx) (none, error) {
	tx.emit(desk.ClockStepped{By: c.by})
	return none{}, nil
}
