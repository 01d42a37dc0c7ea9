package archtest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

const module = "pronto"

// check reads all Go files of a module and returns what breaks the rules of the
// house, one line each.
func check(root fs.FS) ([]string, error) {
	c := checker{files: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return enter(root, name)
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		return c.file(root, name)
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the module: %w", err)
	case c.seen == 0:
		return nil, errors.New("the module has no Go file: there was nothing to check")
	}
	return c.complaints, nil
}

// enter says fs.SkipDir for folders that are not of this module.
func enter(root fs.FS, name string) error {
	base := path.Base(name)
	switch {
	case name == ".":
		return nil
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"), base == "testdata", base == "node_modules":
		return fs.SkipDir
	}
	if _, err := fs.Stat(root, path.Join(name, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

type checker struct {
	files      *token.FileSet
	seen       int
	complaints []string
}

func (c *checker) complain(at token.Pos, format string, args ...any) {
	c.complaints = append(c.complaints, fmt.Sprintf("%s: %s", c.files.Position(at), fmt.Sprintf(format, args...)))
}

func (c *checker) file(root fs.FS, name string) error {
	source, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(c.files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	c.seen++
	from, found := rowOf(short(path.Dir(name)))
	if !found {
		c.complain(parsed.Package, "package %s has no row in the house", path.Dir(name))
		return nil
	}
	for _, spec := range parsed.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		c.oneImport(from, spec.Pos(), target)
	}
	if from.pure {
		c.purity(parsed)
	}
	return nil
}

func (c *checker) oneImport(from row, at token.Pos, target string) {
	if ours, ok := strings.CutPrefix(target, module+"/"); ok {
		to, found := rowOf(short(ours))
		if found && to.pkg != from.pkg && !slices.Contains(from.may, to.pkg) {
			c.complain(at, "%s may not import %s; of ours it may import: %s", from.pkg, short(ours), list(from.may))
		}
		return
	}
	if from.pure && !isPure(target) {
		c.complain(at, "%s is pure and may not import %s", from.pkg, target)
	}
	for _, keep := range kept {
		if covers(target)(keep.path) && !slices.Contains(keep.by, from.pkg) {
			c.complain(at, "%s may not import %s; it belongs to: %s", from.pkg, target, list(keep.by))
		}
	}
}

// purity looks for calls of the clock and for shapes of the wire.
func (c *checker) purity(file *ast.File) {
	name := nameOf(file, "time")
	if name == "." {
		c.complain(file.Package, "a dot import of time hides what is called")
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && name != "" && pkg.Name == name && slices.Contains(clock, n.Sel.Name) {
				c.complain(n.Pos(), "a pure package is told the time and does not call time.%s", n.Sel.Name)
			}
		case *ast.Field:
			if n.Tag != nil && hasJSON(n.Tag) {
				c.complain(n.Pos(), "a pure package has no JSON tags")
			}
		case *ast.GoStmt:
			c.complain(n.Pos(), "a pure package starts no goroutine")
		}
		return true
	})
}

func hasJSON(tag *ast.BasicLit) bool {
	text, _ := strconv.Unquote(tag.Value)
	_, ok := reflect.StructTag(text).Lookup("json")
	return ok
}

// nameOf is the name under which a file imports a standard package, empty when
// it does not.
func nameOf(file *ast.File, pkg string) string {
	for _, spec := range file.Imports {
		if spec.Path.Value != strconv.Quote(pkg) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(pkg)
	}
	return ""
}

// rowOf finds the row that speaks for a package: its own, or the nearest above.
func rowOf(pkg string) (row, bool) {
	for ; pkg != "."; pkg = path.Dir(pkg) {
		i := slices.IndexFunc(house, func(r row) bool { return r.pkg == pkg })
		if i >= 0 {
			return house[i], true
		}
	}
	return row{}, false
}

func short(dir string) string { return strings.TrimPrefix(dir, "internal/") }

// isPure tells whether a package that is not ours may be used by a pure one.
func isPure(target string) bool {
	return slices.Contains(harmless, target) || !isForeign(target) && !slices.ContainsFunc(impure, covers(target))
}

// isForeign tells a third party's package by the dot in its first element.
func isForeign(target string) bool {
	first, _, _ := strings.Cut(target, "/")
	return strings.Contains(first, ".")
}

// covers returns whether an import path is the target or above it.
func covers(target string) func(above string) bool {
	return func(above string) bool { return target == above || strings.HasPrefix(target, above+"/") }
}

func list(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
