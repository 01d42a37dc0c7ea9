package demo

import "time"

// scenario is why somebody writes to the shop and how they take what they are
// told. Texts may hold {nome}, {nome inteiro}, {pedido}, {cpf}, {email}, {fone},
// {rua}, {cep}, {cidade}, {produto}, and {a} for the ending of their adjectives.
type scenario struct {
	key     string
	door    door
	answer  int // of the shop's question
	mood    mood
	name    string // how they call themselves, when not by a name
	product string

	opening []line
	again   string   // when asked what it is about
	more    []string // what they come out with when nothing was asked, in order
	answers []string // to questions that nobody foresaw, in order

	when     string
	quantity string
	cnpj     string // of those who buy for a firm; it is nobody's
	photo    string // what they can send when asked for a picture
	paper    string // and when asked for a document

	relieved []string // when they are helped
	upset    []string // when they are refused
	wish     string   // what they still want when asked whether there is more

	nudge    time.Duration // how long they wait in silence before they ask
	nudges   []string
	vanishes time.Duration // how long they wait before they close the page; 0 for those who stay
}

// line is one message: a text, an attachment, or both.
type line struct {
	text string
	file string // the key of an attachment
}

// door is the channel by which a customer comes.
type door int

const (
	byShop door = iota
	byOrders
)

// The options of the shop's question, in its order.
const (
	toSales = iota
	toSupport
	toFinance
)

// mood colours what everybody says in some form.
type mood int

const (
	calm mood = iota
	warm
	hurried
	angry
)

func say(texts ...string) []line {
	lines := make([]line, len(texts))
	for i, text := range texts {
		lines[i] = line{text: text}
	}
	return lines
}
