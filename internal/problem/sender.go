package problem

import (
	"io"
	"net/http"
	"time"
)

// What a refused sender may still send before the answer. A body of the largest
// size that is ever taken, sent too late or by the wrong one, arrives whole.
const (
	hearBytes = 64 << 20
	hearTime  = 30 * time.Second
)

// hearOut takes in the rest of a body that nobody wants. Most clients read no
// answer before all is sent, and net/http cuts off whoever still sends when it is
// written: they would learn of a broken pipe and not of what was wrong. Who sends
// without end, or said that it is more than this, is cut off all the same; who
// asked first whether to send (Expect) reads the answer instead.
func hearOut(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody || r.Header.Get("Expect") != "" || r.ContentLength > hearBytes {
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(hearTime)) // what cannot have one needs none
	_, _ = io.CopyN(io.Discard, r.Body, hearBytes)                              // who left needs no answer
}
