package store

import (
	"context"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

func find[T any](ctx context.Context, r *Reader, t rowsOf[T], where string, args ...any) (T, bool, error) {
	return one(ctx, r.source, t.scan, t.selects("WHERE "+where), args...)
}

// ConversationByID finds a conversation, open or closed.
func (r *Reader) ConversationByID(ctx context.Context, id desk.ConversationID) (desk.Conversation, bool, error) {
	return find(ctx, r, conversations, "id = $1", string(id))
}

// ContactByID finds a contact.
func (r *Reader) ContactByID(ctx context.Context, id desk.ContactID) (desk.Contact, bool, error) {
	return find(ctx, r, contacts, "id = $1", string(id))
}

// ContactByIdentity finds whose address this is on a channel.
func (r *Reader) ContactByIdentity(ctx context.Context, ch desk.ChannelID, address string) (desk.ContactID, bool, error) {
	return one(ctx, r.source, scanValue[desk.ContactID], "SELECT contact FROM identities WHERE channel = $1 AND address = $2", string(ch), address)
}

// MessageByID finds a message.
func (r *Reader) MessageByID(ctx context.Context, id desk.MessageID) (desk.Message, bool, error) {
	return find(ctx, r, messages, "id = $1", string(id))
}

// FileByID finds a file, sent or not.
func (r *Reader) FileByID(ctx context.Context, id desk.FileID) (desk.File, bool, error) {
	return find(ctx, r, files, "id = $1", string(id))
}

// OfferByID finds an offer, pending or over.
func (r *Reader) OfferByID(ctx context.Context, id desk.OfferID) (desk.Offer, bool, error) {
	return find(ctx, r, offers, "id = $1", string(id))
}

// VisitorByToken finds the browser that holds a token.
func (r *Reader) VisitorByToken(ctx context.Context, token string) (desk.Visitor, bool, error) {
	return find(ctx, r, visitors, "token = $1", token)
}

// KeyByID finds a remembered answer.
func (r *Reader) KeyByID(ctx context.Context, actor desk.Actor, key string) (engine.Key, bool, error) {
	return find(ctx, r, keys, "actor_kind = $1 AND actor_id = $2 AND request_key = $3", string(actor.Kind), actor.ID, key)
}
