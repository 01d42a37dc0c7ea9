package desk

import "time"

// Event is a fact. Events carry ids, enums and numbers, never what somebody
// wrote, is called or can be reached at: those live in rows that can be erased.
type Event interface {
	Kind() string
	// Subjects are what the event is about, for who reads the log by subject.
	Subjects() Subjects
}

// Subjects names what an event is about; empty ids are not about anything.
type Subjects struct {
	Conversation ConversationID
	Queue        QueueID
	User         UserID
}

// Recorded is an event as the log keeps it. At is when it was written, Since
// when it became true.
type Recorded struct {
	Seq   int64
	At    time.Time
	Since time.Time
	Actor Actor
	Event Event
}

// AssignSource says who chose the agent.
type AssignSource string

// The sources.
const (
	ByRouter AssignSource = "assign"
	ByOffer  AssignSource = "offer"
	ByTake   AssignSource = "take"
	// A person gave it, and the leg never waited: a supervisor who moved it, or who
	// took it over.
	ByMove     AssignSource = "move"
	ByTakeOver AssignSource = "take_over"
)

// The events of a conversation.
type (
	ConversationOpened struct {
		Conversation ConversationID
		Channel      ChannelID
		Contact      ContactID
		Queue        QueueID
		Leg          LegID
		Priority     int
		Protocol     string
	}
	MessageWritten struct {
		Conversation ConversationID
		Message      MessageID
		N            int64
		From         Side
		Queue        QueueID
		Agent        UserID
		Files        int
	}
	MarksMoved struct {
		Conversation    ConversationID
		Side            Side
		Queue           QueueID
		Agent           UserID
		AgentRead       int64
		Delivered, Read int64
	}
	ConversationAssigned struct {
		Conversation ConversationID
		Leg          LegID
		Queue        QueueID
		Agent        UserID
		Source       AssignSource
		Waited       time.Duration
	}
	ConversationReturned struct {
		Conversation ConversationID
		Ended, Leg   LegID
		Queue        QueueID
		Agent        UserID
		Protocol     string
	}
	// ConversationMoved ends a leg and begins another by a person's word: in Queue,
	// and with Agent unless it waits there. FromAgent had it, if anybody did.
	ConversationMoved struct {
		Conversation     ConversationID
		Ended, Leg       LegID
		FromQueue, Queue QueueID
		FromAgent, Agent UserID
		Protocol         string
	}
	// WhisperWritten is a word to the agent that the customer never sees.
	WhisperWritten struct {
		Conversation ConversationID
		Whisper      WhisperID
		Queue        QueueID
		Agent        UserID
	}
	ConversationClosed struct {
		Conversation ConversationID
		Leg          LegID
		Queue        QueueID
		Agent        UserID
		Outcome      Outcome
	}
	CustomerLeft struct {
		Conversation ConversationID
		Queue        QueueID
		Agent        UserID
	}
	CustomerReturned struct {
		Conversation ConversationID
		Queue        QueueID
		Agent        UserID
	}
	// CustomerRecognized says that an open conversation went from the contact of
	// whom nothing was proven to the one whom the site had vouched for before.
	CustomerRecognized struct {
		Conversation ConversationID
		Queue        QueueID
		Agent        UserID
		Was          ContactID
		Contact      ContactID
	}
	// ContactChanged names an open conversation when there is one, so that who
	// sees it hears of the new name.
	ContactChanged struct {
		Contact      ContactID
		Conversation ConversationID
		Queue        QueueID
		Agent        UserID
		Verified     bool
	}
	FileStored struct {
		File FileID
		Size int64
	}
)

// The events of an offer.
type (
	OfferMade struct {
		Offer        OfferID
		Conversation ConversationID
		Queue        QueueID
		Agent        UserID
		ExpiresAt    time.Time
	}
	OfferEnded struct {
		Offer        OfferID
		Conversation ConversationID
		Queue        QueueID
		Agent        UserID
		State        OfferState
	}
)

// The events of an agent.
type (
	WindowOpened struct {
		User   UserID
		Window WindowID
	}
	WindowClosed struct {
		User   UserID
		Window WindowID
	}
	// PresenceChanged says what the server observed. When it is gone, End says how
	// that came, and the sign-ins that ended with it are kept here.
	PresenceChanged struct {
		User     UserID
		From, To Presence
		End      EndCause
		Ended    []SignedIn
	}
	// StatusChanged is the declaration over all queues. Reason is of paused. End is
	// set when nobody declared it: it came with the end of presence.
	StatusChanged struct {
		User     UserID
		From, To Status
		Reason   PauseReasonID
		SignIns  []SignedIn
		End      EndCause
	}
	// HoldChanged is axis C. Queue and Call are of what it is about.
	HoldChanged struct {
		User     UserID
		From, To HoldState
		Call     CallID
		Queue    QueueID
		Until    time.Time
	}
	// BusyChanged begins to be busy, or ends it when there is no cause.
	BusyChanged struct {
		User  UserID
		Cause BusyCause
		Until time.Time
	}
	KeepOnlineChanged struct {
		User UserID
		On   bool
	}
	// NextStatusChanged is a status chosen for later; without one, the choice was
	// taken back or came true.
	NextStatusChanged struct {
		User      UserID
		Status    Status
		Reason    PauseReasonID
		AfterWork bool
		Until     time.Time
	}
	// DrainChanged says until when an agent may keep what they hold, and at whose
	// word; without an instant it is over.
	DrainChanged struct {
		User, By UserID
		Until    time.Time
	}
	// TimeCorrected says what was true of a stretch of an agent's past, instead of
	// what was recorded. Why is with the correction's row.
	TimeCorrected struct {
		Correction CorrectionID
		User       UserID
		From, To   time.Time
		Label      BlipLabel
		Reason     PauseReasonID
	}
	SessionStarted struct{ User UserID }
	SessionEnded   struct{ User UserID }
)

// The events of the settings and of the server itself.
type (
	UserSaved struct {
		User    UserID
		Created bool
		Role    Role
		Active  bool
		Limits  Limits
		Shift   Shift
		Changed []string // names of the fields that changed
	}
	QueueSaved struct {
		Queue   QueueID
		Created bool
		Active  bool
		Changed []string
	}
	MemberSaved struct {
		Queue              QueueID
		User               UserID
		Serves, Supervises bool
	}
	ChannelSaved struct {
		Channel ChannelID
		Created bool
		Active  bool
		Changed []string
	}
	PauseReasonSaved struct {
		Reason   PauseReasonID
		Created  bool
		Active   bool
		Duration time.Duration
		CountsAs CountsAs
		Changed  []string
	}
	RoleSaved struct {
		Role        Role
		Created     bool
		Removed     bool
		Permissions []Permission
	}
	InstallationSaved struct {
		Breaks  BreakRules
		Changed []string
	}
	ServerStarted struct{ Downtime time.Duration }
	// ClockStepped says that the wall clock and our own moved apart by more than
	// a second. Forward we follow, backward we keep our own pace.
	ClockStepped struct{ By time.Duration }
)

func (ConversationOpened) Kind() string   { return "conversation.opened" }
func (MessageWritten) Kind() string       { return "message.written" }
func (MarksMoved) Kind() string           { return "conversation.marks_moved" }
func (ConversationAssigned) Kind() string { return "conversation.assigned" }
func (ConversationReturned) Kind() string { return "conversation.returned" }
func (ConversationClosed) Kind() string   { return "conversation.closed" }
func (CustomerLeft) Kind() string         { return "customer.left" }
func (CustomerReturned) Kind() string     { return "customer.returned" }
func (CustomerRecognized) Kind() string   { return "customer.recognized" }
func (ContactChanged) Kind() string       { return "contact.changed" }
func (FileStored) Kind() string           { return "file.stored" }
func (OfferMade) Kind() string            { return "offer.made" }
func (OfferEnded) Kind() string           { return "offer.ended" }
func (WindowOpened) Kind() string         { return "window.opened" }
func (WindowClosed) Kind() string         { return "window.closed" }
func (PresenceChanged) Kind() string      { return "presence.changed" }
func (StatusChanged) Kind() string        { return "status.changed" }
func (SessionStarted) Kind() string       { return "session.started" }
func (SessionEnded) Kind() string         { return "session.ended" }
func (UserSaved) Kind() string            { return "user.saved" }
func (QueueSaved) Kind() string           { return "queue.saved" }
func (MemberSaved) Kind() string          { return "member.saved" }
func (ChannelSaved) Kind() string         { return "channel.saved" }
func (PauseReasonSaved) Kind() string     { return "pause_reason.saved" }
func (InstallationSaved) Kind() string    { return "installation.saved" }
func (ServerStarted) Kind() string        { return "server.started" }
func (ClockStepped) Kind() string         { return "clock.stepped" }
func (HoldChanged) Kind() string          { return "hold.changed" }
func (BusyChanged) Kind() string          { return "busy.changed" }
func (KeepOnlineChanged) Kind() string    { return "keep_online.changed" }
func (NextStatusChanged) Kind() string    { return "next_status.changed" }
func (DrainChanged) Kind() string         { return "drain.changed" }
func (TimeCorrected) Kind() string        { return "time.corrected" }
func (ConversationMoved) Kind() string    { return "conversation.moved" }
func (WhisperWritten) Kind() string       { return "whisper.written" }
func (RoleSaved) Kind() string            { return "role.saved" }

func (e ConversationOpened) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, ""} }
func (e MessageWritten) Subjects() Subjects     { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e MarksMoved) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e ConversationAssigned) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e ConversationReturned) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e ConversationClosed) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e CustomerLeft) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e CustomerReturned) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e CustomerRecognized) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e ContactChanged) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }
func (e FileStored) Subjects() Subjects     { return Subjects{} }
func (e OfferMade) Subjects() Subjects      { return Subjects{e.Conversation, e.Queue, e.Agent} }

func (e OfferEnded) Subjects() Subjects        { return Subjects{e.Conversation, e.Queue, e.Agent} }
func (e WindowOpened) Subjects() Subjects      { return Subjects{User: e.User} }
func (e WindowClosed) Subjects() Subjects      { return Subjects{User: e.User} }
func (e PresenceChanged) Subjects() Subjects   { return Subjects{User: e.User} }
func (e StatusChanged) Subjects() Subjects     { return Subjects{User: e.User} }
func (e SessionStarted) Subjects() Subjects    { return Subjects{User: e.User} }
func (e SessionEnded) Subjects() Subjects      { return Subjects{User: e.User} }
func (e UserSaved) Subjects() Subjects         { return Subjects{User: e.User} }
func (e QueueSaved) Subjects() Subjects        { return Subjects{Queue: e.Queue} }
func (e MemberSaved) Subjects() Subjects       { return Subjects{Queue: e.Queue, User: e.User} }
func (e ChannelSaved) Subjects() Subjects      { return Subjects{} }
func (e PauseReasonSaved) Subjects() Subjects  { return Subjects{} }
func (e InstallationSaved) Subjects() Subjects { return Subjects{} }
func (e ServerStarted) Subjects() Subjects     { return Subjects{} }
func (e ClockStepped) Subjects() Subjects      { return Subjects{} }

func (e HoldChanged) Subjects() Subjects       { return Subjects{User: e.User} }
func (e BusyChanged) Subjects() Subjects       { return Subjects{User: e.User} }
func (e KeepOnlineChanged) Subjects() Subjects { return Subjects{User: e.User} }
func (e NextStatusChanged) Subjects() Subjects { return Subjects{User: e.User} }
func (e DrainChanged) Subjects() Subjects      { return Subjects{User: e.User} }
func (e TimeCorrected) Subjects() Subjects     { return Subjects{User: e.User} }
func (e ConversationMoved) Subjects() Subjects { return Subjects{e.Conversation, e.Queue, e.Agent} }
func (e WhisperWritten) Subjects() Subjects    { return Subjects{e.Conversation, e.Queue, e.Agent} }
func (e RoleSaved) Subjects() Subjects         { return Subjects{} }

// Dated says that an event became true at another instant than it was written.
// Who dates several events leaves those alone that have a date already.
type Dated struct {
	Event
	Since time.Time
}

func dated(since time.Time, events ...Event) []Event {
	out := make([]Event, len(events))
	for i, e := range events {
		if _, has := e.(Dated); !has {
			e = Dated{e, since}
		}
		out[i] = e
	}
	return out
}

// Undate takes an event out of its date; plain ones are true since now.
func Undate(e Event, now time.Time) (Event, time.Time) {
	if d, ok := e.(Dated); ok {
		return d.Event, d.Since
	}
	return e, now
}
