package demo

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Every scenario, played against a colleague, comes to an end that both sides
// call one: the customer takes leave or is content, the colleague finishes.
func TestEveryScenarioEndsWell(t *testing.T) {
	for i := range scenarios {
		why := &scenarios[i]
		t.Run(why.key, func(t *testing.T) {
			for seed := range uint64(20) {
				log, content, finished := play(why, seed)
				if seed == 0 {
					t.Log("\n" + strings.Join(log, "\n"))
				}
				if !content || !finished {
					t.Errorf("seed %d: content %v, finished %v\n%s", seed, content, finished, strings.Join(log, "\n"))
				}
			}
		})
	}
}

func play(why *scenario, seed uint64) (log []string, content, finished bool) {
	r := rand.New(rand.NewPCG(seed, 7))
	who := newPersona(r)
	d := newDialogue(who, why, r)
	s := &script{agent: "Camila", a: "a", contact: who.first(), protocol: "20261121-0042-7", rand: r}
	spoken := d.open()
	for range 2 * longestTalk {
		var texts []string
		for _, l := range spoken {
			log = append(log, "    "+l.String())
			texts = append(texts, l.text)
		}
		if len(texts) == 0 {
			break
		}
		said, end := s.answer(strings.Join(texts, "\n"))
		log = append(log, said...)
		answer := d.hear(strings.Join(said, "\n"), 0)
		spoken, finished = answer.lines, finished || end
		if answer.leave {
			for _, l := range spoken {
				log = append(log, "    "+l.String())
			}
			return log, true, finished
		}
	}
	return log, d.content, finished
}
