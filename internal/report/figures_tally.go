package report

import (
	"slices"

	"pronto/internal/view"
)

// tally is what one row has counted so far of each figure. Values are made at the
// end, from all that was counted, never from other values.
type tally struct {
	n, d    []int64
	samples map[int][]int64 // of spread figures
	worked  bool            // something was counted that is not absence
}

func newTally(figures int) *tally {
	return &tally{n: make([]int64, figures), d: make([]int64, figures)}
}

func (t *tally) count(i int, s spread, n, d int64) {
	if n == 0 && d == 0 {
		return
	}
	if s == summed {
		t.n[i] += n
		t.d[i] += d
		return
	}
	if t.samples == nil {
		t.samples = map[int][]int64{}
	}
	t.samples[i] = append(t.samples[i], n)
}

// add counts what another row has counted.
func (t *tally) add(o *tally) {
	for i := range t.n {
		t.n[i] += o.n[i]
		t.d[i] += o.d[i]
	}
	for i, list := range o.samples {
		if t.samples == nil {
			t.samples = map[int][]int64{}
		}
		t.samples[i] = append(t.samples[i], list...)
	}
}

func (t *tally) values(figures []figure) []view.ReportValue {
	out := make([]view.ReportValue, len(figures))
	for i, f := range figures {
		out[i] = t.value(i, f)
	}
	return out
}

func (t *tally) value(i int, f figure) view.ReportValue {
	if f.spread != summed {
		list := t.samples[i]
		if len(list) == 0 {
			return view.ReportValue{}
		}
		slices.Sort(list)
		v := f.spread.of(list)
		return view.ReportValue{Value: &v, Numerator: int64(v), Denominator: int64(len(list))}
	}
	out := view.ReportValue{Numerator: t.n[i]}
	v := float64(t.n[i])
	if f.quotient {
		if out.Denominator = t.d[i]; out.Denominator == 0 {
			return out // there is nothing to divide by
		}
		v /= float64(out.Denominator)
	}
	out.Value = &v
	return out
}

// of is the value of some, sorted and at least one: the median of two in the middle
// is halfway, the ninetieth is the least that nine in ten do not pass.
func (s spread) of(list []int64) float64 {
	n := len(list)
	switch s {
	case median:
		return float64(list[(n-1)/2]+list[n/2]) / 2
	case ninetieth:
		return float64(list[(9*n+9)/10-1])
	case longest, summed:
	}
	return float64(list[n-1])
}
