package access

import "slices"

// Role is what a user is. Each has the rights of its own line in the table and
// no others; a supervisor or administrator who is a member of a queue serves it
// as an agent does.
type Role string

const (
	Agent      Role = "agent"
	Supervisor Role = "supervisor"
	Admin      Role = "admin"
)

// Permission is one thing that one may do.
type Permission string

const (
	// StatusSet: declare Online, Em pausa and Invisível for oneself.
	StatusSet Permission = "status.set"
	// ConversationServe: take waiting work of one's queues, answer and finish it.
	ConversationServe Permission = "conversation.serve"
	// ConversationReadOwn: one's own conversations whole, those waiting in one's
	// queues, and the earlier ones of the contacts one serves.
	ConversationReadOwn Permission = "conversation.read.own"
	// ConversationReadQueue: all conversations of the queues one supervises.
	ConversationReadQueue Permission = "conversation.read.queue"
	// ConversationReadAll: all conversations.
	ConversationReadAll Permission = "conversation.read.all"
	// RoutingExplainQueue: why work waits in the queues one supervises.
	RoutingExplainQueue Permission = "routing.explain.queue"
	// RoutingExplainAll: the same for any queue and agent.
	RoutingExplainAll Permission = "routing.explain.all"
	// SettingsEdit: users, queues and members, limits, pause reasons, channels.
	SettingsEdit Permission = "settings.edit"
)

var permissions = map[Role][]Permission{
	Agent:      {StatusSet, ConversationServe, ConversationReadOwn},
	Supervisor: {StatusSet, ConversationServe, ConversationReadOwn, ConversationReadQueue, RoutingExplainQueue},
	Admin: {
		StatusSet, ConversationServe, ConversationReadOwn, ConversationReadQueue, ConversationReadAll,
		RoutingExplainQueue, RoutingExplainAll, SettingsEdit,
	},
}

// May tells whether a role has a permission. A role that does not exist has none.
func (r Role) May(p Permission) bool { return slices.Contains(permissions[r], p) }

// Valid tells whether there is such a role.
func (r Role) Valid() bool { return permissions[r] != nil }

// Permissions lists what a role may do, for the desk to show what is of use.
func (r Role) Permissions() []Permission { return slices.Clone(permissions[r]) }
