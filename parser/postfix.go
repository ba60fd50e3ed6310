package parser

import "bytes"

// claimsPostfix reports whether a line is Postfix's. The tag is
// "syslog_name/service" (postconf(5), syslog_name), where the first part can
// be renamed and RFC 5424 senders may cut off the rest; a line without a tag
// is known by its body.
func claimsPostfix(tag, msg []byte) bool {
	if len(tag) > 0 {
		if string(tag) == proxmoxFilter {
			return bytes.Contains(msg, []byte(proxmoxAccepts))
		}
		if hasPrefix(tag, "postfix") {
			return true
		}
		slash := bytes.LastIndexByte(tag, '/')
		if slash > 0 || !postfixDaemon(tag) {
			return slash > 0 && postfixDaemon(tag[slash+1:])
		}
	} // "smtp" alone, as macOS' log show names it, may be another's: the message tells
	id, rest := cutQueueID(trimStart(msg))
	switch {
	case id == nil:
		return false
	case string(id) == noQueue:
		return true
	case hasPrefix(rest, "to="):
		return bytes.Contains(rest, []byte(" status="))
	case hasPrefix(rest, "from=<"):
		return bytes.Contains(rest, []byte(", nrcpt=")) || bytes.Contains(rest, []byte(", status="))
	}
	return string(rest) == "removed" ||
		hasPrefix(rest, "message-id=") ||
		hasPrefix(rest, "client=")
}

// idlePostfix knows what smtpd, postscreen and anvil say of most clients.
func idlePostfix(msg []byte) bool {
	if len(msg) == 0 {
		return false
	}
	switch msg[0] {
	case 'c':
		return hasPrefix(msg, "connect from ")
	case 'd':
		return hasPrefix(msg, "disconnect from ")
	case 'C':
		return hasPrefix(msg, "CONNECT from ")
	case 'P':
		return hasPrefix(msg, "PASS ")
	case 's':
		return hasPrefix(msg, "statistics: ")
	}
	return false
}

// variesPostfix knows the tags whose lines claimsPostfix tells by the message.
func variesPostfix(tag []byte) bool { return string(tag) == proxmoxFilter || postfixDaemon(tag) }

// postfixDaemon knows the programs of master.cf, for installations whose
// syslog_name does not start with "postfix".
func postfixDaemon(service []byte) bool {
	switch string(service) {
	case "anvil", "bounce", "cleanup", "defer", "discard", "dnsblog", "error", "flush", "lmtp", "local",
		"master", "pickup", "pipe", "postdrop", "postscreen", "postsuper", "proxymap", "qmgr", "retry", "scache",
		"smtp", "smtpd", "tlsmgr", "tlsproxy", "trace", "trivial-rewrite", "verify", "virtual":
		return true
	}
	return false
}

// postfixName is the instance where the log names the daemon alone.
var postfixName = []byte("postfix")

// parsePostfix reads a line of a Postfix program. It leaves Time, Host and
// Count to its caller, and overwrites every other field of ev when it returns
// Found. The body alone says what a line is: services are renamed in
// master.cf, and their name may not reach the log.
func parsePostfix(ln *line, ev *Event) Result {
	msg := trimStart(ln.msg)
	if len(msg) == 0 {
		return Silent
	}
	// Note: filled in place; a literal with fields is made beside and copied,
	// and the copy waits for the fields: 7 ns a line.
	var p postfixLine
	p.instance, p.msg = ln.tag, msg
	if known := ln.program; known != nil && known.instance != nil {
		p.instance, p.agent = known.instance, known.agent
	} else if slash := bytes.IndexByte(ln.tag, '/'); slash >= 0 {
		p.instance = ln.tag[:slash]
		p.agent = ln.tag[bytes.LastIndexByte(ln.tag, '/')+1:]
	} else if postfixDaemon(ln.tag) {
		p.instance, p.agent = postfixName, ln.tag
	} else if string(ln.tag) == proxmoxFilter {
		p.instance, p.agent = postfixName, ln.tag
		return p.handedOn(ev, msg)
	}
	id, rest := cutQueueID(msg)
	switch {
	case id == nil:
		if severe, words := cutSeverity(msg); severe != 0 {
			return p.localFault(ev, severe, words)
		}
		return p.troubleNoID(ev)
	case string(id) == noQueue:
		return p.refusal(ev, rest)
	case len(rest) == 0:
		return Silent
	}
	p.id = id
	switch rest[0] {
	case 't':
		if hasPrefix(rest, "to=") {
			return p.delivery(ev, rest)
		}
	case 'c':
		if client, ok := cutPrefix(rest, "client="); ok {
			return p.acceptedFromClient(ev, client)
		}
	case 'u':
		if hasPrefix(rest, "uid=") {
			return p.acceptedFromUser(ev, rest)
		}
	case 'f':
		if from, ok := cutPrefix(rest, "from="); ok {
			return p.queued(ev, from)
		}
	case 'r':
		if string(rest) == "removed" {
			p.start(ev, Removed)
			return Found
		}
		return p.refusal(ev, rest)
	case 'm':
		if messageID, ok := cutPrefix(rest, "message-id="); ok {
			return p.identified(ev, messageID)
		}
		if hasPrefix(rest, "milter-reject: ") {
			return p.refusal(ev, rest)
		}
	case 's', 'p':
		if _, child, ok := bytes.Cut(rest, []byte(" notification: ")); ok {
			return p.notified(ev, child)
		}
		return p.refusal(ev, rest)
	}
	return p.trouble(ev, rest)
}

// postfixLine is a line on its way into an Event.
type postfixLine struct {
	instance, agent []byte
	id              []byte
	msg             []byte
}

// start clears ev and says what kind of event it is.
func (p *postfixLine) start(ev *Event, k Kind) {
	// Note: an event is cleared in place; a literal with fields is made beside
	// and copied.
	*ev = Event{}
	ev.Kind, ev.Instance, ev.Agent, ev.QueueID = k, p.instance, p.agent, p.id
}

// noQueue stands where a queue ID would, before there is a queue file.
const noQueue = "NOQUEUE"

// minQueueID is the least length of a queue ID, which has five hex digits of
// microseconds before its inode (Postfix global/mail_queue.h).
const minQueueID = 5

// cutQueueID splits "ID: rest". Short IDs are upper-case hex, long ones
// (enable_long_queue_ids) a base 52 alphabet with digits in front; people who
// anonymise their logs add other letters. So a word is an ID unless it has
// lower-case letters and no digit. No ID gives nil.
func cutQueueID(msg []byte) (id, rest []byte) {
	n, lower, digits := alnumRun(msg)
	if n < minQueueID || n+1 >= len(msg) || msg[n] != ':' || msg[n+1] != ' ' || lower && !digits {
		return nil, msg
	}
	return msg[:n], msg[n+2:]
}
