package parser

import "bytes"

// fields reads the " NAME=value" and the single marks (L, K, PRDR) that
// follow an address, and gives what is left: words, or nothing. Which ones are
// there is up to log_selector. X=, the TLS session, is read over: failures do
// not have it, so that it tells them from nothing.
func (e *eximLine) fields(ev *Event, rest []byte) []byte {
	for len(rest) > 1 && rest[0] == ' ' {
		name, value, after, ok := cutEximField(rest[1:])
		if !ok {
			return rest
		}
		switch string(name) {
		case "H":
			ev.Relay, after = cutEximHost(value)
		case "T":
			ev.Agent = value
		case "F":
			ev.Sender = value
		case "C":
			ev.Reply.Text = value
		case "QT":
			ev.Delays.Total, _, _ = cutDuration(value)
		case "DT":
			ev.Delays.Transmit, _, _ = cutDuration(value)
		}
		rest = after
	}
	return rest
}

// cutEximField reads "NAME=value", or a mark in capitals, which has no value. A value with
// blanks is in quotes, an address in angle brackets; the value of H is all
// that follows: a host is read by cutEximHost.
func cutEximField(b []byte) (name, value, rest []byte, ok bool) {
	const longest = 8
	n := 0
	for n < len(b) && n < longest && isAlnum(b[n]) {
		n++
	}
	name = b[:n]
	if n < len(b) && b[n] == '*' { // "L*": pipelined before the banner
		n++
	}
	if n == len(b) || b[n] == ' ' {
		return name, nil, b[n:], isMark(name)
	}
	if b[n] != '=' || n == 0 {
		return nil, nil, b, false
	}
	b = b[n+1:]
	if string(name) == "H" {
		return name, b, nil, true
	}
	switch {
	case len(b) == 0:
		return name, nil, nil, true
	case b[0] == '"':
		value, rest = cutQuoted(b)
		return name, value, rest, true
	case b[0] == '<':
		value, rest, ok = cutAddress(b)
		return name, value, rest, ok
	}
	n = wordEnd(b)
	return name, b[:n:n], b[n:], true
}

func isMark(name []byte) bool {
	for _, c := range name {
		if c > 'Z' {
			return false
		}
	}
	return len(name) > 0
}

// cutQuoted reads a value in quotes, where a backslash stands before a quote
// or a backslash. Without a closing quote, as syslog may cut it, all is value.
func cutQuoted(b []byte) (value, rest []byte) {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[1:i:i], b[i+1:]
		}
	}
	return b[1:], nil
}

// cutEximHost reads a host as log lines have it (host.c, host_and_ident;
// deliver.c, d_hostlog), in any of these forms and up to where it ends:
//
//	name [ip]:port*    name (helo) [ip]    (helo) [ip]    [ip]    name DS [ip]    name
//
// A "*" says that the connection had been used before.
func cutEximHost(b []byte) (host Relay, rest []byte) {
	if len(b) > 0 && b[0] != '[' && b[0] != '(' {
		n := wordEnd(b)
		host.Host, b = b[:n:n], b[n:]
	}
	rest = b
	for at := trimStart(b); len(at) > 0; at = trimStart(at) {
		switch {
		case at[0] == '(':
			n := bytes.IndexByte(at, ')')
			if n < 0 {
				return host, rest
			}
			at = at[n+1:]
			continue
		case hasPrefix(at, "DS "):
			at = at[len("DS "):]
			continue
		case at[0] != '[':
			return host, rest
		}
		n := bytes.IndexByte(at, ']')
		if n < 0 {
			return host, rest
		}
		if hasPrefix(at[n+1:], " [") { // the name is an address, too
			host.Host, at = at[:n+1:n+1], at[n+1:]
			continue
		}
		host.IP = at[1:n:n]
		host.Port, rest = cutPort(at[n+1:])
		return host, bytes.TrimPrefix(rest, []byte("*"))
	}
	return host, rest
}
