package routing

import (
	"slices"
	"time"

	"pronto/internal/desk"
)

// Rule names a reason why an agent is left out.
type Rule string

// The rules in the order in which they are asked. An agent is counted under the
// first that leaves them out, so that those counts and the candidates add up to
// the members of the queue.
const (
	NotMember   Rule = "not_member"
	QueueIsPull Rule = "queue_is_pull"
	IsOut       Rule = "signed_out"
	IsPaused    Rule = "paused"
	IsGone      Rule = "gone"
	IsLost      Rule = "lost"
	IsClosing   Rule = "closing"
	// NeedsDesk: kept online with the desk closed, and this queue asks first.
	NeedsDesk     Rule = "needs_desk"
	IsWindingDown Rule = "winding_down"
	IsBusy        Rule = "busy"
	IsHeld        Rule = "held"
	TotalLimit    Rule = "total_limit"
	ChatLimit     Rule = "chat_limit"

	// The last two depend on the work. AskedLately: the agent did not take this
	// work, and OfferRetry has not passed. OthersFirst: it has passed, but someone
	// is able who was not asked yet.
	AskedLately Rule = "asked_lately"
	OthersFirst Rule = "others_first"
)

// facts is all that the rules about agent and queue look at.
type facts struct {
	queue  *Queue
	agent  *Agent
	member bool
	signIn SignIn
}

// rules holds those rules that do not depend on the work, in their order.
var rules = [...]struct {
	rule     Rule
	leaveOut func(facts) bool
}{
	{NotMember, func(f facts) bool { return !f.member }},
	{QueueIsPull, func(f facts) bool { return !f.queue.Push }},
	signedOut: {IsOut, func(f facts) bool { return f.member && f.signIn != In && f.signIn != Paused }},
	{IsPaused, func(f facts) bool { return f.signIn == Paused }},
	{IsGone, func(f facts) bool {
		return !f.agent.kept() && f.agent.Presence != Connected && f.agent.Presence != Lost && f.agent.Presence != Closing
	}},
	{IsLost, func(f facts) bool { return f.agent.Presence == Lost }},
	{IsClosing, func(f facts) bool { return f.agent.Presence == Closing }},
	{NeedsDesk, func(f facts) bool { return f.agent.kept() && f.queue.Offer }},
	{IsWindingDown, func(f facts) bool { return f.agent.WindingDown }},
	{IsBusy, func(f facts) bool { return f.agent.Busy }},
	{IsHeld, func(f facts) bool { return f.agent.Held }},
	{TotalLimit, func(f facts) bool { return f.agent.Open >= f.agent.MaxTotal }},
	{ChatLimit, func(f facts) bool { return f.agent.Chat >= f.agent.MaxChat }},
}

const (
	signedOut = 2          // the place of IsOut in rules
	able      = len(rules) // the place of those whom no rule leaves out
)

func firstRule(f facts) int {
	for i := range rules {
		if rules[i].leaveOut(f) {
			return i
		}
	}
	return able
}

// WhyNot names every rule that leaves this agent out of this work in this queue,
// in order; none when they may be given it. With the zero Work it answers for any
// work of the queue. It asks the very rules that Next asks, except OthersFirst,
// which only the other agents can answer.
func WhyNot(a Agent, q Queue, w Work, now time.Time) []Rule {
	signIn, member := a.signIn(q.ID)
	f := facts{queue: &q, agent: &a, member: member, signIn: signIn}
	var why []Rule
	for _, r := range rules {
		if r.leaveOut(f) {
			why = append(why, r.rule)
		}
	}
	for _, t := range w.Tried {
		if t.Agent == a.ID && now.Before(t.At.Add(q.OfferRetry)) {
			return append(why, AskedLately)
		}
	}
	return why
}

// The rules that are asked of calls alone.
const (
	IsOnHold     Rule = "on_hold"
	PhoneBlocked Rule = "phone_blocked"
)

// WhyNoCall names every rule that keeps calls of this queue from the agent, in
// order; none when they may be given one (rules.md 1.8.3). A call needs a desk
// that is open now, so one who is kept online gets none.
func WhyNoCall(a Agent, queue desk.QueueID) []Rule {
	signIn, member := a.signIn(queue)
	a.KeptOnline = false
	f := facts{queue: &Queue{ID: queue, Push: true}, agent: &a, member: member, signIn: signIn}
	var why []Rule
	for _, r := range rules {
		switch {
		case r.rule == IsHeld: // which is about written work, and has its like here
			if a.OnHold {
				why = append(why, IsOnHold)
			}
		case r.leaveOut(f):
			why = append(why, r.rule)
		}
	}
	if a.Open > a.MaxPhone {
		why = append(why, PhoneBlocked)
	}
	return why
}

// The same rules told closer, to the agent of whom they hold: being out of one
// queue is not being invisible, and it is not always oneself who winds down.
const (
	OutHere    Rule = "queue_out"
	PausedHere Rule = "queue_paused"
	IsDrained  Rule = "drained"
	NoQueue    Rule = "no_queue" // who serves none has no rule of any queue
)

// Told is every rule that an agent may be told of themselves.
func Told() []Rule {
	told := []Rule{OutHere, PausedHere, IsDrained, NoQueue, AskedLately, OthersFirst, IsOnHold, PhoneBlocked}
	for _, r := range rules {
		told = append(told, r.rule)
	}
	return told
}

// Own tells rules as they hold for this agent.
func (a Agent) Own(why []Rule) []Rule {
	own := make([]Rule, len(why))
	for i, r := range why {
		switch {
		case r == IsOut && (a.has(In) || a.has(Paused)):
			r = OutHere
		case r == IsPaused && a.has(In):
			r = PausedHere
		case r == IsWindingDown && a.Drained:
			r = IsDrained
		}
		own[i] = r
	}
	return own
}

func (a Agent) has(s SignIn) bool {
	return slices.ContainsFunc(a.Queues, func(m Membership) bool { return m.SignIn == s })
}
