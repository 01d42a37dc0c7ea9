// Package desk is the domain: the nouns of a contact centre, the machines that
// move them, what happened (events) and why something may not happen
// (refusals). It is pure: it is told the time and the ids, returns new values
// and facts, and knows nothing of storage, the wire or the clock. A method on a
// value answers with the next value; the one it was called on stays as it was.
package desk
