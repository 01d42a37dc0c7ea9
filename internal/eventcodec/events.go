package eventcodec

import (
	"time"

	"pronto/internal/desk"
)

// known is every kind of event there is. A conversion between an event and its
// wire form compiles only while both have the same fields, so that a field added
// to the domain cannot be forgotten here.
var known = newRegistry(
	of(func(e desk.ConversationOpened) conversationOpened { return conversationOpened(e) },
		func(w conversationOpened) desk.ConversationOpened { return desk.ConversationOpened(w) }),
	of(func(e desk.MessageWritten) messageWritten { return messageWritten(e) },
		func(w messageWritten) desk.MessageWritten { return desk.MessageWritten(w) }),
	of(func(e desk.MarksMoved) marksMoved { return marksMoved(e) },
		func(w marksMoved) desk.MarksMoved { return desk.MarksMoved(w) }),
	of(toConversationAssigned, conversationAssigned.event),
	of(func(e desk.ConversationReturned) conversationReturned { return conversationReturned(e) },
		func(w conversationReturned) desk.ConversationReturned { return desk.ConversationReturned(w) }),
	of(func(e desk.ConversationClosed) conversationClosed { return conversationClosed(e) },
		func(w conversationClosed) desk.ConversationClosed { return desk.ConversationClosed(w) }),
	of(func(e desk.CustomerLeft) customerMoved { return customerMoved(e) },
		func(w customerMoved) desk.CustomerLeft { return desk.CustomerLeft(w) }),
	of(func(e desk.CustomerReturned) customerMoved { return customerMoved(e) },
		func(w customerMoved) desk.CustomerReturned { return desk.CustomerReturned(w) }),
	of(func(e desk.CustomerRecognized) customerRecognized { return customerRecognized(e) },
		func(w customerRecognized) desk.CustomerRecognized { return desk.CustomerRecognized(w) }),
	of(func(e desk.ContactChanged) contactChanged { return contactChanged(e) },
		func(w contactChanged) desk.ContactChanged { return desk.ContactChanged(w) }),
	of(func(e desk.FileStored) fileStored { return fileStored(e) },
		func(w fileStored) desk.FileStored { return desk.FileStored(w) }),
	of(toOfferMade, offerMade.event),
	of(func(e desk.OfferEnded) offerEnded { return offerEnded(e) },
		func(w offerEnded) desk.OfferEnded { return desk.OfferEnded(w) }),
	of(func(e desk.WindowOpened) window { return window(e) },
		func(w window) desk.WindowOpened { return desk.WindowOpened(w) }),
	of(func(e desk.WindowClosed) window { return window(e) },
		func(w window) desk.WindowClosed { return desk.WindowClosed(w) }),
	of(toPresenceChanged, presenceChanged.event, nameEnd),
	of(toStatusChanged, statusChanged.event),
	of(toHoldChanged, holdChanged.event),
	of(toBusyChanged, busyChanged.event),
	of(func(e desk.KeepOnlineChanged) keepOnlineChanged { return keepOnlineChanged(e) },
		func(w keepOnlineChanged) desk.KeepOnlineChanged { return desk.KeepOnlineChanged(w) }),
	of(toNextStatusChanged, nextStatusChanged.event),
	of(toDrainChanged, drainChanged.event),
	of(toTimeCorrected, timeCorrected.event),
	of(func(e desk.ConversationMoved) conversationMoved { return conversationMoved(e) },
		func(w conversationMoved) desk.ConversationMoved { return desk.ConversationMoved(w) }),
	of(func(e desk.WhisperWritten) whisperWritten { return whisperWritten(e) },
		func(w whisperWritten) desk.WhisperWritten { return desk.WhisperWritten(w) }),
	of(func(e desk.RoleSaved) roleSaved { return roleSaved(e) },
		func(w roleSaved) desk.RoleSaved { return desk.RoleSaved(w) }),
	of(func(e desk.SessionStarted) session { return session(e) },
		func(w session) desk.SessionStarted { return desk.SessionStarted(w) }),
	of(func(e desk.SessionEnded) session { return session(e) },
		func(w session) desk.SessionEnded { return desk.SessionEnded(w) }),
	of(toUserSaved, userSaved.event, neverBlockCalls),
	of(func(e desk.QueueSaved) queueSaved { return queueSaved(e) },
		func(w queueSaved) desk.QueueSaved { return desk.QueueSaved(w) }),
	of(func(e desk.MemberSaved) memberSaved { return memberSaved(e) },
		func(w memberSaved) desk.MemberSaved { return desk.MemberSaved(w) }),
	of(func(e desk.ChannelSaved) channelSaved { return channelSaved(e) },
		func(w channelSaved) desk.ChannelSaved { return desk.ChannelSaved(w) }),
	of(toPauseReasonSaved, pauseReasonSaved.event),
	of(toInstallationSaved, installationSaved.event, breaksOfTheLaw),
	of(func(e desk.ServerStarted) serverStarted { return serverStarted{e.Downtime.Milliseconds()} },
		func(w serverStarted) desk.ServerStarted { return desk.ServerStarted{Downtime: duration(w.Downtime)} }),
	of(func(e desk.ClockStepped) clockStepped { return clockStepped{e.By.Milliseconds()} },
		func(w clockStepped) desk.ClockStepped { return desk.ClockStepped{By: duration(w.By)} }),
)

type (
	conversationOpened struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Channel      desk.ChannelID      `json:"channel,omitempty"`
		Contact      desk.ContactID      `json:"contact,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Leg          desk.LegID          `json:"leg,omitempty"`
		Priority     int                 `json:"priority,omitempty"`
		Protocol     string              `json:"protocol,omitempty"`
	}
	messageWritten struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Message      desk.MessageID      `json:"message,omitempty"`
		N            int64               `json:"n,omitempty"`
		From         desk.Side           `json:"from,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Files        int                 `json:"files,omitempty"`
	}
	marksMoved struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Side         desk.Side           `json:"side,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		AgentRead    int64               `json:"agent_read,omitempty"`
		Delivered    int64               `json:"delivered,omitempty"`
		Read         int64               `json:"read,omitempty"`
	}
	conversationAssigned struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Leg          desk.LegID          `json:"leg,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Source       desk.AssignSource   `json:"source,omitempty"`
		Waited       int64               `json:"waited_ms,omitempty"`
	}
	conversationReturned struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Ended        desk.LegID          `json:"ended,omitempty"`
		Leg          desk.LegID          `json:"leg,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Protocol     string              `json:"protocol,omitempty"`
	}
	conversationClosed struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Leg          desk.LegID          `json:"leg,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Outcome      desk.Outcome        `json:"outcome,omitempty"`
	}
	customerMoved struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
	}
	customerRecognized struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Was          desk.ContactID      `json:"was,omitempty"`
		Contact      desk.ContactID      `json:"contact,omitempty"`
	}
	contactChanged struct {
		Contact      desk.ContactID      `json:"contact,omitempty"`
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Verified     bool                `json:"verified,omitempty"`
	}
	fileStored struct {
		File desk.FileID `json:"file,omitempty"`
		Size int64       `json:"size,omitempty"`
	}
	offerMade struct {
		Offer        desk.OfferID        `json:"offer,omitempty"`
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		ExpiresAt    int64               `json:"expires_at,omitempty"`
	}
	offerEnded struct {
		Offer        desk.OfferID        `json:"offer,omitempty"`
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		State        desk.OfferState     `json:"state,omitempty"`
	}
	window struct {
		User   desk.UserID   `json:"user,omitempty"`
		Window desk.WindowID `json:"window,omitempty"`
	}
	presenceChanged struct {
		User  desk.UserID   `json:"user,omitempty"`
		From  desk.Presence `json:"from,omitempty"`
		To    desk.Presence `json:"to,omitempty"`
		End   desk.EndCause `json:"end,omitempty"`
		Ended []signedIn    `json:"ended,omitempty"`
	}
	statusChanged struct {
		User    desk.UserID        `json:"user,omitempty"`
		From    desk.Status        `json:"from,omitempty"`
		To      desk.Status        `json:"to,omitempty"`
		Reason  desk.PauseReasonID `json:"reason,omitempty"`
		SignIns []signedIn         `json:"sign_ins,omitempty"`
		End     desk.EndCause      `json:"end,omitempty"`
	}
	holdChanged struct {
		User  desk.UserID    `json:"user,omitempty"`
		From  desk.HoldState `json:"from,omitempty"`
		To    desk.HoldState `json:"to,omitempty"`
		Call  desk.CallID    `json:"call,omitempty"`
		Queue desk.QueueID   `json:"queue,omitempty"`
		Until int64          `json:"until,omitempty"`
	}
	busyChanged struct {
		User  desk.UserID    `json:"user,omitempty"`
		Cause desk.BusyCause `json:"cause,omitempty"`
		Until int64          `json:"until,omitempty"`
	}
	keepOnlineChanged struct {
		User desk.UserID `json:"user,omitempty"`
		On   bool        `json:"on,omitempty"`
	}
	nextStatusChanged struct {
		User      desk.UserID        `json:"user,omitempty"`
		Status    desk.Status        `json:"status,omitempty"`
		Reason    desk.PauseReasonID `json:"reason,omitempty"`
		AfterWork bool               `json:"after_work,omitempty"`
		Until     int64              `json:"until,omitempty"`
	}
	drainChanged struct {
		User  desk.UserID `json:"user,omitempty"`
		By    desk.UserID `json:"by,omitempty"`
		Until int64       `json:"until,omitempty"`
	}
	timeCorrected struct {
		Correction desk.CorrectionID  `json:"correction,omitempty"`
		User       desk.UserID        `json:"user,omitempty"`
		From       int64              `json:"from,omitempty"`
		To         int64              `json:"to,omitempty"`
		Label      desk.BlipLabel     `json:"label,omitempty"`
		Reason     desk.PauseReasonID `json:"reason,omitempty"`
	}
	conversationMoved struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Ended        desk.LegID          `json:"ended,omitempty"`
		Leg          desk.LegID          `json:"leg,omitempty"`
		FromQueue    desk.QueueID        `json:"from_queue,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		FromAgent    desk.UserID         `json:"from_agent,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
		Protocol     string              `json:"protocol,omitempty"`
	}
	whisperWritten struct {
		Conversation desk.ConversationID `json:"conversation,omitempty"`
		Whisper      desk.WhisperID      `json:"whisper,omitempty"`
		Queue        desk.QueueID        `json:"queue,omitempty"`
		Agent        desk.UserID         `json:"agent,omitempty"`
	}
	roleSaved struct {
		Role        desk.Role         `json:"role,omitempty"`
		Created     bool              `json:"created,omitempty"`
		Removed     bool              `json:"removed,omitempty"`
		Permissions []desk.Permission `json:"permissions,omitempty"`
	}
	signedIn struct {
		Queue  desk.QueueID       `json:"queue,omitempty"`
		State  desk.SignInState   `json:"state,omitempty"`
		Reason desk.PauseReasonID `json:"reason,omitempty"`
		Since  int64              `json:"since,omitempty"`
	}
	session struct {
		User desk.UserID `json:"user,omitempty"`
	}
	userSaved struct {
		User    desk.UserID `json:"user,omitempty"`
		Created bool        `json:"created,omitempty"`
		Role    desk.Role   `json:"role,omitempty"`
		Active  bool        `json:"active,omitempty"`
		Limits  limits      `json:"limits"`
		Shift   shift       `json:"shift,omitzero"`
		Changed []string    `json:"changed,omitempty"`
	}
	shift struct {
		Length int64 `json:"length_ms,omitempty"`
		Start  int64 `json:"start_ms,omitempty"`
		End    int64 `json:"end_ms,omitempty"`
	}
	limits struct {
		Total int `json:"total,omitempty"`
		Chat  int `json:"chat,omitempty"`
		Phone int `json:"phone,omitempty"`
	}
	queueSaved struct {
		Queue   desk.QueueID `json:"queue,omitempty"`
		Created bool         `json:"created,omitempty"`
		Active  bool         `json:"active,omitempty"`
		Changed []string     `json:"changed,omitempty"`
	}
	memberSaved struct {
		Queue      desk.QueueID `json:"queue,omitempty"`
		User       desk.UserID  `json:"user,omitempty"`
		Serves     bool         `json:"serves,omitempty"`
		Supervises bool         `json:"supervises,omitempty"`
	}
	channelSaved struct {
		Channel desk.ChannelID `json:"channel,omitempty"`
		Created bool           `json:"created,omitempty"`
		Active  bool           `json:"active,omitempty"`
		Changed []string       `json:"changed,omitempty"`
	}
	pauseReasonSaved struct {
		Reason   desk.PauseReasonID `json:"reason,omitempty"`
		Created  bool               `json:"created,omitempty"`
		Active   bool               `json:"active,omitempty"`
		Duration int64              `json:"duration_ms,omitempty"`
		CountsAs desk.CountsAs      `json:"counts_as,omitempty"`
		Changed  []string           `json:"changed,omitempty"`
	}
	installationSaved struct {
		Breaks  breakRules `json:"breaks"`
		Changed []string   `json:"changed,omitempty"`
	}
	breakRules struct {
		On          bool  `json:"on,omitempty"`
		Breaks      int   `json:"breaks,omitempty"`
		Length      int64 `json:"length_ms,omitempty"`
		Edge        int64 `json:"edge_ms,omitempty"`
		Meal        int64 `json:"meal_ms,omitempty"`
		WarnFrom    int64 `json:"warn_ms,omitempty"`
		ShortShift  int64 `json:"short_shift_ms,omitempty"`
		ShortBreaks int   `json:"short_breaks,omitempty"`
	}
	serverStarted struct {
		Downtime int64 `json:"downtime_ms,omitempty"`
	}
	clockStepped struct {
		By int64 `json:"by_ms,omitempty"`
	}
)

func toConversationAssigned(e desk.ConversationAssigned) conversationAssigned {
	return conversationAssigned{e.Conversation, e.Leg, e.Queue, e.Agent, e.Source, e.Waited.Milliseconds()}
}

func (w conversationAssigned) event() desk.ConversationAssigned {
	return desk.ConversationAssigned{
		Conversation: w.Conversation, Leg: w.Leg, Queue: w.Queue, Agent: w.Agent, Source: w.Source, Waited: duration(w.Waited),
	}
}

func toOfferMade(e desk.OfferMade) offerMade {
	return offerMade{e.Offer, e.Conversation, e.Queue, e.Agent, millis(e.ExpiresAt)}
}

func (w offerMade) event() desk.OfferMade {
	return desk.OfferMade{Offer: w.Offer, Conversation: w.Conversation, Queue: w.Queue, Agent: w.Agent, ExpiresAt: instant(w.ExpiresAt)}
}

func toPresenceChanged(e desk.PresenceChanged) presenceChanged {
	return presenceChanged{e.User, e.From, e.To, e.End, toSignIns(e.Ended)}
}

func (w presenceChanged) event() desk.PresenceChanged {
	return desk.PresenceChanged{User: w.User, From: w.From, To: w.To, End: w.End, Ended: signIns(w.Ended)}
}

func toStatusChanged(e desk.StatusChanged) statusChanged {
	return statusChanged{e.User, e.From, e.To, e.Reason, toSignIns(e.SignIns), e.End}
}

func (w statusChanged) event() desk.StatusChanged {
	return desk.StatusChanged{User: w.User, From: w.From, To: w.To, Reason: w.Reason, SignIns: signIns(w.SignIns), End: w.End}
}

func toUserSaved(e desk.UserSaved) userSaved {
	return userSaved{e.User, e.Created, e.Role, e.Active, limits(e.Limits), toShift(e.Shift), e.Changed}
}

func (w userSaved) event() desk.UserSaved {
	return desk.UserSaved{
		User: w.User, Created: w.Created, Role: w.Role, Active: w.Active, Limits: desk.Limits(w.Limits), Shift: w.Shift.value(), Changed: w.Changed,
	}
}

func toShift(s desk.Shift) shift {
	return shift{s.Length.Milliseconds(), s.Start.Milliseconds(), s.End.Milliseconds()}
}

func (w shift) value() desk.Shift {
	return desk.Shift{Length: duration(w.Length), Start: duration(w.Start), End: duration(w.End)}
}

func toHoldChanged(e desk.HoldChanged) holdChanged {
	return holdChanged{e.User, e.From, e.To, e.Call, e.Queue, millis(e.Until)}
}

func (w holdChanged) event() desk.HoldChanged {
	return desk.HoldChanged{User: w.User, From: w.From, To: w.To, Call: w.Call, Queue: w.Queue, Until: instant(w.Until)}
}

func toBusyChanged(e desk.BusyChanged) busyChanged {
	return busyChanged{e.User, e.Cause, millis(e.Until)}
}

func (w busyChanged) event() desk.BusyChanged {
	return desk.BusyChanged{User: w.User, Cause: w.Cause, Until: instant(w.Until)}
}

func toNextStatusChanged(e desk.NextStatusChanged) nextStatusChanged {
	return nextStatusChanged{e.User, e.Status, e.Reason, e.AfterWork, millis(e.Until)}
}

func (w nextStatusChanged) event() desk.NextStatusChanged {
	return desk.NextStatusChanged{User: w.User, Status: w.Status, Reason: w.Reason, AfterWork: w.AfterWork, Until: instant(w.Until)}
}

func toDrainChanged(e desk.DrainChanged) drainChanged {
	return drainChanged{e.User, e.By, millis(e.Until)}
}

func (w drainChanged) event() desk.DrainChanged {
	return desk.DrainChanged{User: w.User, By: w.By, Until: instant(w.Until)}
}

func toTimeCorrected(e desk.TimeCorrected) timeCorrected {
	return timeCorrected{e.Correction, e.User, millis(e.From), millis(e.To), e.Label, e.Reason}
}

func (w timeCorrected) event() desk.TimeCorrected {
	return desk.TimeCorrected{Correction: w.Correction, User: w.User, From: instant(w.From), To: instant(w.To), Label: w.Label, Reason: w.Reason}
}

func toPauseReasonSaved(e desk.PauseReasonSaved) pauseReasonSaved {
	return pauseReasonSaved{e.Reason, e.Created, e.Active, e.Duration.Milliseconds(), e.CountsAs, e.Changed}
}

func (w pauseReasonSaved) event() desk.PauseReasonSaved {
	return desk.PauseReasonSaved{
		Reason: w.Reason, Created: w.Created, Active: w.Active, Duration: duration(w.Duration), CountsAs: w.CountsAs, Changed: w.Changed,
	}
}

func toInstallationSaved(e desk.InstallationSaved) installationSaved {
	b := e.Breaks
	return installationSaved{breakRules{
		b.On, b.Breaks, b.Length.Milliseconds(), b.Edge.Milliseconds(), b.Meal.Milliseconds(), b.WarnFrom.Milliseconds(), b.ShortShift.Milliseconds(), b.ShortBreaks,
	}, e.Changed}
}

func (w installationSaved) event() desk.InstallationSaved {
	b := w.Breaks
	return desk.InstallationSaved{Changed: w.Changed, Breaks: desk.BreakRules{
		On: b.On, Breaks: b.Breaks, Length: duration(b.Length), Edge: duration(b.Edge), Meal: duration(b.Meal),
		WarnFrom: duration(b.WarnFrom), ShortShift: duration(b.ShortShift), ShortBreaks: b.ShortBreaks,
	}}
}

func toSignIns(entries []desk.SignedIn) []signedIn {
	var out []signedIn
	for _, s := range entries {
		out = append(out, signedIn{s.Queue, s.State, s.Reason, millis(s.Since)})
	}
	return out
}

func signIns(entries []signedIn) []desk.SignedIn {
	var out []desk.SignedIn
	for _, s := range entries {
		out = append(out, desk.SignedIn{Queue: s.Queue, State: s.State, Reason: s.Reason, Since: instant(s.Since)})
	}
	return out
}

// millis writes an instant; 0 stands for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func duration(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
