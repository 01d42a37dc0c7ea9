package httpapi

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// worked is a desk with a day of work in it: Bia handled one conversation of
// Vendas and holds another.
func worked(t *testing.T) (w *world, admin, bia, sofia, sven *browser, sales string) {
	t.Helper()
	w = newWorld(t)
	admin = w.setUp()
	bia, sofia, sven = admin.hire("Bia", "agent"), admin.hire("Sofia", "supervisor"), admin.hire("Sven", "supervisor")
	sales = admin.queue("=Vendas", "push", "assign", serving(bia), supervising(sofia))
	admin.queue("Outra", "push", "assign", supervising(sven))
	shop := admin.channel("Loja", sales)
	bia.opens()
	bia.put("/me/status", map[string]any{"status": "online"}).is(200, "status.changed")
	first := w.customer(shop, "Rui").says("olá")
	w.wall = w.wall.Add(30 * time.Minute)
	bia.post("/conversations/"+first+"/finish", nil).is(200, "conversation.closed")
	w.customer(shop, "Lia").says("oi")
	w.wall = w.wall.Add(30 * time.Minute)
	return w, admin, bia, sofia, sven, sales
}

// valueOf is a figure of a row by its key.
func (a *answer) valueOf(row, key string) any {
	a.w.t.Helper()
	for i, c := range a.at("columns").([]any) {
		if c.(map[string]any)["key"] == key {
			return a.at(row + ".values." + strconv.Itoa(i) + ".value")
		}
	}
	a.w.t.Fatalf("no figure %s in %s", key, a.Body)
	return nil
}

const thatDay = "?from=2026-11-21&to=2026-11-21"

func TestReportsAreForWhoSupervises(t *testing.T) {
	_, admin, bia, sofia, sven, sales := worked(t)
	for _, kind := range []string{"agents", "queues", "intervals", "days", "breaks"} {
		bia.get("/reports/"+kind+thatDay).refused(403, "forbidden")
		bia.get("/reports/"+kind+".csv"+thatDay).refused(403, "forbidden")
		if a := sofia.get("/reports/" + kind + thatDay); a.Code != 200 {
			t.Errorf("%s: %s", kind, a.Body)
		}
		for format, mime := range map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
			a := sofia.get("/reports/" + kind + "." + format + thatDay)
			if a.Code != 200 || a.Header().Get("Content-Type") != mime || a.Header().Get("Content-Disposition") != `attachment; filename="pronto-`+kind+`-2026-11-21-2026-11-21.`+format+`"` {
				t.Errorf("%s.%s: %d %v", kind, format, a.Code, a.Header())
			}
		}
	}
	only := "&figure=handled,blip_online,occupancy,assigned"
	a := sofia.get("/reports/agents"+thatDay+only).is(200).has("rows.0.agent.name", "Bia").has("zone", "America/Sao_Paulo").has("service.variant", 3)
	for key, want := range map[string]any{"handled": 1.0, "blip_online": 3_600_000.0, "occupancy": 1.0, "assigned": 2.0} {
		if got := a.valueOf("rows.0", key); got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	sven.get("/reports/agents"+thatDay+only).is(200).has("rows.0", nil)
	sven.get("/reports/agents"+thatDay+"&agent="+bia.me).refused(404, "not_found")
	sven.get("/reports/queues"+thatDay+"&queue="+sales).refused(404, "not_found")
	admin.get("/reports/queues"+thatDay+"&queue="+sales+"&figure=entered").is(200).has("rows.0.values.0.value", 2).has("columns.0.title", "Entraram na fila")
	admin.get("/reports/queues"+thatDay+"&queue="+sales+"&figure=entered&locale=sv").is(200).has("columns.0.title", "Kom in i kön")
	sofia.get("/reports/intervals"+thatDay+"&step=60&figure=entered&split=queue").is(200).has("rows.0.queue.id", sales).has("step_minutes", 60)

	csv := sofia.get("/reports/queues.csv" + thatDay).is(200).Body.String()
	if !strings.HasPrefix(csv, "\ufeffFila;") || !strings.Contains(csv, "\r\n'=Vendas;") {
		t.Errorf("%.200q", csv)
	}
}

func TestAFigureOpensWhatItWasCountedFrom(t *testing.T) {
	_, _, bia, sofia, sven, sales := worked(t)
	span := "&from=2026-11-21&to=" + url.QueryEscape("2026-11-21T23:00:00-03:00")
	sofia.get("/reports/detail?figure=assigned"+span).is(200).count(2).has("value.value", 2).has("items.0.kind", "leg").has("items.0.queue.id", sales)
	first := sofia.get("/reports/detail?figure=assigned&limit=1" + span).is(200).count(1)
	sofia.get("/reports/detail?figure=assigned&limit=1&cursor="+first.at("next").(string)+span).is(200).count(1).has("next", nil).has("total", 2)
	sofia.get("/reports/detail?figure=blip_online"+span+"&agent="+bia.me).is(200).has("items.0.labels.blip", "online").has("value.value", 3_600_000)
	sven.get("/reports/detail?figure=assigned" + span).is(200).count(0)
	bia.get("/reports/detail?figure=assigned"+span).refused(403, "forbidden")
	for path, field := range map[string]string{
		"/reports/detail?figure=joy" + span: "figure", "/reports/detail?figure=assigned&cursor=x" + span: "cursor", "/reports/detail?figure=assigned": "from",
		"/reports/agents?from=2016-01-01&to=2026-11-21": "to", "/reports/agents.csv?from=2016-01-01&to=2026-11-21": "to", "/reports/days?from=soon&to=2026-11-21": "from",
		"/reports/detail?figure=assigned,handled" + span: "figure", "/reports/detail?figure=assigned&row_start=soon" + span: "row_start",
		"/reports/detail?figure=assigned&sort=assigned" + span: "sort", "/reports/breaks" + thatDay + "&sort=worked": "sort",
		"/reports/intervals" + thatDay + "&step=7": "step", "/reports/days" + thatDay + "&split=hour": "split", "/reports/agents.xlsx" + thatDay + "&color=red": "color",
	} {
		sofia.get(path).refused(422, "invalid").has("field", field)
	}
	sofia.get("/reports/agents?from=2016-01-01&to=2026-11-21").refused(422, "invalid").has("params.most_days", "366")
	for _, far := range []string{"9999-12-31", "9999-12-31T23:00:00Z", "1969-12-31"} { // no answer can tell the end of that day
		sofia.get("/reports/agents?from="+far+"&to="+far).refused(422, "invalid").has("field", "from")
		sofia.get("/reports/breaks?from="+far+"&to="+far).refused(422, "invalid").has("field", "from")
	}
}

// Warnings of breaks are one's own, and for who watches the agent.
func TestBreakWarningsAreForWhomTheyConcern_NR17(t *testing.T) {
	w, admin, bia, sofia, sven, _ := worked(t)
	user := w.engine.Directory().Users[desk.UserID(bia.me)]
	user.Shift = desk.Shift{Length: 6 * time.Hour}
	if _, err := engine.Do(t.Context(), w.engine, engine.Call{Actor: desk.ByUser(desk.UserID(admin.me))}, engine.SaveUser{User: user}); err != nil {
		t.Fatal(err)
	}
	for b, want := range map[*browser]int{bia: 0, sofia: 0, sven: 0, admin: 0} {
		b.get("/breaks/warnings").is(200).count(want)
	}
	w.wall = w.wall.Add(3*time.Hour + 30*time.Minute) // half past one after nine: ten minutes are left
	for b, want := range map[*browser]int{bia: 1, sofia: 1, sven: 0, admin: 1} {
		b.get("/breaks/warnings").is(200).count(want)
	}
	bia.get("/me/breaks").is(200).count(1).has("items.0.agent.id", bia.me) // one's own need no right
	bia.get("/reports/breaks?from=2026-11-21&to=2026-11-21").refused(403, "forbidden")
	bia.get("/me/breaks?date=2026-02-30").refused(422, "invalid")
	bia.get("/breaks/warnings").is(200).has("items.0.kind", "break").has("items.0.user", bia.me).has("items.0.due_by", "2026-11-21T16:40:00Z")
}

// Work is narrowed to a channel, in the report, in what it opens, and in its file.
func TestReportsByChannel_RulesPart2(t *testing.T) {
	_, admin, bia, sofia, _, sales := worked(t)
	other := admin.channel("Outro site", sales)
	list := sofia.get("/reports/channels").is(200).count(2).has("items.0.name", "Loja").has("items.1.id", other)
	bia.get("/reports/channels").refused(403, "forbidden")
	for channel, want := range map[string]float64{list.at("items.0.id").(string): 2, other: 0} {
		only := thatDay + "&figure=assigned&channel=" + channel
		sofia.get("/reports/agents"+only).is(200).has("totals.0.value", want)
		sofia.get("/reports/detail"+only+"&report=agents").is(200).count(int(want)).has("value.value", want)
		sofia.get("/reports/detail" + only + "&report=agents&row_agent=" + bia.me).is(200).count(int(want))
		csv := sofia.get("/reports/agents.csv" + only).is(200).Body.String()
		if want := fmt.Sprintf("\ufeffAtendente;Atribuídos\r\nBia;%v\r\n", want); !strings.HasPrefix(csv, want) {
			t.Errorf("%q, want %q", csv, want)
		}
	}
	sofia.get("/reports/agents"+thatDay+"&channel=none").refused(404, "not_found")
	sofia.get("/reports/days"+thatDay+"&split=channel&figure=entered").is(200).has("rows.0.channel.name", "Loja").has("rows.0.values.0.value", 2)
}

// Rows, and those of the file, come in the order of a column of the report.
func TestRowsAreInTheOrderThatWasAskedFor(t *testing.T) {
	_, _, _, sofia, _, _ := worked(t)
	asked := thatDay + "&step=60&figure=entered&sort="
	for sort, want := range map[string]float64{"entered": 0, "-entered": 2} {
		sofia.get("/reports/intervals"+asked+sort).is(200).has("rows.0.values.0.value", want)
		_, rows, _ := strings.Cut(sofia.get("/reports/intervals.csv"+asked+sort).is(200).Body.String(), "\r\n")
		if first, _, _ := strings.Cut(rows, "\r\n"); !strings.HasSuffix(first, fmt.Sprintf(";%v", want)) {
			t.Errorf("by %s the first row of the file is %q", sort, first)
		}
	}
	sofia.get("/reports/intervals"+asked+"handled").refused(422, "invalid").has("field", "sort")
}

// Whoever asks hears how far the counting is, from before it begins until it has
// ended, and hears of no one else's.
func TestProgressIsToldWhileAReportIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p progresses
		mine, others := progressOf{"sofia", "1"}, progressOf{"sven", "1"}
		var heard, foreign []view.ReportProgress
		done := make(chan struct{}, 2)
		began := time.Now()
		go func() {
			_ = p.hear(t.Context(), mine, func(now view.ReportProgress) error { heard = append(heard, now); return nil })
			done <- struct{}{}
		}()
		synctest.Wait()
		tell, end := p.counts(mine)
		for i := range 100 { // four in a second are told, no matter how many there are
			tell(i, 100)
			synctest.Wait()
			time.Sleep(10 * time.Millisecond)
		}
		end()
		<-done
		if n := len(heard); n < 4 || n > 7 || heard[0].Of != 0 || heard[1].Of != 100 || heard[2].Done <= heard[1].Done || !heard[n-1].Ended {
			t.Errorf("%+v", heard)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("it was heard for %s", took)
		}
		go func() {
			_ = p.hear(t.Context(), others, func(now view.ReportProgress) error { foreign = append(foreign, now); return nil })
			done <- struct{}{}
		}()
		<-done // who names nothing that is counted is not kept for ever
		if len(foreign) != 1 || foreign[0].Of != 0 || time.Since(began) > hearing+2*time.Second {
			t.Errorf("%+v after %s", foreign, time.Since(began))
		}
		if len(p.all) != 0 {
			t.Errorf("%d are kept", len(p.all))
		}
	})
}

func TestProgressIsALineOfJSONEach(t *testing.T) {
	w, _, bia, sofia, _, _ := worked(t)
	bia.get("/reports/progress/x").refused(403, "forbidden")
	of := progressOf{desk.UserID(sofia.me), "x"}
	w.api.progress.use(of) // so that it is still there after its end
	tell, end := w.api.progress.counts(of)
	tell(3, 4)
	end()
	a := sofia.get("/reports/progress/x")
	lines := strings.Split(strings.TrimSpace(a.Body.String()), "\n")
	if a.Code != 200 || a.Header().Get("Content-Type") != "application/x-ndjson" || lines[len(lines)-1] != `{"done":3,"of":4,"ended":true}` {
		t.Errorf("%d %v %q", a.Code, a.Header(), lines)
	}
	sofia.get("/reports/agents" + thatDay + "&progress=y").is(200)
	if len(w.api.progress.all) > 1 {
		t.Error("a progress is kept after its report")
	}
}
