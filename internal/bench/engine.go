package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

const (
	writers     = 64 // customers who write at the same time
	engineShare = 0.6
)

// engineAlone has customers write messages straight into the engine, then writes
// the same statements with the bare driver in the same transactions.
func (b *bench) engineAlone(name, url string) error {
	dir, err := b.folder("engine-" + name)
	if err != nil {
		return err
	}
	opened, err := openStore(b.ctx, dir, url)
	if err != nil {
		return err
	}
	kept := &recorder{Store: opened}
	e, err := engine.Open(b.ctx, kept, engine.Options{NewID: newID})
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	e.Start()
	tokens, err := b.furnish(e)
	if err != nil {
		return err
	}
	if _, err := b.write(e, tokens, b.seconds(1)); err != nil { // warm up
		return err
	}
	warm := len(kept.batches)
	start := time.Now()
	done, err := b.write(e, tokens, b.seconds(6))
	took := time.Since(start)
	e.Stop()
	if err := errors.Join(err, opened.Close()); err != nil {
		return err
	}
	wrote, err := statements(dialect(url), kept.batches)
	if err != nil {
		return err
	}
	bareTook, err := b.bareTime(name, url, wrote, warm)
	if err != nil {
		return err
	}
	b.judgeEngine(name, done, len(wrote)-warm, took, bareTook)
	return nil
}

// judgeEngine holds so many messages in so many transactions against the time that
// the bare driver took for the same.
func (b *bench) judgeEngine(name string, messages, transactions int, took, bareTook time.Duration) {
	per, barePer := float64(messages)/took.Seconds(), float64(messages)/bareTook.Seconds()
	b.gate(per >= engineShare*barePer, "engine alone on "+name, "≥ 60 % of the bare database",
		"%.0f/s of %.0f/s (%.0f %%), %.0f a transaction", per, barePer, 100*per/barePer, float64(messages)/float64(transactions))
}

func (b *bench) bareTime(name, url string, wrote transactions, warm int) (time.Duration, error) {
	dir, err := b.folder("bare-" + name)
	if err != nil {
		return 0, err
	}
	if url != "" {
		if url, err = b.cluster.CreateDatabase(b.ctx); err != nil {
			return 0, err
		}
	}
	driver, err := openBare(b.ctx, dir, url)
	if err != nil {
		return 0, err
	}
	if _, err := replay(driver, wrote[:warm]); err != nil {
		return 0, err
	}
	took, err := replay(driver, wrote[warm:])
	return took, errors.Join(err, driver.close())
}

func newID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
}

func (b *bench) folder(name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	return dir, os.MkdirAll(dir, 0o700)
}

// furnish makes a queue, a channel and the customers, straight in the engine.
func (b *bench) furnish(e *engine.Engine) ([]string, error) {
	cli := engine.Call{Actor: desk.Actor{Kind: desk.ActorCLI}}
	queue := desk.Queue{ID: "01BENCHQUEUE", Name: "Bench", Mode: desk.Pull, Delivery: desk.Assign, Ring: 20 * time.Second, Strategy: desk.FewestOpen}
	if _, err := engine.Do(b.ctx, e, cli, engine.SaveQueue{Queue: queue, Create: true}); err != nil {
		return nil, err
	}
	channel := desk.Channel{ID: "01BENCHCHANNEL", Kind: desk.WebChat, Name: "Bench", Queue: queue.ID, AbandonAfter: time.Hour, Color: "#1a7f64", Locale: desk.Portuguese}
	if _, err := engine.Do(b.ctx, e, cli, engine.SaveChannel{Channel: channel, Create: true}); err != nil {
		return nil, err
	}
	tokens := make([]string, writers)
	for i := range tokens {
		tokens[i] = fmt.Sprintf("token-%d", i)
		visitor := engine.StartVisitor{Channel: channel.ID, Token: tokens[i], Told: desk.Contact{Name: fmt.Sprintf("Cliente %d", i)}}
		if _, err := engine.Do(b.ctx, e, engine.Call{}, visitor); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

const aMessage = "Bom dia! Comprei uma luminária na semana passada e ela ainda não chegou. Vocês podem verificar, por favor?"

// write has every customer write one message after another.
func (b *bench) write(e *engine.Engine, tokens []string, during time.Duration) (int, error) {
	ctx, cancel := context.WithTimeout(b.ctx, during)
	defer cancel()
	counts, errs := make([]int, len(tokens)), make([]error, len(tokens))
	var running sync.WaitGroup
	for i, token := range tokens {
		running.Go(func() {
			for ctx.Err() == nil {
				message := engine.CustomerMessage{Token: token, ID: desk.MessageID(newID(time.Now())), Text: aMessage, Answer: -1}
				if _, err := engine.Do(b.ctx, e, engine.Call{}, message); err != nil {
					errs[i] = err
					return
				}
				counts[i]++
			}
		})
	}
	running.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return total, errors.Join(errs...)
}
