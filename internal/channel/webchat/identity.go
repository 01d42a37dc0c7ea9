package webchat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"

	"pronto/internal/access"
	"pronto/internal/desk"
)

// identity is what the site says of its signed-in customer: an id with an HMAC
// that covers it and details that are merely given, or a token in which the site
// signs all of it.
type identity struct {
	ID         string            `json:"id"`
	HMAC       string            `json:"hmac"`
	Name       string            `json:"name"`
	Email      string            `json:"email"`
	Attributes map[string]string `json:"attributes"`
	Token      string            `json:"token"`
}

// contact are the details, without saying what they are worth.
func (i identity) contact() desk.Contact {
	return desk.Contact{Name: i.Name, Email: i.Email, Attributes: i.Attributes}
}

// proof is what the site vouches for: who this is, and perhaps details.
type proof struct {
	id      string
	details desk.Contact
}

const (
	// maxExternalID is how long a site's own customer number may be, in bytes.
	maxExternalID = 200
	// maxTokenLife is how far ahead a token may end: one that is stolen is soon
	// worth nothing.
	maxTokenLife = 24 * time.Hour
	// clockSkew is how far the site's clock may be from ours where that does no harm.
	clockSkew = time.Minute
)

// prove checks a claim. One with a wrong signature is refused, never taken for an
// unproven one.
func prove(ch desk.Channel, claim *identity, now time.Time) (proof, error) {
	switch {
	case claim == nil:
		return proof{}, nil
	case claim.Token != "":
		return proveToken(ch, *claim, now)
	}
	if err := checkExternalID("identity.id", claim.ID); err != nil {
		return proof{}, err
	}
	switch {
	case claim.HMAC == "" && !ch.RequireProof:
		return proof{}, nil
	case !access.VerifyIdentity(ch.Secret, claim.ID, claim.HMAC):
		return proof{}, identityRefusal("identity_refused", "identity.hmac", "the signature of this identity is not valid")
	}
	return proof{id: claim.ID}, nil
}

func proveToken(ch desk.Channel, claim identity, now time.Time) (proof, error) {
	if claim.ID != "" || claim.HMAC != "" || claim.Name != "" || claim.Email != "" || claim.Attributes != nil {
		return proof{}, desk.InvalidField(tokenField, "a token says it all: give nothing beside it")
	}
	signed, err := openToken(ch.Secret, claim.Token)
	if err != nil {
		return proof{}, err
	}
	if err := signed.check(now); err != nil {
		return proof{}, err
	}
	details := desk.Contact{Name: signed.Name, Email: signed.Email, Attributes: signed.Attributes}
	if _, err := details.Check(); err != nil {
		return proof{}, desk.InvalidField(tokenField, "in the token: %s", err)
	}
	return proof{signed.Subject, details}, nil
}

func checkExternalID(field, id string) error {
	if id == "" || len(id) > maxExternalID || strings.ContainsFunc(id, unicode.IsControl) {
		return desk.InvalidField(field, "the customer's id must have from 1 to %d bytes, none of them a control character", maxExternalID)
	}
	return nil
}

func identityRefusal(code, field, text string) error {
	return &desk.Refusal{Kind: desk.Forbidden, Code: code, Field: field, Text: text}
}

const tokenField = "identity.token"

// claims are those of a token that mean something here; others are none of our
// business, as RFC 7519 has it.
type claims struct {
	Subject    string            `json:"sub"`
	Expires    *float64          `json:"exp"`
	NotBefore  float64           `json:"nbf"`
	Audience   json.RawMessage   `json:"aud"`
	Name       string            `json:"name"`
	Email      string            `json:"email"`
	Attributes map[string]string `json:"attributes"`
}

// openToken answers what was signed with the secret: a JSON Web Token in compact
// form with HMAC-SHA-256, which every language has a library for. On this side it
// is one fixed algorithm, so that none needs to be chosen by who sends the token,
// and no more than the standard library.
func openToken(secret, token string) (claims, error) {
	forged := identityRefusal("identity_refused", tokenField, "the token is not signed with this channel's secret by HS256")
	content, signature, _ := cutLast(token, ".")
	head, body, _ := strings.Cut(content, ".")
	var header struct {
		Algorithm string          `json:"alg"`
		Critical  json.RawMessage `json:"crit"`
	}
	if err := openPart(head, &header); err != nil || header.Algorithm != "HS256" || header.Critical != nil {
		return claims{}, forged
	}
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(content)) // a hash takes everything
	sum, err := base64URL.DecodeString(signature)
	if err != nil || secret == "" || !hmac.Equal(sum, mac.Sum(nil)) {
		return claims{}, forged
	}
	var signed claims
	if err := openPart(body, &signed); err != nil {
		return claims{}, desk.InvalidField(tokenField, "the token's claims cannot be read: %s", err)
	}
	return signed, nil
}

var base64URL = base64.RawURLEncoding.Strict()

func openPart(part string, into any) error {
	text, err := base64URL.DecodeString(part)
	if err != nil {
		return errors.New("not base64url")
	}
	return json.Unmarshal(text, into)
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// check says whether the claims hold now and are all that a token needs.
func (c claims) check(now time.Time) error {
	at := func(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
	switch {
	case c.Expires == nil:
		return desk.InvalidField(tokenField, "the token needs the claim exp")
	case *c.Expires <= at(now):
		return identityRefusal("identity_expired", tokenField, "the token has expired")
	case *c.Expires > at(now.Add(maxTokenLife+clockSkew)):
		return desk.InvalidField(tokenField, "exp may be at most %s ahead", maxTokenLife)
	case c.NotBefore > at(now.Add(clockSkew)):
		return identityRefusal("identity_refused", tokenField, "the token is not valid yet")
	case c.Audience != nil: // whoever else it is for, it was not made for us
		return identityRefusal("identity_refused", tokenField, "the token names an audience")
	}
	return checkExternalID(tokenField, c.Subject)
}
