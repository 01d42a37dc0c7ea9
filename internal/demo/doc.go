// Package demo fills a server with a small company and keeps it alive: a shop of
// lamps and ceramics, its colleagues at the desk with their breaks and habits, a
// telephone that rings there, and customers who come through the widget, wait,
// answer what is written to them, and leave.
//
// It is a client like any other and knows the server by its public API alone:
// REST and the live feed for the people at the desk, the signals of calls for the
// telephone, /widget/v1 for the customers. It promises to set up an empty server
// once, to come back to one it has set up before, to keep the number of waiting
// customers humane, to obey 429, and to outlive restarts of the server. Who says
// what is decided by a seed; when it arrives depends on the server and on the
// people who answer.
package demo
