// Package pgtest gives tests and benchmarks a PostgreSQL of their own: a
// throwaway cluster on a Unix socket in a temporary folder, and in it a fresh
// database for whoever asks. It promises that the cluster ends with the process
// that started it, however that process ends. What is put into a database it
// leaves to others.
//
// It does not import package testing, so that the benchmark of the real binary
// may use it as well.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNotInstalled says that this machine has no PostgreSQL to start.
var ErrNotInstalled = errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql)")

// startTime is how long initdb's cluster may take until it answers.
const startTime = time.Minute

// Hasty are settings for tests of behaviour, which nobody asks to survive a
// power cut. A benchmark and a test of durability leave them out.
func Hasty() []string {
	return []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB"}
}

// Cluster is a running PostgreSQL.
type Cluster struct {
	home  string
	url   string
	log   *os.File
	leash io.Closer     // closing it ends the server
	ended chan struct{} // closed when the server has ended and its folder is gone
}

// Start makes a cluster below dir, or below a new temporary folder when dir is
// empty, and waits until it answers. When root calls, user postgres must be able
// to enter dir, which it is not with t.TempDir. Settings have the form
// "fsync=off"; without any PostgreSQL's own, durable ones hold. Whatever Start
// put below dir is gone after Stop.
func Start(dir string, settings ...string) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	servant, err := servantOfRoot()
	if err != nil {
		return nil, err
	}
	home, err := makeHome(dir)
	if err != nil {
		return nil, err
	}
	if err := initialise(bin, home, servant); err != nil {
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	c, err := launch(bin, home, servant, settings)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	if err := c.waitReady(); err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w\n%s", err, c.said()), c.Stop())
	}
	return c, nil
}

// URL names the database that every cluster has; CreateDatabase makes more.
func (c *Cluster) URL() string { return c.url }

// CreateDatabase makes an empty database and returns its URL.
func (c *Cluster) CreateDatabase(ctx context.Context) (string, error) {
	return createDatabase(ctx, c.url)
}

// DropDatabase removes what CreateDatabase made, together with the sessions
// that still use it.
func (c *Cluster) DropDatabase(ctx context.Context, database string) error {
	return dropDatabase(ctx, c.url, database)
}

// Stop ends the cluster at once and removes its folder. A second Stop does
// nothing.
func (c *Cluster) Stop() error {
	if c.leash == nil {
		return nil
	}
	// When the server has ended by itself, Wait has closed the leash already.
	err := c.leash.Close()
	if errors.Is(err, os.ErrClosed) {
		err = nil
	}
	c.leash = nil
	<-c.ended
	return errors.Join(err, c.log.Close(), os.RemoveAll(c.home))
}

// binaries finds the folder that holds initdb and postgres. Debian keeps the
// servers of all versions out of PATH; the newest is taken.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", ErrNotInstalled
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return versionOf(a) - versionOf(b) })
	return filepath.Dir(newest), nil
}

func versionOf(initdb string) int {
	version, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return version
}

// servantOfRoot is the user to become, since PostgreSQL refuses to run as
// root; nil for everybody else.
func servantOfRoot() (*user.User, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	servant, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root, and there is no user to run it as: %w", err)
	}
	return servant, nil
}

// as prefixes a command so that it runs as the servant. setpriv replaces
// itself by the command, so a signal to the one reaches the other.
func as(servant *user.User, command ...string) []string {
	if servant == nil {
		return command
	}
	return append([]string{"setpriv", "--reuid=" + servant.Uid, "--regid=" + servant.Gid, "--clear-groups", "--"}, command...)
}

func makeHome(dir string) (string, error) {
	home, err := os.MkdirTemp(dir, "pronto-pg-")
	if err != nil {
		return "", fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	return home, nil
}

func initialise(bin, home string, servant *user.User) error {
	if servant != nil {
		uid, _ := strconv.Atoi(servant.Uid)
		gid, _ := strconv.Atoi(servant.Gid)
		if err := os.Chown(home, uid, gid); err != nil {
			return fmt.Errorf("hand PostgreSQL its folder: %w", err)
		}
	}
	args := as(servant, filepath.Join(bin, "initdb"), "--pgdata="+filepath.Join(home, "data"),
		"--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = home
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// keeper runs PostgreSQL for as long as its standard input stays open. The
// other end is held by the process that called Start, so a test that is killed,
// times out or leaves by os.Exit takes its cluster along.
const keeper = `
trap '' INT TERM HUP
home=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -QUIT $server; } 2>/dev/null & watcher=$!
wait $server
kill -KILL $watcher 2>/dev/null
rm -rf "$home"
`

func launch(bin, home string, servant *user.User, settings []string) (*Cluster, error) {
	// No TCP: the socket's folder keeps two clusters apart, the port only names the socket.
	args := as(servant, filepath.Join(bin, "postgres"), "-D", filepath.Join(home, "data"),
		"-k", home, "-p", "5432", "-c", "listen_addresses=")
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	cmd := exec.Command("sh", append([]string{"-c", keeper, "keeper", home}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = home, log, log
	leash, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), log.Close())
	}
	c := &Cluster{home: home, url: socketURL(home), log: log, leash: leash, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		_ = cmd.Wait() // how it ended is in the log, and of no interest once it is gone
	}()
	return c, nil
}

func socketURL(folder string) string {
	q := url.Values{"host": {folder}, "port": {"5432"}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: q.Encode()}
	return u.String()
}

// waitReady asks until the server answers or has ended.
func (c *Cluster) waitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.URL())
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-c.ended:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return fmt.Errorf("no answer in %v: %w", startTime, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// said returns what the server has logged, also once its folder is gone.
func (c *Cluster) said() string {
	text, err := io.ReadAll(io.NewSectionReader(c.log, 0, 64<<10))
	if err != nil {
		return "its log cannot be read: " + err.Error()
	}
	return string(text)
}
