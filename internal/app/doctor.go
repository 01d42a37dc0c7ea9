package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"pronto/internal/config"
)

// Finding is one thing that the doctor looked at. Mend is the way out when it is
// not well.
type Finding struct {
	What string
	Well bool
	Says string
	Mend string
}

const (
	leastFree    = 1 << 30 // bytes
	slowestFsync = 50 * time.Millisecond
)

// Examine looks at the machine and the data. It changes nothing but a small file
// that it removes again, and may run beside a server.
func Examine(ctx context.Context, cfg config.Config, o Options) []Finding {
	findings := []Finding{examineFolder(cfg), examineSpace(cfg), examineSync(cfg), examineAddress(cfg), examineProxy(cfg)}
	return append(findings, examineDesk(ctx, cfg, o)...)
}

func examineFolder(cfg config.Config) Finding {
	f := Finding{What: "data folder", Says: cfg.Data, Well: true}
	info, err := os.Stat(cfg.Data)
	switch {
	case os.IsNotExist(err):
		f.Says = cfg.Data + " does not exist yet; the first start makes it"
	case err != nil:
		f.Well, f.Says, f.Mend = false, err.Error(), "give the user who runs pronto access to it"
	case info.Mode().Perm()&0o077 != 0:
		f.Well, f.Says, f.Mend = false, cfg.Data+" can be read by others", "chmod 700 "+cfg.Data
	}
	return f
}

func examineSpace(cfg config.Config) Finding {
	f := Finding{What: "disk space", Well: true}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(existing(cfg.Data), &fs); err != nil {
		f.Says = "could not be measured: " + err.Error()
		return f
	}
	free := fs.Bavail * uint64(fs.Bsize)
	f.Says = fmt.Sprintf("%.1f GB free", float64(free)/1e9)
	if free < leastFree {
		f.Well, f.Mend = false, "make room: a full disk makes the desk read-only"
	}
	return f
}

// examineSync measures what every acknowledged message waits for.
func examineSync(cfg config.Config) Finding {
	f := Finding{What: "durable writes", Well: true}
	file, err := os.CreateTemp(existing(cfg.Data), ".doctor-*")
	if err != nil {
		return Finding{What: f.What, Says: err.Error(), Mend: "give the user who runs pronto the right to write there"}
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	block, slowest := make([]byte, 4096), time.Duration(0)
	_, _ = rand.Read(block)
	for range 10 {
		start := time.Now()
		if _, err := file.Write(block); err != nil {
			return Finding{What: f.What, Says: err.Error(), Mend: "check the disk"}
		}
		if err := file.Sync(); err != nil {
			return Finding{What: f.What, Says: err.Error(), Mend: "check the disk"}
		}
		slowest = max(slowest, time.Since(start))
	}
	f.Says = fmt.Sprintf("the slowest of ten took %s", slowest.Round(10*time.Microsecond))
	if slowest > slowestFsync {
		f.Well, f.Mend = false, "customers wait this long for each message: use a faster disk"
	}
	return f
}

func examineAddress(cfg config.Config) Finding {
	f := Finding{What: "address", Says: "will listen on " + cfg.Listen, Well: true}
	if conn, err := net.DialTimeout("unix", filepath.Join(cfg.Data, socketName), time.Second); err == nil {
		_ = conn.Close()
		f.Says = "a server runs on this data"
		return f
	}
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return Finding{What: f.What, Says: err.Error(), Mend: "stop who listens there, or choose another with --listen"}
	}
	_ = l.Close()
	return f
}

func examineProxy(cfg config.Config) Finding {
	f := Finding{What: "public address", Says: cfg.PublicURL, Well: true}
	switch {
	case cfg.PublicURL == "":
		f.Well, f.Says, f.Mend = false, "--public-url is not set", "set it to the https address that browsers use: cookies and the widget's snippet depend on it"
	case len(cfg.TrustedProxies) == 0:
		f.Says += "; if a reverse proxy stands before it, name it with --trusted-proxies, or all customers count as one address"
	}
	return f
}

// examineDesk opens the data, unless a server has it open, which is the better
// proof that it can be opened.
func examineDesk(ctx context.Context, cfg config.Config, o Options) []Finding {
	name := "database"
	if conn, err := net.DialTimeout("unix", filepath.Join(cfg.Data, socketName), time.Second); err == nil {
		_ = conn.Close()
		return []Finding{{What: name, Says: "open in the running server", Well: true}}
	}
	if _, err := os.Stat(cfg.Data); os.IsNotExist(err) && !cfg.UsesPostgreSQL() {
		return []Finding{{What: name, Says: "none yet", Well: true}}
	}
	store, err := openStore(ctx, cfg)
	if err != nil {
		return []Finding{{What: name, Says: err.Error(), Mend: "see the message; a backup can be restored into an empty folder"}}
	}
	defer func() { _ = store.Close() }()
	live, err := store.Load(ctx)
	if err != nil {
		return []Finding{{What: name, Says: err.Error(), Mend: "restore a backup into an empty folder"}}
	}
	kind := "SQLite"
	if cfg.UsesPostgreSQL() {
		kind = "PostgreSQL"
	}
	findings := []Finding{{What: name, Well: true, Says: fmt.Sprintf("%s, %d users, %d open conversations, sequence %d", kind, len(live.Users), len(live.Conversations), live.Seq)}}
	clock := Finding{What: "clock", Says: time.Now().Format(time.RFC3339), Well: true}
	if behind := time.Until(live.LastAt); behind > time.Second {
		clock.Well, clock.Says = false, fmt.Sprintf("%s behind the last thing recorded", behind.Round(time.Second))
		clock.Mend = "set the machine's clock; until then the desk goes on from the last recorded instant"
	}
	return append(findings, clock)
}

// existing is the folder itself or the nearest one above it that exists.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == "." || dir == "/" {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
