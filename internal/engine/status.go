package engine

import (
	"time"

	"pronto/internal/desk"
)

// SetStatus is what is declared with the status button, by the agent, or for
// them by a supervisor who may (C-27). Reason is of paused, and needed as the
// installation's rule says (B-STATUS-07, B-STATUS-08, C-04).
type SetStatus struct {
	User   desk.UserID // empty: oneself
	Status desk.Status
	Reason desk.PauseReasonID
	// Seen is since when the agent had the status that a supervisor saw; zero:
	// whatever it is now. Of two who act at once the slower is told who was first.
	Seen time.Time
}

// Run declares it.
func (cmd SetStatus) Run(tx *Tx) (AgentState, error) {
	id, err := tx.declares(cmd.User)
	if err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(id)
	if by := a.DeclaredBy; !cmd.Seen.IsZero() && !a.StatusSince.Equal(cmd.Seen) && by != "" && by != id && by != tx.by() {
		first, _ := tx.e.s.users.get(by)
		return AgentState{}, desk.Refuse(desk.Conflict, "status_set", "user %s set the status of %s", by, id).With("by", first.Name)
	}
	allowed := tx.e.d.serves(id)
	var events []desk.Event
	switch cmd.Status {
	case desk.Online:
		a, events, err = a.GoOnline(tx.by(), allowed, tx.Now)
	case desk.Invisible:
		a, events = a.GoInvisible(tx.by(), tx.Now)
	case desk.Paused:
		if err := tx.checkReason(cmd.Reason); err != nil {
			return AgentState{}, err
		}
		a, events, err = a.Pause(tx.by(), allowed, cmd.Reason, tx.Now)
	default:
		err = desk.InvalidField("status", "%q is not one of online, paused, invisible", cmd.Status)
	}
	return tx.declared(a, append(due, events...), err)
}

// declares says for whom the actor declares.
func (tx *Tx) declares(u desk.UserID) (desk.UserID, error) {
	if u == "" || u == tx.by() {
		me, err := tx.me()
		if err != nil {
			return "", err
		}
		return me.ID, tx.may(desk.MaySetStatus)
	}
	if _, err := tx.user(u); err != nil {
		return "", err
	}
	return u, tx.mayOverAgent(desk.MaySetOthersStatus, u)
}

func (tx *Tx) declared(a desk.Agent, events []desk.Event, err error) (AgentState, error) {
	if err == nil && len(events) > 0 {
		err = tx.putAgent(a, events)
	}
	return tx.agentState(a), err
}

// agentState is an agent with what follows from their work, that of the running
// command included.
func (tx *Tx) agentState(a desk.Agent) AgentState { return tx.e.stateOf(a, tx.load(a.User)) }

// load is what an agent has by what the running command did so far.
func (tx *Tx) load(u desk.UserID) load {
	l := tx.e.d.loads[u]
	for _, c := range tx.e.s.conversations.cmd.slots {
		before, _ := tx.e.s.conversations.settled(c.key)
		l.open += ones(c.row.HeldBy(u)) - ones(before.HeldBy(u))
	}
	for _, o := range tx.e.s.offers.cmd.slots {
		before, _ := tx.e.s.offers.settled(o.key)
		l.offered += ones(ringsAt(o.row, u)) - ones(ringsAt(before, u))
	}
	return l
}

func ones(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// SetQueueStatus declares for one queue (C-05). State is in, paused, or empty for
// out.
type SetQueueStatus struct {
	User   desk.UserID // empty: oneself
	Queue  desk.QueueID
	State  desk.SignInState
	Reason desk.PauseReasonID
}

// Run declares it.
func (cmd SetQueueStatus) Run(tx *Tx) (AgentState, error) {
	id, err := tx.declares(cmd.User)
	if err != nil {
		return AgentState{}, err
	}
	if cmd.State == desk.PausedQueue {
		if err := tx.checkReason(cmd.Reason); err != nil {
			return AgentState{}, err
		}
	}
	a, due := tx.awake(id)
	a, events, err := a.SignInTo(tx.by(), cmd.Queue, cmd.State, cmd.Reason, tx.e.d.serves(id), tx.Now)
	return tx.declared(a, append(due, events...), err)
}

// PlanStatus chooses a status for later: after the conversations that are open,
// or at an instant. Without a status it takes the choice back.
type PlanStatus struct {
	Status    desk.Status
	Reason    desk.PauseReasonID
	AfterWork bool
	At        time.Time
}

// Run chooses it.
func (cmd PlanStatus) Run(tx *Tx) (AgentState, error) {
	id, err := tx.declares("")
	if err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(id)
	if cmd.Status == "" {
		a, events := a.CancelNext(tx.Now)
		return tx.declared(a, append(due, events...), nil)
	}
	if cmd.Status == desk.Paused {
		if err := tx.checkReason(cmd.Reason); err != nil {
			return AgentState{}, err
		}
	}
	a, events, err := a.Plan(desk.NextStatus{Status: cmd.Status, Reason: cmd.Reason, AfterWork: cmd.AfterWork, At: asStored(cmd.At)}, tx.e.d.loads[id].open, tx.Now)
	return tx.declared(a, append(due, events...), err)
}

// PreferKeepOnline sets the preference to stay online when the desk is closed
// (B-STATUS-30).
type PreferKeepOnline struct{ On bool }

// Run sets it.
func (cmd PreferKeepOnline) Run(tx *Tx) (AgentState, error) {
	me, err := tx.me()
	if err != nil {
		return AgentState{}, err
	}
	a, due := tx.awake(me.ID)
	a, events := a.Prefer(cmd.On, tx.Now)
	return tx.declared(a, append(due, events...), nil)
}

// checkReason holds a pause against the installation's rule.
func (tx *Tx) checkReason(id desk.PauseReasonID) error {
	if id != "" {
		if r, ok := tx.e.s.reasons.get(id); !ok || !r.Active {
			return desk.InvalidField("reason", "pause reason %s does not exist", id)
		}
		return nil
	}
	required := &desk.Refusal{Kind: desk.Invalid, Code: "reason_required", Field: "reason", Text: "a pause reason is required"}
	switch tx.installation().PauseReasons {
	case desk.ReasonOptional:
		return nil
	case desk.ReasonRequired:
		return required
	case desk.ReasonIfConfigured:
		for _, r := range tx.e.s.reasons.rows() {
			if r.Active {
				return required
			}
		}
	}
	return nil
}
