package problem

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
)

func answer(t *testing.T, err error) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	Write(w, httptest.NewRequest(http.MethodGet, "/", nil), err)
	if got := w.Header().Get("Content-Type"); got != ContentType {
		t.Fatalf("content type %q", got)
	}
	return w
}

func TestEveryKindOfRefusalHasItsStatus(t *testing.T) {
	for kind, want := range map[desk.Kind]int{
		desk.Invalid: 422, desk.Unauthenticated: 401, desk.Forbidden: 403, desk.NotFound: 404, desk.Conflict: 409,
		desk.TooLarge: 413, desk.TooMany: 429, desk.Unavailable: 503,
	} {
		w := answer(t, fmt.Errorf("wrapped: %w", desk.Refuse(kind, "some_code", "why")))
		if w.Code != want || !strings.Contains(w.Body.String(), `"code":"some_code"`) {
			t.Errorf("kind %d: %d %s, want %d", kind, w.Code, w.Body, want)
		}
	}
}

func TestARefusalNamesFieldAndParams(t *testing.T) {
	err := desk.InvalidField("email", "%q is not an e-mail address", "x").With("value", "x")
	want := `{"status":422,"title":"Unprocessable Entity","detail":"\"x\" is not an e-mail address","code":"invalid","field":"email","params":{"value":"x"}}`
	if got := answer(t, err).Body.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOtherErrorsTellNothing(t *testing.T) {
	w := answer(t, errors.New("open /var/lib/secret: permission denied"))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), `"code":"internal"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTooManySaysWhenToComeBack(t *testing.T) {
	w := answer(t, TooMany(1500*time.Millisecond))
	if w.Code != 429 || w.Header().Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if got := answer(t, TooMany(time.Millisecond)).Header().Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After %q of a moment, want 1", got)
	}
}
