// Package blob keeps attachments on disk.
//
// It promises that a file is durable before anybody can name it: its bytes are
// synced before it gets its name, and its name is synced before Put returns.
// A file is found by the SHA-256 of its content, so the same content is stored
// once and a stored file never changes. What a type may do (be shown, only be
// downloaded, not be taken at all) is decided in kind.go, purely.
//
// It leaves to others who may read a file, which message names it, and the
// counting of references: Sweep asks.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/gabriel-vasile/mimetype"
)

var (
	// ErrTooLarge means that the content went on past the limit given to Put.
	ErrTooLarge = errors.New("file is too large")
	// ErrFull means that the disk, or the quota on it, has no room left.
	ErrFull = errors.New("no space left for files")
	// ErrNotFound means that no content with this sum is stored.
	ErrNotFound = errors.New("file not found")
	// ErrBadSum means that the name is not the lower-case hex of a SHA-256.
	ErrBadSum = errors.New("not a SHA-256 in hex")
)

// Info is what the content itself tells.
type Info struct {
	SHA256 string // lower-case hex; the name of the content
	Size   int64
	MIME   string // by content, without parameters
}

// tempFolder holds uploads under way. It lies inside the store's folder so that
// a rename never crosses file systems.
const tempFolder = "tmp"

// headSize is how much of a file mimetype looks at.
const headSize = 3072

// Store is one folder of attachments. It is safe for concurrent use; one process
// at a time may put and remove, others may read.
type Store struct {
	dir string
	fs  fileSystem

	// naming guards, by the first byte of the sum, the step in which a content
	// gets or loses its name. Without it a sweep could remove what a second
	// upload of the same content has just acknowledged.
	naming [256]sync.Mutex
}

// Open makes the folder where it is missing and returns the store in it.
func Open(dir string) (*Store, error) {
	return open(dir, disk{})
}

func open(dir string, fsys fileSystem) (*Store, error) {
	err := os.MkdirAll(filepath.Dir(dir), 0o700)
	if err == nil {
		err = fsys.Mkdir(dir)
	}
	if err == nil {
		err = fsys.Mkdir(filepath.Join(dir, tempFolder))
	}
	if err == nil {
		err = fsys.SyncDir(filepath.Dir(dir))
	}
	if err != nil {
		return nil, fmt.Errorf("open attachments in %s: %w", dir, diskError(err))
	}
	return &Store{dir: dir, fs: fsys}, nil
}

// Put stores what r gives, at most limit bytes of it, and returns once the
// content and its name are durable. When it fails, nothing new has a name.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Info, error) {
	tmp, err := s.fs.CreateTemp(filepath.Join(s.dir, tempFolder))
	if err != nil {
		return Info{}, fmt.Errorf("store attachment: %w", diskError(err))
	}
	info, err := s.receive(ctx, tmp, r, limit)
	if err == nil {
		err = s.name(tmp.Name(), info.SHA256)
	}
	if err != nil {
		// A temporary file that cannot be removed now is found by Sweep.
		_ = s.fs.Remove(tmp.Name())
		return Info{}, fmt.Errorf("store attachment: %w", err)
	}
	return info, nil
}

// receive copies r into tmp and leaves it synced and closed.
func (s *Store) receive(ctx context.Context, tmp file, r io.Reader, limit int64) (Info, error) {
	in := intake{sum: sha256.New()}
	err := in.copy(ctx, tmp, r, limit)
	if err == nil {
		err = diskError(tmp.Sync())
	}
	if closed := tmp.Close(); err == nil {
		err = diskError(closed)
	}
	if err != nil {
		return Info{}, err
	}
	return Info{SHA256: hex.EncodeToString(in.sum.Sum(nil)), Size: in.size, MIME: detect(in.head)}, nil
}

// name gives a synced temporary file its place. The folders are durable before
// the rename, so that only the last sync can fail with the name already given.
func (s *Store) name(tmp, sum string) error {
	unlock := s.lockName(sum)
	defer unlock()
	place := s.place(sum)
	leaf := filepath.Dir(place)
	if err := s.makeFolders(leaf); err != nil {
		return err
	}
	known, err := s.fs.Exists(place)
	if err != nil {
		return diskError(err)
	}
	// Known content is replaced by itself: its new age keeps Sweep away until
	// the message that will name it is written.
	if err := s.fs.Rename(tmp, place); err != nil {
		return diskError(err)
	}
	if err := s.fs.SyncDir(leaf); err != nil {
		if !known {
			_ = s.fs.Remove(place)
		}
		return diskError(err)
	}
	return nil
}

// makeFolders makes ab/ and ab/cd/ and syncs their parents also when they were
// there: another upload may have made them without having synced them yet.
func (s *Store) makeFolders(leaf string) error {
	for _, folder := range []string{filepath.Dir(leaf), leaf} {
		if err := s.fs.Mkdir(folder); err != nil {
			return diskError(err)
		}
		if err := s.fs.SyncDir(filepath.Dir(folder)); err != nil {
			return diskError(err)
		}
	}
	return nil
}

// Open opens stored content. MIME is read from the content again; who stored
// the answer of Put may prefer that one.
func (s *Store) Open(sum string) (io.ReadSeekCloser, Info, error) {
	if !ValidSum(sum) {
		return nil, Info{}, fmt.Errorf("open attachment %.80q: %w", sum, ErrBadSum)
	}
	f, err := os.Open(s.place(sum))
	if err != nil {
		return nil, Info{}, fmt.Errorf("open attachment %s: %w", sum, diskError(err))
	}
	info, err := inspect(f, sum)
	if err != nil {
		f.Close()
		return nil, Info{}, fmt.Errorf("open attachment %s: %w", sum, err)
	}
	return f, info, nil
}

// Remove takes content away at once, as the erasure of a person's data needs.
// Everything else goes through Sweep, which cannot hit a file in use.
func (s *Store) Remove(sum string) error {
	if !ValidSum(sum) {
		return fmt.Errorf("remove attachment %.80q: %w", sum, ErrBadSum)
	}
	unlock := s.lockName(sum)
	defer unlock()
	if err := s.unname(sum); err != nil {
		return fmt.Errorf("remove attachment %s: %w", sum, err)
	}
	return nil
}

func (s *Store) unname(sum string) error {
	place := s.place(sum)
	if err := s.fs.Remove(place); err != nil {
		return diskError(err)
	}
	return diskError(s.fs.SyncDir(filepath.Dir(place)))
}

// ValidSum tells whether sum can be the name of stored content. Nothing else
// ever becomes part of a path.
func ValidSum(sum string) bool {
	return len(sum) == hex.EncodedLen(sha256.Size) && strings.Trim(sum, "0123456789abcdef") == ""
}

func (s *Store) place(sum string) string {
	return filepath.Join(s.dir, sum[:2], sum[2:4], sum)
}

func (s *Store) lockName(sum string) (unlock func()) {
	var first [1]byte
	_, _ = hex.Decode(first[:], []byte(sum[:2])) // sums are checked before they come here
	s.naming[first[0]].Lock()
	return s.naming[first[0]].Unlock
}

// intake is what is learned about content while it streams past.
type intake struct {
	sum  hash.Hash
	head []byte
	size int64
}

func (in *intake) copy(ctx context.Context, w io.Writer, r io.Reader, limit int64) error {
	buf := make([]byte, 64<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, readErr := r.Read(buf)
		if in.size += int64(n); in.size > limit {
			return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		}
		if err := in.take(w, buf[:n]); err != nil {
			return err
		}
		if errors.Is(readErr, io.EOF) {
			return nil
		}
		if readErr != nil {
			return fmt.Errorf("receive: %w", readErr)
		}
	}
}

func (in *intake) take(w io.Writer, p []byte) error {
	if missing := headSize - len(in.head); missing > 0 {
		in.head = append(in.head, p[:min(missing, len(p))]...)
	}
	in.sum.Write(p)
	_, err := w.Write(p)
	return diskError(err)
}

func inspect(f *os.File, sum string) (Info, error) {
	stat, err := f.Stat()
	if err != nil {
		return Info{}, err
	}
	head := make([]byte, headSize)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Info{}, err
	}
	return Info{SHA256: sum, Size: stat.Size(), MIME: detect(head[:n])}, nil
}

func detect(head []byte) string {
	return essence(mimetype.Detect(head).String())
}

// diskError names the failures that a caller answers differently.
func diskError(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return err
}
