package webchat

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/problem"
)

// below puts a pattern such as "GET /x" under a path.
func below(prefix, pattern string) string {
	if method, path, ok := strings.Cut(pattern, " "); ok {
		return method + " " + prefix + path
	}
	return prefix + pattern
}

// checkOrigin lets in requests of the widget's own frame. A browser says where a
// request comes from; who says nothing is no page, and a cookie that such a
// request could borrow does not exist here.
func (c *Channel) checkOrigin(r *http.Request) error {
	from, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	switch {
	case site == "same-origin", from != "" && c.ownOrigin(r, from):
		return nil
	case from == "" && (site == "" || site == "none"):
		return nil
	}
	return desk.Refuse(desk.Forbidden, "wrong_origin", "the request comes from another site")
}

func (c *Channel) ownOrigin(r *http.Request, from string) bool {
	if from == c.origin {
		return true
	}
	u, err := url.Parse(from)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

func originOf(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// limit takes from what the caller may use, or says when to come back.
func (c *Channel) limit(r *http.Request, what access.Limit, v desk.Visitor, n int64) error {
	who := access.Caller{Visitor: string(v.ID), Address: access.ClientAddress(r, c.opts.TrustedProxies), Channel: string(v.Channel)}
	if wait := c.limiter.Take(c.engine.Now(), what, who, n); wait > 0 {
		return problem.TooMany(wait)
	}
	return nil
}

// gauges count open sockets: by address when one connects, by visitor and channel
// once its first frame says whose it is.
type gauges struct{ connecting, known *access.Gauge }

func newGauges(most map[access.Scope]int) gauges {
	first, then := map[access.Scope]int{}, map[access.Scope]int{}
	for scope, n := range most {
		if scope == access.PerAddress {
			first[scope] = n
		} else {
			then[scope] = n
		}
	}
	return gauges{connecting: access.NewGauge(first), known: access.NewGauge(then)}
}

// visitors remembers who a token belongs to, so that not each message asks the
// database. A visitor changes only through this channel, which forgets it then.
type visitors struct {
	mu    sync.Mutex
	known map[string]desk.Visitor // by the token's hash
	// forgotten counts, so that who read before a token was forgotten does not
	// remember it after.
	forgotten int
}

const maxVisitors = 50_000

func newVisitors() visitors { return visitors{known: map[string]desk.Visitor{}} }

// get also answers the moment that put wants to know.
func (v *visitors) get(hash string) (found desk.Visitor, ok bool, at int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	found, ok = v.known[hash]
	return found, ok, v.forgotten
}

func (v *visitors) put(found desk.Visitor, at int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if at != v.forgotten {
		delete(v.known, found.Token)
		return
	}
	if len(v.known) >= maxVisitors {
		for one := range v.known { // whichever: it is only a cache
			delete(v.known, one)
			break
		}
	}
	v.known[found.Token] = found
}

func (v *visitors) forget(hash string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.known, hash)
	v.forgotten++
}
