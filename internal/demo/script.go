package demo

import (
	"math/rand/v2"
	"strings"
)

// script is a colleague's side of one conversation: a good clerk greets, asks
// what they need to know, looks it up, helps, asks whether there is more, and
// says good-bye. Like dialogue it knows nothing of time or of the wire.
type script struct {
	agent    string // first name
	a        string // the ending of their adjectives
	contact  string
	protocol string
	rand     *rand.Rand

	matter matter
	stage  int
	turns  int
	extra  int
}

// The stages, in the order in which they are reached.
const (
	before = iota
	informed
	lookedUp
	helped
	askedForMore
)

// longestTalk ends what goes round in circles.
const longestTalk = 9

// answer is what the clerk writes after hearing something, and whether they
// finish the conversation with it.
func (s *script) answer(heard string) (lines []string, finish bool) {
	text := plain(heard)
	s.turns++
	switch {
	case s.turns > longestTalk:
		return s.fill(s.one(farewells)), true
	case says(text, "protocolo") && strings.Contains(heard, "?") && s.stage > before:
		return s.fill("O protocolo deste atendimento é {protocolo}. Pode anotar 🙂"), false
	}
	switch s.stage {
	case before:
		s.matter = matterOf(text)
		s.stage = informed
		return s.fill(s.greeting(text), s.matter.question), false
	case informed:
		if s.matter.cues == nil { // they had only said hello
			s.matter = matterOf(text)
		}
		s.stage = lookedUp
		return s.fill(s.one(lookups)), false
	case lookedUp:
		s.stage = helped
		return s.fill(s.matter.help), false
	case helped:
		if s.extra < len(s.matter.extras) && strings.Contains(heard, "?") {
			s.extra++
			return s.fill(s.matter.extras[s.extra-1]), false
		}
		s.stage = askedForMore
		return s.fill(s.one(anyMores)), false
	}
	if strings.Contains(heard, "?") && !contented(text) {
		return s.fill("Claro, já deixei anotado aqui e enviamos a confirmação por e-mail."), false
	}
	return s.fill(s.one(farewells)), true
}

// apart is what the clerk writes to somebody who has gone quiet or left.
func (s *script) apart(again bool) string {
	if again {
		return s.fill("Como não tive retorno, vou encerrar o atendimento por aqui. Se precisar, é só chamar de novo. Um abraço!")[0]
	}
	return s.fill("{cliente}, você ainda está por aí?")[0]
}

func (s *script) greeting(text string) string {
	if says(text, "absurdo", "procon", "vez que", "inaceitavel", "ninguem resolve") {
		return "Olá, {cliente}. Aqui é {agente}, da Casa Lume. Sinto muito por tudo isso, vou cuidar do seu caso agora."
	}
	return s.one(greetings)
}

func contented(text string) bool {
	return says(text, "obrigad", "so isso", "era so isso", "valeu", "nada mais", "tchau")
}

func (s *script) one(from []string) string { return pick(s.rand, from) }

func (s *script) fill(texts ...string) []string {
	filler := strings.NewReplacer("{cliente}", s.contact, "{agente}", s.agent, "{a}", s.a, "{protocolo}", s.protocol)
	filled := make([]string, 0, len(texts))
	for _, text := range texts {
		filled = append(filled, filler.Replace(text))
	}
	return filled
}

// matter is what a clerk recognises in what a customer writes first.
type matter struct {
	cues     []string
	question string
	help     string
	extras   []string
}

func matterOf(text string) matter {
	for _, m := range matters {
		if says(text, m.cues...) {
			return m
		}
	}
	return anyMatter
}

// matters are tried in order: the particular before the general.
var matters = []matter{
	{
		cues:     []string{"protocolo", "estorno"},
		question: "Pode me confirmar o seu CPF, por favor?",
		help:     "Localizei: o estorno foi aprovado e aparece na próxima fatura. O protocolo deste atendimento é {protocolo}.",
		extras:   []string{"Se o banco pedir, o comprovante do estorno também vai por e-mail."},
	},
	{
		cues:     []string{"duas vezes", "cancelar"},
		question: "Pode me passar o número do pedido que devo cancelar?",
		help:     "Pronto, o pedido repetido foi cancelado e já solicitei o estorno no seu cartão.",
		extras:   []string{"Costuma aparecer na fatura em até dois ciclos, dependendo do banco."},
	},
	{
		cues:     []string{"quebrad", "trinc", "lascad", "rachad"},
		question: "Que pena que chegou assim! Me passa o número do pedido, por favor?",
		help:     "Já separei outra peça para você, vamos enviar amanhã, sem custo nenhum. Não precisa devolver a quebrada.",
		extras:   []string{"Dessa vez vai com embalagem reforçada, pode deixar.", "Sim, a nota fiscal segue junto com a nova peça."},
	},
	{
		cues:     []string{"faltando", "falto", "veio um so", "veio so um"},
		question: "Qual é o número do pedido, por favor?",
		help:     "Conferi aqui: a peça que faltava saiu numa segunda caixa e chega até amanhã.",
		extras:   []string{"O código de rastreio vai para o seu e-mail em seguida."},
	},
	{
		cues:     []string{"prazo", "atras", "nao chegou", "rastre"},
		question: "Qual é o número do pedido? Vou localizar com a transportadora.",
		help:     "Falei com a transportadora: o pacote saiu para entrega e deve chegar até amanhã à noite.",
		extras:   []string{"Se não chegar, enviamos outro por nossa conta no mesmo dia.", "Vou acompanhar pessoalmente até ser entregue."},
	},
	{
		cues:     []string{"troca", "trocar", "grande demais", "tamanho"},
		question: "Claro, podemos trocar. Qual é o número do pedido?",
		help:     "A troca está registrada: enviamos a etiqueta por e-mail e a transportadora retira na sua casa.",
		extras:   []string{"O frete da troca fica por nossa conta."},
	},
	{
		cues:     []string{"boleto", "segunda via", "2 via"},
		question: "Para qual e-mail posso mandar a segunda via?",
		help:     "Enviei a segunda via com vencimento para sexta-feira, sem multa.",
		extras:   []string{"Se preferir, dá para pagar por Pix com o código que vai no mesmo e-mail."},
	},
	{
		cues:     []string{"pix", "comprovante", "pagamento"},
		question: "Obrigad{a} pelo comprovante! Qual é o número do pedido?",
		help:     "Localizei o pagamento, o pedido já está confirmado e segue para a separação.",
		extras:   []string{"Pode ficar tranquil{a}, a peça está reservada no seu nome."},
	},
	{
		cues:     []string{"nota fiscal", "cnpj", "nota"},
		question: "Pode me confirmar o número do pedido e o CNPJ correto?",
		help:     "Cancelamos a nota antiga e a nova já foi enviada para o seu e-mail.",
		extras:   []string{"Sim, a data de emissão continua dentro do mês."},
	},
	{
		cues:     []string{"endereco"},
		question: "Ainda dá tempo! Qual é o endereço novo, com o CEP?",
		help:     "Pronto, atualizei o endereço antes de o pedido sair.",
		extras:   []string{"Não, o pedido só é despachado amanhã cedo."},
	},
	{
		cues:     []string{"atacado", "orcamento", "pousada", "arquitet", "profissionais"},
		question: "Que bom receber o seu contato! Para qual e-mail posso mandar a proposta?",
		help:     "Conseguimos 15% de desconto nessa quantidade, e a proposta completa vai por e-mail ainda hoje.",
		extras:   []string{"Sim, fazemos a gravação do logo no nosso ateliê.", "Faturamos em 30 dias a partir do segundo pedido."},
	},
	{
		cues:     []string{"parou de", "nao acende", "nao liga", "garantia"},
		question: "Vamos resolver! Pode me mandar uma foto do fio e do interruptor?",
		help:     "É o interruptor mesmo, e está na garantia. Vamos enviar um novo, já montado no fio.",
		extras:   []string{"A garantia é de doze meses."},
	},
	{
		cues:     []string{"lava loucas", "microondas", "micro ondas", "cuidad", "manch"},
		question: "Boa pergunta! É a travessa esmaltada ou a de terracota natural?",
		help:     "A esmaltada pode sim ir à lava-louças, no ciclo delicado. A natural é melhor lavar à mão.",
		extras:   []string{"Ao micro-ondas pode, só não vale mudar da geladeira direto para o calor.", "Bicarbonato com água morna costuma tirar manchas."},
	},
	{
		cues:     []string{"lind", "elogi", "amei", "parabens", "perfeit"},
		question: "Que alegria ler isso! Podemos mostrar essa mesa linda nas nossas redes?",
		help:     "Vou contar para a turma da oficina, eles vão adorar 🧡 Separei um cupom de 10% para a próxima compra: LUMEAMIGA.",
		extras:   []string{"Sim, a coleção nova chega no fim de novembro!"},
	},
	{
		cues:     []string{"presente", "embrulh", "cartao"},
		question: "Que carinho! Qual é o CEP da entrega?",
		help:     "Dá sim: com embrulho e cartão escrito à mão, chega até sexta-feira.",
		extras:   []string{"Pode ficar tranquil{a}, o preço não vai junto."},
	},
	{
		cues:     []string{"agua", "impermeavel"},
		question: "Segura sim, o esmalte por dentro é impermeável! É para presente?",
		help:     "Temos três à pronta entrega, já separei um no seu nome até amanhã.",
		extras:   []string{"Não desbota, o esmalte vai ao forno a 1.200 graus.", "Embrulhamos sim, sem custo."},
	},
	{
		cues:     []string{"opiniao", "combina"},
		question: "Adoro essa parte! Qual é a altura do teto, você sabe?",
		help:     "Com essa parede eu iria de Aurora, que fica lindo a uns 70 cm do tampo. Separei um com 10% de desconto para você.",
		extras:   []string{"Os dois juntos também ficam bonitos, a Lua no canto da leitura."},
	},
	{
		cues:     []string{"frete", "cor", "preco", "quanto", "desconto", "pronta entrega", "dispon"},
		question: "Para qual cidade seria a entrega?",
		help:     "Temos sim, à pronta entrega! E nesta semana o frete é por nossa conta para a sua região.",
		extras:   []string{"Um só ilumina bem, a luz é bem morna.", "Parcelamos em até seis vezes sem juros.", "Levando dois, consigo 10% de desconto."},
	},
}

var anyMatter = matter{
	question: "Pode me contar um pouco mais, e me passar o número do pedido se tiver?",
	help:     "Conferi tudo aqui e já está resolvido, você recebe a confirmação por e-mail.",
	extras:   []string{"Sim, pode ficar tranquil{a}."},
}

// What clerks say in some form.
var (
	greetings = []string{
		"Olá, {cliente}! Aqui é {agente}, da Casa Lume. Tudo bem?",
		"Oi, {cliente}! Sou {agente}, vou te ajudar por aqui.",
		"Olá, {cliente}, que bom falar com você! Meu nome é {agente}.",
	}
	lookups = []string{
		"Obrigad{a}! Só um momento, vou verificar aqui.",
		"Certo, obrigad{a}. Um instante que já vejo para você.",
		"Anotado! Aguarde só um minutinho, por favor.",
	}
	anyMores = []string{
		"Posso ajudar em mais alguma coisa?",
		"Ficou alguma outra dúvida? Ajudo em mais algo?",
		"Que bom! Mais alguma coisa em que eu possa ajudar?",
	}
	farewells = []string{
		"Nós que agradecemos, {cliente}! Tenha um ótimo dia 🧡",
		"Imagina! Um abraço de toda a Casa Lume e até mais.",
		"Por nada! Precisando, é só chamar. Até logo!",
	}
)
