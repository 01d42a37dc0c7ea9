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
		"POST /setup/check", "POST /setup", "POST /session", "GET /session", "DELETE /session", "GET /clock",
		"PUT /me", "PUT /me/password", "PUT /me/status", "PUT /me/queues/{queue}/status", "PUT /me/next-status", "DELETE /me/next-status",
		"POST /me/wrap-up/end", "PUT /me/preferences", "GET /me/why-idle", "GET /me/day", "GET /me/breaks", "POST /windows/{id}/close",
		"GET /conversations", "GET /conversations/{id}", "GET /conversations/{id}/messages", "POST /conversations/{id}/messages",
		"POST /conversations/{id}/take", "POST /conversations/{id}/finish", "POST /conversations/{id}/archive",
		"POST /conversations/{id}/read", "GET /conversations/{id}/trace", "GET /conversations/{id}/waiting",
		"GET /conversations/{id}/timeline", "GET /contacts/{id}/conversations", "GET /offers", "POST /offers/{id}/accept",
		"POST /offers/{id}/decline", "POST /files", "GET /files/{id}", "GET /queues/waiting",
		"GET /room", "GET /room/at", "PUT /agents/{id}/status", "PUT /agents/{id}/queues/{queue}/status", "POST /agents/{id}/sign-out",
		"POST /agents/{id}/drain", "DELETE /agents/{id}/drain", "POST /conversations/{id}/move", "POST /conversations/{id}/take-over",
		"GET /conversations/{id}/whispers", "POST /conversations/{id}/whispers",
		"POST /agents/{id}/calls", "POST /agents/{id}/calls/{call}", "PUT /agents/{id}/line",
		"GET /agents/{id}/day", "GET /agents/{id}/corrections", "POST /agents/{id}/corrections", "GET /breaks/warnings",
		"GET /users", "POST /users", "PUT /users/{id}", "PUT /users/{id}/password", "GET /roles", "POST /roles", "PUT /roles/{id}",
		"DELETE /roles/{id}", "GET /queues", "POST /queues", "PUT /queues/{id}", "GET /pause-reasons", "POST /pause-reasons",
		"PUT /pause-reasons/{id}", "GET /channels", "POST /channels", "PUT /channels/{id}", "POST /channels/{id}/secret",
		"GET /installation", "PUT /installation", "GET /changes", "GET /reports/detail", "GET /reports/progress/{name}", "GET /reports/channels",
	}
	for _, kind := range []string{"agents", "queues", "days", "intervals", "breaks"} {
		want = append(want, "GET /reports/"+kind, "GET /reports/"+kind+".csv", "GET /reports/"+kind+".xlsx")
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
	for _, name := range []string{"Frame", "Row", "ClientFrame", "Conversation", "Message", "Status", "Offer", "Reason", "RoomAgent", "Whisper", "BreakWarning", "Problem"} {
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

// What is answered is described, files and streams too.
func TestEveryAnswerIsDescribed(t *testing.T) {
	d, _ := openAPI(t)
	for path, verbs := range d.Paths {
		for verb, o := range verbs {
			for status, r := range o.Responses {
				if len(r.Content) == 0 && status != "204" {
					t.Errorf("%s %s: nothing is said of %s", verb, path, status)
				}
			}
		}
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
