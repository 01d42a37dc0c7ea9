package live

import (
	"context"
	"sync"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
)

// commandWithin is how long the engine may take to hear of a window.
const commandWithin = 10 * time.Second

// windows orders what the engine is told about each window: a goodbye of an old
// socket must not overtake the hello of a new one.
type windows struct {
	mu   sync.Mutex
	open map[windowKey]*window
}

type windowKey struct {
	user desk.UserID
	id   desk.WindowID
}

type window struct {
	mu      sync.Mutex
	users   int
	current *subscriber
}

func (w *windows) lock(user desk.UserID, id desk.WindowID) (*window, func()) {
	key := windowKey{user, id}
	w.mu.Lock()
	one := w.open[key]
	if one == nil {
		one = &window{}
		w.open[key] = one
	}
	one.users++
	w.mu.Unlock()
	one.mu.Lock()
	return one, func() {
		idle := one.current == nil
		one.mu.Unlock()
		w.mu.Lock()
		defer w.mu.Unlock()
		if one.users--; one.users == 0 && idle {
			delete(w.open, key)
		}
	}
}

// openWindow tells the engine that a window is there, and learns the id that it
// is known by. An older socket of the same page is replaced and says nothing.
func (h *Hub) openWindow(ctx context.Context, s *subscriber, id desk.WindowID, load int64) error {
	one, unlock := h.windows.lock(s.user, id)
	defer unlock()
	call := engine.Call{Actor: desk.ByUser(s.user)}
	known, err := engine.Do(ctx, h.engine, call, engine.OpenWindow{User: s.user, Window: id, Load: load})
	if err != nil {
		return err
	}
	s.window, s.load = known, load
	if known != id { // a duplicated tab got an id that nobody else has
		other, unlock := h.windows.lock(s.user, known)
		defer unlock()
		other.current = s
		return nil
	}
	if old := one.current; old != nil {
		old.conn.Close(CodeReplaced, "this page has a newer socket")
	}
	one.current = s
	return nil
}

// closed tells the engine how a window's socket ended: with a goodbye, or
// without a word. What a full disk keeps the engine from hearing it hears once
// there is room, dated when it was true. Nothing is said of a socket that was
// replaced, nor of those that the server's stop ended.
func (h *Hub) closed(s *subscriber, end socket.End) {
	if s.window == "" {
		return
	}
	one, unlock := h.windows.lock(s.user, s.window)
	defer unlock()
	if one.current != s {
		return
	}
	one.current = nil
	if end.Cause == socket.ServerShutdown {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandWithin)
	defer cancel()
	call := engine.Call{Actor: desk.ByUser(s.user)}
	var err error
	if end.Cause == socket.PeerLeft {
		_, err = engine.Insist(ctx, h.engine, call, engine.CloseWindow{User: s.user, Window: s.window, Load: s.load, Said: end.LastSeen})
	} else {
		_, err = engine.Insist(ctx, h.engine, call, engine.MissWindow{User: s.user, Window: s.window, Load: s.load, Seen: end.LastSeen})
	}
	if err != nil {
		h.log.Warn("the end of a window is not stored yet", "user", s.user, "err", err)
	}
}
