// Package storetest is the conformance suite of the stores: whatever database is
// below, it promises the engine and the readers the same. Durability, locks and
// the meaning of lost connections differ and are proved beside each store.
package storetest

import (
	"context"
	"io"
	"testing"

	"pronto/internal/engine"
	"pronto/internal/read"
)

// Store is what a database offers.
type Store interface {
	engine.Store
	read.Store
	Export(ctx context.Context, w io.Writer) error
	Import(ctx context.Context, r io.Reader) error
}

// Run runs the suite. Open gives an empty store, closed when its test ends.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Store)
	}{
		{"Empty", testEmpty},
		{"EveryRow", testEveryRow},
		{"ZeroRows", testZeroRows},
		{"Rewrite", testRewrite},
		{"Lookup", testLookup},
		{"LoadOnlyOpen", testLoadOnlyOpen},
		{"Members", testMembers},
		{"Deadlines", testDeadlines},
		{"Keys", testKeys},
		{"Beat", testBeat},
		{"Chunks", testChunks},
		{"OneOpenConversation", testOneOpenConversation},
		{"CloseAndReopenInOneBatch", testCloseAndReopen},
		{"RecognizedInOneBatch", testRecognized},
		{"OnePendingOffer", testOnePendingOffer},
		{"RefusedAtTheEnd", testRefusedAtTheEnd},
		{"Unique", testUnique},
		{"StateConstraints", testStateConstraints},
		{"RefusedBatchLeavesNothing", testRefused},
		{"WrittenAfterRefusal", testWrittenAfterRefusal},
		{"Text", testText},
		{"TenFiles", testTenFiles},
		{"Messages", testMessages},
		{"Thread", testThread},
		{"OfContact", testOfContact},
		{"Offers", testOffers},
		{"Traces", testTraces},
		{"Events", testEvents},
		{"InQueue", testInQueue},
		{"Mine", testMine},
		{"Supervised", testSupervised},
		{"Past", testPast},
		{"Cursors", testCursors},
		{"CursorWhileRowsComeIn", testCursorStable},
		{"BadCursor", testBadCursor},
		{"SearchNames", testSearchNames},
		{"SearchNumbers", testSearchNumbers},
		{"SearchSees", testSearchSees},
		{"SearchCommon", testSearchCommon},
		{"Roles", testRoles},
		{"Whispers", testWhispers},
		{"Corrections", testCorrections},
		{"OpenIn", testOpenIn},
		{"Ledger", testLedger},
		{"Dump", testDump},
		{"OlderDump", testOlderDump},
		{"DumpRefused", testDumpRefused},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}
