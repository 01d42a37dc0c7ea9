package desk_test

import (
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

func TestTheProtocolNumberNamesDayNumberAndCheckDigit(t *testing.T) {
	day := time.Date(2026, 11, 21, 23, 59, 0, 0, time.FixedZone("BRT", -3*3600))
	for n, want := range map[int64]string{
		1: "20261121-0001-4", 42: "20261121-0042-8", 9999: "20261121-9999-0", 10000: "20261121-10000-6",
	} {
		if got := desk.ProtocolNumber(day, n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// Independently of how it was made: the sum of ISO/IEC 7812-1 over all digits.
func valid(number string) bool {
	digits := strings.ReplaceAll(number, "-", "")
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d = []int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}[d]
		}
		sum += d
	}
	return sum%10 == 0
}

// A misread digit never goes unnoticed, nor two neighbours in the wrong order,
// but for the one pair that the method cannot tell apart: 09 and 90.
func TestTheCheckDigitFindsMisreadings(t *testing.T) {
	numbers := 0
	for day := range 40 {
		for _, n := range []int64{1, 9, 90, 1234, 8709, 12345} {
			number := desk.ProtocolNumber(nine.AddDate(0, 0, day*11), n)
			numbers++
			if !valid(number) {
				t.Fatalf("%s has a wrong check digit", number)
			}
			misread(t, number)
			transposed(t, number)
		}
	}
	if numbers < 200 {
		t.Fatal("too few numbers prove nothing")
	}
}

func misread(t *testing.T, number string) {
	t.Helper()
	for i, was := range []byte(number) {
		for d := byte('0'); d <= '9' && was != '-'; d++ {
			if other := number[:i] + string(d) + number[i+1:]; d != was && valid(other) {
				t.Fatalf("%s passes for %s", other, number)
			}
		}
	}
}

func transposed(t *testing.T, number string) {
	t.Helper()
	digits := strings.ReplaceAll(number, "-", "")
	for i := range len(digits) - 1 {
		a, b := digits[i], digits[i+1]
		if other := digits[:i] + string(b) + string(a) + digits[i+2:]; a != b && valid(other) && (a != '0' || b != '9') && (a != '9' || b != '0') {
			t.Fatalf("%s passes for %s", other, number)
		}
	}
}
