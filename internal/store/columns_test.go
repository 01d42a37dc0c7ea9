package store

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver
)

// TestDumpedTables: nothing that is stored is left out of a dump, but what is
// made again from it.
func TestDumpedTables(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range slices.Concat(dumped(), madeAgain()) {
		if seen[d.name] {
			t.Errorf("%s is dumped twice, or dumped and made again", d.name)
		}
		seen[d.name] = true
	}
	created := tablesCreated(t)
	if len(created) == 0 {
		t.Fatal("the migrations made no tables")
	}
	for name := range created {
		if !seen[name] {
			t.Errorf("table %s is not dumped", name)
		}
	}
	if len(seen) != len(created) {
		t.Errorf("%d tables are known, %d exist", len(seen), len(created))
	}
}

// TestEveryColumnIsWritten: a column that is stored is read, written and dumped.
func TestEveryColumnIsWritten(t *testing.T) {
	created := tablesCreated(t)
	for _, d := range slices.Concat(dumped(), madeAgain()) {
		var names []string
		if d.generated != "" {
			names = append(names, d.generated)
		}
		for _, c := range d.columns {
			names = append(names, c.name)
		}
		if slices.Sort(names); !slices.Equal(names, created[d.name]) {
			t.Errorf("%s is described with %v, created with %v", d.name, names, created[d.name])
		}
	}
}

// tablesCreated are the tables that the migrations leave, with their columns.
func tablesCreated(t *testing.T) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "pronto.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := Migrate(t.Context(), SQLite, db); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), `SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'schema_version' ORDER BY t.name, c.name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	created := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		created[table] = append(created[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return created
}

// TestSteps: the migrations taken apart make what they make whole, from whatever
// schema on.
func TestSteps(t *testing.T) {
	want := described(t, func(db *sql.DB) error { return Migrate(t.Context(), SQLite, db) })
	for from := unnumbered; from <= schema(); from++ {
		until, since, err := steps(SQLite, from)
		if err != nil {
			t.Fatal(err)
		}
		have := described(t, func(db *sql.DB) error {
			for _, s := range slices.Concat(until, since) {
				if _, err := db.ExecContext(t.Context(), s); err != nil {
					return fmt.Errorf("%s: %w", s, err)
				}
			}
			return nil
		})
		if !slices.Equal(have, want) {
			t.Errorf("from schema %d came\n%v, not\n%v", from, have, want)
		}
	}
	_, since, err := steps(Postgres, 10)
	if err != nil || len(since) != 1 || !strings.HasPrefix(since[0], "DO $$") || !strings.HasSuffix(strings.TrimSpace(since[0]), "$$;") {
		t.Errorf("a block was taken apart: %q, %v", since, err)
	}
}

// described is the schema that was made, without comments and white space.
func described(t *testing.T, make func(*sql.DB) error) (all []string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "pronto.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := make(db); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT sql FROM sqlite_schema WHERE sql <> '' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_version' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var sql string
		if err := rows.Scan(&sql); err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Join(strings.Fields(sqlComment.ReplaceAllString(sql, "")), " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
