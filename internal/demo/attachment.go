package demo

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
)

// attachment is a file that a customer sends.
type attachment struct {
	name  string
	mime  string
	bytes []byte
}

// attach makes the file that a line names, for this customer: no two photographs
// are quite the same.
func attach(key string, who persona, r *rand.Rand) (attachment, error) {
	switch key {
	case "lista":
		return document("lista-pousada-mare-alta.pdf", "Pousada Maré Alta - lista para orçamento",
			"60 x Caneca Manhã (esmalte creme)", "20 x Travessa Rio", "12 x Abajur Brasa", "Entrega em Paraty/RJ até 15 de dezembro", "Contato: "+who.Name+", "+who.Email), nil
	case "pedido":
		return document("pedido-de-compra.pdf", "Pedido de compra nº "+who.Order,
			"Ateliê Brandão Arquitetura Ltda.", "Endereço: "+who.Street+", "+who.City, "4 x Pendente Aurora, linho cru", "Favor emitir a nota com os dados acima."), nil
	case "comprovante":
		return still("comprovante-pix.png", receipt(r))
	}
	draw, ok := photographs[key]
	if !ok {
		return attachment{}, fmt.Errorf("nobody knows how to make the attachment %q", key)
	}
	return photograph(fmt.Sprintf("IMG_%04d.jpg", 1000+r.IntN(9000)), draw(r), r)
}

func photograph(name string, c *canvas, r *rand.Rand) (attachment, error) {
	c.grain(r)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, c.picture, &jpeg.Options{Quality: 82}); err != nil {
		return attachment{}, fmt.Errorf("draw %s: %w", name, err)
	}
	return attachment{name: name, mime: "image/jpeg", bytes: out.Bytes()}, nil
}

func still(name string, c *canvas) (attachment, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, c.picture); err != nil {
		return attachment{}, fmt.Errorf("draw %s: %w", name, err)
	}
	return attachment{name: name, mime: "image/png", bytes: out.Bytes()}, nil
}

// document is a PDF of one page with a title and a line for each text.
func document(name, title string, lines ...string) attachment {
	var page strings.Builder
	fmt.Fprintf(&page, "BT /F1 18 Tf 60 770 Td (%s) Tj /F1 12 Tf 0 -16 Td", pdfText(title))
	for _, l := range lines {
		fmt.Fprintf(&page, " 0 -22 Td (%s) Tj", pdfText(l))
	}
	page.WriteString(" ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return attachment{name: name, mime: "application/pdf", bytes: out.Bytes()}
}

// pdfText writes Latin letters in the one byte each that the font knows.
func pdfText(s string) string {
	var out strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune(`()\`, r):
			out.WriteByte('\\')
			out.WriteRune(r)
		case r < 0x80:
			out.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&out, `\%03o`, r)
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}
