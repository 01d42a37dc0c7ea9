package httpapi

import (
	"context"
	"errors"
	"net/http"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/view"
)

func (a *API) registerOffers() {
	signed(a, op{id: "list-offers", method: http.MethodGet, path: "/offers", tag: "Offers", summary: "Pending offers to oneself"},
		func(ctx context.Context, me *asker, _ *Nothing) (*Answer[List[view.Offer]], error) {
			seq := a.Engine.Seq()
			rows, err := a.offersTo(ctx, me)
			if err != nil {
				return nil, err
			}
			return list(a, rows, seq), nil
		})
	signed(a, op{id: "accept-offer", method: http.MethodPost, path: "/offers/{id}/accept", tag: "Offers", summary: "Take what is offered", need: desk.MayServe},
		func(ctx context.Context, me *asker, in *Deed) (*Answer[view.Conversation], error) {
			c, err := engine.Do(ctx, a.Engine, me.call(in.Key), engine.AcceptOffer{Offer: desk.OfferID(in.ID)})
			if err != nil {
				return nil, ofOthers(err, in.ID)
			}
			return a.conversation(ctx, me, c.ID)
		})
	signed(a, op{id: "decline-offer", method: http.MethodPost, path: "/offers/{id}/decline", tag: "Offers", summary: "Give it back to its queue", need: desk.MayServe, status: noContent},
		func(ctx context.Context, me *asker, in *Deed) (*Empty, error) {
			_, err := engine.Do(ctx, a.Engine, me.call(in.Key), engine.DeclineOffer{Offer: desk.OfferID(in.ID)})
			return &Empty{}, ofOthers(err, in.ID)
		})
}

func (a *API) offersTo(ctx context.Context, me *asker) ([]view.Offer, error) {
	offers, err := a.Read.OffersTo(ctx, me.user.ID)
	if err != nil || len(offers) == 0 {
		return nil, err
	}
	stored, err := a.Read.ByIDs(ctx, each(offers, func(o desk.Offer) desk.ConversationID { return o.Conversation }))
	if err != nil {
		return nil, err
	}
	about := make(map[desk.ConversationID]read.Row, len(stored))
	for _, r := range stored {
		about[r.Conversation.ID] = r
	}
	return each(offers, func(o desk.Offer) view.Offer {
		r := about[o.Conversation]
		return view.FromOffer(o, r.Conversation, r.Contact, me.dir)
	}), nil
}

// ofOthers: an offer to another agent does not exist.
func ofOthers(err error, id string) error {
	var r *desk.Refusal
	if errors.As(err, &r) && r.Kind == desk.Forbidden {
		return desk.Missing("offer", id)
	}
	return err
}
