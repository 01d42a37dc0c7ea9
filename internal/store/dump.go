package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"pronto/internal/desk"
)

// A dump is lines of JSON: a head, then for each table its name and columns and
// one line for each row, and an end with the number of rows, so that one that
// was cut off is noticed. It is the same whichever database it comes from.

const (
	dumpFormat  = "pronto-rows"
	dumpVersion = 1
	// importChunk is how many rows of a table are handed on at once.
	importChunk = 512
)

// dumped are the tables of a dump, in its order. Of the facts, some are of one
// database.
func dumped() []table {
	return []table{
		facts.table, installations.table, roles.table, users.table, sessions.table, queues.table, members.table, channels.table, pauseReasons.table, agents.table,
		contacts.table, identities.table, visitors.table, conversations.table, legs.table, messages.table, whispers.table, corrections.table, files.table, offers.table,
		traces.table, deadlines.table, counters.table, keys.table, events.table,
	}
}

// madeAgain are the other tables: the words of contacts are made again from their
// rows, the ledger from the events.
func madeAgain() []table {
	return []table{contactWords.table, ledgerChunks.table, ledgerStates.table}
}

const ofTheDatabase = "WHERE name IN ('" + factEpoch + "', '" + factWriter + "')"

type dumpHead struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Schema is that of the rows.
	Schema int `json:"schema,omitempty"`
}

type dumpColumn struct {
	Name string `json:"name"`
	Type string `json:"type"` // text or int
}

// dumpLine is any line that is not a row.
type dumpLine struct {
	Table   string       `json:"table,omitempty"`
	Columns []dumpColumn `json:"columns,omitempty"`
	End     *int64       `json:"end,omitempty"`
}

// Export writes everything, as it is at one moment, in a form that Import of
// either database reads.
func (r *Reader) Export(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	err := r.source.Snapshot(ctx, func(q Queryer) error {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		if err := e.Encode(dumpHead{dumpFormat, dumpVersion, schema()}); err != nil {
			return err
		}
		var total int64
		for _, t := range dumped() {
			rows, err := export(ctx, q, e, t)
			if err != nil {
				return fmt.Errorf("export %s: %w", t.name, err)
			}
			total += rows
		}
		return e.Encode(dumpLine{End: &total})
	})
	return errors.Join(err, out.Flush())
}

func export(ctx context.Context, q Queryer, e *json.Encoder, t table) (n int64, err error) {
	head := dumpLine{Table: t.name}
	for _, c := range t.columns {
		head.Columns = append(head.Columns, dumpColumn{c.name, c.kind()})
	}
	if err := e.Encode(head); err != nil {
		return 0, err
	}
	where := ""
	if t.name == facts.name {
		where = strings.Replace(ofTheDatabase, "IN", "NOT IN", 1)
	}
	rows, err := q.Query(ctx, fmt.Sprintf("SELECT %s FROM %s %s ORDER BY %s", t.names(""), t.name, where, t.order()))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row, dest := t.buffer()
	for ; rows.Next(); n++ {
		if err := rows.Scan(dest...); err != nil {
			return n, err
		}
		if err := e.Encode(row); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

func (c column) kind() string {
	if c.text {
		return "text"
	}
	return "int"
}

// buffer is a row to scan into, as pointers to texts and numbers.
func (t table) buffer() (row, dest []any) {
	for _, c := range t.columns {
		var v any = new(int64)
		if c.text {
			v = new(string)
		}
		row, dest = append(row, v), append(dest, v)
	}
	return row, dest
}

// Import reads a dump and hands on the statements that write it, in chunks that
// all belong into one transaction. The database must be empty. What is wrong
// with a dump is an error, and then nothing may be committed.
func Import(ctx context.Context, d Dialect, q Queryer, r io.Reader, write func(context.Context, []Statement) error) error {
	if err := empty(ctx, q); err != nil {
		return err
	}
	i := &importer{dialect: d, from: q, planner: NewPlanner(d), write: write}
	lines := bufio.NewReaderSize(r, 1<<16)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0 && i.ended:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("import: line %d: the dump is cut off", number)
		case err != nil:
			return fmt.Errorf("import: %w", err)
		}
		if err := i.line(ctx, bytes.TrimSpace(line), number == 1); err != nil {
			return fmt.Errorf("import: line %d: %w", number, err)
		}
	}
}

// empty refuses a database in which anything was ever done.
func empty(ctx context.Context, q Queryer) error {
	for _, t := range []table{events.table, users.table, conversations.table} {
		_, found, err := one(ctx, q, scanValue[int64], "SELECT 1 FROM "+t.name+" LIMIT 1")
		switch {
		case err != nil:
			return fmt.Errorf("import: %w", err)
		case found:
			return fmt.Errorf("import: %w: there are %s", ErrNotEmpty, t.name)
		}
	}
	return nil
}

// importer writes one table after another.
type importer struct {
	dialect Dialect
	from    Queryer
	planner *Planner
	past    *past // of an older dump
	write   func(context.Context, []Statement) error
	table   *table // with the columns that the dump has
	rows    [][]any

	total int64
	ended bool
}

func (i *importer) line(ctx context.Context, line []byte, first bool) error {
	switch {
	case i.ended:
		return errors.New("there is more after the end")
	case first:
		return i.head(ctx, line)
	case bytes.HasPrefix(line, []byte("[")):
		return i.row(ctx, line)
	}
	var l dumpLine
	if err := strict(line, &l); err != nil {
		return err
	}
	if err := i.flush(ctx); err != nil {
		return err
	}
	if l.End != nil {
		i.ended = true
		if *l.End != i.total {
			return fmt.Errorf("%d rows were announced, %d came", *l.End, i.total)
		}
		return i.comeBack(ctx)
	}
	return i.begin(l)
}

func (i *importer) head(ctx context.Context, line []byte) error {
	h := dumpHead{Schema: unnumbered}
	if err := strict(line, &h); err != nil {
		return err
	}
	switch now := schema(); {
	case h.Format != dumpFormat || h.Version != dumpVersion:
		return fmt.Errorf("format %q, version %d is not %s, version %d", h.Format, h.Version, dumpFormat, dumpVersion)
	case h.Schema > now || h.Schema < unnumbered:
		return fmt.Errorf("the rows have schema %d; this program reads %d to %d", h.Schema, unnumbered, now)
	case h.Schema < now:
		return i.goBack(ctx, i.from, h.Schema)
	}
	return nil
}

func strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// begin takes the columns that the dump has.
func (i *importer) begin(l dumpLine) error {
	described := present
	if i.past != nil {
		described = older
	}
	t, err := described(l)
	i.table = &t
	return err
}

// present is a table of the present schema: the dump has each of its columns, in
// any order, and no other.
func present(l dumpLine) (table, error) {
	n := slices.IndexFunc(dumped(), func(t table) bool { return t.name == l.Table })
	if n < 0 {
		return table{}, fmt.Errorf("table %q is not known", l.Table)
	}
	t := dumped()[n]
	for _, c := range t.columns {
		if !slices.Contains(l.Columns, dumpColumn{c.name, c.kind()}) {
			return t, fmt.Errorf("table %s lacks its column %s", t.name, c.name)
		}
	}
	if len(l.Columns) != len(t.columns) {
		return t, fmt.Errorf("table %s has %d columns, not %d", t.name, len(t.columns), len(l.Columns))
	}
	t.columns = nil
	for _, c := range l.Columns {
		t.columns = append(t.columns, column{c.Name, c.Type == "text"})
	}
	return t, nil
}

func (i *importer) row(ctx context.Context, line []byte) error {
	if i.table == nil {
		return errors.New("a row comes before its table")
	}
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil {
		return err
	}
	if len(cells) != len(i.table.columns) {
		return fmt.Errorf("a row of %s has %d cells, not %d", i.table.name, len(cells), len(i.table.columns))
	}
	row := make([]any, len(cells))
	for n, c := range i.table.columns {
		v, err := c.cell(cells[n])
		if err != nil {
			return fmt.Errorf("%s.%s: %w", i.table.name, c.name, err)
		}
		row[n] = v
	}
	i.rows = append(i.rows, row)
	i.total++
	if len(i.rows) < importChunk {
		return nil
	}
	return i.flush(ctx)
}

func (c column) cell(raw json.RawMessage) (any, error) {
	if c.text {
		var s *string
		if err := json.Unmarshal(raw, &s); err != nil || s == nil {
			return nil, errors.Join(err, errors.New("not a text"))
		}
		return *s, nil
	}
	var n *int64
	if err := json.Unmarshal(raw, &n); err != nil || n == nil {
		return nil, errors.Join(err, errors.New("not a whole number"))
	}
	return *n, nil
}

// flush hands on the rows read so far.
func (i *importer) flush(ctx context.Context) error {
	if len(i.rows) == 0 {
		return nil
	}
	raw := rowsOf[[]any]{table: *i.table, args: func(a []any, row []any) []any { return append(a, row...) }}
	i.planner.begin()
	plan(i.planner, "insert", raw, i.rows)
	if i.table.name == contacts.name {
		i.planner.words(i.people())
	}
	i.rows = i.rows[:0]
	return i.write(ctx, i.planner.out)
}

// people are the contacts among the rows, as far as a search needs them.
func (i *importer) people() []desk.Contact {
	found := make([]desk.Contact, len(i.rows))
	for n, row := range i.rows {
		for at, c := range i.table.columns {
			cell, _ := row[at].(string)
			switch c.name {
			case "id":
				found[n].ID = desk.ContactID(cell)
			case "name":
				found[n].Name = cell
			case "email":
				found[n].Email = cell
			case "phone":
				found[n].Phone = cell
			}
		}
	}
	return found
}
