package desk

import "slices"

// Viewer is somebody who looks, with what they may look at and do.
type Viewer struct {
	User        UserID
	Permissions []Permission
	Serves      []QueueID
	// Supervises are the queues of which everything is theirs to see; All says that
	// every queue is.
	Supervises []QueueID
	All        bool
}

// May says whether their role allows it.
func (v Viewer) May(p Permission) bool { return slices.Contains(v.Permissions, p) }

// SeesQueue says whether work waiting in this queue shows in their lists.
func (v Viewer) SeesQueue(q QueueID) bool {
	return slices.Contains(v.Serves, q) || v.Oversees(q)
}

// Oversees says whether everything of this queue is theirs to see.
func (v Viewer) Oversees(q QueueID) bool {
	return v.All || slices.Contains(v.Supervises, q)
}

// Lists says whether the conversation shows as a row in their live lists.
func (v Viewer) Lists(c Conversation) bool {
	if v.Oversees(c.Leg.Queue) || v.User != "" && c.Leg.Agent == v.User {
		return true
	}
	return (c.Leg.State == Queued || c.Leg.State == Offered) && slices.Contains(v.Serves, c.Leg.Queue)
}

// Reads says how far they may read the conversation: up to the message with the
// ordinal to. Earlier holds the legs that ended before the present one. Who lost
// it keeps what was theirs until then; serving the contact now opens their
// earlier conversations (servesContact), not one that goes on elsewhere.
func (v Viewer) Reads(c Conversation, earlier []Leg, servesContact bool) (to int64, ok bool) {
	if v.Lists(c) || servesContact && !c.Open() {
		return c.LastN, true
	}
	for _, leg := range earlier {
		if leg.Agent == v.User {
			to, ok = max(to, leg.LastN), true
		}
	}
	return to, ok
}
