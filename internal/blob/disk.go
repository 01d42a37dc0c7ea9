package blob

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// fileSystem is what Put and Remove do to the disk. It exists so that tests can
// prove the order of the steps and fail each of them.
type fileSystem interface {
	CreateTemp(dir string) (file, error)
	Mkdir(dir string) error // no error when it is there
	Exists(name string) (bool, error)
	Rename(from, to string) error
	Remove(name string) error
	SyncDir(dir string) error
}

type file interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
}

type disk struct{}

func (disk) CreateTemp(dir string) (file, error) {
	f, err := os.CreateTemp(dir, "upload-*") // 0600
	if err != nil {
		return nil, err // not f: a nil *os.File in an interface is not nil
	}
	return f, nil
}

func (disk) Mkdir(dir string) error {
	if err := os.Mkdir(dir, 0o700); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (disk) Exists(name string) (bool, error) {
	_, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (disk) Rename(from, to string) error { return os.Rename(from, to) }
func (disk) Remove(name string) error     { return os.Remove(name) }

func (disk) SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
