package engine

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"pronto/internal/desk"
)

// Setup is the first start: it names the company and makes the first
// administrator. It works once.
type Setup struct {
	Company  string
	TimeZone string
	Admin    desk.User // with its password's hash
}

// Run sets up.
func (cmd Setup) Run(tx *Tx) (desk.User, error) {
	if len(tx.e.s.users.rows()) > 0 {
		return desk.User{}, desk.Refuse(desk.Conflict, "already_set_up", "there is an administrator already")
	}
	inst := tx.installation()
	inst.Company, inst.TimeZone = cmd.Company, cmd.TimeZone
	inst, err := inst.Check(zoneExists)
	if err != nil {
		return desk.User{}, err
	}
	tx.e.s.installation.put(inst)
	tx.emit(desk.InstallationSaved{Changed: []string{"company", "time_zone"}})
	u := cmd.Admin
	u.Role, u.Active, u.Locale, u.Limits = desk.RoleAdmin, true, inst.Locale, desk.DefaultLimits
	return tx.saveUser(u, true)
}

// SaveUser creates a user or changes one. Rev must be that of the copy that was
// changed; the password is left alone unless Password is set.
type SaveUser struct {
	User   desk.User
	Create bool
}

// Run saves the user.
func (cmd SaveUser) Run(tx *Tx) (desk.User, error) {
	if err := tx.mayEdit(); err != nil {
		return desk.User{}, err
	}
	return tx.saveUser(cmd.User, cmd.Create)
}

func (tx *Tx) saveUser(u desk.User, create bool) (desk.User, error) {
	u, err := u.Check()
	if err != nil {
		return u, err
	}
	old, there := tx.e.s.users.get(u.ID)
	if there && create && sameUser(old, u) {
		return old, nil // the same request again
	}
	if err := freshRow(there, create, old.Rev, u.Rev, "user", u.ID); err != nil {
		return u, err
	}
	if id, taken := tx.userByEmail(u.Email); taken && id != u.ID {
		return u, &desk.Refusal{Kind: desk.Conflict, Code: "email_taken", Field: "email", Text: "another user has this e-mail"}
	}
	u.CreatedAt = old.CreatedAt
	if create {
		u.CreatedAt = tx.Now
	} else if u.Password == "" {
		u.Password = old.Password
	}
	if there && old.Role == desk.RoleAdmin && old.Active && (u.Role != desk.RoleAdmin || !u.Active) && tx.admins() == 1 {
		return u, desk.Refuse(desk.Conflict, "last_admin", "somebody must remain administrator")
	}
	tx.e.s.users.put(u)
	tx.emit(desk.UserSaved{User: u.ID, Created: create, Role: u.Role, Active: u.Active, Limits: u.Limits, Changed: userChanges(old, u)})
	if there && old.Active && !u.Active {
		return u, tx.dismiss(u.ID)
	}
	if there && old.Password != u.Password {
		tx.endSessions(u.ID, "")
	}
	return u, nil
}

// dismiss ends what a user who is no more was doing; their work goes back.
func (tx *Tx) dismiss(id desk.UserID) error {
	a, events := tx.agent(id).Dismiss(tx.Now)
	if err := tx.putAgent(a, events); err != nil {
		return err
	}
	tx.endSessions(id, "")
	return tx.returnWork(id)
}

func (tx *Tx) admins() int {
	n := 0
	for _, u := range tx.e.s.users.rows() {
		if u.Active && u.Role == desk.RoleAdmin {
			n++
		}
	}
	return n
}

func (tx *Tx) userByEmail(email string) (desk.UserID, bool) {
	same := func(u desk.User) bool { return strings.EqualFold(u.Email, email) }
	for _, s := range tx.e.s.users.batch.slots {
		if u, ok := tx.e.s.users.get(s.key); ok && same(u) {
			return s.key, true
		}
	}
	id, ok := tx.e.Directory().Emails[strings.ToLower(email)]
	if !ok {
		return "", false
	}
	u, ok := tx.e.s.users.get(id)
	return id, ok && same(u)
}

func sameUser(a, b desk.User) bool {
	return a.Name == b.Name && a.Email == b.Email && a.Role == b.Role && a.Limits == b.Limits
}

func userChanges(a, b desk.User) []string {
	return changed("name", a.Name != b.Name, "email", a.Email != b.Email, "role", a.Role != b.Role, "locale", a.Locale != b.Locale,
		"active", a.Active != b.Active, "limits", a.Limits != b.Limits, "password", a.Password != b.Password)
}

// changed lists the names whose flag is set.
func changed(pairs ...any) []string {
	var names []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			names = append(names, pairs[i].(string))
		}
	}
	return names
}

// freshRow refuses to create what exists and to change what is not there or has
// changed meanwhile.
func freshRow[I ~string](there, create bool, old, given int64, what string, id I) error {
	switch {
	case id == "" || len(id) > 40:
		return desk.InvalidField("id", "an id is required")
	case create && there:
		return desk.Refuse(desk.Conflict, "id_reused", "%s %s exists already", what, id)
	case !create && !there:
		return desk.Missing(what, id)
	case !create && old != given:
		return desk.Refuse(desk.Conflict, "stale", "%s %s was changed by somebody else", what, id)
	}
	return nil
}

// SaveProfile is what every user may change of themself.
type SaveProfile struct {
	Name     string
	Locale   desk.Locale
	Password string // hash; empty leaves it
	Keep     string // token of the session that goes on when the password changes
}

// Run saves it.
func (cmd SaveProfile) Run(tx *Tx) (desk.User, error) {
	u, err := tx.me()
	if err != nil {
		return u, err
	}
	next := u
	if cmd.Name != "" {
		next.Name = cmd.Name
	}
	if cmd.Locale != "" {
		next.Locale = cmd.Locale
	}
	if cmd.Password != "" {
		next.Password = cmd.Password
	}
	if next, err = next.Check(); err != nil {
		return u, err
	}
	names := userChanges(u, next)
	if len(names) == 0 {
		return u, nil
	}
	tx.e.s.users.put(next)
	tx.emit(desk.UserSaved{User: u.ID, Role: u.Role, Active: true, Limits: u.Limits, Changed: names})
	if cmd.Password != "" {
		tx.endSessions(u.ID, cmd.Keep)
	}
	return next, nil
}

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
	a, events := tx.agent(u).Allow(allowed, added, tx.Now)
	if len(events) == 0 {
		return nil
	}
	return tx.putAgent(a, events)
}

func nameTaken(what string) error {
	return &desk.Refusal{Kind: desk.Conflict, Code: "name_taken", Field: "name", Text: "another " + what + " has this name"}
}

// SavePauseReason creates or changes a pause reason.
type SavePauseReason struct {
	Reason desk.PauseReason
	Create bool
}

// Run saves it.
func (cmd SavePauseReason) Run(tx *Tx) (desk.PauseReason, error) {
	if err := tx.mayEdit(); err != nil {
		return cmd.Reason, err
	}
	r, err := cmd.Reason.Check()
	if err != nil {
		return r, err
	}
	old, there := tx.e.s.reasons.get(r.ID)
	if again := r; there && cmd.Create {
		if again.Active, again.Rev = old.Active, old.Rev; again == old {
			return old, nil // the same request again
		}
	}
	if err := freshRow(there, cmd.Create, old.Rev, r.Rev, "pause reason", r.ID); err != nil {
		return r, err
	}
	for _, o := range tx.e.s.reasons.rows() {
		if o.ID != r.ID && strings.EqualFold(o.Name, r.Name) {
			return r, nameTaken("pause reason")
		}
	}
	if cmd.Create {
		r.Active = true
	}
	tx.e.s.reasons.put(r)
	tx.emit(desk.PauseReasonSaved{Reason: r.ID, Created: cmd.Create, Active: r.Active, Duration: r.Duration, Changed: changed(
		"name", old.Name != r.Name, "seconds", old.Duration != r.Duration, "active", old.Active != r.Active)})
	return r, nil
}

// SaveChannel creates or changes a channel. Secret is kept when it is empty.
type SaveChannel struct {
	Channel desk.Channel
	Create  bool
}

// Run saves it.
func (cmd SaveChannel) Run(tx *Tx) (desk.Channel, error) {
	if err := tx.mayEdit(); err != nil {
		return cmd.Channel, err
	}
	ch, err := cmd.Channel.Check()
	if err != nil {
		return ch, err
	}
	old, there := tx.e.s.channels.get(ch.ID)
	if there && cmd.Create && len(channelChanges(old, sameState(ch, old))) == 0 {
		return old, nil // the same request again
	}
	if err := freshRow(there, cmd.Create, old.Rev, ch.Rev, "channel", ch.ID); err != nil {
		return ch, err
	}
	for _, id := range ch.Queues() {
		if q, ok := tx.e.s.queues.get(id); !ok || !q.Active {
			return ch, desk.InvalidField("queue", "queue %q does not exist", id)
		}
	}
	if cmd.Create {
		ch.Active = true
	}
	if ch.Secret == "" {
		ch.Secret = old.Secret
	}
	tx.e.s.channels.put(ch)
	tx.emit(desk.ChannelSaved{Channel: ch.ID, Created: cmd.Create, Active: ch.Active, Changed: channelChanges(old, ch)})
	if old.AbandonAfter != ch.AbandonAfter {
		tx.redateAbandonment(ch)
	}
	return ch, nil
}

// sameState is a channel as it would be saved if nothing but what was typed
// differed from the old one.
func sameState(ch, old desk.Channel) desk.Channel {
	ch.Active = old.Active
	if ch.Secret == "" {
		ch.Secret = old.Secret
	}
	return ch
}

// redateAbandonment carries a new abandon time over to who is gone already.
func (tx *Tx) redateAbandonment(ch desk.Channel) {
	open := tx.e.s.conversations.rows()
	slices.SortFunc(open, func(a, b desk.Conversation) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range open {
		if c.Channel == ch.ID {
			tx.deadline(desk.AbandonWake, string(c.ID), c.AbandonDue(ch.AbandonAfter))
		}
	}
}

func channelChanges(a, b desk.Channel) []string {
	return changed("name", a.Name != b.Name, "active", a.Active != b.Active, "queue", !slices.Equal(a.Queues(), b.Queues()),
		"priority", a.Priority != b.Priority, "abandon_seconds", a.AbandonAfter != b.AbandonAfter, "fields", !slices.Equal(a.Fields, b.Fields),
		"origins", !slices.Equal(a.Origins, b.Origins), "require_proof", a.RequireProof != b.RequireProof, "secret", a.Secret != b.Secret,
		"texts", a.Title != b.Title || a.Greeting != b.Greeting || a.Away != b.Away || !sameQuestion(a.Question, b.Question),
		"color", a.Color != b.Color, "locale", a.Locale != b.Locale)
}

func sameQuestion(a, b *desk.Question) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Text == b.Text && slices.Equal(a.Options, b.Options)
}

// SaveInstallation changes what holds for the whole company.
type SaveInstallation struct{ Installation desk.Installation }

// Run saves it.
func (cmd SaveInstallation) Run(tx *Tx) (desk.Installation, error) {
	if err := tx.mayEdit(); err != nil {
		return cmd.Installation, err
	}
	next, err := cmd.Installation.Check(zoneExists)
	if err != nil {
		return next, err
	}
	old := tx.installation()
	if old.Rev != next.Rev {
		return next, desk.Refuse(desk.Conflict, "stale", "the installation was changed by somebody else")
	}
	tx.e.s.installation.put(next)
	tx.emit(desk.InstallationSaved{Changed: changed(
		"company", old.Company != next.Company, "time_zone", old.TimeZone != next.TimeZone, "locale", old.Locale != next.Locale,
		"pull_while_paused", old.PullWhilePaused != next.PullWhilePaused, "pull_while_invisible", old.PullWhileInvisible != next.PullWhileInvisible)})
	return next, nil
}

func zoneExists(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}
