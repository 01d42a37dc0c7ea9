// Command pgserver is pgtest for tests that are not written in Go: a throwaway
// PostgreSQL that lives as long as its standard input stays open. For each line
// it reads it makes an empty database and prints the address.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"pronto/internal/testkit/pgtest"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) (err error) {
	cluster, err := pgtest.Start("", pgtest.Hasty()...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Stop()) }()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		database, err := cluster.CreateDatabase(context.Background())
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, database); err != nil {
			return err
		}
	}
	return lines.Err()
}
