package postgres_test

import (
	"strings"
	"testing"

	"pronto/internal/store/sqlite"
	"pronto/internal/store/storetest"
)

// TestMove: a desk moves from one database to the other and back, and loses
// nothing: the dumps are the same, byte by byte.
func TestMove(t *testing.T) {
	first := openFile(t)
	storetest.Fill(t, first)
	dump := storetest.Dump(t, first)
	var epochs []string
	move := func(to storetest.Store) {
		t.Helper()
		if err := to.Import(t.Context(), strings.NewReader(dump)); err != nil {
			t.Fatal(err)
		}
		if moved := storetest.Dump(t, to); moved != dump {
			t.Errorf("the dump became\n%s\nwas\n%s", moved, dump)
		}
		storetest.Restored(t, to, epochs...)
		live, err := to.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		epochs = append(epochs, live.Epoch)
	}
	move(open(t))
	move(openFile(t))
}

func openFile(t *testing.T) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), t.TempDir())
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
