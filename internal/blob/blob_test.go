package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var png = []byte("\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00")

// recorder is the real disk that writes down what was done and fails on demand.
type recorder struct {
	disk
	dir   string
	steps []string
	fail  string // the step that fails
	err   error
}

func (r *recorder) do(step, name string) error {
	rel, _ := filepath.Rel(r.dir, name)
	if strings.HasPrefix(rel, tempFolder+"/") {
		rel = "tmp/*"
	}
	step += " " + rel
	r.steps = append(r.steps, step)
	if step == r.fail {
		return r.err
	}
	return nil
}

func (r *recorder) CreateTemp(dir string) (file, error) {
	if err := r.do("create", dir); err != nil {
		return nil, err
	}
	f, err := r.disk.CreateTemp(dir)
	return &recordedFile{f, r}, err
}

func (r *recorder) Mkdir(dir string) error {
	return errors.Join(r.do("mkdir", dir), r.disk.Mkdir(dir))
}

func (r *recorder) Rename(from, to string) error {
	if err := r.do("rename", to); err != nil {
		return err
	}
	return r.disk.Rename(from, to)
}

func (r *recorder) Remove(name string) error {
	return errors.Join(r.do("remove", name), r.disk.Remove(name))
}

func (r *recorder) SyncDir(dir string) error {
	return errors.Join(r.do("syncdir", dir), r.disk.SyncDir(dir))
}

type recordedFile struct {
	file
	r *recorder
}

func (f *recordedFile) Write(p []byte) (int, error) {
	if err := f.r.do("write", f.Name()); err != nil {
		return 0, err
	}
	return f.file.Write(p)
}

func (f *recordedFile) Sync() error {
	return errors.Join(f.r.do("sync", f.Name()), f.file.Sync())
}

func (f *recordedFile) Close() error {
	return errors.Join(f.r.do("close", f.Name()), f.file.Close())
}

func newRecorded(t *testing.T) (*Store, *recorder) {
	t.Helper()
	r := &recorder{dir: t.TempDir()}
	s, err := open(r.dir, r)
	if err != nil {
		t.Fatal(err)
	}
	r.steps = nil
	return s, r
}

func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "a", "attachments"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *Store, content []byte) Info {
	t.Helper()
	info, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// named lists all content that has a name, and left the temporary files.
func named(t *testing.T, s *Store) (sums []string, left int) {
	t.Helper()
	if err := s.Walk(t.Context(), func(found Stored) error { sums = append(sums, found.SHA256); return nil }); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, tempFolder))
	if err != nil {
		t.Fatal(err)
	}
	return sums, len(entries)
}

// Promise 1 of the plan: files are synced before they are named, and their
// folders before Put returns.
func TestPutSyncsBeforeItNamesAndBeforeItReturns(t *testing.T) {
	s, r := newRecorded(t)
	sum := sumOf(png)
	put(t, s, png)
	place := fmt.Sprintf("%s/%s/%s", sum[:2], sum[2:4], sum)
	want := []string{
		"create tmp", "write tmp/*", "sync tmp/*", "close tmp/*",
		"mkdir " + sum[:2], "syncdir .", "mkdir " + sum[:2] + "/" + sum[2:4], "syncdir " + sum[:2],
		"rename " + place, "syncdir " + sum[:2] + "/" + sum[2:4],
	}
	// The last write of an empty read end is no step worth telling.
	got := slices.Compact(r.steps)
	if !slices.Equal(got, want) {
		t.Errorf("steps\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAnyFailingStepLeavesNothingNamed(t *testing.T) {
	s, r := newRecorded(t)
	put(t, s, png)
	steps := slices.Compact(r.steps)
	if len(steps) < 9 {
		t.Fatalf("only %d steps to fail", len(steps))
	}
	for _, step := range steps {
		t.Run(step, func(t *testing.T) {
			s, r := newRecorded(t)
			r.fail, r.err = step, syscall.ENOSPC
			_, err := s.Put(t.Context(), bytes.NewReader(png), 1<<20)
			if !errors.Is(err, ErrFull) || !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("error %v, want ErrFull around ENOSPC", err)
			}
			if sums, left := named(t, s); len(sums) != 0 || left != 0 {
				t.Errorf("%d named and %d temporary files are left", len(sums), left)
			}
			r.fail = ""
			put(t, s, png)
		})
	}
}

// A content that was acknowledged must not lose its name because a second
// upload of it fails.
func TestAFailingRepeatKeepsWhatWasThere(t *testing.T) {
	s, r := newRecorded(t)
	info := put(t, s, png)
	for _, step := range slices.Compact(slices.Clone(r.steps)) {
		r.fail, r.err = step, syscall.EIO
		if _, err := s.Put(t.Context(), bytes.NewReader(png), 1<<20); !errors.Is(err, syscall.EIO) || errors.Is(err, ErrFull) {
			t.Errorf("%s: error %v, want EIO and not ErrFull", step, err)
		}
		r.fail = ""
		f, _, err := s.Open(info.SHA256)
		if err != nil {
			t.Fatalf("after a failing %s: %v", step, err)
		}
		f.Close()
	}
}

func TestPutAndOpenGiveTheSameBack(t *testing.T) {
	s := newStore(t)
	content := append(slices.Clone(png), bytes.Repeat([]byte("pixels"), 50_000)...)
	info := put(t, s, content)
	want := Info{SHA256: sumOf(content), Size: int64(len(content)), MIME: "image/png"}
	if info != want {
		t.Errorf("put says %+v, want %+v", info, want)
	}
	f, opened, err := s.Open(info.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if opened != want {
		t.Errorf("open says %+v, want %+v", opened, want)
	}
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, content) {
		t.Errorf("read %d bytes, error %v", len(got), err)
	}
	if at, err := f.Seek(3, io.SeekStart); at != 3 || err != nil {
		t.Errorf("seek to 3 gives %d, %v", at, err)
	}
}

func TestTheSameContentIsStoredOnce(t *testing.T) {
	s := newStore(t)
	var uploads sync.WaitGroup
	for range 16 {
		uploads.Go(func() {
			if _, err := s.Put(context.Background(), bytes.NewReader(png), 1<<20); err != nil {
				t.Error(err)
			}
		})
	}
	uploads.Wait()
	if sums, left := named(t, s); len(sums) != 1 || left != 0 {
		t.Errorf("%d contents and %d temporary files, want 1 and 0", len(sums), left)
	}
}

func TestTheLimitIsExact(t *testing.T) {
	s := newStore(t)
	if _, err := s.Put(t.Context(), bytes.NewReader(png), int64(len(png))-1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("one byte too many gives %v", err)
	}
	if sums, left := named(t, s); len(sums) != 0 || left != 0 {
		t.Errorf("%d named and %d temporary files are left", len(sums), left)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(png), int64(len(png))); err != nil {
		t.Errorf("exactly the limit gives %v", err)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

func TestABrokenUploadLeavesNothing(t *testing.T) {
	s := newStore(t)
	broken := errors.New("connection reset")
	if _, err := s.Put(t.Context(), io.MultiReader(bytes.NewReader(png), brokenReader{broken}), 1<<20); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the reader", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(cancelled, bytes.NewReader(png), 1<<20); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
	if sums, left := named(t, s); len(sums) != 0 || left != 0 {
		t.Errorf("%d named and %d temporary files are left", len(sums), left)
	}
}

func TestOnlySumsAreNames(t *testing.T) {
	s := newStore(t)
	sum := sumOf(png)
	for _, bad := range []string{
		"", "../../etc/passwd", sum[:63], sum + "0", strings.ToUpper(sum), sum[:62] + "..", "../" + sum[3:], sum[:63] + "\x00", sum[:60] + "/../",
	} {
		if _, _, err := s.Open(bad); !errors.Is(err, ErrBadSum) {
			t.Errorf("open %q: %v", bad, err)
		}
		if err := s.Remove(bad); !errors.Is(err, ErrBadSum) {
			t.Errorf("remove %q: %v", bad, err)
		}
	}
	if _, _, err := s.Open(sum); !errors.Is(err, ErrNotFound) {
		t.Errorf("open of what is not there: %v", err)
	}
	if err := s.Remove(sum); !errors.Is(err, ErrNotFound) {
		t.Errorf("remove of what is not there: %v", err)
	}
}

func TestRemove(t *testing.T) {
	s, r := newRecorded(t)
	info := put(t, s, png)
	r.steps = nil
	if err := s.Remove(info.SHA256); err != nil {
		t.Fatal(err)
	}
	if len(r.steps) != 2 || !strings.HasPrefix(r.steps[1], "syncdir ") {
		t.Errorf("an erasure must be durable, steps %q", r.steps)
	}
	if _, _, err := s.Open(info.SHA256); !errors.Is(err, ErrNotFound) {
		t.Errorf("still there: %v", err)
	}
}

func age(t *testing.T, path string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestSweepTakesOldOrphansOnly(t *testing.T) {
	s := newStore(t)
	now := time.Now()
	old := now.Add(-48 * time.Hour)
	kept, orphan, fresh := put(t, s, []byte("kept")), put(t, s, []byte("orphan")), put(t, s, []byte("fresh"))
	age(t, s.place(kept.SHA256), old)
	age(t, s.place(orphan.SHA256), old)
	stale, running := filepath.Join(s.dir, tempFolder, "upload-1"), filepath.Join(s.dir, tempFolder, "upload-2")
	for _, name := range []string{stale, running} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	age(t, stale, old)

	var asked []string
	removed, err := s.Sweep(t.Context(), func(sum string) (bool, error) {
		asked = append(asked, sum)
		return sum == kept.SHA256, nil
	}, now.Add(-24*time.Hour))
	if err != nil || removed != 2 {
		t.Errorf("removed %d, %v; want the orphan and the stale upload", removed, err)
	}
	if slices.Contains(asked, fresh.SHA256) || len(asked) != 2 {
		t.Errorf("asked for %q", asked)
	}
	sums, left := named(t, s)
	want := []string{kept.SHA256, fresh.SHA256}
	slices.Sort(want)
	if !slices.Equal(sums, want) || left != 1 {
		t.Errorf("left %q and %d temporary files", sums, left)
	}
}

// The race that would lose an acknowledged upload: between the question and the
// removal somebody puts the same content again.
func TestSweepSparesWhatIsPutAgainMeanwhile(t *testing.T) {
	s := newStore(t)
	info := put(t, s, png)
	age(t, s.place(info.SHA256), time.Now().Add(-48*time.Hour))
	removed, err := s.Sweep(t.Context(), func(string) (bool, error) {
		put(t, s, png)
		return false, nil
	}, time.Now().Add(-24*time.Hour))
	if err != nil || removed != 0 {
		t.Errorf("removed %d, %v", removed, err)
	}
	if _, _, err := s.Open(info.SHA256); err != nil {
		t.Errorf("the content that was put again is gone: %v", err)
	}
}

func TestSweepStopsWhenTheQuestionFails(t *testing.T) {
	s := newStore(t)
	info := put(t, s, png)
	age(t, s.place(info.SHA256), time.Unix(0, 0))
	unsure := errors.New("database is away")
	if _, err := s.Sweep(t.Context(), func(string) (bool, error) { return false, unsure }, time.Now()); !errors.Is(err, unsure) {
		t.Errorf("error %v", err)
	}
	if sums, _ := named(t, s); len(sums) != 1 {
		t.Error("removed without an answer")
	}
}

func TestWalkIgnoresStrangers(t *testing.T) {
	s := newStore(t)
	info := put(t, s, png)
	for _, name := range []string{"README", filepath.Join(info.SHA256[:2], "notes.txt"), sumOf(nil)} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte("?"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if sums, _ := named(t, s); !slices.Equal(sums, []string{info.SHA256}) {
		t.Errorf("found %q", sums)
	}
}
