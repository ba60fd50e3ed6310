package parser

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// seed adds the corpus, and the head of every log that lies beside the
// repository.
func seed(f *testing.F) {
	f.Helper()
	files, _ := filepath.Glob("../testdata/envelopes/*.txt")
	for _, file := range files {
		samples, _ := readCorpus(f, file)
		for _, s := range samples {
			f.Add([]byte(s.raw))
		}
	}
	for _, env := range envelopes {
		for _, m := range messages {
			f.Add(enclose(env.format, m.tag, m.msg))
		}
	}
	const perFile = 40
	for _, pattern := range []string{"../../shared/corpus/*/*", "../../shared/corpus/*/*/*", "../../shared/lab/out/*/maillog*"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue // a directory
			}
			lines := bytes.SplitN(text, []byte("\n"), perFile+1)
			for _, l := range lines[:min(len(lines), perFile)] {
				f.Add(l)
			}
		}
	}
}

// FuzzEnvelope opens a line twice: no panic, the same result from the caches,
// all views in memory that is theirs. (Buffers grow the first time.)
func FuzzEnvelope(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e := newEnvelope(time.UTC, Date{Year: 2026})
		var ln line
		if !e.open(raw, &ln) {
			return
		}
		if ln.count < 1 || ln.count > maxRepeats {
			t.Errorf("count %d", ln.count)
		}
		want := describe(&ln)
		e.open(raw, &ln)
		if got := describe(&ln); got != want {
			t.Errorf("read twice:\n first  %s\n second %s", want, got)
		}
		for _, view := range [][]byte{ln.host, ln.tag, ln.msg} {
			if !within(view, append(e.header.buffers(), raw, e.text, e.held[0], e.held[1])...) {
				t.Errorf("%q is in no buffer", view)
			}
		}
	})
}

// FuzzParse reads a few lines in a row, twice: no panic, every result in its
// range, every view of an event within the line or the parser.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := New(Options{Location: time.UTC, Date: Date{Year: 2026}})
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.SplitN(raw, []byte("\n"), 3)
		for _, l := range append(lines, lines...) {
			var ev Event
			r := p.Parse(l, &ev)
			if r >= NumResults {
				t.Fatalf("result %d", r)
			}
			if r != Found {
				continue
			}
			if err := check(&ev); err != nil {
				t.Errorf("%q: %v", l, err)
			}
			e := p.(*parser).envelope
			p.Parse(l, &ev)
			f := &p.(*parser).formats[p.(*parser).last]
			if f.remember != nil {
				continue // its views may be of what it remembers
			}
			own := append(e.header.buffers(), l, e.text, e.held[0], e.held[1], eximInstance, sendmailName, postfixName)
			if f.mapped != nil {
				own = append(own, f.mapped.text, f.mapped.instance)
				for i := range f.mapped.m.rows {
					own = append(own, f.mapped.m.rows[i].says)
				}
			}
			for _, view := range views(reflect.ValueOf(ev)) {
				if !within(view, own...) {
					t.Errorf("%q: %q is in no buffer", l, view)
				}
			}
		}
	})
}

// buffers are the header's own bytes, and those of the tags it knows.
func (h *header) buffers() [][]byte {
	all := [][]byte{h.tail[:]}
	if h.programs == nil {
		return all
	}
	for i := range h.programs.known {
		all = append(all, h.programs.known[i].text[:])
	}
	return all
}
