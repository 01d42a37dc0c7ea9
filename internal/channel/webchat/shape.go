package webchat

import (
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/view"
)

// filesURL is where the widget reads attachments.
const filesURL = "/widget/v1/files/"

// The shapes of this file are what a customer sees: never a queue, a limit or
// another person than who answers.

type wireChannel struct {
	ID           string        `json:"id"`
	Title        string        `json:"title"`
	Greeting     string        `json:"greeting"`
	Away         string        `json:"away"`
	Color        string        `json:"color"`
	Locale       string        `json:"locale"`
	Fields       []view.Field  `json:"fields"`
	Question     *wireQuestion `json:"question,omitempty"`
	Limits       wireLimits    `json:"limits"`
	There        bool          `json:"there"`
	RequireProof bool          `json:"require_proof"`
}

type wireQuestion struct {
	Text    string   `json:"text"`
	Options []string `json:"options"`
}

type wireLimits struct {
	FileBytes int64 `json:"file_bytes"`
	TextChars int   `json:"text_chars"`
}

type wireConversation struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Outcome  string `json:"outcome,omitempty"`
	Agent    string `json:"agent,omitempty"`
	Protocol string `json:"protocol"`
	// Ahead is how many wait before this one; absent when that is not known yet.
	Ahead     *int       `json:"ahead,omitempty"`
	There     bool       `json:"there"`
	LastN     int64      `json:"last_n"`
	AgentRead int64      `json:"agent_read"`
	OpenedAt  time.Time  `json:"opened_at"`
	ClosedAt  *time.Time `json:"closed_at,omitempty"`
}

type wireMessage struct {
	ID           string      `json:"id"`
	Conversation string      `json:"conversation"`
	N            int64       `json:"n"`
	From         string      `json:"from"`
	Author       string      `json:"author,omitempty"`
	Text         string      `json:"text,omitempty"`
	Files        []view.File `json:"files,omitempty"`
	At           time.Time   `json:"at"`
}

func channelShape(ch desk.Channel, there bool) wireChannel {
	out := wireChannel{
		ID: string(ch.ID), Title: ch.Title, Greeting: ch.Greeting, Away: ch.Away, Color: ch.Color, Locale: string(ch.Locale),
		Fields: []view.Field{}, Limits: wireLimits{MaxFile, desk.MaxText}, There: there, RequireProof: ch.RequireProof,
	}
	for _, f := range ch.Fields {
		out.Fields = append(out.Fields, view.Field(f))
	}
	if ch.Question != nil {
		out.Question = &wireQuestion{Text: ch.Question.Text}
		for _, o := range ch.Question.Options {
			out.Question.Options = append(out.Question.Options, o.Label)
		}
	}
	return out
}

func conversationShape(c desk.Conversation, dir *engine.Directory, there bool, ahead *int) *wireConversation {
	out := &wireConversation{
		ID: string(c.ID), State: string(c.Leg.State), Outcome: string(c.Outcome), Agent: dir.Users[c.Leg.Agent].Name,
		Protocol: c.Leg.Protocol, There: there, LastN: c.LastN, AgentRead: c.AgentRead, OpenedAt: stamp(c.OpenedAt),
	}
	if waits(c) {
		out.Ahead = ahead
	}
	if !c.ClosedAt.IsZero() {
		at := stamp(c.ClosedAt)
		out.ClosedAt = &at
	}
	return out
}

func messageShape(m desk.Message, dir *engine.Directory) wireMessage {
	out := wireMessage{
		ID: string(m.ID), Conversation: string(m.Conversation), N: m.N, From: string(m.From), Author: dir.Users[m.Author].Name,
		Text: m.Text, At: stamp(m.At),
	}
	for _, f := range m.Files {
		out.Files = append(out.Files, view.FromFile(f, filesURL))
	}
	return out
}

func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func waits(c desk.Conversation) bool {
	return c.Leg.State == desk.Queued || c.Leg.State == desk.Offered
}
