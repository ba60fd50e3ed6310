package parser

import "bytes"

// dialogue follows SMTP sessions that are logged line by line. Commands are
// sent several at a time, and answered in their order (RFC 2920 section 3.1):
// of each answer it tells which command was meant, and whom it is about.
//
// A fact holds a mail transaction: text the commands since MAIL, each with a
// letter, the length of its address and the address; count where the first
// begins that has no answer yet; name the lines of an answer whose last one is
// still to come.
type dialogue struct {
	known joins
	fact  *fact
}

// Letters of commands. A recipient's changes with its answer.
const (
	askedMail   = 'M'
	askedRcpt   = 'R'
	askedData   = 'D'
	askedChunk  = 'B' // BDAT
	askedEnd    = '.' // the message after DATA, or BDAT with LAST
	askedOther  = 'o'
	rcptTaken   = 'r'
	rcptRefused = 'x' // or done with in another way
)

// askedNames are what @asked says.
var askedNames = [256][]byte{askedMail: []byte("MAIL"), askedRcpt: []byte("RCPT"), rcptTaken: []byte("RCPT"), rcptRefused: []byte("RCPT"),
	askedData: []byte("DATA"), askedChunk: []byte("BDAT"), askedEnd: []byte(".")}

// maxDialogue bounds the commands of a transaction that are remembered: some
// 300 recipients.
// Limit: those behind are nameless.
const maxDialogue = 8 << 10

// maxAnswer bounds the lines of an answer that are put together.
const maxAnswer = 2 << 10

// converse hears a record of the session that is called key, and fills in
// @asked, @to, @from and @said.
func (p *mapped) converse(key uint64) {
	d := &p.dialogue
	d.fact = d.known.find(key)
	if command := p.field(fieldCommand); len(command) > 0 {
		letter, address := readCommand(command)
		if letter == askedMail {
			d.fact = d.known.put(key, nil, nil)
		}
		if d.fact != nil && letter != 0 {
			d.fact.ask(letter, address)
		}
		return
	}
	answer := p.field(fieldAnswer)
	switch {
	case !startsWithCode(answer) && len(answer) > 0:
	case len(answer) > 3 && answer[3] == '-':
		if d.fact == nil {
			d.fact = d.known.put(key, nil, nil)
		}
		d.fact.hear(answer)
	case d.fact == nil:
		p.fill("@said", answer, '"')
	case len(answer) > 0:
		if len(d.fact.name) > 0 {
			d.fact.hear(answer)
			answer = d.fact.name
		}
		p.answered(d.fact, answer)
		d.fact.name = d.fact.name[:0] // its bytes stay until the next record
	default: // no answer will come, if this is the end
		p.concern(d.fact, askedMail)
	}
}

// readCommand gives the letter of a command, and its address; 0 for what is
// none, as the lines of a message.
func readCommand(text []byte) (letter byte, address []byte) {
	verb, rest, _ := bytes.Cut(text, []byte(" "))
	for i := range verb {
		if !isLetter(verb[i]) && (i == 0 || verb[i] != '-') {
			return 0, nil
		}
	}
	switch {
	case len(verb) < 4:
		return 0, nil
	case bytes.EqualFold(verb, []byte("MAIL")):
		return askedMail, pathOf(rest)
	case bytes.EqualFold(verb, []byte("RCPT")):
		return askedRcpt, pathOf(rest)
	case bytes.EqualFold(verb, []byte("DATA")):
		return askedData, nil
	case !bytes.EqualFold(verb, []byte("BDAT")):
		return askedOther, nil
	case len(rest) >= 4 && bytes.EqualFold(rest[len(rest)-4:], []byte("LAST")):
		return askedEnd, nil
	}
	return askedChunk, nil
}

// pathOf gives the address in "FROM:<a@b> SIZE=1" (RFC 5321 section 4.1.2).
func pathOf(text []byte) []byte {
	_, path, ok := bytes.Cut(text, []byte("<"))
	if !ok {
		return nil
	}
	quoted := false
	for i := 0; i < len(path); i++ {
		switch {
		case quoted && path[i] == '\\':
			i++
		case path[i] == '"':
			quoted = !quoted
		case path[i] == '>' && !quoted:
			return path[:i]
		}
	}
	return nil
}

// ask takes down a command.
func (f *fact) ask(letter byte, address []byte) {
	if len(f.text) > maxDialogue+maxDialogue/8 { // no answers come, or this is no session
		f.text, f.count = f.text[:0], 0
		return
	}
	if len(address) > 255 || len(f.text)+2+len(address) > maxDialogue {
		address = nil
	}
	f.text = append(append(f.text, letter, byte(len(address))), address...)
}

// hear takes down a line of an answer.
func (f *fact) hear(line []byte) {
	if len(f.name) > 0 && len(f.name) < maxAnswer {
		f.name = append(f.name, ' ')
	}
	f.name = append(f.name, line[:min(len(line), max(maxAnswer-len(f.name), 0))]...)
}

// answered tells what a whole answer is about, and that it was given.
func (p *mapped) answered(f *fact, answer []byte) {
	p.fill("@said", answer, '"')
	if f.count >= len(f.text) {
		return // nothing was asked
	}
	if hasPrefix(answer, "250 2.6.0 ") || contains(answer, " [Hostname=") { // Exchange's own, to the end of a message
		f.skip()
	}
	at := f.count
	letter := f.text[at]
	p.fill("@asked", askedNames[letter], '"')
	f.count += 2 + int(f.text[at+1])
	switch class := answer[0]; {
	case letter == askedRcpt && class == '2':
		f.text[at] = rcptTaken
	case letter == askedRcpt:
		start := len(p.text)
		p.text = f.appendRecipient(p.text, at)
		p.tell(f, start)
		f.text[at] = rcptRefused
	case letter == askedData && class == '3':
		f.text[at] = askedEnd // what it ends with has an answer of its own
		f.count = at
	case letter == askedEnd, class >= '4' && letter != askedOther:
		p.concern(f, letter)
		for at := 0; at < len(f.text); at += 2 + int(f.text[at+1]) {
			if of := f.text[at]; of == rcptTaken || of == askedRcpt {
				f.text[at] = rcptRefused
			}
		}
	}
}

// skip goes on to the end of the message, where it was asked for already: the
// answers before it are not in the log.
func (f *fact) skip() {
	for at := f.count; at < len(f.text); at += 2 + int(f.text[at+1]) {
		switch f.text[at] {
		case askedRcpt:
			f.text[at] = rcptTaken
		case askedData, askedEnd:
			f.text[at], f.count = askedEnd, at
			return
		}
	}
}

// concern tells all recipients who have not been told of otherwise. MAIL is
// about those asked for, what follows them about those who were taken.
func (p *mapped) concern(f *fact, letter byte) {
	start := len(p.text)
	for at := 0; at < len(f.text); at += 2 + int(f.text[at+1]) {
		if of := f.text[at]; of == rcptTaken || of == askedRcpt && letter == askedMail {
			if len(p.text) > start {
				p.text = append(p.text, ',')
			}
			p.text = f.appendRecipient(p.text, at)
		}
	}
	p.tell(f, start)
}

// appendRecipient appends the address of the command at a place.
func (f *fact) appendRecipient(to []byte, at int) []byte {
	address := f.text[at+2 : at+2+int(f.text[at+1])]
	if to = append(to, '<'); len(address) == 0 {
		to = append(to, '@') // somebody
	}
	return append(append(to, address...), '>')
}

// tell fills in the list that begins at start, and the sender.
func (p *mapped) tell(f *fact, start int) {
	if list := p.text[start:len(p.text):len(p.text)]; len(list) > 0 {
		p.fill("@to", list, ',')
		p.fill("@from", f.text[2:2+int(f.text[1])], '"')
	}
}
