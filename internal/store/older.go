package store

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// The dump of an earlier release is taken in as it was: into tables of its time,
// which the migrations since then bring to the present. So what becomes of a row
// is said in one place.

// unnumbered is the schema of the dumps that do not tell theirs.
const unnumbered = 4

// past is what is to be done once the rows of an older dump are in.
type past struct {
	steps []string
	kept  []fact
}

// goBack makes the empty tables those of an earlier schema.
func (i *importer) goBack(ctx context.Context, q Queryer, schema int) error {
	until, since, err := steps(i.dialect, schema)
	if err != nil {
		return err
	}
	kept, err := all(ctx, q, facts.scan, facts.selects(ofTheDatabase))
	if err != nil {
		return err
	}
	i.past = &past{since, kept}
	for _, t := range slices.Concat(dumped(), madeAgain()) {
		if err := i.run(ctx, "DROP TABLE "+t.name); err != nil {
			return err
		}
	}
	return i.run(ctx, until...)
}

// comeBack brings what an older dump held to the present.
func (i *importer) comeBack(ctx context.Context) error {
	if i.past == nil {
		return nil
	}
	if err := i.run(ctx, i.past.steps...); err != nil {
		return err
	}
	i.planner.begin()
	plan(i.planner, "upsert", facts, i.past.kept)
	return i.write(ctx, i.planner.out)
}

// run hands on one statement at a time: each may need what the one before made.
func (i *importer) run(ctx context.Context, statements ...string) error {
	for _, sql := range statements {
		if err := i.write(ctx, []Statement{{SQL: sql}}); err != nil {
			return err
		}
	}
	return nil
}

// older is a table of an earlier schema, as its dump describes it. Whether there
// was one like that is the database's to say.
func older(l dumpLine) (table, error) {
	t := table{name: l.Table}
	names := []string{l.Table}
	for _, c := range l.Columns {
		names = append(names, c.Name)
		t.columns = append(t.columns, column{c.Name, c.Type == "text"})
	}
	if i := slices.IndexFunc(names, func(name string) bool { return !plainName.MatchString(name) }); i >= 0 {
		return t, fmt.Errorf("%q is not the name of a table or column", names[i])
	}
	if len(l.Columns) == 0 {
		return t, fmt.Errorf("table %s has no columns", l.Table)
	}
	return t, nil
}

var plainName = regexp.MustCompile(`^[a-z][a-z_]*$`)

// steps are the statements of the migrations up to a schema, and of those since.
func steps(d Dialect, schema int) (until, since []string, err error) {
	files := filesOf(d)
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		sql, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, nil, err
		}
		to := &since
		if numberOf(e) <= schema {
			to = &until
		}
		*to = append(*to, statements(string(sql))...)
	}
	return until, since, nil
}

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlBlock   = regexp.MustCompile(`(?s)-- \+goose StatementBegin\n(.*?)-- \+goose StatementEnd`)
)

// statements takes a migration apart. Those in a block are one, whatever
// semicolons it has; otherwise each ends a statement.
func statements(sql string) []string {
	var out []string
	for _, block := range sqlBlock.FindAllStringSubmatch(sql, -1) {
		out = append(out, block[1])
	}
	sql = sqlComment.ReplaceAllString(sqlBlock.ReplaceAllString(sql, ""), "")
	for s := range strings.SplitSeq(sql, ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
