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
	tx.wakeWhenDue(a)
	return tx.withdrawOffersTo(a)
}

// wakeWhenDue promises to wake an agent by the times in force.
func (tx *Tx) wakeWhenDue(a desk.Agent) {
	due := a.Due(tx.times())
	if tx.workDone(a) {
		due = tx.Now // an earlier command of this batch freed them
	}
	tx.deadline(desk.AgentWake, string(a.User), due)
}

// awake is an agent for whom everything that is due by now has happened, even
// where the timer comes after this command.
func (tx *Tx) awake(id desk.UserID) (desk.Agent, []desk.Event) {
	a, events := tx.agent(id).Wake(tx.times(), tx.Now)
	a, turned := a.Turn(tx.e.d.loads[id].open, tx.Now)
	return a, append(events, turned...)
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
	u, err := tx.user(cmd.User)
	if err != nil {
		return "", err
	}
	a, due := tx.awake(cmd.User)
	id := cmd.Window
	if id == "" || a.DuplicateOf(id, cmd.Load) {
		id = desk.WindowID(tx.newID())
	}
	a, events := a.OpenWindow(id, cmd.Load, tx.e.d.serves(cmd.User), tx.opensAs(u), tx.times(), tx.Now)
	return id, tx.putAgent(a, append(due, events...))
}

// opensAs is what the desk of this user opens as (C-03). Who may not declare a
// status could not leave it either.
func (tx *Tx) opensAs(u desk.User) desk.Status {
	if role, _ := tx.e.s.roles.get(u.Role); !role.May(desk.MaySetStatus) {
		return desk.Invisible
	}
	return tx.installation().Initial
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
	a, due := tx.awake(cmd.User)
	a, events := a.CloseWindow(cmd.Window, cmd.Load, said, tx.times(), tx.Now)
	_, err := tx.declared(a, append(due, events...), nil)
	return len(events) > 0, err // what was due besides is no answer
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
	a, due := tx.awake(cmd.User)
	a, events := a.MissWindow(cmd.Window, cmd.Load, asStored(cmd.Seen), tx.times(), tx.Now)
	_, err := tx.declared(a, append(due, events...), nil)
	return len(events) > 0, err
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
	case desk.AgentWake:
		return none{}, tx.wakeAgent(desk.UserID(w.d.Subject))
	case desk.AbandonWake:
		return none{}, tx.abandon(desk.ConversationID(w.d.Subject))
	case desk.OrphanSweep:
		return none{}, tx.sweepFile(desk.FileID(w.d.Subject))
	}
	return none{}, fmt.Errorf("nothing wakes for %q", w.d.Kind)
}

// wakeAgent asks all that an agent may owe at this instant: presence, holds, a
// status chosen for now, work that is to go back.
func (tx *Tx) wakeAgent(id desk.UserID) error {
	a, events := tx.awake(id)
	if a.DrainDue(tx.Now) {
		events = append(events, desk.DrainChanged{User: id, By: a.Drain.By, Until: a.Drain.At})
	}
	_, err := tx.putDrained(a, events)
	return err
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
