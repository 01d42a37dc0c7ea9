package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"pronto/internal/problem"
)

// problem is how a handler's error leaves. What is no refusal is logged here and
// told to nobody.
func (a *API) problem(ctx context.Context, err error) *problem.Problem {
	p := problem.Of(err)
	if p.Status == http.StatusInternalServerError {
		a.Log.ErrorContext(ctx, "a request failed", "request_id", RequestID(ctx), "err", err)
	}
	return p
}

// refuse is the same for huma to write.
func (a *API) refuse(ctx context.Context, err error) error {
	p := a.problem(ctx, err)
	if p.RetryAfter <= 0 {
		return p
	}
	return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {problem.RetryAfter(p.RetryAfter)}})
}

// toProblem makes ours of what huma says about a request that does not fit its
// schema. Values are left out: among them are passwords.
func toProblem(_ huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := problem.New(model.Status, codeOf(model.Status), "%s", model.Detail)
	for _, e := range model.Errors {
		if e != nil {
			p.Errors = append(p.Errors, problem.Place{Location: e.Location, Message: e.Message})
		}
	}
	if len(p.Errors) > 0 {
		first := p.Errors[0]
		p.Field = fieldOf(first)
		p.Detail = strings.TrimSpace(p.Field + " " + first.Message)
	}
	return p, nil
}

func codeOf(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusUnsupportedMediaType:
		return "type_refused"
	case http.StatusInternalServerError:
		return "internal"
	}
	return "invalid"
}

// fieldOf is where the first mistake is: body.limits.total is the field
// limits.total. What is missing is named by huma in its words only.
func fieldOf(p problem.Place) string {
	_, field, _ := strings.Cut(p.Location, ".")
	var missing string
	if _, err := fmt.Sscanf(p.Message, validation.MsgExpectedRequiredProperty, &missing); err == nil {
		if field == "" {
			return missing
		}
		return field + "." + missing
	}
	return field
}
