package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// A message that is sent again answers the stored one, however much later: in the
// same batch, in a later one, after closing, after a restart.
func TestAMessageSentTwiceIsStoredOnce(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.online("ana")
		r.visitor("c", "v1")
		seq := r.e.Seq()
		var first, twin engine.Written
		for _, err := range engine.InOneBatch(r.e,
			engine.Ask(visitorCall, says("v1", "m1", "oi"), &first),
			engine.Ask(visitorCall, says("v1", "m1", "oi"), &twin),
		) {
			if err != nil {
				r.Fatal(err)
			}
		}
		r.same()
		id := first.Conversation.ID
		reply := engine.WriteMessage{ID: "a1", Conversation: id, Text: "bom dia"}
		answered := do(r, by("ana"), reply)
		again := func(when string) {
			t := r.T
			t.Helper()
			if w := do(r, visitorCall, says("v1", "m1", " oi ")); w.Message.N != first.Message.N || w.Message.Rev != first.Message.Rev || w.Conversation.ID != id {
				t.Fatalf("%s: answered %+v, was %+v", when, w.Message, first.Message)
			}
			if m := do(r, by("ana"), reply); m.N != answered.N || m.Rev != answered.Rev || !m.At.Equal(answered.At) {
				t.Fatalf("%s: answered %+v, was %+v", when, m, answered)
			}
			refused(r, "id_reused", visitorCall, says("v1", "m1", "something else"))
			refused(r, "id_reused", by("ana"), engine.WriteMessage{ID: "a1", Conversation: id, Text: "something else"})
			refused(r, "id_reused", by("ana"), engine.WriteMessage{ID: "m1", Conversation: id, Text: "oi"})
		}
		if twin.Message.N != first.Message.N || twin.Message.Rev != first.Message.Rev {
			r.Fatalf("the twin was answered %+v, the first %+v", twin.Message, first.Message)
		}
		again("in a later batch")
		r.crash()
		again("after a restart")
		r.finish("ana", id)
		again("after closing")
		r.crash()
		again("after closing and a restart")
		r.pass(5 * time.Minute)
		again("when nothing of it is in memory")
		if n := len(r.e.OpenConversations()); n != 0 {
			r.Fatalf("%d conversations are open", n)
		}
		r.visitor("c", "v2")
		refused(r, "id_reused", visitorCall, says("v2", "m1", "oi"))
		// It is known too while another conversation is open.
		do(r, visitorCall, says("v1", "m2", "de novo"))
		again("while the next conversation is open")
		r.online("ana")
		next := r.e.OpenConversations()[0].ID
		r.holds(next, "ana")
		refused(r, "id_reused", by("ana"), engine.WriteMessage{ID: "a1", Conversation: next, Text: "bom dia"})
		if got := r.since(seq); count(got, "message.written") != 3 {
			r.Fatal(got)
		}
	})
}

func count(s, part string) (n int) {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			n++
		}
	}
	return n
}

// Both copies of a first message look it up before either is stored.
func TestTwinsThatLookedTooEarly(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		r.visitor("c", "v1")
		var a, b engine.Written
		one, two := engine.Ask(visitorCall, says("v1", "m1", "oi"), &a), engine.Ask(visitorCall, says("v1", "m1", "oi"), &b)
		engine.Prefetch(r.e, two)
		if err := engine.InOneBatch(r.e, one)[0]; err != nil {
			r.Fatal(err)
		}
		if err := engine.InOneBatch(r.e, two)[0]; err != nil {
			r.Fatal(err)
		}
		if a.Message.Rev != b.Message.Rev || b.Message.N != 1 {
			r.Fatalf("%+v and %+v", a.Message, b.Message)
		}
		r.same()
	})
}

func keyed(u, key, request string) engine.Call {
	c := by(u)
	c.Key, c.Request = key, request
	return c
}

// The same key and request are answered again, another request is refused, other
// people have keys of their own, and after 72 hours it is forgotten.
func TestIdempotencyKey(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.user("bia", 5)
		r.queue("q", []queueOption{pull}, "ana", "bia")
		r.channel("c", "q")
		r.online("ana", "bia")
		id := r.arrives("c", "v1")
		take := engine.TakeConversation{Conversation: id}
		first := do(r, keyed("ana", "k1", "take"), take)
		r.finish("ana", id)
		again := func(when string) {
			r.Helper()
			seq := r.e.Seq()
			if c := do(r, keyed("ana", "k1", "take"), take); c.Leg.State != desk.Assigned || c.Rev != first.Rev || r.e.Seq() != seq {
				r.Fatalf("%s: %+v", when, c)
			}
			refused(r, "key_reused", keyed("ana", "k1", "another"), take)
			refused(r, "already_closed", keyed("bia", "k1", "take"), take)
		}
		again("at once")
		r.pass(engine.LooseFor + time.Minute)
		again("when it is not in memory")
		r.crash()
		again("after a restart")
		r.jump(72 * time.Hour)
		refused(r, "already_closed", keyed("ana", "k1", "take"), take)
		var a, b desk.Conversation
		id = r.arrives("c", "v2")
		take.Conversation = id
		for _, err := range engine.InOneBatch(r.e, engine.Ask(keyed("ana", "k2", "x"), take, &a), engine.Ask(keyed("ana", "k2", "x"), take, &b)) {
			if err != nil {
				r.Fatal(err)
			}
		}
		if a.Rev == 0 || a.Rev != b.Rev {
			r.Fatalf("revisions %d and %d", a.Rev, b.Rev)
		}
	})
}

// The revision in an answer is that of the row, so that who edits it next is not
// told that somebody else did.
func TestAnswersCarryTheRevisionOfTheirRow(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		q := do(r, root, engine.SaveQueue{Create: true, Queue: desk.Queue{
			ID: "q", Name: "q", Mode: desk.Both, Delivery: desk.Assign, Ring: 5 * time.Second, Strategy: desk.FewestOpen,
		}, Members: serving("ana")})
		if q.Rev == 0 || q.Rev != r.e.Directory().Queues["q"].Rev {
			r.Fatalf("answered revision %d, stored %d", q.Rev, r.e.Directory().Queues["q"].Rev)
		}
		q.Name = "again"
		q = do(r, root, engine.SaveQueue{Queue: q, Members: serving("ana")})
		refused(r, "stale", root, engine.SaveQueue{Queue: desk.Queue{
			ID: "q", Name: "late", Mode: desk.Both, Delivery: desk.Assign, Ring: 5 * time.Second, Strategy: desk.FewestOpen, Rev: q.Rev - 1,
		}})
		r.channel("c", "q")
		r.online("ana")
		id := r.arrives("c", "v1")
		m := do(r, by("ana"), engine.WriteMessage{ID: "a1", Conversation: id, Text: "oi"})
		c := r.e.Conversation(id)
		if m.Rev != c.Rev || m.Rev != r.e.Seq() {
			r.Fatalf("message %d, conversation %d, sequence %d", m.Rev, c.Rev, r.e.Seq())
		}
		s := do(r, by("ana"), engine.SetStatus{Status: desk.Invisible})
		if s.Agent.Rev != r.e.AgentRow("ana").Rev {
			r.Fatalf("agent %d, stored %d", s.Agent.Rev, r.e.AgentRow("ana").Rev)
		}
	})
}

// A message may name ten files that were uploaded a while ago.
func TestAMessageWithManyOldFiles(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		v := r.visitor("c", "v1")
		mine := engine.Call{Actor: desk.ByCustomer(v.Contact)}
		cmd := says("v1", "m1", "")
		for i := range desk.MaxFiles {
			f := do(r, mine, engine.StoreFile{File: desk.File{Name: fmt.Sprint(i, ".png"), MIME: "image/png", Kind: "image", Size: 1, Hash: fmt.Sprint("h", i)}})
			cmd.Files = append(cmd.Files, f.ID)
		}
		r.pass(10 * time.Minute)
		w := do(r, mine, cmd)
		if len(w.Message.Files) != desk.MaxFiles || w.Message.Files[3].Conversation != w.Conversation.ID {
			r.Fatalf("%+v", w.Message.Files)
		}
		w2 := do(r, mine, cmd)
		if w2.Message.Rev != w.Message.Rev {
			r.Fatal("the repeat was stored again")
		}
		cmd.ID = "m2"
		refused(r, "invalid", mine, cmd) // a file is sent once
		do(r, visitorCall, says("v1", "m3", "oi"))
		r.visitor("c", "v2")
		f := do(r, mine, engine.StoreFile{File: desk.File{Name: "x.png", MIME: "image/png", Kind: "image", Size: 1, Hash: "hx"}})
		theirs := says("v2", "m4", "")
		theirs.Files = []desk.FileID{f.ID}
		refused(r, "invalid", visitorCall, theirs) // another's file
	})
}

// An uploaded file that no message names is forgotten after a day, and one that
// a message named is not.
func TestOrphanFiles(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		v := r.visitor("c", "v1")
		mine := engine.Call{Actor: desk.ByCustomer(v.Contact)}
		store := func(hash string) desk.FileID {
			return do(r, mine, engine.StoreFile{File: desk.File{Name: "a.png", MIME: "image/png", Kind: "image", Size: 1, Hash: hash}}).ID
		}
		sent, orphan := store("h1"), store("h2")
		named := says("v1", "m1", "")
		named.Files = []desk.FileID{sent}
		do(r, visitorCall, named)
		r.crash()
		r.jump(24*time.Hour + time.Second)
		for id, want := range map[desk.FileID]bool{sent: true, orphan: false} {
			if _, ok, err := r.store.FileByID(context.Background(), id); err != nil || ok != want {
				r.Fatalf("file %s is there: %v, want %v (%v)", id, ok, want, err)
			}
		}
		late := says("v1", "m2", "")
		late.Files = []desk.FileID{orphan}
		refused(r, "invalid", visitorCall, late)
	})
}

// Rows that nobody needs leave memory.
func TestPassingRowsLeaveMemory(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 50)
		r.queue("q", []queueOption{offers}, "ana")
		r.channel("c", "q")
		r.online("ana")
		for i := range 5 {
			token := fmt.Sprint("v", i)
			r.arrives("c", token)
			if i == 0 {
				do(r, visitorCall, engine.ForgetVisitor{Token: token})
			}
			do(r, keyed("ana", token, "x"), engine.AcceptOffer{Offer: r.e.PendingOffers()[0].ID})
		}
		for _, c := range r.e.OpenConversations() {
			r.finish("ana", c.ID)
		}
		if r.e.Kept()["conversations"] != 5 {
			r.Fatalf("the test sees nothing: %v", r.e.Kept())
		}
		r.pass(engine.LooseFor + 2*time.Minute)
		for kind, n := range r.e.Kept() {
			if n != 0 {
				r.Errorf("%d %s are still in memory", n, kind)
			}
		}
	})
}

// What is remembered for who asks again is kept for days: no secret is in it.
func TestARememberedAnswerHoldsNoSecret(t *testing.T) {
	onDesk(t, func(r *rig) {
		r.user("ana", 5)
		r.queue("q", nil, "ana")
		r.channel("c", "q")
		user := r.saved("ana", func(u *desk.User) { u.Password = "$hash$" })
		channel := engine.SaveChannel{Channel: r.e.Directory().Channels["c"]}
		channel.Channel.Secret = "$secret$"
		keyed := func(key string) engine.Call {
			return engine.Call{Actor: root.Actor, Key: key, Request: "r"}
		}
		do(r, keyed("user"), user)
		do(r, keyed("channel"), channel)
		if d := r.e.Directory(); d.Users["ana"].Password != "$hash$" || d.Channels["c"].Secret != "$secret$" {
			r.Fatal("they are not where they belong")
		}
		for _, key := range []string{"user", "channel"} {
			k, ok, err := r.store.KeyByID(context.Background(), root.Actor, key)
			if err != nil || !ok || len(k.Answer) == 0 || strings.Contains(string(k.Answer), "$") {
				r.Errorf("%s: %v %v %s", key, ok, err, k.Answer)
			}
		}
		if again := do(r, keyed("channel"), channel); again.ID != "c" {
			r.Errorf("the repeat was answered %+v", again)
		}
	})
}
