package view

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// FromRecorded is one fact of a history, dated when it became true. Params are
// what a client puts into its own words: names of who and what, codes, numbers.
func FromRecorded(r desk.Recorded, dir *engine.Directory) TimelineEntry {
	out := TimelineEntry{Seq: r.Seq, At: stamp(r.Since), Kind: r.Event.Kind(), Params: params(r, dir)}
	if r.Actor.Kind == desk.ActorUser {
		out.Actor = userRef(desk.UserID(r.Actor.ID), dir)
	}
	return out
}

func params(r desk.Recorded, dir *engine.Directory) map[string]string {
	switch e := r.Event.(type) {
	case desk.ConversationOpened:
		return told("channel", ChannelRef(e.Channel, dir).Name, "queue", QueueRef(e.Queue, dir).Name, "protocol", e.Protocol)
	case desk.ConversationAssigned:
		return told("agent", agentName(e.Agent, dir), "queue", QueueRef(e.Queue, dir).Name, "source", string(e.Source), "waited_seconds", seconds(e.Waited))
	case desk.ConversationReturned:
		return told("agent", agentName(e.Agent, dir), "queue", QueueRef(e.Queue, dir).Name, "protocol", e.Protocol)
	case desk.ConversationMoved:
		return told("from_agent", agentName(e.FromAgent, dir), "from_queue", QueueRef(e.FromQueue, dir).Name,
			"agent", agentName(e.Agent, dir), "queue", QueueRef(e.Queue, dir).Name, "source", string(movedBy(e, r.Actor)), "protocol", e.Protocol)
	case desk.WhisperWritten:
		return told("agent", agentName(e.Agent, dir))
	case desk.ConversationClosed:
		return told("agent", agentName(e.Agent, dir), "outcome", string(e.Outcome))
	case desk.ContactChanged:
		return told("verified", strconv.FormatBool(e.Verified))
	case desk.OfferMade:
		return told("agent", agentName(e.Agent, dir), "queue", QueueRef(e.Queue, dir).Name)
	case desk.OfferEnded:
		return told("agent", agentName(e.Agent, dir), "state", string(e.State))
	}
	return settingsParams(r.Event, dir)
}

// movedBy tells who took a conversation for themselves from who gave it to another,
// or to a queue.
func movedBy(e desk.ConversationMoved, actor desk.Actor) desk.AssignSource {
	switch {
	case e.Agent == "":
		return ""
	case actor == desk.ByUser(e.Agent):
		return desk.ByTakeOver
	}
	return desk.ByMove
}

func settingsParams(e desk.Event, dir *engine.Directory) map[string]string {
	switch e := e.(type) {
	case desk.UserSaved:
		return told("name", agentName(e.User, dir), "role", string(e.Role), "active", strconv.FormatBool(e.Active),
			"created", strconv.FormatBool(e.Created), "changed", strings.Join(e.Changed, ","))
	case desk.QueueSaved:
		return told("name", QueueRef(e.Queue, dir).Name, "active", strconv.FormatBool(e.Active),
			"created", strconv.FormatBool(e.Created), "changed", strings.Join(e.Changed, ","))
	case desk.MemberSaved:
		return told("queue", QueueRef(e.Queue, dir).Name, "name", agentName(e.User, dir),
			"serves", strconv.FormatBool(e.Serves), "supervises", strconv.FormatBool(e.Supervises))
	case desk.ChannelSaved:
		return told("name", ChannelRef(e.Channel, dir).Name, "active", strconv.FormatBool(e.Active),
			"created", strconv.FormatBool(e.Created), "changed", strings.Join(e.Changed, ","))
	case desk.PauseReasonSaved:
		return told("name", ref(string(e.Reason), dir.Reasons[e.Reason].Name).Name, "active", strconv.FormatBool(e.Active),
			"created", strconv.FormatBool(e.Created), "seconds", seconds(e.Duration), "counts_as", cmp.Or(string(e.CountsAs), anyPause), "changed", strings.Join(e.Changed, ","))
	case desk.RoleSaved:
		return told("name", roleName(e.Role, dir), "created", strconv.FormatBool(e.Created), "removed", strconv.FormatBool(e.Removed),
			"permissions", joined(e.Permissions))
	case desk.InstallationSaved:
		return told("changed", strings.Join(e.Changed, ","))
	}
	return nil
}

// told makes params of pairs, without those that say nothing.
func told(pairs ...string) map[string]string {
	out := make(map[string]string, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out[pairs[i]] = pairs[i+1]
		}
	}
	return out
}

func agentName(id desk.UserID, dir *engine.Directory) string {
	if id == "" {
		return ""
	}
	return UserRef(id, dir).Name
}

// roleName is what a role is called; of one that is always there and has no name
// of its own, its id.
func roleName(id desk.Role, dir *engine.Directory) string {
	return ref(string(id), dir.Roles[id].Name).Name
}

func joined(permissions []desk.Permission) string {
	out := make([]string, len(permissions))
	for i, p := range permissions {
		out[i] = string(p)
	}
	return strings.Join(out, ",")
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }
