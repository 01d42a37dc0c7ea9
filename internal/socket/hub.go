// Package socket carries frames over WebSockets for the desk's live feed and the
// widget alike.
//
// It promises that Send never blocks, that a peer who reads too slowly, says too
// much or is silent for too long is cut off, that its owner learns exactly once
// why a socket ended and when the peer was last seen, and that an idle socket
// costs one goroutine and little memory: all timers are one shared wheel, and a
// writer exists only while there is something to write. What frames mean, who
// may connect, and coming back after a loss are left to the owner.
package socket

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Options are the limits of all sockets of a Hub. What is zero takes its default.
type Options struct {
	Now         func() time.Time // stamps LastSeen and nothing else; time.Now
	Every       time.Duration    // between two pings and data beats of one socket; 10 s
	Missed      int              // unanswered pings after which the next beat declares a peer vanished; 2
	MaxFrame    int64            // bytes of one message from the peer; 64 KiB
	MaxFrames   int              // messages and pings from the peer between two beats; 300
	QueueFrames int              // frames that may wait to be written; 1024
	QueueBytes  int              // their bytes; 1 MiB
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	orDefault(&o.Every, 10*time.Second)
	orDefault(&o.Missed, 2)
	orDefault(&o.MaxFrame, 64<<10)
	orDefault(&o.MaxFrames, 300)
	orDefault(&o.QueueFrames, 1024)
	orDefault(&o.QueueBytes, 1<<20)
	return o
}

func orDefault[N int | int64 | time.Duration](n *N, fallback N) {
	if *n == 0 {
		*n = fallback
	}
}

// Handler is the owner's side of one socket. Its methods are never called at the
// same time for the same socket, and none after Ended.
type Handler interface {
	// Frame takes one message of the peer. The bytes are good during the call only.
	Frame(frame []byte)
	// Beat returns the data beat to send, which tells a page that cannot see
	// pings that it is connected; nil for none.
	Beat() []byte
	// Ended tells, once, that the socket is of no more use.
	Ended(End)
}

// Origins tells which pages may connect, beside those of the same host.
type Origins struct {
	Patterns []string // hosts or scheme://host, with * as in path.Match
	Any      bool     // of no concern: what follows is authorised by a frame, never by a cookie
}

// ErrShutdown is returned by Accept once Shutdown has begun.
var ErrShutdown = errors.New("the server is shutting down")

// spokes is into how many steps the wheel divides Options.Every, so that
// thousands of sockets are not pinged at one instant.
const spokes = 40

// Hub holds all sockets that share one set of limits and one wheel of beats.
type Hub struct {
	opts Options
	stop chan struct{}
	live sync.WaitGroup // sockets whose owner has not been told, or that are not closed

	mu     sync.Mutex
	spoke  [spokes]map[*Conn]struct{}
	next   int // the spoke that the next socket comes to
	count  int
	closed bool
}

// NewHub starts the wheel. It runs until Shutdown.
func NewHub(opts Options) *Hub {
	h := &Hub{opts: opts.withDefaults(), stop: make(chan struct{})}
	for i := range h.spoke {
		h.spoke[i] = map[*Conn]struct{}{}
	}
	go h.turn()
	return h
}

// Accept upgrades a request and returns at once; the socket lives on by itself.
// attach is called with it before anything is read. On failure the response is
// written already.
func (h *Hub) Accept(w http.ResponseWriter, r *http.Request, from Origins, attach func(*Conn) Handler) error {
	c := &Conn{hub: h, stuckAt: idle}
	if !h.admit() {
		http.Error(w, ErrShutdown.Error(), http.StatusServiceUnavailable)
		return ErrShutdown
	}
	slim := &slimWriter{ResponseWriter: w}
	ws, err := websocket.Accept(slim, r, &websocket.AcceptOptions{
		OriginPatterns:     from.Patterns,
		InsecureSkipVerify: from.Any,
		OnPingReceived:     func(context.Context, []byte) bool { c.touch(); return c.allow() },
		OnPongReceived:     func(context.Context, []byte) { c.touch() },
	})
	if err != nil {
		h.live.Done()
		return fmt.Errorf("accept socket: %w", err)
	}
	ws.SetReadLimit(h.opts.MaxFrame)
	c.ws, c.raw = ws, slim.conn
	c.touch()
	c.calls.Lock() // attach may end the socket already, and Ended needs a handler
	c.handler = attach(c)
	c.calls.Unlock()
	h.add(c)
	go c.read()
	return nil
}

// Len is how many sockets are open.
func (h *Hub) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count
}

// Shutdown tells all peers to come back later and waits until every owner has
// been told; when ctx ends first, the connections are dropped.
func (h *Hub) Shutdown(ctx context.Context) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return
	}
	h.closed = true
	var all []*Conn
	for _, spoke := range h.spoke {
		for c := range spoke {
			all = append(all, c)
		}
	}
	h.mu.Unlock()
	close(h.stop)

	for _, c := range all {
		c.finish(serverRestarts)
	}
	done := make(chan struct{})
	go func() { h.live.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		for _, c := range all {
			c.raw.Close()
		}
		<-done
	}
}

// admit counts a socket in before it exists, so that Shutdown waits for it too.
func (h *Hub) admit() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.live.Add(1)
	return true
}

func (h *Hub) add(c *Conn) {
	h.mu.Lock()
	c.spoke = h.next
	h.next = (h.next + 1) % spokes
	_, over := c.ended()
	if !over {
		h.spoke[c.spoke][c] = struct{}{}
		h.count++
	}
	late := h.closed
	h.mu.Unlock()
	if late {
		c.finish(serverRestarts)
	}
}

func (h *Hub) remove(c *Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.spoke[c.spoke][c]; ok {
		delete(h.spoke[c.spoke], c)
		h.count--
	}
}

// turn visits one spoke after the other, all of them once in Options.Every.
func (h *Hub) turn() {
	ticker := time.NewTicker(h.opts.Every / spokes)
	defer ticker.Stop()
	var due []*Conn
	for at := 0; ; at = (at + 1) % spokes {
		select {
		case <-h.stop:
			return
		case <-ticker.C:
		}
		h.mu.Lock()
		for c := range h.spoke[at] {
			due = append(due, c)
		}
		h.mu.Unlock()
		for _, c := range due {
			c.tick()
		}
		clear(due)
		due = due[:0]
	}
}

// slimWriter hands the connection over with small buffers: net/http's are 4 KiB
// each and hold on to its whole connection, for a peer that says little.
type slimWriter struct {
	http.ResponseWriter
	conn net.Conn
}

const (
	readBuffer  = 512
	writeBuffer = 2048 // a usual message leaves in one piece
)

func (s *slimWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *slimWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(s.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if err := conn.SetDeadline(time.Time{}); err != nil { // the server's were for requests
		return nil, nil, errors.Join(err, conn.Close())
	}
	s.conn = conn
	early, _ := buffered.Peek(buffered.Reader.Buffered())
	early = bytes.Clone(early)
	r := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(early), conn), max(readBuffer, len(early)))
	_, _ = r.Peek(len(early)) // what was read ahead must lie in the buffer: Accept looks only there
	return conn, bufio.NewReadWriter(r, bufio.NewWriterSize(conn, writeBuffer)), nil
}
