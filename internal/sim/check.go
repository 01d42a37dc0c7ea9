package sim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"reflect"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/eventcodec"
	"pronto/internal/ledger"
)

// checker looks at every batch that is committed and at the desk after every
// step. It goes by committed rows and events alone. It keeps the first thing it
// finds wrong.
type checker struct {
	rows  *rows
	story *story
	// verifier reads the events as the ledger does.
	verifier *ledger.Verifier
	trace    hash.Hash
	wrong    *complaint
	// heard are the events since somebody last asked.
	heard []desk.Recorded
	fresh bool // something was committed since the last audit
	// before are the conversations of the last batch as they were.
	before map[desk.ConversationID]desk.Conversation
	loads  map[desk.UserID]int
	limits map[desk.UserID]int
	count  func(string)
}

// complaint is a broken promise, with the rows that show it.
type complaint struct {
	rule, text string
	rows       []any
}

func newChecker(count func(string)) *checker {
	return &checker{
		rows: newRows(), story: newStory(), verifier: ledger.NewVerifier(), trace: sha256.New(), loads: map[desk.UserID]int{}, limits: map[desk.UserID]int{}, count: count,
	}
}

func (c *checker) complain(rule string, about []any, format string, args ...any) {
	if c.wrong == nil {
		c.wrong = &complaint{rule, fmt.Sprintf(format, args...), about}
	}
}

// committed takes a batch in that is stored now.
func (c *checker) committed(b *engine.Batch) {
	c.unique(b)
	c.remember(b)
	c.rows.apply(b)
	for _, r := range b.Events {
		c.hash(r)
		if err := c.story.hear(r); err != nil {
			c.complain("events follow from each other", []any{r}, "event %d %s: %v", r.Seq, r.Event.Kind(), err)
		}
		if err := c.verifier.Add(r); err != nil {
			c.complain("the ledger can be true", []any{r}, "%v", err)
		}
		c.count("event " + r.Event.Kind())
	}
	c.heard, c.fresh = append(c.heard, b.Events...), true
	c.told(b)
	c.decided(b)
}

// accounted holds the timelines of all agents against the clock, to the
// millisecond.
func (c *checker) accounted(now time.Time) {
	if err := c.verifier.Close(now); err != nil {
		c.complain("the ledger can be true", nil, "%v", err)
	}
	c.count("ledgers closed")
}

func (c *checker) hash(r desk.Recorded) {
	kind, _, data, err := eventcodec.Encode(r.Event)
	if err != nil {
		c.complain("events can be encoded", []any{r}, "%v", err)
	}
	var head [24]byte
	binary.BigEndian.PutUint64(head[0:], uint64(r.Seq))
	binary.BigEndian.PutUint64(head[8:], uint64(r.At.UnixMilli()))
	binary.BigEndian.PutUint64(head[16:], uint64(r.Since.UnixMilli()))
	for _, part := range [][]byte{head[:], []byte(r.Actor.Kind), []byte(r.Actor.ID), []byte(kind), data} {
		_, _ = c.trace.Write(part) // a hash never fails
	}
}

// unique looks for what must not be there yet.
func (c *checker) unique(b *engine.Batch) {
	for _, m := range b.Messages {
		if old, there := c.rows.messages[m.ID]; there {
			c.complain("a message is stored once", []any{old, m}, "message %s is stored again", m.ID)
		}
	}
	for _, v := range b.Conversations {
		if old, known := c.rows.closed[v.ID]; known {
			c.complain("closed stays closed", []any{old, v}, "conversation %s changes after its end", v.ID)
		}
		if owner, taken := c.rows.protocols[v.Leg.Protocol]; taken && owner != v.ID {
			c.complain("a protocol number is given once", []any{v}, "%s belongs to %s already", v.Leg.Protocol, owner)
		}
		c.rows.protocols[v.Leg.Protocol] = v.ID
	}
	for _, v := range b.Visitors {
		if old, taken := c.rows.visitors[v.Token]; taken && old.ID != v.ID {
			c.complain("a token is of one visitor", []any{old, v}, "visitors %s and %s", old.ID, v.ID)
		}
	}
	for _, o := range b.Offers {
		if old, known := c.rows.offers[o.ID]; known && old.State != desk.OfferPending {
			c.complain("an offer ends once", []any{old, o}, "offer %s changes after its end", o.ID)
		}
	}
}

func (c *checker) remember(b *engine.Batch) {
	if len(b.Events) == 0 {
		return
	}
	c.before = make(map[desk.ConversationID]desk.Conversation, len(b.Conversations))
	for _, v := range b.Conversations {
		c.before[v.ID], _ = c.rows.conversation(v.ID)
	}
}

// tapped compares what a tap is told with what was stored.
func (c *checker) tapped(t *engine.Committed) {
	for _, change := range t.Conversations {
		row, _ := c.rows.conversation(change.After.ID)
		was := c.before[change.After.ID]
		if change.After.Rev != row.Rev || change.Before.Rev != was.Rev || change.Before.Leg.State != was.Leg.State || change.Before.Leg.Agent != was.Leg.Agent {
			c.complain("taps hear what was committed", []any{change, was, row}, "conversation %s", row.ID)
		}
		if who := c.rows.contacts[row.Contact]; change.Contact.ID != who.ID || change.Contact.Rev != who.Rev {
			c.complain("taps hear what was committed", []any{change, who}, "contact %s of %s", row.Contact, row.ID)
		}
	}
	for _, a := range t.Agents {
		l := c.story.life(a.Agent.User)
		if row, ok := c.rows.agents[a.Agent.User]; a.Load.Open != l.open || ok && a.Agent.Rev != row.Rev {
			c.complain("taps hear what was committed", []any{a, row}, "agent %s, who holds %d", a.Agent.User, l.open)
		}
	}
}

// told compares the rows of a batch with what the events told.
func (c *checker) told(b *engine.Batch) {
	first, last := c.rows.seq-int64(len(b.Events)), c.rows.seq
	for _, v := range b.Conversations {
		c.sameTale(v)
		if v.Rev <= first || v.Rev > last {
			c.complain("a row's revision is of its last change", []any{v}, "conversation %s has revision %d, outside of %d to %d", v.ID, v.Rev, first+1, last)
		}
	}
	for _, r := range b.Events {
		if id := r.Event.Subjects().Conversation; id != "" {
			v, ok := c.rows.conversation(id)
			if !ok {
				c.complain("an event has its row", []any{r}, "no row of %s", id)
				continue
			}
			c.sameTale(v)
		}
		if u := r.Event.Subjects().User; u != "" {
			c.sameLife(u)
		}
	}
	for _, a := range b.Agents {
		c.sameLife(a.User)
	}
	for _, m := range b.Messages {
		if ids := c.rows.threads[m.Conversation]; m.N < 1 || m.N > int64(len(ids)) || ids[m.N-1] != m.ID {
			c.complain("ordinals have no gaps", []any{m}, "message %s is not number %d of %s", m.ID, m.N, m.Conversation)
		}
	}
}

func (c *checker) sameTale(v desk.Conversation) {
	t := c.story.told[v.ID]
	if t == nil {
		c.complain("a row has its events", []any{v}, "nothing was told of conversation %s", v.ID)
		return
	}
	legs := len(c.rows.legs[v.ID]) + 1
	switch {
	case t.state != v.Leg.State, t.agent != v.Leg.Agent, t.leg != v.Leg.ID, t.queue != v.Leg.Queue, t.channel != v.Channel, t.contact != v.Contact,
		t.lastN != v.LastN, t.outcome != v.Outcome, t.away != !v.CustomerGoneSince.IsZero(), t.legs != legs, v.Leg.Number != legs,
		len(t.protocols) != legs, !t.protocols[v.Leg.Protocol]:
		c.complain("rows say what the events say", []any{v, *t}, "conversation %s differs", v.ID)
	case !t.queuedAt.Equal(v.Leg.QueuedAt):
		c.complain("who comes back keeps their place", []any{v, *t}, "%s stands since %s, and should since %s", v.ID, stamp(v.Leg.QueuedAt), stamp(t.queuedAt))
	case int64(len(c.rows.threads[v.ID])) != v.LastN:
		c.complain("every message is stored", []any{v}, "conversation %s has %d messages of %d", v.ID, len(c.rows.threads[v.ID]), v.LastN)
	}
}

func (c *checker) sameLife(u desk.UserID) {
	a, ok := c.rows.agents[u]
	if !ok {
		return
	}
	l := c.story.life(u)
	switch {
	case a.Presence != l.presence, a.Status() != l.status, a.SignIns.Reason() != l.reason, !slices.Equal(a.SignIns, l.signIns):
		c.complain("rows say what the events say", []any{a, *l}, "agent %s differs", u)
	case !sameHold(a, l), a.KeepOnline != l.keep, !sameChoices(a, l):
		c.complain("rows say what the events say", []any{a, *l}, "agent %s differs in what holds them or was chosen for later", u)
	case !l.began.IsZero() && (!a.PresenceSince.Equal(l.presenceSince) || !a.StatusSince.Equal(l.statusSince)):
		c.complain("timelines partition the clock", []any{a, *l}, "agent %s: presence since %s and status since %s, but the events say %s and %s",
			u, stamp(a.PresenceSince), stamp(a.StatusSince), stamp(l.presenceSince), stamp(l.statusSince))
	}
}

func sameHold(a desk.Agent, l *life) bool {
	hold := a.Hold
	if hold.IsFree() {
		hold.State = desk.Free
	}
	return hold.State == l.hold && hold.Until.Equal(l.until) && (hold.State == desk.Free || hold.Call == l.call && hold.Since.Equal(l.holdSince)) &&
		a.Busy.Cause == l.busy.Cause && a.Busy.Until.Equal(l.busy.Until)
}

func sameChoices(a desk.Agent, l *life) bool {
	next := desk.NextStatusChanged{User: a.User}
	if n := a.Next; n != nil {
		next = desk.NextStatusChanged{User: a.User, Status: n.Status, Reason: n.Reason, AfterWork: n.AfterWork, Until: n.At}
	}
	drain := desk.DrainChanged{User: a.User}
	if d := a.Drain; d != nil {
		drain.By, drain.Until = d.By, d.At
	}
	l.next.User, l.drain.User = a.User, a.User
	return next == l.next && drain == l.drain
}

// forget drops what ended long ago.
func (c *checker) forget(before time.Time) {
	for _, id := range c.rows.forget(before) {
		delete(c.story.told, id)
	}
}

// decided looks at what the router gave out in a batch. It routes last, so that
// the rows as they are stored are those it saw, but for its own doing.
func (c *checker) decided(b *engine.Batch) {
	for _, r := range b.Events {
		switch e := r.Event.(type) {
		case desk.ConversationAssigned:
			if e.Source == desk.ByRouter {
				if c.rows.agents[e.Agent].Presence == desk.Gone {
					c.count("work for one kept online")
				}
				c.mayReceive(e.Conversation, e.Agent, r.At)
			}
		case desk.OfferMade:
			c.mayReceive(e.Conversation, e.Agent, r.At)
			c.leftInPeace(e, r.At)
		}
	}
}

func (c *checker) mayReceive(id desk.ConversationID, u desk.UserID, now time.Time) {
	v, _ := c.rows.conversation(id)
	user, agent, load := c.rows.users[u], c.rows.agents[u], c.story.life(u)
	about := []any{v, user, agent}
	if why := c.unable(u, v.Leg.Queue); why != "" {
		c.complain("work goes only to who may be given it", about, "%s goes to %s, who is %s", id, u, why)
	}
	if n := load.open + load.offered; n > limit(user) {
		c.complain("nobody over a limit by the router's doing", about, "%s has %d of %d", u, n, limit(user))
	}
	for _, other := range c.rows.open {
		if other.Leg.State == desk.Queued && other.ID != id && before(other, v) && c.unable(u, other.Leg.Queue) == "" && !c.asked(other, u, now) {
			c.complain("nobody overtakes", append(about, other), "%s goes to %s before %s", id, u, other.ID)
		}
	}
}

// leftInPeace: who did not take work is not asked again too soon.
func (c *checker) leftInPeace(e desk.OfferMade, now time.Time) {
	v, _ := c.rows.conversation(e.Conversation)
	if c.asked(v, e.Agent, now) {
		c.complain("who declined is left in peace", []any{v}, "%s is offered to %s again", e.Conversation, e.Agent)
	}
}

// unable says why an agent may not be given work of a queue, limits aside.
func (c *checker) unable(u desk.UserID, q desk.QueueID) string {
	user, agent, queue := c.rows.users[u], c.rows.agents[u], c.rows.queues[q]
	m, is := c.rows.members[member{string(q), string(u)}]
	switch {
	case !is || !m.Serves:
		return "no member"
	case !user.Active:
		return "no more"
	case !queue.Active || queue.Mode == desk.Pull:
		return "left alone by this queue"
	case agent.Presence == desk.Gone && agent.Status() == desk.Online: // kept online
		if queue.Delivery == desk.OfferIt {
			return "away from the desk"
		}
	case agent.Presence != desk.Connected:
		return "not connected but " + string(agent.Presence)
	}
	switch during := c.rows.installation.Written; {
	case agent.Drain != nil, agent.Next != nil && agent.Next.AfterWork:
		return "winding down"
	case agent.Busy.Cause != "":
		return "busy"
	case agent.Hold.State == desk.Connecting && !during.Connecting, agent.Hold.State == desk.InCall && !during.Connected,
		agent.Hold.State == desk.WrapUp && !during.WrapUp, agent.Hold.State == desk.NoAnswer && !during.NoAnswer:
		return "on the telephone"
	}
	for _, w := range agent.Windows {
		if w.State == desk.WindowClosing {
			return "closing"
		}
	}
	for _, e := range agent.SignIns {
		if e.Queue == q {
			if e.State == desk.SignedInQueue {
				return ""
			}
			return "paused"
		}
	}
	return "signed out"
}

func (c *checker) asked(v desk.Conversation, u desk.UserID, now time.Time) bool {
	retry := c.rows.queues[v.Leg.Queue].OfferRetry
	for _, t := range v.Leg.Tried {
		if t.Agent == u && now.Before(t.At.Add(retry)) {
			return true
		}
	}
	return false
}

// before is the order in which work goes out.
func before(a, b desk.Conversation) bool {
	if a.Priority != b.Priority {
		return a.Priority > b.Priority
	}
	return a.Leg.QueuedAt.Before(b.Leg.QueuedAt)
}

func limit(u desk.User) int { return min(u.Limits.Total, u.Limits.Chat) }

// audit looks at the whole desk after a step, when everything due by now has
// happened. What time alone cannot break is looked at after a commit.
func (c *checker) audit(now time.Time, settled bool) {
	if c.fresh {
		c.fresh = false
		c.auditWork()
		c.auditLoads()
		c.auditAgents(now)
	}
	if settled {
		c.auditWaiting(now)
		c.auditDeadlines(now)
		c.auditGraces(now)
	}
}

func (c *checker) auditWork() {
	type door struct {
		channel desk.ChannelID
		contact desk.ContactID
	}
	at := make(map[door]desk.ConversationID, len(c.rows.open))
	for id, v := range c.rows.open {
		d := door{v.Channel, v.Contact}
		if other, taken := at[d]; taken {
			c.complain("one open conversation for a contact on a channel", []any{v, c.rows.open[other]}, "%s and %s", id, other)
		}
		at[d] = id
		held := v.Leg.State == desk.Assigned
		if held != (v.Leg.Agent != "") || held != !v.Leg.AssignedAt.IsZero() || !v.ClosedAt.IsZero() || v.Outcome != "" {
			c.complain("nothing both waiting and held", []any{v}, "conversation %s", id)
		}
	}
	offers := map[desk.ConversationID]desk.Offer{}
	for id, o := range c.rows.pending {
		v, open := c.rows.open[o.Conversation]
		if !open || v.Leg.State != desk.Offered || v.Leg.ID != o.Leg {
			c.complain("an offer stands only over waiting work", []any{o, v}, "offer %s", id)
		}
		if other, twice := offers[o.Conversation]; twice {
			c.complain("one pending offer for a conversation", []any{o, other}, "%s", o.Conversation)
		}
		offers[o.Conversation] = o
		if d, promised := c.rows.deadlines[promise{string(desk.OfferExpires), string(id)}]; !promised || !d.Due.Equal(o.ExpiresAt) {
			c.complain("a timer is a row first", []any{o, d}, "pending offer %s has no deadline at its end", id)
		}
		why := c.unable(o.Agent, o.Queue)
		if c.rows.agents[o.Agent].Presence != desk.Connected {
			why = "away"
		}
		if why != "" && !slices.Contains(toleratesOffers, why) {
			c.complain("an offer is withdrawn from who cannot answer", []any{o, c.rows.agents[o.Agent]}, "offer %s rings at %s, who is %s", id, o.Agent, why)
		}
	}
	for id, v := range c.rows.open {
		if v.Leg.State == desk.Offered && offers[id].ID == "" {
			c.complain("offered work has its offer", []any{v}, "conversation %s", id)
		}
	}
}

// toleratesOffers is what makes nobody unable to answer what rings already.
var toleratesOffers = []string{"left alone by this queue", "busy", "on the telephone"}

func (c *checker) auditLoads() {
	loads := make(map[desk.UserID]int, len(c.loads))
	open := map[desk.UserID]int{}
	for _, v := range c.rows.open {
		if v.Leg.State == desk.Assigned {
			loads[v.Leg.Agent]++
			open[v.Leg.Agent]++
		}
	}
	for _, o := range c.rows.pending {
		loads[o.Agent]++
	}
	for u, n := range loads {
		user := c.rows.users[u]
		if most := max(limit(user), c.limits[u], c.loads[u]); n > most {
			c.complain("nobody over a limit", []any{user}, "%s came from %d to %d of %d", u, c.loads[u], n, limit(user))
		}
		if open[u] > 0 && !user.Active {
			c.complain("who is no more holds nothing", []any{user}, "%s holds %d", u, open[u])
		}
		if l := c.story.life(u); l.open != open[u] || l.open+l.offered != n {
			c.complain("rows say what the events say", []any{user, *l}, "%s holds %d and is offered %d", u, open[u], n-open[u])
		}
	}
	c.loads = loads
	for u, user := range c.rows.users {
		c.limits[u] = limit(user)
	}
}

func (c *checker) auditAgents(now time.Time) {
	for u, a := range c.rows.agents {
		live, closing := 0, 0
		for _, w := range a.Windows {
			switch w.State {
			case desk.WindowLive:
				live++
			case desk.WindowClosing:
				closing++
			case desk.WindowMissing:
			}
			if w.Seen.After(now) {
				c.complain("nobody is seen in the future", []any{a}, "agent %s", u)
			}
		}
		switch {
		case a.Presence == desk.Gone && (len(a.Windows) > 0 || len(a.SignIns) > 0 && (!a.KeepOnline || a.Status() != desk.Online)),
			a.Presence == desk.Lost && (live > 0 || len(a.Windows) == 0),
			a.Presence == desk.Connected && len(a.Windows) == 0,
			live > 0 && closing > 0:
			c.complain("presence follows from the windows", []any{a}, "agent %s is %s", u, a.Presence)
		case a.PresenceSince.After(now) || a.StatusSince.After(now) || a.IdleSince.After(now):
			c.complain("nothing begins in the future", []any{a}, "agent %s", u)
		}
		l := c.story.life(u)
		if l.began.IsZero() {
			continue
		}
		if whole := now.Sub(l.began); l.present+now.Sub(l.presenceSince) != whole || l.stood+now.Sub(l.statusSince) != whole {
			c.complain("timelines partition the clock", []any{a, *l}, "agent %s: of %s presence has %s and status %s", u, whole,
				l.present+now.Sub(l.presenceSince), l.stood+now.Sub(l.statusSince))
		}
		forever := a.Presence == desk.Lost && closing == 0 && c.rows.installation.Presence.LostForever
		c.auditPromise(a, live == 0 && len(a.Windows) > 0 && !forever)
	}
}

// auditPromise: an agent has a deadline as long as time alone can change them, and
// none later than that.
func (c *checker) auditPromise(a desk.Agent, silent bool) {
	d, promised := c.rows.deadlines[promise{string(desk.AgentWake), string(a.User)}]
	first := c.timer(a)
	freed := a.Next != nil && a.Next.AfterWork && c.story.life(a.User).open == 0
	switch {
	case promised != (silent || freed || !first.IsZero()):
		c.complain("a timer is a row first", []any{a, d}, "agent %s has no live window: %t, freed: %t, a timer: %s, a deadline: %t", a.User, silent, freed, stamp(first), promised)
	case !first.IsZero() && d.Due.After(first), !silent && !freed && promised && !d.Due.Equal(first):
		c.complain("a timer is a row first", []any{a, d}, "agent %s has a timer at %s, and is woken at %s", a.User, stamp(first), stamp(d.Due))
	}
}

// timer is when a hold ends, or what was chosen for an instant comes.
func (c *checker) timer(a desk.Agent) time.Time {
	times := []time.Time{a.Hold.Until, a.Busy.Until}
	if a.Next != nil && !a.Next.AfterWork {
		times = append(times, a.Next.At)
	}
	if a.Drain != nil && !a.Drain.Done {
		times = append(times, a.Drain.At)
	}
	times = slices.DeleteFunc(times, time.Time.IsZero)
	if len(times) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(times, time.Time.Compare)
}

// auditWaiting: nobody waits in a queue that pushes while somebody is able.
func (c *checker) auditWaiting(now time.Time) {
	waiting := map[string]bool{}
	for _, v := range c.rows.open {
		if v.Leg.State == desk.Queued && c.rows.queues[v.Leg.Queue].Mode != desk.Pull {
			waiting[string(v.Leg.Queue)] = true
		}
	}
	if len(waiting) == 0 {
		return
	}
	free := map[desk.QueueID][]desk.UserID{}
	for key, m := range c.rows.members {
		if u := m.User; m.Serves && waiting[key.queue] && c.loads[u] < limit(c.rows.users[u]) && c.unable(u, m.Queue) == "" {
			free[m.Queue] = append(free[m.Queue], u)
		}
	}
	for id, v := range c.rows.open {
		if v.Leg.State != desk.Queued {
			continue
		}
		c.count("waiting looked at")
		for _, u := range free[v.Leg.Queue] {
			c.count("free agent looked at")
			if !c.asked(v, u, now) {
				c.complain("nobody waits while an able agent is free", []any{v, c.rows.agents[u], c.rows.users[u]}, "%s waits, and %s is able", id, u)
			}
		}
	}
}

// auditGraces: who is silent for too long is lost, then gone; a goodbye takes
// effect (rules.md 1.8.4).
func (c *checker) auditGraces(now time.Time) {
	times := c.rows.installation.Presence
	for u, a := range c.rows.agents {
		if end := c.timer(a); !end.IsZero() && !now.Before(end) {
			c.complain("holds end and choices come in time", []any{a}, "agent %s, %s late", u, now.Sub(end))
		}
		if a.Next != nil && a.Next.AfterWork && c.story.life(u).open == 0 {
			c.complain("holds end and choices come in time", []any{a}, "agent %s has nothing left to do before the next status", u)
		}
		var silent, left time.Time
		for _, w := range a.Windows {
			switch {
			case w.State == desk.WindowLive:
				silent, left = now, now
			case w.State == desk.WindowClosing && w.From.After(left):
				left = w.From
			case w.State == desk.WindowMissing && w.From.After(silent):
				silent = w.From
			}
		}
		switch since := now.Sub(silent); {
		case a.Presence == desk.Gone:
		case silent.IsZero() && now.Sub(left) >= times.ReloadGrace:
			c.complain("a goodbye takes effect", []any{a}, "agent %s left %s ago", u, now.Sub(left))
		case silent.IsZero():
		case a.Presence == desk.Connected && since >= times.LostAfter, a.Presence == desk.Lost && !times.LostForever && since >= times.LostGrace:
			c.complain("silence becomes lost, and then gone", []any{a}, "agent %s is %s, silent for %s", u, a.Presence, since)
		}
	}
}

// auditDeadlines: every promise is kept in time, and none stands without reason.
func (c *checker) auditDeadlines(now time.Time) {
	for p, d := range c.rows.deadlines {
		if !now.Before(d.Due) {
			c.complain("what is due happens", []any{d}, "%s of %s was due %s ago", p.kind, p.subject, now.Sub(d.Due))
		}
		switch d.Kind {
		case desk.OfferExpires:
			if _, ok := c.rows.pending[desk.OfferID(p.subject)]; !ok {
				c.complain("a promise has its subject", []any{d}, "no offer %s is pending", p.subject)
			}
		case desk.AbandonWake:
			if v, ok := c.rows.open[desk.ConversationID(p.subject)]; !ok || v.Leg.State == desk.Assigned || v.CustomerGoneSince.IsZero() {
				c.complain("a promise has its subject", []any{d, v}, "nobody left %s while waiting", p.subject)
			}
		case desk.AgentWake, desk.OrphanSweep:
		}
	}
	for id, v := range c.rows.open {
		if v.CustomerGoneSince.IsZero() || v.Leg.State == desk.Assigned {
			continue
		}
		due := v.CustomerGoneSince.Add(c.rows.channels[v.Channel].AbandonAfter)
		if d := c.rows.deadlines[promise{string(desk.AbandonWake), string(id)}]; !d.Due.Equal(due) {
			c.complain("a timer is a row first", []any{v, d}, "conversation %s is to be abandoned at %s", id, stamp(due))
		}
	}
}

// sameAsMemory compares what the engine holds, and what a database would load,
// with the committed rows.
func (c *checker) sameAsMemory(ctx context.Context, e *engine.Engine, store engine.Store) {
	want := c.rows.live(e.Epoch())
	got := sorted(e.Held())
	got.LastAt, got.LastBeat, got.MessageIDs = want.LastAt, want.LastBeat, want.MessageIDs
	if want.Installation == (desk.Installation{}) {
		got.Installation = want.Installation // nobody has said anything yet
	}
	c.sameLive("what the engine holds is what is stored", want, got)
	c.samePublished(e)
	if _, ok := store.(memory); ok {
		return
	}
	loaded, err := store.Load(ctx)
	if err != nil {
		c.complain("what was committed can be loaded", nil, "%v", err)
		return
	}
	c.sameLive("a fresh load gives what was committed", want, sorted(loaded))
}

func (c *checker) sameLive(rule string, want, got engine.Live) {
	a, b := reflect.ValueOf(want), reflect.ValueOf(got)
	for i := range a.NumField() {
		name, x, y := a.Type().Field(i).Name, a.Field(i), b.Field(i)
		if x.Kind() != reflect.Slice {
			if !bytes.Equal(plain(x.Interface()), plain(y.Interface())) {
				c.complain(rule, []any{x.Interface(), y.Interface()}, "%s differs", name)
			}
			continue
		}
		for n := range max(x.Len(), y.Len()) {
			var one, other any
			if n < x.Len() {
				one = x.Index(n).Interface()
			}
			if n < y.Len() {
				other = y.Index(n).Interface()
			}
			if !bytes.Equal(plain(one), plain(other)) {
				c.complain(rule, []any{one, other}, "%s differs at %d", name, n)
				return
			}
		}
	}
	c.count(rule)
}

// samePublished compares what anybody may read without asking the writer.
func (c *checker) samePublished(e *engine.Engine) {
	if e.Seq() != c.rows.seq {
		c.complain("what is published is what is committed", nil, "sequence %d is shown, %d is stored", e.Seq(), c.rows.seq)
	}
	for u, row := range c.rows.agents {
		shown, ok := e.Agent(u)
		if l := c.story.life(u); !ok || shown.Load.Open != l.open || !bytes.Equal(plain(shown.Agent), plain(row)) {
			c.complain("what is published is what is committed", []any{row, shown}, "agent %s, who holds %d", u, l.open)
		}
	}
	for token, s := range c.rows.sessions {
		if shown, ok := e.Session(token); !ok || shown != s {
			c.complain("what is published is what is committed", []any{s, shown}, "session of %s", s.User)
		}
	}
	d := e.Directory()
	if !bytes.Equal(plain(d.Users), plain(c.rows.users)) || !bytes.Equal(plain(d.Queues), plain(c.rows.queues)) || !bytes.Equal(plain(d.Channels), plain(c.rows.channels)) {
		c.complain("what is published is what is committed", nil, "the directory differs")
	}
}

// plain is a value as text in which nothing and an empty list look alike.
func plain(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	text = bytes.ReplaceAll(text, []byte("null"), []byte("[]"))
	return bytes.ReplaceAll(text, []byte("{}"), []byte("[]"))
}
