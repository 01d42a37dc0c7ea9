package demo

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// plain is a text as the ear hears it: small letters, no accents, no signs, one
// space between words and around them, so that " pedido " finds a whole word.
func plain(text string) string {
	unaccented, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		unaccented = text
	}
	words := strings.FieldsFunc(strings.ToLower(unaccented), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '?'
	})
	return " " + strings.Join(words, " ") + " "
}

// says tells whether a plain text has one of the phrases. A phrase is matched
// from the beginning of a word: "quebr" finds "quebrou", "a caminho" two words.
func says(plain string, phrases ...string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(plain, " "+p) })
}

// intent is one thing that somebody at the desk may want with a message.
type intent string

const (
	asksOrder    intent = "order"
	asksCPF      intent = "cpf"
	asksCNPJ     intent = "cnpj"
	asksEmail    intent = "email"
	asksPhone    intent = "phone"
	asksPhoto    intent = "photo"
	asksDocument intent = "document"
	asksCity     intent = "city"
	asksAddress  intent = "address"
	asksName     intent = "name"
	asksProduct  intent = "product"
	asksQuantity intent = "quantity"
	asksWhen     intent = "when"
	asksWhat     intent = "what"
	asksToWait   intent = "wait"
	asksIfMore   intent = "more"
	apologises   intent = "sorry"
	helps        intent = "helps"
	declines     intent = "declines"
	confirms     intent = "confirms"
	greets       intent = "greets"
	thanks       intent = "thanks"
	saysBye      intent = "bye"
	asks         intent = "asks" // a question of another kind
)

// cues are the words by which customers understand the desk. Their order is the
// order in which several wishes of one message are answered.
var cues = []struct {
	intent  intent
	phrases []string
}{
	{greets, []string{"ola ", "oi ", "oie ", "bom dia", "boa tarde", "boa noite", "tudo bem", "bem vind"}},
	{apologises, []string{"desculp", "sinto muito", "lament", "perdao", "perdoe", "pelo transtorno", "que pena"}},
	{asksName, []string{"seu nome", "com quem falo", "com quem eu falo", "quem fala", "nome completo"}},
	{asksOrder, []string{"numero do pedido", "numero do seu pedido", "numero da compra", "n do pedido", "qual pedido", "qual o pedido", "qual e o pedido", "qual seu pedido", "qual o seu pedido", "codigo do pedido", "pedido ?", "pedido?", "numero de pedido", "dados do pedido", "me passar o pedido", "me passa o pedido", "informar o pedido", "nr do pedido"}},
	{asksCPF, []string{"cpf", "documento do titular"}},
	{asksCNPJ, []string{"cnpj"}},
	{asksEmail, []string{"seu e mail", "seu email", "qual e mail", "qual email", "qual o e mail", "qual o email", "qual e o e mail", "qual e o email", "e mail cadastrado", "email cadastrado", "e mail para", "email para", "um e mail?", "um email?", "e mail?", "email?", "me passa o e mail", "me passar o e mail", "me passa o email", "confirmar o e mail", "confirma o e mail", "confirmar seu e mail"}},
	{asksPhone, []string{"seu telefone", "telefone para", "telefone?", "celular", "whatsapp", "numero de contato", "telefone de contato", "um telefone"}},
	{asksPhoto, []string{"foto", "fotinha", "imagem", "print"}},
	{asksDocument, []string{"comprovante", "a lista", "planilha", "o pdf", "o arquivo", "o documento", "anexa", "anexo"}},
	{asksCity, []string{"qual cidade", "qual a cidade", "de onde voce", "qual estado", "cidade", "onde voce mora"}},
	{asksAddress, []string{"cep", "endereco"}},
	{asksProduct, []string{"qual produto", "qual peca", "qual modelo", "qual luminaria", "que produto", "qual item", "qual delas", "qual deles", "qual o modelo", "qual o produto", "quais pecas", "quais produtos", "nome do produto", "produto?", "modelo?"}},
	{asksQuantity, []string{"quantas", "quantos", "qual quantidade", "quantidade"}},
	{asksWhen, []string{"quando foi", "quando voce", "qual a data", "que dia", "desde quando", "ha quanto tempo", "para quando", "pra quando", "quando chegou"}},
	{asksWhat, []string{"posso ajudar?", "posso te ajudar?", "posso lhe ajudar?", "posso ajudar hoje", "posso te ajudar hoje", "posso ajudar voce", "o que aconteceu", "o que houve", "me conta", "me conte", "me explica", "pode explicar", "pode detalhar", "qual o problema", "qual e o problema", "qual a sua duvida", "qual sua duvida", "do que voce precisa", "o que voce precisa", "sobre o que"}},
	{asksToWait, []string{"um momento", "um instante", "um minut", "so um segundo", "um segundinho", "um pouquinho", "so um pouco", "ja volto", "aguard", "vou verificar", "vou ver ", "vou checar", "vou consultar", "deixa eu ver", "deixe me ver", "deixa eu verificar", "ja verifico", "ja vejo", "estou verificando", "to verificando", "estou vendo", "vou confirmar", "vou olhar", "momentinho", "instantinho", "1 min", "dois minut", "2 min", "5 min", "cinco minut"}},
	{declines, []string{"infelizmente", "nao consigo", "nao conseguimos", "nao e possivel", "nao sera possivel", "nao temos", "nao trabalhamos", "nao da para", "nao da pra", "esgotad", "fora do prazo", "nao fazemos", "nao podemos", "nao vai dar", "nao tem como"}},
	{helps, []string{"ja enviei", "enviei", "enviamos", "vou enviar", "vamos enviar", "vou mandar", "vamos mandar", "mandei", "sera enviad", "foi enviad", "reenvi", "estorn", "reembols", "devolv", "segue", "ja esta", "ta a caminho", "esta a caminho", "a caminho", "saiu para", "chega ", "chegara", "deve chegar", "prazo", "ate amanha", "sem custo", "por nossa conta", "desconto", "cupom", "consigo sim", "temos sim", "da sim", "pode sim", "claro que", "resolv", "corrig", "atualiz", "registr", "abri ", "solicitei", "aprov", "custa", "fica em", "sai por", "r ", "reais", "conseguimos", "conferi", "separei", "separamos", "frete gratis", "rastre", "localizei", "nova peca", "outra peca", "pronto"}},
	{confirms, []string{"certo?", "correto?", "isso?", "confirma?", "confere?", "e isso mesmo", "ok?", "combinado?", "pode ser?", "tudo bem por", "tudo bem se", "fica bom", "pode confirmar?", "ficou claro", "deu certo?", "conseguiu?"}},
	{asksIfMore, []string{"mais alguma coisa", "algo mais", "mais algo", "ajudo em mais", "ajudar em mais", "ajudar com mais", "alguma outra", "outra duvida", "mais alguma duvida", "posso ajudar em algo"}},
	{thanks, []string{"obrigad", "agradec", "por nada", "de nada", "imagina", "disponha", "as ordens", "a disposicao"}},
	{saysBye, []string{"tchau", "ate mais", "ate logo", "ate breve", "ate a proxima", "abraco", "abs ", "otimo dia", "otima tarde", "otima noite", "excelente dia", "tenha um", "tenha uma", "um bom dia", "uma boa tarde", "uma boa noite", "bom fim de semana", "bom final de semana", "bom descanso", "vou encerrar", "encerrando", "vou finalizar", "finalizando", "volte sempre"}},
}

// facts are what a customer can be asked for.
var facts = []intent{asksName, asksOrder, asksCPF, asksCNPJ, asksEmail, asksPhone, asksPhoto, asksDocument, asksCity, asksAddress, asksProduct, asksQuantity, asksWhen}

// requests are how one asks without a question mark.
var requests = []string{
	"pode me", "poderia", "preciso", "precisamos", "me pass", "me mand", "me envi", "me inform", "me dig", "me diz", "me fala", "me confirm",
	"informe ", "informar", "envie ", "envia ", "mande ", "manda ", "confirme ", "qual", "por favor", "por gentileza", "gostaria",
}

// understand lists what a message of the desk wants, in the order of cues. It
// hears sentence by sentence, for "enviei ao seu e-mail" asks for no address and
// "qual prazo?" promises none.
func understand(text string) []intent {
	found := map[intent]bool{}
	for _, sentence := range sentences(text) {
		understandSentence(sentence, found)
	}
	var wants []intent
	for _, cue := range cues {
		if found[cue.intent] {
			wants = append(wants, cue.intent)
		}
	}
	if found[asks] {
		wants = append(wants, asks)
	}
	return wants
}

func understandSentence(sentence string, found map[intent]bool) {
	heard := plain(sentence)
	question := strings.HasSuffix(sentence, "?")
	request := question || says(heard, requests...)
	told := false
	for _, cue := range cues {
		switch {
		case !says(heard, cue.phrases...):
		case slices.Contains(facts, cue.intent) && !request:
		case cue.intent == asksPhoto && says(heard, "mostrar", "postar", "repostar", "publicar"): // theirs, not a new one
		case (cue.intent == helps || cue.intent == declines) && question:
		default:
			found[cue.intent] = true
			told = told || cue.intent != greets || says(heard, "tudo bem?", "como vai", "tudo certo?")
		}
	}
	found[asks] = found[asks] || question && !told
}

// tags ask for a nod to what was told before them.
var tags = []string{"tudo bem?", "ok?", "certo?", "pode ser?", "ta?", "ta bom?", "combinado?", "beleza?", "ne?", "viu?", "esta bem?", "tudo certo?"}

// sentences ends each with its sign. What comes before a tag, as in "envio
// amanhã, tudo bem?", is a sentence of its own and no question.
func sentences(text string) []string {
	var list []string
	for text != "" {
		end := strings.IndexAny(text, ".!?\n") + 1
		if end == 0 {
			end = len(text)
		}
		s := strings.TrimSpace(text[:end])
		text = text[end:]
		if comma := strings.LastIndexByte(s, ','); comma > 0 && slices.Contains(tags, strings.TrimSpace(plain(s[comma:]))) {
			list = append(list, s[:comma], s[comma+1:])
		} else if s != "" {
			list = append(list, s)
		}
	}
	return list
}
