package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"tempfail/aggregate"
)

// TestCheck asks each form of --check about a report with one finding of each
// verdict.
func TestCheck(t *testing.T) {
	for _, c := range []struct{ flag, fails string }{
		{"", ""},
		{"--check", "local-fault blocked remote-outage throttled unclear"},
		{"--check=greylisting", "greylisting"},
		{"--check=recipient-trouble,local-fault", "recipient-trouble local-fault"},
		{"--check=local-fault --check", "local-fault blocked remote-outage throttled unclear"},
	} {
		var cmd struct{ Check checkFlag }
		parser, err := kong.New(&cmd)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(strings.Fields(c.flag)); err != nil {
			t.Fatal(err)
		}
		for _, v := range append(slices.Clone(checkable), aggregate.Thin, aggregate.Healthy) {
			s := &aggregate.Snapshot{Findings: []aggregate.Finding{{Verdict: v}}}
			if got, want := cmd.Check.failed(s), slices.Contains(strings.Fields(c.fails), string(v)); got != want {
				t.Errorf("%q, finding %s: failed is %v, want %v", c.flag, v, got, want)
			}
		}
		if cmd.Check.failed(&aggregate.Snapshot{}) {
			t.Errorf("%q fails without a finding", c.flag)
		}
	}
}
