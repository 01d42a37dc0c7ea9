package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"pronto/internal/desk"
)

// numbers is how a spreadsheet in some language reads a CSV file: with a comma for
// the decimals, fields must be separated by something else.
type numbers struct {
	separator rune
	decimal   string
}

func numbersOf(locale string) numbers {
	if desk.Locale(locale) == desk.English {
		return numbers{',', "."}
	}
	return numbers{';', ","}
}

// byteOrderMark tells a spreadsheet that the text is UTF-8.
const byteOrderMark = "\ufeff"

func writeCSV(w io.Writer, s sheet, n numbers) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = n.separator, true
	row := make([]string, 0, len(s.head))
	for _, h := range s.head {
		row = append(row, harmless(h))
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for cells := range s.rows {
		row = row[:0]
		for _, c := range cells {
			row = append(row, n.show(c))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// show writes a value so that a spreadsheet reads it as what it is.
func (n numbers) show(c cell) string {
	switch c.kind {
	case blank:
		return ""
	case ofText:
		return harmless(c.text)
	case ofCount:
		return strconv.FormatFloat(c.n, 'f', 0, 64)
	case ofDecimal:
		return n.decimals(c.n)
	case ofShare:
		return n.decimals(100*c.n) + "%"
	case ofDuration:
		return clock(c.n)
	case ofDay:
		return c.at.Format(time.DateOnly)
	case ofInstant:
		return c.at.Format(time.DateTime)
	case nothing:
	}
	return "–"
}

func (n numbers) decimals(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 2, 64), ".", n.decimal, 1)
}

// clock is a length in hours, minutes and seconds; there may be more than 24 hours.
func clock(ms float64) string {
	seconds := int64(math.Round(ms / 1000))
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

// harmless keeps a spreadsheet from taking what somebody is called for a formula.
func harmless(s string) string {
	if strings.HasPrefix(s, "\ufeff") || s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
