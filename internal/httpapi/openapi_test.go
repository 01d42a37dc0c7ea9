package httpapi

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

type document struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Security    []map[string][]string
		RequestBody json.RawMessage
		Responses   map[string]struct {
			Content map[string]struct{ Schema struct{ Ref string } }
		}
	}
	Components struct{ Schemas map[string]schema }
}

type schema struct {
	Type                 any
	Properties           map[string]schema
	Enum                 []any
	AdditionalProperties any
}

func openAPI(t *testing.T) (document, string) {
	t.Helper()
	b, err := OpenAPI("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return d, string(b)
}

func TestTheDocumentHasTheWholeContract(t *testing.T) {
	d, text := openAPI(t)
	if d.OpenAPI[:3] != "3.1" {
		t.Errorf("OpenAPI %s", d.OpenAPI)
	}
	var have []string
	for path, verbs := range d.Paths {
		for verb := range verbs {
			have = append(have, strings.ToUpper(verb)+" "+strings.TrimPrefix(path, Prefix))
		}
	}
	want := []string{
		"POST /setup/check", "POST /setup", "POST /session", "GET /session", "DELETE /session", "PUT /me", "PUT /me/password",
		"PUT /me/status", "GET /me/why-idle", "POST /windows/{id}/close", "GET /pause-reasons", "GET /conversations",
		"GET /conversations/{id}", "GET /conversations/{id}/messages", "POST /conversations/{id}/messages",
		"POST /conversations/{id}/take", "POST /conversations/{id}/finish", "POST /conversations/{id}/archive",
		"POST /conversations/{id}/read", "GET /conversations/{id}/trace", "GET /conversations/{id}/waiting",
		"GET /conversations/{id}/timeline", "GET /contacts/{id}/conversations", "GET /offers", "POST /offers/{id}/accept",
		"POST /offers/{id}/decline", "POST /files", "GET /files/{id}", "GET /queues/waiting", "GET /users", "POST /users",
		"PUT /users/{id}", "PUT /users/{id}/password", "GET /queues", "POST /queues", "PUT /queues/{id}", "POST /pause-reasons",
		"PUT /pause-reasons/{id}", "GET /channels", "POST /channels", "PUT /channels/{id}", "POST /channels/{id}/secret",
		"GET /installation", "PUT /installation", "GET /changes",
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("have %s\nwant %s", strings.Join(have, "\n     "), strings.Join(want, "\n     "))
	}
	if strings.Contains(text, "$schema") {
		t.Error("answers carry $schema")
	}
}

func TestTheDocumentHasTheFeedsFrames(t *testing.T) {
	d, _ := openAPI(t)
	for _, name := range []string{"Frame", "Row", "ClientFrame", "Conversation", "Message", "Status", "Offer", "Reason", "Problem"} {
		if _, ok := d.Components.Schemas[name]; !ok {
			t.Errorf("no schema %s", name)
		}
	}
	if _, leaks := d.Components.Schemas["Problem"].Properties["value"]; leaks {
		t.Error("problems carry the value that was refused")
	}
	if _, there := d.Components.Schemas["ErrorModel"]; there {
		t.Error("huma's own error is in the document")
	}
}

func TestListsAreNeverNull(t *testing.T) {
	d, _ := openAPI(t)
	lists := 0
	for name, s := range d.Components.Schemas {
		for field, p := range s.Properties {
			if types, many := p.Type.([]any); many {
				t.Errorf("%s.%s may be %v", name, field, types)
			}
			if p.Type == "array" {
				lists++
			}
		}
	}
	if lists == 0 {
		t.Error("no list found to check")
	}
}

func TestEveryBodyRefusesUnknownFields(t *testing.T) {
	d, _ := openAPI(t)
	checked := 0
	for path, verbs := range d.Paths {
		for verb, o := range verbs {
			var body struct {
				Content map[string]struct {
					Schema struct {
						Ref string `json:"$ref"`
					}
				}
			}
			if len(o.RequestBody) == 0 || json.Unmarshal(o.RequestBody, &body) != nil || body.Content["application/json"].Schema.Ref == "" {
				continue
			}
			name := body.Content["application/json"].Schema.Ref
			if s := d.Components.Schemas[name[strings.LastIndexByte(name, '/')+1:]]; s.AdditionalProperties != false {
				t.Errorf("%s %s takes unknown fields", verb, path)
			}
			checked++
		}
	}
	if checked < 15 {
		t.Errorf("only %d bodies found to check", checked)
	}
}

func TestEveryRouteButTheDoorsNeedsASession(t *testing.T) {
	d, _ := openAPI(t)
	var open []string
	for path, verbs := range d.Paths {
		for verb, o := range verbs {
			if len(o.Security) == 0 {
				open = append(open, verb+" "+strings.TrimPrefix(path, Prefix))
			}
			if _, ok := o.Responses["default"]; !ok {
				t.Errorf("%s %s does not tell of problems", verb, path)
			}
		}
	}
	slices.Sort(open)
	if want := []string{"post /session", "post /setup", "post /setup/check"}; !slices.Equal(open, want) {
		t.Errorf("open to everybody: %v, want %v", open, want)
	}
}
