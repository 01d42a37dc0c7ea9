package engine

import (
	"cmp"
	"slices"

	"pronto/internal/desk"
)

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
