package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the database to the schema of this program, each numbered file
// in a transaction of its own. It refuses a database that a later program has
// migrated further.
func Migrate(ctx context.Context, d Dialect, db *sql.DB) error {
	provider, err := newProvider(d, db)
	if err != nil {
		return err
	}
	current, latest, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("migrate: %w", err)
	case current > latest:
		return fmt.Errorf("migrate: the database has schema %d, which is newer than the %d of this program", current, latest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func newProvider(d Dialect, db *sql.DB) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if d.Name == Postgres.Name {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, db, filesOf(d), goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}

// schema is the number of the present shape of the rows. It is SQLite's last, as
// what only PostgreSQL has changes no shape.
func schema() int {
	entries, err := fs.ReadDir(filesOf(SQLite), ".")
	if err != nil || len(entries) == 0 {
		panic(fmt.Sprint("there are no migrations: ", err)) // they are embedded
	}
	return numberOf(entries[len(entries)-1])
}

// numberOf is what the name of a migration begins with.
func numberOf(e fs.DirEntry) int {
	digits, _, _ := strings.Cut(e.Name(), "_")
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err) // goose refuses such a name before anybody comes here
	}
	return n
}

// union is one folder made of several; names do not repeat, as the numbers of
// migrations do not.
type union []fs.FS

func filesOf(d Dialect) fs.FS {
	var u union
	for _, folder := range []string{"common", d.Name} {
		sub, err := fs.Sub(migrations, "migrations/"+folder)
		if err != nil {
			panic(err) // the names are constant and valid
		}
		u = append(u, sub)
	}
	return u
}

// Open opens the file in the folder that has it.
func (u union) Open(name string) (fs.File, error) {
	for _, folder := range u {
		f, err := folder.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists all folders in one.
func (u union) ReadDir(name string) ([]fs.DirEntry, error) {
	var entries []fs.DirEntry
	for _, folder := range u {
		more, err := fs.ReadDir(folder, name)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}
