package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Stored is one content as Walk finds it.
type Stored struct {
	SHA256   string
	Size     int64
	Modified time.Time // when it was last put
}

// Walk visits all stored content in the order of the sums. Content that comes
// or goes meanwhile may be seen or not.
func (s *Store) Walk(ctx context.Context, visit func(Stored) error) error {
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // went meanwhile
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !entry.Type().IsRegular() || !ValidSum(entry.Name()) || path != s.place(entry.Name()):
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return visit(Stored{SHA256: entry.Name(), Size: info.Size(), Modified: info.ModTime()})
	})
	if err != nil {
		return fmt.Errorf("walk attachments: %w", err)
	}
	return nil
}

// Sweep removes content last put before olderThan that keep does not claim, and
// uploads that broke off before then. It returns how many files went. keep may
// be slow: it is asked without any lock, and content put again meanwhile stays.
//
// olderThan must lie further back than an upload can take until the message
// that names it is written.
func (s *Store) Sweep(ctx context.Context, keep func(sum string) (bool, error), olderThan time.Time) (int, error) {
	removed, err := s.sweepTemps(olderThan)
	if err != nil {
		return removed, fmt.Errorf("sweep attachments: %w", err)
	}
	err = s.Walk(ctx, func(found Stored) error {
		if !found.Modified.Before(olderThan) {
			return nil
		}
		if kept, err := keep(found.SHA256); kept || err != nil {
			return err
		}
		gone, err := s.removeIfOlder(found.SHA256, olderThan)
		if gone {
			removed++
		}
		return err
	})
	if err != nil {
		return removed, fmt.Errorf("sweep attachments: %w", err)
	}
	return removed, nil
}

func (s *Store) removeIfOlder(sum string, olderThan time.Time) (bool, error) {
	unlock := s.lockName(sum)
	defer unlock()
	info, err := os.Lstat(s.place(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(olderThan) {
		return false, err
	}
	return true, s.unname(sum)
}

func (s *Store) sweepTemps(olderThan time.Time) (int, error) {
	folder := filepath.Join(s.dir, tempFolder)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // its upload ended
		}
		if err != nil {
			return removed, err
		}
		if !info.ModTime().Before(olderThan) {
			continue
		}
		if err := s.fs.Remove(filepath.Join(folder, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
