package parser

// notable are the fields that a note keeps. A note is their texts, each with
// its field and its length before it.
var notable = [...]field{fieldQueueID, fieldSender, fieldRecipient, fieldDomain, fieldRelay, fieldRelayIP, fieldRelayPort, fieldCode, fieldEnhanced, fieldReply, fieldPhase, fieldSize}

// find looks for what was noted of the record's message, and gives its key;
// 0 where the record names none.
func (p *mapped) find() uint64 {
	p.fact = nil
	id := p.id(fieldJoin)
	if len(id) == 0 {
		id = p.id(fieldQueueID)
	}
	if len(id) == 0 {
		return 0
	}
	key := hashOf(0, id)
	if p.fact = p.known.find(key); p.fact != nil {
		p.index()
	}
	return key
}

// forget drops what was noted. What was told stays, for as long as the try
// goes on.
func (p *mapped) forget() {
	if p.m.tries {
		p.fact.text = p.fact.text[:0]
		return
	}
	p.fact.drop()
	p.fact = nil
}

// begin drops what was noted or told of the message that is called key: it is
// tried once more.
func (p *mapped) begin(key uint64) {
	try := int64(1)
	if p.fact != nil {
		try += p.fact.number
	}
	p.fact = p.known.put(key, nil, nil)
	p.fact.number = try
}

// told takes down that a deferral was told of the message that is called key.
func (p *mapped) told(key uint64) {
	if p.fact == nil {
		p.fact = p.known.put(key, nil, nil)
	}
	p.fact.flag = true
}

// span is where a note has a field.
type span struct{ from, to uint16 }

// index finds the fields of the note.
func (p *mapped) index() {
	clear(p.spans[:])
	if p.fact == nil {
		return
	}
	text := p.fact.text
	for at := 0; at+2 <= len(text); {
		from := at + 2
		if at = from + int(text[from-1]); at > len(text) {
			break
		}
		p.spans[text[from-2]] = span{uint16(from), uint16(at)}
	}
}

// noted gives a field of what was noted; nil where there is none.
func (p *mapped) noted(f field) []byte {
	s := p.spans[f]
	if p.fact == nil || s.to == 0 || int(s.to) > len(p.fact.text) {
		return nil
	}
	start := len(p.text) // the note may be written anew while the event is read
	p.text = append(p.text, p.fact.text[s.from:s.to]...)
	return p.text[start:len(p.text):len(p.text)]
}

// remember notes the fields of the record, and keeps those noted before that
// it does not have. A recipient stands for those whom no record names.
func (p *mapped) remember(key uint64, recipient []byte) {
	note := p.note[:0]
	for _, f := range notable {
		if f == fieldQueueID && len(p.m.fields[fieldJoin]) == 0 { // it is what the note is found by
			continue
		}
		text := p.field(f)
		if f == fieldRecipient && len(recipient) > 0 {
			text = recipient
		}
		if size := min(len(text), 255); size > 0 && len(note)+2+size <= maxFact {
			note = append(append(note, byte(f), byte(size)), text[:size]...)
		}
	}
	p.note = note
	told, try := false, int64(0)
	if p.fact != nil {
		told, try = p.fact.flag, p.fact.number
	}
	p.fact = p.known.put(key, nil, note)
	p.fact.flag, p.fact.number = told, try
	p.index()
}

// again tells whether all recipients of an event that is their last, or their
// last in this try, are known to have had it, and takes it down that now they
// have. It takes those known out of several.
func (p *mapped) again(ev *Event) bool {
	if ev.Status != Bounced && ev.Status != Expired && (ev.Status != Deferred || !p.m.tries) || len(ev.QueueID) == 0 {
		return false
	}
	of := uint64(1) // no join is hashed from 1
	if ev.Status == Deferred {
		if of = 2; p.fact != nil {
			of += uint64(p.fact.number)
		}
	}
	first, others := true, len(p.text)
	var recipient []byte
	for to := range ev.EachRecipient {
		key := hashOf(hashOf(of, ev.QueueID), to)
		if p.known.find(key) != nil {
			continue
		}
		p.known.put(key, nil, nil)
		if first {
			first, recipient = false, to
			continue
		}
		p.text = append(append(append(p.text, ",<"...), to...), '>')
	}
	if first {
		return true
	}
	ev.Recipient, ev.Others = recipient, p.text[others:len(p.text):len(p.text)]
	if len(ev.Others) > 0 {
		ev.Others = ev.Others[1:]
	}
	return false
}
