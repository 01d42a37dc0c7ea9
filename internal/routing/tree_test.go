package routing

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The tree is a sorted slice, only faster.
func TestTreeAgreesWithSlice(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	tr, model := tree[int]{compare: cmp.Compare[int]}, []int{}
	for range 20_000 {
		item := r.IntN(500)
		at, in := slices.BinarySearch(model, item)
		switch {
		case in:
			tr.remove(item)
			model = slices.Delete(model, at, at+1)
		default:
			tr.insert(item)
			model = slices.Insert(model, at, item)
		}
		if first, ok := tr.first(); ok != (len(model) > 0) || ok && first != model[0] {
			t.Fatalf("first is %d %v, want that of %v", first, ok, model)
		}
		if tr.size() != len(model) || tr.rank(item) != at {
			t.Fatalf("size %d, rank of %d is %d; want %d and %d", tr.size(), item, tr.rank(item), len(model), at)
		}
	}
	if !slices.Equal(tr.items(), model) {
		t.Errorf("items are %v, want %v", tr.items(), model)
	}
}

// Whatever the order of insertion and removal, the tree stays shallow.
func TestTreeStaysBalanced(t *testing.T) {
	tr := tree[int]{compare: cmp.Compare[int]}
	for i := range 30_000 { // a queue: in at one end, out at the other
		tr.insert(i)
		if i >= 10_000 {
			tr.remove(i - 10_000)
		}
		if i%1000 == 0 {
			if h, most := height(tr.root), 2.41*math.Log2(float64(tr.size())+1)+1; float64(h) > most {
				t.Fatalf("%d items stand %d high, at most %.0f allowed", tr.size(), h, most)
			}
		}
	}
	if tr.size() != 10_000 {
		t.Errorf("%d items are left, want 10000", tr.size())
	}
}

func height(n *node[int]) int {
	if n == nil {
		return 0
	}
	return 1 + max(height(n.left), height(n.right))
}
