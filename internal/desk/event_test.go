package desk_test

import (
	"errors"
	"fmt"
	"testing"

	"pronto/internal/desk"
)

func TestADatedEventKeepsItsDate(t *testing.T) {
	plain := desk.SessionStarted{User: ana}
	if e, since := desk.Undate(plain, after(5)); e != desk.Event(plain) || !since.Equal(after(5)) {
		t.Errorf("%v since %s", e, since)
	}
	e, since := desk.Undate(desk.Dated{Event: plain, Since: after(1)}, after(5))
	if e != desk.Event(plain) || !since.Equal(after(1)) {
		t.Errorf("%v since %s", e, since)
	}
	if d := (desk.Dated{Event: plain}); d.Kind() != "session.started" || d.Subjects().User != ana {
		t.Error("a date hides what happened")
	}
}

func TestARefusalSaysWhy(t *testing.T) {
	first := desk.Refuse(desk.Conflict, "already_taken", "conversation %s is taken", "c").With("agent", "Ana")
	second := first.With("agent_id", "u1").With("agent", "Bia")
	if len(first.Params) != 1 || first.Params["agent"] != "Ana" {
		t.Errorf("With changed the refusal it was called on: %v", first.Params)
	}
	if len(second.Params) != 2 || second.Params["agent"] != "Bia" || second.Params["agent_id"] != "u1" || second.Error() != "conversation c is taken" {
		t.Errorf("%+v", second)
	}
	wrapped := fmt.Errorf("take: %w", second)
	if !desk.IsRefusal(wrapped, "already_taken") || desk.IsRefusal(wrapped, "conflict") || desk.IsRefusal(errors.New("x"), "x") || desk.IsRefusal(nil, "") {
		t.Error("refusals are not told apart")
	}
	if m := desk.Missing("queue", vida); m.Kind != desk.NotFound || m.Code != "not_found" || m.Text != "queue q1 does not exist" {
		t.Errorf("%+v", m)
	}
}
