package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func talking(key string) *dialogue {
	at := slices.IndexFunc(scenarios, func(s scenario) bool { return s.key == key })
	r := rand.New(rand.NewPCG(1, 1))
	return newDialogue(newPersona(r), &scenarios[at], r)
}

func TestCustomersUnderstandTheDesk(t *testing.T) {
	for text, want := range map[string][]intent{
		"Olá! Tudo bem?": {greets},
		"Bom dia, Lucas! Sou a Ana. Como posso ajudar?":                      {greets, asksWhat},
		"Pode me informar o número do pedido e o CPF do titular, por favor?": {asksOrder, asksCPF},
		"me passa o numero do pedido":                                        {asksOrder},
		"Qual é o seu e-mail?":                                               {asksEmail},
		"Enviei para o seu e-mail.":                                          {helps},
		"Consegue mandar uma foto da peça?":                                  {asksPhoto},
		"Podemos postar a sua foto?":                                         {asks},
		"Só um momento, vou verificar":                                       {asksToWait},
		"Um instante, por gentileza":                                         {asksToWait},
		"Peço desculpas pelo transtorno!":                                    {apologises},
		"Infelizmente não temos mais essa cor.":                              {declines},
		"Vou enviar outra peça sem custo, tudo bem?":                         {greets, helps},
		"Qual prazo te deram?":                                               {asks},
		"Posso ajudar em mais alguma coisa?":                                 {asksIfMore},
		"Obrigada pelo contato, tenha um ótimo dia!":                         {thanks, saysBye},
		"Qual o CEP da entrega?":                                             {asksAddress},
		"Para qual cidade?":                                                  {asksCity},
		"Fica R$ 489,00 à vista.":                                            {helps},
		"Você usa lâmpada de LED?":                                           {asks},
		"ok":                                                                 nil,
		"":                                                                   nil,
	} {
		if got := understand(text); !slices.Equal(got, want) {
			t.Errorf("%q: understood %v, want %v", text, got, want)
		}
	}
}

func TestCustomersGiveWhatTheyAreAskedFor(t *testing.T) {
	d := talking("broken")
	for ask, want := range map[string]string{
		"Qual o número do pedido?":   d.who.Order,
		"Me informa o CPF":           d.who.CPF,
		"Qual é o seu e-mail?":       d.who.Email,
		"Me passa um telefone?":      d.who.Phone,
		"Qual o endereço?":           d.who.CEP,
		"Com quem eu falo?":          d.who.Name,
		"Quando chegou?":             d.why.when,
		"Qual produto você comprou?": d.why.product,
	} {
		got := d.hear(ask, 0)
		if len(got.lines) != 1 || !strings.Contains(got.lines[0].text, want) || got.leave {
			t.Errorf("%q was answered %v, want %q", ask, got, want)
		}
	}
	if again := d.hear("Qual o número do pedido?", 0); !strings.HasPrefix(again.lines[0].text, "Já mandei") {
		t.Errorf("asked again: %v", again)
	}
	if photo := d.hear("Pode me mandar uma foto?", 0); photo.lines[0].file == "" {
		t.Errorf("no picture: %v", photo)
	}
	several := d.hear("Qual o pedido, o CPF, o e-mail e a cidade?", 0)
	if len(several.lines) != 1 || strings.Count(several.lines[0].text, "\n") < 2 {
		t.Errorf("several at once: %v", several)
	}
}

func TestCustomersTakeLeave(t *testing.T) {
	for i := range scenarios {
		d := talking(scenarios[i].key)
		d.open()
		d.hear("Já resolvi tudo, enviei outra peça.", 0)
		for range 2 { // some still want something
			if got := d.hear("Mais alguma coisa?", 0); got.leave || len(got.lines) == 0 {
				t.Errorf("%s: asked whether there is more: %v", d.why.key, got)
			}
		}
		if !d.content {
			t.Errorf("%s is still not content", d.why.key)
		}
		if got := d.hear("Imagina! Tenha um ótimo dia", 0); !got.leave || len(got.lines) == 0 {
			t.Errorf("%s does not leave: %v", d.why.key, got)
		}
	}
}

func TestCustomersHaveSomethingToSayToAnything(t *testing.T) {
	words := []string{"Hm.", "Pode ser azul?", "xyz", "👍", "Só um momento", "Infelizmente não temos", "Enviei agora", "Certo?", "Desculpe!", "Oi!", "Qual o pedido?", "Obrigada"}
	for i := range scenarios {
		for seed := range uint64(30) {
			r := rand.New(rand.NewPCG(seed, 3))
			d := newDialogue(newPersona(r), &scenarios[i], r)
			for range 12 {
				text := pick(r, words)
				got := d.hear(text, 0)
				if len(got.lines) == 0 && !d.content {
					t.Fatalf("%s says nothing to %q and still wants something", d.why.key, text)
				}
				for _, l := range got.lines {
					if strings.TrimSpace(l.text) == "" && l.file == "" || strings.ContainsAny(l.text, "{}") {
						t.Fatalf("%s says %q to %q", d.why.key, l.text, text)
					}
				}
				if got.leave {
					break
				}
			}
		}
	}
}

func TestTheSameWordsGetTheSameAnswers(t *testing.T) {
	hear := func() string {
		d := talking("angry")
		var all []reply
		for _, text := range []string{"Olá!", "Desculpe", "Só um minuto", "Enviei outro", "Mais alguma coisa?", "Tchau"} {
			all = append(all, d.hear(text, 0))
		}
		return fmt.Sprint(d.open(), all)
	}
	if a, b := hear(), hear(); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestNudgesEnd(t *testing.T) {
	d := talking("impatient")
	if got := d.nudge(0); len(got) != 1 || got[0].text != "Alguém aí?" {
		t.Errorf("first nudge %v", got)
	}
	if got := d.nudge(len(d.why.nudges)); got != nil {
		t.Errorf("nudges for ever: %v", got)
	}
	d.content = true
	if got := d.nudge(0); got != nil {
		t.Errorf("content, and yet: %v", got)
	}
}

func TestTheProtocolNumberIsNoted(t *testing.T) {
	got := talking("protocol").hear("É 20261121-0042-7", 0)
	if len(got.lines) != 1 || !strings.Contains(strings.ToLower(got.lines[0].text), "protocolo") {
		t.Errorf("%v", got)
	}
}
