package report

import (
	"slices"
	"testing"

	"pronto/internal/view"
)

func TestRowsComeInTheOrderThatWasAskedFor(t *testing.T) {
	value := func(v float64) view.ReportValue { return view.ReportValue{Value: &v} }
	row := func(name string, v view.ReportValue) view.ReportRow {
		return view.ReportRow{Agent: &view.Ref{Name: name}, Values: []view.ReportValue{v}}
	}
	for _, c := range []struct {
		sort string
		want []string
	}{
		{"", []string{"Ana", "Bia", "Caio", "Davi"}},
		{"-", []string{"Davi", "Caio", "Bia", "Ana"}},
		{"handled", []string{"Ana", "Davi", "Caio", "Bia"}},
		{"-handled", []string{"Caio", "Ana", "Davi", "Bia"}},
		{"-nobody_used", []string{"Ana", "Bia", "Caio", "Davi"}},
	} {
		r := view.Report{
			Columns: []view.ReportColumn{{Key: "handled"}},
			Rows:    []view.ReportRow{row("Ana", value(1)), row("Bia", view.ReportValue{}), row("Caio", value(7)), row("Davi", value(1))},
		}
		arrange(&r, c.sort)
		var got []string
		for _, row := range r.Rows {
			got = append(got, row.Agent.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("by %q: %v, want %v", c.sort, got, c.want)
		}
	}
}
