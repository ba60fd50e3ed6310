package parser

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// sharedFiles finds files of the shared corpora, which are read where they
// lie: they are other people's.
func sharedFiles(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../shared", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("../shared/%s is not here", pattern)
	}
	return files
}

// eachPostfixLine calls f with every line of an RFC 3164 or ISO 8601 log whose
// tag starts with "postfix".
func eachPostfixLine(t testing.TB, file string, f func(ln line)) {
	t.Helper()
	log, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	in := bufio.NewScanner(log)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		text := in.Text()
		for _, sep := range []string{" postfix/", " postfix-", " postfix["} {
			before, after, ok := strings.Cut(text, sep)
			if ok && len(before) < 80 && !strings.Contains(before, ": ") {
				f(splitTag(sep[1:] + after))
				break
			}
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}

// postfixShapes tell lines by marks that need no parser, to compare with what
// the parser makes of the same lines.
var postfixShapes = []struct {
	name string
	has  func(msg string) bool
	is   func(ev *Event) bool
}{
	{"sent", delivery("status=sent "), attempt(Sent)},
	{"deferred", delivery("status=deferred "), attempt(Deferred)},
	{"bounced", delivery("status=bounced "), attempt(Bounced)},
	{"probed", delivery("deliverable"), ofKind(Probe)},
	{"suspended", delivery("(delivery temporarily suspended: "), func(ev *Event) bool {
		return ev.Kind == Attempt && !ev.Attempted
	}},
	{"queued", func(msg string) bool { return strings.HasSuffix(msg, "(queue active)") }, ofKind(Queued)},
	{"removed", func(msg string) bool { return strings.HasSuffix(msg, ": removed") }, ofKind(Removed)},
	{"given up", func(msg string) bool { return strings.HasSuffix(msg, "expired, returned to sender") }, ofKind(GaveUp)},
	{"accepted", func(msg string) bool {
		return strings.Contains(msg, ": client=") && !strings.HasPrefix(msg, "NOQUEUE") || strings.Contains(msg, ": uid=") && strings.Contains(msg, " from=<")
	}, ofKind(Accepted)},
	{"identified", func(msg string) bool {
		return strings.Contains(msg, ": message-id=") && !strings.HasSuffix(msg, "=")
	}, ofKind(Identified)},
	{"notified", func(msg string) bool { return strings.Contains(msg, " notification: ") }, ofKind(Notified)},
	{"refused", func(msg string) bool {
		return strings.Contains(msg, ": reject: ") || strings.Contains(msg, ": milter-reject: ")
	}, ofKind(Refused)},
	{"troubled", func(msg string) bool {
		_, rest, _ := strings.Cut(msg, ": ")
		return !strings.HasPrefix(msg, "warning: ") && !strings.Contains(msg, ": to=") && (strings.HasPrefix(msg, "connect to ") && strings.Contains(msg, "]:") ||
			strings.HasPrefix(rest, "host ") && strings.Contains(rest, "]") || strings.HasPrefix(rest, "lost connection with ") || strings.HasPrefix(rest, "conversation with ") ||
			strings.HasPrefix(rest, "SASL ") || strings.HasPrefix(rest, "TLS ") || strings.HasPrefix(rest, "Cannot start TLS"))
	}, ofKind(Trouble)},
}

func delivery(mark string) func(msg string) bool {
	return func(msg string) bool {
		return strings.Contains(msg, ": to=<") && strings.Contains(msg, ", relay=") && strings.Contains(firstStatus(msg), mark)
	}
}

// firstStatus is what follows the fields that Postfix itself writes.
func firstStatus(msg string) string {
	i := strings.Index(msg, ", status=")
	if i < 0 {
		return ""
	}
	end := strings.Index(msg[i:], ": ")
	if end < 0 {
		return msg[i:]
	}
	return msg[i : i+end+2]
}

func ofKind(k Kind) func(*Event) bool { return func(ev *Event) bool { return ev.Kind == k } }

func attempt(s Status) func(*Event) bool {
	return func(ev *Event) bool { return ev.Kind == Attempt && ev.Status == s }
}

func TestPostfixLogsAgainstPlainLook(t *testing.T) {
	files := append(sharedFiles(t, "lab/out/postfix-*/maillog"), sharedFiles(t, "corpus/postfix-infohtreasure/mail*")...)
	for _, file := range files {
		wrong := 0
		eachPostfixLine(t, file, func(ln line) {
			if bytes.HasPrefix(ln.msg, []byte("message repeated ")) || wrong == 5 {
				return
			}
			ev := stalePostfix()
			result := parsePostfix(&ln, &ev)
			// One line of the corpora stops before its status.
			if result == Malformed && bytes.Contains(ln.msg, []byte("status=")) {
				t.Errorf("%s: not read: %s", file, ln.msg)
				wrong++
			}
			for _, shape := range postfixShapes {
				has, is := shape.has(string(ln.msg)), result == Found && shape.is(&ev)
				if has != is {
					t.Errorf("%s: %s: %t by its look, %t as read: %s: %s", file, shape.name, has, is, ln.tag, ln.msg)
					wrong++
				}
			}
		})
	}
}

// TestPostfixRejectsOfOthers reads inbound logs of other projects, where each
// refusal must give its code, words and envelope.
func TestPostfixRejectsOfOthers(t *testing.T) {
	for _, file := range append(sharedFiles(t, "corpus/crowdsec/*/*.log"), sharedFiles(t, "corpus/fail2ban/postfix")...) {
		eachPostfixLine(t, file, func(ln line) {
			var ev Event
			result := parsePostfix(&ln, &ev)
			msg := string(ln.msg)
			if result == Malformed || result == Found && ev.Kind == LocalFault {
				t.Errorf("%s: %s: %s", file, result, msg)
			}
			if !strings.Contains(msg, "reject: ") {
				return
			}
			_, after, ok := strings.Cut(msg, "]: ")
			if !ok {
				_, after, _ = strings.Cut(msg[strings.Index(msg, "]:")+2:], ": ")
			}
			if result != Found || ev.Kind != Refused || !strings.HasPrefix(after, string(ev.Reply.Text)) ||
				!strings.HasPrefix(after, strconv.Itoa(int(ev.Reply.Code))+" "+postfixEnhanced(ev.Reply.Enhanced)) {
				t.Errorf("%s: %s\n got %s", file, msg, describePostfix(result, &ev))
			}
			if from := "from=<" + string(ev.Sender) + ">"; strings.Contains(msg, "; from=<") && !strings.Contains(msg, from) {
				t.Errorf("%s: %s\n got %s", file, msg, describePostfix(result, &ev))
			}
		})
	}
}

// TestPostfixPatternsOfOthers compares with the grok patterns' own tests, as
// far as an Event has their fields.
func TestPostfixPatternsOfOthers(t *testing.T) {
	checked := 0
	for _, file := range sharedFiles(t, "corpus/postfix-whyscream/*.yaml") {
		pattern, data, fields := readGrokTest(t, file)
		ln := line{tag: []byte("postfix/" + strings.ToLower(pattern)), msg: []byte(data)}
		var ev Event
		result := parsePostfix(&ln, &ev)
		if result == Malformed {
			t.Errorf("%s: malformed: %s", file, data)
		}
		if result != Found {
			if _, ok := fields["postfix_status"]; ok {
				t.Errorf("%s: silent: %s", file, data)
			}
			continue
		}
		for name, want := range fields {
			want = strings.TrimPrefix(want, string(suspended))
			got, ok := grokField(&ev, name)
			if !ok {
				continue
			}
			checked++
			if got != want {
				t.Errorf("%s: %s: got %q, want %q\n%s", file, name, got, want, data)
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d fields compared", checked)
	}
}

// readGrokTest reads one of the flat YAML files: pattern, data, and results.
func readGrokTest(t *testing.T, file string) (pattern, data string, fields map[string]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fields = map[string]string{}
	for _, l := range strings.Split(strings.ReplaceAll(string(text), "\r", ""), "\n") {
		name, value, ok := strings.Cut(strings.TrimSpace(l), ": ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		value = strings.TrimSpace(value)
		if unquoted, err := strconv.Unquote(value); err == nil {
			value = unquoted
		}
		switch name {
		case "pattern":
			_, value, _ = strings.Cut(value, "POSTFIX_")
			pattern, _, _ = strings.Cut(value, "}")
		case "data":
			data = value
		case "postfix_keyvalue_data":
			for _, field := range strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' }) {
				if name, value, ok := strings.Cut(field, "="); ok {
					fields["field "+name] = strings.Trim(value, "<>")
				}
			}
		default:
			fields[name] = value
		}
	}
	return pattern, data, fields
}

// grokField gives a field of ev by the name that the patterns have for it.
func grokField(ev *Event, name string) (value string, ok bool) {
	number := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	d := &ev.Delays
	switch name {
	case "postfix_queueid":
		if len(ev.QueueID) == 0 {
			return noQueue, true
		}
		return string(ev.QueueID), true
	case "postfix_status":
		status := ev.Status.String()
		if ev.Kind == Probe {
			status = map[Status]string{Sent: "deliverable", Bounced: "undeliverable-but-not-cached"}[ev.Status]
		}
		return status, true
	case "postfix_from", "field from":
		return string(ev.Sender), true
	case "field to":
		return string(ev.Recipient), true
	case "field orig_to":
		return string(ev.OrigTo), true
	case "field relay":
		if ev.Relay.Host == nil {
			return "none", true
		}
		return postfixRelay(ev.Relay), true
	case "field delay":
		return number(d.Total), true
	case "field delays":
		return number(d.Queue) + "/" + number(d.Active) + "/" + number(d.Connect) + "/" + number(d.Transmit), true
	case "field dsn":
		return postfixEnhanced(ev.DSN), true
	case "field tls":
		return string(ev.TLS), true
	case "field size":
		return strconv.FormatInt(ev.Size, 10), true
	case "field nrcpt":
		return strconv.Itoa(ev.Rcpts), true
	case "field message-id":
		return strings.Trim(string(ev.MessageID), "<>"), true
	case "postfix_relay_hostname":
		return string(ev.Relay.Host), true
	case "postfix_relay_ip":
		return string(ev.Relay.IP), true
	case "postfix_relay_port":
		return strconv.Itoa(int(ev.Relay.Port)), ev.Relay.Port != 0
	case "postfix_status_code", "postfix_proxy_status_code":
		return strconv.Itoa(int(ev.Reply.Code)), true
	case "postfix_status_code_enhanced", "postfix_proxy_status_code_enhanced":
		return postfixEnhanced(ev.Reply.Enhanced), true
	case "postfix_bounce_queueid":
		return string(ev.ChildID), true
	case "postfix_local_response", "postfix_pipe_response", "postfix_error_response":
		return string(ev.Reply.Text), true
	}
	return "", false
}
