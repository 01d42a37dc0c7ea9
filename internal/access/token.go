package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// NewToken makes a secret of 256 random bits for its bearer and the hash to
// store. A token needs no slow hash: there is nothing to guess.
func NewToken() (token, hash string) {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails
	token = base64.RawURLEncoding.EncodeToString(secret[:])
	return token, HashToken(token)
}

// HashToken is the hex of a token's SHA-256, by which it is looked up.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// SignIdentity is what a shop's server computes for its signed-in customer: the
// hex of HMAC-SHA256 over the external user id, with the channel's secret.
func SignIdentity(secret, externalID string) string {
	return hex.EncodeToString(identityMAC(secret, externalID))
}

// VerifyIdentity tells whether signature, in hex of either case, was made with
// the secret for this external user id. Without a secret or id nothing is valid.
func VerifyIdentity(secret, externalID, signature string) bool {
	given, err := hex.DecodeString(signature)
	return err == nil && secret != "" && externalID != "" && hmac.Equal(given, identityMAC(secret, externalID))
}

func identityMAC(secret, externalID string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(externalID))
	return mac.Sum(nil)
}
