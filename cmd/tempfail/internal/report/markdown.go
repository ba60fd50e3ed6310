package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// markdownPainter lays a document out as GitHub Flavored Markdown. Every
// text is escaped; words of the log that need no reading as prose are set as
// code, where Markdown interprets nothing at all.
type markdownPainter struct {
	ascii bool
	out   bytes.Buffer
}

func (m *markdownPainter) paint(d document) []byte {
	for i, b := range d {
		if i > 0 {
			m.out.WriteByte('\n')
		}
		switch b := b.(type) {
		case *notes:
			m.notes(b)
		case *table:
			m.table(b)
		}
	}
	return m.out.Bytes()
}

func (m *markdownPainter) notes(n *notes) {
	switch {
	case n.level > 0:
		m.line(strings.Repeat("#", n.level), " ", m.prose(n.head.label), ": ", m.prose(n.head.text))
	default:
		m.line("**", m.prose(n.head.label), "** ", m.prose(n.head.text))
	}
	if len(n.items) > 0 {
		m.line()
	}
	bullet := "- "
	for _, item := range n.items {
		if item.label == "" {
			m.line(bullet, m.text(item.text, item.code))
			continue
		}
		m.line("- **", m.prose(item.label), "** ", m.text(item.text, item.code))
		bullet = "  - "
	}
}

func (m *markdownPainter) table(t *table) {
	m.line("### ", m.prose(strings.ToUpper(t.title[:1])+t.title[1:]))
	m.line()
	if t.lead != "" {
		m.line(m.prose(t.lead))
		m.line()
	}
	shown := t.shown()
	heads, rules := make([]string, len(shown)), make([]string, len(shown))
	for i, c := range shown {
		heads[i], rules[i] = m.prose(t.columns[c].head), "---"
		if t.columns[c].right {
			rules[i] = "--:"
		}
	}
	m.row(heads)
	m.row(rules)
	for _, row := range t.rows {
		cells := make([]string, len(shown))
		for i, c := range shown {
			cells[i] = m.text(row[c].text, t.columns[c].code)
		}
		m.row(cells)
	}
	if t.rest != "" {
		m.line()
		m.line(m.prose(t.rest))
	}
}

func (m *markdownPainter) row(cells []string) { m.line("| ", strings.Join(cells, " | "), " |") }

func (m *markdownPainter) line(parts ...string) {
	for _, part := range parts {
		m.out.WriteString(part)
	}
	m.out.WriteByte('\n')
}

func (m *markdownPainter) text(s string, code bool) string {
	if code {
		return inCode(visible(s, m.ascii))
	}
	return m.prose(s)
}

// prose escapes s for running text. What stands between backticks is set as
// code. So is a word that readers make a link or a mention of by themselves
// (an address, a URL): no escape holds them back.
func (m *markdownPainter) prose(s string) string {
	words := joinCode(strings.Fields(visible(s, m.ascii)))
	for i, word := range words {
		if code, rest, ok := strings.Cut(strings.TrimPrefix(word, "`"), "`"); ok && word[0] == '`' && code != "" && !linksItself(rest) {
			words[i] = inCode(code) + escaped(rest)
			continue
		}
		if linksItself(word) {
			words[i] = inCode(word)
			continue
		}
		words[i] = escaped(word)
	}
	if len(words) > 0 {
		words[0] = atStart(words[0])
	}
	return strings.Join(words, " ")
}

// joinCode makes one word of those from one that begins with a backtick to the
// next that has another.
func joinCode(words []string) []string {
	var out []string
	for len(words) > 0 {
		n := 1
		if strings.HasPrefix(words[0], "`") && words[0] != "`" && !strings.Contains(words[0][1:], "`") {
			if last := slices.IndexFunc(words[1:], func(w string) bool { return strings.Contains(w, "`") }); last >= 0 {
				n += last + 1
			}
		}
		out = append(out, strings.Join(words[:n], " "))
		words = words[n:]
	}
	return out
}

func linksItself(word string) bool {
	return strings.ContainsAny(word, "@#") || strings.Contains(word, "://") || strings.Contains(strings.ToLower(word), "www.")
}

// special is what Markdown may take for markup anywhere in a line.
const special = "\\`*_{}[]<>|~&$"

func escaped(word string) string {
	if !strings.ContainsAny(word, special) {
		return word
	}
	var b strings.Builder
	for _, r := range word {
		if r < utf8.RuneSelf && strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// atStart keeps a first word from making a list, a rule or a heading.
func atStart(word string) string {
	digits := strings.TrimLeft(word, "0123456789")
	switch {
	case strings.IndexAny(word, "-+=") == 0:
		return `\` + word
	case digits != "" && len(digits) < len(word) && strings.IndexAny(digits, ".)") == 0:
		return word[:len(word)-len(digits)] + `\` + digits
	}
	return word
}

// inCode sets s as code. What would end the code, or a table's cell around
// it, is spelled out.
func inCode(s string) string {
	s = strings.TrimSpace(codeEnds.Replace(s))
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

var codeEnds = strings.NewReplacer("`", `\x60`, "|", `\x7c`)
