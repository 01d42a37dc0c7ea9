package app

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"pronto/internal/testkit/pgtest"
)

// Promise 1: what is acknowledged is on the disk. Each of these requests is sent
// when the one before it was answered, so that no two can share a commit: the
// real server must have asked the kernel to sync at least once for each. (That
// the sync comes before the answer, and not after it, store/sqlite proves of
// each flush, and blob of each file.) On PostgreSQL the server of the database
// does it, and fsync is its own affair; ours is what it does for attachments.
func TestEachAcknowledgementIsSynced(t *testing.T) {
	strace, err := exec.LookPath("strace")
	switch {
	case err != nil && os.Getenv("CI") == "":
		t.Skip("strace is not installed")
	case err != nil:
		t.Fatal(err)
	}
	const messages, files = 100, 10
	t.Run("sqlite", func(t *testing.T) {
		if got := syncsOf(t, strace, "", messages, files); got < messages+3*files {
			t.Errorf("%d syncs for %d messages and %d files", got, messages, files)
		}
	})
	t.Run("postgres", func(t *testing.T) {
		got := syncsOf(t, strace, pgtest.URL(t), messages, files)
		if got < 2*files || got > messages {
			t.Errorf("%d syncs for %d files, and none expected for %d messages", got, files, messages)
		}
	})
}

// syncsOf counts the calls while messages and files are sent, one by one.
func syncsOf(t *testing.T, strace, database string, messages, files int) int {
	calls := filepath.Join(t.TempDir(), "calls")
	h := &harness{
		t: t, data: t.TempDir(), database: database, chance: rand.New(rand.NewPCG(7, 7)), addr: freeAddr(t),
		under: []string{strace, "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", calls},
	}
	t.Cleanup(h.kill)
	h.start()
	h.furnish()
	var v struct {
		Token string `json:"token"`
	}
	h.must(http.DefaultClient, "POST", "/widget/v1/channels/"+h.channel+"/visitors", map[string]any{"name": "Ana"}, &v)
	visitor := http.Header{"Authorization": {"Bearer " + v.Token}}
	before := count(t, calls)
	for range messages {
		if _, err := h.call(t.Context(), http.DefaultClient, "POST", "/widget/v1/messages", visitor, map[string]any{"id": newULID(), "text": "oi"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	visitor.Set("Content-Type", "text/plain")
	for range files {
		if _, err := h.call(t.Context(), http.DefaultClient, "POST", "/widget/v1/files?name=a.txt", visitor, []byte("nota "+newULID()), nil); err != nil {
			t.Fatal(err)
		}
	}
	return count(t, calls) - before
}

func count(t *testing.T, calls string) int {
	t.Helper()
	data, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(data, []byte("sync("))
}
