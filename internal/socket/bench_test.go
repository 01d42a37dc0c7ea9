package socket

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
)

// quiet is an owner that costs next to nothing.
type quiet struct{ frames atomic.Int64 }

func (q *quiet) Frame([]byte) { q.frames.Add(1) }
func (q *quiet) Beat() []byte { return []byte("0") }
func (q *quiet) Ended(End)    {}

// dialRaw opens a socket of which the client's side is a bare connection, so that
// memory measured in this process is nearly all the server's.
func dialRaw(tb testing.TB, address string) net.Conn {
	tb.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /live HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"+
		"User-Agent: %s\r\nCookie: session=%s\r\n\r\n", address, strings.Repeat("u", 120), strings.Repeat("s", 43))
	if resp, err := http.ReadResponse(bufio.NewReaderSize(conn, 16), nil); err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		tb.Fatalf("handshake: %v, %v", resp, err)
	}
	return conn
}

// masked is a text frame as a client must send it, with a key of zeros.
func masked(text string) []byte {
	return append([]byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...)
}

func serve(tb testing.TB, attach func(*Conn) Handler) (h *Hub, address string) {
	tb.Helper()
	h = NewHub(Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h.Accept(w, r, Origins{}, attach); err != nil {
			tb.Error(err)
		}
	}))
	tb.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		h.Shutdown(ctx)
		server.Close()
	})
	return h, server.Listener.Addr().String()
}

func memory() uint64 {
	runtime.GC()
	runtime.GC() // shrinks stacks, empties pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// BenchmarkIdleSocket reports what one idle socket costs: heap and stack, over
// loopback TCP, the bare client connection included.
func BenchmarkIdleSocket(b *testing.B) {
	const sockets = 5000
	for b.Loop() {
		owner, conns := &quiet{}, make(chan *Conn, sockets)
		_, address := serve(b, func(c *Conn) Handler { conns <- c; return owner })
		clients := make([]net.Conn, 0, sockets)
		before := memory()
		for range sockets {
			client := dialRaw(b, address)
			clients = append(clients, client)
			// Idle, but not unused: buffers and stacks have had their work.
			(<-conns).Send([]byte(`{"seq":1}`))
			_, _ = client.Write(masked("1"))
		}
		for owner.frames.Load() < sockets {
			runtime.Gosched()
		}
		b.ReportMetric(float64(memory()-before)/sockets, "B/socket")
		for _, c := range clients {
			c.Close()
		}
	}
}

// BenchmarkSend reports one frame of usual size from Send to the peer's kernel.
func BenchmarkSend(b *testing.B) {
	conns := make(chan *Conn, 1)
	_, address := serve(b, func(c *Conn) Handler { conns <- c; return &quiet{} })
	client := dialRaw(b, address)
	go func() { _, _ = io.Copy(io.Discard, client) }()
	c := <-conns
	frame := []byte(`{"seq":1,"row":"` + strings.Repeat("x", 700) + `"}`)
	for b.Loop() {
		for !room(c) {
			runtime.Gosched()
		}
		c.Send(frame)
	}
	client.Close()
}

func room(c *Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pending < 500
}
