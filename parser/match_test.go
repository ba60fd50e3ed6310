package parser

import (
	"strings"
	"testing"
)

func TestMatcherFindsAllWords(t *testing.T) {
	words := []string{"he", "she", "his", "hers", "r", "sher", " he "}
	m := newMatcher(words)
	for _, text := range []string{"ushers", "", "h", "hishers he ", " he ", "xyz", "shehehers"} {
		var found wordSet
		m.scan([]byte(text), &found)
		for i, w := range words {
			if got, want := found.has(uint16(i)), strings.Contains(text, w); got != want {
				t.Errorf("%q in %q: %v, want %v", w, text, got, want)
			}
		}
	}
}

func FuzzMatcher(f *testing.F) {
	f.Add("abcab", "ab", "bca", "b")
	f.Fuzz(func(t *testing.T, text, a, b, c string) {
		var words []string
		seen := map[string]bool{"": true}
		for _, w := range []string{a, b, c} {
			if !seen[w] && len(w) < 1000 {
				words, seen[w] = append(words, w), true
			}
		}
		var found wordSet
		newMatcher(words).scan([]byte(text), &found)
		for i, w := range words {
			if got, want := found.has(uint16(i)), strings.Contains(text, w); got != want {
				t.Errorf("%q in %q: %v, want %v", w, text, got, want)
			}
		}
	})
}
