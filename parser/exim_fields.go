package parser

import "bytes"

// fields reads the " NAME=value" and the single marks (L, K, PRDR) that
// follow an address, and gives what is left: words, or nothing. Which ones are
// there is up to log_selector. X=, the TLS session, is read over: failures do
// not have it, so that it tells them from nothing.
//
// The router is the agent, not the transport: when a look-up fails, a message
// has met its router (R=) and no transport (T=) yet. By its transport a dead
// resolver would look like another way out of this host than the one that works.
func (e *eximLine) fields(ev *Event, rest []byte) []byte {
	for len(rest) > 1 && rest[0] == ' ' {
		b := rest[1:]
		name, from, to, next := eximField(b)
		if next == 0 {
			return rest
		}
		value := b[from:to:to]
		rest = b[next:]
		switch string(b[:name]) {
		case "H":
			rest = ev.Relay.cutExim(value)
		case "R":
			ev.Agent = value
		case "T":
			e.transport = value
		case "F":
			ev.Sender = value
		case "C":
			ev.Reply.Text = value
		case "QT":
			ev.Delays.Total, _, _ = cutDuration(value)
		case "DT":
			ev.Delays.Transmit, _, _ = cutDuration(value)
		}
	}
	return rest
}

// eximField measures "NAME=value", or a mark in capitals, which has no value:
// where the name ends, the value begins and ends, and what is next; 0 where b
// begins with neither. A value with blanks is in quotes, an address in angle
// brackets; the value of H is all that follows: a host is read by cutExim.
func eximField(b []byte) (name, from, to, next int) {
	const longest = 8
	for name < len(b) && name < longest && isAlnum(b[name]) {
		name++
	}
	n := name
	if n < len(b) && b[n] == '*' { // "L*": pipelined before the banner
		n++
	}
	if n == len(b) || b[n] == ' ' {
		if !isMark(b[:name]) {
			return 0, 0, 0, 0
		}
		return name, n, n, n
	}
	if b[n] != '=' || n == 0 {
		return 0, 0, 0, 0
	}
	n++
	switch {
	case n == len(b) || string(b[:name]) == "H":
		return name, n, len(b), len(b)
	case b[n] == '"':
		end := quotedEnd(b, n+1)
		return name, n + 1, end, min(end+1, len(b))
	case b[n] == '<':
		addr, rest, ok := cutAddress(b[n:])
		if !ok {
			return 0, 0, 0, 0
		}
		return name, n + 1, n + 1 + len(addr), len(b) - len(rest)
	}
	end := n + wordEnd(b[n:])
	return name, n, end, end
}

func isMark(name []byte) bool {
	for _, c := range name {
		if c > 'Z' {
			return false
		}
	}
	return len(name) > 0
}

// quotedEnd is where a value in quotes ends that begins at b[i:]. A backslash
// stands before a quote or a backslash. Without a closing quote, as syslog may
// cut it, all is value.
func quotedEnd(b []byte, i int) int {
	for ; i < len(b); i += 2 {
		n := indexEither(b[i:], '"', '\\')
		if n < 0 {
			break
		}
		if i += n; b[i] == '"' {
			return i
		}
	}
	return len(b)
}

// cutEximHost reads a host as log lines have it (host.c, host_and_ident;
// deliver.c, d_hostlog), in any of these forms and up to where it ends:
//
//	name [ip]:port*    name (helo) [ip]    (helo) [ip]    [ip]    name DS [ip]    name
//
// A "*" says that the connection had been used before.
func cutEximHost(b []byte) (host Relay, rest []byte) {
	rest = host.cutExim(b)
	return host, rest
}

// cutExim is cutEximHost in place.
func (r *Relay) cutExim(b []byte) (rest []byte) {
	*r = Relay{}
	if len(b) > 0 && b[0] != '[' && b[0] != '(' {
		n := wordEnd(b)
		r.Host, b = b[:n:n], b[n:]
	}
	rest = b
	for at := trimStart(b); len(at) > 0; at = trimStart(at) {
		switch {
		case at[0] == '(':
			n := bytes.IndexByte(at, ')')
			if n < 0 {
				return rest
			}
			at = at[n+1:]
			continue
		case hasPrefix(at, "DS "):
			at = at[len("DS "):]
			continue
		case at[0] != '[':
			return rest
		}
		n := index(at, ']')
		if n < 0 {
			return rest
		}
		if hasPrefix(at[n+1:], " [") { // the name is an address, too
			r.Host, at = at[:n+1:n+1], at[n+1:]
			continue
		}
		r.IP = at[1:n:n]
		r.Port, rest = cutPort(at[n+1:])
		rest, _ = cutPrefix(rest, "*")
		return rest
	}
	return rest
}
