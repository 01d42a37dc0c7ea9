package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

var shop = desk.Channel{ID: "shop", Kind: desk.WebChat, Name: "Shop", Queue: vida, Priority: 3}

// waiting is a conversation in which the customer wrote once.
func waiting(t *testing.T) desk.Conversation {
	t.Helper()
	c, _ := desk.OpenConversation("c1", shop, "maria", "l1", vida, "20261121-0001-9", nine)
	return wrote(t, c, desk.FromCustomer, "", nine)
}

func wrote(t *testing.T, c desk.Conversation, from desk.Side, author desk.UserID, at time.Time) desk.Conversation {
	t.Helper()
	m := desk.Message{ID: desk.MessageID(fmt.Sprint("m", c.LastN+1)), From: from, Author: author, Text: "words"}
	c, _, _, err := c.Write(m, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func held(t *testing.T, by desk.UserID) desk.Conversation {
	t.Helper()
	c, _, err := waiting(t).AssignTo(by, desk.ByTake, after(10))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func offered(t *testing.T) (desk.Conversation, desk.Offer) {
	t.Helper()
	c, o, _, err := waiting(t).Offer("o1", ana, 20*time.Second, after(10))
	if err != nil {
		t.Fatal(err)
	}
	return c, o
}

func ended(t *testing.T, outcome desk.Outcome) desk.Conversation {
	t.Helper()
	c, _, err := held(t, ana).End(ana, outcome, after(15))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func left(c desk.Conversation) desk.Conversation {
	c, _ = c.Leave(after(20))
	return c
}

// Every state of a leg, every action, both sides of the deadline of abandonment:
// the customer left at 09:00:20, and 30 s later is the end of waiting.
func TestTheConversationMachine_T_04_05_07_41_C_12(t *testing.T) {
	off, o := offered(t)
	states := []struct {
		name string
		c    desk.Conversation
	}{
		{"queued", waiting(t)},
		{"queued, customer gone", left(waiting(t))},
		{"offered to ana", off},
		{"offered to ana, customer gone", left(off)},
		{"assigned to ana", held(t, ana)},
		{"assigned to ana, customer gone", left(held(t, ana))},
		{"closed, finished", ended(t, desk.Finished)},
		{"closed, archived", ended(t, desk.Archived)},
	}
	type step func(desk.Conversation) (desk.Conversation, []desk.Event, error)
	now := after(40)
	plain := func(f func(desk.Conversation) (desk.Conversation, []desk.Event)) step {
		return func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			c, events := f(c)
			return c, events, nil
		}
	}
	write := func(side desk.Side, by desk.UserID) step {
		return func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			c, _, events, err := c.Write(desk.Message{ID: "m9", From: side, Author: by, Text: "more"}, now)
			return c, events, err
		}
	}
	end := func(by desk.UserID, outcome desk.Outcome) step {
		return func(c desk.Conversation) (desk.Conversation, []desk.Event, error) { return c.End(by, outcome, now) }
	}
	takeBack := func(s desk.OfferState) step {
		return plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) {
			o := o
			o.State, o.EndedAt = s, now
			return c.TakeBack(o), nil
		})
	}
	actions := []struct {
		name string
		do   step
	}{
		{"ana takes", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			return c.AssignTo(ana, desk.ByTake, now)
		}},
		{"bia takes", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			return c.AssignTo(bia, desk.ByTake, now)
		}},
		{"router assigns bia", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			return c.AssignTo(bia, desk.ByRouter, now)
		}},
		{"ana accepted", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			return c.AssignTo(ana, desk.ByOffer, now)
		}},
		{"offer to bia", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			c, _, events, err := c.Offer("o2", bia, 20*time.Second, now)
			return c, events, err
		}},
		{"take back pending", takeBack(desk.OfferPending)},
		{"take back accepted", takeBack(desk.OfferAccepted)},
		{"take back declined", takeBack(desk.OfferDeclined)},
		{"take back expired", takeBack(desk.OfferExpired)},
		{"take back withdrawn", takeBack(desk.OfferWithdrawn)},
		{"customer writes", write(desk.FromCustomer, "")},
		{"ana writes", write(desk.FromAgent, ana)},
		{"bia writes", write(desk.FromAgent, bia)},
		{"ana read 1", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) { return c.ReadByAgent(ana, 1) }},
		{"bia read 1", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) { return c.ReadByAgent(bia, 1) }},
		{"customer read 1", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) { return c.SeenByCustomer(0, 1) })},
		{"ana finishes", end(ana, desk.Finished)},
		{"ana archives", end(ana, desk.Archived)},
		{"ana ends as abandoned", end(ana, desk.Abandoned)},
		{"ana ends as nothing", end(ana, "")},
		{"bia finishes", end(bia, desk.Finished)},
		{"return", func(c desk.Conversation) (desk.Conversation, []desk.Event, error) {
			_, c, events, err := c.Return("l2", "20261121-0002-7", now)
			return c, events, err
		}},
		{"customer leaves", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) { return c.Leave(now) })},
		{"customer is back", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) { return c.Back() })},
		{"the server restarts", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) { return c.Restart(now) })},
		{"recognized as helena", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) { return c.Recognize("helena") })},
		{"recognized as herself", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) { return c.Recognize("maria") })},
		{"abandon early", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) {
			return c.Abandon(30*time.Second, after(49.999))
		})},
		{"abandon at due", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) {
			return c.Abandon(30*time.Second, after(50))
		})},
		{"abandon late", plain(func(c desk.Conversation) (desk.Conversation, []desk.Event) {
			return c.Abandon(30*time.Second, after(500))
		})},
	}
	var page strings.Builder
	for _, s := range states {
		fmt.Fprintf(&page, "%s: %s\n", s.name, pictured(s.c))
		for _, act := range actions {
			next, events, err := act.do(s.c)
			text := said(events, now)
			if err != nil {
				text = refused(err)
				if len(events) != 0 || pictured(next) != pictured(s.c) {
					t.Errorf("%s, %s: refused and changed", s.name, act.name)
				}
			}
			if pictured(next) == pictured(s.c) {
				fmt.Fprintf(&page, "\t%-22s = %s\n", act.name, text)
			} else {
				fmt.Fprintf(&page, "\t%-22s %s: %s\n", act.name, pictured(next), text)
			}
		}
	}
	golden(t, "conversation.golden", page.String())
}

func pictured(c desk.Conversation) string {
	l := c.Leg
	text := fmt.Sprintf("%s leg %d agent=%s queued=%s", l.State, l.Number, l.Agent, clock(l.QueuedAt))
	if !l.AssignedAt.IsZero() {
		text += " assigned=" + clock(l.AssignedAt)
	}
	if !l.FirstReplyAt.IsZero() {
		text += " replied=" + clock(l.FirstReplyAt)
	}
	text += fmt.Sprintf(" n=%d..%d", l.FirstN, c.LastN)
	text += fmt.Sprintf(" read=%d/%d/%d", c.AgentRead, c.CustomerDelivered, c.CustomerRead)
	if !c.CustomerGoneSince.IsZero() {
		text += " gone=" + clock(c.CustomerGoneSince)
	}
	if c.Contact != "maria" {
		text += " contact=" + string(c.Contact)
	}
	for _, tr := range l.Tried {
		text += fmt.Sprintf(" tried=%s@%s", tr.Agent, clock(tr.At))
	}
	if !c.Open() {
		text += fmt.Sprintf(" %s/%s at=%s/%s last=%d", c.Outcome, l.Outcome, clock(c.ClosedAt), clock(l.EndedAt), l.LastN)
	}
	return text
}

func TestOfTwoTakersOneWinsAndTheOtherIsToldWho_T_06_T_07(t *testing.T) {
	c := held(t, ana)
	if !c.HeldBy(ana) || c.HeldBy(bia) {
		t.Fatal("not the taker's")
	}
	same, events, err := c.AssignTo(bia, desk.ByTake, after(10))
	mustRefuse(t, err, "already_taken")
	if !strings.Contains(refused(err), "agent_id=ana") {
		t.Fatalf("the slower one is told %s", refused(err))
	}
	if len(events) != 0 || !same.HeldBy(ana) {
		t.Fatal("a refused take changed the owner")
	}
}

func TestTheWaitIsWrittenDownOnAssigning(t *testing.T) {
	_, events, err := waiting(t).AssignTo(ana, desk.ByRouter, after(75))
	if err != nil {
		t.Fatal(err)
	}
	e, ok := events[0].(desk.ConversationAssigned)
	if !ok || e.Waited != 75*time.Second || e.Source != desk.ByRouter || e.Agent != ana || e.Leg != "l1" || e.Queue != vida {
		t.Fatalf("%+v", events)
	}
}

func TestFinishingAndArchivingAreTheOwnersAndCloseForGood_T_41_T_42_T_43(t *testing.T) {
	for _, outcome := range []desk.Outcome{desk.Finished, desk.Archived} {
		c := ended(t, outcome)
		if c.Open() || c.Outcome != outcome || c.Leg.Outcome != outcome || c.Leg.LastN != c.LastN {
			t.Errorf("%s: %s", outcome, pictured(c))
		}
		_, _, err := c.End(ana, outcome, after(16))
		mustRefuse(t, err, "already_closed")
		_, _, _, err = c.Write(desk.Message{From: desk.FromCustomer, Text: "hello?"}, after(16))
		mustRefuse(t, err, "already_closed")
	}
}

// T-44: only the command that follows the confirmation changes anything; what
// nobody may end stays as it was.
func TestNobodyElseEndsAConversation_T_44(t *testing.T) {
	off, _ := offered(t)
	for _, c := range []desk.Conversation{waiting(t), off, held(t, bia)} {
		same, events, err := c.End(ana, desk.Finished, after(60))
		mustRefuse(t, err, "not_assigned")
		if len(events) != 0 || pictured(same) != pictured(c) {
			t.Error(pictured(same))
		}
	}
}

func TestMessagesAreNumberedWithoutGapsAndCountedUnread(t *testing.T) {
	c := held(t, ana)
	if c.Unread() != 1 {
		t.Fatalf("%d unread at first", c.Unread())
	}
	c = wrote(t, c, desk.FromCustomer, "", after(20))
	if c.LastN != 2 || c.Unread() != 2 {
		t.Fatalf("n=%d unread=%d", c.LastN, c.Unread())
	}
	c, _, _ = c.ReadByAgent(ana, 1)
	if c.Unread() != 1 {
		t.Fatalf("%d unread after reading one", c.Unread())
	}
	c = wrote(t, c, desk.FromAgent, ana, after(30))
	if c.Unread() != 0 || c.CustomerRead != 2 || c.LastN != 3 {
		t.Fatalf("an answer implies reading: %s", pictured(c))
	}
	c = wrote(t, c, desk.FromCustomer, "", after(40))
	if c.CustomerDelivered != 4 || c.CustomerRead != 4 || c.Unread() != 1 {
		t.Fatalf("who writes has read: %s", pictured(c))
	}
	if !c.Leg.FirstReplyAt.Equal(after(30)) {
		t.Fatal("first reply at", c.Leg.FirstReplyAt)
	}
}

// Part 2, customer waiting time: from the first message that has no answer yet, not
// from the last, whoever holds the conversation meanwhile.
func TestTheCustomerWaitsSinceTheFirstUnanswered(t *testing.T) {
	c := held(t, ana)
	asked := c.AskedAt
	if asked.IsZero() {
		t.Fatal("their first message waits for nothing")
	}
	c = wrote(t, c, desk.FromCustomer, "", after(20))
	if !c.AskedAt.Equal(asked) {
		t.Errorf("a second message begins the wait anew: %s", c.AskedAt)
	}
	_, c, _, _ = c.Move("l2", vida, bia, desk.ByMove, "P2", after(30))
	if !c.AskedAt.Equal(asked) {
		t.Errorf("a move begins the wait anew: %s", c.AskedAt)
	}
	if c = wrote(t, c, desk.FromAgent, bia, after(40)); !c.AskedAt.IsZero() {
		t.Errorf("answered, and waiting since %s", c.AskedAt)
	}
	if c = wrote(t, c, desk.FromCustomer, "", after(50)); !c.AskedAt.Equal(after(50)) {
		t.Errorf("%s", c.AskedAt)
	}
}

func TestAMessageGetsItsPlace(t *testing.T) {
	_, m, events, err := held(t, ana).Write(desk.Message{ID: "m2", From: desk.FromAgent, Author: ana, Text: "Olá", Files: []desk.File{{ID: "f"}}}, after(20))
	if err != nil {
		t.Fatal(err)
	}
	if m.Conversation != "c1" || m.Leg != "l1" || m.N != 2 || !m.At.Equal(after(20)) {
		t.Fatalf("%+v", m)
	}
	want := desk.MessageWritten{Conversation: "c1", Message: "m2", N: 2, From: desk.FromAgent, Queue: vida, Agent: ana, Files: 1}
	if len(events) != 1 || events[0] != desk.Event(want) {
		t.Fatalf("%+v", events)
	}
}

func TestMarksNeverMoveBackNorAhead(t *testing.T) {
	c := wrote(t, held(t, ana), desk.FromAgent, ana, after(20)) // 2 messages
	c, events := c.SeenByCustomer(99, -5)
	if c.CustomerDelivered != 2 || c.CustomerRead != 1 || len(events) != 1 {
		t.Fatalf("%s", pictured(c))
	}
	c, events = c.SeenByCustomer(0, 99)
	if c.CustomerRead != 2 || len(events) != 1 {
		t.Fatalf("%s", pictured(c))
	}
	same, events := c.SeenByCustomer(1, 1)
	if pictured(same) != pictured(c) || len(events) != 0 {
		t.Fatalf("moved back: %s", pictured(same))
	}
	c = wrote(t, c, desk.FromCustomer, "", after(30))
	c, events, err := c.ReadByAgent(ana, 99)
	if err != nil || c.AgentRead != 3 || len(events) != 1 {
		t.Fatalf("%v %s", err, pictured(c))
	}
	if same, events, err := c.ReadByAgent(ana, 1); err != nil || len(events) != 0 || same.AgentRead != 3 {
		t.Fatalf("moved back: %v %s", err, pictured(same))
	}
}

func TestReturningKeepsThePlaceAndBeginsALeg(t *testing.T) {
	c := wrote(t, held(t, ana), desk.FromAgent, ana, after(20))
	gone, next, events, err := c.Return("l2", "20261121-0002-7", after(60))
	if err != nil {
		t.Fatal(err)
	}
	if gone.State != desk.Closed || gone.Outcome != desk.Returned || gone.LastN != 2 || !gone.EndedAt.Equal(after(60)) || gone.Agent != ana {
		t.Errorf("the leg that ended: %+v", gone)
	}
	l := next.Leg
	if l.ID != "l2" || l.Number != 2 || l.State != desk.Queued || l.Agent != "" || l.Protocol != "20261121-0002-7" || l.FirstN != 3 || !l.QueuedAt.Equal(nine) {
		t.Errorf("the leg that began: %+v", l)
	}
	if next.Priority != 3 || !next.Open() || len(events) != 1 {
		t.Errorf("%s %+v", pictured(next), events)
	}
	if c.Leg.ID != "l1" {
		t.Error("the value it was called on changed")
	}
}

func TestAbandonedOnlyWhileWaitingAndAfterItsTime(t *testing.T) {
	wait := 30 * time.Second
	if due := waiting(t).AbandonDue(wait); !due.IsZero() {
		t.Errorf("a customer who is there: due %s", clock(due))
	}
	c := left(waiting(t))
	if due := c.AbandonDue(wait); !due.Equal(after(50)) {
		t.Errorf("due %s", clock(due))
	}
	back, _ := c.Back()
	if next, events := back.Abandon(wait, after(999)); !next.Open() || len(events) != 0 {
		t.Error("abandoned although the customer came back")
	}
	if next, _ := left(held(t, ana)).Abandon(wait, after(999)); !next.Open() {
		t.Error("abandoned although an agent holds it")
	}
	next, events := c.Abandon(wait, after(50))
	if next.Open() || next.Outcome != desk.Abandoned || len(events) != 1 {
		t.Errorf("%s", pictured(next))
	}
	if again, events := next.Abandon(wait, after(60)); len(events) != 0 || !again.ClosedAt.Equal(after(50)) {
		t.Error("twice is not harmless")
	}
}

// What somebody writes without a window, on a bad line, shows that they are there.
func TestWritingPutsAbandonmentOff(t *testing.T) {
	c := wrote(t, left(waiting(t)), desk.FromCustomer, "", after(49))
	if next, _ := c.Abandon(30*time.Second, after(50)); !next.Open() {
		t.Fatal("closed one second after the customer wrote")
	}
	if due := c.AbandonDue(30 * time.Second); !due.Equal(after(79)) {
		t.Fatalf("due %s", clock(due))
	}
}

func TestOpeningNamesItsPlace(t *testing.T) {
	c, events := desk.OpenConversation("c1", shop, "maria", "l1", sales, "p", nine)
	if c.Priority != 3 || c.Class != desk.ClassChat || c.Leg.Queue != sales || c.Leg.Number != 1 || c.Leg.FirstN != 1 || c.Unread() != 0 {
		t.Fatalf("%+v", c)
	}
	want := desk.ConversationOpened{Conversation: "c1", Channel: "shop", Contact: "maria", Queue: sales, Leg: "l1", Priority: 3, Protocol: "p"}
	if len(events) != 1 || events[0] != desk.Event(want) {
		t.Fatalf("%+v", events)
	}
}
