// Package routing pairs waiting work with able agents and says why.
//
// It promises: work goes out by priority, then by age, and nobody overtakes (no
// work is given to an agent while older work of equal or higher priority that
// this agent could take waits); an agent whom a rule leaves out never receives;
// capacity that frees is used by the very next call of [Index.Next]; the same
// rows and instants give the same pairs and the same traces, to the bit, in
// whatever order the rows came. Giving out one piece of work costs O(k log n)
// for an agent of k queues.
//
// It leaves to others: time (each question brings its instant), storage, what an
// assignment or an offer does to the rows, and when to ask. Rows come in through
// Put and Remove as they change; pairs come out of Next.
package routing
