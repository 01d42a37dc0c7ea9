package socket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// Code is a WebSocket close code. Owners use their own from 4000 to 4999.
type Code int

const (
	CodeGoingAway   Code = 1001 // from a browser: the page was closed or left
	CodeUnsupported Code = 1003
	CodeNotUTF8     Code = 1007
	CodePolicy      Code = 1008
	CodeTooBig      Code = 1009
	CodeRestart     Code = 1012
	CodeTryAgain    Code = 1013
)

// Cause is why a socket ended.
type Cause string

const (
	PeerLeft       Cause = "peer left"       // closed with 1001: the page went away
	PeerClosed     Cause = "peer closed"     // closed with another code, as a page does that reconnects
	Vanished       Cause = "vanished"        // silent for too long, or broken without a close
	TooSlow        Cause = "too slow"        // read less than it was sent; may well have vanished
	Misbehaved     Cause = "misbehaved"      // too much, too large, not text
	OwnerClosed    Cause = "owner closed"    // Close was called
	ServerShutdown Cause = "server shutdown" // Shutdown was called
)

// End is how a socket ended: the code and reason received, or those sent.
type End struct {
	Cause    Cause
	Code     Code // zero when it vanished
	Reason   string
	LastSeen time.Time
}

var (
	readsTooSlowly = End{Cause: TooSlow, Code: CodeTryAgain, Reason: "reading too slowly"}
	serverRestarts = End{Cause: ServerShutdown, Code: CodeRestart, Reason: "the server restarts"}
)

// Conn is one socket. Its methods are safe for concurrent use and never block.
type Conn struct {
	hub     *Hub
	ws      *websocket.Conn
	raw     net.Conn
	handler Handler
	spoke   int

	lastSeen   atomic.Int64 // nanoseconds
	unanswered atomic.Int32 // pings since anything was heard
	received   atomic.Int32 // since the last beat

	calls sync.Mutex // one call of the handler at a time

	mu      sync.Mutex
	queue   [][]byte
	pending int // frames not yet written, those in the writer's hands included
	bytes   int // theirs
	writing bool
	pingDue bool
	writes  uint32 // messages and pings written so far
	stuckAt uint32 // writes at the last beat if a write was under way, else idle
	over    bool
	end     End
}

// LastSeen is when the peer last sent anything, a pong included.
func (c *Conn) LastSeen() time.Time { return time.Unix(0, c.lastSeen.Load()).UTC() }

// Close ends the socket from the owner's side; what is queued is dropped. Ended
// will be called, unless the socket had ended already.
func (c *Conn) Close(code Code, reason string) {
	c.finish(End{Cause: OwnerClosed, Code: code, Reason: reason})
}

// read is the one goroutine that an idle socket has.
func (c *Conn) read() {
	for {
		// A context that can end would cost a timer and a goroutine for each read.
		kind, r, err := c.ws.Reader(context.Background())
		if err == nil {
			c.touch()
			err = c.take(kind, r)
		}
		if err != nil {
			c.finish(c.endOf(err))
			return
		}
	}
}

var inbox = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (c *Conn) take(kind websocket.MessageType, r io.Reader) error {
	frame := inbox.Get().(*bytes.Buffer)
	frame.Reset()
	defer inbox.Put(frame)
	if _, err := frame.ReadFrom(r); err != nil {
		return err
	}
	c.touch()
	switch {
	case !c.allow():
	case kind != websocket.MessageText:
		c.finish(End{Cause: Misbehaved, Code: CodeUnsupported, Reason: "only text is understood"})
	case !utf8.Valid(frame.Bytes()):
		c.finish(End{Cause: Misbehaved, Code: CodeNotUTF8, Reason: "text must be UTF-8"})
	default:
		c.deliver(frame.Bytes())
	}
	return nil
}

func (c *Conn) deliver(frame []byte) {
	c.calls.Lock()
	defer c.calls.Unlock()
	if _, over := c.ended(); !over {
		c.handler.Frame(frame)
	}
}

// allow counts what the peer sends and ends a socket that floods.
func (c *Conn) allow() bool {
	if int(c.received.Add(1)) <= c.hub.opts.MaxFrames {
		return true
	}
	c.finish(End{Cause: Misbehaved, Code: CodePolicy, Reason: "too many messages"})
	return false
}

func (c *Conn) touch() {
	c.lastSeen.Store(c.hub.opts.Now().UnixNano())
	c.unanswered.Store(0)
}

// endOf reads from an error of the connection why it ended.
func (c *Conn) endOf(err error) End {
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed):
		c.touch()
		end := End{Cause: PeerClosed, Code: Code(closed.Code), Reason: closed.Reason}
		if end.Code == CodeGoingAway {
			end.Cause = PeerLeft
		}
		return end
	case errors.Is(err, websocket.ErrMessageTooBig):
		return End{Cause: Misbehaved, Code: CodeTooBig, Reason: "the message is too large"}
	}
	return End{Cause: Vanished}
}

// tick is called by the wheel once in Options.Every. Silence is counted in pings
// and not in time, so that a clock that jumps cuts nobody off.
func (c *Conn) tick() {
	switch {
	case int(c.unanswered.Load()) >= c.hub.opts.Missed:
		c.finish(End{Cause: Vanished})
	case c.stuck():
		c.finish(readsTooSlowly)
	default:
		c.received.Store(0)
		c.unanswered.Add(1)
		go c.beat()
	}
}

func (c *Conn) beat() {
	if frame := c.askBeat(); frame != nil {
		c.Send(frame)
	}
	c.ping()
}

func (c *Conn) askBeat() []byte {
	c.calls.Lock()
	defer c.calls.Unlock()
	if _, over := c.ended(); over {
		return nil
	}
	return c.handler.Beat()
}

func (c *Conn) ended() (End, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end, c.over
}

// finish ends the socket once: the first cause counts. It never blocks, since it
// is called from everywhere, from inside the handler too.
func (c *Conn) finish(end End) {
	end.LastSeen = c.LastSeen()
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return
	}
	c.over, c.end = true, end
	c.queue = nil
	c.mu.Unlock()
	c.hub.remove(c)
	go c.bury(end)
}

// bury tells the owner at once and meanwhile says goodbye, which may take
// seconds when the peer does not answer.
func (c *Conn) bury(end End) {
	defer c.hub.live.Done()
	var goodbye sync.WaitGroup
	goodbye.Go(func() {
		switch end.Cause {
		case Vanished, PeerLeft, PeerClosed:
			_ = c.ws.CloseNow() // there is nobody to say goodbye to
		case TooSlow, Misbehaved, OwnerClosed, ServerShutdown:
			_ = c.ws.Close(websocket.StatusCode(end.Code), fitReason(end.Reason))
		}
	})
	c.calls.Lock()
	c.handler.Ended(end)
	c.calls.Unlock()
	goodbye.Wait()
}

// fitReason cuts a reason to what a close frame holds, between two characters.
func fitReason(reason string) string {
	const most = 123
	if len(reason) <= most {
		return reason
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(reason[cut]) {
		cut--
	}
	return reason[:cut]
}
