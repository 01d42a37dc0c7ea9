// Package testkit holds what the tests of several packages share. It promises
// helpers that fail with a text a person can act on, and leaves what is right
// to the tests themselves. Only tests may import it.
package testkit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

// Golden compares got with testdata/name, the page that a reviewer has
// approved, and fails with a diff of the two. APPROVE=1 in the environment
// writes the page anew: a variable and not a flag, because a flag breaks
// `go test ./...` in every package that does not know it.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if got == "" {
		t.Fatalf("%s: the test produced nothing to compare", path)
	}
	if os.Getenv("APPROVE") == "1" {
		approve(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Fatalf("%s does not exist yet. APPROVE=1 writes it; then read it before you commit it. It would hold:\n%s", path, got)
	case err != nil:
		t.Fatalf("read the approved page: %v", err)
	case string(want) != got:
		t.Fatalf("%s differs from what the code does now (APPROVE=1 accepts the change):\n%s",
			path, diff.Diff("approved", want, "now", []byte(got)))
	}
}

func approve(t testing.TB, path, got string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatalf("approve %s: %v", path, err)
	}
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatalf("approve %s: %v", path, err)
	}
}
