package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"pronto/internal/desk"
)

const (
	ana   desk.UserID  = "ana"
	boss  desk.UserID  = "boss"
	vida  desk.QueueID = "vida"
	sales desk.QueueID = "sales"
)

var (
	nine   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	queues = []desk.QueueID{sales, vida}
	times  = desk.Times{
		Presence: desk.DefaultPresenceTimes,
		Hold:     desk.DefaultHoldTimes,
	}
)

// life is one agent's machine and the log that it leaves.
type life struct {
	a       desk.Agent
	initial desk.Status // of a desk that opens (C-03); Invisível unless set
	times   desk.Times
	now     time.Time
	log     []desk.Recorded
	open    []desk.ConversationID
	offers  []desk.Offer
	ids     int
}

func born(at time.Time) *life {
	l := &life{a: desk.NewAgent(ana, at), now: at, times: times}
	l.record(desk.UserSaved{User: ana, Created: true, Role: desk.RoleAgent, Active: true, Limits: desk.DefaultLimits})
	return l
}

func (l *life) record(events ...desk.Event) {
	for _, e := range events {
		e, since := desk.Undate(e, l.now)
		l.log = append(l.log, desk.Recorded{Seq: int64(len(l.log) + 1), At: l.now, Since: since, Actor: desk.System, Event: e})
	}
}

// did takes the answer of a machine.
func (l *life) did(a desk.Agent, events []desk.Event) {
	l.a = a
	l.record(events...)
}

// may is did for what can be refused, when nothing was changed.
func (l *life) may(a desk.Agent, events []desk.Event, err error) {
	if err == nil {
		l.did(a, events)
	}
}

func (l *life) id(kind string) string {
	l.ids++
	return fmt.Sprintf("%s-%d", kind, l.ids)
}

// wait lets time pass; the timers run on time.
func (l *life) wait(d time.Duration) *life {
	end := l.now.Add(d)
	for due := l.a.Due(l.times); !due.IsZero() && !due.After(end); due = l.a.Due(l.times) {
		if due.After(l.now) {
			l.now = due
		}
		l.wake()
	}
	l.now = end
	return l
}

func (l *life) wake() {
	l.did(l.a.Wake(l.times, l.now))
	l.did(l.a.Turn(len(l.open), l.now))
}

// asleep lets time pass without a timer: nobody was there to look.
func (l *life) asleep(d time.Duration) *life { l.now = l.now.Add(d); return l }

func (l *life) opens(w desk.WindowID, load int64) *life {
	if l.a.DuplicateOf(w, load) {
		w = desk.WindowID(l.id("copy"))
	}
	l.did(l.a.OpenWindow(w, load, queues, l.initial, l.times, l.now))
	return l
}

func (l *life) closes(w desk.WindowID, load int64) *life {
	return l.said(w, load, 0)
}

// said is a goodbye that was said so long ago.
func (l *life) said(w desk.WindowID, load int64, ago time.Duration) *life {
	l.did(l.a.CloseWindow(w, load, l.now.Add(-ago), l.times, l.now))
	return l
}

// vanishes is a window last seen so long ago.
func (l *life) vanishes(w desk.WindowID, load int64, ago time.Duration) *life {
	l.did(l.a.MissWindow(w, load, l.now.Add(-ago), l.times, l.now))
	return l
}

// restarts is a server that starts, so long after the last one's last beat.
func (l *life) restarts(down time.Duration) *life {
	l.record(desk.ServerStarted{Downtime: down})
	l.a = l.a.Restart(l.now.Add(-down), l.now)
	return l
}

func (l *life) online() *life { l.may(l.a.GoOnline(ana, queues, l.now)); return l }

func (l *life) pauses(reason desk.PauseReasonID) *life {
	l.may(l.a.Pause(ana, queues, reason, l.now))
	return l
}

func (l *life) invisible() *life { l.did(l.a.GoInvisible(ana, l.now)); return l }

func (l *life) prefers(keepOnline bool) *life { l.did(l.a.Prefer(keepOnline, l.now)); return l }

func (l *life) signsOut() *life { l.may(l.a.SignOut(len(l.open), l.now)); return l }

func (l *life) takes() *life {
	id := desk.ConversationID(l.id("conversation"))
	l.open = append(l.open, id)
	l.record(desk.ConversationAssigned{Conversation: id, Queue: vida, Agent: ana, Source: desk.ByTake})
	return l
}

func (l *life) finishes() *life {
	id := l.open[0]
	l.open = l.open[1:]
	l.record(desk.ConversationClosed{Conversation: id, Queue: vida, Agent: ana, Outcome: desk.Finished})
	l.did(l.a.Turn(len(l.open), l.now))
	return l
}

func (l *life) corrected(from, to time.Time, label desk.BlipLabel, reason desk.PauseReasonID) *life {
	_, events, err := desk.Correction{ID: desk.CorrectionID(l.id("correction")), User: ana, From: from, To: to, Label: label, Reason: reason, Why: "forgot"}.Correct(l.now)
	if err == nil {
		l.record(events...)
	}
	return l
}

// random lives on for one step, rudely.
func (l *life) random(r *rand.Rand) {
	l.pass(r)
	if r.IntN(4) > 0 { // else the timers are late
		l.wake()
		l.expire()
	}
	w, load := desk.WindowID([]string{"u", "v", "w"}[r.IntN(3)]), int64(r.IntN(2))
	switch r.IntN(12) {
	case 0, 1, 2:
		l.initial = []desk.Status{desk.Invisible, desk.Online}[r.IntN(2)]
		l.opens(w, load)
	case 3:
		l.said(w, load, time.Duration(r.IntN(3)*r.IntN(4000))*time.Millisecond)
	case 4:
		l.vanishes(w, load, time.Duration(r.IntN(50_000))*time.Millisecond)
	case 5, 6, 7:
		l.declares(r)
	case 8:
		l.calls(r)
	case 9, 10:
		l.works(r)
	case 11:
		l.surprises(r)
	}
}

func (l *life) pass(r *rand.Rand) {
	due := l.a.Due(l.times)
	if due.After(l.now) && r.IntN(3) == 0 {
		l.now = due.Add(time.Duration(r.IntN(3)-1) * time.Millisecond)
		return
	}
	l.now = l.now.Add([]time.Duration{0, 0, time.Millisecond, time.Second, 9 * time.Second, 40 * time.Second, 4 * time.Minute}[r.IntN(7)])
}

func (l *life) declares(r *rand.Rand) {
	by := []desk.UserID{ana, ana, ana, boss}[r.IntN(4)]
	reason := desk.PauseReasonID([]string{"", "lunch", "coffee"}[r.IntN(3)])
	queue := queues[r.IntN(2)]
	state := []desk.SignInState{"", desk.SignedInQueue, desk.PausedQueue}[r.IntN(3)]
	if state != desk.PausedQueue && r.IntN(2) == 0 {
		reason = ""
	}
	switch r.IntN(12) {
	case 0, 1, 2:
		l.may(l.a.GoOnline(by, queues, l.now))
	case 3, 4:
		l.may(l.a.Pause(by, queues, reason, l.now))
	case 5:
		l.did(l.a.GoInvisible(by, l.now))
	case 6, 7:
		l.may(l.a.SignInTo(by, queue, state, reason, queues, l.now))
	case 8:
		l.did(l.a.Prefer(!l.a.KeepOnline, l.now))
	case 9:
		l.did(l.a.Allow(queues[:r.IntN(3)], nil, l.now))
	case 10:
		n := desk.NextStatus{Status: []desk.Status{desk.Paused, desk.Invisible}[r.IntN(2)], Reason: reason, AfterWork: r.IntN(2) == 0, At: l.now.Add(time.Duration(1+r.IntN(90_000)) * time.Millisecond)}
		l.may(l.a.Plan(n, len(l.open), l.now))
	case 11:
		l.did(l.a.CancelNext(l.now))
	}
}

func (l *life) calls(r *rand.Rand) {
	l.did(l.a.Wake(l.times, l.now))
	h := l.times.Hold
	if r.IntN(4) == 0 {
		h.WrapUp, h.NoAnswer, h.Busy = 0, 0, 0
	}
	switch r.IntN(9) {
	case 0, 1, 2:
		l.may(l.a.Ring(desk.CallID(l.id("call")), vida, h, l.now))
	case 3:
		l.may(l.a.Answered(l.a.Hold.Call, l.now))
	case 4:
		l.may(l.a.HungUp(l.a.Hold.Call, h, l.now))
	case 5:
		l.may(l.a.Rejected(l.a.Hold.Call, h, l.now))
	case 6:
		l.did(l.a.Declined(h, l.now))
	case 7:
		l.did(l.a.LineTaken(l.now))
	case 8:
		l.did(l.a.LineFree(h, l.now))
		l.may(l.a.LeaveWrapUp(l.now))
	}
}

func (l *life) works(r *rand.Rand) {
	switch r.IntN(7) {
	case 5, 6:
		if len(l.open) == 0 {
			return
		}
		to := []desk.UserID{ana, boss}[r.IntN(2)] // another queue, and perhaps another agent
		l.record(desk.ConversationMoved{Conversation: l.open[0], FromQueue: vida, Queue: sales, FromAgent: ana, Agent: to})
		if to == boss {
			l.open = l.open[1:]
		}
	case 0:
		l.takes()
	case 1:
		if len(l.open) > 0 {
			l.finishes()
		}
	case 2:
		id := desk.ConversationID(l.id("conversation"))
		l.open = append(l.open, id)
		l.record(desk.ConversationAssigned{Conversation: id, Queue: sales, Agent: boss, Source: desk.ByTake})
		l.record(desk.ConversationMoved{Conversation: id, FromQueue: sales, Queue: vida, FromAgent: boss, Agent: ana})
	case 3:
		l.ids++
		o := desk.Offer{ID: desk.OfferID(l.id("offer")), Agent: ana, Queue: vida, State: desk.OfferPending, ExpiresAt: l.now.Add(20 * time.Second)}
		l.offers = append(l.offers, o)
		l.record(desk.OfferMade{Offer: o.ID, Queue: vida, Agent: ana, ExpiresAt: o.ExpiresAt})
	case 4:
		if len(l.offers) > 0 {
			if _, events, err := l.offers[0].Decline(ana, l.now); err == nil {
				l.offers = l.offers[1:]
				l.record(events...)
			}
		}
	}
}

func (l *life) expire() {
	for len(l.offers) > 0 {
		_, events := l.offers[0].Expire(l.now)
		if len(events) == 0 {
			return
		}
		l.offers = l.offers[1:]
		l.record(events...)
	}
}

func (l *life) surprises(r *rand.Rand) {
	switch r.IntN(7) {
	case 0:
		l.restarts(time.Duration(r.IntN(60_000)) * time.Millisecond)
	case 1:
		l.did(l.a.Dismiss(l.now))
	case 2:
		l.signsOut()
	case 3:
		limits := desk.Limits{Total: 1 + r.IntN(4), Chat: 1 + r.IntN(4), Phone: r.IntN(4)}
		l.record(desk.UserSaved{User: ana, Role: desk.RoleAgent, Active: true, Limits: limits})
	case 4: // the graces change, perhaps while somebody is away
		l.times.Presence = desk.PresenceTimes{
			LostAfter: time.Duration(35+r.IntN(25)) * time.Second, LostGrace: time.Duration(1+r.IntN(10)) * time.Minute, LostForever: r.IntN(3) == 0,
			ReloadGrace: time.Duration(3+r.IntN(60)) * time.Second,
		}
	default:
		to := l.now.Add(-time.Duration(r.IntN(300_000)) * time.Millisecond)
		from := to.Add(-time.Duration(1+r.IntN(600_000)) * time.Millisecond)
		if from.Before(nine) {
			return
		}
		label := []desk.BlipLabel{desk.BlipOnline, desk.BlipPaused, desk.BlipInvisible, desk.BlipOffline}[r.IntN(4)]
		l.corrected(from, to, label, "lunch")
	}
}
