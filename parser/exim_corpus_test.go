package parser

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// eximMark is what stands before the words of a line, found without a parser.
var eximMark = regexp.MustCompile(`^(?:.* exim[0-9]*\[\d+\]: |<\d+>1 .* exim \d+ - -  )?(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})? )?(?:\[\d+\] )?(\w{6}-\w{6,11}-\w{2,4} )?(.*)$`)

// eximShapes tell lines by marks that need no parser, to compare with what the
// parser makes of the same lines. words are those behind the message ID.
var eximShapes = []struct {
	name string
	has  *regexp.Regexp
	is   func(ev *Event) bool
}{
	{"accepted", regexp.MustCompile(`^<= `), ofKind(Accepted)},
	{"sent", regexp.MustCompile(`^[=-]> `), attempt(Sent)},
	{"deferred", regexp.MustCompile(`^== `), attempt(Deferred)},
	{"no attempt", regexp.MustCompile(`^== .* defer \(-(5[2-7]|23)\)|^\*\* .*retry time|^== .*-odqs`), func(ev *Event) bool { return ev.Kind == Attempt && !ev.Attempted }},
	{"bounced", regexp.MustCompile(`^\*\* .*(: 5\d\d|Unrouteable)`), attempt(Bounced)},
	{"expired", regexp.MustCompile(`^\*\* .*retry time`), attempt(Expired)},
	{"removed", regexp.MustCompile(`^Completed`), ofKind(Removed)},
	{"trouble", regexp.MustCompile(`^H=\S+ \[[^]]*\](: (SMTP|Remote)| [CN]o?[a-z]+)|^TLS session`), ofKind(Trouble)},
	{"from a remote", regexp.MustCompile(`^(==|\*\*) .*SMTP error from remote|^[=-]> .*C="2`), func(ev *Event) bool {
		return ev.Kind == Attempt && ev.Reply.Origin == Remote && ev.Reply.Code != 0 && len(ev.Relay.IP) > 0
	}},
}

func TestEximLogsAgainstPlainLook(t *testing.T) {
	files := append(sharedFiles(t, "lab/out/exim-*/mainlog"), sharedFiles(t, "lab/out/exim-*/maillog*")...)
	seen := make([]int, len(eximShapes))
	for _, file := range files {
		p := newExim(t)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for raw := range bytes.Lines(text) {
			ev := stalePostfix()
			result := p.Parse(raw, &ev)
			if result == Malformed {
				t.Errorf("%s: %s", file, raw)
			}
			if strings.HasSuffix(file, ".json") {
				continue
			}
			if result == Foreign && bytes.Contains(raw, []byte(" exim")) {
				t.Errorf("%s: foreign: %s", file, raw)
			}
			words := eximMark.FindSubmatch(bytes.TrimSpace(raw))
			if words == nil || result == Foreign {
				continue
			}
			for i, shape := range eximShapes {
				has := len(words[1]) > 0 && shape.has.Match(words[2])
				if has {
					seen[i]++
				}
				if is := result == Found && shape.is(&ev); has != is {
					t.Errorf("%s: %s: %t by its look, %t as read: %s", file, shape.name, has, is, raw)
				}
			}
		}
	}
	for i, n := range seen {
		if n == 0 {
			t.Errorf("no line of the captures is %s", eximShapes[i].name)
		}
	}
}

// TestEximRejectsOfOthers reads inbound logs of other projects, where each
// refusal must give its words and envelope, and no attacker's word may look
// like a fault of this host.
func TestEximRejectsOfOthers(t *testing.T) {
	refused := 0
	for _, file := range append(sharedFiles(t, "corpus/crowdsec/exim*/*.log"), sharedFiles(t, "corpus/fail2ban/exim*")...) {
		p := newExim(t)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for raw := range bytes.Lines(text) {
			raw = bytes.TrimSpace(raw)
			if len(raw) == 0 || raw[0] == '#' {
				continue
			}
			var ev Event
			result := p.Parse(raw, &ev)
			if result == Malformed || result == Foreign || result == Found && ev.Kind == LocalFault {
				t.Errorf("%s: %s: %s", file, describeExim(result, &ev), raw)
			}
			_, what, ok := bytes.Cut(raw, []byte(" rejected "))
			if !ok || bytes.Contains(raw, []byte("protocol ")) || bytes.Contains(raw, []byte("refused by")) {
				continue
			}
			refused++
			if result != Found || ev.Kind != Refused || !bytes.HasSuffix(what, ev.Reply.Text) || ev.Reply.Phase == PhaseUnknown ||
				bytes.HasPrefix(what, []byte("RCPT ")) && !bytes.Contains(what, append(ev.Recipient, '>')) && !bytes.Contains(what, append(ev.Recipient, ':')) {
				t.Errorf("%s: %s\n got %s", file, raw, describeExim(result, &ev))
			}
		}
	}
	if refused < 15 {
		t.Errorf("only %d refusals", refused)
	}
}

// TestEximFaultsAgainstMeasuredTable holds the signs against the table of
// faults that were measured or read in the sources: a row that fits a line of
// the corpus must have been seen. Rows that are wider than what Exim says of
// itself are named with the reason.
func TestEximFaultsAgainstMeasuredTable(t *testing.T) {
	table, err := os.ReadFile(sharedFiles(t, "replies/local-faults.tsv")[0])
	if err != nil {
		t.Fatal(err)
	}
	except := []string{
		"is locked (another process",         // every busy queue says so
		"mailbox is full",                    // one user's quota, set by us
		"SMTP error from remote mail server", // their words
		"first-pass only routing due to",     // the newest number, -51, was that of tainted data
		"SMTP syntax error in", "set_id=",    // a client's
	}
	p, rows := newExim(t), 0
	for _, row := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		col := strings.Split(row, "\t")
		if col[0] != "exim" && col[0] != "any" {
			continue
		}
		sign, hits := regexp.MustCompile(col[3]), 0
		for _, s := range eximSamples(t) {
			words := eximMark.FindStringSubmatch(s.raw)[2]
			if !sign.MatchString(words) || containsAny(words, except) {
				continue
			}
			hits++
			var ev Event
			if result := p.Parse([]byte(s.raw), &ev); result != Found || ev.Local.Trouble == TroubleUnknown {
				t.Errorf("%s is a fault (%s):\n%s\n got %s", s.raw, col[1], col[5], describeExim(result, &ev))
			}
		}
		if hits > 0 {
			rows++
		}
	}
	if rows < 8 {
		t.Errorf("only %d rows of the table have a line in testdata", rows)
	}
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// TestEximClaimsNothingOfOthers reads what the laboratory's other servers
// logged.
func TestEximClaimsNothingOfOthers(t *testing.T) {
	env := newEnvelope(nil, Date{Year: 2026})
	for _, file := range sharedFiles(t, "lab/out/[^e]*-mini*/m*log*") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for raw := range bytes.Lines(text) {
			var ln line
			if env.open(raw, &ln) && claimsExim(ln.tag, ln.msg) {
				t.Errorf("%s: %s", file, raw)
			}
		}
	}
}
