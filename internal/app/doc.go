// Package app puts the parts together and nothing more: it opens the store,
// starts the engine, hangs the adapters into one HTTP server, and ends them in
// the right order. It is the only package that knows them all.
package app
