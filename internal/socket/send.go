package socket

import (
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// messageBytes is about how much one WebSocket message carries at most, unless
// a single frame is larger.
const messageBytes = 64 << 10

// Send queues one frame, a JSON value, and returns at once. Frames leave in
// order, and those that wait leave together: each WebSocket message is a JSON
// array of one frame or more. The bytes must not change any more, and may be
// shared among sockets.
//
// It is false when the socket has ended, or ends now because its peer does not
// read what it has been sent.
func (c *Conn) Send(frame []byte) bool {
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return false
	}
	if c.pending >= c.hub.opts.QueueFrames || c.bytes+len(frame) > c.hub.opts.QueueBytes {
		c.mu.Unlock()
		c.finish(readsTooSlowly)
		return false
	}
	c.queue = append(c.queue, frame)
	c.pending++
	c.bytes += len(frame)
	c.startWriter()
	c.mu.Unlock()
	return true
}

// ping has the writer ask for a sign of life, between two messages.
func (c *Conn) ping() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.pingDue = true
		c.startWriter()
	}
}

func (c *Conn) startWriter() {
	if !c.writing {
		c.writing = true
		go c.drain()
	}
}

// drain writes until nothing is left to write, then ends: an idle socket has no
// writer.
func (c *Conn) drain() {
	var batch [][]byte
	for {
		ping, work := false, false
		if batch, ping, work = c.nextWork(batch); !work {
			return
		}
		if err := c.write(batch, ping); err != nil {
			c.leaveToReader()
			return
		}
	}
}

// lastWords is how long a peer's goodbye may take to be read when writing has
// failed already.
const lastWords = time.Second

// leaveToReader has the reader say why the socket ended: what made a write fail
// may be that the peer said goodbye, which is not vanishing. Nothing is written
// any more meanwhile.
func (c *Conn) leaveToReader() {
	_ = c.raw.SetReadDeadline(time.Now().Add(lastWords))
}

// nextWork is what goes out next: a ping when one is due, and what of the queue
// fits into one message. Without work the writer is retired. The emptied batch
// is used again.
func (c *Conn) nextWork(emptied [][]byte) (batch [][]byte, ping, work bool) {
	clear(emptied)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over || len(c.queue) == 0 && !c.pingDue {
		c.writing, c.queue = false, nil
		return nil, false, false
	}
	ping, c.pingDue = c.pingDue, false
	if n := fitting(c.queue); n < len(c.queue) {
		batch, c.queue = append(emptied[:0], c.queue[:n]...), c.queue[n:]
	} else {
		batch, c.queue = c.queue, emptied[:0]
	}
	return batch, ping, true
}

func (c *Conn) write(batch [][]byte, ping bool) error {
	if ping {
		if _, err := c.raw.Write(pingFrame); err != nil {
			return err
		}
		c.wrote(nil)
	}
	if len(batch) == 0 {
		return nil
	}
	return c.writeMessage(batch)
}

// pingFrame goes around the library, whose Ping gives up after five seconds, and
// with it the connection, when a slow wire is still busy with what was sent
// before. That is safe here: only the writer writes messages, so none is under
// way, and the library's own control frames are single writes as well.
var pingFrame = []byte{0x89, 0x00} // FIN and opcode ping, no payload

// fitting is how many of the frames go into one message.
func fitting(frames [][]byte) int {
	size := 0
	for i, f := range frames {
		if size += len(f); size > messageBytes && i > 0 {
			return i
		}
	}
	return len(frames)
}

var outbox = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

func (c *Conn) writeMessage(frames [][]byte) error {
	if _, over := c.ended(); over {
		return nil // cut off at once, whatever was queued
	}
	buf := outbox.Get().(*[]byte)
	defer outbox.Put(buf)
	message := append((*buf)[:0], '[')
	for i, f := range frames {
		if i > 0 {
			message = append(message, ',')
		}
		message = append(message, f...)
	}
	message = append(message, ']')
	if cap(message) <= 2*messageBytes {
		*buf = message
	}
	err := c.ws.Write(context.Background(), websocket.MessageText, message)
	c.wrote(frames)
	return err
}

// wrote counts progress and makes room in the queue.
func (c *Conn) wrote(frames [][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	c.pending -= len(frames)
	for _, f := range frames {
		c.bytes -= len(f)
	}
}

// idle stands for no write under way.
const idle = ^uint32(0)

// stuck tells whether the write that was under way at the last beat still is. It
// takes the place of a deadline for each write.
func (c *Conn) stuck() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	stuck := c.writing && c.stuckAt == c.writes
	c.stuckAt = idle
	if c.writing {
		c.stuckAt = c.writes
	}
	return stuck
}
