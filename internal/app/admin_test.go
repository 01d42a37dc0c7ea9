package app

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pronto/internal/blob"
)

// The socket is its owner's alone, whatever the umask, and one left behind by a
// crash is in nobody's way.
func TestSocket(t *testing.T) {
	cfg := settings(t)
	leaveSocket(t, cfg)
	umask := syscall.Umask(0)
	d := openDesk(t, cfg, Options{})
	syscall.Umask(umask)
	name := filepath.Join(cfg.Data, socketName)
	info, err := os.Stat(name)
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	d.close()
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it stays when the server stops: %v", err)
	}
}

// Commands do the same whether or not a server runs.
func TestClient(t *testing.T) {
	for name, running := range map[string]bool{"beside a server": true, "alone": false} {
		t.Run(name, func(t *testing.T) {
			cfg := settings(t)
			if running {
				openDesk(t, cfg, Options{})
			}
			c, err := Dial(t.Context(), cfg, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}()
			if (c.node == nil) != running {
				t.Error("it took the other way")
			}
			refused := func(u NewUser, why string) {
				t.Helper()
				if _, err := c.AddUser(t.Context(), u); err == nil || !strings.Contains(err.Error(), why) {
					t.Errorf("%+v: %v, want %q", u, err, why)
				}
			}
			ana := NewUser{Name: "Ana", Email: "Ana@x.example", Role: "agent", Locale: "sv", Password: password}
			if u, err := c.AddUser(t.Context(), ana); err != nil || u.Role != "agent" || !u.Active {
				t.Errorf("%+v, %v", u, err)
			}
			refused(ana, "another user has this e-mail")
			refused(NewUser{Name: "Bo", Email: "bo@x.example", Role: "chief", Locale: "sv", Password: password}, "chief")
			refused(NewUser{Name: "Bo", Email: "bo@x.example", Role: "agent", Locale: "fr", Password: password}, "fr")
			refused(NewUser{Name: "Bo", Email: "bo@x.example", Role: "agent", Locale: "sv", Password: "short"}, "")
			refused(NewUser{Name: strings.Repeat("x", 1<<17), Email: "bo@x.example", Role: "agent", Locale: "sv", Password: password}, "")
			if users, err := c.Users(t.Context()); err != nil || len(users) != 1 || users[0].Name != "Ana" {
				t.Errorf("%+v, %v", users, err)
			}
			if _, err := c.SetPassword(t.Context(), "ANA@x.example", "another horse 9"); err != nil {
				t.Error(err)
			}
			if _, err := c.SetPassword(t.Context(), "nobody@x.example", "another horse 9"); err == nil || !strings.Contains(err.Error(), "nobody@x.example") {
				t.Errorf("a user who is not there: %v", err)
			}
		})
	}
}

// A new password ends the sessions that the old one opened.
func TestPasswordEndsSessions(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	d.furnish()
	c, err := Dial(t.Context(), d.cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetPassword(t.Context(), "chefe@x.example", "another horse 9"); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if status, _ := request(t.Context(), d.chief, "GET", d.URL+"/api/v1/session", nil, nil, nil); status != http.StatusUnauthorized {
		t.Errorf("the session answers %d", status)
	}
	signIn := func(with string) int {
		status, _ := request(t.Context(), browser(t), "POST", d.URL+"/api/v1/session", nil, map[string]any{"email": "chefe@x.example", "password": with}, nil)
		return status
	}
	if old, now := signIn(password), signIn("another horse 9"); old != http.StatusUnauthorized || now != http.StatusOK {
		t.Errorf("the old password answers %d, the new %d", old, now)
	}
}

// Attachments that no row names go once they are old; what a message has stays
// however old it is.
func TestOrphansAreSwept(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	id := conversation(d)
	want := thread(d, id)
	put := func(content string) string {
		info, err := d.blobs.Put(t.Context(), bytes.NewReader([]byte(content)), 1000)
		if err != nil {
			t.Fatal(err)
		}
		return info.SHA256
	}
	orphan, fresh := put("nobody names me"), put("a message may name me soon")
	now := time.Now()
	err := d.blobs.Walk(t.Context(), func(s blob.Stored) error {
		at := now.Add(-orphanAge - time.Hour)
		if s.SHA256 == fresh {
			at = now.Add(-orphanAge + time.Hour)
		}
		return os.Chtimes(filepath.Join(blobFolder(d.cfg), s.SHA256[:2], s.SHA256[2:4], s.SHA256), at, at)
	})
	if err != nil {
		t.Fatal(err)
	}
	d.sweepOrphans(t.Context(), now)
	is := func(sum string) bool {
		f, _, err := d.blobs.Open(sum)
		return err == nil && f.Close() == nil
	}
	if is(orphan) || !is(fresh) {
		t.Errorf("old orphan there: %t, fresh one there: %t", is(orphan), is(fresh))
	}
	if got := thread(d, id); got != want {
		t.Errorf("the thread became\n%s", got)
	}
}
