package ledger_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

func TestAChunkComesBackAsItWas(t *testing.T) {
	size, count := 0, 0
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 5))
		l := born(nine)
		for range 200 {
			l.random(r)
		}
		whole := read(l.log).Intervals(ledger.At(l.now))
		holes := whole
		holes.Intervals = slices.DeleteFunc(slices.Clone(whole.Intervals), func(ledger.Interval) bool { return r.IntN(3) == 0 })
		for _, c := range []ledger.Chunk{whole, holes, {}, {SignIns: whole.SignIns}} {
			data, err := ledger.Encode(c)
			if err != nil {
				t.Fatal(err)
			}
			var back ledger.Chunk
			if err := ledger.Decode(data, &back); err != nil || !reflect.DeepEqual(back, normal(c)) {
				t.Fatalf("seed %d: %v\n%+v\ncame back as\n%+v", seed, err, c, back)
			}
		}
		data, _ := ledger.Encode(whole)
		size += len(data)
		count += len(whole.Intervals) + len(whole.SignIns)
	}
	if each := float64(size) / float64(count); each > 8 {
		t.Errorf("%.1f bytes for each interval", each)
	}
}

// normal has nothing instead of an empty list.
func normal(c ledger.Chunk) ledger.Chunk {
	if len(c.Intervals) == 0 {
		c.Intervals = nil
	}
	if len(c.SignIns) == 0 {
		c.SignIns = nil
	}
	return c
}

func TestDecodeAppends(t *testing.T) {
	data, err := ledger.Encode(example())
	if err != nil {
		t.Fatal(err)
	}
	var c ledger.Chunk
	for range 2 {
		if err := ledger.Decode(data, &c); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.Intervals) != 2*len(example().Intervals) || len(c.SignIns) != 2*len(example().SignIns) {
		t.Errorf("%d intervals and %d sign-ins", len(c.Intervals), len(c.SignIns))
	}
}

func example() ledger.Chunk {
	l := atNine().opens("w", 1).online().takes().wait(m).pauses("lunch").wait(m).closes("w", 1).wait(m)
	l.corrected(nine, nine.Add(s), desk.BlipOffline, "")
	return read(l.log).Intervals(ledger.At(l.now))
}

func TestWhatCannotBeEncoded(t *testing.T) {
	good := example()
	for name, spoil := range map[string]func(*ledger.Chunk){
		"an unknown label":         func(c *ledger.Chunk) { c.Intervals[0].Blip = "asleep" },
		"an unknown hold":          func(c *ledger.Chunk) { c.Intervals[0].Hold = "" },
		"no length":                func(c *ledger.Chunk) { c.Intervals[0].To = c.Intervals[0].From },
		"out of order":             func(c *ledger.Chunk) { slices.Reverse(c.Intervals) },
		"since the future":         func(c *ledger.Chunk) { c.Intervals[0].Since = c.Intervals[0].From + 1 },
		"a negative load":          func(c *ledger.Chunk) { c.Intervals[0].Open = -1 },
		"a sign-in that goes on":   func(c *ledger.Chunk) { c.SignIns[0].To = 0 },
		"a sign-in of no state":    func(c *ledger.Chunk) { c.SignIns[0].State = "out" },
		"a negative count of ring": func(c *ledger.Chunk) { c.Intervals[0].Offered = -1 },
	} {
		c := ledger.Chunk{Intervals: slices.Clone(good.Intervals), SignIns: slices.Clone(good.SignIns)}
		spoil(&c)
		if _, err := ledger.Encode(c); err == nil {
			t.Errorf("%s was encoded", name)
		}
	}
}

func TestADamagedChunkIsRefused(t *testing.T) {
	data, err := ledger.Encode(example())
	if err != nil {
		t.Fatal(err)
	}
	for n := range data {
		if err := ledger.Decode(data[:n], &ledger.Chunk{}); !errors.Is(err, ledger.ErrChunk) {
			t.Errorf("%d of %d bytes: %v", n, len(data), err)
		}
	}
	other := slices.Clone(data)
	other[0]++
	for name, bad := range map[string][]byte{
		"another version":  other,
		"more":             append(slices.Clone(data), 0),
		"no length":        {1, 0, 1, 0, 1 << 4, 9, 0, 0},
		"a hold too many":  {1, 0, 1, 0, 1<<4 | 5, 9, 9, 0},
		"a name too many":  {1, 0, 1, 0, 1<<4 | 1<<3, 0, 9, 9, 0},
		"too many to come": {1, 0, 200, 1, 0, 1 << 4, 9, 9, 0},
		"a bad sign-in":    {1, 0, 0, 1, 0, 2, 9},
	} {
		if err := ledger.Decode(bad, &ledger.Chunk{}); !errors.Is(err, ledger.ErrChunk) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever can be decoded can be encoded, and comes back.
func FuzzDecode(f *testing.F) {
	for _, c := range []ledger.Chunk{example(), {}} {
		data, err := ledger.Encode(c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, back ledger.Chunk
		if ledger.Decode(data, &c) != nil {
			return
		}
		again, err := ledger.Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.Decode(again, &back); err != nil || !reflect.DeepEqual(c, back) {
			t.Fatalf("%v: %+v came back as %+v", err, c, back)
		}
	})
}
