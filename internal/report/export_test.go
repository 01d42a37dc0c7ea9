package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

func (c *told) export(t *testing.T, q Query, format string) (File, []byte) {
	t.Helper()
	f, err := c.figures().Export(t.Context(), boss, q, format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return f, b.Bytes()
}

// table is an export read again as a CSV file.
func table(t *testing.T, data []byte, separator rune) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(string(data), "\ufeff")
	if !marked {
		t.Fatal("a spreadsheet would take it for another alphabet")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// at is what a column holds in the row of somebody.
func at(t *testing.T, rows [][]string, who, column string) string {
	t.Helper()
	i := slices.Index(rows[0], column)
	for _, row := range rows[1:] {
		if row[0] == who && i >= 0 {
			return row[i]
		}
	}
	t.Fatalf("no %q of %q in %q", column, who, rows)
	return ""
}

func furnished() *told {
	c := shop()
	anasDay(c)
	c.times["bia"] = ledger.Chunk{Intervals: []ledger.Interval{spent("0:00", "30:00", desk.BlipOnline, nil)}}
	c.work.Legs = []ledger.Leg{{
		ID: "1", Queue: "vida", Agent: "ana", QueuedAt: instant("10:00"), OpenedAt: instant("10:00"), AssignedAt: instant("10:01"),
		EndedAt: instant("10:31"), Outcome: desk.Finished, Began: ledger.ByCustomer, Source: desk.ByTake,
	}}
	return c
}

// A file opens rightly in each language: decimals, separators, lengths beyond a
// day, dashes for what cannot be divided.
func TestCSVOpensRightlyInEachLanguage(t *testing.T) {
	c := furnished()
	q := Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-03", Locale: "pt-BR"}
	f, data := c.export(t, q, CSV)
	if f.Name != "pronto-agents-2026-03-02-2026-03-03.csv" || f.Type != "text/csv; charset=utf-8" {
		t.Errorf("%+v", f)
	}
	rows := table(t, data, ';')
	for column, want := range map[string]string{
		"Online": "2:05:00", "Em pausa": "0:50:00", "Ocupação": "52,17%", "Ocupação – numerador": "1:00:00", "Ocupação – denominador": "1:55:00",
		"Atendimentos simultâneos": "2,00", "Finalizados": "1", "Tempo médio de atendimento (TMA)": "0:30:00", "Tempo médio de atendimento (TMA) – denominador": "1",
		"Primeira resposta, média": "–", "Primeira resposta, mediana – casos": "0", "Pausa: Almoço": "0:45:00",
	} {
		if got := at(t, rows, "Ana", column); got != want {
			t.Errorf("%s: %s, want %s", column, got, want)
		}
	}
	if got := at(t, rows, "Total", "Online"); got != "32:05:00" {
		t.Errorf("in all %s", got)
	}
	q.Locale = "sv"
	_, data = c.export(t, q, CSV)
	if got := at(t, table(t, data, ';'), "Ana", "Beläggning"); got != "52,17%" {
		t.Error(got)
	}
	q.Locale = "en"
	_, data = c.export(t, q, CSV)
	if got := at(t, table(t, data, ','), "Ana", "Occupancy"); got != "52.17%" {
		t.Error(got)
	}
	q.Kind, q.Split = ByDay, "agent"
	_, data = c.export(t, q, CSV)
	rows = table(t, data, ',')
	if !slices.Equal(rows[0][:2], []string{"Day", "Agent"}) || rows[2][0] != "2026-03-02" || rows[2][1] != "Ana" {
		t.Errorf("%q", rows[:3])
	}
}

// What somebody is called is never a formula (spreadsheet injection).
func TestNamesAreNoFormulas(t *testing.T) {
	for name, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "＝1": "'＝1",
		"Ana": "Ana", "": "", "a=1": "a=1", "'=1": "'=1", "\ufeff=1": "'\ufeff=1",
	} {
		if got := harmless(name); got != want {
			t.Errorf("%q is %q", name, got)
		}
	}
	c := furnished()
	c.dir.Queues["vida"] = desk.Queue{ID: "vida", Name: "=HYPERLINK(\"x\";\"y\")", Active: true}
	q := Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-02", Locale: "pt-BR"}
	_, data := c.export(t, q, CSV)
	rows := table(t, data, ';')
	at(t, rows, "'=cmd|' /C calc'!A0", "Online")
	for _, row := range rows {
		for _, field := range row {
			if field != "" && strings.ContainsAny(field[:1], "=+-@\t\r") {
				t.Errorf("%q could be a formula", field)
			}
		}
	}
	f := workbook(t, c, q)
	names, err := f.GetCols("Atendentes")
	if err != nil || !slices.Contains(names[0], "=cmd|' /C calc'!A0") {
		t.Errorf("%v %q", err, names[0])
	}
	for n := range names[0] {
		cell, _ := excelize.CoordinatesToCellName(1, n+1)
		formula, err := f.GetCellFormula("Atendentes", cell)
		kind, typeErr := f.GetCellType("Atendentes", cell)
		if err != nil || typeErr != nil || formula != "" || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s: %q, %v %v %v", cell, formula, kind, err, typeErr)
		}
	}
}

func workbook(t *testing.T, c *told, q Query) *excelize.File {
	t.Helper()
	file, data := c.export(t, q, XLSX)
	if !strings.HasSuffix(file.Name, ".xlsx") {
		t.Error(file.Name)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// In a workbook lengths, shares and days are numbers that one can reckon with.
func TestXLSXHoldsNumbers(t *testing.T) {
	c := furnished()
	f := workbook(t, c, Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-03", Locale: "pt-BR"})
	rows, err := f.GetRows("Atendentes")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := f.GetRows("Atendentes", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := at(t, rows, "Total", "Online"); got != "32:05:00" {
		t.Errorf("in all %s", got)
	}
	if got := at(t, raw, "Total", "Online"); !strings.HasPrefix(got, "1.336805") {
		t.Errorf("as a number %s", got)
	}
	if shown, kept := at(t, rows, "Ana", "Ocupação"), at(t, raw, "Ana", "Ocupação"); shown != "52.17%" || !strings.HasPrefix(kept, "0.52173") {
		t.Errorf("%s, %s", shown, kept)
	}
	if got := at(t, rows, "Ana", "Primeira resposta, média"); got != "–" {
		t.Error(got)
	}
	f = workbook(t, c, Query{Kind: ByInterval, Step: time.Hour, From: "2026-03-02", To: "2026-03-02", Locale: "sv"})
	rows, err = f.GetRows("Intervall")
	if err != nil || rows[10][0] != "2026-03-02 09:00:00" || rows[10][1] != "2026-03-02 10:00:00" {
		t.Errorf("%v %q", err, rows[10][:2])
	}
}

// A file has the columns that were asked for, in that order, with the same rows; a
// workbook says beside them of what it is and how each figure is counted.
func TestAFileHasTheColumnsThatWereChosen(t *testing.T) {
	c := furnished()
	q := Query{Kind: ByAgent, From: "2026-03-02", To: "2026-03-03", Locale: "pt-BR", Figures: []string{"handled", "blip_online"}, Queue: "vida", Channel: "site"}
	_, data := c.export(t, q, CSV)
	rows := table(t, data, ';')
	if !slices.Equal(rows[0], []string{"Atendente", "Finalizados", "Online"}) || len(rows) != 4 {
		t.Errorf("%q", rows)
	}
	c.dir.Queues["vida"] = desk.Queue{ID: "vida", Name: "=1+1", Active: true}
	f := workbook(t, c, q)
	about, err := f.GetRows("Sobre")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(about)
	for _, want := range []string{
		"[Período 2026-03-02 – 2026-03-03]", "[Fuso horário America/Sao_Paulo]", "[Fila =1+1]", "[Canal Site]", "[Finalizados Etapas que um atendente finalizou",
		"[Online Soma dos períodos em que o status foi Online. O canal escolhido não muda este valor.]",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q in %q", want, about)
		}
	}
	for n := range about {
		if formula, err := f.GetCellFormula("Sobre", fmt.Sprintf("B%d", n+1)); err != nil || formula != "" {
			t.Errorf("B%d is %q, %v", n+1, formula, err)
		}
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Error("it opens at what it is about")
	}
}

// The record of breaks has a row for each shift, also where nobody paused.
func TestTheRecordOfBreaksIsExported_NR17(t *testing.T) {
	c := shop()
	c.plans(desk.Shift{Length: 6 * time.Hour})
	c.times["ana"] = worked("9:00", "15:00", "10:30-10:40", "12:00-12:19")
	c.times["bia"] = worked("9:00", "12:00")
	q := Query{Kind: OfBreaks, From: "2026-03-02", To: "2026-03-02", Locale: "pt-BR"}
	_, data := c.export(t, q, CSV)
	rows := table(t, data, ';')
	for column, want := range map[string]string{
		"Dia": "2026-03-02", "Início": "2026-03-02 09:00:00", "Fim": "2026-03-02 15:00:00", "Jornada trabalhada": "6:00:00", "Jornada prevista": "6:00:00",
		"Pausas devidas": "2", "Pausas cumpridas": "2", "Pausas perdidas": "0", "Refeições perdidas": "1", "Pausa 1 – duração": "0:10:00", "Pausa 2 – conta como": "pausa",
	} {
		if got := at(t, rows, "Ana", column); got != want {
			t.Errorf("%s: %s, want %s", column, got, want)
		}
	}
	if got := at(t, rows, "'=cmd|' /C calc'!A0", "Jornada prevista"); got != "" {
		t.Error(got)
	}
	if f := workbook(t, c, q); f.GetSheetName(0) != "Pausas NR-17" {
		t.Error(f.GetSheetName(0))
	}
	if _, err := c.figures().Export(t.Context(), boss, q, "pdf"); !desk.IsRefusal(err, "invalid") {
		t.Error(err)
	}
}
