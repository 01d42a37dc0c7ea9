package app

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pronto/internal/testkit/pgtest"
)

// Promise 2: a server that was suspended in the midst of its work wakes up after
// its successor has begun on the same database. Nothing more of it is
// acknowledged or stored, and it ends by itself.
func TestSuspendedServerCannotCommit(t *testing.T) {
	database := pgtest.URL(t)
	server := func() *harness {
		h := &harness{t: t, data: t.TempDir(), database: database, chance: rand.New(rand.NewPCG(7, 7)), addr: freeAddr(t)}
		t.Cleanup(h.kill)
		h.start()
		return h
	}
	old := server()
	old.furnish()
	before, stopBefore := context.WithCancel(t.Context())
	var customers sync.WaitGroup
	for i := range 4 {
		customers.Go(func() { old.customer(before, i) })
	}
	old.awaitWork(100)
	if err := old.process.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	lastOfOld := old.acknowledged()

	successor := server()
	successor.channel, successor.sent, successor.acked = old.channel, map[string]string{}, map[string]string{}
	after, stopAfter := context.WithCancel(t.Context())
	var others sync.WaitGroup
	others.Go(func() { successor.customer(after, 9) })
	successor.awaitWork(50)

	if err := old.process.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	process := old.process
	go func() { ended <- process.Wait() }()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the deposed server ended as if all were well")
		}
	case <-time.After(time.Minute):
		t.Error("the deposed server does not end")
	}
	old.process = nil
	stopBefore()
	customers.Wait()
	log, err := os.ReadFile(old.data + "/crash.log")
	if err != nil || !strings.Contains(string(log), "another server has taken over") {
		t.Errorf("the deposed server does not say why it ended: %v", err)
	}
	// Answers that were on their way when the old server was suspended count.
	if more := old.acknowledged() - lastOfOld; more > 4 {
		t.Errorf("%d messages were acknowledged after the successor had begun", more)
	}
	successor.awaitWork(20)
	stopAfter()
	others.Wait()
	successor.kill()
	successor.mu.Lock()
	defer successor.mu.Unlock()
	for id, text := range old.sent {
		successor.sent[id] = text
	}
	for id, text := range old.acked {
		successor.acked[id] = text
	}
	successor.verifyMessages()
}

// On one data folder the second server refuses, whatever the database, and also
// while the first is suspended: with its files it cannot be got rid of safely.
func TestSecondServerRefuses(t *testing.T) {
	for name, database := range map[string]func(*testing.T) string{
		"sqlite":   func(*testing.T) string { return "" },
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			h := &harness{t: t, data: t.TempDir(), database: database(t), chance: rand.New(rand.NewPCG(7, 7)), addr: freeAddr(t)}
			t.Cleanup(h.kill)
			h.start()
			h.furnish()
			cfg := settings(t)
			cfg.Data, cfg.Database = h.data, h.database
			refused := func() {
				t.Helper()
				s, err := Start(t.Context(), cfg, Options{})
				if err == nil {
					err = errors.Join(errors.New("it started"), s.Close())
				}
				if !strings.Contains(err.Error(), "in use") || !strings.Contains(err.Error(), "held by process") {
					t.Error(err)
				}
			}
			refused()
			if err := h.process.Process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			refused()
			if err := h.process.Process.Signal(syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			h.must(h.admin, http.MethodGet, "/api/v1/session", nil, nil)
			h.must(h.admin, http.MethodPut, "/api/v1/me", map[string]any{"name": "Chefe ainda", "locale": "pt-BR"}, nil)
		})
	}
}

// What a person types in passing must not end a server's work, when that server
// has its data folder elsewhere.
func TestCommandsSpareTheWriter(t *testing.T) {
	cfg := settings(t)
	cfg.Database = pgtest.URL(t)
	d := openDesk(t, cfg, Options{})
	d.furnish()
	elsewhere := settings(t)
	elsewhere.Database = cfg.Database
	if _, err := Dial(t.Context(), elsewhere, Options{}); !errors.Is(err, ErrServing) {
		t.Errorf("a command: %v", err)
	}
	if _, err := Restore(t.Context(), elsewhere, backupOf(t, d)); !errors.Is(err, ErrServing) {
		t.Errorf("a restore: %v", err)
	}
	check(t, elsewhere, "database", true, "another data folder")
	d.write(d.visitor("Ana"), "ainda aqui")
}
