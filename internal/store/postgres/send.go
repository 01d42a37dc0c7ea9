package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"pronto/internal/store"
)

// early is how much is encoded before it is on its way: the server works on the
// first rows of a batch while the next are made ready.
const early = 16 << 10

// send runs statements in one round trip and checks what the last one did:
// COMMIT of a failed transaction rolls back without complaint. It speaks to the
// connection below the driver's own batches, which take several times as long to
// encode rows that are nothing but texts and numbers.
func (w *writer) send(ctx context.Context, statements []store.Statement, last string) error {
	prepared := make([]*pgconn.StatementDescription, len(statements))
	for i, s := range statements {
		var err error
		if prepared[i], err = w.conn.Prepare(ctx, s.SQL, s.SQL); err != nil { // the driver remembers those it knows
			return fmt.Errorf("prepare: %w", err)
		}
	}
	p := w.conn.PgConn().StartPipeline(ctx)
	err := w.request(p, statements, prepared)
	if err == nil {
		err = answered(p, len(statements), last)
	}
	if closing := p.Close(); err == nil {
		err = closing
	}
	return err
}

func (w *writer) request(p *pgconn.Pipeline, statements []store.Statement, prepared []*pgconn.StatementDescription) error {
	ready := 0
	for i, s := range statements {
		if err := w.wire.encode(s.Args); err != nil {
			return errors.Join(err, p.Sync())
		}
		p.SendQueryStatement(prepared[i], w.wire.values, binaryFormat, nil)
		if ready += len(w.wire.bytes); ready >= early {
			if err := p.Flush(); err != nil {
				return err
			}
			ready = 0
		}
	}
	return p.Sync()
}

func answered(p *pgconn.Pipeline, statements int, last string) error {
	var tag pgconn.CommandTag
	for range statements {
		answer, err := p.GetResults()
		if err != nil {
			return err
		}
		result, ok := answer.(*pgconn.ResultReader)
		if !ok {
			return fmt.Errorf("a statement was answered with %T", answer)
		}
		if tag, err = result.Close(); err != nil {
			return err
		}
	}
	if last != "" && tag.String() != last {
		return fmt.Errorf("%s was answered with %s", last, tag)
	}
	return nil
}

// binaryFormat goes for all parameters of a statement.
var binaryFormat = []int16{pgtype.BinaryFormatCode}

// parameters are the arguments of one statement as the server reads them: a text
// is itself, a number is a BIGINT. The room is used again and again.
type parameters struct {
	values [][]byte
	bytes  []byte
}

func (p *parameters) encode(args []any) error {
	p.values, p.bytes = p.values[:0], append(p.bytes[:0], 0) // a value without bytes is not NULL
	for i, arg := range args {
		at := len(p.bytes)
		switch v := arg.(type) {
		case string:
			p.bytes = append(p.bytes, v...)
		case int64:
			p.bytes = binary.BigEndian.AppendUint64(p.bytes, uint64(v))
		default:
			return fmt.Errorf("argument %d is a %T", i, arg)
		}
		p.values = append(p.values, p.bytes[at:])
	}
	return nil
}
