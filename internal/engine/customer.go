package engine

import (
	"maps"
	"slices"

	"pronto/internal/desk"
)

// StartVisitor makes a browser known on a channel, or tells more about one that
// is. Proven is the id under which the site vouches for them, by a signature that
// the caller has checked; Vouched are the details that were signed with it, Told
// those that were merely given.
type StartVisitor struct {
	Channel desk.ChannelID
	Token   string // hash of what the browser keeps
	Known   bool   // the browser presented the token
	Proven  string
	Vouched desk.Contact
	Told    desk.Contact
}

// Run starts or updates the visitor.
func (cmd StartVisitor) Run(tx *Tx) (desk.Visitor, error) {
	ch, err := tx.channel(cmd.Channel)
	if err != nil {
		return desk.Visitor{}, err
	}
	told, err := cmd.told()
	if err != nil {
		return desk.Visitor{}, err
	}
	v := desk.Visitor{Channel: ch.ID, Token: cmd.Token, CreatedAt: tx.Now}
	if cmd.Known {
		if v, err = tx.visitor(cmd.Token); err != nil {
			return v, err
		}
		if v.Channel != ch.ID {
			return v, desk.Refuse(desk.Unauthenticated, "signed_out", "visitor %s is of another channel", v.ID)
		}
	} else {
		v.ID = desk.VisitorID(tx.newID())
	}
	contact, err := tx.contactOf(v, cmd.Proven)
	if err != nil {
		return v, err
	}
	other := v.Contact != contact.ID
	if err := tx.tell(v.Channel, contact, told, other); err != nil || !other {
		return v, err
	}
	if err := tx.carryOver(v, contact.ID); err != nil {
		return v, err
	}
	v.Contact = contact.ID
	tx.e.s.visitors.put(v)
	return v, nil
}

// told is all that is known now, what is proven above what is given.
func (cmd StartVisitor) told() (desk.Contact, error) {
	told, err := cmd.Told.Check()
	if err != nil || cmd.Proven == "" {
		return told, err
	}
	vouched, err := cmd.Vouched.Check()
	return told.Merge(vouched.Vouched(cmd.Proven)), err
}

// carryOver hands the open conversation of a visitor of whom nothing was proven
// to the contact they turn out to be, so that who writes and who answers go on in
// it. When that contact has one open on this channel already (promise 2), the
// visitor goes on there and the anonymous one ends as any whose customer left.
func (tx *Tx) carryOver(v desk.Visitor, to desk.ContactID) error {
	c, has := tx.openOf(v.Channel, v.Contact)
	if _, taken := tx.openOf(v.Channel, to); !has || taken {
		return nil
	}
	was, err := tx.contact(v.Contact)
	if err != nil || was.ExternalID != "" { // that was somebody else in the same browser
		return err
	}
	c, events := c.Recognize(to)
	tx.putConversation(c)
	tx.emit(events...)
	return nil
}

// contactOf is who this browser is: the one the site vouches for, else the one
// it was before, else somebody new.
func (tx *Tx) contactOf(v desk.Visitor, proven string) (desk.Contact, error) {
	if proven == "" && v.Contact != "" {
		return tx.contact(v.Contact)
	}
	contact := desk.Contact{ID: desk.ContactID(tx.newID()), CreatedAt: tx.Now}
	if proven == "" {
		// Nobody knows this visitor: the id was made a moment ago.
		tx.e.s.identities.put(desk.Identity{Channel: v.Channel, Address: "visitor:" + string(v.ID), Contact: contact.ID})
		return contact, nil
	}
	address := "user:" + proven
	id, known, err := tx.identity(v.Channel, address)
	if err != nil {
		return desk.Contact{}, err
	}
	if known {
		return tx.contact(id.Contact)
	}
	if v.Contact != "" {
		// The site tells who an unknown visitor is: it is the same person.
		if now, err := tx.contact(v.Contact); err != nil {
			return now, err
		} else if now.ExternalID == "" {
			contact = now
		}
	}
	tx.e.s.identities.put(desk.Identity{Channel: v.Channel, Address: address, Contact: contact.ID})
	return contact, nil
}

// tell merges what was told into the contact, and says so when anything changed.
func (tx *Tx) tell(ch desk.ChannelID, c, told desk.Contact, always bool) error {
	next, err := c.Merge(told).Check()
	if err != nil {
		return err
	}
	if !always && sameContact(c, next) {
		return nil
	}
	tx.e.s.contacts.put(next)
	event := desk.ContactChanged{Contact: c.ID, Verified: next.ExternalID != ""}
	if open, ok := tx.openOf(ch, c.ID); ok {
		tx.putConversation(open) // its row shows the name
		event.Conversation, event.Queue, event.Agent = open.ID, open.Leg.Queue, open.Leg.Agent
	}
	tx.emit(event)
	return nil
}

func sameContact(a, b desk.Contact) bool {
	return a.Name == b.Name && a.Email == b.Email && a.Phone == b.Phone && a.ExternalID == b.ExternalID &&
		slices.Equal(a.Proven, b.Proven) && maps.Equal(a.Attributes, b.Attributes)
}

func (tx *Tx) channel(id desk.ChannelID) (desk.Channel, error) {
	ch, ok := tx.e.s.channels.get(id)
	if !ok || !ch.Active {
		return ch, desk.Missing("channel", id)
	}
	return ch, nil
}

// ForgetVisitor ends a browser's claim: its token opens nothing any more. What
// was said stays.
type ForgetVisitor struct{ Token string }

// Run forgets it.
func (cmd ForgetVisitor) Run(tx *Tx) (none, error) {
	v, err := tx.visitor(cmd.Token)
	if err != nil {
		return none{}, err
	}
	tx.e.s.visitors.put(v)
	tx.e.s.visitors.remove(v.Token)
	return none{}, nil
}

// CustomerMessage is what a visitor writes. The first one opens a conversation,
// and so does one after closing. Answer is the index of the chosen option when
// the channel asks a question; -1 is none.
type CustomerMessage struct {
	Token  string
	ID     desk.MessageID
	Text   string
	Files  []desk.FileID
	Answer int
}

// Written is a message with the conversation it went into.
type Written struct {
	Conversation desk.Conversation
	Message      desk.Message
}

// Run writes it.
func (cmd CustomerMessage) Run(tx *Tx) (Written, error) {
	v, err := tx.visitor(cmd.Token)
	if err != nil {
		return Written{}, err
	}
	ch, err := tx.channel(v.Channel)
	if err != nil {
		return Written{}, err
	}
	tx.Actor = desk.ByCustomer(v.Contact)
	c, err := tx.conversationFor(ch, v.Contact, cmd)
	if err != nil {
		return Written{}, err
	}
	c, m, err := tx.write(c, desk.Message{ID: cmd.ID, From: desk.FromCustomer, Text: cmd.Text}, cmd.Files)
	return Written{c, m}, err
}

// conversationFor is the open conversation of the contact, or a new one; or the
// closed one that already holds this very message.
func (tx *Tx) conversationFor(ch desk.Channel, contact desk.ContactID, cmd CustomerMessage) (desk.Conversation, error) {
	open, has := tx.openOf(ch.ID, contact)
	if has && !tx.careful {
		return open, nil
	}
	stored, yes, err := tx.repeated(desk.Conversation{Leg: desk.Leg{State: desk.Closed}}, cmd.ID)
	if err != nil {
		return desk.Conversation{}, err
	}
	if yes {
		c, err := tx.conversation(stored.Conversation)
		if err == nil && c.Contact != contact {
			err = desk.Refuse(desk.Conflict, "id_reused", "message %s is another's", cmd.ID)
		}
		return c, err
	}
	if has {
		return open, nil
	}
	queue, err := ch.Route(cmd.Answer)
	if err != nil {
		return desk.Conversation{}, err
	}
	// The contact must be at hand, as lists show it with the conversation.
	person, err := tx.contact(contact)
	if err != nil {
		return desk.Conversation{}, err
	}
	tx.e.s.contacts.keep(person)
	c, events := desk.OpenConversation(desk.ConversationID(tx.newID()), ch, contact, desk.LegID(tx.newID()), queue, tx.protocol(), tx.Now)
	tx.emit(events...)
	return c, nil
}

// CustomerPresence says that a contact's last window on a channel closed (Gone)
// or that one opened.
type CustomerPresence struct {
	Channel desk.ChannelID
	Contact desk.ContactID
	Gone    bool
}

// Run notes it on the open conversation, if there is one.
func (cmd CustomerPresence) Run(tx *Tx) (none, error) {
	c, ok := tx.openOf(cmd.Channel, cmd.Contact)
	if !ok {
		return none{}, nil
	}
	var events []desk.Event
	if cmd.Gone {
		c, events = c.Leave(tx.Now)
	} else {
		c, events = c.Back()
	}
	if len(events) > 0 {
		tx.putConversation(c)
		tx.emit(events...)
	}
	return none{}, nil
}

// CustomerMarks moves how far the customer's side got; lazy lane.
type CustomerMarks struct {
	Conversation    desk.ConversationID
	Contact         desk.ContactID
	Delivered, Read int64
}

// Run moves the marks of an open conversation.
func (cmd CustomerMarks) Run(tx *Tx) (none, error) {
	c, ok := tx.e.s.conversations.get(cmd.Conversation)
	if !ok || c.Contact != cmd.Contact || !c.Open() {
		return none{}, nil
	}
	next, events := c.SeenByCustomer(cmd.Delivered, cmd.Read)
	if len(events) > 0 {
		tx.putConversation(next)
		tx.emit(events...)
	}
	return none{}, nil
}

func (tx *Tx) openOf(ch desk.ChannelID, contact desk.ContactID) (desk.Conversation, bool) {
	id, ok := tx.e.d.openOf[contactKey{ch, contact}]
	if !ok {
		return desk.Conversation{}, false
	}
	return tx.e.s.conversations.get(id)
}
