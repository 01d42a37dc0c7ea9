package httpapi

import (
	"context"
	"net/http"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// ChannelFields are what an administrator says of a web chat channel.
type ChannelFields struct {
	Name           string         `json:"name" minLength:"1" maxLength:"60"`
	Queue          string         `json:"queue,omitempty" maxLength:"40" doc:"Where its conversations wait when there is no question."`
	Question       *view.Question `json:"question,omitempty" doc:"Whose answer chooses the queue instead."`
	Priority       int            `json:"priority" minimum:"0" maximum:"9" doc:"Higher goes first."`
	AbandonSeconds int64          `json:"abandon_seconds" minimum:"10" maximum:"86400" doc:"Closes as abandoned when the customer is gone for so long while waiting."`
	Fields         []view.Field   `json:"fields" maxItems:"3"`
	Origins        []string       `json:"origins" maxItems:"50" doc:"Sites that may carry the widget; none means any."`
	RequireProof   bool           `json:"require_proof"`
	Title          string         `json:"title" maxLength:"60"`
	Greeting       string         `json:"greeting" maxLength:"500"`
	Away           string         `json:"away" maxLength:"500"`
	Color          string         `json:"color" pattern:"^#[0-9a-fA-F]{6}$"`
	Locale         string         `json:"locale" enum:"pt-BR,sv,en"`
}

// NewChannel is a channel to be; the server makes its secret.
type NewChannel struct {
	ID string `json:"id" pattern:"^[0-7][0-9A-HJKMNP-TV-Z]{25}$" doc:"A ULID made by the client."`
	ChannelFields
	Active bool `json:"active,omitempty" doc:"A new channel always is."`
}

// ChannelInput is a channel as it is changed.
type ChannelInput struct {
	ChannelFields
	Active bool  `json:"active"`
	Rev    int64 `json:"rev" doc:"Of the copy that was changed."`
}

func (a *API) registerChannels() {
	signedList(a, op{id: "list-channels", method: http.MethodGet, path: "/channels", tag: "Channels", summary: "All channels; their secrets are told to who may change them", need: desk.MayViewSettings},
		func(me *asker) []view.Channel {
			channels := byName(me.dir.Channels, func(ch desk.Channel) string { return ch.Name })
			secrets := me.viewer.May(desk.MayEditSettings)
			return each(channels, func(ch desk.Channel) view.Channel {
				if !secrets {
					ch.Secret = ""
				}
				return view.FromChannel(ch, a.PublicURL)
			})
		})
	signed(a, op{id: "create-channel", method: http.MethodPost, path: "/channels", tag: "Channels", summary: "Create a web chat channel", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Request[NewChannel]) (*Answer[view.Channel], error) {
			ch := in.Body.channel(desk.ChannelID(in.Body.ID))
			ch.Secret, _ = access.NewToken()
			return a.saveChannel(ctx, me.call(in.Key), engine.SaveChannel{Channel: ch, Create: true})
		})
	signed(a, op{id: "save-channel", method: http.MethodPut, path: "/channels/{id}", tag: "Channels", summary: "Change a channel", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Change[ChannelInput]) (*Answer[view.Channel], error) {
			ch := in.Body.channel(desk.ChannelID(in.ID))
			ch.Active, ch.Rev = in.Body.Active, in.Body.Rev
			return a.saveChannel(ctx, me.call(in.Key), engine.SaveChannel{Channel: ch})
		})
	signed(a, op{id: "renew-channel-secret", method: http.MethodPost, path: "/channels/{id}/secret", tag: "Channels", summary: "Make another HMAC secret; the present one ends at once", need: desk.MayEditSettings},
		func(ctx context.Context, me *asker, in *Deed) (*Answer[view.Channel], error) {
			ch, ok := me.dir.Channels[desk.ChannelID(in.ID)]
			if !ok {
				return nil, desk.Missing("channel", in.ID)
			}
			ch.Secret, _ = access.NewToken()
			return a.saveChannel(ctx, me.call(in.Key), engine.SaveChannel{Channel: ch})
		})
}

func (f ChannelFields) channel(id desk.ChannelID) desk.Channel {
	ch := desk.Channel{
		ID: id, Kind: desk.WebChat, Name: f.Name, Queue: desk.QueueID(f.Queue), Priority: f.Priority,
		AbandonAfter: time.Duration(f.AbandonSeconds) * time.Second, Origins: f.Origins, RequireProof: f.RequireProof,
		Title: f.Title, Greeting: f.Greeting, Away: f.Away, Color: f.Color, Locale: desk.Locale(f.Locale),
		Fields: each(f.Fields, func(x view.Field) desk.Field { return desk.Field(x) }),
	}
	if f.Question != nil {
		ch.Question = &desk.Question{Text: f.Question.Text, Options: each(f.Question.Options, func(o view.Option) desk.Option {
			return desk.Option{Label: o.Label, Queue: desk.QueueID(o.Queue)}
		})}
	}
	return ch
}

func (a *API) saveChannel(ctx context.Context, call engine.Call, cmd engine.SaveChannel) (*Answer[view.Channel], error) {
	if _, err := engine.Do(ctx, a.Engine, call, cmd); err != nil {
		return nil, err
	}
	return &Answer[view.Channel]{view.FromChannel(a.Engine.Directory().Channels[cmd.Channel.ID], a.PublicURL)}, nil
}
