package main

import (
	"os"
	"testing"

	"pronto/internal/app"
)

// The front end's types are made from web/openapi.json: it must be what the
// server says. `make generate` writes both.
func TestTheStoredOpenAPIDocumentIsCurrent(t *testing.T) {
	stored, err := os.ReadFile("../../web/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	now, err := app.OpenAPI("development")
	if err != nil {
		t.Fatal(err)
	}
	if string(stored) != string(now) {
		t.Error("web/openapi.json is not what the server describes: run make generate and commit it")
	}
}
