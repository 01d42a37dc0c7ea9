package sim

import (
	"slices"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

// refusedSave: two changes of one row at one instant, a queue that channels lead
// to, an administrator whose own copy is old.
var refusedSave = []string{"stale", "queue_in_use", "signed_out"}

// administrate changes a setting every now and then, in the middle of the day.
func (w *world) administrate() {
	w.in(w.chance.about(6*time.Minute), func() {
		w.changeSomething()
		w.administrate()
	})
}

func (w *world) changeSomething() {
	admin := desk.ByUser(w.company.admin)
	switch p := w.chance.IntN(100); {
	case p < 20:
		w.changeLimits(admin)
	case p < 30:
		w.deactivate(admin)
	case p < 50:
		w.changeMembers(admin)
	case p < 75:
		w.changeQueue(admin)
	case p < 88:
		w.changeChannel(admin)
	case p < 96:
		i := w.check.rows.installation
		i.PullWhilePaused, i.PullWhileInvisible = w.chance.once(.2), w.chance.once(.7)
		i.Written = desk.DuringHold{Connecting: w.chance.once(.5), Connected: w.chance.once(.5), WrapUp: w.chance.once(.5), NoAnswer: w.chance.once(.5)}
		i.Hold = desk.HoldTimes{
			Answer: time.Duration(5+w.chance.IntN(20)) * time.Second, WrapUp: time.Duration(w.chance.IntN(60)) * time.Second,
			NoAnswer: time.Duration(w.chance.IntN(15)) * time.Second, Busy: time.Duration(w.chance.IntN(15)) * time.Second,
		}
		i.Presence = desk.PresenceTimes{
			LostAfter: time.Duration(35+w.chance.IntN(60)) * time.Second, LostGrace: time.Duration(2+w.chance.IntN(8)) * time.Minute,
			LostForever: w.chance.once(.1), ReloadGrace: time.Duration(3+w.chance.IntN(20)) * time.Second,
		}
		if i.Initial = desk.Invisible; w.chance.once(.3) {
			i.Initial = desk.Online
		}
		send(w, admin, engine.SaveInstallation{Installation: i}, refusedSave, nil)
	default:
		r, ok := w.check.rows.reasons[pick(w.chance, w.company.reasons)]
		if ok {
			r.Active = w.chance.once(.7)
			send(w, admin, engine.SavePauseReason{Reason: r}, refusedSave, nil)
		}
	}
}

func (w *world) changeLimits(admin desk.Actor) {
	u := w.check.rows.users[pick(w.chance, w.company.agents)]
	if u.ID == "" {
		return
	}
	u.Limits.Total = w.chance.IntN(6)
	u.Limits.Chat = u.Limits.Total + w.chance.IntN(2)
	send(w, admin, engine.SaveUser{User: u}, refusedSave, nil)
	if w.chance.once(.3) { // from a page that is as old
		send(w, admin, engine.SaveUser{User: u}, refusedSave, nil)
	}
	w.count("limits changed")
	w.in(w.chance.between(5*time.Minute, 30*time.Minute), func() {
		if u := w.check.rows.users[u.ID]; u.Limits.Total < 2 {
			u.Limits = desk.Limits{Total: 3, Chat: 3}
			send(w, admin, engine.SaveUser{User: u}, refusedSave, nil)
		}
	})
}

// deactivate dismisses an agent in the middle of everything, for an hour.
func (w *world) deactivate(admin desk.Actor) {
	u := w.check.rows.users[pick(w.chance, w.company.agents)]
	if u.ID == "" || !u.Active {
		return
	}
	u.Active = false
	w.count("deactivated")
	send(w, admin, engine.SaveUser{User: u}, refusedSave, func(desk.User, error) {
		w.agents[u.ID].tabs = nil
	})
	w.in(w.chance.between(10*time.Minute, time.Hour), func() { w.reactivate(admin, u.ID) })
}

func (w *world) reactivate(admin desk.Actor, id desk.UserID) {
	u := w.check.rows.users[id]
	u.Active = true
	send(w, admin, engine.SaveUser{User: u}, refusedSave, func(_ desk.User, err error) {
		if err != nil {
			w.in(time.Minute, func() { w.reactivate(admin, id) })
		}
	})
}

// membersOf lists who belongs to a queue, in order.
func (w *world) membersOf(id desk.QueueID) []desk.Member {
	var members []desk.Member
	for key, m := range w.check.rows.members {
		if key.queue == string(id) {
			members = append(members, m)
		}
	}
	slices.SortFunc(members, func(a, b desk.Member) int { return slices.Compare([]byte(a.User), []byte(b.User)) })
	return members
}

func (w *world) changeMembers(admin desk.Actor) {
	q := w.check.rows.queues[pick(w.chance, w.company.queues)]
	if q.ID == "" {
		return
	}
	u := pick(w.chance, w.company.agents)
	members := w.membersOf(q.ID)
	if at := slices.IndexFunc(members, func(m desk.Member) bool { return m.User == u }); at >= 0 && len(members) > 4 {
		members = slices.Delete(members, at, at+1)
	} else if at < 0 {
		members = append(members, desk.Member{User: u, Serves: true})
	}
	w.count("members changed")
	send(w, admin, engine.SaveQueue{Queue: q, Members: members}, refusedSave, nil)
}

func (w *world) changeQueue(admin desk.Actor) {
	q := w.check.rows.queues[pick(w.chance, w.company.queues)]
	if q.ID == "" {
		return
	}
	switch w.chance.IntN(6) {
	case 0:
		q.Mode = pick(w.chance, []desk.Mode{desk.Push, desk.Both, desk.Push, desk.Pull})
	case 1:
		q.Delivery = pick(w.chance, []desk.Delivery{desk.Assign, desk.OfferIt})
	case 2:
		q.Ring = time.Duration(5+w.chance.IntN(40)) * time.Second
	case 3:
		q.OfferRetry = time.Duration(w.chance.IntN(180)) * time.Second
	case 4:
		q.Strategy = pick(w.chance, []desk.Strategy{desk.FewestOpen, desk.LongestIdle})
	case 5:
		q.Active = !q.Active
	}
	w.count("queue changed")
	send(w, admin, engine.SaveQueue{Queue: q, Members: w.membersOf(q.ID)}, refusedSave, nil)
	if q.Mode == desk.Pull || !q.Active {
		w.in(w.chance.between(5*time.Minute, 20*time.Minute), func() {
			if q := w.check.rows.queues[q.ID]; q.Mode == desk.Pull || !q.Active {
				q.Mode, q.Active = desk.Both, true
				send(w, admin, engine.SaveQueue{Queue: q, Members: w.membersOf(q.ID)}, refusedSave, nil)
			}
		})
	}
}

func (w *world) changeChannel(admin desk.Actor) {
	ch := w.check.rows.channels[pick(w.chance, w.company.channels)]
	if ch.ID == "" {
		return
	}
	if w.chance.once(.5) {
		ch.AbandonAfter = time.Duration(10+w.chance.IntN(600)) * time.Second
	} else {
		ch.Priority = w.chance.IntN(desk.MaxPriority + 1)
	}
	w.count("channel changed")
	send(w, admin, engine.SaveChannel{Channel: ch}, refusedSave, nil)
	if w.chance.once(.4) { // from a page that is as old
		ch.Priority = (ch.Priority + 1) % desk.MaxPriority
		send(w, admin, engine.SaveChannel{Channel: ch}, refusedSave, nil)
	}
}
