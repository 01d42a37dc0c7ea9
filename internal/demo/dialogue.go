package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// dialogue is one customer's side of one conversation: it hears what the desk
// writes and says what they answer. It knows nothing of time or of the wire, and
// the same seed and the same words give the same answers.
type dialogue struct {
	who  persona
	why  *scenario
	rand *rand.Rand

	told    map[intent]int
	spent   map[string]int // how much of each list was said
	greeted bool
	wished  bool
	content bool // nothing more is wanted
}

// reply is what the customer does on hearing something.
type reply struct {
	lines []line
	leave bool // says good-bye with it
}

func newDialogue(who persona, why *scenario, r *rand.Rand) *dialogue {
	return &dialogue{who: who, why: why, rand: r, told: map[intent]int{}, spent: map[string]int{}}
}

// open is what they begin with.
func (d *dialogue) open() []line { return d.tellAll(d.why.opening) }

// nudge is what they say after the n-th long silence, nothing when they have
// given up asking.
func (d *dialogue) nudge(n int) []line {
	nudges := d.why.nudges
	if len(nudges) == 0 {
		nudges = commonNudges[d.rand.IntN(len(commonNudges))]
	}
	if n >= len(nudges) || d.content {
		return nil
	}
	return d.tellAll(say(nudges[n]))
}

// hear answers what somebody at the desk wrote since they last answered.
func (d *dialogue) hear(text string, files int) reply {
	wants := understand(text)
	does := func(i intent) bool { return slices.Contains(wants, i) }
	facts := d.facts(wants)
	switch {
	case does(saysBye):
		return d.goodbye()
	case does(thanks) && d.content && !does(asksIfMore):
		return d.goodbye()
	case len(facts) > 0:
		return reply{lines: d.tellAll(facts)}
	case protocolNumber.MatchString(text):
		return d.satisfied(d.one("protocol", []string{"Anotei o protocolo, obrigad{a}!", "Protocolo anotado. Obrigad{a}!"}))
	case does(asksIfMore):
		return d.ifMore()
	case does(asksWhat):
		return d.explain()
	case does(declines):
		return d.refused()
	case does(helps):
		return d.helped()
	case files > 0:
		return d.satisfied(d.one("received", []string{"Recebi aqui, obrigad{a}!", "Abriu certinho aqui, obrigad{a}"}))
	case does(asksToWait):
		return reply{lines: d.tellAll(say(d.one("wait", waits[d.why.mood])))}
	case does(confirms):
		return reply{lines: d.tellAll(say(d.one("yes", yeses[d.why.mood])))}
	case does(apologises):
		return d.afterApology()
	case does(asks):
		return d.answerSomething()
	case does(greets) && !d.greeted:
		d.greeted = true
		return reply{lines: d.tellAll(append(say(d.one("hello", hellos[d.why.mood])), d.further()...))}
	}
	return d.goOn()
}

// facts answers each thing that was asked for, in the order of cues.
func (d *dialogue) facts(wants []intent) []line {
	var lines []line
	for _, want := range wants {
		answer, ok := d.fact(want)
		if !ok {
			continue
		}
		if d.told[want]++; d.told[want] > 1 && answer.file == "" {
			answer.text = "Já mandei aqui em cima: " + answer.text
			if d.why.mood == angry {
				answer.text += ". De novo."
			}
		}
		lines = append(lines, answer)
	}
	if len(lines) > 2 { // people put several short answers into one message
		texts := make([]string, 0, len(lines))
		for _, l := range lines {
			if l.file == "" {
				texts = append(texts, l.text)
			}
		}
		lines = append([]line{{text: strings.Join(texts, "\n")}}, slices.DeleteFunc(lines, func(l line) bool { return l.file == "" })...)
	}
	return lines
}

func (d *dialogue) fact(want intent) (line, bool) {
	text := func(s string) (line, bool) { return line{text: s}, true }
	switch want { //nolint:exhaustive // the other intents ask for no fact
	case asksOrder:
		return text(d.one("order", []string{"O pedido é o {pedido}", "Pedido nº {pedido}", "{pedido}", "É o #{pedido}"}))
	case asksCPF:
		return text(d.one("cpf", []string{"Meu CPF é {cpf}", "CPF {cpf}", "{cpf}"}))
	case asksCNPJ:
		return text(cmp.Or(d.why.cnpj, "Não tenho CNPJ, comprei como pessoa física"))
	case asksEmail:
		return text(d.one("email", []string{"Meu e-mail é {email}", "{email}"}))
	case asksPhone:
		return text(d.one("phone", []string{"{fone}", "Pode anotar: {fone}"}))
	case asksCity:
		return text(d.one("city", []string{"{cidade}", "Moro em {cidade}", "É para {cidade}"}))
	case asksAddress:
		return text(d.one("address", []string{"{rua}, {cidade}, CEP {cep}", "CEP {cep}, em {cidade}. O endereço é {rua}"}))
	case asksName:
		return text("{nome inteiro}")
	case asksProduct:
		return text(d.one("product", []string{"É a peça {produto}", "{produto}"}))
	case asksQuantity:
		return line{text: d.why.quantity}, d.why.quantity != ""
	case asksWhen:
		return line{text: d.why.when}, d.why.when != ""
	case asksPhoto:
		return d.picture(d.why.photo, []string{"Agora não consigo tirar foto, estou no trabalho 😕 Mando mais tarde, pode ser?", "Estou sem a peça por perto agora, não tenho como fotografar"})
	case asksDocument:
		return d.picture(d.why.paper, []string{"Esse documento eu não tenho aqui comigo agora", "Não achei o arquivo, onde eu encontro isso?"})
	}
	return line{}, false
}

func (d *dialogue) picture(file string, without []string) (line, bool) {
	if file == "" {
		return line{text: d.one("without", without)}, true
	}
	return line{text: d.one("here", []string{"Aqui está", "Segue", "Tá aqui ó", "Dá pra ver bem?"}), file: file}, true
}

func (d *dialogue) explain() reply {
	if d.told[asksWhat]++; d.told[asksWhat] > 1 {
		return d.goOn()
	}
	return reply{lines: d.tellAll(say(d.why.again))}
}

func (d *dialogue) ifMore() reply {
	if d.why.wish != "" && !d.wished {
		d.wished = true
		return reply{lines: d.tellAll(say(d.why.wish))}
	}
	return d.satisfied(d.one("enough", enoughs[d.why.mood]))
}

// helped is glad, and while there is more on their mind comes out with it.
func (d *dialogue) helped() reply {
	d.told[helps]++
	glad, ok := d.next("relieved", d.why.relieved)
	if !ok {
		return d.satisfied(d.one("thanks", thankyous[d.why.mood]))
	}
	if d.told[helps] == 1 {
		return reply{lines: d.tellAll(append(say(glad), d.further()...))}
	}
	return d.satisfied(glad)
}

func (d *dialogue) refused() reply {
	if upset, ok := d.next("upset", d.why.upset); ok {
		return reply{lines: d.tellAll(say(upset))}
	}
	return d.satisfied(d.one("resigned", []string{"Entendi... tudo bem então, obrigad{a} mesmo assim", "Está certo. Obrigad{a} por explicar", "Paciência, né? Valeu pela atenção"}))
}

func (d *dialogue) afterApology() reply {
	if d.why.mood == angry && d.told[apologises] == 0 {
		d.told[apologises]++
		return reply{lines: d.tellAll(say("Desculpa não resolve. Quero saber o que vocês vão fazer."))}
	}
	return reply{lines: d.tellAll(append(say(d.one("forgives", []string{"Tudo bem, acontece", "Sem problema", "Imagina, tranquilo"})), d.further()...))}
}

func (d *dialogue) answerSomething() reply {
	if answer, ok := d.next("answers", d.why.answers); ok {
		return reply{lines: d.tellAll(say(answer))}
	}
	return reply{lines: d.tellAll(say(d.one("whatever", []string{"Acho que sim", "Pode ser", "Não sei dizer ao certo", "Hum, acredito que sim", "Do jeito que for mais fácil pra vocês"})))}
}

// goOn comes out with the next thing on their mind, then nods, then has had
// enough.
func (d *dialogue) goOn() reply {
	if lines := d.further(); len(lines) > 0 {
		return reply{lines: d.tellAll(lines)}
	}
	if d.content {
		return reply{}
	}
	if d.told[asks]++; d.told[asks] <= 2 {
		return reply{lines: d.tellAll(say(d.one("nods", nods[d.why.mood])))}
	}
	return d.satisfied(d.one("thanks", thankyous[d.why.mood]))
}

func (d *dialogue) further() []line {
	if next, ok := d.next("more", d.why.more); ok {
		return say(next)
	}
	return nil
}

func (d *dialogue) satisfied(text string) reply {
	d.content = true
	return reply{lines: d.tellAll(say(text))}
}

func (d *dialogue) goodbye() reply {
	d.content = true
	return reply{lines: d.tellAll(say(d.one("bye", byes[d.why.mood]))), leave: true}
}

// next takes the following one of a list that is said once, in order.
func (d *dialogue) next(list string, from []string) (string, bool) {
	i := d.spent[list]
	if i >= len(from) {
		return "", false
	}
	d.spent[list]++
	return from[i], true
}

// one takes any of a list, and another one the next time.
func (d *dialogue) one(list string, from []string) string {
	if _, known := d.spent[list]; !known {
		d.spent[list] = d.rand.IntN(len(from))
	}
	d.spent[list]++
	return from[d.spent[list]%len(from)]
}

func (d *dialogue) tellAll(lines []line) []line {
	told := make([]line, len(lines))
	for i, l := range lines {
		told[i] = line{text: d.who.tell(l.text, d.why.product), file: l.file}
	}
	return told
}

// protocolNumber finds what the desk calls a conversation by.
var protocolNumber = regexp.MustCompile(`\b\d{8}-\d{4,}-\d\b`)

// What everybody says in some form, by mood.
var (
	hellos = map[mood][]string{
		calm:    {"Olá, tudo bem!", "Oi, tudo bem e você?", "Olá!"},
		warm:    {"Oii! Tudo ótimo 😊", "Oi, que bom que você me atendeu!"},
		hurried: {"Oi", "Oi, tudo bem"},
		angry:   {"Boa só se resolverem o meu problema.", "Vamos ao que interessa, por favor."},
	}
	waits = map[mood][]string{
		calm:    {"Tudo bem, eu aguardo", "Ok, fico no aguardo", "Sem problema, obrigad{a}"},
		warm:    {"Claro, fica à vontade 😊", "Magina, espero sim!"},
		hurried: {"ok", "Tá bom, mas estou com um pouco de pressa", "blz"},
		angry:   {"De novo esperar...", "Espero que seja rápido dessa vez."},
	}
	yeses = map[mood][]string{
		calm:    {"Isso mesmo", "Certo", "Sim, está correto", "Combinado"},
		warm:    {"Isso! 😊", "Siim, perfeito", "Combinadíssimo"},
		hurried: {"isso", "sim", "ok, certo"},
		angry:   {"Sim.", "Correto. Como eu já tinha dito."},
	}
	nods = map[mood][]string{
		calm:    {"Entendi", "Certo, entendi", "Ah, sim"},
		warm:    {"Ahh, entendi!", "Que legal 😊"},
		hurried: {"ok", "entendi", "certo"},
		angry:   {"Sei.", "E então?"},
	}
	enoughs = map[mood][]string{
		calm:    {"Não, era só isso mesmo. Muito obrigad{a}!", "Só isso, obrigad{a} pela atenção", "Não, já me ajudou bastante. Obrigad{a}!"},
		warm:    {"Não, você já ajudou demais! Obrigad{a} 🧡", "Era só isso! Adorei o atendimento 😊"},
		hurried: {"Não, só isso. Valeu!", "Nada mais, obrigad{a}!"},
		angry:   {"Não. Espero não precisar voltar aqui.", "Por enquanto é só. Obrigad{a}."},
	}
	thankyous = map[mood][]string{
		calm:    {"Muito obrigad{a} pela ajuda!", "Está ótimo, obrigad{a}!", "Obrigad{a}, ajudou bastante"},
		warm:    {"Obrigad{a}, obrigad{a}! 😍", "Você é demais, obrigad{a}!"},
		hurried: {"Valeu!", "Obrigad{a}, resolveu"},
		angry:   {"Certo. Obrigad{a} por resolver.", "Até que enfim. Obrigad{a}."},
	}
	byes = map[mood][]string{
		calm:    {"Obrigad{a}, pra você também!", "Até mais, bom trabalho!", "Tchau, obrigad{a}!"},
		warm:    {"Beijo, até a próxima! 🧡", "Tchauu, um ótimo dia pra você também 😊"},
		hurried: {"Tchau!", "Valeu, até mais"},
		angry:   {"Passar bem.", "Até. Espero que cumpram."},
	}
	commonNudges = [][]string{
		{"Oi, ainda tem alguém aí?", "Vou aguardar mais um pouquinho, tá?"},
		{"Alguém pode me ajudar?", "Ainda estou aqui 🙂"},
		{"Conseguiu ver isso pra mim?", "Oi? Caiu a conexão?"},
	}
)

// String helps whoever reads a failing test.
func (l line) String() string {
	if l.file == "" {
		return l.text
	}
	return fmt.Sprintf("%s 📎 %s", l.text, l.file)
}
