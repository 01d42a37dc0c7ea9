// Package ledger reads the event log as time. It promises that what it reads is,
// for each agent, three timelines (Blip, Puzzel, Smartspace) that partition the
// clock to the millisecond, whatever was noticed late; that they come from events
// alone; and that Verify names the first event that cannot be true. It keeps
// nothing and reads no clock: where events and intervals are stored is left to
// others.
package ledger
