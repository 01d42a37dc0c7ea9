package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"pronto/internal/app"
	"pronto/internal/store/sqlite"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a user."`
	List     userListCmd     `cmd:"" help:"List all users."`
	Password userPasswordCmd `cmd:"" help:"Give a user another password."`
}

type userAddCmd struct {
	deskFlags
	Name   string `required:"" help:"Name as colleagues and customers read it."`
	Email  string `required:"" help:"E-mail address to sign in with."`
	Role   string `default:"agent" enum:"agent,supervisor,admin" help:"agent, supervisor or admin."`
	Locale string `default:"pt-BR" enum:"pt-BR,sv,en" help:"Language: pt-BR, sv or en."`
}

func (c userAddCmd) Run(ctx context.Context) error {
	password, err := askPassword()
	if err != nil {
		return err
	}
	return c.withDesk(ctx, func(d *app.Client) error {
		u, err := d.AddUser(ctx, app.NewUser{Name: c.Name, Email: c.Email, Role: c.Role, Locale: c.Locale, Password: password})
		if err == nil {
			fmt.Printf("added %s <%s> as %s\n", u.Name, u.Email, u.Role)
		}
		return err
	})
}

type userListCmd struct{ deskFlags }

func (c userListCmd) Run(ctx context.Context) error {
	return c.withExisting(ctx, func(d *app.Client) error {
		users, err := d.Users(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(w, "E-MAIL\tNAME\tROLE\tACTIVE")
		for _, u := range users {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%t\n", u.Email, u.Name, u.Role, u.Active)
		}
		return w.Flush()
	})
}

type userPasswordCmd struct {
	deskFlags
	Email string `arg:"" help:"E-mail address of the user."`
}

func (c userPasswordCmd) Run(ctx context.Context) error {
	password, err := askPassword()
	if err != nil {
		return err
	}
	return c.withExisting(ctx, func(d *app.Client) error {
		u, err := d.SetPassword(ctx, c.Email, password)
		if err == nil {
			fmt.Printf("%s <%s> has a new password; their sessions have ended\n", u.Name, u.Email)
		}
		return err
	})
}

// deskFlags are those of the commands that open the desk when no server runs.
type deskFlags struct {
	dataFlags
	AcceptClock bool `env:"PRONTO_ACCEPT_CLOCK" help:"Go on although the clock is far behind the last thing recorded."`
}

// withExisting is for who has no use for an empty desk: one that is not there is a
// mistyped folder, and is not made.
func (f deskFlags) withExisting(ctx context.Context, use func(*app.Client) error) error {
	if f.Database == "" {
		if _, err := os.Stat(filepath.Join(f.Data, sqlite.Name)); errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("there is no desk in %s; --data names its folder", f.Data)
		}
	}
	return f.withDesk(ctx, use)
}

func (f deskFlags) withDesk(ctx context.Context, use func(*app.Client) error) error {
	cfg, err := f.config()
	if err != nil {
		return err
	}
	cfg.AcceptClock = f.AcceptClock
	d, err := app.Dial(ctx, cfg, quiet())
	if err != nil {
		return err
	}
	return errors.Join(use(d), d.Close())
}

// askPassword reads a password without showing it, or a line when nobody types.
func askPassword() (string, error) {
	if term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprint(os.Stderr, "Password: ")
		text, err := term.ReadPassword(int(os.Stdin.Fd()))
		fmt.Fprintln(os.Stderr)
		return string(text), err
	}
	text, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if text = strings.TrimRight(text, "\r\n"); text == "" {
		return "", fmt.Errorf("a password is expected on standard input: %w", err)
	}
	return text, nil
}

type backupCmd struct {
	deskFlags
	File string `arg:"" help:"File to write; it must not exist."`
}

func (c backupCmd) Run(ctx context.Context) error {
	var written app.Manifest
	err := c.withExisting(ctx, func(d *app.Client) error {
		return writeWhole(c.File, func(f *os.File) (err error) {
			if err := d.Backup(ctx, f); err != nil {
				return err
			}
			// Read again: a backup is one when it can be restored.
			written, err = app.CheckBackup(f.Name())
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, name := range written.Damaged {
		fmt.Fprintf(os.Stderr, "pronto: %s is damaged in the data folder and will not be restored; an earlier backup may have it\n", name)
	}
	fmt.Printf("written %s with %d attachments\n", c.File, written.Files)
	return nil
}

// writeWhole writes a file under another name first, so that half a file never
// bears the name that was asked for.
func writeWhole(name string, write func(*os.File) error) (err error) {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s exists already; give the name of a new file", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".pronto-backup-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// syncFolder makes the names in a folder durable.
func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

type restoreCmd struct {
	dataFlags
	File string `arg:"" type:"existingfile" help:"Backup to read."`
}

func (c restoreCmd) Run(ctx context.Context) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	m, err := app.Restore(ctx, cfg, c.File)
	if err != nil {
		return err
	}
	fmt.Printf("restored the desk of %s with %d attachments\n", m.At.UTC().Format("2006-01-02 15:04:05 MST"), m.Files)
	return nil
}
