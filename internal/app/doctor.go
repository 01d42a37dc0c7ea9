package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"pronto/internal/config"
	"pronto/internal/engine"
	"pronto/internal/store"
	"pronto/internal/store/sqlite"
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

// Examine looks at the machine and the data, and disturbs no server that runs on
// them. With none running it opens the database as a start would, which brings
// an older one to the present schema; it changes nothing else but a small file
// that it removes again.
func Examine(ctx context.Context, cfg config.Config) []Finding {
	findings := []Finding{examineFolder(cfg), examineSpace(cfg), examineSync(cfg), examineAddress(ctx, cfg), examineProxy(cfg)}
	return append(findings, examineDesk(ctx, cfg)...)
}

func examineFolder(cfg config.Config) Finding {
	f := Finding{What: "data folder", Says: cfg.Data, Well: true}
	info, err := os.Stat(cfg.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Says = cfg.Data + " does not exist yet; the first start makes it"
	case err != nil:
		f.Well, f.Says, f.Mend = false, err.Error(), "give the user who runs pronto access to it"
	case info.Mode().Perm()&0o077 != 0:
		f.Well, f.Says, f.Mend = false, fmt.Sprintf("%s is open to other users (%v)", cfg.Data, info.Mode().Perm()), "chmod 700 "+cfg.Data
	}
	return f
}

func examineSpace(cfg config.Config) Finding {
	f := Finding{What: "disk space", Well: true}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(existing(cfg.Data), &disk); err != nil {
		f.Says = "could not be measured: " + err.Error()
		return f
	}
	free := disk.Bavail * uint64(disk.Bsize)
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

// serving says whether a server answers on the data's own socket. One that was
// left behind by a crash does not.
func serving(cfg config.Config) bool {
	conn, err := net.DialTimeout("unix", filepath.Join(cfg.Data, socketName), time.Second)
	return err == nil && conn.Close() == nil
}

func examineAddress(ctx context.Context, cfg config.Config) Finding {
	f := Finding{What: "address", Says: "will listen on " + cfg.Listen, Well: true}
	if serving(cfg) {
		f.Says = "a server runs on this data"
		return f
	}
	for flag, address := range map[string]string{"--listen": cfg.Listen, "--metrics": cfg.Metrics} {
		if address == "" {
			continue
		}
		l, err := listen(ctx, &address)
		if err != nil {
			return Finding{What: f.What, Says: err.Error(), Mend: "stop who listens there, or choose another with " + flag}
		}
		_ = l.Close()
	}
	return f
}

func examineProxy(cfg config.Config) Finding {
	f := Finding{What: "public address", Says: cfg.BaseURL(), Well: true}
	switch {
	case cfg.PublicURL == "":
		f.Says += ", a guess"
		f.Mend = "for customers elsewhere set --public-url to the https address that browsers use: cookies, links and the widget's snippet depend on it"
	case len(cfg.TrustedProxies) == 0:
		f.Mend = "if a reverse proxy stands before it, name it with --trusted-proxies, or all customers count as one address"
	}
	return f
}

// examineDesk opens the data, unless a server has it open, which is the better
// proof that it can be opened.
func examineDesk(ctx context.Context, cfg config.Config) []Finding {
	f := Finding{What: "database", Well: true}
	if serving(cfg) {
		f.Says = "open in the running server"
		return []Finding{f}
	}
	kind := "SQLite"
	if cfg.UsesPostgreSQL() {
		kind = "PostgreSQL"
	} else if _, err := os.Stat(filepath.Join(cfg.Data, sqlite.Name)); errors.Is(err, fs.ErrNotExist) {
		f.Says = "none yet; the first start makes it"
		return []Finding{f}
	}
	if err := spare(ctx, cfg); errors.Is(err, ErrServing) {
		f.Says = "in use by a server with another data folder"
		return []Finding{f}
	}
	live, err := load(ctx, cfg)
	if err != nil {
		return []Finding{{What: f.What, Says: err.Error(), Mend: mend(err)}}
	}
	f.Says = fmt.Sprintf("%s, %d users, %d open conversations, sequence %d", kind, len(live.Users), len(live.Conversations), live.Seq)
	return []Finding{f, examineClock(live.LastAt)}
}

func load(ctx context.Context, cfg config.Config) (live engine.Live, err error) {
	opened, err := openStore(ctx, cfg)
	if err != nil {
		return live, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return opened.Load(ctx)
}

func mend(err error) string {
	if errors.Is(err, store.ErrLocked) {
		return "it starts or hangs: wait, or end that process"
	}
	return "see the message; a backup can be restored into an empty folder or database"
}

func examineClock(last time.Time) Finding {
	f := Finding{What: "clock", Says: time.Now().Format(time.RFC3339), Well: true}
	if behind := time.Until(last); behind > time.Second {
		f.Well, f.Says = false, fmt.Sprintf("%s behind the last thing recorded", behind.Round(time.Second))
		f.Mend = "set the machine's clock; a start goes on from the last recorded instant, and beyond 5 minutes asks for --accept-clock"
	}
	return f
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
