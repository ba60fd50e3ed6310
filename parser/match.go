package parser

import "math/bits"

// matcher finds all words of a fixed set in a text: it walks down a trie from
// every byte.
//
// Note: an automaton that goes through the text once (Aho and Corasick, CACM
// 18(6), 1975) takes 2 us for a reply in place of 5, but 2 ms more to build,
// and 1.5 MB. Of a log only the kinds of replies are looked at, some thousand.
type matcher struct {
	states []matchState
	start  [256]uint16 // byte -> child of the start; 0 for none
}

// matchState is a beginning of some words. State 0 is the empty one.
type matchState struct {
	child   uint16 // the first of its children; 0 for none
	sibling uint16 // the next child of its parent; 0 for none
	word    uint16 // the word that it is, from 1; 0 for none
	last    byte   // its last byte
}

// newMatcher builds the trie. Words must be distinct and not empty;
// found gets their indices.
func newMatcher(words []string) *matcher {
	bytes := 1
	for _, w := range words {
		bytes += len(w)
	}
	m := &matcher{states: make([]matchState, 1, bytes*5/8)} // what common beginnings leave of the rules' words
	for i, w := range words {
		m.insert(w, uint16(i+1))
	}
	return m
}

// insert makes the states of a word.
func (m *matcher) insert(word string, number uint16) {
	s := uint16(0)
	for i := range len(word) {
		b := word[i]
		next := m.child(s, b)
		if next == 0 {
			next = uint16(len(m.states))
			m.states = append(m.states, matchState{last: b, sibling: m.states[s].child})
			m.states[s].child = next
			if s == 0 {
				m.start[b] = next
			}
		}
		s = next
	}
	m.states[s].word = number
}

// child is the state that is s and a byte more, or 0.
func (m *matcher) child(s uint16, b byte) uint16 {
	if s == 0 {
		return m.start[b]
	}
	c := m.states[s].child
	for c != 0 && m.states[c].last != b {
		c = m.states[c].sibling
	}
	return c
}

// scan marks in found every word that occurs in text.
func (m *matcher) scan(text []byte, found *wordSet) {
	for from, b := range text {
		rest := text[from+1:]
		for s := m.start[b]; s != 0; {
			if word := m.states[s].word; word != 0 {
				found.add(word - 1)
			}
			if len(rest) == 0 {
				break
			}
			s, rest = m.child(s, rest[0]), rest[1:]
		}
	}
}

// maxWords bounds the words of all rules together.
const maxWords = 4096

// wordSet is the set of words found in a text.
type wordSet [maxWords / 64]uint64

func (s *wordSet) add(word uint16)      { s[word/64%uint16(len(s))] |= 1 << (word % 64) }
func (s *wordSet) has(word uint16) bool { return s[word/64%uint16(len(s))]&(1<<(word%64)) != 0 }

// all yields the words of s, ascending.
func (s *wordSet) all(yield func(word uint16) bool) {
	for i, bits64 := range s {
		for ; bits64 != 0; bits64 &= bits64 - 1 {
			if !yield(uint16(i*64 + bits.TrailingZeros64(bits64))) {
				return
			}
		}
	}
}

// hasAny says whether one of words is in s.
func (s *wordSet) hasAny(words []uint16) bool {
	for _, w := range words {
		if s.has(w) {
			return true
		}
	}
	return false
}
