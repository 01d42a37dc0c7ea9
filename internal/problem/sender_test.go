package problem

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// refusing is a server that reads at most some of a body and refuses it.
func refusing(t *testing.T, reads int64) net.Conn {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, reads)
		Write(w, r, New(http.StatusRequestEntityTooLarge, "too_large", "too much"))
	}))
	t.Cleanup(server.Close)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func hears(t *testing.T, conn net.Conn) {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 413 || !strings.Contains(string(body), `"code":"too_large"`) {
		t.Errorf("%d %s %v", res.StatusCode, body, err)
	}
}

// A client that sends all before it listens, as most do, is told why it was
// refused: whether it said how much it sends or not, and though more of it comes
// than the system's buffers hold.
func TestARefusedSenderHearsTheAnswer(t *testing.T) {
	const chunk, chunks = 1 << 20, 32
	data := strings.Repeat("x", chunk)
	t.Run("chunked", func(t *testing.T) {
		conn := refusing(t, chunk)
		send := func(text string) {
			if _, err := io.WriteString(conn, text); err != nil {
				t.Fatal(err)
			}
		}
		send("POST / HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n")
		for range chunks {
			send(fmt.Sprintf("%x\r\n%s\r\n", chunk, data))
		}
		send("0\r\n\r\n")
		hears(t, conn)
	})
	t.Run("of a known length", func(t *testing.T) {
		conn := refusing(t, 0)
		if _, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: %d\r\n\r\n%s", chunk*chunks, strings.Repeat(data, chunks)); err != nil {
			t.Fatal(err)
		}
		hears(t, conn)
	})
}

// Who asks before sending is answered, and does not send; who announces more than
// anybody listens to is answered at once.
func TestWhoHasNotBegunToSendIsAnsweredAtOnce(t *testing.T) {
	for name, header := range map[string]string{
		"asks first":     "Content-Length: 4000000\r\nExpect: 100-continue",
		"announces much": fmt.Sprintf("Content-Length: %d", hearBytes+1),
	} {
		t.Run(name, func(t *testing.T) {
			conn := refusing(t, 0)
			if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: desk\r\n"+header+"\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			hears(t, conn)
		})
	}
}
