package report

import (
	"context"
	"iter"
	"slices"
	"strconv"

	"pronto/internal/desk"
	"pronto/internal/ledger"
)

// count reads the facts and adds them up. Which rows there are does not depend on
// the figures that were chosen: rows that can be left out are looked through whole.
func (s *survey) count(ctx context.Context, facts Facts) error {
	pieces := s.pieces()
	told := 0
	tell := func(done int) {
		if s.query.Progress != nil {
			told += done
			s.query.Progress(told, len(pieces)+workShare(len(pieces)))
		}
	}
	tell(0)
	if s.scope&(perAgent|perQueue) != 0 || s.counted(figure.ofTime) {
		serving, err := s.serving(ctx, facts)
		if err != nil {
			return err
		}
		for _, p := range pieces {
			if err := s.countTime(ctx, facts, serving, p); err != nil {
				return err
			}
			tell(1)
		}
	} else {
		tell(len(pieces))
	}
	if s.scope != 0 || s.counted(figure.ofWork) {
		if err := s.countWork(ctx, facts); err != nil {
			return err
		}
	}
	tell(workShare(len(pieces)))
	return s.stops(ctx)
}

// workShare is for how many pieces of time the work counts in the progress: it is
// read at once, because a leg may be as long as it likes.
func workShare(pieces int) int { return 1 + pieces/3 }

// stretch is a part of the time that is counted.
type stretch struct{ from, to ledger.Instant }

// agentDays is how many days of one agent, or agents of one day, are in memory at
// once.
const agentDays = 1000

// pieces are parts of the stretch that are read one after the other, so that a long
// report is never in memory whole, says how far it is, and can be given up. They
// end where chunks do. What is listed is listed uncut.
func (s *survey) pieces() []stretch {
	var list []stretch
	days := ledger.Instant(max(1, agentDays/max(1, len(s.agents))))
	for at := s.from; at < s.until; {
		next := s.until
		if s.collected == nil {
			next = min(next, dayOf(at)+days*dayLength)
		}
		list = append(list, stretch{at, next})
		at = next
	}
	return list
}

// crowds are as many of these agents as can be read at once for a stretch.
func (p stretch) crowds(agents []desk.UserID) iter.Seq[[]desk.UserID] {
	days := 1 + int((p.to-p.from-1)/dayLength)
	return slices.Chunk(agents, max(1, agentDays/max(1, days)))
}

// serving are those whose time is of the queue that was asked for: who serves it
// now, or was signed in to it at any time of the stretch.
func (s *survey) serving(ctx context.Context, facts Facts) ([]desk.UserID, error) {
	if s.query.Queue == "" {
		return s.agents, nil
	}
	var serving, others []desk.UserID
	for _, id := range s.agents {
		if s.serves(id, ledger.Chunk{}) {
			serving = append(serving, id)
		} else {
			others = append(others, id)
		}
	}
	for ids := range s.whole.crowds(others) {
		times, err := facts.Intervals(ctx, ids, s.whole.from.Time(), s.whole.to.Time())
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if s.serves(id, times[id]) {
				serving = append(serving, id)
			}
		}
	}
	return serving, nil
}

// serves says whether an agent's time is of the queue that was asked for: they
// serve it now, or were signed in to it.
func (s *survey) serves(id desk.UserID, c ledger.Chunk) bool {
	queue := desk.QueueID(s.query.Queue)
	return queue == "" ||
		slices.ContainsFunc(s.basis.dir.Members[queue], func(m desk.Member) bool { return m.User == id && m.Serves }) ||
		slices.ContainsFunc(c.SignIns, func(v ledger.SignIn) bool { return v.Queue == queue })
}

func (s *survey) countTime(ctx context.Context, facts Facts, agents []desk.UserID, p stretch) error {
	for ids := range p.crowds(agents) {
		times, err := facts.Intervals(ctx, ids, p.from.Time(), p.to.Time())
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.stops(ctx); err != nil {
				return err
			}
			s.countAgent(id, times[id])
		}
	}
	return nil
}

// stops says why no more is counted: nobody waits for it, or there is more than can
// be listed.
func (s *survey) stops(ctx context.Context) error {
	if c := s.collected; c != nil && len(c.list) > c.most {
		return desk.Refuse(desk.TooLarge, "report_too_long", "the figure is counted from more than %d facts: open one of its rows, or ask for fewer days", c.most).
			With("most_facts", strconv.Itoa(c.most))
	}
	return ctx.Err()
}

func (s *survey) countAgent(id desk.UserID, c ledger.Chunk) {
	if s.cut != nil {
		c = ledger.Split(c, s.cut)
	}
	ofTime, ofSignIns := s.columns(func(f figure) bool { return f.interval != nil }), s.columns(func(f figure) bool { return f.signIn != nil })
	if s.scope != perAgent && len(ofTime) == 0 {
		c.Intervals = nil
	}
	for k := range c.Intervals {
		v := &c.Intervals[k]
		row := s.row(id, "", "", v.From)
		row.worked = row.worked || v.Blip != desk.BlipOffline || v.Open > 0
		for _, i := range ofTime {
			n, d := s.figures[i].interval(*v)
			s.add(row, i, n, d, fact{user: id, interval: v})
		}
	}
	for k := range c.SignIns {
		v := &c.SignIns[k]
		if !s.queues(v.Queue) {
			continue
		}
		row := s.row(id, v.Queue, "", v.From)
		row.worked = true
		for _, i := range ofSignIns {
			n, d := s.figures[i].signIn(*v)
			s.add(row, i, n, d, fact{user: id, signIn: v})
		}
	}
}

// add counts one fact in a row, which is the last that was asked for.
func (s *survey) add(row *tally, i int, n, d int64, of fact) {
	if n == 0 && d == 0 {
		return
	}
	row.count(i, s.figures[i].spread, n, d)
	if s.collected != nil {
		of.key, of.n, of.d = s.last.key, n, d
		s.collected.add(of)
	}
}

func (s *survey) columns(of func(figure) bool) []int {
	var list []int
	for i, f := range s.figures {
		if of(f) {
			list = append(list, i)
		}
	}
	return list
}

func (s *survey) counted(of func(figure) bool) bool { return slices.ContainsFunc(s.figures, of) }

// legsAtOnce is how many are counted before the clock is looked at.
const legsAtOnce = 10_000

func (s *survey) countWork(ctx context.Context, facts Facts) error {
	work, err := facts.Work(ctx, s.from.Time(), s.to.Time())
	if err != nil {
		return err
	}
	for legs := range slices.Chunk(work.Legs, legsAtOnce) {
		if err := s.stops(ctx); err != nil {
			return err
		}
		for i := range legs {
			s.countLeg(&legs[i])
		}
	}
	channel := s.channelsOf(work)
	for i := range work.Offers {
		s.countOffer(&work.Offers[i], channel[work.Offers[i].Conversation])
	}
	return nil
}

// channelsOf are the conversations' channels, for offers do not name theirs. The
// leg that was offered touches the stretch as the offer does.
func (s *survey) channelsOf(work ledger.WorkChunk) map[desk.ConversationID]desk.ChannelID {
	if s.query.Channel == "" && s.scope != perChannel {
		return nil
	}
	channels := make(map[desk.ConversationID]desk.ChannelID, len(work.Legs))
	for _, l := range work.Legs {
		channels[l.Conversation] = l.Channel
	}
	return channels
}

// counts says whether work of this queue, agent and channel is counted here.
func (s *survey) counts(queue desk.QueueID, agent desk.UserID, channel desk.ChannelID) bool {
	switch {
	case !s.queues(queue), s.query.Channel != "" && string(channel) != s.query.Channel:
		return false
	case s.scope == perAgent, s.query.Agent != "":
		return s.sees[agent]
	}
	return true
}

func (s *survey) countLeg(l *ledger.Leg) {
	if !s.counts(l.Queue, l.Agent, l.Channel) {
		return
	}
	for _, at := range []ledger.Instant{l.QueuedAt, l.AssignedAt, l.FirstReplyAt, l.EndedAt} {
		if s.holds(at) && (s.scope != perAgent || at >= l.AssignedAt) {
			s.row(l.Agent, l.Queue, l.Channel, at).worked = true
		}
	}
	for i, f := range s.figures {
		if f.leg == nil {
			continue
		}
		if at, n, d := f.leg(*l); s.holds(at) && (n != 0 || d != 0) {
			s.add(s.row(l.Agent, l.Queue, l.Channel, at), i, n, d, fact{leg: l})
		}
	}
}

func (s *survey) countOffer(o *ledger.Offer, channel desk.ChannelID) {
	if !s.counts(o.Queue, o.Agent, channel) || !s.holds(o.Made) {
		return
	}
	row := s.row(o.Agent, o.Queue, channel, o.Made)
	row.worked = true
	for i, f := range s.figures {
		if f.offer != nil {
			n, d := f.offer(*o)
			s.add(row, i, n, d, fact{offer: o})
		}
	}
}

func (s *survey) holds(at ledger.Instant) bool { return at >= s.from && at < s.to }

// row is where something of an agent, a queue, a channel and an instant is counted.
func (s *survey) row(agent desk.UserID, queue desk.QueueID, channel desk.ChannelID, at ledger.Instant) *tally {
	var key rowKey
	switch s.scope {
	case perAgent:
		key.agent = agent
	case perQueue:
		key.queue = queue
	case perChannel:
		key.channel = channel
	case perBoth: // no report has such rows
	}
	if s.cut != nil {
		i, found := slices.BinarySearch(s.starts, at)
		if key.part = i; !found {
			key.part--
		}
	}
	if s.last.row != nil && s.last.key == key {
		return s.last.row
	}
	return s.at(key)
}

func (s *survey) at(key rowKey) *tally {
	row := s.rows[key]
	if row == nil {
		row = newTally(len(s.figures))
		s.rows[key] = row
	}
	s.last.key, s.last.row = key, row
	return row
}
