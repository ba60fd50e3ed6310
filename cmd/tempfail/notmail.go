package main

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"tempfail/cmd/tempfail/internal/source"
)

// notMail says of an input without a single line of a mail server what it
// looks like, and what to try.
func notMail(set *source.Set, lines int64) string {
	const hint = "name the log of the mail server, such as /var/log/mail.log, or pipe it in: journalctl -u 'postfix*' -o json | tempfail analyze -"
	names := make([]string, len(set.Files))
	for i, f := range set.Files {
		names[i] = shownName(f.Name)
	}
	what := strings.Join(names[:min(len(names), 3)], ", ")
	if len(names) > 3 {
		what = fmt.Sprintf("%s and %d more", what, len(names)-3)
	}
	if lines == 0 {
		return fmt.Sprintf("%s: empty, nothing to report; %s", what, hint)
	}
	var head []byte
	for _, f := range set.Files {
		if len(head) == 0 {
			head = f.Head()
		}
	}
	if near := closest(head); near != "" {
		return fmt.Sprintf("%s: not a mail log: not one of %s is of a mail server known here; %s", what, plural(lines, "line"), near)
	}
	return fmt.Sprintf("%s: not a mail log: not one of %s is of a mail server known here (%s); %s", what, plural(lines, "line"), looksLike(head), hint)
}

// looksLike guesses what a file is from its beginning.
func looksLike(head []byte) string {
	kind := http.DetectContentType(head)
	text := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 512)]))
	switch {
	case bytes.IndexByte(head, 0) >= 0:
		return "it looks like binary data, " + kind
	case strings.HasPrefix(kind, "text/html"):
		return "it looks like a web page"
	case strings.HasPrefix(kind, "text/xml"):
		return "it looks like XML"
	case bytes.HasPrefix(text, []byte("return-path:")), bytes.HasPrefix(text, []byte("received:")), bytes.HasPrefix(text, []byte("from ")):
		return "it looks like a mail, or a mailbox"
	case !strings.HasPrefix(kind, "text/"):
		return "it looks like " + kind
	}
	if programs := syslogPrograms(head); len(programs) > 0 {
		return "it looks like a log of other programs: " + strings.Join(programs, ", ")
	}
	return "it looks like plain text"
}

// syslogPrograms names the programs that wrote the first lines of a syslog
// file: the word before the first "[pid]:" or ": " after the host.
func syslogPrograms(head []byte) []string {
	const enough = 3
	var programs []string
	for line := range bytes.Lines(head) {
		tag, _, found := bytes.Cut(line, []byte("]: "))
		i := bytes.LastIndexByte(tag, '[')
		if !found || i < 0 {
			continue
		}
		name := tag[bytes.LastIndexByte(tag[:i], ' ')+1 : i]
		if plainWord(name) && !slices.Contains(programs, string(name)) {
			programs = append(programs, string(name))
		}
		if len(programs) == enough {
			break
		}
	}
	return programs
}

func plainWord(b []byte) bool {
	if len(b) == 0 || len(b) > 40 {
		return false
	}
	for _, c := range b {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}
