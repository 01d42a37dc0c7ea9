package desk

import "time"

// Whisper is a word to a conversation's agent that the customer never sees. It
// is no Message, so that no way to the customer can carry it.
type Whisper struct {
	ID           WhisperID
	Conversation ConversationID
	Author       UserID
	Text         string
	AfterN       int64 // the ordinal of the message it stands behind
	At           time.Time
	Rev          int64
}

// Whisper writes to the agent of an assigned conversation.
func (c Conversation) Whisper(w Whisper, now time.Time) (Whisper, []Event, error) {
	if c.Leg.State != Assigned {
		return w, nil, Refuse(Conflict, "not_assigned", "conversation %s is with nobody", c.ID)
	}
	var err error
	if w.Text, err = cleanText("text", w.Text, MaxText); err != nil {
		return w, nil, err
	}
	if w.Text == "" {
		return w, nil, InvalidField("text", "a whisper needs words")
	}
	w.Conversation, w.AfterN, w.At = c.ID, c.LastN, now
	return w, []Event{WhisperWritten{Conversation: c.ID, Whisper: w.ID, Queue: c.Leg.Queue, Agent: c.Leg.Agent}}, nil
}
