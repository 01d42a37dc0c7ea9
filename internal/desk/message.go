package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Side is who wrote.
type Side string

// The two sides.
const (
	FromCustomer Side = "customer"
	FromAgent    Side = "agent"
)

// Message is one thing written. N is its ordinal in the conversation, from 1
// without gaps; its id is made by who wrote it, so that a repeat is known.
type Message struct {
	ID           MessageID
	Conversation ConversationID
	Leg          LegID
	N            int64
	From         Side
	Author       UserID // of FromAgent
	Text         string
	Files        []File
	At           time.Time
	Rev          int64
}

// File is an attachment whose bytes are durable under its Hash before a message
// may name it. Owner is the actor who uploaded it; only they may send it.
// Conversation is empty until a message names the file, and whoever reads that
// conversation may then read the file.
type File struct {
	ID    FileID
	Name  string
	MIME  string
	Kind  string // image, video, audio, document
	Size  int64
	Hash  string
	Owner Actor
	At    time.Time

	Conversation ConversationID
}

// Check cleans the message and refuses what cannot be sent.
func (m Message) Check() (Message, error) {
	var err error
	if m.Text, err = cleanText("text", m.Text, MaxText); err != nil {
		return m, err
	}
	switch {
	case m.Text == "" && len(m.Files) == 0:
		return m, InvalidField("text", "a message needs text or a file")
	case len(m.Files) > MaxFiles:
		return m, InvalidField("files", "at most %d files", MaxFiles)
	}
	return m, nil
}

// Same says whether a repeat is really a repeat: same side, author, words, files.
func (m Message) Same(o Message) bool {
	return m.Conversation == o.Conversation && m.From == o.From && m.Author == o.Author && m.Text == o.Text &&
		slices.EqualFunc(m.Files, o.Files, func(a, b File) bool { return a.ID == b.ID })
}

// Summary is what a list's row shows of the message.
func (m Message) Summary() string {
	if m.Text != "" || len(m.Files) == 0 {
		return Preview(m.Text)
	}
	if len(m.Files) == 1 {
		return Preview("📎 " + m.Files[0].Name)
	}
	return fmt.Sprintf("📎 %d", len(m.Files))
}

// Check cleans the name of a file. Of a path the last part counts.
func (f File) Check() (File, error) {
	var err error
	f.Name = f.Name[strings.LastIndexAny(f.Name, `/\`)+1:]
	if strings.Trim(f.Name, ". ") == "" {
		f.Name = ""
	}
	f.Name, err = cleanLine("name", f.Name, MaxFileName, true)
	return f, err
}
