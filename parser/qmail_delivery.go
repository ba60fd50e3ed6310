package parser

import "bytes"

var (
	localChannel  = []byte("local")
	remoteChannel = []byte("remote")
)

// delivery reads "D: success: words", "D: deferral: words" and "D: failure:
// words". The event of a delivery whose start is not known has neither queue
// ID nor recipient. Words that qmail-send could not read are a deferral
// ("D: report mangled, will defer").
func (q *qmail) delivery(rest []byte, ev *Event) Result {
	number, rest, _ := bytes.Cut(rest, []byte(": "))
	q.start(ev, Attempt)
	ev.Attempted = true
	result, words, _ := bytes.Cut(rest, []byte(": "))
	words, queue := cutWord(words)
	switch string(result) {
	case "success":
		ev.Status = Sent
	case "deferral":
		ev.Status = Deferred
	case "failure":
		ev.Status = Bounced
	case "report mangled, will defer":
		ev.Status, words, queue = Deferred, result, nil
	default:
		return Malformed
	}
	ev.Agent = remoteChannel
	if f := q.deliveries.find(hashOf(q.host, number, queue)); f != nil {
		ev.QueueID, ev.Recipient = f.name, f.text
		if f.flag {
			ev.Agent, ev.Relay.Host = localChannel, localChannel
		}
		f.drop()
	}
	q.decode(words)
	if q.expired() {
		ev.Status = Expired
	}
	q.readReply(ev)
	return Found
}

// decode takes back what qmail-send did to a report: every byte that it takes
// for unsafe, spaces too, is a "_", and every newline a "/" (qsutil.c,
// logsafe). A slash that a word of the report's own can follow becomes a
// space, as the lines of a reply are joined elsewhere; others stay.
func (q *qmail) decode(words []byte) {
	q.text = append(q.text[:0], words...)
	for i, c := range q.text {
		if c == '_' || c == '/' && endsReportLine(words[i+1:]) {
			q.text[i] = ' '
		}
	}
	q.text = bytes.TrimRight(q.text, " ")
}

// endsReportLine says whether a slash before rest was a newline. What a relay
// said goes on with a code; what qmail-remote says begins as here.
func endsReportLine(rest []byte) bool {
	if len(rest) < 4 {
		return len(rest) == 0
	}
	if isDigit(rest[0]) && isDigit(rest[1]) && isDigit(rest[2]) && (rest[3] == '_' || rest[3] == '-') {
		return true
	}
	for i := range reportLines {
		if hasPrefix(rest, reportLines[i]) {
			return true
		}
	}
	return false
}

var reportLines = [...]string{
	"Remote_host_said:_", "Giving_up_on_", "I'm_not_going_to_try_again;_", "it_isn't_in_my_", "Connected_to_", "STARTTLS_",
}

// tooLong is the end of a report on a message whose time in the queue is up;
// what stands before is the temporary failure of its last try (qmail-send.c,
// del_dochan).
var tooLong = []byte("I'm not going to try again; this message has been in the queue too long.")

// expired takes that end off.
func (q *qmail) expired() bool {
	before, ok := bytes.CutSuffix(q.text, tooLong)
	if ok {
		q.text = bytes.TrimRight(before, " ")
	}
	return ok
}

// readReply tells who said what. A relay's words follow "Remote host said: "
// and end before qmail-remote's own "Giving up on IP.".
func (q *qmail) readReply(ev *Event) {
	r := &ev.Reply
	own, said, remote := bytes.Cut(q.text, []byte("Remote host said: "))
	var ip []byte
	ip, r.Phase = readReport(own)
	if len(ip) > 0 {
		ev.Relay.IP = ip
		r.Relay = ev.Relay
	}
	if remote {
		end := -1
		if ev.Status != Sent {
			end = bytes.LastIndex(said, []byte(" Giving up on "))
		}
		if end < 0 {
			end = bytes.Index(said, []byte(" STARTTLS proto="))
		}
		if end >= 0 {
			said = said[:end]
		}
		r.Origin, r.Text = Remote, said
		readReply(said, r)
		if r.Phase == PhaseAuth && r.Code >= 500 {
			ev.Local = LocalReport{TroubleSASL, Sure, said}
		}
		return
	}
	r.Origin, r.Text = Local, q.text
	if _, code, ok := bytes.Cut(q.text, []byte("(#")); ok {
		ev.DSN, _ = cutEnhanced(code)
	}
	if ev.Status == Sent {
		return
	}
	if sign := allQmailReasons.find(q.text); sign != nil {
		ev.Local = LocalReport{sign.trouble, sign.strength, q.text}
	}
}
