package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// troubles are what this host said of itself.
type troubles struct {
	kinds [parser.NumTroubles]trouble
	spoken
}

// spoken are lines in which this host spoke.
type spoken struct {
	log   []spokenLine
	lost  int64     // lines counted, but not in log any more
	texts shortlist // what they say, each kind of words in one wording
	tos   []string  // recipients of these
	hosts shortlist // that said it
	mtas  shortlist // whose words they are
	key   []byte    // see template
}

type trouble struct {
	count       int64
	first, last int64
	strength    parser.Strength
	sample      string
	to          string // its recipient
}

// spokenLine is when it spoke, and of what. Those alike within a second are one.
type spokenLine struct {
	at       int64
	trouble  parser.LocalTrouble
	strength parser.Strength
	text     uint8  // in spoken.texts
	host     uint8  // in spoken.hosts
	mta      uint8  // in spoken.mtas
	client   uint32 // a hash of whom it spoke to; 0 for nobody, and where the log does not tell
	count    uint32
}

// same tells whether two lines are one.
func (l *spokenLine) same(m *spokenLine) bool {
	x, y := *l, *m
	x.count, y.count = 0, 0
	return x == y
}

// maxSpoken bounds the lines of one kind of talk.
const maxSpoken = 100_000

func (t *troubles) add(at int64, ev *parser.Event) {
	l := ev.Local
	k := &t.kinds[l.Trouble]
	k.note(at, int64(ev.Count), l.Strength, l.Text, ev.Recipient)
	t.say(spokenLine{at: at, trouble: l.Trouble, strength: l.Strength}, l.Text, ev)
}

// say adds a line with these words; without a time it is none.
func (t *spoken) say(l spokenLine, words []byte, ev *parser.Event) {
	if l.at == 0 {
		return
	}
	l.at -= l.at % 1000
	l.count = uint32(ev.Count)
	l.text, l.host, l.mta = t.text(cut(words, maxReply), ev.Recipient), t.hosts.id(ev.Host, ev.Host), t.mtas.of(ev.MTA)
	t.put(l)
}

// text is the number of a text that is about a recipient.
func (t *spoken) text(text, to []byte) uint8 {
	id := t.texts.id(t.template(text), text)
	if int(id) > len(t.tos) {
		t.tos = append(t.tos, string(cut(to, maxAddress)))
	}
	return id
}

// to is the recipient of the text with a number.
func (t *spoken) to(text uint8) string {
	if text == 0 {
		return ""
	}
	return t.tos[text-1]
}

// recipients notes whom the samples were about.
func (t *troubles) recipients(by map[string]string) {
	for i := range t.kinds {
		noteRecipient(by, t.kinds[i].sample, t.kinds[i].to)
	}
	t.spoken.recipients(by)
}

func (t *spoken) recipients(by map[string]string) {
	for i, to := range t.tos {
		noteRecipient(by, t.texts.all[i], to)
	}
}

// template is what a text has in common with others of its kind, until the next
// call.
func (t *spoken) template(text []byte) []byte {
	t.key = parser.Template(t.key[:0], text)
	return t.key
}

// put adds a line, or counts it with one of the same second.
func (t *spoken) put(l spokenLine) {
	const back = 64 // lines, of a log that may go backwards
	for i := len(t.log) - 1; i >= max(0, len(t.log)-back) && t.log[i].at >= l.at; i-- {
		if t.log[i].same(&l) {
			t.log[i].count += l.count
			return
		}
	}
	if len(t.log) >= maxSpoken { // what it says now is what matters
		n := len(t.log) / 2
		t.lost += int64(n)
		t.log = append(t.log[:0], t.log[n:]...)
	}
	t.log = append(t.log, l)
}

// sample is the commonest wording of a trouble among some lines.
func (t *troubles) sample(lines []spokenLine, trouble parser.LocalTrouble) string {
	best := commonest(lines, trouble, func(l *spokenLine) uint8 { return l.text })
	return cmp.Or(t.texts.text(best), t.kinds[trouble].sample)
}

// mtaOf is the mail server that most of some lines of a trouble are of.
func (t *spoken) mtaOf(lines []spokenLine, trouble parser.LocalTrouble) string {
	return t.mtas.text(commonest(lines, trouble, func(l *spokenLine) uint8 { return l.mta }))
}

// commonest is the number that most lines of a trouble have, of those that came
// so often first.
func commonest(lines []spokenLine, trouble parser.LocalTrouble, number func(*spokenLine) uint8) (best uint8) {
	var counts [maxShortlist + 1]int64
	for i := range lines {
		l := &lines[i]
		if l.trouble != trouble {
			continue
		}
		n := number(l)
		if counts[n] += int64(l.count); counts[n] > counts[best] {
			best = n
		}
	}
	return best
}

// hostOf is the one host that all of some lines are of; "" for several.
func (t *spoken) hostOf(lines []spokenLine) string {
	if slices.ContainsFunc(lines, func(l spokenLine) bool { return l.host != lines[0].host }) {
		return ""
	}
	return t.hosts.text(lines[0].host)
}

func (k *trouble) note(at, n int64, strength parser.Strength, text, to []byte) {
	if k.count == 0 || strength > k.strength {
		k.sample, k.to, k.strength = string(cut(text, maxReply)), string(cut(to, maxAddress)), strength
	}
	if at != 0 && (k.first == 0 || at < k.first) {
		k.first = at
	}
	k.last = max(k.last, at)
	k.count += n
}

func (t *troubles) absorb(next *troubles) {
	for i := range next.kinds {
		n := &next.kinds[i]
		if n.count > 0 {
			k := &t.kinds[i]
			k.note(n.first, n.count, n.strength, []byte(n.sample), []byte(n.to))
			k.last = max(k.last, n.last)
		}
	}
	t.spoken.absorb(&next.spoken)
}

func (t *spoken) absorb(next *spoken) {
	for _, l := range next.log {
		text, to := []byte(next.texts.text(l.text)), []byte(next.to(l.text))
		l.text, l.host, l.mta = t.text(text, to), t.hosts.of(next.hosts.text(l.host)), t.mtas.of(next.mtas.text(l.mta))
		t.put(l)
	}
	t.lost += next.lost
}
