package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

// Every state of an offer, every action, before, at and after its deadline
// (09:00:30).
func TestTheOfferMachine_C_12(t *testing.T) {
	actions := []struct {
		name string
		do   func(desk.Offer, time.Time) (desk.Offer, []desk.Event, error)
	}{
		{"accept", func(o desk.Offer, now time.Time) (desk.Offer, []desk.Event, error) { return o.Accept(ana, now) }},
		{"accept by bia", func(o desk.Offer, now time.Time) (desk.Offer, []desk.Event, error) { return o.Accept(bia, now) }},
		{"decline", func(o desk.Offer, now time.Time) (desk.Offer, []desk.Event, error) { return o.Decline(ana, now) }},
		{"decline by bia", func(o desk.Offer, now time.Time) (desk.Offer, []desk.Event, error) { return o.Decline(bia, now) }},
		{"expire", func(o desk.Offer, now time.Time) (desk.Offer, []desk.Event, error) {
			o, events := o.Expire(now)
			return o, events, nil
		}},
		{"withdraw", func(o desk.Offer, now time.Time) (desk.Offer, []desk.Event, error) {
			o, events := o.Withdraw(now)
			return o, events, nil
		}},
	}
	states := []desk.OfferState{desk.OfferPending, desk.OfferAccepted, desk.OfferDeclined, desk.OfferExpired, desk.OfferWithdrawn}
	var page strings.Builder
	for _, s := range states {
		for _, act := range actions {
			for _, at := range []float64{29.999, 30, 45} {
				_, o := offered(t)
				if o.State = s; s != desk.OfferPending {
					o.EndedAt = after(15)
				}
				next, events, err := act.do(o, after(at))
				text := said(events, after(at))
				if err != nil {
					text = refused(err)
				}
				fmt.Fprintf(&page, "%-9s %-14s at %-12s %-9s ended %-8s %s\n", s, act.name, clock(after(at)), next.State, clock(next.EndedAt), text)
				if next.State != s && s != desk.OfferPending {
					t.Errorf("%s is an end and became %s", s, next.State)
				}
			}
		}
	}
	golden(t, "offer.golden", page.String())
}

func TestOnlyWaitingWorkIsOffered_C_12(t *testing.T) {
	off, o := offered(t)
	if o.Agent != ana || o.Leg != "l1" || o.Queue != vida || !o.ExpiresAt.Equal(after(30)) || off.Leg.State != desk.Offered {
		t.Fatalf("%+v", o)
	}
	for _, c := range []desk.Conversation{off, held(t, ana), ended(t, desk.Finished)} {
		_, _, _, err := c.Offer("o2", bia, time.Minute, after(11))
		mustRefuse(t, err, "conflict")
	}
}

// The work keeps its place; who let it pass is remembered once, with the last time.
func TestTakenBackWorkKeepsItsPlaceAndRemembersWhoLetItPass_C_12(t *testing.T) {
	c, o := offered(t)
	declined, _, err := o.Decline(ana, after(12))
	if err != nil {
		t.Fatal(err)
	}
	c = c.TakeBack(declined)
	if c.Leg.State != desk.Queued || !c.Leg.QueuedAt.Equal(nine) {
		t.Fatal(pictured(c))
	}
	for i, agent := range []desk.UserID{bia, ana} {
		before := c.Leg.Tried
		var next desk.Offer
		c, next, _, err = c.Offer(desk.OfferID(fmt.Sprint("o", i+2)), agent, 20*time.Second, after(100))
		if err != nil {
			t.Fatal(err)
		}
		expired, _ := next.Expire(after(130))
		c = c.TakeBack(expired)
		if len(before) > 0 && before[0].Agent != ana {
			t.Fatal("the value it was called on changed")
		}
	}
	want := []desk.Tried{{Agent: bia, At: after(120)}, {Agent: ana, At: after(120)}}
	if len(c.Leg.Tried) != 2 || c.Leg.Tried[0] != want[0] || c.Leg.Tried[1] != want[1] {
		t.Fatalf("tried %+v, want %+v", c.Leg.Tried, want)
	}
}

func TestAWithdrawalIsNobodysChoice_C_12(t *testing.T) {
	c, o := offered(t)
	o, _ = o.Withdraw(after(12))
	if c = c.TakeBack(o); c.Leg.State != desk.Queued || len(c.Leg.Tried) != 0 {
		t.Fatal(pictured(c))
	}
}

func TestAnOfferOfAnEarlierLegTakesNothingBack(t *testing.T) {
	c, o := offered(t)
	o, _, _ = o.Decline(ana, after(12))
	o.Leg = "l0"
	if c = c.TakeBack(o); c.Leg.State != desk.Offered {
		t.Fatal(pictured(c))
	}
}
