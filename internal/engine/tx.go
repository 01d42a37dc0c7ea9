package engine

import (
	"context"
	"slices"
	"time"

	"pronto/internal/desk"
)

// Tx is one command's view of the desk at one instant. What it puts is seen by
// itself at once, by others when it has succeeded.
type Tx struct {
	e     *Engine
	got   *fetched
	Now   time.Time
	Actor desk.Actor
	// careful: the store refused this command once, so that nothing is taken for
	// granted.
	careful bool
}

// newID is a fresh id from the engine's port.
func (tx *Tx) newID() string { return tx.e.ids(tx.Now) }

// emit appends what happened.
func (tx *Tx) emit(events ...desk.Event) {
	for _, e := range events {
		event, since := desk.Undate(e, tx.Now)
		tx.e.s.events.add(desk.Recorded{At: tx.Now, Since: since, Actor: tx.Actor, Event: event})
	}
}

// fetchedRow answers from the tables first, then from what the caller brought;
// failing both it asks for the row.
func fetchedRow[K comparable, V any, A any](tx *Tx, t *table[K, V], key K, tag A, load func(context.Context, Lookup) (V, bool, error)) (V, bool, error) {
	if s := t.cmd.find(key); s != nil {
		return s.row, !s.gone, nil
	}
	if s := t.batch.find(key); s != nil {
		return s.row, !s.gone, nil
	}
	if v, ok := t.base[key]; ok {
		return v, true, nil
	}
	if _, ok := t.ghosts[key]; ok {
		var none V
		return none, false, nil
	}
	return broughtAlong(tx, any(tag), load)
}

func broughtAlong[V any](tx *Tx, key any, load func(context.Context, Lookup) (V, bool, error)) (V, bool, error) {
	var zero V
	if f, ok := tx.got.rows[key]; ok {
		if !f.ok {
			return zero, false, nil
		}
		return f.row.(V), true, nil
	}
	return zero, false, missingRow(key, load)
}

func missingRow[V any](key any, load func(context.Context, Lookup) (V, bool, error)) *missing {
	return &missing{key: key, load: func(ctx context.Context, l Lookup) (any, bool, error) { return load(ctx, l) }}
}

// conversation is any conversation, open or closed.
func (tx *Tx) conversation(id desk.ConversationID) (desk.Conversation, error) {
	c, ok, err := fetchedRow(tx, tx.e.s.conversations, id, id, func(ctx context.Context, l Lookup) (desk.Conversation, bool, error) {
		return l.ConversationByID(ctx, id)
	})
	if err == nil && !ok {
		err = desk.Missing("conversation", id)
	}
	return c, err
}

func (tx *Tx) contact(id desk.ContactID) (desk.Contact, error) {
	c, ok, err := fetchedRow(tx, tx.e.s.contacts, id, id, func(ctx context.Context, l Lookup) (desk.Contact, bool, error) {
		return l.ContactByID(ctx, id)
	})
	if err == nil && !ok {
		err = desk.Missing("contact", id)
	}
	return c, err
}

func (tx *Tx) identity(ch desk.ChannelID, address string) (desk.Identity, bool, error) {
	key := identityKey{ch, address}
	return fetchedRow(tx, tx.e.s.identities, key, key, func(ctx context.Context, l Lookup) (desk.Identity, bool, error) {
		contact, ok, err := l.ContactByIdentity(ctx, ch, address)
		return desk.Identity{Channel: ch, Address: address, Contact: contact}, ok, err
	})
}

type visitorTag string

func (tx *Tx) visitor(token string) (desk.Visitor, error) {
	v, ok, err := fetchedRow(tx, tx.e.s.visitors, token, visitorTag(token), func(ctx context.Context, l Lookup) (desk.Visitor, bool, error) {
		return l.VisitorByToken(ctx, token)
	})
	if err == nil && !ok {
		err = desk.Refuse(desk.Unauthenticated, "signed_out", "no such visitor")
	}
	return v, err
}

func (tx *Tx) file(id desk.FileID) (desk.File, error) {
	f, ok, err := fetchedRow(tx, tx.e.s.files, id, id, func(ctx context.Context, l Lookup) (desk.File, bool, error) {
		return l.FileByID(ctx, id)
	})
	if err == nil && !ok {
		err = desk.InvalidField("files", "file %s does not exist", id)
	}
	return f, err
}

func (tx *Tx) offer(id desk.OfferID) (desk.Offer, error) {
	o, ok, err := fetchedRow(tx, tx.e.s.offers, id, id, func(ctx context.Context, l Lookup) (desk.Offer, bool, error) {
		return l.OfferByID(ctx, id)
	})
	if err == nil && !ok {
		err = desk.Missing("offer", id)
	}
	return o, err
}

func (tx *Tx) key(actor desk.Actor, key string) (Key, bool, error) {
	k := keyKey{actor, key}
	return fetchedRow(tx, tx.e.s.keys, k, k, lookUpKey(k))
}

func lookUpKey(k keyKey) func(context.Context, Lookup) (Key, bool, error) {
	return func(ctx context.Context, l Lookup) (Key, bool, error) { return l.KeyByID(ctx, k.actor, k.key) }
}

// missingKey asks for a remembered answer before anything runs: a command with a
// key always needs to know.
func missingKey(actor desk.Actor, key string) *missing {
	k := keyKey{actor, key}
	return missingRow(k, lookUpKey(k))
}

// repeated is the stored message with this id, when it was sent before. Within
// an open conversation that is known from memory; in a closed one it is read.
func (tx *Tx) repeated(c desk.Conversation, id desk.MessageID) (desk.Message, bool, error) {
	known := c.Open() && slices.Contains(tx.e.d.ids[c.ID], tx.e.d.hash(id))
	if c.Open() && !known && !tx.careful {
		return desk.Message{}, false, nil
	}
	for _, m := range tx.e.s.messages.batch {
		if m.ID == id {
			return m, true, nil
		}
	}
	if f, ok := tx.got.rows[id]; known && ok && !f.ok && f.times == 1 {
		// It was looked up before its twin was stored.
		return desk.Message{}, false, missingMessage(id)
	}
	return broughtAlong(tx, id, lookUpMessage(id))
}

func lookUpMessage(id desk.MessageID) func(context.Context, Lookup) (desk.Message, bool, error) {
	return func(ctx context.Context, l Lookup) (desk.Message, bool, error) { return l.MessageByID(ctx, id) }
}

func missingMessage(id desk.MessageID) error { return missingRow(id, lookUpMessage(id)) }

// user is an active user.
func (tx *Tx) user(id desk.UserID) (desk.User, error) {
	u, ok := tx.e.s.users.get(id)
	if !ok || !u.Active {
		return u, desk.Missing("user", id)
	}
	return u, nil
}

// me is the signed-in user who acts.
func (tx *Tx) me() (desk.User, error) {
	if tx.Actor.Kind != desk.ActorUser {
		return desk.User{}, desk.Refuse(desk.Unauthenticated, "signed_out", "nobody is signed in")
	}
	u, err := tx.user(desk.UserID(tx.Actor.ID))
	if err != nil {
		return u, desk.Refuse(desk.Unauthenticated, "signed_out", "user %s is no more", tx.Actor.ID)
	}
	return u, nil
}

func (tx *Tx) agent(id desk.UserID) desk.Agent { return tx.e.agent(id) }

// agent is the live side of a user; of one who never had any, as they have been
// since they are a user.
func (e *Engine) agent(id desk.UserID) desk.Agent {
	if a, ok := e.s.agents.get(id); ok {
		return a
	}
	u, _ := e.s.users.get(id)
	return desk.NewAgent(id, u.CreatedAt)
}

func (tx *Tx) queue(id desk.QueueID) (desk.Queue, error) {
	q, ok := tx.e.s.queues.get(id)
	if !ok {
		return q, desk.Missing("queue", id)
	}
	return q, nil
}

func (tx *Tx) installation() desk.Installation {
	i, _ := tx.e.s.installation.get(struct{}{})
	return i
}

// deadline promises to look again at an instant; a zero one takes it back.
func (tx *Tx) deadline(kind desk.DeadlineKind, subject string, due time.Time) {
	key := deadlineKey{kind, subject}
	old, there := tx.e.s.deadlines.get(key)
	switch {
	case due.IsZero() && there:
		tx.e.s.deadlines.remove(key)
	case !due.IsZero() && (!there || !old.Due.Equal(due)):
		tx.e.s.deadlines.put(desk.Deadline{Kind: kind, Subject: subject, Due: due})
	}
}

// protocol is the next protocol number of the installation's day.
func (tx *Tx) protocol() string {
	day := tx.Now.In(tx.e.zone(tx.installation().TimeZone))
	name := "protocol:" + day.Format("20060102")
	c, _ := tx.e.s.counters.get(name)
	c.name, c.n = name, c.n+1
	tx.e.s.counters.put(c)
	return desk.ProtocolNumber(day, c.n)
}

// may refuses whoever's role does not allow it; the administrator at the machine
// may do everything.
func (tx *Tx) may(p desk.Permission) error {
	if tx.Actor.Kind == desk.ActorCLI {
		return nil
	}
	me, err := tx.me()
	if err != nil {
		return err
	}
	if role, _ := tx.e.s.roles.get(me.Role); !role.May(p) {
		return desk.Refuse(desk.Forbidden, "forbidden", "user %s may not %s", me.ID, p).With("permission", string(p))
	}
	return nil
}

// mayEdit refuses whoever may not edit settings.
func (tx *Tx) mayEdit() error { return tx.may(desk.MayEditSettings) }

// mayOver refuses whoever may not do it to a queue's work.
func (tx *Tx) mayOver(p desk.Permission, q desk.QueueID) error {
	if err := tx.may(p); err != nil || tx.Actor.Kind == desk.ActorCLI {
		return err
	}
	if !tx.oversees(q) {
		return desk.Refuse(desk.Forbidden, "forbidden", "queue %s is not theirs to supervise", q)
	}
	return nil
}

// mayOverAgent refuses whoever may not do it to an agent: all of whose queues
// are somebody else's to supervise.
func (tx *Tx) mayOverAgent(p desk.Permission, u desk.UserID) error {
	if err := tx.may(p); err != nil || tx.Actor.Kind == desk.ActorCLI {
		return err
	}
	if !slices.ContainsFunc(tx.e.d.queues[u], tx.oversees) && !tx.seesAll() {
		return desk.Refuse(desk.Forbidden, "forbidden", "user %s is not theirs to supervise", u)
	}
	return nil
}

func (tx *Tx) seesAll() bool { return tx.may(desk.MayReadAll) == nil }

func (tx *Tx) oversees(q desk.QueueID) bool {
	m, _ := tx.e.s.members.get(memberKey{q, desk.UserID(tx.Actor.ID)})
	return tx.seesAll() || m.Supervises && tx.may(desk.MayReadQueue) == nil
}

// times are those by which agents' machines run.
func (tx *Tx) times() desk.Times {
	i := tx.installation()
	return desk.Times{Presence: i.Presence, Hold: i.Hold}
}

// by is the user who acts, empty for the system and the machine's administrator.
func (tx *Tx) by() desk.UserID {
	if tx.Actor.Kind == desk.ActorUser {
		return desk.UserID(tx.Actor.ID)
	}
	return ""
}
