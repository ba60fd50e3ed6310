package report

import (
	"slices"
	"strconv"
	"strings"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/explain"
	"tempfail/parser"
)

// explainStep asks about a reply: one of the findings that the answer is about,
// or else of those that there are; without one, about a common one. What this
// host says of itself is no reply: read as one, it would be blamed on somebody
// else.
func (p *page) explainStep() string {
	asker := asker{explain.New()}
	for _, f := range p.asked() {
		if f.Verdict == aggregate.LocalFault {
			return ""
		}
		for _, sample := range f.Samples {
			if command := asker.command(sample, f.Cause); command != "" {
				return command
			}
		}
	}
	for _, r := range p.common() {
		if command := asker.command(r.Sample, r.Cause); command != "" {
			return command
		}
	}
	return ""
}

// asked are the findings to ask about, those first that the answer quotes. If
// all is clear the others are expected, and no question.
func (p *page) asked() (all []aggregate.Finding) {
	for _, f := range p.s.Findings {
		if f.Says != "" && strings.Contains(p.s.Answer.Says, f.Says) {
			all = append(all, f)
		}
	}
	if p.s.Answer.Side == aggregate.SideClear {
		return all
	}
	return append(all, p.s.Findings...)
}

// common are the replies by how often they came. If all is clear they are
// those of the commonest cause that is no greylisting: the answer says of what
// kind most failures are, and it is that kind which the reader asks about.
func (p *page) common() (all []aggregate.ReplyRow) {
	if p.s.Answer.Side != aggregate.SideClear {
		return p.s.Replies
	}
	i := slices.IndexFunc(p.s.Causes, func(c aggregate.CauseRow) bool {
		return c.Attempts > 0 && c.Cause != parser.Greylist && c.Cause != parser.CauseUnknown
	})
	if i < 0 {
		return nil
	}
	for _, r := range p.s.Replies {
		if r.Cause == p.s.Causes[i].Cause && r.Fault == p.s.Causes[i].Fault {
			all = append(all, r)
		}
	}
	return all
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
