package live

import (
	"encoding/json"
	"strconv"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// filesURL is where a desk reads attachments.
const filesURL = "/api/v1/files/"

// commit is a commit on its way to its readers. Each row is encoded when its
// first reader needs it, and then shared by all of them.
type commit struct {
	*engine.Committed
	dir      *engine.Directory
	at       map[desk.ConversationID]int // in Conversations
	messages map[desk.ConversationID][]int
	// whispered tells of each of Whispers whom it was for.
	whispered []desk.WhisperWritten
	warnings  []warning
	encoded   map[item][]byte
}

// item is one row of a commit.
type item struct {
	kind rowKind
	at   int
}

type rowKind uint8

const (
	conversationRow rowKind = iota
	goneRow                 // the tombstone of a conversation
	messageRow
	statusRow
	offerRow
	settingsRow
	agentRow // in the live room
	whisperRow
	warningRow
)

func (h *Hub) encodable(c *engine.Committed) *commit {
	e := &commit{
		Committed: c, dir: h.engine.Directory(), encoded: make(map[item][]byte, len(c.Conversations)+len(c.Messages)),
		at: make(map[desk.ConversationID]int, len(c.Conversations)), messages: make(map[desk.ConversationID][]int, len(c.Messages)),
	}
	for i, change := range c.Conversations {
		e.at[change.After.ID] = i
	}
	for i, m := range c.Messages {
		e.messages[m.Conversation] = append(e.messages[m.Conversation], i)
	}
	for _, r := range c.Events {
		if told, ok := r.Event.(desk.WhisperWritten); ok {
			e.whispered = append(e.whispered, told) // in the order of Whispers
		}
	}
	return e
}

// row is an encoded row, the same bytes for all its readers.
func (c *commit) row(it item) []byte {
	if row, ok := c.encoded[it]; ok {
		return row
	}
	row := c.encode(it)
	c.encoded[it] = row
	return row
}

func (c *commit) encode(it item) []byte {
	switch it.kind {
	case conversationRow:
		change := c.Conversations[it.at]
		return encodeConversation(change.After, change.Contact, c.dir)
	case goneRow:
		after := c.Conversations[it.at].After
		return encodeGone(after.ID, after.Rev)
	case messageRow:
		return encodeMessage(c.Messages[it.at], c.dir)
	case statusRow:
		return encodeStatus(c.Agents[it.at], c.dir)
	case offerRow:
		o := c.Offers[it.at]
		var change engine.ConversationChange
		if i, ok := c.at[o.Conversation]; ok {
			change = c.Conversations[i]
		}
		return encodeOffer(o, change.After, change.Contact, c.dir)
	case agentRow:
		return encodeAgent(c.Agents[it.at], c.dir, c.Seq)
	case whisperRow:
		return encodeWhisper(c.Whispers[it.at], c.dir)
	case warningRow:
		return encodeWarning(c.warnings[it.at])
	case settingsRow:
		return encodeSettings(c.Settings[it.at], c.Seq)
	}
	panic("live: no such kind of row")
}

func encodeConversation(c desk.Conversation, contact desk.Contact, dir *engine.Directory) []byte {
	return encodeRow(view.Row{T: "conversation", ID: string(c.ID), Rev: c.Rev}, view.FromConversation(c, contact, dir))
}

func encodeGone(id desk.ConversationID, rev int64) []byte {
	return mustEncode(view.Row{T: "conversation", ID: string(id), Rev: rev, Gone: true})
}

func encodeMessage(m desk.Message, dir *engine.Directory) []byte {
	return encodeRow(view.Row{T: "message", ID: string(m.ID), Rev: m.Rev}, view.FromMessage(m, dir, filesURL))
}

func encodeStatus(s engine.AgentState, dir *engine.Directory) []byte {
	return encodeRow(view.Row{T: "status", ID: string(s.Agent.User), Rev: s.Agent.Rev}, view.FromStatus(s, dir))
}

func encodeAgent(s engine.AgentState, dir *engine.Directory, seq int64) []byte {
	return encodeRow(view.Row{T: "agent", ID: string(s.Agent.User), Rev: seq}, view.FromRoomAgent(s, dir, seq))
}

func encodeWhisper(w desk.Whisper, dir *engine.Directory) []byte {
	return encodeRow(view.Row{T: "whisper", ID: string(w.ID), Rev: w.Rev}, view.FromWhisper(w, dir))
}

func encodeOffer(o desk.Offer, c desk.Conversation, contact desk.Contact, dir *engine.Directory) []byte {
	return encodeRow(view.Row{T: "offer", ID: string(o.ID), Rev: o.Rev}, view.FromOffer(o, c, contact, dir))
}

// encodeSettings only says that some settings changed; who may see them asks.
func encodeSettings(name string, seq int64) []byte {
	return mustEncode(view.Row{T: "settings", ID: name, Rev: seq})
}

// encodeRow encodes a view.Row around a row without looking into it again.
func encodeRow(head view.Row, row any) []byte {
	body, id := mustEncode(row), mustEncode(head.ID)
	out := make([]byte, 0, len(body)+len(id)+64)
	out = append(out, `{"t":"`...)
	out = append(out, head.T...)
	out = append(out, `","id":`...)
	out = append(out, id...)
	out = append(out, `,"rev":`...)
	out = strconv.AppendInt(out, head.Rev, 10)
	out = append(out, `,"row":`...)
	out = append(out, body...)
	return append(out, '}')
}

// mustEncode encodes shapes made of strings, numbers and times, which always can
// be.
func mustEncode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// rowsFrame puts encoded rows into a frame as view.Frame would, without looking
// into them again. The epoch comes encoded too.
func rowsFrame(epoch []byte, seq, prev int64, rows [][]byte) []byte {
	size := 96 + len(epoch)
	for _, r := range rows {
		size += len(r) + 1
	}
	f := make([]byte, 0, size)
	f = append(f, `{"type":"rows","epoch":`...)
	f = append(f, epoch...)
	f = append(f, `,"seq":`...)
	f = strconv.AppendInt(f, seq, 10)
	f = append(f, `,"prev":`...)
	f = strconv.AppendInt(f, prev, 10)
	f = append(f, `,"rows":[`...)
	for i, r := range rows {
		if i > 0 {
			f = append(f, ',')
		}
		f = append(f, r...)
	}
	return append(f, "]}"...)
}
