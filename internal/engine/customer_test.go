package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// The site vouches for a visitor: in a second browser the same person finds the
// same conversation.
func TestAProvenVisitorContinuesInAnotherBrowser(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		first := r.visitor("c", "phone")
		id := do(r, visitorCall, says("phone", "m1", "oi")).Conversation.ID
		told, vouched := desk.Contact{Name: "M", Email: "maria@example.com"}, desk.Contact{Name: "Maria Souza"}
		known := do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Proven: "42", Told: told, Vouched: vouched})
		if known.Contact != first.Contact {
			r.Fatal("proving who she is made another person of her")
		}
		other := do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "laptop", Proven: "42"})
		if other.Contact != first.Contact || other.ID == first.ID {
			r.Fatalf("%+v is not the person of %+v", other, first)
		}
		if w := do(r, visitorCall, says("laptop", "m2", "agora aqui")); w.Conversation.ID != id || w.Message.N != 2 {
			r.Fatalf("the laptop writes into %s", w.Conversation.ID)
		}
		// What anybody can say never changes what is proven, only what was said.
		r.crash()
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Told: desk.Contact{Name: "Mallory", Email: "m@example.com"}})
		last := r.batch[len(r.batch)-1]
		do(r, visitorCall, says("phone", "m3", "oi"))
		if got := r.batch[len(r.batch)-1].Conversations[0].Contact; got.Name != "Maria Souza" || got.Email != "m@example.com" || got.ExternalID != "42" || !slices.Equal(got.Proven, []string{"name"}) {
			r.Fatalf("after %v the contact is %+v", last.Events, got)
		}
		// Another proven id is another person, though in the same browser.
		stranger := do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Proven: "43"})
		if stranger.Contact == first.Contact {
			r.Fatal("two proven ids are one person")
		}
		refused(r, "signed_out", visitorCall, engine.StartVisitor{Channel: "c", Token: "nobody", Known: true})
		refused(r, "invalid", visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Proven: "43", Vouched: desk.Contact{Email: "nonsense"}})
	})
}

// Who turns out to be somebody known goes on in the conversation that they had
// begun: it is now the known contact's, for the agent and for the customer.
func TestARecognizedVisitorTakesTheirConversationAlong(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.channel("d", "q")
		r.online("ana")
		known := do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Proven: "42", Vouched: desk.Contact{Name: "Maria"}})
		anonymous := r.visitor("c", "laptop")
		begun := do(r, visitorCall, says("laptop", "m1", "oi")).Conversation
		do(r, visitorCall, engine.CustomerPresence{Channel: "c", Contact: anonymous.Contact, Gone: true})
		from := r.e.Seq()
		proves := engine.StartVisitor{Channel: "c", Token: "laptop", Known: true, Proven: "42"}
		if v := do(r, visitorCall, proves); v.Contact != known.Contact {
			r.Fatalf("%+v is not %s", v, known.Contact)
		}
		if got := r.since(from); got != "contact.changed customer.recognized customer.returned" {
			r.Fatalf("events %s", got)
		}
		moved := r.batch[len(r.batch)-1].Conversations
		if len(moved) != 1 || moved[0].After.ID != begun.ID || moved[0].After.Contact != known.Contact || moved[0].Contact.Name != "Maria" ||
			moved[0].Before.Contact != anonymous.Contact || !moved[0].After.CustomerGoneSince.IsZero() {
			r.Fatalf("%+v", moved)
		}
		r.crash()
		for i, token := range []string{"laptop", "phone"} {
			if w := do(r, visitorCall, says(token, fmt.Sprint("n", i), "ainda eu")); w.Conversation.ID != begun.ID {
				r.Fatalf("the %s writes into %s", token, w.Conversation.ID)
			}
		}
		from = r.e.Seq()
		do(r, visitorCall, proves)
		if r.e.Seq() != from {
			r.Fatalf("proving it again does %s", r.since(from))
		}
	})
}

// Promise 2: the known contact keeps the conversation that is open already, also
// when two browsers are recognized in one batch; the other stays where it was.
func TestARecognizedVisitorNeverHasTwoConversations(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Proven: "42"})
		first, second := r.arrives("c", "t1"), r.arrives("c", "t2")
		var a, b desk.Visitor
		for _, err := range engine.InOneBatch(r.e,
			engine.Ask(visitorCall, engine.StartVisitor{Channel: "c", Token: "t1", Known: true, Proven: "42"}, &a),
			engine.Ask(visitorCall, engine.StartVisitor{Channel: "c", Token: "t2", Known: true, Proven: "42"}, &b),
		) {
			if err != nil {
				r.Fatal(err)
			}
		}
		r.same()
		one, two := do(r, visitorCall, says("t1", "m1", "oi")), do(r, visitorCall, says("t2", "m2", "oi"))
		if a.Contact != b.Contact || one.Conversation.ID != first || two.Conversation.ID != first || two.Conversation.LastN != 3 {
			r.Fatalf("%+v and %+v", one, two)
		}
		if other := r.e.Conversation(second); !other.Open() || other.Contact == a.Contact || other.LastN != 1 {
			r.Fatalf("%+v", other)
		}
	})
}

// Whoever was somebody else in the same browser takes nothing of theirs along.
func TestAnotherProvenPersonTakesNothingAlong(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Proven: "43"})
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "shared", Proven: "42"})
		hers := do(r, visitorCall, says("shared", "m1", "oi")).Conversation.ID
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "shared", Known: true, Proven: "43"})
		if w := do(r, visitorCall, says("phone", "m2", "oi")); w.Conversation.ID == hers {
			r.Fatal("it went to somebody else")
		}
	})
}

// What is told fills in the contact, and who sees the open conversation hears.
func TestWhatIsToldFillsIn(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		id := r.arrives("c", "v1")
		tell := func(c desk.Contact) {
			r.Helper()
			do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "v1", Known: true, Told: c})
		}
		tell(desk.Contact{Name: "Maria", Attributes: map[string]string{"plan": "gold"}})
		tell(desk.Contact{Email: "maria@example.com", Attributes: map[string]string{"city": "Recife"}})
		change := r.batch[len(r.batch)-1].Conversations
		if len(change) != 1 || change[0].After.ID != id || change[0].Contact.Name != "Maria" || change[0].Contact.Email != "maria@example.com" {
			r.Fatalf("%+v", change)
		}
		if a := change[0].Contact.Attributes; a["plan"] != "gold" || a["city"] != "Recife" {
			r.Fatalf("%v", a)
		}
		seq := r.e.Seq()
		tell(desk.Contact{Name: "Maria"})
		if r.e.Seq() != seq {
			r.Fatalf("nothing new, yet %s", r.since(seq))
		}
		refused(r, "invalid", visitorCall, engine.StartVisitor{Channel: "c", Token: "v1", Known: true, Told: desk.Contact{Email: "nonsense"}})
	})
}

// Promise 2: a contact has one open conversation on a channel, also when two
// windows write at once; a message after closing opens another.
func TestOneOpenConversation(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.channel("d", "q")
		r.online("ana")
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "t1", Proven: "42"})
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "t2", Proven: "42"})
		do(r, visitorCall, engine.StartVisitor{Channel: "d", Token: "t3", Proven: "42"})
		var a, b, other engine.Written
		for _, err := range engine.InOneBatch(r.e,
			engine.Ask(visitorCall, says("t1", "m1", "oi"), &a),
			engine.Ask(visitorCall, says("t2", "m2", "oi"), &b),
			engine.Ask(visitorCall, says("t3", "m3", "oi"), &other),
		) {
			if err != nil {
				r.Fatal(err)
			}
		}
		r.same()
		if a.Conversation.ID != b.Conversation.ID || other.Conversation.ID == a.Conversation.ID {
			r.Fatalf("%s, %s and %s", a.Conversation.ID, b.Conversation.ID, other.Conversation.ID)
		}
		r.finish("ana", a.Conversation.ID)
		r.pass(5 * time.Minute)
		next := do(r, visitorCall, says("t1", "m4", "de novo"))
		if next.Conversation.ID == a.Conversation.ID || next.Message.N != 1 || next.Conversation.Leg.Protocol == a.Conversation.Leg.Protocol {
			r.Fatalf("%+v", next.Conversation)
		}
	})
}

func TestAForgottenVisitorOpensNothing(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.arrives("c", "v1")
		late := engine.Ask(visitorCall, says("v1", "m2", "oi"), nil)
		r.pass(5 * time.Minute)
		engine.Prefetch(r.e, late) // it has the visitor in its hands
		do(r, visitorCall, engine.ForgetVisitor{Token: "v1"})
		if err := engine.InOneBatch(r.e, late)[0]; !desk.IsRefusal(err, "signed_out") {
			r.Fatalf("%v", err)
		}
		r.same()
		r.pass(5 * time.Minute)
		refused(r, "signed_out", visitorCall, says("v1", "m3", "oi"))
	})
}
