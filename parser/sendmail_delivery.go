package parser

import "bytes"

// delivery reads the outcome of one try at one host, for one or more
// recipients (sendmail/deliver.c, logdelivery):
//
//	to=<R>[,<R>...][, [more]][, ctladdr=<C> (uid/gid)], delay=T, xdelay=T, mailer=M[, pri=N][, relay=host. [ip]][, dsn=D][, reply=W][, quarantine=W][, stat=S]
//
// A list too long for a line ends in "[more]"; the line after it has the rest.
func (m *sendmailLine) delivery(ev *Event, to []byte) Result {
	m.start(ev, Attempt)
	rest := ev.readRecipients(to)
	var d sendmailDelivery
	for len(rest) > 0 {
		rest = trimStart(rest[1:])
		switch {
		case hasPrefix(rest, "reply="):
			d.reply, d.stat = cutStat(rest[len("reply="):], ev.DSN.Class)
			return d.outcome(ev)
		case hasPrefix(rest, "stat="):
			d.stat = rest[len("stat="):]
			return d.outcome(ev)
		}
		end := fieldEnd(rest)
		if end < 0 {
			if end = bytes.Index(rest, []byte(",stat=")); end < 0 { // seen without its space, too
				return Malformed
			}
		}
		d.set(ev, rest[:end:end]) // or "[more]", or what is behind a comma in a value
		rest = rest[end:]
	}
	return Malformed
}

// fieldEnd is where the comma and space after a field are, or -1.
func fieldEnd(b []byte) int {
	for i := 0; ; i++ {
		n := index(b[i:], ',')
		if n < 0 {
			return -1
		}
		if i += n; i+1 < len(b) && b[i+1] == ' ' {
			return i
		}
	}
}

// sendmailDelivery are the fields of a line that an Event does not hold.
type sendmailDelivery struct {
	mailer []byte
	reply  []byte  // the relay's first line: Sendmail 8.17 and later
	stat   []byte  // the rest of the line
	xdelay float64 // seconds of this try
	tried  bool    // they are told
}

// set keeps a field. Some versions have no comma between relay and dsn.
func (d *sendmailDelivery) set(ev *Event, field []byte) {
	if len(field) == 0 {
		return
	}
	switch field[0] { // few begin alike
	case 'd':
		if dsn, ok := cutPrefix(field, "dsn="); ok {
			ev.DSN, _ = cutEnhanced(dsn)
		} else if delay, ok := cutPrefix(field, "delay="); ok {
			ev.Delays.Total = readSendmailTime(delay)
		}
	case 'x':
		if xdelay, ok := cutPrefix(field, "xdelay="); ok {
			d.xdelay, d.tried = readSendmailTime(xdelay), true
		}
	case 'm':
		if mailer, ok := cutPrefix(field, "mailer="); ok {
			d.mailer = mailer
		}
	case 'r':
		if relay, ok := cutPrefix(field, "relay="); ok {
			if index(relay, '=') >= 0 {
				relay = cutDSN(ev, relay)
			}
			ev.Relay.setSendmail(relay)
		}
	}
}

// cutDSN reads the " dsn=D" that may stand behind a relay.
func cutDSN(ev *Event, relay []byte) []byte {
	const mark = " dsn="
	if i := bytes.Index(relay, []byte(mark)); i >= 0 {
		ev.DSN, _ = cutEnhanced(relay[i+len(mark):])
		relay = relay[:i:i]
	}
	return relay
}

// readRecipients reads the list after "to=", and gives the fields behind it.
func (ev *Event) readRecipients(to []byte) (rest []byte) {
	if n := plainEnd(to); n > 0 && (n+1 >= len(to) || to[n+1] == ' ') { // one, as of nearly all
		ev.Recipient = to[1 : n-1 : n-1]
		return to[n:]
	}
	list, rest := cutRecipients(to)
	ev.Recipient, ev.Others = cutListed(list)
	return rest
}

// cutRecipients splits the list after "to=" from the fields, which a comma
// with a space precedes.
func cutRecipients(to []byte) (list, rest []byte) {
	n := 0
	for n < len(to) {
		n += listedEnd(to[n:])
		if n+1 >= len(to) || to[n+1] == ' ' {
			break
		}
		n++
	}
	return to[:n:n], to[n:]
}

// cutStat splits "words, stat=words". A relay can write ", stat=" itself, and
// its words come again after Sendmail's: the first stat counts that agrees
// with the class of the enhanced code.
func cutStat(b []byte, class uint16) (reply, stat []byte) {
	const mark = ", stat="
	for at := 0; ; at += len(mark) {
		i := bytes.Index(b[at:], []byte(mark))
		if i < 0 {
			return b, nil
		}
		at += i
		reply, stat = b[:at:at], b[at+len(mark):]
		if class == 0 || sendmailStatus(stat, Enhanced{}) == sendmailStatus(nil, Enhanced{Class: class}) {
			return reply, stat
		}
	}
}

// sendmailStatus is the outcome: the enhanced code tells it, or else the
// words, as before 8.9.
func sendmailStatus(stat []byte, dsn Enhanced) Status {
	switch {
	case dsn.Class == 2:
		return Sent
	case dsn.Class == 4:
		return Deferred
	case dsn.Class == 5:
		return Bounced
	case hasPrefix(stat, "Sent"):
		return Sent
	case hasPrefix(stat, "Deferred"), hasPrefix(stat, "queued"), hasPrefix(stat, "Transient "),
		hasPrefix(stat, "Operating system error"), hasPrefix(stat, "I/O error"): // EX_OSERR, EX_IOERR: tried again
		return Deferred
	}
	return Bounced
}

// readSendmailTime reads "[days+]hh:mm:ss" as seconds (sendmail/convtime.c,
// pintvl).
func readSendmailTime(b []byte) float64 {
	if len(b) == len("00:00:00") { // nearly all
		if h, m, s := twoDigits(b, 0), twoDigits(b, 3), twoDigits(b, 6); b[2] == ':' && b[5] == ':' && max(h, m, s) < 100 {
			return float64(h*3600 + m*60 + s)
		}
	}
	days, clock := int64(0), int64(0)
	for len(b) > 0 && isDigit(b[0]) {
		n, rest := cutInt(b)
		if len(rest) > 0 && rest[0] == '+' {
			days = n
		} else {
			clock = clock*60 + n
		}
		b = rest[min(1, len(rest)):]
	}
	return float64(days*day + clock)
}

// readSendmailRelay reads "host. [ip]", the address without its "IPv6:".
func readSendmailRelay(b []byte) (r Relay) {
	r.setSendmail(b)
	return r
}

// setSendmail is readSendmailRelay in place.
func (r *Relay) setSendmail(b []byte) {
	*r = Relay{Host: b}
	for i := 0; i < len(b); i++ {
		n := index(b[i:], ' ')
		if n < 0 {
			break
		}
		if i += n; i+1 == len(b) || b[i+1] != '[' {
			continue
		}
		r.Host, r.IP = b[:i:i], b[i+2:]
		if end := index(r.IP, ']'); end >= 0 {
			r.IP = r.IP[:end:end]
		}
		r.IP, _ = cutPrefix(r.IP, "IPv6:")
		break
	}
	if n := len(r.Host); n > 0 && r.Host[n-1] == '.' {
		r.Host = r.Host[:n-1]
	}
	if n := len(r.Host); n > 2 && r.Host[0] == '[' && r.Host[n-1] == ']' {
		r.Host = r.Host[1 : n-1]
	}
}

// outcome tells what became of the try. A deferral that names a host without
// its address, after no time at all, repeats what the host's last try was: the
// host status cache holds the queue run back (sendmail/mci.c,
// mci_lock_host_statfile and mci_read_persistent). Mail that is only "queued",
// or quarantined, has not been tried.
func (d *sendmailDelivery) outcome(ev *Event) Result {
	if hasPrefix(d.stat, "quarantined") || ev.DSN.Class == 0 && hasPrefix(d.stat, "queued") {
		return Silent
	}
	ev.Status = sendmailStatus(d.stat, ev.DSN)
	if d.atTheDoor(ev) {
		ev.Kind, ev.Status, ev.Delays = Removed, NoStatus, Delays{}
		return Found
	}
	ev.Agent = d.mailer
	ev.Delays.Transmit, ev.Delays.Queue = d.xdelay, max(ev.Delays.Total-d.xdelay, 0)
	d.readReply(ev)
	resolved := ev.Reply.Phase != PhaseResolve
	ev.Attempted = ev.Status != Deferred || len(ev.Relay.Host) == 0 || len(ev.Relay.IP) > 0 ||
		len(d.reply) > 0 || d.xdelay > 0 || !resolved
	switch {
	case len(ev.Relay.Host) == 0 && !overSMTP(d.mailer):
		ev.Relay = Relay{Host: d.mailer}
	case len(ev.Relay.IP) == 0 && (ev.Status == Bounced || !resolved): // the domain asked for, not a host
		ev.Relay = Relay{}
	}
	if ev.Status != Sent && ev.Attempted && ev.Reply.Origin != Remote {
		if sign := allSendmailReasons.find(ev.Reply.Text); sign != nil {
			ev.Local = LocalReport{sign.trouble, sign.strength, ev.Reply.Text}
		}
	}
	return Found
}

// atTheDoor tells whether no delivery failed: a message that is refused while
// its client sends it (by a milter, say, at the end of its data) has a line for
// each recipient with the words of that, and without a mailer
// (sendmail/srvrsmtp.c, smtp_data). A line before tells of the refusal.
func (d *sendmailDelivery) atTheDoor(ev *Event) bool {
	return ev.Status == Bounced && len(d.mailer) == 0 && len(ev.Relay.Host) == 0 && ev.DSN.Class == 0 && !d.tried
}

// joinTry tells the failure at a further host of one try for what it is. Such
// a try had begun before the last host's failure was logged, by the account of
// how long it took.
// Limit: where that host takes the message, a deferral was counted that lasted
// no time.
func (s *sendmail) joinTry(ln *line, ev *Event) {
	const rounding = 1 // second
	total, began := int64(ev.Delays.Total), int64(ev.Delays.Queue)
	key := hashOf(0, ln.host, ev.QueueID, ev.Recipient, ev.Others)
	last := s.tries.find(key)
	if last != nil && total >= last.number && began <= last.number+rounding && !bytes.Equal(last.name, ev.Relay.IP) {
		ev.Kind, ev.Status, ev.Attempted = Trouble, NoStatus, false
	}
	s.tries.put(key, ev.Relay.IP, nil).number = total
}

// overSMTP tells the mailers that reach other hosts.
func overSMTP(mailer []byte) bool {
	switch string(mailer) {
	case "", "smtp", "esmtp", "smtp8", "dsmtp", "relay":
		return true
	}
	return false
}
