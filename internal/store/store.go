// Package store is what the two databases share: the tables and how their rows
// become values, the statements of a flush, every query, the migrations and the
// dialect-neutral dump. It promises that both answer alike; the suite that holds
// them to it is store/storetest. Connections, transactions, durability, the
// single writer and the meaning of errors are left to sqlite and postgres.
package store

import (
	"context"
	"errors"
	"strconv"
)

// Rows is an answer being read.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Queryer runs one statement with $n parameters.
type Queryer interface {
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
}

// Source is where reads come from. A single statement sees one moment by
// itself; several that must agree are run in a Snapshot.
type Source interface {
	Queryer
	Snapshot(ctx context.Context, read func(Queryer) error) error
}

// Statement is one statement of a flush.
type Statement struct {
	SQL  string
	Args []any
}

// Dialect is how the databases differ in what this package writes.
type Dialect struct {
	// Name is also the folder of its own migrations.
	Name string
	// Parameter writes the nth parameter of a bulk statement, whose parameters
	// come in the order of their arguments.
	Parameter func(n int) string
}

// The dialects. SQLite looks numbered parameters up by name, which for a
// statement with hundreds of them costs more than the rest of binding.
var (
	SQLite   = Dialect{Name: "sqlite", Parameter: func(int) string { return "?" }}
	Postgres = Dialect{Name: "postgres", Parameter: func(n int) string { return "$" + strconv.Itoa(n) }}
)

// ErrNotEmpty refuses to import into a database that holds something.
var ErrNotEmpty = errors.New("the database is not empty")

// Reader answers everything that is read: what the engine loads and looks up,
// the read port, and the dump.
type Reader struct{ source Source }

// NewReader returns a Reader of this source.
func NewReader(s Source) *Reader { return &Reader{s} }

// all reads every row of an answer, or with an error those before it.
func all[T any](ctx context.Context, q Queryer, scan func(scanner) (T, error), sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return out, errors.Join(err, rows.Close())
		}
		out = append(out, v)
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

// one reads the only row of an answer, if there is one.
func one[T any](ctx context.Context, q Queryer, scan func(scanner) (T, error), sql string, args ...any) (T, bool, error) {
	var zero T
	found, err := all(ctx, q, scan, sql, args...)
	if err != nil || len(found) == 0 {
		return zero, false, err
	}
	return found[0], true, nil
}

// scanner is a row being read.
type scanner interface{ Scan(dest ...any) error }

func scanValue[T any](s scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}
