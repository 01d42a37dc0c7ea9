package view

import "encoding/json"

// Frame is what the server says on the live feed. Exactly one of its parts is
// set beside the numbers. Seq and prev belong to *this subscriber*: prev is the
// sequence of the last frame sent to it, so a gap shows as prev ≠ what I have.
type Frame struct {
	Type  string `json:"type" enum:"welcome,rows,typing,beat,reset,ready,refused"`
	Epoch string `json:"epoch,omitempty"`
	Seq   int64  `json:"seq,omitempty"`
	Prev  int64  `json:"prev,omitempty"`
	// Rows are whole rows or tombstones (type rows).
	Rows []Row `json:"rows,omitempty"`
	// Topic names what a reset, ready or refused frame, or typing, speaks of.
	Topic string `json:"topic,omitempty"`
	// From is who types (type typing): customer, or an agent's name.
	From string `json:"from,omitempty"`
	// Window is set in welcome: the id by which the server knows this tab, a new
	// one when the id that was sent is already live (a duplicated tab).
	Window string `json:"window,omitempty"`
	Code   string `json:"code,omitempty"`
}

// Row is one changed row: whole, or gone from what this subscriber may see.
type Row struct {
	T    string          `json:"t" enum:"conversation,message,whisper,status,offer,agent,warning,settings"`
	ID   string          `json:"id"`
	Rev  int64           `json:"rev"`
	Gone bool            `json:"gone,omitempty"`
	Row  json.RawMessage `json:"row,omitempty"`
}

// ClientFrame is what a client says on the live feed.
type ClientFrame struct {
	Type string `json:"type" enum:"hello,subscribe,unsubscribe,typing"`
	// hello: the tab, its page-load number, and where it left off.
	Window string `json:"window,omitempty"`
	Load   int64  `json:"load,omitempty"`
	Epoch  string `json:"epoch,omitempty"`
	// Seq, in hello and subscribe: everything up to here is known.
	Seq    int64    `json:"seq,omitempty"`
	Topics []string `json:"topics,omitempty" doc:"hello: all topics to resume, such as me, room and conversation:ID."`
	Topic  string   `json:"topic,omitempty"`
}
