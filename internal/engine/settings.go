package engine

import (
	"pronto/internal/desk"
)

// changed lists the names whose flag is set.
func changed(pairs ...any) []string {
	var names []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			names = append(names, pairs[i].(string))
		}
	}
	return names
}

// freshRow refuses to create what exists and to change what is not there or has
// changed meanwhile.
func freshRow[I ~string](there, create bool, old, given int64, what string, id I) error {
	switch {
	case id == "" || len(id) > 40:
		return desk.InvalidField("id", "an id is required")
	case create && there:
		return desk.Refuse(desk.Conflict, "id_reused", "%s %s exists already", what, id)
	case !create && !there:
		return desk.Missing(what, id)
	case !create && old != given:
		return desk.Refuse(desk.Conflict, "stale", "%s %s was changed by somebody else", what, id)
	}
	return nil
}

func nameTaken(what string) error {
	return &desk.Refusal{Kind: desk.Conflict, Code: "name_taken", Field: "name", Text: "another " + what + " has this name"}
}
