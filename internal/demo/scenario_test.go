package demo

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func (s *scenario) texts() []string {
	texts := []string{s.again, s.when, s.quantity, s.cnpj, s.wish}
	for _, l := range s.opening {
		texts = append(texts, l.text)
	}
	return slices.Concat(texts, s.more, s.answers, s.relieved, s.upset, s.nudges)
}

func TestScenariosAreWhole(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[^}]*\}`)
	known := []string{"{nome}", "{nome inteiro}", "{pedido}", "{cpf}", "{email}", "{fone}", "{rua}", "{cep}", "{cidade}", "{produto}", "{a}"}
	seen := map[string]bool{}
	vanishing, impatient, pictures, documents := 0, 0, 0, 0
	if len(scenarios) < 15 {
		t.Errorf("only %d scenarios", len(scenarios))
	}
	for i := range scenarios {
		s := &scenarios[i]
		if seen[s.key] || s.key == "" {
			t.Errorf("key %q is taken", s.key)
		}
		seen[s.key] = true
		if len(s.opening) == 0 || s.again == "" || s.product == "" || len(s.more) == 0 || len(s.answers) == 0 || len(s.relieved) == 0 || len(s.upset) == 0 {
			t.Errorf("%s lacks something to say", s.key)
		}
		files := []string{s.photo, s.paper}
		for _, l := range s.opening {
			files = append(files, l.file)
			if l.text == "" && l.file == "" {
				t.Errorf("%s opens with an empty message", s.key)
			}
			if l.file != "" && strings.HasPrefix(l.file, "lista") || l.file == "pedido" {
				documents++
			} else if l.file != "" {
				pictures++
			}
		}
		for _, file := range files {
			if file != "" && !slices.Contains(attachmentKeys, file) {
				t.Errorf("%s names the unknown file %q", s.key, file)
			}
		}
		for _, text := range s.texts() {
			if !utf8.ValidString(text) || text != strings.TrimSpace(text) || utf8.RuneCountInString(text) > 400 {
				t.Errorf("%s: %q", s.key, text)
			}
			for _, p := range placeholder.FindAllString(text, -1) {
				if !slices.Contains(known, p) {
					t.Errorf("%s: %q speaks of %s", s.key, text, p)
				}
			}
		}
		if !strings.ContainsAny(strings.Join(s.texts(), " "), "áâãéêíóôõúçÁÉÍÓÚÇ") {
			t.Errorf("%s has no accents at all", s.key)
		}
		if s.vanishes > 0 {
			vanishing++
		}
		if s.nudge > 0 {
			impatient++
		}
	}
	if vanishing == 0 || impatient < 2 || pictures < 4 || documents < 2 {
		t.Errorf("%d vanish, %d are impatient, %d open with pictures, %d with documents", vanishing, impatient, pictures, documents)
	}
}

// Words that are often written without the accent that they have.
func TestTextsHaveTheirAccents(t *testing.T) {
	bare := regexp.MustCompile(`(?i)\b(nao|voce|esta tudo|ja|ate|so|tambem|ola|numero|preco|orcamento|ceramica|luminaria|obrigad[ao]s? pela atencao|amanha|proxim[ao]|possivel|tres|mes|ultim[ao]|codigo|endereco|atencao|cartao|solucao|entao)\b`)
	var texts []string
	for i := range scenarios {
		if scenarios[i].key != "bits" { // who writes in bits spares the accents
			texts = append(texts, scenarios[i].texts()...)
		}
	}
	for _, m := range append(slices.Clone(matters), anyMatter) {
		texts = append(texts, append(m.extras, m.question, m.help)...)
	}
	texts = slices.Concat(texts, greetings, lookups, anyMores, farewells)
	for _, lists := range []map[mood][]string{hellos, waits, yeses, nods, enoughs, thankyous, byes} {
		for m := calm; m <= angry; m++ {
			if len(lists[m]) == 0 {
				t.Errorf("mood %d has nothing to say", m)
			}
			texts = append(texts, lists[m]...)
		}
	}
	for _, text := range texts {
		if text != "" && bare.MatchString(text) {
			t.Errorf("%q lacks the accent of %q", text, bare.FindString(text))
		}
	}
}

func TestCPFsBelongToNobody(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	if got := checkDigits([]int{1, 1, 1, 4, 4, 4, 7, 7, 7}); got != 35 {
		t.Fatalf("check digits of 111.444.777: %d, want 35", got)
	}
	for range 1000 {
		cpf := newPersona(r).CPF
		var digits []int
		for _, c := range cpf {
			if c >= '0' && c <= '9' {
				digits = append(digits, int(c-'0'))
			}
		}
		if len(digits) != 11 {
			t.Fatalf("CPF %q", cpf)
		}
		if checkDigits(digits[:9]) == digits[9]*10+digits[10] {
			t.Fatalf("CPF %s is valid", cpf)
		}
	}
}
