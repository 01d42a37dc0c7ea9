package sim

import (
	"fmt"
	"slices"
	"time"

	"pronto/internal/desk"
)

// story is what the events alone tell. It knows which event may follow which, and
// shares no decision with the engine.
type story struct {
	seq    int64
	at     time.Time
	told   map[desk.ConversationID]*tale
	people map[desk.UserID]*life
}

// tale is one conversation as its events tell it.
type tale struct {
	channel   desk.ChannelID
	contact   desk.ContactID
	queue     desk.QueueID
	state     desk.LegState
	leg       desk.LegID
	agent     desk.UserID // who holds it
	offer     desk.OfferID
	asked     desk.UserID     // who is offered it
	accepted  bool            // the offer was; the assignment must follow
	lastN     int64           // ordinal of the last message
	away      bool            // the customer is gone
	outcome   desk.Outcome    // once closed
	queuedAt  time.Time       // its place
	protocols map[string]bool // of its legs
	legs      int
}

// life is one agent's timelines as the events tell them.
type life struct {
	presence      desk.Presence
	presenceSince time.Time
	status        desk.Status
	reason        desk.PauseReasonID
	statusSince   time.Time
	signIns       desk.SignIns
	open, offered int

	hold      desk.HoldState
	holdSince time.Time
	until     time.Time // of the hold
	call      desk.CallID
	busy      desk.BusyChanged
	keep      bool
	next      desk.NextStatusChanged
	drain     desk.DrainChanged
	// stood are the sums of both timelines, from began on.
	began          time.Time
	stood, present time.Duration
}

func newStory() *story {
	return &story{told: map[desk.ConversationID]*tale{}, people: map[desk.UserID]*life{}}
}

func (s *story) life(u desk.UserID) *life {
	l := s.people[u]
	if l == nil {
		l = &life{presence: desk.Gone, status: desk.Invisible, hold: desk.Free}
		s.people[u] = l
	}
	return l
}

// hear takes the next event in, and complains when it cannot follow.
func (s *story) hear(r desk.Recorded) error {
	switch {
	case r.Seq != s.seq+1:
		return fmt.Errorf("the sequence goes from %d to %d", s.seq, r.Seq)
	case r.At.Before(s.at):
		return fmt.Errorf("time goes from %s back to %s", stamp(s.at), stamp(r.At))
	case r.Since.After(r.At):
		return fmt.Errorf("written at %s, true only since %s", stamp(r.At), stamp(r.Since))
	case r.At.Nanosecond()%1e6 != 0 || r.Since.Nanosecond()%1e6 != 0:
		return fmt.Errorf("%s and %s are not whole milliseconds", r.At, r.Since)
	}
	s.seq, s.at = r.Seq, r.At
	switch e := r.Event.(type) {
	case desk.PresenceChanged:
		return s.observed(e, r.Since)
	case desk.StatusChanged:
		return s.declared(e, r.Since)
	case desk.HoldChanged:
		return s.held(e, r.Since)
	case desk.BusyChanged:
		return s.busy(e)
	case desk.KeepOnlineChanged:
		l := s.life(e.User)
		if l.keep == e.On {
			return fmt.Errorf("%s prefers what they preferred", e.User)
		}
		l.keep = e.On
		return nil
	case desk.NextStatusChanged:
		s.life(e.User).next = e
		return nil
	case desk.DrainChanged:
		s.life(e.User).drain = e
		return nil
	case desk.ConversationOpened:
		return s.opened(e, r.At)
	case desk.ConversationMoved:
		return s.moved(e, r)
	default:
		return s.worked(r.Event)
	}
}

// observed moves the line of presence. Nothing may begin before what it follows.
func (s *story) observed(e desk.PresenceChanged, since time.Time) error {
	l := s.life(e.User)
	switch {
	case e.From != l.presence || e.From == e.To:
		return fmt.Errorf("presence of %s was %s", e.User, l.presence)
	case since.Before(l.presenceSince):
		return fmt.Errorf("presence of %s overlaps by %s", e.User, l.presenceSince.Sub(since))
	case e.To == desk.Gone && l.status != desk.Invisible && (e.End != desk.DeskClosed || !l.keep || l.status != desk.Online):
		return fmt.Errorf("%s is gone and still %s", e.User, l.status)
	}
	if l.began.IsZero() {
		l.began, l.statusSince = since, since
	} else {
		l.present += since.Sub(l.presenceSince)
	}
	if e.From == desk.Gone && e.To == desk.Connected && l.status != desk.Online { // B-STATUS-25, B-STATUS-33
		l.stood += since.Sub(l.statusSince)
		l.statusSince = since
	}
	l.presence, l.presenceSince = e.To, since
	return nil
}

// declared moves the line of the status.
func (s *story) declared(e desk.StatusChanged, since time.Time) error {
	l, signIns := s.life(e.User), desk.SignIns(e.SignIns)
	switch {
	case e.From != l.status:
		return fmt.Errorf("status of %s was %s", e.User, l.status)
	case slices.Equal(signIns, l.signIns):
		return fmt.Errorf("status of %s did not change", e.User)
	case since.Before(l.statusSince) && e.End == "": // what ended with presence overrules what a supervisor set meanwhile
		return fmt.Errorf("status of %s overlaps by %s", e.User, l.statusSince.Sub(since))
	case e.To != signIns.Status() || e.Reason != signIns.Reason():
		return fmt.Errorf("status of %s does not follow from its sign-ins", e.User)
	case e.To != desk.Invisible && l.presence == desk.Gone && (!l.keep || l.status != desk.Online || e.To != desk.Online):
		return fmt.Errorf("%s is %s with no desk open", e.User, e.To)
	}
	if e.To != l.status || e.Reason != l.reason {
		if !l.began.IsZero() {
			l.stood += since.Sub(l.statusSince)
		}
		l.statusSince = since
	}
	l.status, l.reason, l.signIns = e.To, e.Reason, signIns
	return nil
}

// held moves the line of the telephone: a call rings at who is free, and goes from
// there; nothing outlasts its timer.
func (s *story) held(e desk.HoldChanged, since time.Time) error {
	l := s.life(e.User)
	follows := map[desk.HoldState][]desk.HoldState{
		desk.Free:       {desk.Connecting},
		desk.Connecting: {desk.InCall, desk.NoAnswer, desk.Free},
		desk.InCall:     {desk.WrapUp, desk.Free},
		desk.WrapUp:     {desk.Free},
		desk.NoAnswer:   {desk.Free},
	}
	switch {
	case e.From != l.hold:
		return fmt.Errorf("the hold of %s was %s", e.User, l.hold)
	case !slices.Contains(follows[e.From], e.To):
		return fmt.Errorf("%s goes from %s to %s", e.User, e.From, e.To)
	case e.To == desk.Connecting && (l.presence != desk.Connected || l.busy.Cause != "" || l.windingDown()),
		e.To == desk.Connecting && !l.in(e.Queue) && (e.Queue != "" || l.status != desk.Online):
		return fmt.Errorf("a call rings at %s, who is not able", e.User)
	case e.From != desk.Free && e.Call != l.call:
		return fmt.Errorf("%s has call %s, not %s", e.User, l.call, e.Call)
	case since.Before(l.holdSince):
		return fmt.Errorf("the hold of %s overlaps by %s", e.User, l.holdSince.Sub(since))
	case !l.until.IsZero() && since.After(l.until):
		return fmt.Errorf("%s was %s until %s, and that ends at %s", e.User, e.From, stamp(l.until), stamp(since))
	}
	l.hold, l.holdSince, l.until, l.call = e.To, since, e.Until, e.Call
	return nil
}

func (s *story) busy(e desk.BusyChanged) error {
	l := s.life(e.User)
	if e == l.busy || e.Cause == "" && l.busy.Cause == "" {
		return fmt.Errorf("%s is as busy as before", e.User)
	}
	l.busy = e
	return nil
}

// moved ends one leg and begins another, by a person's word.
func (s *story) moved(e desk.ConversationMoved, r desk.Recorded) error {
	t, to := s.told[e.Conversation], s.life(e.Agent)
	switch {
	case t == nil:
		return fmt.Errorf("nobody opened %s", e.Conversation)
	case t.state != desk.Queued && t.state != desk.Assigned, t.agent != e.FromAgent, t.leg != e.Ended, t.queue != e.FromQueue:
		return fmt.Errorf("%s moves from %s with %q, but is %s with %q", e.Conversation, e.FromQueue, e.FromAgent, t.state, t.agent)
	case e.Agent == e.FromAgent && e.Queue == e.FromQueue:
		return fmt.Errorf("%s moves to where it is", e.Conversation)
	case t.protocols[e.Protocol]:
		return fmt.Errorf("%s keeps its number %s", e.Conversation, e.Protocol)
	case e.Agent != "" && r.Actor != desk.ByUser(e.Agent) && (!to.in(e.Queue) || to.busy.Cause != "" || to.windingDown()):
		return fmt.Errorf("%s is given to %s, who is not able", e.Conversation, e.Agent)
	}
	if t.state == desk.Assigned {
		s.life(t.agent).open--
	}
	if e.Queue != e.FromQueue {
		t.queuedAt = r.At
	}
	t.state, t.agent, t.leg, t.queue = desk.Queued, e.Agent, e.Leg, e.Queue
	if e.Agent != "" {
		t.state = desk.Assigned
		to.open++
	}
	t.legs++
	t.protocols[e.Protocol] = true
	return nil
}

func (l *life) in(q desk.QueueID) bool {
	e, _ := l.signIns.In(q)
	return e.State == desk.SignedInQueue
}

func (l *life) windingDown() bool {
	return l.next.AfterWork || l.drain.By != "" || !l.drain.Until.IsZero()
}

func (s *story) opened(e desk.ConversationOpened, at time.Time) error {
	if s.told[e.Conversation] != nil {
		return fmt.Errorf("%s is opened twice", e.Conversation)
	}
	s.told[e.Conversation] = &tale{
		channel: e.Channel, contact: e.Contact, queue: e.Queue, state: desk.Queued, leg: e.Leg, legs: 1, protocols: map[string]bool{e.Protocol: true}, queuedAt: at,
	}
	return nil
}

// worked moves one conversation.
func (s *story) worked(event desk.Event) error {
	id := event.Subjects().Conversation
	if id == "" {
		return nil
	}
	t := s.told[id]
	if t == nil {
		return fmt.Errorf("nobody opened %s", id)
	}
	if t.accepted {
		if a, ok := event.(desk.ConversationAssigned); !ok || a.Source != desk.ByOffer || a.Agent != t.asked {
			return fmt.Errorf("%s was accepted by %s, and something else follows", id, t.asked)
		}
	}
	if t.state == desk.Closed {
		if _, ok := event.(desk.ContactChanged); !ok {
			return fmt.Errorf("%s is closed", id)
		}
	}
	switch e := event.(type) {
	case desk.MessageWritten:
		return t.wrote(e)
	case desk.OfferMade:
		if t.state != desk.Queued {
			return fmt.Errorf("%s is offered while %s", id, t.state)
		}
		t.state, t.offer, t.asked = desk.Offered, e.Offer, e.Agent
		s.life(e.Agent).offered++
	case desk.OfferEnded:
		if t.state != desk.Offered || t.offer != e.Offer || t.asked != e.Agent {
			return fmt.Errorf("offer %s ends, but %s is %s under %s", e.Offer, id, t.state, t.offer)
		}
		s.life(e.Agent).offered--
		if e.State == desk.OfferAccepted {
			t.accepted = true
		} else {
			t.state, t.offer, t.asked = desk.Queued, "", ""
		}
	case desk.ConversationAssigned:
		return s.assigned(t, e)
	case desk.ConversationReturned:
		if t.state != desk.Assigned || t.agent != e.Agent {
			return fmt.Errorf("%s returns from %s, but is %s with %q", id, e.Agent, t.state, t.agent)
		}
		s.life(e.Agent).open--
		t.state, t.agent, t.leg = desk.Queued, "", e.Leg
		t.legs++
		t.protocols[e.Protocol] = true
	case desk.ConversationClosed:
		return s.closed(t, e)
	case desk.CustomerLeft:
		if t.away {
			return fmt.Errorf("the customer of %s leaves twice", id)
		}
		t.away = true
	case desk.CustomerRecognized:
		t.contact = e.Contact
	case desk.CustomerReturned:
		if !t.away {
			return fmt.Errorf("the customer of %s returns and was there", id)
		}
		t.away = false
	}
	return nil
}

func (t *tale) wrote(e desk.MessageWritten) error {
	switch {
	case e.N != t.lastN+1:
		return fmt.Errorf("message %s of %s has ordinal %d after %d", e.Message, e.Conversation, e.N, t.lastN)
	case e.From == desk.FromAgent && t.state != desk.Assigned:
		return fmt.Errorf("an agent writes in %s, which is %s", e.Conversation, t.state)
	case e.Agent != t.agent:
		return fmt.Errorf("%s is with %q, not with %q", e.Conversation, t.agent, e.Agent)
	}
	t.lastN++
	return nil
}

func (s *story) assigned(t *tale, e desk.ConversationAssigned) error {
	switch {
	case t.state == desk.Offered && !t.accepted, t.state == desk.Assigned:
		return fmt.Errorf("%s goes to %s, but is %s with %q", e.Conversation, e.Agent, t.state, t.agent)
	case (e.Source == desk.ByOffer) != t.accepted:
		return fmt.Errorf("%s comes by %s, and accepted is %t", e.Conversation, e.Source, t.accepted)
	case e.Leg != t.leg:
		return fmt.Errorf("leg %s is assigned, not %s", e.Leg, t.leg)
	}
	s.life(e.Agent).open++
	t.state, t.agent, t.offer, t.asked, t.accepted = desk.Assigned, e.Agent, "", "", false
	return nil
}

func (s *story) closed(t *tale, e desk.ConversationClosed) error {
	switch {
	case t.state == desk.Offered:
		return fmt.Errorf("%s is closed while an offer stands", e.Conversation)
	case e.Outcome == desk.Abandoned && (t.state != desk.Queued || !t.away):
		return fmt.Errorf("%s is abandoned while %s", e.Conversation, t.state)
	case e.Outcome != desk.Abandoned && (t.state != desk.Assigned || t.agent != e.Agent):
		return fmt.Errorf("%s is closed by %s, but is %s with %q", e.Conversation, e.Agent, t.state, t.agent)
	}
	if t.state == desk.Assigned {
		s.life(t.agent).open--
	}
	t.state, t.outcome = desk.Closed, e.Outcome
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
