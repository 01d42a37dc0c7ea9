package demo

import (
	"crypto/sha256"
	"time"

	"github.com/oklog/ulid/v2"

	"pronto/internal/view"
)

// Company is what a newcomer needs to look around.
type Company struct {
	Name string
	// You is who to sign in as; nobody plays that person. It is also among Logins.
	You    Login
	Logins []Login
	// Shop is the path of the shop's page with its widget.
	Shop string
}

// Login lets somebody in.
type Login struct {
	Name     string
	Email    string
	Password string
	Role     string // agent, supervisor, admin or telephony
	// Played is set for the colleagues whom the demo plays, and for its telephone.
	Played bool

	habit habit
}

// Password opens every door of the demo, and none outside it.
const Password = "luz-morna"

const (
	companyName = "Casa Lume"
	timeZone    = "America/Sao_Paulo"
)

// staff is one person of the company.
type staff struct {
	name, email, role string
	limit             int
	serves            []string // names of queues
	supervises        []string
	played            bool
	habit             habit
	shift             view.Shift
}

// The first is the administrator who sets the company up, the second is you. The
// others together serve somewhat fewer customers than come, so that there is
// work for you.
var people = []staff{
	{name: "Marina Duarte", email: "marina@casalume.example", role: "admin"},
	{name: "Ana Ribeiro", email: "ana@casalume.example", role: "agent", limit: 6, serves: []string{sales, support, finance}, shift: sixHours},
	{name: "Otávio Reis", email: "otavio@casalume.example", role: "supervisor", limit: 3, supervises: []string{sales, support, finance, phone}},
	{name: "Bruno Lacerda", email: "bruno@casalume.example", role: "agent", limit: 2, serves: []string{sales, support, phone}, played: true, shift: sixHours},
	{name: "Rafael Pires", email: "rafael@casalume.example", role: "agent", limit: 1, serves: []string{phone}, played: true, shift: hours(8, 14)},
	{name: "Camila Nóbrega", email: "camila@casalume.example", role: "agent", limit: 2, serves: []string{support, finance}, played: true, habit: pausesOneQueue, shift: sixHours},
	{name: "Diego Fontes", email: "diego@casalume.example", role: "agent", limit: 1, serves: []string{sales}, played: true, habit: closesDesk, shift: hours(9, 18)},
	{name: "Júlia Sampaio", email: "julia@casalume.example", role: "agent", limit: 1, serves: []string{support, finance}, played: true, habit: losesNetwork, shift: hours(12, 18)},
	{name: "Central telefônica", email: "telefonia@casalume.example", role: telephony, supervises: []string{phone}, played: true},
}

// sixHours are planned by their length alone, whenever they begin.
var sixHours = view.Shift{LengthSeconds: int64((6*time.Hour + 20*time.Minute) / time.Second)}

func hours(from, to int64) view.Shift {
	return view.Shift{StartSeconds: from * 3600, EndSeconds: to * 3600}
}

const (
	sales   = "Vendas"
	support = "Suporte"
	finance = "Financeiro"
	phone   = "Telefone" // whose work the telephone brings
)

// telephony is the role of the telephone, which only rings and looks who is there.
const telephony = "telephony"

// role is what some of the company have in the place of a role that is always
// there.
type role struct {
	name        string
	permissions []string
}

// What a supervisor may do unless somebody decides otherwise, and the two acts
// that no role has at first: whoever looks around shall try them.
var roles = map[string]role{
	"supervisor": {"Coordenação", []string{
		"status.set", "conversation.serve", "conversation.read.queue", "conversation.move", "conversation.whisper", "conversation.take_over", "room.view",
		"agent.sign_out", "agent.set_status", "reports.view", "time.correct", "settings.view",
	}},
	telephony: {"Telefonia", []string{"calls.signal", "room.view", "conversation.read.queue"}},
}

// roleID is the role of a person as the server knows it.
func (p staff) roleID() string {
	if r, ok := roles[p.role]; ok {
		return fixedID("role/" + r.name)
	}
	return p.role
}

var queues = []view.Queue{
	{Name: sales, Mode: "both", Delivery: "assign", RingSeconds: 20, OfferRetrySeconds: 30, Strategy: "fewest_open"},
	{Name: support, Mode: "both", Delivery: "offer", RingSeconds: 20, OfferRetrySeconds: 30, Strategy: "longest_idle"},
	{Name: finance, Mode: "pull", Delivery: "assign", RingSeconds: 20, OfferRetrySeconds: 30, Strategy: "fewest_open"},
	{Name: phone, Mode: "pull", Delivery: "assign", RingSeconds: 20, OfferRetrySeconds: 30, Strategy: "fewest_open"},
}

var reasons = []view.Reason{
	{Name: lunch, Seconds: int64(time.Hour / time.Second), CountsAs: "meal"},
	{Name: legal, Seconds: int64(10 * time.Minute / time.Second), CountsAs: "rest"},
	{Name: restroom, Seconds: int64(3 * time.Minute / time.Second), CountsAs: "work"},
	{Name: training, CountsAs: "work"},
}

var (
	shopDoor   = fixedID("channel/loja")
	ordersDoor = fixedID("channel/pedidos")
)

// channelOf is where a customer who comes by a door knocks.
var channelOf = map[door]string{byShop: shopDoor, byOrders: ordersDoor}

func doors() []channel {
	return []channel{
		{
			ID: ordersDoor, Name: "Acompanhe seu pedido", Active: true, Queue: fixedID("queue/" + support), Priority: 2, AbandonSeconds: 45,
			Fields: []view.Field{{Key: "name", Required: true}, {Key: "email"}}, Origins: []string{},
			Title: "Seu pedido · Casa Lume", Greeting: "Oi! Conte para a gente o que houve com o seu pedido.",
			Away: "No momento não há ninguém no atendimento. Deixe a sua mensagem, respondemos assim que voltarmos.", Color: "#4f6f64", Locale: "pt-BR",
		},
		{
			ID: shopDoor, Name: "Loja", Active: true, Queue: fixedID("queue/" + sales), Priority: 1, AbandonSeconds: 60,
			Question: &view.Question{Text: "Sobre o que você quer falar?", Options: []view.Option{
				toSales:   {Label: "Quero comprar", Queue: fixedID("queue/" + sales)},
				toSupport: {Label: "Meu pedido ou uma troca", Queue: fixedID("queue/" + support)},
				toFinance: {Label: "Boleto, nota ou pagamento", Queue: fixedID("queue/" + finance)},
			}},
			Fields: []view.Field{{Key: "name", Required: true}}, Origins: []string{},
			Title: companyName, Greeting: "Olá! Que bom ter você aqui. Como podemos ajudar?",
			Away: "Agora estamos todos na oficina. Deixe a sua mensagem e respondemos assim que pudermos.", Color: "#b4552d", Locale: "pt-BR",
		},
	}
}

// fixedID is the id of something that every demo has, so that a second start
// finds what the first one made, whatever it is called by then.
func fixedID(what string) string {
	var id ulid.ULID
	hash := sha256.Sum256([]byte("casa lume/" + what))
	_ = id.SetTime(ulid.Timestamp(time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC))) // fails after the year 10889
	_ = id.SetEntropy(hash[:10])                                                           // fails unless these are ten bytes
	return id.String()
}

func company() Company {
	c := Company{Name: companyName, Shop: "/shop/?channel=" + shopDoor}
	for _, p := range people {
		c.Logins = append(c.Logins, Login{Name: p.name, Email: p.email, Password: Password, Role: p.role, Played: p.played, habit: p.habit})
	}
	c.You = c.Logins[1]
	return c
}
