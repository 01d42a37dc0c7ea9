package access

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	token, hash := NewToken()
	if raw, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(raw) != 32 {
		t.Errorf("token %q has %d bytes, %v", token, len(raw), err)
	}
	if hash != HashToken(token) || len(hash) != 64 || strings.Contains(hash, token) {
		t.Errorf("hash %q of token %q", hash, token)
	}
	if other, otherHash := NewToken(); other == token || otherHash == hash {
		t.Error("two tokens are the same")
	}
	if got := HashToken("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("hash of abc is %s", got)
	}
}

func TestIdentity(t *testing.T) {
	// RFC 4231, test case 2: what any shop's HMAC library gives.
	const known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	if got := SignIdentity("Jefe", "what do ya want for nothing?"); got != known {
		t.Errorf("signed %s, want %s", got, known)
	}
	good := SignIdentity("secret", "customer-7")
	for _, c := range []struct {
		secret, id, signature string
		want                  bool
	}{
		{"secret", "customer-7", good, true},
		{"secret", "customer-7", strings.ToUpper(good), true},
		{"secret", "customer-8", good, false},
		{"other", "customer-7", good, false},
		{"secret", "customer-7", good[:62], false},
		{"secret", "customer-7", "", false},
		{"secret", "customer-7", "not hex", false},
		{"", "customer-7", SignIdentity("", "customer-7"), false},
		{"secret", "", SignIdentity("secret", ""), false},
	} {
		if got := VerifyIdentity(c.secret, c.id, c.signature); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
