package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/store"
)

// Bare is what the child process is told that writes with the driver alone. It
// is a process of its own so that its processor time is its own.
type Bare struct {
	Dir      string
	Messages int
	Batch    int // messages a transaction
	Rate     float64
}

// Spent is what it answers.
type Spent struct {
	CPU time.Duration
}

// bareCPU has the bare driver write as many messages at the same pace in
// transactions of the same size.
func (b *bench) bareCPU(name string, rate float64, got loaded) (time.Duration, error) {
	dir, err := b.folder("pace-" + name[:2])
	if err != nil {
		return 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	order, err := json.Marshal(Bare{Dir: dir, Messages: got.messages, Batch: max(int(got.batch+0.5), 1), Rate: rate})
	if err != nil {
		return 0, err
	}
	child := exec.CommandContext(b.ctx, self, "bench-bare")
	child.Stdin, child.Stderr = bytes.NewReader(order), os.Stderr
	out, err := child.Output()
	if err != nil {
		return 0, fmt.Errorf("write with the bare driver: %w", err)
	}
	var spent Spent
	return spent.CPU, errors.Join(json.Unmarshal(out, &spent), os.RemoveAll(dir))
}

// RunBare is the child process.
func RunBare(ctx context.Context, in io.Reader, out io.Writer) error {
	var order Bare
	if err := json.NewDecoder(in).Decode(&order); err != nil {
		return err
	}
	driver, err := openBare(ctx, order.Dir, "")
	if err != nil {
		return err
	}
	planned, err := planMessages(order.Messages, order.Batch)
	if err != nil {
		return err
	}
	warm := min(len(planned)/10+1, len(planned))
	if _, err := replay(driver, planned[:warm]); err != nil {
		return err
	}
	before := cpuOfSelf()
	every := time.Duration(float64(order.Batch) / order.Rate * float64(time.Second))
	next := time.Now()
	for _, statements := range planned[warm:] {
		if wait := time.Until(next); wait > 0 {
			time.Sleep(wait)
		}
		next = next.Add(every)
		if err := driver.write(statements); err != nil {
			return err
		}
	}
	spent := cpuOfSelf() - before
	spent = spent * time.Duration(len(planned)) / time.Duration(max(len(planned)-warm, 1)) // as if all had been measured
	return errors.Join(json.NewEncoder(out).Encode(Spent{spent}), driver.close())
}

func cpuOfSelf() time.Duration {
	var use syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &use) // cannot fail for oneself
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// planMessages are the statements of so many customer messages in as many
// conversations as the load has, planned beforehand.
func planMessages(messages, batch int) (transactions, error) {
	planner := store.NewPlanner(store.SQLite)
	now := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	open := make([]desk.Conversation, customers)
	first := &engine.Batch{}
	for i := range open {
		id := newID(now)
		ch := desk.Channel{ID: "01BENCHCHANNEL"}
		c, _ := desk.OpenConversation(desk.ConversationID(id), ch, desk.ContactID(newID(now)), desk.LegID(newID(now)), "01BENCHQUEUE", desk.ProtocolNumber(now, int64(i)), now)
		c, _, err := c.AssignTo("01BENCHAGENT", desk.ByRouter, now)
		if err != nil {
			return nil, err
		}
		open[i] = c
		first.Conversations = append(first.Conversations, c)
	}
	var all transactions
	add := func(b *engine.Batch) error {
		statements, err := planner.Plan(b)
		if err != nil {
			return err
		}
		planner.Done()
		all = append(all, keep(statements))
		return nil
	}
	if err := add(first); err != nil {
		return nil, err
	}
	for n := 0; n < messages; n += batch {
		b, err := messageBatch(open, n, min(batch, messages-n), now)
		if err != nil {
			return nil, err
		}
		if err := add(b); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func messageBatch(open []desk.Conversation, from, count int, now time.Time) (*engine.Batch, error) {
	b := &engine.Batch{}
	for n := from; n < from+count; n++ {
		i := n % len(open)
		c, m, events, err := open[i].Write(desk.Message{ID: desk.MessageID(newID(now)), From: desk.FromCustomer, Text: aMessage}, now)
		if err != nil {
			return nil, err
		}
		m.Rev, c.Rev, open[i] = int64(n+1), int64(n+1), c
		b.Messages = append(b.Messages, m)
		b.Events = append(b.Events, desk.Recorded{Seq: int64(n + 1), At: now, Since: now, Actor: desk.ByCustomer(c.Contact), Event: events[0]})
	}
	touched := min(count, len(open))
	for k := range touched {
		b.Conversations = append(b.Conversations, open[(from+count-touched+k)%len(open)])
	}
	return b, nil
}
