package parser

import (
	"fmt"
	"strconv"
	"strings"
)

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
