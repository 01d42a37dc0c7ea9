package desk

import "slices"

// Permission is one thing that one may do.
type Permission string

// The permissions.
const (
	// MaySetStatus: declare Online, Em pausa and Invisível for oneself.
	MaySetStatus Permission = "status.set"
	// MayServe: take waiting work of one's queues, answer and finish it.
	MayServe Permission = "conversation.serve"
	// MayReadQueue: all conversations of the queues one supervises.
	MayReadQueue Permission = "conversation.read.queue"
	// MayReadAll: all conversations.
	MayReadAll Permission = "conversation.read.all"
	// MayMove: move conversations to another queue or person, and drain an agent.
	MayMove Permission = "conversation.move"
	// MayWhisper: write to a conversation's agent what the customer never sees.
	MayWhisper Permission = "conversation.whisper"
	// MayTakeOver: take a conversation from its agent.
	MayTakeOver Permission = "conversation.take_over"
	// MayWatch: the live room, present and past, of the queues one supervises.
	MayWatch Permission = "room.view"
	// MaySignOutOthers: sign out an agent who vanished.
	MaySignOutOthers Permission = "agent.sign_out"
	// MaySetOthersStatus: set an agent's status (C-27). No role has it by default.
	MaySetOthersStatus Permission = "agent.set_status"
	// MayReport: figures, breaks and exports of the queues one supervises.
	MayReport Permission = "reports.view"
	// MayCorrect: correct the time of an agent.
	MayCorrect Permission = "time.correct"
	// MaySignalCalls: tell what happens on the agents' telephones; for a system that
	// carries the calls.
	MaySignalCalls Permission = "calls.signal"
	// MayViewSettings: the documents' "Helpdesk > Ver".
	MayViewSettings Permission = "settings.view"
	// MayEditSettings: the documents' "Helpdesk > Ver e editar" (B-ALERT-04).
	MayEditSettings Permission = "settings.edit"
	// MayEditRoles: roles, and who has which.
	MayEditRoles Permission = "roles.edit"
)

// Permissions lists all there are, in the order in which they are shown.
var Permissions = []Permission{
	MaySetStatus, MayServe, MayReadQueue, MayReadAll, MayMove, MayWhisper, MayTakeOver, MayWatch, MaySignOutOthers,
	MaySetOthersStatus, MayReport, MayCorrect, MaySignalCalls, MayViewSettings, MayEditSettings, MayEditRoles,
}

// Role is what a user is in the company; it names a RoleRow.
type Role string

// The roles that are always there. Others can be added.
const (
	RoleAgent      Role = "agent"
	RoleSupervisor Role = "supervisor"
	RoleAdmin      Role = "admin"
)

// RoleRow is a role with what it allows. The name of a role that is always there
// is empty until somebody gives it another than the desk's own word.
type RoleRow struct {
	ID          Role
	Name        string
	Permissions []Permission // in the order of Permissions
	Rev         int64
}

// DefaultRoles are those that are always there, as they are at first.
func DefaultRoles() []RoleRow {
	return []RoleRow{
		{ID: RoleAgent, Permissions: []Permission{MaySetStatus, MayServe}},
		{ID: RoleSupervisor, Permissions: []Permission{
			MaySetStatus, MayServe, MayReadQueue, MayMove, MayWhisper, MayTakeOver, MayWatch, MaySignOutOthers, MayReport, MayViewSettings,
		}},
		{ID: RoleAdmin, Permissions: slices.DeleteFunc(slices.Clone(Permissions), func(p Permission) bool { return p == MaySetOthersStatus })},
	}
}

// BuiltIn says whether the role is always there.
func (r Role) BuiltIn() bool { return r == RoleAgent || r == RoleSupervisor || r == RoleAdmin }

// May says whether the role allows it.
func (r RoleRow) May(p Permission) bool { return slices.Contains(r.Permissions, p) }

// Check cleans the fields and refuses what a role cannot be. An administrator can
// always edit settings and roles, or nobody could undo it.
func (r RoleRow) Check() (RoleRow, error) {
	var err error
	if r.Name, err = cleanLine("name", r.Name, 60, !r.ID.BuiltIn()); err != nil {
		return r, err
	}
	given := r.Permissions
	r.Permissions = nil
	for _, p := range Permissions {
		if slices.Contains(given, p) {
			r.Permissions = append(r.Permissions, p)
		}
	}
	for _, p := range given {
		if !slices.Contains(Permissions, p) {
			return r, InvalidField("permissions", "%q is not a permission", p)
		}
	}
	if r.ID == RoleAdmin && (!r.May(MayEditSettings) || !r.May(MayEditRoles)) {
		return r, InvalidField("permissions", "an administrator edits settings and roles")
	}
	if (r.May(MayEditSettings) || r.May(MayEditRoles)) && !r.May(MayViewSettings) {
		return r, InvalidField("permissions", "who edits settings or roles must see them")
	}
	return r, nil
}
