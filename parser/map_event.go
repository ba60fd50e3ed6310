package parser

// parse reads the record that was claimed into an Event. It overwrites every
// field of it.
func (p *mapped) parse(ln *line, ev *Event) Result {
	m := p.m
	switch {
	case m.kind == csvRecord && p.csv.header:
		return Silent
	case p.broken && p.eventless(ln):
		return Silent
	case p.broken:
		return Malformed
	}
	if m.lists == nil {
		return p.record(ln, ev)
	}
	p.split(ln.msg)
	result := p.record(ln, ev)
	for result != Found && p.group() {
		if r := p.record(ln, ev); r == Found || result == Silent {
			result = r
		}
	}
	return result
}

// eventless tells whether a record that was cut is of a kind that holds no
// event. Of a row of CSV nobody knows.
func (p *mapped) eventless(ln *line) bool {
	if p.m.kind == csvRecord {
		return false
	}
	p.fact = nil
	row := p.row(ln.msg)
	return row != nil && !row.event
}

// next reads the next event of the record that was parsed.
func (p *mapped) next(ln *line, ev *Event) bool {
	for p.group() {
		if p.record(ln, ev) == Found {
			return true
		}
	}
	return false
}

// record reads what the slots hold.
func (p *mapped) record(ln *line, ev *Event) Result {
	m := p.m
	var key uint64
	p.fact = nil
	if (m.notes || m.speaks) && m.kind != textRecord {
		key = p.find()
	}
	if m.speaks && key != 0 {
		p.converse(key)
	}
	row := p.row(ln.msg)
	if p.rule = row; row == nil {
		return Silent
	}
	if m.notes && m.kind == textRecord {
		key = p.find()
	}
	result := Silent
	if row.event {
		known := p.fact
		if p.past = row.past; row.alone {
			p.fact = nil
		}
		result = p.event(row, ln, ev)
		p.past, p.fact = false, known
		if result == Found && row.kind == Attempt && m.notes && key != 0 && len(p.field(fieldRecipient)) == 0 {
			p.remember(key, ev.Recipient) // all records must give it the same name
		}
		if row.once && result == Found && p.again(ev) {
			result = Silent
		}
		if m.tries && result == Found && ev.Kind == Attempt && ev.Status == Deferred && key != 0 {
			p.told(key)
		}
	}
	switch {
	case row.begin && key != 0:
		p.begin(key)
	case (row.forget || row.past) && p.fact != nil:
		p.forget()
	}
	if row.forget && m.speaks && p.dialogue.fact != nil {
		p.dialogue.fact.drop()
	}
	if row.note && key != 0 {
		p.remember(key, nil)
	}
	return result
}

// row gives the first row whose conditions the record fulfils, or whose
// template the line follows.
func (p *mapped) row(msg []byte) *mapRow {
	if p.m.kind == textRecord {
		return p.rowLike(msg)
	}
	for i := 0; i < len(p.m.rows); {
		row := &p.m.rows[i]
		if len(row.needs) > 0 && !p.holds(&row.needs[0]) {
			i = row.other
			continue
		}
		if len(row.needs) < 2 || p.all(row.needs[1:]) {
			return row
		}
		i++
	}
	return nil
}

func (p *mapped) rowLike(msg []byte) *mapRow {
	rest, ok := p.shares(msg)
	if !ok {
		return nil
	}
	for i := range p.m.rows {
		row := &p.m.rows[i]
		if first := row.like.literals[0]; len(first) > 0 && (len(rest) < len(first) || rest[0] != first[0]) {
			continue
		}
		n, ok := p.follows(&row.like, rest)
		if ok && p.all(row.needs) {
			return row
		}
		for _, slot := range row.like.holes[:n] {
			if slot >= 0 {
				p.slots[slot] = value{}
			}
		}
	}
	return nil
}

// event fills in what the record tells.
func (p *mapped) event(row *mapRow, ln *line, ev *Event) Result {
	*ev = Event{}
	ev.Kind, ev.Status, ev.Attempted = row.kind, row.status, row.kind == Attempt && !row.untried
	ev.Instance, ev.Ends = p.instance, p.m.ends
	ev.Time, ev.Host = ln.at, ln.host
	switch {
	case p.words:
		ev.Host = nil
	case p.bare: // what the object calls a host may be any
		ev.Host = ln.outer
	}
	if at, ok := p.timeOf(fieldTime); ok {
		ev.Time = at
	}
	if host := p.field(fieldHost); len(host) > 0 {
		ev.Host = host
	}
	ev.Agent, ev.MessageID, ev.Account = p.field(fieldAgent), p.field(fieldMessageID), p.field(fieldAccount)
	ev.QueueID = p.id(fieldQueueID)
	ev.Sender, ev.OrigTo = bareAddress(p.field(fieldSender)), bareAddress(p.field(fieldOrigTo))
	ev.Size = max(p.number(fieldSize), 0)
	switch row.kind {
	case Attempt:
		ev.Relay = p.relay()
		if ev.Recipient, ev.Others = p.recipients(); len(ev.Recipient) == 0 {
			ev.Recipient = p.nameless(ev)
		}
		if len(ev.Recipient) == 0 {
			if !p.m.notes {
				return Malformed
			}
			ev.QueueID = nil // the lines that name it lie before the log
		}
		if v := p.valueOf(fieldRecipient); v != nil && v.cut {
			return Malformed // it would be somebody else
		}
		p.delays(ev)
		if p.reply(row, ev); row.status == NoStatus && len(ev.Reply.Text) == 0 && ev.DSN == (Enhanced{}) {
			return Malformed // nothing tells how it ended
		}
	case Trouble, Refused, LocalFault:
		ev.Relay = p.relay()
		ev.Recipient, ev.Others = p.recipients()
		p.reply(row, ev)
	case Accepted, Queued:
		if n := p.number(fieldRcpts); n > 0 {
			ev.Rcpts = int(min(n, maxRcpts))
		} else if ev.Recipient, ev.Others = p.recipients(); len(ev.Recipient) > 0 {
			for range ev.EachRecipient {
				ev.Rcpts++
			}
		}
		ev.Recipient, ev.Others = nil, nil
	}
	return Found
}

// delays are told as seconds ("4.565", "8ms", "2s"), or follow from when the
// message came.
func (p *mapped) delays(ev *Event) {
	if text := p.field(fieldDelay); len(text) > 0 {
		seconds, unit := cutDecimal(text)
		if hasPrefix(unit, "ms") {
			seconds /= 1000
		}
		ev.Delays.Total = max(seconds, 0)
		return
	}
	if since, ok := p.timeOf(fieldSince); ok && !ev.Time.IsZero() {
		ev.Delays.Total = max(ev.Time.Sub(since).Seconds(), 0)
	}
}

// nameless stands for the recipients of a record that names none: all at its
// domain, or at the relay.
func (p *mapped) nameless(ev *Event) []byte {
	domain := p.field(fieldDomain)
	if len(domain) == 0 {
		domain = ev.Relay.Host
	}
	if len(domain) == 0 {
		domain = ev.Relay.IP
	}
	if len(domain) == 0 {
		return nil
	}
	start := len(p.text)
	p.text = append(append(p.text, '@'), domain...)
	return p.text[start:len(p.text):len(p.text)]
}
