package parser

import "bytes"

// arrival reads the line that begins a message and tells all of it (receive.c,
// receive_msg):
//
//	sender [H=host [ip]] [U=user] P=protocol [A=authenticator:user] S=size [id=message-id] [T="subject"] [from <S>] [for R ...]
//
// A bounce has the sender <> and R= with the ID of the message it is about; it
// is a message of its own.
func (e *eximLine) arrival(ev *Event, rest []byte) Result {
	e.start(ev, Accepted)
	sender, rest := cutEximAddress(trimStart(rest))
	if len(sender) == 0 && !hasPrefix(trimStart(e.msg[2:]), "<>") {
		return Malformed
	}
	ev.Sender = sender
	for len(rest) > 1 && rest[0] == ' ' {
		b := rest[1:]
		name, from, to, next := eximField(b)
		if next == 0 {
			break
		}
		value := b[from:to:to]
		rest = b[next:]
		switch string(b[:name]) {
		case "H":
			var host Relay
			rest = host.cutExim(value)
			ev.Inner = IsNear(host.IP)
		case "A":
			ev.Account = accountOf(value)
		case "S":
			ev.Size, _ = cutInt(value)
		case "id":
			ev.MessageID = value
		}
	}
	if !e.cut {
		ev.Rcpts = countRecipients(rest)
	}
	return Found
}

// accountOf reads "authenticator:user,sender".
func accountOf(value []byte) []byte {
	_, user, _ := bytes.Cut(value, []byte(":"))
	user, _, _ = bytes.Cut(user, []byte(","))
	return user
}

// countRecipients counts those of " [from <S>] for R R ...", which log_selector
// +received_recipients adds; 0 without it.
func countRecipients(rest []byte) int {
	if from, ok := cutPrefix(rest, " from "); ok {
		_, rest, _ = cutAddress(from)
	}
	list, ok := cutPrefix(rest, " for ")
	if !ok {
		return 0
	}
	return 1 + bytes.Count(bytes.TrimRight(list, " "), []byte(" "))
}
