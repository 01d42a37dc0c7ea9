package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"pronto/internal/store/postgres"
	"pronto/internal/store/storetest"
	"pronto/internal/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func open(t *testing.T) *postgres.DB {
	t.Helper()
	return openAt(t, pgtest.URL(t))
}

func openAt(t *testing.T, address string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// TestConformance uses one database for all: to make one takes longer than most
// of the tests.
func TestConformance(t *testing.T) {
	address := pgtest.URL(t)
	storetest.Run(t, func(t *testing.T) storetest.Store {
		t.Cleanup(func() { wipe(t, address) })
		return openAt(t, address)
	})
	bytewise(t, address)
}

// bytewise: text is compared as SQLite does, in tables of any migration, and in
// those that the dump of an earlier release was taken into.
func bytewise(t *testing.T, address string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var texts int
	var others string
	err = conn.QueryRow(t.Context(), `SELECT count(*), COALESCE(string_agg(table_name || '.' || column_name, ' ') FILTER (WHERE collation_name IS DISTINCT FROM 'C'), '')
		FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'text'`).Scan(&texts, &others)
	if err != nil || texts == 0 || others != "" {
		t.Errorf("of %d texts not compared byte by byte: %s, %v", texts, others, err)
	}
}

// wipe empties every table but that of the migrations.
func wipe(t *testing.T, address string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	var deletes string
	err = conn.QueryRow(ctx, `SELECT string_agg(format('DELETE FROM %I', tablename), ';') FROM pg_tables
		WHERE schemaname = current_schema() AND tablename <> 'schema_version'`).Scan(&deletes)
	if err == nil {
		_, err = conn.PgConn().Exec(ctx, deletes).ReadAll()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkFlush measures flushes on a server that waits for the disk only if
// PRONTO_TEST_POSTGRES names one; the tests' own is hasty.
func BenchmarkFlush(b *testing.B) {
	db, err := postgres.Open(b.Context(), pgtest.URL(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	storetest.Populate(b, db, storetest.Size{Conversations: 2000, Messages: 10_000})
	storetest.BenchFlush(b, db)
}
