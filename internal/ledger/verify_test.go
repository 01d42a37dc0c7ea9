package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// good is a day with something of everything.
func good() *life {
	l := atNine()
	l.record(desk.UserSaved{User: boss, Created: true, Limits: desk.DefaultLimits})
	l.opens("w", 1).prefers(true).online().wait(m).takes().wait(m)
	l.record(desk.OfferMade{Offer: "o", Queue: vida, Agent: ana, ExpiresAt: l.now.Add(20 * s)})
	l.wait(5 * s)
	l.record(desk.OfferEnded{Offer: "o", Queue: vida, Agent: ana, State: desk.OfferDeclined})
	l.did(l.a.Declined(times.Hold, l.now))
	l.wait(m).pauses("lunch").wait(m)
	l.record(desk.ConversationMoved{Conversation: l.open[0], FromQueue: vida, Queue: sales, FromAgent: ana, Agent: boss})
	l.open = nil
	return l.wait(m).closes("w", 1).wait(m).opens("w", 2).wait(m)
}

func TestAViolationIsNamed(t *testing.T) {
	find := func(log []desk.Recorded, kind string, nth int) int {
		for i, r := range log {
			if r.Event.Kind() == kind {
				if nth--; nth == 0 {
					return i
				}
			}
		}
		t.Fatalf("no %s", kind)
		return 0
	}
	// change makes another event of the nth of a kind.
	cases := []struct {
		name string
		kind string
		nth  int
		do   func(*desk.Recorded)
		what string
	}{
		{"out of order", "window.opened", 1, func(r *desk.Recorded) { r.Seq = 1 }, "comes after event"},
		{"written before the one ahead", "window.opened", 1, func(r *desk.Recorded) { r.At, r.Since = nine.Add(-2*time.Hour), nine.Add(-2*time.Hour) }, "written at"},
		{"true after it was written", "status.changed", 1, func(r *desk.Recorded) { r.Since = r.Since.Add(1 * time.Millisecond) }, "after it was written"},
		{"before the user", "user.saved", 1, func(r *desk.Recorded) { r.Event = desk.WindowOpened{User: ana, Window: "w"} }, "was not created"},
		{"created twice", "window.opened", 1, func(r *desk.Recorded) { r.Event = desk.UserSaved{User: ana, Created: true} }, "created twice"},
		{"a status from another", "status.changed", 2, func(r *desk.Recorded) { edit(r, func(e *desk.StatusChanged) { e.From = desk.Invisible }) }, "goes from invisible to paused, and was online"},
		{"a status that its sign-ins are not", "status.changed", 2, func(r *desk.Recorded) { edit(r, func(e *desk.StatusChanged) { e.To = desk.Online }) }, "its sign-ins say paused"},
		{"a reason without a pause", "status.changed", 1, func(r *desk.Recorded) { edit(r, func(e *desk.StatusChanged) { e.Reason = "lunch" }) }, "the reason is"},
		{"no change", "status.changed", 2, func(r *desk.Recorded) {
			edit(r, func(e *desk.StatusChanged) {
				*e = desk.StatusChanged{User: ana, From: desk.Online, To: desk.Online, SignIns: []desk.SignedIn{{Queue: sales, State: desk.SignedInQueue, Since: nine}, {Queue: vida, State: desk.SignedInQueue, Since: nine}}}
			})
		}, "changes to what it is"},
		{"a sign-in to come", "status.changed", 1, func(r *desk.Recorded) {
			edit(r, func(e *desk.StatusChanged) { e.SignIns[0].Since = nine.Add(time.Hour) })
		}, "begins at 2026-03-02T10:00:00.000Z, after"},
		{"a status while gone", "presence.changed", 1, func(r *desk.Recorded) { r.Event = desk.WindowOpened{User: ana, Window: "w"} }, "becomes online while the agent is gone"},
		{"a status dated before the last", "status.changed", 2, func(r *desk.Recorded) { r.Since = nine.Add(-m) }, "is final"},
		{"a presence from another", "presence.changed", 2, func(r *desk.Recorded) { edit(r, func(e *desk.PresenceChanged) { e.From = desk.Lost }) }, "goes from lost to gone, and was connected"},
		{"sign-ins that ended otherwise", "presence.changed", 2, func(r *desk.Recorded) { edit(r, func(e *desk.PresenceChanged) { e.Ended = e.Ended[1:] }) }, "the sign-ins that ended"},
		{"gone without a cause", "presence.changed", 2, func(r *desk.Recorded) { edit(r, func(e *desk.PresenceChanged) { e.End = "" }) }, "with cause"},
		{"sign-ins that nobody ended", "status.changed", 3, func(r *desk.Recorded) { r.Event = desk.WindowOpened{User: ana, Window: "w"} }, "the sign-ins that ended"},
		{"a hold from another", "window.opened", 1, func(r *desk.Recorded) {
			r.Event = desk.HoldChanged{User: ana, From: desk.InCall, To: desk.WrapUp}
		}, "the hold goes from connected"},
		{"busy that did not run", "window.opened", 1, func(r *desk.Recorded) { r.Event = desk.BusyChanged{User: ana} }, "busy ends"},
		{"a preference that was so", "keep_online.changed", 1, func(r *desk.Recorded) { r.Event = desk.KeepOnlineChanged{User: ana} }, "so already"},
		{"given twice", "conversation.moved", 1, func(r *desk.Recorded) {
			r.Event = desk.ConversationAssigned{Conversation: "conversation-1", Agent: boss}
		}, "with ana already"},
		{"closed and not held", "conversation.moved", 1, func(r *desk.Recorded) {
			r.Event = desk.ConversationClosed{Conversation: "conversation-1", Agent: boss}
		}, `leaves boss and is with "ana"`},
		{"returned and not held", "conversation.assigned", 1, func(r *desk.Recorded) {
			r.Event = desk.ConversationReturned{Conversation: "conversation-1", Agent: ana}
		}, `leaves ana and is with ""`},
		{"offered twice", "offer.ended", 1, func(r *desk.Recorded) {
			r.Event = desk.OfferMade{Offer: "o", Agent: ana, ExpiresAt: r.At.Add(m)}
		}, "made twice"},
		{"an offer that did not ring", "offer.made", 1, func(r *desk.Recorded) { r.Event = desk.OfferEnded{Offer: "o", Agent: ana} }, "did not ring"},
		{"a correction of the future", "window.closed", 1, func(r *desk.Recorded) {
			r.Event = desk.TimeCorrected{User: ana, From: nine, To: r.At.Add(m), Label: desk.BlipOnline}
		}, "no past stretch"},
		{"a label that is none", "window.closed", 1, func(r *desk.Recorded) {
			r.Event = desk.TimeCorrected{User: ana, From: nine, To: nine.Add(m), Label: "asleep"}
		}, "is no status"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			log := good().log
			i := find(log, c.kind, c.nth)
			c.do(&log[i])
			err := verify(log)
			var v *ledger.Violation
			if !errors.As(err, &v) || !strings.Contains(v.What, c.what) {
				t.Fatalf("%v, want %q", err, c.what)
			}
			if named := log[slices.IndexFunc(log, func(r desk.Recorded) bool { return r.Seq == v.Seq })]; named.Seq < log[i].Seq {
				t.Errorf("it names event %d, before %d: %v", v.Seq, log[i].Seq, v)
			}
		})
	}
	if err := verify(good().log); err != nil {
		t.Fatalf("the good day: %v", err)
	}
}

// Only online survives the desk, and only by preference (B-STATUS-32, B-STATUS-36).
func TestNobodyIsGoneAndDeclared(t *testing.T) {
	for _, c := range []struct {
		name string
		live func(*life) *life
		end  desk.EndCause
		ok   bool
	}{
		{"kept online", func(l *life) *life { return l.prefers(true).online() }, desk.DeskClosed, true},
		{"without the preference", (*life).online, desk.DeskClosed, false},
		{"lost for good", func(l *life) *life { return l.prefers(true).online() }, desk.GraceOver, false},
		{"paused", func(l *life) *life { return l.prefers(true).pauses("lunch") }, desk.DeskClosed, false},
	} {
		l := c.live(atNine().opens("w", 1)).wait(m)
		l.record(desk.PresenceChanged{User: ana, From: desk.Connected, To: desk.Gone, End: c.end})
		if err := verify(l.log); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func edit[E desk.Event](r *desk.Recorded, change func(*E)) {
	e := r.Event.(E)
	change(&e)
	r.Event = e
}

func verify(log []desk.Recorded) error {
	v := ledger.NewVerifier()
	for _, r := range log {
		if err := v.Add(r); err != nil {
			return err
		}
	}
	return v.Close(log[len(log)-1].At.Add(m))
}

// What a verifier hands over as final, with the rest, is the whole timeline.
func TestTheVerifierHandsOverWhatIsFinal(t *testing.T) {
	l := good()
	var all ledger.Chunk
	v := ledger.NewVerifier()
	v.Final = func(u desk.UserID, c ledger.Chunk) error {
		if u == ana {
			all.Intervals = append(all.Intervals, c.Intervals...)
			all.SignIns = append(all.SignIns, c.SignIns...)
		}
		return nil
	}
	for _, r := range l.log {
		if err := v.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if len(all.Intervals) == 0 || len(all.SignIns) == 0 {
		t.Fatal("nothing was final")
	}
	rest := v.Intervals(ana, l.now)
	same(t, 0, "verifier", l.log, naive(ana, l.log, l.now), append(all.Intervals, rest.Intervals...))
	if got, want := ordered(append(all.SignIns, rest.SignIns...)), naiveSignIns(l.log, l.now); !slices.Equal(got, want) {
		t.Errorf("sign-ins %v, want %v", got, want)
	}
	if got := v.Agents(); !slices.Equal(got, []desk.UserID{ana, boss}) {
		t.Errorf("agents %v", got)
	}
	stop := errors.New("stored otherwise")
	v = ledger.NewVerifier()
	v.Final = func(desk.UserID, ledger.Chunk) error { return stop }
	var err error
	for _, r := range l.log {
		err = errors.Join(err, v.Add(r))
	}
	if !errors.Is(err, stop) {
		t.Errorf("%v, want what Final said", err)
	}
}

// Kinds lists what the ledger reads: those of somebody, and no others.
func TestKindsAreThoseThatAreRead(t *testing.T) {
	for _, e := range []desk.Event{
		desk.ConversationOpened{Conversation: "c"},
		desk.MessageWritten{Agent: ana},
		desk.MarksMoved{Agent: ana},
		desk.ConversationAssigned{Agent: ana},
		desk.ConversationReturned{Agent: ana},
		desk.ConversationMoved{Agent: ana},
		desk.WhisperWritten{Agent: ana},
		desk.ConversationClosed{Agent: ana},
		desk.CustomerLeft{Agent: ana},
		desk.CustomerReturned{Agent: ana},
		desk.ContactChanged{Agent: ana},
		desk.FileStored{},
		desk.OfferMade{Agent: ana},
		desk.OfferEnded{Agent: ana},
		desk.WindowOpened{User: ana},
		desk.WindowClosed{User: ana},
		desk.PresenceChanged{User: ana},
		desk.StatusChanged{User: ana},
		desk.HoldChanged{User: ana},
		desk.BusyChanged{User: ana},
		desk.KeepOnlineChanged{User: ana},
		desk.NextStatusChanged{User: ana},
		desk.DrainChanged{User: ana},
		desk.TimeCorrected{User: ana},
		desk.SessionStarted{User: ana},
		desk.SessionEnded{User: ana},
		desk.UserSaved{User: ana},
		desk.QueueSaved{},
		desk.MemberSaved{User: ana},
		desk.ChannelSaved{},
		desk.PauseReasonSaved{},
		desk.RoleSaved{},
		desk.InstallationSaved{},
		desk.ServerStarted{},
		desk.ClockStepped{},
	} {
		one, other, everyone := ledger.Of(e)
		if is := one != "" || other != "" || everyone; is != slices.Contains(ledger.Kinds, e.Kind()) {
			t.Errorf("%s: read %v, and listed %v", e.Kind(), is, !is)
		}
	}
}
