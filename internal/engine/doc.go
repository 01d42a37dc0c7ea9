// Package engine is where the desk changes. One goroutine, the writer, takes
// whatever commands have queued up, runs them one after another against values
// in memory, writes all that changed in one transaction, and only then answers.
//
// It promises: an acknowledged command is durable; a refused or failing command
// leaves no trace; every change has an event; the same commands at the same
// instants give the same result. It leaves the rest to others: how rows are
// kept (Store), how the outside is told (Tap), who is asking (the adapters).
package engine
