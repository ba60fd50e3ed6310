package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tempfail/aggregate"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	show   = flag.Bool("show", false, "print what is compared with the golden files")
)

type drawing func(io.Writer, *aggregate.Snapshot, Options) error

var goldens = []struct {
	file  string
	draw  drawing
	scene func() *aggregate.Snapshot
	o     Options
}{
	{"demo.txt", Text, demo, Options{Unicode: true}},
	{"demo-40.txt", Text, demo, Options{Width: 40, Unicode: true}},
	{"demo-160.txt", Text, demo, Options{Width: 160, Unicode: true}},
	{"demo-ascii.txt", Text, demo, Options{}},
	{"demo-color.txt", Text, demo, Options{Color: true, Unicode: true}},
	{"demo-top.txt", Text, demo, Options{Unicode: true, Top: 1}},
	{"demo-zone.txt", Text, demo, Options{Unicode: true, Location: time.FixedZone("CET", 3600), Now: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}},
	{"demo.md", Markdown, demo, Options{Unicode: true}},
	{"demo.json", JSON, demo, Options{}},
	{"demo.html", HTML, demo, Options{}},
	{"hostile.html", HTML, hostile, Options{Top: 4}},
	{"healthy.txt", Text, healthy, Options{Unicode: true}},
	{"healthy.md", Markdown, healthy, Options{Unicode: true}},
	{"thin.txt", Text, thin, Options{Unicode: true}},
	{"greylist.txt", Text, greylistOnly, Options{Unicode: true}},
	{"hostile.txt", Text, hostile, Options{Unicode: true, Top: 4}},
	{"hostile.md", Markdown, hostile, Options{Unicode: true, Top: 40}},
	{"huge.txt", Text, huge, Options{Unicode: true}},
	{"empty.txt", Text, func() *aggregate.Snapshot { return &aggregate.Snapshot{} }, Options{}},
	{"empty.json", JSON, func() *aggregate.Snapshot { return &aggregate.Snapshot{} }, Options{}},
}

func TestGolden(t *testing.T) {
	for _, g := range goldens {
		t.Run(g.file, func(t *testing.T) {
			var got bytes.Buffer
			if err := g.draw(&got, g.scene(), g.o); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", g.file)
			if *show {
				os.Stdout.Write(got.Bytes())
			}
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; to write it: go test ./cmd/tempfail/internal/report -update", err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
