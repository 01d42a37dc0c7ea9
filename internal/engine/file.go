package engine

import (
	"time"

	"pronto/internal/desk"
)

// orphanAfter is how long an uploaded file may wait for a message to name it.
const orphanAfter = 24 * time.Hour

// StoreFile makes an uploaded file known. Its bytes are durable already.
type StoreFile struct{ File desk.File }

// Run stores it.
func (cmd StoreFile) Run(tx *Tx) (desk.File, error) {
	f, err := cmd.File.Check()
	if err != nil {
		return f, err
	}
	f.Owner, f.At, f.ID = tx.Actor, tx.Now, desk.FileID(tx.newID())
	tx.e.s.files.put(f)
	tx.deadline(desk.OrphanSweep, string(f.ID), tx.Now.Add(orphanAfter))
	tx.emit(desk.FileStored{File: f.ID, Size: f.Size})
	return f, nil
}

// name ties a file to the conversation of the message that names it. A file may
// be named by who uploaded it, once.
func (tx *Tx) name(f desk.File, c desk.ConversationID) (desk.File, error) {
	if f.Owner != tx.Actor {
		return f, desk.InvalidField("files", "file %s does not exist", f.ID)
	}
	if f.Conversation != "" {
		return f, desk.InvalidField("files", "file %s was sent before", f.ID)
	}
	f.Conversation = c
	tx.e.s.files.put(f)
	tx.deadline(desk.OrphanSweep, string(f.ID), time.Time{})
	return f, nil
}

// sweepFile forgets a file that no message ever named. Its bytes go when no row
// has them any more.
func (tx *Tx) sweepFile(id desk.FileID) error {
	tx.e.s.files.remove(id)
	return nil
}
