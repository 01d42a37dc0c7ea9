package report

import (
	"cmp"
	"slices"
	"strings"

	"pronto/internal/desk"
	"pronto/internal/view"
)

// sortBy reads in which order rows are asked for: by a figure, or by what they are
// of when it names none; turned round after a minus.
func sortBy(sort string) (figure string, down bool) {
	figure, down = strings.CutPrefix(sort, "-")
	return figure, down
}

// sortable refuses an order by what is no column.
func (s *survey) sortable() error {
	by, _ := sortBy(s.query.Sort)
	if by == "" || slices.ContainsFunc(s.figures, func(f figure) bool { return f.key == by }) {
		return nil
	}
	return desk.InvalidField("sort", "%q is not a column of this report", by)
}

// arrange puts rows in the order that was asked for. What has no value comes last
// both ways, and ties stay as they were.
func arrange(r *view.Report, sort string) {
	by, down := sortBy(sort)
	if by == "" {
		if down {
			slices.Reverse(r.Rows)
		}
		return
	}
	column := slices.IndexFunc(r.Columns, func(c view.ReportColumn) bool { return c.Key == by })
	if column < 0 { // of a reason or a queue that nobody used
		return
	}
	slices.SortStableFunc(r.Rows, func(a, b view.ReportRow) int {
		x, y := a.Values[column].Value, b.Values[column].Value
		switch {
		case x == nil || y == nil:
			return cmp.Compare(missing(x), missing(y))
		case down:
			return cmp.Compare(*y, *x)
		default:
			return cmp.Compare(*x, *y)
		}
	})
}

func missing(v *float64) int {
	if v == nil {
		return 1
	}
	return 0
}
