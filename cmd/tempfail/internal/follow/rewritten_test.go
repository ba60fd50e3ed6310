package follow

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// edit writes the log called name anew, as edited lines; in a file of its own, as
// sed -i does, or in the same one, as some editors do.
func (p *paper) edit(name string, inPlace bool, edited func(lines []string) []string) {
	p.Helper()
	text, err := os.ReadFile(p.path(name))
	p.must(err)
	lines := edited(strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n"))
	text = []byte(strings.TrimSuffix(strings.Join(lines, ""), "\n") + "\n")
	if inPlace {
		p.must(os.WriteFile(p.path(name), text, 0o600))
		return
	}
	p.must(os.WriteFile(p.path("edited"), text, 0o600))
	p.rename("edited", name)
}

// TestLogIsWrittenAnew: lines that were handed out do not count again, whoever
// removes or changes some of them, before the last ones.
func TestLogIsWrittenAnew(t *testing.T) {
	edits := map[string]func(lines []string) []string{
		"a line removed":      func(l []string) []string { return append(l[:12:12], l[13:]...) },
		"the first removed":   func(l []string) []string { return l[1:] },
		"changed":             func(l []string) []string { l[0] = strings.Replace(l[0], "250 ok", "250 OK", 1); return l },
		"only the last kept":  func(l []string) []string { return l[len(l)-16:] },
		"nothing changed":     func(l []string) []string { return l },
		"a line put in front": func(l []string) []string { return append(l[:1:1], l...) },
	}
	for name, edited := range edits {
		for _, inPlace := range []bool{false, true} {
			for _, down := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, in place %v, down %v", name, inPlace, down), func(t *testing.T) {
					p := newPaper(t)
					p.write("log", "log", "log", "log", "log", "log", "log", "log")
					p.follow("log")
					p.once("the start")
					if down {
						p.write("log")
						p.stop()
					}
					p.edit("log", inPlace, edited)
					p.write("log")
					if down {
						p.follow("log")
					}
					p.once("the edit")
					p.write("log")
					p.once("more lines")
					if p.told.Len() > 0 {
						t.Errorf("told: %s", &p.told)
					}
				})
			}
		}
	}
}

// TestLogIsWrittenAnewBesideItsWriter: who has the old file open writes on in it.
func TestLogIsWrittenAnewBesideItsWriter(t *testing.T) {
	p := newPaper(t)
	p.write("log", "log", "log", "log", "log", "log", "log", "log")
	old, err := os.OpenFile(p.path("log"), os.O_APPEND|os.O_WRONLY, 0)
	p.must(err)
	defer old.Close()
	late := func() {
		_, err := old.WriteString(numbered(p.written))
		p.must(err)
		p.written++
	}
	p.follow("log")
	p.once("the start")
	p.write("log") // both files have these
	p.edit("log", false, func(l []string) []string { return l[1:] })
	late()
	p.write("log")
	late()
	p.once("the edit")
	late()
	p.write("log")
	p.once("more lines")
}

// TestLogIsWrittenAnewAndNotKnown: where the last lines were changed nobody knows
// which are new; all count, and it is said.
func TestLogIsWrittenAnewAndNotKnown(t *testing.T) {
	p := newPaper(t)
	p.write("log", "log", "log", "log", "log", "log", "log", "log")
	p.follow("log")
	p.once("the start")
	p.edit("log", false, func(l []string) []string { return l[:len(l)-2] })
	p.count = tally{}
	if n := drained(t, p.f); n != 38 {
		t.Errorf("%d lines", n)
	}
	if n := strings.Count(p.told.String(), "written anew"); n != 1 {
		t.Errorf("told %d times: %s", n, &p.told)
	}
}

// TestNamesOfColumns: logs that begin with the same names of columns, as all
// CSV logs of a program do, are no copies of each other.
func TestNamesOfColumns(t *testing.T) {
	p := newPaper(t)
	names := "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat\n"
	p.count.Aside = strings.TrimSpace(names)
	begin := func() { p.must(os.WriteFile(p.path("log.csv"), []byte(names), 0o600)) }
	day := 20261100
	rotate := func() {
		day++
		p.rename("log.csv", fmt.Sprintf("log-%d.csv", day))
		begin()
	}
	begin()
	p.write("log.csv", "log.csv", "log.csv", "log.csv")
	p.follow("log.csv")
	p.once("the start")
	p.stop()
	rotate()
	p.write("log.csv", "log.csv")
	rotate()
	p.follow("log.csv")
	p.once("a restart: two rotations, the last without a line")
	p.write("log.csv")
	p.once("lines")
	for range 3 {
		rotate()
		p.once("an idle time")
	}
	p.stop()
	rotate()
	p.write("log.csv")
	rotate()
	p.write("log.csv")
	rotate()
	p.follow("log.csv")
	p.once("another restart")
	rotate()
	p.write("log.csv")
	p.once("the last rotation")
}
