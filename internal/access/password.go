package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

var (
	// ErrBusy means that too many sign-ins are waiting for the processor.
	ErrBusy = errors.New("too many sign-ins at once")
	// ErrBadHash means that a stored password hash cannot be read.
	ErrBadHash = errors.New("not a password hash")
)

// argonCost is pinned: OWASP's first choice of 2024 for argon2id with one lane.
// Hashes of another cost still verify, and Verify says that they want renewal.
var argonCost = cost{memoryKiB: 19 * 1024, passes: 2, lanes: 1}

const (
	saltSize = 16
	keySize  = 32
	// waitersPerSlot bounds the queue before a Hasher: beyond it, waiting would
	// outlast anybody's patience.
	waitersPerSlot = 50
)

type cost struct {
	memoryKiB, passes uint32
	lanes             uint8
}

// Hasher hashes and checks passwords, a few at a time, so that a flood of
// sign-ins takes neither all memory nor all processors. Make it with NewHasher.
type Hasher struct {
	slots   chan struct{}
	waiting atomic.Int32
}

// NewHasher allows parallel hashes at a time, 19 MiB each; at least one.
func NewHasher(parallel int) *Hasher {
	return &Hasher{slots: make(chan struct{}, max(parallel, 1))}
}

// HashPassword returns a PHC string with a fresh salt. It fails with ErrBusy or
// when ctx ends before its turn.
func (h *Hasher) HashPassword(ctx context.Context, password string) (string, error) {
	p := phc{cost: argonCost, salt: make([]byte, saltSize)}
	_, _ = rand.Read(p.salt) // never fails
	key, err := h.derive(ctx, password, p, keySize)
	if err != nil {
		return "", err
	}
	p.key = key
	return p.String(), nil
}

// VerifyPassword tells whether password made the hash, and whether the hash is
// of another cost than today's and should be made anew. An empty hash stands
// for a user who does not exist: it takes as long and is always wrong, so that
// nobody learns who has an account.
func (h *Hasher) VerifyPassword(ctx context.Context, password, hash string) (ok, renew bool, err error) {
	nobody := hash == ""
	if nobody {
		hash = hashOfNobody
	}
	stored, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	key, err := h.derive(ctx, password, stored, len(stored.key))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(key, stored.key) == 1 && !nobody
	return ok, ok && (stored.cost != argonCost || len(stored.key) != keySize || len(stored.salt) != saltSize), nil
}

var hashOfNobody = phc{cost: argonCost, salt: make([]byte, saltSize), key: make([]byte, keySize)}.String()

func (h *Hasher) derive(ctx context.Context, password string, p phc, size int) ([]byte, error) {
	if int(h.waiting.Add(1)) > waitersPerSlot*cap(h.slots) {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	// The same letters may be composed or not, depending on the keyboard.
	password = norm.NFKC.String(password)
	return argon2.IDKey([]byte(password), p.salt, p.passes, p.memoryKiB, p.lanes, uint32(size)), nil
}

// phc is a hash in the format of the Password Hashing Competition:
// $argon2id$v=19$m=19456,t=2,p=1$salt$key, base64 without padding.
type phc struct {
	cost
	salt, key []byte
}

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memoryKiB, p.passes, p.lanes,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.key))
}

// parsePHC refuses what String would not have written, and any cost beyond a
// few times today's: a hash from a restored file must not take the machine down.
func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(s) > 256 || len(parts) != 6 {
		return phc{}, ErrBadHash
	}
	var p phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memoryKiB, &p.passes, &p.lanes); err != nil {
		return phc{}, ErrBadHash
	}
	var saltErr, keyErr error
	p.salt, saltErr = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	p.key, keyErr = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || !p.affordable() || p.String() != s {
		return phc{}, ErrBadHash
	}
	return p, nil
}

func (p phc) affordable() bool {
	return p.memoryKiB >= 8*uint32(p.lanes) && p.memoryKiB <= 64*1024 &&
		p.passes >= 1 && p.passes <= 10 && p.lanes >= 1 && p.lanes <= 8 &&
		len(p.salt) >= 8 && len(p.salt) <= 64 && len(p.key) >= 16 && len(p.key) <= 64
}
