package engine

import (
	"slices"
	"time"

	"pronto/internal/desk"
)

func (tx *Tx) putOffer(o desk.Offer) {
	tx.e.s.offers.put(o)
	var due time.Time
	if o.State == desk.OfferPending {
		due = o.ExpiresAt
	}
	tx.deadline(desk.OfferExpires, string(o.ID), due)
}

// AcceptOffer takes offered work. The slower of a click and the timer is told.
type AcceptOffer struct{ Offer desk.OfferID }

// Run accepts it.
func (cmd AcceptOffer) Run(tx *Tx) (desk.Conversation, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Conversation{}, err
	}
	o, err := tx.offer(cmd.Offer)
	if err != nil {
		return desk.Conversation{}, err
	}
	if o.State == desk.OfferAccepted && o.Agent == me.ID {
		return tx.conversation(o.Conversation) // a double click
	}
	o, events, err := o.Accept(me.ID, tx.Now)
	if err != nil {
		return desk.Conversation{}, err
	}
	tx.putOffer(o)
	tx.emit(events...)
	c, err := tx.conversation(o.Conversation)
	if err != nil {
		return c, err
	}
	if err := tx.assign(c, me.ID, desk.ByOffer); err != nil {
		return c, err
	}
	return tx.conversation(c.ID)
}

// DeclineOffer gives offered work back to its queue.
type DeclineOffer struct{ Offer desk.OfferID }

// Run declines it.
func (cmd DeclineOffer) Run(tx *Tx) (desk.Offer, error) {
	me, err := tx.me()
	if err != nil {
		return desk.Offer{}, err
	}
	o, err := tx.offer(cmd.Offer)
	if err != nil {
		return o, err
	}
	if o.State == desk.OfferDeclined && o.Agent == me.ID {
		return o, nil
	}
	o, events, err := o.Decline(me.ID, tx.Now)
	if err != nil {
		return o, err
	}
	if err := tx.endOffer(o, events); err != nil {
		return o, err
	}
	a, due := tx.awake(me.ID)
	a, busy := a.Declined(tx.times().Hold, tx.Now) // P-STATUS-11
	return o, tx.putAgent(a, append(due, busy...))
}

// endOffer puts an offer that ended without being accepted, and its work back.
func (tx *Tx) endOffer(o desk.Offer, events []desk.Event) error {
	tx.putOffer(o)
	tx.emit(events...)
	c, err := tx.conversation(o.Conversation)
	if err != nil {
		return err
	}
	if c.Leg.ID == o.Leg {
		tx.putConversation(c.TakeBack(o))
	}
	return nil
}

func (tx *Tx) pendingOffer(c desk.Conversation) (desk.Offer, bool) {
	id, ok := tx.e.d.offered[c.ID]
	if !ok {
		return desk.Offer{}, false
	}
	o, ok := tx.e.s.offers.get(id)
	return o, ok && o.State == desk.OfferPending
}

func ringsAt(o desk.Offer, u desk.UserID) bool { return o.State == desk.OfferPending && o.Agent == u }

// countsWithout is what counts against an agent's limits apart from one
// conversation, which may be theirs already or be offered to them.
func (tx *Tx) countsWithout(u desk.UserID, c desk.Conversation) int {
	l := tx.e.d.loads[u]
	o, _ := tx.pendingOffer(c)
	return l.open + l.offered - ones(c.HeldBy(u) || ringsAt(o, u))
}

func (tx *Tx) withdrawOfferOf(c desk.Conversation) {
	if o, ok := tx.pendingOffer(c); ok {
		o, events := o.Withdraw(tx.Now)
		_ = tx.endOffer(o, events) // the conversation is at hand
	}
}

// withdrawOffersTo takes back what rings at an agent who cannot be offered it any
// more: gone, lost, leaving, winding down, or out of the offer's queue.
func (tx *Tx) withdrawOffersTo(a desk.Agent) error {
	for _, id := range tx.ringingAt(a.User) {
		o, err := tx.offer(id)
		if err != nil {
			return err
		}
		if e, in := a.SignIns.In(o.Queue); a.Reachable() && !a.WindingDown() && in && e.State == desk.SignedInQueue {
			continue
		}
		o, events := o.Withdraw(tx.Now)
		if err := tx.endOffer(o, events); err != nil {
			return err
		}
	}
	return nil
}

// ringingAt lists the pending offers to an agent, in order.
func (tx *Tx) ringingAt(u desk.UserID) []desk.OfferID {
	if tx.e.d.loads[u].offered == 0 {
		return nil
	}
	var ids []desk.OfferID
	for _, id := range tx.e.d.offered {
		if o, ok := tx.e.s.offers.get(id); ok && o.Agent == u {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
