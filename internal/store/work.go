package store

import (
	"encoding/base64"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

var conversations = rowsOf[desk.Conversation]{
	table: newTable("conversations", 1, `id text, channel text, contact text, class text, priority int, opened_at int, closed_at int, outcome text,
		leg text, leg_number int, queue text, agent text, source text, state text, protocol text, queued_at int, assigned_at int, first_reply_at int,
		leg_ended_at int, leg_outcome text, leg_first_n int, leg_last_n int, tried text,
		last_n int, last_at int, last_from text, last_text text, agent_read int, customer_delivered int, customer_read int, asked_at int, customer_gone_since int, rev int`),
	args: func(a []any, v desk.Conversation) []any {
		l := &v.Leg
		return append(a, string(v.ID), string(v.Channel), string(v.Contact), string(v.Class), int64(v.Priority), millis(v.OpenedAt), millis(v.ClosedAt), string(v.Outcome),
			string(l.ID), int64(l.Number), string(l.Queue), string(l.Agent), string(l.Source), string(l.State), l.Protocol, millis(l.QueuedAt), millis(l.AssignedAt), millis(l.FirstReplyAt),
			millis(l.EndedAt), string(l.Outcome), l.FirstN, l.LastN, list(l.Tried, toTried),
			v.LastN, millis(v.LastAt), string(v.LastFrom), v.LastText, v.AgentRead, v.CustomerDelivered, v.CustomerRead, millis(v.AskedAt), millis(v.CustomerGoneSince), v.Rev)
	},
	scan: func(s scanner) (v desk.Conversation, err error) {
		err = s.Scan(conversationColumns(&v)...)
		v.Leg.Conversation = v.ID
		return v, err
	},
}

// activity are the columns that a message or a mark changes. No index has them,
// so a conversation that changed in nothing else is written without touching
// any; they are most of what is written.
var activity = []string{
	"first_reply_at", "last_n", "last_at", "last_from", "last_text", "agent_read", "customer_delivered", "customer_read", "asked_at",
	"customer_gone_since", "rev",
}

// settled is the rest of a conversation, as far as it can change.
type settled struct {
	contact                                    desk.ContactID
	priority, number                           int
	leg                                        desk.LegID
	queue                                      desk.QueueID
	agent                                      desk.UserID
	source                                     desk.AssignSource
	state                                      desk.LegState
	protocol, tried                            string
	outcome, legOutcome                        desk.Outcome
	closedAt, queuedAt, assignedAt, legEndedAt int64
	firstN, lastN                              int64
}

func settledOf(c *desk.Conversation) settled {
	l := &c.Leg
	return settled{
		contact: c.Contact, priority: c.Priority, number: l.Number, leg: l.ID, queue: l.Queue, agent: l.Agent, source: l.Source, state: l.State,
		protocol: l.Protocol, tried: list(l.Tried, toTried), outcome: c.Outcome, legOutcome: l.Outcome,
		closedAt: millis(c.ClosedAt), queuedAt: millis(l.QueuedAt), assignedAt: millis(l.AssignedAt), legEndedAt: millis(l.EndedAt), firstN: l.FirstN, lastN: l.LastN,
	}
}

func conversationColumns(v *desk.Conversation) []any {
	l := &v.Leg
	return []any{
		&v.ID, &v.Channel, &v.Contact, &v.Class, &v.Priority,
		timeColumn{&v.OpenedAt},
		timeColumn{&v.ClosedAt},
		&v.Outcome,
		&l.ID, &l.Number, &l.Queue, &l.Agent, &l.Source, &l.State, &l.Protocol,
		timeColumn{&l.QueuedAt},
		timeColumn{&l.AssignedAt},
		timeColumn{&l.FirstReplyAt},
		timeColumn{&l.EndedAt},
		&l.Outcome, &l.FirstN, &l.LastN, listColumn(&l.Tried, triedWire.value),
		&v.LastN,
		timeColumn{&v.LastAt},
		&v.LastFrom, &v.LastText, &v.AgentRead, &v.CustomerDelivered, &v.CustomerRead,
		timeColumn{&v.AskedAt},
		timeColumn{&v.CustomerGoneSince},
		&v.Rev,
	}
}

var legs = rowsOf[desk.Leg]{
	table: newTable("legs", 1, `id text, conversation text, number int, queue text, agent text, source text, state text, protocol text, queued_at int, assigned_at int,
		first_reply_at int, ended_at int, outcome text, first_n int, last_n int, tried text`),
	args: func(a []any, v desk.Leg) []any {
		return append(a, string(v.ID), string(v.Conversation), int64(v.Number), string(v.Queue), string(v.Agent), string(v.Source), string(v.State), v.Protocol, millis(v.QueuedAt), millis(v.AssignedAt),
			millis(v.FirstReplyAt), millis(v.EndedAt), string(v.Outcome), v.FirstN, v.LastN, list(v.Tried, toTried))
	},
	scan: func(s scanner) (v desk.Leg, err error) {
		err = s.Scan(&v.ID, &v.Conversation, &v.Number, &v.Queue, &v.Agent, &v.Source, &v.State, &v.Protocol, timeColumn{&v.QueuedAt}, timeColumn{&v.AssignedAt},
			timeColumn{&v.FirstReplyAt}, timeColumn{&v.EndedAt}, &v.Outcome, &v.FirstN, &v.LastN, listColumn(&v.Tried, triedWire.value))
		return v, err
	},
}

var messages = rowsOf[desk.Message]{
	table: newTable("messages", 1, "id text, conversation text, leg text, n int, side text, author text, body text, files text, at int, rev int"),
	args: func(a []any, v desk.Message) []any {
		return append(a, string(v.ID), string(v.Conversation), string(v.Leg), v.N, string(v.From), string(v.Author), v.Text, list(v.Files, toFile), millis(v.At), v.Rev)
	},
	scan: func(s scanner) (v desk.Message, err error) {
		err = s.Scan(&v.ID, &v.Conversation, &v.Leg, &v.N, &v.From, &v.Author, &v.Text, listColumn(&v.Files, fileWire.value), timeColumn{&v.At}, &v.Rev)
		return v, err
	},
}

var files = rowsOf[desk.File]{
	table: newTable("files", 1, "id text, name text, mime text, kind text, size int, hash text, owner_kind text, owner_id text, at int, conversation text"),
	args: func(a []any, v desk.File) []any {
		return append(a, string(v.ID), v.Name, v.MIME, v.Kind, v.Size, v.Hash, string(v.Owner.Kind), v.Owner.ID, millis(v.At), string(v.Conversation))
	},
	scan: func(s scanner) (v desk.File, err error) {
		err = s.Scan(&v.ID, &v.Name, &v.MIME, &v.Kind, &v.Size, &v.Hash, &v.Owner.Kind, &v.Owner.ID, timeColumn{&v.At}, &v.Conversation)
		return v, err
	},
}

var offers = rowsOf[desk.Offer]{
	table: newTable("offers", 1, "id text, conversation text, leg text, queue text, agent text, state text, offered_at int, expires_at int, ended_at int, rev int"),
	args: func(a []any, v desk.Offer) []any {
		return append(a, string(v.ID), string(v.Conversation), string(v.Leg), string(v.Queue), string(v.Agent), string(v.State), millis(v.OfferedAt), millis(v.ExpiresAt), millis(v.EndedAt), v.Rev)
	},
	scan: func(s scanner) (v desk.Offer, err error) {
		err = s.Scan(&v.ID, &v.Conversation, &v.Leg, &v.Queue, &v.Agent, &v.State, timeColumn{&v.OfferedAt}, timeColumn{&v.ExpiresAt}, timeColumn{&v.EndedAt}, &v.Rev)
		return v, err
	},
}

var deadlines = rowsOf[desk.Deadline]{
	table: newTable("deadlines", 2, "kind text, subject text, due int"),
	args: func(a []any, v desk.Deadline) []any {
		return append(a, string(v.Kind), v.Subject, millis(v.Due))
	},
	scan: func(s scanner) (v desk.Deadline, err error) {
		err = s.Scan(&v.Kind, &v.Subject, timeColumn{&v.Due})
		return v, err
	},
}

var whispers = rowsOf[desk.Whisper]{
	table: newTable("whispers", 1, "id text, conversation text, author text, body text, after_n int, at int, rev int"),
	args: func(a []any, v desk.Whisper) []any {
		return append(a, string(v.ID), string(v.Conversation), string(v.Author), v.Text, v.AfterN, millis(v.At), v.Rev)
	},
	scan: func(s scanner) (v desk.Whisper, err error) {
		err = s.Scan(&v.ID, &v.Conversation, &v.Author, &v.Text, &v.AfterN, timeColumn{&v.At}, &v.Rev)
		return v, err
	},
}

var corrections = rowsOf[desk.Correction]{
	table: newTable("corrections", 1, "id text, user_id text, from_at int, to_at int, label text, reason text, why text, author_kind text, author_id text, at int"),
	args: func(a []any, v desk.Correction) []any {
		return append(a, string(v.ID), string(v.User), millis(v.From), millis(v.To), string(v.Label), string(v.Reason), v.Why, string(v.Author.Kind), v.Author.ID, millis(v.At))
	},
	scan: func(s scanner) (v desk.Correction, err error) {
		err = s.Scan(&v.ID, &v.User, timeColumn{&v.From}, timeColumn{&v.To}, &v.Label, &v.Reason, &v.Why, &v.Author.Kind, &v.Author.ID, timeColumn{&v.At})
		return v, err
	},
}

// ledgerChunks keep their bytes as base64, which both databases and a dump hold
// as text.
var ledgerChunks = rowsOf[engine.LedgerChunk]{
	table: newTable("ledger_chunks", 2, "subject text, start int, data text"),
	args: func(a []any, v engine.LedgerChunk) []any {
		return append(a, v.Subject, millis(v.Start), base64.StdEncoding.EncodeToString(v.Data))
	},
	scan: func(s scanner) (v engine.LedgerChunk, err error) {
		err = s.Scan(&v.Subject, timeColumn{&v.Start}, bytesColumn{&v.Data})
		return v, err
	},
}

var ledgerStates = rowsOf[engine.LedgerState]{
	table: newTable("ledger_state", 1, "id int, seq int, data text"),
	args: func(a []any, v engine.LedgerState) []any {
		return append(a, int64(1), v.Seq, base64.StdEncoding.EncodeToString(v.Data))
	},
	scan: func(s scanner) (v engine.LedgerState, err error) {
		var id int64
		err = s.Scan(&id, &v.Seq, bytesColumn{&v.Data})
		return v, err
	},
}

// counter is one entry of the counters.
type counter struct {
	name  string
	value int64
}

var counters = rowsOf[counter]{
	table: newTable("counters", 1, "name text, value int"),
	args:  func(a []any, v counter) []any { return append(a, v.name, v.value) },
	scan: func(s scanner) (v counter, err error) {
		err = s.Scan(&v.name, &v.value)
		return v, err
	},
}

var keys = rowsOf[engine.Key]{
	table: newTable("keys", 3, "actor_kind text, actor_id text, request_key text, request text, answer text, at int"),
	args: func(a []any, v engine.Key) []any {
		return append(a, string(v.Actor.Kind), v.Actor.ID, v.Key, v.Request, string(v.Answer), millis(v.At))
	},
	scan: func(s scanner) (v engine.Key, err error) {
		var answer string
		err = s.Scan(&v.Actor.Kind, &v.Actor.ID, &v.Key, &v.Request, &answer, timeColumn{&v.At})
		v.Answer = []byte(answer)
		return v, err
	},
}
