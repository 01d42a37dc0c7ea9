package httpapi

import (
	"bytes"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
)

var (
	png = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"), bytes.Repeat([]byte{0}, 100)...)
	elf = append([]byte("\x7fELF\x02\x01\x01"), bytes.Repeat([]byte{0}, 100)...)
)

func (b *browser) upload(name, mime string, content []byte, headers ...string) *answer {
	b.t.Helper()
	r := httptest.NewRequest("POST", Prefix+"/files?name="+url.QueryEscape(name), bytes.NewReader(content))
	r.Header.Set("Content-Type", mime)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.send(r)
}

func TestAnAttachmentGoesWithItsMessage(t *testing.T) {
	s := newShop(t)
	_, id := s.served()
	f := s.bia.upload("foto.png", "image/png", png).is(200, "file.stored").has("kind", "image").has("mime", "image/png").has("size", len(png))
	file := f.at("id").(string)
	f.has("url", Prefix+"/files/"+file)
	s.bia.get("/files/" + file).is(200)
	s.admin.get("/files/"+file).refused(404, "not_found") // nobody's but hers until it is sent
	other := s.customer(s.channel, "João").says("Oi")
	s.caio.post("/conversations/"+other+"/take", nil).is(200, "conversation.assigned")
	s.caio.post("/conversations/"+other+"/messages", map[string]any{"id": s.id(), "files": []string{file}}).refused(422, "invalid").has("field", "files")
	s.bia.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "files": []string{file}}).is(200, "message.written").has("files.0.name", "foto.png")
	s.admin.get("/files/" + file).is(200)
	s.caio.get("/files/"+file).refused(404, "not_found")
	s.stranger().get("/files/"+file).refused(401, "signed_out")
	s.bia.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "files": []string{file}}).refused(422, "invalid").has("field", "files")
	s.bia.get("/files/nothing").refused(404, "not_found")
	s.bia.post("/conversations/"+id+"/messages", map[string]any{"id": s.id(), "files": []string{"\x00"}}).refused(422, "invalid").has("detail", `file "\x00" does not exist`)
}

func TestFilesThatLieAboutTheirType(t *testing.T) {
	s := newShop(t)
	for name, c := range map[string]struct {
		file, mime string
		content    []byte
	}{
		"a program":                {"setup.exe", "application/octet-stream", elf},
		"a program called picture": {"foto.png", "image/png", elf},
		"a page called picture":    {"foto.png", "image/png", []byte("<html><script>alert(1)</script></html>")},
		"a script":                 {"run.ps1", "text/plain", []byte("Remove-Item *")},
		"a picture declared video": {"foto", "video/mp4", elf},
	} {
		t.Run(name, func(t *testing.T) { s.bia.upload(c.file, c.mime, c.content).refused(415, "type_refused") })
	}
	s.bia.upload("", "image/png", png).refused(422, "invalid").has("field", "name")
	s.bia.upload("a\nb.png", "image/png", png).refused(422, "invalid").has("field", "name")
	s.bia.upload("vazio.txt", "text/plain", nil).refused(422, "invalid")
	s.stranger().upload("foto.png", "image/png", png).refused(401, "signed_out")
}

func TestUploadsOverTheLimit(t *testing.T) {
	s := newShop(t)
	over := make([]byte, MaxFile+1)
	s.bia.upload("grande.bin", "application/octet-stream", over).refused(413, "too_large")
	// Also when it does not say beforehand how large it is.
	r := httptest.NewRequest("POST", Prefix+"/files?name=grande.bin", bytes.NewReader(over))
	r.ContentLength = -1
	s.bia.send(r).refused(413, "too_large")
	s.bia.upload("quase.bin", "application/octet-stream", over[:MaxFile]).is(200, "file.stored").has("size", MaxFile)
}

func TestAFileUploadedTwiceWithOneKey(t *testing.T) {
	s := newShop(t)
	first := s.bia.upload("foto.png", "image/png", png, "Idempotency-Key", "u1").is(200, "file.stored").at("id")
	s.bia.upload("foto.png", "image/png", png, "Idempotency-Key", "u1").is(200).has("id", first)
	s.bia.upload("foto.png", "image/png", append(png, 1), "Idempotency-Key", "u1").refused(409, "key_reused")
	for _, bad := range []string{"u 1", "\xe9", strings.Repeat("u", 129)} {
		s.bia.upload("foto.png", "image/png", png, "Idempotency-Key", bad).refused(422, "invalid").has("field", "Idempotency-Key")
	}
}

// Rights change: a browser that keeps a file must ask each time.
func TestAFileIsAskedForAgainEachTime(t *testing.T) {
	s := newShop(t)
	file := s.bia.upload("foto.png", "image/png", png).is(200, "file.stored").at("id").(string)
	kept := s.bia.get("/files/" + file).is(200)
	if got := kept.Header().Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control %q", got)
	}
	s.bia.call("GET", "/files/"+file, nil, "If-None-Match", kept.Header().Get("ETag")).is(304)
	s.caio.call("GET", "/files/"+file, nil, "If-None-Match", kept.Header().Get("ETag")).refused(404, "not_found")
}

func TestNothingRunsFromAFile(t *testing.T) {
	s := newShop(t)
	for name, c := range map[string]struct{ file, mime, body, served, disposition string }{
		"a page":    {"página.html", "text/html", "<html><script>alert(1)</script></html>", "application/octet-stream", "attachment"},
		"a drawing": {"x.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "application/octet-stream", "attachment"},
		"a picture": {"foto.png", "image/png", string(png), "image/png", "inline"},
		"a text":    {`a"b.txt`, "text/plain", "só texto", "application/octet-stream", "attachment"},
	} {
		t.Run(name, func(t *testing.T) {
			file := s.bia.upload(c.file, c.mime, []byte(c.body)).is(200, "file.stored").at("id").(string)
			h := s.bia.get("/files/" + file).is(200).Header()
			if h.Get("Content-Type") != c.served || !strings.HasPrefix(h.Get("Content-Disposition"), c.disposition) {
				t.Errorf("%s, %s", h.Get("Content-Type"), h.Get("Content-Disposition"))
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox;") || !strings.HasPrefix(h.Get("Cache-Control"), "private") {
				t.Errorf("headers %v", h)
			}
		})
	}
}

func TestRanges(t *testing.T) {
	s := newShop(t)
	file := s.bia.upload("notas.txt", "text/plain", []byte("0123456789")).is(200, "file.stored").at("id").(string)
	a := s.bia.call("GET", "/files/"+file, nil, "Range", "bytes=2-4", "Accept-Encoding", "gzip").is(206)
	if a.Body.String() != "234" || a.Header().Get("Content-Range") != "bytes 2-4/10" || a.Header().Get("Content-Encoding") != "" {
		t.Errorf("%q %v", a.Body, a.Header())
	}
	s.bia.call("GET", "/files/"+file, nil, "Range", "bytes=99-").refused(416, "range_refused")
	etag := s.bia.get("/files/" + file).Header().Get("ETag")
	s.bia.call("GET", "/files/"+file, nil, "If-None-Match", etag).is(304)
}

// Who loses a conversation keeps its files until then and no more.
func TestFilesOfWhoLostAConversation(t *testing.T) {
	s := newShop(t)
	c, id := s.served()
	send := func(name string) string {
		f, err := engine.Do(t.Context(), s.engine, engine.Call{Actor: desk.ByCustomer(c.about.Contact)},
			engine.StoreFile{File: desk.File{Name: name, MIME: "image/png", Kind: "image", Size: int64(len(png)), Hash: s.hashOf(png)}})
		if err != nil {
			t.Fatal(err)
		}
		c.says("", f.ID)
		return string(f.ID)
	}
	before := send("antes.png")
	s.fire("Bia", s.bia)
	s.wall = s.wall.Add(time.Minute)
	after := send("depois.png")
	s.caio.post("/conversations/"+id+"/take", nil).is(200, "conversation.assigned")
	s.rehire("Bia", s.bia)
	s.bia.get("/files/" + before).is(200)
	s.bia.get("/files/"+after).refused(404, "not_found")
	s.caio.get("/files/" + after).is(200)
}

// hashOf stores content and tells its name.
func (s *shop) hashOf(content []byte) string {
	s.t.Helper()
	info, err := s.api.Blobs.Put(s.t.Context(), bytes.NewReader(content), MaxFile)
	if err != nil {
		s.t.Fatal(err)
	}
	return info.SHA256
}

func TestASenderWhoStopsIsNotOurFailure(t *testing.T) {
	s := newShop(t)
	r := httptest.NewRequest("POST", Prefix+"/files?name=foto.png", broken{})
	s.bia.send(r).refused(400, "invalid")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }
