package parser

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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
