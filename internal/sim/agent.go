package sim

import (
	"cmp"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// agent is a person at a desk, and not a polite one.
type agent struct {
	w      *world
	id     desk.UserID
	token  string // of the session; empty when signed out
	tabs   []*tab
	begins time.Duration // of the shift, after midnight
	lasts  time.Duration
	loads  int64
	over   []desk.OfferID        // offers of the past, to answer late
	past   []desk.ConversationID // that were theirs, to do things to them too late
	busy   map[desk.ConversationID]bool
	away   time.Duration // until when nobody sits at the desk
}

// tab is one window as the browser has it.
type tab struct {
	id   desk.WindowID
	load int64
	// dark is a window whose connection is dead, since an instant of the engine.
	dark bool
	seen time.Time
}

// What may be answered to each of their doings.
var (
	refusedTake   = []string{"already_taken", "already_closed", "not_found", "queue_pushes", "status_paused", "status_invisible", "limit_reached", "signed_out"}
	refusedEnd    = []string{"already_closed", "not_assigned", "signed_out"}
	refusedWrite  = []string{"already_closed", "not_assigned", "signed_out", "id_reused"}
	refusedStatus = []string{"no_queue", "no_window", "not_member", "reason_required", "signed_out", "invalid"}
	refusedLater  = []string{"no_window", "status_invisible", "not_in_wrap_up", "signed_out", "invalid"}
	refusedAnswer = []string{"offer_over", "forbidden", "signed_out"}
	refusedWindow = []string{"not_found"}
	refusedOut    = []string{"logout_blocked", "signed_out"}
	refusedIn     = []string{"bad_credentials"}
	refusedAsk    = []string{"signed_out"}
)

func newAgent(w *world, id desk.UserID, n int) *agent {
	a := &agent{w: w, id: id, busy: map[desk.ConversationID]bool{}}
	a.begins = time.Duration(6+n%4*2)*time.Hour + w.chance.between(0, time.Hour)
	a.lasts = w.chance.between(6*time.Hour, 9*time.Hour)
	if n%13 == 12 {
		a.begins, a.lasts = 21*time.Hour, 3*time.Hour-time.Minute // the night
	}
	return a
}

func (a *agent) me() desk.Actor { return desk.ByUser(a.id) }

func (a *agent) onShift() bool {
	at := a.w.timeOfDay() - a.begins
	return at >= 0 && at < a.lasts
}

// live is the loop of a day: on shift something every half minute, else a look
// now and then.
func (a *agent) live() {
	switch {
	case a.onShift():
		a.mind()
		a.w.in(a.w.chance.about(25*time.Second), a.live)
	default:
		a.leave()
		a.w.in(a.w.chance.about(10*time.Minute), a.live)
	}
}

// mind does one thing, as likely as not a rude one.
func (a *agent) mind() {
	if a.w.clock.passed < a.away {
		return
	}
	if a.token == "" {
		a.signIn()
	}
	if a.shown() == nil {
		a.openTab("")
		a.declare(desk.Online)
		return
	}
	a.resume()
	switch p := a.w.chance.IntN(1000); {
	case p < 500:
		a.lookAround()
	case p < 620:
		a.take()
	case p < 660:
		a.declare(desk.Online)
	case p < 672:
		a.declare(desk.Paused)
		a.w.in(2*time.Second, a.take)
		a.w.in(a.w.chance.between(time.Minute, 15*time.Minute), func() { a.declare(desk.Online) })
	case p < 679:
		a.declare(desk.Invisible)
		a.w.in(a.w.chance.between(10*time.Second, 5*time.Minute), func() { a.declare(desk.Online) })
	case p < 694:
		a.reload()
	case p < 702:
		a.duplicate()
	case p < 708:
		a.openTab(desk.WindowID(a.w.chance.id(a.w.now())))
	case p < 716:
		a.closeTab()
	case p < 730:
		a.vanish()
	case p < 738:
		a.answerLate()
	case p < 746:
		a.meddle()
	case p < 749:
		a.signOut()
	case p < 755:
		send(a.w, a.me(), engine.WhyIdle{}, refusedAsk, nil)
	case p < 763:
		a.staleGoodbye()
	case p < 771:
		a.tooLate()
	case p < 812:
		a.choose()
	}
	if a.w.check.rows.agents[a.id].Hold.State == desk.WrapUp && a.w.chance.once(.3) {
		send(a.w, a.me(), engine.LeaveWrapUp{}, refusedLater, nil)
	}
}

// choose is what one can choose beside the status itself.
func (a *agent) choose() {
	switch a.w.chance.IntN(6) {
	case 0, 1:
		cmd := engine.SetQueueStatus{Queue: pick(a.w.chance, a.w.company.queues), State: pick(a.w.chance, []desk.SignInState{"", desk.SignedInQueue, desk.PausedQueue})}
		if !a.w.chance.once(.1) {
			cmd.Reason = pick(a.w.chance, a.w.company.reasons)
		}
		send(a.w, a.me(), cmd, refusedStatus, nil)
		a.w.in(a.w.chance.between(time.Minute, 5*time.Minute), func() { a.declare(desk.Online) })
	case 2:
		send(a.w, a.me(), engine.PreferKeepOnline{On: a.w.chance.once(.7)}, refusedLater, nil)
	case 3:
		a.plan(engine.PlanStatus{Status: desk.Paused, AfterWork: true})
	case 4:
		a.plan(engine.PlanStatus{Status: pick(a.w.chance, []desk.Status{desk.Paused, desk.Invisible}), At: a.w.now().Add(a.w.chance.between(0, 5*time.Minute))})
	case 5:
		send(a.w, a.me(), engine.PlanStatus{}, refusedLater, nil)
	}
}

func (a *agent) plan(cmd engine.PlanStatus) {
	if cmd.Status == desk.Paused {
		cmd.Reason = pick(a.w.chance, a.w.company.reasons)
	}
	send(a.w, a.me(), cmd, refusedLater, nil)
	a.w.in(a.w.chance.between(5*time.Minute, 15*time.Minute), func() { a.declare(desk.Online) })
}

func (a *agent) signIn() {
	token := a.w.chance.id(a.w.now())
	send(a.w, desk.System, engine.StartSession{User: a.id, Token: token}, refusedIn, func(_ desk.Session, err error) {
		if err == nil {
			a.token = token
		}
	})
}

// shown is a window that is alive, if there is one.
func (a *agent) shown() *tab {
	for _, t := range a.tabs {
		if !t.dark {
			return t
		}
	}
	return nil
}

// openTab opens a window; without an id the server gives one.
func (a *agent) openTab(id desk.WindowID) {
	a.loads++
	t := &tab{id: id, load: a.loads}
	a.greet(t, func() { a.tabs = append(a.tabs, t) })
}

// greet introduces a window to the server, which may know it by another name.
func (a *agent) greet(t *tab, then func()) {
	send(a.w, desk.System, engine.OpenWindow{User: a.id, Window: t.id, Load: t.load}, refusedWindow, func(id desk.WindowID, err error) {
		if err == nil {
			t.id, t.dark = id, false
			if then != nil {
				then()
			}
		}
	})
}

// drop forgets a window.
func (a *agent) drop(t *tab) {
	a.tabs = slices.DeleteFunc(a.tabs, func(o *tab) bool { return o == t })
}

func (a *agent) goodbye(t *tab) {
	send(a.w, desk.System, engine.CloseWindow{User: a.id, Window: t.id, Load: t.load}, nil, nil)
}

// reload closes and opens the same window, mostly within the grace.
func (a *agent) reload() {
	t := a.shown()
	a.goodbye(t)
	t.dark = true
	after := a.w.chance.between(200*time.Millisecond, 4*time.Second)
	if a.w.chance.once(.15) {
		after = a.w.chance.between(9*time.Second, 14*time.Second)
		a.w.count("slow reload")
	}
	a.w.count("reload")
	a.loads++
	t.load = a.loads
	a.w.in(after, func() { a.greet(t, nil) })
}

// duplicate opens a tab that brings the id of another along.
func (a *agent) duplicate() {
	a.w.count("duplicated tab")
	a.openTab(a.shown().id)
}

func (a *agent) closeTab() {
	t := a.shown()
	a.drop(t)
	a.goodbye(t)
	if a.w.chance.once(.3) { // the beacon arrives twice
		a.goodbye(t)
	}
	a.w.count("closed a tab")
	if a.w.check.rows.agents[a.id].KeepOnline && a.shown() == nil {
		a.away = a.w.clock.passed + a.w.chance.between(time.Minute, 10*time.Minute)
	}
}

// staleGoodbye is the beacon of a page that has been replaced since.
func (a *agent) staleGoodbye() {
	t := a.shown()
	send(a.w, desk.System, engine.CloseWindow{User: a.id, Window: t.id, Load: t.load - 1}, nil, func(closed bool, err error) {
		if err == nil && closed {
			a.w.check.complain("a goodbye of an older page is ignored", nil, "window %s of %s", t.id, a.id)
		}
	})
}

// vanish breaks the connection of one tab or of all without a word. They come
// back within the grace, after it, or never.
func (a *agent) vanish() {
	var gone []*tab
	for _, t := range a.tabs {
		if !t.dark && (len(gone) == 0 || a.w.chance.once(.8)) {
			gone = append(gone, t)
		}
	}
	a.w.count("vanished")
	for _, t := range gone {
		a.lose(t, a.w.chance.between(15*time.Second, 40*time.Second))
	}
	var back time.Duration
	switch p := a.w.chance.IntN(10); {
	case p < 3:
		back = a.w.chance.between(time.Second, 50*time.Second)
	case p < 6:
		back = a.w.chance.between(50*time.Second, 5*time.Minute)
	case p < 8:
		back = a.w.chance.between(5*time.Minute, 15*time.Minute)
		a.w.count("back after the grace")
	default:
		a.w.count("never back")
		for _, t := range gone {
			a.drop(t)
		}
		if a.shown() == nil {
			a.away = a.w.clock.passed + a.w.chance.between(time.Minute, 20*time.Minute)
		}
		return
	}
	if a.shown() == nil {
		a.away = a.w.clock.passed + back + 3*time.Second
	}
	for _, t := range gone {
		a.w.in(back+a.w.chance.between(0, 2*time.Second), func() {
			if a.w.chance.once(.2) {
				a.loads++
				t.load = a.loads // the page was unloaded meanwhile
			}
			a.greet(t, nil)
		})
	}
}

// lose darkens a window; the server notices later that it hears nothing.
func (a *agent) lose(t *tab, noticed time.Duration) {
	t.dark, t.seen = true, a.w.now()
	missed := engine.MissWindow{User: a.id, Window: t.id, Load: t.load, Seen: t.seen}
	a.w.in(noticed, func() {
		if t.dark && t.load == missed.Load {
			send(a.w, desk.System, missed, nil, nil)
		}
	})
}

// serverIsBack: pages come back one after the other, and a few never.
func (a *agent) serverIsBack() {
	for _, t := range a.tabs {
		if t.dark {
			continue
		}
		t.dark = true
		switch {
		case a.w.chance.once(.05):
			a.w.count("lost with the server")
			a.w.in(time.Second, func() { a.drop(t) })
		default:
			a.w.in(a.w.chance.about(8*time.Second), func() { a.greet(t, nil) })
		}
	}
}

func (a *agent) declare(s desk.Status) {
	cmd := engine.SetStatus{Status: s}
	if s == desk.Paused && !a.w.chance.once(.05) {
		cmd.Reason = pick(a.w.chance, a.w.company.reasons)
	}
	send(a.w, a.me(), cmd, refusedStatus, func(st engine.AgentState, err error) {
		if err == nil && st.Agent.Status() != s {
			a.w.check.complain("a status that is acknowledged holds", []any{st.Agent}, "%s chose %s", a.id, s)
		}
	})
}

// held lists what is with the agent, in order.
func (a *agent) held() []desk.ConversationID {
	var ids []desk.ConversationID
	for id, v := range a.w.check.rows.open {
		if v.HeldBy(a.id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// lookAround resumes work that slipped, marks things read and lets the session
// be renewed.
func (a *agent) lookAround() {
	if a.w.engine == nil {
		return
	}
	for _, id := range a.held() {
		if v := a.w.check.rows.open[id]; v.Unread() > 0 {
			slot := "read/" + string(id)
			engine.Later(a.w.engine, slot, engine.Call{Actor: a.me()}, engine.ReadConversation{Conversation: id, N: v.LastN})
		}
	}
	if s, ok := a.w.check.rows.sessions[a.token]; ok && engine.NeedsRenewal(s, a.w.now()) {
		engine.Later(a.w.engine, "session/"+a.token, engine.Call{Actor: desk.System}, engine.RenewSession{Token: a.token})
	}
}

// resume takes up held work that nobody is busy with, as after a night.
func (a *agent) resume() {
	for _, id := range a.held() {
		a.workOn(id)
	}
}

// take clicks ✓: on what waits, twice, or on what another has.
func (a *agent) take() {
	serves := map[desk.QueueID]bool{}
	for _, q := range a.w.company.queues {
		serves[q] = a.w.check.rows.members[member{string(q), string(a.id)}].Serves
	}
	var waiting, others []desk.ConversationID
	for id, v := range a.w.check.rows.open {
		switch {
		case serves[v.Leg.Queue] && v.Leg.State != desk.Assigned:
			waiting = append(waiting, id)
		case v.Leg.State == desk.Assigned && v.Leg.Agent != a.id:
			others = append(others, id)
		}
	}
	slices.SortFunc(waiting, func(x, y desk.ConversationID) int {
		v, w := a.w.check.rows.open[x], a.w.check.rows.open[y]
		return cmp.Or(cmp.Compare(w.Priority, v.Priority), v.Leg.QueuedAt.Compare(w.Leg.QueuedAt), cmp.Compare(x, y))
	})
	slices.Sort(others)
	switch {
	case len(others) > 0 && a.w.chance.once(.05):
		a.takeOne(pick(a.w.chance, others))
	case len(waiting) > 0:
		id := waiting[0]
		if pulls := a.w.pulled(waiting); len(pulls) > 0 && a.w.chance.once(.8) {
			id = pulls[0]
		}
		a.takeOne(id)
		if a.w.chance.once(.2) {
			a.w.count("double click")
			a.takeOne(id)
		}
		if a.w.chance.once(.2) { // a colleague clicks at the same instant
			a.w.count("race for one")
			a.w.agents[pick(a.w.chance, a.w.company.agents)].takeOne(id)
		}
	}
}

// pulled are those of a list whose queue lets agents help themselves.
func (w *world) pulled(list []desk.ConversationID) []desk.ConversationID {
	var pulls []desk.ConversationID
	for _, id := range list {
		if w.check.rows.queues[w.check.rows.open[id].Leg.Queue].Mode != desk.Push {
			pulls = append(pulls, id)
		}
	}
	return pulls
}

func (a *agent) takeOne(id desk.ConversationID) {
	send(a.w, a.me(), engine.TakeConversation{Conversation: id}, refusedTake, func(v desk.Conversation, err error) {
		if err == nil && !v.HeldBy(a.id) {
			a.w.check.complain("who is told so has it", []any{v}, "%s took %s", a.id, id)
		}
	})
}

// offered reacts to work that rings: accept, decline, or let it pass.
func (a *agent) offered(id desk.OfferID, until time.Duration) {
	if a.over = append(a.over, id); len(a.over) > 20 {
		a.over = a.over[1:]
	}
	if a.shown() == nil || until < 4*time.Second {
		return
	}
	switch p := a.w.chance.IntN(20); {
	case p < 13:
		a.w.in(a.w.chance.between(time.Second, until/2), func() {
			a.accept(id)
			if a.w.chance.once(.15) {
				a.accept(id)
			}
		})
	case p < 15:
		a.w.in(a.w.chance.between(time.Second, until), func() { a.decline(id) })
	case p < 16: // the click races the timer
		a.w.in(until, func() { a.accept(id) })
	}
}

func (a *agent) accept(id desk.OfferID) {
	send(a.w, a.me(), engine.AcceptOffer{Offer: id}, refusedAnswer, func(v desk.Conversation, err error) {
		if err == nil && v.ID == "" {
			a.w.check.complain("who accepts gets it", []any{v}, "%s accepted %s", a.id, id)
		}
	})
}

func (a *agent) decline(id desk.OfferID) {
	send(a.w, a.me(), engine.DeclineOffer{Offer: id}, refusedAnswer, nil)
}

func (a *agent) answerLate() {
	if len(a.over) == 0 {
		return
	}
	id := pick(a.w.chance, a.over)
	if _, remembered := a.w.check.rows.offers[id]; !remembered {
		return // it is too long ago
	}
	if a.w.chance.once(.6) {
		a.accept(id)
	} else {
		a.decline(id)
	}
}

// meddle does to a colleague's conversation what only they may do.
func (a *agent) meddle() {
	other := a.w.agents[pick(a.w.chance, a.w.company.agents)]
	held := other.held()
	if other == a || len(held) == 0 {
		return
	}
	if id := pick(a.w.chance, held); a.w.chance.once(.5) {
		a.write(id, "com licença")
	} else {
		a.end(id, desk.Finished)
	}
}

// tooLate does things to what is over.
func (a *agent) tooLate() {
	if len(a.past) == 0 {
		return
	}
	id := pick(a.w.chance, a.past)
	if _, remembered := a.w.check.rows.conversation(id); !remembered {
		return // it is too long ago
	}
	switch a.w.chance.IntN(3) {
	case 0:
		a.takeOne(id)
	case 1:
		a.end(id, desk.Archived)
	default:
		a.write(id, "mais uma coisa")
	}
}

// workOn answers and ends one conversation, at a person's pace.
func (a *agent) workOn(id desk.ConversationID) {
	if a.busy[id] {
		return
	}
	a.busy[id] = true
	if a.past = append(a.past, id); len(a.past) > 20 {
		a.past = a.past[1:]
	}
	a.w.in(a.w.chance.between(20*time.Second, 2*time.Minute), func() {
		delete(a.busy, id)
		v, open := a.w.check.rows.open[id]
		if !open || !v.HeldBy(a.id) || a.shown() == nil {
			return
		}
		switch {
		case v.LastFrom == desk.FromCustomer && !a.w.chance.once(.1):
			a.write(id, "pois não")
		case a.w.chance.once(.5):
			a.end(id, desk.Finished)
		case a.w.chance.once(.1):
			a.end(id, desk.Archived)
		}
		a.workOn(id)
	})
}

func (a *agent) write(id desk.ConversationID, text string) {
	cmd := engine.WriteMessage{ID: desk.MessageID(a.w.chance.id(a.w.now())), Conversation: id, Text: text}
	a.writeAgain(cmd)
	if a.w.chance.once(.05) {
		a.w.count("sent twice")
		a.writeAgain(cmd)
	}
}

// writeAgain sends until it is known whether it arrived.
func (a *agent) writeAgain(cmd engine.WriteMessage) {
	send(a.w, a.me(), cmd, refusedWrite, func(m desk.Message, err error) {
		switch {
		case err == nil:
			a.w.acknowledged(m.ID, m.Conversation, cmd.Text)
		case unknown(err):
			a.w.in(a.w.chance.between(time.Second, 10*time.Second), func() { a.writeAgain(cmd) })
		}
	})
}

func (a *agent) end(id desk.ConversationID, o desk.Outcome) {
	cmd := engine.EndConversation{Conversation: id, Outcome: o}
	call := engine.Call{Actor: a.me(), Key: a.w.chance.id(a.w.now()), Request: string(id) + string(o)}
	done := func(v desk.Conversation, err error) {
		if err == nil && v.Open() {
			a.w.check.complain("who ends it has ended it", []any{v}, "%s ended %s", a.id, id)
		}
	}
	sendKeyed(a.w, call, cmd, refusedEnd, done)
	if a.w.chance.once(.1) { // the same request again, by its key
		a.w.count("repeated by key")
		sendKeyed(a.w, call, cmd, refusedEnd, done)
	}
}

// signOut tries to, with or without work.
func (a *agent) signOut() {
	send(a.w, a.me(), engine.SignOut{}, refusedOut, func(_ bool, err error) {
		if err == nil {
			a.token, a.tabs = "", nil
		}
	})
}

// leave ends the day: first the work, then the windows, one way or the other.
// Some just go.
func (a *agent) leave() {
	if a.shown() == nil {
		return
	}
	if len(a.held()) > 0 && !a.w.chance.once(.1) {
		a.resume()
		return
	}
	if a.w.check.rows.agents[a.id].KeepOnline && !a.w.chance.once(.2) {
		send(a.w, a.me(), engine.PreferKeepOnline{}, refusedLater, nil)
	}
	switch {
	case a.w.chance.once(.6):
		a.signOut()
	case a.w.chance.once(.7):
		for _, t := range slices.Clone(a.tabs) {
			a.drop(t)
			a.goodbye(t)
		}
	default:
		for _, t := range slices.Clone(a.tabs) {
			a.lose(t, 30*time.Second)
			a.drop(t)
		}
	}
}
