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

// How long the words of a reply may be in a command: so long that it fits a
// line or two, or else as long as it takes.
const (
	usualWords   = 60
	longestWords = 300
)

// asker makes commands that explain a reply.
type asker struct{ explainer *explain.Explainer }

// command explains a reply as the report does: with the first of its words
// that are enough for that. There is none where even all of them, filtered,
// mean something else. When it was said decides least, and comes last.
func (a asker) command(sample string, cause parser.Cause) string {
	reply := spoken(sample)
	bare, _, _ := strings.Cut(reply, " (in reply to ")
	for _, text := range []string{bare, reply} {
		if words := a.enough(strings.Fields(quotable(text)), cause); words != "" {
			return "tempfail explain '" + words + "'"
		}
	}
	return ""
}

// enough is as many of the words as are usual, or more where these do not tell
// the cause yet.
func (a asker) enough(words []string, cause parser.Cause) string {
	asked := ""
	for i, word := range words {
		asked = strings.TrimSpace(asked + " " + word)
		if i+1 < len(words) && len(asked)+1+len(words[i+1]) <= usualWords {
			continue
		}
		if len(asked) > longestWords {
			return ""
		}
		if isQuestion(asked) && a.explainer.Explain(asked).Cause == cause {
			return asked
		}
	}
	return ""
}

// isQuestion tells words from a bare number, and from a flag.
func isQuestion(s string) bool {
	_, err := strconv.Atoi(s)
	return err != nil && !strings.HasPrefix(s, "-")
}

// quotable is s without what may not stand between single quotes, in any shell.
func quotable(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters+" @._+-/=:,;()#", r) {
			return r
		}
		return ' '
	}, s)
}
