package webchat

import (
	"context"
	"net/http"
	"strings"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
)

func (c *Channel) showChannel(w http.ResponseWriter, r *http.Request) error {
	ch, err := c.channel(r.PathValue("id"))
	if err != nil {
		return err
	}
	return answerJSON(w, channelShape(ch, c.feed.there(ch.ID)))
}

func (c *Channel) channel(id string) (desk.Channel, error) {
	ch, ok := c.engine.Directory().Channels[desk.ChannelID(id)]
	if !ok || !ch.Active || ch.Kind != desk.WebChat {
		return ch, desk.Missing("channel", id)
	}
	return ch, nil
}

// introduction is what a page tells of its customer: what they typed into the
// form, and what the site itself says.
type introduction struct {
	Name     string    `json:"name"`
	Email    string    `json:"email"`
	Phone    string    `json:"phone"`
	Identity *identity `json:"identity"`
}

// startVisitor makes a browser known, or tells more about one that is.
func (c *Channel) startVisitor(w http.ResponseWriter, r *http.Request) error {
	ch, err := c.channel(r.PathValue("id"))
	if err != nil {
		return err
	}
	var said introduction
	if err := decode(w, r, &said); err != nil {
		return err
	}
	proven, err := prove(ch, said.Identity, c.engine.Now())
	if err != nil {
		return err
	}
	cmd := engine.StartVisitor{Channel: ch.ID, Proven: proven.id, Vouched: proven.details, Told: said.contact()}
	token, known := bearer(r)
	was := desk.Visitor{Channel: ch.ID}
	if known {
		if was, err = c.visitorOf(r.Context(), token); err != nil {
			return err
		}
		cmd.Known, cmd.Token = true, access.HashToken(token)
	} else {
		token, cmd.Token = access.NewToken()
	}
	if err := c.requireFields(r.Context(), ch, cmd.Told.Merge(cmd.Vouched), was.Contact); err != nil {
		return err
	}
	// Telling more costs as much as being new: it is a row all the same.
	if err := c.limit(r, access.LimitSessions, desk.Visitor{Channel: ch.ID}, 1); err != nil {
		return err
	}
	_, _, at := c.visitors.get(cmd.Token)
	// It happens whether or not the browser still listens, and then this must be known.
	ctx, cancel := within(context.WithoutCancel(r.Context()))
	defer cancel()
	v, err := engine.Do(ctx, c.engine, engine.Call{Actor: desk.ByCustomer(was.Contact)}, cmd)
	if err != nil {
		return err
	}
	c.visitors.put(v, at)
	if known && v.Contact != was.Contact {
		c.feed.reconnect(v.Token, false) // they are somebody else now
	}
	return answerJSON(w, map[string]string{"token": token, "visitor": string(v.ID)})
}

// contact is what was merely said, the site's word above what was typed. What a
// token says is proven and not here.
func (i introduction) contact() desk.Contact {
	told := desk.Contact{Name: i.Name, Email: i.Email, Phone: i.Phone}
	if i.Identity != nil {
		told = told.Merge(i.Identity.contact())
	}
	return told
}

// requireFields holds what was told, now or before, against what the channel
// asks for.
func (c *Channel) requireFields(ctx context.Context, ch desk.Channel, told desk.Contact, before desk.ContactID) error {
	missing := missingField(ch, told)
	if missing == "" {
		return nil
	}
	if before != "" {
		contact, _, err := c.store.ContactByID(ctx, before)
		if err != nil {
			return err
		}
		missing = missingField(ch, contact.Merge(told))
	}
	if missing == "" {
		return nil
	}
	return desk.InvalidField(missing, "%s is required", missing)
}

func missingField(ch desk.Channel, told desk.Contact) string {
	has := map[string]string{"name": told.Name, "email": told.Email, "phone": told.Phone}
	for _, f := range ch.Fields {
		if f.Required && strings.TrimSpace(has[f.Key]) == "" {
			return f.Key
		}
	}
	return ""
}

// forgetVisitor ends a browser's claim: its token opens nothing any more.
func (c *Channel) forgetVisitor(w http.ResponseWriter, r *http.Request) error {
	v, err := c.visitor(r)
	if err != nil {
		return err
	}
	call := engine.Call{Actor: desk.ByCustomer(v.Contact)}
	if _, err := engine.Do(r.Context(), c.engine, call, engine.ForgetVisitor{Token: v.Token}); err != nil {
		return err
	}
	c.visitors.forget(v.Token)
	c.feed.reconnect(v.Token, true)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// visitor is who asks, by the token in the header.
func (c *Channel) visitor(r *http.Request) (desk.Visitor, error) {
	token, ok := bearer(r)
	if !ok {
		return desk.Visitor{}, desk.Refuse(desk.Unauthenticated, "signed_out", "a token is needed")
	}
	return c.visitorOf(r.Context(), token)
}

func (c *Channel) visitorOf(ctx context.Context, token string) (desk.Visitor, error) {
	hash := access.HashToken(token)
	v, ok, at := c.visitors.get(hash)
	if !ok {
		var err error
		if v, ok, err = c.store.VisitorByToken(ctx, hash); err != nil {
			return v, err
		}
		if ok {
			c.visitors.put(v, at)
		}
	}
	if !ok {
		return v, desk.Refuse(desk.Unauthenticated, "signed_out", "no such visitor")
	}
	if _, err := c.channel(string(v.Channel)); err != nil {
		return v, err
	}
	return v, nil
}

// bearer is the token of a request. Long ones are nobody's.
func bearer(r *http.Request) (string, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token, strings.EqualFold(scheme, "Bearer") && token != "" && len(token) <= 128
}
