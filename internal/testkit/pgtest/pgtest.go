package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// Variables of the environment.
const (
	// serverVariable names a server to use instead of starting one:
	// postgres://user@host/database, whose user may create databases.
	serverVariable = "PRONTO_TEST_POSTGRES"
	// strictVariable is set by CI and by `make test`, where a test that cannot
	// run has failed.
	strictVariable = "CI"
)

// TB is what URL needs of a test.
type TB interface {
	Helper()
	Context() context.Context
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
}

// own is the cluster of this process: starting one takes longer than most tests.
var own struct {
	sync.Mutex
	cluster *Cluster
	err     error
}

// URL returns the address of a fresh database, dropped when the test ends. The
// first call starts the cluster of this process. Without PostgreSQL the test is
// skipped, or fails where CI is set.
func URL(t TB) string {
	t.Helper()
	server, err := server()
	switch {
	case errors.Is(err, ErrNotInstalled) && os.Getenv(strictVariable) == "":
		t.Skipf("%v", err)
	case err != nil:
		t.Fatalf("%v", err)
	}
	database, err := createDatabase(t.Context(), server)
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		if err := dropDatabase(context.Background(), server, database); err != nil {
			t.Errorf("%v", err)
		}
	})
	return database
}

// Main runs the tests of a package and then stops the cluster, if one was
// started:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
func Main(m interface{ Run() int }) {
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// server returns the address of the server to use, and starts it when needed.
// A failure is remembered: the next test would only wait for the same one.
func server() (string, error) {
	if given := os.Getenv(serverVariable); given != "" {
		return given, nil
	}
	own.Lock()
	defer own.Unlock()
	if own.cluster == nil && own.err == nil {
		own.cluster, own.err = Start("", Hasty()...)
	}
	if own.err != nil {
		return "", own.err
	}
	return own.cluster.URL(), nil
}

func stop() error {
	own.Lock()
	defer own.Unlock()
	if own.cluster == nil {
		return nil
	}
	return own.cluster.Stop()
}
