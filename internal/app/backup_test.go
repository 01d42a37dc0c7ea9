package app

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pronto/internal/blob"
	"pronto/internal/config"
	"pronto/internal/testkit/pgtest"
)

// picture is large enough to be read in several pieces, and a PNG to whoever
// looks at its head.
var picture = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"), bytes.Repeat([]byte("pronto"), 60_000)...)

// conversation fills a desk with what a backup must hold.
func conversation(d *testDesk) (id string) {
	d.t.Helper()
	d.furnish()
	ana := d.visitor("Ana <b>\u00e7\U0001F600")
	id = d.write(ana, "olá \"\\ \n 🙂")
	d.write(ana, "", d.upload(ana, "foto.png", "image/png", picture))
	d.write(ana, "", d.upload(ana, "nota.txt", "text/plain", []byte("por escrito\n")))
	return id
}

// thread is what the administrator reads of a conversation, attachments whole.
func thread(d *testDesk, conversation string) string {
	d.t.Helper()
	var page struct {
		Items []struct {
			Text  string `json:"text"`
			At    string `json:"at"`
			Files []struct {
				Name string `json:"name"`
				URL  string `json:"url"`
			} `json:"files"`
		} `json:"items"`
	}
	d.must(d.chief, "GET", "/api/v1/conversations/"+conversation+"/messages", nil, nil, &page)
	var out strings.Builder
	for _, m := range page.Items {
		_, _ = fmt.Fprintf(&out, "%s %q\n", m.At, m.Text)
		for _, f := range m.Files {
			res, err := d.chief.Get(d.URL + f.URL)
			if err != nil {
				d.t.Fatal(err)
			}
			sum := sha256.New()
			size, err := io.Copy(sum, res.Body)
			if err := errors.Join(err, res.Body.Close()); err != nil || res.StatusCode != http.StatusOK {
				d.t.Fatalf("%s: %d %v", f.URL, res.StatusCode, err)
			}
			_, _ = fmt.Fprintf(&out, "  %s %d %x\n", f.Name, size, sum.Sum(nil))
		}
	}
	return out.String()
}

// backupOf takes a backup over the administrator's socket.
func backupOf(t *testing.T, d *testDesk) string {
	t.Helper()
	c, err := Dial(t.Context(), d.cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := errors.Join(c.Backup(t.Context(), &out), c.Close()); err != nil {
		t.Fatal(err)
	}
	return save(t, out.Bytes())
}

func save(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "backup.tar")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// rowsOf are the rows of a backup, put together.
func rowsOf(t *testing.T, file string) string {
	t.Helper()
	var out bytes.Buffer
	err := eachEntry(file, func(name string, r io.Reader) error {
		if !strings.HasPrefix(name, "rows/") {
			return nil
		}
		_, err := io.Copy(&out, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// rowsIn are the rows of a desk that nobody has open.
func rowsIn(t *testing.T, cfg config.Config) string {
	t.Helper()
	s, err := openStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := errors.Join(s.Export(t.Context(), &out), s.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A desk grows out of SQLite into PostgreSQL, taken while it runs, and back: the
// same rows to the byte, the same thread, the same attachments.
func TestBackupMovesADesk(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	id := conversation(d)
	want := thread(d, id)
	if strings.Count(want, "\n") != 5 {
		t.Fatalf("the thread is\n%s", want)
	}
	for _, database := range []string{pgtest.URL(t), ""} {
		file := backupOf(t, d)
		cfg := settings(t)
		cfg.Data, cfg.Database = filepath.Join(cfg.Data, "new"), database
		m, err := Restore(t.Context(), cfg, file)
		if err != nil || m.Files != 2 || len(m.Damaged) > 0 {
			t.Fatalf("restore: %+v, %v", m, err)
		}
		if rowsIn(t, cfg) != rowsOf(t, file) {
			t.Error("other rows were restored than were saved")
		}
		epoch := d.Engine.Epoch()
		d = openDesk(t, cfg, Options{})
		d.signIn()
		if got := thread(d, id); got != want {
			t.Errorf("the thread became\n%s\nwas\n%s", got, want)
		}
		if d.Engine.Epoch() == epoch {
			t.Error("the feed goes on as if nothing had happened")
		}
		if d.SetupLink() != "" {
			t.Error("whoever finds the link takes the restored desk over")
		}
	}
}

func TestRestoreIntoADesk(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	conversation(d)
	file := backupOf(t, d)
	if _, err := Restore(t.Context(), d.cfg, file); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("while a server runs: %v", err)
	}
	d.close()
	before := rowsIn(t, d.cfg)
	if _, err := Restore(t.Context(), d.cfg, file); err == nil || !strings.Contains(err.Error(), "there is a desk already") {
		t.Errorf("over a desk: %v", err)
	}
	if rowsIn(t, d.cfg) != before {
		t.Error("the refused restore changed the desk")
	}
}

// entry is one of a tar's.
type entry struct {
	name string
	data []byte
}

func unpack(t *testing.T, file string) (all []entry) {
	t.Helper()
	err := eachEntry(file, func(name string, r io.Reader) error {
		data, err := io.ReadAll(r)
		all = append(all, entry{name, data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func pack(t *testing.T, all []entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range all {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Mode: 0o600, Size: int64(len(e.data))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is not a whole backup is refused before anything is written.
func TestRestoreRefusesWhatIsNotWhole(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	conversation(d)
	file := backupOf(t, d)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	entries := unpack(t, file)
	if len(entries) != 4 {
		t.Fatalf("%d entries", len(entries))
	}
	manifest := func(change func(*Manifest)) []byte {
		var m Manifest
		if err := json.Unmarshal(entries[3].data, &m); err != nil {
			t.Fatal(err)
		}
		change(&m)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	with := func(i int, data []byte) []byte {
		changed := slices.Clone(entries)
		changed[i].data = data
		return pack(t, changed)
	}
	rotten := func(i int) []byte {
		data := bytes.Clone(entries[i].data)
		data[len(data)/2] ^= 1
		return with(i, data)
	}
	cases := map[string][]byte{
		"nothing":              {},
		"a text":               []byte(strings.Repeat("not a backup\n", 100)),
		"rotten rows":          rotten(0),
		"a rotten attachment":  rotten(2),
		"without a manifest":   pack(t, entries[:3]),
		"without attachments":  pack(t, []entry{entries[0], entries[3]}),
		"without rows":         pack(t, entries[1:]),
		"an entry too many":    pack(t, slices.Insert(slices.Clone(entries), 1, entry{"files/" + strings.Repeat("ab", 32), []byte("x")})),
		"rows twice":           pack(t, slices.Insert(slices.Clone(entries), 1, entries[0])),
		"more rows":            pack(t, slices.Insert(slices.Clone(entries), 1, entry{"rows/000002", []byte("x")})),
		"rows out of order":    pack(t, slices.Insert(slices.Clone(entries), 0, entry{"rows/000002", []byte("x")})),
		"after the manifest":   pack(t, append(slices.Clone(entries), entry{"files/x", []byte("x")})),
		"of a later version":   with(3, manifest(func(m *Manifest) { m.Format = 2 })),
		"another count":        with(3, manifest(func(m *Manifest) { m.Files++ })),
		"a manifest in shreds": with(3, []byte(`{"format":1`)),
	}
	for _, size := range []int{1, 511, 512, 513, 1024, len(entries[0].data), len(whole) / 2, len(whole) * 9 / 10, len(whole) - 3000} {
		cases[fmt.Sprintf("cut off at %d", size)] = whole[:size]
	}
	for name, data := range cases {
		cfg := settings(t)
		cfg.Data = filepath.Join(cfg.Data, "new")
		if _, err := Restore(t.Context(), cfg, save(t, data)); err == nil {
			t.Errorf("%s was restored", name)
		}
		if _, err := os.Stat(cfg.Data); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: something was written: %v", name, err)
		}
	}
	cfg := settings(t)
	if _, err := Restore(t.Context(), cfg, filepath.Join(cfg.Data, "missing.tar")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// Whichever half of a restore fails, the other ends too, nothing stays in the
// database, and the same restore succeeds once the reason is gone.
func TestRestoreFailsHalfWay(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	conversation(d)
	file := backupOf(t, d)
	for _, database := range []string{"", pgtest.URL(t)} {
		cfg := settings(t)
		cfg.Database = database
		again := func(when string, err error) {
			t.Helper()
			if err == nil {
				t.Fatalf("%s: it succeeded", when)
			}
			if rows := rowsIn(t, cfg); strings.Contains(rows, "Chefe") {
				t.Errorf("%s: rows stayed", when)
			}
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		into, err := openStore(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		m, err := CheckBackup(file)
		if err != nil {
			t.Fatal(err)
		}
		failed := restoreInto(gone, cfg, into, file, m)
		again("given up", errors.Join(failed, into.Close()))

		// An attachment cannot be stored: a file stands where its folder must go.
		blobs := filepath.Join(blobFolder(cfg), strings.TrimPrefix(slices.Sorted(maps.Keys(m.Sums))[0], "files/")[:2])
		if err := os.WriteFile(blobs, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, failed = Restore(t.Context(), cfg, file)
		again("the disk fails", failed)
		if err := os.Remove(blobs); err != nil {
			t.Fatal(err)
		}

		// Rows that are whole but make no sense.
		bad := unpack(t, file)
		bad[0].data = append(bad[0].data, []byte("more\n")...)
		sum := sha256.Sum256(bad[0].data)
		m.Sums["rows/000001"] = hex.EncodeToString(sum[:])
		bad[3].data, err = json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		_, failed = Restore(t.Context(), cfg, save(t, pack(t, bad)))
		again("senseless rows", failed)

		if _, err := Restore(t.Context(), cfg, file); err != nil {
			t.Errorf("the restore after all that: %v", err)
		}
	}
}

// One attachment that the disk has lost must not cost the desk all its backups.
func TestBackupOfADamagedAttachment(t *testing.T) {
	d := openDesk(t, settings(t), Options{})
	id := conversation(d)
	var note blob.Stored
	err := d.blobs.Walk(t.Context(), func(s blob.Stored) error {
		if s.Size < 100 {
			note = s
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(blobFolder(d.cfg), note.SHA256[:2], note.SHA256[2:4], note.SHA256)
	if err := os.WriteFile(place, []byte("por eschrito\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := settings(t)
	m, err := Restore(t.Context(), cfg, backupOf(t, d))
	if err != nil || m.Files != 1 || !slices.Equal(m.Damaged, []string{"files/" + note.SHA256}) {
		t.Fatalf("%+v, %v", m, err)
	}
	again := openDesk(t, cfg, Options{})
	again.signIn()
	var page struct{ Items []json.RawMessage }
	again.must(again.chief, "GET", "/api/v1/conversations/"+id+"/messages", nil, nil, &page)
	if len(page.Items) != 3 {
		t.Errorf("%d messages", len(page.Items))
	}
	if _, _, err := again.blobs.Open(note.SHA256); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("the damaged attachment is there: %v", err)
	}
}

// What fails while the backup is on its way arrives behind the body.
func TestBackupFails(t *testing.T) {
	fault := &faulty{}
	d := openDesk(t, settings(t), Options{under: fault.under})
	conversation(d)
	c, err := Dial(t.Context(), d.cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	fault.exports = errors.New("the disk\nis gone")
	if err := c.Backup(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), "is gone") {
		t.Errorf("a backup of a failing disk: %v", err)
	}
	fault.exports = nil
	if err := c.Backup(t.Context(), full{}); !errors.Is(err, errFull) {
		t.Errorf("a backup onto a full disk: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Backup(gone, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup that nobody waits for: %v", err)
	}
	if err := d.Backup(t.Context(), full{}); !errors.Is(err, errFull) {
		t.Errorf("a backup written to a full disk: %v", err)
	}
	if err := c.Backup(t.Context(), io.Discard); err != nil {
		t.Errorf("the backup after all that: %v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
