package sim

import (
	"fmt"
	"math"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// company is who and what there is.
type company struct {
	admin       desk.UserID
	supervisors []desk.UserID
	agents      []desk.UserID
	queues      []desk.QueueID
	channels    []desk.ChannelID
	reasons     []desk.PauseReasonID
	customers   []*customer
}

var cli = desk.Actor{Kind: desk.ActorCLI}

// found sets the company up and lets its people in.
func (w *world) found() {
	c := &w.company
	c.admin = desk.UserID(w.ids.id(w.now()))
	send(w, cli, engine.Setup{Company: "Loja", TimeZone: "America/Sao_Paulo", Admin: desk.User{
		ID: c.admin, Name: "Ana", Email: "ana@loja.example", Password: "hash",
	}}, nil, nil)
	for i := range w.opts.Agents {
		id := desk.UserID(w.ids.id(w.now()))
		c.agents = append(c.agents, id)
		n := 1 + w.chance.IntN(4)
		send(w, cli, engine.SaveUser{Create: true, User: desk.User{
			ID: id, Name: fmt.Sprintf("Agente %d", i), Email: fmt.Sprintf("agente%d@loja.example", i), Role: desk.RoleAgent, Locale: desk.Portuguese,
			Active: true, Limits: desk.Limits{Total: n, Chat: n + w.chance.IntN(2)}, Password: "hash",
		}}, nil, nil)
		w.agents[id] = newAgent(w, id, i)
	}
	w.foundSupervisors()
	w.foundQueues()
	w.foundChannels()
	for i := range 35 * w.opts.Agents {
		c.customers = append(c.customers, newCustomer(w, pick(w.chance, c.channels), i))
	}
	for _, name := range []string{"Almoço", "Reunião", "Café"} {
		id := desk.PauseReasonID(w.ids.id(w.now()))
		c.reasons = append(c.reasons, id)
		send(w, cli, engine.SavePauseReason{Create: true, Reason: desk.PauseReason{ID: id, Name: name, Duration: 15 * time.Minute}}, nil, nil)
	}
	for _, id := range c.agents {
		w.agents[id].live()
	}
	w.nextArrival()
	w.telephone()
	w.supervise()
	w.administrate()
	w.weather()
	w.every(time.Hour, w.tidy)
	w.every(day, func() {
		if w.opts.Progress != nil {
			_, _ = fmt.Fprintf(w.opts.Progress, "day %d: %d steps, %d conversations\n", w.clock.passed/day, w.steps, w.counts["event conversation.opened"])
		}
	})
}

func (w *world) foundQueues() {
	for i, q := range []desk.Queue{
		{Name: "Vendas", Mode: desk.Push, Delivery: desk.Assign, Strategy: desk.FewestOpen},
		{Name: "Suporte", Mode: desk.Push, Delivery: desk.OfferIt, Strategy: desk.LongestIdle},
		{Name: "Financeiro", Mode: desk.Both, Delivery: desk.Assign, Strategy: desk.LongestIdle},
		{Name: "Trocas", Mode: desk.Both, Delivery: desk.OfferIt, Strategy: desk.FewestOpen},
		{Name: "Balcão", Mode: desk.Pull, Delivery: desk.Assign, Strategy: desk.FewestOpen},
		{Name: "Gerência", Mode: desk.Push, Delivery: desk.OfferIt, Strategy: desk.FewestOpen},
	} {
		q.ID, q.Active, q.Ring, q.OfferRetry = desk.QueueID(w.ids.id(w.now())), true, time.Duration(15+5*i)*time.Second, time.Duration(30*i)*time.Second
		w.company.queues = append(w.company.queues, q.ID)
		var members []desk.Member
		for n, u := range w.company.agents {
			// Everybody serves something; few serve the last, which a handful shares.
			if n%5 == i || i < 5 && w.chance.once(.35) || i == 5 && n < 4 {
				members = append(members, desk.Member{User: u, Serves: true})
			}
		}
		for _, u := range []desk.UserID{w.company.admin, w.company.supervisors[i%2]} {
			members = append(members, desk.Member{User: u, Supervises: true})
		}
		send(w, cli, engine.SaveQueue{Create: true, Queue: q, Members: members}, nil, nil)
	}
}

func (w *world) foundChannels() {
	q := w.company.queues
	for i, ch := range []desk.Channel{
		{Name: "Loja", Queue: q[0]},
		{Name: "Site", Question: &desk.Question{Text: "Sobre o quê?", Options: []desk.Option{{Label: "Comprar", Queue: q[0]}, {Label: "Ajuda", Queue: q[1]}, {Label: "Conta", Queue: q[2]}}}},
		{Name: "Trocas", Queue: q[3], Priority: 2},
		{Name: "Balcão", Queue: q[4]},
		{Name: "Clientes especiais", Priority: 7, Question: &desk.Question{Text: "Sobre o quê?", Options: []desk.Option{{Label: "Gerência", Queue: q[5]}, {Label: "Comprar", Queue: q[0]}, {Label: "Ajuda", Queue: q[1]}}}},
	} {
		ch.ID, ch.Kind, ch.Active, ch.Color, ch.Locale = desk.ChannelID(w.ids.id(w.now())), desk.WebChat, true, "#1a7f64", desk.Portuguese
		ch.AbandonAfter = time.Duration(60+60*i) * time.Second
		w.company.channels = append(w.company.channels, ch.ID)
		send(w, cli, engine.SaveChannel{Create: true, Channel: ch}, nil, nil)
	}
}

func (w *world) every(period time.Duration, what func()) {
	w.in(period, func() {
		what()
		w.every(period, what)
	})
}

// tidy lets go of what nobody will ask for again.
func (w *world) tidy() {
	if w.database == nil && w.engine != nil {
		w.check.forget(w.now().Add(-keepFor))
	}
}

// pace is how many customers come in a second: a daily curve with a peak in the
// morning, another in the afternoon, and hardly anybody at night.
func (w *world) pace() float64 {
	hour := w.timeOfDay().Hours()
	hill := func(at, width float64) float64 { return math.Exp(-(hour - at) * (hour - at) / (2 * width * width)) }
	daily := 75 * float64(w.opts.Agents)
	return daily / day.Seconds() * (.15 + 3.1*hill(11, 1.8) + 2.6*hill(16, 2))
}

func (w *world) nextArrival() {
	w.in(w.chance.about(time.Duration(float64(time.Second)/w.pace())), func() {
		c := pick(w.chance, w.company.customers)
		c.arrive()
		w.nextArrival()
	})
}
