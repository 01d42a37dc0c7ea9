package demo

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"pronto/internal/view"
)

// Seed makes the company on an empty server, with the token that this server
// printed for its first administrator. On a server that has the company already
// it makes what is missing, for which no token is needed, and changes nothing.
func Seed(ctx context.Context, base, setupToken string) (Company, error) {
	return seed(ctx, newClient(newWorld(base, http.DefaultTransport, 1, slog.New(slog.DiscardHandler))), setupToken)
}

func seed(ctx context.Context, c *client, setupToken string) (Company, error) {
	if err := enter(ctx, c, setupToken); err != nil {
		return Company{}, err
	}
	users, err := all[view.User](ctx, c, "/api/v1/users")
	if err != nil {
		return Company{}, err
	}
	byEmail := map[string]string{}
	for _, u := range users {
		byEmail[strings.ToLower(u.Email)] = u.ID
	}
	for _, step := range []func() error{
		func() error { return seedReasons(ctx, c) },
		func() error { return seedRoles(ctx, c) },
		func() error { return seedUsers(ctx, c, byEmail) },
		func() error { return seedQueues(ctx, c, byEmail) },
		func() error { return seedChannels(ctx, c) },
	} {
		if err := step(); err != nil {
			return Company{}, err
		}
	}
	return company(), nil
}

// enter sets the server up, or signs in where that was done before.
func enter(ctx context.Context, c *client, setupToken string) error {
	admin := people[0]
	if setupToken != "" {
		err := c.call(ctx, http.MethodPost, "/api/v1/setup", map[string]string{
			"token": setupToken, "company": companyName, "name": admin.name, "email": admin.email, "password": Password, "time_zone": timeZone,
		}, nil)
		if !refused(err, http.StatusForbidden, http.StatusNotFound, http.StatusConflict) {
			return err
		}
	}
	err := c.signIn(ctx, admin.email)
	if refused(err, http.StatusUnauthorized) {
		return fmt.Errorf("this data holds a company that is not the demo's, or whose passwords were changed; start the demo on other data: %w", err)
	}
	return err
}

func (c *client) signIn(ctx context.Context, email string) error {
	return c.call(ctx, http.MethodPost, "/api/v1/session", map[string]string{"email": email, "password": Password}, nil)
}

func seedReasons(ctx context.Context, c *client) error {
	there, err := all[row](ctx, c, "/api/v1/pause-reasons?all=true")
	if err != nil {
		return err
	}
	for _, r := range reasons {
		id := fixedID("reason/" + r.Name)
		err := c.create(ctx, "/api/v1/pause-reasons", there, id, map[string]any{"id": id, "name": r.Name, "seconds": r.Seconds, "counts_as": r.CountsAs, "active": true})
		if err != nil {
			return err
		}
	}
	return nil
}

func seedRoles(ctx context.Context, c *client) error {
	there, err := all[row](ctx, c, "/api/v1/roles")
	if err != nil {
		return err
	}
	for _, key := range sorted(roles) {
		r := roles[key]
		id := fixedID("role/" + r.name)
		if err := c.create(ctx, "/api/v1/roles", there, id, map[string]any{"id": id, "name": r.name, "permissions": r.permissions}); err != nil {
			return err
		}
	}
	return nil
}

func seedUsers(ctx context.Context, c *client, byEmail map[string]string) error {
	for _, p := range people {
		if byEmail[p.email] != "" {
			continue
		}
		id := fixedID("user/" + p.email)
		err := c.create(ctx, "/api/v1/users", nil, id, map[string]any{
			"id": id, "name": p.name, "email": p.email, "role": p.roleID(), "locale": "pt-BR", "active": true,
			"limits": view.Limits{Total: p.limit, Chat: p.limit, Phone: 999}, "shift": p.shift, "password": Password,
		})
		if err != nil {
			return err
		}
		byEmail[p.email] = id
	}
	return nil
}

func seedQueues(ctx context.Context, c *client, byEmail map[string]string) error {
	there, err := all[row](ctx, c, "/api/v1/queues")
	if err != nil {
		return err
	}
	for _, q := range queues {
		id := fixedID("queue/" + q.Name)
		err := c.create(ctx, "/api/v1/queues", there, id, map[string]any{
			"id": id, "name": q.Name, "mode": q.Mode, "delivery": q.Delivery, "ring_seconds": q.RingSeconds,
			"offer_retry_seconds": q.OfferRetrySeconds, "strategy": q.Strategy, "active": true, "members": members(q.Name, byEmail),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func members(queue string, byEmail map[string]string) []view.Member {
	list := []view.Member{}
	for _, p := range people {
		m := view.Member{User: byEmail[p.email], Serves: slices.Contains(p.serves, queue), Supervises: slices.Contains(p.supervises, queue)}
		if m.Serves || m.Supervises {
			list = append(list, m)
		}
	}
	return list
}

// channel is what is said of a new channel: the server makes its secret and its
// snippet.
type channel struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	Active         bool           `json:"active"`
	Queue          string         `json:"queue"`
	Question       *view.Question `json:"question,omitempty"`
	Priority       int            `json:"priority"`
	AbandonSeconds int64          `json:"abandon_seconds"`
	Fields         []view.Field   `json:"fields"`
	Origins        []string       `json:"origins"`
	RequireProof   bool           `json:"require_proof"`
	Title          string         `json:"title"`
	Greeting       string         `json:"greeting"`
	Away           string         `json:"away"`
	Color          string         `json:"color"`
	Locale         string         `json:"locale"`
}

func seedChannels(ctx context.Context, c *client) error {
	there, err := all[row](ctx, c, "/api/v1/channels")
	if err != nil {
		return err
	}
	for _, ch := range doors() {
		if err := c.create(ctx, "/api/v1/channels", there, ch.ID, ch); err != nil {
			return err
		}
	}
	return nil
}

// create makes what is not there yet.
func (c *client) create(ctx context.Context, path string, there []row, id string, body any) error {
	if slices.Contains(there, row{id}) {
		return nil
	}
	return c.call(ctx, http.MethodPost, path, body, nil)
}
