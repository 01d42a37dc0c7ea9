package app

import "testing"

// A body that never comes must not hold a connection for ever, also where nobody
// reads it: then nothing but the server's own limit ends the wait.
func TestARequestMustArrive(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	for _, server := range d.http {
		if got := server.ReadTimeout; got != readTime || got <= 0 {
			t.Errorf("a request may take %s to arrive", got)
		}
	}
}
