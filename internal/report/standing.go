package report

import (
	"context"
	"slices"
	"time"

	"pronto/internal/desk"
)

// Standing is what a room shows of an agent beside their time: what they may hold,
// which queues they serve, and what is planned for them.
type Standing struct {
	Limits        desk.Limits
	Serves        []desk.QueueID // in order
	Presence      desk.Presence
	PresenceSince time.Time
	KeepOnline    bool
	Next          *desk.NextStatus
	Drain         *desk.Drain
}

// standing is that of everybody at an instant.
func (s *Service) standing(ctx context.Context, at time.Time) (map[desk.UserID]Standing, error) {
	events, err := s.store.Standing(ctx, at)
	if err != nil {
		return nil, err
	}
	all := map[desk.UserID]Standing{}
	for _, r := range events {
		u := r.Event.Subjects().User
		all[u] = all[u].after(r, at)
	}
	for u, v := range all {
		slices.Sort(v.Serves)
		all[u] = v
	}
	return all, nil
}

// after takes in the last event of its kind.
func (v Standing) after(r desk.Recorded, at time.Time) Standing {
	switch e := r.Event.(type) {
	case desk.UserSaved:
		v.Limits = e.Limits
	case desk.MemberSaved:
		if e.Serves {
			v.Serves = append(v.Serves, e.Queue)
		}
	case desk.PresenceChanged:
		v.Presence, v.PresenceSince = e.To, r.Since
	case desk.KeepOnlineChanged:
		v.KeepOnline = e.On
	case desk.NextStatusChanged:
		if e.Status != "" {
			v.Next = &desk.NextStatus{Status: e.Status, Reason: e.Reason, AfterWork: e.AfterWork, At: e.Until}
		}
	case desk.DrainChanged:
		if !e.Until.IsZero() {
			v.Drain = &desk.Drain{At: e.Until, By: e.By, Done: !e.Until.After(at)}
		}
	}
	return v
}
