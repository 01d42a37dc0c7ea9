package engine

import (
	"context"
	"errors"
	"time"

	"pronto/internal/desk"
)

// Store is where the desk is kept. There is one writer, the engine; everything
// that changes goes through Flush, in one transaction made durable before it
// returns. The conformance suite is store/storetest.
type Store interface {
	// Load reads what the writer keeps in memory, in one read transaction.
	Load(ctx context.Context) (Live, error)
	// Flush writes a batch. It fails with ErrData when the data was refused
	// (nothing was written, another batch may succeed), ErrStorage when the
	// machine failed it (disk full, I/O; nothing was written), and ErrOutcome
	// when nobody knows whether the COMMIT happened.
	Flush(ctx context.Context, b *Batch) error
	// Recover settles a flush of unknown outcome: it makes sure that the old
	// session is dead and answers the last sequence that is stored.
	Recover(ctx context.Context) (lastSeq int64, err error)
	Lookup
}

// Lookup is what a caller fetches before its command runs, outside the writer.
// Each answers false when there is no such row.
type Lookup interface {
	ConversationByID(ctx context.Context, id desk.ConversationID) (desk.Conversation, bool, error)
	ContactByID(ctx context.Context, id desk.ContactID) (desk.Contact, bool, error)
	ContactByIdentity(ctx context.Context, ch desk.ChannelID, address string) (desk.ContactID, bool, error)
	MessageByID(ctx context.Context, id desk.MessageID) (desk.Message, bool, error)
	FileByID(ctx context.Context, id desk.FileID) (desk.File, bool, error)
	OfferByID(ctx context.Context, id desk.OfferID) (desk.Offer, bool, error)
	VisitorByToken(ctx context.Context, token string) (desk.Visitor, bool, error)
	KeyByID(ctx context.Context, actor desk.Actor, key string) (Key, bool, error)
}

// The ways in which a flush fails.
var (
	ErrData    = errors.New("the data was refused")
	ErrStorage = errors.New("the storage failed")
	ErrOutcome = errors.New("the outcome of the commit is unknown")
	// ErrDeposed is what Recover fails with when another server has become the
	// writer: nothing that this one does is ever stored again.
	ErrDeposed = errors.New("another server has taken over")
)

// Live is what the writer keeps in memory: configuration, agents, and all that
// is open. Contacts are those of open conversations; MessageIDs are of the
// messages in open conversations, so that a repeat is known without a read.
type Live struct {
	Seq   int64
	Epoch string
	// LastAt is the instant of the last event or heartbeat, LastBeat that of the
	// server's last heartbeat; zero in a new store.
	LastAt        time.Time
	LastBeat      time.Time
	Installation  desk.Installation
	Roles         []desk.RoleRow
	Users         []desk.User
	Sessions      []desk.Session
	Queues        []desk.Queue
	Members       []desk.Member
	Channels      []desk.Channel
	PauseReasons  []desk.PauseReason
	Agents        []desk.Agent
	Conversations []desk.Conversation
	Contacts      []desk.Contact
	MessageIDs    map[desk.ConversationID][]desk.MessageID
	Offers        []desk.Offer
	Deadlines     []desk.Deadline
	Counters      map[string]int64
}

// Batch is one transaction: the last value of every row that changed (each row
// once), rows that are no more, and what is appended. Events are in the order of
// their sequences, without gaps after the last stored one.
type Batch struct {
	Installation  *desk.Installation
	Roles         []desk.RoleRow
	RolesGone     []desk.Role
	Users         []desk.User
	Sessions      []desk.Session
	SessionsGone  []string // tokens
	Queues        []desk.Queue
	Members       []desk.Member // neither serving nor supervising: removed
	Channels      []desk.Channel
	PauseReasons  []desk.PauseReason
	Agents        []desk.Agent
	Contacts      []desk.Contact
	Identities    []desk.Identity
	Visitors      []desk.Visitor
	VisitorsGone  []desk.VisitorID
	Conversations []desk.Conversation // with the current leg of each
	Legs          []desk.Leg          // earlier legs that ended in this batch
	Messages      []desk.Message      // appended
	Whispers      []desk.Whisper      // appended
	Corrections   []desk.Correction   // appended
	Files         []desk.File
	FilesGone     []desk.FileID
	Offers        []desk.Offer
	Traces        []Trace // appended
	Deadlines     []desk.Deadline
	DeadlinesGone []desk.Deadline // by kind and subject
	Counters      map[string]int64
	Keys          []Key
	KeysBefore    time.Time // when set, some keys older than this are removed
	Events        []desk.Recorded
	Beat          time.Time // when set, the server's heartbeat
	Ledger        *LedgerUpdate
}

// LedgerUpdate moves the ledger's read model on to a sequence. It is made from
// the events and may be dropped at any time.
type LedgerUpdate struct {
	State  LedgerState
	Chunks []LedgerChunk
	Anew   bool // forget all chunks there are first
}

// LedgerState is how far the read model has come, with what the next event needs.
type LedgerState struct {
	Seq  int64
	Data []byte
}

// LedgerChunk is a stretch of one subject's history from an instant. What a
// subject is, and what the bytes mean, is the ledger's to know.
type LedgerChunk struct {
	Subject string
	Start   time.Time
	Data    []byte
}

// Trace is why a leg went to its agent, as JSON that no query looks into.
type Trace struct {
	Conversation desk.ConversationID
	Leg          desk.LegID
	At           time.Time
	Data         []byte
}

// Key is a remembered answer: the same actor repeating the same request with
// the same key gets it again; another request is refused. Kept 72 hours.
type Key struct {
	Actor   desk.Actor
	Key     string
	Request string // hash of the request
	Answer  []byte // JSON
	At      time.Time
}

// empty says whether there is nothing to write.
func (b *Batch) empty() bool {
	return b.Installation == nil && b.Ledger == nil && b.Beat.IsZero() && b.KeysBefore.IsZero() &&
		len(b.Roles)+len(b.RolesGone)+len(b.Whispers)+len(b.Corrections)+len(b.Users)+len(b.Sessions)+len(b.SessionsGone)+len(b.Queues)+len(b.Members)+len(b.Channels)+len(b.PauseReasons) == 0 &&
		len(b.Agents)+len(b.Contacts)+len(b.Identities)+len(b.Visitors)+len(b.VisitorsGone)+len(b.Conversations)+len(b.Legs) == 0 &&
		len(b.Messages)+len(b.Files)+len(b.FilesGone)+len(b.Offers)+len(b.Traces)+len(b.Deadlines)+len(b.DeadlinesGone) == 0 &&
		len(b.Counters)+len(b.Keys)+len(b.Events) == 0
}
