package storetest

import (
	"fmt"
	"testing"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
)

// ledger is the whole read model.
func ledger(t *testing.T, s Store) (read.LedgerState, []read.LedgerChunk) {
	t.Helper()
	state, ok, err := s.LedgerState(t.Context())
	if err != nil || !ok {
		t.Fatalf("ledger state: %v, %v", ok, err)
	}
	return state, chunksOf(t, s, "", noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0))
}

func chunksOf(t *testing.T, s Store, subject string, from, to time.Time) []read.LedgerChunk {
	t.Helper()
	return must[[]read.LedgerChunk](t)(s.LedgerChunks(t.Context(), subject, from, to))
}

// testLedger: the read model goes on by keys, and begins anew.
func testLedger(t *testing.T, s Store) {
	missing[read.LedgerState](t)(s.LedgerState(t.Context()))
	got(t, "no chunks", len(chunksOf(t, s, "", time.Time{}, after(1e6))), 0)
	piece := func(subject string, hour int, data string) engine.LedgerChunk {
		return engine.LedgerChunk{Subject: subject, Start: after(3600 * hour), Data: []byte(data)}
	}
	update := func(seq int64, anew bool, chunks ...engine.LedgerChunk) {
		t.Helper()
		flush(t, s, &engine.Batch{Ledger: &engine.LedgerUpdate{State: engine.LedgerState{Seq: seq, Data: fmt.Append(nil, "at ", seq)}, Chunks: chunks, Anew: anew}})
		state, _ := ledger(t, s)
		got(t, "state", state, read.LedgerState{Seq: seq, Data: fmt.Append(nil, "at ", seq)})
	}
	holds := func(subject string, from, to int, want string) {
		t.Helper()
		var have string
		for _, c := range chunksOf(t, s, subject, after(3600*from), after(3600*to)) {
			have += fmt.Sprintf("%s/%d=%s ", c.Subject, int(c.Start.Sub(noon).Hours()), c.Data)
		}
		got(t, fmt.Sprintf("chunks of %q from %d to %d", subject, from, to), have, want)
	}
	update(5, false, piece("ub", 0, "a"), piece("ua", 1, "b"), piece("ua", 0, "c"))
	holds("", 0, 9, "ua/0=c ua/1=b ub/0=a ")
	// What begins in the stretch counts, with its first instant and without its last.
	holds("", 1, 2, "ua/1=b ")
	holds("", 0, 1, "ua/0=c ub/0=a ")
	holds("ua", 0, 9, "ua/0=c ua/1=b ")
	holds("ua", 1, 9, "ua/1=b ")
	holds("ub", 1, 9, "")
	holds("u", 0, 9, "")
	update(6, false, piece("ua", 1, "later"), piece("ua", 2, ""))
	holds("", 0, 9, "ua/0=c ua/1=later ua/2= ub/0=a ")
	update(7, false)
	holds("", 0, 9, "ua/0=c ua/1=later ua/2= ub/0=a ")
	// The same statements again and again, whatever they are kept as.
	for seq := range int64(8) {
		update(seq+8, true, piece("uc", 3, "anew"), piece("ua", 0, "too"))
		holds("", 0, 9, "ua/0=too uc/3=anew ")
	}
	update(20, true)
	holds("", 0, 9, "")
	many := make([]engine.LedgerChunk, 200)
	for i := range many {
		many[i] = piece(fmt.Sprintf("u%03d", i), 0, "x")
	}
	update(21, true, many...)
	got(t, "chunks", len(chunksOf(t, s, "", noon, after(1))), len(many))
	refused(t, s, "a batch that fails later", &engine.Batch{
		Ledger: &engine.LedgerUpdate{State: engine.LedgerState{Seq: 22}, Anew: true}, Events: append(recorded(0, desk.ServerStarted{}), recorded(0, desk.ServerStarted{})...),
	})
	got(t, "chunks after a refusal", len(chunksOf(t, s, "", noon, after(1))), len(many))
}

// testCorrections: those that touch a stretch, in the order in which they were
// made.
func testCorrections(t *testing.T, s Store) {
	made := func(id string, user desk.UserID, from, to, at int) desk.Correction {
		return desk.Correction{ID: desk.CorrectionID(id), User: user, From: after(from), To: after(to), Label: desk.BlipOnline, Why: "…", Author: desk.System, At: after(at)}
	}
	early, late, over, other := made("t3", "u1", 0, 10, 100), made("t1", "u1", 20, 30, 300), made("t2", "u1", 5, 25, 200), made("t4", "u2", 0, 10, 50)
	flush(t, s, &engine.Batch{Corrections: []desk.Correction{late, over}})
	flush(t, s, &engine.Batch{Corrections: []desk.Correction{early, other}})
	for _, c := range []struct {
		from, to int
		want     []desk.Correction
	}{
		{0, 30, []desk.Correction{early, over, late}},
		{10, 20, []desk.Correction{over}},
		{9, 21, []desk.Correction{early, over, late}},
		{-10, 0, nil},
		{30, 40, nil},
		{12, 13, []desk.Correction{over}},
	} {
		have := must[[]desk.Correction](t)(s.Corrections(t.Context(), "u1", after(c.from), after(c.to)))
		got(t, fmt.Sprintf("from %d to %d", c.from, c.to), have, c.want)
	}
	refused(t, s, "a correction twice", &engine.Batch{Corrections: []desk.Correction{early}})
	refused(t, s, "a correction of no time", &engine.Batch{Corrections: []desk.Correction{made("t9", "u1", 5, 5, 1)}})
}
