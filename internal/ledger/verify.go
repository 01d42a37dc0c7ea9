package ledger

import (
	"fmt"
	"slices"
	"time"

	"pronto/internal/desk"
)

// Violation is an event, or a stretch of time, that cannot be true.
type Violation struct {
	Seq  int64       // when it is about one event
	User desk.UserID // when it is about one agent
	What string
}

// Error says it in a line.
func (v *Violation) Error() string { return v.Line(string(v.User)) }

// Line says it to somebody who knows the agent by another name.
func (v *Violation) Line(agent string) string {
	line := v.What
	if v.User != "" {
		line = "agent " + agent + ": " + line
	}
	switch {
	case v.Seq == 0:
		return line
	case v.User != "":
		return fmt.Sprintf("event %d, %s", v.Seq, line)
	}
	return fmt.Sprintf("event %d: %s", v.Seq, line)
}

// Verifier reads the events of all agents in order and says what cannot be: an
// event that contradicts those before it, or a timeline that does not partition
// the clock. The first violation is what counts; what follows from it is noise.
type Verifier struct {
	// Final, when set, hears of all that became final, to compare it with what is
	// stored. The chunk is only good until it returns.
	Final func(desk.UserID, Chunk) error

	agents  map[desk.UserID]*account
	holders map[desk.ConversationID]desk.UserID
	chunk   Chunk // used again and again
	seq     int64
	at      time.Time
}

// account is one agent as verified so far.
type account struct {
	state   State
	created Instant
	until   Instant // how far the timeline is accounted for
	since   Instant // of the last change of presence
	signIns []desk.SignedIn
	cleared []desk.SignedIn // that the last event ended, with a presence
}

// NewVerifier is one that has read nothing.
func NewVerifier() *Verifier {
	return &Verifier{agents: map[desk.UserID]*account{}, holders: map[desk.ConversationID]desk.UserID{}}
}

// Add reads the next event. Those that say nothing about time (see Kinds) may be
// left out.
func (v *Verifier) Add(r desk.Recorded) error {
	switch {
	case r.Seq <= v.seq:
		return &Violation{r.Seq, "", fmt.Sprintf("it comes after event %d", v.seq)}
	case r.At.Before(v.at):
		return &Violation{r.Seq, "", fmt.Sprintf("it was written at %s, before the one ahead of it", At(r.At))}
	case r.Since.After(r.At):
		return &Violation{r.Seq, "", fmt.Sprintf("it is true since %s, after it was written", At(r.Since))}
	}
	v.seq, v.at = r.Seq, r.At
	one, other, everyone := Of(r.Event)
	if everyone {
		return v.everyone(r)
	}
	if what := v.hand(r.Event); what != "" {
		return &Violation{r.Seq, one, what}
	}
	if err := v.agent(one, r); err != nil || other == one {
		return err
	}
	return v.agent(other, r)
}

func (v *Verifier) everyone(r desk.Recorded) error {
	for _, a := range v.agents {
		a.state.Fold(r)
	}
	return nil
}

func (v *Verifier) agent(id desk.UserID, r desk.Recorded) error {
	if id == "" {
		return nil
	}
	a := v.agents[id]
	if a == nil {
		saved, ok := r.Event.(desk.UserSaved)
		if !ok || !saved.Created {
			return &Violation{r.Seq, id, "the user was not created"}
		}
		a = &account{state: State{User: id}, created: At(r.Since), until: At(r.Since), since: At(r.Since)}
		v.agents[id] = a
	} else if what := a.check(r); what != "" {
		return &Violation{r.Seq, id, what}
	}
	a.state.Fold(r)
	return v.settle(a, r.Seq)
}

// settle accounts for what became final.
func (v *Verifier) settle(a *account, seq int64) error {
	v.chunk.Intervals, v.chunk.SignIns = v.chunk.Intervals[:0], v.chunk.SignIns[:0]
	a.state.takeFinal(&v.chunk)
	if what := a.partition(v.chunk.Intervals); what != "" {
		return &Violation{seq, a.state.User, what}
	}
	if v.Final == nil || len(v.chunk.Intervals)+len(v.chunk.SignIns) == 0 {
		return nil
	}
	return v.Final(a.state.User, v.chunk)
}

// Close accounts for all time up to now, which is at or after the last event.
func (v *Verifier) Close(now time.Time) error {
	for _, id := range v.Agents() {
		a := v.agents[id]
		what := a.partition(a.state.Intervals(At(now)).Intervals)
		if what == "" && a.until != max(At(now), a.created) {
			what = fmt.Sprintf("the timeline ends at %s", a.until)
		}
		if what != "" {
			return &Violation{v.seq, id, what}
		}
	}
	return nil
}

// Agents lists whose time was read, in order.
func (v *Verifier) Agents() []desk.UserID {
	ids := make([]desk.UserID, 0, len(v.agents))
	for id := range v.agents {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Intervals is what is not final yet of one agent.
func (v *Verifier) Intervals(id desk.UserID, upTo time.Time) Chunk {
	if a := v.agents[id]; a != nil {
		return a.state.Intervals(At(upTo))
	}
	return Chunk{}
}

// hand follows who holds which conversation.
func (v *Verifier) hand(e desk.Event) string {
	switch e := e.(type) {
	case desk.ConversationAssigned:
		return v.pass(e.Conversation, "", e.Agent)
	case desk.ConversationReturned:
		return v.pass(e.Conversation, e.Agent, "")
	case desk.ConversationMoved:
		return v.pass(e.Conversation, e.FromAgent, e.Agent)
	case desk.ConversationClosed:
		return v.pass(e.Conversation, e.Agent, "")
	}
	return ""
}

func (v *Verifier) pass(id desk.ConversationID, from, to desk.UserID) string {
	switch holder := v.holders[id]; {
	case holder != from && from == "":
		return fmt.Sprintf("conversation %s is given to %q and with %s already", id, to, holder)
	case holder != from:
		return fmt.Sprintf("conversation %s leaves %s and is with %q", id, from, holder)
	}
	if to == "" {
		delete(v.holders, id)
	} else {
		v.holders[id] = to
	}
	return ""
}

// check says what about an event contradicts what is known of its agent.
func (a *account) check(r desk.Recorded) string {
	since := At(r.Since)
	if floor := a.state.floor(); since < floor {
		return fmt.Sprintf("%s is dated %s, and what was before %s is final", r.Event.Kind(), At(r.Since), floor)
	}
	switch e := r.Event.(type) {
	case desk.UserSaved:
		if e.Created {
			return "the user was created twice"
		}
	case desk.PresenceChanged:
		return a.presence(e, since)
	case desk.StatusChanged:
		return a.status(e, r.Since)
	case desk.HoldChanged:
		if x := a.state.Axes(); e.From != x.Hold || e.To == e.From {
			return fmt.Sprintf("the hold goes from %s to %s, and was %s", e.From, e.To, x.Hold)
		}
	case desk.BusyChanged:
		if e.Cause == "" && !a.state.Axes().Busy {
			return "busy ends and did not run"
		}
	case desk.KeepOnlineChanged:
		if e.On == a.state.KeepOnline {
			return "the preference was so already"
		}
	case desk.OfferMade:
		if a.state.rings(e.Offer) {
			return fmt.Sprintf("offer %s is made twice", e.Offer)
		}
	case desk.OfferEnded:
		if !a.state.rings(e.Offer) {
			return fmt.Sprintf("offer %s ends and did not ring", e.Offer)
		}
	case desk.TimeCorrected:
		return corrects(e, r.At)
	}
	return ""
}

func corrects(e desk.TimeCorrected, at time.Time) string {
	switch {
	case !e.From.Before(e.To) || e.To.After(at):
		return fmt.Sprintf("the correction is from %s to %s, which is no past stretch", At(e.From), At(e.To))
	case !slices.Contains(blips, e.Label):
		return fmt.Sprintf("the correction says %q, which is no status", e.Label)
	case e.Reason != "" && e.Label != desk.BlipPaused:
		return fmt.Sprintf("the correction says %s and has a reason for a pause", e.Label)
	}
	return ""
}

// presence also holds the end of a presence against the sign-ins that it ended:
// they were cleared by the event before it, unless they were kept (B-STATUS-32).
func (a *account) presence(e desk.PresenceChanged, since Instant) string {
	x, cleared := a.state.Axes(), a.cleared
	kept := e.End == desk.DeskClosed && a.state.KeepOnline && x.Status == desk.Online
	a.cleared = nil
	switch {
	case e.From != x.Presence || e.To == e.From:
		return fmt.Sprintf("the presence goes from %s to %s, and was %s", e.From, e.To, x.Presence)
	case since < a.since:
		return fmt.Sprintf("the presence changes before it last did, at %s", a.since)
	case (e.To == desk.Gone) != (e.End != ""):
		return fmt.Sprintf("the presence becomes %s with cause %q", e.To, e.End)
	case !slices.EqualFunc(e.Ended, cleared, sameSignIn):
		return fmt.Sprintf("the sign-ins that ended are %v, and were %v", e.Ended, cleared)
	case e.To == desk.Gone && x.Status != desk.Invisible && !kept:
		return fmt.Sprintf("the agent is gone (%s) and still %s", e.End, x.Status)
	}
	a.since = since
	return ""
}

func (a *account) status(e desk.StatusChanged, since time.Time) string {
	x, next := a.state.Axes(), desk.SignIns(e.SignIns)
	switch {
	case e.From != x.Status:
		return fmt.Sprintf("the status goes from %s to %s, and was %s", e.From, e.To, x.Status)
	case e.To != next.Status():
		return fmt.Sprintf("the status is %s, and its sign-ins say %s", e.To, next.Status())
	case e.Reason != next.Reason():
		return fmt.Sprintf("the reason is %q, and the sign-ins say %q", e.Reason, next.Reason())
	case e.End != "" && e.To != desk.Invisible:
		return fmt.Sprintf("the status ends as %s", e.To)
	case x.Presence == desk.Gone && e.To != desk.Invisible && (x.Status != desk.Online || e.To != desk.Online):
		return fmt.Sprintf("the status becomes %s while the agent is gone", e.To)
	case slices.EqualFunc(a.signIns, e.SignIns, sameSignIn):
		return "the status changes to what it is"
	}
	for i, s := range e.SignIns {
		switch {
		case i > 0 && e.SignIns[i-1].Queue >= s.Queue:
			return fmt.Sprintf("the sign-in to queue %s is not in the order of the queues", s.Queue)
		case s.Since.After(since):
			return fmt.Sprintf("the sign-in to queue %s begins at %s, after the status at %s", s.Queue, At(s.Since), At(since))
		case s.Reason != "" && s.State != desk.PausedQueue:
			return fmt.Sprintf("the sign-in to queue %s has a reason and no pause", s.Queue)
		}
	}
	if a.cleared = nil; e.End != "" && x.Presence != desk.Gone {
		a.cleared = a.signIns
	}
	a.signIns = e.SignIns
	return ""
}

func sameSignIn(a, b desk.SignedIn) bool {
	return a.Queue == b.Queue && a.State == b.State && a.Reason == b.Reason && a.Since.Equal(b.Since)
}

// partition takes the next intervals and says what is wrong with them.
func (a *account) partition(list []Interval) string {
	for i := range list {
		v := &list[i]
		switch {
		case v.From != a.until:
			return fmt.Sprintf("the timeline goes on at %s, after %s", v.From, a.until)
		case v.To <= v.From:
			return fmt.Sprintf("an interval from %s is empty", v.From)
		case v.Since > v.From || v.Open < 0 || v.Offered < 0:
			return fmt.Sprintf("the interval from %s has a status from the future or a negative load", v.From)
		case !v.agrees():
			return fmt.Sprintf("from %s it is %s, %s and %s at once", v.From, v.Blip, v.Puzzel, v.Smartspace)
		}
		a.until = v.To
	}
	return ""
}

// agrees says whether the three labels can be true at once (rules.md 1.8.2).
func (v *Interval) agrees() bool {
	called := v.Puzzel == desk.PuzzelConnecting || v.Puzzel == desk.PuzzelConnected
	if v.Reason != "" && v.Blip != desk.BlipPaused {
		return false
	}
	switch v.Blip {
	case desk.BlipOnline:
		return v.Puzzel != desk.PuzzelPause && v.Puzzel != desk.PuzzelLoggedOff && (v.Smartspace == desk.Available || v.Smartspace == desk.Inactive)
	case desk.BlipPaused:
		return (called || v.Puzzel == desk.PuzzelPause) && (v.Smartspace == desk.OnBreak || v.Smartspace == desk.Inactive)
	case desk.BlipInvisible:
		return (called || v.Puzzel == desk.PuzzelLoggedOff) && v.Smartspace == desk.Offline
	case desk.BlipOffline:
		return (v.Puzzel == desk.PuzzelLoggedOff || v.Puzzel == desk.PuzzelConnected) && (v.Smartspace == desk.Offline || v.Smartspace == desk.Inactive)
	}
	return false
}
