package store

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDumpedTables: nothing that is stored is left out of a dump, but what is
// made again from it.
func TestDumpedTables(t *testing.T) {
	seen := map[string]bool{contactWords.name: true}
	for _, d := range dumped() {
		if seen[d.name] {
			t.Errorf("%s is dumped twice", d.name)
		}
		seen[d.name] = true
	}
	created := tablesCreated(t)
	if len(created) == 0 {
		t.Fatal("found no tables in the migrations")
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

var (
	createTable = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(\n(.*?)\n\);`)
	alterTable  = regexp.MustCompile(`ALTER TABLE (\w+) (ADD|DROP) COLUMN (\w+)`)
)

// tablesCreated reads the tables and their columns from the migrations.
func tablesCreated(t *testing.T) map[string][]string {
	t.Helper()
	created := map[string][]string{}
	for _, pattern := range []string{"migrations/common/*.sql", "migrations/sqlite/*.sql"} {
		names, err := fs.Glob(migrations, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			sql, err := migrations.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range createTable.FindAllStringSubmatch(string(sql), -1) {
				for line := range strings.SplitSeq(m[2], "\n") {
					if column := strings.Fields(line)[0]; column != "CHECK" && column != "PRIMARY" {
						created[m[1]] = append(created[m[1]], column)
					}
				}
			}
			for _, m := range alterTable.FindAllStringSubmatch(string(sql), -1) {
				if m[2] == "ADD" {
					created[m[1]] = append(created[m[1]], m[3])
				} else {
					created[m[1]] = slices.DeleteFunc(created[m[1]], func(column string) bool { return column == m[3] })
				}
			}
		}
	}
	return created
}

// TestEveryColumnIsWritten: a column that is stored is read, written and dumped.
func TestEveryColumnIsWritten(t *testing.T) {
	created := tablesCreated(t)
	for _, d := range append(dumped(), contactWords.table) {
		var names []string
		if d.generated != "" {
			names = append(names, d.generated)
		}
		for _, c := range d.columns {
			names = append(names, c.name)
		}
		if !slices.Equal(names, created[d.name]) {
			t.Errorf("%s is described with %v, created with %v", d.name, names, created[d.name])
		}
	}
}
