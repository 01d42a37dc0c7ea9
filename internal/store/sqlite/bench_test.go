package sqlite_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"pronto/internal/store/sqlite"
	"pronto/internal/store/storetest"
)

// BenchmarkLarge stores a hundred thousand conversations with a million messages
// and measures lists, flushes and the start.
func BenchmarkLarge(b *testing.B) {
	dir := b.TempDir()
	db, err := sqlite.Open(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	storetest.Populate(b, db, storetest.Large)
	b.Run("List", func(b *testing.B) { storetest.BenchLists(b, db) })
	b.Run("Flush", func(b *testing.B) { storetest.BenchFlush(b, db) })
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("Start", func(b *testing.B) {
		runtime.GC()
		before := resident(b)
		for b.Loop() {
			begun := time.Now()
			db, err := sqlite.Open(b.Context(), dir)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := db.Load(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(time.Since(begun).Milliseconds()), "start-ms")
			b.ReportMetric(float64(resident(b)-before)/1024, "grown-MB")
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// resident is the memory of this process in kB.
func resident(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip(err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		b.Fatal(err)
	}
	return n
}
