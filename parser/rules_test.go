package parser

import (
	"strings"
	"testing"
)

// Every wording of every row decides at least one text: one made of its own
// words, under its own conditions. A wording that fails this is dead, because
// an earlier row takes all its texts.
func TestNoRuleShadowsAnother(t *testing.T) {
	rules := allRules()
	c := NewClassifier()
	words := c.words.all()
	for i := range c.rules {
		if rule := &c.rules[i]; !reached(c, rule, words) {
			t.Errorf("%s %q (row %d, %s): an earlier row decides", rule.cause, rule.matched, rule.row, rules[rule.row].source)
		}
	}
}

// reached says whether some text of rule's own words is decided by its row.
func reached(c *Classifier, rule *compiled, words []string) bool {
	r := replyFor(rule)
	var try func(text string, terms [][]uint16) bool
	try = func(text string, terms [][]uint16) bool {
		if len(terms) == 0 {
			r.Text = []byte(text)
			decided := decidedBy(c, &r)
			return decided != nil && decided.row == rule.row
		}
		for _, word := range terms[0] {
			if try(text+spelt(words[word])+" ", terms[1:]) {
				return true
			}
		}
		return false
	}
	return try("", rule.terms)
}

// spelt is a text that a rule's word is the folded form of.
func spelt(word string) string { return strings.ReplaceAll(word, "@", "user@example.net") }

// replyFor makes a reply without words that meets a rule's conditions.
func replyFor(rule *compiled) Reply {
	w := rule.when
	r := Reply{Origin: Remote, Code: w.code}
	switch {
	case w.own:
		r.Origin = Local
	case r.Code == 0 && (w.class == 5 || w.enhanced[0] == 5):
		r.Code = 599 // a code that no row is about
	case r.Code == 0:
		r.Code = 499
	}
	for p := range NumPhases {
		if w.phases&(1<<p) != 0 {
			r.Phase = p
			break
		}
	}
	if w.enhanced != [3]int16{anyNumber, anyNumber, anyNumber} {
		r.Enhanced = Enhanced{Class: max(r.Code/100, 4), Subject: 9, Detail: 99}
		for i, field := range []*uint16{&r.Enhanced.Class, &r.Enhanced.Subject, &r.Enhanced.Detail} {
			if w.enhanced[i] != anyNumber {
				*field = uint16(w.enhanced[i])
			}
		}
	}
	if w.provider != "" {
		r.Relay.Host = []byte(hostOf(w.provider))
	}
	return r
}

// hostOf returns a host name of a provider.
func hostOf(provider string) string {
	for domain, name := range operators {
		if name == provider {
			return "mx." + domain
		}
	}
	return ""
}

// all returns the words of the trie.
func (m *matcher) all() []string {
	var words []string
	var visit func(s uint16, text string)
	visit = func(s uint16, text string) {
		if id := int(m.states[s].word); id > 0 {
			words = append(words, make([]string, max(0, id-len(words)))...)
			words[id-1] = text
		}
		for c := m.states[s].child; c != 0; c = m.states[c].sibling {
			visit(c, text+string([]byte{m.states[c].last}))
		}
	}
	visit(0, "")
	return words
}

func decidedBy(c *Classifier, r *Reply) *compiled {
	var text folded
	text.fold(r.Text)
	var found wordSet
	c.words.scan(text.words(), &found)
	q := ask(r, Enhanced{}, text.first)
	q.provider = c.provider(r, &found)
	return c.first(&q, &found)
}

// The words of the rules are in the form that fold gives a text; otherwise
// they could never be found.
func TestRuleWordsAreFolded(t *testing.T) {
	check := func(word string) {
		var text folded
		text.fold([]byte(spelt(word)))
		if got := strings.TrimSpace(string(text.words())); got != strings.TrimSpace(word) || strings.Contains(word, "  ") {
			t.Errorf("word %q is folded to %q", word, got)
		}
	}
	for _, r := range allRules() {
		if r.source == "" {
			t.Errorf("rule %s %q has no source", r.cause, r.words)
		}
		if r.words == "" {
			if r.when == "" {
				t.Errorf("a rule for %s has neither words nor conditions", r.cause)
			}
			continue
		}
		for wording := range strings.SplitSeq(r.words, "|") {
			for term := range strings.SplitSeq(wording, "+") {
				if !strings.HasPrefix(term, "{") {
					check(term)
				}
			}
		}
	}
	for _, list := range wordClasses {
		for word := range strings.SplitSeq(list, "|") {
			check(word)
		}
	}
	for _, p := range providerWords {
		check(p.word)
	}
}

func TestBadConditionsAreToldApart(t *testing.T) {
	for _, when := range []string{"4.7", "@nowhere", "sometimes", "x.y.z"} {
		var c condition
		if err := c.add(when); err == nil {
			t.Errorf("condition %q is taken", when)
		}
	}
}
