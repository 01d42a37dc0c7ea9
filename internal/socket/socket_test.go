package socket

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// owner writes down what it is told and beats when it has something to beat with.
type owner struct {
	frames chan string
	ended  chan End
	beat   []byte
	on     func(frame string)
}

func newOwner() *owner {
	return &owner{frames: make(chan string, 1000), ended: make(chan End, 10)}
}

func (o *owner) Frame(frame []byte) {
	if o.on != nil {
		o.on(string(frame))
	}
	o.frames <- string(frame)
}
func (o *owner) Beat() []byte { return o.beat }
func (o *owner) Ended(e End)  { o.ended <- e }

// piped is an HTTP transport whose connections are pipes to a Hub, since TCP
// does not work in a bubble.
type piped struct {
	serve  http.HandlerFunc
	client net.Conn
	lost   atomic.Bool // from now on the network swallows what the peer says
}

type lossy struct {
	net.Conn
	lost *atomic.Bool
}

func (l lossy) Write(b []byte) (int, error) {
	if l.lost.Load() {
		return len(b), nil
	}
	return l.Conn.Write(b)
}

func (p *piped) RoundTrip(r *http.Request) (*http.Response, error) {
	server, client := net.Pipe()
	w := &pipedWriter{conn: server, header: http.Header{}}
	p.serve(w, r)
	if w.status != http.StatusSwitchingProtocols {
		return &http.Response{StatusCode: w.status, Header: w.header, Body: http.NoBody}, nil
	}
	p.client = lossy{client, &p.lost}
	return &http.Response{StatusCode: w.status, Header: w.header, Body: p.client}, nil
}

type pipedWriter struct {
	conn   net.Conn
	header http.Header
	status int
}

func (w *pipedWriter) Header() http.Header         { return w.header }
func (w *pipedWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *pipedWriter) WriteHeader(status int)      { w.status = status }
func (w *pipedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}

// peer is one browser and the server's end of its socket.
type peer struct {
	*websocket.Conn
	wire  net.Conn
	lost  *atomic.Bool
	conn  *Conn
	owner *owner
}

func connect(t *testing.T, h *Hub, prepare ...func(*peer)) *peer {
	t.Helper()
	p := &peer{owner: newOwner()}
	for _, f := range prepare {
		f(p)
	}
	wire := &piped{serve: func(w http.ResponseWriter, r *http.Request) {
		if err := h.Accept(w, r, Origins{}, func(c *Conn) Handler { p.conn = c; return p.owner }); err != nil {
			t.Error(err)
		}
	}}
	ws, _, err := websocket.Dial(t.Context(), "ws://desk.test/live", &websocket.DialOptions{HTTPClient: &http.Client{Transport: wire}})
	if err != nil {
		t.Fatal(err)
	}
	ws.SetReadLimit(-1)
	p.Conn, p.wire, p.lost = ws, wire.client, &wire.lost
	return p
}

// listen reads like a browser, all the time, and gives the messages.
func (p *peer) listen() (messages chan []string, closed chan error) {
	messages, closed = make(chan []string, 10_000), make(chan error, 1)
	go func() {
		for {
			_, data, err := p.Read(context.Background())
			if err != nil {
				closed <- err
				return
			}
			var frames []json.RawMessage
			if err := json.Unmarshal(data, &frames); err != nil {
				closed <- fmt.Errorf("a message is no array of frames: %w", err)
				return
			}
			texts := make([]string, len(frames))
			for i, f := range frames {
				texts[i] = string(f)
			}
			messages <- texts
		}
	}()
	return messages, closed
}

// bubble runs a test with a hub and its own time, and leaves nothing behind.
func bubble(t *testing.T, opts Options, run func(t *testing.T, h *Hub)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(opts)
		defer func() {
			h.Shutdown(context.Background())
			if n := h.Len(); n != 0 {
				t.Errorf("%d sockets are left", n)
			}
		}()
		run(t, h)
	})
}

func onlyEnd(t *testing.T, p *peer) End {
	t.Helper()
	synctest.Wait()
	select {
	case end := <-p.owner.ended:
		if len(p.owner.ended) > 0 {
			t.Error("ended twice")
		}
		return end
	default:
		t.Fatal("the owner was not told")
		return End{}
	}
}

func TestFramesBothWays(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		messages, _ := p.listen()
		for _, say := range []string{`{"a":1}`, `"olá"`} {
			if err := p.Write(t.Context(), websocket.MessageText, []byte(say)); err != nil {
				t.Fatal(err)
			}
			if got := <-p.owner.frames; got != say {
				t.Errorf("the owner got %s, want %s", got, say)
			}
		}
		if !p.conn.Send([]byte(`{"seq":1}`)) {
			t.Fatal("not sent")
		}
		if got := <-messages; !slices.Equal(got, []string{`{"seq":1}`}) {
			t.Errorf("the peer got %q", got)
		}
		if h.Len() != 1 {
			t.Errorf("%d sockets are open, want 1", h.Len())
		}
	})
}

// What waits for a slow wire leaves in few messages, in order, whole.
func TestWaitingFramesLeaveTogether(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		var want []string
		for i := range 1000 {
			want = append(want, fmt.Sprintf(`{"seq":%d,"pad":"%s"}`, i, strings.Repeat("x", 200)))
			if !p.conn.Send([]byte(want[i])) {
				t.Fatalf("frame %d was refused", i)
			}
			if i == 0 {
				synctest.Wait() // the first is on the wire, which takes no more
			}
		}
		messages, _ := p.listen()
		synctest.Wait()
		var got []string
		n := len(messages)
		for range n {
			got = append(got, <-messages...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d frames came, want %d in order", len(got), len(want))
		}
		// 1 for the first, then what 64 KiB hold of 220 KiB.
		if n != 5 {
			t.Errorf("%d messages, want 5", n)
		}
	})
}

func TestASlowReaderIsCutOff(t *testing.T) {
	for name, opts := range map[string]Options{
		"by frames": {QueueFrames: 10},
		"by bytes":  {QueueBytes: 10 * 8},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, opts, func(t *testing.T, h *Hub) {
				p := connect(t, h)
				before := time.Now()
				for i := range 10 {
					if !p.conn.Send([]byte(`"1234.."`)) {
						t.Fatalf("frame %d was refused", i)
					}
					synctest.Wait()
				}
				if p.conn.Send([]byte(`"1234.."`)) || p.conn.Send([]byte("0")) {
					t.Error("more is queued than may wait")
				}
				if waited := time.Since(before); waited != 0 {
					t.Errorf("Send blocked for %v", waited)
				}
				if end := onlyEnd(t, p); end.Cause != TooSlow || end.Code != CodeTryAgain {
					t.Errorf("ended %+v", end)
				}
				// When it reads again it finds the rest of what was on the wire, and why.
				_, closed := p.listen()
				if err := <-closed; websocket.CloseStatus(err) != websocket.StatusTryAgainLater {
					t.Errorf("the peer was told %v", err)
				}
			})
		})
	}
}

// A peer whose wire takes nothing more is cut even if little is sent.
func TestAStuckWriteIsCutOff(t *testing.T) {
	bubble(t, Options{Missed: 100}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		p.conn.Send([]byte("1"))
		time.Sleep(21 * time.Second)
		if end := onlyEnd(t, p); end.Cause != TooSlow {
			t.Errorf("ended %+v", end)
		}
	})
}

func TestWritingAtABeatIsNotBeingStuck(t *testing.T) {
	bubble(t, Options{QueueBytes: 100 * messageBytes}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		const frames = 40
		for range frames { // the queue is never empty, each frame waits for its reader
			p.conn.Send([]byte(`"` + strings.Repeat("x", messageBytes) + `"`))
		}
		for i := range frames {
			if _, _, err := p.Read(t.Context()); err != nil {
				t.Fatalf("frame %d: %v", i, err)
			}
			time.Sleep(4 * time.Second)
		}
		if end, over := p.conn.ended(); over {
			t.Errorf("cut off although every frame was read: %+v", end)
		}
	})
}

// B-STATUS-26, and 1.8.4 of the rules: a page in the background runs no timers,
// but its browser answers pings.
func TestASilentPageThatAnswersPingsStays(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		_, closed := p.listen()
		time.Sleep(8 * time.Hour)
		select {
		case err := <-closed:
			t.Fatalf("closed: %v", err)
		default:
		}
		if ago := time.Since(p.conn.LastSeen()); ago > 10*time.Second {
			t.Errorf("last seen %v ago", ago)
		}
	})
}

func TestWhoAnswersNoPingHasVanished(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		p.listen()
		time.Sleep(time.Minute)
		p.lost.Store(true)
		lost := time.Now()
		end := <-p.owner.ended
		if end.Cause != Vanished || end.Code != 0 {
			t.Errorf("ended %+v", end)
		}
		if end.LastSeen.After(lost) || lost.Sub(end.LastSeen) > 10*time.Second {
			t.Errorf("last seen %v, lost at %v", end.LastSeen, lost)
		}
		// Before the 45 s after which an agent's presence is lost.
		if took := time.Since(end.LastSeen); took < 20*time.Second || took > 30*time.Second {
			t.Errorf("noticed %v after the last sign", took)
		}
	})
}

func TestABrokenWireHasVanished(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		began := time.Now()
		time.Sleep(3 * time.Second)
		p.wire.Close()
		if end := onlyEnd(t, p); end.Cause != Vanished || !end.LastSeen.Equal(began) {
			t.Errorf("ended %+v, last heard at %v", end, began)
		}
	})
}

// 1.8.4 of the rules: only the browser's own going-away is a window closed.
func TestHowThePeerClosedIsTold(t *testing.T) {
	for _, c := range []struct {
		code websocket.StatusCode
		want End
	}{
		{websocket.StatusGoingAway, End{Cause: PeerLeft, Code: 1001, Reason: "bye"}},
		{websocket.StatusNormalClosure, End{Cause: PeerClosed, Code: 1000, Reason: "bye"}},
		{4000, End{Cause: PeerClosed, Code: 4000, Reason: "bye"}},
		{websocket.StatusNoStatusRcvd, End{Cause: PeerClosed, Code: 1005}},
	} {
		t.Run(fmt.Sprint(c.code), func(t *testing.T) {
			bubble(t, Options{}, func(t *testing.T, h *Hub) {
				p := connect(t, h)
				time.Sleep(4 * time.Second)
				_ = p.Close(c.code, "bye")
				end := onlyEnd(t, p)
				if ago := time.Since(end.LastSeen); ago != 0 {
					t.Errorf("last seen %v before it closed", ago)
				}
				end.LastSeen = time.Time{}
				if end != c.want {
					t.Errorf("ended %+v, want %+v", end, c.want)
				}
			})
		})
	}
}

func TestTheOwnerCloses(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		_, closed := p.listen()
		p.conn.Close(4001, strings.Repeat("é", 100))
		p.conn.Close(4002, "again")
		if end := onlyEnd(t, p); end.Cause != OwnerClosed || end.Code != 4001 {
			t.Errorf("ended %+v", end)
		}
		var told websocket.CloseError
		if err := <-closed; !errors.As(err, &told) || told.Code != 4001 || told.Reason != strings.Repeat("é", 61) {
			t.Errorf("the peer was told %+v", told)
		}
		if p.conn.Send([]byte("1")) {
			t.Error("a closed socket takes frames")
		}
	})
}

// A change of rights cuts at once: what is queued, what the peer says afterwards
// and beats go nowhere, also when the owner closes from inside its handler.
func TestNothingAfterTheEnd(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h, func(p *peer) {
			p.owner.beat = []byte("0")
			p.owner.on = func(frame string) {
				if frame == `"cut me"` {
					p.conn.Send([]byte(`"secret"`))
					p.conn.Close(4003, "no longer yours")
				}
			}
		})
		// Nobody reads yet, so the first frame holds the wire and the next waits.
		p.conn.Send([]byte(`"before"`))
		synctest.Wait()
		for _, say := range []string{`"cut me"`, `"and then"`} {
			if err := p.Write(t.Context(), websocket.MessageText, []byte(say)); err != nil {
				t.Fatal(err)
			}
		}
		messages, closed := p.listen()
		if err := <-closed; websocket.CloseStatus(err) == -1 {
			t.Errorf("the peer was not told that it was cut off: %v", err)
		}
		if got := <-messages; !slices.Equal(got, []string{`"before"`}) || len(messages) != 0 {
			t.Errorf("the peer got %q and %d more", got, len(messages))
		}
		onlyEnd(t, p)
		if got := <-p.owner.frames; got != `"cut me"` || len(p.owner.frames) != 0 {
			t.Errorf("the owner got %q and %d more", got, len(p.owner.frames))
		}
		time.Sleep(time.Minute)
	})
}

func TestAnOwnerMayCloseWhileItAttaches(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		o := newOwner()
		wire := &piped{serve: func(w http.ResponseWriter, r *http.Request) {
			_ = h.Accept(w, r, Origins{}, func(c *Conn) Handler { c.Close(4004, "full"); return o })
		}}
		ws, _, err := websocket.Dial(t.Context(), "ws://desk.test/live", &websocket.DialOptions{HTTPClient: &http.Client{Transport: wire}})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := ws.Read(t.Context()); websocket.CloseStatus(err) != 4004 {
			t.Errorf("the peer was told %v", err)
		}
		if end := <-o.ended; end.Code != 4004 {
			t.Errorf("ended %+v", end)
		}
	})
}

func TestBadPeersAreCutOff(t *testing.T) {
	text := websocket.MessageText
	for _, c := range []struct {
		name string
		say  func(p *peer)
		want Code
	}{
		{"too large", func(p *peer) { _ = p.Write(context.Background(), text, make([]byte, 1001)) }, CodeTooBig},
		{"binary", func(p *peer) { _ = p.Write(context.Background(), websocket.MessageBinary, []byte("1")) }, CodeUnsupported},
		{"broken UTF-8", func(p *peer) { _ = p.Write(context.Background(), text, []byte("\"\xff\"")) }, CodeNotUTF8},
		{"a flood", func(p *peer) {
			for range 21 {
				_ = p.Write(context.Background(), text, []byte("1"))
			}
		}, CodePolicy},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, Options{MaxFrame: 1000, MaxFrames: 20}, func(t *testing.T, h *Hub) {
				p := connect(t, h)
				_, closed := p.listen()
				c.say(p)
				if end := onlyEnd(t, p); end.Cause != Misbehaved || end.Code != c.want {
					t.Errorf("ended %+v", end)
				}
				if err := <-closed; Code(websocket.CloseStatus(err)) != c.want {
					t.Errorf("the peer was told %v", err)
				}
				if len(p.owner.frames) > 20 {
					t.Errorf("%d frames reached the owner", len(p.owner.frames))
				}
			})
		})
	}
}

func TestWhatIsAllowedIsAllowed(t *testing.T) {
	bubble(t, Options{MaxFrame: 1000, MaxFrames: 20}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		_, closed := p.listen()
		time.Sleep(10 * time.Second)
		for range 10 {
			for range 20 {
				if err := p.Write(t.Context(), websocket.MessageText, make([]byte, 1000)); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(10 * time.Second)
		}
		if len(closed) > 0 || len(p.owner.frames) != 200 {
			t.Errorf("%d frames reached the owner", len(p.owner.frames))
		}
	})
}

func TestBeats(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		var peers []*peer
		var inboxes []chan []string
		for range 100 {
			p := connect(t, h, func(p *peer) { p.owner.beat = []byte(`{"beat":true}`) })
			messages, _ := p.listen()
			peers, inboxes = append(peers, p), append(inboxes, messages)
		}
		time.Sleep(60*time.Second + time.Millisecond)
		synctest.Wait()
		for i := range peers {
			if n := len(inboxes[i]); n != 6 {
				t.Errorf("socket %d got %d beats in a minute, want 6", i, n)
			}
		}
	})
}

// Sockets that come together, as all do after a restart, are not pinged together.
func TestTheWheelSpreadsItsWork(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		for range 2 * spokes {
			p := connect(t, h)
			p.listen()
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		for i, spoke := range h.spoke {
			if len(spoke) != 2 {
				t.Errorf("spoke %d carries %d, want 2", i, len(spoke))
			}
		}
	})
}

// The engine's clock stamps, and a clock that jumps cuts nobody off.
func TestAJumpingClockCutsNobodyOff(t *testing.T) {
	var mu sync.Mutex
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { mu.Lock(); defer mu.Unlock(); return at }
	bubble(t, Options{Now: now}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		_, closed := p.listen()
		if !p.conn.LastSeen().Equal(at) {
			t.Errorf("last seen %v", p.conn.LastSeen())
		}
		mu.Lock()
		at = at.Add(time.Hour)
		mu.Unlock()
		time.Sleep(time.Minute)
		if len(closed) > 0 || !p.conn.LastSeen().Equal(at) {
			t.Errorf("after a jump last seen %v, closed %v", p.conn.LastSeen(), len(closed) > 0)
		}
	})
}

func TestShutdownTellsEverybody(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		reads, ignores := connect(t, h), connect(t, h)
		_, closed := reads.listen()
		h.Shutdown(context.Background())
		for _, p := range []*peer{reads, ignores} {
			if end := onlyEnd(t, p); end.Cause != ServerShutdown || end.Code != CodeRestart {
				t.Errorf("ended %+v", end)
			}
		}
		if err := <-closed; websocket.CloseStatus(err) != websocket.StatusServiceRestart {
			t.Errorf("the peer was told %v", err)
		}
		w := &pipedWriter{header: http.Header{}}
		if err := h.Accept(w, &http.Request{}, Origins{}, nil); !errors.Is(err, ErrShutdown) || w.status != http.StatusServiceUnavailable {
			t.Errorf("a late comer gets %d, %v", w.status, err)
		}
	})
}

func TestShutdownDoesNotWaitForTheDeaf(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, h *Hub) {
		p := connect(t, h)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		h.Shutdown(ctx)
		if took := time.Since(began); took != time.Second {
			t.Errorf("took %v", took)
		}
		onlyEnd(t, p)
	})
}

func TestForeignOrigins(t *testing.T) {
	for _, c := range []struct {
		from   Origins
		origin string
		want   int
	}{
		{Origins{}, "", http.StatusSwitchingProtocols},
		{Origins{}, "https://desk.test", http.StatusSwitchingProtocols},
		{Origins{}, "https://evil.test", http.StatusForbidden},
		{Origins{Patterns: []string{"https://shop.test"}}, "https://shop.test", http.StatusSwitchingProtocols},
		{Origins{Patterns: []string{"https://shop.test"}}, "http://shop.test", http.StatusForbidden},
		{Origins{Any: true}, "https://evil.test", http.StatusSwitchingProtocols},
	} {
		bubble(t, Options{}, func(t *testing.T, h *Hub) {
			got := 0
			wire := &piped{serve: func(w http.ResponseWriter, r *http.Request) {
				_ = h.Accept(w, r, c.from, func(*Conn) Handler { return newOwner() })
				got = w.(*pipedWriter).status
			}}
			ws, _, err := websocket.Dial(t.Context(), "ws://desk.test/live", &websocket.DialOptions{
				HTTPClient: &http.Client{Transport: wire}, HTTPHeader: http.Header{"Origin": {c.origin}},
			})
			if err == nil {
				defer func() { _ = ws.CloseNow() }()
			}
			if got != c.want {
				t.Errorf("%+v, origin %q: %d, want %d", c.from, c.origin, got, c.want)
			}
		})
	}
}

// Over TCP and net/http: what a client sends together with its handshake has
// been read ahead by the server and must not be lost.
func TestWhatIsSentWithTheHandshakeArrives(t *testing.T) {
	o := newOwner()
	_, address := serve(t, func(*Conn) Handler { return o })
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	early := strings.Repeat("x", 125)
	hello := []byte("GET /live HTTP/1.1\r\nHost: desk.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	const frames = 12 // more than the small buffer of a socket holds
	for range frames {
		hello = append(hello, masked(early)...)
	}
	if _, err := conn.Write(hello); err != nil {
		t.Fatal(err)
	}
	for i := range frames {
		if got := <-o.frames; got != early {
			t.Fatalf("frame %d is %q", i, got)
		}
	}
}
