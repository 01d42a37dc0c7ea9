package live

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
	"pronto/internal/view"
)

// S-29: after a reconnection the thread is complete, in order, each message once.
func TestS29AfterALossTheThreadIsCompleteInOrderOnce(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v, c, ana := f.serves("ana")
		v.Writes("dois")
		ana.read()
		ana.ends(socket.Vanished)
		for i := range 40 {
			v.Writes(fmt.Sprint("lá ", i))
			f.Answer("ana", c, fmt.Sprint("cá ", i))
		}
		ana = ana.again("me", topic(c))
		v.Writes("depois")
		ana.read()
		want := []string{"dois"}
		for i := range 40 {
			want = append(want, fmt.Sprint("lá ", i), fmt.Sprint("cá ", i))
		}
		ana.wants("the thread", ana.texts[string(c)], append(want, "depois"))
		ana.wants("said", ana.said, "[ready me ready "+topic(c)+"]")
		ana.wants("the row", ana.conversation(c), "assigned ana")
	})
}

// Rights are judged now, in replay too: what left the lists meanwhile is a
// tombstone, what was never theirs is not mentioned.
func TestAReplayJudgesRightsOfNow(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.Queue("outros", desk.Pull, desk.Assign, desktest.Serves("ana")...)
		f.Channel("outro", "outros")
		v := f.Visit("site", "Rui")
		lost := v.Writes("para quem?").Conversation.ID
		bia := f.opens("bia", "me", topic(lost))
		bia.ends(socket.Vanished)
		f.Take("ana", lost)
		v.Writes("só para ana")
		foreign := f.Visit("outro", "Eva").Writes("não para bia").Conversation.ID
		mine := f.Visit("site", "Ivo").Writes("novo").Conversation.ID
		bia = bia.again("me", topic(lost))
		bia.wants("lost meanwhile", bia.conversation(lost), "gone")
		bia.wants("of another queue", bia.conversation(foreign), "")
		bia.wants("came meanwhile", bia.conversation(mine), "queued")
		bia.wants("messages", bia.texts[string(lost)], "[]")
		if !bia.heard("refused " + topic(lost) + " not_found") {
			t.Errorf("bia heard %v", bia.said)
		}
	})
}

func TestAReplayBringsOffersStatusAndSettings(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.Queue("ofertas", desk.Push, desk.OfferIt, desktest.Serves("ana")...)
		f.Channel("loja", "ofertas")
		ana := f.opens("ana", "me")
		ana.ends(socket.Vanished)
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SetStatus{Status: desk.Online})
		f.opens("ana") // a second window, so that they can be reached
		f.Visit("loja", "Rui").Writes("oi")
		f.Channel("loja", "ofertas", func(ch *desk.Channel) { ch.Title = "Nova" })
		ana = ana.again("me")
		kinds := map[string]int{}
		for _, r := range ana.rows {
			kinds[r.T]++
		}
		ana.wants("rows", fmt.Sprint(kinds["offer"], kinds["status"], kinds["settings"]), "1 1 1")
	})
}

// A change of one's own rights cannot be told in rows: the lists are loaded anew.
func TestARightChangedMeanwhileResetsTheLists(t *testing.T) {
	inBubble(t, func(f *fixture) {
		bia := f.opens("bia", "me")
		bia.ends(socket.Vanished)
		f.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves("ana")...)
		bia = bia.again("me")
		bia.wants("said", bia.said, "[reset me]")
	})
}

// Another epoch is another life of the store: nothing that a page knows is true.
func TestAnotherEpochResets(t *testing.T) {
	inBubble(t, func(f *fixture) {
		c := f.Visit("site", "Rui").Writes("um").Conversation.ID
		ana := f.opens("ana", "me", topic(c))
		ana.wants("a first hello", ana.said, "[reset me reset "+topic(c)+"]")
		ana.ends(socket.Vanished)
		ana.epoch = "before the restore"
		ana = ana.again("me", topic(c))
		ana.wants("said", ana.said, "[reset me reset "+topic(c)+"]")
		ana.wants("the epoch", ana.epoch, f.Epoch())
		ana.wants("the place", ana.seq, f.Seq())
		ana.ends(socket.Vanished)
		ana.seq += 1000 // from a life in which more had happened
		ana = ana.again("me")
		ana.wants("ahead of the server", ana.said, "[reset me]")
	})
}

func TestMoreThanTheLimitResets(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.restart(Options{ReplayEvents: 20})
		v := f.Visit("site", "Rui")
		v.Writes("zero")
		ana := f.opens("ana", "me")
		ana.ends(socket.Vanished)
		at := ana.seq
		for i := range 15 {
			v.Writes(fmt.Sprint(i))
		}
		ana = ana.again("me")
		ana.wants("within the limit", ana.said, "[ready me]")
		ana.ends(socket.Vanished)
		for i := range 15 {
			v.Writes(fmt.Sprint(i))
		}
		ana.seq = at
		ana = ana.again("me")
		ana.wants("beyond the limit", ana.said, "[reset me]")
		if f.hub.Stats.Resets.Load() == 0 {
			t.Error("not counted")
		}
	})
}

func TestSubscribingBringsWhatCameSinceTheSnapshot(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v := f.Visit("site", "Rui")
		c := v.Writes("um").Conversation.ID
		ana := f.opens("ana", "me")
		snapshot := f.Seq()
		v.Writes("dois")
		v.Writes("três")
		ana.read()
		ana.says(view.ClientFrame{Type: "subscribe", Topic: topic(c), Seq: snapshot})
		v.Writes("quatro")
		ana.read()
		ana.wants("the thread", ana.texts[string(c)], "[dois três quatro]")
		ana.wants("said", ana.said, "[reset me ready "+topic(c)+"]")
	})
}

// Who has lost a conversation reads what was theirs, and never what came after.
func TestALostConversationIsReplayedUpToItsLoss(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v := f.Visit("site", "Rui")
		c := v.Writes("um").Conversation.ID
		f.User("eva", desk.RoleAgent)
		f.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves("ana", "bia", "eva")...)
		f.Take("eva", c)
		eva := f.opens("eva", "me", topic(c))
		eva.ends(socket.Vanished)
		v.Writes("ainda de eva")
		u := f.Directory().Users["eva"]
		u.Active = false
		desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveUser{User: u})
		f.Take("bia", c)
		u = f.Directory().Users["eva"]
		u.Active = true
		desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveUser{User: u})
		v.Writes("de bia")
		back := &page{t: t, f: f, user: "eva", window: eva.window, load: 1, epoch: eva.epoch, seq: eva.seq, rows: eva.rows, texts: eva.texts}
		f.opensWith(back, f.Session("eva"), "me", topic(c))
		v.Writes("também de bia")
		back.read()
		back.wants("the thread", back.texts[string(c)], "[ainda de eva]")
		back.wants("the row", back.conversation(c), "gone")
	})
}

// servesAll is a store in which everybody serves every contact.
type servesAll struct{ read.Store }

func (servesAll) ServesContact(context.Context, desk.UserID, desk.ContactID) (bool, error) {
	return true, nil
}

// Serving a contact opens what is over, not a conversation that goes on with
// somebody else.
func TestServingTheContactDoesNotGiveBackWhatWasLost(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v := f.Visit("site", "Rui")
		c := v.Writes("um").Conversation.ID
		f.Take("ana", c)
		u := f.Directory().Users["ana"]
		u.Active = false
		desktest.Do(f.Desk, desk.ByUser("admin"), engine.SaveUser{User: u})
		f.Take("bia", c)
		v.Writes("de bia")
		f.hub.store = servesAll{f.hub.store}
		got, err := f.hub.judge(context.Background(), desk.Viewer{User: "ana"}, c)
		if err != nil || got.basis != byPast || got.to != 1 {
			t.Errorf("judged %d up to %d, %v", got.basis, got.to, err)
		}
	})
}

// eventful is a store around whose reading of the log things happen.
type eventful struct {
	read.Store
	happens func(when string)
}

func (e eventful) Events(ctx context.Context, after int64, limit int) ([]desk.Recorded, error) {
	e.happens("before")
	defer e.happens("after")
	return e.Store.Events(ctx, after, limit)
}

// What happens while the store is read waits behind the replay, and comes once.
func TestNothingIsMissedOrDoubledWhileReplaying(t *testing.T) {
	inBubble(t, func(f *fixture) {
		v, c, ana := f.serves("ana")
		ana.ends(socket.Vanished)
		v.Writes("away")
		f.hub.store = eventful{f.hub.store, func(when string) {
			v.Writes(when)
			f.Answer("ana", c, when)
			synctest.Wait() // it is handed out
		}}
		ana = ana.again("me", topic(c))
		v.Writes("back")
		frames := ana.read()
		ana.wants("the thread", ana.texts[string(c)], "[away before before after after back]")
		ana.wants("frames after the replay", len(frames), 1)
		ana.wants("said", ana.said, "[ready me ready "+topic(c)+"]")
	})
}

// A quiet window's place moves along with the beats, so that it can resume even
// after much has happened that is not its own.
func TestABeatMovesAQuietPlace(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.Queue("outros", desk.Pull, desk.Assign, desktest.Serves("ana")...)
		f.Channel("outro", "outros")
		bia := f.opens("bia", "me")
		v := f.Visit("outro", "Rui")
		for range drift + 10 {
			v.Writes("x")
		}
		bia.read()
		at := bia.seq
		bia.wants("a beat", string(bia.s.Beat()), `{"type":"beat"}`)
		bia.read()
		if bia.seq <= at || bia.seq != f.Seq() {
			t.Errorf("the place is %d, was %d, now is %d", bia.seq, at, f.Seq())
		}
		w := f.Visit("site", "Ivo").Writes("oi")
		bia.wants("what follows", bia.conversation(w.Conversation.ID), "queued")
	})
}

// Whoever falls so far behind that commits were dropped resumes from the log.
func TestAnOverflowLosesNothing(t *testing.T) {
	inBubble(t, func(f *fixture) {
		f.restart(Options{Backlog: 3})
		v, c, ana := f.serves("ana")
		f.hub.mu.Lock() // the feed is busy for long
		for i := range 10 {
			v.Writes(fmt.Sprint(i))
		}
		f.hub.mu.Unlock()
		synctest.Wait()
		ana.wants("cut off", ana.closed, socket.CodeTryAgain)
		ana = ana.again("me", topic(c))
		ana.wants("the thread", ana.texts[string(c)], "[0 1 2 3 4 5 6 7 8 9]")
		// How often depends on when the feed looked meanwhile.
		if f.hub.Stats.Overflows.Load() == 0 || f.hub.Lag() != 0 {
			t.Errorf("%d overflows, lag %d", f.hub.Stats.Overflows.Load(), f.hub.Lag())
		}
	})
}

// S-28: who comes back to the tab after the server was started anew goes on where
// they were.
func TestS28ARestartIsResumed(t *testing.T) {
	inBubble(t, func(f *fixture) {
		_, c, ana := f.serves("ana")
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SetStatus{Status: desk.Online})
		ana.read()
		f.restart(Options{})
		time.Sleep(time.Minute)
		ana = ana.again("me", topic(c))
		ana.wants("said", ana.said, "[ready me ready "+topic(c)+"]")
		a, _ := f.Agent("ana")
		ana.wants("still online", a.Agent.Status(), desk.Online)
		ana.wants("connected", a.Agent.Presence, desk.Connected)
	})
}
