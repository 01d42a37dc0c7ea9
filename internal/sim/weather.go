package sim

import (
	"fmt"
	"time"
)

// names of what goes wrong, as they are counted.
var faultNames = map[fault]string{
	dieBefore: "died before a commit", dieAfter: "died after a commit", broken: "the disk failed", refused: "a batch was refused",
	lostStored: "a commit was in doubt and stored", lostGone: "a commit was in doubt and lost",
}

func (w *world) struck(f fault) { w.count(faultNames[f]) }

// weather is what nobody wants: several times an hour something breaks.
func (w *world) weather() {
	w.in(w.chance.about(12*time.Minute), func() {
		w.strike()
		w.weather()
	})
}

func (w *world) strike() {
	switch p := w.chance.IntN(100); {
	case p < 15:
		w.store.arm(dieBefore, 1+w.chance.IntN(20))
	case p < 30:
		w.store.arm(dieAfter, 1+w.chance.IntN(20))
	case p < 45:
		w.store.arm(broken, 1+w.chance.IntN(5))
		w.in(w.chance.between(time.Second, 90*time.Second), func() {
			if w.store.next == broken {
				w.store.next = none
			}
		})
	case p < 60:
		w.store.arm(refused, 1+w.chance.IntN(5))
	case p < 70:
		w.store.arm(lostStored, 1+w.chance.IntN(5))
		w.store.unsure = w.chance.IntN(3)
	case p < 80:
		w.store.arm(lostGone, 1+w.chance.IntN(5))
		w.store.unsure = w.chance.IntN(3)
	case p < 90:
		w.setClock(w.chance.between(2*time.Second, 2*time.Minute), "clock went forward")
	default:
		w.setClock(-w.chance.between(2*time.Second, 4*time.Minute), "clock went back")
	}
}

// setClock sets the machine's wall clock wrong, or right again.
func (w *world) setClock(by time.Duration, what string) {
	w.clock.skew += by
	w.count(what)
	w.record("clock", fmt.Sprintf("is set by %s", by), nil)
}
