package desk

import "time"

// OfferState is where an offer is.
type OfferState string

// The states of an offer. All but the first are ends.
const (
	OfferPending   OfferState = "pending"
	OfferAccepted  OfferState = "accepted"
	OfferDeclined  OfferState = "declined"
	OfferExpired   OfferState = "expired"
	OfferWithdrawn OfferState = "withdrawn"
)

// Offer is work reserved for one agent until a moment.
type Offer struct {
	ID           OfferID
	Conversation ConversationID
	Leg          LegID
	Queue        QueueID
	Agent        UserID
	State        OfferState
	OfferedAt    time.Time
	ExpiresAt    time.Time
	EndedAt      time.Time
	Rev          int64
}

// Accept takes the work. It fails with Conflict once the offer has ended, which
// is what a click racing the timer gets to see.
func (o Offer) Accept(by UserID, now time.Time) (Offer, []Event, error) {
	if err := o.mayAnswer(by, now); err != nil {
		return o, nil, err
	}
	next, events := o.end(OfferAccepted, now)
	return next, events, nil
}

// Decline gives the work back to its queue.
func (o Offer) Decline(by UserID, now time.Time) (Offer, []Event, error) {
	if err := o.mayAnswer(by, now); err != nil {
		return o, nil, err
	}
	next, events := o.end(OfferDeclined, now)
	return next, events, nil
}

// Expire ends the offer once its time is over; before that, or after an answer,
// it does nothing. It is dated at the deadline, however late the timer was.
func (o Offer) Expire(now time.Time) (Offer, []Event) {
	if o.State != OfferPending || now.Before(o.ExpiresAt) {
		return o, nil
	}
	next, events := o.end(OfferExpired, o.ExpiresAt)
	return next, dated(o.ExpiresAt, events...)
}

// Withdraw ends the offer because its agent or its work is no longer there. One
// whose time is over has expired, whether or not the timer came to say so.
func (o Offer) Withdraw(now time.Time) (Offer, []Event) {
	switch {
	case o.State != OfferPending:
		return o, nil
	case !now.Before(o.ExpiresAt):
		return o.Expire(now)
	}
	return o.end(OfferWithdrawn, now)
}

func (o Offer) mayAnswer(by UserID, now time.Time) error {
	switch {
	case by != o.Agent:
		return Refuse(Forbidden, "forbidden", "offer %s is for another agent", o.ID)
	case o.State != OfferPending:
		return Refuse(Conflict, "offer_over", "offer %s is already %s", o.ID, o.State).With("state", string(o.State))
	case !now.Before(o.ExpiresAt):
		return Refuse(Conflict, "offer_over", "offer %s ran out", o.ID).With("state", string(OfferExpired))
	}
	return nil
}

func (o Offer) end(s OfferState, at time.Time) (Offer, []Event) {
	o.State, o.EndedAt = s, at
	return o, []Event{OfferEnded{Offer: o.ID, Conversation: o.Conversation, Queue: o.Queue, Agent: o.Agent, State: s}}
}

// Offer reserves the waiting conversation for an agent.
func (c Conversation) Offer(id OfferID, agent UserID, ring time.Duration, now time.Time) (Conversation, Offer, []Event, error) {
	if c.Leg.State != Queued {
		return c, Offer{}, nil, Refuse(Conflict, "conflict", "conversation %s is not waiting", c.ID)
	}
	c.Leg.State = Offered
	o := Offer{ID: id, Conversation: c.ID, Leg: c.Leg.ID, Queue: c.Leg.Queue, Agent: agent, State: OfferPending, OfferedAt: now, ExpiresAt: now.Add(ring)}
	return c, o, []Event{OfferMade{Offer: id, Conversation: c.ID, Queue: o.Queue, Agent: agent, ExpiresAt: o.ExpiresAt}}, nil
}

// TakeBack returns offered work to its place in the queue once its offer came to
// nothing. Who declined or let it pass is remembered; a withdrawal was nobody's
// choice and is not.
func (c Conversation) TakeBack(o Offer) Conversation {
	if c.Leg.State != Offered || o.Leg != c.Leg.ID || o.State == OfferPending || o.State == OfferAccepted {
		return c
	}
	c.Leg.State = Queued
	if o.State == OfferDeclined || o.State == OfferExpired {
		tried := make([]Tried, 0, len(c.Leg.Tried)+1)
		for _, t := range c.Leg.Tried {
			if t.Agent != o.Agent {
				tried = append(tried, t)
			}
		}
		c.Leg.Tried = append(tried, Tried{o.Agent, o.EndedAt})
	}
	return c
}
