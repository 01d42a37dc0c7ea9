package desk_test

import (
	"fmt"
	"testing"

	"pronto/internal/desk"
)

var limits = desk.Limits{Total: 5, Chat: 3, Phone: 4}

// Every row of the table of situations that is about labels (rules.md 1.8.6); who
// is given work in each is routing's to answer.
func TestTheSituations_1_8_6(t *testing.T) {
	two := []desk.QueueID{vida, sales}
	lost := func(wake float64) desk.Agent {
		w := &world{a: onlineAtDesk(t)}
		w.a, _ = w.a.Prefer(true, after(2)) // any preference
		w.miss("w", 1, 60, 80)
		w.wake(wake)
		return w.a
	}
	closed := func(a desk.Agent, keep bool) desk.Agent {
		w := &world{a: a}
		w.a, _ = w.a.Prefer(keep, after(2))
		w.shut("w", 1, 60)
		w.wake(70)
		return w.a
	}
	onePaused, _, _ := online(t, atDesk(), after(1), two...).SignInTo(ana, sales, desk.PausedQueue, "lunch", two, after(2))
	duringCall := paused(t, talking(t, onlineAtDesk(t), after(60)), "lunch", after(70), vida)
	callOver, _, _ := duringCall.HungUp("c", graces.Hold, after(80))
	brk := paused(t, onlineAtDesk(t), "lunch", after(60), vida)
	late, _ := brk.Wake(graces, after(960))
	invisible, _ := onlineAtDesk(t).GoInvisible(ana, after(60))
	refused, _, _ := onlineAtDesk(t).SignOut(1, after(60))
	inCall, _, _ := talking(t, onlineAtDesk(t), after(60)).SignOut(0, after(61))
	for _, c := range []struct {
		situation string
		agent     desk.Agent
		open      int
		blip      desk.BlipLabel
		puzzel    desk.PuzzelLabel
		smart     desk.SmartspaceLabel
	}{
		{"just logged in, did nothing", atDesk(vida), 0, desk.BlipInvisible, desk.PuzzelLoggedOff, desk.Offline},
		{"online, idle", onlineAtDesk(t), 0, desk.BlipOnline, desk.PuzzelReady, desk.Available},
		{"phone ringing", ringing(t, onlineAtDesk(t), after(60)), 1, desk.BlipOnline, desk.PuzzelConnecting, desk.Available},
		{"in a call", talking(t, onlineAtDesk(t), after(60)), 1, desk.BlipOnline, desk.PuzzelConnected, desk.Available},
		{"after the call", wrappingUp(t, onlineAtDesk(t), after(60)), 1, desk.BlipOnline, desk.PuzzelWrapUp, desk.Available},
		{"rang out", rangOut(t, onlineAtDesk(t), after(60)), 1, desk.BlipOnline, desk.PuzzelNoAnswer, desk.Available},
		{"rejected an e-mail", declined(onlineAtDesk(t), after(60)), 1, desk.BlipOnline, desk.PuzzelBusy, desk.Available},
		{"at the written limit", onlineAtDesk(t), 3, desk.BlipOnline, desk.PuzzelBusy, desk.Available},
		{"Em pausa, 2 tickets open", brk, 2, desk.BlipPaused, desk.PuzzelPause, desk.OnBreak},
		{"10-min break, 15 min elapsed", late, 0, desk.BlipPaused, desk.PuzzelPause, desk.OnBreak},
		{"1 of 2 queues paused", onePaused, 1, desk.BlipOnline, desk.PuzzelReady, desk.Available},
		{"pause chosen during a call", duringCall, 0, desk.BlipPaused, desk.PuzzelConnected, desk.OnBreak},
		{"... and the call over", callOver, 0, desk.BlipPaused, desk.PuzzelPause, desk.OnBreak},
		{"Invisível, finishing 2 tickets", invisible, 2, desk.BlipInvisible, desk.PuzzelLoggedOff, desk.Offline},
		{"net lost while Online, < grace", lost(105), 0, desk.BlipOnline, desk.PuzzelReady, desk.Inactive},
		{"net lost while Online, grace over", lost(360), 0, desk.BlipOffline, desk.PuzzelLoggedOff, desk.Offline},
		{"tab closed while Online, preference off", closed(onlineAtDesk(t), false), 0, desk.BlipOffline, desk.PuzzelLoggedOff, desk.Offline},
		{"tab closed while Online, preference on", closed(onlineAtDesk(t), true), 1, desk.BlipOnline, desk.PuzzelReady, desk.Available},
		{"tab closed while Em pausa", closed(paused(t, atDesk(), "", after(1), vida), true), 0, desk.BlipOffline, desk.PuzzelLoggedOff, desk.Offline},
		{"logout clicked with 1 open", refused, 1, desk.BlipOnline, desk.PuzzelReady, desk.Available},
		{"logout clicked in a call", inCall, 0, desk.BlipOnline, desk.PuzzelConnected, desk.Available},
	} {
		x := c.agent.Axes(desk.Load{Open: c.open, Chat: c.open}, limits)
		if x.Blip() != c.blip || x.Puzzel() != c.puzzel || x.Smartspace() != c.smart {
			t.Errorf("%s: %s, %s, %s; want %s, %s, %s", c.situation, x.Blip(), x.Puzzel(), x.Smartspace(), c.blip, c.puzzel, c.smart)
		}
	}
	if late.Status() != desk.Paused || !late.StatusSince.Equal(after(60)) {
		t.Error("the stopwatch of a break that is overdue (B-STATUS-18)")
	}
}

// Every combination of the axes against the definitions of rules.md 1.8.2, spelled
// out once more as they stand there, and what must hold between the vocabularies.
func TestTheLabelsOfAllAxes_1_8_2_C_01_06(t *testing.T) {
	checked := 0
	for _, presence := range []desk.Presence{desk.Gone, desk.Connected, desk.Lost} {
		for _, status := range []desk.Status{desk.Online, desk.Paused, desk.Invisible} {
			for _, hold := range []desk.HoldState{desk.Free, desk.Connecting, desk.InCall, desk.WrapUp, desk.NoAnswer} {
				for _, busy := range []bool{false, true} {
					for open := range 6 {
						for offered := range 2 {
							for chat := range open + 1 {
								checked++
								mustBeLabelled(t, desk.Axes{
									Presence: presence, Status: status, Hold: hold, Busy: busy, Limits: limits,
									Load: desk.Load{Open: open, Offered: offered, Chat: chat},
								})
							}
						}
					}
				}
			}
		}
	}
	if checked < 3000 {
		t.Fatal("too few:", checked)
	}
}

type rule[L ~string] struct {
	label L
	holds bool
}

func first[L ~string](rules ...rule[L]) L {
	for _, r := range rules {
		if r.holds {
			return r.label
		}
	}
	panic("no rule holds")
}

func mustBeLabelled(t *testing.T, x desk.Axes) {
	t.Helper()
	gone, on, pause, none := x.Presence == desk.Gone, x.Status == desk.Online, x.Status == desk.Paused, x.Status == desk.Invisible
	kept := gone && on
	total := x.Load.Open + x.Load.Offered
	full := x.Load.Chat >= x.Limits.Chat || total >= x.Limits.Total
	blip := first(
		rule[desk.BlipLabel]{desk.BlipOffline, gone && !kept}, rule[desk.BlipLabel]{desk.BlipOnline, on},
		rule[desk.BlipLabel]{desk.BlipPaused, pause}, rule[desk.BlipLabel]{desk.BlipInvisible, none},
	)
	type p = rule[desk.PuzzelLabel]
	puzzel := first(
		p{desk.PuzzelConnecting, x.Hold == desk.Connecting && !gone}, p{desk.PuzzelConnected, x.Hold == desk.InCall},
		p{desk.PuzzelPause, pause}, p{desk.PuzzelLoggedOff, none || gone && !kept}, p{desk.PuzzelBusy, x.Busy},
		p{desk.PuzzelWrapUp, x.Hold == desk.WrapUp && !gone}, p{desk.PuzzelNoAnswer, x.Hold == desk.NoAnswer && !gone},
		p{desk.PuzzelBusy, full || total > x.Limits.Phone}, p{desk.PuzzelReady, true},
	)
	type s = rule[desk.SmartspaceLabel]
	smart := first(s{desk.Offline, none}, s{desk.Inactive, x.Presence == desk.Lost}, s{desk.OnBreak, pause}, s{desk.Available, true})
	if x.Blip() != blip || x.Puzzel() != puzzel || x.Smartspace() != smart || x.AtLimit() != full {
		t.Fatalf("%+v: %s, %s, %s; want %s, %s, %s", x, x.Blip(), x.Puzzel(), x.Smartspace(), blip, puzzel, smart)
	}
	// Of a gone agent only being kept online is left: nobody is gone and paused.
	if gone && pause {
		return
	}
	for what, broken := range map[string]bool{
		"offline is not being there":                        (x.Blip() == desk.BlipOffline) != (gone && !on),
		"in no queue, in Blip and in Smartspace (1.8.1)":    none != (x.Smartspace() == desk.Offline) || !gone && none != (x.Blip() == desk.BlipInvisible),
		"only a call is above a pause":                      pause && x.Puzzel() != desk.PuzzelPause && x.Hold != desk.Connecting && x.Hold != desk.InCall,
		"an attendance never changes Disponível (S-39)":     x.Smartspace() == desk.Available != (on && x.Presence != desk.Lost),
		"Inativo is a lost connection (S-42)":               x.Smartspace() == desk.Inactive && x.Presence != desk.Lost,
		"calls come in Ready alone (P-STATUS-26)":           x.Puzzel() == desk.PuzzelReady && (x.Busy || x.CallsBlocked() || x.Hold != desk.Free && !gone),
		"Busy by a limit blocks calls too (P-STATUS-28)":    full && !x.CallsBlocked(),
		"logged off is in no queue, or gone":                x.Puzzel() == desk.PuzzelLoggedOff && on,
		"the load changes no label but Puzzel's (C-09)":     fmt.Sprint(unloaded(x).Blip(), unloaded(x).Smartspace()) != fmt.Sprint(x.Blip(), x.Smartspace()),
		"the telephone changes no label but Puzzel's (1.8)": fmt.Sprint(unheld(x).Blip(), unheld(x).Smartspace()) != fmt.Sprint(x.Blip(), x.Smartspace()),
	} {
		if broken {
			t.Fatalf("%s: %+v", what, x)
		}
	}
}

func unloaded(x desk.Axes) desk.Axes { x.Load = desk.Load{}; return x }

func unheld(x desk.Axes) desk.Axes { x.Hold, x.Busy = desk.Free, false; return x }

// P-STATUS-15, P-STATUS-16, P-STATUS-17, P-STATUS-18 and P-STATUS-32: each limit by itself, offers counted, in brackets only
// what is open; and it ends with the load, not with time.
func TestBusyByLimit_P_STATUS_15_to_18_28(t *testing.T) {
	for _, c := range []struct {
		load    desk.Load
		at      bool
		blocked bool
	}{
		{desk.Load{Open: 2, Chat: 2}, false, false},
		{desk.Load{Open: 3, Chat: 3}, true, true},
		{desk.Load{Open: 2, Offered: 1, Chat: 3}, true, true}, // the offer counts
		{desk.Load{Open: 4, Chat: 2}, false, false},
		{desk.Load{Open: 4, Offered: 1, Chat: 2}, true, true},
		{desk.Load{Open: 9, Chat: 0}, true, true},
	} {
		x := onlineAtDesk(t).Axes(c.load, limits)
		if x.AtLimit() != c.at || x.CallsBlocked() != c.blocked || (x.Puzzel() == desk.PuzzelBusy) != c.blocked {
			t.Errorf("%+v: at limit %v, blocked %v, %s", c.load, x.AtLimit(), x.CallsBlocked(), x.Puzzel())
		}
	}
	roomy := desk.Limits{Total: 9, Chat: 9, Phone: 2}
	for open, blocked := range []bool{false, false, false, true} { // above, not at (1.8.3)
		if x := onlineAtDesk(t).Axes(desk.Load{Open: open}, roomy); x.CallsBlocked() != blocked || x.AtLimit() {
			t.Errorf("%d open: blocked %v", open, x.CallsBlocked())
		}
	}
	if x := onlineAtDesk(t).Axes(desk.Load{}, desk.Limits{}); x.Puzzel() != desk.PuzzelBusy {
		t.Error("a limit of none at all leaves room")
	}
}
