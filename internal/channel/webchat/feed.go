package webchat

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
)

const (
	// refreshEvery is how often those who wait hear how many are before them.
	refreshEvery = 2 * time.Second
	// refreshMost is how many of them are counted each time.
	refreshMost = 200
	// maxHeld is how many changes may wait while a thread is read.
	maxHeld = 1000
)

// feed brings commits to the customers whom they concern.
type feed struct {
	channel *Channel
	stop    chan struct{}
	stopped chan struct{}

	mu        sync.Mutex
	customers map[contactKey]map[*customer]struct{}
	tokens    map[string]map[*customer]struct{}
	// open are the open conversations that commits have shown.
	open map[contactKey]desk.Conversation
	// ahead is how many wait before a conversation, as last counted; moved are the
	// queues in which it may have changed since.
	ahead map[desk.ConversationID]counted
	moved map[desk.QueueID]bool
	// staffed remembers whether somebody is there, until something changes it.
	staffed   map[desk.ChannelID]bool
	restaffed bool
}

func (f *feed) init(c *Channel) {
	f.channel, f.stop, f.stopped = c, make(chan struct{}), make(chan struct{})
	f.customers, f.tokens = map[contactKey]map[*customer]struct{}{}, map[string]map[*customer]struct{}{}
	f.open, f.ahead = map[contactKey]desk.Conversation{}, map[desk.ConversationID]counted{}
	f.moved, f.staffed = map[desk.QueueID]bool{}, map[desk.ChannelID]bool{}
	go f.refreshLoop()
}

func (f *feed) shutdown() {
	close(f.stop)
	<-f.stopped
}

// counted is how many waited before a conversation at an instant.
type counted struct {
	n  int
	at time.Time
}

// change is what a commit did to one conversation.
type change struct {
	after    desk.Conversation
	messages []desk.Message
}

// dispatch hands one commit to the customers of its conversations.
func (f *feed) dispatch(c *engine.Committed) {
	messages := make(map[desk.ConversationID][]desk.Message, len(c.Messages))
	for _, m := range c.Messages {
		messages[m.Conversation] = append(messages[m.Conversation], m)
	}
	var opened []contactKey
	f.mu.Lock()
	if staffing(c.Events) {
		clear(f.staffed)
		f.restaffed = true
	}
	for _, row := range c.Conversations {
		key := keyFor(row.After)
		f.note(key, row)
		if row.After.Open() && (row.Before.ID == "" || recognized(row)) {
			opened = append(opened, key)
		}
		for s := range f.customers[key] {
			if recognized(row) {
				s.conn.Close(socket.CodeRestart, "come again") // for all that was said before it was theirs
				continue
			}
			s.take(change{row.After, messages[row.After.ID]})
		}
	}
	f.mu.Unlock()
	for _, key := range opened {
		f.channel.presence.opened(key)
	}
}

// recognized says whether a conversation became that of another contact.
func recognized(row engine.ConversationChange) bool {
	return row.Before.ID != "" && row.Before.Contact != row.After.Contact
}

func (f *feed) note(key contactKey, row engine.ConversationChange) {
	if recognized(row) {
		delete(f.open, keyFor(row.Before))
	}
	if row.After.Open() {
		f.open[key] = row.After
	} else {
		delete(f.open, key)
	}
	if waits(row.Before) != waits(row.After) {
		f.moved[row.After.Leg.Queue] = true
	}
	if !waits(row.After) {
		delete(f.ahead, row.After.ID)
	}
}

// staffing says whether events may change who is there to answer.
func staffing(events []desk.Recorded) bool {
	for _, e := range events {
		switch e.Event.(type) {
		case desk.StatusChanged, desk.PresenceChanged, desk.WindowOpened, desk.WindowClosed, desk.MemberSaved, desk.QueueSaved, desk.UserSaved, desk.ChannelSaved:
			return true
		}
	}
	return false
}

// overflow has everybody reconnect: commits were dropped, and the store has them.
func (f *feed) overflow() {
	f.channel.log.Error("the customers' feed fell behind; all widgets reconnect")
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.open)
	clear(f.ahead)
	clear(f.staffed)
	for _, some := range f.customers {
		for s := range some {
			s.conn.Close(socket.CodeTryAgain, "the feed fell behind")
		}
	}
}

func (f *feed) openOf(key contactKey) (desk.Conversation, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, ok := f.open[key]
	return c, ok
}

// there says whether somebody can answer on a channel.
func (f *feed) there(id desk.ChannelID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.isThere(id)
}

func (f *feed) isThere(id desk.ChannelID) bool {
	there, known := f.staffed[id]
	if !known {
		e := f.channel.engine
		there = e.Staffed(e.Directory().Channels[id].Queues())
		f.staffed[id] = there
	}
	return there
}

// shape is a conversation as its customer sees it now.
func (f *feed) shape(c desk.Conversation) *wireConversation {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shapeOf(c)
}

func (f *feed) shapeOf(c desk.Conversation) *wireConversation {
	var ahead *int
	if was, known := f.ahead[c.ID]; known {
		ahead = &was.n
	}
	return conversationShape(c, f.channel.engine.Directory(), f.isThere(c.Channel), ahead)
}

// placeSince counts how many wait before a conversation, unless that was done a
// moment ago: whoever merely reads costs the writer nothing then. When it cannot
// count, the customer is told nothing of it.
func (f *feed) placeSince(ctx context.Context, c desk.Conversation, moment time.Duration) {
	at := f.channel.engine.Now()
	f.mu.Lock()
	was, known := f.ahead[c.ID]
	f.mu.Unlock()
	if !waits(c) || known && at.Sub(was.at) < moment {
		return
	}
	ctx, cancel := within(ctx)
	defer cancel()
	n, err := engine.Do(ctx, f.channel.engine, engine.Call{Actor: desk.System}, engine.Position{Conversation: c.ID})
	if err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if now, known := f.open[keyFor(c)]; !known || now.ID != c.ID || waits(now) {
		f.ahead[c.ID] = counted{n, at}
	}
}

func (f *feed) refreshLoop() {
	defer close(f.stopped)
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		select {
		case <-f.stop:
			return
		case <-tick.C:
			f.refresh()
		}
	}
}

// refresh tells those who wait and watch how many are before them now, and
// whether somebody is there, if either may have changed.
func (f *feed) refresh() {
	count, tell := f.stale()
	for _, c := range count {
		f.placeSince(context.Background(), c, 0)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range append(tell, count...) {
		for s := range f.customers[keyFor(c)] {
			if now, ok := f.open[keyFor(c)]; ok && !s.holding {
				s.state(now)
			}
		}
	}
}

// stale lists whose place is to be counted again, and who is to be told that
// somebody came or went.
func (f *feed) stale() (count, tell []desk.Conversation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.moved) == 0 && !f.restaffed {
		return nil, nil
	}
	left := map[desk.QueueID]bool{}
	for key := range f.customers {
		c, open := f.open[key]
		if !open || !waits(c) {
			continue
		}
		switch queue := c.Leg.Queue; {
		case f.moved[queue] && len(count) < refreshMost:
			count = append(count, c)
			continue
		case f.moved[queue]:
			left[queue] = true // next time
		}
		if f.restaffed {
			tell = append(tell, c)
		}
	}
	f.moved, f.restaffed = left, false
	return count, tell
}

func (f *feed) agentTypes(c desk.Conversation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.customers[keyFor(c)] {
		if !s.holding && s.conversation == c.ID {
			s.conn.Send(typingFrame)
		}
	}
}

// reconnect has the sockets of a token come again, or ends them for good when the
// token opens nothing any more.
func (f *feed) reconnect(token string, forgotten bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.tokens[token] {
		if !forgotten {
			s.conn.Close(socket.CodeRestart, "come again")
			continue
		}
		f.drop(s) // nothing more to them, while the last word is on its way
		s.conn.Send(closedFrame)
	}
}

// join puts a customer where commits find them, and has them wait. From here on
// nothing is missed.
func (f *feed) join(s *customer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.holding = true
	add(f.customers, s.key, s)
	add(f.tokens, s.token, s)
}

func (f *feed) leave(s *customer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(s)
}

func (f *feed) drop(s *customer) {
	remove(f.customers, s.key, s)
	remove(f.tokens, s.token, s)
	s.held = nil
}

func add[K comparable](index map[K]map[*customer]struct{}, k K, s *customer) {
	if index[k] == nil {
		index[k] = map[*customer]struct{}{}
	}
	index[k][s] = struct{}{}
}

func remove[K comparable](index map[K]map[*customer]struct{}, k K, s *customer) {
	delete(index[k], s)
	if len(index[k]) == 0 {
		delete(index, k)
	}
}

// The frames that are always the same.
var (
	beatFrame   = []byte(`{"type":"beat"}`)
	typingFrame = []byte(`{"type":"typing"}`)
	closedFrame = []byte(`{"type":"closed_token"}`)
)

// take is one change for this customer. The feed's lock is held.
func (s *customer) take(ch change) {
	switch {
	case !s.holding:
		s.show(ch)
	case len(s.held) >= maxHeld:
		s.conn.Close(socket.CodeTryAgain, "the feed fell behind")
	default:
		s.held = append(s.held, ch)
	}
}

// show sends the state and the messages that were not sent yet. What is older
// than what was read is known already.
func (s *customer) show(ch change) {
	if ch.after.Rev < s.rev {
		return
	}
	s.state(ch.after)
	for _, m := range ch.messages {
		s.message(m)
	}
}

func (s *customer) state(c desk.Conversation) {
	if s.conversation != c.ID {
		s.conversation, s.n = c.ID, 0
	}
	s.rev = c.Rev
	s.sendState(s.channel.feed.shapeOf(c))
}

// sendState leaves out what the customer would not see change.
func (s *customer) sendState(c *wireConversation) {
	frame := encode(struct {
		Type         string            `json:"type"`
		Conversation *wireConversation `json:"conversation"`
	}{"state", c})
	if !bytes.Equal(frame, s.last) {
		s.last = frame
		s.conn.Send(frame)
	}
}

func (s *customer) message(m desk.Message) {
	if m.Conversation == s.conversation {
		if m.N <= s.n {
			return
		}
		s.n = m.N
	}
	s.conn.Send(encode(struct {
		Type    string      `json:"type"`
		Message wireMessage `json:"message"`
	}{"message", messageShape(m, s.channel.engine.Directory())}))
}

// encode encodes shapes made of strings, numbers and times, which always can be.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
