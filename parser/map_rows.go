package parser

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// event reads a line of [events]: conditions or a template, an arrow, and
// what such records are.
func (r *mapReader) event(line string) error {
	left, right, ok := cutUnquoted(line, "->")
	if !ok {
		return fmt.Errorf("%q has no -> before what the record is", line)
	}
	row := mapRow{}
	right, says, ok := cutUnquoted(right, " says ")
	says, err := mapText(says)
	if err != nil || ok && says == "" {
		return errors.New("says needs a quoted text behind it")
	}
	row.says = []byte(says)
	switch left = strings.TrimSpace(left); {
	case r.m.kind == textRecord:
		like, needs, limited := cutUnquoted(left, " if ")
		if row.like, err = r.template(like); err == nil && limited {
			row.needs, err = r.conditions(needs)
		}
	case left == "*":
	default:
		row.needs, err = r.conditions(left)
	}
	if err == nil {
		err = row.read(strings.Fields(right))
	}
	r.m.rows = append(r.m.rows, row)
	return err
}

const mapOutcomes = "attempt sent, attempt deferred, attempt bounced, attempt expired, attempt failed (the reply's class tells), each also untried; " +
	"accepted, queued, identified, removed, gave_up, trouble, refused, local_fault TROUBLE STRENGTH, note, silent; then note or forget, begin, past or alone, once for what bounces, and says \"words\" for a reply that the record lacks"

// read reads what a row stands for.
func (row *mapRow) read(words []string) (err error) {
	if len(words) == 0 {
		return errors.New("nothing after ->: it can be " + mapOutcomes)
	}
	first, rest := words[0], words[1:]
	switch kind := slices.Index(kindNames[:], first); {
	case first == "silent":
	case first == "note":
		row.note = true
	case first == "forget":
		row.forget = true
	case first == "begin":
		row.begin = true
	case kind < 0 || Kind(kind) == Notified || Kind(kind) >= Probe:
		return fmt.Errorf("unknown event %q: it can be %s", first, mapOutcomes)
	default:
		row.event, row.kind = true, Kind(kind)
	}
	if row.event && row.kind == Attempt {
		if rest, err = row.outcome(rest); err != nil {
			return err
		}
	}
	if row.event && row.kind == LocalFault {
		if row.local, err = readTrouble(rest); err != nil {
			return err
		}
		rest = rest[2:]
	}
	for _, word := range rest {
		switch {
		case word == "untried" && row.event && row.kind == Attempt:
			row.untried = true
		case word == "note":
			row.note = true
		case word == "forget":
			row.forget = true
		case word == "begin":
			row.begin = true
		case word == "alone" && row.event:
			row.alone = true
		case word == "past" && row.event && row.kind == Attempt:
			row.past = true
		case word == "once" && row.event && row.kind == Attempt && row.status != Sent:
			row.once = true
		default:
			return fmt.Errorf("unknown word %q: the line can be %s", word, mapOutcomes)
		}
	}
	return nil
}

// outcome reads how an attempt ended.
func (row *mapRow) outcome(words []string) (rest []string, err error) {
	if len(words) == 0 {
		return nil, errors.New("attempt needs its outcome: sent, deferred, bounced, expired or failed")
	}
	status := slices.Index(statusNames[:], words[0])
	if status < 1 && words[0] != "failed" {
		return nil, fmt.Errorf("unknown outcome %q: sent, deferred, bounced, expired or failed", words[0])
	}
	row.status = Status(max(status, 0))
	return words[1:], nil
}

// readTrouble reads what of this host is broken, and how sure that is.
func readTrouble(words []string) (l LocalReport, err error) {
	if len(words) < 2 {
		return l, fmt.Errorf("a trouble of this host has a name (%s) and a strength (%s)", strings.Join(troubleNames[1:], ", "), strings.Join(strengthNames[:], ", "))
	}
	trouble, strength := slices.Index(troubleNames[:], words[0]), slices.Index(strengthNames[:], words[1])
	if trouble < 1 {
		return l, fmt.Errorf("unknown trouble %q: %s", words[0], strings.Join(troubleNames[1:], ", "))
	}
	if strength < 0 {
		return l, fmt.Errorf("unknown strength %q: %s", words[1], strings.Join(strengthNames[:], ", "))
	}
	return LocalReport{Trouble: LocalTrouble(trouble), Strength: Strength(strength)}, nil
}

// ownWords reads a line of [own]: "words" -> phase [uncoded] [trouble strength].
func (r *mapReader) ownWords(line string) error {
	left, right, ok := cutUnquoted(line, "->")
	words, err := mapText(left)
	if err != nil {
		return err
	}
	tells := strings.Fields(right)
	uncoded := len(tells) > 1 && tells[1] == "uncoded"
	if uncoded {
		tells = slices.Delete(tells, 1, 2)
	}
	if !ok || words == "" || len(tells) != 1 && len(tells) != 3 {
		return fmt.Errorf("%q is not of the form \"words\" -> phase, then uncoded, or a trouble and its strength, or both", line)
	}
	phase := slices.Index(phaseNames[:], tells[0])
	if phase < 0 {
		return fmt.Errorf("unknown phase %q: %s", tells[0], strings.Join(phaseNames[:], ", "))
	}
	own := mapOwn{words: words, phase: Phase(phase), uncoded: uncoded}
	if len(tells) == 3 {
		if own.local, err = readTrouble(tells[1:]); err != nil {
			return err
		}
	}
	r.m.own = append(r.m.own, own)
	return nil
}

// comparisons of conditions, the longer ones first.
var comparisons = [...]struct {
	sign string
	test comparison
}{{"!=", differs}, {"^=", begins}, {"*=", holds}, {"=", equals}}

// conditions reads "name = word|word, other ^= word, third, !fourth".
func (r *mapReader) conditions(text string) (all []mapTest, err error) {
	for more := true; more; {
		var one string
		if one, text, more = cutUnquoted(text, ","); strings.TrimSpace(one) == "" {
			return nil, errors.New("a condition is missing")
		}
		c, err := r.condition(strings.TrimSpace(one))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (r *mapReader) condition(text string) (c mapTest, err error) {
	name := text
	for _, op := range comparisons {
		before, words, ok := cutUnquoted(text, op.sign)
		if !ok {
			continue
		}
		if name, c.test = before, op.test; strings.HasPrefix(words, "=") {
			return c, fmt.Errorf("%q: == is no comparison: they are =, !=, ^= and *=", text)
		}
		if c.words, err = mapTexts(words); err != nil {
			return c, fmt.Errorf("%q: %w", text, err)
		}
		break
	}
	name = strings.TrimSpace(name)
	if rest, ok := strings.CutPrefix(name, "!"); ok && c.test == present {
		name, c.test = rest, absent
	}
	if c.slot, err = r.slot(name); err == nil && c.slot <= slotNoted && c.test > absent {
		err = errors.New("@noted has no value: it is there or not")
	}
	return c, err
}

// cutUnquoted is strings.Cut around the first sep outside of quotes.
func cutUnquoted(s, sep string) (before, after string, found bool) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(s[i:], sep):
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}
