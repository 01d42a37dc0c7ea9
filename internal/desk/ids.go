package desk

// Ids are ULIDs: made by the client for what a person creates, by the engine's
// port otherwise. They identify and never order; order is by sequence.
type (
	UserID         string
	QueueID        string
	ChannelID      string
	ContactID      string
	VisitorID      string
	ConversationID string
	LegID          string
	MessageID      string
	OfferID        string
	FileID         string
	PauseReasonID  string
	WhisperID      string
	CorrectionID   string
	CallID         string

	// WindowID names one desk window (a browser tab). The tab makes it and keeps
	// it in per-tab storage, so that a reload is the same window.
	WindowID string
)
