package traffic

import (
	"bytes"
	"testing"
	"time"

	"tempfail/parser"
)

// TestLogs reads every kind of log: each must be the same when it is made
// again, and hold nothing that is not understood.
func TestLogs(t *testing.T) {
	for _, mta := range MTAs() {
		for _, envelope := range Envelopes() {
			if envelope == mainlog && mta != "exim" {
				continue // nobody else's
			}
			o := Options{Lines: 5000, MTA: mta, Envelope: envelope}
			log := made(t, o)
			if !bytes.Equal(log, made(t, o)) {
				t.Errorf("%s in %s: two logs of the same options differ", mta, envelope)
			}
			p, err := parser.New(parser.Options{MTA: mta, Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.November}})
			if err != nil {
				t.Fatal(err)
			}
			var ev parser.Event
			var results [parser.NumResults]int
			attempts := 0
			for line := range bytes.Lines(log) {
				r := p.Parse(bytes.TrimSuffix(line, []byte("\n")), &ev)
				results[r]++
				if r == parser.Found && ev.Kind == parser.Attempt {
					attempts++
				}
			}
			if results[parser.Malformed] > 0 || attempts < 500 {
				t.Errorf("%s in %s: %d attempts, %d malformed lines", mta, envelope, attempts, results[parser.Malformed])
			}
		}
	}
}

func made(t *testing.T, o Options) []byte {
	t.Helper()
	var log bytes.Buffer
	if lines, err := Write(&log, o); err != nil || lines < o.Lines {
		t.Fatalf("%d lines: %v", lines, err)
	}
	return log.Bytes()
}

func TestUnknownOptions(t *testing.T) {
	for _, o := range []Options{{MTA: "pigeon"}, {Envelope: "paper"}} {
		if _, err := Write(&bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
