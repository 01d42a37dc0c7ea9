package sqlite

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/store/storetest"
)

// schemas are stored files of every schema that was released, each with one row
// of every kind. A release that changes the schema adds its file here, made by
// APPROVE=1 go test -run TestStoreSchema.
var schemas = []struct {
	name string
	// before is done to the file, as that release would have.
	before string
	// unknown takes out what that release did not know.
	unknown func(*engine.Batch)
}{
	// The site had signed who this is, and nothing else.
	{"schema-2.db.gz", "INSERT INTO identities VALUES ('ch1', 'user:cliente-482', 'k1')", func(b *engine.Batch) {
		storetest.BeforeStatuses(b)
		b.Contacts[0].Proven = nil
	}},
	// What wakes an agent had another name.
	{"schema-4.db.gz", "INSERT INTO deadlines VALUES ('presence', 'u1', 60000)", func(b *engine.Batch) {
		storetest.BeforeStatuses(b)
		wake := desk.Deadline{Kind: desk.AgentWake, Subject: "u1", Due: time.Unix(60, 0).UTC()}
		b.Deadlines = slices.Insert(b.Deadlines, 0, wake)
	}},
	{"schema-10.db.gz", "", func(*engine.Batch) {}},
}

// TestEarlierSchemas: a desk of any earlier release opens and has everything.
func TestEarlierSchemas(t *testing.T) {
	for _, s := range schemas {
		t.Run(s.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, Name)
			if err := os.WriteFile(file, unpacked(t, filepath.Join("testdata", s.name)), 0o600); err != nil {
				t.Fatal(err)
			}
			change(t, file, s.before)
			db := mustOpen(t, dir)
			defer mustClose(t, db)
			storetest.Migrated(t, db, s.unknown)
		})
	}
}

func change(t *testing.T, file, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestStoreSchema writes the file of the present schema.
func TestStoreSchema(t *testing.T) {
	if os.Getenv("APPROVE") != "1" {
		t.Skip("APPROVE=1 writes the stored file of the present schema")
	}
	dir := t.TempDir()
	db := mustOpen(t, dir)
	storetest.Fill(t, db)
	if _, err := db.writer.conn.ExecContext(t.Context(), "VACUUM"); err != nil {
		t.Fatal(err)
	}
	var version int
	if err := db.writer.conn.QueryRowContext(t.Context(), "SELECT max(version_id) FROM schema_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	made, err := os.ReadFile(filepath.Join(dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write(made)
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", fmt.Sprintf("schema-%d.db.gz", version)), packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestLaterSchemaIsRefused: an older program does not touch a newer desk.
func TestLaterSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := mustOpen(t, dir)
	if _, err := db.writer.conn.ExecContext(t.Context(), "INSERT INTO schema_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	if _, err := Open(t.Context(), dir); err == nil {
		t.Error("a database of a later program was opened")
	}
}
