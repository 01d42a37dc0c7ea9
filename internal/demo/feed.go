package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/coder/websocket"
)

// feed keeps one WebSocket open as a browser would: it says hello at each
// connect, hands over what comes, takes silence for a loss, and comes back.
type feed struct {
	client *client
	path   string
	hello  func() any                      // the first thing said on each connection
	take   func(json.RawMessage)           // one frame; must not block for long
	ended  func(websocket.StatusCode) bool // whether this close is for good
	say    chan any                        // what to say while connected; dropped while not
}

const (
	// silence without a frame is a lost line: the server sends a beat every 10 s.
	silence    = 25 * time.Second
	frameLimit = 4 << 20
)

var errFeedOver = errors.New("the server ended this feed")

// run follows until ctx ends or the server closes for good (errFeedOver).
func (f *feed) run(ctx context.Context) error {
	retry := f.client.world.backoff()
	for {
		err := f.connection(ctx, retry)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case f.ended(websocket.CloseStatus(err)):
			return errFeedOver
		}
		f.client.world.trouble(err)
		if err := pause(ctx, retry.next()); err != nil {
			return err
		}
	}
}

// tell says something now or never.
func (f *feed) tell(v any) {
	select {
	case f.say <- v:
	default:
	}
}

func (f *feed) connection(ctx context.Context, retry *backoff) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := f.dial(ctx)
	if err != nil {
		return fmt.Errorf("open %s: %w", f.path, err)
	}
	defer func() { _ = conn.CloseNow() }()
	if err := write(ctx, conn, f.hello()); err != nil {
		return fmt.Errorf("say hello on %s: %w", f.path, err)
	}
	go f.speak(ctx, conn)
	for {
		frames, err := read(ctx, conn)
		if err != nil {
			return fmt.Errorf("follow %s: %w", f.path, err)
		}
		retry.reset()
		for _, frame := range frames {
			f.take(frame)
		}
	}
}

func (f *feed) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, res, err := websocket.Dial(ctx, f.client.base+f.path, &websocket.DialOptions{HTTPClient: f.client.http}) //nolint:bodyclose // the library closes it
	if err != nil {
		if res != nil && res.StatusCode == 401 {
			return nil, websocket.CloseError{Code: closedSignedOut, Reason: "not signed in"}
		}
		return nil, err
	}
	conn.SetReadLimit(frameLimit)
	return conn, nil
}

func (f *feed) speak(ctx context.Context, conn *websocket.Conn) {
	for {
		select {
		case v := <-f.say:
			if write(ctx, conn, v) != nil {
				return // the reader notices too, and reconnects
			}
		case <-ctx.Done():
			return
		}
	}
}

func read(ctx context.Context, conn *websocket.Conn) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	_, data, err := conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	var frames []json.RawMessage
	if err := json.Unmarshal(data, &frames); err != nil {
		return nil, fmt.Errorf("understand the frames: %w", err)
	}
	return frames, nil
}

func write(ctx context.Context, conn *websocket.Conn, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, data)
}

// closedSignedOut is the close code of a session that ended.
const closedSignedOut websocket.StatusCode = 4001
