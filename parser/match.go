package parser

import "math/bits"

// matcher finds all words of a fixed set in one pass over a text: the
// automaton of Aho and Corasick (CACM 18(6), 1975) with every transition
// filled in, so that a byte costs one table look-up.
//
// Note: the row of a state is as wide as the bytes that occur in any word,
// some forty, not 256. That keeps a thousand words within a few hundred
// kilobytes and the construction below a few milliseconds.
type matcher struct {
	symbol [256]uint8 // byte -> column; 0 for bytes in no word
	width  int
	next   []uint16 // state*width+symbol -> state, with ends set where a word ends
	word   []uint16 // state -> word that ends here + 1; 0 for none
	suffix []uint16 // state -> the longest proper suffix state in which a word ends; 0 for none
}

// ends marks a transition into a state in which a word ends, so that scan
// looks at nothing else for most bytes.
const ends = 1 << 15

// newMatcher builds the automaton. Words must be distinct and not empty;
// found gets their indices.
func newMatcher(words []string) *matcher {
	m := &matcher{width: 1}
	bytes := 1
	for _, w := range words {
		bytes += len(w)
		for i := range len(w) {
			if m.symbol[w[i]] == 0 {
				m.symbol[w[i]] = uint8(m.width)
				m.width++
			}
		}
	}
	states := bytes * 5 / 8 // what common beginnings leave of the rules' words
	m.next = make([]uint16, m.width, states*m.width)
	m.word = make([]uint16, 1, states)
	m.link(m.grow(words))
	return m
}

// edge is the transition of the trie that leads to a state.
type edge struct {
	parent  uint16
	sibling uint16 // another child of parent; 0 for none
	symbol  uint8
}

// grow makes the trie, level by level: states are numbered by depth, which
// keeps the busy shallow ones together, and lets link go through them in
// order. It returns the edge that leads to each state; the root has none.
func (m *matcher) grow(words []string) []edge {
	edges := make([]edge, 1, cap(m.word))
	at := make([]uint16, len(words))  // the state that each word has come to
	longer := make([]int, len(words)) // the words that go on
	for i := range longer {
		longer[i] = i
	}
	for depth := 0; len(longer) > 0; depth++ {
		rest := longer[:0]
		for _, i := range longer {
			if depth == len(words[i]) {
				m.word[at[i]] = uint16(i + 1)
				continue
			}
			rest = append(rest, i)
			symbol := m.symbol[words[i][depth]]
			slot := int(at[i])*m.width + int(symbol)
			if m.next[slot] == 0 {
				m.next[slot] = uint16(len(m.word))
				edges = append(edges, edge{parent: at[i], symbol: symbol})
				m.word = append(m.word, 0)
				m.next = append(m.next, make([]uint16, m.width)...)
			}
			at[i] = m.next[slot]
		}
		longer = rest
	}
	return edges
}

// link turns the trie into the automaton. First it finds the state that each
// one falls back to: the longest shorter one that a text may be in as well.
// Then every row takes over that state's, for what leads to no child.
//
// Note: a row is copied whole and its few children are put in again, which is
// cheaper than to ask of every transition whether it leads to a child.
func (m *matcher) link(edges []edge) {
	fail := make([]uint16, len(m.word))
	children := make([]uint16, len(m.word)) // the last child of each state
	m.suffix = make([]uint16, len(m.word))
	for s := 1; s < len(m.word); s++ {
		e := &edges[s]
		for f := e.parent; f != 0 && fail[s] == 0; {
			f = fail[f]
			fail[s] = m.next[int(f)*m.width+int(e.symbol)] &^ ends
		}
		if m.suffix[s] = fail[s]; m.word[fail[s]] == 0 {
			m.suffix[s] = m.suffix[fail[s]]
		}
		if m.word[s] != 0 || m.suffix[s] != 0 {
			m.next[int(e.parent)*m.width+int(e.symbol)] |= ends
		}
		e.sibling, children[e.parent] = children[e.parent], uint16(s)
	}
	for s := 1; s < len(m.word); s++ {
		row := m.next[s*m.width : (s+1)*m.width]
		copy(row, m.next[int(fail[s])*m.width:])
		for c := children[s]; c != 0; c = edges[c].sibling {
			to := c
			if m.word[c] != 0 || m.suffix[c] != 0 {
				to |= ends
			}
			row[edges[c].symbol] = to
		}
	}
}

// scan marks in found every word that occurs in text.
func (m *matcher) scan(text []byte, found *wordSet) {
	state := 0
	for _, b := range text {
		to := m.next[state*m.width+int(m.symbol[b])]
		state = int(to &^ ends)
		if to&ends == 0 {
			continue
		}
		for end := state; end != 0; end = int(m.suffix[end]) {
			if id := m.word[end]; id != 0 {
				found.add(id - 1)
			}
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
