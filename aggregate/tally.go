package aggregate

import "tempfail/parser"

// tally counts attempts by outcome and reply code.
type tally struct {
	sent, deferred, bounced int64 // attempts
	notTried                int64 // lines that say no attempt was made
	codes                   [numCodeClasses]int64
}

// code classes: the columns of Codes.
const (
	code421 = iota
	code450
	code451
	code452
	code4xx
	code5xx
	codeNone
	numCodeClasses
)

func codeClass(code uint16) int {
	switch {
	case code == 421:
		return code421
	case code >= 450 && code <= 452:
		return code450 + int(code-450)
	case code/100 == 4:
		return code4xx
	case code/100 == 5:
		return code5xx
	}
	return codeNone
}

// add counts an attempt n times; class is that of its reply code.
func (t *tally) add(s *step, class int, n int64) {
	if !s.tried {
		if s.status != parser.Expired {
			t.notTried += n
		}
		return
	}
	switch s.status {
	case parser.Sent:
		t.sent += n
		return
	case parser.Deferred:
		t.deferred += n
	case parser.Bounced:
		t.bounced += n
	}
	t.codes[class] += n
}

func (t *tally) plus(u *tally) {
	t.sent += u.sent
	t.deferred += u.deferred
	t.bounced += u.bounced
	t.notTried += u.notTried
	for i, n := range u.codes {
		t.codes[i] += n
	}
}

func (t *tally) attempts() int64 { return t.sent + t.deferred + t.bounced }

func (t *tally) counts() Counts {
	c := &t.codes
	return Counts{
		Attempts: t.attempts(), Sent: t.sent, Deferred: t.deferred, Bounced: t.bounced,
		NotAttempted: t.notTried, Replies451: c[code451],
		Codes: Codes{C421: c[code421], C450: c[code450], C451: c[code451], C452: c[code452],
			C4xx: c[code4xx], C5xx: c[code5xx], CNone: c[codeNone]},
	}
}

// destination is a recipient domain. Its attempts are those of its pairs.
type destination struct {
	expired int64                    // recipients
	causes  [parser.NumCauses]uint32 // failed attempts
}

func (d *destination) plus(e *destination) {
	d.expired += e.expired
	for i, n := range e.causes {
		d.causes[i] += n
	}
}
