package tail

import (
	"fmt"
	"testing"
	"testing/synctest"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/testkit/desktest"
)

// customers makes so many commits, each a new customer.
func customers(d *desktest.Desk, n int) {
	for i := range n {
		d.Visit("site", fmt.Sprint(i))
	}
}

func begin(t *testing.T, d *desktest.Desk, tails ...*Tail) {
	t.Helper()
	d.Start()
	t.Cleanup(func() {
		for _, one := range tails {
			one.Stop()
		}
		d.Close()
	})
	d.Queue("vendas", desk.Pull, desk.Assign)
	d.Channel("site", "vendas")
}

func TestCommitsComeInOrderWithoutGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desktest.New(t)
		last := d.Seq()
		one := Follow(d.Engine, Default, func(c *engine.Committed) {
			if c.First != last+1 {
				t.Errorf("%d follows %d", c.First, last)
			}
			last = c.Seq
		}, func() { t.Error("dropped something") })
		begin(t, d, one)
		customers(d, 50)
		synctest.Wait()
		if last != d.Seq() {
			t.Errorf("at %d, the engine at %d", last, d.Seq())
		}
	})
}

// A consumer that is busy for too long is told, once, before what came after.
func TestTheWriterNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desktest.New(t)
		busy, free := make(chan struct{}), make(chan struct{})
		var heard []string
		first := true
		one := Follow(d.Engine, 5, func(*engine.Committed) {
			if first {
				first = false
				close(busy)
				<-free
				return
			}
			heard = append(heard, "commit")
		}, func() { heard = append(heard, "dropped") })
		begin(t, d, one)
		<-busy
		customers(d, 12) // would hang if the writer waited
		close(free)
		synctest.Wait()
		if len(heard) == 0 || heard[0] != "dropped" || len(heard) > 6 {
			t.Errorf("heard %v", heard)
		}
		for _, h := range heard[1:] {
			if h != "commit" {
				t.Errorf("heard %v", heard)
			}
		}
	})
}
