package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"pronto/internal/access"
	"pronto/internal/config"
	"pronto/internal/desk"
	"pronto/internal/engine"
)

// The administrator's commands reach the desk through a socket in the data
// folder that only its owner may open. A running server listens there; with none
// running the command opens the desk itself and talks to it the same way, so that
// there is one path and one lock.

const socketName = "pronto.sock"

// NewUser is what `pronto user add` asks for.
type NewUser struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role"`
	Locale   string `json:"locale"`
	Password string `json:"password"`
}

// UserLine is one user as `pronto user list` shows them.
type UserLine struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Role   string `json:"role"`
	Active bool   `json:"active"`
}

type newPassword struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

var byCLI = engine.Call{Actor: desk.Actor{Kind: desk.ActorCLI}}

// listenAdmin serves the socket until the node is closed.
func (n *Node) listenAdmin() error {
	name := filepath.Join(n.cfg.Data, socketName)
	_ = os.Remove(name) // we hold the lock: whoever left it is dead
	listener, err := listenPrivate(name)
	if err != nil {
		return fmt.Errorf("open the administrator's socket (if the path is longer than 100 characters, choose a data folder with a shorter one): %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /users", n.adminAddUser)
	mux.HandleFunc("GET /users", n.adminListUsers)
	mux.HandleFunc("POST /password", n.adminPassword)
	mux.HandleFunc("POST /backup", n.adminBackup)
	mux.HandleFunc("POST /ledger/verify", n.adminVerify)
	mux.HandleFunc("POST /ledger/rebuild", n.adminRebuild)
	n.admin = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := n.admin.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			n.opts.Log.Error("the administrator's socket has failed", "err", err)
		}
	}()
	return nil
}

// listenPrivate makes a socket that only its owner may open, from its first
// moment on: it takes its rights from the descriptor when it gets its name.
// Where descriptors have none, Chmod follows.
func listenPrivate(name string) (net.Listener, error) {
	private := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { _ = syscall.Fchmod(int(fd), 0o600) })
	}}
	listener, err := private.Listen(context.Background(), "unix", name)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(name, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

func (n *Node) adminAddUser(w http.ResponseWriter, r *http.Request) {
	var in NewUser
	if !readJSON(w, r, &in) {
		return
	}
	n.saveUser(w, r, in.Password, engine.SaveUser{Create: true, User: desk.User{
		ID: desk.UserID(NewID(n.Engine.Now())), Name: in.Name, Email: in.Email, Role: desk.Role(in.Role), Locale: desk.Locale(in.Locale),
		Active: true, Limits: desk.DefaultLimits,
	}})
}

// saveUser saves a user with another password.
func (n *Node) saveUser(w http.ResponseWriter, r *http.Request, password string, cmd engine.SaveUser) {
	if err := access.CheckPassword(password, cmd.User.Email); err != nil {
		fail(w, err)
		return
	}
	hash, err := n.hasher.HashPassword(r.Context(), password)
	if err != nil {
		fail(w, err)
		return
	}
	cmd.User.Password = hash
	saved, err := engine.Do(r.Context(), n.Engine, byCLI, cmd)
	if err != nil {
		fail(w, err)
		return
	}
	writeJSON(w, line(saved))
}

func (n *Node) adminListUsers(w http.ResponseWriter, _ *http.Request) {
	users := []UserLine{}
	for _, u := range n.Engine.Directory().Users {
		users = append(users, line(u))
	}
	slices.SortFunc(users, func(a, b UserLine) int { return strings.Compare(a.Email, b.Email) })
	writeJSON(w, users)
}

func (n *Node) adminPassword(w http.ResponseWriter, r *http.Request) {
	var in newPassword
	if !readJSON(w, r, &in) {
		return
	}
	u, ok := n.userByEmail(in.Email)
	if !ok {
		fail(w, fmt.Errorf("nobody signs in as %q", in.Email))
		return
	}
	n.saveUser(w, r, in.Password, engine.SaveUser{User: u})
}

// errorTrailer says behind the body why it is not whole.
const errorTrailer = "Pronto-Error"

func (n *Node) adminBackup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-tar")
	w.Header().Set("Trailer", errorTrailer)
	if err := n.Backup(r.Context(), patient{w, http.NewResponseController(w)}); err != nil {
		w.Header().Set(errorTrailer, err.Error())
		if r.Context().Err() == nil {
			n.opts.Log.Error("the backup failed", "err", err)
		}
	}
}

// stallTime is how long a reader of a backup may take nothing. The snapshot that
// it is written from keeps the write-ahead log from shrinking.
const stallTime = time.Minute

// patient gives up on a reader that stalls.
type patient struct {
	io.Writer
	control *http.ResponseController
}

func (p patient) Write(data []byte) (int, error) {
	if err := p.control.SetWriteDeadline(time.Now().Add(stallTime)); err != nil {
		return 0, err
	}
	return p.Writer.Write(data)
}

func line(u desk.User) UserLine {
	return UserLine{ID: string(u.ID), Name: u.Name, Email: u.Email, Role: string(u.Role), Active: u.Active}
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(io.LimitReader(r.Body, 1<<16))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		fail(w, err)
		return false
	}
	return true
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func fail(w http.ResponseWriter, err error) {
	http.Error(w, err.Error(), http.StatusUnprocessableEntity)
}

// Client is the tool's end of the socket.
type Client struct {
	http *http.Client
	node *Node // when this process opened the desk itself
}

// Dial reaches the server that runs on this data, or opens the desk when none
// does. Close must be called.
func Dial(ctx context.Context, cfg config.Config, o Options) (*Client, error) {
	name := filepath.Join(cfg.Data, socketName)
	c := &Client{http: &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", name)
	}}}}
	if conn, err := net.Dial("unix", name); err == nil {
		return c, conn.Close()
	}
	node, err := Open(ctx, cfg, o)
	if err != nil {
		return nil, err
	}
	c.node = node
	return c, nil
}

// Close lets go of the desk when this process opened it.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	if c.node == nil {
		return nil
	}
	return c.node.Close()
}

// AddUser creates a user.
func (c *Client) AddUser(ctx context.Context, u NewUser) (UserLine, error) {
	var out UserLine
	return out, c.post(ctx, "/users", u, &out)
}

// Users lists all users.
func (c *Client) Users(ctx context.Context) ([]UserLine, error) {
	var out []UserLine
	return out, c.call(ctx, http.MethodGet, "/users", nil, &out)
}

// SetPassword gives a user another password and ends their sessions.
func (c *Client) SetPassword(ctx context.Context, email, password string) (UserLine, error) {
	var out UserLine
	return out, c.post(ctx, "/password", newPassword{email, password}, &out)
}

// Backup writes the tar to w.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	res, err := c.do(ctx, http.MethodPost, "/backup", nil)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(w, res.Body); err != nil {
		return fmt.Errorf("receive the backup: %w", err)
	}
	if text := res.Trailer.Get(errorTrailer); text != "" {
		return errors.New(text)
	}
	return nil
}

func (c *Client) post(ctx context.Context, path string, in, out any) error {
	return c.call(ctx, http.MethodPost, path, in, out)
}

func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	res, err := c.do(ctx, method, path, in)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	return json.NewDecoder(res.Body).Decode(out)
}

func (c *Client) do(ctx context.Context, method, path string, in any) (*http.Response, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://pronto"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("reach the desk: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 4096))
		return nil, errors.Join(errors.New(strings.TrimSpace(string(text))), res.Body.Close())
	}
	return res, nil
}
