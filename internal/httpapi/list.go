package httpapi

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"pronto/internal/desk"
)

// List is rows that were true at seq: from there the live feed goes on.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
	Seq   int64  `json:"seq"`
	Epoch string `json:"epoch"`
}

// Page asks for one page of a list.
type Page struct {
	Cursor string `query:"cursor" maxLength:"512"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// list answers with rows; seq must not be later than what they show.
func list[T any](a *API, items []T, seq int64) *Answer[List[T]] {
	if items == nil {
		items = []T{}
	}
	return &Answer[List[T]]{Body: List[T]{Items: items, Seq: seq, Epoch: a.Engine.Epoch()}}
}

// before reads a cursor of a list that goes back by sequence.
func before(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, desk.InvalidField("cursor", "the cursor is none of ours")
	}
	return n, nil
}

// each makes rows of values.
func each[V, T any](values []V, row func(V) T) []T {
	rows := make([]T, len(values))
	for i, v := range values {
		rows[i] = row(v)
	}
	return rows
}

// byName are the rows of a directory in the order in which people look for them.
func byName[K cmp.Ordered, V any](rows map[K]V, name func(V) string) []V {
	ids := slices.SortedFunc(maps.Keys(rows), func(x, y K) int {
		return cmp.Or(cmp.Compare(name(rows[x]), name(rows[y])), cmp.Compare(x, y))
	})
	return each(ids, func(id K) V { return rows[id] })
}

// signedList registers a list that the directory holds whole.
func signedList[T any](a *API, o op, rows func(*asker) []T) {
	signed(a, o, func(_ context.Context, me *asker, _ *Nothing) (*Answer[List[T]], error) {
		return list(a, rows(me), me.seq), nil
	})
}
