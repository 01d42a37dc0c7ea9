package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"pronto/internal/desk"
	"pronto/internal/problem"
)

// guard stands before every route: headers that keep answers where they belong,
// no requests that another site's page made with our cookie, no broken text in
// the address.
func (a *API) guard(next http.Handler) (http.Handler, error) {
	cross := http.NewCrossOriginProtection()
	if a.PublicURL != "" {
		// Behind a proxy that rewrites Host the browser's origin is this one.
		if err := cross.AddTrustedOrigin(a.PublicURL); err != nil {
			return nil, fmt.Errorf("trust the public URL: %w", err)
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r, desk.Refuse(desk.Forbidden, "wrong_origin", "the request comes from another site"))
	}))
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "same-origin")
		if !cleanAddress(r) {
			problem.Write(w, r, problem.New(http.StatusBadRequest, "invalid", "the address holds broken text"))
			return
		}
		inner.ServeHTTP(w, r)
	}), nil
}

func cleanAddress(r *http.Request) bool {
	clean := func(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
	if !clean(r.URL.Path) {
		return false
	}
	for key, values := range r.URL.Query() {
		for _, v := range values {
			if !clean(key) || !clean(v) {
				return false
			}
		}
	}
	return true
}
