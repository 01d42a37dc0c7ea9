package app

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pronto/internal/config"
	"pronto/internal/store"
	"pronto/internal/store/sqlite"
)

func finding(t *testing.T, all []Finding, what string) Finding {
	t.Helper()
	i := slices.IndexFunc(all, func(f Finding) bool { return f.What == what })
	if i < 0 {
		t.Fatalf("the doctor did not look at the %s: %+v", what, all)
	}
	return all[i]
}

// check compares one finding. What is not well says how to mend it.
func check(t *testing.T, cfg config.Config, what string, well bool, says string) {
	t.Helper()
	f := finding(t, Examine(t.Context(), cfg), what)
	if f.Well != well || !strings.Contains(f.Says, says) || !f.Well && f.Mend == "" {
		t.Errorf("%s: %+v; want well %t, %q", what, f, well, says)
	}
}

func TestDoctorBeforeTheFirstStart(t *testing.T) {
	cfg := settings(t)
	cfg.Data = filepath.Join(cfg.Data, "not", "yet")
	check(t, cfg, "data folder", true, "the first start makes it")
	check(t, cfg, "database", true, "none yet")
	check(t, cfg, "address", true, "will listen on")
	check(t, cfg, "public address", true, "a guess")
	if _, err := os.Stat(cfg.Data); !os.IsNotExist(err) {
		t.Errorf("the doctor made the folder: %v", err)
	}
}

func TestDoctorBesideAServer(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	check(t, d.cfg, "address", true, "a server runs")
	check(t, d.cfg, "database", true, "running server")
	left, err := os.ReadDir(d.cfg.Data)
	if err != nil || slices.ContainsFunc(left, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), ".doctor") }) {
		t.Errorf("the doctor left something behind: %v, %v", left, err)
	}
	if res, _ := d.get("GET", "/readyz", nil); res.StatusCode != 200 {
		t.Error("the server was disturbed")
	}
}

// A killed server leaves its socket behind; nobody answers there.
func TestDoctorWithASocketLeftBehind(t *testing.T) {
	cfg := settings(t)
	openDesk(t, cfg, Options{}).close()
	leaveSocket(t, cfg)
	check(t, cfg, "address", true, "will listen on")
	check(t, cfg, "database", true, "SQLite, 0 users")
	check(t, cfg, "clock", true, "")
}

func leaveSocket(t *testing.T, cfg config.Config) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(cfg.Data, socketName)})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	cfg := settings(t)
	if err := os.Chmod(cfg.Data, 0o755); err != nil {
		t.Fatal(err)
	}
	check(t, cfg, "data folder", false, "open to other users")

	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	cfg.Metrics = taken.Addr().String()
	check(t, cfg, "address", false, "in use")
	cfg.Listen, cfg.Metrics = cfg.Metrics, ""
	check(t, cfg, "address", false, "in use")

	if err := os.WriteFile(filepath.Join(cfg.Data, sqlite.Name), []byte(strings.Repeat("not a database\n", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	check(t, cfg, "database", false, "not a database")

	lock, err := store.LockDirectory(cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	check(t, cfg, "database", false, "held by process")
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}

	cfg.Data = "/proc/self/pronto" // nobody can make files there, root included
	check(t, cfg, "durable writes", false, "")
	cfg.PublicURL = "https://chat.example.com"
	check(t, cfg, "public address", true, "https://chat.example.com")
}

func TestDoctorInAReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	cfg := settings(t)
	openDesk(t, cfg, Options{}).close()
	if err := os.Chmod(cfg.Data, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(cfg.Data, 0o700) })
	check(t, cfg, "durable writes", false, "permission denied")
}
