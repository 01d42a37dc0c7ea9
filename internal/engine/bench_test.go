package engine_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// The engine alone against the bare store that writes the same batches: the gate
// of the bench is that the engine does at least 60 % of what the store does.

const benchConversations = 200

// bench is a desk with conversations under way.
func bench(b *testing.B, name string, batch int) (*engine.Engine, *faulty, []string) {
	b.Helper()
	s := &faulty{stored: stores[name](b)()}
	b.Cleanup(func() { _ = s.Close() })
	var ids atomic.Int64
	e, err := engine.Open(context.Background(), s, engine.Options{NewID: func(time.Time) string { return fmt.Sprintf("%026d", ids.Add(1)) }, Stepped: true, MaxBatch: batch})
	if err != nil {
		b.Fatal(err)
	}
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	var users []string
	for i := range 20 {
		u := admin(fmt.Sprint("u", i))
		u.Limits = desk.Limits{Total: 900, Chat: 900}
		_, err := engine.Do(b.Context(), e, root, engine.SaveUser{Create: true, User: u})
		must(err)
		users = append(users, string(u.ID))
	}
	_, err = engine.Do(b.Context(), e, root, engine.SaveQueue{Create: true, Members: serving(users...), Queue: desk.Queue{
		ID: "q", Name: "q", Mode: desk.Push, Delivery: desk.Assign, Ring: 20 * time.Second, Strategy: desk.FewestOpen,
	}})
	must(err)
	_, err = engine.Do(b.Context(), e, root, engine.SaveChannel{Create: true, Channel: desk.Channel{
		ID: "c", Kind: desk.WebChat, Name: "c", Queue: "q", AbandonAfter: time.Minute, Color: "#1a7f64", Locale: desk.English,
	}})
	must(err)
	for _, u := range users {
		_, err = engine.Do(b.Context(), e, by(u), engine.OpenWindow{User: desk.UserID(u), Window: "w", Load: 1})
		must(err)
		_, err = engine.Do(b.Context(), e, by(u), engine.SetStatus{Status: desk.Online})
		must(err)
	}
	var tokens []string
	for i := range benchConversations {
		token := fmt.Sprint("v", i)
		_, err = engine.Do(b.Context(), e, visitorCall, engine.StartVisitor{Channel: "c", Token: token})
		must(err)
		_, err = engine.Do(b.Context(), e, visitorCall, says(token, "first"+token, "olá"))
		must(err)
		tokens = append(tokens, token)
	}
	return e, s, tokens
}

const benchText = "Bom dia! Comprei um par de sapatos na semana passada e ainda não recebi o código de rastreio."

// BenchmarkEngineMessages counts messages: through the engine and its store, the
// engine with a store that does nothing, and the same batches on the bare store.
func BenchmarkEngineMessages(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		for _, batch := range []int{1, 30, 300} {
			b.Run(fmt.Sprintf("%s/batch=%d/engine", name, batch), func(b *testing.B) {
				e, _, tokens := bench(b, name, batch)
				write(b, e, tokens, batch)
			})
			b.Run(fmt.Sprintf("%s/batch=%d/store", name, batch), func(b *testing.B) { replay(b, name, batch) })
		}
	}
	b.Run("none/batch=30/engine", func(b *testing.B) {
		e, s, tokens := bench(b, "sqlite", 30)
		s.stored = hollow{s.stored}
		write(b, e, tokens, 30)
	})
}

// hollow takes everything and keeps nothing.
type hollow struct{ stored }

func (hollow) Flush(context.Context, *engine.Batch) error { return nil }

func write(b *testing.B, e *engine.Engine, tokens []string, batch int) {
	n := 0
	asked := make([]engine.Asked, 0, batch)
	b.ReportAllocs()
	b.ResetTimer()
	for n < b.N {
		asked = asked[:0]
		for range min(batch, b.N-n) {
			asked = append(asked, engine.Ask(visitorCall, says(tokens[n%len(tokens)], fmt.Sprintf("%026d", n), benchText), new(engine.Written)))
			n++
		}
		for _, err := range engine.Run(e, asked...) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// replay writes batches that an engine made before, on a store of its own.
func replay(b *testing.B, name string, batch int) {
	e, s, tokens := bench(b, name, batch)
	var batches []*engine.Batch
	s.flush = func(made *engine.Batch) (error, bool) {
		kept := *made
		kept.Conversations, kept.Messages = slices.Clone(made.Conversations), slices.Clone(made.Messages)
		batches = append(batches, &kept)
		return nil, false
	}
	real := s.stored
	s.stored = hollow{real}
	n := 0
	for n < b.N {
		var asked []engine.Asked
		for range min(batch, b.N-n) {
			asked = append(asked, engine.Ask(visitorCall, says(tokens[n%len(tokens)], fmt.Sprintf("%026d", n), benchText), new(engine.Written)))
			n++
		}
		engine.Run(e, asked...)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for _, made := range batches {
		if err := real.Flush(context.Background(), made); err != nil {
			b.Fatal(err)
		}
	}
}
