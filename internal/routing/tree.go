package routing

import "iter"

// tree is an ordered set that knows ranks: a weight-balanced search tree. All
// operations but the walks cost O(log n). The order of insertion never shows.
//
// The balance is that of Adams with the parameters (3, 2), which Hirai and
// Yamamoto proved right for insertion and removal. On the way back up a node's
// other child is only looked at when it must be rotated: its size follows from
// the count, and not fetching it from memory halves the cost in a large index.
type tree[T any] struct {
	compare func(a, b T) int
	root    *node[T]
	spare   *node[T] // of the last removal: an item that moves allocates nothing
}

type node[T any] struct {
	item        T
	left, right *node[T]
	count       int32
}

func (n *node[T]) size() int32 {
	if n == nil {
		return 0
	}
	return n.count
}

func (t *tree[T]) size() int { return int(t.root.size()) }

// insert adds an item that compares equal to none in the tree.
func (t *tree[T]) insert(item T) {
	n := t.spare
	if t.spare = nil; n == nil {
		n = &node[T]{}
	}
	n.item, n.count = item, 1
	t.root = t.insertInto(t.root, n)
}

func (t *tree[T]) insertInto(at, n *node[T]) *node[T] {
	if at == nil {
		return n
	}
	at.count++
	if t.compare(n.item, at.item) < 0 {
		at.left = t.insertInto(at.left, n)
		return at.leanLeft(at.left.count + 1)
	}
	at.right = t.insertInto(at.right, n)
	return at.leanRight(at.right.count + 1)
}

// remove takes out an item that is in the tree.
func (t *tree[T]) remove(item T) { t.root = t.removeFrom(t.root, item) }

func (t *tree[T]) removeFrom(at *node[T], item T) *node[T] {
	if at == nil {
		panic("routing: the index has lost its order: a key changed while it was in a tree")
	}
	at.count--
	switch c := t.compare(item, at.item); {
	case c < 0:
		at.left = t.removeFrom(at.left, item)
		return at.leanRight(at.count - at.left.size())
	case c > 0:
		at.right = t.removeFrom(at.right, item)
		return at.leanLeft(at.count - at.right.size())
	}
	rest := join(at.left, at.right)
	*at = node[T]{} // holds on to nothing while it is the spare
	t.spare = at
	return rest
}

// join makes one tree of two neighbours that were balanced under one parent.
func join[T any](left, right *node[T]) *node[T] {
	switch {
	case left == nil:
		return right
	case right == nil:
		return left
	}
	var middle *node[T]
	if left.count > right.count {
		left, middle = left.cutLast()
	} else {
		right, middle = right.cutFirst()
	}
	middle.left, middle.right = left, right
	middle.recount() // the heavier side gave the middle, so the rest is in balance
	return middle
}

func (n *node[T]) cutFirst() (rest, first *node[T]) {
	if n.left == nil {
		return n.right, n
	}
	n.count--
	n.left, first = n.left.cutFirst()
	return n.leanRight(n.count - n.left.size()), first
}

func (n *node[T]) cutLast() (rest, last *node[T]) {
	if n.right == nil {
		return n.left, n
	}
	n.count--
	n.right, last = n.right.cutLast()
	return n.leanLeft(n.count - n.right.size()), last
}

// leanLeft rotates n if its left side, which weighs this much, is more than three
// times as heavy as the right one. A side weighs one more than it has items.
func (n *node[T]) leanLeft(weight int32) *node[T] {
	if weight <= 3*(n.count+1-weight) {
		return n
	}
	if n.left.right.size()+1 >= 2*(n.left.left.size()+1) {
		n.left = n.left.rotateLeft()
	}
	return n.rotateRight()
}

func (n *node[T]) leanRight(weight int32) *node[T] {
	if weight <= 3*(n.count+1-weight) {
		return n
	}
	if n.right.left.size()+1 >= 2*(n.right.right.size()+1) {
		n.right = n.right.rotateRight()
	}
	return n.rotateLeft()
}

func (n *node[T]) rotateLeft() *node[T] {
	top := n.right
	n.right, top.left = top.left, n
	n.recount()
	top.recount()
	return top
}

func (n *node[T]) rotateRight() *node[T] {
	top := n.left
	n.left, top.right = top.right, n
	n.recount()
	top.recount()
	return top
}

func (n *node[T]) recount() { n.count = n.left.size() + 1 + n.right.size() }

func (t *tree[T]) first() (item T, ok bool) {
	n := t.root
	if n == nil {
		return item, false
	}
	for n.left != nil {
		n = n.left
	}
	return n.item, true
}

// rank counts the items before this one, which need not be in the tree.
func (t *tree[T]) rank(item T) int {
	rank := 0
	for n := t.root; n != nil; {
		if t.compare(n.item, item) < 0 {
			rank += int(n.left.size()) + 1
			n = n.right
		} else {
			n = n.left
		}
	}
	return rank
}

// all walks the items in order. The tree must not change meanwhile.
func (t *tree[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) { t.root.walk(yield) }
}

func (n *node[T]) walk(yield func(T) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.item) && n.right.walk(yield)
}

// items is a copy of all, for those who change the tree.
func (t *tree[T]) items() []T {
	items := make([]T, 0, t.size())
	for item := range t.all() {
		items = append(items, item)
	}
	return items
}
