package live

import (
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/socket"
	"pronto/internal/view"
)

// conn is the socket of a subscriber. Neither method blocks.
type conn interface {
	Send(frame []byte) bool
	Close(code socket.Code, reason string)
}

// subscriber is one desk window on the feed. Except for what is set once, the
// hub's lock guards it.
type subscriber struct {
	hub     *Hub
	conn    conn
	user    desk.UserID
	session string

	// The handler's own, which is never called twice at the same time.
	greeted bool
	beats   int
	window  desk.WindowID
	load    int64

	registered bool
	viewer     desk.Viewer
	me         bool
	room       bool
	topics     map[desk.ConversationID]*membership
	// seq is the last sequence sent: the prev of the next frame.
	seq int64
	// holds counts the readings of the store that must be sent first; held is what
	// came meanwhile.
	holds int
	held  []delivery
	now   delivery // of the commit being handed out
	typed time.Time
}

// delivery is what of one commit may concern one subscriber.
type delivery struct {
	commit *commit
	items  []item
}

// membership is a subscription to the topic of one conversation.
type membership struct {
	basis basis
	row   desk.Conversation
	// again says that a right changed while the store was being read for it.
	again bool
}

// basis is by which right a conversation is read.
type basis uint8

const (
	unjudged  basis = iota // being looked at; nothing is sent
	byList                 // it is in their lists: desk.Viewer.Lists
	byServing              // they serve its contact now
	byPast                 // what was theirs once, and no more: nothing live
)

func (b basis) live() bool { return b == byList || b == byServing }

// maxHeld is how many commits may wait behind a replay.
const maxHeld = 20000

// note takes a part of the commit being handed out for a subscriber.
func (s *subscriber) note(c *commit, it item) {
	if s.now.commit != c {
		s.now = delivery{commit: c, items: s.now.items[:0]}
		s.hub.touched = append(s.hub.touched, s)
	} else if n := len(s.now.items); n > 0 && s.now.items[n-1] == it {
		return // found through two indexes
	}
	s.now.items = append(s.now.items, it)
}

// deliver hands over what was noted, or keeps it until the replay has been sent.
func (s *subscriber) deliver() {
	d := s.now
	s.now.commit = nil
	if s.holds == 0 {
		s.send(d)
		return
	}
	if len(s.held) >= maxHeld {
		s.conn.Close(socket.CodeTryAgain, "the replay fell behind")
		return
	}
	s.held = append(s.held, delivery{d.commit, slices.Clone(d.items)})
}

// send makes one frame of what of a commit this subscriber may see.
func (s *subscriber) send(d delivery) {
	var rows [][]byte
	for _, it := range d.items {
		switch it.kind {
		case conversationRow:
			rows = s.conversation(rows, d.commit, it.at)
		case statusRow, offerRow, settingsRow:
			if s.me {
				rows = append(rows, d.commit.row(it))
			}
		case agentRow:
			if s.room && s.watches(d.commit.Agents[it.at].Agent.User) {
				rows = append(rows, d.commit.row(it))
			}
		case whisperRow:
			if s.hears(d.commit, it.at) {
				rows = append(rows, d.commit.row(it))
			}
		case warningRow:
			if s.concerns(d.commit.warnings[it.at]) {
				rows = append(rows, d.commit.row(it))
			}
		case goneRow, messageRow: // they come with their conversation
		}
	}
	s.rows(d.commit.Seq, rows)
}

// conversation adds what of a changed conversation is theirs to see: the row, or
// the tombstone of what they saw until now, and its new messages.
func (s *subscriber) conversation(rows [][]byte, c *commit, at int) [][]byte {
	change := c.Conversations[at]
	lists := s.viewer.Lists(change.After)
	following := s.follow(change.After, lists)
	switch {
	case following, s.me && lists:
		rows = append(rows, c.row(item{conversationRow, at}))
	case s.me && change.Before.ID != "" && s.viewer.Lists(change.Before):
		rows = append(rows, c.row(item{goneRow, at}))
	}
	if following {
		for _, i := range c.messages[change.After.ID] {
			rows = append(rows, c.row(item{messageRow, i}))
		}
	}
	return rows
}

// follow says whether the topic of this conversation is theirs to read on, and
// settles it when the right to it changed.
func (s *subscriber) follow(c desk.Conversation, lists bool) bool {
	m := s.topics[c.ID]
	if m == nil || m.basis == unjudged {
		return false
	}
	was := m.basis
	m.row = c
	switch {
	case lists && was == byPast:
		// What lies between then and now was never sent.
		m.basis = byList
		s.reset(topicName(c.ID))
		return true
	case lists:
		m.basis = byList
		return true
	case was == byList:
		s.hub.judgeAgain(s, []desk.ConversationID{c.ID})
		return false
	}
	return was == byServing
}

// rows sends a frame, if there is anything in it: what one may not see leaves no
// gap.
func (s *subscriber) rows(seq int64, rows [][]byte) {
	if len(rows) == 0 {
		return
	}
	s.advance(max(seq, s.seq), rows)
	s.hub.Stats.Rows.Add(int64(len(rows)))
}

// advance sends a rows frame, also an empty one, which only moves the sequence.
func (s *subscriber) advance(seq int64, rows [][]byte) {
	s.conn.Send(rowsFrame(s.hub.epoch, seq, s.seq, rows))
	s.seq = seq
	s.hub.Stats.Frames.Add(1)
}

func (s *subscriber) control(f view.Frame) {
	s.conn.Send(mustEncode(f))
	s.hub.Stats.Frames.Add(1)
}

// release ends one reading of the store. The last one lets out what was held.
func (s *subscriber) release() {
	if s.holds--; s.holds > 0 {
		return
	}
	held := s.held
	s.held = nil
	for i, d := range held {
		if s.holds > 0 { // a right changed on the way, and is being judged
			s.held = append(s.held, held[i:]...)
			return
		}
		s.send(d)
	}
}

const conversationTopic = "conversation:"

func topicName(id desk.ConversationID) string { return conversationTopic + string(id) }
