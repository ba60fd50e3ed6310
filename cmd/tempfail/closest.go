package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"tempfail/internal/printable"
	"tempfail/parser"
)

// howToSend is for the log of a mail server that should be read and is not.
const howToSend = "if they are a mail server's, send us one: CONTRIBUTING.md, \"A line\", with example.com for its addresses"

// closest says of lines that nobody knows which mail server's they come
// closest to, or that a map could tell them; empty where they are of none.
func closest(head []byte) string {
	lines := firstLines(head, 200)
	if mta, n, sample := likest(lines); n > 0 {
		return fmt.Sprintf("closest to %s: %s with its words, such as %s; %s", parser.Title(mta), plural(n, "line"), sample, howToSend)
	}
	if kind, names := structure(lines); kind != "" {
		return fmt.Sprintf("they are %s (%s): if they are a mail server's, a map can tell what these mean: docs/maps.md, and then --map FILE", kind, names)
	}
	return ""
}

// firstLines are those of head that are whole and not empty.
func firstLines(head []byte, most int) (lines [][]byte) {
	for line := range bytes.Lines(head) {
		whole := bytes.HasSuffix(line, []byte("\n")) || len(lines) == 0
		if line = bytes.TrimSpace(line); len(line) > 0 && whole && len(lines) < most {
			lines = append(lines, line)
		}
	}
	return lines
}

// likenesses are words that lines of a mail server have, whatever was done to
// the rest of them: a line with all of a row is like that one's.
var likenesses = []struct {
	mta   string
	words []string
}{
	{"postfix", []string{"status=", "relay=", "to="}},
	{"postfix", []string{"reject: RCPT from "}},
	{"sendmail", []string{"stat=", "mailer=", "to="}},
	{"exim", []string{" == ", " defer ("}},
	{"exim", []string{" => ", " R=", " T="}},
	{"opensmtpd", []string{"mta ", "result=", "evpid="}},
	{"qmail", []string{"delivery ", "deferral: "}},
	{"courier", []string{"id=", "addr=", "status: "}},
	{"haraka", []string{"[outbound]"}},
	{"zonemta", []string{" DEFERRED["}},
	{"kumomta", []string{`"TransientFailure"`}},
	{"powermta", []string{"bounceCat", "dsnStatus"}},
	{"exchange", []string{"recipient-status"}},
}

// likest tells which mail server most lines are like, and shows one.
func likest(lines [][]byte) (mta string, n int, sample string) {
	counts := map[string]int{}
	for _, line := range lines {
		for _, like := range likenesses {
			if slices.ContainsFunc(like.words, func(w string) bool { return !bytes.Contains(line, []byte(w)) }) {
				continue
			}
			counts[like.mta]++
			if counts[like.mta] > n {
				mta, n = like.mta, counts[like.mta]
				sample = printable.String(line[:min(len(line), 120)])
			}
			break
		}
	}
	return mta, n, sample
}

var pair = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[ ,])([a-zA-Z_][a-zA-Z0-9_.-]{0,40}) ?= ?["\[<]?[^ =]`)
})

// structure tells what kind of values most lines hold, and the names of some.
func structure(lines [][]byte) (kind, names string) {
	objects, pairs := 0, 0
	var members, keys []string
	for _, line := range lines {
		var object map[string]any
		if json.Unmarshal(line, &object) == nil && len(object) > 1 {
			objects++
			for name := range object {
				members = append(members, name)
			}
		} else if found := pair().FindAllSubmatch(line, 20); len(found) >= 3 {
			pairs++
			for _, f := range found {
				keys = append(keys, string(f[1]))
			}
		}
	}
	switch {
	case len(lines) == 0:
		return "", ""
	case 2*objects > len(lines):
		return "JSON objects", some(members)
	case 2*pairs > len(lines):
		return "key=value pairs", some(keys)
	case len(lines) > 2 && columns(lines[0]) >= 4 && columns(lines[0]) == columns(lines[1]) && columns(lines[0]) == columns(lines[2]):
		return "lines of a CSV file", some(strings.Split(string(lines[0]), ","))
	}
	return "", ""
}

func columns(line []byte) int { return bytes.Count(line, []byte(",")) + 1 }

// some lists a few names, those that come first in the alphabet.
func some(names []string) string {
	const most = 6
	slices.Sort(names)
	names = slices.Compact(names)
	more := ""
	if len(names) > most {
		names, more = names[:most], " and others"
	}
	for i, name := range names {
		names[i] = printable.String([]byte(name[:min(len(name), 40)]))
	}
	return strings.Join(names, ", ") + more
}
