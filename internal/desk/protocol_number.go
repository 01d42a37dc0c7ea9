package desk

import (
	"fmt"
	"time"
)

// ProtocolNumber is what a contact is told and asks for later: the day in the
// installation's zone, the number of the leg on that day, and a check digit
// (Luhn, over all digits before it) against misreadings.
func ProtocolNumber(day time.Time, n int64) string {
	digits := fmt.Sprintf("%s%04d", day.Format("20060102"), n)
	return fmt.Sprintf("%s-%s-%d", digits[:8], digits[8:], luhn(digits))
}

// luhn is the check digit of ISO/IEC 7812-1, annex B.
func luhn(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}
