// Package read is the port through which the desk is read without deciding
// anything: lists, threads, history, the event log. Every answer comes from one
// read transaction and carries the sequence at which it was true, so that a
// client can go on from there with the live feed. It knows who may see what only
// where a list must be cut in the database; the single conversation is judged by
// desk.Viewer.
package read

import (
	"context"
	"time"

	"pronto/internal/desk"
)

// Store answers. Its conformance suite is store/storetest.
type Store interface {
	// Seq is the last committed sequence.
	Seq(ctx context.Context) (int64, error)
	Conversations(ctx context.Context, q ConversationsQuery) (ConversationsPage, error)
	// Thread is one conversation with its contact and its earlier legs.
	Thread(ctx context.Context, id desk.ConversationID) (Thread, bool, error)
	// Messages are the newest Limit ones with After < N < Before, ascending;
	// Before 0 means no upper bound.
	Messages(ctx context.Context, q MessagesQuery) (MessagesPage, error)
	// OfContact lists a contact's conversations, newest first.
	OfContact(ctx context.Context, contact desk.ContactID, limit int) ([]Row, error)
	// LatestOf is the open conversation of a contact on a channel, or else the last.
	LatestOf(ctx context.Context, ch desk.ChannelID, contact desk.ContactID) (Row, bool, error)
	// ByIDs are rows of these conversations, in no particular order.
	ByIDs(ctx context.Context, ids []desk.ConversationID) ([]Row, error)
	// ServesContact says whether the user holds an open conversation of the contact.
	ServesContact(ctx context.Context, user desk.UserID, contact desk.ContactID) (bool, error)
	// OpenIn is all that is open in the queues that the viewer oversees.
	OpenIn(ctx context.Context, v desk.Viewer) (ConversationsPage, error)
	// Whispers are the words to a conversation's agents, oldest first.
	Whispers(ctx context.Context, id desk.ConversationID) ([]desk.Whisper, error)
	// LedgerState is how far the ledger's read model has come; false when there is
	// none. LedgerChunks are those that begin in [from, to), of one subject or of
	// all when it is empty, in order of subject and start.
	LedgerState(ctx context.Context) (LedgerState, bool, error)
	LedgerChunks(ctx context.Context, subject string, from, to time.Time) ([]LedgerChunk, error)
	// Corrections of an agent's time that touch [from, to), oldest first.
	Corrections(ctx context.Context, u desk.UserID, from, to time.Time) ([]desk.Correction, error)
	OffersTo(ctx context.Context, user desk.UserID) ([]desk.Offer, error)
	OffersByIDs(ctx context.Context, ids []desk.OfferID) ([]desk.Offer, error)
	Traces(ctx context.Context, id desk.ConversationID) ([]Trace, error)
	// Events are those after a sequence, in order, at most limit.
	Events(ctx context.Context, after int64, limit int) ([]desk.Recorded, error)
	// Timeline is what happened to one conversation, without messages and marks.
	Timeline(ctx context.Context, id desk.ConversationID, limit int) ([]desk.Recorded, error)
	// Changes are changes of settings, newest first, before a sequence (0: all).
	Changes(ctx context.Context, before int64, limit int) ([]desk.Recorded, error)
	// Standing is, of each kind of event that says what an agent may do and what is
	// planned for them, the last about each agent and queue that was true at an
	// instant, in order.
	Standing(ctx context.Context, at time.Time) ([]desk.Recorded, error)
	File(ctx context.Context, id desk.FileID) (desk.File, bool, error)
	// HashInUse says whether any stored file row still has these bytes.
	HashInUse(ctx context.Context, hash string) (bool, error)
}

// LedgerState and LedgerChunk are the ledger's read model as it is stored.
type (
	LedgerState struct {
		Seq  int64
		Data []byte
	}
	LedgerChunk struct {
		Subject string
		Start   time.Time
		Data    []byte
	}
)

// List names one of the lists of conversations.
type List string

// The lists.
const (
	// InQueue is Na fila (T-04): waiting in queues the viewer serves or oversees.
	InQueue List = "queue"
	// Mine is Pendente (T-05): open and with the viewer.
	Mine List = "pending"
	// Supervised is open, with an agent, in queues the viewer oversees.
	Supervised List = "supervised"
	// Past is closed and the viewer's to see; with a search also the open ones.
	Past List = "closed"
)

// ConversationsQuery asks for one page of a list. Search finds the beginning of
// a word of the contact's name, digits of the number, the e-mail, or a protocol
// number; letter case and accents do not matter. In-queue order is that of the
// router (priority, then oldest); pending is newest activity last assigned first
// (assigned_at descending); past is closed_at descending. Cursor is opaque.
type ConversationsQuery struct {
	Viewer desk.Viewer
	List   List
	Queue  desk.QueueID // only this one, when set
	Search string
	Cursor string
	Limit  int
}

// Row is a conversation with its contact.
type Row struct {
	Conversation desk.Conversation
	Contact      desk.Contact
}

// ConversationsPage is one page. Next is empty on the last.
type ConversationsPage struct {
	Rows []Row
	Next string
	Seq  int64
}

// Thread is one conversation whole, without its messages.
type Thread struct {
	Row
	Earlier []desk.Leg
	Seq     int64
}

// MessagesQuery asks for messages of one conversation.
type MessagesQuery struct {
	Conversation desk.ConversationID
	After        int64
	Before       int64
	Limit        int
}

// MessagesPage is one page. More says that older ones than the first exist.
type MessagesPage struct {
	Messages []desk.Message
	More     bool
	Seq      int64
}

// Trace is a stored trace: JSON made by the engine.
type Trace struct {
	Conversation desk.ConversationID
	Leg          desk.LegID
	At           time.Time
	Data         []byte
}
