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
	"os"
	"strings"
	"time"

	"pronto/internal/blob"
	"pronto/internal/config"
)

// A backup is one tar: rows/000001 … hold the dump of one snapshot in
// pieces, files/HASH the attachments, and manifest.json, last, says what there
// must be. It is the same for every database, so that restoring it into another
// is how one grows.

const (
	backupFormat = 1
	rowsPiece    = 4 << 20
)

// Manifest is what a backup says about itself.
type Manifest struct {
	Format  int               `json:"format"`
	Version string            `json:"version"`
	At      time.Time         `json:"at"`
	Epoch   string            `json:"epoch"`
	Seq     int64             `json:"seq"`
	Rows    int               `json:"rows"` // pieces
	Files   int               `json:"files"`
	Sums    map[string]string `json:"sums"` // entry → SHA-256
}

// Backup writes a backup while the desk runs.
func (n *Node) Backup(ctx context.Context, w io.Writer) error {
	out := &backupWriter{tar: tar.NewWriter(w), at: n.Engine.Now(), manifest: Manifest{
		Format: backupFormat, Version: n.opts.Version, At: n.Engine.Now(), Epoch: n.Engine.Epoch(), Seq: n.Engine.Seq(), Sums: map[string]string{},
	}}
	if err := n.store.Export(ctx, out); err != nil {
		return fmt.Errorf("read the rows: %w", err)
	}
	if err := out.piece(); err != nil {
		return err
	}
	err := n.blobs.Walk(ctx, func(s blob.Stored) error { return out.file(n.blobs, s) })
	if err != nil {
		return fmt.Errorf("read the attachments: %w", err)
	}
	return out.finish()
}

type backupWriter struct {
	tar      *tar.Writer
	at       time.Time
	rows     bytes.Buffer
	manifest Manifest
}

// Write takes the dump of the rows and cuts it into pieces.
func (b *backupWriter) Write(data []byte) (int, error) {
	n, _ := b.rows.Write(data)
	if b.rows.Len() < rowsPiece {
		return n, nil
	}
	return n, b.piece()
}

func (b *backupWriter) piece() error {
	if b.rows.Len() == 0 {
		return nil
	}
	b.manifest.Rows++
	err := b.entry(fmt.Sprintf("rows/%06d", b.manifest.Rows), b.rows.Bytes())
	b.rows.Reset()
	return err
}

func (b *backupWriter) file(blobs *blob.Store, s blob.Stored) error {
	content, info, err := blobs.Open(s.SHA256)
	if errors.Is(err, blob.ErrNotFound) {
		return nil // an orphan that was swept a moment ago
	}
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	name := "files/" + s.SHA256
	if err := b.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size, ModTime: b.at}); err != nil {
		return err
	}
	if _, err := io.Copy(b.tar, content); err != nil {
		return err
	}
	b.manifest.Files++
	b.manifest.Sums[name] = s.SHA256
	return nil
}

func (b *backupWriter) entry(name string, data []byte) error {
	sum := sha256.Sum256(data)
	b.manifest.Sums[name] = hex.EncodeToString(sum[:])
	if err := b.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(data)), ModTime: b.at}); err != nil {
		return err
	}
	_, err := b.tar.Write(data)
	return err
}

func (b *backupWriter) finish() error {
	data, err := json.MarshalIndent(b.manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := b.entry("manifest.json", data); err != nil {
		return err
	}
	return b.tar.Close()
}

// Restore reads a backup into an empty data folder and database. The whole
// backup is checked before anything is written. It fails while a server runs on
// the data, as that holds the lock.
func Restore(ctx context.Context, cfg config.Config, file string) (Manifest, error) {
	manifest, err := checkBackup(file)
	if err != nil {
		return manifest, err
	}
	store, err := openStore(ctx, cfg)
	if err != nil {
		return manifest, err
	}
	err = restoreInto(ctx, cfg, store, file)
	return manifest, errors.Join(err, store.Close())
}

// checkBackup reads the backup through and compares every sum.
func checkBackup(file string) (Manifest, error) {
	var manifest Manifest
	sums := map[string]string{}
	err := eachEntry(file, func(name string, r io.Reader) error {
		if name == "manifest.json" {
			return json.NewDecoder(r).Decode(&manifest)
		}
		hash := sha256.New()
		_, err := io.Copy(hash, r)
		sums[name] = hex.EncodeToString(hash.Sum(nil))
		return err
	})
	switch {
	case err != nil:
		return manifest, fmt.Errorf("read backup %s: %w", file, err)
	case manifest.Format == 0:
		return manifest, fmt.Errorf("backup %s is cut off: it has no manifest", file)
	case manifest.Format != backupFormat:
		return manifest, fmt.Errorf("backup %s has format %d; this version reads %d", file, manifest.Format, backupFormat)
	}
	for name, want := range manifest.Sums {
		if sums[name] != want {
			return manifest, fmt.Errorf("backup %s is damaged: %s is not what was written", file, name)
		}
	}
	return manifest, nil
}

func restoreInto(ctx context.Context, cfg config.Config, store Store, file string) error {
	blobs, err := blob.Open(blobFolder(cfg))
	if err != nil {
		return err
	}
	rows, write := io.Pipe()
	imported := make(chan error, 1)
	go func() {
		err := store.Import(ctx, rows)
		_ = rows.CloseWithError(err)
		imported <- err
	}()
	err = eachEntry(file, func(name string, r io.Reader) error {
		switch {
		case strings.HasPrefix(name, "rows/"):
			_, err := io.Copy(write, r)
			return err
		case strings.HasPrefix(name, "files/"):
			_, err := blobs.Put(ctx, r, 1<<40)
			return err
		}
		return nil
	})
	_ = write.CloseWithError(err)
	if failed := <-imported; failed != nil {
		return fmt.Errorf("write the rows: %w", failed)
	}
	return err
}

func eachEntry(file string, visit func(name string, r io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for r := tar.NewReader(f); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(head.Name, r); err != nil {
			return err
		}
	}
}
