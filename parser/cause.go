package parser

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// rule is a row of the table: a wording, and what it is about.
type rule struct {
	cause      Cause
	fault      Fault   // where it is not the cause's usual one
	confidence float64 // sure, likely, fair or weak

	// when lists what must hold besides the words, separated by blanks:
	// own or theirs (who speaks), 4xx, 5xx or a reply code, an enhanced code
	// with x for any number (x.7.1, 4.7.x), bare (there is no enhanced code),
	// @phase,phase..., and from:provider.
	when string

	// words lists wordings separated by "|". Each is made of terms joined by
	// "+", which must all occur, in the form that folded gives a text; {name}
	// is any word of that class. A blank is a word boundary.
	words string

	source string
}

// Confidence of a rule: how often its wording means what the rule says.
const (
	sure   = 0.95 // documented by who writes it, and written by nobody else
	likely = 0.85 // a phrase that names the cause
	fair   = 0.65 // words that together suggest it
	weak   = 0.4  // the codes alone
)

// allRules is the table in the order in which rules are tried.
func allRules() []rule {
	var all []rule
	for _, part := range [][]rule{
		ownRules, operatorRules, exceptionRules, senderRules, rateRules, recipientRules, serverRules, stemRules,
		codeRules, houseRules,
	} {
		all = append(all, part...)
	}
	return all
}

// compiled is one wording of a rule, ready to be tried.
type compiled struct {
	cause      Cause
	fault      Fault
	confidence float64
	when       condition
	terms      [][]uint16 // each term: the words that satisfy it
	matched    string
	row        int // in the table, for tests
}

// complete says whether every term of c is among the words found.
func (c *compiled) complete(found *wordSet) bool {
	for _, term := range c.terms {
		if !found.hasAny(term) {
			return false
		}
	}
	return true
}

// condition is a parsed rule.when.
type condition struct {
	own, theirs bool
	class       uint16 // first digit of the reply code; 0 for any
	code        uint16 // 0 for any
	enhanced    [3]int16
	bare        bool // only where there is no enhanced code
	phases      uint16
	provider    string
}

const anyNumber = -1

// fits says whether c holds for q.
func (c *condition) fits(q *question) bool {
	switch {
	case c.own && !q.own, c.theirs && !q.theirs,
		c.class != 0 && c.class != q.class(),
		c.code != 0 && c.code != q.code,
		c.phases != 0 && c.phases&(1<<q.phase) == 0,
		c.provider != "" && c.provider != q.provider:
		return false
	case c.bare:
		return q.enhanced == Enhanced{}
	case c.enhanced == [3]int16{anyNumber, anyNumber, anyNumber}:
		return true
	}
	e := [3]int16{int16(q.enhanced.Class), int16(q.enhanced.Subject), int16(q.enhanced.Detail)}
	if e[0] == 0 {
		return false
	}
	for i, want := range c.enhanced {
		if want != anyNumber && want != e[i] {
			return false
		}
	}
	return true
}

// class returns 4 or 5: of the reply code, else of the enhanced code.
func (q *question) class() uint16 {
	if q.code != 0 {
		return q.code / 100
	}
	return q.enhanced.Class
}

// compile builds a Classifier. It panics on a row that it cannot read: the
// table is part of the program, and a test reads all of it.
func compile(rules []rule, providers []providerWord) *Classifier {
	c := &Classifier{rules: make([]compiled, 0, wordings(rules))}
	index := newWordIndex()
	for _, p := range providers {
		index.word(p.word)
		c.providers = append(c.providers, p.provider)
	}
	for row, r := range rules {
		when := parseCondition(r.when)
		fault := r.fault
		if fault == FaultUnknown {
			fault = r.cause.Fault()
		}
		rest, more := r.words, true
		for more {
			var wording string
			wording, rest, more = strings.Cut(rest, "|")
			c.rules = append(c.rules, compiled{
				cause: r.cause, fault: fault, confidence: r.confidence, when: when,
				terms: index.terms(wording), matched: matchedBy(wording, r.when), row: row,
			})
		}
	}
	if len(index.words) > maxWords {
		panic(fmt.Errorf("the rules have %d words: raise maxWords, which is %d", len(index.words), maxWords))
	}
	c.words = newMatcher(index.words)
	c.lead(len(index.words))
	return c
}

// wordings counts the wordings of all rules.
func wordings(rules []rule) (n int) {
	for i := range rules {
		n += 1 + strings.Count(rules[i].words, "|")
	}
	return n
}

// lead lists each rule under the words of its term of fewest words.
func (c *Classifier) lead(words int) {
	c.leads = make([][]uint16, words)
	leads, uses := make([][]uint16, len(c.rules)), make([]int, words)
	n := 0
	for i := range c.rules {
		terms := c.rules[i].terms
		if len(terms) == 0 {
			c.wordless = append(c.wordless, uint16(i))
			continue
		}
		leads[i] = slices.MinFunc(terms, func(s, t []uint16) int { return cmp.Compare(len(s), len(t)) })
		for _, word := range leads[i] {
			uses[word]++
		}
		n += len(leads[i])
	}
	all := make([]uint16, n)
	for word, n := range uses {
		c.leads[word], all = all[:0:n], all[n:]
	}
	for i, lead := range leads {
		for _, word := range lead {
			c.leads[word] = append(c.leads[word], uint16(i))
		}
	}
}

// matchedBy is what a report shows of the wording that decided.
func matchedBy(wording, when string) string {
	if wording == "" {
		return when
	}
	if !strings.ContainsAny(wording, "+{") {
		return strings.TrimSpace(wording)
	}
	var shown strings.Builder
	for term := range strings.SplitSeq(wording, "+") {
		if shown.Len() > 0 {
			shown.WriteString(" + ")
		}
		shown.WriteString(strings.Trim(term, " {}"))
	}
	return shown.String()
}

// parseCondition reads rule.when.
func parseCondition(when string) condition {
	c := condition{enhanced: [3]int16{anyNumber, anyNumber, anyNumber}}
	for token := range strings.FieldsSeq(when) {
		if err := c.add(token); err != nil {
			panic(err)
		}
	}
	return c
}

// add reads one token of rule.when.
func (c *condition) add(token string) error {
	provider, named := strings.CutPrefix(token, "from:")
	phases, staged := strings.CutPrefix(token, "@")
	switch {
	case token == "own":
		c.own = true
	case token == "theirs":
		c.theirs = true
	case token == "bare":
		c.bare = true
	case named:
		c.provider = provider
	case staged:
		for name := range strings.SplitSeq(phases, ",") {
			phase, ok := phaseNamed(name)
			if !ok {
				return fmt.Errorf("rule condition %q: no phase is called %q", token, name)
			}
			c.phases |= 1 << phase
		}
	case len(token) == 3 && token[1:] == "xx":
		c.class = uint16(token[0] - '0')
	case strings.Count(token, ".") == 2:
		for i, number := range strings.Split(token, ".") {
			if number == "x" {
				continue
			}
			n, err := strconv.ParseInt(number, 10, 16)
			if err != nil {
				return fmt.Errorf("rule condition %q: write x or a number in an enhanced code", token)
			}
			c.enhanced[i] = int16(n)
		}
	default:
		code, err := strconv.ParseUint(token, 10, 16)
		if err != nil {
			return fmt.Errorf("rule condition %q: not a condition", token)
		}
		c.code = uint16(code)
	}
	return nil
}

func phaseNamed(name string) (Phase, bool) {
	for p, n := range phaseNames {
		if n == name {
			return Phase(p), true
		}
	}
	return PhaseUnknown, false
}

// wordIndex numbers the distinct words of the rules.
type wordIndex struct {
	words   []string
	number  map[string]uint16
	classes map[string][]uint16
	single  []uint16   // what the terms of one word are slices of
	wording [][]uint16 // what the wordings are slices of
}

func newWordIndex() *wordIndex {
	return &wordIndex{
		words:   make([]string, 0, maxWords),
		number:  make(map[string]uint16, maxWords),
		classes: make(map[string][]uint16, len(wordClasses)),
		single:  make([]uint16, 0, maxWords),
		wording: make([][]uint16, 0, 2*maxWords),
	}
}

func (x *wordIndex) word(w string) uint16 {
	n, ok := x.number[w]
	if !ok {
		n = uint16(len(x.words))
		x.number[w] = n
		x.words = append(x.words, w)
	}
	return n
}

// terms reads one wording.
func (x *wordIndex) terms(wording string) [][]uint16 {
	if wording == "" {
		return nil
	}
	first := len(x.wording)
	for term := range strings.SplitSeq(wording, "+") {
		if name, ok := strings.CutPrefix(term, "{"); ok {
			x.wording = append(x.wording, x.class(strings.TrimSuffix(name, "}")))
			continue
		}
		x.single = append(x.single, x.word(term))
		last := len(x.single)
		x.wording = append(x.wording, x.single[last-1:last:last])
	}
	return x.wording[first:len(x.wording):len(x.wording)]
}

// class returns the words of a class.
func (x *wordIndex) class(name string) []uint16 {
	if known, ok := x.classes[name]; ok {
		return known
	}
	list, ok := wordClasses[name]
	if !ok {
		panic(fmt.Errorf("rule words {%s}: no class of words is called so", name))
	}
	var numbers []uint16
	for w := range strings.SplitSeq(list, "|") {
		numbers = append(numbers, x.word(w))
	}
	x.classes[name] = numbers
	return numbers
}
