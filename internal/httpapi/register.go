package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/problem"
)

// maxBody bounds a JSON body; files have a limit of their own.
const maxBody = 1 << 20

// bodyTime is how long a JSON body may take to arrive.
const bodyTime = 30 * time.Second

// op is one endpoint. Need is empty where being signed in is enough.
type op struct {
	id, method, path, tag, summary string
	need                           desk.Permission
	or                             desk.Permission // is enough too, when set
	status                         int             // of success; 0 is what huma takes for it
	streams                        content         // of an answer that is written bit by bit
}

// content is what an answer is, by its media type.
type content = map[string]*huma.MediaType

func (o op) operation() huma.Operation {
	operation := huma.Operation{
		OperationID: o.id, Method: o.method, Path: Prefix + o.path, Tags: []string{o.tag}, Summary: o.summary,
		DefaultStatus: o.status, MaxBodyBytes: maxBody + 1, BodyReadTimeout: bodyTime,
	}
	if o.streams != nil { // of which huma knows nothing
		operation.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: o.streams}}
	}
	return operation
}

// asker is who asks: a signed-in user, with what they may look at now.
type asker struct {
	user    desk.User
	viewer  desk.Viewer
	dir     *engine.Directory
	seq     int64 // dir is at least as new
	session desk.Session
	cookie  string // the session's token itself
	request string // hash of method, address and body
}

// call is a command of theirs. With a key it happens once, however often asked.
func (m *asker) call(key string) engine.Call {
	return engine.Call{Actor: desk.ByUser(m.user.ID), Key: key, Request: m.request}
}

func (m *asker) may(p desk.Permission) bool { return m.viewer.May(p) }

// Keyed is the header by which a repeat is known.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"128" pattern:"^[!-~]+$" doc:"The same key, sent again by the same user with the same request, gets the first answer; with another request it is refused."`
}

// ByID is the address of one thing.
type ByID struct {
	ID string `path:"id" pattern:"^[0-9A-Za-z_-]+$" maxLength:"40"`
}

// Most endpoints that change something take one of these: a Request says something,
// a Deed is done to one thing, a Change says something of one thing.
type (
	Request[B any] struct {
		Keyed
		Body B
	}
	Deed struct {
		ByID
		Keyed
	}
	Change[B any] struct {
		ByID
		Keyed
		Body B
	}
)

// FromRequest hands a handler the request itself, for its address.
type FromRequest struct{ request *http.Request }

// Resolve is called by huma before the handler.
func (f *FromRequest) Resolve(c huma.Context) []error {
	f.request, _ = humago.Unwrap(c)
	return nil
}

// Nothing is the input of who asks without saying anything.
type Nothing struct{}

// Answer wraps what is answered as JSON.
type Answer[T any] struct{ Body T }

// Empty is an answer without a body.
type Empty struct{}

// noContent is the status of such an answer.
const noContent = http.StatusNoContent

type (
	askerKey   struct{}
	requestKey struct{}
)

// open registers an endpoint for everybody.
func open[I, O any](a *API, o op, handle func(context.Context, *I) (*O, error)) {
	operation := o.operation()
	operation.Middlewares = huma.Middlewares{routed, a.readBody}
	huma.Register(a.huma, operation, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, a.refuse(ctx, err)
		}
		return out, nil
	})
}

// signed registers an endpoint for who is signed in and has the permission.
func signed[I, O any](a *API, o op, handle func(context.Context, *asker, *I) (*O, error)) {
	operation := o.operation()
	operation.Security = []map[string][]string{{"session": {}}}
	operation.Middlewares = huma.Middlewares{routed, a.signedIn(o.need, o.or), a.readBody}
	huma.Register(a.huma, operation, func(ctx context.Context, in *I) (*O, error) {
		me := *ctx.Value(askerKey{}).(*asker)
		me.request, _ = ctx.Value(requestKey{}).(string)
		out, err := handle(ctx, &me, in)
		if err != nil {
			return nil, a.refuse(ctx, err)
		}
		return out, nil
	})
}

func routed(c huma.Context, next func(huma.Context)) {
	noteRoute(c.Context(), c.Operation().Path)
	next(c)
}

// signedIn comes before the request is looked at, so that who is not signed in
// learns nothing of what would have been right.
func (a *API) signedIn(need ...desk.Permission) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(c)
		me, err := a.admit(w, r, need...)
		if err != nil {
			problem.Write(w, r, err)
			return
		}
		next(huma.WithValue(c, askerKey{}, me))
	}
}

// admit finds out who asks and whether one of the permissions lets them in. When
// the first is empty, being signed in is enough.
func (a *API) admit(w http.ResponseWriter, r *http.Request, need ...desk.Permission) (*asker, error) {
	me, err := a.asking(r)
	if err != nil {
		return nil, err
	}
	noteUser(r.Context(), string(me.user.ID))
	a.renew(w, me)
	if need[0] != "" && !slices.ContainsFunc(need, me.may) {
		return nil, desk.Refuse(desk.Forbidden, "forbidden", "your role does not allow this")
	}
	return me, nil
}

// readBody takes the whole body in, refuses broken text, which Go's decoder would
// silently replace, and remembers what was asked for who sends it again.
func (a *API) readBody(c huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(c)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		next(c)
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // what cannot have one needs none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		problem.Write(w, r, bodyProblem(err))
		return
	}
	if !utf8.Valid(body) {
		problem.Write(w, r, problem.New(http.StatusBadRequest, "invalid", "the body is not valid UTF-8"))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	next(huma.WithValue(c, requestKey{}, requestHash(r, body)))
}

func bodyProblem(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return problem.New(http.StatusRequestEntityTooLarge, "too_large", "the body is larger than %d bytes", tooLarge.Limit)
	}
	return problem.New(http.StatusBadRequest, "invalid", "the body did not arrive whole")
}

func requestHash(r *http.Request, body []byte) string {
	sum := sha256.New()
	_, _ = io.WriteString(sum, r.Method+"\n"+r.URL.RequestURI()+"\n") // a hash takes everything
	_, _ = sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}
