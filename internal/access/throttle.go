package access

import (
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Slowing is how one key is slowed down: some attempts are free, then each one
// doubles the wait for the next, up to a maximum; time forgives.
type Slowing struct {
	Free       int
	First, Max time.Duration
	Forgive    time.Duration // after so long, one attempt is forgiven
}

// DefaultAccountSlowing guards one account against guessing from everywhere. Its
// maximum is short, since a stranger could otherwise lock the owner out.
var DefaultAccountSlowing = Slowing{Free: 5, First: time.Second, Max: time.Minute, Forgive: 5 * time.Minute}

// DefaultAddressSlowing guards all accounts against one address. An office of
// hundreds signs in from one address, and some mistype.
var DefaultAddressSlowing = Slowing{Free: 50, First: time.Second, Max: 5 * time.Minute, Forgive: time.Minute}

// beyondFree is how many attempts past the free ones are counted: enough to
// reach any maximum by doubling.
const beyondFree = 20

// Throttle slows down attempts to sign in. It is safe for concurrent use.
type Throttle struct {
	mu                sync.Mutex
	account, address  Slowing
	accounts, sources *bounded[attempts]
}

type attempts struct {
	count     int
	since     time.Time // forgiving is counted from here
	notBefore time.Time
}

// NewThrottle remembers at most maxKeys accounts and as many addresses.
func NewThrottle(account, address Slowing, maxKeys int) *Throttle {
	return &Throttle{
		account: account, accounts: newBounded[attempts](maxKeys, account.memory()),
		address: address, sources: newBounded[attempts](maxKeys, address.memory()),
	}
}

// Attempt asks whether one may try now. Zero means yes, and the attempt is
// counted as failed until Succeeded says otherwise, so that a burst of guesses
// in parallel gets no further than one after another. Else it is how long to wait.
func (t *Throttle) Attempt(now time.Time, account string, from netip.Addr) (retryAfter time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.accounts.at(now, accountKey(account), attempts{since: now})
	s := t.sources.at(now, LimitAddress(from).String(), attempts{since: now})
	if wait := max(a.notBefore.Sub(now), s.notBefore.Sub(now)); wait > 0 {
		return wait
	}
	a.add(now, t.account)
	s.add(now, t.address)
	return 0
}

// Succeeded clears the account and takes this one attempt back from the
// address: whoever owns one account must not get free guesses at others.
func (t *Throttle) Succeeded(now time.Time, account string, from netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.accounts.forget(accountKey(account))
	s := t.sources.at(now, LimitAddress(from).String(), attempts{since: now})
	s.count = max(s.count-1, 0)
	s.notBefore = now
}

func (a *attempts) add(now time.Time, s Slowing) {
	forgiven := max(now.Sub(a.since)/s.Forgive, 0)
	a.since = a.since.Add(forgiven * s.Forgive)
	a.count = max(a.count-int(min(forgiven, time.Duration(a.count))), 0)
	a.count = min(a.count+1, s.Free+beyondFree)
	if over := a.count - s.Free; over > 0 {
		a.notBefore = now.Add(min(s.First<<(over-1), s.Max))
	}
}

// memory is after how long idle nothing is left to remember.
func (s Slowing) memory() time.Duration {
	return time.Duration(s.Free+beyondFree)*s.Forgive + s.Max
}

func accountKey(account string) string {
	return strings.ToLower(strings.TrimSpace(account))
}
