package demo

import (
	"math/rand/v2"
	"slices"
	"time"
)

// crowd is who is in the shop's chat just now.
type crowd struct {
	waiting int // for somebody to answer
	open    int // in all
}

const (
	firstArrival = 5 * time.Second
	// With busy customers waiting fewer come, with crowded nobody does, so that
	// neither the newcomer at the desk nor the colleagues drown.
	busy        = 3
	crowded     = 5
	mostOpen    = 16
	lookAgainIn = 4 * time.Second
)

// untilNext is how long after the n-th arrival the next customer comes in.
func untilNext(r *rand.Rand, n int, now crowd) time.Duration {
	switch {
	case n == 0:
		return firstArrival
	case now.waiting >= busy:
		return 2 * between(r, 10*time.Second, 25*time.Second)
	}
	return between(r, 10*time.Second, 25*time.Second)
}

// full says whether the next customer had better not come yet.
func (c crowd) full() bool { return c.waiting >= crowded || c.open >= mostOpen }

// deck deals the scenarios so that each comes once before any comes again.
type deck struct {
	rand  *rand.Rand
	cards []*scenario
}

// firstCards begin a demo: one for each queue, and a picture among them.
var firstCards = []string{"price", "broken", "boleto"}

func newDeck(r *rand.Rand) *deck {
	d := &deck{rand: r}
	d.shuffle()
	for i, key := range firstCards {
		at := slices.IndexFunc(d.cards, func(s *scenario) bool { return s.key == key })
		card := d.cards[at]
		d.cards = slices.Insert(slices.Delete(d.cards, at, at+1), i, card)
	}
	return d
}

func (d *deck) shuffle() {
	for i := range scenarios {
		d.cards = append(d.cards, &scenarios[i])
	}
	d.rand.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
}

// deal takes the first card that fits; some card always does.
func (d *deck) deal(fits func(*scenario) bool) *scenario {
	at := slices.IndexFunc(d.cards, fits)
	if at < 0 {
		d.shuffle()
		at = slices.IndexFunc(d.cards, fits)
	}
	card := d.cards[at]
	d.cards = slices.Delete(d.cards, at, at+1)
	return card
}
