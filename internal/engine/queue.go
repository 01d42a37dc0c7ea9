package engine

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"pronto/internal/desk"
)

// SaveQueue creates or changes a queue with its members.
type SaveQueue struct {
	Queue   desk.Queue
	Members []desk.Member
	Create  bool
}

// Run saves it.
func (cmd SaveQueue) Run(tx *Tx) (desk.Queue, error) {
	if err := tx.mayEdit(); err != nil {
		return cmd.Queue, err
	}
	q, err := cmd.Queue.Check()
	if err != nil {
		return q, err
	}
	old, there := tx.e.s.queues.get(q.ID)
	if again := q; there && cmd.Create {
		if again.Active, again.Rev = old.Active, old.Rev; again == old && tx.sameMembers(q.ID, cmd.Members) {
			return old, nil // the same request again
		}
	}
	if err := freshRow(there, cmd.Create, old.Rev, q.Rev, "queue", q.ID); err != nil {
		return q, err
	}
	for _, o := range tx.e.s.queues.rows() {
		if o.ID != q.ID && strings.EqualFold(o.Name, q.Name) {
			return q, nameTaken("queue")
		}
	}
	if there && old.Active && !q.Active {
		if err := tx.queueUnused(q.ID); err != nil {
			return q, err
		}
	}
	if cmd.Create {
		q.Active = true
	}
	tx.e.s.queues.put(q)
	tx.emit(desk.QueueSaved{Queue: q.ID, Created: cmd.Create, Active: q.Active, Changed: changed(
		"name", old.Name != q.Name, "mode", old.Mode != q.Mode, "delivery", old.Delivery != q.Delivery, "ring_seconds", old.Ring != q.Ring,
		"offer_retry_seconds", old.OfferRetry != q.OfferRetry, "strategy", old.Strategy != q.Strategy, "active", old.Active != q.Active)})
	return q, tx.saveMembers(q, cmd.Members, old.Active != q.Active)
}

// queueUnused refuses while a channel leads to the queue, or open work is in it
// that nobody would see any more.
func (tx *Tx) queueUnused(id desk.QueueID) error {
	var names []string
	for _, ch := range tx.e.s.channels.rows() {
		if ch.Active && slices.Contains(ch.Queues(), id) {
			names = append(names, ch.Name)
		}
	}
	if len(names) > 0 {
		return desk.Refuse(desk.Conflict, "queue_in_use", "a channel leads to queue %s", id).With("channel", slices.Min(names))
	}
	n := 0
	for _, c := range tx.e.s.conversations.rows() {
		if c.Open() && c.Leg.Queue == id {
			n++
		}
	}
	if n > 0 {
		return desk.Refuse(desk.Conflict, "queue_in_use", "queue %s has %d open conversations", id, n).With("conversations", strconv.Itoa(n))
	}
	return nil
}

func (tx *Tx) membersOf(id desk.QueueID) map[desk.UserID]desk.Member {
	members := map[desk.UserID]desk.Member{}
	for _, m := range tx.e.s.members.rows() {
		if m.Queue == id {
			members[m.User] = m
		}
	}
	return members
}

func (tx *Tx) sameMembers(id desk.QueueID, members []desk.Member) bool {
	want := map[desk.UserID]desk.Member{}
	for _, m := range members {
		if m.Queue = id; m.Serves || m.Supervises {
			want[m.User] = m
		}
	}
	return maps.Equal(want, tx.membersOf(id))
}

// saveMembers makes exactly these the members. Who is new joins with their
// present status; who left is signed out of the queue and keeps what they hold.
func (tx *Tx) saveMembers(q desk.Queue, members []desk.Member, all bool) error {
	want := map[desk.UserID]desk.Member{}
	for _, m := range members {
		if _, ok := tx.e.s.users.get(m.User); !ok {
			return desk.InvalidField("members", "user %s does not exist", m.User)
		}
		m.Queue = q.ID
		want[m.User] = m
	}
	for u := range tx.membersOf(q.ID) {
		if _, stays := want[u]; !stays {
			want[u] = desk.Member{Queue: q.ID, User: u}
		}
	}
	for _, u := range sortedKeys(want) {
		m := want[u]
		old, was := tx.e.s.members.get(memberKey{q.ID, u})
		if was && old == m || !was && !m.Serves && !m.Supervises {
			if was && all {
				if err := tx.allow(u, q, m.Serves); err != nil {
					return err
				}
			}
			continue
		}
		if m.Serves || m.Supervises {
			tx.e.s.members.put(m)
		} else {
			tx.e.s.members.remove(memberKey{q.ID, u})
		}
		tx.emit(desk.MemberSaved{Queue: q.ID, User: u, Serves: m.Serves, Supervises: m.Supervises})
		if m.Serves != old.Serves {
			if err := tx.allow(u, q, m.Serves); err != nil {
				return err
			}
		}
	}
	return nil
}

// allow carries a change of one queue over to an agent's sign-ins.
func (tx *Tx) allow(u desk.UserID, q desk.Queue, serves bool) error {
	allowed := tx.e.d.serves(u)
	allowed = with(allowed, q.ID, serves && q.Active)
	var added []desk.QueueID
	if serves && q.Active {
		added = []desk.QueueID{q.ID}
	}
	a, due := tx.awake(u)
	a, events := a.Allow(allowed, added, tx.Now)
	_, err := tx.declared(a, append(due, events...), nil)
	return err
}
