// Pronto is a contact centre in one binary: see `pronto --help`.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"pronto/internal/app"
	"pronto/internal/config"
)

// version is set when the binary is linked.
var version = "development"

type cli struct {
	Serve     serveCmd     `cmd:"" help:"Run the desk."`
	Demo      demoCmd      `cmd:"" help:"Run a desk with a demo company in it, whose customers really chat."`
	User      userCmd      `cmd:"" help:"Add and list users, and set their passwords."`
	Backup    backupCmd    `cmd:"" help:"Write everything into one file, while the desk runs or not."`
	Restore   restoreCmd   `cmd:"" help:"Read a backup into an empty desk."`
	Ledger    ledgerCmd    `cmd:"" help:"Check that all agents' time is accounted for."`
	Doctor    doctorCmd    `cmd:"" help:"Look for what is wrong on this machine and say how to mend it."`
	Sim       simCmd       `cmd:"" help:"Live through whole days in seconds, with rude agents, and check every promise after every step."`
	Bench     benchCmd     `cmd:"" help:"Measure this machine and print one table."`
	BenchBare benchBareCmd `cmd:"" hidden:"" name:"bench-bare" help:"The bench's own child."`
	OpenAPI   openAPICmd   `cmd:"" name:"openapi" help:"Print the description of the REST interface."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal does not wait for the first to be obeyed
	var c cli
	k := kong.Parse(&c, kong.Name("pronto"), kong.Description("A contact centre in one binary."), kong.ShortUsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "pronto: "+err.Error())
		os.Exit(1)
	}
}

// dataFlags are those of every command that touches data.
type dataFlags struct {
	Data     string `default:"data" env:"PRONTO_DATA" placeholder:"DIR" help:"Folder of the database and of attachments."`
	Database string `env:"PRONTO_DATABASE" placeholder:"URL" help:"PostgreSQL as postgres://…; without it SQLite in the data folder."`
}

func (f dataFlags) config() (config.Config, error) {
	c := config.Defaults()
	c.Data, c.Database = f.Data, f.Database
	return c, c.Validate()
}

func options(level slog.Level) app.Options {
	return app.Options{Version: version, Log: slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))}
}

// quiet is for commands whose output people read.
func quiet() app.Options { return app.Options{Version: version, Log: slog.New(slog.DiscardHandler)} }

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("pronto", version)
	return nil
}
