package report

import (
	"errors"
	"io"
	"time"

	"github.com/xuri/excelize/v2"
)

// writeXLSX writes a workbook of the table and, on a sheet of its own, what it is
// about. Text is typed as text, so that nothing in it is ever a formula; lengths and
// instants are numbers with a format.
func writeXLSX(w io.Writer, s sheet) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", s.title); err != nil {
		return err
	}
	styles, err := stylesOf(f)
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(s.title)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, max(1, len(s.head)), 18); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	row := make([]any, 0, len(s.head))
	for _, h := range s.head {
		row = append(row, excelize.Cell{StyleID: styles.head, Value: h})
	}
	if err := setRow(out, 1, row); err != nil {
		return err
	}
	n := 1
	for cells := range s.rows {
		row = row[:0]
		for _, c := range cells {
			row = append(row, styles.show(c))
		}
		n++
		if err := setRow(out, n, row); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := writeAbout(f, s, styles); err != nil {
		return err
	}
	return f.Write(w)
}

// setRow fills a row from the first column on.
func setRow(out *excelize.StreamWriter, n int, row []any) error {
	at, err := excelize.CoordinatesToCellName(1, n)
	if err != nil {
		return err
	}
	return out.SetRow(at, row)
}

func writeAbout(f *excelize.File, s sheet, styles styles) error {
	if _, err := f.NewSheet(s.aboutTitle); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(s.aboutTitle)
	if err != nil {
		return err
	}
	for column, width := range []float64{36, 110} {
		if err := out.SetColWidth(column+1, column+1, width); err != nil {
			return err
		}
	}
	for n, line := range s.about {
		if err := setRow(out, n+1, []any{excelize.Cell{StyleID: styles.head, Value: line[0]}, excelize.Cell{StyleID: styles.of[ofText], Value: line[1]}}); err != nil {
			return err
		}
	}
	return out.Flush()
}

type styles struct {
	head int
	of   map[cellKind]int
}

func stylesOf(f *excelize.File) (styles, error) {
	s := styles{of: map[cellKind]int{}}
	var err error
	if s.head, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return s, err
	}
	for kind, format := range map[cellKind]string{
		ofText: "@", ofCount: "0", ofDecimal: "0.00", ofShare: "0.00%", ofDuration: "[h]:mm:ss", ofDay: "yyyy-mm-dd", ofInstant: "yyyy-mm-dd hh:mm:ss",
	} {
		if s.of[kind], err = f.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return s, err
		}
	}
	return s, nil
}

const dayMS = 24 * 60 * 60 * 1000

func (s styles) show(c cell) any {
	out := excelize.Cell{StyleID: s.of[c.kind], Value: c.n}
	switch c.kind {
	case blank:
		return nil
	case nothing:
		out.Value = "–"
	case ofText:
		out.Value = c.text
	case ofDuration:
		out.Value = c.n / dayMS
	case ofDay:
		year, month, day := c.at.Date()
		out.Value = serial(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	case ofInstant:
		_, ahead := c.at.Zone()
		out.Value = serial(c.at.UTC().Add(time.Duration(ahead) * time.Second))
	case ofCount, ofDecimal, ofShare:
	}
	return out
}

// serial is what a clock shows as a spreadsheet counts it: days since the end of
// 1899.
func serial(clock time.Time) float64 {
	return float64(clock.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Milliseconds()) / dayMS
}
