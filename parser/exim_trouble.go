package parser

import "bytes"

// trouble reads what Exim logs of a host before it tries the next one, or
// before the line of the recipient:
//
//	H=name [ip]: words      H=name [ip] strerror      before 4.80: words: host name [ip]: reply      name [ip] strerror
//
// The line of the recipient says it again where no other host took the
// message, so that what it shows of this host is left to that one. Clients
// with a message ID have such lines, too: only known words count.
func (e *eximLine) trouble(ev *Event) Result {
	words := e.msg
	var relay Relay
	if b, ok := bytes.CutPrefix(words, []byte("H=")); ok {
		relay, words = cutEximHost(b)
		words = bytes.TrimPrefix(words, []byte(":"))
	} else if !opensTrouble(words) {
		relay, words = cutEximHost(words)
		if len(relay.IP) == 0 {
			return Silent
		}
	}
	words = trimStart(words)
	if !opensTrouble(words) {
		return Silent
	}
	e.start(ev, Trouble)
	eximReason(words, eximErrno{}, &ev.Reply)
	if _, at, ok := bytes.Cut(words, []byte(" H=")); ok && ev.Reply.Origin == Local && relay.Host == nil { // "delivering unencrypted to H=..."
		relay, _ = cutEximHost(at)
	}
	if ev.Reply.Relay.IP == nil {
		ev.Reply.Relay = relay
	}
	ev.Relay = ev.Reply.Relay
	return Found
}

// opensTrouble reports whether words are what is said of a host that failed.
func opensTrouble(words []byte) bool {
	if eximSession(words) != nil {
		return true
	}
	for i := range eximPhases {
		if p := &eximPhases[i]; hasPrefix(words, p.words) {
			return p.phase != PhaseResolve
		}
	}
	return false
}
