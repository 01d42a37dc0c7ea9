package postgres

import (
	"bytes"
	"testing"
)

// TestParameters: texts and numbers in the server's binary form. Nothing is NULL,
// an empty text least of all, and what is neither is refused before it is sent.
func TestParameters(t *testing.T) {
	var p parameters
	for range 2 { // the second time in used room
		if err := p.encode([]any{"", "é", int64(-2), int64(258), ""}); err != nil {
			t.Fatal(err)
		}
		want := [][]byte{{}, {0xc3, 0xa9}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe}, {0, 0, 0, 0, 0, 0, 1, 2}, {}}
		if len(p.values) != len(want) {
			t.Fatalf("%d values of %d arguments", len(p.values), len(want))
		}
		for i, v := range p.values {
			if v == nil || !bytes.Equal(v, want[i]) {
				t.Errorf("argument %d is sent as %v, not %v", i, v, want[i])
			}
		}
	}
	for _, arg := range []any{nil, true, 7, []byte("x")} {
		if p.encode([]any{"", arg}) == nil {
			t.Errorf("%T was encoded", arg)
		}
	}
}
