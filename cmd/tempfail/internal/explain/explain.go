// Package explain says in words what one reply of a mail server means: what
// it is about, whose fault it is, what to do, and whether waiting will help.
package explain

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tempfail/parser"
)

// Answer is what is known about one reply. Its JSON form is a promise to
// other programs; all strings in it are free of control characters.
type Answer struct {
	Reply      string        `json:"reply"`    // as given, cleaned and bounded
	Code       uint16        `json:"code"`     // 451; 0 where the text has none
	Enhanced   string        `json:"enhanced"` // "4.7.1"; "" where the text has none
	Origin     parser.Origin `json:"origin"`
	Phase      string        `json:"phase"`
	Cause      parser.Cause  `json:"cause"`
	Fault      parser.Fault  `json:"fault"`
	Confidence float64       `json:"confidence"` // 0 to 1
	Matched    string        `json:"matched"`    // the words or codes that decided
	Provider   string        `json:"provider"`
	Advice     []string      `json:"advice"`
	CanBe      []Share       `json:"can_be,omitempty"` // for codes without words, the likeliest first

	Waiting string   `json:"waiting"`         // whether waiting will help
	Notes   []string `json:"notes,omitempty"` // what is easily misread about it
}

// Explainer answers. It is safe for concurrent use.
type Explainer struct{ classifier *parser.Classifier }

// New builds an Explainer.
func New() *Explainer { return &Explainer{classifier: parser.NewClassifier()} }

// Explain reads text, which may be a bare code, a reply, a reason in
// parentheses or a whole log line, and says what it means. There is always an
// answer; its cause is unknown where nothing is known.
func (e *Explainer) Explain(text string) Answer {
	reply := parser.ReadReply([]byte(text))
	d := e.classifier.Classify(&reply, loggedCode(text))
	a := Answer{
		Reply: clean(text), Code: reply.Code, Enhanced: enhanced(reply.Enhanced),
		Origin: reply.Origin, Phase: reply.Phase.String(),
		Cause: d.Cause, Fault: d.Fault, Confidence: d.Confidence, Matched: d.Matched, Provider: d.Provider,
	}
	if isBare(text) {
		a.weigh()
	}
	a.Advice = a.Cause.Advice()
	a.Waiting = waiting[a.Cause]
	a.note(text)
	return a
}

// weigh answers for codes without words by how often they meant what.
func (a *Answer) weigh() {
	a.CanBe = sharesOf(a.Code, a.Enhanced)
	if len(a.CanBe) == 0 {
		a.Confidence = min(a.Confidence, 0.4)
		return
	}
	a.Cause, a.Fault, a.Confidence, a.Matched = parser.CauseUnknown, parser.FaultUnknown, 0, ""
	if first := a.CanBe[0]; first.Share >= 0.5 && first.cause != parser.CauseUnknown {
		a.Cause, a.Fault, a.Confidence = first.cause, first.cause.Fault(), first.Share
		a.Matched = strings.TrimSpace(code(a.Code) + " " + a.Enhanced)
	}
}

// note adds what is easily misread about the reply.
func (a *Answer) note(text string) {
	permanent := a.Code >= 500 || a.Code == 0 && strings.HasPrefix(a.Enhanced, "5.")
	switch {
	case !permanent:
	case a.Phase == parser.PhaseBanner.String():
		a.Waiting = "no: it is a permanent refusal in the greeting. Postfix keeps the mail deferred and tries again all the same, but waiting alone will not help"
		a.Notes = append(a.Notes, "A 5xx greeting is a refusal of this host, not of the message: all mail to that server is held up.")
	case a.Cause == parser.RelayAuth && a.Code/10 == 53: // RFC 4954 section 6
		a.Waiting = waiting[parser.RelayAuth] + "; most servers keep the mail meanwhile, and try again"
	case isDeferred(text):
		a.Waiting = "no: they refuse it for good. The mail server keeps the mail deferred and tries again all the same, but waiting alone will not help"
	default:
		a.Waiting = "no: it is a permanent failure, and the mail goes back to its sender"
	}
	if a.Code == 452 && a.Enhanced == "4.5.3" {
		a.Waiting = "there is nothing to wait for: the remaining recipients follow in the next transaction"
	}
	if len(a.CanBe) > 0 {
		a.Notes = append(a.Notes, "A code alone says little: the words after it decide. The shares are counted over distinct replies, not over mail.")
	}
	if a.Code/100 == 4 && a.Confidence < 0.5 && len(a.CanBe) == 0 {
		a.Notes = append(a.Notes, "The words leave it open. Whether other destinations accept mail at the same time says more than this line.")
	}
	if a.Cause == parser.RelayAuth && a.Fault == parser.FaultLocal && strings.Contains(strings.ReplaceAll(strings.ToLower(text), "relay=", ""), "relay") {
		a.Notes = append(a.Notes, "If the host that says so is the destination's own mail server and not your relay, the fault is theirs.")
	}
}

// deferredWords are how log lines say that the mail stays in the queue: those of
// Postfix, Sendmail, Exim and OpenSMTPD.
var deferredWords = [...]string{"status=deferred", "stat=Deferred", " defer (", "result=TempFail", "result=\"TempFail\""}

// isDeferred tells whether a log line says so.
func isDeferred(text string) bool {
	return slices.ContainsFunc(deferredWords[:], func(w string) bool { return strings.Contains(text, w) })
}

// isBare says whether text has codes and no words.
func isBare(text string) bool {
	for _, b := range []byte(text) {
		if b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 {
			return false
		}
	}
	return strings.TrimSpace(text) != ""
}

// loggedCode reads the "dsn=4.3.0" of a log line.
func loggedCode(text string) parser.Enhanced {
	_, rest, ok := strings.Cut(text, "dsn=")
	if !ok {
		return parser.Enhanced{}
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if end >= 0 {
		rest = rest[:end]
	}
	var e parser.Enhanced
	for i, field := range strings.SplitN(rest, ".", 3) {
		n, err := strconv.ParseUint(field, 10, 10)
		if err != nil {
			return parser.Enhanced{}
		}
		*[]*uint16{&e.Class, &e.Subject, &e.Detail}[i] = uint16(n)
	}
	return e
}

func enhanced(e parser.Enhanced) string {
	if e == (parser.Enhanced{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", e.Class, e.Subject, e.Detail)
}

func code(c uint16) string {
	if c == 0 {
		return ""
	}
	return strconv.Itoa(int(c))
}

// maxShown bounds how much of a text from outside is shown, in bytes.
const maxShown = 600

// clean makes a text from outside fit to print: escapes for what is not
// printable (control characters, broken UTF-8, marks that turn the writing
// direction), blanks for line breaks, and an end.
func clean(text string) string {
	var out bytes.Buffer
	for i, r := range strings.TrimSpace(text) {
		switch {
		case out.Len() >= maxShown:
			return out.String() + "..."
		case r == '\n' || r == '\t':
			out.WriteByte(' ')
		case r == '\r':
		case r == '\uFFFD':
			fmt.Fprintf(&out, `\x%02x`, strings.TrimSpace(text)[i])
		case !strconv.IsPrint(r):
			out.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}
