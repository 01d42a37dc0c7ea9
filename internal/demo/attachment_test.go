package demo

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// attachmentKeys are what a line may name.
var attachmentKeys = []string{"luminaria", "caixa", "estante", "sala", "mesa", "vaso", "abajur", "comprovante", "lista", "pedido"}

func TestAttachmentsAreWhatTheySay(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	who := newPersona(r)
	for _, key := range attachmentKeys {
		a, err := attach(key, who, r)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if len(a.bytes) < 500 || len(a.bytes) > 500_000 {
			t.Errorf("%s has %d bytes", key, len(a.bytes))
		}
		if a.mime == "application/pdf" {
			checkPDF(t, key, a.bytes)
			continue
		}
		picture, format, err := image.Decode(bytes.NewReader(a.bytes))
		if err != nil || "image/"+format != a.mime || picture.Bounds().Dx() != wide {
			t.Errorf("%s: %s, %v", key, format, err)
			continue
		}
		shades := map[string]bool{}
		for y := 0; y < high; y += 8 {
			for x := 0; x < wide; x += 8 {
				red, green, blue, _ := picture.At(x, y).RGBA()
				shades[fmt.Sprint(red>>13, green>>13, blue>>13)] = true
			}
		}
		if len(shades) < 5 {
			t.Errorf("%s shows nothing: %d shades", key, len(shades))
		}
	}
	if _, err := attach("girafa", who, r); err == nil {
		t.Error("an unknown attachment was made")
	}
}

// The table of a PDF must point at its objects.
func checkPDF(t *testing.T, key string, pdf []byte) {
	t.Helper()
	text := string(pdf)
	_, tail, _ := strings.Cut(text, "startxref\n")
	at, err := strconv.Atoi(strings.SplitN(tail, "\n", 2)[0])
	if err != nil || !strings.HasPrefix(text[at:], "xref\n0 6\n") {
		t.Fatalf("%s: startxref %d", key, at)
	}
	for i, entry := range strings.Split(text[at:], "\n")[3:8] {
		offset, err := strconv.Atoi(strings.Fields(entry)[0])
		if err != nil || !strings.HasPrefix(text[offset:], fmt.Sprintf("%d 0 obj", i+1)) {
			t.Errorf("%s: object %d is not at %d", key, i+1, offset)
		}
	}
}
