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
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"pronto/internal/blob"
	"pronto/internal/config"
	"pronto/internal/store"
)

// A backup is one tar: rows/000001 … hold the dump of one snapshot in
// pieces, files/HASH the attachments, and manifest.json, last, says what there
// must be. It is the same for every database, so that restoring it into another
// is how one grows.

const (
	backupFormat = 1
	rowsPiece    = 4 << 20
	manifestName = "manifest.json"
)

// Manifest is what a backup says about itself.
type Manifest struct {
	Format  int               `json:"format"`
	Version string            `json:"version"`
	At      time.Time         `json:"at"`
	Rows    int               `json:"rows"` // pieces
	Files   int               `json:"files"`
	Sums    map[string]string `json:"sums"` // entry → SHA-256
	// Damaged are attachments that the disk no longer gives back as they were
	// stored. One of them must not cost the desk all its backups, so each is
	// named and left out when restoring.
	Damaged []string `json:"damaged,omitempty"`
}

// Backup writes a backup while the desk runs.
func (n *Node) Backup(ctx context.Context, w io.Writer) error {
	now := n.Engine.Now()
	out := &backupWriter{tar: tar.NewWriter(w), at: now, manifest: Manifest{Format: backupFormat, Version: n.opts.Version, At: now, Sums: map[string]string{}}}
	if err := n.store.Export(ctx, out); err != nil {
		return fmt.Errorf("read the rows: %w", err)
	}
	if err := out.piece(); err != nil {
		return err
	}
	err := n.blobs.Walk(ctx, func(s blob.Stored) error { return out.file(ctx, n.blobs, s) })
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

func rowsName(piece int) string { return fmt.Sprintf("rows/%06d", piece) }

func (b *backupWriter) piece() error {
	if b.rows.Len() == 0 {
		return nil
	}
	b.manifest.Rows++
	err := b.entry(rowsName(b.manifest.Rows), b.rows.Bytes())
	b.rows.Reset()
	return err
}

func (b *backupWriter) file(ctx context.Context, blobs *blob.Store, s blob.Stored) error {
	if err := ctx.Err(); err != nil {
		return err
	}
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
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(b.tar, hash), content); err != nil {
		return err
	}
	if hex.EncodeToString(hash.Sum(nil)) != s.SHA256 {
		b.manifest.Damaged = append(b.manifest.Damaged, name)
		return nil
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
	if err := b.entry(manifestName, data); err != nil {
		return err
	}
	return b.tar.Close()
}

// Restore reads a backup into an empty data folder and database. The whole
// backup is checked before anything is written. It fails while a server runs on
// the data.
func Restore(ctx context.Context, cfg config.Config, file string) (Manifest, error) {
	manifest, err := CheckBackup(file)
	if err != nil {
		return manifest, err
	}
	if err := spare(ctx, cfg); err != nil {
		return manifest, err
	}
	into, err := openStore(ctx, cfg)
	if err != nil {
		return manifest, err
	}
	err = restoreInto(ctx, cfg, into, file, manifest)
	return manifest, errors.Join(err, into.Close())
}

// CheckBackup reads a backup through: it holds what its manifest says, in order,
// and nothing else.
func CheckBackup(file string) (Manifest, error) {
	c := backupCheck{sums: map[string]string{}}
	err := eachEntry(file, c.take)
	m := c.manifest
	switch {
	case err != nil:
		return m, fmt.Errorf("%s is no backup, or it is cut off or damaged: %w", file, err)
	case m.Format == 0:
		return m, fmt.Errorf("%s is no backup, or it is cut off: it has no manifest", file)
	case m.Format != backupFormat:
		return m, fmt.Errorf("%s has format %d; this version of pronto reads %d", file, m.Format, backupFormat)
	}
	for name, want := range m.Sums {
		if c.sums[name] != want {
			return m, fmt.Errorf("%s is damaged: %s is not what was written", file, name)
		}
	}
	for name := range c.sums {
		if _, known := m.Sums[name]; !known && !slices.Contains(m.Damaged, name) {
			return m, fmt.Errorf("%s is damaged: its manifest does not know %s", file, name)
		}
	}
	if c.rows != m.Rows || len(m.Sums) != m.Rows+m.Files {
		return m, fmt.Errorf("%s is damaged: %d pieces of rows and %d sums, not what its manifest says", file, c.rows, len(m.Sums))
	}
	return m, nil
}

type backupCheck struct {
	manifest Manifest
	sums     map[string]string
	rows     int
}

// take reads one entry. Pieces of the rows must come in their order, and no
// entry twice, as restoring takes them one by one.
func (c *backupCheck) take(name string, r io.Reader) error {
	_, twice := c.sums[name]
	switch {
	case c.manifest.Format != 0:
		return fmt.Errorf("%s comes after the manifest", name)
	case name == manifestName:
		return json.NewDecoder(r).Decode(&c.manifest)
	case twice:
		return fmt.Errorf("%s comes twice", name)
	case strings.HasPrefix(name, "rows/"):
		if c.rows++; name != rowsName(c.rows) {
			return fmt.Errorf("%s comes in the place of %s", name, rowsName(c.rows))
		}
	}
	hash := sha256.New()
	_, err := io.Copy(hash, r)
	c.sums[name] = hex.EncodeToString(hash.Sum(nil))
	return err
}

// restoreInto hands the rows to an import that is committed only once all
// attachments are durable: whichever of the two fails ends the other.
func restoreInto(ctx context.Context, cfg config.Config, into Store, file string, manifest Manifest) error {
	blobs, err := blob.Open(blobFolder(cfg))
	if err != nil {
		return err
	}
	rows, write := io.Pipe()
	imported := make(chan error, 1)
	go func() {
		err := into.Import(ctx, rows)
		_ = rows.CloseWithError(err) // so that nobody waits for a reader
		imported <- err
	}()
	err = eachEntry(file, func(name string, r io.Reader) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, whole := manifest.Sums[name]; !whole {
			return nil
		}
		var err error
		if strings.HasPrefix(name, "rows/") {
			_, err = io.Copy(write, r)
		} else {
			_, err = blobs.Put(ctx, r, math.MaxInt64)
		}
		return err
	})
	_ = write.CloseWithError(err) // nil is the end of the rows
	failed := <-imported
	switch {
	case errors.Is(failed, store.ErrNotEmpty):
		return fmt.Errorf("there is a desk already: restore into an empty folder and database (%w)", failed)
	case failed != nil:
		return fmt.Errorf("restore: %w", failed)
	}
	return err
}

func eachEntry(file string, visit func(name string, r io.Reader) error) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
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
