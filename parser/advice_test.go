package parser

import (
	"strings"
	"testing"
)

func TestEveryCauseIsExplained(t *testing.T) {
	for c := range NumCauses {
		if c.Means() == "" || len(c.Advice()) == 0 {
			t.Errorf("%s has no meaning or no advice", c)
		}
		if (c.Fault() == FaultUnknown) != (c == CauseUnknown) {
			t.Errorf("%s: fault %s", c, c.Fault())
		}
		for _, step := range c.Advice() {
			if !strings.HasSuffix(step, ".") || step[:1] != strings.ToUpper(step[:1]) {
				t.Errorf("%s: %q is no sentence", c, step)
			}
		}
	}
}
