// Package tempfail has no code of its own: its tests hold the rules that the
// packages below keep among themselves.
package tempfail

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers are the packages without hands, and what they may import beside the
// standard library.
var layers = map[string][]string{
	"parser":    {"embed", "sync"},                                                 // the maps of known loggers are data of the program, and read when the first log is: nothing is opened, nothing waits
	"aggregate": {"tempfail/parser", "golang.org/x/net/publicsuffix", "net/netip"}, // netip: addresses as values, no sockets

	"dashboards": {"embed", "io/fs"}, // files; what makes and tests them is in packages below it
}

// hands are parts of the standard library that reach outside: a package that
// is given time and bytes needs none of them.
var hands = []string{
	"os", "io/fs", "io/ioutil", "net", "log", "syscall", "context", "sync", "runtime", "math/rand", "crypto/rand", "embed", "plugin", "unsafe",
}

// clocks are the functions of package time that ask what time it is, or wait.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

func TestLayers(t *testing.T) {
	for dir, allowed := range layers {
		t.Run(dir, func(t *testing.T) {
			p := load(t, dir)
			for _, file := range p.files {
				p.checkImports(t, file, allowed)
				ast.Inspect(file, func(n ast.Node) bool {
					if says := p.breach(n); says != "" {
						t.Errorf("%s: %s", p.fset.Position(n.Pos()), says)
					}
					return true
				})
			}
		})
	}
}

// TestLayersAreHeld breaks every rule once: a test that cannot fail holds
// nothing.
func TestLayersAreHeld(t *testing.T) {
	const body = `package p
		import "time"
		var seen int
		var table = map[string]int{}
		var rows [3]struct{ n int }
		func init() {}
		func f(local int) {
			local++; rows := 1; rows++
			_ = time.Now()
			go f(1)
			seen++
			table["x"] = 1
			delete(table, "x")
		}
		func g() { rows[1].n = 2; for seen = range 3 {} }`
	p := check(t, "p", map[string]string{"p.go": body})
	var got []string
	ast.Inspect(p.files[0], func(n ast.Node) bool {
		if says := p.breach(n); says != "" {
			got = append(got, says)
		}
		return true
	})
	want := []string{"init", "time.Now", "goroutine", "seen", "table", "table", "rows", "seen"}
	if len(got) != len(want) {
		t.Fatalf("found %d breaches, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, w := range want {
		if !strings.Contains(got[i], w) {
			t.Errorf("breach %d: %q does not speak of %s", i, got[i], w)
		}
	}
}

// source is a package, read and resolved as far as its own names go.
type source struct {
	fset  *token.FileSet
	files []*ast.File
	scope *types.Scope
	info  types.Info
}

func load(t *testing.T, dir string) *source {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no package in %s (%v)", dir, err)
	}
	texts := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return check(t, dir, texts)
}

func check(t *testing.T, name string, texts map[string]string) *source {
	t.Helper()
	p := &source{fset: token.NewFileSet(), info: types.Info{Uses: map[*ast.Ident]types.Object{}}}
	for name, text := range texts {
		file, err := parser.ParseFile(p.fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		p.files = append(p.files, file)
	}
	// Other packages are not looked into: what this one declares is enough.
	c := types.Config{Importer: nobody{}, Error: func(error) {}}
	pkg, _ := c.Check(name, p.fset, p.files, &p.info)
	p.scope = pkg.Scope()
	return p
}

// nobody imports nothing.
type nobody struct{}

func (nobody) Import(path string) (*types.Package, error) {
	return nil, fmt.Errorf("%s is not looked into", path)
}

func (p *source) checkImports(t *testing.T, file *ast.File, allowed []string) {
	t.Helper()
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(path, "/")
		standard := first != "tempfail" && !strings.Contains(first, ".")
		reaches := slices.ContainsFunc(hands, func(h string) bool { return path == h || strings.HasPrefix(path, h+"/") })
		if standard && !reaches || slices.Contains(allowed, path) {
			continue
		}
		t.Errorf("%s: imports %s; it may have the standard library without %v, and %v", p.fset.Position(spec.Pos()), path, hands, allowed)
	}
}

// breach says which rule a node breaks.
func (p *source) breach(n ast.Node) string {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Recv == nil && n.Name.Name == "init" {
			return "init() runs before anybody asked"
		}
	case *ast.GoStmt:
		return "starts a goroutine"
	case *ast.SelectorExpr:
		if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clocks, n.Sel.Name) {
			return "time." + n.Sel.Name + " asks a clock; time comes with the events"
		}
	case *ast.AssignStmt:
		return p.written(n.Lhs...)
	case *ast.IncDecStmt:
		return p.written(n.X)
	case *ast.RangeStmt:
		return p.written(n.Key, n.Value)
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "delete" || f.Name == "clear") {
			return p.written(n.Args[0])
		}
	}
	return ""
}

// written says which variable of the package one of the expressions writes
// to. Limit: it does not follow pointers, nor methods that write.
func (p *source) written(to ...ast.Expr) string {
	for _, x := range to {
		for done := false; !done; {
			switch e := x.(type) {
			case *ast.IndexExpr:
				x = e.X
			case *ast.SelectorExpr:
				x = e.X
			case *ast.StarExpr:
				x = e.X
			case *ast.ParenExpr:
				x = e.X
			default:
				done = true
			}
		}
		name, ok := x.(*ast.Ident)
		if !ok {
			continue
		}
		if v, ok := p.info.Uses[name].(*types.Var); ok && v.Parent() == p.scope {
			return "writes to " + name.Name + ", a variable of the package"
		}
	}
	return ""
}
