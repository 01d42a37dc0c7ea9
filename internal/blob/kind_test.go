package blob

import (
	"archive/zip"
	"bytes"
	"errors"
	"testing"
)

func zipped(name string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create(name)
	_, _ = f.Write([]byte("content"))
	w.Close()
	return b.Bytes()
}

var samples = map[string][]byte{
	"png":   png,
	"jpeg":  []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
	"webm":  []byte("\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"),
	"mp3":   []byte("\xff\xfb\x90\x00"),
	"ogg":   append([]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13"), "OpusHead\x01"...),
	"pdf":   []byte("%PDF-1.7\n"),
	"text":  []byte("Bom dia, segue o pedido."),
	"csv":   []byte("nome;valor\nMaria;10\nJoana;12\n"),
	"rtf":   []byte(`{\rtf1\ansi hello}`),
	"html":  []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"),
	"svg":   []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
	"exe":   []byte("MZ\x90\x00\x03\x00\x00\x00"),
	"elf":   []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00"),
	"shell": []byte("#!/bin/sh\nrm -rf ~\n"),
	"docx":  zipped("word/document.xml"),
	"zip":   zipped("photo.png"),
	"jar":   zipped("META-INF/MANIFEST.MF"),
	"noise": {0, 1, 2, 3, 0xfe, 0xff, 9, 0},
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		content, name, mime string
		want                Kind
		err                 error
	}{
		{"png", "foto.png", "image/png", Image, nil},
		{"png", "", "", Image, nil},
		{"png", "foto", "application/octet-stream", Image, nil},
		{"jpeg", "foto.PNG", "image/png", Image, nil}, // telephones do this
		{"webm", "voice.webm", "audio/webm;codecs=opus", Audio, nil},
		{"webm", "clip.webm", "video/webm", Video, nil},
		{"mp3", "song.mp3", "audio/mpeg", Audio, nil},
		{"ogg", "voice.ogg", "audio/ogg", Audio, nil},
		{"pdf", "boleto.pdf", "application/pdf", Document, nil},
		{"text", "leia.txt", "text/plain; charset=utf-8", Document, nil},
		{"text", "dados.csv", "application/vnd.ms-excel", Document, nil}, // Windows with Excel
		{"csv", "dados.xls", "application/vnd.ms-excel", Document, nil},
		{"rtf", "carta.doc", "application/msword", Document, nil},
		{"docx", "carta.docx", "", Document, nil},
		{"zip", "carta.docx", "", Document, nil}, // its parts may be in any order
		{"zip", "tudo.zip", "application/x-zip-compressed", Document, nil},
		{"noise", "data.xyz", "application/octet-stream", Document, nil},

		// A browser would run these: taken, never shown.
		{"html", "page.html", "text/html", Document, nil},
		{"svg", "logo.svg", "image/svg+xml", Document, nil},
		{"html", "leia.txt", "text/plain", Document, nil},

		{"exe", "setup.exe", "", "", ErrExecutable},
		{"exe", "foto.png", "image/png", "", ErrExecutable},
		{"elf", "tool", "", "", ErrExecutable},
		{"shell", "notes.txt", "text/plain", "", ErrExecutable},
		{"jar", "carta.zip", "", "", ErrExecutable},
		{"text", "run.BAT", "text/plain", "", ErrExecutable},
		{"text", "boleto.pdf.js", "text/plain", "", ErrExecutable},
		{"text", "boleto.exe. ", "", "", ErrExecutable}, // Windows drops the tail
		{"text", "x", "application/x-msdownload", "", ErrExecutable},

		{"html", "foto.png", "image/png", "", ErrDisguised},
		{"svg", "foto.png", "", "", ErrDisguised},
		{"svg", "", "image/png", "", ErrDisguised},
		{"text", "foto.jpg", "", "", ErrDisguised},
		{"noise", "foto.jpg", "", "", ErrDisguised},
		{"html", "boleto.pdf", "application/pdf", "", ErrDisguised},
		{"png", "boleto.pdf", "", "", ErrDisguised},
		{"pdf", "foto", "image/jpeg", "", ErrDisguised},
		{"zip", "boleto.pdf", "", "", ErrDisguised},
		{"mp3", "foto.png", "", "", ErrDisguised},
		{"png", "foto.png", "audio/mpeg", "", ErrDisguised},
		{"text", "carta.docx", "", "", ErrDisguised},
		{"html", "foto", "image/unheard-of", "", ErrDisguised},
	} {
		info := Info{MIME: detect(samples[c.content])}
		got, err := Judge(info, Claim{Name: c.name, MIME: c.mime})
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s (%s) named %q declared %q: %q, %v; want %q, %v", c.content, info.MIME, c.name, c.mime, got, err, c.want, c.err)
		}
	}
}

func TestDisposition(t *testing.T) {
	const bytesOnly = "application/octet-stream"
	for _, c := range []struct {
		content, served string
		inline          bool
	}{
		{"png", "image/png", true},
		{"jpeg", "image/jpeg", true},
		{"webm", "video/webm", true},
		{"mp3", "audio/mpeg", true},
		{"pdf", "application/pdf", false},
		{"html", bytesOnly, false},
		{"svg", bytesOnly, false},
		{"text", bytesOnly, false},
		{"docx", bytesOnly, false},
		{"exe", bytesOnly, false},
		{"noise", bytesOnly, false},
	} {
		if served, inline := Disposition(Info{MIME: detect(samples[c.content])}); served != c.served || inline != c.inline {
			t.Errorf("%s is served as %s, inline %v", c.content, served, inline)
		}
	}
}

// What is shown as a picture or recording is exactly what may be shown inline.
func TestKindAgreesWithDisposition(t *testing.T) {
	for mime := range inline {
		if KindOf(mime) == Document {
			t.Errorf("%s is shown but a document", mime)
		}
		if _, err := Judge(Info{MIME: mime}, Claim{MIME: mime}); err != nil {
			t.Errorf("%s may not call itself so: %v", mime, err)
		}
	}
	for ext, mime := range typesByExtension {
		if !matches(mime, mime) {
			t.Errorf(".%s: %s does not match itself", ext, mime)
		}
	}
}
