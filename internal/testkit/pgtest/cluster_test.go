package pgtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pronto/internal/testkit/pgtest"
)

// victim makes this test binary start a cluster, say where, and wait to be killed.
const victim = "PGTEST_VICTIM"

func TestMain(m *testing.M) {
	if home := os.Getenv(victim); home != "" {
		beKilled(home)
	}
	pgtest.Main(m)
}

func beKilled(home string) {
	cluster, err := pgtest.Start(home, pgtest.Hasty()...)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(cluster.URL())
	select {}
}

func TestDatabasesAreFreshAndApart(t *testing.T) {
	t.Parallel()
	first, second := pgtest.URL(t), pgtest.URL(t)
	ask(t, first, "CREATE TABLE mark (n BIGINT)")
	if got := ask(t, second, "SELECT count(*)::text FROM pg_class WHERE relname = 'mark'"); got != "0" {
		t.Errorf("the second database sees %s tables of the first", got)
	}
}

func TestADatabaseGoesWithItsTest(t *testing.T) {
	t.Parallel()
	here := pgtest.URL(t)
	var gone string
	t.Run("inner", func(t *testing.T) { gone = pgtest.URL(t) })
	cfg, err := pgx.ParseConfig(gone)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(t, here, "SELECT count(*)::text FROM pg_database WHERE datname = '"+cfg.Database+"'"); got != "0" {
		t.Errorf("%s is still there after its test", cfg.Database)
	}
}

func TestAGivenServerIsUsed(t *testing.T) {
	given := start(t, "", "application_name=given", "fsync=off")
	t.Setenv("PRONTO_TEST_POSTGRES", given.URL())
	if got := ask(t, pgtest.URL(t), "SHOW application_name"); got != "given" {
		t.Errorf("the database is on a server called %q", got)
	}
}

func TestSettingsArePassedAndTheDefaultIsDurable(t *testing.T) {
	t.Parallel()
	durable := start(t, folder(t))
	if got := ask(t, durable.URL(), "SHOW fsync"); got != "on" {
		t.Errorf("fsync is %s without settings", got)
	}
	hasty := start(t, "", pgtest.Hasty()...)
	if got := ask(t, hasty.URL(), "SHOW fsync"); got != "off" {
		t.Errorf("fsync is %s with Hasty", got)
	}
}

func TestStopRemovesEverything(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	cluster := start(t, dir)
	for range 2 {
		if err := cluster.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	pgtest.URL(t) // skips where there is no PostgreSQL
	dir := folder(t)
	_, err := pgtest.Start(dir, "shared_buffers=nonsense")
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("the error does not name the culprit: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestTheClusterDiesWithAKilledProcess(t *testing.T) {
	t.Parallel()
	pgtest.URL(t) // skips where there is no PostgreSQL
	home := folder(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+home)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var database string
	if _, err := fmt.Fscanln(out, &database); err != nil || !strings.HasPrefix(database, "postgres://") {
		t.Fatalf("the process did not start a cluster: %q %v", database, err)
	}
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // killed, as intended
	// The wait ends when the dying server cuts this session off.
	if _, err := conn.WaitForNotification(t.Context()); err == nil {
		t.Fatalf("the server outlived its process: %v", err)
	}
	waitUntilEmpty(t, home)
}

// waitUntilEmpty polls, for nothing tells when a process ends that is not ours.
func waitUntilEmpty(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("left behind: %v", left)
		}
	}
}

// folder is like t.TempDir, but also user postgres may enter it.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pgtest") //nolint:usetesting // t.TempDir belongs to its user alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, dir string, settings ...string) *pgtest.Cluster {
	t.Helper()
	cluster, err := pgtest.Start(dir, settings...)
	if errors.Is(err, pgtest.ErrNotInstalled) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	return cluster
}

// ask runs one statement and returns the text it answers with, if any.
func ask(t *testing.T, database, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var answer string
	err = conn.QueryRow(t.Context(), statement).Scan(&answer)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatalf("%s: %v", statement, err)
	}
	return answer
}
