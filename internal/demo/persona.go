package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// persona is who a customer is, with what a shop may ask them for. CPFs and
// telephone numbers are made so that they can belong to nobody.
type persona struct {
	Name   string
	a      string // the ending of their adjectives: obrigado, obrigada
	Order  string
	CPF    string
	Email  string
	Phone  string
	Street string
	CEP    string
	City   string
}

var firstNames = []struct{ name, a string }{
	{"Beatriz", "a"},
	{"Lucas", "o"},
	{"Mariana", "a"},
	{"Thiago", "o"},
	{"Letícia", "a"},
	{"Antônio", "o"},
	{"Flávia", "a"},
	{"João Pedro", "o"},
	{"Conceição", "a"},
	{"Vinícius", "o"},
	{"Sílvia", "a"},
	{"César", "o"},
	{"Patrícia", "a"},
	{"Rogério", "o"},
	{"Luíza", "a"},
	{"Márcio", "o"},
	{"Débora", "a"},
	{"Fábio", "o"},
	{"Tatiane", "a"},
	{"Sebastião", "o"},
	{"Isadora", "a"},
	{"Caio", "o"},
	{"Rosângela", "a"},
	{"Estêvão", "o"},
	{"Mônica", "a"},
	{"Gustavo", "o"},
	{"Cecília", "a"},
	{"Murilo", "o"},
	{"Yasmin", "a"},
	{"Hélio", "o"},
}

var lastNames = []string{
	"Araújo", "Gonçalves", "Magalhães", "Vasconcelos", "Leão", "Tavares", "Brandão", "Pacheco", "Quintão", "Siqueira",
	"Moraes", "Falcão", "Peçanha", "Rezende", "Bittencourt", "Simões", "Guimarães", "Camargo", "Avelar", "Furtado",
	"Sá", "Montenegro", "Prates", "Lourenço", "Corrêa", "Dantas", "Paixão", "Teles", "Vilela", "Zanetti",
}

var places = []struct{ street, cep, city string }{
	{"Rua das Acácias, 214, apto 32", "05400-010", "São Paulo"},
	{"Rua Marquês de Olinda, 88", "22250-040", "Rio de Janeiro"},
	{"Avenida do Contorno, 6120, sala 4", "30110-044", "Belo Horizonte"},
	{"Rua Padre Anchieta, 1530", "80730-000", "Curitiba"},
	{"Rua da Aurora, 405, casa 2", "50050-000", "Recife"},
	{"Rua Fernando Machado, 77", "90010-320", "Porto Alegre"},
	{"Travessa São José, 19", "66023-700", "Belém"},
	{"Rua do Açaí, 340", "74810-240", "Goiânia"},
	{"Alameda dos Ipês, 1022", "13083-000", "Campinas"},
	{"Rua João Evangelista, 58", "88010-150", "Florianópolis"},
}

func newPersona(r *rand.Rand) persona {
	first, last := pick(r, firstNames), pick(r, lastNames)
	place := pick(r, places)
	return persona{
		Name: first.name + " " + last, a: first.a,
		Order:  fmt.Sprintf("%d", 41000+r.IntN(8000)),
		CPF:    nobodysCPF(r),
		Email:  mailName(first.name) + "." + mailName(last) + "@exemplo.com.br",
		Phone:  fmt.Sprintf("(%d) 90000-%04d", 11+r.IntN(80), r.IntN(10000)),
		Street: place.street, CEP: place.cep, City: place.city,
	}
}

// first is how one is called. Some call themselves by no word at all.
func (p persona) first() string { return strings.Fields(p.Name)[0] }

// nobodysCPF has the shape of a CPF and check digits that are wrong.
func nobodysCPF(r *rand.Rand) string {
	digits := make([]int, 9, 11)
	for i := range digits {
		digits[i] = r.IntN(10)
	}
	right := checkDigits(digits)
	wrong := (right + 1 + r.IntN(98)) % 100
	return fmt.Sprintf("%d%d%d.%d%d%d.%d%d%d-%02d", digits[0], digits[1], digits[2], digits[3], digits[4], digits[5], digits[6], digits[7], digits[8], wrong)
}

func checkDigits(digits []int) int {
	digits = append([]int(nil), digits...)
	for range 2 {
		sum := 0
		for i, d := range digits {
			sum += d * (len(digits) + 1 - i)
		}
		check := 11 - sum%11
		if check > 9 {
			check = 0
		}
		digits = append(digits, check)
	}
	return digits[9]*10 + digits[10]
}

func mailName(name string) string {
	return strings.ReplaceAll(strings.TrimSpace(plain(name)), " ", "")
}

// tell fills a text with who they are.
func (p persona) tell(text string, product string) string {
	return strings.NewReplacer(
		"{nome}", p.first(), "{nome inteiro}", p.Name, "{pedido}", p.Order, "{cpf}", p.CPF, "{email}", p.Email,
		"{fone}", p.Phone, "{rua}", p.Street, "{cep}", p.CEP, "{cidade}", p.City, "{a}", p.a, "{produto}", product,
	).Replace(text)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
