package store

import (
	"fmt"
	"strings"
)

// table describes one table once for both databases.
type table struct {
	name    string
	columns []column
	key     []string
	// generated names a number that the database hands out on insert; rows are
	// read in its order.
	generated string
}

type column struct {
	name string
	text bool
}

// newTable takes columns as "name text, size int, …" with the key first.
func newTable(name string, keys int, columns string) table {
	t := table{name: name}
	for c := range strings.SplitSeq(columns, ",") {
		field := strings.Fields(c)
		t.columns = append(t.columns, column{name: field[0], text: field[1] == "text"})
	}
	for _, c := range t.columns[:keys] {
		t.key = append(t.key, c.name)
	}
	return t
}

// names lists the columns, each behind the alias when there is one.
func (t table) names(alias string) string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
		if alias != "" {
			names[i] = alias + "." + c.name
		}
	}
	return strings.Join(names, ", ")
}

// order is the order in which the table is read whole.
func (t table) order() string {
	if t.generated != "" {
		return t.generated
	}
	return strings.Join(t.key, ", ")
}

// insert writes so many new rows.
func (t table) insert(d Dialect, rows int) string {
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", t.name, t.names(""), tuples(d, rows, len(t.columns)))
}

// upsert writes so many rows over those that have the same key, and then only
// these columns.
func (t table) upsert(d Dialect, rows int, columns []string) string {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = c + " = excluded." + c
	}
	return fmt.Sprintf("%s ON CONFLICT (%s) DO UPDATE SET %s", t.insert(d, rows), strings.Join(t.key, ", "), strings.Join(set, ", "))
}

// remove deletes so many rows by key.
func (t table) remove(d Dialect, rows int) string {
	return fmt.Sprintf("DELETE FROM %s WHERE (%s) IN (VALUES %s)", t.name, strings.Join(t.key, ", "), tuples(d, rows, len(t.key)))
}

// values are the columns that are not the key.
func (t table) values() []string {
	names := make([]string, 0, len(t.columns))
	for _, c := range t.columns[len(t.key):] {
		names = append(names, c.name)
	}
	return names
}

// tuples writes (…), (…) with parameters in order.
func tuples(d Dialect, rows, width int) string {
	var b strings.Builder
	for r := range rows {
		for c := range width {
			switch {
			case c > 0:
				b.WriteString(", ")
			case r > 0:
				b.WriteString("), (")
			default:
				b.WriteByte('(')
			}
			b.WriteString(d.Parameter(r*width + c + 1))
		}
	}
	b.WriteByte(')')
	return b.String()
}

// rowsOf is a table and how its rows become values.
type rowsOf[T any] struct {
	table
	args func(a []any, v T) []any
	scan func(s scanner) (T, error)
}

// selects reads the table's rows; the condition may be empty.
func (t rowsOf[T]) selects(rest string) string {
	return fmt.Sprintf("SELECT %s FROM %s %s", t.names(""), t.name, rest)
}
