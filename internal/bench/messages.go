package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

const (
	customers = 60
	desks     = 6
	cpuRatio  = 2.5
)

// shop is a served company with its customers and the agents who read them.
type shop struct {
	*server
	b      *bench
	tokens []string
	client *http.Client
	number atomic.Int64

	mu    sync.Mutex
	began map[string]time.Time // by message text
	took  []time.Duration
}

// messages measures a customer's message from the request to the agent's socket,
// at three paces, and what the bare driver spends on the same rows.
func (b *bench) messages() error {
	data, err := b.folder("server")
	if err != nil {
		return err
	}
	s, err := b.openShop(data)
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }()
	if _, err := s.load(200, b.seconds(2)); err != nil { // warm up
		return err
	}
	for _, pace := range []int{50, 500, 0} {
		if err := s.measure(pace); err != nil {
			return err
		}
	}
	return nil
}

// loaded is what one stretch of load came to.
type loaded struct {
	messages int
	during   time.Duration
	cpu      time.Duration
	batch    float64 // messages a transaction
	took     []time.Duration
}

func (s *shop) measure(pace int) error {
	got, err := s.load(pace, s.b.seconds(8))
	if err != nil {
		return err
	}
	if got.messages == 0 || len(got.took) == 0 {
		return fmt.Errorf("%d messages were written and %d reached an agent: nothing was measured", got.messages, len(got.took))
	}
	bareCPU, err := s.b.bareCPU(paceName(pace), got.rate(), got)
	if err != nil {
		return err
	}
	s.b.judge(pace, got, bareCPU)
	return nil
}

func (l loaded) rate() float64 { return float64(l.messages) / l.during.Seconds() }

func paceName(pace int) string {
	if pace == 0 {
		return "saturated"
	}
	return fmt.Sprintf("%d/s", pace)
}

// judge holds a stretch of load against what the bare driver spent on its rows.
func (b *bench) judge(pace int, got loaded, bareCPU time.Duration) {
	each, bareEach := got.cpu/time.Duration(got.messages), bareCPU/time.Duration(got.messages)
	b.gate(float64(each) <= cpuRatio*float64(bareEach), "server CPU a message, "+paceName(pace), "≤ 2.5 × the bare driver",
		"×%.2f (%s of %s)", float64(each)/float64(bareEach), short(each), short(bareEach))
	p50, p99 := percentile(got.took, 50), percentile(got.took, 99)
	switch pace {
	case 50:
		b.target(p50 < 5*time.Millisecond && p99 < 25*time.Millisecond, "request → agent's socket, 50/s", "p50 < 5 ms, p99 < 25 ms", "p50 %s, p99 %s", short(p50), short(p99))
	case 0:
		b.target(got.rate() >= 3000, "acknowledged messages, SQLite", "3,000/s", "%.0f/s, %.0f a transaction, p50 %s, p99 %s", got.rate(), got.batch, short(p50), short(p99))
		b.target(each < 350*time.Microsecond, "server CPU a message, saturated", "< 0.35 ms", "%s", short(each))
	}
}

func short(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }

func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)*p/100, len(all)-1)]
}

// openShop furnishes a company whose conversations are all with an agent.
func (b *bench) openShop(data string) (*shop, error) {
	srv, err := b.serve(data)
	if err != nil {
		return nil, err
	}
	s := &shop{server: srv, b: b, client: browser(), began: map[string]time.Time{}}
	if err := s.furnish(); err != nil {
		return nil, errors.Join(err, srv.stop())
	}
	return s, nil
}

const password = "correct horse 9"

func (s *shop) furnish() error {
	token, err := s.token()
	if err != nil {
		return err
	}
	admin := browser()
	post := func(path string, in any) error { return s.ask(s.b.ctx, admin, http.MethodPost, path, "", in, nil) }
	if err := post("/api/v1/setup", map[string]any{"token": token, "company": "Bench", "name": "Chefe", "email": "chefe@bench.example", "password": password, "time_zone": "America/Sao_Paulo"}); err != nil {
		return err
	}
	var members []map[string]any
	for i := range desks {
		id := newID(time.Now())
		if err := post("/api/v1/users", map[string]any{"id": id, "name": fmt.Sprintf("Agente %d", i), "email": email(i), "role": "agent", "locale": "pt-BR", "password": password, "limits": map[string]int{"total": 900, "chat": 900, "phone": 900}}); err != nil {
			return err
		}
		members = append(members, map[string]any{"user": id, "serves": true, "supervises": false})
	}
	queue, channel := newID(time.Now()), newID(time.Now())
	if err := post("/api/v1/queues", map[string]any{"id": queue, "name": "Geral", "mode": "both", "delivery": "assign", "ring_seconds": 20, "offer_retry_seconds": 60, "strategy": "fewest_open", "members": members}); err != nil {
		return err
	}
	if err := post("/api/v1/channels", map[string]any{
		"id": channel, "name": "Loja", "queue": queue, "priority": 0, "abandon_seconds": 3600, "fields": []any{}, "origins": []any{},
		"require_proof": false, "title": "", "greeting": "", "away": "", "color": "#1a7f64", "locale": "pt-BR",
	}); err != nil {
		return err
	}
	for i := range desks {
		if err := s.openDesk(i); err != nil {
			return err
		}
	}
	return s.arrive(channel)
}

func email(i int) string { return fmt.Sprintf("agente%d@bench.example", i) }

// openDesk signs an agent in, opens their feed and goes online.
func (s *shop) openDesk(i int) error {
	c := browser()
	if err := s.ask(s.b.ctx, c, http.MethodPost, "/api/v1/session", "", map[string]any{"email": email(i), "password": password}, nil); err != nil {
		return err
	}
	conn, err := s.window(c)
	if err != nil {
		return err
	}
	conn.SetReadLimit(1 << 24)
	go s.listen(conn)
	return s.ask(s.b.ctx, c, http.MethodPut, "/api/v1/me/status", "", map[string]any{"status": "online"}, nil)
}

// window opens a window of whoever is signed in on what it follows beside them,
// and waits until it is known.
func (s *shop) window(c *http.Client, topics ...string) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(s.b.ctx, "ws"+s.base[len("http"):]+"/api/v1/live", &websocket.DialOptions{HTTPClient: &http.Client{Jar: c.Jar}}) //nolint:bodyclose // the library closes it
	if err != nil {
		return nil, err
	}
	hello, err := json.Marshal(map[string]any{"type": "hello", "window": newID(time.Now()), "load": 1, "topics": append([]string{"me"}, topics...)})
	if err != nil {
		return nil, err
	}
	if err := conn.Write(s.b.ctx, websocket.MessageText, hello); err != nil {
		return nil, err
	}
	return conn, s.welcomed(conn)
}

// welcomed waits until the server knows the window; a beat may come before that.
func (s *shop) welcomed(conn *websocket.Conn) error {
	for {
		_, data, err := conn.Read(s.b.ctx)
		if err != nil || bytes.Contains(data, []byte(`"welcome"`)) {
			return err
		}
	}
}

// listen notes when each message's row reached the agent.
func (s *shop) listen(conn *websocket.Conn) {
	for {
		_, data, err := conn.Read(s.b.ctx)
		if err != nil {
			return
		}
		now := time.Now()
		var frames []struct {
			Rows []struct {
				T   string
				Row struct {
					LastText string `json:"last_text"`
				}
			}
		}
		if json.Unmarshal(data, &frames) != nil {
			continue
		}
		s.mu.Lock()
		for _, f := range frames {
			for _, r := range f.Rows {
				if at, ok := s.began[r.Row.LastText]; ok && r.T == "conversation" {
					delete(s.began, r.Row.LastText)
					s.took = append(s.took, now.Sub(at))
				}
			}
		}
		s.mu.Unlock()
	}
}

func (s *shop) arrive(channel string) error {
	for i := range customers {
		var v struct {
			Token string `json:"token"`
		}
		if err := s.ask(s.b.ctx, s.client, http.MethodPost, "/widget/v1/channels/"+channel+"/visitors", "", map[string]any{"name": fmt.Sprintf("Cliente %d", i)}, &v); err != nil {
			return err
		}
		s.tokens = append(s.tokens, v.Token)
		if err := s.send(s.b.ctx, i); err != nil {
			return err
		}
	}
	return nil
}

func (s *shop) send(ctx context.Context, customer int) error {
	text := fmt.Sprintf("%d %s", s.number.Add(1), aMessage)
	s.mu.Lock()
	s.began[text] = time.Now()
	s.mu.Unlock()
	return s.ask(ctx, s.client, http.MethodPost, "/widget/v1/messages", s.tokens[customer], map[string]any{"id": newID(time.Now()), "text": text}, nil)
}

// load writes at a pace, or as fast as is answered when it is 0.
func (s *shop) load(pace int, during time.Duration) (loaded, error) {
	s.mu.Lock()
	s.took = nil
	clear(s.began)
	s.mu.Unlock()
	cpu, err := s.cpu()
	if err != nil {
		return loaded{}, err
	}
	batches, err := s.batches(s.b.ctx)
	if err != nil {
		return loaded{}, err
	}
	ctx, cancel := context.WithTimeout(s.b.ctx, during)
	defer cancel()
	start := time.Now()
	var sent atomic.Int64
	errs := make([]error, customers)
	var running sync.WaitGroup
	for i := range customers {
		running.Go(func() { errs[i] = s.customer(ctx, i, pace, &sent) })
	}
	running.Wait()
	got := loaded{messages: int(sent.Load()), during: time.Since(start)}
	time.Sleep(100 * time.Millisecond) // the last rows are on their way
	used, err := s.cpu()
	if err != nil {
		return got, err
	}
	after, err := s.batches(s.b.ctx)
	got.cpu, got.batch = used-cpu, max(float64(got.messages)/(after-batches), 1)
	s.mu.Lock()
	got.took = slices.Clone(s.took)
	s.mu.Unlock()
	return got, errors.Join(append(errs, err)...)
}

func (s *shop) customer(ctx context.Context, i, pace int, sent *atomic.Int64) error {
	var every *time.Ticker
	if pace > 0 {
		each := time.Second * customers / time.Duration(pace)
		select {
		case <-time.After(each * time.Duration(i) / customers): // apart from the others
		case <-ctx.Done():
			return nil
		}
		every = time.NewTicker(each)
		defer every.Stop()
	}
	for ctx.Err() == nil {
		if err := s.send(s.b.ctx, i); err != nil {
			return err
		}
		sent.Add(1)
		if every != nil {
			select {
			case <-every.C:
			case <-ctx.Done():
			}
		}
	}
	return nil
}
