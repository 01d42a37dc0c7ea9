package view

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// The functions of this file make rows of what the domain holds. Names are
// looked up in the directory; somebody who is no more is shown by their id.

// FromConversation is a conversation as whoever may read all of it sees it.
func FromConversation(c desk.Conversation, contact desk.Contact, dir *engine.Directory) Conversation {
	return Conversation{
		ID: string(c.ID), State: string(c.Leg.State), Outcome: string(c.Outcome),
		Channel: ChannelRef(c.Channel, dir), Queue: QueueRef(c.Leg.Queue, dir), Agent: userRef(c.Leg.Agent, dir),
		Contact: FromContact(contact), Protocol: c.Leg.Protocol, Priority: c.Priority,
		OpenedAt: stamp(c.OpenedAt), QueuedAt: stamp(c.Leg.QueuedAt), AssignedAt: instant(c.Leg.AssignedAt), Source: string(c.Leg.Source), ClosedAt: instant(c.ClosedAt),
		LastN: c.LastN, LastAt: instant(c.LastAt), LastFrom: string(c.LastFrom), LastText: c.LastText, AskedAt: instant(c.AskedAt),
		Unread: c.Unread(), AgentRead: c.AgentRead, CustomerDelivered: c.CustomerDelivered, CustomerRead: c.CustomerRead,
		CustomerGoneSince: instant(c.CustomerGoneSince), Rev: c.Rev,
	}
}

// FromEndedLeg is a conversation as whoever lost it sees it: as it stood when
// their leg ended, and nothing of what came after.
func FromEndedLeg(c desk.Conversation, leg desk.Leg, contact desk.Contact, dir *engine.Directory) Conversation {
	return Conversation{
		ID: string(c.ID), State: string(desk.Closed),
		Channel: ChannelRef(c.Channel, dir), Queue: QueueRef(leg.Queue, dir), Agent: userRef(leg.Agent, dir),
		Contact: FromContact(contact), Protocol: leg.Protocol, Priority: c.Priority,
		OpenedAt: stamp(c.OpenedAt), QueuedAt: stamp(leg.QueuedAt), AssignedAt: instant(leg.AssignedAt), ClosedAt: instant(leg.EndedAt),
		LastN: leg.LastN, AgentRead: leg.LastN, Rev: c.Rev,
	}
}

// FromContact is the person.
func FromContact(c desk.Contact) Contact {
	return Contact{
		ID: string(c.ID), Display: c.Display(), Name: c.Name, Email: c.Email, Phone: c.Phone,
		Attributes: c.Attributes, ExternalID: c.ExternalID, Proven: c.Proven, Rev: c.Rev,
	}
}

// FromMessage is a message. Files is where the reader finds attachments, such as
// /api/v1/files/.
func FromMessage(m desk.Message, dir *engine.Directory, files string) Message {
	out := Message{
		ID: string(m.ID), Conversation: string(m.Conversation), N: m.N, From: string(m.From),
		Author: userRef(m.Author, dir), Text: m.Text, At: stamp(m.At), Rev: m.Rev,
	}
	for _, f := range m.Files {
		out.Files = append(out.Files, FromFile(f, files))
	}
	return out
}

// FromFile is an attachment; files is where its reader finds attachments.
func FromFile(f desk.File, files string) File {
	return File{ID: string(f.ID), Name: f.Name, MIME: f.MIME, Kind: f.Kind, Size: f.Size, URL: files + string(f.ID)}
}

// FromOffer is work reserved for an agent, with the conversation it is about.
func FromOffer(o desk.Offer, c desk.Conversation, contact desk.Contact, dir *engine.Directory) Offer {
	return Offer{
		ID: string(o.ID), State: string(o.State), Agent: string(o.Agent), Conversation: string(o.Conversation),
		Contact: contact.Display(), Queue: QueueRef(o.Queue, dir), LastText: c.LastText,
		OfferedAt: stamp(o.OfferedAt), ExpiresAt: stamp(o.ExpiresAt), Rev: o.Rev,
	}
}

// FromTrace reads a stored trace.
func FromTrace(c desk.ConversationID, leg desk.LegID, at time.Time, data []byte, dir *engine.Directory) (Trace, error) {
	var r engine.TraceRecord
	if err := json.Unmarshal(data, &r); err != nil {
		return Trace{}, fmt.Errorf("read the trace of leg %s: %w", leg, err)
	}
	out := Trace{
		Conversation: string(c), Leg: string(leg), At: stamp(at), Queue: QueueRef(r.Queue, dir), Strategy: r.Strategy,
		Members: r.Members, LeftOut: []RuleCount{}, Total: r.Total, Candidates: []TraceCandidate{},
		Winner: userRef(r.Winner, dir), TieBreak: r.TieBreak, WaitedMS: r.WaitedMS, Source: string(r.Source),
		By: userRef(r.By, dir), FromAgent: userRef(r.FromAgent, dir),
	}
	if r.FromQueue != "" {
		from := QueueRef(r.FromQueue, dir)
		out.FromQueue = &from
	}
	for _, l := range r.LeftOut {
		out.LeftOut = append(out.LeftOut, RuleCount(l))
	}
	for _, c := range r.Candidates {
		out.Candidates = append(out.Candidates, TraceCandidate{Agent: UserRef(c.Agent, dir), Open: c.Open, IdleSince: stamp(c.IdleSince)})
	}
	return out, nil
}

// NothingWaits is the reason of a queue in which there is nothing.
const NothingWaits = "nothing_waits"

// FromWaiting is why a conversation, or the oldest of a queue, still waits.
func FromWaiting(w engine.Waiting, dir *engine.Directory) Waiting {
	out := Waiting{Queue: QueueRef(w.Queue, dir), Waiting: w.Waiting, LeftOut: []RuleCount{}, Reason: NothingWaits}
	if w.Conversation.ID == "" {
		return out
	}
	out.Conversation, out.Ahead, out.Able, out.Members = string(w.Conversation.ID), w.Why.Position-1, w.Why.Candidates, w.Why.Members
	out.Reason, out.RetryAt = string(w.Why.Reason), instant(w.Why.Until)
	if out.Ahead == 0 {
		out.OldestSince = instant(w.Conversation.Leg.QueuedAt)
	}
	for _, l := range w.Why.LeftOut {
		out.LeftOut = append(out.LeftOut, RuleCount{Rule: string(l.Rule), Count: l.Count})
	}
	return out
}

// FromIdle is why an agent receives nothing. What holds in every queue is said
// once.
func FromIdle(a engine.IdleAnswer, dir *engine.Directory) WhyIdle {
	out := WhyIdle{Reasons: []string{}, Calls: []string{}, Queues: []WhyIdleQueue{}}
	for i, q := range a.Queues {
		row := WhyIdleQueue{Queue: QueueRef(q.Queue, dir), Rules: names(q.Rules), Calls: names(q.Calls), Waiting: q.Waiting}
		if i == 0 {
			out.Reasons, out.Calls = slices.Clone(row.Rules), slices.Clone(row.Calls)
		}
		out.Reasons, out.Calls = common(out.Reasons, row.Rules), common(out.Calls, row.Calls)
		out.Queues = append(out.Queues, row)
	}
	if len(a.Queues) == 0 {
		out.Reasons, out.Calls = []string{noQueue}, []string{noQueue}
	}
	return out
}

// noQueue is the reason of who serves none: no rule of any queue says it.
const noQueue = "no_queue"

func names[R ~string](rules []R) []string {
	out := make([]string, len(rules))
	for i, r := range rules {
		out[i] = string(r)
	}
	return out
}

// common is what is in both, in the order of the first, which it takes over.
func common(a, b []string) []string {
	return slices.DeleteFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// FromUser is a user without what only the door needs.
func FromUser(u desk.User) User {
	return User{
		ID: string(u.ID), Name: u.Name, Email: u.Email, Role: string(u.Role), Locale: string(u.Locale),
		Active: u.Active, Limits: Limits(u.Limits), Shift: FromShift(u.Shift), Rev: u.Rev,
	}
}

// FromQueue is a queue with its members.
func FromQueue(q desk.Queue, dir *engine.Directory) Queue {
	out := Queue{
		ID: string(q.ID), Name: q.Name, Mode: string(q.Mode), Delivery: string(q.Delivery), RingSeconds: int64(q.Ring / time.Second),
		OfferRetrySeconds: int64(q.OfferRetry / time.Second), Strategy: string(q.Strategy), Active: q.Active, Members: []Member{}, Rev: q.Rev,
	}
	for _, m := range dir.Members[q.ID] {
		out.Members = append(out.Members, Member{User: string(m.User), Serves: m.Serves, Supervises: m.Supervises})
	}
	return out
}

// FromChannel is a channel as an administrator sees it: with its secret, and the
// snippet that puts the widget on a page.
func FromChannel(ch desk.Channel, publicURL string) Channel {
	out := Channel{
		ID: string(ch.ID), Kind: string(ch.Kind), Name: ch.Name, Active: ch.Active, Queue: string(ch.Queue), Priority: ch.Priority,
		AbandonSeconds: int64(ch.AbandonAfter / time.Second), Fields: []Field{}, Origins: append([]string{}, ch.Origins...),
		RequireProof: ch.RequireProof, Secret: ch.Secret, Title: ch.Title, Greeting: ch.Greeting, Away: ch.Away,
		Color: ch.Color, Locale: string(ch.Locale), Rev: ch.Rev,
		Snippet: fmt.Sprintf(`<script async src="%s/widget.js" data-channel="%s"></script>`, publicURL, ch.ID),
	}
	for _, f := range ch.Fields {
		out.Fields = append(out.Fields, Field(f))
	}
	if ch.Question != nil {
		out.Question = &Question{Text: ch.Question.Text, Options: []Option{}}
		for _, o := range ch.Question.Options {
			out.Question.Options = append(out.Question.Options, Option{Label: o.Label, Queue: string(o.Queue)})
		}
	}
	return out
}

// FromReason is a pause reason.
func FromReason(r desk.PauseReason) Reason {
	return Reason{
		ID: string(r.ID), Name: r.Name, Seconds: int64(r.Duration / time.Second), CountsAs: cmp.Or(string(r.CountsAs), anyPause), Active: r.Active, Rev: r.Rev,
	}
}

// anyPause is what the desk says by saying nothing.
const anyPause = "any"

// ToCountsAs is what a pause counts as, as it was chosen; anything when it was not.
func ToCountsAs(chosen string) desk.CountsAs {
	if chosen == anyPause {
		return desk.AsAnything
	}
	return desk.CountsAs(chosen)
}

// FromShift is an agent's planned day.
func FromShift(s desk.Shift) Shift {
	return Shift{LengthSeconds: whole(s.Length), StartSeconds: whole(s.Start), EndSeconds: whole(s.End)}
}

// FromRole is a role with how many have it.
func FromRole(r desk.RoleRow, dir *engine.Directory) Role {
	out := Role{ID: string(r.ID), Name: r.Name, BuiltIn: r.ID.BuiltIn(), Permissions: []string{}, Rev: r.Rev}
	for _, p := range r.Permissions {
		out.Permissions = append(out.Permissions, string(p))
	}
	for _, u := range dir.Users {
		if u.Role == r.ID {
			out.Users++
		}
	}
	return out
}

// FromInstallation is what holds for the whole company.
func FromInstallation(i desk.Installation) Installation {
	h, b, p := i.Hold, i.Breaks, i.Presence
	return Installation{
		Company: i.Company, TimeZone: i.TimeZone, Locale: string(i.Locale),
		PullWhilePaused: i.PullWhilePaused, PullWhileInvisible: i.PullWhileInvisible,
		Vocabulary: string(i.Vocabulary), PauseReasonRule: string(i.PauseReasons),
		InitialStatus: string(i.Initial), LogoutWithWork: string(i.Logout),
		Presence: PresenceTimes{
			LostAfterSeconds: whole(p.LostAfter), LostGraceSeconds: whole(p.LostGrace), LostForever: p.LostForever, ReloadGraceSeconds: whole(p.ReloadGrace),
		},
		HoldTimes:     HoldTimes{AnswerSeconds: whole(h.Answer), WrapUpSeconds: whole(h.WrapUp), NoAnswerSeconds: whole(h.NoAnswer), BusySeconds: whole(h.Busy)},
		WrittenDuring: WrittenDuring(i.Written), Service: Service{Seconds: whole(i.Service.Within), Variant: i.Service.Variant},
		Breaks: Breaks{
			On: b.On, Breaks: b.Breaks, LengthSeconds: whole(b.Length), EdgeSeconds: whole(b.Edge), MealSeconds: whole(b.Meal),
			WarnSeconds: whole(b.WarnFrom), ShortShiftSeconds: whole(b.ShortShift), ShortBreaks: b.ShortBreaks,
		},
		Rev: i.Rev,
	}
}

// ToInstallation is the same the other way.
func (i Installation) ToInstallation() desk.Installation {
	h, b, p := i.HoldTimes, i.Breaks, i.Presence
	return desk.Installation{
		Company: i.Company, TimeZone: i.TimeZone, Locale: desk.Locale(i.Locale),
		PullWhilePaused: i.PullWhilePaused, PullWhileInvisible: i.PullWhileInvisible,
		Vocabulary: desk.Vocabulary(i.Vocabulary), PauseReasons: desk.ReasonRule(i.PauseReasonRule),
		Initial: desk.Status(i.InitialStatus), Logout: desk.LogoutRule(i.LogoutWithWork),
		Presence: desk.PresenceTimes{
			LostAfter: span(p.LostAfterSeconds), LostGrace: span(p.LostGraceSeconds), LostForever: p.LostForever, ReloadGrace: span(p.ReloadGraceSeconds),
		},
		Hold:    desk.HoldTimes{Answer: span(h.AnswerSeconds), WrapUp: span(h.WrapUpSeconds), NoAnswer: span(h.NoAnswerSeconds), Busy: span(h.BusySeconds)},
		Written: desk.DuringHold(i.WrittenDuring), Service: desk.ServiceLevel{Within: span(i.Service.Seconds), Variant: i.Service.Variant},
		Breaks: desk.BreakRules{
			On: b.On, Breaks: b.Breaks, Length: span(b.LengthSeconds), Edge: span(b.EdgeSeconds), Meal: span(b.MealSeconds),
			WarnFrom: span(b.WarnSeconds), ShortShift: span(b.ShortShiftSeconds), ShortBreaks: b.ShortBreaks,
		},
		Rev: i.Rev,
	}
}

// ToShift is a planned day as it was typed.
func (s Shift) ToShift() desk.Shift {
	return desk.Shift{Length: span(s.LengthSeconds), Start: span(s.StartSeconds), End: span(s.EndSeconds)}
}

func whole(d time.Duration) int64 { return int64(d / time.Second) }
func span(s int64) time.Duration  { return time.Duration(s) * time.Second }

// QueueRef, ChannelRef and UserRef name something that a row points to.
func QueueRef(id desk.QueueID, dir *engine.Directory) Ref {
	return ref(string(id), dir.Queues[id].Name)
}

// ChannelRef names a channel.
func ChannelRef(id desk.ChannelID, dir *engine.Directory) Ref {
	return ref(string(id), dir.Channels[id].Name)
}

// UserRef names a user.
func UserRef(id desk.UserID, dir *engine.Directory) Ref {
	return ref(string(id), dir.Users[id].Name)
}

func userRef(id desk.UserID, dir *engine.Directory) *Ref {
	if id == "" {
		return nil
	}
	r := UserRef(id, dir)
	return &r
}

func ref(id, name string) Ref {
	if name == "" {
		name = id
	}
	return Ref{ID: id, Name: name}
}

// stamp is an instant as the wire shows it: UTC, to the millisecond.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = stamp(t)
	return &t
}
