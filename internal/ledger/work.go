package ledger

import (
	"cmp"
	"maps"
	"slices"

	"pronto/internal/desk"
)

// Leg is what the figures need of one leg of a conversation. Of one that goes on,
// EndedAt is unset.
type Leg struct {
	ID           desk.LegID
	Conversation desk.ConversationID
	Channel      desk.ChannelID
	Queue        desk.QueueID
	Agent        desk.UserID // who had it; empty when nobody did
	OpenedAt     Instant     // of the conversation
	QueuedAt     Instant     // when this leg began to wait, or came to its agent by a move
	AssignedAt   Instant
	FirstReplyAt Instant // of this leg
	EndedAt      Instant
	Outcome      desk.Outcome
	Source       desk.AssignSource
	Began        Began
	// Moves is how often the conversation was moved until this leg began; Answered
	// says that an earlier leg has replied to the customer.
	Moves    int
	Answered bool
}

// Began is how a leg began.
type Began string

// The beginnings of a leg.
const (
	ByCustomer Began = "opened"
	ByReturn   Began = "returned"
	ByMove     Began = "moved"
)

// GivenByMove is the source of a leg that a person gave to an agent: it never
// waited, so that it says nothing about waiting.
const GivenByMove = desk.ByMove

// Waited says whether the leg was ever in a queue.
func (l Leg) Waited() bool { return l.Source != GivenByMove }

// Offer is work that was reserved for an agent. Of one that rings, Ended is unset.
type Offer struct {
	ID           desk.OfferID
	Conversation desk.ConversationID
	Queue        desk.QueueID
	Agent        desk.UserID
	Made, Ended  Instant
	State        desk.OfferState
}

// WorkChunk is a part of everybody's work: legs and offers in the order in which
// they began.
type WorkChunk struct {
	Legs   []Leg
	Offers []Offer
}

// Work is what of the work that the events tell goes on. What Open answers, kept
// with Longest and taken up again by ResumeWork, goes on as if nothing had
// happened. The zero Work has read nothing.
type Work struct {
	legs   map[desk.ConversationID]Leg
	offers map[desk.OfferID]Offer
	ended  WorkChunk // not taken out yet
	// Longest is how long the longest leg or offer was, from its beginning to its
	// end: what began before an instant has ended by so much later, or goes on.
	Longest Instant
}

// WorkKinds are the events that work is read from.
var WorkKinds = []string{
	desk.ConversationOpened{}.Kind(), desk.MessageWritten{}.Kind(), desk.ConversationAssigned{}.Kind(),
	desk.ConversationReturned{}.Kind(), desk.ConversationMoved{}.Kind(), desk.ConversationClosed{}.Kind(),
	desk.OfferMade{}.Kind(), desk.OfferEnded{}.Kind(),
}

// Fold takes in the next event, in the order of Seq; those of other kinds say
// nothing to it.
func (w *Work) Fold(r desk.Recorded) {
	since := At(r.Since)
	switch e := r.Event.(type) {
	case desk.ConversationOpened:
		w.begin(Leg{
			ID: e.Leg, Conversation: e.Conversation, Channel: e.Channel, Queue: e.Queue, OpenedAt: since, QueuedAt: since, Began: ByCustomer,
		})
	case desk.MessageWritten:
		w.wrote(e, since)
	case desk.ConversationAssigned:
		if l, ok := w.legs[e.Conversation]; ok {
			l.Agent, l.AssignedAt, l.Source = e.Agent, since, e.Source
			w.legs[e.Conversation] = l
		}
	case desk.ConversationReturned:
		if l, ok := w.end(e.Conversation, desk.Returned, since); ok {
			w.begin(l.after(e.Leg, e.Queue, ByReturn, since))
		}
	case desk.ConversationMoved:
		if l, ok := w.end(e.Conversation, desk.Moved, since); ok {
			next := l.after(e.Leg, e.Queue, ByMove, since)
			if e.Agent != "" {
				next.Agent, next.AssignedAt, next.Source = e.Agent, since, GivenByMove
			}
			w.begin(next)
		}
	case desk.ConversationClosed:
		w.end(e.Conversation, e.Outcome, since)
	case desk.OfferMade:
		if w.offers == nil {
			w.offers = map[desk.OfferID]Offer{}
		}
		w.offers[e.Offer] = Offer{ID: e.Offer, Conversation: e.Conversation, Queue: e.Queue, Agent: e.Agent, Made: since, State: desk.OfferPending}
	case desk.OfferEnded:
		w.answered(e, since)
	}
}

func (w *Work) begin(l Leg) {
	if w.legs == nil {
		w.legs = map[desk.ConversationID]Leg{}
	}
	w.legs[l.Conversation] = l
}

func (w *Work) wrote(e desk.MessageWritten, since Instant) {
	l, ok := w.legs[e.Conversation]
	if !ok || e.From != desk.FromAgent || l.FirstReplyAt != 0 {
		return
	}
	l.FirstReplyAt = since
	w.legs[e.Conversation] = l
}

func (w *Work) end(id desk.ConversationID, outcome desk.Outcome, since Instant) (Leg, bool) {
	l, ok := w.legs[id]
	if !ok {
		return l, false
	}
	delete(w.legs, id)
	l.EndedAt, l.Outcome = since, outcome
	w.Longest = max(w.Longest, l.EndedAt-l.QueuedAt)
	w.ended.Legs = append(w.ended.Legs, l)
	return l, true
}

// after is the leg that follows this one.
func (l Leg) after(id desk.LegID, queue desk.QueueID, began Began, since Instant) Leg {
	next := Leg{
		ID: id, Conversation: l.Conversation, Channel: l.Channel, Queue: queue, OpenedAt: l.OpenedAt, QueuedAt: since, Began: began,
		Moves: l.Moves, Answered: l.Answered || l.FirstReplyAt != 0,
	}
	if began == ByMove {
		next.Moves++
	}
	return next
}

func (w *Work) answered(e desk.OfferEnded, since Instant) {
	o, ok := w.offers[e.Offer]
	if !ok {
		return
	}
	delete(w.offers, e.Offer)
	o.Ended, o.State = since, e.State
	w.Longest = max(w.Longest, o.Ended-o.Made)
	w.ended.Offers = append(w.ended.Offers, o)
}

// TakeEnded takes out what ended: no later event can change it.
func (w *Work) TakeEnded() WorkChunk {
	c := w.ended
	w.ended = WorkChunk{}
	c.sort()
	return c
}

// Open is what goes on.
func (w *Work) Open() WorkChunk {
	c := WorkChunk{Legs: slices.Collect(maps.Values(w.legs)), Offers: slices.Collect(maps.Values(w.offers))}
	c.sort()
	return c
}

func (c *WorkChunk) sort() {
	slices.SortFunc(c.Legs, func(a, b Leg) int { return cmp.Or(cmp.Compare(a.QueuedAt, b.QueuedAt), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(c.Offers, func(a, b Offer) int { return cmp.Or(cmp.Compare(a.Made, b.Made), cmp.Compare(a.ID, b.ID)) })
}

// ResumeWork takes up what Open answered.
func ResumeWork(open WorkChunk, longest Instant) Work {
	w := Work{legs: map[desk.ConversationID]Leg{}, offers: map[desk.OfferID]Offer{}, Longest: longest}
	for _, l := range open.Legs {
		w.legs[l.Conversation] = l
	}
	for _, o := range open.Offers {
		w.offers[o.ID] = o
	}
	return w
}
