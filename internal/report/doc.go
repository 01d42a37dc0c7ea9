// Package report answers what happened: each agent's time and work, the room as it
// was, the figures that follow from both. It reads committed events and nothing
// else, in the background, and stores what became final so that a month is read in
// a moment.
//
// It promises that an answer holds all that was committed when it was asked for,
// and that what it stores can be lost at any instant: state and chunks go in one
// transaction, one that is behind costs reading events again, none costs reading
// all of them. How events become time is package ledger's.
package report
