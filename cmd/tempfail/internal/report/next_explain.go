package report

import (
	"strconv"
	"strings"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/explain"
	"tempfail/parser"
)

// explainStep asks about the reply of the first finding that is about one;
// without a finding, about the commonest. What this host says of itself is no
// reply: read as one, it would be blamed on somebody else.
func (p *page) explainStep() string {
	asker := asker{explain.New()}
	for _, f := range p.s.Findings {
		if f.Verdict == aggregate.LocalFault {
			return ""
		}
		for _, sample := range f.Samples {
			if command := asker.command(sample, f.Cause); command != "" {
				return command
			}
		}
	}
	for _, r := range p.s.Replies {
		if command := asker.command(r.Sample, r.Cause); command != "" {
			return command
		}
	}
	return ""
}

// longestAsked is how many bytes of a reply a command may hold. It is less
// than aggregate keeps of one, so that a reply which fits ends where it did in
// the log, and less than maxText, so that the command keeps its end.
const longestAsked = 500

// asker makes commands that explain a reply.
type asker struct{ explainer *explain.Explainer }

// command explains a reply as the report does: whole, for the words that tell
// one cause from another may be its last. There is none where what may be
// shown of it means something else. When it was said decides least, and is
// there only where the cause hangs on it.
func (a asker) command(sample string, cause parser.Cause) string {
	reply := spoken(sample)
	bare, _, _ := strings.Cut(reply, " (in reply to ")
	for _, text := range []string{bare, reply} {
		asked := cutWords(strings.TrimSpace(quotable(text)), longestAsked)
		if isQuestion(asked) && a.explainer.Explain(asked).Cause == cause {
			return "tempfail explain '" + asked + "'"
		}
	}
	return ""
}

// isQuestion tells words from a bare number, and from a flag.
func isQuestion(s string) bool {
	_, err := strconv.Atoi(s)
	return err != nil && s != "" && !strings.HasPrefix(s, "-")
}

// cutWords cuts s to n bytes at most, at the end of a word.
func cutWords(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.TrimSpace(s[:max(0, strings.LastIndexByte(s[:n+1], ' '))])
}

// unquotable are the printable characters that do not stand for themselves
// between single quotes everywhere: the quote, which ends them; the backslash,
// which in fish may keep them open; the exclamation mark, which csh replaces
// within them; the backtick and the bar, which Markdown spells out.
const unquotable = "'\\!`|"

// quotable is s with blanks for what may not stand between single quotes. Of
// letters it leaves ASCII alone: others would be spelled out on a terminal
// that has no others, and some shells take a curved quote for a straight one.
func quotable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(unquotable, r) {
			return ' '
		}
		return r
	}, s)
}
