package access

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestPasswordRoundTrip(t *testing.T) {
	h := NewHasher(2)
	hash, err := h.HashPassword(t.Context(), "correto cavalo")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the pinned cost is not in %s", hash)
	}
	again, _ := h.HashPassword(t.Context(), "correto cavalo")
	if again == hash {
		t.Error("two hashes of one password are equal: no salt")
	}
	for password, want := range map[string]bool{"correto cavalo": true, "correto cavalo ": false, "": false} {
		if ok, renew, err := h.VerifyPassword(t.Context(), password, hash); ok != want || renew || err != nil {
			t.Errorf("%q: ok %v, renew %v, error %v", password, ok, renew, err)
		}
	}
}

// Made by the reference implementation: argon2 "somesalt" -id -t 2 -m 16 -p 1 -l 32.
const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestAForeignCostVerifiesAndWantsRenewal(t *testing.T) {
	h := NewHasher(1)
	if ok, renew, err := h.VerifyPassword(t.Context(), "password", reference); !ok || !renew || err != nil {
		t.Errorf("ok %v, renew %v, error %v", ok, renew, err)
	}
	if ok, renew, err := h.VerifyPassword(t.Context(), "passwort", reference); ok || renew || err != nil {
		t.Errorf("wrong password: ok %v, renew %v, error %v", ok, renew, err)
	}
}

func TestComposedAndDecomposedLettersAreTheSame(t *testing.T) {
	h := NewHasher(1)
	hash, err := h.HashPassword(t.Context(), "cora\u00e7\u00e3o 42")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := h.VerifyPassword(t.Context(), "corac\u0327a\u0303o 42", hash); !ok || err != nil {
		t.Errorf("ok %v, error %v", ok, err)
	}
}

func TestNobodyIsAlwaysWrong(t *testing.T) {
	if ok, renew, err := NewHasher(1).VerifyPassword(t.Context(), "", ""); ok || renew || err != nil {
		t.Errorf("ok %v, renew %v, error %v", ok, renew, err)
	}
	p, err := parsePHC(hashOfNobody)
	if err != nil || p.cost != argonCost {
		t.Errorf("the stand-in costs %v (%v), a real hash %v", p.cost, err, argonCost)
	}
}

func TestAFloodIsTurnedAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(1)
		h.slots <- struct{}{} // somebody is hashing
		ctx, cancel := context.WithCancel(t.Context())
		results := make(chan error, 2*waitersPerSlot)
		var flood sync.WaitGroup
		for range 2 * waitersPerSlot {
			flood.Go(func() {
				_, err := h.HashPassword(ctx, "flooding")
				results <- err
			})
		}
		synctest.Wait()
		if len(results) != waitersPerSlot {
			t.Errorf("%d of %d were turned away, want %d", len(results), 2*waitersPerSlot, waitersPerSlot)
		}
		cancel()
		flood.Wait()
		busy, cancelled := 0, 0
		for range 2 * waitersPerSlot {
			switch err := <-results; {
			case errors.Is(err, ErrBusy):
				busy++
			case errors.Is(err, context.Canceled):
				cancelled++
			}
		}
		if busy != waitersPerSlot || cancelled != waitersPerSlot {
			t.Errorf("%d busy and %d cancelled", busy, cancelled)
		}
		<-h.slots
		if _, err := h.HashPassword(t.Context(), "afterwards"); err != nil {
			t.Errorf("after the flood: %v", err)
		}
	})
}

func TestBadHashes(t *testing.T) {
	for name, bad := range map[string]string{
		"bcrypt":        "$2y$10$abcdefghijklmnopqrstuv",
		"argon2i":       strings.Replace(reference, "argon2id", "argon2i", 1),
		"version":       strings.Replace(reference, "v=19", "v=16", 1),
		"huge memory":   strings.Replace(reference, "m=65536", "m=4194304", 1),
		"no memory":     strings.Replace(reference, "m=65536", "m=1", 1),
		"many passes":   strings.Replace(reference, "t=2", "t=4000000", 1),
		"no pass":       strings.Replace(reference, "t=2", "t=0", 1),
		"no lane":       strings.Replace(reference, "p=1", "p=0", 1),
		"lanes wrap":    strings.Replace(reference, "p=1", "p=257", 1),
		"trailing":      reference + "$",
		"padding":       reference + "=",
		"no key":        reference[:strings.LastIndex(reference, "$")+1],
		"leading zeros": strings.Replace(reference, "t=2", "t=02", 1),
		"long":          reference + strings.Repeat("A", 4000),
	} {
		if _, _, err := NewHasher(1).VerifyPassword(t.Context(), "password", bad); !errors.Is(err, ErrBadHash) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add(reference)
	f.Add(hashOfNobody)
	f.Add("$argon2id$v=19$m=+65536,t=2,p=1$c29tZXNhbHQ$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			if !errors.Is(err, ErrBadHash) {
				t.Errorf("untyped error %v", err)
			}
			return
		}
		if p.String() != s {
			t.Errorf("%q is read as %q", s, p.String())
		}
		if !p.affordable() {
			t.Errorf("%q would cost %+v", s, p.cost)
		}
	})
}

func TestPasswordPolicy(t *testing.T) {
	for _, c := range []struct {
		password string
		want     error
	}{
		{"sete123", ErrPasswordShort},
		{"çãõéíóú", ErrPasswordShort}, // 7 characters, 14 bytes
		{"çãõéíóúâ", nil},
		{"oito car", nil},
		{strings.Repeat("ab", 100), nil},
		{strings.Repeat("ab", 100) + "c", ErrPasswordLong},
		{"PassWord123", ErrPasswordCommon},
		{"Senha123", ErrPasswordCommon},
		{"aaaaaaaaaaaa", ErrPasswordCommon},
		{"Maria.Souza@Example.com", ErrPasswordEmail},
		{"maria.souza", ErrPasswordEmail},
		{"maria.souza.2", nil},
		{"broken\xff\xfeutf8", ErrPasswordInvalid},
	} {
		if err := CheckPassword(c.password, " maria.souza@example.com"); !errors.Is(err, c.want) {
			t.Errorf("%.30q: %v, want %v", c.password, err, c.want)
		}
	}
}
