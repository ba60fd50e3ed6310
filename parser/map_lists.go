package parser

import "bytes"

// lists are two values of a record that stand side by side: recipients, and
// how each of them fared. Where they fared differently the record is read once
// for each run of those who fared alike, as if it were about them alone.
type lists struct {
	to, said []byte // of the recipients that are still to come
	text     int    // where the texts of a reading begin, behind those of the record
}

// maxOutcomes bounds how often a record is read.
// Limit: one with more has the first outcome for all.
const maxOutcomes = 1024

// split gets ready to read a record once for each outcome, and is ready for
// the first. A record that is about no attempt, or whose lists are not of one
// length, is read once.
func (p *mapped) split(msg []byte) {
	p.lists = lists{}
	to, said := &p.slots[p.m.lists[0]], &p.slots[p.m.lists[1]]
	if bytes.IndexByte(to.raw, ';') < 0 || bytes.IndexByte(said.raw, ';') < 0 {
		return
	}
	if row := p.row(msg); row == nil || row.kind != Attempt || !row.event {
		return
	}
	for i := range p.slots {
		p.textOf(&p.slots[i]) // so that all are decoded once
	}
	l := lists{to: to.raw, said: said.raw, text: len(p.text)}
	if n := l.outcomes(); n > 1 && n <= maxOutcomes {
		p.lists = l
		p.group()
	}
}

// group puts the next recipients who fared alike into the record.
func (p *mapped) group() bool {
	if p.lists.to == nil {
		return false
	}
	p.text = p.text[:p.lists.text]
	to, said := p.lists.cut()
	p.slots[p.m.lists[0]] = value{raw: to, kind: '"'}
	p.slots[p.m.lists[1]] = value{raw: said, kind: '"'}
	return true
}

// cut takes the first recipients who fared alike off the lists.
func (l *lists) cut() (to, said []byte) {
	one, more := cutStatus(l.said)
	said = one
	n := 0
	for {
		end := bytes.IndexByte(l.to[n:], ';')
		if end < 0 || !more {
			to, *l = l.to, lists{text: l.text}
			return to, said
		}
		n += end
		l.said = l.said[len(one)+1:]
		if one, more = cutStatus(l.said); !bytes.Equal(one, said) {
			to, l.to = l.to[:n:n], l.to[n+1:]
			return to, said
		}
		n++
	}
}

// outcomes counts the runs of recipients who fared alike; 0 where the lists are
// not of one length.
func (l *lists) outcomes() (runs int) {
	var last []byte
	rest := l.said
	for n := bytes.Count(l.to, []byte(";")); ; n-- {
		one, more := cutStatus(rest)
		if runs == 0 || !bytes.Equal(one, last) {
			runs++
		}
		last = one
		if !more || n == 0 {
			if more || n != 0 {
				return 0
			}
			return runs
		}
		rest = rest[len(one)+1:]
	}
}

// cutStatus gives the first of a list of statuses. Semicolons stand within
// them too: one that divides has a reply code, "[{" or nothing behind it.
func cutStatus(list []byte) (one []byte, more bool) {
	for i := 0; i < len(list); i++ {
		n := bytes.IndexByte(list[i:], ';')
		if n < 0 {
			break
		}
		i += n
		if rest := list[i+1:]; len(rest) == 0 || rest[0] == ';' || startsWithCode(rest) || hasPrefix(rest, "[{") {
			return list[:i:i], true
		}
	}
	return list, false
}
