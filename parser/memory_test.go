package parser

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// TestLinesBeforeDoNotMatter reads all lines of testdata, in several orders,
// with a parser that has read the others and with a fresh one. What is left
// out is what lines before are for: the year, pieces of records, and formats
// that tell a delivery in several lines.
func TestLinesBeforeDoNotMatter(t *testing.T) {
	lines := everyLine(t)
	for seed := range uint64(4) {
		chance := rand.New(rand.NewPCG(seed, 7))
		chance.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		used := newParser(t).(*parser)
		compared := 0
		for _, raw := range lines {
			fresh := newParser(t).(*parser)
			var got, want Event
			rw, rg := fresh.Parse(raw, &want), used.Parse(raw, &got)
			used.envelope.held = [2][]byte{}
			if fresh.remembers() || used.remembers() {
				continue
			}
			compared++
			want.Time, got.Time = time.Time{}, time.Time{}
			if rg != rw || rw == Found && !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %s\nfresh %v %+v\nused  %v %+v", seed, raw, rw, want, rg, got)
			}
		}
		if compared < 4000 {
			t.Errorf("only %d lines compared", compared)
		}
	}
}

// remembers tells whether the last line known is of a format whose lines may
// need others.
func (p *parser) remembers() bool {
	f := &p.formats[p.last]
	return f.remember != nil || f.mapped != nil
}

// everyLine lists the lines of testdata, those of Postfix under several tags.
func everyLine(t *testing.T) (lines [][]byte) {
	for _, dir := range append(MTAs()[1:], "envelopes") {
		for _, file := range corpusFiles(t, "../testdata/"+dir+"/*.txt") {
			samples, _ := readCorpus(t, file)
			for _, s := range samples {
				lines = append(lines, []byte(s.raw))
			}
		}
	}
	for _, s := range postfixSamples(t) {
		ln := splitTag(s.raw)
		for _, tag := range append(someTags[:], string(ln.tag)) {
			lines = append(lines, enclose(envelopes[0].format, tag, string(ln.msg)))
		}
	}
	return lines
}

// someTags are a few that decide, some that leave it to the message, and some
// that are too long or too odd to be remembered.
var someTags = [...]string{
	"postfix/smtp", "postfix/submission/smtpd", "postfix-out/trivial-rewrite", "mta-in/qmgr", "smtpd", "smtp", "pmg-smtp-filter",
	"dovecot", "kernel", "x", "postfix/a-service-with-a-name-of-its-own", "a b", `a"b`, "[core]", "sendmail", "exim",
}

// TestTagDecides holds what is remembered of a tag: whose it is does not depend
// on the message, but where the format says so.
func TestTagDecides(t *testing.T) {
	for _, s := range postfixSamples(t) {
		ln := splitTag(s.raw)
		for _, tag := range append(someTags[:], string(ln.tag)) {
			for _, f := range formats {
				if f.varies != nil && f.varies([]byte(tag)) {
					continue
				}
				if got, want := f.claims([]byte(tag), ln.msg), f.claims([]byte(tag), nil); got != want {
					t.Fatalf("%s: tag %q: claimed %v, by the tag alone %v: %s", f.name, tag, got, want, ln.msg)
				}
			}
		}
	}
}
