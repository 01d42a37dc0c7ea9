// Package access holds what signing in and public doors need to be safe:
// password hashes, random tokens, the slowing down of attempts, limits of
// public endpoints, the true address of a client, signed identities, and who
// may do what.
//
// It promises bounded memory whatever is thrown at it, and that all comparisons
// of secrets take constant time. It stores nothing and reads no clock: users,
// sessions and the present moment are given by the caller. What is counted here
// is lost at a restart, on purpose: it slows down, it does not decide.
package access
