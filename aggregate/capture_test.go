package aggregate_test

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"tempfail/aggregate"
	"tempfail/parser"
)

// capture is one run of a real mail server in a laboratory, with its truth,
// which the other side of the connections wrote.
type capture struct {
	mta     string // whose lines they are; "" for any
	started time.Time
	fates   []fate
	forms   map[string]string // the same log in several shapes: log, rfc3339, rfc5424, json; the file of each
	renamed map[string]string // requeued messages: new queue ID to the first
}

// fate is what became of a recipient whose message was queued.
type fate struct{ queueID, recipient, final string }

const storedCaptures = "../testdata/captures"

// stored returns the names of the captures in testdata.
func stored(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(storedCaptures, "*.truth"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures in %s (%v)", storedCaptures, err)
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(filepath.Base(f), ".truth")
	}
	return names
}

// openStored opens a capture of testdata.
func openStored(t *testing.T, name string) *capture {
	t.Helper()
	c := &capture{mta: "postfix", forms: map[string]string{}, renamed: map[string]string{}}
	text, err := os.ReadFile(filepath.Join(storedCaptures, name+".truth"))
	if err != nil {
		t.Fatal(err)
	}
	head, rows, _ := strings.Cut(string(text), "\n")
	if c.started, err = time.Parse("# started "+time.RFC3339Nano, head); err != nil {
		t.Fatal(err)
	}
	for row := range strings.Lines(rows) {
		f := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("%s.truth: %q is not: queue ID, recipient, end", name, row)
		}
		c.fates = append(c.fates, fate{f[0], f[1], f[2]})
	}
	files, err := filepath.Glob(filepath.Join(storedCaptures, name+".*.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no log of the capture %s (%v)", name, err)
	}
	for _, f := range files {
		form := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), name+"."), ".gz")
		c.forms[form] = f
	}
	return c
}

// lines reads the log in one of its forms.
func (c *capture) lines(t *testing.T, form string) [][]byte {
	t.Helper()
	f, err := os.Open(c.forms[form])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = bufio.NewReader(f)
	if filepath.Ext(f.Name()) == ".gz" {
		if in, err = gzip.NewReader(in); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
}

// aggregate reads the whole log.
func (c *capture) aggregate(t *testing.T, form string) *aggregate.Aggregator {
	t.Helper()
	a := aggregate.New(aggregate.Options{})
	c.add(t, a, c.lines(t, form))
	return a
}

// add adds lines of the log to a.
func (c *capture) add(t *testing.T, a *aggregate.Aggregator, lines [][]byte) {
	t.Helper()
	start := c.started.UTC()
	p, err := parser.New(parser.Options{MTA: c.mta, Location: time.UTC, Date: parser.Date{Year: start.Year(), Month: start.Month()}})
	if err != nil {
		t.Fatal(err)
	}
	var ev parser.Event
	for _, line := range lines {
		r := p.Parse(line, &ev)
		a.Line(r)
		if r != parser.Found {
			continue
		}
		if ev.Kind == parser.Accepted && len(ev.OldQueueID) > 0 {
			c.renamed[string(ev.QueueID)] = c.first(string(ev.OldQueueID))
		}
		a.Add(&ev)
	}
}

// first is the queue ID that a message had to begin with.
func (c *capture) first(id string) string {
	if old, ok := c.renamed[id]; ok {
		return old
	}
	return id
}

// strange are recipients whose end the log tells differently from the other
// side, with the reason.
var strange = map[string]string{
	"hold@in.test":      "put on hold at the door: no line of the log is about the recipient",
	"alias1@local.test": "local(8) hands the members of an alias in as messages of their own",
	"list@local.test":   "likewise",
}

// worse orders the ends of those that an alias stands for: the truth of the
// alias is the worst of them.
var worse = map[string]int{"sent": 1, "removed": 2, "deferred": 3, "expired": 4, "bounced": 5}

// compareFates compares the end of every queued recipient with the truth.
func (c *capture) compareFates(t *testing.T, form string) {
	t.Helper()
	type recipient struct{ queueID, address string }
	who := func(id, address string) recipient { return recipient{id, strings.ToLower(address)} }
	got := map[recipient]string{}
	a := aggregate.New(aggregate.Options{})
	a.KeepRecipients()
	c.add(t, a, c.lines(t, form))
	a.Each(func(queueID, address, origTo, final string) {
		id := c.first(queueID)
		got[who(id, address)] = final
		if k := who(id, origTo); origTo != "" && worse[final] > worse[got[k]] {
			got[k] = final
		}
	})
	if len(c.fates) == 0 {
		t.Error("the truth names no queued recipient")
	}
	for _, f := range c.fates {
		if end := got[who(f.queueID, f.recipient)]; end != f.final && strange[f.recipient] == "" {
			t.Errorf("%s to %s: %q, want %q", f.queueID, f.recipient, end, f.final)
		}
	}
}

// TestCaptureFates compares, in every form of every capture, what became of
// each recipient with the truth.
func TestCaptureFates(t *testing.T) {
	for _, name := range stored(t) {
		c := openStored(t, name)
		for form := range c.forms {
			t.Run(name+"/"+form, func(t *testing.T) { c.compareFates(t, form) })
		}
	}
}

// TestCaptureForms reads one run in four forms: nothing but the precision of
// its times may differ.
func TestCaptureForms(t *testing.T) {
	c := openStored(t, "mini")
	if len(c.forms) != 4 {
		t.Fatalf("%d forms, want 4", len(c.forms))
	}
	want := c.aggregate(t, "log").Snapshot(time.Time{})
	for form := range c.forms {
		got := c.aggregate(t, form).Snapshot(time.Time{})
		for _, part := range []struct {
			name      string
			got, want any
		}{
			{"totals", got.Totals, want.Totals},
			{"destinations", countsOf(got.Destinations), countsOf(want.Destinations)},
			{"providers", countsOf(got.Providers), countsOf(want.Providers)},
			{"senders", countsOf(got.Senders), countsOf(want.Senders)},
			{"replies", byTemplate(got.Replies), byTemplate(want.Replies)},
			{"refused", len(got.Refused), len(want.Refused)},
			{"findings", len(got.Findings), len(want.Findings)},
			{"answer", got.Answer, want.Answer},
			// Not how many were found: rsyslog's RFC 5424 form has no daemon's
			// name, which some warnings are not understood without.
			{"lines", []int64{got.Input.Lines, got.Input.Malformed}, []int64{want.Input.Lines, want.Input.Malformed}},
		} {
			if g, w := fmt.Sprintf("%+v", part.got), fmt.Sprintf("%+v", part.want); g != w {
				t.Errorf("%s: %s: %s", form, part.name, firstDifference(g, w))
			}
		}
	}
}

// countsOf is what rows say without their times.
func countsOf(rows []aggregate.Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintln(&b, r.Name, r.Provider, r.Counts, r.Verdict, r.TopCause, r.Recovery.Deferred, r.Recovery.Delivered, r.Recovery.GivenUp)
	}
	return b.String()
}

func byTemplate(rows []aggregate.ReplyRow) []aggregate.ReplyRow {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Sample = "" // has a time in it
	}
	slices.SortFunc(rows, func(x, y aggregate.ReplyRow) int {
		return cmp.Or(cmp.Compare(x.Template, y.Template), cmp.Compare(x.Code, y.Code))
	})
	return rows
}

// TestCapturesInParts cuts each capture at 50 random places, aggregates the
// parts on their own and merges neighbours in any order: the snapshot must be
// the same to the byte.
func TestCapturesInParts(t *testing.T) {
	const cuts = 50
	for i, name := range stored(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openStored(t, name)
			lines := c.lines(t, "log")
			chance := rand.New(rand.NewPCG(uint64(i), 50))
			places := []int{0, len(lines)}
			for range cuts {
				places = append(places, chance.IntN(len(lines)+1))
			}
			slices.Sort(places)
			o := aggregate.Options{Classifier: parser.NewClassifier()}
			var parts []*aggregate.Aggregator
			for k, from := range places[:len(places)-1] {
				begin := aggregate.NewPart
				if k == 0 {
					begin = aggregate.New
				}
				part := begin(o)
				c.add(t, part, lines[from:places[k+1]])
				parts = append(parts, part)
			}
			for len(parts) > 1 {
				k := chance.IntN(len(parts) - 1)
				parts[k].Merge(parts[k+1])
				parts = slices.Delete(parts, k+1, k+2)
			}
			want := picture(t, c.aggregate(t, "log").Snapshot(time.Time{}))
			if got := picture(t, parts[0].Snapshot(time.Time{})); got != want {
				t.Errorf("cut before the lines %v, the snapshot differs: %s", places, firstDifference(got, want))
			}
		})
	}
}
