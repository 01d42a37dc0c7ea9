package testkit_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"pronto/internal/testkit"
)

const page = "pending  accept accepted\naccepted accept conflict\n"

func TestGoldenAcceptsTheApprovedPage(t *testing.T) {
	t.Setenv("APPROVE", "")
	inFolderWithPage(t)
	if text := failure(t, "offer.golden", page); text != "" {
		t.Errorf("failed on the approved page: %s", text)
	}
}

func TestGoldenShowsTheLinesThatDiffer(t *testing.T) {
	t.Setenv("APPROVE", "")
	inFolderWithPage(t)
	text := failure(t, "offer.golden", strings.Replace(page, "conflict", "accepted", 1))
	for _, line := range []string{"-accepted accept conflict", "+accepted accept accepted", " pending  accept accepted", "APPROVE=1"} {
		if !strings.Contains(text, line) {
			t.Errorf("the failure does not show %q:\n%s", line, text)
		}
	}
}

func TestGoldenRefusesAMissingPageAndAnEmptyResult(t *testing.T) {
	t.Setenv("APPROVE", "")
	inFolderWithPage(t)
	if text := failure(t, "other.golden", page); !strings.Contains(text, "does not exist yet") {
		t.Errorf("a missing page: %q", text)
	}
	if text := failure(t, "offer.golden", ""); !strings.Contains(text, "nothing to compare") {
		t.Errorf("an empty result: %q", text)
	}
}

func TestGoldenApproves(t *testing.T) {
	t.Setenv("APPROVE", "1")
	t.Chdir(t.TempDir())
	if text := failure(t, "deep/offer.golden", page); text != "" {
		t.Fatalf("approving failed: %s", text)
	}
	t.Setenv("APPROVE", "")
	if text := failure(t, "deep/offer.golden", page); text != "" {
		t.Errorf("what was approved is refused: %s", text)
	}
}

func inFolderWithPage(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/offer.golden", []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

// failure runs Golden as a test of its own and returns how it failed.
func failure(t *testing.T, name, got string) string {
	probe := &probe{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		testkit.Golden(probe, name, got)
	}()
	<-done
	return probe.text
}

// probe is a test whose failing is the expected outcome.
type probe struct {
	testing.TB
	text string
}

func (p *probe) Helper() {}

func (p *probe) Fatalf(format string, args ...any) {
	p.text = fmt.Sprintf(format, args...)
	runtime.Goexit()
}
