package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// ErrLocked refuses a data directory that another process uses.
var ErrLocked = errors.New("the data directory is in use")

// Lock is the sole use of a data directory. It ends with the process at the
// latest, however that ends.
type Lock struct{ file *os.File }

// LockDirectory takes the data directory for this process, whatever database it
// goes with. It fails with ErrLocked, naming who has it.
func LockDirectory(dir string) (*Lock, error) {
	path := filepath.Join(dir, "pronto.lock")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w: %s is held by process %s", ErrLocked, dir, holder(file))
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := sign(file); err != nil {
		return nil, errors.Join(fmt.Errorf("sign %s: %w", path, err), file.Close())
	}
	return &Lock{file}, nil
}

// Release gives the directory back. The file stays: to remove it would let two
// processes lock two files of one name.
func (l *Lock) Release() error { return l.file.Close() }

func holder(file *os.File) string {
	buf := make([]byte, 20)
	n, _ := file.ReadAt(buf, 0) // the end of the file is expected
	if pid := string(bytes.TrimSpace(buf[:n])); pid != "" {
		return pid
	}
	return "unknown"
}

func sign(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
