package engine_test

import (
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
		told := desk.Contact{Name: "Maria", Email: "maria@example.com"}
		known := do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Proven: "42", Told: told})
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
		// Nobody else can change what is proven.
		r.crash()
		do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Told: desk.Contact{Name: "Mallory"}})
		last := r.batch[len(r.batch)-1]
		do(r, visitorCall, says("phone", "m3", "oi"))
		if got := r.batch[len(r.batch)-1].Conversations[0].Contact; got.Name != "Maria" || !got.Verified {
			r.Fatalf("after %v the contact is %+v", last.Events, got)
		}
		// Another proven id is another person, though in the same browser.
		stranger := do(r, visitorCall, engine.StartVisitor{Channel: "c", Token: "phone", Known: true, Proven: "43"})
		if stranger.Contact == first.Contact {
			r.Fatal("two proven ids are one person")
		}
		refused(r, "signed_out", visitorCall, engine.StartVisitor{Channel: "c", Token: "nobody", Known: true})
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
