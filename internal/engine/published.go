package engine

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pronto/internal/desk"
	"pronto/internal/routing"
)

// Committed is what one batch changed, told to taps after it is durable. It is
// shared: nobody may change it.
type Committed struct {
	// First and Seq are the sequences of its first and last event.
	First, Seq    int64
	At            time.Time
	Events        []desk.Recorded
	Conversations []ConversationChange
	Messages      []desk.Message
	Whispers      []desk.Whisper
	Agents        []AgentState
	Offers        []desk.Offer
	// Settings names the kinds of settings that changed: users, queues, channels,
	// pause-reasons, roles, installation.
	Settings []string
	// SessionsGone are tokens of sessions that ended.
	SessionsGone []string
}

// ConversationChange is a conversation before and after, with its contact.
// Before is zero for a new one.
type ConversationChange struct {
	Before, After desk.Conversation
	Contact       desk.Contact
}

// AgentState is an agent with what follows from their work and their limits.
type AgentState struct {
	Agent desk.Agent
	Load  desk.Load
	Axes  desk.Axes
}

// Untouched is the state of a user who never opened the desk.
func Untouched(u desk.User) AgentState {
	a := desk.NewAgent(u.ID, u.CreatedAt)
	return AgentState{Agent: a, Axes: a.Axes(desk.Load{}, u.Limits)}
}

// Published is what anybody may read at any time without asking the writer: it
// shows what is committed.
type Published struct {
	seq       atomic.Int64
	directory atomic.Pointer[Directory]
	sessions  sync.Map // token → desk.Session
	agents    sync.Map // desk.UserID → AgentState
}

// Directory is the configuration at one moment. It is shared: nobody may change
// it.
type Directory struct {
	Installation desk.Installation
	Roles        map[desk.Role]desk.RoleRow
	Users        map[desk.UserID]desk.User
	Emails       map[string]desk.UserID // lower case
	Queues       map[desk.QueueID]desk.Queue
	Members      map[desk.QueueID][]desk.Member // in order of user
	Channels     map[desk.ChannelID]desk.Channel
	Reasons      map[desk.PauseReasonID]desk.PauseReason
	viewers      map[desk.UserID]desk.Viewer
}

// Able lists the queues whose waiting work could be given to the agent now, by the
// router or by themselves.
func (d *Directory) Able(s AgentState) []desk.QueueID {
	var serves []desk.QueueID
	if v, ok := d.Viewer(s.Agent.User); ok {
		serves = v.Serves
	}
	row := routingAgent(d.Users[s.Agent.User], s.Agent, s.Load, serves, d.Installation)
	return slices.DeleteFunc(slices.Clone(serves), func(q desk.QueueID) bool {
		queue := routable(d.Queues[q])
		queue.Push = true
		return len(routing.WhyNot(row, queue, routing.Work{}, time.Time{})) > 0
	})
}

// Watched lists who shows in somebody's live room, in order: the active users who
// serve a queue that is theirs to supervise.
func (d *Directory) Watched(v desk.Viewer) []desk.UserID {
	var users []desk.UserID
	for q, members := range d.Members {
		if !v.Oversees(q) || !d.Queues[q].Active {
			continue
		}
		for _, m := range members {
			if m.Serves && d.Users[m.User].Active {
				users = append(users, m.User)
			}
		}
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// Viewer is what a user may look at.
func (d *Directory) Viewer(id desk.UserID) (desk.Viewer, bool) {
	v, ok := d.viewers[id]
	return v, ok
}

// Seq is the last committed sequence.
func (p *Published) Seq() int64 { return p.seq.Load() }

// Directory is the present configuration.
func (p *Published) Directory() *Directory { return p.directory.Load() }

// Session is a session by its token's hash.
func (p *Published) Session(token string) (desk.Session, bool) {
	v, ok := p.sessions.Load(token)
	if !ok {
		return desk.Session{}, false
	}
	return v.(desk.Session), true
}

// Agent is the live side of a user; false when they never opened the desk.
func (p *Published) Agent(id desk.UserID) (AgentState, bool) {
	v, ok := p.agents.Load(id)
	if !ok {
		return AgentState{}, false
	}
	return v.(AgentState), true
}

// Staffed says whether somebody who serves one of the queues is online and can
// be given work.
func (p *Published) Staffed(queues []desk.QueueID) bool {
	d := p.Directory()
	for _, q := range queues {
		for _, m := range d.Members[q] {
			state, ok := p.Agent(m.User)
			if !ok || !m.Serves || !state.Agent.Reachable() && !state.Agent.KeptOnline() {
				continue
			}
			if e, in := state.Agent.SignIns.In(q); in && e.State == desk.SignedInQueue {
				return true
			}
		}
	}
	return false
}

func (p *Published) init(e *Engine) {
	for token, s := range e.s.sessions.base {
		p.sessions.Store(token, s)
	}
	for id, a := range e.s.agents.base {
		p.agents.Store(id, e.agentState(a))
	}
	p.seq.Store(e.seq)
	p.directory.Store(e.configuration())
}

func (p *Published) update(e *Engine, c *Committed) {
	for _, s := range c.Agents {
		p.agents.Store(s.Agent.User, s)
	}
	for _, token := range c.SessionsGone {
		p.sessions.Delete(token)
	}
	if len(c.Settings) > 0 {
		p.directory.Store(e.configuration())
	}
	p.seq.Store(e.seq)
}

func (e *Engine) configuration() *Directory {
	d := &Directory{
		Roles: maps.Clone(e.s.roles.base), Users: maps.Clone(e.s.users.base), Queues: maps.Clone(e.s.queues.base), Channels: maps.Clone(e.s.channels.base),
		Reasons: maps.Clone(e.s.reasons.base), Members: map[desk.QueueID][]desk.Member{}, Emails: map[string]desk.UserID{},
		viewers: map[desk.UserID]desk.Viewer{},
	}
	d.Installation = e.s.installation.base[struct{}{}]
	for id, u := range d.Users {
		d.Emails[strings.ToLower(u.Email)] = id
		if u.Active {
			role := d.Roles[u.Role]
			d.viewers[id] = desk.Viewer{User: id, Permissions: role.Permissions, All: role.May(desk.MayReadAll)}
		}
	}
	members := slices.SortedFunc(maps.Values(e.s.members.base), func(a, b desk.Member) int {
		return cmp.Or(cmp.Compare(a.Queue, b.Queue), cmp.Compare(a.User, b.User))
	})
	for _, m := range members {
		d.Members[m.Queue] = append(d.Members[m.Queue], m)
		v, ok := d.viewers[m.User]
		if !ok {
			continue
		}
		if m.Serves && d.Queues[m.Queue].Active {
			v.Serves = append(v.Serves, m.Queue)
		}
		if m.Supervises && v.May(desk.MayReadQueue) {
			v.Supervises = append(v.Supervises, m.Queue)
		}
		d.viewers[m.User] = v
	}
	return d
}

// describe says what a batch changed, while before and after can be told.
func (e *Engine) describe(b *Batch, now time.Time) *Committed {
	c := &Committed{At: now, Seq: e.seq, First: e.seq - int64(len(b.Events)) + 1, Events: b.Events, Messages: b.Messages, Whispers: b.Whispers, Offers: b.Offers, SessionsGone: b.SessionsGone}
	var agents touched
	c.Conversations = make([]ConversationChange, len(b.Conversations))
	for i := range b.Conversations {
		change := &c.Conversations[i]
		change.After = b.Conversations[i]
		change.Before = e.s.conversations.base[change.After.ID]
		change.Contact, _ = e.s.contacts.get(change.After.Contact)
		before, after := &change.Before, &change.After
		if before.Leg.State != after.Leg.State || before.Leg.Agent != after.Leg.Agent {
			agents.add(before.Leg.Agent, after.Leg.Agent)
		}
	}
	for _, a := range b.Agents {
		agents.add(a.User)
	}
	for _, o := range b.Offers {
		agents.add(o.Agent) // pending offers count for the limits
	}
	for _, u := range b.Users {
		if _, ok := e.s.agents.get(u.ID); ok {
			agents.add(u.ID) // as do the limits themselves
		}
	}
	for _, id := range agents.order {
		c.Agents = append(c.Agents, e.agentState(e.agent(id)))
	}
	for _, s := range b.Sessions {
		e.sessions.Store(s.Token, s)
	}
	c.Settings = changed("channels", len(b.Channels) > 0, "installation", b.Installation != nil, "pause-reasons", len(b.PauseReasons) > 0,
		"queues", len(b.Queues)+len(b.Members) > 0, "roles", len(b.Roles)+len(b.RolesGone) > 0, "users", len(b.Users) > 0)
	return c
}

// agentState is an agent with what follows from committed work.
func (e *Engine) agentState(a desk.Agent) AgentState {
	return e.stateOf(a, e.d.loads[a.User])
}

func (e *Engine) stateOf(a desk.Agent, l load) AgentState {
	user, _ := e.s.users.get(a.User)
	load := desk.Load{Open: l.open, Offered: l.offered, Chat: l.open + l.offered}
	return AgentState{Agent: a, Load: load, Axes: a.Axes(load, user.Limits)}
}
